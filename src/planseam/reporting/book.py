"""Workbooks: formats made once, sheets that print, cells that hold what they are given."""

import re
from collections.abc import Callable, Iterable, Sequence
from importlib.metadata import version
from io import BytesIO
from math import ceil
from typing import Any
from unicodedata import east_asian_width

import pandas as pd
from xlsxwriter.format import Format
from xlsxwriter.workbook import Workbook
from xlsxwriter.worksheet import Worksheet

from planseam.errors import OutputError
from planseam.model.palette import ink, palette
from planseam.reporting.words import word
from planseam.text import Language, Text, shortened, visible

__all__ = ["FIGURES", "RULED", "Book", "as_written", "width_of"]

_CELL_LIMIT = 32_767  # characters that a cell can hold, counted as a workbook does: in units of 16 bits
_FOOTER_LIMIT = 100  # characters of a title in a footer, which holds 255, and twice as many for each &
_NAME_LIMIT = 31  # characters of a sheet's name, counted likewise
_NO_NAME = re.compile(r"[\[\]:*?/\\]")  # signs that it may not hold
_ROW_LIMIT = 1_048_576  # rows of a sheet
#: What a workbook takes for a formula when somebody edits the cell, or when it comes back from CSV.
_FORMULA = ("=", "+", "-", "@", "＝", "＋", "－", "＠", "\t", "\n")
#: Names that programs keep for themselves.
_RESERVED = {"history"}
_LINE, _ROW_HEIGHT = 15.0, 409.0  # points of a line, and of a row at most
#: A fine line below a row, by which an eye finds its way along it.
RULED: dict[str, Any] = {"bottom": 1, "bottom_color": "#DFE4E8"}
#: Figures stand right, and apart from the text of the next column.
FIGURES: dict[str, Any] = {"align": "right", "indent": 1}
_FONT = "Microsoft YaHei"


def as_written(text: str) -> str:
    """A text as a cell holds it: no signs that nobody sees, and no longer than a cell."""
    return _fitting(visible(text, lines=True), _CELL_LIMIT)


def _fitting(text: str, most: int) -> str:
    """A text of at most so many units of 16 bits, of which a rare sign takes two."""
    units = text.encode("utf-16-le")
    if len(units) <= 2 * most:
        return text
    return units[: 2 * (most - 1)].decode("utf-16-le", errors="ignore") + "…"


def width_of(text: str) -> int:
    """Width of a text in narrow characters; a Chinese one is as wide as two."""
    return sum(2 if east_asian_width(letter) in "WF" else 1 for letter in text)


class _Sheet(Worksheet):  # type: ignore[misc] # xlsxwriter ships no types
    """A sheet whose texts stay texts: nothing in them is computed, and nothing turns the direction of what follows."""

    quoted: Callable[[Format | None], Format]

    def __init__(self) -> None:
        super().__init__()
        self.free: set[int] = set()

    def row_for(self, row: int, texts: Iterable[tuple[str, int]]) -> None:
        """Make a row as high as its wrapped texts; a program may fit it anew when somebody writes into it.

        Parameters
        ----------
        row : int
        texts : iterable of tuple
            Each text, and the width of its column in characters.
        """
        needed = (sum(ceil((width_of(line) or 1) / wide) for line in text.split("\n")) for text, wide in texts)
        if (lines := max(needed, default=1)) > 1:
            self.set_row(row, min(_LINE * lines + 2, _ROW_HEIGHT))
            self.free.add(row + 1)

    def _xml_start_tag_unencoded(self, tag: str, attributes: Sequence[tuple[str, object]] = ()) -> None:
        """Leave out that a height is fixed: xlsxwriter has no option for a height that may change."""
        if tag == "row" and dict(attributes).get("r") in self.free:
            attributes = [pair for pair in attributes if pair[0] != "customHeight"]
        super()._xml_start_tag_unencoded(tag, list(attributes))

    def write_string(self, row: int, column: int, text: str, look: Format | None = None) -> int:
        """Write a text.

        Raises
        ------
        OutputError
            If a sheet has no such row: what xlsxwriter would leave out without a word.
        """
        if row >= _ROW_LIMIT:
            raise OutputError(
                Text(
                    f"一张工作表只有 {_ROW_LIMIT} 行，放不下全部内容",
                    f"a sheet has {_ROW_LIMIT} rows, and there are more to write",
                ),
                where=f"xlsx: {self.name}",
                cure=Text(
                    "请用 select 减少规则，或改用 conflicts.gpkg 和 conflicts.parquet",
                    "Select fewer rules, or use conflicts.gpkg and conflicts.parquet",
                ),
            )
        text = as_written(text)
        look = self.quoted(look) if text.startswith(_FORMULA) else look
        return int(super().write_string(row, column, text, look))


