"""planseam batch: many packs in one go."""

import os
from dataclasses import replace
from pathlib import Path
from typing import Annotated, Literal

import typer

from planseam.cli.console import (
    UNUSABLE,
    Debug,
    Ignore,
    LanguageOption,
    Quiet,
    Select,
    progress,
    said_plainly,
    say,
    shown,
    study_of,
    words,
)
from planseam.cli.documents import without_office

__all__ = ["command"]


def command(
    studies: Annotated[
        list[Path] | None,
        typer.Argument(
            help="研究文件或其文件夹；与 --by 同用时只取一个，缺省为随附的长三角研究"
            " · Study files or their folders; with --by one alone, by default the shipped delta study.",
            show_default=False,
        ),
    ] = None,
    *,
    by: Annotated[
        Literal["border", "unit"] | None,
        typer.Option(
            help="把一个研究按边界或行政区分成多份 · A pack for every border, or every unit, of one study.",
            show_default=False,
        ),
    ] = None,
    level: Annotated[
        Literal["province", "city", "county"] | None,
        typer.Option(
            help="与 --by 同用：边界的层级 · With --by: borders between; default as the study says.",
            show_default=False,
        ),
    ] = None,
    output: Annotated[Path, typer.Option("--output", "-o", help="输出文件夹 · Output folder.", file_okay=False)] = Path(
        "planseam-batch"
    ),
    also: Annotated[
        list[str] | None,
        typer.Option(
            help="每份另写 pdf（需 LibreOffice）、shp（Shapefile，GBK）、gdb（文件地理数据库），逗号分隔"
            " · In each pack also pdf (by LibreOffice), shp (in GBK) or gdb, joined by commas.",
            show_default=False,
        ),
    ] = None,
    without: Annotated[
        list[str] | None,
        typer.Option(
            help="每份不写 docx、map、xlsx 等，逗号分隔 · Leave docx, map, xlsx or others out of each pack.",
            show_default=False,
        ),
    ] = None,
    template: Annotated[
        Path | None,
        typer.Option(
            help="自己的 Word 模板（.docx）· A Word template of your own.", show_default=False, dir_okay=False
        ),
    ] = None,
    pages_from: Annotated[
        Literal["critical", "major", "minor", "info"],
        typer.Option(help="此级及以上的问题各占一页 · The mildest severity that has a page for each conflict."),
    ] = "minor",
    jobs: Annotated[
        int, typer.Option("--jobs", "-j", min=1, help="同时工作的进程数 · Processes at work at once.")
    ] = min(2, os.cpu_count() or 1),
    select: Select = None,
    ignore: Ignore = None,
    language: LanguageOption = None,
    quiet: Quiet = False,
    debug: Debug = False,
) -> None:
    """Write the packs of many studies, or of every border or unit of one; resume where a run broke off."""
    with said_plainly(language=language, debug=debug):
        from planseam.errors import StudyError
        from planseam.text import Text

        given = studies or []
        if by is None and not given:
            raise StudyError(
                Text("没有给出研究", "no study is named"),
                where="planseam batch",
                cure=Text(
                    "请列出研究文件，或用 --by border 或 --by unit 拆分一个研究",
                    "Name study files, or part one study with --by border or --by unit",
                ),
            )
        if by is not None and len(given) > 1:
            raise StudyError(
                Text("--by 只用于一个研究", "--by is for one study"),
                where="planseam batch",
                cure=Text("请只给出一个研究文件", "Name one study file alone"),
            )
        from planseam.reporting.batch import batch_of_parts, batch_of_studies
        from planseam.reporting.wanted import Wanted

        wanted = Wanted.of(also=words(also), without=words(without), template=template, pages_from=pages_from)
        wanted = replace(wanted, files=tuple(without_office(wanted.files, language or "zh")))
        if by is None:
            with progress(language or "zh", quiet=quiet) as tell:
                packs = batch_of_studies(
                    given,
                    output,
                    wanted=wanted,
                    select=words(select),
                    ignore=words(ignore),
                    language=language,
                    jobs=jobs,
                    tell=tell,
                )
        else:
            study = study_of(str(given[0]) if given else None, language).rules_of(
                select=words(select), ignore=words(ignore)
            )
            if level:
                study = study.model_copy(update={"study": study.study.model_copy(update={"level": level})})
            with progress(study.study.language, quiet=quiet) as tell:
                packs = batch_of_parts(
                    study,
                    output,
                    by=by,
                    wanted=wanted,
                    jobs=jobs,
                    tell=lambda text, share: tell(text, 0.3 + 0.7 * share),
                    progress=lambda text, share: tell(text, 0.3 * share),
                )
        spoken_in = language or "zh"
        failed = [pack for pack in packs if pack.why is not None]
        for pack in failed:
            said = Text("{name} 未完成：{why}", "{name} is not done: {why}").format(name=pack.name, why=pack.why)
            say(said.to(spoken_in), err=True)
        say(
            Text(
                "{done} 份完成（其中 {again} 份此前已有），{failed} 份未完成",
                "{done} done ({again} of them before), {failed} not done",
            )
            .format(done=sum(pack.done for pack in packs), again=sum(pack.again for pack in packs), failed=len(failed))
            .to(spoken_in)
        )
        say(shown(output / "index.html"))
        if failed:
            raise typer.Exit(UNUSABLE)
