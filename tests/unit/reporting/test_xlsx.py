import itertools
from dataclasses import replace

import openpyxl
import pytest

from planseam.errors import OutputError
from planseam.model.layer import Layer
from planseam.reporting import book as book_module
from planseam.reporting.xlsx import write

HOSTILE = '=cmd()|"/C calc"!A0'


@pytest.fixture
def book(report, tmp_path):
    write(report, tmp_path / "ledger.xlsx")
    return openpyxl.load_workbook(tmp_path / "ledger.xlsx")


def column(sheet, heading):
    place = next(cell.column for cell in sheet[1] if cell.value == heading)
    return [sheet.cell(row, place).value for row in range(2, sheet.max_row + 1)]


def test_sheets_are_named_in_the_language_of_the_study(book, build_report, tmp_path):
    assert book.sheetnames == ["概览", "冲突", "一致率", "规则", "图层", "字段说明"]
    write(build_report(3, language="en"), tmp_path / "en.xlsx")
    names = openpyxl.load_workbook(tmp_path / "en.xlsx").sheetnames
    assert names == ["Overview", "Conflicts", "Continuity", "Rules", "Layers", "Fields"]


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
    assert sheet.auto_filter.ref == f"A1:Y{sheet.max_row}"


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
    found = dict(zip(column(sheet, "编号"), column(sheet, "问题数"), strict=True))
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
