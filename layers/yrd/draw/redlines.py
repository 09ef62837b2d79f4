"""Ecological protection redlines: level sets of noise, led by ridges, shores, banks and the coast."""

from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray
from scipy import ndimage
from shapely.geometry.base import BaseGeometry

from draw import ground, seams, shapes
from draw.canvas import CONTROL_LINES, Canvas, Crowd

Array = NDArray[np.float64]

CELL_M = 400.0
LEVEL = 0.52
LEAST_M2 = 350_000.0
SPACING_M = 3000.0
FUNCTIONS = {
    "water-conservation": ("水源涵养", "water conservation"),
    "biodiversity": ("生物多样性维护", "biodiversity"),
    "soil-conservation": ("水土保持", "soil conservation"),
    "coastal": ("海岸防护", "coastal protection"),
    "lake-wetland": ("湖泊湿地", "lake and wetland"),
}


class Terrain:
    """Grid over the delta with the fields that lead the redlines.

    Attributes
    ----------
    x, y
        Coordinates of the columns and rows, metres.
    score
        Suitability; a redline lies where it is above `LEVEL`.
    leads
        Distance in metres to `ridge`, `lake`, `river` and `coast`.
    """

    def __init__(self) -> None:
        west, south, east, north = ground.EXTENT
        corners = ground.metres([[west, south], [east, south], [west, north], [east, north]])
        self.x = np.arange(corners[:, 0].min(), corners[:, 0].max(), CELL_M)
        self.y = np.arange(corners[:, 1].min(), corners[:, 1].max(), CELL_M)
        self.leads = {name: self._distance(lines) for name, lines in _guides().items()}
        self.score = self._score()

    def at(self, field: Array, point: shapely.Point) -> float:
        """Value of a field in the cell of a point."""
        return float(field[self._cell(np.array([[point.x, point.y]]))][0])

    def _cell(self, points: Array) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
        column = np.clip(((points[:, 0] - self.x[0]) / CELL_M).round().astype(int), 0, len(self.x) - 1)
        row = np.clip(((points[:, 1] - self.y[0]) / CELL_M).round().astype(int), 0, len(self.y) - 1)
        return row, column

    def _distance(self, lines: list[BaseGeometry]) -> Array:
        away = np.ones((len(self.y), len(self.x)), dtype=bool)
        frame = shapely.box(self.x[0], self.y[0], self.x[-1], self.y[-1])
        for line in lines:
            dense = shapely.segmentize(shapely.intersection(line, frame), CELL_M / 2)
            points = shapely.get_coordinates(dense)
            if len(points):
                away[self._cell(points)] = False
        distance: Array = ndimage.distance_transform_edt(away) * CELL_M
        return distance

    def _mountains(self) -> Array:
        height = np.zeros((len(self.y), len(self.x)))
        for ridge in ground.places("places")["ridge"]:
            points = ground.metres(ridge["line"])
            line = shapely.LineString(points)
            reach = ridge["half_km"] * 3400
            rows = np.flatnonzero(np.abs(self.y - points[:, 1].mean()) < reach + line.length)
            columns = np.flatnonzero(np.abs(self.x - points[:, 0].mean()) < reach + line.length)
            x, y = np.meshgrid(self.x[columns[::4]], self.y[rows[::4]])
            distance = shapely.distance(shapely.points(x, y), line)
            hill = ridge["height"] * np.exp(-((distance / (ridge["half_km"] * 1350)) ** 2))
            window = np.ix_(rows, columns)
            wide = np.kron(hill, np.ones((4, 4)))[: len(rows), : len(columns)]
            height[window] = np.maximum(height[window], wide)
        smooth: Array = ndimage.gaussian_filter(height, 5)
        return smooth

    def _score(self) -> Array:
        shape = (len(self.y), len(self.x))
        noise = shapes.fractal(ground.rng("redline noise"), shape, (46.0, 21.0, 9.0, 4.5))
        valleys = shapes.fractal(ground.rng("redline valleys"), shape, (17.0, 8.0))
        ravines = shapes.fractal(ground.rng("redline ravines"), shape, (11.0, 6.0))
        south = np.interp(self.y, [-420_000, -150_000, -60_000, 0], [0.50, 0.42, 0.16, 0.0])[:, None]
        mountains = self._mountains()
        flat = np.exp(-((mountains / 0.25) ** 2))
        coast = np.interp(self.y, [-300_000, -20_000, 120_000, 400_000], [0.25, 0.30, 0.75, 0.75])[:, None]
        shores = 0.85 * np.exp(-((self.leads["lake"] / 2200) ** 2)) * flat
        banks = 0.40 * np.exp(-((self.leads["river"] / 1500) ** 2)) * flat
        edge = coast * np.exp(-((self.leads["coast"] / 4200) ** 2))
        wooded = np.maximum(mountains, south * (0.6 + 0.4 * np.tanh(noise)))
        carved = 1.5 * np.exp(-((valleys / 0.19) ** 2)) + 1.3 * np.exp(-((ravines / 0.18) ** 2))
        wanted = 0.95 * wooded + np.maximum.reduce([shores, banks, edge]) + 0.36 * noise
        # Capped before it is carved, so that valleys part the high mountains as well as the hills.
        score: Array = np.minimum(wanted, 1.15) - carved
        return score


