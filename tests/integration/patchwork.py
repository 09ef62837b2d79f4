"""A drawn country of three parties, its patches, and what is planted in them: the ground of the tests of streaming.

34 lies in the west, 32 in the north-east, 33 in the south-east; they meet at one point. There is a coast in the east,
an exclave of 34 within 33, and two islands of 32 before the coast of 33. Borders are bent lines, in metres.
"""

import json

import geopandas as gpd
import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pyogrio
import shapely

from planseam import Study
from planseam.checking.cases import CASE_CRS

WIDTH, HEIGHT, BORDER_X, BORDER_Y = 400_000.0, 300_000.0, 150_000.0, 150_000.0
STEP = 900.0
PARTIES = ("32", "33", "34")
FIELDS = {"land-use": {"DLBM": "class"}}
#: Sides of the boxes of a GeoParquet.
SIDES = ("xmin", "ymin", "xmax", "ymax")


def bent(count, seed):
    """A smooth wave, some hundred metres high."""
    at = np.linspace(0, 9 * np.pi, count)
    return 900 * np.sin(at + seed) + 300 * np.sin(3.7 * at)


def units():
    """Codes and polygons that share their vertices."""
    y = np.linspace(0, HEIGHT, int(HEIGHT / STEP) + 1)
    middle = len(y) // 2
    ends = np.minimum(1, np.minimum(y, HEIGHT - y) / 20_000) * np.minimum(1, np.abs(y - y[middle]) / 20_000)
    down = np.column_stack([BORDER_X + ends * bent(len(y), 1.0), y])
    coast = np.column_stack([WIDTH + ends * bent(len(y), 3.0), y])
    x = np.linspace(BORDER_X, WIDTH, int((WIDTH - BORDER_X) / STEP) + 1)
    ends = np.minimum(1, np.minimum(x - x[0], x[-1] - x) / 20_000)
    across = np.column_stack([x, y[middle] + ends * bent(len(x), 2.0)])
    exclave = shapely.segmentize(shapely.box(250_000, 60_000, 254_000, 63_000), STEP)
    island = shapely.segmentize(shapely.box(WIDTH + 3000, 40_000, WIDTH + 7000, 44_000), STEP)
    near = coast[(y > 69_000) & (y < 71_000), 0].max() + 300
    islet = shapely.segmentize(shapely.box(near, 69_500, near + 500, 70_500), STEP)
    west = shapely.Polygon([(0, 0), *down, (0, HEIGHT)])
    north = shapely.Polygon([*down[middle:], *coast[middle:][::-1], *across[::-1][1:-1]])
    south = shapely.Polygon([*down[: middle + 1], *across[1:], *coast[:middle][::-1]], [exclave.exterior])
    return np.array(["32", "33", "34"]), np.array(
        [shapely.MultiPolygon([north, island, islet]), south, shapely.MultiPolygon([west, exclave])], dtype=object
    )


def grid(west, south, east, north, side):
    """Squares, the last row and column cut."""
    x, y = np.meshgrid(np.arange(west, east, side), np.arange(south, north, side))
    return shapely.box(x, y, np.minimum(x + side, east), np.minimum(y + side, north)).ravel()


def cut(shapes):
    """What each unit has of some shapes, and its code."""
    codes, polygons = units()
    pieces = shapely.intersection(np.asarray(shapes, dtype=object)[:, None], polygons[None, :])
    row, unit = np.nonzero(shapely.area(pieces) > 1.0)
    return pieces[row, unit], codes[unit]


def land_use():
    """Patches that cover the units, and what is planted among them."""
    fine = [
        grid(149_000, 99_000, 153_500, 101_500, 250),  # at the border of 33 and 34, for what reaches over it a little
        grid(298_000, 99_000, 304_000, 103_000, 500),  # deep in 33, for a stray
        grid(248_000, 58_000, 256_000, 65_000, 500),  # around the exclave
    ]
    coarse = grid(0, 0, 410_000, HEIGHT, 16_000)
    holes = shapely.union_all([shapely.box(*shapely.total_bounds(each)) for each in fine])
    shapes, owner = cut([*shapely.difference(coarse, holes), *np.concatenate(fine)])
    rows = [(code, "0101", shape) for code, shape in zip(owner, shapes, strict=True)]
    rows += [(code, kind, shape) for code, kind, shape in planted_land_use()]
    return rows


