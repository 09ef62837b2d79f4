"""Roads that end near a border, and what they face on the other side."""

from dataclasses import dataclass
from functools import cached_property
from typing import Any, Self

import numpy as np
import shapely
from numpy.typing import NDArray

from planseam.rules.owners import owners_at
from planseam.seaming.network import Network, Places
from planseam.seaming.scene import Features, Scene

__all__ = ["ROLE", "DeadEnds", "Facing", "Roads"]

Geometries = NDArray[Any]
Floats = NDArray[np.float64]
Indices = NDArray[np.intp]
Mask = NDArray[np.bool_]
Strings = NDArray[np.str_]

ROLE = "road"
#: A road is looked along for this many metres to tell the way it goes, and whose it is: it may overshoot the border.
WAY_M = 100.0
#: A place found on a piece of a road lies on the road itself within this many metres.
ON_LINE_M = 1e-3
#: Corners of the arc of what lies ahead, degrees apart.
ARC_DEG = 5.0
LINE = 1


@dataclass(frozen=True)
class DeadEnds:
    """Ends of roads that join nothing.

    Parameters
    ----------
    point : array of Point
    place : Places
        Where on the network.
    feature : array of int
        The road.
    owner : array of str
    way : array of float, shape (n, 2)
        Unit vector in which the road runs out.
    """

    point: Geometries
    place: Places
    feature: Indices
    owner: Strings
    way: Floats


@dataclass(frozen=True)
class Facing:
    """What dead ends face.

    Parameters
    ----------
    end : array of int
        The dead end.
    other : array of int
        The dead end that it faces; -1 where it faces a road that goes on.
    feature : array of int
        The road that it faces.
    point : array of Point
        The place that is faced.
    place : Places
        The same on the network.
    """

    end: Indices
    other: Indices
    feature: Indices
    point: Geometries
    place: Places


