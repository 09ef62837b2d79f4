"""The rows of a ledger as its file holds them, wherever people have moved sheets, rows and columns."""

import math
import warnings
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from functools import cache
from pathlib import Path
from typing import cast

import openpyxl
from openpyxl.utils import get_column_letter
from openpyxl.worksheet._read_only import ReadOnlyWorksheet

from planseam.errors import LayerError, OutputError
from planseam.loading.limits import LIMITS
from planseam.loading.markup import checked_workbook
from planseam.model.conflict import STATUSES, Status
from planseam.model.ledger import PEOPLE
from planseam.reporting.ledger_rows import COLUMNS
from planseam.reporting.marks import HIDDEN, Marks, parted
from planseam.reporting.words import words
from planseam.text import Text

__all__ = ["Cell", "File", "Row", "opened"]

Cell = str | float | None

_MB = 1 << 20
#: A ledger of 100,000 conflicts unpacks to about 200 MB, which openpyxl holds several times.
_LIMITS = replace(LIMITS, sheet_file=512 * _MB)
_MOST_ROWS = 1_048_576
_MOST_COLUMNS = 200
_RETURN = "_x000D_"  # how a workbook writes the one half of an end of line
_HEADING = 10  # rows among which a heading is looked for
_OLE = b"\xd0\xcf\x11\xe0"
_SAVE = Text(
    "请在 Excel 或 WPS 中打开，不加密码另存为 .xlsx",
    "Open it in a spreadsheet program, and save it as .xlsx, no password",
)


@dataclass(frozen=True, kw_only=True)
class Row:
    """One row of a sheet with conflicts.

    Parameters
    ----------
    sheet : str
    number : int
        As the program shows it.
    cells : dict of str to Cell
        By name of the column: ours alone.
    past : bool
        Whether the sheet is that of rows without conflict.
    """

    sheet: str
    number: int
    cells: dict[str, Cell]
    past: bool

    def text(self, name: str) -> str:
        """What a cell says, as text without blanks around it."""
        return _text(self.cells.get(name))


@dataclass(kw_only=True)
class File:
    """What a ledger holds.

    Parameters
    ----------
    title : str
        Of the study; empty where the hidden sheet is gone.
    marked : bool
        Whether the hidden sheet is there.
    rows : list of Row
    marks : dict of str to Marks
        By id of the conflict.
    foreign : dict of str to int
        Headings of columns that are not ours, and how many cells below them hold something.
    """

    title: str = ""
    marked: bool = False
    rows: list[Row] = field(default_factory=list)
    marks: dict[str, Marks] = field(default_factory=dict)
    foreign: dict[str, int] = field(default_factory=dict)


def opened(path: Path) -> File:
    """Read all sheets of a ledger.

    Raises
    ------
    OutputError
        If it cannot be read, is too large, or no sheet of it holds conflicts.
    """
    _refuse_others(path)
    file = File()
    found = False
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # openpyxl tells what it does not keep, and nothing is kept of the file
            book = openpyxl.load_workbook(path, read_only=True, data_only=True, keep_links=False)
            try:
                for sheet in book.worksheets:
                    rows = _rows(cast("ReadOnlyWorksheet", sheet))
                    if sheet.title == HIDDEN:
                        _marks(file, rows)
                    else:
                        found |= _sheet(file, sheet.title, rows)
            finally:
                book.close()
    except Exception as error:  # openpyxl meets a damaged part with whatever error its code runs into
        raise _unusable(path, Text("工作簿已损坏", "the workbook is damaged")) from error
    if not found:
        raise _unusable(
            path,
            Text(
                "没有一张工作表同时有“编号”和“状态”两列",
                "no sheet of it has the columns “Id” and “Status”",
            ),
            cure=Text("请给出 planseam run 写出的 ledger.xlsx", "Name a ledger.xlsx that “planseam run” has written"),
        )
    return file


