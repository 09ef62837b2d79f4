"""Ledgers as people hand them back: written into, sorted, copied, mended, broken."""

import zipfile
from dataclasses import replace
from datetime import date

import openpyxl
import pytest

from planseam.checking.keeping import keep
from planseam.errors import OutputError
from planseam.model.ledger import Entry
from planseam.reporting import ledger as module
from planseam.reporting.ledger import read_ledger
from planseam.reporting.xlsx import write

ALL = "冲突"


class Hand:
    """Somebody who writes into a ledger."""

    def __init__(self, path):
        self.path = path
        self.book = openpyxl.load_workbook(path)
        self.ids = [row[0] for row in self.book[ALL].iter_rows(min_row=2, max_col=1, values_only=True)]

    def column(self, heading, sheet=ALL):
        return next(cell.column for cell in self.book[sheet][1] if cell.value == heading)

    def row(self, conflict, sheet=ALL):
        return next(row[0].row for row in self.book[sheet].iter_rows(min_row=2) if row[0].value == conflict)

    def put(self, conflict, heading, value, sheet=ALL):
        self.book[sheet].cell(self.row(conflict, sheet), self.column(heading, sheet)).value = value

    def read(self):
        self.book.save(self.path)
        return read_ledger(self.path)


@pytest.fixture
def hand(report, tmp_path):
    write(report, tmp_path / "ledger.xlsx")
    return Hand(tmp_path / "ledger.xlsx")


@pytest.fixture
def border_sheet(hand):
    """A sheet of one border, and a conflict on it."""
    name = hand.book.sheetnames[2]
    return name, hand.book[name].cell(2, 1).value


def words_of(ledger):
    return [text.zh for text in ledger.ignored]


def test_a_ledger_in_which_nobody_wrote_says_nothing(hand, report):
    ledger = read_ledger(hand.path)
    assert [entry.id for entry in ledger.entries] == hand.ids
    assert {entry.id for entry in ledger.entries} == set(report.conflicts["id"])
    assert (ledger.written, ledger.past, ledger.ignored) == (0, (), ())


def test_all_that_people_write_is_read(hand):
    one, two = hand.ids[:2]
    filled = {
        "甲方意见": "同意",
        "乙方意见": "=再议",
        "备注": "a\nb",
        "责任人": 13800000000,
        "日期": date(2026, 5, 1),
    }
    for heading, value in {**filled, "状态": "协商中"}.items():
        hand.put(one, heading, value)
    hand.put(two, "日期", "五月上旬")
    hand.book[ALL].cell(hand.row(one), hand.column("乙方意见")).data_type = "s"
    ledger = hand.read()
    entry = ledger.of(one)
    assert (entry.status, entry.opinion_a, entry.opinion_b, entry.remark) == ("negotiating", "同意", "=再议", "a\nb")
    assert (entry.person, entry.date) == ("13800000000", "2026-05-01")
    assert ledger.of(two).date == "五月上旬"
    assert ledger.ignored == ()


def test_what_was_written_comes_back_through_any_number_of_ledgers(hand, report, tmp_path):
    one, two = hand.ids[:2]
    hand.put(one, "状态", "已解决")
    hand.put(one, "备注", "=不是公式")
    hand.book[ALL].cell(hand.row(one), hand.column("备注")).data_type = "s"
    hand.put(two, "日期", date(2026, 5, 1))
    first = hand.read()
    for number in range(3):
        conflicts, ledger = keep(report.conflicts, first, ran=set(report.conflicts["rule"]))
        write(replace(report, conflicts=conflicts, ledger=ledger), tmp_path / f"{number}.xlsx")
        first = read_ledger(tmp_path / f"{number}.xlsx")
    assert first.ignored == ()
    assert (first.of(one).status, first.of(one).remark, first.of(two).date) == ("resolved", "=不是公式", "2026-05-01")
    assert first.written == 2
    cell = openpyxl.load_workbook(tmp_path / "2.xlsx")[ALL].cell(hand.row(two), hand.column("日期"))
    assert cell.is_date


def test_edits_of_figures_are_named_and_do_not_count(hand, report):
    one = next(i for i in hand.ids if report.conflicts.set_index("id")["area_m2"].notna()[i])
    area = hand.book[ALL].cell(hand.row(one), hand.column("面积 (ha)")).value
    hand.put(one, "面积 (ha)", 5)
    hand.put(one, "问题（中文）", "另一种说法")
    ledger = hand.read()
    (said,) = words_of(ledger)
    assert said.startswith(f"{one}：以下改动未采用：面积 (ha) ")
    assert said.endswith(" → 5.0000、问题（中文）")
    assert ledger.of(one).figures["area_ha"] == pytest.approx(area)


def test_rows_and_columns_may_be_sorted_and_moved_and_sheets_renamed(hand):
    sheet = hand.book[ALL]
    hand.put(hand.ids[3], "备注", "第四")
    rows = [[(cell.value, cell.number_format) for cell in row] for row in sheet.iter_rows()]
    table = [rows[0], *reversed(rows[1:])]
    for number, row in enumerate(table, start=1):
        for column, (value, form) in enumerate(reversed(row), start=1):
            sheet.cell(number, column).value = value
            sheet.cell(number, column).number_format = form
    sheet.title = "会议纪要"
    ledger = hand.read()
    assert ledger.of(hand.ids[3]).remark == "第四"
    assert ledger.ignored == ()


