"""What the commands for incoming files print, and how they look at them."""

from collections.abc import Sequence
from pathlib import Path
from typing import Literal

import typer
from rich.console import Console
from rich.table import Table

from planseam.cli.console import progress, shown
from planseam.cli.listing import COLOURS, _console, _say, _write_json, plain
from planseam.loading.inspection import Inspected, Inspection, Trouble
from planseam.model.conflict import SEVERITY_TITLES
from planseam.model.unit import Level
from planseam.reporting.clean import Copied
from planseam.reporting.incoming import Look, look
from planseam.reporting.inspection import document, evidence, markdown, summary, titles
from planseam.text import Language, Text, counted, listed

__all__ = ["looked", "print_copies", "print_draft", "print_inspection"]

_SHOWN = 6  # files without data that are named
_ASK = Text("请确认", "please confirm")
_GRAVE = {"critical", "major"}


def looked(
    paths: Sequence[Path], *, folder: Path, language: Language, quiet: bool, units: str = "", level: Level | None = None
) -> Look:
    """Look at files under a progress bar."""
    with progress(language, quiet=quiet) as tell:
        return look(paths, folder=folder, language=language, level=level, units=units, progress=tell)


def print_inspection(inspection: Inspection, form: Literal["table", "json", "markdown"], language: Language) -> None:
    """Print an inspection."""
    if form == "json":
        _write_json(document(inspection), indent=1)
        return
    if form == "markdown":
        typer.echo(markdown(inspection, language), nl=False)
        return
    console = _console()
    _overview(inspection, console, language)
    for layer in inspection.layers:
        if not layer.twin:
            _details(layer, console, language)
    _strays(inspection, console, language)
    _say(console, "")
    _say(console, plain(_counts(inspection).to(language)), style="bold")


def print_draft(found: Look, file: Path, language: Language) -> None:
    """Print what a draft took in, what it asks, and the next command."""
    inspection, console = found.inspection, _console()
    _overview(inspection, console, language)
    for layer in inspection.layers:
        grave = [trouble for trouble in layer.troubles if trouble.severity in _GRAVE and not layer.twin]
        if grave:
            _say(console, f"\n[bold]{plain(layer.shown)}[/]")
            _rows([_trouble(trouble, language) for trouble in grave], console)
    _strays(inspection, console, language)
    if found.draft.questions:
        heading = Text("请在研究文件中确认：", "To confirm in the study file:")
        _say(console, f"\n[bold]{heading.to(language)}[/]")
        _rows([("cyan", "?", question.to(language)) for question in found.draft.questions], console)
    waiting = sum(not layer.usable and bool(layer.questions) and not layer.twin for layer in inspection.layers)
    more = Text("；另有 {count} 个待确认，写在注释中", "; {layers} to confirm in comments").format(
        count=waiting, layers=counted(waiting, "layer")
    )
    wrote = Text("已写出 {file}，含 {count} 个图层{more}。", "{file} written, with {layers}{more}.").format(
        file=shown(file),
        count=len(found.draft.layers),
        layers=counted(len(found.draft.layers), "layer"),
        more=more if waiting else Text("", ""),
    )
    _say(console, f"\n{plain(wrote.to(language))}")
    following = Text("下一步：planseam run {file}", "Next: planseam run {file}").format(file=_quoted(shown(file)))
    _say(console, plain(following.to(language)))


def print_copies(copies: Sequence[Copied], folder: Path, language: Language, *, err: bool) -> None:
    """Print what was copied and changed."""
    console = Console(stderr=True) if err else _console()
    made = [copy for copy in copies if copy.file]
    said = Text("已将 {count} 个干净副本写入 {folder}：", "{copies} written to {folder}:").format(
        count=len(made), copies=counted(len(made), "clean copy", "clean copies"), folder=shown(folder)
    )
    _say(console, f"\n{plain(said.to(language))}")
    for copy in made:
        what = listed(copy.changed) if copy.changed else Text("内容未改动", "its content is unchanged")
        _say(console, f"  {plain(copy.file)}  [dim]{plain(what.to(language))}[/]")
    for copy in copies:
        if not copy.file:
            why = Text("未复制 {layer}：{why}", "not copied, {layer}: {why}")
            told = why.format(layer=copy.layer.shown, why=listed(copy.changed)).to(language)
            _say(console, f"  [yellow]{plain(told)}[/]")


