"""planseam inspect: what incoming files are, what is wrong with them, and the cure."""

from pathlib import Path
from typing import Annotated, Literal

import typer

from planseam.cli.console import Debug, LanguageOption, Quiet, said_plainly, spoken

__all__ = ["UnitsOption", "command"]

UnitsOption = Annotated[
    str,
    typer.Option(
        "--units",
        help="用来比对的行政区图层；缺省为随附的长三角县级单元"
        " · Layer of the jurisdictions to compare with; default: the shipped counties of the delta.",
        show_default=False,
    ),
]


def command(
    paths: Annotated[
        list[Path],
        typer.Argument(help="文件或文件夹 · Files or folders.", exists=True, show_default=False, metavar="PATH"),
    ],
    *,
    form: Annotated[
        Literal["table", "json", "markdown"],
        typer.Option("--format", "-f", help="输出格式 · Format of what is printed."),
    ] = "table",
    fix: Annotated[
        Path | None,
        typer.Option(
            "--fix",
            help="把干净副本（GeoPackage，EPSG:4490，UTF-8）写入此文件夹，原文件不动"
            " · Write clean copies into this folder; sources stay as they are.",
            file_okay=False,
            show_default=False,
            metavar="DIR",
        ),
    ] = None,
    units: UnitsOption = "",
    language: LanguageOption = None,
    quiet: Quiet = False,
    debug: Debug = False,
) -> None:
    """Inspect files, and write clean copies of them where asked."""
    spoken_language = spoken(language)
    with said_plainly(language=language, debug=debug):
        from planseam.cli.incoming import looked, print_copies, print_inspection
        from planseam.reporting.clean import refuse, write_clean

        if fix:
            refuse(fix, paths)
        found = looked(paths, folder=Path.cwd(), units=units, language=spoken_language, quiet=quiet)
        print_inspection(found.inspection, form, spoken_language)
        if fix:
            print_copies(write_clean(found.inspection, fix), fix, spoken_language, err=form != "table")
