"""planseam check: conflicts to the terminal and to files."""

from pathlib import Path
from typing import Annotated, Literal

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
    written,
)

__all__ = ["command"]

FILES = ("conflicts.parquet", "conflicts.gpkg", "conflicts.geojson", "seams.parquet", "manifest.json")


def command(
    study: StudyArgument = None,
    *,
    output: Annotated[
        Path | None,
        typer.Option("--output", "-o", help="同时写入此文件夹 · Write files into this folder too.", file_okay=False),
    ] = None,
    form: Annotated[
        Literal["text", "json", "geojson"],
        typer.Option("--format", "-f", help="终端输出的格式 · Format of what is printed."),
    ] = "text",
    fail_on: Annotated[
        Literal["critical", "major", "minor", "info"] | None,
        typer.Option(
            help="有此严重程度及以上、未经认可的冲突时以 1 退出 · Exit with 1 from this severity up.",
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
    """Check a study and print its conflicts."""
    with said_plainly(language=language, debug=debug):
        from planseam.cli.listing import print_conflicts
        from planseam.reporting.folder import refuse_foreign

        if output:
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
            jobs=jobs,
            scheduler=scheduler,
        )
        if output:
            written(report, output, only=FILES, quiet=quiet)
        print_conflicts(report, form)
    if fail_on and report.fails(fail_on):
        raise typer.Exit(1)
