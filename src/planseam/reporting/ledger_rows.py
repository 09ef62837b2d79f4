"""The sheets of a ledger that hold conflicts, one a row, with the columns that people fill."""

from collections.abc import Sequence
from datetime import date, datetime
from importlib.metadata import version

import pandas as pd
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from planseam.model.conflict import STATUS_TITLES, STATUSES, Status
from planseam.model.ledger import PEOPLE, STATE_TITLES, Entry
from planseam.reporting.book import FIGURES, RULED, as_written
from planseam.reporting.ledger_book import LedgerBook
from planseam.reporting.marks import HIDDEN, joined, mark
from planseam.reporting.words import severity_name
from planseam.text import Language

__all__ = ["COLUMNS", "MOST_BORDERS", "border_sheets", "borders_without_sheet", "conflicts", "marks", "past"]

#: Columns of the check: width in characters, number format. `message` and `advice` are those of the ledger's language.
COLUMNS: dict[str, tuple[int, str]] = {
    "id": (17, ""),
    "rule": (8, ""),
    "title": (20, ""),
    "severity": (9, ""),
    "border": (18, ""),
    "at_km": (10, "0.00"),
    "unit_a_name": (12, ""),
    "unit_b_name": (12, ""),
    "area_ha": (13, "#,##0.0000"),
    "area_mu": (14, "#,##0.00"),
    "length_m": (11, "#,##0"),
    "width_m": (11, "#,##0.0"),
    "share": (9, "0.0"),
    "message_zh": (52, ""),
    "message_en": (52, ""),
    "advice_zh": (44, ""),
    "advice_en": (44, ""),
    "layer_a": (20, ""),
    "feature_a": (20, ""),
    "layer_b": (20, ""),
    "feature_b": (20, ""),
    "unit_a": (10, ""),
    "unit_b": (10, ""),
    "illustrative": (13, ""),
}
_OF_PEOPLE: dict[str, int] = {
    "status": 11,
    "opinion_a": 30,
    "opinion_b": 30,
    "remark": 26,
    "person": 11,
    "date": 12,
}
_BEFORE_MESSAGE = tuple(COLUMNS)[: tuple(COLUMNS).index("message_zh")]
#: Columns of one border's sheet: the border itself, its parties and the other language stand elsewhere.
_OF_BORDER = ("id", "rule", "title", "severity", "at_km", "area_ha", "area_mu", "length_m", "width_m", "share")
_OF_PAST = ("id", "rule", "title", "severity", "border", "unit_a_name", "unit_b_name", "area_ha", "length_m")
#: Borders that get a sheet of their own: more would make a workbook in which nobody finds one.
MOST_BORDERS = 60
_A3 = 8
_DATE = "yyyy-mm-dd"
_FIRST_DAY = date(1990, 1, 1)
_LOOKS: dict[Status, dict[str, str]] = {
    "open": {"bg_color": "#FBE6E3"},
    "negotiating": {"bg_color": "#FFF0C2"},
    "resolved": {"bg_color": "#DCEFDC"},
    "accepted": {"bg_color": "#E1E7ED", "font_color": "#4A5560"},
}


def conflicts(book: LedgerBook, values: pd.DataFrame) -> None:
    """All conflicts, one a row, under a header that stays.

    Parameters
    ----------
    book : LedgerBook
    values : DataFrame
        As `LedgerBook.values` gives them.
    """
    own = [f"{name}_{book.language}" for name in ("message", "advice")]
    head = [*_BEFORE_MESSAGE, *own, *PEOPLE]
    _fill(book, book.sheet("conflicts"), values, [*head, *(name for name in COLUMNS if name not in head)])


def border_sheets(book: LedgerBook, values: pd.DataFrame) -> None:
    """One sheet for each border with conflicts; those with the most, where there are too many borders.

    Parameters
    ----------
    book : LedgerBook
    values : DataFrame
        As `LedgerBook.values` gives them.
    """
    own = [f"{name}_{book.language}" for name in ("message", "advice")]
    counts = values.loc[values["border_id"] != "", "border_id"].value_counts(sort=False).sort_index()
    most = counts.sort_values(ascending=False, kind="stable").index[:MOST_BORDERS]
    for border in sorted(most):
        sheet = book.sheet_called(f"{border} {book.border(border)}")
        rows = values[values["border_id"] == border]
        _fill(book, sheet, rows, [*_OF_BORDER, *own, *PEOPLE, "illustrative"])


