"""The study file `planseam.toml`: what to check, how, and with which tolerances."""

import difflib
import re
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any, Literal, Self

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError, field_validator, model_validator
from pydantic_core import ErrorDetails, PydanticCustomError

from planseam.errors import StudyError
from planseam.model.border import border_id
from planseam.model.plugins import LAYERS, load
from planseam.model.role import roles
from planseam.model.unit import Level
from planseam.text import Language, Text

__all__ = ["LayerEntry", "RuleSettings", "SharingEntry", "Study", "StudySettings", "ToleranceEntry"]

STUDY_FILE = "planseam.toml"
CODE = re.compile(r"[A-Z]{2}\d{3}")


def _wrong(zh: str, en: str) -> PydanticCustomError:
    """A validation error that speaks both languages."""
    return PydanticCustomError("planseam", "{en}", {"zh": zh, "en": en})


def _known_role(value: str) -> str:
    if value not in roles():
        near = difflib.get_close_matches(value, roles(), n=1)
        raise _wrong(
            "没有这一角色" + (f"，或许应为 “{near[0]}”" if near else ""),
            "there is no such role" + (f", perhaps “{near[0]}” is meant" if near else ""),
        )
    return value


def _sorted_pair(border: str) -> str:
    return border_id(*border.split("-")) if border else ""


RoleName = Annotated[str, AfterValidator(_known_role)]


