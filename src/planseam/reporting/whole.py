"""Files that are written whole or not at all."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import mkdtemp

import pyarrow as pa
from pyogrio.errors import DataLayerError, DataSourceError
from xlsxwriter.exceptions import XlsxWriterException

from planseam.errors import OutputError
from planseam.text import Text

__all__ = ["beside", "unwritable"]


@contextmanager
def beside(path: Path, *, suffix: str) -> Iterator[Path]:
    """Give a path to write to, and put the file in its place when all went well.

    The path lies in a new folder beside the target, on the same file system.

    Parameters
    ----------
    path : Path
        Where the file shall stand in the end; what stands there is replaced.
    suffix : str
        Suffix while it is written: some libraries warn of others than their own.

    Yields
    ------
    Path
        Where to write.

    Raises
    ------
    OutputError
        If anything cannot be written; the target is then as it was.
    """
    target = Path(path)
    folder: Path | None = None
    try:
        folder = Path(mkdtemp(prefix=".planseam-", dir=target.absolute().parent))
        draft = folder / f"draft{suffix}"
        yield draft
        draft.replace(target)
    except (OSError, DataSourceError, DataLayerError, XlsxWriterException, pa.ArrowException) as error:
        raise unwritable(target, error) from error
    finally:
        if folder is not None:
            for rest in folder.iterdir():
                rest.unlink(missing_ok=True)
            folder.rmdir()


def unwritable(path: Path, error: BaseException) -> OutputError:
    """Say why a file or folder cannot be written."""
    reason = (error.strerror if isinstance(error, OSError) else None) or str(error) or type(error).__name__
    return OutputError(
        Text(f"无法写入（{reason}）", f"cannot be written ({reason})"),
        where=str(path),
        cure=Text(
            "请检查文件夹是否存在、权限和磁盘空间，并关闭正在使用该文件的程序",
            "Check that the folder exists, its permissions and the free space, and close programs that use the file",
        ),
    )
