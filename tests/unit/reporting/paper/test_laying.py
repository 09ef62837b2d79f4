from docx import Document
from docx.oxml.ns import qn

from planseam.reporting.paper import laying
from planseam.reporting.paper.laying import fit_grids, has_pages, with_fonts_at_hand, without_contents_field
from planseam.reporting.paper.marks import field


def with_fields():
    document = Document()
    line = document.add_paragraph()
    field(line, 'TOC \\o "1-2"', "")
    last = line.runs[-1]._r  # the end of the field stands after what it shows
    line._p.remove(last)
    field(line, "PAGEREF a \\h", "7")
    line._p.append(last)
    return document, line


def test_pages_are_seen_in_fields_alone():
    document, _ = with_fields()
    assert has_pages(document)
    other = Document()
    field(other.add_paragraph("TOC and PAGEREF as words"), "SEQ Figure", "1")
    assert not has_pages(other)


def test_the_contents_stay_and_are_no_field_any_more():
    document, line = with_fields()
    without_contents_field(document)
    codes = [code.text.split()[0] for code in document.element.iter(qn("w:instrText"))]
    kinds = [mark.get(qn("w:fldCharType")) for mark in document.element.iter(qn("w:fldChar"))]
    assert codes == ["PAGEREF"]
    assert kinds == ["begin", "separate", "end"]
    assert line.text == "7"


def test_every_chinese_font_that_is_missing_is_replaced(monkeypatch):
    monkeypatch.setattr(laying, "at_hand", lambda name: {"宋体": "Noto Serif CJK SC"}.get(name, name))
    document = Document()
    run = document.add_paragraph().add_run("文")
    fonts = run._r.get_or_add_rPr().get_or_add_rFonts()
    for name, wanted in {"宋体": "Noto Serif CJK SC", "黑体": "黑体"}.items():
        fonts.set(qn("w:eastAsia"), name)
        with_fonts_at_hand(document)
        assert fonts.get(qn("w:eastAsia")) == wanted


def test_a_table_has_the_columns_that_its_cells_have():
    document = Document()
    table = document.add_table(2, 3)
    widths = (1000, 2000, 3000)
    for row in table.rows:
        for cell, width in zip(row.cells, widths, strict=True):
            cell._tc.get_or_add_tcPr().get_or_add_tcW().set(qn("w:w"), str(width))
            cell._tc.tcPr.tcW.set(qn("w:type"), "dxa")
    fit_grids(document)
    assert [int(column.get(qn("w:w"))) for column in table._tbl.tblGrid.gridCol_lst] == list(widths)


def test_a_table_with_merged_cells_is_left_alone():
    document = Document()
    table = document.add_table(1, 3)
    before = [column.get(qn("w:w")) for column in table._tbl.tblGrid.gridCol_lst]
    table.cell(0, 0).merge(table.cell(0, 1))
    fit_grids(document)
    assert [column.get(qn("w:w")) for column in table._tbl.tblGrid.gridCol_lst] == before
