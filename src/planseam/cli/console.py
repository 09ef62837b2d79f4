"""What all commands share: arguments, progress, errors, languages."""

import os
import sys
import traceback
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer

from planseam.errors import PlanseamError
from planseam.placing import explained
from planseam.text import Language, Text, visible

if TYPE_CHECKING:
    from planseam.model.ledger import Ledger
    from planseam.model.report import Report
    from planseam.model.study import Study

__all__ = [
    "Debug",
    "Ignore",
    "LanguageOption",
    "LedgerOption",
    "Quiet",
    "Readers",
    "Scheduler",
    "Select",
    "Since",
    "StudyArgument",
    "checked",
    "progress",
    "said_plainly",
    "say",
    "shown",
    "spoken",
    "study_of",
    "version",
    "words",
    "written",
]

StudyArgument = Annotated[
    str | None,
    typer.Argument(
        help="研究文件或其文件夹；缺省为当前文件夹的 planseam.toml，没有则为随附的长三角研究"
        " · Study file or its folder; default: planseam.toml of the working folder, else the shipped delta study.",
        show_default=False,
    ),
]
Select = Annotated[
    list[str] | None,
    typer.Option("--select", help="只用这些规则或族，逗号分隔 · Only these codes or families.", show_default=False),
]
Ignore = Annotated[
    list[str] | None,
    typer.Option("--ignore", help="不用这些规则或族 · Without these codes or families.", show_default=False),
]
LanguageOption = Annotated[
    Literal["zh", "en"] | None,
    typer.Option("--language", "-l", help="语言，缺省从研究文件 · Language; default as the study file says."),
]
Since = Annotated[
    Path | None,
    typer.Option(
        help="上一版的成果文件夹：沿用其编号并说明变化；缺省为输出文件夹中同一研究的上一次成果"
        " · Output folder of the last version: ids are kept, changes told; default: the same study's run in OUTPUT.",
        show_default=False,
    ),
]
Readers = Annotated[
    int | None,
    typer.Option(
        "--jobs",
        "-j",
        min=1,
        max=64,
        help="同时工作的线程或进程数，缺省为处理器数；结果与此无关 · Workers; default: one a processor. Same answer.",
        show_default=False,
    ),
]
Scheduler = Annotated[
    str,
    typer.Option(
        help="dask.distributed 调度器地址，由其工作进程读取大图层，如 tcp://host:8786"
        " · Address of a dask.distributed scheduler whose workers read large layers.",
        show_default=False,
    ),
]
LedgerOption = Annotated[
    Path | None,
    typer.Option(
        "--ledger",
        help="填写过的台账：按编号沿用状态、意见、备注、责任人和日期"
        " · A ledger in which people wrote: status, opinions, remark, person and date are kept by id.",
        show_default=False,
        dir_okay=False,
    ),
]
Quiet = Annotated[
    bool, typer.Option("--quiet", "-q", help="不显示进度和研究名称 · No progress bar, nor which study it is.")
]
Debug = Annotated[bool, typer.Option("--debug", help="出错时显示回溯 · A traceback with errors.")]

UNUSABLE = 2
#: Files that are written at a time: page and map take longest, and all others together as long as either.
MOST_WRITERS = 2


def _say_version(wanted: bool) -> None:  # noqa: FBT001 - typer hands the flag over
    if wanted:
        from importlib.metadata import version as version_of

        typer.echo(version_of("planseam"))
        raise typer.Exit


def version(
    *,
    show: Annotated[
        bool, typer.Option("--version", help="显示版本 · Show the version.", is_eager=True, callback=_say_version)
    ] = False,
) -> None:
    """Take the options that stand before any command."""


def words(values: list[str] | None) -> tuple[str, ...]:
    """Split repeated and comma-separated options into words."""
    return tuple(word for value in values or () for word in value.replace(",", " ").split())


def spoken(language: Language | None = None) -> Language:
    """The language to speak where no study is known yet: as asked, else as the system says."""
    if language:
        return language
    system = os.environ.get("LC_ALL") or os.environ.get("LC_MESSAGES") or os.environ.get("LANG") or ""
    return "zh" if system.lower().startswith("zh") else "en"


def say(text: str, *, err: bool = False) -> None:
    """Print one line; names in it are anybody's, and the terminal obeys none of them."""
    typer.echo(visible(text), err=err)


@contextmanager
def said_plainly(*, language: Language | None, debug: bool) -> Iterator[None]:
    """Turn planseam's own errors, and those of the system, into one sentence on stderr and exit code 2."""
    try:
        yield
        sys.stdout.flush()
    except PlanseamError as error:
        _traced(debug=debug)
        say(error.sentence(spoken(language)), err=True)
        raise typer.Exit(UNUSABLE) from error
    except BrokenPipeError:
        raise  # whoever read what we print has read enough
    except OSError as error:
        _traced(debug=debug)
        say(_of_the_system(error).to(spoken(language)), err=True)
        _forget_output()
        raise typer.Exit(UNUSABLE) from error
    except KeyboardInterrupt as error:
        say(
            Text("已中断，原有结果未变。", "Interrupted; what was there before is unchanged.").to(spoken(language)),
            err=True,
        )
        raise typer.Exit(130) from error


def _traced(*, debug: bool) -> None:
    if debug:
        typer.echo(visible(traceback.format_exc(), lines=True), err=True)


