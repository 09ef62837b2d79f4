"""In which coordinates a layer lies, weighed against the jurisdictions: its CRS, and its datum."""

from collections.abc import Sequence
from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import pyproj
import shapely
from numpy.typing import NDArray
from pyproj.exceptions import ProjError
from shapely.errors import GEOSException

from planseam.errors import CRSError
from planseam.loading import crs
from planseam.loading.candidates import Candidate, candidates, cure
from planseam.loading.datum import datum_named, undone
from planseam.loading.extent import spoken_bounds
from planseam.loading.ground import projected
from planseam.loading.inspection import LIKELY, Place, Question, Trouble
from planseam.loading.references import Reference
from planseam.loading.suspicion import suspected
from planseam.model.conflict import Severity
from planseam.model.unit import related
from planseam.text import NOTHING, Text, listed

__all__ = ["Surroundings", "in_degrees"]

_DEGREES = pyproj.CRS("EPSG:4490")
_SAID = Text("文件自带，坐标与之相符", "the file says so, and its coordinates agree")
_ASKED = Text("坐标系是哪一个？{reason}；请向制作单位核实", "which CRS is it? {reason}; its maker knows")
_PART = 0.5  # of a jurisdiction; a shape of less is something in it
_NO_MERIDIAN = Text(
    "坐标像是无带号的高斯—克吕格投影，但按各标准中央经线都不落在所属行政区内，可能用了地方中央经线",
    "its coordinates look like Gauss–Krüger without prefix, but by no standard central meridian do they lie where they "
    "belong; it may have a local one",
)
_MOST_ASKED = 4  # CRSs that a question can name; by more than that, any would do
_FEATURES = 400  # looked at to see where a layer lies
Told = tuple[Place | None, tuple[Question, ...], tuple[Trouble, ...]]


