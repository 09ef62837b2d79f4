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
    Select,
    Since,
    StudyArgument,
    checked,
    said_plainly,
    say,
    shown,
    words,
    written,
)

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
            help="另写 shp（Shapefile，GBK）、gdb（文件地理数据库），逗号分隔，各为一个 zip"
            " · Also shp (Shapefiles in GBK) or gdb (file geodatabase), joined by commas; each is one zip.",
            show_default=False,
        ),
    ] = None,
    since: Since = None,
    ledger: LedgerOption = None,
    select: Select = None,
    ignore: Ignore = None,
    language: LanguageOption = None,
    quiet: Quiet = False,
    debug: Debug = False,
) -> None:
    """Check a study and write all outputs."""
    with said_plainly(language=language, debug=debug):
        from planseam.cli.listing import print_summary
        from planseam.reporting.folder import FILES, on_wish, refuse_foreign

        only = [*FILES, *on_wish(words(also))]
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
        )
        files = written(report, output, only=only, quiet=quiet)
        print_summary(report)
        for file in files:
            say(shown(file))
