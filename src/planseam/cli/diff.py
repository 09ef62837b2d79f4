"""planseam diff: what changed between two runs."""

from pathlib import Path
from typing import Annotated, Literal

import typer

from planseam.cli.console import Debug, LanguageOption, said_plainly, say, shown, spoken

__all__ = ["command"]


def command(
    old: Annotated[Path, typer.Argument(help="上一版的成果文件夹 · Output folder of the old run.", show_default=False)],
    new: Annotated[Path, typer.Argument(help="本版的成果文件夹 · Output folder of the new run.", show_default=False)],
    *,
    form: Annotated[
        Literal["text", "json", "xlsx", "html"], typer.Option("--format", "-f", help="格式 · Format.")
    ] = "text",
    output: Annotated[
        Path | None,
        typer.Option("--output", "-o", help="写入此文件，后缀决定格式 · Write this file; its ending says the format."),
    ] = None,
    fail_on: Annotated[
        Literal["critical", "major", "minor", "info"] | None,
        typer.Option(
            help="新增冲突达到此严重程度时以 1 退出 · Exit with 1 from this severity of a new conflict up.",
            show_default=False,
        ),
    ] = None,
    language: LanguageOption = None,
    debug: Debug = False,
) -> None:
    """Tell new, changed, moved and closed conflicts of two runs."""
    with said_plainly(language=language, debug=debug):
        from planseam.checking.comparing import compare
        from planseam.cli.listing import print_difference
        from planseam.model.conflict import SEVERITIES
        from planseam.reporting.difference import write
        from planseam.reporting.previous import last_run

        before, after = last_run(old), last_run(new)
        comparison = compare(before.conflicts, after.conflicts, titles=(before.title, after.title))
        spoken_in = language or after.language or spoken()
        if output is None and (form == "text" or form == "json"):  # noqa: PLR1714 - so that the types are told apart
            print_difference(comparison, form, spoken_in)
        else:
            target = output or Path(f"planseam-diff.{form}")
            write(comparison, target, language=spoken_in)
            say(shown(target))
    if fail_on:
        reached = SEVERITIES[: SEVERITIES.index(fail_on) + 1]
        if comparison.of("new")["severity"].isin(reached).any():
            raise typer.Exit(1)
