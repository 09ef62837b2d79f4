"""Text tables and workbooks as rows of text, with titles, blank lines and all."""

import codecs
import csv
import io
import itertools
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

import python_calamine

from planseam.errors import LayerError
from planseam.loading.encoding import Evidence, of_text
from planseam.loading.limits import LIMITS
from planseam.loading.weighing import family
from planseam.text import Text

__all__ = ["TEXTS", "WORKBOOKS", "Table", "opened", "read_table", "sheet_names"]

TEXTS = {".csv", ".tsv", ".txt"}
WORKBOOKS = {".xlsx", ".xlsm", ".ods"}
_DELIMITERS = "\t,;，|"
_LOOKED_AT = 200  # lines by which the delimiter is found
_HEAD = 1 << 20  # bytes by which a table is recognised
_EXACT = 1e15  # whole numbers below it are told apart by a workbook


@dataclass(frozen=True, kw_only=True)
class Table:
    """A table as it is written.

    Parameters
    ----------
    rows : list of tuple of str
        From the first line on, each cell without the blanks around it.
    evidence : Evidence, optional
        Of its encoding, where it is a text that does not come with one.
    """

    rows: list[tuple[str, ...]]
    evidence: Evidence | None = None


def sheet_names(path: Path) -> list[str]:
    """Name the sheets of a workbook; a text table has one, without a name.

    Raises
    ------
    LayerError
        If it is no workbook.
    """
    if path.suffix.lower() in TEXTS:
        return [""]
    with _workbook(path) as book:
        return list(book.sheet_names)


def read_table(path: Path, *, sheet: str = "", encoding: str | None = None, most: int | None = None) -> Table:
    """Read a table.

    Parameters
    ----------
    path : Path
    sheet : str
        Of a workbook.
    encoding : str, optional
        Of a text; found out by default.
    most : int, optional
        Rows that are enough; by default all.

    Raises
    ------
    LayerError
        If it cannot be read, or is beyond the bounds.
    UnicodeDecodeError
        If it is not in the encoding given.
    """
    if path.suffix.lower() in TEXTS:
        text, evidence = opened(path, encoding=encoding, head=most is not None)
        return Table(rows=_rows(text, path, most=most), evidence=evidence)
    with _workbook(path) as book:
        try:
            cells = book.get_sheet_by_name(sheet).to_python(skip_empty_area=False, nrows=most)
        except python_calamine.CalamineError as error:
            raise _unreadable(path) from error
    return Table(rows=[tuple(_text(cell) for cell in row) for row in cells])


def opened(path: Path, *, encoding: str | None = None, head: bool = False) -> tuple[str, Evidence | None]:
    """Read a text, and find out its encoding where it is not given.

    Parameters
    ----------
    path : Path
    encoding : str, optional
    head : bool
        Whether the beginning is enough.

    Raises
    ------
    LayerError
        If it is beyond the bounds.
    UnicodeDecodeError
        If it is not in the encoding given.
    """
    if path.stat().st_size > LIMITS.text_file:
        raise LayerError(
            Text("文件过大", "the file is too large"),
            where=path.name,
            cure=Text("请拆分，或导出为 GeoPackage", "Split it, or export it as GeoPackage"),
        )
    with path.open("rb") as file:
        data = file.read(_HEAD if head else -1)
    evidence = None if encoding else of_text(data)
    name = encoding or (evidence.encoding if evidence else "")
    decoder = codecs.getincrementaldecoder("GB18030" if family(name) == "GB" else name)
    return decoder("strict" if encoding else "replace").decode(data, final=not head), evidence


def _rows(text: str, path: Path, *, most: int | None) -> list[tuple[str, ...]]:
    text = text.removeprefix("\ufeff")
    # str.splitlines would break lines at characters that are none to a spreadsheet
    lines = list(itertools.islice(io.StringIO(text, newline=None), _LOOKED_AT))
    delimiter = _delimiter(lines)
    if not delimiter:
        return [tuple(line.split()) for line in itertools.islice(io.StringIO(text, newline=None), most)]
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    try:
        return [tuple(cell.strip() for cell in row) for row in itertools.islice(reader, most)]
    except csv.Error as error:
        raise _unreadable(path) from error


def _delimiter(lines: list[str]) -> str:
    """The sign that cuts the most lines into the same number of cells; empty for blanks."""
    full = [line for line in lines if line.strip()]
    best, most = "", 0
    for sign in _DELIMITERS:
        counts = Counter(line.count(sign) for line in full if sign in line)
        alike = max(counts.values(), default=0)
        if alike > most:
            best, most = sign, alike
    return best


def _workbook(path: Path) -> python_calamine.CalamineWorkbook:
    try:
        return python_calamine.load_workbook(path)
    except (python_calamine.CalamineError, OSError) as error:
        raise _unreadable(path) from error


def _unreadable(path: Path) -> LayerError:
    return LayerError(
        Text("表格无法读取，可能已损坏或加了密码", "the table cannot be read: it is damaged, or has a password"),
        where=path.name,
        cure=Text("请打开确认，并另存为 .xlsx 或 CSV", "Open it, and save it again as .xlsx or CSV"),
    )


def _text(cell: object) -> str:
    if isinstance(cell, float) and cell.is_integer() and abs(cell) < _EXACT:
        return str(int(cell))
    return str(cell).strip()
