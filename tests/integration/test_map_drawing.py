"""How the map draws, in a real browser: canvas tiles, blocks, archives, and no conflict lost at any zoom."""

import base64
import http.server
import re
import threading
from functools import partial
from importlib import import_module
from importlib.resources import files

import geopandas as gpd
import numpy as np
import pyogrio
import pytest
import shapely
from shapely import GeometryCollection, LineString, Point, Polygon

from planseam.mapping import draw, tiles, write
from planseam.mapping.binary import WORLD, block, world
from planseam.mapping.runs import Runs
from planseam.mapping.tiles import LEVELS, Tiled, archive, to_tile

REDLINE, CRITICAL = "#2f8f5b", "#7d1050"
MAP = "Object.values(window).find((each) => each instanceof L.Map)"


def array(*shapes):
    found = np.empty(len(shapes), dtype=object)
    found[:] = shapes
    return found


@pytest.fixture(scope="module")
def parts(browser):
    """The program's own reader of blocks and tiles, on an empty page."""
    page = browser.new_page()
    page.add_script_tag(content=files("js_lib_leaflet").joinpath("static", "js_lib_leaflet", "leaflet.js").read_text())
    source = [
        files("planseam.mapping").joinpath("templates", name).read_text("utf-8")
        for name in ("shapes.js", "block.js", "tiles.js")
    ]
    shown = "Object.assign(window, { Shapes, Archive, sources, bytesOf, inflate, tileNumber });"
    page.add_script_tag(content="\n".join([*source, shown]))
    yield page
    page.close()


@pytest.fixture
def crowded(monkeypatch):
    """A page that can hold next to nothing, so that plans go to an archive."""
    monkeypatch.setattr(import_module("planseam.mapping.content"), "to_tile", lambda layers: to_tile(layers, limit=10))


@pytest.fixture
def beside(crowded, monkeypatch, made_up, tmp_path):
    """A page whose archive lies beside it."""
    pytest.importorskip("freestiler")
    monkeypatch.setattr(tiles, "INSIDE", 0)
    write(made_up.build(), tmp_path / "map.html")
    return tmp_path / "map.html"


def has_plans(page):
    """Whether the colour of redlines is seen within their area."""
    return page.evaluate(
        """() => [...document.querySelectorAll("canvas.leaflet-tile")].some((canvas) => {
          const copy = document.createElement("canvas");
          [copy.width, copy.height] = [canvas.width, canvas.height];
          const pen = copy.getContext("2d", { willReadFrequently: true });
          pen.drawImage(canvas, 0, 0);
          const { data } = pen.getImageData(0, 0, canvas.width, canvas.height);
          let green = 0;
          for (let i = 0; i < data.length; i += 4) {
            const [r, g, b, a] = data.subarray(i, i + 4);
            if (a && g > r + 25 && g > b + 8) green += 1;
          }
          return green > 40;
        })"""
    )


def test_what_is_at_a_place_agrees_with_shapely(parts):
    rng = np.random.default_rng(5)
    shapes = array(
        Point(119.3, 30.3).buffer(0.2).difference(Point(119.3, 30.3).buffer(0.1)),
        shapely.union_all([Point(119.1, 30.7).buffer(0.1), Point(119.6, 30.8).buffer(0.15)]),
        Polygon([(119, 30), (119.9, 30.1), (119.2, 30.4)]),
        None,
        GeometryCollection([Point(119.8, 30.2).buffer(0.1), Point(119.5, 30.5).buffer(0.05)]),
    )
    runs = Runs.of(shapes)
    rounded = runs.with_points(world(runs.points).astype(float)).shapes()
    spots = np.rint(world(rng.uniform((118.9, 29.9), (120, 31), (2000, 2))))
    found = parts.evaluate(
        "async ([text, spots]) => { const shapes = Shapes.from(await inflate(bytesOf(text), 'deflate'));"
        " return spots.map(([x, y]) => shapes.at(x, y, 0)); }",
        [block(runs), spots.tolist()],
    )
    for row, shape in enumerate(rounded):
        inside = np.zeros(len(spots), dtype=bool) if shape is None else shapely.intersects_xy(shape, spots)
        near = (
            np.zeros(len(spots), dtype=bool)
            if shape is None
            else shapely.dwithin(shape.boundary, shapely.points(spots), 1)
        )
        seen = np.array([row in rows for rows in found])
        assert (seen == inside)[~near].all()


