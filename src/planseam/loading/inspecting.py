"""Find out what incoming files are: every layer of them is read once, and what they tell is weighed."""

import json
import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import pyproj
import shapely
from numpy.typing import NDArray
from shapely.errors import ShapelyError

from planseam.errors import PlanseamError
from planseam.loading import files
from planseam.loading.asking import party_asked, role_asked
from planseam.loading.coded import encoding_of
from planseam.loading.doubles import content_of, shape_doubles, spread_of
from planseam.loading.inspection import LIKELY, Inspected, Inspection, Kind, Place, Trouble
from planseam.loading.parties import PartyGuess, party_of
from planseam.loading.recognition import Recognition, recognise
from planseam.loading.sources import Problem, find
from planseam.loading.surroundings import Surroundings, in_degrees
from planseam.loading.units import PROVINCES, provider_units
from planseam.model.conflict import Finding
from planseam.model.role import roles
from planseam.model.study import LayerEntry
from planseam.text import NOTHING, Text

__all__ = ["inspect"]

#: Rows that are looked at for what their values and their places tell.
_SAMPLE = 400
#: Any role does to read a layer of which nothing is known yet; this one takes every geometry.
_ANY = "project"
_KINDS: dict[int, Kind] = {0: "point", 1: "line", 2: "polygon"}
_UNREAD = Recognition(role=None, confidence=0.0, reason=NOTHING)
_UNKNOWN = PartyGuess(code="", confidence=0.0, reason=NOTHING)

_ODD_NAME = Trouble(
    what=Text("文件名不是合法的 UTF-8，研究文件无法写出", "its name is not UTF-8, and no study file can hold it"),
    cure=Text("请重命名该文件", "Rename the file"),
    severity="critical",
)

_EMPTY = Trouble(
    what=Text("其中没有要素", "it holds no features"),
    cure=Text("若本应有要素，请向制作单位索取完整文件", "If there should be some, ask its maker for the complete file"),
    severity="major",
)
_PART = Text("{reason}；但图形只占各行政区的一小部分", "{reason}; but its shapes are small parts of these")
_DOUBTED = 0.4

_OUTPUT = Text("是 planseam 写出的成果", "planseam wrote it")
_LEAVE = Text("无需处理", "There is nothing to do")
_CODE = re.compile(r"^(\d{6}|\d{4}|\d{2})(?:\d{3,6})?(?:\.0)?$")
_ZEROS = re.compile(r"^(\d{2}|\d{4})(?:00)+$")

Progress = Callable[[str, float], None]


def inspect(
    paths: Iterable[Path], *, units: gpd.GeoDataFrame | None = None, progress: Progress | None = None
) -> Inspection:
    """Inspect files and folders of files. Nothing of them is changed.

    Parameters
    ----------
    paths : iterable of Path
        Each exists.
    units : GeoDataFrame, optional
        `code`, `name` and geometry in degrees, to compare places with; default: the counties of the delta.
    progress : callable, optional
        Told the layer that is being read, and the share of layers done before it.

    Raises
    ------
    UnitsError
        If no units are given and the package that holds them is not installed.
    """
    tell = progress or (lambda _layer, _share: None)
    named = list(paths)
    todo: dict[tuple[Path, str | None], Inspected] = {}
    strays: list[Problem] = []
    for path in named:
        sources, problems = find(path)
        whole = path.is_dir() and path.suffix.lower() != ".gdb"
        folder = path if whole else path.parent
        among = path.resolve().name if whole and len(named) > 1 else ""
        for source in sources:
            if _is_output(folder / source.path):
                problems = (*problems, Problem(path=source.path, what=_OUTPUT, cure=_LEAVE, harmless=True))
                continue
            bare = Inspected(folder=folder, among=among, source=source, role=_UNREAD, party=_UNKNOWN)
            todo.setdefault((folder / source.path, source.sublayer), bare)
        strays += [replace(problem, path=f"{among}/{problem.path}" if among else problem.path) for problem in problems]
    every = list(todo.values())
    layers = _looked(every, Surroundings.on(provider_units("county") if units is None else units), tell)
    own = _foreign_units(layers) if units is None else None
    if own is not None:
        layers = _looked(every, Surroundings.on(own), tell)
    tell("", 1.0)
    return Inspection(layers=tuple(layers), strays=tuple(strays))


