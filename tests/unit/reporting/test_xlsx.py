import itertools
import re
import zipfile
from dataclasses import replace

import openpyxl
import pytest

from planseam.errors import OutputError
from planseam.model.layer import Layer
from planseam.model.ledger import Entry, Ledger
from planseam.reporting import book as book_module
from planseam.reporting import ledger_overview as overview_module
from planseam.reporting import ledger_rows as rows_module
from planseam.reporting.xlsx import write
from planseam.text import Text

HOSTILE = '=cmd()|"/C calc"!A0'


@pytest.fixture
def book(report, tmp_path):
    write(report, tmp_path / "ledger.xlsx")
    return openpyxl.load_workbook(tmp_path / "ledger.xlsx")


def column(sheet, heading):
    place = next(cell.column for cell in sheet[1] if cell.value == heading)
    return [sheet.cell(row, place).value for row in range(2, sheet.max_row + 1)]


def test_sheets_are_named_in_the_language_of_the_study(book, build_report, tmp_path):
    borders = ["32-33 江苏省—浙江省", "32-34 江苏省—安徽省", "33-34 浙江省—安徽省"]
    assert book.sheetnames == ["概览", "冲突", *borders, "一致率", "规则", "图层", "字段说明", "planseam"]
    assert book["planseam"].sheet_state == "veryHidden"
    write(build_report(3, language="en"), tmp_path / "en.xlsx")
    names = openpyxl.load_workbook(tmp_path / "en.xlsx").sheetnames
    assert [names[0], names[1], *names[-5:]] == [
        "Overview",
        "Conflicts",
        "Continuity",
        "Rules",
        "Layers",
        "Fields",
        "planseam",
    ]
    assert names[2] == "32-33 Jiangsu–Zhejiang"


def test_the_conflict_sheet_holds_all_conflicts_with_measures(book, report):
    sheet = book["冲突"]
    assert sorted(column(sheet, "编号")) == sorted(report.conflicts["id"])
    area = dict(zip(column(sheet, "编号"), column(sheet, "面积 (ha)"), strict=True))
    mu = dict(zip(column(sheet, "编号"), column(sheet, "面积 (亩)"), strict=True))
    first = report.conflicts.iloc[0]
    assert area[first["id"]] == pytest.approx(first["area_m2"] / 10_000)
    assert mu[first["id"]] == pytest.approx(first["area_m2"] * 15 / 10_000)
    assert None in column(sheet, "面积 (ha)")  # lines have none
    assert column(sheet, "问题（中文）")[0].startswith("接边缝隙")
    assert column(sheet, "问题（英文）")[0].startswith("Border gap")


def test_the_header_stays_and_can_be_filtered(book):
    sheet = book["冲突"]
    assert sheet.freeze_panes == "D2"
    assert sheet.auto_filter.ref == f"A1:AD{sheet.max_row}"


def test_severities_are_coloured(book):
    sheet = book["冲突"]
    place = next(cell.column for cell in sheet[1] if cell.value == "严重程度")
    colours = {
        sheet.cell(row, place).value: sheet.cell(row, place).fill.fgColor.rgb for row in range(2, sheet.max_row + 1)
    }
    assert len(set(colours.values())) == 4


def test_the_overview_counts_by_severity_and_border(book):
    texts = {cell.value: cell for row in book["概览"].iter_rows() for cell in row if cell.value is not None}
    assert "三省接边检查" in texts
    assert book["概览"].cell(texts["致命"].row, 2).value == 3
    heads, total = texts["不涉及边界"], next(cell for text, cell in texts.items() if str(text).startswith("BD101 "))
    below = [book["概览"].cell(row, heads.column).value for row in range(heads.row + 1, book["概览"].max_row + 1)]
    assert sum(value for value in itertools.takewhile(lambda value: isinstance(value, int), below)) == 3
    assert book["概览"].cell(total.row, heads.column + 1).value == 4
    assert any(str(text).startswith("示意：") for text in texts)
    assert "缺少图层：小流域" in texts


def test_the_rule_sheet_tells_not_checked_from_none_found(book):
    sheet = book["规则"]
    found = dict(zip(column(sheet, "编号"), column(sheet, "冲突数"), strict=True))
    assert found["BD101"] == 4
    assert found["WA101"] is None
    assert dict(zip(column(sheet, "编号"), column(sheet, "是否运行"), strict=True))["WA101"] == "未检查"


