"""The page and the styles of the Word report: A4, numbered headings, fonts that Word has."""

from typing import Any

from docx import Document
from docx.document import Document as Docx
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_TAB_ALIGNMENT, WD_TAB_LEADER
from docx.oxml.ns import qn
from docx.shared import Mm, Pt
from docx.styles.style import CharacterStyle, ParagraphStyle

from planseam.reporting.paper.marks import colour, element, piece
from planseam.text import Language

__all__ = ["INK", "MUTED", "TEXT_MM", "blank"]

#: Width of the text on the page, which is that of the pictures.
TEXT_MM = 160.0
INK, MUTED, RULE = "#1f2a36", "#5f6b76", "#c9d0d6"
#: Latin and Chinese font of the text and of headings: what Word and WPS have; others stand in for them by their kind.
FONTS = {"zh": (("Times New Roman", "宋体"), ("Arial", "黑体")), "en": (("Arial", "宋体"), ("Arial", "黑体"))}
#: Size, space before and after, pt.
HEADINGS = {1: (16, 18, 8), 2: (13, 14, 6), 3: (11.5, 0, 3)}
#: Name, size pt, space after pt, colour, heading font; what is left to `_details`.
PARAGRAPHS: dict[str, tuple[float, float, str, bool]] = {
    "Lead": (11, 3, INK, False),
    "Note": (9, 4, MUTED, False),
    "Notice": (9.5, 8, INK, False),
    "Cell": (8.5, 0, INK, False),
    "Cell head": (8.5, 0, INK, True),
    "Cell centre": (8.5, 0, INK, False),
    "Cell number": (8.5, 0, INK, False),
    "Tile": (8.5, 0, INK, True),
    "Tile number": (16, 0, INK, True),
    "Label": (9, 3, INK, False),
    "Message": (10, 4, INK, False),
    "Picture": (9, 0, INK, False),
    "Cover": (11, 4, MUTED, False),
    "Contents": (16, 12, INK, True),
    "Rule": (10.5, 3, INK, True),
    "Gap": (1, 6, INK, False),
}
CENTRED = ("Cell centre", "Tile", "Tile number", "Picture")
COVER_MM = 36.0


def blank(language: Language) -> Docx:
    """Make an empty document with all styles.

    Parameters
    ----------
    language : {"zh", "en"}

    Returns
    -------
    Document
    """
    document = Document()
    _page(document)
    _defaults(document, language)
    _headings(document, language)
    _paragraphs(document, language)
    _table(document)
    _settings(document)
    return document


def _page(document: Docx) -> None:
    section = document.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.left_margin = section.right_margin = Mm((210 - TEXT_MM) / 2)
    section.top_margin, section.bottom_margin = Mm(22), Mm(17)
    section.header_distance, section.footer_distance = Mm(11), Mm(8)
    section.different_first_page_header_footer = True


def _fonts(properties: Any, fonts: tuple[str, str]) -> None:  # noqa: ANN401 - run properties of lxml
    latin, chinese = fonts
    for old in properties.findall(qn("w:rFonts")):
        properties.remove(old)
    made = element("w:rFonts", ascii=latin, hAnsi=latin, cs=latin, eastAsia=chinese)
    properties.insert(0, made)


def _defaults(document: Docx, language: Language) -> None:
    text, _ = FONTS[language]
    styles = document.styles.element
    defaults = styles.find(qn("w:docDefaults")).find(qn("w:rPrDefault")).find(qn("w:rPr"))
    _fonts(defaults, text)
    for old in defaults.findall(qn("w:lang")):
        defaults.remove(old)
    defaults.append(element("w:lang", val="en-GB", eastAsia="zh-CN", bidi="ar-SA"))
    normal = document.styles["Normal"]
    _fonts(normal.element.get_or_add_rPr(), text)
    normal.font.size = Pt(10.5)
    normal.paragraph_format.space_after = Pt(6)
    normal.paragraph_format.line_spacing = 1.15