def borders_without_sheet(values: pd.DataFrame) -> int:
    """How many borders have conflicts and get no sheet of their own.

    Parameters
    ----------
    values : DataFrame
        As `LedgerBook.values` gives them.
    """
    borders = set(values["border_id"]) - {""}
    return max(0, len(borders) - MOST_BORDERS)


def _fill(book: LedgerBook, sheet: Worksheet, values: pd.DataFrame, columns: Sequence[str]) -> None:
    ids = values["id"].tolist()
    wrapped = _wrapped(book.language)
    for column, name in enumerate(columns):
        width, number = COLUMNS[name] if name in COLUMNS else (_OF_PEOPLE[name], "")
        sheet.set_column(column, column, width)
        sheet.write_string(0, column, _title(book, name), _head(book, name))
        if name in PEOPLE:
            _people(book, sheet, column, name, ids, values["status"].tolist())
            continue
        look = book.look(**RULED, **({"num_format": number, **FIGURES} if number else {"text_wrap": name in wrapped}))
        looks = map(book.severity_look, values["severity_id"]) if name == "severity" else [look] * len(ids)
        for row, (value, own) in enumerate(zip(values[name].tolist(), looks, strict=True), start=1):
            book.cell(sheet, row, column, value, own)
    _heights(book, sheet, values, wrapped)
    sheet.set_row(0, 32)
    sheet.set_paper(_A3)
    sheet.print_area(0, 0, len(ids), columns.index(PEOPLE[-1]))
    sheet.freeze_panes(1, 3)
    sheet.autofilter(0, 0, max(len(ids), 1), len(columns) - 1)
    sheet.repeat_rows(0)
    sheet.ignore_errors({"number_stored_as_text": f"A1:XFD{len(ids) + 1}"})


def _wrapped(language: Language) -> set[str]:
    """Columns of which the texts take several lines: those that are read, in the language of the ledger."""
    return {"title", f"message_{language}", f"advice_{language}", "opinion_a", "opinion_b", "remark"}


def _heights(book: LedgerBook, sheet: Worksheet, values: pd.DataFrame, wrapped: set[str]) -> None:
    ledger = book.report.ledger
    names = [name for name in wrapped if name in COLUMNS]
    for row, texts in enumerate(zip(values["id"], *(values[name] for name in names), strict=True), start=1):
        entry = ledger.of(texts[0]) if ledger else Entry(id=texts[0])
        own = [(text, COLUMNS[name][0]) for name, text in zip(names, texts[1:], strict=True)]
        people = [(getattr(entry, name), _OF_PEOPLE[name]) for name in wrapped.intersection(PEOPLE)]
        sheet.row_for(row, [*own, *people])


def _title(book: LedgerBook, name: str) -> str:
    return book.say("rule.name" if name == "title" else f"field.{name}")


def _head(book: LedgerBook, name: str) -> Format:
    """Format of a heading: yellow where people write, and standing as what is below it."""
    if name in PEOPLE:
        own = {"bold": True, "bg_color": "#FFE9A8", "bottom": 1, "bottom_color": "#B8923A", "text_wrap": True}
        return book.look(**own, valign="vcenter")
    return book.heading_over(**FIGURES) if COLUMNS.get(name, (0, ""))[1] else book.heading


def _people(
    book: LedgerBook, sheet: Worksheet, column: int, name: str, ids: Sequence[str], shown: Sequence[Status]
) -> None:
    """A column that people fill: what they have written already, and what may be written."""
    ledger = book.report.ledger
    for row, (conflict, status) in enumerate(zip(ids, shown, strict=True), start=1):
        entry = ledger.of(conflict) if ledger else Entry(id=conflict)
        _said(book, sheet, row, column, name, entry, status=status)
    if not ids:
        return
    area = (1, column, len(ids), column)
    if name == "status":
        titles = [STATUS_TITLES[status].to(book.language) for status in STATUSES]
        sheet.data_validation(
            *area,
            {
                "validate": "list",
                "source": titles,
                "error_title": book.say("field.status"),
                "error_message": book.say("people.status_error", titles=" / ".join(titles)),
            },
        )
        for status, title in zip(STATUSES, titles, strict=True):
            look = book.book.add_format(_LOOKS[status])
            sheet.conditional_format(*area, {"type": "cell", "criteria": "==", "value": f'"{title}"', "format": look})
    elif name == "date":
        sheet.data_validation(
            *area,
            {
                "validate": "date",
                "criteria": ">=",
                "value": _FIRST_DAY,
                "error_type": "warning",
                "error_title": book.say("field.date"),
                "error_message": book.say("people.date_error"),
            },
        )


