import re
from pathlib import Path

import pytest
from docx import Document

from planseam.reporting.paper import Paper
from planseam.reporting.paper.drawn import Album

PAGE = Path(__file__).parents[4] / "docs" / "report-template.md"


@pytest.fixture(scope="module")
def values(report):
    paper = Paper(report, dpi=40)
    paper._draw()
    return paper._values | paper._drawn(Album(Document(), "zh"))


def named(heading):
    section = PAGE.read_text("utf-8").partition(f"## {heading}")[2].partition("\n## ")[0]
    lines = re.findall(r"^\| (`.*?) \|", section, re.MULTILINE)
    return {name for line in lines for name in re.findall(r"`([\w.]+)`", line)}


def test_the_page_of_the_documentation_names_every_value(values):
    assert named("Values") == {*values, "contents"}


def test_the_page_names_all_that_a_conflict_has(values):
    (first, *_) = values["conflicts"]
    assert {name.removeprefix("c.") for name in named("One conflict")} == set(first)


def test_conflicts_are_the_pages_of_all_groups_in_their_order(values, report):
    ids = [entry["id"] for entry in values["conflicts"]]
    assert ids == [entry["id"] for group in values["groups"] for entry in group["pages"]]
    assert set(ids) == set(report.conflicts.loc[report.conflicts["severity"] != "info", "id"])
