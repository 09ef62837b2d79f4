"""The shipped study's ledger goes to people and comes back: through another program, and into the next version."""

import shutil
import subprocess
import zipfile

import numpy as np
import openpyxl
import pytest

import planseam
from planseam.checking.keeping import keep
from planseam.reporting.xlsx import write

OFFICE = shutil.which("soffice") or shutil.which("libreoffice")


@pytest.fixture(scope="module")
def ledger(delta_report, tmp_path_factory):
    path = tmp_path_factory.mktemp("ledger") / "ledger.xlsx"
    write(delta_report, path)
    return path


def rewritten_by_office(path, folder, absent):
    if OFFICE is None:
        absent("no LibreOffice on this machine")
    convert = ("--convert-to", "xlsx:Calc MS Excel 2007 XML", "--outdir", str(folder / "new"))
    done = subprocess.run(
        [OFFICE, f"-env:UserInstallation=file://{folder}/own", "--headless", *convert, str(path)],
        capture_output=True,
        text=True,
        timeout=180,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return folder / "new" / path.name


def test_another_program_opens_it_saves_it_and_nothing_counts_as_edited(ledger, delta_report, tmp_path, absent):
    book = openpyxl.load_workbook(ledger)
    sheet = book["冲突"]
    places = {cell.value: cell.column for cell in sheet[1]}
    conflict = sheet.cell(7, 1).value
    sheet.cell(7, places["状态"]).value = "协商中"
    sheet.cell(7, places["甲方意见"]).value = "同意按红线调整"
    book.save(tmp_path / "filled.xlsx")
    saved = rewritten_by_office(tmp_path / "filled.xlsx", tmp_path, absent)
    read = planseam.read_ledger(saved)
    assert read.ignored == ()
    assert {entry.id for entry in read.entries} == set(delta_report.conflicts["id"])
    assert [entry.id for entry in read.entries if entry.written] == [conflict]
    assert (read.of(conflict).status, read.of(conflict).opinion_a) == ("negotiating", "同意按红线调整")


def test_each_sheet_holds_well_formed_parts_and_no_formula(ledger):
    with zipfile.ZipFile(ledger) as book:
        assert book.testzip() is None
        sheets = [name for name in book.namelist() if name.startswith("xl/worksheets/sheet")]
        assert all(b"<f>" not in book.read(name) for name in sheets)
    assert len(sheets) == len(openpyxl.load_workbook(ledger, read_only=True).sheetnames)


def test_figures_of_the_ledger_are_those_of_the_record(ledger, delta_report):
    table = delta_report.conflicts.set_index("id")
    rows = list(openpyxl.load_workbook(ledger, read_only=True)["冲突"].iter_rows(values_only=True))
    shown = [dict(zip(rows[0], row, strict=True)) for row in rows[1:]]
    assert sorted(row["编号"] for row in shown) == sorted(table.index)
    for row in shown:
        record = table.loc[row["编号"]]
        for heading, value in (("面积 (ha)", record.area_m2 / 1e4), ("面积 (亩)", record.area_m2 * 15 / 1e4)):
            assert row[heading] == (None if np.isnan(value) else pytest.approx(value))
        assert row["问题（中文）"] == record.message_zh


def test_all_of_a_run_by_one_rule_is_kept_and_comes_back_with_the_others(ledger, delta_report):
    read = planseam.read_ledger(ledger)
    one = delta_report.conflicts[delta_report.conflicts["rule"] == "EC103"]
    _, kept = keep(one, read, ran={"EC103"})
    assert len(kept.past) == len(delta_report.conflicts) - len(one)
    assert {past.state for past in kept.past} == {"unchecked"}
    _, again = keep(delta_report.conflicts, kept, ran=set(delta_report.conflicts["rule"]))
    assert again.past == ()
