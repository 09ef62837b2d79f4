"""planseam map: the conflicts as one map."""

from pathlib import Path
from typing import Annotated

import typer

from planseam.cli.console import (
    Debug,
    Ignore,
    LanguageOption,
    Quiet,
    Select,
    StudyArgument,
    checked,
    said_plainly,
    shown,
)

__all__ = ["command"]


def command(
    study: StudyArgument = None,
    *,
    output: Annotated[Path, typer.Option("--output", "-o", help="输出文件 · Output file.", dir_okay=False)] = Path(
        "map.html"
    ),
    select: Select = None,
    ignore: Ignore = None,
    language: LanguageOption = None,
    quiet: Quiet = False,
    debug: Debug = False,
) -> None:
    """Check a study and draw its map."""
    with said_plainly(language=language, debug=debug):
        report = checked(study, select=select, ignore=ignore, language=language, quiet=quiet)
        typer.echo(shown(report.write("map", output)))