@dataclass(frozen=True)
class Surroundings:
    """The ground that layers are compared with.

    Parameters
    ----------
    units : GeoDataFrame
        `code` and geometry, in degrees.
    reference : Reference
        Their borders.
    tree : STRtree
        Of their polygons.
    """

    units: gpd.GeoDataFrame
    reference: Reference
    tree: shapely.STRtree

    @classmethod
    def on(cls, units: gpd.GeoDataFrame) -> "Surroundings":
        """Prepare units for many layers."""
        return cls(units, Reference(units), shapely.STRtree(units.geometry.to_numpy()))

    def placed(
        self,
        geometries: NDArray[np.object_],
        *,
        said: pyproj.CRS | None,
        party: str = "",
        codes: Sequence[str] = (),
        called: str = "",
    ) -> Told:
        """Find the CRS of a layer, and its datum.

        Parameters
        ----------
        geometries : array of geometry
            Neither missing nor empty.
        said : CRS, optional
            What the file says.
        party : str
            Code of the jurisdiction whose it may be; empty where that is not known.
        codes : sequence of str
            Codes that its features carry: they narrow the ground on which it may lie.
        called : str
            Names of the layer, its file and its folders, which may name an old datum.
        """
        if not len(geometries):
            return None, (), ()
        try:
            known = crs.proven(said, spoken_bounds(geometries), where="", extent=self._extent)
        except CRSError as error:
            found = candidates(geometries, units=self._own(codes, party), party=party, said=said, called=called)
            severity: Severity = "minor" if said is None else "major"
            trouble = Trouble(
                what=error.what, cure=cure(found) if found else error.cure, severity=severity, rule="DA101"
            )
            place, questions = _weighed(found)
            return self._datum(geometries, place, questions, (trouble,))
        place = Place(code=crs.label(known), written=False, confidence=1.0, reason=_SAID, crs=known)
        if crs.old_datum(known) and not crs.way_given(known):
            return place, (_old_datum(crs.label(known)),), ()
        if not any(self.ground(geometries[:: 1 + len(geometries) // _FEATURES], place)):
            found = candidates(geometries, units=self._own(codes, party), party=party, said=known, called=called)
            if found and found[0].code != place.code:
                return self._elsewhere(place, found)
        return self._datum(geometries, place, (), ())

    def ground(self, geometries: NDArray[np.object_], place: Place) -> tuple[str, ...]:
        """The code of the unit in which each geometry has a point of its own; empty texts for none."""
        middles = in_degrees(_points(geometries), place)
        codes = np.full(len(geometries), "", dtype=object)
        if middles is not None:
            row, unit = self.tree.query(middles, predicate="intersects")
            codes[row] = self.units["code"].to_numpy(dtype=object)[unit]
        return tuple(codes.tolist())

    def filled(self, codes: Sequence[str], geometries: NDArray[np.object_], place: Place) -> bool:
        """Whether shapes take up the jurisdictions whose codes they carry, or these are none that are known.

        Parameters
        ----------
        codes : sequence of str
            One for each geometry; empty where it has none.
        geometries : array of geometry
        place : Place
        """
        moved = in_degrees(geometries, place)
        if moved is None:
            return True
        grounds = self.units["code"].to_numpy(dtype=str)
        areas = shapely.area(self.units.geometry.to_numpy())
        whole = {code: float(areas[np.char.startswith(grounds, code)].sum()) for code in {*codes} - {""}}
        own = np.array([whole.get(code, 0.0) for code in codes])
        known = own > 0
        return not known.any() or bool(np.median(shapely.area(moved)[known] / own[known]) > _PART)

    def bounds(self, geometries: NDArray[np.object_], place: Place) -> tuple[float, float, float, float] | None:
        """West, south, east and north of a layer in degrees; None where they cannot be told."""
        corners = shapely.bounds(geometries)
        corners = corners[np.isfinite(corners).all(axis=1)]
        moved = in_degrees(np.asarray(shapely.box(*corners.T)), place) if len(corners) else None
        if moved is None or shapely.is_missing(moved).all():
            return None
        west, south, east, north = shapely.total_bounds(moved).tolist()
        return west, south, east, north

    def _own(self, codes: Sequence[str], party: str) -> gpd.GeoDataFrame:
        """The units that a layer's own codes name; all, where these are none of them, or not the party's."""
        all_codes = self.units["code"].to_numpy(dtype=str)
        own = np.zeros(len(all_codes), dtype=bool)
        for code in codes:
            own |= related(all_codes, code) if code.startswith(party) or party.startswith(code) else False
        return self.units[own] if own.any() else self.units

    @staticmethod
    def _elsewhere(place: Place, found: tuple[Candidate, ...]) -> Told:
        """Ask which is meant: in the CRS that the file says the layer lies nowhere, in another where it belongs."""
        text = Text(
            "文件自称 {said}，却因此位于研究区之外；按 {code}（{title}），{reason}。以哪个为准",
            "the file says {said}, by which it lies outside the study; by {code} ({title}), {reason}. Which is right",
        ).format(said=place.code, code=found[0].code, title=found[0].title, reason=found[0].reason)
        question = Question(key="crs", text=text, choices=(found[0].code, place.code))
        return place, (question,), ()

    @property
    def _extent(self) -> crs.Bounds:
        west, south, east, north = self.units.total_bounds.tolist()
        return west, south, east, north

    def _datum(
        self,
        geometries: NDArray[np.object_],
        place: Place,
        questions: tuple[Question, ...],
        troubles: tuple[Trouble, ...],
    ) -> Told:
        """Whether the layer is drawn in GCJ-02 or BD-09."""
        if place.crs is None or not crs.one_datum(place.crs):
            return place, questions, troubles
        evidence = suspected(geometries, [self.reference], source=place.crs)
        if evidence is None:
            return place, questions, troubles
        if evidence.confidence < LIKELY:
            text = _ASKED.format(reason=evidence.reason)
            question = Question(key="crs", text=text, choices=(evidence.datum, place.code))
            return place, (*questions, question), troubles
        found = Place(
            code=evidence.datum,
            written=True,
            confidence=evidence.confidence,
            reason=evidence.reason,
            crs=place.crs,
        )
        trouble = Trouble(
            what=Text("图层是 {datum} 坐标，却没有说明", "the layer is in {datum} and does not say so").format(
                datum=evidence.datum
            ),
            cure=Text(
                '请在该图层写明 crs = "{datum}"，检查时还原', 'Add crs = "{datum}" to the layer: a check undoes it'
            ).format(datum=evidence.datum),
            severity="major",
            rule="DA101",
        )
        return found, questions, (*troubles, trouble)


def _weighed(found: tuple[Candidate, ...]) -> tuple[Place, tuple[Question, ...]]:
    """The best candidate, or a question where none stands out."""
    unknown = Place(code="", written=False, confidence=0.0, reason=NOTHING)
    if not found:
        reason = Text("坐标与我国常用的坐标系都不相符", "the coordinates fit no CRS that is in use in China")
        return unknown, (Question(key="crs", text=_ASKED.format(reason=reason)),)
    best = found[0]
    if best.refused:
        return unknown, (_old_datum(best.code),)
    # one that stands alone is told by the numbers themselves, wherever most of the layer lies
    score = max(best.score, LIKELY) if len(found) == 1 else best.score
    if best.tie or score < LIKELY:
        tied = [candidate for candidate in found if candidate.tie] or [best]
        if len(tied) > _MOST_ASKED:
            return unknown, (Question(key="crs", text=_ASKED.format(reason=_NO_MERIDIAN)),)
        reason = listed(
            Text("{code} {title}（{reason}）", "{code} {title} ({reason})").format(
                code=candidate.code, title=candidate.title, reason=candidate.reason
            )
            for candidate in tied
        )
        choices = tuple(candidate.code for candidate in tied)
        return unknown, (Question(key="crs", text=_ASKED.format(reason=reason), choices=choices),)
    reason = Text("{title}；{reason}", "{title}; {reason}").format(title=best.title, reason=best.reason)
    own = pyproj.CRS(best.code)
    return Place(code=best.code, written=True, confidence=score, reason=reason, crs=own), ()


def _old_datum(code: str) -> Question:
    text = Text(
        "{code} 不属于 CGCS2000，没有转换参数不能换算；请让制作单位以 CGCS2000 提供，或给出当地七参数",
        "{code} is not on CGCS2000 and needs parameters; ask its maker for CGCS2000, or for the seven local ones",
    )
    return Question(key="towgs84", text=text.format(code=code))


def _points(geometries: NDArray[np.object_]) -> NDArray[np.object_]:
    """A point on each geometry; None where its coordinates are not finite."""
    finite = np.isfinite(shapely.bounds(geometries)).all(axis=1)
    points = np.full(len(geometries), None, dtype=object)
    try:
        points[finite] = shapely.point_on_surface(geometries[finite])
    except GEOSException:  # some broken rings have no inside
        points[finite] = shapely.centroid(geometries[finite])
    return points


def in_degrees(geometries: NDArray[np.object_], place: Place) -> NDArray[np.object_] | None:
    """Lead geometries to longitude and latitude; None where there is no way.

    Parameters
    ----------
    geometries : array of geometry
    place : Place
    """
    if place.crs is None:
        return None
    try:
        moved = projected(geometries, place.crs, _DEGREES)
    except ProjError:
        return None
    moved[~np.isfinite(shapely.bounds(moved)).all(axis=1)] = None
    datum = datum_named(place.code)
    return undone(moved, datum) if datum else moved
