"""Figures of 1,000 conflicts, and one figure beside what geopandas itself draws of the same layers.

Run by hand::

    python tests/bench/figures.py                # the shipped study, two processes
    python tests/bench/figures.py --count 100 --jobs 1

The shipped study is checked once. Its conflicts are too few, so that others
are made up: places along the borders, from 20 m to 40 km across, naming the
redlines and the farmland that they touch. Each gets its detail map and its
locator at 200 dpi. Stops where the first pictures differ in one process and
in several, where a picture is missing, and where it takes longer than
three minutes.
"""

import argparse
import platform
import resource
import sys
import time
from dataclasses import replace
from io import BytesIO
from itertools import islice

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure

import planseam
from planseam.model.conflict import conflict_id
from planseam.reporting.pictures import Pictures

MOST_SECONDS = 180
NAIVE = 5


def made_up(report, count, seed=0):
    """The report with `count` conflicts along its borders."""
    rng = np.random.default_rng(seed)
    layers = {layer.id: layer.frame for layer in report.layers}
    trees = {name: shapely.STRtree(layers[name].geometry.to_numpy()) for name in ("redline", "farmland")}
    borders = report.borders.to_crs(report.crs)
    chosen = rng.choice(len(borders), count, p=borders.length / borders.length.sum())
    share, size = rng.uniform(0, 1, count), np.exp(rng.uniform(np.log(10), np.log(20_000), count))
    lines = borders.geometry.to_numpy()[chosen]
    spots = shapely.line_interpolate_point(lines, share, normalized=True)
    angle = np.linspace(0, 2 * np.pi, 40, endpoint=False)
    radius = size[:, None] * rng.uniform(0.5, 1.0, (count, 40))
    ring = np.stack([np.cos(angle), np.sin(angle)], axis=-1) * radius[..., None]
    shapes = shapely.polygons(shapely.get_coordinates(spots)[:, None, :] + ring)
    template = report.conflicts.iloc[0].drop("geometry").to_dict()
    rows = []
    for number, (border, shape) in enumerate(zip(chosen, shapes, strict=True)):
        line = borders.iloc[border]
        named = {name: layers[name]["fid"].to_numpy()[np.sort(tree.query(shape))] for name, tree in trees.items()}
        fields = {f"unit_{side}{end}": line[f"unit_{side}{end}"] for side in "ab" for end in ("", "_name")}
        rows.append(
            template
            | fields
            | {
                "id": conflict_id(
                    "EC104", parties=tuple(fields.values())[::2], features=(str(number), ""), lon=0, lat=0
                ),
                "rule": "EC104",
                "border": line["border"],
                "layer_a": "redline",
                "layer_b": "farmland",
                "feature_a": ";".join(named["redline"][:20]),
                "feature_b": ";".join(named["farmland"][:20]),
                "at_km": share[number] * line["length_m"] / 1000,
                "severity": rng.choice(["critical", "major", "minor", "info"]),
            }
        )
    table = gpd.GeoDataFrame(pd.DataFrame(rows), geometry=gpd.GeoSeries(shapes, crs=report.crs).to_crs("EPSG:4490"))
    return replace(report, conflicts=table)


def naive(report, shape):
    """What two lines of geopandas draw: both layers, the units and the conflict, at the same size."""
    layers = {layer.id: layer.frame for layer in report.layers}
    figure = Figure(figsize=(160 / 25.4, 105 / 25.4), dpi=200)
    FigureCanvasAgg(figure)
    axes = figure.add_subplot()
    report.units.to_crs(report.crs).plot(ax=axes, facecolor="#fbfaf6", edgecolor="#4b4a55")
    for name, colour in (("redline", "#4b9b6b"), ("farmland", "#e3cf7c")):
        layers[name].plot(ax=axes, color=colour, alpha=0.5)
    gpd.GeoSeries([shape], crs=report.crs).plot(ax=axes, color="#d1490c")
    west, south, east, north = shape.buffer(shape.length / 8).bounds
    axes.set(xlim=(west, east), ylim=(south, north))
    stream = BytesIO()
    figure.savefig(stream, format="png")
    return stream.tell()


def main():
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("--count", type=int, default=1000)
    options.add_argument("--jobs", type=int, default=2)
    given = options.parse_args()
    print(f"{platform.platform()}, Python {platform.python_version()}, {given.jobs} processes")
    report = made_up(planseam.check(planseam.Study.bundled("yrd")), given.count)

    start = time.perf_counter()
    pictures = Pictures(report)
    first = list(islice(pictures.figures(), 12))
    alone = time.perf_counter() - start

    start = time.perf_counter()
    total, missing = 0, 0
    for number, (name, drawn) in enumerate(Pictures(report).figures(jobs=given.jobs)):
        if drawn is None:
            missing += 1
            continue
        total += len(drawn.detail.png) + len(drawn.locator.png)
        if number < len(first) and (name, drawn) != first[number]:
            sys.exit(f"{name}: several processes draw something else than one")
    seconds = time.perf_counter() - start

    shapes = report.conflicts.geometry.to_crs(report.crs).to_numpy()[:NAIVE]
    start = time.perf_counter()
    naive_bytes = sum(naive(report, shape) for shape in shapes) / NAIVE
    naive_seconds = (time.perf_counter() - start) / NAIVE

    per = seconds / given.count
    peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    print(f"{'':34}{'seconds':>10}{'kB':>8}")
    print(f"{'first 12 conflicts, one process':34}{alone:10.2f}")
    print(f"{f'{given.count} conflicts, two maps each':34}{seconds:10.1f}{total / 1024:8.0f}")
    print(f"{'one conflict, two maps':34}{per:10.3f}{total / 1024 / max(given.count - missing, 1):8.0f}")
    print(f"{'one plain map by geopandas.plot':34}{naive_seconds:10.3f}{naive_bytes / 1024:8.0f}")
    print(f"{'ratio (time a map)':34}{naive_seconds / (per / 2):9.1f}x")
    print(f"largest process: {peak:.0f} MB")
    if missing:
        sys.exit(f"{missing} pictures are missing")
    if given.count >= 1000 and seconds > MOST_SECONDS:
        sys.exit(f"too slow: {seconds:.0f} s")


if __name__ == "__main__":
    main()
