"""The Word report and the PDF, for the commands that write them."""

import os
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from planseam.cli.console import say
from planseam.text import Language, Text

if TYPE_CHECKING:
    from planseam.model.conflict import Severity
    from planseam.model.report import Report

__all__ = ["DOCX", "PDF", "Jobs", "on_paper", "without_office"]

DOCX, PDF = "report.docx", "report.pdf"
#: Processes that draw, unless told otherwise: more need more memory than they save time.
MOST_JOBS = 4

Jobs = Annotated[
    int | None,
    typer.Option(
        "--jobs", "-j", min=1, max=64, help="同时绘图的进程数 · Processes that draw the figures.", show_default=False
    ),
]


def without_office(names: Sequence[str], language: Language) -> list[str]:
    """Leave the PDF out where LibreOffice is not there, and say so."""
    if PDF not in names:
        return list(names)
    from planseam.reporting.paper import libreoffice

    if libreoffice():
        return list(names)
    said = Text(
        "未写出 {pdf}：未找到 LibreOffice。请安装后重试，或在 Word 中打开 {docx} 另存为 PDF。",
        "{pdf} is not written: LibreOffice was not found. Install it and run again, or save {docx} as PDF in Word.",
    )
    say(said.format(pdf=PDF, docx=DOCX).to(language), err=True)
    return [name for name in names if name != PDF]


def on_paper(
    report: "Report",
    names: Sequence[str],
    *,
    template: Path | None = None,
    pages_from: "Severity" = "minor",
    jobs: int | None = None,
) -> dict[str, dict[str, Any]]:
    """Options of the writers of both documents, which share their pictures; none where neither is wanted."""
    wanted = [name for name in (DOCX, PDF) if name in names]
    if not wanted:
        return {}
    from planseam.reporting.paper import Paper

    paper = Paper(report, template=template, pages_from=pages_from, jobs=jobs or min(os.cpu_count() or 1, MOST_JOBS))
    return {name: {"paper": paper} for name in wanted}
