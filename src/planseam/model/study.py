"""The study file `planseam.toml`: what to check, how, and with which tolerances."""

import difflib
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any, Self

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError, field_validator, model_validator

from planseam.model.approval import Approval
from planseam.model.border import border_id
from planseam.model.confined import refuse_outside
from planseam.model.plugins import LAYERS, load
from planseam.model.role import roles
from planseam.model.tables import Table, explained, read_toml, unknown_key, wrong
from planseam.model.unit import Level
from planseam.text import Language, Text

__all__ = ["LayerEntry", "RuleSettings", "SharingEntry", "Study", "StudySettings", "ToleranceEntry"]

STUDY_FILE = "planseam.toml"
CODE = re.compile(r"[A-Z]{2}\d{3}")
_PAIR = re.compile(r"\d{2,6}-\d{2,6}")
_UNIT_CODE = re.compile(r"\d{2}(\d{2}(\d{2})?)?")
#: The most that a datum of our time lies off another: shifts in m, rotations in arc-seconds, scale in ppm.
_MOST_SHIFT = (1000.0, 1000.0, 1000.0, 60.0, 60.0, 60.0, 100.0)
_LAYER_ID = re.compile(r"[\w.-]+")
#: Bounds of a study file. Characters of a title, which stands in the footer of a sheet: Excel takes 255 there.
MOST_TITLE = 200
#: Characters of an id, which is part of names of files and of headings.
MOST_ID = 100
#: Characters of a path: what Linux takes.
MOST_PATH = 4096
#: Layers of a study: six plans of each county of the delta.
MOST_LAYERS = 2000


def _known_role(value: str) -> str:
    if value not in roles():
        near = difflib.get_close_matches(value, roles(), n=1)
        raise wrong(
            "没有这一角色" + (f"，或许应为 “{near[0]}”" if near else ""),
            "there is no such role" + (f", perhaps “{near[0]}” is meant" if near else ""),
        )
    return value


def _known_role_or_any(value: str) -> str:
    return _known_role(value) if value else value


def _sorted_pair(border: str) -> str:
    if border and not _PAIR.fullmatch(border):
        raise wrong("应为两个行政区代码，以 - 相连，如 32-34", "two codes of units joined by a hyphen, such as 32-34")
    return border_id(*border.split("-")) if border else ""


def _unit_code(value: str) -> str:
    if value and not _UNIT_CODE.fullmatch(value):
        raise wrong("应为 2、4 或 6 位行政区代码，如 32", "the 2, 4 or 6 digits of a unit's code, such as 32")
    return value


def _layer_id(value: str) -> str:
    if not _LAYER_ID.fullmatch(value):
        raise wrong(
            "图层 id 只能由文字、数字、_、. 和 - 组成", "the id of a layer holds letters, digits, _, . and - alone"
        )
    return value


def _path(value: str) -> str:
    if "\0" in value:
        raise wrong("路径中有空字符，没有文件能这样命名", "it holds a null character, which no name of a file does")
    return value


def _shift(value: tuple[float, ...]) -> tuple[float, ...]:
    if value and len(value) not in {3, 7}:
        raise wrong(
            "应为 3 个平移（米），或再加 3 个旋转（角秒）与 1 个尺度（百万分之一）",
            "three shifts in m; or these, three rotations in arc-seconds and a scale in parts per million",
        )
    if not all(abs(number) <= most for number, most in zip(value, _MOST_SHIFT, strict=False)):
        raise wrong(
            "平移超过 1000 米、旋转超过 60 角秒或尺度超过百万分之 100",
            "a shift of more than 1000 m, a rotation of more than 60 arc-seconds, or a scale beyond 100 ppm",
        )
    return value


RoleName = Annotated[str, AfterValidator(_known_role)]


class StudySettings(Table):
    """The `[study]` table."""

    title: str = Field(default="planseam", max_length=MOST_TITLE)
    title_en: str = Field(default="", max_length=MOST_TITLE)
    units: str
    level: Level = "province"
    language: Language = "zh"
    step_m: float = Field(default=25.0, ge=1, le=1000)
    unit_gap_m: float = Field(default=5.0, ge=0, le=100)
    approval: Approval = ""
    #: Layers of at least so many features are read batch by batch, and what is far from all borders is only counted.
    stream_rows: int = Field(default=300_000, ge=0)

    @property
    def words(self) -> Text:
        """The title in both languages; one that is given in one language alone repeats itself."""
        return Text(self.title, self.title_en or self.title)


class LayerEntry(Table):
    """One `[[layer]]` table."""

    id: Annotated[str, Field(max_length=MOST_ID), AfterValidator(_layer_id)]
    role: RoleName
    path: Annotated[str, Field(min_length=1, max_length=MOST_PATH), AfterValidator(_path)]
    sublayer: str | None = None
    party: Annotated[str, AfterValidator(_unit_code)] = ""
    crs: str | None = None
    towgs84: Annotated[tuple[float, ...], AfterValidator(_shift)] = ()
    encoding: str | None = None
    vintage: str = ""
    #: Whether it is kept whole, however large it is.
    whole: bool = False
    fields: dict[str, str] = Field(default={})


class ToleranceEntry(Table):
    """One `[[tolerance]]` table: values for one border, one role, one rule, or any of these together."""

    model_config = ConfigDict(extra="allow", frozen=True)

    border: Annotated[str, AfterValidator(_sorted_pair)] = ""
    role: Annotated[str, AfterValidator(_known_role_or_any)] = ""
    rule: str = ""

    @property
    def given(self) -> dict[str, Any]:
        """The tolerances themselves."""
        return dict(self.model_extra or {})


