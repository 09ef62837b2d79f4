"""The ground that rules judge: units, borders, features by role, and what the engine makes of them.

Everything is made once, when it is first asked for.
"""

import copy
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Self, TypeVar

import geopandas as gpd
import numpy as np
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
from planseam.seaming.features import Features, Pieces, features_of, holds, levels_apart, noise_taken_home
from planseam.seaming.linear import LinearReference
from planseam.seaming.measures import ellipsoidal_area, ellipsoidal_length
from planseam.seaming.near import maybe_near
from planseam.seaming.profile import Flank, Profile
from planseam.seaming.zones import Zones
from planseam.text import Text

__all__ = ["Features", "Pieces", "Scene", "SeamOptions", "asked_within", "units_at"]

Geometries = NDArray[Any]
Floats = NDArray[np.float64]
Indices = NDArray[np.intp]
Strings = NDArray[np.str_]
Made = TypeVar("Made")

#: The zone of a gap goes so much farther than twice what was seen (its margin and rounding), m.
BEYOND_M = 10.0


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
        codes, polygons = units_at(units, level)
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
            units.geometry.to_numpy(),
        )

    def saying(self, findings: Iterable[Finding]) -> Self:
        """The same ground, and all that was made of it, with more findings."""
        said = (*self.findings, *findings)  # before the copy: what they make on the way is kept
        same = copy.copy(self)
        object.__setattr__(same, "findings", said)
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
        return self._once(("features", role), lambda: features_of(role, self.layers))

    def pieces(self, role: str) -> Pieces:
        """All features of a role, split by unit."""
        return self._once(("pieces", role), lambda: self._pieces(role))

    def owned(self, code: str, role: str) -> Indices:
        """Indices of the pieces of a role that belong to a unit."""

        def make() -> dict[str, Indices]:
            owners, group = np.unique(self.pieces(role).owner, return_inverse=True)
            last = np.bincount(group, minlength=len(owners)).cumsum()
            parts = np.split(np.argsort(group, kind="stable"), last[:-1])
            return {str(owner): part for owner, part in zip(owners, parts, strict=False)}

        return self._once(("owned", role), make).get(code, np.zeros(0, dtype=np.intp))

    def flank(self, code: str, role: str, *, reach: float = np.inf) -> Flank:
        """What a unit shows of a role, to be probed; answers are indices of features.

        With a `reach` (m), what lies certainly farther than that from all borders of the unit is left out.
        """

        def make() -> Flank:
            pieces = self.pieces(role)
            own = self.owned(code, role)
            if np.isfinite(reach):
                lines = self._lines_of_unit.get(code, [])
                own = own[maybe_near(pieces.geometry[own], np.array(lines, dtype=object), reach=reach)]
            return Flank.of(pieces.geometry[own], pieces.feature[own])

        return self._once(("flank", code, role, str(reach)), make)

    def profile(self, border: Border, role: str, *, reach: float) -> Profile:
        """The profile of a border for one role, seen at least `reach` metres far."""
        kept: Profile | None = self._kept.get(("profile", border.id, role))
        if kept is None or kept.reach < reach:
            margin = asked_within(reach)
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
        allowed = levels_apart(*tables)
        for entry in self.sharing:
            if sorted(entry.roles) == sorted((one, other)):
                allowed |= holds(tables[0], entry.when) | holds(tables[1], entry.when)
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
        if found is not None or {one, other} <= self._known:
            return found
        ends = self._ends
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
    def _lines_of_unit(self) -> dict[str, list[Any]]:
        lines: dict[str, list[Any]] = {}
        for border in self.borders:
            for code in (border.a, border.b):
                lines.setdefault(code, []).append(border.line)
        return lines

    @cached_property
    def _known(self) -> frozenset[str]:
        return frozenset(map(str, self.codes))

    @cached_property
    def _ends(self) -> Strings:
        """Units of each border."""
        return np.array([[border.a, border.b] for border in self.borders], dtype=str).reshape(-1, 2)

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
        digits = len(self.codes[0])
        at_home = np.strings.startswith(ground, declared) | np.strings.startswith(declared, ground)
        owner = np.where(at_home, ground, declared.astype(f"U{digits}"))
        pieces = Pieces(feature=split.feature, unit=split.zone, geometry=split.geometry, owner=owner)
        return noise_taken_home(pieces, declared == "", noise=self.settings.at(role=role).noise_m)

    def _once(self, key: tuple[str, ...], make: Callable[[], Made]) -> Made:
        if key not in self._kept:
            self._kept[key] = make()
        made: Made = self._kept[key]
        return made


def asked_within(reach: float) -> float:
    """How far from its border a profile, seen `reach` metres far, is ever asked about features, m.

    Where the width of a gap changes fast, its zone is taken up to twice as wide as what was seen.
    """
    return 2 * reach + BEYOND_M


def units_at(units: gpd.GeoDataFrame, level: Level) -> tuple[Strings, Geometries]:
    """Join units to a level by their codes.

    Parameters
    ----------
    units : GeoDataFrame
        `code` and geometry: a coverage.
    level : {"province", "city", "county"}

    Returns
    -------
    codes : array of str
        Sorted.
    polygons : array of polygons or multipolygons
    """
    cut = units["code"].astype(str).str[: CODE_DIGITS[level]].to_numpy(dtype=str)
    codes, group = np.unique(cut, return_inverse=True)
    geometry = units.geometry.to_numpy()
    own = [geometry[group == index] for index in range(len(codes))]
    joined = [parts[0] if len(parts) == 1 else shapely.coverage_union_all(parts) for parts in own]
    return codes, np.array(joined, dtype=object)
