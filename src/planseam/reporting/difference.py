"""What changed between two runs: as JSON, as a workbook, as a page."""

import json
from importlib.metadata import version
from io import BytesIO
from pathlib import Path

from planseam.errors import OutputError
from planseam.model.comparison import CHANGE_TITLES, Comparison
from planseam.model.palette import palette
from planseam.reporting.book import Book
from planseam.reporting.changes import Row, groups, rows, sentence
from planseam.reporting.html import environment
from planseam.reporting.whole import beside
from planseam.reporting.words import severity_name, word
from planseam.text import Language, Text

__all__ = ["as_json", "write", "write_page", "write_workbook"]

#: Columns of the workbook: key, width in characters.
_COLUMNS = {
    "change": 9,
    "id": 17,
    "old_id": 17,
    "title": 22,
    "severity": 9,
    "parties": 20,
    "border": 10,
    "area": 12,
    "length": 11,
    "what": 46,
    "message": 60,
}


def write(comparison: Comparison, path: Path, *, language: Language) -> None:
    """Write a comparison in the format that the ending of the file says.

    Parameters
    ----------
    comparison : Comparison
    path : Path
        Ends with .xlsx, .html or .json.
    language : {"zh", "en"}

    Raises
    ------
    OutputError
        If the ending is none of these, or the file cannot be written.
    """
    kind = path.suffix.lower()
    if kind == ".xlsx":
        write_workbook(comparison, path, language=language)
    elif kind in {".html", ".htm"}:
        write_page(comparison, path, language=language)
    elif kind == ".json":
        with beside(path, suffix=".json") as target:
            target.write_text(as_json(comparison) + "\n", encoding="utf-8")
    else:
        raise OutputError(
            Text("后缀说明不了格式", "its ending says no format"),
            where=str(path),
            cure=Text("请以 .xlsx、.html 或 .json 结尾", "Let it end with .xlsx, .html or .json"),
        )


def as_json(comparison: Comparison) -> str:
    """Write a comparison as JSON: counts, and each conflict with its change."""
    table = comparison.table.drop(columns="geometry")
    document = {
        "version": version("planseam"),
        "old": comparison.old._asdict(),
        "new": comparison.new._asdict(),
        "counts": comparison.counts,
        "conflicts": json.loads(table.to_json(orient="records", force_ascii=False)),
    }
    return json.dumps(document, ensure_ascii=False, indent=1)


def write_workbook(comparison: Comparison, path: Path, *, language: Language) -> None:
    """Write a comparison as an Excel workbook: a sheet with all rows, to be filtered by change.

    Parameters
    ----------
    comparison : Comparison
    path : Path
        Replaced where it exists.
    language : {"zh", "en"}

    Raises
    ------
    OutputError
        If the file cannot be written; the old one is then untouched.
    """
    file = BytesIO()
    book = Book(file, title=word("difference.title").to(language), language=language)
    sheet = book.sheet("difference")
    sheet.write_string(0, 0, sentence(comparison).to(language), book.look(bold=True, font_size=12))
    titles = [book.say(f"difference.{key}") for key in _COLUMNS]
    found = rows(comparison)
    lines = [[_cell(row, key, language) for key in _COLUMNS] for row in found]
    book.table(sheet, 2, titles, lines, widths=tuple(_COLUMNS.values()))
    for number, row in enumerate(found, start=3):
        sheet.write_string(number, 4, severity_name(row["severity"]).to(language), book.severity_look(row["severity"]))
    sheet.autofilter(2, 0, 2 + max(len(found), 1), len(_COLUMNS) - 1)
    sheet.freeze_panes(3, 2)
    book.book.close()
    with beside(path, suffix=".xlsx") as target:
        target.write_bytes(file.getbuffer())


def write_page(comparison: Comparison, path: Path, *, language: Language) -> None:
    """Write a comparison as one HTML page without outside parts, in both languages.

    Parameters
    ----------
    comparison : Comparison
    path : Path
        Replaced where it exists.
    language : {"zh", "en"}
        The language in which the page opens.

    Raises
    ------
    OutputError
        If the file cannot be written; the old one is then untouched.
    """
    body = (
        environment()
        .get_template("difference.html.j2")
        .render(
            language=language,
            version=version("planseam"),
            colours=palette(),
            comparison=comparison,
            sentence=sentence(comparison),
            groups=groups(comparison),
            linked=False,
        )
    )
    with beside(path, suffix=".html") as target:
        target.write_text(body, encoding="utf-8")


def _cell(row: Row, key: str, language: Language) -> str | float | None:
    if key == "change":
        return CHANGE_TITLES[row["change"]].to(language)
    if key == "severity":
        return severity_name(row["severity"]).to(language)
    value = row[key]
    if key == "title":
        return f"{row['rule']} {value.to(language)}"
    if key in {"area", "length"}:
        return float(value) if value else None
    return value.to(language) if isinstance(value, Text) else str(value)
