"""planseam run: check, map and report in one."""

from pathlib import Path
from typing import Annotated

import typer

from planseam.cli.console import (
    Debug,
    Ignore,
    LanguageOption,
    LedgerOption,
    Quiet,
    Readers,
    Scheduler,
    Select,
    Since,
    StudyArgument,
    checked,
    said_plainly,
    say,
    shown,
    study_of,
    words,
    written,
)
from planseam.cli.documents import on_paper, without_office

__all__ = ["command"]


def command(
    study: StudyArgument = None,
    *,
    output: Annotated[Path, typer.Option("--output", "-o", help="输出文件夹 · Output folder.", file_okay=False)] = Path(
        "planseam-out"
    ),
    also: Annotated[
        list[str] | None,
        typer.Option(
            help="另写 docx（Word 报告）、pdf（需 LibreOffice）、shp（Shapefile，GBK）、gdb（文件地理数据库），逗号分隔"
            " · Also docx (Word), pdf (by LibreOffice), shp (in GBK) or gdb, joined by commas.",
            show_default=False,
        ),
    ] = None,
    since: Since = None,
    ledger: LedgerOption = None,
    select: Select = None,
    ignore: Ignore = None,
    language: LanguageOption = None,
    jobs: Readers = None,
    scheduler: Scheduler = "",
    quiet: Quiet = False,
    debug: Debug = False,
) -> None:
    """Check a study and write all outputs."""
    with said_plainly(language=language, debug=debug):
        from planseam.cli.listing import print_summary
        from planseam.reporting.folder import FILES, on_wish, refuse_foreign

        only = without_office([*FILES, *on_wish(words(also))], study_of(study, language).study.language)
        refuse_foreign(output, only=only)
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
            jobs=jobs,
            scheduler=scheduler,
        )
        files = written(report, output, only=only, options=on_paper(report, only), jobs=jobs, quiet=quiet)
        print_summary(report)
        for file in files:
            say(shown(file))