def _styled(style: Any, *, size: float, after: float, ink: str, fonts: tuple[str, str], before: float = 0) -> None:  # noqa: ANN401 - a style of either type
    _fonts(style.element.get_or_add_rPr(), fonts)
    style.font.size, style.font.color.rgb = Pt(size), colour(ink)
    style.font.bold = style.font.italic = False
    style.paragraph_format.space_before, style.paragraph_format.space_after = Pt(before), Pt(after)
    style.quick_style = True


def _headings(document: Docx, language: Language) -> None:
    """Headings 1 to 3 and their numbers."""
    _, head = FONTS[language]
    levels = "".join(
        f'<w:lvl w:ilvl="{level}"><w:start w:val="1"/><w:numFmt w:val="decimal"/><w:pStyle w:val="Heading{level + 1}"/>'
        f'<w:suff w:val="space"/><w:lvlText w:val="{".".join(f"%{number + 1}" for number in range(level + 1))}"/>'
        f'<w:lvlJc w:val="left"/><w:pPr><w:ind w:left="0" w:firstLine="0"/></w:pPr></w:lvl>'
        for level in range(3)
    )
    numbering = document.part.numbering_part.element
    numbering.insert(
        0, piece(f'<w:abstractNum w:abstractNumId="90"><w:multiLevelType w:val="multilevel"/>{levels}</w:abstractNum>')
    )
    numbering.append(piece('<w:num w:numId="90"><w:abstractNumId w:val="90"/></w:num>'))
    for level, (size, before, after) in HEADINGS.items():
        style = document.styles[f"Heading {level}"]
        _styled(style, size=size, after=after, ink=INK, fonts=head, before=before)
        style.font.bold = language == "en"
        style.paragraph_format.line_spacing = 1.0
        properties = style.element.get_or_add_pPr()
        properties.append(piece(f'<w:numPr><w:ilvl w:val="{level - 1}"/><w:numId w:val="90"/></w:numPr>'))
    title = document.styles["Title"]
    _styled(title, size=28, after=10, ink=INK, fonts=head, before=0)
    for border in title.element.get_or_add_pPr().findall(qn("w:pBdr")):
        title.element.pPr.remove(border)
    title.font.bold = language == "en"
    _styled(document.styles["Subtitle"], size=16, after=24, ink=MUTED, fonts=head)
    caption = document.styles["Caption"]
    _styled(caption, size=8.5, after=8, ink=MUTED, fonts=head, before=2)
    caption.paragraph_format.alignment = WD_ALIGN_PARAGRAPH.CENTER


