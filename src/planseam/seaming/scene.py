"""The ground that rules judge: units, borders, features by role, and what the engine makes of them.

Everything is made once, when it is first asked for.
"""

import copy
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any, Self, TypeVar

import geopandas as gpd
import numpy as np
import pandas as pd
import pyproj
import shapely
from numpy.typing import NDArray

from planseam.model.border import Border
from planseam.model.conflict import Finding
from planseam.model.layer import Layer
from planseam.model.study import SharingEntry
from planseam.model.tolerances import Options, Settings, tolerance
from planseam.model.unit import CODE_DIGITS, Level, Unit, related
from planseam.seaming.borders import borders_between
from planseam.seaming.linear import LinearReference
from planseam.seaming.measures import ellipsoidal_area, ellipsoidal_length, mean_width
from planseam.seaming.near import maybe_near
from planseam.seaming.parts import collect
from planseam.seaming.profile import Flank, Profile
from planseam.seaming.zones import Zones
from planseam.text import Text

__all__ = ["Features", "Pieces", "Scene", "SeamOptions"]

Geometries = NDArray[Any]
Floats = NDArray[np.float64]
Indices = NDArray[np.intp]
Strings = NDArray[np.str_]
Made = TypeVar("Made")

#: Dimension of polygons.
AREA = 2


@dataclass(frozen=True, kw_only=True)
class SeamOptions(Options):
    """Tolerances of the border profile itself."""

    reach_m: float = tolerance(
        50.0,
        unit="m",
        reason=Text(
            "1:10000 图上 5 mm，邻接图斑的习惯可视距离", "5 mm on a 1:10,000 sheet: what a planner takes for adjoining"
        ),
    )
    noise_m: float = tolerance(
        5.0,
        unit="m",
        reason=Text("两家各数字化一次的误差", "what two agencies that digitise one line differ by"),
    )


@dataclass(frozen=True, kw_only=True)
class Features:
    """All features of one role, of all layers.

    Parameters
    ----------
    role : str
    geometry : array of geometries, working CRS
    layer, fid : arrays of str
        Layer id and feature id.
    owner : array of str
        Code of the jurisdiction whose plan it is, as the layer or the feature says; empty where neither does.
    table : DataFrame
        `name`, `name_en` and the role's own fields; RangeIndex.
    """

    role: str
    geometry: Geometries
    layer: Strings
    fid: Strings
    owner: Strings
    table: pd.DataFrame

    def __len__(self) -> int:
        return len(self.geometry)

    def name(self, index: int) -> Text:
        """The feature's name; its id where it has none."""
        zh, en = str(self.table["name"].iloc[index]), str(self.table["name_en"].iloc[index])
        return Text(zh or en or str(self.fid[index]), en or zh or str(self.fid[index]))

    def names(self, indices: Indices, *, most: int = 3) -> Text:
        """Names of several features, each once; beyond `most`, how many there are."""
        names = list(dict.fromkeys(self.name(int(index)) for index in indices))
        rest = Text("", "") if len(names) <= most else Text(f"等 {len(names)} 处", f" and {len(names) - most} more")
        return Text(
            "、".join(name.zh for name in names[:most]) + rest.zh, ", ".join(name.en for name in names[:most]) + rest.en
        )

    def words(self, column: str) -> NDArray[Any]:
        """A column as words; empty where a feature, or the whole role, has none.

        A whole number is written without decimals, also where gaps in the column have made it a float.

        Returns
        -------
        array of object
            Each a str: one long text must not widen all.
        """
        values = self.table[column].astype(object) if column in self.table else [""] * len(self)
        words = np.full(len(self), "", dtype=object)
        words[:] = [_word(value) for value in values]
        return words


@dataclass(frozen=True, kw_only=True)
class Pieces:
    """Features of one role, split by unit.

    Parameters
    ----------
    feature, unit : arrays of int
        Index of the feature, and of the unit in which the piece lies.
    geometry : array of geometries, working CRS
    owner : array of str
        Code of the unit to which the piece belongs: the unit it lies in,
        unless the feature is another jurisdiction's, or declares none and
        reaches over the border by no more than digitising noise. A piece that
        does so in one place and goes on in another is two rows.
    """

    feature: Indices
    unit: Indices
    geometry: Geometries
    owner: Strings


