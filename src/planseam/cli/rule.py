"""planseam rule: one rule explained."""

from typing import Annotated

import typer

from planseam.cli.console import Debug, LanguageOption, said_plainly, spoken

__all__ = ["command"]


def command(
    code: Annotated[str, typer.Argument(help="编号，如 EC103 · Code, such as EC103.")],
    *,
    language: LanguageOption = None,
    debug: Debug = False,
) -> None:
    """Print a rule's page."""
    with said_plainly(language=language, debug=debug):
        from planseam.cli.listing import print_rule

        print_rule(code, spoken(language))