def _paragraphs(document: Docx, language: Language) -> None:
    text, head = FONTS[language]
    for name, (size, after, ink, heading) in PARAGRAPHS.items():
        style = document.styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
        style.base_style = document.styles["Normal"]
        _styled(style, size=size, after=after, ink=ink, fonts=head if heading else text)
        style.paragraph_format.line_spacing = 1.1
    document.styles["Cell head"].font.bold = document.styles["Rule"].font.bold = language == "en"
    document.styles["Rule"].paragraph_format.space_before = Pt(8)
    document.styles["Rule"].paragraph_format.keep_with_next = True
    document.styles["Cell number"].paragraph_format.alignment = WD_ALIGN_PARAGRAPH.RIGHT
    document.styles["Picture"].paragraph_format.line_spacing = 1.0
    document.styles["Picture"].paragraph_format.keep_with_next = True
    for name in CENTRED:
        document.styles[name].paragraph_format.alignment = WD_ALIGN_PARAGRAPH.CENTER
    # what must stand after a table: too thin to open a page
    document.styles["Gap"].paragraph_format.line_spacing = Pt(1)
    cover = document.styles["Cover"].paragraph_format
    cover.left_indent, cover.first_line_indent = Mm(COVER_MM), Mm(-COVER_MM)
    cover.tab_stops.add_tab_stop(Mm(COVER_MM))
    document.styles["Title"].paragraph_format.space_before = Pt(138)
    document.styles["Notice"].paragraph_format.space_before = Pt(24)
    document.styles["Notice"].element.get_or_add_pPr().append(
        piece(
            "<w:pBdr>"
            + "".join(
                f'<w:{side} w:val="single" w:sz="6" w:space="4" w:color="E0B84C"/>'
                for side in ("top", "left", "bottom", "right")
            )
            + "</w:pBdr>"
        )
    )
    document.styles["Notice"].element.pPr.append(element("w:shd", val="clear", color="auto", fill="FFF4D6"))
    for level in (1, 2):
        style = document.styles.add_style(f"toc {level}", WD_STYLE_TYPE.PARAGRAPH)
        style.base_style = document.styles["Normal"]
        _styled(style, size=10.5 if level == 1 else 9.5, after=2, ink=INK, fonts=text, before=4 if level == 1 else 0)
        style.paragraph_format.left_indent = Mm(6 * (level - 1))
        style.paragraph_format.tab_stops.add_tab_stop(Mm(TEXT_MM), WD_TAB_ALIGNMENT.RIGHT, WD_TAB_LEADER.DOTS)
    for name in ("Header", "Footer"):
        style = document.styles[name]
        assert isinstance(style, ParagraphStyle)  # noqa: S101 - for the type alone
        _styled(style, size=8.5, after=0, ink=MUTED, fonts=text)
        _tabs_at_the_edge(style)
    identity = document.styles.add_style("Id", WD_STYLE_TYPE.CHARACTER)
    assert isinstance(identity, CharacterStyle)  # noqa: S101 - for the type alone
    _fonts(identity.element.get_or_add_rPr(), ("Consolas", text[1]))
    strong = document.styles.add_style("Term", WD_STYLE_TYPE.CHARACTER)
    _fonts(strong.element.get_or_add_rPr(), head)
    strong.font.bold = language == "en"


def _tabs_at_the_edge(style: ParagraphStyle) -> None:
    stops = style.paragraph_format.tab_stops
    for place in reversed(range(len(stops))):
        del stops[place]
    stops.add_tab_stop(Mm(TEXT_MM), WD_TAB_ALIGNMENT.RIGHT)


def _table(document: Docx) -> None:
    """A table with fine lines and a tinted head."""
    lines = "".join(
        f'<w:{side} w:val="single" w:sz="4" w:space="0" w:color="{RULE[1:]}"/>'
        for side in ("top", "left", "bottom", "right", "insideH", "insideV")
    )
    document.styles.element.append(
        piece(
            '<w:style w:type="table" w:customStyle="1" w:styleId="PlanseamTable"><w:name w:val="Planseam Table"/>'
            '<w:basedOn w:val="TableNormal"/><w:uiPriority w:val="59"/><w:qFormat/><w:tblPr><w:tblBorders>'
            f'{lines}</w:tblBorders><w:tblCellMar><w:top w:w="25" w:type="dxa"/><w:left w:w="70" w:type="dxa"/>'
            '<w:bottom w:w="25" w:type="dxa"/><w:right w:w="70" w:type="dxa"/></w:tblCellMar></w:tblPr>'
            '<w:tblStylePr w:type="firstRow"><w:tcPr><w:shd w:val="clear" w:color="auto" w:fill="E9EDF0"/></w:tcPr>'
            "</w:tblStylePr></w:style>"
        )
    )


def _settings(document: Docx) -> None:
    """Say which Word this is for: without, it would open in the manner of 2007."""
    settings = document.settings.element
    for old in settings.findall(qn("w:compat")):
        settings.remove(old)
    settings.append(
        piece(
            '<w:compat><w:compatSetting w:name="compatibilityMode" w:uri="http://schemas.microsoft.com/office/word"'
            ' w:val="15"/></w:compat>'
        )
    )
