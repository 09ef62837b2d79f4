"""Which features of a large layer can matter to a check, told by their boxes while they are read."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Self

import numpy as np
import pyproj
import shapely
from numpy.typing import NDArray

from planseam.loading.crs import one_datum
from planseam.loading.ground import projected
from planseam.loading.streams import Sifted
from planseam.model.unit import related
from planseam.seaming.borders import outer_edges, shared_edges
from planseam.seaming.cells import Cells
from planseam.seaming.measures import mean_width
from planseam.seaming.zones import Zones

__all__ = ["Ground", "Sieve", "boxes_of"]

Geometries = NDArray[Any]
Floats = NDArray[np.float64]
Indices = NDArray[np.intp]
Mask = NDArray[np.bool_]
Strings = NDArray[np.str_]

#: Longer edges get several boxes, so that these stay small against the reach of rules, m.
LONGEST_EDGE_M = 1000.0
#: Less than this part of a feature, outside all units, comes from the rounding of a cut.
CRUMB = 1e-9
#: Less ground abroad comes from the rounding of a cut, m².
CRUMB_M2 = 1e-4
#: A box that is carried to another CRS bends: it is widened by this part of its longer side.
BEND = 0.01
#: The box of a feature in another CRS may be larger by this part of its size, for it is turned.
TURN = 0.1
#: Dimension of polygons.
AREA = 2
#: Edges of the frame of all units: enough that it bends as its CRS does.
FRAME_PARTS = 512
#: What lies as near to that frame, as a part of its size, may lie on either side of it.
FRAME_SLACK = 1e-6
_DEGREES = pyproj.CRS("EPSG:4326")


@dataclass(frozen=True)
class Ground:
    """The units of a study and the edges between them.

    Parameters
    ----------
    codes : array of str
        Of the units, at the study's level.
    polygons : array of polygons, working CRS
    edges : array of float, shape (n, 2, 2)
        All edges that two units share, working CRS.
    rims : array of float, shape (n, 2, 2)
        Edges of one unit alone,
    rim_unit : array of int
        and which it is.
    crs : pyproj.CRS
        The working CRS: metric.
    """

    codes: Strings
    polygons: Geometries
    edges: Floats
    rims: Floats
    rim_unit: Indices
    crs: pyproj.CRS

    @classmethod
    def of(cls, codes: Strings, polygons: Geometries, *, crs: pyproj.CRS) -> Self:
        """Find the edges of units that form a coverage.

        Parameters
        ----------
        codes : array of str
        polygons : array of polygons or multipolygons, working CRS
        crs : pyproj.CRS
        """
        return cls(codes, polygons, shared_edges(polygons)[0], *outer_edges(polygons), crs)

    def along(self, reach: float) -> Floats:
        """Boxes around all places where two units meet or face each other, `reach` metres wide to every side.

        Two units face each other where the outer edge of one lies within `reach` of that of the other: over a river's
        mouth, or a strait.

        Returns
        -------
        array of float, shape (n, 4)
            Working CRS.
        """
        if reach < 0:
            return np.zeros((0, 4))
        edges = np.concatenate([self.edges, self._facing(reach)])
        start, end, _ = _segments(edges)
        return np.hstack([np.minimum(start, end) - reach, np.maximum(start, end) + reach])

    def _facing(self, reach: float) -> Floats:
        """Stretches of outer edges that lie within reach of another unit's, none longer than `LONGEST_EDGE_M`."""
        start, end, edge = _segments(self.rims)
        unit = self.rim_unit[edge]
        lines = shapely.linestrings(np.stack([start, end], axis=1))
        tree = shapely.STRtree(lines)
        near = np.zeros(len(lines), dtype=bool)
        for one in np.unique(unit):
            own = np.flatnonzero(unit == one)
            grown = shapely.bounds(lines[own]) + reach * np.array([-1.0, -1.0, 1.0, 1.0])
            row, other = tree.query(shapely.box(*grown.T))
            apart = unit[other] != one
            row, other = row[apart], other[apart]
            near[own[row[shapely.dwithin(lines[own[row]], lines[other], reach)]]] = True
        return np.stack([start[near], end[near]], axis=1)