class Book:
    """A workbook being written: its formats, its sheets, its cells.

    Parameters
    ----------
    file : BytesIO
        Holds the workbook once it is closed.
    title : str
        Stands in its properties and at the foot of each printed page.
    language : {"zh", "en"}
    """

    def __init__(self, file: BytesIO, *, title: str, language: Language) -> None:
        self.title = title
        self.language = language
        self.book = Workbook(
            file,
            {
                "in_memory": True,  # parts on the way to a full disk would speak for themselves
                "strings_to_formulas": False,
                "strings_to_urls": False,
                "strings_to_numbers": False,
                "nan_inf_to_errors": False,
            },
        )
        self.book.set_properties({"title": visible(title), "comments": f"planseam {version('planseam')}"})
        self._formats: dict[tuple[tuple[str, Any], ...], Format] = {}

    def say(self, key: str, **values: object) -> str:
        """One word in the language of the book."""
        return word(key, **values).to(self.language)

    def look(self, **properties: Any) -> Format:  # noqa: ANN401 - xlsxwriter's own properties
        """One cell format, made once."""
        key = tuple(sorted(properties.items()))
        if key not in self._formats:
            base = {"font_name": _FONT, "font_size": 10, "valign": "top"}
            self._formats[key] = self.book.add_format({**base, **properties})
        return self._formats[key]

    def _quoted(self, look: Format | None) -> Format:
        """The same format for a text that must stay one, whatever is done with its cell."""
        properties = next((dict(key) for key, own in self._formats.items() if own is look), {})
        return self.look(**properties, quote_prefix=True)

    @property
    def heading(self) -> Format:
        """Format of a header cell."""
        return self.heading_over()

    def heading_over(self, **properties: Any) -> Format:  # noqa: ANN401 - xlsxwriter's own properties
        """Format of a header cell over cells that stand otherwise than to the left."""
        own = {"bold": True, "bg_color": "#E9EDF1", "bottom": 1, "bottom_color": "#8A97A3", "text_wrap": True}
        return self.look(**own, valign="vcenter", **properties)

    def severity_look(self, severity: str, **properties: Any) -> Format:  # noqa: ANN401 - xlsxwriter's own properties
        """Format of a cell that names a severity."""
        ground = palette().severity[severity]
        edge = {"border": 1, "border_color": "#FFFFFF"}
        return self.look(bold=True, font_color=ink(ground), bg_color=ground, align="center", **edge, **properties)

    def sheet(self, key: str) -> Worksheet:
        """Add a sheet that prints sideways and one page wide, called by a word."""
        return self.sheet_called(self.say(f"sheet.{key}"))

    def sheet_called(self, name: str) -> Worksheet:
        """Add such a sheet of any name; what no name may hold, and what is too long, gives way."""
        sheet = self.book.add_worksheet(self._free_name(name), worksheet_class=_Sheet)
        sheet.quoted = self._quoted
        sheet.set_landscape()
        sheet.set_paper(9)
        sheet.fit_to_pages(1, 0)
        foot = shortened(visible(self.title), _FOOTER_LIMIT).replace("&", "&&")
        sheet.set_footer(f"&L{foot}&R&P / &N")
        return sheet

    def _free_name(self, name: str) -> str:
        """A name that a sheet may bear and no other bears."""
        plain = _NO_NAME.sub(" ", visible(name)).strip("' ") or "_"
        taken = {sheet.get_name().casefold() for sheet in self.book.worksheets()} | _RESERVED
        free, number = _fitting(plain, _NAME_LIMIT).rstrip("' "), 1
        while free.casefold() in taken:
            number += 1
            end = f" {number}"
            free = _fitting(plain, _NAME_LIMIT - len(end)).rstrip("' ") + end
        return free

    def table(
        self,
        sheet: Worksheet,
        top: int,
        headings: list[str],
        rows: list[list[str | float | None]],
        *,
        widths: Sequence[int],
    ) -> int:
        """Write a small table; give the first free row after it.

        Parameters
        ----------
        sheet : Worksheet
        top : int
            Its first row; repeated at the head of each printed page.
        headings : list of str
        rows : list of list
        widths : sequence of int
            Of the columns, in characters.
        """
        for column, (text, width) in enumerate(zip(headings, widths, strict=True)):
            sheet.set_column(column, column, width)
            figures = any(isinstance(row[column], int | float) for row in rows if column < len(row))
            sheet.write_string(top, column, text, self.heading_over(**FIGURES) if figures else self.heading)
        sheet.row_for(top, zip(headings, widths, strict=True))
        sheet.repeat_rows(top)
        for number, row in enumerate(rows, start=top + 1):
            for column, value in enumerate(row):
                own = {"text_wrap": True} if isinstance(value, str) else FIGURES
                self.cell(sheet, number, column, value, self.look(**RULED, **own))
            sheet.row_for(
                number, ((text, width) for text, width in zip(row, widths, strict=False) if isinstance(text, str))
            )
        return top + len(rows) + 2

    @staticmethod
    def cell(sheet: Worksheet, row: int, column: int, value: str | float | None, look: Format) -> None:
        """Write a number as a number, and anything else as text."""
        if isinstance(value, str):
            sheet.write_string(row, column, value, look)
        elif value is None or pd.isna(value):
            sheet.write_blank(row, column, None, look)
        else:
            sheet.write_number(row, column, float(value), look)
