"""planseam rule: one rule explained."""

from pathlib import Path
from typing import Annotated

import typer

from planseam.cli.console import Debug, LanguageOption, said_plainly, say, shown, spoken

__all__ = ["command"]


def command(
    code: Annotated[str, typer.Argument(help="编号，如 EC103 · Code, such as EC103.")],
    *,
    opened: Annotated[bool, typer.Option("--open", help="以带插图的网页打开 · Open as a page with pictures.")] = False,
    output: Annotated[
        Path | None,
        typer.Option("--output", "-o", help="只把网页写入此文件 · Only write that page to a file.", dir_okay=False),
    ] = None,
    language: LanguageOption = None,
    debug: Debug = False,
) -> None:
    """Print a rule's page, or write or open it with pictures of its cases."""
    with said_plainly(language=language, debug=debug):
        if not (opened or output):
            from planseam.cli.listing import print_rule

            print_rule(code, spoken(language))
            return
        import tempfile
        import webbrowser

        from planseam.checking.registry import rule_of
        from planseam.reporting.rule_page import write_rule_page

        rule = rule_of(code)
        path = output or Path(tempfile.mkdtemp(prefix="planseam-"), f"{rule.code}.html")
        write_rule_page(rule, path, language=spoken(language))
        if not output:
            webbrowser.open(path.as_uri())
        say(shown(path))
