"""Small pieces of WordprocessingML that python-docx has no words for."""

from typing import Any

from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.oxml.parser import OxmlElement
from docx.shared import RGBColor
from docx.text.paragraph import Paragraph
from docx.text.run import Run

__all__ = [
    "TWIPS_PER_MM",
    "bookmarked",
    "colour",
    "element",
    "field",
    "link",
    "marked",
    "piece",
    "shaded",
    "twips",
]

TWIPS_PER_MM = 1440 / 25.4


def twips(millimetres: float) -> int:
    """A length in twentieths of a point."""
    return round(millimetres * TWIPS_PER_MM)


def element(tag: str, **attributes: object) -> Any:  # noqa: ANN401 - an element of lxml as python-docx classes it
    """Make an element; attributes are of the main namespace.

    Parameters
    ----------
    tag : str
        With prefix, as ``w:p``.
    **attributes : object
        Without prefix; one that is a word of Python ends with an underscore.
    """
    made = OxmlElement(tag)
    for name, value in attributes.items():
        made.set(qn(f"w:{name.rstrip('_')}"), str(value))
    return made


def piece(xml: str) -> Any:  # noqa: ANN401 - an element of lxml as python-docx classes it
    """Read an element from XML that uses the prefixes w, wp, a, pic and r without declaring them."""
    head, sep, tail = xml.partition(">")
    slash = "/" if head.endswith("/") else ""
    return parse_xml(f"{head.removesuffix('/')} {nsdecls('w', 'wp', 'a', 'pic', 'r')}{slash}{sep}{tail}")


def colour(hexadecimal: str) -> RGBColor:
    """Read a colour as #rrggbb."""
    return RGBColor.from_string(hexadecimal.lstrip("#").upper())


def field(paragraph: Paragraph, instruction: str, shown: str, *, style: str | None = None) -> Run:
    """Append a field that shows something until Word works it out.

    Returns
    -------
    Run
        The run that shows it.
    """
    _mark(paragraph, "begin")
    run = paragraph.add_run()
    code = element("w:instrText")
    code.text = f" {instruction} "
    code.set(qn("xml:space"), "preserve")
    run._r.append(code)  # noqa: SLF001 - python-docx has no fields
    _mark(paragraph, "separate")
    result = paragraph.add_run(shown, style=style)
    _mark(paragraph, "end")
    return result


def _mark(paragraph: Paragraph, kind: str) -> None:
    paragraph.add_run()._r.append(element("w:fldChar", fldCharType=kind))  # noqa: SLF001 - python-docx has no fields


def bookmarked(paragraph: Paragraph, name: str, number: str) -> None:
    """Put a bookmark around all that a paragraph holds.

    Parameters
    ----------
    paragraph : Paragraph
    name, number : str
        Of the bookmark; both may be placeholders of the template.
    """
    inner = paragraph._p  # noqa: SLF001 - python-docx has no bookmarks
    start = element("w:bookmarkStart", id=number, name=name)
    if inner.pPr is not None:
        inner.pPr.addnext(start)
    else:
        inner.insert(0, start)
    inner.append(element("w:bookmarkEnd", id=number))


def link(paragraph: Paragraph, text: str, anchor: str, *, style: str | None = None) -> None:
    """Append a link to a bookmark of the same document."""
    run = paragraph.add_run(text, style=style)
    holder = element("w:hyperlink", anchor=anchor, history="1")
    run._r.addprevious(holder)  # noqa: SLF001 - python-docx has no links within a document
    holder.append(run._r)  # noqa: SLF001


def marked(paragraph: Paragraph, text: str) -> None:
    """Append words in a red frame: the mark of what was drawn, not surveyed."""
    run = paragraph.add_run(text, style="Term")
    properties = run._r.get_or_add_rPr()  # noqa: SLF001 - python-docx has no frames
    properties.append(element("w:bdr", val="single", sz=6, space=0, color="B00020"))
    run.font.color.rgb = colour("#b00020")


def shaded(run: Run, fill: str, ink: str) -> None:
    """Set a run as a badge: ground and ink as rrggbb, or placeholders of the template."""
    properties = run._r.get_or_add_rPr()  # noqa: SLF001 - python-docx has no shading
    properties.append(element("w:color", val=ink))
    properties.append(element("w:bdr", val="single", sz=24, space=0, color=fill))
    properties.append(element("w:shd", val="clear", color="auto", fill=fill))