class _Table(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class StudySettings(_Table):
    """The `[study]` table."""

    title: str = "planseam"
    units: str
    level: Level = "province"
    language: Language = "zh"
    step_m: float = Field(default=25.0, gt=0, le=1000)


class LayerEntry(_Table):
    """One `[[layer]]` table."""

    id: str = Field(pattern=r"[\w.-]+")
    role: RoleName
    path: str = Field(min_length=1)
    sublayer: str | None = None
    party: str = Field(default="", pattern=r"^(\d{2}(\d{2}(\d{2})?)?)?$")
    crs: str | None = None
    encoding: str | None = None
    vintage: str = ""
    fields: dict[str, str] = {}


class ToleranceEntry(_Table):
    """One `[[tolerance]]` table: values for one border, one role, one rule, or any of these together."""

    model_config = ConfigDict(extra="allow", frozen=True)

    border: Annotated[str, AfterValidator(_sorted_pair)] = Field(default="", pattern=r"^(\d{2,6}-\d{2,6})?$")
    role: RoleName | Literal[""] = ""
    rule: str = ""

    @property
    def given(self) -> dict[str, Any]:
        """The tolerances themselves."""
        return dict(self.model_extra or {})


class SharingEntry(_Table):
    """One `[[sharing]]` table: two roles that may share ground.

    With `when`, only features of either role that hold these values may: ``when = { zone = "general" }``.
    """

    roles: tuple[RoleName, RoleName]
    when: dict[str, str] = {}


class RuleSettings(_Table):
    """The `[rules]` table; `[rules.EC103]` and its like are in `options`."""

    select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    options: dict[str, dict[str, Any]] = {}

    @model_validator(mode="before")
    @classmethod
    def _gather(cls, value: object) -> object:
        if not isinstance(value, Mapping):
            return value
        tables = {key: table for key, table in value.items() if CODE.fullmatch(key)}
        rest = {key: entry for key, entry in value.items() if key not in tables}
        return {**rest, "options": tables} if tables else rest


class Study(_Table):
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

    Examples
    --------
    >>> Study.bundled("yrd").study.level
    'province'
    """

    study: StudySettings
    layers: tuple[LayerEntry, ...] = Field(alias="layer", min_length=1)
    rules: RuleSettings = RuleSettings()
    tolerances: tuple[ToleranceEntry, ...] = Field(default=(), alias="tolerance")
    sharing: tuple[SharingEntry, ...] = ()
    folder: Path = Field(default=Path(), exclude=True)

    @field_validator("layers")
    @classmethod
    def _ids_differ(cls, layers: tuple[LayerEntry, ...]) -> tuple[LayerEntry, ...]:
        seen: set[str] = set()
        for layer in layers:
            if layer.id in seen:
                raise _wrong(f"两个图层都叫 “{layer.id}”", f"two layers are called “{layer.id}”")
            seen.add(layer.id)
        return layers

    @model_validator(mode="after")
    def _units_exist(self) -> Self:
        ids = {layer.id: layer.role for layer in self.layers}
        units = self.study.units
        if ids.get(units) != "unit":
            raise _wrong(
                f"study.units 指向 “{units}”，但没有这样一个 role 为 unit 的图层",
                f"study.units names “{units}”, which is no layer with role “unit”",
            )
        return self

    @classmethod
    def from_file(cls, path: str | Path) -> "Study":
        """Read a study file, or the `planseam.toml` of a folder.

        Raises
        ------
        StudyError
            If the file is missing, is not TOML, or says something that a study cannot hold.
        """
        file = Path(path)
        if file.is_dir():
            file = file / STUDY_FILE
        try:
            table = tomllib.loads(file.read_text("utf-8"))
        except FileNotFoundError as error:
            raise StudyError(
                Text("没有这个研究文件", "there is no such study file"),
                where=str(file),
                cure=Text(
                    "请检查路径，或不带参数运行 planseam run 检查随附的长三角研究",
                    "Check the path, or run “planseam run” alone for the shipped delta study",
                ),
            ) from error
        except UnicodeDecodeError as error:
            raise StudyError(
                Text(f"不是 UTF-8 文本（第 {error.start} 字节）", f"not UTF-8 text (byte {error.start})"),
                where=str(file),
                cure=Text("请另存为 UTF-8", "Save the file as UTF-8"),
            ) from error
        except tomllib.TOMLDecodeError as error:
            raise StudyError(
                Text(f"不是合法的 TOML（{error}）", f"not valid TOML ({error})"),
                where=str(file),
                cure=Text("请改正该行", "Mend that line"),
            ) from error
        except OSError as error:
            raise StudyError(
                Text(f"无法读取（{error.strerror}）", f"cannot be read ({error.strerror})"),
                where=str(file),
                cure=Text("请检查权限", "Check its permissions"),
            ) from error
        return cls.from_table(table, folder=file.parent, where=str(file))

    @classmethod
    def from_table(cls, table: Mapping[str, Any], *, folder: Path, where: str = STUDY_FILE) -> "Study":
        """Build a study from an already parsed table.

        Raises
        ------
        StudyError
            If the table says something that a study cannot hold.
        """
        if "folder" in table:
            raise _unknown_key("folder", cls, where=where)
        try:
            return cls.model_validate({**table, "folder": folder})
        except ValidationError as error:
            raise _explained(error.errors()[0], where=where) from error

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


def _keys(model: type[BaseModel]) -> list[str]:
    return [field.alias or name for name, field in model.model_fields.items() if name not in {"folder", "options"}]


def _unknown_key(key: str, model: type[BaseModel], *, where: str) -> StudyError:
    near = difflib.get_close_matches(key, _keys(model), n=1, cutoff=0.5)
    cure = (
        Text(f"或许应为 “{near[0]}”", f"Perhaps “{near[0]}” is meant")
        if near
        else Text(f"可用的键：{'、'.join(_keys(model))}", f"The keys are {', '.join(_keys(model))}")
    )
    return StudyError(
        Text(f"没有名为 “{key}” 的键", f"there is no key “{key}”"),
        where=where,
        cure=cure,
    )


def _explained(detail: ErrorDetails, *, where: str) -> StudyError:
    path = [str(step) for step in detail["loc"]]
    if path[:2] == ["rules", "options"]:
        path = ["rules", *path[2:]]
    spot = f"{where} [{'.'.join(path)}]" if path else where
    key = path[-1] if path else ""
    if detail["type"] == "extra_forbidden":
        return _unknown_key(key, _TABLES.get(path[0], Study) if len(path) > 1 else Study, where=spot)
    if detail["type"] == "missing":
        return StudyError(
            Text(f"缺少 “{key}”", f"“{key}” is missing"), where=spot, cure=Text(f"请补上 “{key}”", f"Add “{key}”")
        )
    reason = Text(detail.get("ctx", {}).get("zh", "类型、格式或范围不符"), detail["msg"])
    value = detail.get("input")
    shown = f" “{value}”" if isinstance(value, str | int | float) else ""
    return StudyError(
        Text(f"取值{shown}不可用（{reason.zh}）", f"the value{shown} cannot be used ({reason.en})"),
        where=spot,
        cure=Text("请改正该值", "Correct this value"),
    )
