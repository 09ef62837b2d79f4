"""Put what was written in its place: whole or not at all, also where the program is killed.

Writing goes on in a hidden folder beside the target, on the same file system,
and one step of the file system puts the result in its place. The program holds
a lock on its hidden folder, which ends with it: the next run for the same
target tells by it what a killed one has left, and removes that.
"""

import ctypes
import errno
import os
import shutil
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from hashlib import sha256
from pathlib import Path
from tempfile import mkdtemp
from typing import Literal

from planseam.errors import OutputError
from planseam.text import Text, shortened

if sys.platform != "win32":
    import fcntl

__all__ = ["NEW", "aside", "explained", "put_file", "put_folder", "unwritable"]

#: Names within a hidden folder: the result, and what stood in its place where both cannot change places in one step.
NEW, OLD = "new", "old"
#: How long to wait for another run that is about to begin beside the same target, s.
PATIENCE = 2.0
#: Where locks are not to be had, a hidden folder of this age was left behind, s.
ABANDONED = 24 * 3600.0

#: Characters of a library's own words in a sentence.
LONGEST_REASON = 200

#: Whether a lock is held, somebody else holds it, or none is to be had.
Lock = Literal["held", "busy", "none"]

_EXCHANGE_LINUX = (-100, 2)  # AT_FDCWD, RENAME_EXCHANGE
_SWAP_MACOS = 2  # RENAME_SWAP
#: The file system, or the system, cannot let two names change places.
_CANNOT_EXCHANGE = {errno.EINVAL, errno.ENOSYS, errno.ENOTSUP, errno.EOPNOTSUPP}

_CHECK = Text(
    "请检查文件夹是否存在、权限和磁盘空间，并关闭正在使用该文件的程序",
    "Check that the folder exists, its permissions and the free space, and close programs that use it",
)
_REASONS: dict[int, tuple[Text, Text]] = {
    errno.ENOSPC: (Text("磁盘已满", "the disk is full"), Text("请腾出空间后重试", "Free some space and run again")),
    errno.EDQUOT: (
        Text("已超出磁盘配额", "the disk quota is used up"),
        Text("请腾出空间后重试", "Free some space and run again"),
    ),
    errno.EFBIG: (
        Text("文件超出允许的大小", "the file would be larger than the system allows"),
        Text("请调整文件大小限制，或另选磁盘", "Raise the limit of file size, or choose another disk"),
    ),
    errno.EROFS: (
        Text("磁盘只读", "the disk is read-only"),
        Text("请另选一个输出位置", "Choose another place for the output"),
    ),
    errno.EACCES: (
        Text("没有写入权限", "writing there is not permitted"),
        Text(
            "请检查权限并关闭正在使用它的程序，或另选一个输出位置",
            "Check the permissions and close programs that use it, or choose another place",
        ),
    ),
    errno.ENAMETOOLONG: (
        Text("文件名过长", "its name is too long"),
        Text("请改用较短的名称", "Choose a shorter name"),
    ),
    errno.ENOENT: (
        Text("文件夹不存在", "its folder is missing"),
        Text("请先建立该文件夹，或另选一个输出位置", "Make the folder first, or choose another place"),
    ),
}
_REASONS[errno.EPERM] = _REASONS[errno.EACCES]
#: What libraries say that hide the system's error number.
_SAID = {"disk is full": errno.ENOSPC, "no space left": errno.ENOSPC, "file too large": errno.EFBIG}


@contextmanager
def aside(target: Path) -> Iterator[Path]:
    """Give a hidden folder beside a target, for this run alone, and remove it in the end.

    What a killed run has left for the same target is put right and removed before.

    Parameters
    ----------
    target : Path
        Its folder exists.

    Yields
    ------
    Path
        The folder.

    Raises
    ------
    OSError
        If it cannot be made.
    """
    parent = target.absolute().parent
    prefix = f".planseam-{sha256(os.fsencode(target.name)).hexdigest()[:8]}-"
    with ExitStack() as held:
        with _lock(parent, patience=PATIENCE):  # nobody shall take a folder that is just being made for a dead one
            with suppress(OSError):  # what cannot be removed harms nobody
                _put_right(target, parent, prefix)
            folder = Path(mkdtemp(prefix=prefix, dir=parent))
            held.enter_context(_lock(folder))
        try:
            yield folder
        finally:
            if not _is_wanted(folder, target):
                shutil.rmtree(folder, ignore_errors=True)


def put_file(draft: Path, target: Path) -> None:
    """Put a file in its place; what stands there is replaced.

    Raises
    ------
    OSError
        If that is impossible; the target is then as it was.
    """
    _settle(draft)
    draft.replace(target)


