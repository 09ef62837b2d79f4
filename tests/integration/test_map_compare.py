"""Two runs held against each other on the map, in a real browser."""

from dataclasses import replace

import pandas as pd
import pytest
from shapely.affinity import translate

from planseam.checking.comparing import compare
from planseam.mapping import write
from planseam.text import Text

NEW, CHANGED, MOVED, SAME, CLOSED = "#d6006e", "#e8a200", "#3b82c4", "#9aa3ad", "#14532d"


@pytest.fixture(scope="module")
def report(made_up):
    """Ten conflicts, two of them new, one larger, one elsewhere; one that was there before is gone."""
    made = made_up.build(10)
    new = made.conflicts
    old = new.iloc[2:].reset_index(drop=True)
    old.loc[old["id"] == "EC100-00000006", ["area_m2", "message_zh"]] = [99_999.0, "从前更大"]
    moved = old["id"] == "EC102-00000008"
    old.loc[moved, "geometry"] = [translate(shape, -0.3, 0.2) for shape in old.loc[moved, "geometry"]]
    gone = old.iloc[[4]].assign(id="EC101-00000099", message_zh="已经没有了")
    gone.geometry = [translate(shape, 0.5, 0.3) for shape in gone.geometry]
    since = compare(
        pd.concat([old, gone], ignore_index=True), new, titles=(Text("五月版", "May run"), Text("本版", "this version"))
    )
    assert since.counts == {"new": 2, "changed": 1, "moved": 1, "same": 6, "closed": 1}
    return replace(made, since=since)


@pytest.fixture(scope="module")
def address(report, tmp_path_factory):
    file = tmp_path_factory.mktemp("compare") / "map.html"
    (file.parent / "report.html").write_text("the report stands beside it", "utf-8")
    write(report, file)
    return file.as_uri()


def ids(page):
    return {row.get_attribute("data-id") for row in page.locator(".seam-rows li[data-id]").all()}


def see(page, view):
    page.locator(f"[data-view={view}]").click()
    page.wait_for_timeout(250)


def test_it_opens_with_what_changed_each_kind_counted_and_coloured(visit, address, pixels):
    page = visit(address)
    assert page.locator(".seam-since p").inner_text() == "与“五月版”相比"
    chips = page.locator(".seam-changes button").all_inner_texts()
    assert [chip.replace("\n", "") for chip in chips] == ["新增2", "变化1", "移位1", "未变6", "消除1"]
    assert page.locator("[data-view=changes]").get_attribute("aria-pressed") == "true"
    assert len(ids(page)) == 11
    for change, colour in (("new", NEW), ("changed", CHANGED), ("moved", MOVED), ("closed", CLOSED), ("same", SAME)):
        page.locator(f"[data-change={change}]").click()
        page.wait_for_timeout(150)
        assert pixels(page, ".leaflet-overlay-pane canvas", colour) > 20
        assert pixels(page, ".leaflet-overlay-pane canvas", "#7d1050") == 0
    page.locator("[data-action=clear]").click()
    legend = page.locator(".seam-legend").inner_text()
    assert "冲突：新增" in legend
    assert "冲突：消除" in legend
    assert "致命" not in legend


def test_a_chip_filters_by_change_and_lets_go_again(visit, address):
    page = visit(address)
    page.locator("[data-change=new]").click()
    assert ids(page) == {"EC100-00000000", "EC101-00000001"}
    assert page.locator(".seam-count output").inner_text() == "2 / 11 条"
    assert "change=new" in page.url or page.wait_for_function("() => location.hash.includes('change=new')")
    page.locator("[data-change=new]").click()
    assert len(ids(page)) == 11


def test_now_shows_this_run_alone_by_severity(visit, address, report, pixels):
    page = visit(address)
    see(page, "now")
    assert ids(page) == set(report.conflicts["id"])
    assert pixels(page, ".leaflet-overlay-pane canvas", "#7d1050") > 20
    assert pixels(page, ".leaflet-overlay-pane canvas", NEW) == 0
    assert page.locator(".seam-change").count() == 0


def test_before_shows_the_old_run_with_its_own_words_places_and_measures(visit, address, report):
    page = visit(address)
    see(page, "old")
    assert ids(page) == set(report.since.before["id"])
    page.locator("[data-id=EC100-00000006]").click()
    card = page.locator(".seam-card").inner_text()
    assert "从前更大" in card
    assert "9.9999 公顷" in card
    assert "“五月版”中的状态" in card


def test_the_card_of_a_changed_conflict_says_from_what_to_what_and_shows_where_it_was(visit, address, pixels):
    page = visit(f"{address}#id=EC102-00000008")
    assert "移位" in page.locator(".seam-card").inner_text()
    assert "黑色点线：上一版的范围" in page.locator(".seam-card").inner_text()
    page.locator("[data-id=EC100-00000006]").click()
    assert "面积（公顷） 9.9999 → 1.2345" in page.locator(".seam-card").inner_text()
    page.wait_for_timeout(1600)
    assert pixels(page, ".leaflet-seam-earlier-pane canvas", "#14161a") > 20


def test_what_is_gone_is_hollow_has_a_card_and_no_link_to_the_report_of_now(visit, address, pixels):
    page = visit(f"{address}#EC101-00000099")
    card = page.locator(".seam-card")
    assert "已经没有了" in card.inner_text()
    assert "消除" in card.inner_text()
    assert card.locator("a").count() == 0
    page.locator("[data-change=closed]").click()
    page.locator(".seam-card .seam-close").click()
    page.wait_for_timeout(300)
    assert pixels(page, ".leaflet-overlay-pane canvas", CLOSED) > 20
    assert pixels(page, ".leaflet-overlay-pane canvas", "#ffffff") > 20  # the inside of its marker


