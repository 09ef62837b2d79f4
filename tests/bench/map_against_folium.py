"""Our map beside plain folium with the same data: size, time to the first picture, frames a second while panning.

Run by hand::

    python tests/bench/map_against_folium.py                       # 1,000 conflicts over 100,000 features
    python tests/bench/map_against_folium.py --features 20000
    python tests/bench/map_against_folium.py --features 1000000 --skip-folium

Both pages are opened as files in headless chromium without network, each in a
browser of its own. Plain folium is `folium.GeoJson` with a style and a tooltip
for each layer, once as folium draws it (SVG) and once with ``prefer_canvas``;
its links to the internet are replaced by the same Leaflet that our page holds,
so that it opens at all. The first picture is there when all plans and
conflicts have been drawn, counted from the start of the navigation.
"""

import argparse
import platform
import re
import shutil
import tempfile
import time
from importlib.resources import files
from pathlib import Path

import folium
import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from playwright.sync_api import sync_playwright

from planseam.loading.crs import working_crs
from planseam.loading.units import provider_units
from planseam.mapping import draw
from planseam.model.conflict import COLUMNS, SEVERITIES
from planseam.model.layer import Layer
from planseam.model.palette import palette
from planseam.model.report import Report, RuleRun
from planseam.model.study import Study
from planseam.text import Text

STORED = "EPSG:4490"
ROLES = ("redline", "farmland", "development-boundary", "protected-area")
CORNERS = 40
QUIET = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
#: A drag to and fro, its frames counted.
FRAMES = """() => new Promise((done) => {
  const times = [];
  const tick = (now) => { times.push(now); if (!window.dragged) requestAnimationFrame(tick); else done(times); };
  window.dragged = false;
  requestAnimationFrame(tick);
})"""


def blobs(rng, centres, radius):
    """Natural patches of some hundred metres."""
    angle = np.linspace(0, 2 * np.pi, CORNERS, endpoint=False)
    waves = sum(
        rng.uniform(0, 0.3, (len(centres), 1)) * np.sin(k * angle + rng.uniform(0, 6, (len(centres), 1)))
        for k in (2, 3, 5)
    )
    reach = radius * rng.lognormal(0, 0.5, (len(centres), 1)) * (1 + waves / 2)
    return shapely.polygons(centres[:, None] + reach[..., None] * np.stack([np.cos(angle), np.sin(angle)], axis=-1))


def made_up(features, conflicts):
    """A report of the delta's provinces with many patches and conflicts along the borders, the same every time."""
    rng = np.random.default_rng(8)
    units = provider_units("province")
    crs = working_crs(tuple(units.total_bounds))
    metric = units.to_crs(crs)
    land = shapely.simplify(metric.union_all(), 2000)
    shapely.prepare(land)
    west, south, east, north = land.bounds
    spots = np.column_stack([rng.uniform(west, east, features * 3), rng.uniform(south, north, features * 3)])
    spots = spots[shapely.contains_xy(land, spots)][:features]
    layers = []
    for number, role in enumerate(ROLES):
        shapes = blobs(rng, spots[number :: len(ROLES)], 400)
        names = [f"{role}{i}号图斑" for i in range(len(shapes))]
        frame = gpd.GeoDataFrame(
            {"fid": [f"{number}-{i}" for i in range(len(shapes))], "name": names, "name_en": "", "code": ""},
            geometry=shapes,
            crs=crs,
        )
        layers.append(Layer(id=role, role=role, title=Text(role, role), frame=frame))
    borders = shared_borders(metric)
    along = shapely.line_interpolate_point(
        rng.choice(borders.geometry.to_numpy(), conflicts), rng.uniform(0, 1, conflicts), normalized=True
    )
    places = gpd.GeoSeries(blobs(rng, shapely.get_coordinates(along), 300), crs=crs).to_crs(STORED)
    return Report(
        study=Study.from_table(
            {
                "study": {"title": "made up", "units": "units"},
                "layer": [{"id": "units", "role": "unit", "path": "made-up"}]
                + [{"id": each.id, "role": each.role, "path": "made-up"} for each in layers],
            },
            folder=Path(),
        ),
        conflicts=conflict_table(places),
        seams=pd.DataFrame(),
        runs=pd.DataFrame(),
        borders=borders.to_crs(STORED),
        units=units[["code", "name", "name_en", "geometry"]].to_crs(STORED),
        layers=tuple(layers),
        rules=(RuleRun(code="EC101", name="made-up", title=Text("分设", "split"), ran=True),),
        crs=crs.to_wkt() if hasattr(crs, "to_wkt") else str(crs),
    )