def _looked(todo: Sequence[Inspected], around: Surroundings, tell: Progress) -> list[Inspected]:
    """All layers; those with the content, or the shapes, of another are doubles of it."""
    layers: list[Inspected] = []
    seen: dict[str, str] = {}
    for number, bare in enumerate(todo):
        tell(bare.shown, number / len(todo))
        layer, content = _inspected(bare, around)
        if content in seen:
            layer = replace(layer, twin=seen[content], questions=())
        elif content:
            seen[content] = layer.shown
        layers.append(layer)
    return shape_doubles(layers)


def _foreign_units(layers: Sequence[Inspected]) -> gpd.GeoDataFrame | None:
    """Jurisdictions that arrived, where they are none that we have: all is compared with them then."""
    usable = [
        layer
        for layer in layers
        if layer.role.role == "unit" and layer.place and layer.place.crs and len(layer.codes) > 1 and not layer.twin
    ]
    foreign = [layer for layer in usable if not {code[:2] for code in layer.codes} & set(PROVINCES)]
    if not foreign:
        return None
    layer = max(foreign, key=lambda layer: layer.rows)
    read = _as_read(layer.folder, layer.entry("units", path=layer.source.path))
    shapes = in_degrees(read.frame.geometry.to_numpy(), layer.place) if layer.place else None
    if shapes is None:
        return None
    frame = gpd.GeoDataFrame({"code": _row_codes(read.table, layer.role)}, geometry=shapes, crs="EPSG:4490")
    return frame[(frame["code"] != "") & frame.geometry.notna()].reset_index(drop=True)


def _is_output(path: Path) -> bool:
    """Whether a file is one that an earlier run of planseam wrote."""
    try:
        said = json.loads((path.parent / "manifest.json").read_text("utf-8"))
    except (OSError, ValueError):
        return False
    return isinstance(said, dict) and said.get("tool") == "planseam" and path.name in said.get("outputs", {})


@dataclass(frozen=True)
class _Read:
    """A layer as it was read."""

    frame: pd.DataFrame
    crs: pyproj.CRS | None
    rows: int
    findings: tuple[Finding, ...] = ()

    @property
    def geometries(self) -> NDArray[np.object_]:
        """None and empty ones left out; none at all where it is a table."""
        if not isinstance(self.frame, gpd.GeoDataFrame):
            return np.empty(0, dtype=object)
        every = self.frame.geometry.to_numpy()
        return np.asarray(every[~(shapely.is_missing(every) | shapely.is_empty(every))])

    @property
    def table(self) -> pd.DataFrame:
        """The attributes."""
        if isinstance(self.frame, gpd.GeoDataFrame):
            return pd.DataFrame(self.frame.drop(columns=self.frame.geometry.name))
        return self.frame


def _inspected(bare: Inspected, around: Surroundings) -> tuple[Inspected, str]:
    """One layer, and a mark of its content; the mark is empty where it cannot be read."""
    folder, source = bare.folder, bare.source
    if not _writable(bare.shown):
        return replace(bare, troubles=(_ODD_NAME,)), ""
    entry = LayerEntry(id=_ANY, role=_ANY, path=source.path, sublayer=source.sublayer)
    try:
        read = _as_read(folder, entry)
        if not read.rows:
            return replace(bare, columns=tuple(map(str, read.table.columns)), troubles=(_EMPTY,)), ""
        geometries, table = read.geometries, read.table
        kind = _kind(geometries)
        # a layer all of whose geometry is missing is no table
        role = _role(bare, table, "mixed" if kind == "none" and isinstance(read.frame, gpd.GeoDataFrame) else kind)
        party = party_of(bare.name, bare.folders, table)
        codes = _codes(table, role)
        place, questions, troubles = around.placed(
            geometries, said=read.crs, party=party.code, codes=codes, called=bare.shown
        )
        if role.role == "unit" and place and not _whole(bare, read, role, around, place):
            role = replace(role, confidence=_DOUBTED, reason=_PART.format(reason=role.reason))
        ground = around.ground(_spread(geometries), place) if place else ()
        party = party_of(bare.name, bare.folders, table, ground)
    except PlanseamError as error:
        trouble = Trouble(what=error.what, cure=error.cure, severity="critical")
        return replace(bare, troubles=(trouble,)), ""
    except ShapelyError as error:
        what = Text(f"几何无法处理（{error}）", f"its geometry cannot be worked with ({error})")
        cure = Text("请在 GIS 软件中修复后重新导出", "Repair it in a GIS and export it again")
        return replace(bare, troubles=(Trouble(what=what, cure=cure, severity="critical"),)), ""
    evidence, told = encoding_of(source)
    questions = (*role_asked(role), *party_asked(role, party, codes, ground), *questions)
    found = replace(
        bare,
        rows=read.rows,
        kind=kind,
        columns=tuple(map(str, table.columns)),
        role=role,
        party=party if party.confidence >= LIKELY else replace(party, code=""),
        place=place,
        encoding=evidence,
        codes=codes,
        bounds=around.bounds(geometries, place) if place else None,
        spread=spread_of(geometries, place),
        questions=questions,
        troubles=(*told, *troubles),
    )
    if not found.usable:  # a check of the draft, which tells of the others, does not read it
        found = replace(found, troubles=(*found.troubles, *map(_trouble, read.findings)))
    return found, content_of(geometries, table)


