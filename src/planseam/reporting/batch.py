"""Many packs in one go: of many studies, or of every border or unit of one; resumed where a run broke off."""

import hashlib
import json
import multiprocessing
import pickle
import re
import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass, replace
from functools import cache
from importlib.metadata import version
from pathlib import Path
from typing import Any, Literal

from planseam.checking.check import check
from planseam.errors import OutputError, PlanseamError
from planseam.loading.catalogue import sha256_of
from planseam.loading.formats import BUNDLED
from planseam.model.palette import palette
from planseam.model.report import Report
from planseam.model.study import Study
from planseam.reporting.excerpt import of_border, of_unit
from planseam.reporting.folder import MANIFEST, write_folder
from planseam.reporting.html import environment
from planseam.reporting.summary import severity_counts
from planseam.reporting.whole import beside
from planseam.reporting.words import border_names, unit_names, word
from planseam.text import Language, Text

__all__ = ["Pack", "batch_of_parts", "batch_of_studies"]

JOURNAL = "batch.json"
INDEX = "index.html"
#: A worker that dies takes those with it that the others had begun; each pack is tried this often.
ATTEMPTS = 2

Part = Literal["border", "unit"]
Tell = Callable[[Text, float], None]


@dataclass(frozen=True, kw_only=True)
class Pack:
    """One pack of a batch, done or not.

    Parameters
    ----------
    name : str
        Its folder.
    title : Text
    key : str
        Hash of all that it is made from: while it stays, a finished pack is not made again.
    done : bool
    counts : mapping of str to int
        Conflicts by severity.
    why : Text, optional
        Why it is not done.
    again : bool
        Whether it was there already.
    """

    name: str
    title: Text
    key: str
    done: bool = False
    counts: Mapping[str, int] | None = None
    why: Text | None = None
    again: bool = False


def batch_of_studies(
    paths: Sequence[Path],
    folder: Path,
    *,
    select: tuple[str, ...] = (),
    ignore: tuple[str, ...] = (),
    language: Language | None = None,
    jobs: int = 1,
    tell: Tell | None = None,
) -> list[Pack]:
    """Check many studies, and write the pack of each.

    Parameters
    ----------
    paths : sequence of Path
        Study files or their folders.
    folder : Path
        Gets a folder for each study, `index.html` and `batch.json`.
    select, ignore : tuple of str
        Codes or families; empty means as each study file says.
    language : {"zh", "en"}, optional
        Default as each study says.
    jobs : int
        Processes at work at once.
    tell : callable, optional
        Told what was finished, and the share done.

    Returns
    -------
    list of Pack
        In the order of the studies; one that fails does not stop the others.

    Raises
    ------
    OutputError
        If the folder cannot be written.
    """
    names = _names(paths)
    packs: list[Pack] = []
    tasks: dict[str, tuple[Any, ...]] = {}
    for path, name in zip(paths, names, strict=True):
        try:
            study = _spoken(Study.from_file(path), language).rules_of(select=select, ignore=ignore)
            packs.append(Pack(name=name, title=study.study.words, key=_key(study)))
            tasks[name] = (study,)
        except PlanseamError as error:
            packs.append(Pack(name=name, title=Text.same(name), key="", why=_why(error)))
    title = word("batch.title")
    return _made(packs, folder, _of_study, tasks, title=title, language=language or "zh", jobs=jobs, tell=tell)


def batch_of_parts(
    study: Study, folder: Path, *, by: Part, jobs: int = 1, tell: Tell | None = None, progress: Tell | None = None
) -> list[Pack]:
    """Check one study once, and write a pack for each of its borders, or of its units.

    Parameters
    ----------
    study : Study
    folder : Path
        Gets a folder for each part, `index.html` and `batch.json`.
    by : {"border", "unit"}
    jobs : int
        Processes at work at once.
    tell : callable, optional
        Told what was finished, and the share done.
    progress : callable, optional
        Told how the check goes on.

    Returns
    -------
    list of Pack
        In the order of the borders or units.

    Raises
    ------
    OutputError
        If the folder cannot be written.
    PlanseamError
        If the study cannot be checked.
    """
    key = _key(study, by)
    known = _journal(folder)
    parts = known.get("parts")
    if known.get("key") == key and isinstance(parts, dict):
        packs = [Pack(name=name, title=Text(*words), key=f"{key}/{name}") for name, words in parts.items()]
        if all(_finished(folder, pack, known) for pack in packs):
            return _made(
                packs,
                folder,
                _of_part,
                {},
                title=study.study.words,
                language=study.study.language,
                jobs=jobs,
                tell=tell,
            )
    report = check(study, progress=progress)
    names = border_names(report) if by == "border" else unit_names(report)
    packs = [Pack(name=name, title=title, key=f"{key}/{name}") for name, title in names.items()]
    with tempfile.TemporaryDirectory(prefix="planseam-") as shared:
        pickled = Path(shared) / "report.pickle"
        pickled.write_bytes(pickle.dumps(report, protocol=pickle.HIGHEST_PROTOCOL))
        return _made(
            packs,
            folder,
            _of_part,
            {pack.name: (str(pickled), by, pack.name) for pack in packs},
            title=study.study.words,
            language=study.study.language,
            jobs=jobs,
            tell=tell,
            extra={"key": key, "parts": {pack.name: list(pack.title) for pack in packs}},
        )