@dataclass(frozen=True)
class Sieve:
    """Sorts features by their boxes: what may matter is kept, what lies far from it is not.

    Build it by `Sieve.of`; it can be sent to other processes.

    Parameters
    ----------
    codes : array of str
        Of the units.
    zones : Zones
        The units, in the CRS of the features.
    boxes : STRtree
        What features must meet to be kept, in the same CRS.
    busy : array of int, shape (rows + 1, columns + 1)
        Summed-area table of the cells of `zones` that any of the boxes meets.
    frame : polygon
        The box of all units in the working CRS, in that of the features.
    beyond : bool
        Whether what may lie outside all units is kept.
    owned : bool
        Whether what may lie on the ground of another party than its own is kept.
    """

    codes: Strings
    zones: Zones
    boxes: shapely.STRtree
    busy: NDArray[np.int64]
    frame: shapely.Polygon
    beyond: bool
    owned: bool

    @classmethod
    def of(cls, ground: Ground, boxes: Floats, *, crs: pyproj.CRS, outside: bool = False, owned: bool = False) -> Self:
        """Carry the ground to the CRS of the features.

        Parameters
        ----------
        ground : Ground
        boxes : array of float, shape (n, 4), working CRS
            What features must meet to be kept.
        crs : pyproj.CRS
            That of the features.
        outside : bool
            Keep also what may lie outside all units.
        owned : bool
            Keep also what lies on the ground of another party than its own.
        """

        def carried(geometries: Geometries) -> Geometries:
            # the way back of `to_working`
            if ground.crs == crs or one_datum(crs):
                return geometries if ground.crs == crs else projected(geometries, ground.crs, crs)
            return projected(projected(geometries, ground.crs, _DEGREES), _DEGREES, crs)

        # a straight edge is none in another CRS, but for short ones
        zones = Zones.of(carried(shapely.segmentize(ground.polygons, LONGEST_EDGE_M)))
        own = _carried(boxes, carried)
        west, south, east, north = shapely.total_bounds(ground.polygons)
        box = np.array([shapely.box(west, south, east, north)])
        frame = carried(shapely.segmentize(box, (east - west + north - south) / FRAME_PARTS))[0]
        tree = shapely.STRtree(shapely.box(*own.T))
        return cls(ground.codes, zones, tree, _busy(zones.cells, own), frame, outside, owned)

    def sift(self, bounds: Floats, owner: Strings | str = "") -> Sifted:
        """Sort features.

        Parameters
        ----------
        bounds : array of float, shape (n, 4)
            Boxes of the features, in the CRS of the sieve; one that is not finite is kept.
        owner : str or array of str
            Code of the party whose feature it is; empty where nobody says.

        Returns
        -------
        Sifted
        """
        zone, sure = self.zones.cells.lookup(bounds)
        calm = sure & (self._met(bounds) == 0)
        kept = ~calm
        doubtful = np.flatnonzero(kept & np.isfinite(bounds).all(axis=1))
        shapes = shapely.box(*bounds[doubtful].T)
        kept[doubtful] = False
        kept[doubtful[np.unique(self.boxes.query(shapes)[0])]] = True
        # a box at an outer edge may lie in a unit, outside, or both
        edge = np.zeros(len(bounds), dtype=bool)
        rest = np.flatnonzero(~sure[doubtful] & ~kept[doubtful])
        row, chunk = self.zones.chunk_tree.query(shapes[rest], predicate="intersects")
        met = np.unique(row)
        edge[doubtful[rest[met]]] = True
        inner = np.setdiff1d(rest, rest[met])
        zone[doubtful[inner]] = self.zones.locate(shapely.centroid(shapes[inner]))
        zone[edge] = -1
        away = zone < 0
        beyond, within = self._placed(bounds, np.flatnonzero(away & ~kept))
        beyond &= ~edge
        # of what may or may not meet the box of all units, that box alone can tell
        kept |= away & ~beyond & ~within
        if self.owned:
            kept |= ~away & self._strange(zone, owner)
            # a unit of which a box meets no edge has no part in it, or all of it
            at = doubtful[rest[row]]
            kept[at] |= self._strange(self.zones.chunk_zone[chunk], owner if isinstance(owner, str) else owner[at])
        edge &= ~kept
        if self.beyond:
            kept |= away & ~beyond
        else:
            edge[:] = False
        return Sifted(kept=kept, edge=edge, beyond=beyond)

    def outside(self, features: Geometries) -> Mask:
        """Tell which features have ground outside all units; where they have less than `CRUMB` of it, the cut is exact.

        Parameters
        ----------
        features : array of geometries
            In the CRS of the sieve.
        """
        outside = np.ones(len(features), dtype=bool)
        # what is not valid cannot be cut yet
        sound = np.flatnonzero(shapely.is_valid(features) & (shapely.area(features) > 0))
        split = self.zones.split(features[sound])
        inside = np.bincount(split.feature, weights=shapely.area(split.geometry), minlength=len(sound))
        size = shapely.area(features[sound])
        outside[sound] = size - inside > CRUMB * size
        return outside

    def abroad(self, features: Geometries, owner: Strings, *, grown: float, noise: float) -> Floats:
        """Boxes around what features have on the ground of another party, away from the boxes of the sieve.

        Parameters
        ----------
        features : array of geometries
            In the CRS of the sieve, valid.
        owner : array of str
            Code of the party whose feature it is. Where nobody says, slivers are the party's that has most of it.
        grown : float
            The boxes are so much wider, to every side.
        noise : float
            Slivers are no wider than this.

        Returns
        -------
        array of float, shape (n, 4)
        """
        bounds = shapely.bounds(features)
        zone, sure = self.zones.cells.lookup(bounds)
        asked = np.flatnonzero(~(sure & ((zone < 0) | ~self._strange(np.maximum(zone, 0), owner))))
        whole = bounds[asked] + grown * np.array([-1.0, -1.0, 1.0, 1.0])
        near = np.unique(self.boxes.query(shapely.box(*whole.T), predicate="covered_by")[0])
        asked = np.delete(asked, near)
        split = self.zones.split(features[asked])
        declared = owner[asked][split.feature]
        size = shapely.area(split.geometry)
        ground = (size > CRUMB_M2) | (shapely.get_dimensions(split.geometry) < AREA)
        foreign = ground & self._strange(split.zone, declared)
        foreign |= (declared == "") & _not_first(split.feature, size) & _narrow(split.geometry, noise)
        grown_boxes = shapely.bounds(split.geometry[foreign]) + grown * np.array([-1.0, -1.0, 1.0, 1.0])
        inside = np.unique(self.boxes.query(shapely.box(*grown_boxes.T), predicate="covered_by")[0])
        return np.delete(grown_boxes, inside, axis=0)

    def _strange(self, zone: Indices, owner: Strings | str) -> Mask:
        """Units that are not of the owner; what nobody owns is nowhere strange."""
        if isinstance(owner, str):
            strange = ~related(self.codes, owner) if owner else np.zeros(len(self.codes), dtype=bool)
            return np.asarray(strange[zone])
        names, of = np.unique(owner, return_inverse=True)
        table = np.zeros((len(names), len(self.codes)), dtype=bool)
        for row, name in enumerate(names):
            table[row] = ~related(self.codes, str(name)) if name else False
        return table[of, zone]

    def _met(self, bounds: Floats) -> Indices:
        """How many busy cells each box meets; any number where it is not finite."""
        return _inside(self.busy, *_cells(self.zones.cells, bounds))

    def _placed(self, bounds: Floats, asked: Indices) -> tuple[Mask, Mask]:
        """Which boxes, of those asked for, lie wholly beyond that of all units, and which within it; others neither."""
        beyond, within = np.zeros(len(bounds), dtype=bool), np.zeros(len(bounds), dtype=bool)
        asked = asked[np.isfinite(bounds[asked]).all(axis=1)]
        own = bounds[asked]
        low, high = np.split(np.array(self.frame.bounds), 2)
        slack = FRAME_SLACK * float((high - low).max())
        turned = slack + TURN * (own[:, 2:] - own[:, :2]).max(axis=1, keepdims=True)
        turned = turned * np.array([-1.0, -1.0, 1.0, 1.0])
        past = ((own + turned)[:, :2] > high).any(axis=1) | ((own + turned)[:, 2:] < low).any(axis=1)
        beyond[asked[past]] = True
        near = asked[~past]
        # a prepared geometry is no matter for two threads at once: each call has its own
        frame = shapely.transform(self.frame, np.copy)
        shapely.prepare(frame)
        inner = own + slack * np.array([-1.0, -1.0, 1.0, 1.0])
        boxes, wider = (shapely.box(*sides[~past].T) for sides in (inner, own + turned))
        within[near] = shapely.contains_properly(frame, boxes)
        beyond[near] = ~shapely.intersects(frame, wider)
        return beyond, within