def _refuse_others(path: Path) -> None:
    try:
        with path.open("rb") as file:
            head = file.read(len(_OLE))
    except OSError as error:
        raise _unusable(
            path,
            Text("无法读取（{why}）", "cannot be read ({why})").format(why=error.strerror or type(error).__name__),
            cure=Text("请检查路径和权限", "Check the path and the permissions"),
        ) from error
    if head == _OLE:
        raise _unusable(path, Text("是加密的工作簿或旧的 .xls", "is an encrypted workbook, or an old .xls"))
    try:
        checked_workbook(path, where=str(path), limits=_LIMITS)
    except LayerError as error:
        raise _unusable(path, error.what) from error


def _unusable(path: Path, what: Text, *, cure: Text = _SAVE) -> OutputError:
    return OutputError(what, where=str(path), cure=cure)


def _rows(sheet: ReadOnlyWorksheet) -> Iterator[tuple[int, list[Cell]]]:
    """Rows that hold anything, with their numbers."""
    every = sheet.iter_rows(max_row=_MOST_ROWS, max_col=_MOST_COLUMNS, values_only=True)
    for number, row in enumerate(every, start=1):
        if any(value is not None for value in row):
            yield number, [_plain(value) for value in row]


def _plain(value: object) -> Cell:
    """A cell as text or number: a date as ISO 8601."""
    if value is None or isinstance(value, bool):
        return None if value is None else str(value).upper()
    if isinstance(value, int | float):
        return float(value) if math.isfinite(value) else None
    if isinstance(value, datetime):
        midnight = value.time() == datetime.min.time()
        return value.date().isoformat() if midnight else value.isoformat(sep=" ", timespec="seconds")
    return value.isoformat() if isinstance(value, date) else str(value).replace(_RETURN, "")


def _text(value: Cell) -> str:
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() else repr(value)
    return (value or "").replace("\r\n", "\n").strip()


@cache
def _headings() -> dict[str, str]:
    """Our columns by their headings in both languages."""
    table = words()
    named = {name: table["field"][name] for name in (*COLUMNS, *PEOPLE) if name != "title"}
    named |= {"title": table["rule"]["name"], "state": table["past"]["state"], "day": table["past"]["day"]}
    return {title.casefold(): name for name, text in named.items() for title in text}


def _sheet(file: File, title: str, rows: Iterable[tuple[int, list[Cell]]]) -> bool:
    """Take the rows of a sheet, and tell whether it is one of ours."""
    columns: dict[int, str] = {}
    foreign: dict[int, str] = {}
    for number, cells in rows:
        if not columns:
            if number > _HEADING:
                return False
            columns, foreign = _columns(cells)
            continue
        own = {name: cells[place] for place, name in columns.items()}
        if any(_text(value) for value in own.values()):
            file.rows.append(Row(sheet=title, number=number, cells=own, past="state" in own))
        for place, value in enumerate(cells):
            if place not in columns and _text(value):
                heading = foreign.get(place) or get_column_letter(place + 1)
                file.foreign[heading] = file.foreign.get(heading, 0) + 1
    return bool(columns)


def _columns(cells: list[Cell]) -> tuple[dict[int, str], dict[int, str]]:
    """Places of our columns and of others; none where this is no heading of ours."""
    titles = [_text(cell) for cell in cells]
    ours: dict[int, str] = {}
    for place, title in enumerate(titles):
        name = _headings().get(title.casefold())
        if name and name not in ours.values():
            ours[place] = name
    if not {"id", "status"} <= set(ours.values()):
        return {}, {}
    return ours, {place: title for place, title in enumerate(titles) if title and place not in ours}


def _marks(file: File, rows: Iterable[tuple[int, list[Cell]]]) -> None:
    """Take what the hidden sheet says."""
    people: list[str] = []
    figures: list[str] = []
    for number, cells in rows:
        conflict, second, third, fourth, fifth = map(_text, cells[:5])
        if number == 1:
            file.title, file.marked = third, True
        elif number == 2:  # noqa: PLR2004 -- the second row names the columns
            people, figures = fourth.split("|"), fifth.split("|")
        else:
            file.marks[conflict] = Marks(
                shown=_status(second) or "open",
                own=_status(third),
                people=parted(people, fourth),
                figures=parted(figures, fifth),
            )


def _status(code: str) -> Status | None:
    return next((status for status in STATUSES if status == code), None)