class SharingEntry(Table):
    """One `[[sharing]]` table: two roles that may share ground.

    With `when`, only features of either role that hold these values may: ``when = { zone = "general" }``.
    """

    roles: tuple[RoleName, RoleName]
    when: dict[str, str] = Field(default={})


class RuleSettings(Table):
    """The `[rules]` table; `[rules.EC103]` and its like are in `options`."""

    select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    options: dict[str, dict[str, Any]] = Field(default={})

    @model_validator(mode="before")
    @classmethod
    def _gather(cls, value: object) -> object:
        if not isinstance(value, Mapping):
            return value
        if "options" in value:
            raise wrong(
                "没有名为 “options” 的键；一条规则的容差写在 [rules.EC103] 这样的表中",
                "there is no key “options”; tolerances of a rule stand in a table such as [rules.EC103]",
            )
        tables = {key: table for key, table in value.items() if CODE.fullmatch(key)}
        rest = {key: entry for key, entry in value.items() if key not in tables}
        return {**rest, "options": tables} if tables else rest


class Study(Table):
    """A study: jurisdictions, layers, rules and tolerances.

    Parameters
    ----------
    study : StudySettings
    layers : tuple of LayerEntry
    rules : RuleSettings
    tolerances : tuple of ToleranceEntry
    sharing : tuple of SharingEntry
        Roles that may share ground without conflict.
    folder : Path
        Where the study file lies; its paths are relative to it.
    file : str
        The study file, as errors name it.

    Examples
    --------
    >>> Study.bundled("yrd").study.level
    'province'
    """

    study: StudySettings
    layers: tuple[LayerEntry, ...] = Field(alias="layer", min_length=1, max_length=MOST_LAYERS)
    rules: RuleSettings = RuleSettings()
    tolerances: tuple[ToleranceEntry, ...] = Field(default=(), alias="tolerance")
    sharing: tuple[SharingEntry, ...] = ()
    folder: Path = Field(default=Path(), exclude=True)
    file: str = Field(default=STUDY_FILE, exclude=True)

    @field_validator("layers")
    @classmethod
    def _ids_differ(cls, layers: tuple[LayerEntry, ...]) -> tuple[LayerEntry, ...]:
        seen: set[str] = set()
        for layer in layers:
            if layer.id in seen:
                raise wrong(f"两个图层都叫 “{layer.id}”", f"two layers are called “{layer.id}”")
            seen.add(layer.id)
        return layers

    @model_validator(mode="after")
    def _units_exist(self) -> Self:
        ids = {layer.id: layer.role for layer in self.layers}
        units = self.study.units
        if ids.get(units) != "unit":
            raise wrong(
                f"study.units 指向 “{units}”，但没有这样一个 role 为 unit 的图层",
                f"study.units names “{units}”, which is no layer with role “unit”",
            )
        return self

    @classmethod
    def from_file(cls, path: str | Path, *, trusted: bool = True) -> "Study":
        """Read a study file, or the `planseam.toml` of a folder.

        Parameters
        ----------
        path : str or Path
        trusted : bool
            Whether the user named this very file. One that was merely found
            may not name layers outside its folder, nor in a database.

        Raises
        ------
        StudyError
            If the file is missing, is not TOML, or says something that a study
            cannot hold; or if a layer lies outside and the file is not trusted.
        """
        file = Path(path)
        if file.is_dir():
            file = file / STUDY_FILE
        table = read_toml(
            file,
            missing=Text(
                "请检查路径，或不带参数运行 planseam run 检查随附的长三角研究",
                "Check the path, or run “planseam run” alone for the shipped delta study",
            ),
        )
        study = cls.from_table(table, folder=file.parent, where=str(file))
        if not trusted:
            refuse_outside([(entry.id, entry.path) for entry in study.layers], folder=file.parent, file=str(file))
        return study

    @classmethod
    def from_table(cls, table: Mapping[str, Any], *, folder: Path, where: str = STUDY_FILE) -> "Study":
        """Build a study from an already parsed table.

        Raises
        ------
        StudyError
            If the table says something that a study cannot hold.
        """
        for own in ("folder", "file"):
            if own in table:
                raise unknown_key(own, cls, where=where)
        try:
            return cls.model_validate({**table, "folder": folder, "file": where})
        except ValidationError as error:
            raise explained(error, where=where, root=cls, tables=_TABLES) from error

    @classmethod
    def bundled(cls, name: str = "yrd") -> "Study":
        """The study that is shipped with a layer package.

        Raises
        ------
        RuleError
            If no layer package of that name is installed.
        """
        folder = load(LAYERS, name)
        return cls.from_file(Path(str(folder() if callable(folder) else folder)))

    def rules_of(self, *, select: tuple[str, ...] = (), ignore: tuple[str, ...] = ()) -> "Study":
        """The same study with another choice of rules; empty means the file's own."""
        rules = self.rules.model_copy(
            update={"select": select or self.rules.select, "ignore": ignore or self.rules.ignore}
        )
        return self.model_copy(update={"rules": rules})


_TABLES: dict[str, type[BaseModel]] = {
    "study": StudySettings,
    "layer": LayerEntry,
    "rules": RuleSettings,
    "tolerance": ToleranceEntry,
    "sharing": SharingEntry,
}