def _segments(edges: Floats) -> tuple[Floats, Floats, Indices]:
    """Edges cut to `LONGEST_EDGE_M`: start and end of each part, and which edge it is of."""
    lines = shapely.segmentize(shapely.linestrings(edges), LONGEST_EDGE_M)
    xy, line = shapely.get_coordinates(lines, return_index=True)
    joined = line[1:] == line[:-1]
    return xy[:-1][joined], xy[1:][joined], line[1:][joined]


def _not_first(feature: Indices, size: Floats) -> Mask:
    """All pieces of features but the largest of each."""
    rest = np.ones(len(feature), dtype=bool)
    order = np.lexsort([-size, feature])
    rest[order[np.unique(feature[order], return_index=True)[1]]] = False
    return rest


def _narrow(geometries: Geometries, most: float) -> Mask:
    """Geometries of which a part is no wider than so much."""
    parts, of = shapely.get_parts(geometries, return_index=True)
    narrow = np.where(shapely.get_dimensions(parts) == AREA, mean_width(parts), shapely.length(parts)) <= most
    return np.bincount(of[narrow], minlength=len(geometries)) > 0


def _carried(boxes: Floats, carried: Callable[[Geometries], Geometries]) -> Floats:
    """Boxes around boxes, in another CRS."""
    if len(boxes) == 0:
        return boxes
    west, south, east, north = boxes.T
    middle_x, middle_y = (west + east) / 2, (south + north) / 2
    x = np.stack([west, middle_x, east, west, east, west, middle_x, east], axis=1)
    y = np.stack([south, south, south, middle_y, middle_y, north, north, north], axis=1)
    own = shapely.bounds(carried(shapely.multipoints(np.stack([x, y], axis=-1))))
    bend = BEND * (own[:, 2:] - own[:, :2]).max(axis=1, keepdims=True)
    return np.asarray(own + bend * np.array([-1.0, -1.0, 1.0, 1.0]))


