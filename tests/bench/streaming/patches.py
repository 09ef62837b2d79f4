"""Patches of land use that cover the delta's four provinces, each cut at its own province's border: a GeoParquet.

Run by hand::

    python tests/bench/streaming/patches.py 10000000 patches.parquet      # about 12 GB

A grid, bent by a smooth field so that no edge is straight, of which each cell
is a patch of 72 corners: neighbours share their edges. They are written tile by
tile, as surveys are delivered, with the boxes of GeoParquet 1.1. Some patches
reach over the border, so that there is something to find. The same seed gives the
same file.
"""

import argparse
import json
import sys
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import shapely

from planseam.loading.crs import working_crs
from planseam.loading.units import provider_units
from planseam.seaming.scene import units_at
from planseam.seaming.zones import Zones

ON_AN_EDGE = 18
TILE_M = 16_000.0
PLANTED = 300
BORDER_M = 2.7e6
CLASSES = np.array(["0101", "0103", "0301", "0404", "0702", "1003", "1104"])
GROUP = 65_536


def provinces():
    """Codes, polygons and CRS of the provinces."""
    units = provider_units("province")
    units = units.to_crs(working_crs(tuple(units.total_bounds)))
    return (*units_at(units, "province"), units.crs)


def bent(xy, side):
    """A smooth field that is the same for all patches: shared corners stay shared."""
    x, y = xy[..., 0] / side, xy[..., 1] / side
    wave = np.stack([np.sin(1.3 * x + 2.1 * y) + np.sin(5.1 * y), np.cos(1.7 * y - 1.1 * x) + np.sin(4.7 * x)], axis=-1)
    return xy + 0.12 * side * wave


def tiles(polygons, side):
    """Lower left corners of the cells of each tile that meets a province."""
    west, south, east, north = shapely.total_bounds(polygons)
    many = max(int(TILE_M / side), 1)
    across = np.stack(np.meshgrid(np.arange(many), np.arange(many)), axis=-1).reshape(-1, 2) * side
    tree = shapely.STRtree(polygons)
    corners = np.stack(np.meshgrid(np.arange(west, east, many * side), np.arange(south, north, many * side)), axis=-1)
    corners = corners.reshape(-1, 2)
    boxes = shapely.box(*corners.T, *(corners + many * side).T)
    for tile in np.unique(tree.query(boxes, predicate="intersects")[0]):
        yield corners[tile] + across


def cells(corner, side):
    """Bent squares, `ON_AN_EDGE` corners on each edge."""
    step = np.arange(ON_AN_EDGE) / ON_AN_EDGE * side
    zero, full = np.zeros(ON_AN_EDGE), np.full(ON_AN_EDGE, side)
    ring = np.concatenate([
        np.column_stack([step, zero]), np.column_stack([full, step]),
        np.column_stack([side - step, full]), np.column_stack([zero, side - step]),
    ])  # fmt: skip
    return shapely.polygons(bent(corner[:, None, :] + ring, side))


def batches(count, seed):
    """Codes, classes and geometry of patches, tile by tile."""
    codes, polygons, crs = provinces()
    side = float(np.sqrt(shapely.area(polygons).sum() / count))
    zones = Zones.of(polygons)
    rng = np.random.default_rng(seed)
    # of so many cells at a border, one reaches over it
    rate = PLANTED * side / BORDER_M / 2
    for corner in tiles(polygons, side):
        whole = cells(corner, side)
        split = zones.split(whole)
        kept = np.flatnonzero(shapely.area(split.geometry) > 1.0)
        if len(kept) == 0:
            continue
        geometry, feature = split.geometry[kept], split.feature[kept]
        cut = np.flatnonzero(np.bincount(split.feature, minlength=len(whole))[feature] > 1)
        over = cut[rng.random(len(cut)) < rate]
        geometry[over] = whole[feature[over]]
        yield codes[split.zone[kept]], CLASSES[rng.integers(0, len(CLASSES), len(kept))], geometry, crs


def write(count, path, seed=0, group=GROUP):
    """Write patches; gives how many there are."""
    writer, at, pending, rows = None, 0, [], 0
    for codes, classes, geometry, crs in batches(count, seed):
        bounds = shapely.bounds(geometry)
        table = pa.table({
            "BSM": pa.array(np.char.zfill(np.arange(at, at + len(codes)).astype(str), 10)),
            "XZQDM": pa.array(np.char.add(codes, "0000")),
            "DLBM": pa.array(classes),
            "TBMJ": pa.array(np.round(shapely.area(geometry), 2)),
            "geometry": pa.array(shapely.to_wkb(geometry), pa.binary()),
            "bbox": pa.StructArray.from_arrays(
                [pa.array(side) for side in bounds.T], ["xmin", "ymin", "xmax", "ymax"]
            ),
        })  # fmt: skip
        at += len(codes)
        if writer is None:
            sides = {side: ["bbox", side] for side in ("xmin", "ymin", "xmax", "ymax")}
            column = {
                "encoding": "WKB", "geometry_types": [], "crs": crs.to_json_dict(), "covering": {"bbox": sides},
            }  # fmt: skip
            geo = {"version": "1.1.0", "primary_column": "geometry", "columns": {"geometry": column}}
            schema = table.schema.with_metadata({"geo": json.dumps(geo)})
            writer = pq.ParquetWriter(path, schema)
        pending.append(table.cast(writer.schema))
        rows += len(table)
        if rows >= group:
            writer.write_table(pa.concat_tables(pending), row_group_size=rows)
            pending, rows = [], 0
    if pending:
        writer.write_table(pa.concat_tables(pending), row_group_size=rows)
    writer.close()
    return at


def main():
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("count", type=int)
    parser.add_argument("path", type=Path)
    parser.add_argument("--seed", type=int, default=0)
    given = parser.parse_args()
    count = write(given.count, given.path, given.seed)
    sys.stdout.write(f"{count:,} patches, {given.path.stat().st_size / 1e9:.2f} GB\n")


if __name__ == "__main__":
    main()
