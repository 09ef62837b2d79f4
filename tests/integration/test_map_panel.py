"""The panel of conflicts in a real browser: filters with counts, walking, the card, and the address that keeps them."""

from dataclasses import replace

import geopandas as gpd
import pandas as pd
import pytest

from planseam.checking.registry import rule_of
from planseam.mapping import draw, write
from planseam.rules.pages import page_of


@pytest.fixture(scope="module")
def report(made_up):
    """Thirty conflicts, some of them settled, some within one unit."""
    made = made_up.build()
    conflicts = made.conflicts.copy()
    conflicts.loc[:4, "status"] = "accepted"
    conflicts.loc[20:, ["unit_b", "unit_b_name"]] = ""
    conflicts.loc[[7], "rule"] = "WA103"
    return replace(made, conflicts=conflicts)


@pytest.fixture(scope="module")
def address(report, tmp_path_factory):
    file = tmp_path_factory.mktemp("panel") / "map.html"
    (file.parent / "report.html").write_text("the report stands beside it", "utf-8")
    write(report, file)
    return file.as_uri()


def shown(page):
    return page.locator(".seam-rows li[data-id]").count()


def options(page, key):
    return page.locator(f"select[data-filter={key}] option").all_inner_texts()[1:]


def test_each_condition_offers_its_values_with_their_counts(visit, address):
    page = visit(address)
    assert options(page, "family") == ["EC 生态 (29)", "WA 水 (1)"]
    assert options(page, "rule")[:2] == ["EC100 规则0 (10)", "EC101 规则1 (9)"]
    assert options(page, "border") == ["不涉及边界 (20)", "浙江省—安徽省 (10)"]
    assert options(page, "party") == ["浙江省 (30)", "安徽省 (20)"]
    assert options(page, "status") == ["已认可 (5)", "待处理 (25)"]


@pytest.mark.parametrize(
    ("key", "value"),
    [("family", "WA"), ("rule", "EC102"), ("border", "33-34"), ("party", "34"), ("status", "accepted")],
)
def test_a_count_is_what_choosing_its_value_shows(visit, address, key, value):
    page = visit(address)
    said = page.locator(f"select[data-filter={key}] option[value='{value}']").inner_text()
    page.locator(f"select[data-filter={key}]").select_option(value)
    assert said.endswith(f"({shown(page)})")
    assert page.locator(".seam-count output").inner_text() == f"{shown(page)} / 30 条"


def test_counts_of_one_condition_follow_the_others(visit, address, report):
    page = visit(address)
    page.locator("select[data-filter=status]").select_option("accepted")
    page.locator(".seam-chips button").nth(0).click()
    table = report.conflicts
    left = table[(table["status"] == "accepted") & (table["severity"] != "critical")]
    assert shown(page) == len(left)
    per_rule = [int(text.rpartition("(")[2].rstrip(")")) for text in options(page, "rule")]
    assert per_rule == left.groupby("rule").size().tolist()
    assert page.locator(".seam-chips button").nth(0).inner_text().split() == ["致命", "2"]
    page.locator("[data-action=clear]").click()
    assert shown(page) == 30
    assert page.locator("[data-action=clear]").is_hidden()


def test_the_filter_rules_the_layer_control_the_legend_and_the_counts_of_more(visit, address):
    page = visit(address)
    page.locator(".seam-row", has_text="提示").click()
    assert page.locator(".seam-chips [aria-pressed=false]").inner_text().startswith("提示")
    assert "冲突：提示" not in page.locator(".seam-legend").inner_text()
    page.locator("select[data-filter=family]").select_option("EC")
    assert page.locator(".seam-more summary").inner_text() == "更多筛选 (1)"


def test_the_address_keeps_conflict_filter_and_language(visit, address):
    page = visit(address)
    page.locator("select[data-filter=rule]").select_option("EC101")
    page.locator(".seam-chips button").nth(2).click()
    page.locator("[data-filter=text]").fill("处")
    page.locator("[data-action=language]").click()
    page.locator(".seam-rows li[data-id]").nth(1).click()
    kept = page.url.partition("#")[2]
    assert kept.startswith("id=EC101-")
    again = visit(f"{address}#{kept}")
    assert again.locator(".seam-card code").inner_text() == page.locator(".seam-card code").inner_text()
    assert shown(again) == shown(page) < 30
    assert again.locator(".seam-count output").inner_text().endswith("of 30")
    assert again.locator("[data-filter=text]").input_value() == "处"
    assert again.url.partition("#")[2] == kept


def test_the_address_keeps_where_the_map_was_moved_to(visit, address):
    page = visit(f"{address}#id=EC100-00000000")
    box = page.locator(".folium-map").bounding_box()
    page.mouse.move(box["x"] + 300, box["y"] + 300)
    page.mouse.down()
    page.mouse.move(box["x"] + 400, box["y"] + 250, steps=4)
    page.mouse.up()
    page.wait_for_function("() => location.hash.includes('at=')")
    kept = page.url.partition("#")[2]
    again = visit(f"{address}#{kept}")
    assert again.url.partition("#")[2] == kept


