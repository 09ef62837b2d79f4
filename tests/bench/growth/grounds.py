"""The ground that grows: units whose edges are shared to the last bit, features over them, planted conflicts.

All coordinates are metres of one equal-area projection in the middle of China. The same size and seed give the same
files.
"""

import json
from dataclasses import dataclass
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pyproj
import shapely

from planseam.loading.crs import working_crs

CRS = working_crs((106.0, 24.0, 122.0, 40.0))
#: Corners of a hexagon around its centre, in steps of half its width and half its side, counter-clockwise.
CORNERS = np.array([(1, -1), (1, 1), (0, 2), (-1, 1), (-1, -1), (0, -2)])
#: Metres from a corner of a unit to the next, where units are as large as counties.
SIDE_M = 17_000.0
CLASSES = np.array(["0101", "0301", "0702", "1001"])
GROUP = 65_536


@dataclass(frozen=True)
class Coverage:
    """Units and the lines that they share.

    Parameters
    ----------
    codes : array of str
        Six digits.
    polygons : array of polygons
    edges : array of float, shape (edges, vertices, 2)
        Each edge between two units,
    sides : array of int, shape (edges, 2)
        and these two.
    """

    codes: np.ndarray
    polygons: np.ndarray
    edges: np.ndarray
    sides: np.ndarray


def wavy(start, end, count, seed, *, height):
    """Lines of `count` steps from start to end, bent alike for the same seed; shape (n, count + 1, 2)."""
    share = np.linspace(0, 1, count + 1)
    along = end - start
    across = np.stack([-along[:, 1], along[:, 0]], axis=1)
    wave = sum(
        np.sin(2 * np.pi * (turns * share + seed[:, None] * (0.3 + 0.17 * turns))) / turns for turns in (2, 5, 11, 23)
    )
    wave = height * np.sin(np.pi * share) * wave
    return start[:, None] + share[None, :, None] * along[:, None] + wave[..., None] * across[:, None]


def hexagons(count, *, steps=64, side_m=SIDE_M):
    """So many units in rows of hexagons, their edges bent."""
    width = int(np.ceil(np.sqrt(count)))
    row, column = np.divmod(np.arange(count), width)
    centre = np.column_stack([2 * column + row % 2, 3 * row])
    corner = centre[:, None] + CORNERS
    scale = side_m * np.array([np.sqrt(3) / 2, 0.5])
    middle = scale * centre.mean(axis=0)
    start, end = corner.reshape(-1, 2), np.roll(corner, -1, axis=1).reshape(-1, 2)
    # of the two units at an edge, both must bend the same line
    turned = (start[:, 0] > end[:, 0]) | ((start[:, 0] == end[:, 0]) & (start[:, 1] > end[:, 1]))
    first, last = np.where(turned[:, None], end, start), np.where(turned[:, None], start, end)
    seed = (first[:, 0] * 31 + first[:, 1] * 17 + last[:, 0] * 7 + last[:, 1]) % 101 / 101
    lines = wavy(first * scale, last * scale, steps, seed, height=0.06) - middle
    rings = np.where(turned[:, None, None], lines[:, ::-1], lines)[:, :-1].reshape(count, -1, 2)
    _, edge = np.unique(np.hstack([first, last]), axis=0, return_inverse=True)
    order = np.argsort(edge.ravel(), kind="stable")
    twice = np.flatnonzero(np.diff(edge.ravel()[order]) == 0)
    one, other = order[twice], order[twice + 1]
    sides = np.column_stack([one, other]) // len(CORNERS)
    return Coverage(codes_of(count), shapely.polygons(rings), lines[one], sides)


def codes_of(count):
    """Codes of counties, a hundred to a province and ten to a city."""
    number = np.arange(count)
    return np.array([f"{11 + n // 100}{1 + n // 10 % 10:02d}{1 + n % 10:02d}" for n in number])


