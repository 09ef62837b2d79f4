import json

import openpyxl
import pytest

from planseam.checking.comparing import compare
from planseam.errors import OutputError
from planseam.reporting.changes import groups, rows, sentence
from planseam.reporting.difference import as_json, write
from planseam.text import Text


@pytest.fixture
def comparison(report):
    """The first conflict is gone, the second has doubled, the last is new."""
    table = report.conflicts.reset_index(drop=True)
    table["area_m2"] = table["area_m2"].fillna(10_000.0)
    old, new = table.iloc[:-1], table.iloc[1:].copy()
    new.loc[new.index[0], "area_m2"] *= 2
    return compare(old, new, titles=(Text("三月", "March"), Text("四月", "April")))


def test_the_sentence_counts_what_became_of_them(comparison, report):
    rest = len(report.conflicts) - 3
    assert sentence(comparison).en == f"Since March: 1 new, 1 changed, 0 moved, 1 closed, {rest} unchanged."
    assert sentence(comparison).zh == f"与三月相比：新增 1 处，变化 1 处，移位 0 处，消除 1 处，未变 {rest} 处。"


def test_rows_say_what_changed_and_closed_ones_are_the_old_ones(comparison, report):
    (changed,) = rows(comparison, changes=("changed",))
    assert changed["what"].en.startswith("area (ha) ")
    assert changed["what"].zh.startswith("面积（公顷） ")
    (closed,) = rows(comparison, changes=("closed",))
    assert closed["id"] == report.conflicts["id"].iloc[0]
    assert [change for change, _, _ in groups(comparison)] == ["new", "changed", "moved", "same", "closed"]


def test_json_holds_counts_and_every_conflict(comparison):
    document = json.loads(as_json(comparison))
    assert document["counts"] == comparison.counts
    assert len(document["conflicts"]) == len(comparison.table)
    assert document["old"] == {"zh": "三月", "en": "March"}


def test_the_workbook_has_a_row_for_each_and_figures_as_numbers(comparison, tmp_path):
    write(comparison, tmp_path / "d.xlsx", language="en")
    sheet = openpyxl.load_workbook(tmp_path / "d.xlsx").active
    heads = [cell.value for cell in sheet[3]]
    assert heads[:3] == ["Change", "Id", "Id before"]
    assert sheet.max_row == 3 + len(comparison.table)
    assert isinstance(sheet.cell(4, heads.index("Area (ha)") + 1).value, float | int)
    assert {sheet.cell(row, 1).value for row in range(4, sheet.max_row + 1)} == {
        "new",
        "changed",
        "unchanged",
        "closed",
    }


def test_the_page_stands_alone_in_both_languages(comparison, tmp_path):
    write(comparison, tmp_path / "d.html", language="zh")
    page = (tmp_path / "d.html").read_text("utf-8")
    assert "http://" not in page
    assert "https://" not in page
    for words in ("与三月相比", "Since March", "新增", "unchanged"):
        assert words in page


def test_an_ending_that_says_no_format_is_refused(comparison, tmp_path):
    with pytest.raises(OutputError, match=r"\.xlsx, \.html or \.json"):
        write(comparison, tmp_path / "d.txt", language="en")
