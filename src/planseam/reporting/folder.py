"""The output folder: all files of a run, whole or not at all."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Any

import shapely

from planseam.errors import OutputError
from planseam.model.plugins import WRITERS, load
from planseam.model.report import Report
from planseam.placing import NEW, aside, put_folder, unwritable
from planseam.reporting import manifest
from planseam.reporting.hands import work_through
from planseam.reporting.kept import EDITED, LEDGER, MANIFEST, digest, edited_ledgers, keep_edited, said_by
from planseam.reporting.words import word
from planseam.text import Text

__all__ = [
    "ALSO",
    "FILES",
    "LEDGER",
    "MANIFEST",
    "Progress",
    "edited_ledgers",
    "on_wish",
    "refuse_foreign",
    "write_folder",
]

REPORT, MAP = "report.html", "map.html"

#: Files of the output folder, and the writer (entry-point group `planseam.writers`) of each.
FILES: dict[str, str] = {
    "conflicts.parquet": "parquet",
    "conflicts.gpkg": "gpkg",
    "conflicts.geojson": "geojson",
    LEDGER: "xlsx",
    REPORT: "html",
    MAP: "map",
    "seams.parquet": "seams",
    MANIFEST: "manifest",
}

#: Files that are written on wish alone, and the writer of each.
ALSO: dict[str, str] = {
    "conflicts.shp.zip": "shp",
    "conflicts.gdb.zip": "gdb",
    "report.docx": "docx",
    "report.pdf": "pdf",
}
_EVERY = FILES | ALSO

#: What takes longest to write, and is begun first where several files are written at a time.
_LONGEST = (REPORT, MAP, LEDGER)

#: What a writer puts beside its file where that would be too large, and the file that it belongs to.
_BESIDE = {"map.pmtiles": MAP}

#: Called before each file with what is being done and the share that is done.
Progress = Callable[[Text, float], None]


def write_folder(
    report: Report,
    folder: str | Path,
    *,
    only: Sequence[str] | None = None,
    progress: Progress | None = None,
    options: Mapping[str, Mapping[str, Any]] | None = None,
    jobs: int = 1,
) -> Path:
    """Write the output folder of a run.

    The files are written to a hidden folder beside the target, which then
    takes the target's place in one step: a run that is killed leaves the old
    output whole or the new one whole. An older output of planseam is replaced
    as a whole, so that a folder always holds one run. Only a ledger that was edited
    since it was written is kept, as `ledger.edited-YYYYMMDD-HHMMSS.xlsx` with
    the time of that edit, and so are those kept before. A ledger that holds what
    people wrote is kept also where it was not edited since, unless it is the one
    that the report has taken over.

    Parameters
    ----------
    report : Report
    folder : str or Path
        Folder to write; its parents are made.
    only : sequence of str, optional
        Names of files (keys of `FILES` and `ALSO`); default those of `FILES`. The manifest is always written.
    progress : callable, optional
        Called before each file with what is being done and the share (0 to 1) that is done.
    options : mapping of str to mapping, optional
        By name of the file: keyword arguments of its writer.
    jobs : int
        Files of `FILES` that are written at a time, by threads; more than two gain little. The files are the same.

    Returns
    -------
    Path
        The folder.

    Raises
    ------
    OutputError
        If a name is unknown, the folder holds files that planseam did not
        write or outputs that are not among these names, or something cannot be
        written; what stood there is then untouched.
    """
    target = Path(folder)
    wanted = _wanted(only)
    try:
        refuse_foreign(target, only=wanted)
        target.absolute().parent.mkdir(parents=True, exist_ok=True)
        with aside(target) as hidden:
            draft = hidden / NEW
            draft.mkdir()
            try:
                _fill(draft, report, wanted, progress, options or {}, jobs)
            except OutputError as error:
                where = error.where.replace(str(draft), str(target))
                raise OutputError(error.what, where=where, cure=error.cure) from error
            refuse_foreign(target, only=wanted)  # somebody may have put files there meanwhile
            keep_edited(target, draft, taken=report.ledger.sha256 if report.ledger else "")
            put_folder(draft, target)
    except OSError as error:
        raise unwritable(target, error) from error
    return target


def _fill(
    draft: Path,
    report: Report,
    wanted: Sequence[str],
    progress: Progress | None,
    options: Mapping[str, Mapping[str, Any]],
    jobs: int,
) -> None:
    told = iter(range(len(wanted)))

    def begin(name: str) -> None:
        share = next(told) / len(wanted)
        if progress:
            progress(word("document.writing", file=name), share)

    # those that are written on wish share their pictures, have workers of their own, and draw by matplotlib, which
    # knows no threads; the manifest is the last, for it lists the others
    alone = [name for name in wanted if name in ALSO]
    others = [name for name in wanted if name in FILES and name != MANIFEST]
    if REPORT in others and MAP in others:
        options = {**options, MAP: {"document": REPORT, **options.get(MAP, {})}}
    if jobs > 1:
        _ready(report, others)

    def write(names: Sequence[str], jobs: int) -> None:
        work_through(
            [partial(report.write, _EVERY[name], draft / name, **options.get(name, {})) for name in names],
            jobs=jobs,
            longest=[names.index(name) for name in _LONGEST if name in names],
            begin=lambda number: begin(names[number]),
        )

    write(alone, 1)
    write(others, jobs)
    begin(MANIFEST)
    manifest.write(report, draft / MANIFEST, outputs={path.name: digest(path) for path in sorted(draft.iterdir())})


def _ready(report: Report, names: Iterable[str]) -> None:
    """Do what two threads had better not do at once: import, and have GEOS note the bounds of collections."""
    for name in names:
        load(WRITERS, _EVERY[name])
    for frame in (report.conflicts, report.borders, report.units, *(layer.frame for layer in report.layers)):
        if "geometry" in frame:
            shapely.bounds(frame["geometry"].to_numpy())


def refuse_foreign(folder: str | Path, *, only: Sequence[str] | None = None) -> None:
    """Stop before anything is lost: files of others, or outputs that would not be written anew.

    `write_folder` does so too; a caller does it first to spare its user a
    check whose result cannot be written.

    Parameters
    ----------
    folder : str or Path
    only : sequence of str, optional
        Names of the files that shall be written; default all.

    Raises
    ------
    OutputError
        If `folder` is a file, a symbolic link, the working folder or one above it, or a mount
        point; or if it holds files that are not an output of planseam, or
        outputs that are not among `only`.
    """
    target = Path(folder)
    if target.is_symlink():
        raise OutputError(
            Text(
                "是符号链接，而输出文件夹会被整体替换",
                "is a symbolic link, and an output folder is replaced as a whole",
            ),
            where=str(target),
            cure=Text(f"请直接指定 {target.resolve()}", f"Name {target.resolve()} itself"),
        )
    if not target.exists():
        return
    if target.resolve() in {here := Path.cwd(), *here.parents} or target.is_mount():
        raise OutputError(
            Text(
                "输出文件夹会被整体替换，而当前文件夹、其上级文件夹和挂载点不能替换",
                "an output folder is replaced as a whole, and the working folder, those above it and a mount point "
                "cannot be replaced",
            ),
            where=str(target.resolve()),
            cure=Text("请另选一个文件夹，例如其中的子文件夹", "Choose another folder, such as one inside it"),
        )
    if not target.is_dir():
        raise OutputError(
            Text("是文件，不是文件夹", "is a file, not a folder"),
            where=str(target),
            cure=Text("请另选一个输出文件夹", "Choose another output folder"),
        )
    found = sorted(entry.name for entry in target.iterdir())
    foreign = [name for name in found if name not in {*_EVERY, *_BESIDE} and not EDITED.fullmatch(name)]
    if found and (foreign or not _is_ours(target / MANIFEST)):
        shown = foreign or found
        raise OutputError(
            Text(
                f"文件夹中有不是 planseam 写出的文件（{'、'.join(shown[:3])}）",
                f"the folder holds files that planseam did not write ({', '.join(shown[:3])})",
            ),
            where=str(target),
            cure=Text(
                "请另选一个输出文件夹，或先移走这些文件", "Choose another output folder, or move these files away"
            ),
        )
    lost = [name for name in found if name in _EVERY and name not in _wanted(only)]
    if lost:
        raise OutputError(
            Text(
                f"文件夹中有此命令不写出的成果（{'、'.join(lost)}），替换后将丢失",
                f"the folder holds outputs that this command does not write ({', '.join(lost)}) and that would be lost",
            ),
            where=str(target),
            cure=Text(
                "请另选一个输出文件夹，或用 planseam run{also} 全部重写",
                "Choose another output folder, or write all of them anew by “planseam run{also}”",
            ).format(also=_wish(found)),
        )


def on_wish(writers: Sequence[str]) -> list[str]:
    """Names of the files that these writers make on wish.

    Parameters
    ----------
    writers : sequence of str
        Values of `ALSO`.

    Raises
    ------
    OutputError
        If one is unknown.
    """
    files = {writer: name for name, writer in ALSO.items()}
    for writer in writers:
        if writer not in files:
            raise OutputError(
                Text(f"没有可另写的 “{writer}” 格式", f"there is no format “{writer}” to be written on wish"),
                where="--also",
                cure=Text(f"可用：{'、'.join(files)}", f"There is: {', '.join(files)}"),
            )
    return [files[writer] for writer in dict.fromkeys(writers)]


def _wish(names: Sequence[str]) -> str:
    """The option by which files are written that are written on wish alone."""
    writers = [writer for name, writer in ALSO.items() if name in names]
    return f" --also {','.join(writers)}" if writers else ""


def _wanted(only: Sequence[str] | None) -> list[str]:
    if only is None:
        return list(FILES)
    for name in only:
        if name not in _EVERY:
            raise OutputError(
                Text(f"输出文件夹中没有 “{name}” 这一文件", f"the output folder has no file “{name}”"),
                where=name,
                cure=Text(f"可用：{'、'.join(_EVERY)}", f"There is: {', '.join(_EVERY)}"),
            )
    return [name for name in (*ALSO, *FILES) if name in only or name == MANIFEST]


def _is_ours(path: Path) -> bool:
    return said_by(path).get("tool") == manifest.TOOL