def shared_borders(units):
    rows = []
    for a in range(len(units)):
        for b in range(a + 1, len(units)):
            line = shapely.intersection(units.geometry.iloc[a], units.geometry.iloc[b])
            lines = [each for each in shapely.get_parts(line) if each.length > 0]
            if lines:
                rows.append((units.iloc[a], units.iloc[b], shapely.line_merge(shapely.union_all(lines))))
    return gpd.GeoDataFrame(
        {
            "border": [f"{a.code}-{b.code}" for a, b, _ in rows],
            **{
                f"unit_{side}{end}": [row[i]["name" if "name" in end else "code"] for row in rows]
                for i, side in enumerate("ab")
                for end in ("", "_name", "_name_en")
            },
            "length_m": [line.length for *_, line in rows],
        },
        geometry=[line for *_, line in rows],
        crs=units.crs,
    )


def conflict_table(places):
    count = len(places)
    empty = {"str": "", "float64": np.nan, "bool": False}
    table = {name: pd.Series([empty[kind]] * count, dtype=kind) for name, kind in COLUMNS.items()}
    table |= {
        "id": [f"EC101-{i:08x}" for i in range(count)],
        "rule": ["EC101"] * count,
        "severity": [SEVERITIES[i % 4] for i in range(count)],
        "status": ["open"] * count,
        "message_zh": [f"第{i}处：双方的生态保护红线在此不一致，相差约三百米" for i in range(count)],
        "message_en": [
            f"number {i}: the redlines of both sides differ here by some three hundred metres" for i in range(count)
        ],
        "advice_zh": ["请双方按实地协商"] * count,
        "advice_en": ["Agree on the ground with the neighbour"] * count,
        "area_m2": [280_000.0] * count,
    }
    return gpd.GeoDataFrame(table, geometry=places, crs=STORED)


def plain_folium(report, *, canvas):
    """What one writes first."""
    west, south, east, north = report.units.total_bounds
    plain = folium.Map(((south + north) / 2, (west + east) / 2), zoom_start=7, tiles=None, prefer_canvas=canvas)
    colours = palette("palette")
    for layer in report.layers:
        style = {"color": colours.line(layer.role), "fillColor": colours.fill(layer.role), "weight": 1}
        folium.GeoJson(
            layer.frame[["name", "geometry"]].to_crs("EPSG:4326"),
            name=layer.id,
            style_function=lambda _, style=style: style,
            tooltip=folium.GeoJsonTooltip(["name"]),
        ).add_to(plain)
    folium.GeoJson(
        report.conflicts[["id", "message_zh", "geometry"]].to_crs("EPSG:4326"),
        style_function=lambda _: {"color": "#7d1050"},
        tooltip=folium.GeoJsonTooltip(["id", "message_zh"]),
    ).add_to(plain)
    return plain


def self_contained(page):
    """Folium's page with Leaflet in it and without its links to the internet."""
    leaflet = files("js_lib_leaflet").joinpath("static", "js_lib_leaflet")
    page = re.sub(r'<script src="[^"]*"></script>|<link rel="stylesheet" href="[^"]*"/?>', "", page)
    sheet, program = (leaflet.joinpath(name).read_text() for name in ("leaflet.css", "leaflet.js"))
    own = f"<style>{sheet}</style><script>{program}</script>"
    return page.replace("<head>", f"<head>{own}", 1)


class Contained:
    """A folium map that is saved with its libraries inside."""

    def __init__(self, plain):
        self.plain = plain

    def save(self, target):
        target.write_text(self_contained(self.plain.get_root().render()), encoding="utf-8")


