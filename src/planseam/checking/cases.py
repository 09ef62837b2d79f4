"""Case files: drawings that a rule must flag, and drawings that it must not.

One TOML file a rule, its geometry in WKT, in metres around a point of the
delta. Plugin authors run theirs by the same `run_case`.
"""

import math
import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal, Self

import geopandas as gpd
import pyproj
import shapely
from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from planseam.checking.casefiles import CaseFile, Sheet, harmonised
from planseam.checking.judging import judge_rule
from planseam.errors import RuleError
from planseam.model.conflict import COLUMNS, Conflict
from planseam.model.data import data_folder
from planseam.model.layer import Layer
from planseam.model.role import roles
from planseam.model.study import SharingEntry, ToleranceEntry
from planseam.model.tolerances import Settings
from planseam.model.unit import Level
from planseam.rules.base import Rule
from planseam.seaming.scene import Scene, SeamOptions
from planseam.text import Text

__all__ = ["CASE_CRS", "Case", "CaseLayer", "case_file", "cases_of", "conflicts_of", "run_case", "scene_of"]

#: CRS of all drawings: equal-area, metres, its origin at 119° E 31° N.
CASE_CRS = pyproj.CRS.from_proj4("+proj=laea +lat_0=31 +lon_0=119 +a=6378137 +rf=298.257222101 +units=m +type=crs")