def _of_study(folder: Path, study: Study) -> dict[str, int]:
    report = check(study)
    write_folder(report, folder)
    return severity_counts(report)


def _of_part(folder: Path, pickled: str, by: Part, name: str) -> dict[str, int]:
    whole = _report(pickled)
    part = of_border(whole, name) if by == "border" else of_unit(whole, name)
    write_folder(part, folder)
    return severity_counts(part)


@cache
def _report(pickled: str) -> Report:
    report: Report = pickle.loads(Path(pickled).read_bytes())  # noqa: S301 - written by this very run
    return report


def _made(
    packs: list[Pack],
    folder: Path,
    make: Callable[..., dict[str, int]],
    tasks: Mapping[str, tuple[Any, ...]],
    *,
    title: Text,
    language: Language,
    jobs: int,
    tell: Tell | None,
    extra: Mapping[str, Any] | None = None,
) -> list[Pack]:
    """Make what is not there yet; after each pack the journal and the index are written anew."""
    _ready(folder)
    known = _journal(folder)
    state = {pack.name: _taken_over(pack, folder, known) for pack in packs}
    open_ = {name: tasks[name] for name, pack in state.items() if not pack.done and pack.why is None}

    def note() -> None:
        _write_journal(
            folder, state.values(), {**(extra or {})} or {k: known[k] for k in ("key", "parts") if k in known}
        )
        _write_index(folder, list(state.values()), title=title, language=language)

    note()
    for name, result in _results(make, folder, open_, jobs):
        pack = state[name]
        state[name] = replace(pack, why=result) if isinstance(result, Text) else replace(pack, done=True, counts=result)
        note()
        if tell:
            settled = sum(pack.done or pack.why is not None for pack in state.values())
            tell(state[name].title, settled / len(state))
    return list(state.values())


def _results(
    make: Callable[..., dict[str, int]], folder: Path, tasks: Mapping[str, tuple[Any, ...]], jobs: int
) -> Iterator[tuple[str, dict[str, int] | Text]]:
    """What each task gives, as they finish; a worker that is killed costs nobody else their pack."""
    left = dict(tasks)
    tried = dict.fromkeys(tasks, 0)
    while left:
        with ProcessPoolExecutor(max(1, jobs), mp_context=multiprocessing.get_context("spawn")) as pool:
            running: dict[Future[Any], str] = {}
            waiting = list(left)
            broken = False
            while (waiting or running) and not broken:
                # no more are handed out than can run, so that a dead worker is charged to those that ran with it alone
                while waiting and len(running) < max(1, jobs):
                    name = waiting.pop(0)
                    tried[name] += 1
                    running[pool.submit(_guarded, make, folder / name, left[name])] = name
                for future in wait(running, return_when="FIRST_COMPLETED").done:
                    name = running.pop(future)
                    try:
                        result = future.result()
                    except BrokenProcessPool:
                        broken = True
                        if tried[name] < ATTEMPTS:
                            continue
                        result = Text("进程被终止（可能内存不足）", "its process was killed (out of memory, perhaps)")
                    del left[name]
                    yield name, result


def _guarded(make: Callable[..., dict[str, int]], folder: Path, arguments: tuple[Any, ...]) -> dict[str, int] | Text:
    """Run a task; whatever it breaks off with is told, and stops no other."""
    try:
        return make(folder, *arguments)
    except PlanseamError as error:
        return _why(error)
    except Exception as error:  # noqa: BLE001 - one pack never stops the others
        return Text.same(" ".join(f"{type(error).__name__}: {error}".split()))


def _why(error: PlanseamError) -> Text:
    return Text(error.sentence("zh"), error.sentence("en"))


