"""The chapter of conflicts in the template: a table for each border, and a page for each conflict."""

from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.shared import Pt
from docx.table import _Cell
from docx.text.paragraph import Paragraph

from planseam.reporting.paper.marks import bookmarked, element, marked, shaded, twips
from planseam.reporting.paper.skeleton import Column, Skeleton
from planseam.reporting.paper.styles import TEXT_MM

__all__ = ["conflicts"]

LOCATOR_MM = 79.0
OPINION_MM = 10.5
LABEL_MM = 32.0


def conflicts(skeleton: Skeleton) -> None:
    """Tables of all conflicts, and the pages."""
    skeleton.heading(skeleton.say("conflict.title"), 1, bookmark="_Toc_conflicts", new_page=True)
    skeleton.tag("if groups")
    skeleton.text("{{ pages_note }}", "Note")
    skeleton.tag("else")
    skeleton.text(skeleton.say("conflict.nothing"))
    skeleton.tag("endif")
    skeleton.tag("for group in groups")
    skeleton.tag("if loop.first")
    _group_heading(skeleton, new_page=False)
    skeleton.tag("else")
    _group_heading(skeleton, new_page=True)
    skeleton.tag("endif")
    _index(skeleton)
    _notes(skeleton)
    skeleton.tag("for c in group.pages")
    _page(skeleton)
    skeleton.tag("endfor")
    skeleton.tag("endfor")


def _group_heading(skeleton: Skeleton, *, new_page: bool) -> None:
    skeleton.heading(
        "{{ group.name }} ({{ group.count }})",
        2,
        bookmark="{{ group.bookmark }}",
        number="{{ 7000 + loop.index }}",
        new_page=new_page,
    )


def _index(skeleton: Skeleton) -> None:
    """All conflicts of a border, with their pages."""
    skeleton.caption("table", skeleton.say("paper.conflicts_of", border="{{ group.name }}"))
    columns = [
        Column(head=skeleton.say("field.id"), width=29, body=skeleton.linked("{{ row.id }}", "{{ row.bookmark }}")),
        Column(head=skeleton.say("matrix.rule"), width=36, body="{{ row.title }}"),
        Column(head=skeleton.say("field.severity"), width=16, body="{{ row.severity }}", fill="{{ row.pale }}"),
        Column(head=skeleton.say("field.status"), width=17, body="{{ row.status }}"),
        Column(head=skeleton.say("field.area_ha"), width=20, body="{{ row.area }}", style="Cell number"),
        Column(head=skeleton.say("field.length_m"), width=17, body="{{ row.length }}", style="Cell number"),
        Column(head=skeleton.say("field.at_km"), width=14, body="{{ row.at_km }}", style="Cell number"),
        Column(head=skeleton.say("paper.page"), width=11, body=skeleton.page_of("row.bookmark"), style="Cell number"),
    ]
    skeleton.table(columns, "row in group.rows")
    skeleton.tag("if group.left")
    skeleton.text("{{ group.left }}", "Note")
    skeleton.tag("endif")


def _notes(skeleton: Skeleton) -> None:
    """What the conflicts without a page are about."""
    skeleton.tag("if group.notes")
    skeleton.caption("table", skeleton.say("paper.without_page", border="{{ group.name }}"))
    stop = skeleton.say("paper.stop")
    advice = skeleton.say("conflict.advice") + skeleton.say("paper.colon")
    told = f"{{{{ note.message }}}}{stop}{advice}{{{{ note.advice }}}}"
    columns = [
        Column(head=skeleton.say("field.id"), width=29, body=_anchor),
        Column(head=skeleton.say("matrix.rule"), width=31, body="{{ note.title }}"),
        Column(
            head=skeleton.say("difference.message"),
            width=100,
            body=told,
        ),
    ]
    skeleton.table(columns, "note in group.notes")
    skeleton.tag("endif")


def _anchor(paragraph: Paragraph) -> None:
    """The id, with the bookmark that links lead to."""
    paragraph.add_run("{{ note.id }}", style="Id")
    bookmarked(paragraph, "{{ note.bookmark }}", "{{ note.number }}")