@dataclass(frozen=True)
class Scene:
    """What rules see. Build it by `Scene.of`.

    Parameters
    ----------
    layers : tuple of Layer
    units : tuple of Unit
        At the study's level, sorted by code.
    polygons : array of polygons, working CRS
        Of the units.
    names : mapping of str to Text
        Names of codes at any level.
    crs : pyproj.CRS
        Working CRS: metric, equal-area.
    step_m : float
        Step of the border profiles, m.
    settings : Settings
        Tolerances of the profile.
    sharing : tuple of SharingEntry
        Roles that may share ground.
    findings : tuple of Finding
        What loading and harmonising have to say; the rules of family DA report it.
    own_codes : array of str
        Codes of the rows of the unit layer, which may be finer than `units`,
    own_polygons : array of polygons, working CRS
        and their polygons.
    """

    layers: tuple[Layer, ...]
    units: tuple[Unit, ...]
    polygons: Geometries
    names: Mapping[str, Text]
    crs: pyproj.CRS
    step_m: float = 25.0
    settings: Settings[SeamOptions] = field(default_factory=lambda: Settings(SeamOptions()))
    sharing: tuple[SharingEntry, ...] = ()
    findings: tuple[Finding, ...] = ()
    own_codes: Strings = field(default_factory=lambda: np.zeros(0, dtype=str))
    own_polygons: Geometries = field(default_factory=lambda: np.zeros(0, dtype=object))
    _kept: dict[Any, Any] = field(default_factory=dict, repr=False, compare=False)

    @classmethod
    def of(
        cls,
        layers: Iterable[Layer],
        units: gpd.GeoDataFrame,
        *,
        level: Level,
        names: Mapping[str, Text] | None = None,
        step_m: float = 25.0,
        settings: Settings[SeamOptions] | None = None,
        sharing: tuple[SharingEntry, ...] = (),
        findings: tuple[Finding, ...] = (),
    ) -> Self:
        """Put a scene together.

        Parameters
        ----------
        layers : iterable of Layer
            Harmonised, in the CRS of `units`.
        units : GeoDataFrame
            `code`, `name`, `name_en`, geometry; a coverage in a metric, equal-area CRS.
        level : {"province", "city", "county"}
            Units are joined to this level by their codes.
        names : mapping, optional
            Names of codes, for levels above that of `units`.
        step_m : float
            Step of the border profiles, m.
        settings : Settings, optional
            Tolerances of the profile.
        sharing : tuple of SharingEntry
            Roles that may share ground.
        findings : tuple of Finding
            What loading and harmonising have to say.
        """
        own = {
            str(code): Text(str(zh), str(en) or str(zh))
            for code, zh, en in zip(units["code"], units["name"], units["name_en"], strict=True)
        }
        known = {**own, **(names or {})}
        cut = units["code"].astype(str).str[: CODE_DIGITS[level]].to_numpy(dtype=str)
        codes, group = np.unique(cut, return_inverse=True)
        geometry = units.geometry.to_numpy()
        polygons = np.array(
            [
                geometry[group == index][0]
                if (group == index).sum() == 1
                else shapely.coverage_union_all(geometry[group == index])
                for index in range(len(codes))
            ],
            dtype=object,
        )
        return cls(
            tuple(layers),
            tuple(Unit(str(code), known.get(str(code), Text.same(code))) for code in codes),
            polygons,
            known,
            pyproj.CRS.from_user_input(units.crs),
            step_m,
            settings or Settings(SeamOptions()),
            sharing,
            findings,
            units["code"].to_numpy(dtype=str),
            geometry,
        )

    def saying(self, findings: Iterable[Finding]) -> Self:
        """The same ground, and all that was made of it, with more findings."""
        same = copy.copy(self)
        object.__setattr__(same, "findings", (*self.findings, *findings))
        return same

    @cached_property
    def codes(self) -> Strings:
        """Codes of the units."""
        return np.array([unit.code for unit in self.units], dtype=str)

    @cached_property
    def roles(self) -> frozenset[str]:
        """Roles of which there is at least one feature."""
        return frozenset(layer.role for layer in self.layers if len(layer.frame))

    @cached_property
    def zones(self) -> Zones:
        """The units, indexed for splitting."""
        return Zones.of(self.polygons)

    @cached_property
    def borders(self) -> tuple[Border, ...]:
        """Borders between the units, sorted by id."""
        return borders_between(self.codes, self.polygons, crs=self.crs)

    def name(self, code: str) -> Text:
        """Name of a jurisdiction; its code where no name is known."""
        return self.names.get(code, Text.same(code))

    def features(self, role: str) -> Features:
        """All features of a role; none where no layer has it."""
        return self._once(("features", role), lambda: _features(role, self.layers))

    def pieces(self, role: str) -> Pieces:
        """All features of a role, split by unit."""
        return self._once(("pieces", role), lambda: self._pieces(role))

    def flank(self, code: str, role: str, *, reach: float = np.inf) -> Flank:
        """What a unit shows of a role, to be probed; answers are indices of features.

        With a `reach` (m), what lies certainly farther than that from all borders of the unit is left out.
        """

        def make() -> Flank:
            pieces = self.pieces(role)
            own = np.flatnonzero(pieces.owner == code)
            if np.isfinite(reach):
                lines = [border.line for border in self.borders if code in {border.a, border.b}]
                own = own[maybe_near(pieces.geometry[own], np.array(lines, dtype=object), reach=reach)]
            return Flank.of(pieces.geometry[own], pieces.feature[own])

        return self._once(("flank", code, role, str(reach)), make)

    def profile(self, border: Border, role: str, *, reach: float) -> Profile:
        """The profile of a border for one role, seen at least `reach` metres far."""
        kept: Profile | None = self._kept.get(("profile", border.id, role))
        if kept is None or kept.reach < reach:
            # a gap's zone goes a little beyond what was seen
            margin = 3 * reach
            flanks = (self.flank(border.a, role, reach=margin), self.flank(border.b, role, reach=margin))
            kept = Profile.of(border, flanks, step=self.step_m, reach=reach)
            self._kept["profile", border.id, role] = kept
        return kept

    def may_share(self, one: str, first: Indices, other: str, second: Indices) -> NDArray[np.bool_]:
        """Tell which pairs of features may lie on the same ground without conflict.

        They may where the study says so of their roles (`[[sharing]]`), and
        where their vertical zones (`z_min`, `z_max`) do not meet.

        Parameters
        ----------
        one, other : str
            Roles.
        first, second : arrays of int
            Indices of features of `one` and of `other`, pair by pair.
        """
        tables = self.features(one).table.iloc[first], self.features(other).table.iloc[second]
        allowed = _levels_apart(*tables)
        for entry in self.sharing:
            if sorted(entry.roles) == sorted((one, other)):
                allowed |= _holds(tables[0], entry.when) | _holds(tables[1], entry.when)
        return allowed

    def area(self, geometries: Geometries | list[Any]) -> Floats:
        """Ellipsoidal areas, m²."""
        return ellipsoidal_area(np.asarray(geometries, dtype=object), crs=self.crs)

    def length(self, geometries: Geometries | list[Any]) -> Floats:
        """Geodesic lengths (perimeters of polygons), m."""
        return ellipsoidal_length(np.asarray(geometries, dtype=object), crs=self.crs)

    def parties(self, one: str, other: str, *, near: Any = None) -> Border | None:  # noqa: ANN401 - any geometry
        """The border of two jurisdictions; None where they share none at the study's level.

        Jurisdictions above that level may share several: of these, the one nearest to the geometry `near`.
        """
        found = self._border_of_pair.get(tuple(sorted((one, other))))
        if found is not None:
            return found
        ends = np.array([[border.a, border.b] for border in self.borders], dtype=str).reshape(-1, 2)
        first, second = (related(ends.ravel(), code).reshape(-1, 2) for code in (one, other))
        fitting = np.flatnonzero((first & second[:, ::-1]).any(axis=1))
        if len(fitting) == 0:
            return None
        if near is None or len(fitting) == 1:
            return self.borders[int(fitting[0])]
        lines = np.array([self.borders[index].line for index in fitting], dtype=object)
        return self.borders[int(fitting[shapely.distance(lines, near).argmin()])]

    def kilometre(self, border: Border, geometry: Any) -> float:  # noqa: ANN401 - any geometry
        """Where along a border a geometry is: the place nearest to a point on it, km from the border's start.

        Of lines it is the middle of the longest.
        """
        point = shapely.point_on_surface(geometry)
        if shapely.get_dimensions(geometry) == 1:
            parts = shapely.get_parts(geometry)
            point = shapely.line_interpolate_point(parts[shapely.length(parts).argmax()], 0.5, normalized=True)
        return float(self.kilometres(border, self._reference(border).project(np.array([point], dtype=object)))[0])

    def kilometres(self, border: Border, measure: Floats) -> Floats:
        """Turn measures in the working CRS into kilometres on the ellipsoid."""
        planar = self._reference(border).length
        return np.asarray(measure) * (border.length_m / planar / 1000)

    def inside(self, geometry: Any, codes: Iterable[str]) -> Any:  # noqa: ANN401 - any polygonal geometry, lines
        """The stretches of the borders between some units that lie in a polygon, or on its edge.

        Returns
        -------
        MultiLineString
            Empty where there are none.
        """
        chosen = set(codes)
        between = [border for border in self.borders if {border.a, border.b} <= chosen]
        lines = [self._reference(border).inside(np.array([geometry], dtype=object)) for border in between]
        return shapely.MultiLineString([*shapely.get_parts(np.concatenate(lines))] if lines else [])

    @cached_property
    def _border_of_pair(self) -> dict[tuple[str, ...], Border]:
        return {(border.a, border.b): border for border in self.borders}

    def _reference(self, border: Border) -> LinearReference:
        return self._once(("reference", border.id), lambda: LinearReference.of(border.line))

    def _pieces(self, role: str) -> Pieces:
        features = self.features(role)
        split = self.zones.split(features.geometry)
        ground = self.codes[split.zone] if len(split.zone) else np.zeros(0, dtype=str)
        declared = features.owner[split.feature] if len(split.feature) else np.zeros(0, dtype=str)
        owner = ground.astype(object)
        digits = len(self.codes[0])
        for code in np.unique(declared):
            foreign = (declared == code) & ~related(ground, code)
            if code:
                owner[foreign] = code[:digits]
        pieces = Pieces(feature=split.feature, unit=split.zone, geometry=split.geometry, owner=owner.astype(str))
        return _noise_taken_home(pieces, declared == "", noise=self.settings.at(role=role).noise_m)

    def _once(self, key: tuple[str, ...], make: Callable[[], Made]) -> Made:
        if key not in self._kept:
            self._kept[key] = make()
        made: Made = self._kept[key]
        return made


