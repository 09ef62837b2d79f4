"""What a template is put together from: headings, paragraphs, tables, captions, each with its placeholders."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml.ns import qn
from docx.shared import Mm
from docx.table import Table, _Cell
from docx.text.paragraph import Paragraph

from planseam.reporting.paper.marks import bookmarked, element, field, link, twips
from planseam.reporting.paper.styles import blank
from planseam.reporting.words import word
from planseam.text import Language, Text

__all__ = ["Column", "Skeleton", "TableText"]

#: Text with placeholders, or what writes into the cell's paragraph.
TableText = str | Callable[[Paragraph], object]


@dataclass(frozen=True, kw_only=True)
class Column:
    """One column of a table.

    Parameters
    ----------
    head : str
    width : float
        mm.
    body : str or callable
        Text with placeholders, or what writes into the cell's paragraph.
    style : str
        Of the body.
    fill : str
        Ground of the body as rrggbb, or a placeholder; empty for none.
    """

    head: str
    width: float
    body: TableText
    style: str = "Cell"
    fill: str = ""


class Skeleton:
    """A template in the making.

    Parameters
    ----------
    language : {"zh", "en"}
    """

    def __init__(self, language: Language) -> None:
        self.language: Language = language
        self.document = blank(language)
        self.marks = 0

    def say(self, key: str, **values: object) -> str:
        """A word of the documents."""
        return word(key, **values).to(self.language)

    def to(self, text: Text) -> str:
        """A text in the language of the template."""
        return text.to(self.language)

    def tag(self, code: str) -> None:
        """A paragraph that holds a statement of the template, and is gone when it is filled."""
        self.document.add_paragraph(f"{{%p {code} %}}")

    def text(self, words: str = "", style: str = "Normal") -> Paragraph:
        """A paragraph."""
        made: Paragraph = self.document.add_paragraph(words, style=style)
        return made

    def heading(self, words: str, level: int, *, bookmark: str, number: str = "", new_page: bool = False) -> Paragraph:
        """A numbered heading that the contents and references find.

        Parameters
        ----------
        words : str
        level : int
        bookmark : str
            Its name; a placeholder in a loop.
        number : str
            Number of the bookmark, where a loop repeats it: a placeholder that gives each its own.
        new_page : bool
            Whether it begins a page.
        """
        made: Paragraph = self.document.add_heading(words, level)
        made.paragraph_format.page_break_before = new_page or None
        self.marks += 1
        bookmarked(made, bookmark, number or str(self.marks))
        return made

    def caption(self, kind: str, words: str) -> None:
        """A caption with its number: “figure” or “table”."""
        made = self.document.add_paragraph(style="Caption")
        title = self.say(f"paper.{kind}")
        made.add_run(f"{title} ")
        field(made, f"SEQ {title} \\* ARABIC", f"{{{{ number('{kind}') }}}}")
        made.add_run(f"  {words}")
        if kind == "table":
            made.paragraph_format.keep_with_next = True

    def table(self, columns: Sequence[Column], rows: str, *, together: bool = False) -> Table:
        """A table with a head that each page repeats and a row for each of a loop.

        Parameters
        ----------
        columns : sequence of Column
        rows : str
            The loop, as ``row in rows``.
        together : bool
            Whether it stays on one page, if that is long enough.
        """
        made = self.grid([column.width for column in columns], rows=4, headed=True)
        for cell, column in zip(made.rows[0].cells, columns, strict=True):
            cell.paragraphs[0].text = column.head
            right = column.style == "Cell number"
            cell.paragraphs[0].style = self.document.styles["Cell head"]
            if right:
                cell.paragraphs[0].alignment = WD_ALIGN_PARAGRAPH.RIGHT
            if together:
                cell.paragraphs[0].paragraph_format.keep_with_next = True
        head = made.rows[0]._tr.get_or_add_trPr()  # noqa: SLF001 - python-docx knows no repeated heads
        head.append(element("w:cantSplit"))
        head.append(element("w:tblHeader"))
        made.rows[1].cells[0].paragraphs[0].text = f"{{%tr for {rows} %}}"
        for cell, column in zip(made.rows[2].cells, columns, strict=True):
            self.fill(cell, column.body, style=column.style, ground=column.fill)
            if together:
                cell.paragraphs[0]._p.get_or_add_pPr().append(  # noqa: SLF001
                    element("w:keepNext", val="{{ 0 if loop.last else 1 }}")
                )
        made.rows[2]._tr.get_or_add_trPr().append(element("w:cantSplit"))  # noqa: SLF001
        made.rows[3].cells[0].paragraphs[0].text = "{%tr endfor %}"
        self.document.add_paragraph(style="Gap")
        return made

    def grid(
        self,
        widths: Sequence[float],
        *,
        rows: int,
        into: _Cell | None = None,
        plain: bool = False,
        headed: bool = False,
    ) -> Table:
        """A table of fixed widths, mm; its first row is tinted where it is `headed`."""
        made = self.document.add_table(rows, len(widths)) if into is None else into.add_table(rows, len(widths))
        made.style = self.document.styles["Normal Table" if plain else "Planseam Table"]
        made.autofit = False
        made.alignment = WD_TABLE_ALIGNMENT.CENTER
        properties = made._tbl.tblPr  # noqa: SLF001 - python-docx sets no width of tables
        for old in properties.findall(qn("w:tblW")):
            properties.remove(old)
        properties.append(element("w:tblW", w=twips(sum(widths)), type_="dxa"))
        for old in properties.findall(qn("w:tblLook")):
            properties.remove(old)
        properties.append(element("w:tblLook", val="0020" if headed else "0000", firstRow=int(headed)))
        for column, width in zip(made.columns, widths, strict=True):
            column.width = Mm(width)
            for cell in column.cells:
                cell.width = Mm(width)
        return made

    def fill(self, cell: _Cell, body: TableText, *, style: str = "Cell", ground: str = "") -> None:
        """Write the first paragraph of a cell."""
        paragraph = cell.paragraphs[0]
        paragraph.style = self.document.styles[style]
        if callable(body):
            body(paragraph)
        else:
            paragraph.add_run(body)
        if ground:
            cell._tc.get_or_add_tcPr().append(  # noqa: SLF001 - python-docx colours no cells
                element("w:shd", val="clear", color="auto", fill=ground)
            )

    def linked(self, words: str, anchor: str, *, style: str = "Id") -> Callable[[Paragraph], object]:
        """What writes a link to a bookmark."""
        return lambda paragraph: link(paragraph, words, anchor, style=style)

    def page_of(self, bookmark: str) -> Callable[[Paragraph], object]:
        """What writes the page of a bookmark, which is given as an expression of the template."""
        return lambda paragraph: field(paragraph, f"PAGEREF {{{{ {bookmark} }}}} \\h", "")