def _trouble(finding: Finding) -> Trouble:
    return Trouble(what=finding.message, cure=finding.advice, severity=finding.severity, rule=finding.rule)


def _writable(name: str) -> bool:
    """Whether a study file can hold a name."""
    try:
        name.encode("utf-8")
    except UnicodeEncodeError:
        return False
    return True


def _as_read(folder: Path, entry: LayerEntry) -> _Read:
    loaded = files.read(folder / entry.path, entry)
    return _Read(loaded.frame, loaded.crs, len(loaded.frame) + sum(loaded.left_out.values()), loaded.findings)


def _kind(geometries: NDArray[np.object_]) -> Kind:
    if not len(geometries):
        return "none"
    dimensions = np.unique(shapely.get_dimensions(geometries)).tolist()
    return _KINDS[dimensions[0]] if len(dimensions) == 1 and dimensions[0] in _KINDS else "mixed"


def _role(layer: Inspected, table: pd.DataFrame, kind: Kind) -> Recognition:
    columns = tuple(map(str, table.columns))
    values = {str(name): column.head(_SAMPLE).dropna().tolist() for name, column in table.items()}
    geometry = "" if kind == "mixed" else kind
    # the one layer of a file may bear any name, and the file another
    names = dict.fromkeys(("/".join((*layer.folders, layer.name)), "/".join((layer.folders[0], *layer.trail))))
    found = [recognise(name, columns, geometry, values) for name in names]
    return max(found, key=lambda recognition: recognition.confidence)


def _whole(layer: Inspected, read: _Read, role: Recognition, around: Surroundings, place: Place) -> bool:
    """Whether the rows are jurisdictions: by the name of the layer, or by what they take up."""
    if _role(layer, read.table.iloc[:0], "polygon").role == "unit" or not isinstance(read.frame, gpd.GeoDataFrame):
        return True
    return around.filled(_row_codes(read.table, role), read.frame.geometry.to_numpy(), place)


def _codes(table: pd.DataFrame, role: Recognition) -> tuple[str, ...]:
    """Codes of jurisdictions that the features carry."""
    return tuple(sorted(set(_row_codes(table, role)) - {""}))


def _row_codes(table: pd.DataFrame, role: Recognition) -> list[str]:
    """The code of each row, from the column that the role has for it; empty texts for none."""
    field = roles()[role.role or _ANY].fields["code"]
    columns = {str(name).casefold(): name for name in reversed(list(table.columns))}
    name = next((columns[alias.casefold()] for alias in ("code", *field.aliases) if alias.casefold() in columns), None)
    if name is None:
        return [""] * len(table)
    codes = table[name].astype("str").str.extract(_CODE)[0].fillna("")
    return codes.str.replace(_ZEROS, r"\1", regex=True).tolist()


def _spread(geometries: NDArray[np.object_]) -> NDArray[np.object_]:
    """A sample that reaches over the whole layer."""
    step = max(1, len(geometries) // _SAMPLE)
    return geometries[::step]