def _noise_taken_home(pieces: Pieces, undeclared: NDArray[np.bool_], *, noise: float) -> Pieces:
    """Give slivers of undeclared features to the unit of the feature's largest piece.

    Otherwise a plan that follows the border with an error of 1 m would seem to go on across it. A piece
    that is a sliver in one place and more in another becomes two.
    """
    several = np.bincount(pieces.feature, minlength=1)[pieces.feature] > 1
    rows = np.flatnonzero(several & undeclared & (shapely.get_dimensions(pieces.geometry) > 0))
    if len(rows) == 0:
        return pieces
    own = pieces.geometry[rows]
    order = rows[np.lexsort([-shapely.length(own), -shapely.area(own), pieces.feature[rows]])]
    _, first, of = np.unique(pieces.feature[order], return_index=True, return_inverse=True)
    home = pieces.owner.copy()
    home[order] = pieces.owner[order[first[of]]]
    rows = rows[home[rows] != pieces.owner[rows]]
    parts, of_part = shapely.get_parts(pieces.geometry[rows], return_index=True)
    narrow = np.where(shapely.get_dimensions(parts) == AREA, mean_width(parts), shapely.length(parts)) <= noise
    count, slivers = np.bincount(of_part, minlength=len(rows)), np.bincount(of_part[narrow], minlength=len(rows))
    taken = pieces.owner.copy()
    taken[rows[slivers == count]] = home[rows[slivers == count]]
    mixed = np.flatnonzero((slivers > 0) & (slivers < count))
    if len(mixed) == 0:
        return replace(pieces, owner=taken)
    geometry = pieces.geometry.copy()
    split_off = np.zeros(len(mixed), dtype=object)
    for number, row in enumerate(mixed):
        geometry[rows[row]] = collect(parts[(of_part == row) & ~narrow])
        split_off[number] = collect(parts[(of_part == row) & narrow])
    again = rows[mixed]
    place = np.argsort(np.concatenate([np.arange(len(taken)), again]), kind="stable")
    return Pieces(
        feature=np.concatenate([pieces.feature, pieces.feature[again]])[place],
        unit=np.concatenate([pieces.unit, pieces.unit[again]])[place],
        geometry=np.concatenate([geometry, split_off])[place],
        owner=np.concatenate([taken, home[again]])[place],
    )