def test_lines_and_points_are_found_within_reach_and_not_beyond(parts):
    runs = Runs.of(array(LineString([(119, 30), (119.1, 30)]), Point(119.05, 30.001)))
    x, y = world(np.array([[119.05, 30.0]]))[0].tolist()
    up = y - int(world(np.array([[119.05, 30.001]]))[0, 1])
    found = parts.evaluate(
        "async ([text, x, y, up]) => { const shapes = Shapes.from(await inflate(bytesOf(text), 'deflate'));"
        " return [shapes.at(x, y + 50, 60), shapes.at(x, y + 50, 40), shapes.at(x, y - up, 20)]; }",
        [block(runs), x, y, up],
    )
    assert found == [[0], [], [1]]


def test_the_paths_of_a_feature_lie_where_it_lies(parts):
    shape = Polygon([(119, 30), (119.5, 30), (119.5, 30.5)], [[(119.3, 30.1), (119.4, 30.1), (119.4, 30.2)]])
    rings = parts.evaluate(
        "async (text) => Shapes.from(await inflate(bytesOf(text), 'deflate')).paths(0, {})[0].getLatLngs()[0]"
        ".map((ring) => ring.map(({ lat, lng }) => [lng, lat]))",
        block(Runs.of(array(shape))),
    )
    back = Polygon(rings[0], rings[1:])
    assert shapely.hausdorff_distance(back, shape) < 360 / WORLD
    assert back.area == pytest.approx(shape.area, rel=1e-4)


def test_the_archive_is_read_as_gdal_reads_it(parts, tmp_path):
    pytest.importorskip("freestiler")
    rng = np.random.default_rng(9)
    spots = rng.uniform((116, 28), (122, 34), (4000, 2))
    shapes = shapely.buffer(shapely.points(spots), 10.0 ** rng.uniform(-5, -1.2, 4000), quad_segs=3)
    shapes[::50] = shapely.difference(shapes[::50], shapely.buffer(shapely.points(spots[::50]), 0.004))
    shapes[1::50] = shapely.linestrings(np.stack([spots[1::50], spots[1::50] + 0.3], axis=1))
    names = [f"图斑{i}" for i in range(4000)]
    layer = Tiled(runs=Runs.of(shapes), names=names, classes=[i % 3 - 1 for i in range(4000)])
    packed = archive({"many": layer})
    (tmp_path / "a.pmtiles").write_bytes(packed)
    for level, _ in LEVELS:
        theirs = pyogrio.read_dataframe(tmp_path / "a.pmtiles", layer=f"many@{level}", ZOOM_LEVEL=level, CLIP="NO")
        low = np.floor(world(np.array([[115.8, 34.4]]))[0] / WORLD * 2**level).astype(int).tolist()
        high = np.floor(world(np.array([[122.4, 27.9]]))[0] / WORLD * 2**level).astype(int).tolist()
        ours = parts.evaluate(
            """async ([text, level, [west, north], [east, south]]) => {
              const archive = await new Archive(sources.inside(text), () => { throw new Error("not read"); }).open();
              const found = [];
              const side = 2 ** 26 / 2 ** level;
              for (let row = north; row <= south; row++) for (let column = west; column <= east; column++) {
                const tile = { level, column, row, window: [] };
                await archive.fetch(tile);
                for (const { shapes, name, classes } of tile.layers.values())
                  for (let i = 0; i < shapes.count; i++) {
                    const [from, to] = shapes.span(i);
                    const [first, end] = [shapes.parts[i], shapes.parts[i + 1]];
                    const box = shapes.box.subarray(4 * i, 4 * i + 4);
                    const rings = shapes.runs[end] - shapes.runs[first];
                    found.push([name(i)[0], classes[i], to - from, end - first, ...box, rings]);
                  }
              }
              return found;
            }""",
            [base64.b64encode(packed).decode(), level, low, high],
        )
        assert len(ours) == len(theirs)
        assert {row[0] for row in ours} == set(np.array(names)[~shapely.is_empty(shapes)])
        assert {(row[0], row[1]) for row in ours} == set(zip(theirs["zh"], theirs["class"] - 1, strict=True))
        half = np.pi * 6378137
        boxes = theirs.geometry.bounds.to_numpy() / (2 * half) * WORLD
        expected = np.column_stack(
            [boxes[:, 0] + WORLD / 2, WORLD / 2 - boxes[:, 3], boxes[:, 2] + WORLD / 2, WORLD / 2 - boxes[:, 1]]
        )
        got = np.array([row[4:8] for row in ours], dtype=float)
        assert np.abs(got[np.lexsort(got.T)] - np.rint(expected)[np.lexsort(np.rint(expected).T)]).max() <= 1
        holes = shapely.get_num_interior_rings(shapely.get_parts(theirs.geometry.to_numpy())).sum()
        rings = shapely.get_num_geometries(theirs.geometry.to_numpy()).sum() + holes
        assert sum(row[3] for row in ours) == shapely.get_num_geometries(theirs.geometry.to_numpy()).sum()
        assert sum(row[8] for row in ours) == rings
        assert holes > 20


