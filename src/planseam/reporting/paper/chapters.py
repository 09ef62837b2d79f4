"""The first chapters of the template: summary, comparison, matrix, continuity, acceptances."""

from docx.oxml.ns import qn

from planseam.model.conflict import SEVERITIES
from planseam.reporting.paper.marks import element
from planseam.reporting.paper.skeleton import Column, Skeleton
from planseam.reporting.paper.styles import TEXT_MM

__all__ = ["accepted", "continuity", "matrix", "since", "summary"]

NAME_MM, TOTAL_MM, CELL_MM = 46.0, 14.0, 20.0


def summary(skeleton: Skeleton) -> None:
    """What was found, in words and figures, and where."""
    skeleton.heading(skeleton.say("summary.title"), 1, bookmark="_Toc_summary", new_page=True)
    tiles = skeleton.grid([TEXT_MM / len(SEVERITIES)] * len(SEVERITIES), rows=2)
    for place in range(len(SEVERITIES)):
        entry = f"counts[{place}]"
        skeleton.fill(
            tiles.rows[0].cells[place], f"{{{{ {entry}.title }}}}", style="Tile", ground=f"{{{{ {entry}.fill }}}}"
        )
        shown = tiles.rows[0].cells[place].paragraphs[0]
        shown.runs[0]._r.get_or_add_rPr().append(element("w:color", val=f"{{{{ {entry}.ink }}}}"))  # noqa: SLF001
        skeleton.fill(tiles.rows[1].cells[place], f"{{{{ {entry}.count }}}}", style="Tile number")
    skeleton.text("", "Gap")
    skeleton.tag("for text in sentences")
    skeleton.text("{{ text }}", "Lead")
    skeleton.tag("endfor")
    skeleton.tag("if overview")
    skeleton.text("{{ overview }}", "Picture")
    skeleton.caption("figure", "{{ overview.caption }}")
    skeleton.tag("endif")


def since(skeleton: Skeleton) -> None:
    """What became of the conflicts of the last version."""
    skeleton.tag("if since")
    skeleton.heading(skeleton.say("difference.since"), 1, bookmark="_Toc_since", new_page=True)
    skeleton.text("{{ since.sentence }}", "Lead")
    skeleton.text(skeleton.say("difference.explain"), "Note")
    skeleton.tag("for group in since.groups")
    skeleton.heading(
        "{{ group.title }} ({{ group.count }})",
        2,
        bookmark="_Toc_since_{{ loop.index }}",
        number="{{ 5000 + loop.index }}",
    )
    columns = [
        Column(
            head=skeleton.say("difference.id"),
            width=29,
            body=skeleton.linked("{{ row.id }}", "{{ row.bookmark }}"),
        ),
        Column(head=skeleton.say("rule.name"), width=25, body="{{ row.title }}"),
        Column(head=skeleton.say("difference.severity"), width=16, body="{{ row.severity }}", fill="{{ row.pale }}"),
        Column(head=skeleton.say("difference.parties"), width=26, body="{{ row.parties }}"),
        Column(head=skeleton.say("difference.what"), width=64, body="{{ row.what or row.message }}"),
    ]
    skeleton.table(columns, "row in group.rows")
    skeleton.tag("endfor")
    skeleton.tag("if not since.groups")
    skeleton.text(skeleton.say("difference.none"))
    skeleton.tag("endif")
    skeleton.tag("endif")


def matrix(skeleton: Skeleton) -> None:
    """Borders and rules, in as many tables as the page is wide for."""
    skeleton.heading(skeleton.say("matrix.title"), 1, bookmark="_Toc_matrix", new_page=True)
    skeleton.text(skeleton.say("paper.matrix_explain"), "Note")
    skeleton.tag("for part in matrix.parts")
    skeleton.caption("table", skeleton.say("matrix.title"))
    made = skeleton.grid([NAME_MM, CELL_MM, CELL_MM, CELL_MM, TOTAL_MM], rows=5, headed=True)
    made._tbl.tblPr.find(qn("w:tblW")).set(qn("w:w"), "{{ part.twips }}")  # noqa: SLF001 - python-docx sets no widths
    skeleton.fill(made.rows[0].cells[0], "{{ matrix.corner }}", style="Cell head")
    for number, (before, body, after, end) in enumerate(
        (
            ("{%tc for head in part.heads %}", "{{ head.name }}", "{%tc endfor %}", skeleton.say("document.total")),
            ("", "", "", ""),
            ("{%tc for cell in row.cells %}", "{{ cell.count }}", "{%tc endfor %}", "{{ row.total }}"),
            ("", "", "", ""),
            ("{%tc for total in part.totals %}", "{{ total }}", "{%tc endfor %}", "{{ matrix.total }}"),
        )
    ):
        cells = made.rows[number].cells
        if not body:
            continue
        head = number == 0
        cells[1].paragraphs[0].text, cells[3].paragraphs[0].text = before, after
        ground = "{{ cell.fill }}" if "cell" in body else ""
        skeleton.fill(cells[2], body, style="Tile" if head else "Cell centre", ground=ground)
        skeleton.fill(cells[4], end, style="Tile" if head else "Cell centre")
        if ground:
            cells[2].paragraphs[0].runs[0]._r.get_or_add_rPr().append(element("w:color", val="{{ cell.ink }}"))  # noqa: SLF001
    made.rows[1].cells[0].paragraphs[0].text = "{%tr for row in part.rows %}"
    skeleton.fill(made.rows[2].cells[0], "{{ row.name }}")
    made.rows[3].cells[0].paragraphs[0].text = "{%tr endfor %}"
    skeleton.fill(made.rows[4].cells[0], skeleton.say("document.total"), style="Cell head")
    for row in (made.rows[0], made.rows[2], made.rows[4]):
        row._tr.get_or_add_trPr().append(element("w:cantSplit"))  # noqa: SLF001
        for cell in (row.cells[1], row.cells[2], row.cells[3]):
            cell._tc.get_or_add_tcPr().find(qn("w:tcW")).set(qn("w:w"), "{{ part.cell_twips }}")  # noqa: SLF001
    made.rows[0]._tr.get_or_add_trPr().append(element("w:tblHeader"))  # noqa: SLF001
    skeleton.text("", "Gap")
    skeleton.tag("endfor")
    for key, label in (("clean", "matrix.clean"), ("missed", "paper.not_run")):
        skeleton.tag(f"if matrix.{key}")
        line = skeleton.text("", "Note")
        line.add_run(skeleton.say(label), style="Term")
        line.add_run(f" {{{{ matrix.{key} }}}}")
        skeleton.tag("endif")


