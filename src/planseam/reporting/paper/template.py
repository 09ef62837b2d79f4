"""The template of the Word report, in one language: a document with placeholders that anybody may edit."""

from functools import cache
from io import BytesIO
from pathlib import Path

from docx.text.paragraph import Paragraph

from planseam.reporting.paper.chapters import accepted, continuity, matrix, since, summary
from planseam.reporting.paper.marks import field, link, marked
from planseam.reporting.paper.order import in_order
from planseam.reporting.paper.pages import conflicts
from planseam.reporting.paper.skeleton import Skeleton
from planseam.reporting.paper.sources import layers, not_checked, rules
from planseam.reporting.whole import beside
from planseam.text import Language

__all__ = ["default_template", "write_template"]

#: So much of the title that a header stays one line.
HEADER_SIGNS: dict[Language, int] = {"zh": 28, "en": 44}


def write_template(path: str | Path, *, language: Language) -> None:
    """Write the template of the Word report, to be edited and used by `write_report`.

    Parameters
    ----------
    path : str or Path
        File to write; an older one is replaced.
    language : {"zh", "en"}

    Raises
    ------
    OutputError
        If the file cannot be written; the old one is then untouched.
    """
    made = default_template(language)
    with beside(Path(path), suffix=".docx") as target:
        target.write_bytes(made)


@cache
def default_template(language: Language) -> bytes:
    """Make the template of the Word report.

    Parameters
    ----------
    language : {"zh", "en"}

    Returns
    -------
    bytes
        A .docx.
    """
    skeleton = Skeleton(language)
    _running(skeleton)
    _cover(skeleton)
    _contents(skeleton)
    for chapter in (summary, since, matrix, continuity, conflicts, accepted, not_checked, rules, layers):
        chapter(skeleton)
    in_order(skeleton.document)
    file = BytesIO()
    skeleton.document.save(file)
    return file.getvalue()


def _running(skeleton: Skeleton) -> None:
    """Header and footer of all pages but the first."""
    section = skeleton.document.sections[0]
    header = section.header.paragraphs[0]
    title = f"{{{{ title|truncate({HEADER_SIGNS[skeleton.language]}, true, '…', 0) }}}}"
    header.add_run(f"{title}{{% if notice %}}  {{% endif %}}")
    marked(header, f"{{% if notice %}}\u00a0{skeleton.say('document.illustrative')}\u00a0{{% endif %}}")
    header.add_run("\t")
    field(header, "STYLEREF 1", skeleton.say("document.report"))
    footer = section.footer.paragraphs[0]
    footer.add_run(f"{skeleton.say('document.made_by', version='{{ version }}')} · {{{{ date }}}}\t")
    before, _, rest = skeleton.say("paper.page_of", page="\0", pages="\0").partition("\0")
    between, _, after = rest.partition("\0")
    footer.add_run(before)
    field(footer, "PAGE", "1")
    footer.add_run(between)
    field(footer, "NUMPAGES", "1")
    footer.add_run(after)


def _cover(skeleton: Skeleton) -> None:
    skeleton.text("{{ title }}", "Title")
    skeleton.text(skeleton.say("document.report"), "Subtitle")
    for key, value in (
        ("document.level", "{{ level }}"),
        ("paper.parties", "{{ units }}"),
        ("document.date", "{{ date }}"),
        ("paper.found", "{{ total }}"),
    ):
        line = skeleton.text("", "Cover")
        line.add_run(skeleton.say(key), style="Term")
        line.add_run(f"\t{value}")
    skeleton.tag("if notice")
    skeleton.text("{{ notice }}", "Notice")
    skeleton.tag("endif")
    skeleton.tag("for text in remarks")
    skeleton.text("{{ text }}", "Note")
    skeleton.tag("endfor")


def _contents(skeleton: Skeleton) -> None:
    """Contents that are there before Word has worked them out."""
    title = skeleton.text(skeleton.say("paper.contents"), "Contents")
    title.paragraph_format.page_break_before = True
    skeleton.tag("for entry in contents")
    skeleton.tag("if loop.first")
    _entry(skeleton, "toc 1", begin=True)
    skeleton.tag("elif entry.level == 1")
    _entry(skeleton, "toc 1")
    skeleton.tag("else")
    _entry(skeleton, "toc 2")
    skeleton.tag("endif")
    skeleton.tag("endfor")
    field_end(skeleton.text("", "Gap"))


def _entry(skeleton: Skeleton, style: str, *, begin: bool = False) -> None:
    line = skeleton.text("", style)
    if begin:
        field_begin(line, 'TOC \\o "1-2" \\h \\z \\u')
    link(line, "{{ entry.title }}", "{{ entry.bookmark }}")
    line.add_run("\t")
    skeleton.page_of("entry.bookmark")(line)


def field_begin(paragraph: Paragraph, instruction: str) -> None:
    """Open a field that ends in a later paragraph."""
    run = field(paragraph, instruction, "")
    following = run._r.getnext()  # noqa: SLF001 - python-docx has no fields
    following.getparent().remove(following)


def field_end(paragraph: Paragraph) -> None:
    """Close a field that began in an earlier paragraph."""
    field(paragraph, "", "")
    inner = paragraph._p  # noqa: SLF001 - python-docx has no fields
    for run in list(inner.r_lst)[:-1]:
        inner.remove(run)
