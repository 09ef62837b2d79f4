"""planseam report: the conflicts as documents."""

from pathlib import Path
from typing import Annotated

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
    written,
)

__all__ = ["command"]

FILES = ("report.html", "ledger.xlsx", "manifest.json")


def command(
    study: StudyArgument = None,
    *,
    output: Annotated[Path, typer.Option("--output", "-o", help="输出文件夹 · Output folder.", file_okay=False)] = Path(
        "planseam-report"
    ),
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

        refuse_foreign(output, only=FILES)
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
        for file in written(report, output, only=FILES, quiet=quiet):
            say(shown(file))