def planted_land_use():
    """Code of the party, use, and shape of each planted feature."""
    box = shapely.box
    triple = box(BORDER_X - 400, BORDER_Y - 400, BORDER_X + 400, BORDER_Y + 400)
    return [
        ("34", "1001", box(300_100, 100_050, 302_300, 101_770)),  # a stray deep in 33
        ("33", "0101", box(118_000, 80_000, 153_000, 80_400)),  # from 33 thirty kilometres into 34
        ("33", "1001", box(149_300, 100_010, 152_700, 100_230)),  # from 33 somewhat into 34
        ("32", "0101", triple),
        ("33", "0101", box(396_000, 10_000, 405_000, 10_600)),  # over the coast
        ("33", "0101", box(403_000, 90_000, 404_000, 91_000)),  # in the sea, where 32 claims the same
        ("32", "0101", box(403_400, 90_300, 404_500, 91_500)),
        ("33", "0101", box(249_500, 59_500, 254_500, 63_500)),  # over the exclave of 34
        ("33", "0101", box(402_500, 39_000, 407_900, 45_000)),  # over the island of 32 and the sea around
        ("34", "0101", shapely.union_all([box(149_000, 5000, 151_500, 5200), box(40_000, 40_000, 41_000, 41_000)])),
        ("33", "1001", box(600_000, 10_000, 601_000, 11_000)),  # beyond all
        ("", "1001", box(407_100, 150_000, 407_400, 150_300)),  # just beyond the box of all units
        ("32", "1001", box(300_000, 300_200, 301_000, 300_900)),
        ("34", "1001", box(390_000, -9000, 391_000, -8000)),
    ]


def farmland():
    """Farmland: a patch here and there, and strays."""
    box = shapely.box
    shapes, owner = cut(grid(2000, 2000, 400_000, 290_000, 16_000))
    shapes = shapely.buffer(shapes, -3000)
    rows = [(code, "", shape) for code, shape in zip(owner, shapes, strict=True) if not shapely.is_empty(shape)]
    rows += [
        ("33", "", box(300_500, 100_300, 300_900, 100_700)),  # under the industry of the stray
        ("33", "", box(302_500, 100_300, 302_700, 100_700)),  # within its reach
        ("34", "", box(149_100, 100_300, 149_200, 100_400)),  # within reach of what comes over the border
        ("34", "", box(148_900, 100_050, 149_100, 100_200)),
        ("34", "", box(251_000, 61_000, 252_000, 62_000)),  # in the exclave
        ("32", "", box(350_000, 40_000, 351_000, 41_000)),  # a stray of farmland
        ("33", "", box(350_500, 40_500, 351_500, 41_500)),
        ("32", "", box(403_100, 40_100, 403_400, 40_500)),  # on the island
        *[(code, "", shape) for shape, code in zip(*cut([box(396_000, 69_700, 403_000, 70_300)]), strict=True)],
    ]
    return rows


def redline():
    """Redlines, some of which stop at a border."""
    box = shapely.box
    wide, owner = cut([box(130_000, 200_000, 170_000, 203_000), box(200_000, 140_000, 203_000, 160_000)])
    rows = [(code, "", shape) for code, shape in zip(owner, wide, strict=True)]
    shapes, owner = cut([box(148_000, 30_000, 172_000, 33_000)])
    rows += [(code, "", shape) for code, shape in zip(owner, shapes, strict=True) if code == "33"]
    (north, south), owner = cut([box(300_000, 140_000, 306_000, 160_000)])
    rows += [(owner[0], "", north), (owner[1], "", south - north.buffer(20))]  # a gap between them
    shapes, owner = cut(grid(30_000, 30_000, 390_000, 290_000, 40_000))
    rows += [
        (code, "", shapely.buffer(shapely.centroid(shape), 1200)) for code, shape in zip(owner, shapes, strict=True)
    ]
    return rows