def test_hostile_text_stays_text(build_report, tmp_path):
    report = build_report(6, title=HOSTILE)
    report.conflicts["message_zh"] = HOSTILE
    report.conflicts["feature_a"] = "https://example.org/" + "x" * 40_000
    report.units["name"] = HOSTILE
    layer: Layer = replace(report.layers[0], licence=HOSTILE)
    write(replace(report, layers=(layer,)), tmp_path / "hostile.xlsx")
    book = openpyxl.load_workbook(tmp_path / "hostile.xlsx")
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row]
    assert sum(cell.value == HOSTILE for cell in cells) > 6
    assert not [cell for cell in cells if cell.data_type == "f" or cell.hyperlink]


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "＝", "\t", "\n"])
def test_text_that_looks_like_a_formula_stays_text_also_when_its_cell_is_edited(build_report, tmp_path, start):
    text = f"{start}1+1"
    write(replace(build_report(3), conflicts=build_report(3).conflicts.assign(message_zh=text)), tmp_path / "a.xlsx")
    sheet = openpyxl.load_workbook(tmp_path / "a.xlsx")["冲突"]
    place = next(cell.column for cell in sheet[1] if cell.value == "问题（中文）")
    cells = [sheet.cell(row, place) for row in range(2, sheet.max_row + 1)]
    assert {cell.data_type for cell in cells} == {"s"}
    assert all(cell.quotePrefix and cell.alignment.wrap_text for cell in cells)
    assert not sheet.cell(2, 1).quotePrefix


def test_signs_that_no_reader_sees_are_written_out_and_the_workbook_opens(build_report, tmp_path):
    hidden = "a\u202eb\x00\x1b\ufffe\x0b\ufeff"
    report = build_report(3, title=hidden + "&" * 150)
    write(replace(report, conflicts=report.conflicts.assign(message_zh=hidden)), tmp_path / "a.xlsx")
    book = openpyxl.load_workbook(tmp_path / "a.xlsx")
    assert set(column(book["冲突"], "问题（中文）")) == {"a\\u202eb\\u0000\\u001b\\ufffe\\u000b\\ufeff"}
    assert book.properties.title.startswith("a\\u202eb")
    assert "&P" in str(book["冲突"].oddFooter.right.text)


def test_a_text_longer_than_a_cell_ends_in_dots(build_report, tmp_path):
    report = build_report(3)
    write(replace(report, conflicts=report.conflicts.assign(message_zh="x" * 40_000)), tmp_path / "a.xlsx")
    (text,) = set(column(openpyxl.load_workbook(tmp_path / "a.xlsx")["冲突"], "问题（中文）"))
    assert len(text) == 32_767
    assert text.endswith("x…")


def test_more_rows_than_a_sheet_has_are_told_and_not_left_out(build_report, tmp_path, monkeypatch):
    monkeypatch.setattr(book_module, "_ROW_LIMIT", 20)
    with pytest.raises(OutputError, match=r"a sheet has 20 rows.*conflicts\.gpkg"):
        write(build_report(60), tmp_path / "a.xlsx")
    assert not list(tmp_path.iterdir())


def test_an_empty_report_opens(build_report, tmp_path):
    report = build_report(0)
    write(replace(report, seams=report.seams.iloc[:0], rules=(), layers=()), tmp_path / "empty.xlsx")
    assert openpyxl.load_workbook(tmp_path / "empty.xlsx")["冲突"].max_row == 1


def test_agreement_stands_beside_continuity(build_report, tmp_path):
    report = build_report(3)
    seams = report.seams.copy()
    seams.loc[0, ["continuity", "agreement"]] = [0.946, float("nan")]
    seams.loc[seams["role"] == "corridor", "agreement"] = float("nan")
    write(replace(report, seams=seams), tmp_path / "ledger.xlsx")
    book = openpyxl.load_workbook(tmp_path / "ledger.xlsx")
    sheet = book["一致率"]
    rows = dict(
        zip(
            zip(column(sheet, "边界"), column(sheet, "要素类别"), strict=True),
            zip(column(sheet, "一致率 (%)"), column(sheet, "有规划处一致率 (%)"), strict=True),
            strict=True,
        )
    )
    assert len(rows) == len(seams)
    assert max(rows.values(), key=str) == (pytest.approx(94.6), None)
    assert sum(agreement is None for _, agreement in rows.values()) == 4
    overview = [cell.value for row in book["概览"].iter_rows() for cell in row if cell.value is not None]
    assert {"接边一致率 (%)", "有规划处一致率 (%)"} <= set(overview)