def test_a_link_to_what_is_gone_finds_the_view_that_has_it(visit, address):
    page = visit(f"{address}#view=now&id=EC101-00000099")
    assert "已经没有了" in page.locator(".seam-card").inner_text()
    assert page.locator("[data-view=changes]").get_attribute("aria-pressed") == "true"


def test_the_address_keeps_the_view(visit, address):
    page = visit(address)
    see(page, "old")
    page.wait_for_function("() => location.hash.includes('view=old')")
    again = visit(page.url)
    assert again.locator("[data-view=old]").get_attribute("aria-pressed") == "true"


def clips(page):
    return page.evaluate(
        "() => ['overlay', 'seam-was'].map((name) => document.querySelector(`.leaflet-${name}-pane`).style.clipPath)"
    )


def test_the_swipe_shows_the_old_run_on_the_left_and_this_one_on_the_right(visit, address, pixels):
    page = visit(address)
    assert clips(page) == ["", ""]
    see(page, "swipe")
    old, new = ".leaflet-seam-was-pane canvas", ".leaflet-overlay-pane canvas"
    assert pixels(page, old, NEW) == 0
    assert pixels(page, old, CLOSED) > 20
    assert pixels(page, new, NEW) > 20
    assert pixels(page, new, CLOSED) == 0
    assert all(clip.startswith("polygon") for clip in clips(page))
    assert page.locator(".seam-swipe span").all_inner_texts() == ["五月版", "本版"]
    see(page, "now")
    assert clips(page) == ["", ""]
    assert page.locator(".seam-swipe").is_hidden()


def test_the_line_between_is_dragged_and_moved_by_keys(visit, address):
    page = visit(address)
    see(page, "swipe")
    bar = page.locator(".seam-swipe")
    box = page.locator(".folium-map").bounding_box()
    place = bar.bounding_box()
    page.mouse.move(place["x"] + 12, place["y"] + 150)
    page.mouse.down()
    page.mouse.move(box["x"] + box["width"] * 0.25, place["y"] + 150, steps=4)
    page.mouse.up()
    assert bar.get_attribute("aria-valuenow") == "25"
    page.keyboard.press("ArrowRight")
    assert bar.get_attribute("aria-valuenow") == "27"
    page.keyboard.press("End")
    assert bar.get_attribute("aria-valuenow") == "100"
    assert "100%" in bar.get_attribute("style")


def test_each_side_of_the_swipe_answers_for_its_own_run(visit, address):
    """The moved conflict is clicked where it was, on the left, and where it is, on the right."""
    page = visit(address)
    page.locator("[data-change=moved]").click()
    see(page, "swipe")
    spots = page.evaluate(
        """() => {
          const map = Object.values(window).find((each) => each instanceof L.Map);
          const box = map.getContainer().getBoundingClientRect();
          const spots = [[30.5, 118.8], [30.3, 119.1]].map((at) => map.latLngToContainerPoint(at));
          return spots.map(({ x, y }) => [x + box.x, y + box.y]);
        }"""
    )
    for x, y in spots:
        page.mouse.click(x, y)
        page.wait_for_selector(".seam-card:not([hidden])")
        assert page.locator(".seam-card code").inner_text() == "EC102-00000008"
        page.locator(".seam-card .seam-close").click()


def test_it_speaks_english_too(visit, address):
    page = visit(f"{address}#lang=en")
    assert page.locator(".seam-since p").inner_text() == "Compared with “May run”"
    assert page.locator(".seam-views button").all_inner_texts() == ["Now", "Changes", "Swipe", "Before"]
    assert page.locator(".seam-changes button").first.inner_text().replace("\n", "") == "New2"


def test_a_run_in_which_nothing_changed_opens_as_it_is(visit, made_up, tmp_path):
    made = made_up.build(6)
    write(replace(made, since=compare(made.conflicts, made.conflicts)), tmp_path / "map.html")
    page = visit((tmp_path / "map.html").as_uri())
    assert page.locator("[data-view=now]").get_attribute("aria-pressed") == "true"
    assert len(ids(page)) == 6


def test_without_an_earlier_run_there_is_nothing_of_all_this(visit, made_up, tmp_path):
    write(made_up.build(3), tmp_path / "map.html")
    page = visit((tmp_path / "map.html").as_uri())
    assert page.locator(".seam-since").is_hidden()
    assert page.locator("select[data-filter=change]").count() == 0
    assert page.locator(".seam-swipe").count() == 0


def test_hostile_words_of_the_old_run_stay_words(visit, made_up, tmp_path):
    made = made_up.build(6, word=made_up.HOSTILE)
    old = made.conflicts.assign(area_m2=5.0)
    gone = old.iloc[[0]].assign(id="EC109-00000099")
    gone.geometry = [translate(shape, 0.5, 0.3) for shape in gone.geometry]
    since = compare(
        pd.concat([old, gone], ignore_index=True),
        made.conflicts,
        titles=(Text.same(made_up.HOSTILE), Text.same(made_up.HOSTILE)),
    )
    write(replace(made, since=since), tmp_path / "map.html")
    page = visit(f"{(tmp_path / 'map.html').as_uri()}#EC109-00000099")
    for view in ("now", "swipe", "old", "changes"):
        see(page, view)
    assert page.evaluate("window.hacked") is None
    assert "onerror" in page.locator(".seam-since p").inner_text()