def _cells(cells: Cells, bounds: Floats) -> Indices:
    """Columns and rows of the first and last cell of boxes: west, south, east, north."""
    rows, columns = cells.zone.shape
    with np.errstate(invalid="ignore"):
        scaled = np.nan_to_num((bounds - np.tile(cells.origin, 2)) / cells.size)
    return np.floor(np.clip(scaled, 0, [columns - 1, rows - 1] * 2)).astype(np.intp).T


def _inside(table: NDArray[np.int64], west: Indices, south: Indices, east: Indices, north: Indices) -> Indices:
    """Sums over fields of cells, from a summed-area table."""
    total: Indices = table[north + 1, east + 1] - table[south, east + 1] - table[north + 1, west] + table[south, west]
    return total


def _summed(cells: Mask) -> NDArray[np.int64]:
    """The summed-area table of cells."""
    table = np.zeros((cells.shape[0] + 1, cells.shape[1] + 1), dtype=np.int64)
    table[1:, 1:] = cells.cumsum(axis=0).cumsum(axis=1)
    return table


def _busy(cells: Cells, boxes: Floats) -> NDArray[np.int64]:
    """The summed-area table of the cells that any box meets."""
    rows, columns = cells.zone.shape
    west, south, east, north = _cells(cells, boxes)
    # the four corners of each box; summed up they fill it
    corners = np.zeros((rows + 1, columns + 1), dtype=np.int64)
    for row, column, sign in ((south, west, 1), (south, east + 1, -1), (north + 1, west, -1), (north + 1, east + 1, 1)):
        np.add.at(corners, (row, column), sign)
    return _summed(corners.cumsum(axis=0).cumsum(axis=1)[:rows, :columns] > 0)


def boxes_of(geometries: Sequence[Geometries], *, grown: float) -> Floats:
    """Boxes of all geometries, `grown` to every side; those without one have none."""
    bounds = shapely.bounds(np.concatenate(list(geometries))) if len(geometries) else np.zeros((0, 4))
    finite = bounds[np.isfinite(bounds).all(axis=1)]
    return np.asarray(finite + grown * np.array([-1.0, -1.0, 1.0, 1.0]))
