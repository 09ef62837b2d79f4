"""planseam init: a draft study file for a folder of incoming files."""

from pathlib import Path
from typing import Annotated, Literal

import typer

from planseam.cli.console import Debug, LanguageOption, Quiet, said_plainly, spoken
from planseam.cli.inspect import UnitsOption

__all__ = ["command"]


def command(
    folder: Annotated[
        Path,
        typer.Argument(
            help="收到的文件所在的文件夹，或其压缩包 · The folder of incoming files, or an archive of it.",
            exists=True,
            show_default=False,
        ),
    ],
    *,
    output: Annotated[
        Path, typer.Option("--output", "-o", help="研究文件 · The study file to write.", dir_okay=False)
    ] = Path("planseam.toml"),
    units: UnitsOption = "",
    level: Annotated[
        Literal["province", "city", "county"] | None,
        typer.Option(help="检查哪一级的边界；缺省由图层推断 · Level of the borders; default: as the layers tell."),
    ] = None,
    language: LanguageOption = None,
    quiet: Quiet = False,
    debug: Debug = False,
) -> None:
    """Inspect a folder and draft its study file."""
    spoken_language = spoken(language)
    with said_plainly(language=language, debug=debug):
        from planseam.cli.incoming import looked, print_draft
        from planseam.reporting.draft import refuse, write_draft

        refuse(output)
        found = looked(
            [folder], folder=output.absolute().parent, level=level, units=units, language=spoken_language, quiet=quiet
        )
        write_draft(found.draft, output, source=folder)
        print_draft(found, output, spoken_language)