def boundary():
    """Development boundaries, some of which lie in redlines and farmland."""
    shapes, owner = cut(grid(25_000, 25_000, 395_000, 295_000, 30_000))
    rows = [
        (code, "", shapely.buffer(shapely.centroid(shape), 2500)) for code, shape in zip(owner, shapes, strict=True)
    ]
    facing, owner = cut([shapely.box(396_000, 69_700, 403_000, 70_300)])
    rows += [(code, "", shapely.buffer(shape, -50)) for code, shape in zip(owner, facing, strict=True)]  # over a strait
    return [*rows, ("34", "", shapely.box(303_000, 100_400, 303_300, 100_600))]


ROLES = {"land-use": land_use, "farmland": farmland, "redline": redline, "development-boundary": boundary}


def table(role, *, codes=True):
    """The features of a role as a survey has them, in metres, tile by tile."""
    rows = ROLES[role]()
    data = {"BSM": [f"{row:06d}" for row in range(len(rows))]}
    if codes:
        data["XZQDM"] = [f"{code}0000" if code else None for code, _, _ in rows]
    if role in FIELDS:
        data["DLBM"] = [kind for _, kind, _ in rows]
    shapes = np.array([shape for _, _, shape in rows], dtype=object)
    x, y = np.floor(shapely.get_coordinates(shapely.centroid(shapes)).T / 50_000)
    return (
        gpd.GeoDataFrame(pd.DataFrame(data), geometry=shapes, crs=CASE_CRS)
        .iloc[np.lexsort([x, y])]
        .reset_index(drop=True)
    )


def parquet(frame, path, *, group=100, covering="double"):
    """Write a GeoParquet of row groups of so many features; its boxes are double or single, or there are none."""
    described = {"encoding": "WKB", "geometry_types": [], "crs": frame.crs.to_json_dict()}
    columns = {name: pa.array(frame[name]) for name in frame.columns if name != frame.geometry.name}
    shapes = frame.geometry.to_numpy()
    columns["geometry"] = pa.array(shapely.to_wkb(shapes), pa.binary())
    if covering:
        bounds = shapely.bounds(shapes).astype(np.float32 if covering == "single" else np.float64)
        columns["bbox"] = pa.StructArray.from_arrays([pa.array(side) for side in bounds.T], SIDES)
        described["covering"] = {"bbox": {side: ["bbox", side] for side in SIDES}}
    geo = {"version": "1.1.0", "primary_column": "geometry", "columns": {"geometry": described}}
    pq.write_table(pa.table(columns).replace_schema_metadata({"geo": json.dumps(geo)}), path, row_group_size=group)


def database(frame, path):
    """Write a GeoPackage, a FlatGeobuf or a file geodatabase, by the ending of its name."""
    kind = {".gpkg": "GPKG", ".fgb": "FlatGeobuf", ".gdb": "OpenFileGDB"}[path.suffix]
    name = path.stem.replace("-", "_")
    pyogrio.write_dataframe(frame, path, driver=kind, layer=name, geometry_type="MultiPolygon", promote_to_multi=True)


def layers(folder, roles=tuple(ROLES), *, crs="EPSG:4490", ending="parquet", parties=False, codes=True, **how):
    """Write layers of the country; gives what a study file says of them."""
    entries = []
    for role in roles:
        frame = table(role, codes=codes or parties)
        of = {role: ("", frame)}
        if parties:
            of = {f"{role}-{code}": (code, frame[frame["XZQDM"] == f"{code}0000"]) for code in PARTIES}
        for name, (party, own) in of.items():
            write = parquet if ending == "parquet" else database
            write(own.reset_index(drop=True).to_crs(crs), folder / f"{name}.{ending}", **how)
            said = {"id": name, "role": role, "path": f"{name}.{ending}", "party": party}
            entries.append(said | {"fields": FIELDS.get(role, {})})
    return entries


def study(folder, entries, *, rows=0, level="province", **rest):
    """A study of the country; layers of at least so many features are streamed."""
    if not (folder / "units.gpkg").exists():
        codes, polygons = units()
        frame = gpd.GeoDataFrame({"XZQDM": np.char.add(codes, "0000"), "XZQMC": codes}, geometry=polygons, crs=CASE_CRS)
        pyogrio.write_dataframe(frame.to_crs("EPSG:4490"), folder / "units.gpkg")
    settings = {"units": "units", "level": level, "stream_rows": rows}
    units_entry = {"id": "units", "role": "unit", "path": "units.gpkg"}
    return Study.from_table({"study": settings, "layer": [units_entry, *entries], **rest}, folder=folder)