def test_what_is_written_on_the_sheet_of_a_border_counts(hand, border_sheet):
    sheet, conflict = border_sheet
    hand.put(conflict, "状态", "协商中", sheet)
    hand.put(conflict, "甲方意见", "同意", sheet)
    ledger = hand.read()
    assert (ledger.of(conflict).status, ledger.of(conflict).opinion_a) == ("negotiating", "同意")


def test_two_sheets_that_differ_are_joined_or_told(hand, border_sheet):
    sheet, conflict = border_sheet
    for heading, values in {"备注": ("甲", "乙"), "责任人": ("李", "王"), "状态": ("协商中", "已解决")}.items():
        hand.put(conflict, heading, values[0])
        hand.put(conflict, heading, values[1], sheet)
    ledger = hand.read()
    entry = ledger.of(conflict)
    assert (entry.remark, entry.person, entry.status) == ("甲\n乙", "李", "negotiating")
    assert len(ledger.ignored) == 2
    assert any("“责任人”不同，采用“李”，未采用“王”" in said for said in words_of(ledger))


def test_what_is_wiped_out_on_one_sheet_is_gone(hand, report, tmp_path, border_sheet):
    sheet, conflict = border_sheet
    hand.put(conflict, "备注", "旧")
    hand.put(conflict, "状态", "协商中")
    write(replace(report, ledger=hand.read()), tmp_path / "ledger.xlsx")
    again = Hand(tmp_path / "ledger.xlsx")
    assert again.book[sheet].cell(again.row(conflict, sheet), again.column("备注", sheet)).value == "旧"
    again.put(conflict, "备注", None, sheet)
    again.put(conflict, "状态", None)
    ledger = again.read()
    assert (ledger.of(conflict).remark, ledger.of(conflict).status) == ("", None)


def test_a_status_that_accepted_toml_gave_is_not_taken_for_one_that_people_set(hand, report, tmp_path):
    conflict = hand.ids[0]
    conflicts = report.conflicts.assign(
        status=report.conflicts["status"].where(report.conflicts["id"] != conflict, "accepted")
    )
    write(replace(report, conflicts=conflicts), tmp_path / "ledger.xlsx")
    assert read_ledger(tmp_path / "ledger.xlsx").of(conflict).status is None
    again = Hand(tmp_path / "ledger.xlsx")
    again.put(conflict, "状态", "待处理")
    assert again.read().of(conflict).status == "open"


def test_a_status_that_does_not_exist_is_told_with_its_row(hand):
    hand.put(hand.ids[0], "状态", "快好了")
    hand.put(hand.ids[1], "状态", " Negotiating ")
    ledger = hand.read()
    assert ledger.of(hand.ids[0]).status is None
    assert ledger.of(hand.ids[1]).status == "negotiating"
    (said,) = words_of(ledger)
    assert "“冲突”第 2 行：没有“快好了”这一状态" in said


def test_rows_of_peoples_own_and_copies_are_kept(hand):
    sheet = hand.book[ALL]
    last = sheet.max_row
    sheet.cell(last + 1, hand.column("备注")).value = "未列入的一处"
    for column in range(1, sheet.max_column + 1):
        sheet.cell(last + 2, column).value = sheet.cell(2, column).value
        sheet.cell(last + 3, column).value = sheet.cell(3, column).value
    sheet.cell(last + 3, hand.column("备注")).value = "另一行"
    ledger = hand.read()
    assert [(past.state, past.entry.id, past.entry.remark) for past in ledger.past] == [
        ("unnamed", "", "未列入的一处"),
        ("twice", hand.ids[1], "另一行"),
    ]
    assert len(ledger.ignored) == 2


def test_columns_of_peoples_own_are_named(hand):
    sheet = hand.book[ALL]
    sheet.cell(1, sheet.max_column + 1).value = "牵头处室"
    sheet.cell(2, sheet.max_column).value = "规划处"
    sheet.cell(3, sheet.max_column + 1).value = "没有标题"
    assert [said.split("一列")[0] for said in words_of(hand.read())] == ["“牵头处室”", "“AF”"]


