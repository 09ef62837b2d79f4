"""Search, measuring, full screen, help and keys of the map in a real browser."""

import re
from dataclasses import replace
from importlib.resources import files

import numpy as np
import pyproj
import pytest

from planseam.mapping import write

ELLIPSOID = pyproj.Geod(a=6_378_137.0, rf=298.257222101)  # CGCS2000


@pytest.fixture(scope="module")
def address(made_up, tmp_path_factory):
    file = tmp_path_factory.mktemp("tools") / "map.html"
    write(made_up.build(), file)
    return file.as_uri()


def find(page, words):
    page.locator(".seam-find input").fill(words)
    page.wait_for_selector(".seam-found:not([hidden])")
    page.wait_for_timeout(300)
    return page.locator(".seam-found li")


def middle(page):
    return page.evaluate(
        "(({ lat, lng }) => [lat, lng])(Object.values(window).find((each) => each instanceof L.Map).getCenter())"
    )


def at(page, lat, lng):
    return page.evaluate(
        """([lat, lng]) => {
          const map = Object.values(window).find((each) => each instanceof L.Map);
          const { x, y } = map.latLngToContainerPoint([lat, lng]);
          const box = map.getContainer().getBoundingClientRect();
          return [box.x + x, box.y + y];
        }""",
        [lat, lng],
    )


@pytest.mark.parametrize(
    ("words", "place"), [("太湖", (30.5, 118.5)), ("zhejiang", (30.5, 119.5)), ("34", (30.5, 118.5))]
)
def test_a_place_is_found_by_name_in_either_language_and_by_code(visit, address, words, place):
    page = visit(address)
    assert find(page, words).count() >= 1
    page.keyboard.press("Enter")
    page.wait_for_selector(".seam-here")
    assert middle(page) == pytest.approx(place, abs=0.02)
    assert page.locator(".seam-found").is_hidden()


def test_a_feature_of_a_layer_that_is_off_is_found_and_its_layer_switched_on(visit, address):
    page = visit(address)
    corridor = page.locator(".seam-row", has_text="corridor图层").locator("input")
    assert not corridor.is_checked()
    found = find(page, "要素0").filter(has_text="Corridor图层")
    assert "f0" in found.inner_text()
    found.click()
    page.wait_for_selector(".seam-here")
    assert page.locator(".seam-row", has_text="corridor图层").locator("input").is_checked()


def test_a_conflict_and_a_rule_are_found_by_code(visit, address):
    page = visit(address)
    find(page, "EC101-00000001").first.click()
    assert page.locator(".seam-card code").inner_text() == "EC101-00000001"
    find(page, "ec102").first.click()
    assert page.locator("select[data-filter=rule]").input_value() == "EC102"


def test_keys_choose_among_what_is_found_and_nothing_found_is_said(visit, address):
    page = visit(address)
    page.keyboard.press("g")
    rows = find(page, "要素")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    assert rows.nth(1).get_attribute("aria-selected") == "true"
    assert page.locator(".seam-find input").get_attribute("aria-activedescendant") == rows.nth(1).get_attribute("id")
    find(page, "没有这样的地方")
    assert page.locator(".seam-found").inner_text() == "没有找到"
    page.keyboard.press("Escape")
    assert page.locator(".seam-found").is_hidden()


@pytest.fixture(scope="module")
def earth(browser):
    """The page's own lengths and areas, as functions of places."""
    page = browser.new_page()
    source = files("planseam.mapping").joinpath("templates", "geodesy.js").read_text("utf-8")
    page.evaluate(f"{source}\nwindow.earth = geodesy([6378137, 298.257222101]);")
    yield lambda name, *places: page.evaluate(f"(places) => earth.{name}(...places)", list(places))
    page.close()


def test_lengths_are_geodesic_on_the_ellipsoid(earth):
    source = np.random.default_rng(8)
    for _ in range(30):
        a, b = source.uniform((26, 114), (36, 124), (2, 2)).tolist()
        assert earth("distance", a, b) == pytest.approx(ELLIPSOID.inv(a[1], a[0], b[1], b[0])[2], rel=1e-9)
    assert earth("distance", [30, 119], [30, 119]) == 0
    assert earth("distance", [0, 0], [0.3, 179.9]) == pytest.approx(ELLIPSOID.inv(0, 0, 179.9, 0.3)[2], rel=0.01)


@pytest.mark.parametrize(("size", "within"), [(0.001, 1e-6), (0.1, 5e-6), (1, 5e-5), (3, 1e-4)])
def test_areas_are_geodesic_on_the_ellipsoid(earth, size, within):
    source = np.random.default_rng(9)
    for _ in range(10):
        turn = np.sort(source.uniform(0, 2 * np.pi, 7))
        middle = source.uniform((27, 115), (35, 123))
        ring = middle + size * np.column_stack([np.sin(turn), np.cos(turn)])
        expected = abs(ELLIPSOID.polygon_area_perimeter(ring[:, 1], ring[:, 0])[0])
        assert earth("area", ring.tolist()) == pytest.approx(expected, rel=within)
        assert earth("area", ring[::-1].tolist()) == pytest.approx(expected, rel=within)


def numbers(page):
    return [float(each) for each in re.findall(r"\d+\.\d+", page.locator(".seam-measured").inner_text())]


