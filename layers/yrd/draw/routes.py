"""Ways for roads and railways: led over a grid round what they must not touch."""

import itertools

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry
from skimage.graph import route_through_array

from draw import control_lines, ground, shapes
from draw.canvas import Canvas

CELL_M = 200.0
EXTENT = (120.02, 30.44, 121.62, 31.74)
MARGIN_M = 9000.0
SOFT_M = 260.0
Array = NDArray[np.float64]


class Country:
    """Grid that tells how hard it is to build where.

    Attributes
    ----------
    cost
        Effort a cell; negative where nothing may be built.
    province
        Code of the province of each cell.
    """

    def __init__(self, canvas: Canvas) -> None:
        west, south, east, north = EXTENT
        corners = ground.metres([[west, south], [east, south], [west, north], [east, north]])
        self._x = np.arange(corners[:, 0].min(), corners[:, 0].max(), CELL_M)
        self._y = np.arange(corners[:, 1].min(), corners[:, 1].max(), CELL_M)
        x, y = np.meshgrid(self._x, self._y)
        self._points = shapely.points(x.ravel(), y.ravel())
        self._tree = shapely.STRtree(self._points)
        self._shape = x.shape
        frame = shapely.box(self._x[0], self._y[0], self._x[-1], self._y[-1])
        self.province = np.array([code[:2] for code in ground.code_at(self._points)]).reshape(self._shape)
        self.near_border = self._within([shapely.intersection(ground.borders(), frame)], 600)
        self.cost = np.exp(0.8 * shapes.fractal(ground.rng("country"), self._shape, (24.0, 11.0, 5.0)))
        self.cost[self._within(control_lines.water(), 150)] *= 12
        corridors = [row["geometry"] for row in canvas.rows["corridors"]]
        self.cost[self._within([line for line in corridors if line.intersects(frame)], 520)] *= 7
        kept = [*canvas.outlines("redline", "protected-areas")]
        self.cost[self._within([shape for shape in kept if shape.intersects(frame)], 480)] = -1

    def way(self, label: str, points: Array, *, only: str = "") -> shapely.LineString:
        """Lead a line through points, inside one province where `only` names it.

        Parameters
        ----------
        label
            What the line is, for the error.
        points
            Places to pass, metres.
        only
            Province that the line must not leave.
        """
        legs = [self._leg(start, end, only, label) for start, end in itertools.pairwise(points)]
        path = np.vstack([legs[0], *(leg[1:] for leg in legs[1:])])
        line = shapely.LineString(path).simplify(12)
        self._use(line, points)
        return line

    def _leg(self, start: Array, end: Array, only: str, label: str) -> Array:
        box = [np.minimum(start, end) - MARGIN_M, np.maximum(start, end) + MARGIN_M]
        columns = np.flatnonzero((self._x >= box[0][0]) & (self._x <= box[1][0]))
        rows = np.flatnonzero((self._y >= box[0][1]) & (self._y <= box[1][1]))
        window = np.ix_(rows, columns)
        cost = self.cost[window].copy()
        free = cost > 0
        if only:
            cost[self.province[window] != only] = -1
        cost[self.near_border[window] & (cost > 0)] *= 14 if only else 5
        tips = []
        for tip in (start, end):
            row = int(np.abs(self._y[rows] - tip[1]).argmin())
            column = int(np.abs(self._x[columns] - tip[0]).argmin())
            if not free[row, column]:
                message = f"{label}: no ground to build on at {ground.degrees(shapely.Point(tip))}"
                raise ValueError(message)
            cost[row, column] = max(cost[row, column], 0.5)
            tips.append((row, column))
        try:
            cells, _ = route_through_array(cost, *tips, fully_connected=True, geometric=True)  # type: ignore[misc, no-untyped-call]
        except ValueError as error:
            message = f"{label}: no way"
            raise ValueError(message) from error
        path = np.array([[self._x[columns[column]], self._y[rows[row]]] for row, column in cells])
        path = np.vstack([start, path[1:-1], end])
        # A grid knows eight directions: even steps, softened over a kilometre or two, know all.
        line = shapely.segmentize(shapely.LineString(path).simplify(160), SOFT_M)
        return shapes.softened(shapely.get_coordinates(line), 26)

    def _use(self, line: BaseGeometry, points: Array) -> None:
        """Keep later lines off this one, but for where it begins, ends and passes."""
        near = self._within([line], 450)
        near &= ~self._within(list(shapely.points(points)), 900)
        self.cost[near & (self.cost > 0)] *= 6

    def _within(self, shapes_: list[BaseGeometry], distance: float) -> NDArray[np.bool_]:
        flags = np.zeros(len(self._points), dtype=bool)
        if shapes_:
            flags[self._tree.query(np.array(shapes_, dtype=object), predicate="dwithin", distance=distance)[1]] = True
        return flags.reshape(self._shape)