def four(vertices, *, reach=100_000.0):
    """Four units that meet at one point; the four edges between them have so many vertices together."""
    steps = max(int(vertices) // 4, 1)
    ends = reach * np.array([(1.0, 0.0), (0.0, 1.0), (-1.0, 0.0), (0.0, -1.0)])
    arms = wavy(np.zeros((4, 2)), ends, steps, np.array([0.1, 0.3, 0.6, 0.8]), height=0.01)
    corners = reach * np.array([(1.0, 1.0), (-1.0, 1.0), (-1.0, -1.0), (1.0, -1.0)])
    rings = [np.vstack([arms[n], corners[n], arms[(n + 1) % 4][::-1][:-1]]) for n in range(4)]
    polygons = np.array([shapely.Polygon(ring) for ring in rings])
    return Coverage(codes_of(400)[::100], polygons, arms, np.array([(3, 0), (0, 1), (1, 2), (2, 3)]))


def scattered(cover, count, seed=0, *, radius_m=150.0, at_edges=0.25):
    """Patches at random places, and a share of them at the edges of units; with their unit's code."""
    rng = np.random.default_rng(seed)
    tree = shapely.STRtree(cover.polygons)
    west, south, east, north = shapely.total_bounds(cover.polygons)
    edge = rng.integers(0, len(cover.edges), int(at_edges * count))
    on_edge = shapely.line_interpolate_point(
        shapely.linestrings(cover.edges)[edge], rng.uniform(0, 1, len(edge)), normalized=True
    )
    at = np.concatenate([
        shapely.get_coordinates(on_edge) + rng.normal(0, 2.5 * radius_m, (len(edge), 2)),
        np.column_stack([rng.uniform(west, east, 2 * count), rng.uniform(south, north, 2 * count)]),
    ])  # fmt: skip
    row, unit = np.unique(tree.query(shapely.points(at), predicate="within"), axis=1)
    row, unit = row[:count], unit[:count]
    angle = np.linspace(0, 2 * np.pi, 24, endpoint=False)
    radius = radius_m * rng.lognormal(0, 0.4, (len(row), 1)) * rng.uniform(0.7, 1.3, (len(row), 24))
    ring = np.stack([np.cos(angle), np.sin(angle)], axis=-1) * radius[..., None]
    return shapely.polygons(at[row][:, None] + ring), cover.codes[unit]


def planted(cover, count, seed=0):
    """So many conflicts along the edges: squares of one unit over its neighbour's ground, and on top of farmland.

    Returns
    -------
    dict
        By role: geometries and the codes of their parties.
    """
    rng = np.random.default_rng(seed)
    slots = cover.edges[:, 2:-2:2]
    if count > slots.shape[0] * slots.shape[1]:
        raise ValueError(f"there is room for {slots.shape[0] * slots.shape[1]} conflicts")
    chosen = rng.permutation(slots.shape[0] * slots.shape[1])[:count]
    edge, step = np.divmod(chosen, slots.shape[1])
    own, other = cover.sides[edge].T
    squares = shapely.box(*(slots[edge, step] - 60).T, *(slots[edge, step] + 60).T)
    half = count // 2
    inward = shapely.get_coordinates(shapely.centroid(cover.polygons))[other[half:]] - slots[edge, step][half:]
    inward /= np.hypot(*inward.T)[:, None]
    middle = slots[edge, step][half:] + 1500 * inward
    inner = shapely.box(*(middle - 60).T, *(middle + 60).T)
    return {
        "redline": (np.concatenate([squares[:half], inner]), cover.codes[np.concatenate([own[:half], other[half:]])]),
        "farmland": (shapely.box(*(middle - 20).T, *(middle + 100).T), cover.codes[other[half:]]),
    }


def frame(shapes, codes):
    """Features as a bureau sends them."""
    fields = {"BSM": np.arange(len(shapes)).astype(str), "XZQDM": codes, "DLBM": CLASSES[np.arange(len(shapes)) % 4]}
    return gpd.GeoDataFrame(fields, geometry=gpd.GeoSeries(shapes, crs=CRS))


def write_units(folder, codes, polygons):
    """The units as GeoParquet."""
    names = pd.DataFrame({"XZQDM": codes, "XZQMC": np.char.add("单元", codes)})
    gpd.GeoDataFrame(names, geometry=gpd.GeoSeries(polygons, crs=CRS)).to_parquet(folder / "units.parquet")


def write_study(folder, *, roles, level="county", units="units.parquet", stream_rows=300_000):
    """The study file; each role's layer is `<role>.parquet`."""
    text = f'[study]\nunits = "units"\nlevel = "{level}"\nstream_rows = {stream_rows}\n'
    text += f'[[layer]]\nid = "units"\nrole = "unit"\npath = "{units}"\n'
    for role in roles:
        text += f'[[layer]]\nid = "{role}"\nrole = "{role}"\npath = "{role}.parquet"\n'
    Path(folder, "planseam.toml").write_text(text, encoding="utf-8")


def write_layer(folder, role, shapes, codes):
    """One layer as GeoParquet, with the boxes of its features."""
    frame(shapes, codes).to_parquet(folder / f"{role}.parquet", write_covering_bbox=True, schema_version="1.1.0")


#: Patches that face each other along the border of the ground that grows to both sides, and their side, m.
ROWS, PATCH_M = 400, 150.0
#: Metres from the middle of that ground to its end, and from its outermost patches to its edge.
REACH_M, RIM_M = 400_000.0, 1000.0
#: Vertices on each side of such a patch.
STEPS = 6
#: Of the patches at the border, one of so many reaches over it.
ONE_OVER = 8


def bent(xy):
    """A smooth field that is the same for all patches: shared corners stay shared."""
    x, y = xy[..., 0] / PATCH_M, xy[..., 1] / PATCH_M
    return xy + 0.12 * PATCH_M * np.stack([np.sin(1.3 * x + 2.1 * y), np.cos(1.7 * y - 1.1 * x)], axis=-1)


def two_sides():
    """Two units whose border is as long as `ROWS` patches, wide enough for millions of these."""
    height = ROWS * PATCH_M
    step = np.arange(ROWS * STEPS + 1) * (PATCH_M / STEPS)
    line = bent(np.column_stack([np.zeros_like(step), step])) - (0, height / 2)
    south, north = -height / 2 - RIM_M, height / 2 + RIM_M
    middle = np.vstack([(0, south), line, (0, north)])
    west = shapely.Polygon([(-REACH_M, south), *middle, (-REACH_M, north)])
    east = shapely.Polygon([(REACH_M, north), *middle[::-1], (REACH_M, south)])
    return np.array(["34", "32"]), np.array([west, east])


def patches_of(cells):
    """Patches by column, counted from the border to the east, and row; shape (n, 2)."""
    step = np.arange(STEPS) * (PATCH_M / STEPS)
    zero, full = np.zeros(STEPS), np.full(STEPS, PATCH_M)
    ring = np.concatenate([
        np.column_stack([step, zero]), np.column_stack([full, step]),
        np.column_stack([PATCH_M - step, full]), np.column_stack([zero, PATCH_M - step]),
    ])  # fmt: skip
    xy = cells[:, None] * PATCH_M + ring
    over = (cells[:, 0] == 0) & (cells[:, 1] % ONE_OVER == 0)
    xy[over, :, 0] -= 0.2 * PATCH_M
    return shapely.polygons(bent(xy) - (0, ROWS * PATCH_M / 2)), np.where(cells[:, 0] < 0, "34", "32")


def write_interior(count, folder, *, shuffled=False):
    """Land use on both sides of a border that stays as it is; the more patches, the farther they reach from it.

    They are written column by column, or in no order at all.
    """
    half = max(int(count) // (2 * ROWS), 1)
    cells = np.stack(np.meshgrid(np.arange(-half, half), np.arange(ROWS), indexing="ij"), axis=-1).reshape(-1, 2)
    if shuffled:
        cells = np.random.default_rng(0).permutation(cells)
    writer = None
    for start in range(0, len(cells), GROUP):
        shapes, codes = patches_of(cells[start : start + GROUP])
        bounds = shapely.bounds(shapes)
        sides = ("xmin", "ymin", "xmax", "ymax")
        table = pa.table({
            "BSM": pa.array(np.char.zfill(np.arange(start, start + len(codes)).astype(str), 10)),
            "XZQDM": pa.array(np.char.add(codes, "0000")),
            "DLBM": pa.array(CLASSES[np.arange(len(codes)) % 4]),
            "geometry": pa.array(shapely.to_wkb(shapes), pa.binary()),
            "bbox": pa.StructArray.from_arrays([pa.array(side) for side in bounds.T], list(sides)),
        })  # fmt: skip
        writer = writer or pq.ParquetWriter(folder / "land-use.parquet", said(table.schema, sides))
        writer.write_table(table.cast(writer.schema), row_group_size=len(table))
    writer.close()
    codes, polygons = two_sides()
    write_units(folder, np.char.add(codes, "0000"), polygons)
    write_study(folder, roles=["land-use"], level="province", stream_rows=0)


def said(schema, sides, crs=CRS):
    """A schema that says where geometry and boxes stand."""
    column = {
        "encoding": "WKB", "geometry_types": [], "crs": pyproj.CRS(crs).to_json_dict(),
        "covering": {"bbox": {side: ["bbox", side] for side in sides}},
    }  # fmt: skip
    geo = {"version": "1.1.0", "primary_column": "geometry", "columns": {"geometry": column}}
    return schema.with_metadata({"geo": json.dumps(geo)})
