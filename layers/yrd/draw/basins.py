"""Small watersheds: polders of the lake and canal plain, catchments of the Qingliangfeng mountains."""

import numpy as np
import shapely
from numpy.typing import NDArray
from scipy import ndimage, spatial
from shapely.geometry.base import BaseGeometry
from skimage.feature import peak_local_max
from skimage.segmentation import watershed

from draw import ground, redlines, seams, shapes
from draw.canvas import Canvas

CELL_M = 100.0
LEAST_CELL_M2 = 1.5e6
LEAST_SHARE, LEAST_M2 = 0.01, 100_000.0
REGIONS = {
    "polder": (120.38, 30.68, 121.28, 31.38),
    "mountain": (118.42, 29.74, 119.56, 30.70),
}
Array = NDArray[np.float64]


def draw_watersheds(canvas: Canvas) -> None:
    """Draw both coverages; cells too near a threshold are merged or left out."""
    functions = canvas_functions(canvas)
    names = redlines.Names()
    for kind, extent in REGIONS.items():
        x, y = _axes(extent)
        labels = _polders(x, y) if kind == "polder" else _catchments(x, y)
        cells = _settled(_coverage(labels, x, y), functions)
        for cell in sorted(cells, key=lambda cell: (-cell.centroid.y // 6000, cell.centroid.x)):
            _add(canvas, names, kind, cell)


def canvas_functions(canvas: Canvas) -> dict[str, str]:
    """Main function by county code."""
    return {row["code"]: row["function"] for row in canvas.rows["main-function"]}


def _add(canvas: Canvas, names: "redlines.Names", kind: str, cell: BaseGeometry) -> None:
    fid = canvas.number("watersheds", "", "WS")
    number = fid.rsplit("-", 1)[1]
    polder = kind == "polder"
    zh, en = names.nearest(cell.representative_point(), "coastal" if polder else "biodiversity")
    suffix = ("圩区", "polder") if polder else ("小流域", "catchment")
    canvas.add(
        "watersheds", cell, fid=fid, name=f"{zh}{suffix[0]}{number}", name_en=f"{en} {suffix[1]} {number}", kind=kind
    )


def _axes(extent: tuple[float, float, float, float]) -> tuple[Array, Array]:
    west, south, east, north = extent
    (x0, y0), (x1, y1) = ground.metres([[west, south], [east, north]])
    return np.arange(x0, x1, CELL_M), np.arange(y0, y1, CELL_M)


def _polders(x: Array, y: Array) -> NDArray[np.intp]:
    generator = ground.rng("polders")
    spacing = 5600.0
    seeds = np.stack(np.meshgrid(np.arange(x[0], x[-1], spacing), np.arange(y[0], y[-1], spacing)), -1).reshape(-1, 2)
    seeds = seeds + generator.uniform(-0.42, 0.42, seeds.shape) * spacing
    warp = [600 * shapes.fractal(generator, (len(y), len(x)), (28.0, 12.0, 6.0)) for _ in range(2)]
    east, north = np.meshgrid(x, y)
    _, labels = spatial.cKDTree(seeds).query(np.stack([east + warp[0], north + warp[1]], -1))
    return np.asarray(labels, dtype=np.intp)


def _catchments(x: Array, y: Array) -> NDArray[np.intp]:
    generator = ground.rng("catchments")
    east, north = np.meshgrid(x, y)
    points = shapely.points(east[::4, ::4], north[::4, ::4])
    height = np.zeros(points.shape)
    for ridge in ground.places("places")["ridge"]:
        line = shapely.LineString(ground.metres(ridge["line"]))
        if line.distance(shapely.box(x[0], y[0], x[-1], y[-1])) < 20_000:
            distance = shapely.distance(line, points) / (ridge["half_km"] * 1000)
            height = np.maximum(height, ridge["height"] * np.exp(-distance))
    full = np.kron(height, np.ones((4, 4)))[: len(y), : len(x)]
    terrain = ndimage.gaussian_filter(full, 4) + 0.13 * shapes.fractal(generator, full.shape, (48.0, 24.0, 11.0))
    outlets = peak_local_max(-ndimage.gaussian_filter(terrain, 5), min_distance=22, exclude_border=False)  # type: ignore[no-untyped-call]
    markers = np.zeros(full.shape, dtype=np.intp)
    markers[tuple(outlets.T)] = np.arange(1, len(outlets) + 1)
    return np.asarray(watershed(terrain, markers), dtype=np.intp)  # type: ignore[no-untyped-call]


def _coverage(labels: NDArray[np.intp], x: Array, y: Array) -> list[BaseGeometry]:
    """Turn a grid of labels into polygons whose shared edges are one and the same line."""
    edges_x = np.append(x, x[-1] + CELL_M)
    edges_y = np.append(y, y[-1] + CELL_M)
    walls = np.pad(labels, 1, constant_values=-1)
    rows, columns = np.nonzero(walls[1:-1, 1:] != walls[1:-1, :-1])
    upright = np.stack([edges_x[columns], edges_y[rows], edges_x[columns], edges_y[rows + 1]], -1)
    rows, columns = np.nonzero(walls[1:, 1:-1] != walls[:-1, 1:-1])
    level = np.stack([edges_x[columns], edges_y[rows], edges_x[columns + 1], edges_y[rows]], -1)
    segments = shapely.linestrings(np.concatenate([upright, level]).reshape(-1, 2, 2))
    arcs = shapely.get_parts(shapely.line_merge(shapely.multilinestrings(segments)))
    soft = [shapely.LineString(shapes.softened(shapely.get_coordinates(arc), 4)).simplify(22) for arc in arcs]
    cells = shapely.get_parts(shapely.polygonize([shapely.union_all(soft)]))
    frame = shapely.box(edges_x[0], edges_y[0], edges_x[-1], edges_y[-1]).boundary
    inner = [cell for cell in _crumbs_taken_up(cells) if cell.distance(frame) > CELL_M]
    whole = [_filled(cell) for cell in inner]
    return [cell for cell in whole if ground.code_at(np.array([cell.representative_point()]))[0]]


def _crumbs_taken_up(cells: NDArray[np.object_]) -> list[shapely.Polygon]:
    """Give each cell that is too small to the neighbour with which it shares most edge."""
    kept = [cell for cell in cells if cell.area > LEAST_CELL_M2]
    for crumb in (cell for cell in cells if cell.area <= LEAST_CELL_M2):
        shared = shapely.intersection([cell.boundary for cell in kept], crumb.boundary)
        best = int(np.argmax(shapely.length(shared)))
        union = shapely.union(kept[best], crumb)
        if union.geom_type == "Polygon":
            kept[best] = union
    return kept


def _filled(cell: shapely.Polygon) -> shapely.Polygon:
    """Take up the crumbs that lie inside a cell and are too small to be one."""
    holes = [ring for ring in cell.interiors if shapely.Polygon(ring).area > LEAST_CELL_M2]
    return shapely.Polygon(cell.exterior, holes)


def _settled(cells: list[BaseGeometry], functions: dict[str, str]) -> list[BaseGeometry]:
    """Merge each cell that a threshold might judge either way into a neighbour, or leave it out."""
    kept = {number: cell for number, cell in enumerate(cells) if _is_settled(cell, functions)}
    for number, cell in enumerate(cells):
        if number in kept:
            continue
        near = [other for other, shape in kept.items() if shape.distance(cell) == 0]
        near.sort(key=lambda other: -shapely.intersection(kept[other].boundary, cell.boundary).length)
        for other in near:
            union = shapely.union(kept[other], cell)
            if union.geom_type == "Polygon" and union.area < 9e7 and _is_settled(union, functions):
                kept[other] = union
                break
    return list(kept.values())


def _is_settled(cell: BaseGeometry, functions: dict[str, str]) -> bool:
    parts = {code: seams.cut(cell, code) for code in seams.parties(cell)}
    areas = sorted((part.area for part in parts.values()), reverse=True)
    total = sum(areas)
    if total < 0.97 * cell.area:
        return False
    passing = [area for area in areas if area >= 2 * LEAST_SHARE * total or area >= 2 * LEAST_M2]
    failing = [area for area in areas if area < 0.5 * LEAST_SHARE * total and area < 0.5 * LEAST_M2]
    if len(passing) > 2 or len(passing) + len(failing) < len(areas):
        return False
    return all(_has_one_function(part, functions) for part in parts.values())


def _has_one_function(part: BaseGeometry, functions: dict[str, str]) -> bool:
    shares: dict[str, float] = {}
    frame = ground.counties()
    for index in frame.sindex.query(part, predicate="intersects"):
        function = functions[frame["code"].iloc[index]]
        shares[function] = shares.get(function, 0.0) + part.intersection(frame.geometry.iloc[index]).area
    ordered = sorted(shares.values(), reverse=True)
    return len(ordered) < 2 or ordered[0] - ordered[1] > 0.15 * sum(ordered)
