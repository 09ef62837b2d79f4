"""Whether a layer is drawn in GCJ-02 or BD-09 without saying so.

Layers of plans follow borders, shores and one another to the metre in part
of their vertices. Where these lie on the line only after a display datum is
undone, the layer was drawn in it; where they lie on it anyway, it was not.
A layer that follows nothing gives no evidence, and none is made of it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
import pyproj
import shapely
from numpy.typing import NDArray
from pyproj import Transformer

from planseam.loading.datum import DATUMS, Datum, bd09_to_wgs84, gcj02_to_wgs84, moved_m
from planseam.loading.references import FOLLOWS_M, REACH_M, Following, Reference, flat
from planseam.text import Text, metres, percent

__all__ = ["DatumEvidence", "fits_as_it_is", "following", "suspected"]

Degrees = NDArray[np.float64]
Hypothesis = Literal["as is", "GCJ-02", "BD-09"]

_DEGREES = pyproj.CRS("EPSG:4490")
_CHINA = (73.0, 3.0, 136.0, 54.0)

_FEATURES, _VERTICES = 100_000, 20_000  # looked at; of more, every n-th


@dataclass(frozen=True, kw_only=True)
class DatumEvidence:
    """What speaks for a layer being drawn in GCJ-02 or BD-09.

    Parameters
    ----------
    datum : {"GCJ-02", "BD-09"}
    reference : Text
        What it was compared with.
    vertices : int
        Sampled vertices within reach of the lines compared with.
    tolerance_m : float
        How near a line a vertex must be to lie on it.
    share, share_as_is : float
        Share (0 to 1) of these that lie on a line after undoing the datum, and as they are.
    east_m, north_m : float
        How far undoing moves the layer, on average, in m.
    residual_m : float
        Median distance in m, after undoing, of the vertices on a line from it.
    confidence : float
        0 to 1: how far the share stands above that of every other hypothesis.
    """

    datum: Datum
    reference: Text
    vertices: int
    tolerance_m: float
    share: float
    share_as_is: float
    east_m: float
    north_m: float
    residual_m: float
    confidence: float

    @property
    def reason(self) -> Text:
        """The evidence as a clause.

        Examples
        --------
        >>> DatumEvidence(
        ...     datum="GCJ-02", reference=Text("行政区界线", "borders of units"), vertices=1525, tolerance_m=50.0,
        ...     share=0.963, share_as_is=0.099, east_m=-430.6, north_m=212.0, residual_m=0.1, confidence=0.9
        ... ).reason.en
        'with GCJ-02 undone, 96.3% of its 1525 vertices near borders of units lie within 50 m of them (as it is, 9.9%)'
        """
        near = metres(self.tolerance_m)
        return Text(
            f"按 {self.datum} 还原后，{self.reference.zh}附近的 {self.vertices} 个节点有 {percent(self.share)}% "
            f"距线不足 {near} 米（不还原为 {percent(self.share_as_is)}%）",
            f"with {self.datum} undone, {percent(self.share)}% of its {self.vertices} vertices near "
            f"{self.reference.en} lie within {near} m of them (as it is, {percent(self.share_as_is)}%)",
        )

    @property
    def off_m(self) -> float:
        """How far the layer lies off, in m."""
        return float(np.hypot(self.east_m, self.north_m))

    def cure(self, own: str) -> Text:
        """What the user can do, as a sentence without a full stop.

        Parameters
        ----------
        own : str
            The CRS of the layer, should it not be drawn in the display datum.
        """
        return Text(
            f'请向制作单位核实：若是，在该图层写明 crs = "{self.datum}"，检查时即还原；若不是，写明 crs = "{own}"',
            f'Ask its maker: if so, add crs = "{self.datum}" to the layer, and it is undone for the check; '
            f'if not, add crs = "{own}"',
        )


def suspected(
    geometries: NDArray[np.object_], references: Sequence[Reference], *, source: pyproj.CRS = _DEGREES
) -> DatumEvidence | None:
    """Which display datum a layer fits, and fits better than as it is.

    Parameters
    ----------
    geometries : array of geometry
        Longitude or easting first; None where there is none. Large layers are sampled.
    references : sequence of Reference
        The first whose lines the layer follows decides.
    source : CRS
        What the coordinates are said to be in, on WGS84 or CGCS2000.

    Returns
    -------
    DatumEvidence or None
        None where it fits one of the references as it is, or follows none, so that it cannot be told.
    """
    for reference in references:
        lon, lat = _sample(geometries, reference, source)
        for tried in _tried(lon, lat, reference):
            if tried["as is"].beats(tried[datum] for datum in DATUMS):
                return None
            for datum in DATUMS:
                own, others = tried[datum], [tried[other] for other in tried if other != datum]
                if own.beats(others):
                    east, north = moved_m(lon, lat, datum)
                    return DatumEvidence(
                        datum=datum,
                        reference=reference.name,
                        vertices=own.vertices,
                        tolerance_m=own.tolerance_m,
                        share=own.share,
                        share_as_is=tried["as is"].share,
                        east_m=float(east.mean()),
                        north_m=float(north.mean()),
                        residual_m=own.residual_m,
                        confidence=1 - max(other.share for other in others) / own.share,
                    )
    return None


def fits_as_it_is(
    geometries: NDArray[np.object_], references: Sequence[Reference], *, source: pyproj.CRS = _DEGREES
) -> bool:
    """Whether a layer follows, as it is and not with a display datum undone, the first reference that it follows."""
    for reference in references:
        for tried in _tried(*_sample(geometries, reference, source), reference):
            beaten = {name: tried[name].beats(tried[other] for other in tried if other != name) for name in tried}
            if any(beaten.values()):
                return beaten["as is"]
    return False


def following(
    geometries: NDArray[np.object_], reference: Reference, *, source: pyproj.CRS = _DEGREES
) -> list[Following]:
    """How many vertices of a layer, as it is, follow the lines of a reference: for each width of `FOLLOWS_M`."""
    lon, lat = _sample(geometries, reference, source)
    distance, segment = reference.distances(lon, lat)
    return [_on(distance, segment, distance <= REACH_M, reference, width) for width in FOLLOWS_M]


def _sample(geometries: NDArray[np.object_], reference: Reference, source: pyproj.CRS) -> tuple[Degrees, Degrees]:
    """Longitudes and latitudes of vertices of features near the lines; of very many, every n-th."""
    kept = geometries[~shapely.is_missing(geometries) & ~shapely.is_empty(geometries)]
    kept = kept[:: 1 + len(kept) // _FEATURES]
    bounds = shapely.bounds(kept)
    if not len(kept) or np.isnan(reference.bounds).any():
        return np.empty(0), np.empty(0)
    low, high = (flat(bounds[:, x], bounds[:, x + 1], source) for x in (0, 2))
    boxes = np.hstack([low, high])
    placed = np.isfinite(boxes).all(axis=1)
    kept, boxes = kept[placed], boxes[placed]
    xy = shapely.get_coordinates(kept[reference.near(boxes)])
    xy = xy[:: 1 + len(xy) // _VERTICES]
    lon, lat = Transformer.from_crs(source, _DEGREES, always_xy=True).transform(xy[:, 0], xy[:, 1])
    lon, lat = np.asarray(lon, dtype=float), np.asarray(lat, dtype=float)
    there = (lon >= _CHINA[0]) & (lon <= _CHINA[2]) & (lat >= _CHINA[1]) & (lat <= _CHINA[3])
    return lon[there], lat[there]


def _tried(lon: Degrees, lat: Degrees, reference: Reference) -> Iterator[dict[Hypothesis, Following]]:
    """How the vertices follow the lines as they are and with each datum undone: for each width of `FOLLOWS_M`."""
    places: dict[Hypothesis, tuple[Degrees, Degrees]] = {
        "as is": (lon, lat),
        "GCJ-02": gcj02_to_wgs84(lon, lat),
        "BD-09": bd09_to_wgs84(lon, lat),
    }
    measured = {name: reference.distances(*place) for name, place in places.items()}
    within = np.any([distance <= REACH_M for distance, _ in measured.values()], axis=0)
    for width in FOLLOWS_M:
        yield {name: _on(distance, segment, within, reference, width) for name, (distance, segment) in measured.items()}


def _on(
    distance: Degrees, segment: NDArray[np.int_], within: NDArray[np.bool_], reference: Reference, width: float
) -> Following:
    on = distance <= width
    return Following(
        tolerance_m=width,
        vertices=int(within.sum()),
        count=int(on.sum()),
        residual_m=float(np.median(distance[on])) if on.any() else np.inf,
        one_way=reference.one_way(segment[on]),
    )