@pytest.mark.parametrize(
    "torn", ["#id=", "#%E0%A4%A", "#at=x,y,z&rule=EC999&severity=none", "#at=999,0,3&seam=none&lang=de"]
)
def test_a_torn_address_opens_the_page_as_it_is(visit, address, torn):
    page = visit(f"{address}{torn}")
    assert page.locator(".seam-card").is_hidden()
    assert page.locator("h1").inner_text() == "两省接边"
    page.locator("[data-action=language]").click()
    assert page.locator(".seam-nav").is_visible()


def test_keys_walk_from_anywhere_but_a_field(visit, address):
    page = visit(address)
    ids = [row.get_attribute("data-id") for row in page.locator(".seam-rows li[data-id]").all()]
    for key, expected in (("j", 0), ("j", 1), ("ArrowDown", 2), ("k", 1), ("ArrowUp", 0)):
        page.keyboard.press(key)
        assert page.locator(".seam-card code").inner_text() == ids[expected]
    page.keyboard.press("/")
    page.keyboard.type("jk")
    assert page.locator("[data-filter=text]").input_value() == "jk"
    assert page.locator(".seam-card code").inner_text() == ids[0]
    page.locator(".seam-card h2").click()
    page.keyboard.press("Escape")
    assert page.locator(".seam-card").is_hidden()


def test_the_card_says_why_in_the_words_of_the_rule_and_links_to_the_report(visit, address):
    page = visit(f"{address}#WA103-none")
    page.locator("select[data-filter=family]").select_option("WA")
    page.locator(".seam-rows li[data-id]").first.click()
    why = page_of(rule_of("WA103")).sections["Why it matters"]
    assert why.zh in page.locator(".seam-card .seam-why").inner_text()
    page.locator("[data-action=language]").click()
    assert why.en in page.locator(".seam-card .seam-why").inner_text()
    link = page.locator(".seam-links a")
    conflict = page.locator(".seam-card code").inner_text()
    with page.context.expect_page() as opened:
        link.click()
    assert opened.value.url == f"{address.removesuffix('map.html')}report.html#{conflict}"
    assert "stands beside" in opened.value.locator("body").inner_text()


def test_without_a_report_beside_it_no_card_links_to_one(visit, report, tmp_path):
    write(report, tmp_path / "map.html")
    page = visit((tmp_path / "map.html").as_uri())
    page.locator(".seam-rows li[data-id]").first.click()
    assert page.locator(".seam-links a").count() == 0


def test_the_features_of_both_sides_are_drawn_in_their_colours_while_the_card_is_open(visit, address, pixels):
    page = visit(address)

    def seen():
        return [pixels(page, ".leaflet-seam-chosen-pane canvas", colour) for colour in ("#1746b8", "#0aa06e")]

    assert seen() == [0, 0]
    page.locator(".seam-rows li[data-id]").first.click()
    page.locator("[data-tool=whole]").click()
    page.wait_for_timeout(400)
    first, second = seen()
    assert first > 100
    assert second > 30
    assert page.locator(".seam-source .seam-swatch").count() == 2
    page.locator(".seam-card .seam-close").click()
    page.wait_for_timeout(100)
    assert seen() == [0, 0]


def test_a_conflict_that_is_a_line_lies_on_top_of_the_features_of_both_sides(visit, address, pixels):
    page = visit(f"{address}#id=EC101-00000001")  # of 5.5 km
    page.wait_for_timeout(1500)
    assert pixels(page, ".leaflet-seam-chosen-pane canvas", "#d1490c") > 300


def test_a_thousand_conflicts_open_at_once_and_rows_are_made_as_they_are_come_to(visit, report, made_up, tmp_path):
    many = gpd.GeoDataFrame(pd.concat([report.conflicts] * 40, ignore_index=True), crs=report.conflicts.crs)
    many["id"] = [f"EC100-{number:08x}" for number in range(len(many))]
    draw(made_up.replace(report, conflicts=many)).save(tmp_path / "map.html")
    page = visit((tmp_path / "map.html").as_uri())
    assert 0 < shown(page) < 200
    took = page.evaluate(
        """() => new Promise((done) => {
          const field = document.querySelector("select[data-filter=border]");
          const start = performance.now();
          field.value = "33-34";
          field.dispatchEvent(new Event("change"));
          requestAnimationFrame(() => done(performance.now() - start));
        })"""
    )
    assert took < 500
    assert page.locator(".seam-count output").inner_text() == "400 / 1200 条"
    page.locator(".seam-rows").focus()
    page.keyboard.press("End")
    assert shown(page) == 400
    last = page.locator(".seam-rows li[aria-selected=true]")
    assert last.get_attribute("aria-posinset") == last.get_attribute("aria-setsize") == "400"
    assert last.is_visible()