@dataclass(frozen=True)
class Roads:
    """All roads of a scene as one network, across all borders.

    Parameters
    ----------
    features : Features
    road_class : array of object
        Class of each road, as a word.
    network : Network
    line_feature : array of int
        The road of each line of the network.
    piece : array of lines
        Roads cut by owner,
    piece_feature : array of int
        with the road of each piece,
    piece_owner : array of str
        and whose it is.
    ends : DeadEnds
    """

    features: Features
    road_class: NDArray[Any]
    network: Network
    line_feature: Indices
    piece: Geometries
    piece_feature: Indices
    piece_owner: Strings
    ends: DeadEnds

    @classmethod
    def of(cls, scene: Scene, *, snap_m: float) -> Self:
        """Gather the roads of a scene.

        Parameters
        ----------
        scene : Scene
        snap_m : float
            Ends that come so near each other, or another road, meet there.
        """
        features, pieces = scene.features(ROLE), scene.pieces(ROLE)
        lines, feature = shapely.get_parts(features.geometry, return_index=True)
        real = (shapely.get_type_id(lines) == shapely.GeometryType.LINESTRING) & (shapely.length(lines) > 0)
        lines, feature = lines[real], feature[real]
        network = Network.of(lines, snap_m=snap_m)
        nodes, place = network.dead_ends()
        line = network.line[place.edge]
        at_start = network.low[place.edge] + place.along == 0
        point = shapely.points(network.xy[nodes])
        inner = shapely.line_interpolate_point(lines[line], np.where(at_start, WAY_M, -WAY_M))
        way = shapely.get_coordinates(point) - shapely.get_coordinates(inner)
        way /= np.maximum(np.hypot(*way.T), 1e-9)[:, None]
        ends = DeadEnds(point, place, feature[line], owners_at(scene, features, feature[line], inner), way)
        words = features.words("class")
        return cls(features, words, network, feature, pieces.geometry, pieces.feature, pieces.owner, ends)

    def facing(self, end: Indices, other: str, *, within: float, ahead_deg: float) -> Facing:
        """Find what each dead end faces of another owner: a dead end that faces it too, else the nearest road.

        Parameters
        ----------
        end : array of int
            Dead ends.
        other : str
            Code of the other owner.
        within : float
            How far to look, m.
        ahead_deg : float
            How far off the way of the road a place may lie and still be ahead.
        """
        mutual, of, to = self._ends_that_face(end, other, within, ahead_deg)
        alone = np.setdiff1d(end, mutual)
        single, feature, point = self._roads_ahead(alone, other, within, ahead_deg)
        ends = Facing(mutual, of, self.ends.feature[of], self.ends.point[of], to)
        known, place = self._place(feature, point)
        roads = Facing(single[known], np.full(len(known), -1), feature[known], point[known], place)
        return _both(ends, roads)

    def _ends_that_face(
        self, end: Indices, other: str, within: float, ahead_deg: float
    ) -> tuple[Indices, Indices, Places]:
        opposite = np.flatnonzero(self.ends.owner == other)
        row, found = shapely.STRtree(self.ends.point[opposite]).query(
            self.ends.point[end], predicate="dwithin", distance=within
        )
        one, two = end[row], opposite[found]
        across = shapely.get_coordinates(self.ends.point[two]) - shapely.get_coordinates(self.ends.point[one])
        away = np.hypot(*across.T)
        least = np.cos(np.radians(ahead_deg)) * away - ON_LINE_M
        meet = ((self.ends.way[one] * across).sum(axis=1) >= least) & (
            -(self.ends.way[two] * across).sum(axis=1) >= least
        )
        one, two, away = one[meet], two[meet], away[meet]
        nearest = _nearest(one, away, two)
        of = two[nearest]
        return one[nearest], of, Places(self.ends.place.edge[of], self.ends.place.along[of])

    def _roads_ahead(
        self, end: Indices, other: str, within: float, ahead_deg: float
    ) -> tuple[Indices, Indices, Geometries]:
        own = np.flatnonzero((self.piece_owner == other) & (shapely.get_dimensions(self.piece) == LINE))
        ahead = _ahead(shapely.get_coordinates(self.ends.point[end]), self.ends.way[end], within, ahead_deg)
        row, found = shapely.STRtree(self.piece[own]).query(ahead, predicate="intersects")
        link = shapely.shortest_line(
            self.ends.point[end[row]], shapely.intersection(self.piece[own[found]], ahead[row])
        )
        away = shapely.length(link)
        # the corners of what lies ahead are a little farther than its arc
        row, found, link, away = (values[away <= within] for values in (row, found, link, away))
        nearest = _nearest(row, away, own[found])
        return end[row[nearest]], self.piece_feature[own[found[nearest]]], shapely.get_point(link[nearest], -1)

    @cached_property
    def _lines(self) -> shapely.STRtree:
        return shapely.STRtree(self.network.lines)

    def _place(self, feature: Indices, point: Geometries) -> tuple[Indices, Places]:
        row, line = self._lines.query(point, predicate="dwithin", distance=ON_LINE_M)
        own = self.line_feature[line] == feature[row]
        row, first = np.unique(row[own], return_index=True)
        line = line[own][first]
        return row, self.network.at(line, shapely.line_locate_point(self.network.lines[line], point[row]))


def _nearest(row: Indices, away: Floats, tie: Indices) -> Indices:
    """For each row the nearest of what it found; of equals the first."""
    order = np.lexsort([tie, away, row])
    nearest: Indices = order[np.unique(row[order], return_index=True)[1]]
    return nearest


def _ahead(origin: Floats, way: Floats, within: float, ahead_deg: float) -> Geometries:
    """What lies ahead, as a sector that takes in the disc of radius `within`."""
    half = min(ahead_deg, 180.0)
    corners = int(np.ceil(2 * half / ARC_DEG)) + 1
    turn = np.radians(np.linspace(-half, half, corners))
    sine, cosine = np.sin(turn), np.cos(turn)
    rays = np.stack(
        [
            np.outer(way[:, 0], cosine) - np.outer(way[:, 1], sine),
            np.outer(way[:, 0], sine) + np.outer(way[:, 1], cosine),
        ],
        axis=-1,
    )
    arcs = origin[:, None, :] + within / np.cos(np.radians(ARC_DEG / 2)) * rays
    sectors: Geometries = shapely.polygons(np.concatenate([origin[:, None, :], arcs], axis=1))
    return sectors


def _both(one: Facing, other: Facing) -> Facing:
    places = Places(
        np.concatenate([one.place.edge, other.place.edge]), np.concatenate([one.place.along, other.place.along])
    )
    return Facing(
        np.concatenate([one.end, other.end]),
        np.concatenate([one.other, other.other]),
        np.concatenate([one.feature, other.feature]),
        np.concatenate([one.point, other.point]),
        places,
    )
