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
    say,
    shown,
)
from planseam.errors import OutputError
from planseam.text import Text

__all__ = ["command"]

SUFFIXES = (".html", ".htm")


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
        if output.suffix.lower() not in SUFFIXES:
            raise OutputError(
                Text("地图是网页，文件名应以 .html 结尾", "a map is a web page, so its name ends in .html"),
                where=str(output),
                cure=Text(f"请改为 {output.with_suffix('.html').name}", f"Call it {output.with_suffix('.html').name}"),
            )
        report = checked(study, select=select, ignore=ignore, language=language, quiet=quiet, debug=debug)
        say(shown(report.write("map", output)))