def measured(page_file, ready):
    """Seconds to the first picture, and frames a second while dragging."""
    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=shutil.which("chromium"), args=list(QUIET))
        page = browser.new_context(viewport={"width": 1400, "height": 900}, offline=True).new_page()
        page.set_default_timeout(600_000)
        page.goto(page_file.as_uri(), wait_until="commit")
        first = page.wait_for_function(ready).json_value() / 1000
        archive = page_file.with_suffix(".pmtiles")
        if archive.exists():
            page.locator("input[type=file]").set_input_files(archive)
            page.wait_for_function(ARCHIVE)
            size, spent = archive.stat().st_size / 1e6, page.evaluate(ARCHIVE) / 1000
            print(f"  archive beside: {size:.1f} MB, drawn {spent:.2f} s after it is given")
        page.wait_for_timeout(1500)
        box = page.locator(".folium-map").bounding_box()
        rates = []
        for zoom in (0, 3):
            for _ in range(zoom):
                page.locator(".leaflet-control-zoom-in").click()
                page.wait_for_timeout(600)
            page.wait_for_timeout(1500)
            rates.append(dragged(page, box))
        browser.close()
    return first, rates


def dragged(page, box):
    """Frames a second over a drag of two seconds, and the longest frame, ms."""
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    page.evaluate("window.frames_ = (" + FRAMES + ")(); 0")
    page.mouse.move(x, y)
    page.mouse.down()
    start = time.perf_counter()
    step = 0
    while time.perf_counter() - start < 2:
        step += 1
        page.mouse.move(x + 250 * np.sin(step / 25), y + 150 * np.sin(step / 40))
        page.wait_for_timeout(12)
    page.mouse.up()
    page.evaluate("window.dragged = true")
    times = np.array(page.evaluate("window.frames_"))
    gaps = np.diff(times)
    return 1000 * len(gaps) / gaps.sum(), gaps.max()


OURS = "() => performance.getEntriesByName('planseam-picture')[0]?.startTime"
ARCHIVE = """() => {
  const mark = (name) => performance.getEntriesByName(`planseam-archive-${name}`)[0]?.startTime;
  return mark("drawn") && mark("drawn") - mark("given");
}"""
THEIRS = """() => { if (document.readyState !== 'complete') return 0;
  window.waited_ ??= requestAnimationFrame(() => requestAnimationFrame(() => (window.shown_ = performance.now())));
  return window.shown_; }"""


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--features", type=int, default=100_000)
    parser.add_argument("--conflicts", type=int, default=1000)
    parser.add_argument("--skip-folium", action="store_true")
    parser.add_argument("--keep", type=Path, help="folder for the pages")
    args = parser.parse_args()
    report = made_up(args.features, args.conflicts)
    makers = {"planseam": (lambda: draw(report), OURS)}
    if not args.skip_folium:
        makers["folium, SVG"] = (lambda: Contained(plain_folium(report, canvas=False)), THEIRS)
        makers["folium, canvas"] = (lambda: Contained(plain_folium(report, canvas=True)), THEIRS)
    machine = platform.processor() or platform.machine()
    print(f"{args.features:,} features of {CORNERS} corners, {args.conflicts:,} conflicts; {machine}")
    heads = {"written s": 10, "MB": 8, "picture s": 11, "frames/s": 10, "worst ms": 10, "zoomed": 8, "worst": 10}
    print(" " * 16 + "".join(f"{head:>{width}}" for head, width in heads.items()))
    base = None
    with tempfile.TemporaryDirectory() as folder:
        for name, (make, ready) in makers.items():
            start = time.perf_counter()
            page = make()
            target = (args.keep or Path(folder)) / f"{re.sub('[^a-z]+', '-', name.lower())}.html"
            target.with_suffix(".pmtiles").unlink(missing_ok=True)  # of an earlier run
            page.save(target)
            written = time.perf_counter() - start
            first, ((whole, worst), (near, worst_near)) = measured(target, ready)
            size = target.stat().st_size / 1e6
            base = base or (size, first, whole)
            print(
                f"{name:16}{written:10.1f}{size:8.1f}{first:11.2f}{whole:10.1f}{worst:10.0f}{near:8.1f}{worst_near:10.0f}"
            )
            if name != "planseam":
                print(
                    f"{'  against ours':16}{'':10}{size / base[0]:7.1f}×{first / base[1]:10.1f}×{base[2] / whole:9.1f}×"
                )


if __name__ == "__main__":
    main()
