"""Maps over tiles in a real browser: what they ask of the network, where their layers lie, and what they do without."""

import re
import struct
import zlib

import numpy as np
import pyproj
import pytest

from planseam.loading.datum import gcj02_to_wgs84, wgs84_to_gcj02
from planseam.mapping import draw, write

ELLIPSOID = pyproj.Geod(a=6_378_137.0, rf=298.257222101)  # CGCS2000
RED = "#dc1e28"
MAP = "Object.values(window).find((each) => each instanceof L.Map)"


def chunk(kind, body):
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))


def tile():
    """A red PNG of 256 pixels."""
    rows = (b"\0" + bytes([0xDC, 0x1E, 0x28]) * 256) * 256
    header = struct.pack(">IIBBBBB", 256, 256, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")


@pytest.fixture
def online(browser):
    """Open a page on a network where only some hosts answer, all with the same red tile; what was asked is kept."""
    context = browser.new_context(viewport={"width": 1400, "height": 900})
    asked, faults = [], []

    def answer(route):
        asked.append(route.request.url)
        if context.answers:
            route.fulfill(status=200, content_type="image/png", body=tile())
        else:
            route.abort()

    context.route(re.compile(r"^https?://"), answer)

    def open_page(file, *, answers=True, refusals=False):
        context.answers = answers
        page = context.new_page()
        told = answers and not refusals
        page.on("pageerror", lambda error: faults.append(str(error)))
        page.on("console", lambda each: faults.append(each.text) if each.type == "error" and told else None)
        page.goto(file.as_uri())
        page.wait_for_function("() => performance.getEntriesByName('planseam-picture').length")
        page.wait_for_timeout(600)
        return page, asked

    yield open_page
    context.close()
    assert faults == []


def red(page):
    """How much of the map is tile, in percent."""
    page.locator(".seam-panel").wait_for()
    return page.evaluate(
        f"""() => {{
          const tiles = [...document.querySelectorAll(".leaflet-tile-pane img")].filter((each) => each.naturalWidth);
          const {"{ x, y }"} = {MAP}.getSize();
          return (100 * tiles.length * 256 * 256) / (x * y);
        }}"""
    )


@pytest.mark.parametrize(
    ("name", "key", "host"),
    [
        ("tianditu", "k3y", ".tianditu.gov.cn"),
        ("amap", "", "webrd01.is.autonavi.com"),
        ("OpenStreetMap.Mapnik", "", "tile.openstreetmap.org"),
        ("http://10.0.0.5:8080/{z}/{x}/{y}.png", "", "10.0.0.5:8080"),
    ],
)
def test_tiles_lie_under_the_map_and_nothing_else_is_asked_of_the_network(made_up, online, tmp_path, name, key, host):
    write(made_up.build(6), tmp_path / "map.html", tiles=name, key=key)
    page, asked = online(tmp_path / "map.html")
    assert red(page) > 100
    assert asked
    assert all(url.split("/")[2].endswith(host) for url in asked)
    assert all("k3y" in url for url in asked) or not key


def test_the_browser_keeps_the_page_to_the_hosts_of_its_tiles(made_up, online, tmp_path):
    write(made_up.build(6), tmp_path / "map.html", tiles="OpenStreetMap.Mapnik")
    page, asked = online(tmp_path / "map.html", refusals=True)
    said = page.evaluate("""() => new Promise((done) => {
      const picture = new Image();
      picture.onload = () => done("loaded");
      picture.onerror = () => done("refused");
      picture.src = "https://elsewhere.example/a.png";
    })""")
    assert said == "refused"
    assert page.evaluate("fetch('https://tile.openstreetmap.org/').then(() => 'went', () => 'refused')") == "refused"
    assert not any("elsewhere" in url for url in asked)


def test_over_tiles_the_land_lets_them_through_until_it_is_switched_on(made_up, online, tmp_path, pixels):
    write(made_up.build(6), tmp_path / "map.html", tiles="OpenStreetMap.Mapnik")
    page, _ = online(tmp_path / "map.html")
    canvases = ".leaflet-seam-plans-pane canvas"
    assert pixels(page, canvases, "#fbfaf6") == 0
    page.locator(".seam-group").nth(2).locator("summary").click()
    page.locator(".seam-row", has_text="陆域").click()
    page.wait_for_timeout(300)
    assert pixels(page, canvases, "#fbfaf6") > 10_000


def test_the_background_is_credited_and_can_be_switched_off(made_up, online, tmp_path):
    write(made_up.build(6), tmp_path / "map.html", tiles="OpenStreetMap.Mapnik")
    page, _ = online(tmp_path / "map.html")
    assert page.locator(".seam-credit").inner_text() == "(C) OpenStreetMap contributors"
    page.locator(".seam-group").nth(2).locator("summary").click()
    page.locator(".seam-row", has_text="OpenStreetMap.Mapnik").click()
    assert red(page) == 0


def test_without_network_the_map_shows_its_own_ground_and_says_so(made_up, online, tmp_path, pixels):
    write(made_up.build(6), tmp_path / "map.html", tiles="OpenStreetMap.Mapnik")
    page, _ = online(tmp_path / "map.html", answers=False)
    assert (
        page.locator(".seam-warning").inner_text() == "无法取得 tile.openstreetmap.org 的底图瓦片，已改用本图自带的底图"
    )
    assert pixels(page, ".leaflet-seam-plans-pane canvas", "#fbfaf6") > 10_000
    assert pixels(page, ".leaflet-seam-plans-pane canvas", "#bfd9e8") > 20


def test_over_amap_plans_conflicts_borders_and_names_lie_where_amap_has_their_places(made_up, online, tmp_path, pixels):
    """The corner of the conflict number 0, on the screen, is where the datum of the tiles puts it."""
    write(made_up.build(6), tmp_path / "map.html", tiles="amap")
    page, _ = online(tmp_path / "map.html")
    (lon,), (lat,) = wgs84_to_gcj02(np.array([118.99]), np.array([30.1]))  # its south-west corner
    found = page.evaluate(
        f"""() => {{
          const map = {MAP};
          const found = [];
          map.eachLayer((layer) => layer instanceof L.Polygon && found.push(layer.getBounds().getSouthWest()));
          return found.map((each) => [each.lng, each.lat]);
        }}"""
    )
    assert min(np.hypot(east - lon, north - lat) for east, north in found) < 2e-6
    labels = page.evaluate(
        f"""() => {{
          const found = [];
          {MAP}.eachLayer((each) => each.options.icon?.options.className === "seam-name" && found.push(each));
          return found.map((each) => each.getLatLng()).map(({{ lat, lng }}) => [lng, lat]);
        }}"""
    )
    plain = [label["at"] for label in made_up.page_data(draw(made_up.build(6)).get_root().render())["labels"]]
    assert np.array(labels) == pytest.approx(np.column_stack(wgs84_to_gcj02(*np.array(plain).T)), abs=2e-5)


def test_over_amap_measures_are_those_of_the_ground(made_up, online, tmp_path):
    write(made_up.build(6), tmp_path / "map.html", tiles="amap")
    page, _ = online(tmp_path / "map.html")
    page.locator("[data-tool=distance]").click()
    shown = []
    for x, y in ((600, 260), (820, 390)):
        page.mouse.click(x, y)
        event = f"{{ clientX: {x}, clientY: {y} }}"
        shown.append(page.evaluate(f"(({'{ lat, lng }'}) => [lng, lat])({MAP}.mouseEventToLatLng({event}))"))
        page.wait_for_timeout(350)  # two clicks in a row would be a double click
    page.keyboard.press("Enter")
    lon, lat = gcj02_to_wgs84(*np.array(shown).T)
    expected = ELLIPSOID.inv(lon[0], lat[0], lon[1], lat[1])[2] / 1000
    as_shown = ELLIPSOID.inv(shown[0][0], shown[0][1], shown[1][0], shown[1][1])[2] / 1000
    told = float(page.locator(".seam-measured b").inner_text().removesuffix(" km"))
    assert told == pytest.approx(expected, abs=0.0006)
    assert abs(as_shown - expected) > 0.005  # else this would prove nothing


def test_over_amap_the_address_keeps_true_places(made_up, online, tmp_path):
    write(made_up.build(6), tmp_path / "map.html", tiles="amap")
    page, _ = online(tmp_path / "map.html")
    page.evaluate(f"{MAP}.setView([30.6, 119.3], 12, {{ animate: false }})")
    page.wait_for_function("() => location.hash.includes('at=')")
    lat, lon, _zoom = (float(part) for part in page.url.partition("at=")[2].split("&")[0].split(","))
    (true_lon,), (true_lat,) = gcj02_to_wgs84(np.array([119.3]), np.array([30.6]))
    assert (lon, lat) == pytest.approx((true_lon, true_lat), abs=2e-5)
    page.reload()
    page.wait_for_timeout(500)
    again = page.evaluate(f"(({'{ lat, lng }'}) => [lat, lng])({MAP}.getCenter())")
    assert again == pytest.approx([30.6, 119.3], abs=2e-3)


def test_a_key_in_the_address_of_tiles_runs_nothing(made_up, online, tmp_path):
    write(made_up.build(6), tmp_path / "map.html", tiles="tianditu", key='"><script>window.hacked=1</script>{{7*7}}')
    page, asked = online(tmp_path / "map.html")
    assert page.evaluate("window.hacked") is None
    assert all("%7B%7B7%2A7%7D%7D" in url for url in asked)
