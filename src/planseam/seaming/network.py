"""A network of lines: nodes where lines meet, and the way from one place to another along them.

Lines that cross are not joined: one may bridge the other. They are where both have a vertex at one place, and where
an end of one comes near another.
"""

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any, Self

import numpy as np
import shapely
from numpy.typing import NDArray
from scipy import sparse

if TYPE_CHECKING:
    import networkx as nx

__all__ = ["Network", "Places"]

Geometries = NDArray[Any]
Floats = NDArray[np.float64]
Indices = NDArray[np.intp]
Mask = NDArray[np.bool_]

#: Vertices of two lines nearer than this are one, m: what a change of coordinates may do to them.
SAME_VERTEX_M = 1e-3


@dataclass(frozen=True)
class Places:
    """Places on a network.

    Parameters
    ----------
    edge : array of int
    along : array of float
        Metres from the start of the edge.
    """

    edge: Indices
    along: Floats

    def __len__(self) -> int:
        return len(self.edge)


@dataclass(frozen=True)
class Network:
    """Lines as edges between nodes. Build it by `Network.of`.

    Edges stand line by line, from the start of each line to its end.

    Parameters
    ----------
    lines : array of LineString
    snap_m : float
    line : array of int
        The line of which each edge is a stretch.
    start, end : arrays of int
        Nodes of each edge.
    low, high : arrays of float
        Where the edge begins and ends on its line, m.
    xy : array of float, shape (nodes, 2)
        Where each node lies: the middle of what is snapped together in it.
    """

    lines: Geometries
    snap_m: float
    line: Indices
    start: Indices
    end: Indices
    low: Floats
    high: Floats
    xy: Floats

    @classmethod
    def of(cls, lines: Geometries, *, snap_m: float) -> Self:
        """Build the network of lines.

        Parameters
        ----------
        lines : array of LineString
            Metric CRS; of some length.
        snap_m : float
            Ends that come so near each other, or another line, meet there.
        """
        lines = np.asarray(lines, dtype=object)
        own = np.arange(len(lines))
        shared, at_shared, on_shared, along_shared = _shared_vertices(lines)
        ends = np.concatenate([shapely.get_point(lines, 0), shapely.get_point(lines, -1), shapely.points(shared)])
        # what may be a node: both ends of each line, then shared vertices; and what of it is one
        pairs = [shapely.STRtree(ends).query(ends, predicate="dwithin", distance=snap_m)]
        tip, other = shapely.STRtree(lines).query(ends[: 2 * len(lines)], predicate="dwithin", distance=snap_m)
        foreign = tip % max(len(lines), 1) != other
        tip, other = tip[foreign], other[foreign]
        along = shapely.line_locate_point(lines[other], ends[tip])
        size = shapely.length(lines)
        at_start, at_end = along <= snap_m, along >= size[other] - snap_m
        pairs += [
            np.stack([tip[at_start], other[at_start]]),
            np.stack([tip[at_end], other[at_end] + len(lines)]),
        ]
        inside = ~at_start & ~at_end
        node, xy = _joined(shapely.get_coordinates(ends), np.concatenate(pairs, axis=1))
        # a cut is a place on a line where a node lies
        cut_line = np.concatenate([own, own, other[inside], on_shared])
        cut_at = np.concatenate([np.zeros(len(lines)), size, along[inside], along_shared])
        cut_node = node[np.concatenate([own, own + len(lines), tip[inside], 2 * len(lines) + at_shared])]
        order = np.lexsort([cut_at, cut_line])
        cut_line, cut_at, cut_node = cut_line[order], cut_at[order], cut_node[order]
        edge = np.flatnonzero((cut_line[1:] == cut_line[:-1]) & (cut_at[1:] > cut_at[:-1]))
        return cls(
            lines, snap_m, cut_line[edge], cut_node[edge], cut_node[edge + 1], cut_at[edge], cut_at[edge + 1], xy
        )

    @property
    def length(self) -> Floats:
        """Length of each edge, m."""
        return self.high - self.low

    @cached_property
    def graph(self) -> "nx.Graph":
        """The network for networkx: nodes by number, edges with their `length`; of parallel ones the shortest."""
        import networkx as nx  # noqa: PLC0415 - it takes long to load, and without roads there is no way to measure

        order = np.argsort(-self.length, kind="stable")
        graph = nx.Graph()
        graph.add_nodes_from(range(len(self.xy)))
        graph.add_weighted_edges_from(
            zip(self.start[order].tolist(), self.end[order].tolist(), self.length[order].tolist(), strict=True),
            weight="length",
        )
        return graph

    @cached_property
    def degree(self) -> Indices:
        """How many ways lead from each node; a line that is drawn twice is one, a stub within the snapping none."""
        low, high = np.minimum(self.start, self.end), np.maximum(self.start, self.end)
        real = np.flatnonzero((low != high) | (self.length > 2 * self.snap_m))
        order = real[np.lexsort([self.length[real], high[real], low[real]])]
        twice = np.zeros(len(order), dtype=bool)
        twice[1:] = (
            (np.diff(low[order]) == 0) & (np.diff(high[order]) == 0) & (np.diff(self.length[order]) <= 2 * self.snap_m)
        )
        once = order[~twice]
        return np.bincount(np.concatenate([low[once], high[once]]), minlength=len(self.xy))

    def dead_ends(self) -> tuple[Indices, Places]:
        """Find nodes from which one way leads, and the place on an edge where each lies."""
        edge = np.flatnonzero(self.start != self.end)
        node = np.concatenate([self.start[edge], self.end[edge]])
        place = Places(np.tile(edge, 2), np.concatenate([np.zeros(len(edge)), self.length[edge]]))
        dead, row = np.unique(np.where(self.degree[node] == 1, node, -1), return_index=True)
        row = row[dead >= 0]
        return dead[dead >= 0], Places(place.edge[row], place.along[row])

    def at(self, line: Indices, along: Floats) -> Places:
        """Find places told by metres from the starts of lines."""
        first = np.searchsorted(self.line, line)
        # edges of a line follow each other, so that one sorted key holds all of them
        longest = float(self.high.max()) + 1 if len(self.high) else 1.0
        edge = np.searchsorted(self.line * longest + self.low, line * longest + along, side="right") - 1
        edge = np.maximum(edge, first)
        return Places(edge, np.clip(along - self.low[edge], 0.0, self.length[edge]))

    def ways(self, of: Places, row: int, to: Places, *, within: float) -> Floats:
        """Metres along the network from one place to others; infinite where it is more than `within`.

        The search ends there, so that it costs no more in a large network than in a small one.

        Parameters
        ----------
        of : Places
        row : int
            Which of them to start from.
        to : Places
        within : float
        """
        import networkx as nx  # noqa: PLC0415 - as above

        edge, along = int(of.edge[row]), float(of.along[row])
        same = to.edge == edge
        metres = np.where(same, np.abs(to.along - along), np.inf)
        for node, away in ((int(self.start[edge]), along), (int(self.end[edge]), float(self.length[edge]) - along)):
            if away > within:
                continue
            reached: dict[int, float] = nx.single_source_dijkstra_path_length(
                self.graph, node, cutoff=within - away, weight="length"
            )
            for tip, rest in ((self.start, to.along), (self.end, self.length[to.edge] - to.along)):
                on = np.array([reached.get(int(other), np.inf) for other in tip[to.edge]])
                metres = np.minimum(metres, away + on + rest)
        return np.where(metres <= within, metres, np.inf)


