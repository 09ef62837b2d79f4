import base64
import hashlib
import re
from dataclasses import replace
from html.parser import HTMLParser

import pytest

from planseam.reporting import html
from planseam.reporting.html import page, write
from planseam.text import UNSEEN

HOSTILE = "</script><img src=x onerror=alert(1)>'\"&"
VOID = {"meta", "br", "input", "link", "img", "hr"}


class Reader(HTMLParser):
    """Collects ids and links, and checks that tags close as they opened."""

    def __init__(self):
        super().__init__()
        self.ids, self.links, self.tags, self.open, self.sources = [], [], set(), [], []

    def handle_starttag(self, tag, attrs):
        found = dict(attrs)
        self.tags.add(tag)
        self.ids += [found["id"]] if "id" in found else []
        self.links += [found["href"]] if "href" in found else []
        self.sources += [found["src"]] if "src" in found else []
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag, attrs):
        self.handle_starttag(tag, attrs)
        if tag not in VOID:
            self.open.pop()

    def handle_endtag(self, tag):
        assert self.open.pop() == tag


def read(text):
    reader = Reader()
    reader.feed(text)
    assert not reader.open
    return reader


@pytest.fixture(scope="module")
def text(report):
    return page(report)


def test_every_conflict_has_a_block_and_every_link_leads_somewhere(report, text):
    reader = read(text)
    assert set(report.conflicts["id"]) <= set(reader.ids)
    assert len(reader.ids) == len(set(reader.ids))
    assert {link[1:] for link in reader.links} <= set(reader.ids)
    assert {link[0] for link in reader.links} == {"#"}


def test_the_page_needs_nothing_else(text):
    assert not read(text).sources
    assert not re.search(r"url\(|@import|https?://", text)


def test_both_languages_are_in_the_page_and_the_study_chooses(text, build_report):
    assert '<html lang="zh-CN" data-show="zh">' in text
    assert "20 conflicts were found" in text
    assert "发现 20 处冲突" in text
    assert '<html lang="en" data-show="en">' in page(build_report(1, language="en"))


def test_measures_are_in_ha_and_mu(build_report):
    report = build_report(1)
    report.conflicts[["area_m2", "length_m", "width_m"]] = [[12345.6, 2500.4, 4.94]]
    text = page(report)
    assert "1.2346 ha（18.52 亩）" in text
    assert "1.2346 ha (18.52 mu)" in text
    assert "2500 m" in text
    assert "4.9 m" in text


def test_not_checked_is_told_from_no_conflict(text, build_report):
    assert "缺少图层：小流域" in text
    assert "“未检查”不等于“无冲突”" in text
    nothing = page(build_report(0))
    assert "没有发现冲突" in nothing
    assert "缺少图层：小流域" in nothing


def test_a_layer_that_could_not_be_judged_is_listed_as_such(report):
    lost = {"layer": "lost-layer", "path": "lost.shp", "rows": 7, "judged": 0, "sha256": ""}
    text = page(replace(report, inputs=(*report.inputs, lost)))
    assert "lost-layer" in text
    assert "0 / 7" in text


def test_illustrative_results_are_marked(report, text):
    assert text.count('class="tag drawn"') == int(report.conflicts["illustrative"].sum()) + 2
    surveyed = tuple(replace(layer, illustrative=False) for layer in report.layers)
    assert 'class="notice"' not in page(replace(report, layers=surveyed))


def test_hostile_text_is_text(build_report):
    report = build_report(6, title=HOSTILE)
    for column in ("message_zh", "message_en", "advice_zh", "feature_a", "unit_a_name", "name"):
        report.conflicts[column] = HOSTILE
    report.units["name"] = HOSTILE
    report.units["name_en"] = HOSTILE
    report = replace(
        report,
        layers=tuple(replace(layer, licence=HOSTILE, party=HOSTILE) for layer in report.layers),
        rules=tuple(replace(rule, options={HOSTILE: HOSTILE}) for rule in report.rules),
        crs=report.crs,
    )
    text = page(report)
    reader = read(text)
    assert "img" not in reader.tags
    assert text.count("<script>") == text.count("</script>") == 1
    assert text.count("&lt;img src=x") > 20


def test_signs_that_no_reader_sees_are_written_out(build_report):
    report = build_report(6, title="a\u202eb\u2028\x1b\r\n")
    text = page(replace(report, conflicts=report.conflicts.assign(message_zh="c\u2066d")))
    assert "a\\u202eb\\u2028\\u001b" in text
    assert "c\\u2066d" in text
    assert UNSEEN.search(text) is None


def test_the_page_runs_its_own_program_alone(text):
    policy = re.search(r"script-src '(sha256-[^']+)'", text)[1]
    (program,) = re.findall(r"<script>(.*?)</script>", text, re.DOTALL)
    assert policy == "sha256-" + base64.b64encode(hashlib.sha256(program.encode()).digest()).decode()
    assert "unsafe-inline" not in re.search(r"script-src [^;]+", text)[0]


def test_a_page_lists_no_more_than_it_can_hold_and_tells_how_many_it_leaves_out(build_report, monkeypatch):
    report = build_report(40)
    whole = page(report)
    assert "gravest" not in whole
    monkeypatch.setattr(html, "MOST_CONFLICTS", 10)
    text = page(report)
    severities = re.findall(r'<article class="conflict edge-(\w+)"', text)
    assert len(severities) == 10
    assert severities.count("critical") == (report.conflicts["severity"] == "critical").sum()
    assert "minor" not in severities
    assert "It lists the 10 gravest; the other 30 are in conflicts.gpkg" in text
    assert re.findall(r'<div class="tile"><b>\d+</b>', text) == re.findall(r'<div class="tile"><b>\d+</b>', whole)


def test_a_report_of_almost_nothing_is_still_a_page(build_report):
    report = build_report(0)
    bare = replace(
        report, seams=report.seams.iloc[:0], runs=report.runs.iloc[:0], rules=(), layers=(), steps=(), inputs=()
    )
    read(page(bare))


def test_a_party_or_layer_that_stands_on_both_sides_is_named_once(build_report):
    report = build_report(1)
    report.conflicts[["unit_a", "unit_b"]] = "33"
    report.conflicts[["layer_a", "layer_b"]] = "redline-33"
    report.conflicts[["feature_a", "feature_b"]] = "re1"
    text = page(report)
    assert text.count("<small>33</small>") == 1
    assert text.count(">re1<") == 1


def test_many_features_are_shortened(build_report):
    report = build_report(1)
    report.conflicts["feature_a"] = ";".join(f"f{i}" for i in range(100))
    text = page(report)
    assert ">f5<" in text
    assert ">f6" not in text
    assert "等 100 个" in text


def test_the_file_is_the_page(report, tmp_path):
    write(report, tmp_path / "report.html")
    assert (tmp_path / "report.html").read_text("utf-8").startswith("<!DOCTYPE html>")


def test_agreement_stands_beside_continuity(report):
    seams = report.seams.iloc[:1].assign(continuity=0.946, agreement=0.123)
    shown = page(replace(report, seams=seams))
    assert '<b>94.6 %</b><b class="second">12.3 %</b>' in shown
    assert "agreement where planned" in shown
    none = page(replace(report, seams=seams.assign(agreement=float("nan"))))
    assert '<b>94.6 %</b><b class="second">–</b>' in none


def test_marks_of_the_seam_chart_are_named_in_both_languages(text):
    assert re.search(r"<title>BD102-\w{8} 严重 / major</title>", text)
