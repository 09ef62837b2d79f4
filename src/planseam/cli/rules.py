"""planseam rules: the catalogue."""

from typing import Annotated, Literal

import typer

from planseam.cli.console import Debug, LanguageOption, said_plainly, spoken

__all__ = ["command"]


def command(
    *,
    form: Annotated[Literal["text", "md", "json"], typer.Option("--format", "-f", help="格式 · Format.")] = "text",
    language: LanguageOption = None,
    debug: Debug = False,
) -> None:
    """List all rules."""
    with said_plainly(language=language, debug=debug):
        from planseam.cli.listing import print_catalogue

        print_catalogue(form, spoken(language))