def test_each_border_with_conflicts_has_a_sheet_with_its_conflicts_and_figures(book, report):
    table = report.conflicts
    for border in sorted(set(table["border"]) - {""}):
        sheet = next(sheet for sheet in book if sheet.title.startswith(f"{border} "))
        own = table[table["border"] == border].set_index("id")
        assert sorted(column(sheet, "编号")) == sorted(own.index)
        for conflict, area in zip(column(sheet, "编号"), column(sheet, "面积 (ha)"), strict=True):
            expected = own.loc[conflict, "area_m2"] / 10_000
            assert area == (pytest.approx(expected) if expected > 0 else None)
        assert not {"甲方意见", "备注", "日期"} - {cell.value for cell in sheet[1]}


def test_too_many_borders_leave_some_without_a_sheet_and_it_is_said(build_report, tmp_path, monkeypatch):
    monkeypatch.setattr(rows_module, "MOST_BORDERS", 2)
    monkeypatch.setattr(overview_module, "MOST_BORDERS", 2)
    write(build_report(20), tmp_path / "a.xlsx")
    book = openpyxl.load_workbook(tmp_path / "a.xlsx")
    assert len([name for name in book.sheetnames if name[0].isdigit()]) == 2
    said = [str(cell.value) for row in book["概览"].iter_rows() for cell in row]
    assert any("冲突最多的 2 条边界" in text and "其余 1 条" in text for text in said)


def test_statuses_are_chosen_from_a_list_and_coloured_and_dates_are_dates(book):
    for sheet in (book["冲突"], book["32-33 江苏省—浙江省"]):
        places = {cell.value: cell.column_letter for cell in sheet[1]}
        lists = {str(rule.sqref).rstrip("0123456789"): rule for rule in sheet.data_validations.dataValidation}
        status, day = (f"{places[name]}2:{places[name]}" for name in ("状态", "日期"))
        assert lists[status].type == "list"
        assert lists[status].formula1 == '"待处理,协商中,已解决,已认可"'
        assert lists[status].errorStyle in {None, "stop"}
        assert lists[day].type == "date"
        areas = [area for area in sheet.conditional_formatting if str(area.sqref).startswith(status)]
        titles = {rule.formula[0] for area in areas for rule in area.rules}
        assert titles == {'"待处理"', '"协商中"', '"已解决"', '"已认可"'}
        assert set(column(sheet, "状态")) == {"待处理"}


def test_rows_are_as_high_as_their_texts_and_may_be_fitted_anew(build_report, tmp_path):
    report = build_report(3)
    long = report.conflicts["id"][0]
    messages = report.conflicts["message_zh"].where(report.conflicts["id"] != long, "长" * 260)
    write(replace(report, conflicts=report.conflicts.assign(message_zh=messages)), tmp_path / "a.xlsx")
    sheet = openpyxl.load_workbook(tmp_path / "a.xlsx")["冲突"]
    row = 2 + column(sheet, "编号").index(long)
    assert sheet.row_dimensions[row].height == pytest.approx(10 * 15 + 2, abs=0.5)
    with zipfile.ZipFile(tmp_path / "a.xlsx") as file:
        tags = re.findall(r"<row [^>]*>", file.read("xl/worksheets/sheet2.xml").decode())
    assert "customHeight" in tags[0]
    assert "customHeight" not in tags[row - 1]


def test_what_was_not_taken_over_and_what_is_resolved_is_said_on_the_overview(build_report, tmp_path):
    report = build_report(3)
    one = report.conflicts["id"][0]
    ledger = Ledger(entries=(Entry(id=one, status="resolved"),), ignored=(Text("某处未采用", "not taken"),))
    status = report.conflicts["status"].where(report.conflicts["id"] != one, "resolved")
    write(replace(report, conflicts=report.conflicts.assign(status=status), ledger=ledger), tmp_path / "a.xlsx")
    said = [str(cell.value) for row in openpyxl.load_workbook(tmp_path / "a.xlsx")["概览"].iter_rows() for cell in row]
    assert "某处未采用" in said
    assert any(text.startswith("沿用台账中 1 处") for text in said)
    assert any("本次检查仍然发现" in text for text in said)


def test_a_border_named_with_signs_that_no_sheet_may_bear_has_a_sheet(build_report, tmp_path):
    report = build_report(6)
    report.units["name"] = "[甲]/乙:*?\\" + "很长" * 20
    write(report, tmp_path / "a.xlsx")
    names = openpyxl.load_workbook(tmp_path / "a.xlsx").sheetnames
    assert all(len(name) <= 31 for name in names)
    assert sum(name.startswith("32-33 ") for name in names) == 1
