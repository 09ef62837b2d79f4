"""planseam layers: what is shipped, with source, licence and accuracy."""

from planseam.cli.console import Debug, LanguageOption, said_plainly, spoken

__all__ = ["command"]


def command(*, language: LanguageOption = None, debug: Debug = False) -> None:
    """List the shipped layers."""
    with said_plainly(language=language, debug=debug):
        from planseam.cli.listing import print_layers

        print_layers(spoken(language))