class _Table(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class CaseLayer(_Table):
    """One layer of a drawing: each feature has any fields of the role, and `geometry` (WKT) unless it is a table's.

    With `file`, the drawing is written to files, and the real loading and
    harmonising make its scene; features then have columns as a file has them.
    """

    role: str
    id: str = ""
    party: str = ""
    vintage: str = ""
    features: tuple[dict[str, Any], ...]
    file: CaseFile | None = None

    @model_validator(mode="after")
    def _places(self) -> Self:
        if self.file is None and self.role in roles() and roles()[self.role].geometry != "none":
            for feature in self.features:
                if "geometry" not in feature:
                    message = f"a feature of {self.role} has no geometry"
                    raise ValueError(message)
        return self


class Case(_Table):
    """One drawing and what the rule must say of it.

    Parameters
    ----------
    name : str
    verdict : {"fail", "pass"}
    units : dict
        Code to WKT.
    level : {"province", "city", "county"}
    layers : tuple of CaseLayer
    options : dict
        As in `[rules.CODE]`.
    tolerances : tuple of ToleranceEntry
        As in `[[tolerance]]`.
    sharing : tuple of SharingEntry
        As in `[[sharing]]`.
    expect : tuple of dict
        Values of each expected record by column; all records must be expected.
    relative : float
        How near numbers must come, relative to what is expected.
    """

    name: str
    verdict: Literal["fail", "pass"]
    units: dict[str, str]
    level: Level = "province"
    layers: tuple[CaseLayer, ...] = Field(alias="layer")
    options: dict[str, Any] = {}
    tolerances: tuple[ToleranceEntry, ...] = Field(default=(), alias="tolerance")
    sharing: tuple[SharingEntry, ...] = ()
    expect: tuple[dict[str, Any], ...] = ()
    relative: float = 1e-3


@dataclass(frozen=True)
class Outcome:
    """What came of a case: empty `complaint` where it did what it should."""

    case: str
    complaint: str


def case_file(rule: type[Rule]) -> Path:
    """Where a rule's cases stand: `cases` beside a plugin's package, or among our own."""
    own = getattr(rule, "cases_folder", None)
    return (Path(own) if own else data_folder("cases")) / f"{rule.code}.toml"


def cases_of(rule: type[Rule]) -> tuple[Case, ...]:
    """Read a rule's cases.

    Raises
    ------
    RuleError
        If the file is missing or wrong, or has no failing or no passing case.
    """
    file = case_file(rule)
    cure = Text("规则须附至少一个不通过与一个通过的图例", "A rule comes with at least one failing and one passing case")
    try:
        table = tomllib.loads(file.read_text("utf-8"))
        cases = tuple(Case.model_validate(entry) for entry in table.get("case", ()))
    except OSError as error:
        raise RuleError(
            Text("没有图例文件", "has no case file"), where=f"{rule.code} ({file.name})", cure=cure
        ) from error
    except (tomllib.TOMLDecodeError, ValidationError) as error:
        raise RuleError(
            Text(f"图例文件不可用（{error}）", f"its case file cannot be used ({error})"),
            where=f"{rule.code} ({file.name})",
            cure=cure,
        ) from error
    if {case.verdict for case in cases} != {"fail", "pass"}:
        raise RuleError(Text("图例不全", "its cases are not complete"), where=f"{rule.code} ({file.name})", cure=cure)
    return cases


def scene_of(case: Case) -> Scene:
    """Draw a case's scene; if any of its layers is a file, all are written to files and read."""
    if any(layer.file for layer in case.layers):
        return _filed(case)
    units = gpd.GeoDataFrame(
        {"code": list(case.units), "name": list(case.units), "name_en": list(case.units)},
        geometry=shapely.from_wkt(list(case.units.values())),
        crs=CASE_CRS,
    )
    layers = [_layer(layer, number) for number, layer in enumerate(case.layers)]
    settings = Settings(SeamOptions(), case.tolerances)
    return Scene.of(layers, units, level=case.level, settings=settings, sharing=case.sharing)


def conflicts_of(rule: type[Rule], case: Case) -> tuple[Conflict, ...]:
    """What a rule says of a case, before the runner completes it to records: geometry in the drawing's metres."""
    settings = Settings.of(rule.code, rule.options, table=case.options, exceptions=case.tolerances, where=case.name)
    return tuple(rule().judge(scene_of(case), settings))


def run_case(rule: type[Rule], case: Case) -> Outcome:
    """Judge one case and compare with what it expects."""
    settings = Settings.of(rule.code, rule.options, table=case.options, exceptions=case.tolerances, where=case.name)
    table = judge_rule(rule(), scene_of(case), settings)
    records = table.drop(columns="geometry").to_dict("records")
    if case.verdict == "pass":
        said = "; ".join(record["message_en"] for record in records)
        return Outcome(case.name, f"should pass, but: {said}" if records else "")
    if not records:
        return Outcome(case.name, "should fail, but passes")
    if not case.expect:
        return Outcome(case.name, "")
    return Outcome(case.name, _difference(case, records))


def _difference(case: Case, records: list[dict[Any, Any]]) -> str:
    left = list(records)
    for wanted in case.expect:
        fitting = [
            record for record in left if all(_equal(record[key], value, case.relative) for key, value in wanted.items())
        ]
        if not fitting:
            keys = [key for key in wanted if key in COLUMNS]
            return f"expected {wanted}, got {[{key: record[key] for key in keys} for record in left]}"
        left.remove(fitting[0])
    if left:
        return f"not expected: {'; '.join(record['message_en'] for record in left)}"
    return ""


def _equal(value: Any, wanted: Any, relative: float) -> bool:  # noqa: ANN401 - values of any column
    if isinstance(wanted, int | float) and not isinstance(wanted, bool):
        return math.isclose(float(value), wanted, rel_tol=relative, abs_tol=1e-9)
    return bool(value == wanted)


def _filed(case: Case) -> Scene:
    sheets = [
        Sheet(
            id=_name(layer, number),
            role=layer.role,
            party=layer.party,
            vintage=layer.vintage,
            features=layer.features,
            file=layer.file or CaseFile(),
        )
        for number, layer in enumerate(case.layers)
    ]
    ground = harmonised(sheets, units=case.units, level=case.level, crs=CASE_CRS)
    return Scene.of(
        ground.layers,
        ground.units,
        level=case.level,
        names=ground.names,
        settings=Settings(SeamOptions(), case.tolerances),
        sharing=case.sharing,
        findings=ground.findings,
    )


def _name(layer: CaseLayer, number: int) -> str:
    return layer.id or f"{layer.role}-{number + 1}"


def _layer(layer: CaseLayer, number: int) -> Layer:
    rows = [
        {"fid": str(row + 1), "name": "", "name_en": "", "code": "", **feature, "source_row": row}
        for row, feature in enumerate(layer.features)
    ]
    geometry = shapely.from_wkt([row.pop("geometry", None) for row in rows])
    name = _name(layer, number)
    return Layer(
        id=name,
        role=layer.role,
        title=Text.same(name),
        party=layer.party,
        vintage=layer.vintage,
        frame=gpd.GeoDataFrame(rows, geometry=geometry, crs=CASE_CRS),
    )
