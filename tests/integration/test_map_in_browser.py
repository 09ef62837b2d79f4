"""The map in a real browser, opened as a file, with the network closed."""

import re

import folium
import pytest

from planseam.mapping import draw, write


@pytest.fixture(scope="module")
def address(made_up, tmp_path_factory):
    file = tmp_path_factory.mktemp("map") / "map.html"
    write(made_up.build(), file)
    return file.as_uri()


def rows(page):
    return page.locator(".seam-rows li[data-id]")


def test_it_opens_with_all_conflicts_notice_scale_and_internal_mark(visit, address):
    page = visit(address)
    assert rows(page).count() == 30
    assert page.locator(".seam-notice").inner_text() == "示意数据，非测绘成果"
    assert page.locator(".seam-foot").inner_text().startswith("内部工作用图")
    assert page.locator(".leaflet-control-scale-line").is_visible()
    assert page.locator(".seam-name span").all_inner_texts() == ["浙江省", "安徽省"]


def drawn_colours(page, colour):
    """How many pixels of the map's canvases have a colour."""
    return page.evaluate(
        """(colour) => [...document.querySelectorAll(".seam-map canvas")].reduce((sum, canvas) => {
          const pixels = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height).data;
          const [r, g, b] = [1, 3, 5].map((i) => parseInt(colour.slice(i, i + 2), 16));
          let found = 0;
          for (let i = 0; i < pixels.length; i += 4)
            if (pixels[i] === r && pixels[i + 1] === g && pixels[i + 2] === b && pixels[i + 3] === 255) found += 1;
          return sum + found;
        }, 0)""",
        colour,
    )


def test_a_conflict_of_a_metre_is_seen_from_afar(visit, made_up, tmp_path):
    small = made_up.build(4)
    write(
        made_up.replace(small, conflicts=small.conflicts.iloc[3:].assign(severity="critical")), tmp_path / "small.html"
    )
    page = visit((tmp_path / "small.html").as_uri())
    page.wait_for_timeout(300)
    assert drawn_colours(page, "#7d1050") > 50


def test_the_filter_by_severity_rule_border_and_text(visit, address):
    page = visit(address)
    page.locator(".seam-chips button").nth(3).click()
    assert rows(page).count() == 23
    assert page.evaluate("document.activeElement.getAttribute('aria-pressed')") == "false"
    page.locator("[data-filter=rule]").select_option("EC100")
    page.locator("[data-filter=border]").select_option("33-34")
    assert page.locator(".seam-count output").inner_text() == f"{rows(page).count()} / 30 条"
    page.locator("[data-action=clear]").click()
    page.locator("[data-filter=text]").fill("第17处 zhejiang")
    assert rows(page).count() == 1
    page.locator("[data-filter=text]").fill("nothing of the kind")
    assert page.locator(".seam-rows .seam-empty").inner_text() == "没有符合筛选条件的冲突"


def test_a_click_in_the_list_opens_the_card_and_the_address_keeps_it(visit, address):
    page = visit(address)
    row = rows(page).filter(has_text="第0处")
    row.click()
    card = page.locator(".seam-card")
    assert card.locator("code").inner_text() == "EC100-00000000"
    facts = card.inner_text()
    for part in ("规则0", "致命", "浙江省—安徽省", "1.2345 公顷 · 18.52 亩", "6.3 m", "双方协商", "要素0 (f0)", "示意"):
        assert part in facts
    assert "#id=EC100-00000000" in page.url
    assert row.get_attribute("aria-selected") == "true"
    page.locator(".seam-card .seam-close").click()
    assert card.is_hidden()
    assert "id=" not in page.url


def test_a_link_opens_its_conflict_even_where_its_severity_was_off(visit, address):
    page = visit(f"{address}#EC101-00000001")
    assert page.locator(".seam-card code").inner_text() == "EC101-00000001"
    page.locator(".seam-chips button").nth(2).click()
    page.evaluate("location.hash = '#EC102-00000002'")
    page.wait_for_function("document.querySelector('.seam-card code').textContent === 'EC102-00000002'")
    assert page.locator(".seam-rows [aria-selected=true]").get_attribute("data-id") == "EC102-00000002"


def test_a_link_to_no_conflict_says_so(visit, address):
    assert "EC999-0" in visit(f"{address}#EC999-0").locator(".seam-card").inner_text()


def test_the_arrow_keys_walk_the_list(visit, address):
    page = visit(address)
    ids = [row.get_attribute("data-id") for row in rows(page).all()]
    page.locator(".seam-rows").focus()
    for key, expected in (("ArrowDown", 0), ("ArrowDown", 1), ("ArrowUp", 0), ("End", 29)):
        page.keyboard.press(key)
        assert f"#id={ids[expected]}" in page.url