def _of_the_system(error: OSError) -> Text:
    """Say what the system refuses: a full disk, most often, where the output goes or where archives are unpacked."""
    why, cure = explained(error)
    return Text("{where}：无法读写（{why}）。{cure}。", "{where}: cannot be read or written ({why}). {cure}.").format(
        where=error.filename or Text("输出", "output"), why=why, cure=cure
    )


def _forget_output() -> None:
    """Let Python not try once more, at its end, to print what cannot be printed."""
    with suppress(OSError):
        sys.stdout.flush()
        return
    null = os.open(os.devnull, os.O_WRONLY)
    with suppress(OSError, ValueError):  # a stand-in for the output has no number
        os.dup2(null, sys.stdout.fileno())
    os.close(null)


def study_of(path: str | None, language: Language | None) -> "Study":
    """Read a study: the one named, else that of the working folder, else the shipped one.

    A study file that is not named itself, but found in a folder, may not name files outside it.
    """
    from planseam.model.study import STUDY_FILE, Study

    named = path is not None and not os.path.isdir(path)  # noqa: PTH112 - that of Path raises where a name is too long
    if path is None and Path(STUDY_FILE).exists():
        path = STUDY_FILE
    study = Study.bundled("yrd") if path is None else Study.from_file(path, trusted=named)
    if language:
        settings = study.study.model_copy(update={"language": language})
        study = study.model_copy(update={"study": settings})
    return study


def checked(
    path: str | None,
    *,
    select: list[str] | None,
    ignore: list[str] | None,
    language: Language | None,
    quiet: bool,
    debug: bool,
    since: Path | None = None,
    output: Path | None = None,
    ledger: Path | None = None,
    jobs: int | None = None,
    scheduler: str = "",
) -> "Report":
    """Read a study, say which it is, and check it under a progress bar; rules that broke off are told on stderr.

    It is held against the run `since`, or, where none is named, against the
    run of the same study that the output folder holds, else that beside the ledger.
    """
    from planseam.checking.check import check
    from planseam.checking.registry import choose
    from planseam.cli.ledgers import tell_ignored
    from planseam.reporting.previous import last_run, of_study

    study = study_of(path, language).rules_of(select=words(select), ignore=words(ignore))
    choose(study.rules.select, study.rules.ignore)  # what cannot be used is told first
    if not quiet:
        say(_which(study, path).to(study.study.language), err=True)
    people = _read(ledger) if ledger else None
    homes = [folder for folder in (output, ledger.parent if ledger else None) if folder]
    last = last_run(since) if since else next(filter(None, (of_study(home, study) for home in homes)), None)
    with progress(study.study.language, quiet=quiet) as tell:
        report = check(
            study,
            since=last.conflicts if last else None,
            ledger=people,
            progress=tell,
            strict=debug,
            jobs=jobs,
            scheduler=scheduler,
        )
    if last and report.since:
        report = replace(report, since=replace(report.since, old=last.title))
    for run in report.rules:
        if run.failed:
            said = Text("{code} 未检查：{reason}", "{code} not checked: {reason}")
            say(said.format(code=run.code, reason=run.reason).to(study.study.language), err=True)
    if report.ledger:
        tell_ignored(report.ledger, study.study.language)
    return report


def _read(path: Path) -> "Ledger":
    from planseam.reporting.ledger import read_ledger

    return read_ledger(path)


def _which(study: "Study", path: str | None) -> Text:
    """Say which study is checked, by title and file."""
    from planseam.model.study import STUDY_FILE

    file = Path(path or study.folder / STUDY_FILE)
    return Text("检查研究“{title}”（{file}）", "checking the study “{title}” ({file})").format(
        title=study.study.words, file=shown(file / STUDY_FILE if file.is_dir() else file)
    )


def written(
    report: "Report",
    folder: Path,
    *,
    only: Sequence[str] | None = None,
    options: Mapping[str, Mapping[str, Any]] | None = None,
    jobs: int | None = None,
    quiet: bool,
) -> list[Path]:
    """Write an output folder under a progress bar, say what was kept of an older one, and give its files."""
    from planseam.cli.ledgers import tell_kept
    from planseam.reporting.folder import edited_ledgers, write_folder

    language = report.study.study.language
    before = {path.name for path in edited_ledgers(folder)}
    with progress(language, quiet=quiet) as tell:
        jobs = min(jobs or os.cpu_count() or 1, MOST_WRITERS)
        write_folder(report, folder, only=only, progress=tell, options=options, jobs=jobs)
    for path in edited_ledgers(folder):
        if path.name not in before:
            tell_kept(path, taken=report.ledger is not None, language=language)
    return sorted(folder.iterdir())


@contextmanager
def progress(language: Language, *, quiet: bool) -> Iterator[Callable[[Text, float], None]]:
    """Show a bar on stderr where a person looks at it, and nothing elsewhere."""
    if quiet or not sys.stderr.isatty():
        yield lambda _words, _share: None
        return
    from rich.console import Console
    from rich.markup import escape
    from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

    columns = (
        BarColumn(bar_width=30),
        TextColumn("{task.percentage:>3.0f} %"),
        TimeElapsedColumn(),
        TextColumn("{task.description}"),
    )
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("", total=1.0)
        yield lambda text, share: bar.update(task, completed=share, description=escape(visible(text.to(language))))


def shown(path: Path) -> str:
    """A path as short as it can be told from here."""
    try:
        return str(path.relative_to(Path.cwd()))
    except ValueError:
        return str(path)
