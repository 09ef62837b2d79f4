"""Workbooks: formats made once, sheets that print, cells that hold what they are given."""

from importlib.metadata import version
from pathlib import Path
from typing import Any

import pandas as pd
from xlsxwriter.format import Format
from xlsxwriter.workbook import Workbook
from xlsxwriter.worksheet import Worksheet

from planseam.model.palette import ink, palette
from planseam.model.report import Report
from planseam.reporting.words import border_names, rule_names, word

__all__ = ["Book"]

_CELL_LIMIT = 32_767  # characters that a cell can hold
_FONT = "Microsoft YaHei"


class Book:
    """A workbook of a report being written: its formats, its sheets, its cells.

    Parameters
    ----------
    report : Report
    path : Path
        File to write.
    """

    def __init__(self, report: Report, path: Path) -> None:
        self.report = report
        self.language = report.study.study.language
        self.book = Workbook(
            str(path),
            {
                "strings_to_formulas": False,
                "strings_to_urls": False,
                "strings_to_numbers": False,
                "nan_inf_to_errors": False,
            },
        )
        self.book.set_properties(
            {"title": report.study.study.words.to(self.language), "comments": f"planseam {version('planseam')}"}
        )
        self.borders = border_names(report)
        self.rule_titles = rule_names(report)
        self._formats: dict[tuple[tuple[str, Any], ...], Format] = {}

    def say(self, key: str, **values: object) -> str:
        """One word in the study's language."""
        return word(key, **values).to(self.language)

    def look(self, **properties: Any) -> Format:  # noqa: ANN401 - xlsxwriter's own properties
        """One cell format, made once."""
        key = tuple(sorted(properties.items()))
        if key not in self._formats:
            base = {"font_name": _FONT, "font_size": 10, "valign": "top"}
            self._formats[key] = self.book.add_format({**base, **properties})
        return self._formats[key]

    @property
    def heading(self) -> Format:
        """Format of a header cell."""
        return self.look(
            bold=True, bg_color="#E9EDF1", bottom=1, bottom_color="#8A97A3", text_wrap=True, valign="vcenter"
        )

    def severity_look(self, severity: str) -> Format:
        """Format of a cell that names a severity."""
        ground = palette().severity[severity]
        return self.look(bold=True, font_color=ink(ground), bg_color=ground, align="center")

    def sheet(self, key: str) -> Worksheet:
        """Add a sheet that prints sideways and one page wide."""
        sheet = self.book.add_worksheet(self.say(f"sheet.{key}"))
        sheet.set_landscape()
        sheet.set_paper(9)
        sheet.fit_to_pages(1, 0)
        sheet.set_footer("&L" + self.report.study.study.words.to(self.language).replace("&", "&&") + "&R&P / &N")
        return sheet

    def table(self, sheet: Worksheet, top: int, headings: list[str], rows: list[list[str | float | None]]) -> int:
        """Write a small table; give the first free row after it."""
        for column, text in enumerate(headings):
            sheet.write_string(top, column, text, self.heading)
        for number, row in enumerate(rows, start=top + 1):
            for column, value in enumerate(row):
                self.cell(sheet, number, column, value, self.look(text_wrap=isinstance(value, str)))
        return top + len(rows) + 2

    @staticmethod
    def cell(sheet: Worksheet, row: int, column: int, value: str | float | None, look: Format) -> None:
        """Write a number as a number, and anything else as text."""
        if isinstance(value, str):
            sheet.write_string(row, column, value[:_CELL_LIMIT], look)
        elif value is None or pd.isna(value):
            sheet.write_blank(row, column, None, look)
        else:
            sheet.write_number(row, column, float(value), look)