def put_folder(draft: Path, target: Path) -> None:
    """Put a folder in its place, and what stands there in the draft's.

    Both change places in one step where the file system can do so. Where it
    cannot, the old folder is moved away for a moment; a run that is killed
    then is put right by the next.

    Parameters
    ----------
    draft : Path
        Called `new`, in a folder of `aside`.
    target : Path

    Raises
    ------
    OSError
        If that is impossible; the target is then as it was.
    """
    for path in draft.iterdir():
        _settle(path)
    _settle(draft)
    if not os.path.lexists(target):
        draft.rename(target)
        return
    if _exchange(draft, target):
        return
    old = draft.with_name(OLD)
    target.rename(old)
    try:
        draft.rename(target)
    except OSError:
        old.rename(target)
        raise


def unwritable(path: Path, error: BaseException) -> OutputError:
    """Say why a file or folder cannot be written."""
    reason, cure = explained(error)
    return OutputError(
        Text("无法写入（{why}）", "cannot be written ({why})").format(why=reason), where=str(path), cure=cure
    )


def explained(error: BaseException) -> tuple[Text, Text]:
    """What the system refuses, and what to do, each without a full stop."""
    code = error.errno if isinstance(error, OSError) else None
    said = (error.strerror if isinstance(error, OSError) else None) or str(error) or type(error).__name__
    if code not in _REASONS:
        code = next((number for words, number in _SAID.items() if words in said.lower()), None)
    if code is None:
        return Text.same(shortened(said, LONGEST_REASON)), _CHECK
    return _REASONS[code]


@contextmanager
def _lock(folder: Path, *, patience: float = 0.0) -> Iterator[Lock]:
    """Hold a lock on a folder where that is to be had."""
    try:
        handle = os.open(folder, os.O_RDONLY)
    except OSError:  # Windows opens no folders, and one may be written to but not read
        yield "none"
        return
    try:
        yield _locked(handle, patience=patience)
    finally:
        os.close(handle)


def _locked(handle: int, *, patience: float) -> Lock:
    if sys.platform == "win32":
        return "none"
    end = time.monotonic() + patience
    while True:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            if time.monotonic() >= end:
                return "busy"
            time.sleep(0.01)
        except OSError:  # some file systems know no locks on folders
            return "none"
        else:
            return "held"


def _put_right(target: Path, parent: Path, prefix: str) -> None:
    """Remove what killed runs have left, and put back what one had moved away for a moment."""
    for folder in sorted(parent.glob(f"{prefix}*")):
        if folder.is_symlink() or not folder.is_dir() or not _is_own(folder):
            continue
        with _lock(folder) as lock:
            old = time.time() - folder.stat().st_mtime > ABANDONED
            if lock == "busy" or (lock == "none" and not old):
                continue
            if _is_wanted(folder, target):
                (folder / OLD).rename(target)
            if not (folder / OLD).exists() or not (folder / NEW).exists():
                shutil.rmtree(folder, ignore_errors=True)
            # else somebody has put another in the target's place since, and nobody but he knows which is wanted


def _is_wanted(folder: Path, target: Path) -> bool:
    """Whether a folder holds what stood in the target's place, and nothing stands there now."""
    return (folder / OLD).exists() and (folder / NEW).exists() and not os.path.lexists(target)


def _is_own(folder: Path) -> bool:
    """Whether the user who runs this made it: in a folder for all, others could lay one out."""
    return sys.platform == "win32" or folder.stat().st_uid == os.geteuid()


def _exchange(one: Path, other: Path) -> bool:
    """Let two names change places in one step; tell whether the system can."""
    paths = os.fsencode(one.absolute()), os.fsencode(other.absolute())
    try:
        if sys.platform == "linux":
            here, flag = _EXCHANGE_LINUX
            failed = ctypes.CDLL(None, use_errno=True).renameat2(here, paths[0], here, paths[1], flag)
        elif sys.platform == "darwin":
            failed = ctypes.CDLL(None, use_errno=True).renamex_np(*paths, _SWAP_MACOS)
        else:
            return False
    except AttributeError:  # an older C library
        return False
    code = ctypes.get_errno() if failed else 0
    if code and code not in _CANNOT_EXCHANGE:
        raise OSError(code, os.strerror(code), str(other))
    return not code


def _settle(path: Path) -> None:
    """Have the disk hold what was written, so that no cut of power leaves a name without content."""
    with suppress(OSError):  # some systems open no folders, some file systems know no such call
        handle = os.open(path, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