def continuity(skeleton: Skeleton) -> None:
    """Each border: how far both sides agree by role, and its seam chart."""
    skeleton.heading(skeleton.say("continuity.title"), 1, bookmark="_Toc_continuity", new_page=True)
    skeleton.text(f"{skeleton.say('continuity.explain')} {skeleton.say('continuity.agreement_explain')}", "Note")
    skeleton.text(skeleton.say("seam.explain"), "Note")
    skeleton.tag("for border in borders")
    skeleton.heading(
        "{{ border.name }}", 2, bookmark="{{ border.bookmark }}", number="{{ 6000 + loop.index }}"
    ).paragraph_format.keep_with_next = True
    line = skeleton.text(skeleton.say("paper.border_line", id="{{ border.id }}", km="{{ border.km }}"), "Note")
    line.paragraph_format.keep_with_next = True
    skeleton.tag("if border.seams")
    skeleton.caption("table", skeleton.say("paper.continuity_of", border="{{ border.name }}"))
    columns = [Column(head=skeleton.say("continuity.role"), width=44, body="{{ seam.role }}")]
    columns += [
        Column(head=head, width=width, body=f"{{{{ seam.{key} }}}}", style="Cell number", fill=fill)
        for head, key, width, fill in (
            (skeleton.say("continuity.continuity"), "continuity", 18, "{{ seam.fill }}"),
            (skeleton.say("continuity.agreement"), "agreement", 26, ""),
            (skeleton.say("continuity.both_km"), "both", 18, ""),
            (skeleton.say("paper.only_km", party="{{ border.a }}"), "left", 18, ""),
            (skeleton.say("paper.only_km", party="{{ border.b }}"), "right", 18, ""),
            (skeleton.say("continuity.neither_km"), "neither", 18, ""),
        )
    ]
    skeleton.table(columns, "seam in border.seams", together=True)
    skeleton.tag("if border.without")
    line = skeleton.text("", "Note")
    line.add_run(skeleton.say("paper.neither"), style="Term")
    line.add_run(" {{ border.without }}")
    skeleton.tag("endif")
    skeleton.tag("else")
    skeleton.text(skeleton.say("continuity.nothing"), "Note")
    skeleton.tag("endif")
    skeleton.tag("for chart in border.charts")
    skeleton.text("{{ chart }}", "Picture")
    skeleton.caption("figure", "{{ chart.caption }}")
    skeleton.tag("endfor")
    skeleton.tag("endfor")


def accepted(skeleton: Skeleton) -> None:
    """What the parties agreed to leave as it is."""
    skeleton.tag("if accepted")
    skeleton.heading(skeleton.say("accepted.title"), 1, bookmark="_Toc_accepted", new_page=True)
    skeleton.text(skeleton.say("accepted.explain"), "Note")
    columns = [
        Column(head=skeleton.say("accepted.id"), width=30, body=skeleton.linked("{{ row.id }}", "{{ row.bookmark }}")),
        Column(head=skeleton.say("accepted.reason"), width=56, body="{{ row.reason }}"),
        Column(head=skeleton.say("accepted.by"), width=26, body="{{ row.by }}"),
        Column(head=skeleton.say("accepted.until"), width=22, body="{{ row.until }}"),
        Column(head=skeleton.say("accepted.holds"), width=26, body="{{ row.holds }}"),
    ]
    skeleton.table(columns, "row in accepted")
    skeleton.tag("endif")