def _guides() -> dict[str, list[BaseGeometry]]:
    places = ground.places("places")
    lakes = list(ground.natural_earth("lakes").to_crs(ground.METRIC).boundary)
    lakes += [
        shapely.Point(ground.metres(pond["at"])).buffer(pond["radius_km"] * 900).boundary for pond in places["pond"]
    ]
    return {
        "ridge": [shapely.LineString(ground.metres(ridge["line"])) for ridge in places["ridge"]],
        "lake": lakes,
        "river": [shapely.LineString(ground.metres(river["line"])) for river in places["river"] if river["rank"] == 1],
        "coast": list(ground.natural_earth("coastline").to_crs(ground.METRIC).geometry),
    }


def draw_redlines(canvas: Canvas) -> None:
    """Draw the redlines that meet at every border, after the planted ones."""
    terrain = Terrain()
    crowd = Crowd(canvas.outlines(*CONTROL_LINES))
    names = Names()
    _draw_crossings(canvas, terrain, crowd, names)
    drawn = shapes.level_set(terrain.x, terrain.y, terrain.score, LEVEL)
    for outline in sorted(drawn, key=lambda polygon: -polygon.area):
        patch = _tidy(outline)
        code = _owner(patch) if patch is not None else ""
        if patch is not None and code:
            placed = _placed(patch, crowd)
            if placed is not None and _owner(placed) == code:
                crowd.add(placed)
                _add(canvas, terrain, names, placed, code)


def _tidy(outline: shapely.Polygon) -> shapely.Polygon | None:
    holes = [ring for ring in outline.interiors if shapely.Polygon(ring).area > 400_000]
    points = shapes.softened(shapely.get_coordinates(outline.exterior), 1)
    patch = shapely.Polygon(points, [shapes.softened(shapely.get_coordinates(hole), 1) for hole in holes]).simplify(45)
    return patch if patch.area >= LEAST_M2 and patch.is_valid and patch.geom_type == "Polygon" else None


def _owner(patch: BaseGeometry) -> str:
    for code in ground.PROVINCES:
        share = shapely.intersection(patch, ground.unit(code)).area / patch.area
        if share > 0.5:
            return code
    return ""


def _placed(patch: BaseGeometry, crowd: Crowd) -> BaseGeometry | None:
    if seams.is_clear(patch):
        tries = [patch, shapes.scaled(patch, 0.9, patch.centroid), shapes.scaled(patch, 0.75, patch.centroid)]
        return next((shape for shape in tries if crowd.is_clear(shape, 75)), None)
    corners = shapely.points(shapely.get_coordinates(patch))
    anchor = corners[int(np.argmax(shapely.distance(corners, ground.borders())))]
    for factor in (0.85, 0.7, 0.55, 0.4, 0.28):
        smaller = shapes.scaled(patch, factor, anchor)
        if smaller.area < LEAST_M2:
            return None
        if seams.is_clear(smaller) and crowd.is_clear(smaller, 75):
            return smaller
    return None


