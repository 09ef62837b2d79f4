"""Development boundaries at town seats and fields between canals, in and round the demonstration zone."""

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from draw import ground, seams, shapes
from draw.canvas import CONTROL_LINES, Canvas, Crowd

FIELD_EXTENT = (120.40, 30.70, 121.27, 31.34)
FIELD_M = 640.0
CLEAR_M = 70.0


def draw_towns(canvas: Canvas) -> None:
    """Draw the development boundary of each town, with villages round it."""
    crowd = Crowd(canvas.outlines(*CONTROL_LINES))
    towns = ground.places("towns")["town"]
    mains = [(town, _town(town)) for town in towns]
    for town, shape in mains:
        fitted = _fitted(shape, crowd, str(town[2])[:2])
        if fitted is None:
            continue
        crowd.add(fitted)
        fid = _add_town(canvas, town, fitted, "")
        canvas.fids[f"town-{town[0]}"] = fid
        canvas.shapes[f"town-{town[0]}"] = fitted
    for town, shape in mains:
        _draw_villages(canvas, town, shape, crowd)


def _town(town: list[str | float]) -> shapely.Polygon:
    generator = ground.rng(f"town {town[0]} {town[2]}")
    radius = float(town[5]) * 1000
    stretch = generator.uniform(1.0, 1.35)
    return shapes.blob(
        generator,
        ground.metres(town[3:5]),
        across=radius * stretch,
        along=radius / stretch,
        angle=generator.uniform(0, np.pi),
        rough=0.3,
    )


def _fitted(shape: BaseGeometry, crowd: Crowd, code: str) -> BaseGeometry | None:
    for factor in (1.0, 0.85, 0.7, 0.55):
        smaller = shapes.scaled(shape, factor, shape.centroid)
        inside = seams.cut(smaller, code)
        if crowd.is_clear(smaller, 120) and inside.geom_type == "Polygon" and inside.area > 0.6 * smaller.area:
            return smaller
    return None


def _add_town(canvas: Canvas, town: list[str | float], shape: BaseGeometry, suffix: str) -> str:
    code = str(town[2])[:2]
    return canvas.add(
        "development-boundary",
        shape,
        fid=canvas.number("development-boundary", code, "UDB"),
        name=f"{town[0]}城镇开发边界{suffix}",
        name_en=f"{town[1]} development boundary{' ' + suffix if suffix else ''}",
        code=code,
    )


def _draw_villages(canvas: Canvas, town: list[str | float], main: BaseGeometry, crowd: Crowd) -> None:
    generator = ground.rng(f"villages {town[0]} {town[2]}")
    radius = float(town[5]) * 1000
    code, number = str(town[2])[:2], 0
    middle = np.array([main.centroid.x, main.centroid.y])
    for _ in range(9):
        turn, far = generator.uniform(0, 2 * np.pi), generator.uniform(1.35, 2.4) * radius + 500
        size = generator.uniform(0.10, 0.24) * radius + 120
        at = middle + far * np.array([np.cos(turn), np.sin(turn)])
        shape = shapes.blob(generator, at, across=size * 1.2, along=size, angle=turn, rough=0.28)
        if seams.is_clear(shape, 300) and ground.unit(code).contains(shape) and crowd.is_clear(shape, 120):
            number += 1
            crowd.add(shape)
            _add_town(canvas, town, shape, str(number))


def draw_fields(canvas: Canvas) -> None:
    """Draw blocks of permanent basic farmland between canals."""
    crowd = Crowd([*canvas.outlines(*CONTROL_LINES), *water()])
    generator = ground.rng("fields")
    blocks = _blocks(generator)
    centres = shapely.centroid(blocks)
    inside = ground.code_at(centres) != ""
    for block in np.asarray(blocks)[inside & (_fertile(shapely.get_coordinates(centres)) > -0.15)]:
        if crowd.is_clear(block, CLEAR_M):
            _add_field(canvas, block)


def water() -> list[BaseGeometry]:
    """Lakes that fields avoid: those of Natural Earth and the smaller ones drawn as guides."""
    lakes = list(ground.natural_earth("lakes").to_crs(ground.METRIC).geometry)
    for pond in ground.places("places")["pond"]:
        radius = pond["radius_km"] * 1000
        generator = ground.rng("pond" + pond["zh"])
        lakes.append(shapes.blob(generator, ground.metres(pond["at"]), across=radius, along=radius * 0.9, rough=0.25))
    return lakes


def _blocks(generator: np.random.Generator) -> np.ndarray:
    west, south, east, north = FIELD_EXTENT
    (x0, y0), (x1, y1) = ground.metres([[west, south], [east, north]])
    x, y = np.meshgrid(np.arange(x0, x1, FIELD_M * 1.15), np.arange(y0, y1, FIELD_M * 0.85))
    noise = [shapes.fractal(generator, x.shape, (22.0, 9.0)) for _ in range(2)]
    jitter = generator.uniform(-0.24, 0.24, (2, *x.shape))
    x, y = (axis + FIELD_M * (0.9 * wave + shift) for axis, wave, shift in zip((x, y), noise, jitter, strict=True))
    cells = shapely.get_parts(shapely.voronoi_polygons(shapely.multipoints(np.column_stack([x.ravel(), y.ravel()]))))
    frame = shapely.box(x.min(), y.min(), x.max(), y.max()).buffer(-3 * FIELD_M)
    cells = cells[shapely.within(cells, frame) & (shapely.area(cells) > 0.25 * FIELD_M**2)]
    canals = generator.uniform(14, 42, len(cells))
    blocks = shapely.buffer(shapely.buffer(cells, -canals - 25), 25, quad_segs=3)
    return np.asarray(shapely.simplify(blocks, 3.0))


def _fertile(points: np.ndarray) -> np.ndarray:
    (x0, y0), (x1, y1) = points.min(axis=0) - 1000, points.max(axis=0) + 1000
    shape = (int((y1 - y0) / 400) + 2, int((x1 - x0) / 400) + 2)
    noise = shapes.fractal(ground.rng("fertile"), shape, (26.0, 11.0, 5.0))
    rows, columns = ((points[:, 1] - y0) / 400).astype(int), ((points[:, 0] - x0) / 400).astype(int)
    edge = np.minimum(points - [x0, y0], [x1, y1] - points).min(axis=1)
    return np.asarray(noise[rows, columns] - 1.6 * np.clip(1 - edge / 7000, 0, 1))


def _add_field(canvas: Canvas, block: BaseGeometry) -> None:
    codes = seams.parties(block)
    parts = [seams.cut(block, code) for code in codes]
    if len(codes) > 2 or any(part.geom_type != "Polygon" or part.area < 8000 for part in parts):
        return
    for code in codes:
        fid = canvas.number("farmland", code, "PBF")
        number = fid.rsplit("-", 1)[1]
        canvas.add(
            "farmland",
            block,
            fid=fid,
            name=f"永久基本农田图斑{number}",
            name_en=f"Permanent basic farmland block {number}",
            code=code,
        )
