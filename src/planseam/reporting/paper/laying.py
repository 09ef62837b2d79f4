"""What Word does when it lays a document out, as far as a document can be told it before."""

from typing import Any

from docx.document import Document as Docx
from docx.oxml.ns import qn

from planseam.reporting.pictures.fonts import at_hand

__all__ = ["fit_grids", "has_pages", "with_fonts_at_hand", "without_contents_field"]


def has_pages(document: Docx) -> bool:
    """Whether a document tells pages, which somebody must work out."""
    return any(
        (code.text or "").lstrip().startswith(("TOC", "PAGEREF")) for code in document.element.iter(qn("w:instrText"))
    )


def without_contents_field(document: Docx) -> None:
    """Leave the lines of the contents and take away that they are a field.

    LibreOffice keeps a table of contents as it finds it, and drops the pages
    in it; in plain lines it works them out.
    """
    open_fields: list[list[Any]] = []  # of each the runs that make it a field
    for run in list(document.element.iter(qn("w:r"))):
        mark, code = run.find(qn("w:fldChar")), run.find(qn("w:instrText"))
        kind = mark.get(qn("w:fldCharType")) if mark is not None else ""
        if kind == "begin":
            open_fields.append([run])
        elif open_fields and (code is not None or kind):
            open_fields[-1].append(run)
        if kind == "end" and open_fields:
            _unfield(open_fields.pop())


def _unfield(runs: list[Any]) -> None:
    words = "".join(code.text or "" for run in runs for code in run.iter(qn("w:instrText")))
    if words.lstrip().startswith("TOC"):
        for run in runs:
            run.getparent().remove(run)


def with_fonts_at_hand(document: Docx) -> None:
    """Name a Chinese font that is there for each that is not.

    Left to itself LibreOffice may take the first font with the characters,
    which draws them as they are written in Japan.
    """
    for root in (document.styles.element, document.element):
        for fonts in root.iter(qn("w:rFonts")):
            name = fonts.get(qn("w:eastAsia"))
            if name:
                fonts.set(qn("w:eastAsia"), at_hand(name))


def fit_grids(document: Docx) -> None:
    """Give every table whose columns came from a loop the grid that its cells have."""
    for table in document.element.iter(qn("w:tbl")):
        row = table.find(qn("w:tr"))
        grid = table.find(qn("w:tblGrid"))
        if row is None or grid is None:
            continue
        cells = [cell.find(qn("w:tcPr")) for cell in row.findall(qn("w:tc"))]
        columns = grid.findall(qn("w:gridCol"))
        if len(cells) != len(columns) or any(cell is None or cell.find(qn("w:gridSpan")) is not None for cell in cells):
            continue
        for column, cell in zip(columns, cells, strict=True):
            width = cell.find(qn("w:tcW"))
            if width is not None and width.get(qn("w:type")) == "dxa":
                column.set(qn("w:w"), width.get(qn("w:w")))