def _draw_crossings(canvas: Canvas, terrain: Terrain, crowd: Crowd, names: "Names") -> None:
    for pair in ground.pairs():
        for line in shapely.get_parts(ground.border(pair)):
            for place in np.arange(SPACING_M / 2, line.length, SPACING_M):
                at = shapely.line_interpolate_point(line, place)
                if terrain.at(terrain.score, at) < 0.30 or at.within(seams.corners()):
                    continue
                _draw_crossing(canvas, terrain, crowd, names, pair, at)


def _draw_crossing(
    canvas: Canvas, terrain: Terrain, crowd: Crowd, names: "Names", pair: str, at: shapely.Point
) -> None:
    label = f"crossing {pair} {at.x:.0f}"
    across, along = ground.rng(label + "size").uniform([1700, 1100], [3900, 2300])
    for part in (1.0, 0.75, 0.5):
        shape = seams.crossing_blob(f"{label} {part}", pair, at, across=across * part, along=along * part, tries=12)
        if shape is not None and crowd.is_clear(shape, 1200):
            break
    else:
        return
    crowd.add(shape)
    for code in pair.split("-"):
        _add(canvas, terrain, names, shape, code)


def _add(canvas: Canvas, terrain: Terrain, names: "Names", patch: BaseGeometry, code: str) -> None:
    middle = patch.representative_point()
    function = _function(terrain, middle)
    fid = canvas.number("redline", code, "RL")
    place, (zh, en) = names.nearest(middle, function), FUNCTIONS[function]
    number = fid.rsplit("-", 1)[1]
    canvas.add(
        "redline",
        patch,
        fid=fid,
        name=f"{place[0]}{zh}生态保护红线{number}",
        name_en=f"{place[1]} {en} redline {number}",
        code=code,
        function=function,
    )


def _function(terrain: Terrain, at: shapely.Point) -> str:
    near = {name: terrain.at(field, at) for name, field in terrain.leads.items()}
    if near["coast"] < 7000:
        return "coastal"
    if min(near["lake"], near["river"]) < 4500 and near["ridge"] > 7000:
        return "lake-wetland"
    draw = ground.rng(f"function {at.x:.0f} {at.y:.0f}").uniform()
    if near["ridge"] < 6000:
        return "biodiversity" if draw < 0.55 else "water-conservation"
    return "water-conservation" if draw < 0.6 else "soil-conservation"


class Names:
    """Names of ridges, waters and seats, by nearness."""

    def __init__(self) -> None:
        places = ground.places("places")
        waters = [*places["pond"], *places["lake"]]
        self._hills = [(item, shapely.LineString(ground.metres(item["line"]))) for item in places["ridge"]]
        self._waters: list[tuple[dict[str, Any], BaseGeometry]] = [
            *((item, shapely.Point(ground.metres(item["at"]))) for item in waters),
            *((item, shapely.LineString(ground.metres(item["line"]))) for item in places["river"]),
        ]
        seats = ground.places("towns")["town"]
        self._seats = [({"zh": seat[0], "en": seat[1]}, shapely.Point(ground.metres(seat[3:5]))) for seat in seats]

    def nearest(self, at: shapely.Point, function: str) -> tuple[str, str]:
        """Chinese and English name of the fitting place nearest to a point."""
        if function == "lake-wetland":
            choice = self._waters
        elif function == "coastal":
            choice = self._seats
        else:
            choice = self._hills
        best = min(choice, key=lambda item: float(item[1].distance(at)))
        if best[1].distance(at) > 25_000:
            best = min(self._seats, key=lambda item: float(item[1].distance(at)))
        return str(best[0]["zh"]), str(best[0]["en"])