def _taken_over(pack: Pack, folder: Path, known: Mapping[str, Any]) -> Pack:
    if pack.why is not None or not _finished(folder, pack, known):
        return pack
    return replace(pack, done=True, again=True, counts=known["packs"][pack.name]["counts"])


def _finished(folder: Path, pack: Pack, known: Mapping[str, Any]) -> bool:
    """Whether a pack is there, whole, and made from the same."""
    packs = known.get("packs")
    entry = packs.get(pack.name) if isinstance(packs, dict) else None
    return bool(
        isinstance(entry, dict)
        and entry.get("key") == pack.key
        and isinstance(entry.get("counts"), dict)
        and (folder / pack.name / MANIFEST).is_file()
    )


def _ready(folder: Path) -> None:
    if folder.exists() and any(folder.iterdir()) and not (folder / JOURNAL).is_file():
        raise OutputError(
            Text("文件夹中有不是批量成果的文件", "the folder holds files that are no output of a batch"),
            where=str(folder),
            cure=Text("请另选一个文件夹", "Choose another folder"),
        )
    folder.mkdir(parents=True, exist_ok=True)


def _journal(folder: Path) -> dict[str, Any]:
    try:
        content = json.loads((folder / JOURNAL).read_text("utf-8"))
    except (OSError, ValueError):
        return {}
    return content if isinstance(content, dict) else {}


def _write_journal(folder: Path, packs: Iterable[Pack], extra: Mapping[str, Any]) -> None:
    content = {
        **extra,
        "version": version("planseam"),
        "packs": {pack.name: {"key": pack.key, "counts": dict(pack.counts or {})} for pack in packs if pack.done},
        "failed": {pack.name: pack.why._asdict() for pack in packs if pack.why is not None},
    }
    with beside(folder / JOURNAL, suffix=".json") as target:
        target.write_text(json.dumps(content, ensure_ascii=False, indent=1) + "\n", "utf-8")


def _write_index(folder: Path, packs: list[Pack], *, title: Text, language: Language) -> None:
    files = {
        pack.name: [
            (name, word(f"batch.{key}"))
            for name, key in (
                ("report.html", "report"),
                ("map.html", "map"),
                ("report.docx", "docx"),
                ("ledger.xlsx", "ledger"),
            )
            if (folder / pack.name / name).is_file()
        ]
        for pack in packs
        if pack.done
    }
    body = (
        environment()
        .get_template("batch.html.j2")
        .render(
            title=title,
            language=language,
            version=version("planseam"),
            colours=palette(),
            packs=packs,
            files=files,
            done=sum(pack.done for pack in packs),
            failed=[pack for pack in packs if pack.why is not None],
        )
    )
    with beside(folder / INDEX, suffix=".html") as target:
        target.write_text(body, encoding="utf-8")


def _names(paths: Sequence[Path]) -> list[str]:
    """A folder name for each study: its file's, or where that has the usual name its folder's; numbers tell apart."""
    names: list[str] = []
    for path in paths:
        own = path.resolve()
        stem = own.name if own.is_dir() else own.parent.name if own.stem == "planseam" else own.stem
        base = re.sub(r"[^\w.-]+", "-", stem).strip("-.") or "study"
        name, number = base, 1
        while name in names:
            number += 1
            name = f"{base}-{number}"
        names.append(name)
    return names


def _spoken(study: Study, language: Language | None) -> Study:
    if language is None:
        return study
    return study.model_copy(update={"study": study.study.model_copy(update={"language": language})})


def _key(study: Study, *more: str) -> str:
    """Hash of the version, the study and the content of its files."""
    digest = hashlib.sha256(
        "|".join((version("planseam"), *more, study.model_dump_json(exclude={"folder", "file"}))).encode()
    )
    for entry in study.layers:
        if not entry.path.startswith(BUNDLED):
            digest.update(f"{entry.path}:{_content(study.folder / entry.path)}".encode())
    accepted = study.folder / "accepted.toml"
    digest.update(_content(accepted).encode())
    return digest.hexdigest()


def _content(path: Path) -> str:
    """SHA-256 of a file with its companions, or of all files of a folder; empty for what is neither."""
    try:
        if path.is_dir():
            files = sorted(file for file in path.rglob("*") if file.is_file())
        elif path.is_file():
            files = sorted(file for file in path.parent.glob(f"{path.stem}.*") if file.is_file())
        else:
            return ""
        return "".join(f"{file.name}{sha256_of(file)}" for file in files)
    except (OSError, ValueError):
        return ""