def test_plans_of_an_archive_inside_the_page_are_drawn_named_and_switched(visit, crowded, made_up, tmp_path):
    pytest.importorskip("freestiler")
    write(made_up.build(), tmp_path / "map.html")
    assert not (tmp_path / "map.pmtiles").exists()
    page = visit((tmp_path / "map.html").as_uri())
    page.wait_for_function("() => performance.getEntriesByName('planseam-picture').length")
    assert has_plans(page)
    spot = page.evaluate(f"(({{ x, y }}) => [x, y])({MAP}.latLngToContainerPoint([30.65, 119.1]))")
    box = page.locator(".folium-map").bounding_box()
    page.mouse.click(box["x"] + spot[0], box["y"] + spot[1])
    assert "要素0 · 核心保护区" in page.locator(".seam-here").inner_text()
    for name in ("redline图层", "reserve图层"):
        page.locator(".seam-row", has_text=name).click()
    page.wait_for_timeout(300)
    assert not has_plans(page)


def test_a_page_opened_as_a_file_asks_for_its_archive_and_draws_it(visit, beside):
    page = visit(beside.as_uri())
    bar = page.locator(".seam-warning")
    assert "map.pmtiles" in bar.inner_text()
    assert not has_plans(page)
    page.locator("input[type=file]").set_input_files(beside.with_suffix(".pmtiles"))
    page.wait_for_function("() => performance.getEntriesByName('planseam-archive-drawn').length")
    assert bar.count() == 0
    assert has_plans(page)


def test_a_file_that_is_no_archive_is_said_to_be_none(visit, beside, tmp_path):
    page = visit(beside.as_uri())
    (tmp_path / "wrong.pmtiles").write_bytes(b"no archive" * 50)
    page.locator("input[type=file]").set_input_files(tmp_path / "wrong.pmtiles")
    page.wait_for_selector(".seam-fault")
    assert page.locator("input[type=file]").is_visible()


class Ranges(http.server.SimpleHTTPRequestHandler):
    """A server that knows ranges, as most do; Python's own sends all."""

    def do_GET(self):
        asked = re.fullmatch(r"bytes=(\d+)-(\d+)", self.headers.get("Range", ""))
        if not asked:
            return super().do_GET()
        from_, to = int(asked[1]), int(asked[2])
        with open(self.translate_path(self.path), "rb") as file:  # noqa: PTH123 - the path is the handler's text
            data = file.read()[from_ : to + 1]
        self.send_response(206)
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)
        return None

    def log_message(self, *_):
        pass


class Wholes(http.server.SimpleHTTPRequestHandler):
    log_message = Ranges.log_message


@pytest.mark.parametrize("handler", [Ranges, Wholes])
def test_a_page_on_a_server_reads_the_archive_beside_it(browser, beside, handler):
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), partial(handler, directory=beside.parent))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    context = browser.new_context(viewport={"width": 1400, "height": 900})
    try:
        page = context.new_page()
        asked = []
        page.on("request", lambda request: asked.append(request.url))
        page.goto(f"http://127.0.0.1:{server.server_port}/map.html")
        page.wait_for_function("() => performance.getEntriesByName('planseam-picture').length")
        assert has_plans(page)
        assert page.locator(".seam-warning").count() == 0
        assert {url.rsplit("/", 1)[1] for url in asked} == {"map.html", "map.pmtiles"}
    finally:
        context.close()
        server.shutdown()
        server.server_close()