def _shared_vertices(lines: Geometries) -> tuple[Floats, Indices, Indices, Floats]:
    """Vertices that stand inside one line and in another too, or twice in one.

    Returns
    -------
    xy : array of float, shape (n, 2)
    vertex, line : arrays of int
        Which of them stands inside which line,
    along : array of float
        and how far from its start, m.
    """
    xy, line = shapely.get_coordinates(lines, return_index=True)
    step = np.hypot(*np.diff(xy, axis=0, prepend=xy[:1]).T)
    first = np.diff(line, prepend=-1) != 0
    step[first] = 0.0
    measure = np.cumsum(step)
    tip = first | np.append(first[1:], True)
    cell = np.round(xy / SAME_VERTEX_M).astype(np.int64)
    _, of, count = np.unique(cell, axis=0, return_inverse=True, return_counts=True)
    of = of.ravel()
    here = np.flatnonzero(~tip & (count[of] > 1))
    _, row, vertex = np.unique(of[here], return_index=True, return_inverse=True)
    along = measure[here] - measure[first][line[here]]
    return xy[here[row]], vertex.ravel(), line[here], along


def _joined(xy: Floats, pairs: Indices) -> tuple[Indices, Floats]:
    """Join points that are one, directly or by others; give each its node, and each node its middle."""
    links = sparse.coo_array((np.ones(pairs.shape[1]), (pairs[0], pairs[1])), shape=(len(xy), len(xy)))
    count, node = sparse.csgraph.connected_components(links, directed=False)
    node = node.astype(np.intp)
    number = np.maximum(np.bincount(node, minlength=count), 1)
    middle = np.column_stack([np.bincount(node, axis, minlength=count) / number for axis in xy.T])
    return node, middle
