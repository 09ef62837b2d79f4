"""Many packs in one go: of many studies, or of every border or unit of one; resumed where a run broke off."""

import hashlib
import pickle
import re
import tempfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import cache
from importlib.metadata import version
from pathlib import Path
from typing import Any, Literal
from uuid import uuid4

from planseam.checking.accepting import ACCEPTED_FILE
from planseam.checking.check import check
from planseam.errors import PlanseamError
from planseam.loading.catalogue import sha256_of
from planseam.loading.formats import BUNDLED
from planseam.loading.postgis import is_address
from planseam.loading.remote import is_remote
from planseam.loading.sources import archive_of
from planseam.model.report import Report
from planseam.model.study import Study
from planseam.reporting.excerpt import of_border, of_unit
from planseam.reporting.packs import Pack, Shelf
from planseam.reporting.pictures import KeptPictures, Pictures
from planseam.reporting.summary import severity_counts
from planseam.reporting.wanted import Wanted
from planseam.reporting.words import border_names, unit_names, word
from planseam.reporting.workers import Make, results, why
from planseam.text import Language, Text

__all__ = ["batch_of_parts", "batch_of_studies"]

Part = Literal["border", "unit"]
Tell = Callable[[Text, float], None]

#: In the folder that the processes of one batch share.
REPORT = "report.pickle"


def batch_of_studies(
    paths: Sequence[Path],
    folder: Path,
    *,
    wanted: Wanted | None = None,
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
    wanted : Wanted, optional
        What each pack holds; by default all files of a run, and the report for Word.
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
    wanted = wanted or Wanted()
    shelf = Shelf(folder=folder, title=word("batch.title"), language=language or "zh")
    shelf.make_ready(wanted.files)
    names = _names(paths)
    packs: list[Pack] = []
    tasks: dict[str, tuple[Any, ...]] = {}
    for path, name in zip(paths, names, strict=True):
        try:
            study = _spoken(Study.from_file(path), language).rules_of(select=select, ignore=ignore)
            packs.append(Pack(name=name, title=study.study.words, key=_key(study, wanted.key)))
            tasks[name] = (study, wanted)
        except PlanseamError as error:
            packs.append(Pack(name=name, title=Text.same(name), key="", why=why(error)))
    return _made(shelf, packs, _of_study, tasks, jobs=jobs, tell=tell)


def batch_of_parts(
    study: Study,
    folder: Path,
    *,
    by: Part,
    wanted: Wanted | None = None,
    jobs: int = 1,
    tell: Tell | None = None,
    progress: Tell | None = None,
) -> list[Pack]:
    """Check one study once, and write a pack for each of its borders, or of its units.

    Parameters
    ----------
    study : Study
    folder : Path
        Gets a folder for each part, `index.html` and `batch.json`.
    by : {"border", "unit"}
    wanted : Wanted, optional
        As of `batch_of_studies`.
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
    wanted = wanted or Wanted()
    key = _key(study, by, wanted.key)
    shelf = Shelf(folder=folder, title=study.study.words, language=study.study.language)
    shelf.make_ready(wanted.files)
    parts = shelf.known.get("parts")
    if shelf.known.get("key") == key and isinstance(parts, dict):
        packs = _parts(key, {name: Text(*words) for name, words in parts.items()})
        if all(shelf.taken_over(pack).done for pack in packs):
            return _made(replace(shelf, about={"key": key, "parts": parts}), packs, _of_part, {}, jobs=jobs, tell=tell)
    report = check(study, progress=progress)
    names = border_names(report) if by == "border" else unit_names(report)
    shelf = replace(shelf, about={"key": key, "parts": {name: list(title) for name, title in names.items()}})
    with tempfile.TemporaryDirectory(prefix="planseam-") as shared:
        (Path(shared) / REPORT).write_bytes(pickle.dumps(report, protocol=pickle.HIGHEST_PROTOCOL))
        tasks = {name: (Path(shared), by, name, wanted) for name in names}
        return _made(shelf, _parts(key, names), _of_part, tasks, jobs=jobs, tell=tell)


def _parts(key: str, names: Mapping[str, Text]) -> list[Pack]:
    return [Pack(name=name, title=title, key=f"{key}/{name}") for name, title in names.items()]


def _made(
    shelf: Shelf,
    packs: list[Pack],
    make: Make,
    tasks: Mapping[str, tuple[Any, ...]],
    *,
    jobs: int,
    tell: Tell | None,
) -> list[Pack]:
    """Make what is not there yet; after each pack the journal and the index are written anew."""
    state = {pack.name: shelf.taken_over(pack) for pack in packs}
    shelf.note(list(state.values()))
    wanted = {name: tasks[name] for name, pack in state.items() if not pack.done and pack.why is None}
    for name, result in results(make, shelf.folder, wanted, jobs):
        done = {"why": result} if isinstance(result, Text) else {"done": True, "counts": result}
        state[name] = replace(state[name], **done)
        shelf.note(list(state.values()))
        if tell:
            settled = sum(pack.done or pack.why is not None for pack in state.values())
            tell(state[name].title, settled / len(state))
    return list(state.values())


def _of_study(folder: Path, study: Study, wanted: Wanted) -> dict[str, int]:
    report = check(study, jobs=1)  # other studies keep the other processors busy
    wanted.write(report, folder)
    return severity_counts(report)


def _of_part(folder: Path, shared: Path, by: Part, name: str, wanted: Wanted) -> dict[str, int]:
    whole = _report(shared)
    part = of_border(whole, name) if by == "border" else of_unit(whole, name)
    pictures = _pictures_of(part, shared, by) if wanted.on_paper else None
    wanted.write(part, folder, pictures=pictures)
    return severity_counts(part)


def _pictures_of(part: Report, shared: Path, by: Part) -> Pictures:
    """Pictures on the ground of the whole; what two jurisdictions share is drawn once."""
    whole = _pictures(shared)
    return Pictures(part, whole=whole) if by == "border" else KeptPictures(part, whole=whole, folder=shared)


@cache
def _report(shared: Path) -> Report:
    report: Report = pickle.loads((shared / REPORT).read_bytes())  # noqa: S301 - written by this very run
    return report


@cache
def _pictures(shared: Path) -> Pictures:
    """What the pictures of all packs share, made ready once in each process."""
    return Pictures(_report(shared))


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
    """Hash of the version, the study and the content of its files; of what nobody can hash, always new.

    That is a database, and what lies at an address.
    """
    said = study.model_dump_json(exclude={"folder", "file"})
    digest = hashlib.sha256("|".join((version("planseam"), *more, said)).encode())
    for entry in study.layers:
        if is_address(entry.path) or is_remote(entry.path):
            digest.update(uuid4().bytes)
        elif not entry.path.startswith(BUNDLED):
            digest.update(f"{entry.path}:{_content(study.folder / entry.path)}".encode())
    digest.update(_content(study.folder / ACCEPTED_FILE).encode())
    return digest.hexdigest()


def _content(path: Path) -> str:
    """SHA-256 of a file with its companions, of the archive it lies in, or of all files of a folder; empty for none."""
    try:
        path = archive_of(path) or path
        if path.is_dir():
            files = sorted(file for file in path.rglob("*") if file.is_file())
        else:
            files = sorted(file for file in path.parent.iterdir() if file.stem == path.stem and file.is_file())
        return "".join(f"{file.name}{sha256_of(file)}" for file in files)
    except (OSError, ValueError):
        return ""
