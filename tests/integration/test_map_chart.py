"""The seam chart in a real browser, linked with the map: 110 km of a meridian, from north to south."""

import pytest

from planseam.mapping import write

CANVAS = ".seam-band canvas"
RED = "#d0021b"
KM = 110


@pytest.fixture(scope="module")
def address(made_up, tmp_path_factory):
    file = tmp_path_factory.mktemp("chart") / "map.html"
    write(made_up.build(), file)
    return file.as_uri()


def plot(page):
    """Where the chart's kilometre 0 stands on the screen, how wide a kilometre is, and where its rows begin."""
    box = page.locator(CANVAS).bounding_box()
    left = 84 if box["width"] < 560 else 132 if box["width"] < 900 else 176
    return box["x"] + left, (box["width"] - left - 14) / KM, box["y"]


def hover(page, km, row=0):
    x, wide, y = plot(page)
    page.mouse.move(x + km * wide, y + 42 + row * 25 + 9)
    page.wait_for_timeout(60)


def said(page):
    return page.locator(".seam-chart output").inner_text()


def on_map(page, lat, lng=119.0):
    """Where a place of the map stands on the screen: its bounds say so, for nothing else is told."""
    return page.evaluate(
        """([lat, lng]) => {
          const map = Object.values(window).find((each) => each instanceof L.Map);
          const { x, y } = map.latLngToContainerPoint([lat, lng]);
          const box = map.getContainer().getBoundingClientRect();
          return [box.x + x, box.y + y];
        }""",
        [lat, lng],
    )


def test_it_opens_with_the_border_its_sides_and_what_the_colours_mean(visit, address):
    page = visit(address)
    assert page.locator(".seam-chart select option").all_inner_texts() == ["浙江省—安徽省 · 110.00 km (10)"]
    assert "上方 浙江省 · 下方 安徽省" in said(page)
    assert "一侧有、另一侧无" in said(page)
    page.locator("[data-action=language]").click()
    assert "Zhejiang above · Anhui below" in said(page)


def test_pointing_at_a_row_reads_both_sides_there(visit, address):
    page = visit(address)
    hover(page, 10)
    text = said(page)
    assert "生态保护红线" in text
    assert "浙江省：要素0" in text
    assert "安徽省：要素1 (距界 12.5 m)" in text
    assert "一致率 66.7%" in text
    hover(page, 25)
    assert "安徽省：无" in said(page)
    assert page.locator(".seam-chart .seam-mismatch").count() == 1
    hover(page, 60)
    assert page.locator(".seam-chart .seam-mismatch").count() == 0
    hover(page, 80.25, row=1)
    assert "安徽省：要素0 (距界 3.3 m)" in said(page)


@pytest.mark.parametrize("km", [10, 55, 100])
def test_pointing_at_the_chart_shows_the_place_on_the_map(visit, address, km):
    page = visit(address)
    hover(page, km)
    pin = page.locator(".seam-pin").bounding_box()
    x, y = on_map(page, 31 - km / KM)  # the scale along a meridian hardly changes within a degree
    assert pin["x"] + pin["width"] / 2 == pytest.approx(x, abs=1.5)
    assert pin["y"] + pin["height"] / 2 == pytest.approx(y, abs=2.5)


def test_pointing_at_the_border_on_the_map_shows_the_place_on_the_chart(visit, address):
    page = visit(address)
    x, y = on_map(page, 30.75)
    page.mouse.move(x + 60, y)
    assert "km" not in said(page)
    page.mouse.move(x + 3, y)
    assert float(said(page).split()[1]) == pytest.approx(27.5, abs=0.6)
    assert page.locator(".seam-pin").is_visible()
    page.mouse.move(x + 60, y)
    assert page.locator(".seam-pin").count() == 0


def test_a_click_shows_the_place_and_a_mark_opens_its_conflict(visit, address):
    page = visit(address)
    x, wide, y = plot(page)
    page.mouse.click(x + 90 * wide, y + 60)
    centre = page.evaluate("Object.values(window).find((each) => each instanceof L.Map).getCenter()")
    assert centre["lat"] == pytest.approx(31 - 90 / KM, abs=0.005)
    page.mouse.click(x + 24.25 * wide, y + 10)
    assert page.locator(".seam-card code").inner_text() == "EC100-00000018"
    assert said(page).startswith("km 24.25")


def test_what_one_side_lacks_is_red_and_more_so_the_nearer_one_looks(visit, address, pixels):
    page = visit(address)
    page.wait_for_timeout(200)
    whole = pixels(page, CANVAS, RED)
    _, wide, _ = plot(page)
    assert whole == pytest.approx(3 * wide * 10.5, rel=0.25)
    hover(page, 25)
    page.mouse.wheel(0, -400)
    page.wait_for_timeout(200)
    assert pixels(page, CANVAS, RED) > 1.5 * whole
    page.locator(CANVAS).dblclick()
    page.mouse.move(5, 5)
    page.wait_for_timeout(200)
    assert pixels(page, CANVAS, RED) == whole


def test_a_run_of_one_side_is_shown_on_the_map(visit, address, pixels):
    page = visit(address)
    page.wait_for_timeout(800)
    assert pixels(page, ".leaflet-seam-border-pane canvas", RED) == 0
    hover(page, 25)
    page.wait_for_timeout(200)
    length = page.evaluate("document.querySelector('.leaflet-seam-border-pane canvas').height") / 2
    assert 0 < pixels(page, ".leaflet-seam-border-pane canvas", RED) < 7 * length / 4


def test_the_marks_are_those_of_the_conflicts_that_are_shown(visit, address, pixels):
    page = visit(address)
    page.wait_for_timeout(200)
    assert pixels(page, CANVAS, "#7d1050") > 10
    page.locator(".seam-chips button").nth(0).click()
    page.wait_for_timeout(200)
    assert pixels(page, CANVAS, "#7d1050") == 0


def test_keys_move_zoom_and_go_there(visit, address):
    page = visit(address)
    page.locator(CANVAS).focus()
    page.keyboard.press("Home")
    assert said(page).startswith("km 0.00")
    page.keyboard.press("PageDown")
    assert said(page).startswith("km 11.00")
    page.keyboard.press("ArrowRight")
    assert said(page).startswith("km 12.10")
    page.keyboard.press("Enter")
    centre = page.evaluate("Object.values(window).find((each) => each instanceof L.Map).getCenter()")
    assert centre["lat"] == pytest.approx(31 - 12.1 / KM, abs=0.005)


def test_it_folds_away_gives_its_room_to_the_map_and_the_address_keeps_it(visit, address):
    page = visit(address)
    before = page.locator(".folium-map").bounding_box()["height"]
    page.locator("[data-action=fold]").click()
    page.wait_for_function("() => !location.hash.includes('seam')")
    assert page.locator(".seam-chart").is_hidden()
    assert page.locator(".folium-map").bounding_box()["height"] > before + 60
    page.locator("[data-toggle=chart]").click()
    page.wait_for_function("() => location.hash.includes('seam=33-34')")
    phone = visit(f"{address}#seam=33-34", width=390, height=844)
    assert phone.locator(".seam-chart").is_visible()
    assert phone.evaluate("document.documentElement.scrollWidth") <= 390


def test_hostile_names_are_only_ever_text_in_the_chart_too(visit, made_up, tmp_path):
    hostile = made_up.build(6, word=made_up.HOSTILE)
    write(hostile, tmp_path / "map.html")
    page = visit((tmp_path / "map.html").as_uri())
    hover(page, 10)
    assert made_up.HOSTILE[:20] in said(page)
    assert page.evaluate("window.hacked") is None