def test_a_distance_is_measured_by_clicks_that_open_nothing_else(visit, address):
    page = visit(address)
    page.locator("[data-tool=distance]").click()
    for lat, lng in ((30.2, 118.6), (30.6, 119.4)):
        page.mouse.click(*at(page, lat, lng))
        page.wait_for_timeout(350)
    page.keyboard.press("Enter")
    metres = ELLIPSOID.inv(118.6, 30.2, 119.4, 30.6)[2]
    assert numbers(page)[0] == pytest.approx(metres / 1000, rel=0.01)
    assert page.locator(".seam-here, .seam-card:not([hidden])").count() == 0
    page.keyboard.press("Escape")
    assert page.locator(".seam-measured").is_hidden()
    assert page.locator("[data-tool=distance]").get_attribute("aria-pressed") == "false"


def test_an_area_is_measured_in_hectares_and_mu_and_ended_by_a_double_click(visit, address):
    page = visit(address)
    page.keyboard.press("a")
    ring = ((30.2, 118.7), (30.2, 119.3), (30.6, 119.3), (30.6, 118.7))
    for lat, lng in ring[:-1]:
        page.mouse.click(*at(page, lat, lng))
        page.wait_for_timeout(350)
    page.mouse.dblclick(*at(page, *ring[-1]))
    page.mouse.move(*at(page, 30.9, 119.9))
    area, perimeter = ELLIPSOID.polygon_area_perimeter([lng for _, lng in ring], [lat for lat, _ in ring])
    hectares, mu, kilometres = numbers(page)
    assert hectares == pytest.approx(abs(area) / 10_000, rel=0.02)
    assert mu == pytest.approx(hectares * 15, abs=0.01)
    assert kilometres == pytest.approx(perimeter / 1000, rel=0.02)
    assert "公顷" in page.locator(".seam-measured").inner_text()
    page.mouse.click(*at(page, 30.45, 119.6))
    assert page.locator(".seam-here").is_visible()


def test_a_drag_while_measuring_moves_the_map_and_sets_no_point(visit, address):
    page = visit(address)
    page.locator("[data-tool=distance]").click()
    x, y = at(page, 30.4, 118.5)
    before = middle(page)
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + 120, y + 40, steps=5)
    page.mouse.up()
    page.mouse.click(x, y)
    page.wait_for_timeout(400)
    page.keyboard.press("Backspace")
    page.mouse.move(x + 5, y + 5)
    assert middle(page) != before
    assert "距离" not in page.locator(".seam-measured").inner_text()


def test_the_page_fills_the_screen_and_leaves_it(visit, address):
    page = visit(address)
    page.keyboard.press("f")
    page.wait_for_function("() => document.fullscreenElement?.classList.contains('seam')")
    page.keyboard.press("?")
    assert page.locator(".seam-help").is_visible()
    page.keyboard.press("Escape")
    page.evaluate("document.fullscreenElement && document.exitFullscreen()")
    page.wait_for_function("() => !document.fullscreenElement")


def test_help_names_the_keys_in_the_language_of_the_moment(visit, address):
    page = visit(address)
    page.locator("[data-action=language]").click()
    page.locator("[data-tool=help]").click()
    text = page.locator(".seam-help").inner_text()
    for part in ("Next and previous conflict", "Measure a distance, an area", "second side (dashed)"):
        assert part in text
    page.locator(".seam-help .seam-close").click()
    assert page.locator(".seam-help").is_hidden()


def test_keys_open_and_close_the_panels_and_show_the_whole(visit, address):
    page = visit(address)
    for key, place in (("c", ".seam-panel"), ("l", ".seam-layers"), ("s", ".seam-chart")):
        seen = page.locator(place).is_visible()
        page.keyboard.press(key)
        assert page.locator(place).is_visible() != seen
        page.keyboard.press(key)
        assert page.locator(place).is_visible() == seen
    page.locator(".seam-rows li[data-id]").first.click()
    page.locator(".seam-card h2").click()
    page.keyboard.press("0")
    assert middle(page) == pytest.approx((30.5, 119), abs=0.02)


def test_every_button_and_field_has_a_name(visit, address):
    page = visit(address)
    page.locator(".seam-rows li[data-id]").first.click()
    page.keyboard.press("m")
    nameless = page.evaluate(
        """() => [...document.querySelectorAll(".seam :is(button, input, select, canvas[tabindex], summary)")]
          .filter((node) => !(node.ariaLabel || node.title || node.innerText?.trim() || node.closest("label")))
          .map((node) => node.outerHTML.slice(0, 80))"""
    )
    assert nameless == []


@pytest.mark.parametrize(("width", "height"), [(1600, 1000), (1100, 750), (390, 844)])
@pytest.mark.parametrize("language", ["zh", "en"])
def test_nothing_runs_over_the_edge_at_any_size(visit, made_up, tmp_path, width, height, language):
    made = made_up.build()
    write(replace(made, layers=tuple(replace(each, illustrative=True) for each in made.layers)), tmp_path / "map.html")
    page = visit(f"{(tmp_path / 'map.html').as_uri()}#id=EC100-00000000&lang={language}", width=width, height=height)
    page.wait_for_timeout(200)
    over = page.evaluate(
        """() => [".seam-head, .seam-head *, .seam-panel", ".seam-card, .seam-card *, .seam-chart > *, .seam-find"]
          .flatMap((places) => [...document.querySelectorAll(places)])
          .filter((node) => node.offsetWidth && node.getBoundingClientRect().right > innerWidth + 1)
          .map((node) => node.className || node.tagName)"""
    )
    assert over == []
    assert page.locator(".folium-map").bounding_box()["height"] > 250
