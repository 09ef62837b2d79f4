"""A study that was found, not named, reads nothing outside its own folder."""

import os
import re
from collections.abc import Iterable, Iterator
from pathlib import Path

from planseam.errors import StudyError
from planseam.text import Text

__all__ = ["refuse_outside"]

#: What is no file beside the study: a shipped layer, which is as good as its package, and an address.
_SHIPPED = "bundled:"
_ADDRESS = re.compile(r"[A-Za-z][\w+.-]*://")


def refuse_outside(paths: Iterable[tuple[str, str]], *, folder: Path, file: str) -> None:
    """Refuse layers outside a folder: by `..`, by an absolute path, by a symbolic link, or in a database.

    Parameters
    ----------
    paths : iterable of tuple of str
        Id and path of each layer.
    folder : Path
        Of the study file.
    file : str
        The study file, as errors name it.

    Raises
    ------
    StudyError
        At the first layer that lies outside.
    """
    root = _real(folder)
    for layer, path in paths:
        if path.startswith(_SHIPPED):
            continue
        outside = _ADDRESS.match(path) or any(not each.is_relative_to(root) for each in _read_with(folder / path))
        if outside:
            raise StudyError(
                Text(
                    f"图层 “{layer}” 在研究文件所在的文件夹之外，而这个研究文件是自动找到的，不是由您指定的",
                    f"the layer “{layer}” lies outside the folder of the study file, which was found there, not named "
                    "by you",
                ),
                where=file,
                cure=Text(
                    f"如果信任它，请在命令中写明该文件，如 planseam run {file}",
                    f"If you trust it, name the file in the command, such as planseam run {file}",
                ),
            )


def _read_with(path: Path) -> Iterator[Path]:
    """Where a layer really lies, and all that is read with it: its side files, or what its folder holds."""
    yield _real(path)
    if os.path.isdir(path):  # noqa: PTH112 - that of Path raises where a name is too long
        for parent, folders, names in os.walk(path):
            yield from (_real(each) for name in (*folders, *names) if (each := Path(parent, name)).is_symlink())
    elif os.path.isdir(path.parent):  # noqa: PTH112 - as above
        stem = path.name.partition(".")[0]
        for each in path.parent.iterdir():
            if each.is_symlink() and each.name.partition(".")[0] == stem:
                yield _real(each)


def _real(path: Path) -> Path:
    return Path(os.path.realpath(path))  # that of Path raises where links lead to themselves