def _said(
    book: LedgerBook, sheet: Worksheet, row: int, column: int, name: str, entry: Entry, *, status: Status | None
) -> None:
    look = {"bg_color": "#FFFBEF", "border": 1, "border_color": "#E8DFC4"}
    if name == "status":
        text = STATUS_TITLES[status].to(book.language) if status else ""
        sheet.write_string(row, column, text, book.look(align="center", **look))
        return
    text = getattr(entry, name)
    day = _day(text) if name == "date" else None
    if day:
        sheet.write_datetime(row, column, day, book.look(num_format=_DATE, align="left", **look))
    elif name == "date":
        book.cell(sheet, row, column, text or None, book.look(num_format=_DATE, **look))
    else:
        book.cell(sheet, row, column, text or None, book.look(text_wrap=True, **look))


def _day(text: str) -> datetime | None:
    try:
        day = datetime.fromisoformat(text)
    except ValueError:
        return None
    return day if day.date() >= date(1900, 3, 1) else None  # earlier days differ between programs


def past(book: LedgerBook) -> None:
    """Rows of earlier ledgers that belong to no conflict of this check; no sheet where there are none."""
    ledger = book.report.ledger
    if ledger is None or not ledger.past:
        return
    sheet = book.sheet("past")
    message = f"message_{book.language}"
    columns = [*_OF_PAST, message, *PEOPLE, "state", "day"]
    for column, name in enumerate(columns):
        width = _OF_PEOPLE.get(name) or COLUMNS.get(name, (14, ""))[0]
        title = book.say(f"past.{name}") if name in {"state", "day"} else _title(book, name)
        sheet.set_column(column, column, width)
        sheet.write_string(0, column, title, _head(book, name))
        for row, gone in enumerate(ledger.past, start=1):
            if name in PEOPLE:
                _said(book, sheet, row, column, name, gone.entry, status=gone.entry.status)
                continue
            known = {"id": gone.entry.id, "state": STATE_TITLES[gone.state].to(book.language), "day": gone.day}
            value = known[name] if name in known else _figure(book, gone.entry, name)
            number = COLUMNS.get(name, (0, ""))[1]
            standing = {"num_format": number, **FIGURES} if number else {"text_wrap": True}
            book.cell(sheet, row, column, value or None, book.look(**RULED, **standing))
    for row, gone in enumerate(ledger.past, start=1):
        said = ((str(gone.entry.figures.get(name, "")), COLUMNS[name][0]) for name in ("title", message))
        own = ((getattr(gone.entry, name), _OF_PEOPLE[name]) for name in ("opinion_a", "opinion_b", "remark"))
        sheet.row_for(row, [*said, *own])
    sheet.set_row(0, 32)
    sheet.set_paper(_A3)
    sheet.freeze_panes(1, 3)
    sheet.autofilter(0, 0, len(ledger.past), len(columns) - 1)
    sheet.repeat_rows(0)


def _figure(book: LedgerBook, entry: Entry, name: str) -> str | float | None:
    """What an old row said, in the language of this ledger where we have the word."""
    said = entry.figures.get(name)
    if name == "title" and entry.figures.get("rule") in book.rule_titles:
        return book.rule_titles[str(entry.figures["rule"])].to(book.language)
    if name == "severity" and said:
        return severity_name(str(said)).to(book.language)
    return said


def marks(book: LedgerBook, values: pd.DataFrame) -> None:
    """The hidden sheet by which the ledger knows, when it comes back, what was edited."""
    sheet = book.sheet_called(HIDDEN)
    sheet.very_hidden()
    settings = book.report.study.study
    first = ["planseam", version("planseam"), settings.title, settings.level, book.language]
    second = ["id", "status", "own", joined(PEOPLE[1:]), joined(COLUMNS)]
    for row, texts in enumerate((first, second)):
        for column, text in enumerate(texts):
            sheet.write_string(row, column, text)
    ledger = book.report.ledger
    figures = [[_mark(value) for value in values[name].tolist()] for name in COLUMNS]
    rows = zip(values["id"].tolist(), values["status"].tolist(), zip(*figures, strict=True), strict=True)
    for row, (conflict, status, cells) in enumerate(rows, start=2):
        entry = ledger.of(conflict) if ledger else Entry(id=conflict)
        people = joined(mark(as_written(getattr(entry, name))) for name in PEOPLE[1:])
        for column, text in enumerate((conflict, status, entry.status or "", people, joined(cells))):
            sheet.write_string(row, column, text)


def _mark(value: str | float) -> str:
    return mark(as_written(value) if isinstance(value, str) else value)
