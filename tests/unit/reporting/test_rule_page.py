import re

import pytest

from planseam.checking.cases import cases_of
from planseam.errors import OutputError
from planseam.reporting.rule_page import rule_page, write_rule_page
from planseam.rules.ec.ec103_redline_stops_at_border import RedlineStopsAtBorder
from planseam.rules.gv.gv103_standards_differ import StandardsDiffer
from planseam.rules.pages import HEADINGS, page_of


@pytest.fixture(scope="module")
def page():
    return rule_page(RedlineStopsAtBorder, language="zh")


def test_all_cases_stand_there_with_a_picture_and_their_verdict(page):
    cases = cases_of(RedlineStopsAtBorder)
    assert page.count("<figure>") == page.count('<svg class="locator"') == len(cases)
    for verdict in ("fail", "pass"):
        assert page.count(f'class="verdict {verdict}"') == sum(case.verdict == verdict for case in cases)


def test_sections_and_tolerances_stand_there_in_both_languages(page):
    for heading, text in page_of(RedlineStopsAtBorder).sections.items():
        for words in (*HEADINGS[heading], *text):
            assert words.replace("'", "&#39;") in page
    assert "reach_m" in page
    assert "5 mm on a 1:10,000 sheet" in page


def test_what_the_rule_says_of_a_case_stands_under_it(page):
    assert "长 1000 米：对侧 50 米内没有红线" in page


def test_nothing_is_fetched(page):
    assert "Content-Security-Policy" in page
    assert not re.search(r'(src|href)="(?!#)', page)


def test_a_case_without_places_is_a_table():
    page = rule_page(StandardsDiffer, language="en")
    assert '<svg class="locator"' not in page
    assert "<td>绿地率</td>" in page


def test_the_page_is_written_whole_or_not_at_all(tmp_path):
    file = tmp_path / "EC103.html"
    write_rule_page(RedlineStopsAtBorder, file, language="en")
    assert 'data-show="en"' in file.read_text("utf-8")
    with pytest.raises(OutputError):
        write_rule_page(RedlineStopsAtBorder, tmp_path / "no" / "x.html", language="en")
