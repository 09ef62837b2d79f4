"""Temporary folders of this process, which go when it ends."""

import atexit
import os
import shutil
import stat
import tempfile
import time
from contextlib import suppress
from functools import cache
from pathlib import Path

__all__ = ["scratch"]

_PREFIX = "planseam-unpacked-"
_STALE = 7 * 24 * 3600.0  # s; no check takes that long


def scratch() -> Path:
    """Make a fresh folder; nobody else may look into it."""
    return Path(tempfile.mkdtemp(dir=_root(os.getpid())))


@cache
def _root(process: int) -> Path:
    """The folder of a process (a forked one has its own); mkdtemp lets nobody else in."""
    _swept(Path(tempfile.gettempdir()))
    root = Path(tempfile.mkdtemp(prefix=_PREFIX))
    atexit.register(_removed, root, process)
    return root


def _swept(place: Path) -> None:
    """Remove what a process that was killed left behind: ours, and untouched for days."""
    for old in place.glob(f"{_PREFIX}*"):
        with suppress(OSError):
            state = old.lstat()
            ours = not hasattr(os, "getuid") or state.st_uid == os.getuid()
            if ours and stat.S_ISDIR(state.st_mode) and time.time() - state.st_mtime > _STALE:
                shutil.rmtree(old, ignore_errors=True)


def _removed(root: Path, process: int) -> None:
    if os.getpid() == process:
        shutil.rmtree(root, ignore_errors=True)