def test_a_browser_that_cannot_unpack_says_so_and_shows_the_conflicts(visit, browser, made_up, tmp_path):
    old = (tmp_path / "map.html").as_uri()
    write(made_up.build(), tmp_path / "map.html")
    context = browser.new_context()
    context.add_init_script("delete window.DecompressionStream")
    page = context.new_page()
    page.goto(old)
    page.wait_for_selector(".seam-fault")
    assert "浏览器无法绘制规划图层" in page.locator(".seam-fault").inner_text()
    assert page.locator(".seam-rows li[data-id]").count() == 30
    context.close()


def test_no_conflict_is_lost_at_any_zoom(visit, made_up, tmp_path):
    """Each of 400 conflicts of a metre leaves its colour where it lies, however far away one looks."""
    report = made_up.build(400)
    spots = np.random.default_rng(1).uniform((118.1, 30.1), (119.9, 30.9), (400, 2))
    tiny = shapely.buffer(shapely.points(spots), 0.000005)
    conflicts = report.conflicts.assign(severity="critical").set_geometry(gpd.GeoSeries(tiny, crs=4490))
    write(made_up.replace(report, conflicts=conflicts), tmp_path / "map.html")
    page = visit((tmp_path / "map.html").as_uri())
    for zoom in (5, 6.5, 8, 10, 13):
        seen = page.evaluate(
            f"""async ([spots, zoom, colour]) => {{
              const map = {MAP};
              map.setView([30.5, 119], zoom, {{ animate: false }});
              await new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
              const canvas = document.querySelector(".leaflet-overlay-pane canvas");
              const copy = document.createElement("canvas");
              [copy.width, copy.height] = [canvas.width, canvas.height];
              const pen = copy.getContext("2d", {{ willReadFrequently: true }});
              pen.drawImage(canvas, 0, 0);
              const box = canvas.getBoundingClientRect();
              const home = map.getContainer().getBoundingClientRect();
              const ratio = canvas.width / box.width;
              const [r, g, b] = [1, 3, 5].map((i) => parseInt(colour.slice(i, i + 2), 16));
              return spots.filter(([lng, lat]) => map.getBounds().contains([lat, lng])).map(([lng, lat]) => {{
                const at = map.latLngToContainerPoint([lat, lng]);
                const [x, y] = [(at.x + home.x - box.x) * ratio - 4, (at.y + home.y - box.y) * ratio - 4];
                const {{ data }} = pen.getImageData(Math.round(x), Math.round(y), 8, 8);
                const is = (i) => data[i] === r && data[i + 1] === g && data[i + 2] === b;
                for (let i = 0; i < data.length; i += 4) if (is(i)) return true;
                return false;
              }});
            }}""",
            [spots.tolist(), zoom, CRITICAL],
        )
        assert all(seen), zoom
        assert len(seen) == 400 or zoom > 8


def test_tiles_between_two_zooms_are_drawn_not_stretched(visit, made_up, tmp_path):
    write(made_up.build(), tmp_path / "map.html")
    page = visit((tmp_path / "map.html").as_uri())
    for zoom in (8, 8.5, 9.5):
        page.evaluate(f"{MAP}.setView([30.5, 119], {zoom}, {{ animate: false }})")
        page.wait_for_timeout(400)
        scales = page.evaluate(
            "[...document.querySelectorAll('.leaflet-tile-container')].filter((each) => each.childElementCount)"
            ".map((each) => new DOMMatrix(getComputedStyle(each).transform).a)"
        )
        assert scales == [1]
        assert has_plans(page)


def test_what_waits_is_drawn_at_once_when_the_page_is_about_to_be_printed(visit, made_up, tmp_path):
    write(made_up.build(), tmp_path / "map.html")
    page = visit((tmp_path / "map.html").as_uri())
    page.wait_for_function("() => performance.getEntriesByName('planseam-picture').length")
    blank = page.evaluate(
        f"""() => {{
          {MAP}.setView([30.5, 119], 9.5, {{ animate: false }});
          dispatchEvent(new Event("beforeprint"));
          return [...document.querySelectorAll("canvas.leaflet-tile")].filter((tile) => !tile.drawn).length;
        }}"""
    )
    assert blank == 0


def test_a_map_in_a_notebook_draws_its_plans_too(visit, made_up, tmp_path):
    (tmp_path / "notebook.html").write_text(
        f"<!doctype html><ul class=seam-rows><li></li></ul>{draw(made_up.build())._repr_html_()}", "utf-8"
    )
    page = visit((tmp_path / "notebook.html").as_uri())
    frame = page.frames[1]
    frame.wait_for_function("() => performance.getEntriesByName('planseam-picture').length")
    assert has_plans(frame)
