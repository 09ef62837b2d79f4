"""planseam map: the conflicts as one map."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from planseam.cli.console import (
    Debug,
    Ignore,
    LanguageOption,
    LedgerOption,
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

if TYPE_CHECKING:
    from planseam.mapping.backgrounds import Background

__all__ = ["command"]

SUFFIXES = (".html", ".htm")


def command(
    study: StudyArgument = None,
    *,
    output: Annotated[Path, typer.Option("--output", "-o", help="输出文件 · Output file.", dir_okay=False)] = Path(
        "map.html"
    ),
    recipe: Annotated[
        str,
        typer.Option(
            "--recipe",
            "-r",
            help="制图配方，或自己的 .toml 文件 · Recipe, or a .toml file of your own:"
            " overview, border, conflict, ecology, water, corridors.",
            show_default=False,
        ),
    ] = "",
    border: Annotated[
        str, typer.Option(help="只画这条边界 · This border alone, such as 33-34.", show_default=False)
    ] = "",
    conflict: Annotated[
        str, typer.Option(help="只画这条冲突（编号）· This conflict alone, by its id.", show_default=False)
    ] = "",
    since: Annotated[
        Path | None,
        typer.Option(
            help="上一版的成果文件夹：沿用其编号并在图上对照两版"
            " · Output folder of the last version: ids are kept, and the map compares both.",
            show_default=False,
        ),
    ] = None,
    tiles: Annotated[
        str,
        typer.Option(
            help="在线底图：tianditu、amap、xyzservices 中的名称，或含 {x}、{y}、{z} 的瓦片地址；缺省不联网"
            " · Tiles from the network: one of these, a name in xyzservices, or an address; default none.",
            show_default=False,
        ),
    ] = "",
    key: Annotated[
        str,
        typer.Option(
            help="底图密钥，会写入地图文件 · Key of the background, which is written into the map.",
            envvar="PLANSEAM_TILES_KEY",
            show_envvar=True,
            show_default=False,
        ),
    ] = "",
    ledger: LedgerOption = None,
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
        from planseam.mapping import recipe_for, write
        from planseam.mapping.backgrounds import background

        chosen = recipe_for(recipe, border=border, conflict=conflict)  # what cannot be used is told first
        under = background(tiles, key=key) if tiles else None
        report = checked(
            study,
            select=select,
            ignore=ignore,
            language=language,
            quiet=quiet,
            debug=debug,
            since=since,
            ledger=ledger,
        )
        write(report, output, language=language, recipe=chosen, border=border, conflict=conflict, tiles=under)
        if under and not quiet:
            say(_told(under, key=key).to(report.study.study.language), err=True)
        say(shown(output))


def _told(background: "Background", *, key: str) -> Text:
    """Say what a background gives away."""
    hosts = ", ".join(background.hosts[:1])
    told = Text(
        "打开这幅地图需要联网：它向 {hosts} 请求瓦片，对方因此得知所看的地区",
        "this map needs the network: it asks {hosts} for tiles, and so tells which places are looked at",
    ).format(hosts=hosts)
    if not key:
        return told
    return Text(f"{told.zh}；文件中含有你的密钥", f"{told.en}; the file holds your key")
