"""planseam report: the conflicts as documents."""

from pathlib import Path
from typing import Annotated, Literal

import typer

from planseam.cli.console import (
    Debug,
    Ignore,
    LanguageOption,
    LedgerOption,
    Quiet,
    Select,
    Since,
    StudyArgument,
    checked,
    said_plainly,
    say,
    shown,
    study_of,
    written,
)
from planseam.cli.documents import DOCX, PDF, Jobs, on_paper, without_office

__all__ = ["command"]

FILES = (DOCX, "report.html", "ledger.xlsx", "manifest.json")


def command(
    study: StudyArgument = None,
    *,
    output: Annotated[Path, typer.Option("--output", "-o", help="输出文件夹 · Output folder.", file_okay=False)] = Path(
        "planseam-report"
    ),
    pdf: Annotated[
        bool, typer.Option("--pdf", help="另写 report.pdf（需 LibreOffice）· Also report.pdf, by LibreOffice.")
    ] = False,
    template: Annotated[
        Path | None,
        typer.Option(
            help="自己的 Word 模板（.docx）· A Word template of your own.", show_default=False, dir_okay=False
        ),
    ] = None,
    write_template: Annotated[
        Path | None,
        typer.Option(
            help="只写出 Word 模板，供修改后用于 --template · Only write the Word template, to edit and use.",
            show_default=False,
            dir_okay=False,
        ),
    ] = None,
    pages_from: Annotated[
        Literal["critical", "major", "minor", "info"],
        typer.Option(help="此级及以上的冲突各占一页 · The mildest severity that has a page for each conflict."),
    ] = "minor",
    jobs: Jobs = None,
    since: Since = None,
    ledger: LedgerOption = None,
    select: Select = None,
    ignore: Ignore = None,
    language: LanguageOption = None,
    quiet: Quiet = False,
    debug: Debug = False,
) -> None:
    """Check a study and write its report and ledger."""
    with said_plainly(language=language, debug=debug):
        from planseam.reporting.folder import refuse_foreign
        from planseam.reporting.paper import read_template
        from planseam.reporting.paper import write_template as write

        spoken = study_of(study, language).study.language
        if write_template:
            write(write_template, language=spoken)
            say(shown(write_template))
            return
        files = without_office([*FILES, *([PDF] if pdf else [])], spoken)
        refuse_foreign(output, only=files)
        if template:
            read_template(template)  # what cannot be used is told first
        report = checked(
            study,
            select=select,
            ignore=ignore,
            language=language,
            quiet=quiet,
            debug=debug,
            since=since,
            ledger=ledger,
            output=output,
        )
        options = on_paper(report, files, template=template, pages_from=pages_from, jobs=jobs)
        for file in written(report, output, only=files, options=options, quiet=quiet):
            say(shown(file))