def _page(skeleton: Skeleton) -> None:
    """One conflict."""
    skeleton.heading(
        "{{ c.title }} · {{ c.parties }}", 3, bookmark="{{ c.bookmark }}", number="{{ c.number }}", new_page=True
    )
    line = skeleton.text("", "Label")
    shaded(line.add_run("{{ c.severity }}"), "{{ c.fill }}", "{{ c.ink }}")
    line.add_run("   ")
    line.add_run("{{ c.id }}", style="Id")
    line.add_run("  {{ c.status }}{% if c.change %} · {{ c.change }}{% endif %}")
    line.add_run("{% if c.illustrative %}  {% endif %}")
    marked(line, "{% if c.illustrative %}\u00a0{{ c.illustrative }}\u00a0{% endif %}")
    skeleton.text("{{ c.message }}", "Message")
    skeleton.tag("if c.detail")
    skeleton.text("{{ c.detail }}", "Picture")
    skeleton.caption("figure", "{{ c.detail.caption }}")
    skeleton.tag("endif")
    _beside(skeleton)
    _opinions(skeleton)


def _beside(skeleton: Skeleton) -> None:
    """The locator, and beside it the measures and what the rule says; all the width where there is no place."""
    skeleton.tag("if c.locator")
    made = skeleton.grid([LOCATOR_MM, TEXT_MM - LOCATOR_MM], rows=1, plain=True)
    properties = made._tbl.tblPr  # noqa: SLF001 - python-docx knows no margins of cells
    margins = element("w:tblCellMar")
    margins.extend(element(f"w:{side}", w=0, type_="dxa") for side in ("left", "right"))
    properties.append(margins)
    left, right = made.rows[0].cells
    skeleton.fill(left, "{{ c.locator }}", style="Picture")
    left.paragraphs[0].alignment = WD_ALIGN_PARAGRAPH.LEFT
    _facts(skeleton, right, TEXT_MM - LOCATOR_MM)
    made.rows[0]._tr.get_or_add_trPr().append(element("w:cantSplit"))  # noqa: SLF001
    skeleton.tag("else")
    skeleton.text(skeleton.say("conflict.no_place"), "Note")
    _facts(skeleton, None, TEXT_MM)
    skeleton.tag("endif")
    for key, text in (("conflict.basis", "{{ c.rule }} {{ c.basis }}"), ("conflict.advice", "{{ c.advice }}")):
        line = skeleton.text("", "Label")
        line.add_run(f"{skeleton.say(key)}{skeleton.say('paper.colon')}", style="Term")
        line.add_run(text)
        line.paragraph_format.space_before = Pt(3)


def _facts(skeleton: Skeleton, into: _Cell | None, width: float) -> None:
    made = skeleton.grid([LABEL_MM, width - LABEL_MM], rows=3, into=into)
    made.alignment = WD_TABLE_ALIGNMENT.RIGHT
    made.rows[0].cells[0].paragraphs[0].text = "{%tr for m in c.measures %}"
    skeleton.fill(made.rows[1].cells[0], "{{ m.name }}", style="Cell head", ground="F3F5F7")
    skeleton.fill(made.rows[1].cells[1], "{{ m.value }}")
    made.rows[2].cells[0].paragraphs[0].text = "{%tr endfor %}"
    if into is not None:
        first = into.paragraphs[0]._p  # noqa: SLF001 - a cell begins with a paragraph, which would push the table down
        first.getparent().remove(first)
        last = into.paragraphs[-1] if into.paragraphs else into.add_paragraph()
        last.style = skeleton.document.styles["Cell"]


def _opinions(skeleton: Skeleton) -> None:
    """Lines for what the parties say, filled with what the ledger holds."""
    made = skeleton.grid([34, 84, 42], rows=3)
    made.rows[0].cells[0].paragraphs[0].text = "{%tr for o in c.opinions %}"
    row = made.rows[1]
    skeleton.fill(row.cells[0], "{{ o.party }}", style="Cell head", ground="F3F5F7")
    skeleton.fill(row.cells[1], "{{ o.text }}")
    skeleton.fill(row.cells[2], "{{ o.sign }}")
    height = element("w:trHeight", val=twips(OPINION_MM), hRule="atLeast")
    properties = row._tr.get_or_add_trPr()  # noqa: SLF001
    properties.append(element("w:cantSplit"))
    properties.append(height)
    made.rows[2].cells[0].paragraphs[0].text = "{%tr endfor %}"
    skeleton.text("", "Gap")