def test_a_click_on_the_map_opens_the_conflict_or_names_what_lies_there(visit, address):
    page = visit(f"{address}#EC102-00000002")
    box = page.locator(".folium-map").bounding_box()
    page.locator(".seam-card .seam-close").click()
    page.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    page.wait_for_selector(".seam-card:not([hidden])")
    assert re.search(r"#id=EC102-[0-9a-f]{8}&", page.url)
    page.mouse.click(box["x"] + box["width"] / 2, box["y"] + 20)
    assert "浙江省" in page.locator(".seam-here").inner_text()


def test_the_language_switch_turns_the_whole_page(visit, address):
    page = visit(f"{address}#EC100-00000000")
    page.locator("[data-action=language]").click()
    assert page.locator(".seam-notice").inner_text() == "Illustrative data, not surveyed"
    assert "What to do" in page.locator(".seam-card").inner_text()
    assert "mismatch number 0" in page.locator(".seam-card").inner_text()
    assert page.locator(".seam-name span").all_inner_texts() == ["Zhejiang", "Anhui"]
    assert page.evaluate("document.documentElement.lang") == "en"
    page.locator("[data-action=language]").click()
    assert page.locator(".seam-count output").inner_text() == "30 / 30 条"


def test_layers_are_switched_and_the_legend_names_what_is_shown(visit, address):
    page = visit(address)
    legend = page.locator(".seam-legend")
    corridor = page.locator(".seam-row", has_text="corridor图层")
    assert "Corridor图层" not in legend.inner_text()
    assert drawn_colours(page, "#55803f") == 0
    corridor.click()
    page.wait_for_timeout(200)
    assert "Corridor图层" in legend.inner_text()
    assert "核心保护区" in legend.inner_text()
    page.locator(".seam-row", has_text="redline图层").click()
    assert "Redline图层" not in legend.inner_text()
    page.locator(".seam-group summary", has_text="冲突").click()
    assert page.locator(".seam-row", has_text="致命").is_hidden()


def test_hostile_text_runs_nothing(visit, made_up, tmp_path):
    hostile = made_up.build(6, word=made_up.HOSTILE)
    write(hostile, tmp_path / "map.html")
    page = visit((tmp_path / "map.html").as_uri())
    for row in rows(page).all():
        row.click()
    page.locator("[data-action=language]").click()
    page.locator("summary", has_text="Basemap").click()
    box = page.locator(".folium-map").bounding_box()
    page.mouse.click(box["x"] + 40, box["y"] + box["height"] / 2)
    page.wait_for_timeout(300)
    assert made_up.HOSTILE[:20] in page.locator(".seam-card").inner_text()
    assert page.evaluate("window.hacked") is None
    assert page.locator("img[src=x], .seam svg[onload]").count() == 0


def test_a_template_in_the_data_shows_as_it_is_written(visit, made_up, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    for number, word in enumerate(made_up.TEMPLATES):
        write(made_up.build(6, word=word), tmp_path / f"{number}.html")
        page = visit((tmp_path / f"{number}.html").as_uri())
        assert page.locator("h1").inner_text() == f"两省接边{word}"
        assert page.title().startswith(f"两省接边{word} · ")
        rows(page).first.click()
        assert f"第0处不一致{word}" in page.locator(".seam-card").inner_text()
        assert f"规则0{word}" in page.locator(".seam-card h2").inner_text()
        assert page.locator(".seam-row", has_text=f"station图层{word}").count() == 1
        assert page.locator(".seam-name span").all_text_contents() == ["浙江省", f"安徽省{word}"]
    assert {path.suffix for path in tmp_path.iterdir()} == {".html"}


def test_what_a_user_adds_works_without_network(visit, made_up, tmp_path):
    drawn = draw(made_up.build())
    folium.Marker((30.5, 119.5), popup="my own <b>note</b>", icon=folium.Icon(color="red")).add_to(drawn)
    drawn.save(tmp_path / "map.html")
    page = visit((tmp_path / "map.html").as_uri())
    page.locator(".leaflet-marker-icon:not(.seam-name)").click(force=True)
    assert "my own note" in page.locator(".leaflet-popup-content").inner_text()


def test_a_phone_shows_map_then_list_then_card(visit, address):
    page = visit(address, width=390, height=844)
    page.wait_for_timeout(100)
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    page.locator("[data-toggle=list]").click()
    rows(page).first.click()
    assert page.locator(".seam-card").is_visible()
    assert page.locator(".seam-list").is_hidden()
    assert page.locator(".folium-map").bounding_box()["height"] > 250
    assert page.locator(".seam-notice").is_visible()
