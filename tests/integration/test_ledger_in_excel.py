"""The workbooks as spreadsheet programs take them: nothing in them that Excel would repair, or leave out in silence."""

import importlib.util
import shutil
import subprocess
import zipfile
from dataclasses import replace
from pathlib import Path

import openpyxl
import pypdfium2
import pytest
from python_calamine import CalamineWorkbook

from planseam.checking.comparing import compare
from planseam.model.ledger import Entry, Ledger, Past
from planseam.reporting.difference import write_workbook
from planseam.reporting.xlsx import write

HERE = Path(__file__).parent
OFFICE = shutil.which("soffice") or shutil.which("libreoffice")
LANGUAGES = ("zh", "en")
RARE = "𠮷"  # one sign, and two of Excel's characters


def module_of(path):
    spec = importlib.util.spec_from_file_location(path.stem, path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


faults = module_of(HERE / "workbook_faults.py").faults
build = module_of(HERE.parent / "unit" / "reporting" / "conftest.py").build


def in_language(report, language):
    settings = report.study.study.model_copy(update={"language": language})
    return replace(report, study=report.study.model_copy(update={"study": settings}))


@pytest.fixture(scope="module")
def ledgers(delta_report, tmp_path_factory):
    """The shipped study's ledger in both languages, in which people have written, with what is no longer found."""
    folder = tmp_path_factory.mktemp("excel")
    ids = list(delta_report.conflicts["id"])
    said = Entry(
        id=ids[0], status="negotiating", opinion_a="=1+1", opinion_b="同意\n另附图", person="王", date="2026-03-01"
    )
    gone = Past(entry=Entry(id="EC103-00000000", status="resolved", remark="旧"), state="gone", day="2026-01-02")
    report = replace(delta_report, ledger=Ledger(entries=(said,), past=(gone,), path="ledger.xlsx"))
    for language in LANGUAGES:
        write(in_language(report, language), folder / f"{language}.xlsx")
    return {language: folder / f"{language}.xlsx" for language in LANGUAGES}


@pytest.mark.parametrize("language", LANGUAGES)
def test_excel_has_nothing_to_repair_in_the_ledger(ledgers, language):
    assert faults(ledgers[language]) == []


def test_nor_in_the_ledger_of_a_report_whose_words_are_of_any_kind(tmp_path):
    report = build(40)
    texts = [RARE * 40_000, '=HYPERLINK("x")', "a\x00b\x0b", " '", "_x0001_", '"," ', "长" * 40_000]
    messages = [texts[place % len(texts)] for place in range(len(report.conflicts))]
    conflicts = report.conflicts.assign(message_zh=messages, message_en=messages)
    names = {"32": "[甲]/乙:*?\\'" + RARE * 40, "33": "'", "34": "History"}
    units = report.units.assign(name=report.units["code"].map(names))
    settings = report.study.study.model_copy(update={"title": "&P\x07" + RARE * 300 + '"&G'})
    study = report.study.model_copy(update={"study": settings})
    write(replace(report, conflicts=conflicts, units=units, study=study), tmp_path / "odd.xlsx")
    assert faults(tmp_path / "odd.xlsx") == []


def test_sheets_of_borders_with_one_long_beginning_have_names_of_their_own(tmp_path):
    report = build(20)
    long = {"32-33": "a" * 40 + "-1", "32-34": "A" * 40 + "-2", "33-34": "history"}
    border = report.conflicts["border"].map(lambda code: long.get(code, code))
    borders = report.borders.assign(border=report.borders["border"].map(long))
    write(replace(report, conflicts=report.conflicts.assign(border=border), borders=borders), tmp_path / "a.xlsx")
    assert faults(tmp_path / "a.xlsx") == []
    shown = openpyxl.load_workbook(tmp_path / "a.xlsx").sheetnames
    assert sum(name.casefold().startswith("a" * 20) for name in shown) == 2


def test_nor_in_an_empty_ledger_or_in_a_comparison(tmp_path):
    write(build(0), tmp_path / "none.xlsx")
    assert faults(tmp_path / "none.xlsx") == []
    old, new = build(12), build(12, seed=8)
    for language in LANGUAGES:
        path = tmp_path / f"{language}.xlsx"
        write_workbook(compare(old.conflicts, new.conflicts), path, language=language)
        assert faults(path) == []


SHEET, BOOK, TEXTS = "xl/worksheets/sheet2.xml", "xl/workbook.xml", "xl/sharedStrings.xml"
PLANTED = {
    "a sign in the name of a sheet": (BOOK, 'name="概览"', 'name="概/览"', "may not hold"),
    "a name of 32 characters": (BOOK, 'name="概览"', f'name="{RARE * 16}"', "32 characters"),
    "a name twice": (BOOK, 'name="概览"', 'name="冲突"', "sheet name twice"),
    "a name for cells of no sheet": (BOOK, ">冲突!", ">无此表!", "no sheet"),
    "a name of a sheet that must be quoted": (BOOK, "'32-33 江苏省—浙江省'!", "32-33 江苏省—浙江省!", "no sheet"),
    "a list too long": (SHEET, '"待处理,', f'"{"待处理," * 70}', "a list of"),
    "a list quoted wrong": (SHEET, '<formula1>"待处理', "<formula1>待处理", "quoted wrong"),
    "a list with an empty entry": (SHEET, '"待处理,', '"待处理,,', "empty entry"),
    "a title too long": (SHEET, 'errorTitle="状态"', f'errorTitle="{"状态" * 17}"', "errorTitle"),
    "another number of rules": (SHEET, 'dataValidations count="2"', 'dataValidations count="3"', "number of rules"),
    "a look that is not there": (SHEET, 'dxfId="0"', 'dxfId="99"', "without its look"),
    "two conditions of one rank": (SHEET, 'priority="2"', 'priority="1"', "one rank"),
    "a filter of other cells": (SHEET, '<autoFilter ref="A1:', '<autoFilter ref="B1:', "filter"),
    "a text that is not there": (SHEET, 't="s"><v>', 't="s"><v>99999', "without its text"),
    "a row twice": (SHEET, '<row r="3"', '<row r="2"', "out of order"),
    "a row too high": (SHEET, ' ht="32.25"', ' ht="410"', "too high"),
    "a foot too long": (SHEET, "<oddFooter>", f"<oddFooter>{'长' * 250}", "foot of"),
    "an element out of order": (SHEET, "</sheetData>", "</sheetData><extLst/>", "out of order"),
    "cells merged twice": (
        "xl/worksheets/sheet1.xml",
        "<mergeCells",
        '<mergeCells><mergeCell ref="A1:K9"/></mergeCells><mergeCells',
        "meet",
    ),
    "a text too long": (TEXTS, "<t>", f"<t>{RARE * 16_384}", "32"),
    "a control character": (TEXTS, "<t>", "<t>_x0007_", "control character"),
    "no XML": (TEXTS, "<t>", "<t>\x07", "invalid"),
    "a link to nowhere": (
        SHEET,
        "<pageMargins",
        '<hyperlinks><hyperlink ref="A1" location="\'x\'!A1"/></hyperlinks><pageMargins',
        "nowhere",
    ),
}


@pytest.mark.parametrize("fault", PLANTED)
def test_a_planted_fault_is_found(fault, tmp_path):
    part, old, new, told = PLANTED[fault]
    write(build(20), tmp_path / "sound.xlsx")
    with zipfile.ZipFile(tmp_path / "sound.xlsx") as file, zipfile.ZipFile(tmp_path / "bad.xlsx", "w") as bad:
        for name in file.namelist():
            text = file.read(name)
            if name == part:
                assert old.encode() in text
                text = text.replace(old.encode(), new.encode(), 1)
            bad.writestr(name, text)
    assert any(told in found for found in faults(tmp_path / "bad.xlsx"))


@pytest.mark.parametrize("language", LANGUAGES)
def test_two_other_readers_find_the_same_cells(ledgers, language):
    book = openpyxl.load_workbook(ledgers[language])
    other = CalamineWorkbook.from_path(str(ledgers[language]))
    assert other.sheet_names == book.sheetnames
    for sheet in book.worksheets:
        rows = other.get_sheet_by_name(sheet.title).to_python(skip_empty_area=False)
        mine = [["" if cell is None else cell for cell in row] for row in sheet.iter_rows(values_only=True)]
        assert len(rows) == len(mine)
        for one, row in zip(mine, rows, strict=True):
            assert [cell.date() if hasattr(cell, "date") else cell for cell in one] == row


def test_texts_that_wrap_have_the_rows_that_they_need(ledgers, tmp_path, absent):
    """Each page, printed by another program: a row that is too low would lie over the next."""
    if OFFICE is None:
        absent("no LibreOffice on this machine")
    for path in ledgers.values():
        own = f"-env:UserInstallation=file://{tmp_path}/own"
        ask = [OFFICE, own, "--headless", "--convert-to", "pdf", "--outdir", str(tmp_path), str(path)]
        subprocess.run(ask, check=True, capture_output=True, timeout=180)
        document = pypdfium2.PdfDocument(tmp_path / f"{path.stem}.pdf")
        met = [pair for page in document for pair in lines_over_each_other(page)]
        document.close()
        assert met == []


def lines_over_each_other(page):
    """Texts of a page of which one lies over another."""
    text = page.get_textpage()
    boxes = [text.get_rect(place) for place in range(text.count_rects())]
    found = []
    for place, one in enumerate(boxes):
        for other in boxes[:place]:
            wide = min(one[2], other[2]) - max(one[0], other[0])
            high = min(one[3], other[3]) - max(one[1], other[1])
            if wide > 1 and high > 0.6 * min(one[3] - one[1], other[3] - other[1]):
                found.append((text.get_text_bounded(*one), text.get_text_bounded(*other)))
    text.close()
    return found