def test_rows_of_the_past_are_written_and_read_again(hand, report, tmp_path):
    gone, stays = hand.ids[:2]
    hand.put(gone, "备注", "已调整边界")
    hand.put(gone, "状态", "已解决")
    ledger = hand.read()
    rest = report.conflicts[report.conflicts["id"] != gone]
    _, kept = keep(rest, ledger, ran=set(report.conflicts["rule"]))
    new = replace(report, conflicts=rest, ledger=kept)
    write(new, tmp_path / "new.xlsx")
    sheet = openpyxl.load_workbook(tmp_path / "new.xlsx")["已消除"]
    row = dict(zip(*(list(line) for line in sheet.iter_rows(values_only=True)), strict=True))
    assert (row["编号"], row["现状"], row["备注"], row["状态"]) == (gone, "已消除", "已调整边界", "已解决")
    record = report.conflicts.set_index("id").loc[gone]
    assert row["面积 (ha)"] == (pytest.approx(record["area_m2"] / 1e4) if record["area_m2"] > 0 else None)
    assert row["问题（中文）"] == record["message_zh"]
    again = read_ledger(tmp_path / "new.xlsx")
    assert [(past.state, past.entry.id, past.entry.remark, past.day) for past in again.past] == [
        ("gone", gone, "已调整边界", kept.past[0].day)
    ]
    assert again.past[0].entry.figures["severity"] == record["severity"]
    back, _ = keep(report.conflicts, again, ran=set(report.conflicts["rule"]))
    assert dict(zip(back["id"], back["status"], strict=True))[gone] == "resolved"
    assert stays in {entry.id for entry in again.entries}


def test_a_ledger_of_one_language_is_taken_by_a_study_in_the_other(hand, report, build_report, tmp_path):
    hand.put(hand.ids[0], "状态", "协商中")
    hand.put(hand.ids[0], "甲方意见", "同意")
    english = build_report(language="en")
    conflicts, ledger = keep(english.conflicts, hand.read(), ran=set(english.conflicts["rule"]))
    write(replace(english, conflicts=conflicts, ledger=ledger), tmp_path / "en.xlsx")
    again = read_ledger(tmp_path / "en.xlsx")
    assert again.ignored == ()
    assert again.of(hand.ids[0]) == replace(again.of(hand.ids[0]), status="negotiating", opinion_a="同意")


def test_without_the_hidden_sheet_words_are_kept_and_it_is_said_that_edits_cannot_be_told(hand):
    hand.put(hand.ids[0], "备注", "会商")
    hand.put(hand.ids[0], "面积 (ha)", 1)
    del hand.book["planseam"]
    ledger = hand.read()
    assert ledger.of(hand.ids[0]).remark == "会商"
    (said,) = words_of(ledger)
    assert "无从得知" in said


def test_a_long_list_of_what_does_not_count_has_an_end(hand, monkeypatch):
    monkeypatch.setattr(module, "_MOST_TOLD", 3)
    for conflict in hand.ids:
        hand.put(conflict, "问题（中文）", "x")
    ledger = hand.read()
    assert len(ledger.ignored) == 4
    assert ledger.ignored[-1].en == f"and {len(hand.ids) - 3} more"


def test_what_is_written_out_for_a_reader_is_no_edit(build_report, tmp_path):
    report = build_report(3)
    odd = "a\u202eb\x00_x0041_\r\nc " + "很长" * 20_000
    write(replace(report, conflicts=report.conflicts.assign(message_zh=odd, feature_a="=1+1")), tmp_path / "a.xlsx")
    assert read_ledger(tmp_path / "a.xlsx").ignored == ()


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "damaged or encrypted"),
        (b"no workbook", "damaged or encrypted"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "encrypted workbook, or an old .xls"),
    ],
)
def test_a_file_that_is_no_workbook_is_refused_with_the_cure(tmp_path, content, said):
    (tmp_path / "ledger.xlsx").write_bytes(content)
    with pytest.raises(OutputError, match=said) as caught:
        read_ledger(tmp_path / "ledger.xlsx")
    assert ".xlsx" in caught.value.cure.en


def test_a_missing_file_and_a_workbook_without_conflicts_are_refused(tmp_path):
    with pytest.raises(OutputError, match="cannot be read"):
        read_ledger(tmp_path / "nowhere.xlsx")
    openpyxl.Workbook().save(tmp_path / "empty.xlsx")
    with pytest.raises(OutputError, match="no sheet of it has the columns"):
        read_ledger(tmp_path / "empty.xlsx")


def rewritten(path, **parts):
    """The workbook with some parts replaced."""
    with zipfile.ZipFile(path) as book:
        content = {name: book.read(name) for name in book.namelist()}
    with zipfile.ZipFile(path, "w") as book:
        for name, data in content.items():
            book.writestr(name, parts.get(name.rpartition("/")[2].partition(".")[0], lambda data: data)(data))


def test_damaged_parts_and_entities_are_refused(hand):
    rewritten(hand.path, sheet2=lambda data: data[: len(data) // 2])
    with pytest.raises(OutputError, match=r"not well formed|damaged"):
        read_ledger(hand.path)
    bomb = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaa">]><x>&a;</x>'
    rewritten(hand.path, sheet2=lambda _: bomb)
    with pytest.raises(OutputError, match="declares entities"):
        read_ledger(hand.path)


def test_a_cell_far_away_costs_nothing(hand):
    far = b'<row r="999999999"><c r="XFD999999999" t="str"><v>x</v></c></row></sheetData>'
    rewritten(hand.path, sheet2=lambda data: data.replace(b"</sheetData>", far))
    assert len(read_ledger(hand.path).entries) == len(hand.ids)


def test_an_entry_without_a_row_of_its_own_is_empty(hand):
    assert read_ledger(hand.path).of("EC103-00000000") == Entry(id="EC103-00000000")
