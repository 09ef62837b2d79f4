"""Files that are written whole or not at all."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pyarrow as pa
from pyogrio.errors import DataLayerError, DataSourceError
from xlsxwriter.exceptions import XlsxWriterException

from planseam.placing import aside, put_file, unwritable

__all__ = ["beside", "unwritable"]

#: What libraries raise that do not pass the system's own error on.
_OF_LIBRARIES = (DataSourceError, DataLayerError, XlsxWriterException, pa.ArrowException)
#: Enough to meet a full disk or a limit.
_PROBE_BYTES = 1 << 20


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
    try:
        with aside(target) as folder:
            draft = folder / f"draft{suffix}"
            try:
                yield draft
            except (OSError, *_OF_LIBRARIES) as error:
                if getattr(error, "errno", None) is None:
                    _ask_the_system(folder)
                raise
            put_file(draft, target)
    except (OSError, *_OF_LIBRARIES) as error:
        raise unwritable(target, error) from error


def _ask_the_system(folder: Path) -> None:
    """Write something, so that the system says in its own words why a library could not.

    Raises
    ------
    OSError
        If this cannot be written either.
    """
    probe = folder / "probe"
    probe.write_bytes(bytes(_PROBE_BYTES))
    probe.unlink()