def _overview(inspection: Inspection, console: Console, language: Language) -> None:
    if not inspection.layers:
        return
    table = Table(box=None, pad_edge=False)
    for title in titles():
        table.add_column(title.to(language), overflow="fold")
    for layer in inspection.layers:
        table.add_row(*(plain(cell.to(language)) for cell in summary(layer)), style="dim" if layer.twin else None)
    console.print(table)


def _details(layer: Inspected, console: Console, language: Language) -> None:
    rows = [("dim", head.to(language), said.to(language)) for head, said in evidence(layer)]
    rows += [("cyan", _ASK.to(language), question.text.to(language)) for question in layer.questions]
    rows += [_trouble(trouble, language) for trouble in layer.troubles]
    _say(console, f"\n[bold]{plain(layer.shown)}[/]")
    _rows(rows, console)


def _trouble(trouble: Trouble, language: Language) -> tuple[str, str, str]:
    title = SEVERITY_TITLES[trouble.severity].to(language)
    said = Text("{what}。{cure}。", "{what}. {cure}.").format(what=trouble.what, cure=trouble.cure)
    return COLOURS[trouble.severity], title, said.to(language)


def _rows(rows: Sequence[tuple[str, str, str]], console: Console) -> None:
    """Print sentences with a word before each: under each other in a terminal, one a line in a pipe."""
    if not console.is_terminal:
        for style, head, said in rows:
            _say(console, f"  [{style}]{head}[/] {plain(said)}")
        return
    table = Table.grid(padding=(0, 1, 0, 0))
    table.add_column(no_wrap=True)
    table.add_column(overflow="fold")
    for style, head, said in rows:
        table.add_row(f"  [{style}]{head}[/]", plain(said))
    console.print(table, highlight=False)


def _strays(inspection: Inspection, console: Console, language: Language) -> None:
    lost = [stray for stray in inspection.strays if not stray.harmless]
    if lost:
        heading = Text("读不了的文件：", "Files that cannot be read:")
        _say(console, f"\n[bold]{heading.to(language)}[/]")
    said = Text("{path}：{what}。{cure}。", "{path}: {what}. {cure}.")
    words = [said.format(path=stray.path, what=stray.what, cure=stray.cure).to(language) for stray in lost]
    _rows([("red", "✗", each) for each in words], console)
    others = [Text.same(stray.path) for stray in inspection.strays if stray.harmless]
    if others:
        more = (
            Text(" 等 {n} 个", " and others, {n} in all").format(n=len(others))
            if len(others) > _SHOWN
            else Text("", "")
        )
        none = Text("不是空间数据：{files}{more}", "No spatial data: {files}{more}")
        _say(console, f"\n{plain(none.format(files=listed(others[:_SHOWN]), more=more).to(language))}", style="dim")


def _counts(inspection: Inspection) -> Text:
    layers = inspection.layers
    asked = sum(bool(layer.questions) for layer in layers)
    wrong = sum(any(trouble.severity in _GRAVE for trouble in layer.troubles) and not layer.twin for layer in layers)
    lost = sum(not stray.harmless for stray in inspection.strays)
    return Text(
        f"{len(layers)} 个图层：{asked} 个须确认，{wrong} 个有严重问题；{lost} 个文件读不了",
        f"{counted(len(layers), 'layer').en}: {asked} to confirm, {wrong} with serious faults; "
        f"{counted(lost, 'file').en} that cannot be read",
    )


def _quoted(path: str) -> str:
    return f'"{path}"' if " " in path else path