def _word(value: Any) -> str:  # noqa: ANN401 - a cell of any table
    if pd.isna(value):
        return ""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value).strip()


def _features(role: str, layers: tuple[Layer, ...]) -> Features:
    chosen = [layer for layer in layers if layer.role == role and len(layer.frame)]
    if not chosen:
        nothing = np.zeros(0, dtype=str)
        table = pd.DataFrame({"name": [], "name_en": []}, dtype=str)
        return Features(
            role=role, geometry=np.zeros(0, dtype=object), layer=nothing, fid=nothing, owner=nothing, table=table
        )
    owner = [
        np.full(len(layer.frame), layer.party) if layer.party else layer.frame["code"].to_numpy(dtype=str)
        for layer in chosen
    ]
    tables = [pd.DataFrame(layer.frame.drop(columns=layer.frame.geometry.name)) for layer in chosen]
    return Features(
        role=role,
        geometry=np.concatenate([layer.frame.geometry.to_numpy() for layer in chosen]),
        layer=np.concatenate([np.full(len(layer.frame), layer.id) for layer in chosen]),
        fid=np.concatenate([layer.frame["fid"].to_numpy(dtype=str) for layer in chosen]),
        owner=np.concatenate(owner),
        table=pd.concat(tables, ignore_index=True),
    )


def _holds(table: pd.DataFrame, when: Mapping[str, str]) -> NDArray[np.bool_]:
    """Tell which rows hold all the values; every row where none is asked for."""
    rows = np.ones(len(table), dtype=bool)
    for column, value in when.items():
        own = table[column].astype(str).to_numpy() == value if column in table else np.zeros(len(table), dtype=bool)
        rows &= own
    return rows


def _levels_apart(one: pd.DataFrame, other: pd.DataFrame) -> NDArray[np.bool_]:
    """Tell which pairs have vertical zones that do not meet; unknown levels meet everything."""

    def levels(table: pd.DataFrame, column: str, unknown: float) -> Floats:
        if column not in table:
            return np.full(len(table), unknown)
        return pd.to_numeric(table[column], errors="coerce").fillna(unknown).to_numpy(dtype=float)

    floors = levels(one, "z_min", -np.inf), levels(other, "z_min", -np.inf)
    roofs = levels(one, "z_max", np.inf), levels(other, "z_max", np.inf)
    return np.asarray((roofs[0] <= floors[1]) | (roofs[1] <= floors[0]))
