"""planseam run: check, map and report in one."""

from pathlib import Path
from typing import Annotated

import typer

from planseam.cli.console import (
    Debug,
    Ignore,
    LanguageOption,
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


def command(
    study: StudyArgument = None,
    *,
    output: Annotated[Path, typer.Option("--output", "-o", help="输出文件夹 · Output folder.", file_okay=False)] = Path(
        "planseam-out"
    ),
    since: Since = None,
    select: Select = None,
    ignore: Ignore = None,
    language: LanguageOption = None,
    quiet: Quiet = False,
    debug: Debug = False,
) -> None:
    """Check a study and write all outputs."""
    with said_plainly(language=language, debug=debug):
        from planseam.cli.listing import print_summary
        from planseam.reporting.folder import refuse_foreign

        refuse_foreign(output)
        report = checked(
            study,
            select=select,
            ignore=ignore,
            language=language,
            quiet=quiet,
            debug=debug,
            since=since,
            output=output,
        )
        files = written(report, output, quiet=quiet)
        print_summary(report)
        for file in files:
            say(shown(file))
