"""The output folder: all files of a run, whole or not at all."""

import json
import shutil
from collections.abc import Callable, Sequence
from pathlib import Path
from tempfile import mkdtemp

from planseam.errors import OutputError
from planseam.model.report import Report
from planseam.reporting.manifest import TOOL
from planseam.reporting.whole import unwritable
from planseam.reporting.words import word
from planseam.text import Text

__all__ = ["FILES", "MANIFEST", "Progress", "refuse_foreign", "write_folder"]

MANIFEST = "manifest.json"

#: Files of the output folder, and the writer (entry-point group `planseam.writers`) of each.
FILES: dict[str, str] = {
    "conflicts.parquet": "parquet",
    "conflicts.gpkg": "gpkg",
    "conflicts.geojson": "geojson",
    "ledger.xlsx": "xlsx",
    "report.html": "html",
    "map.html": "map",
    "seams.parquet": "seams",
    MANIFEST: "manifest",
}

#: Called before each file with what is being done and the share that is done.
Progress = Callable[[Text, float], None]


def write_folder(
    report: Report, folder: str | Path, *, only: Sequence[str] | None = None, progress: Progress | None = None
) -> Path:
    """Write the output folder of a run.

    The files are written to a hidden folder beside the target, which then
    takes the target's place; an older output of planseam is replaced as a
    whole, so that a folder always holds one run.

    Parameters
    ----------
    report : Report
    folder : str or Path
        Folder to write; its parents are made.
    only : sequence of str, optional
        Names of files (keys of `FILES`); default all. The manifest is always written.
    progress : callable, optional
        Called before each file with what is being done and the share (0 to 1) that is done.

    Returns
    -------
    Path
        The folder.

    Raises
    ------
    OutputError
        If a name is unknown, the folder holds files that planseam did not
        write, or something cannot be written; what stood there is then untouched.
    """
    target = Path(folder)
    wanted = _wanted(only)
    try:
        refuse_foreign(target)
        parent = target.absolute().parent
        parent.mkdir(parents=True, exist_ok=True)
        draft = Path(mkdtemp(prefix=f".{target.name}-", dir=parent))
    except OSError as error:
        raise unwritable(target, error) from error
    try:
        for number, name in enumerate(wanted):
            if progress:
                progress(word("document.writing", file=name), number / len(wanted))
            report.write(FILES[name], draft / name)
        draft.chmod(0o755)  # mkdtemp keeps others out; an output folder is like any other
        _put_in_place(draft, target)
    except OutputError as error:
        where = error.where.replace(str(draft), str(target))
        raise OutputError(error.what, where=where, cure=error.cure) from error
    except OSError as error:
        raise unwritable(target, error) from error
    finally:
        shutil.rmtree(draft, ignore_errors=True)
    return target


def refuse_foreign(folder: str | Path) -> None:
    """Stop before anything is replaced that planseam did not write.

    `write_folder` does so too; a caller does it first to spare its user a
    check whose result cannot be written.

    Raises
    ------
    OutputError
        If `folder` is a file, or holds files that are not an output of planseam.
    """
    target = Path(folder)
    if not target.exists():
        return
    if not target.is_dir():
        raise OutputError(
            Text("是文件，不是文件夹", "is a file, not a folder"),
            where=str(target),
            cure=Text("请另选一个输出文件夹", "Choose another output folder"),
        )
    found = sorted(entry.name for entry in target.iterdir())
    foreign = [name for name in found if name not in FILES]
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


def _wanted(only: Sequence[str] | None) -> list[str]:
    if only is None:
        return list(FILES)
    for name in only:
        if name not in FILES:
            raise OutputError(
                Text(f"输出文件夹中没有 “{name}” 这一文件", f"the output folder has no file “{name}”"),
                where=name,
                cure=Text(f"可用：{'、'.join(FILES)}", f"There is: {', '.join(FILES)}"),
            )
    return [name for name in FILES if name in only or name == MANIFEST]


def _is_ours(manifest: Path) -> bool:
    try:
        content = json.loads(manifest.read_text("utf-8"))
    except (OSError, ValueError):
        return False
    return isinstance(content, dict) and content.get("tool") == TOOL


def _put_in_place(draft: Path, target: Path) -> None:
    """Put the new folder in the place of the old one, or restore the old one."""
    if not target.exists():
        draft.rename(target)
        return
    aside = Path(mkdtemp(prefix=f".{target.name}-old-", dir=target.absolute().parent))
    old = aside / "old"
    try:
        target.rename(old)
        try:
            draft.rename(target)
        except OSError:
            old.rename(target)
            raise
    finally:
        shutil.rmtree(aside, ignore_errors=True)
