"""Text files as GDAL can take them: in UTF-8, or with their encoding named."""

import codecs
import re
import shutil
from pathlib import Path

from planseam.loading.encoding import Evidence, of_file
from planseam.loading.scratch import scratch
from planseam.text import Text

__all__ = ["in_utf8", "of_mapinfo"]

_CHUNK = 1 << 20
_HEAD = 4096
_CHARSET = re.compile(rb"charset\s+\"?([\w-]+)", re.IGNORECASE)
_READ_AS = Text(
    "文件没有说明编码，文字按 {name} 读取（{reason}）",
    "the file does not say its encoding; read as {name} ({reason})",
)


def in_utf8(path: Path, encoding: str | None) -> tuple[Path, tuple[Text, ...]]:
    """Give a text file in UTF-8: itself, or a copy.

    Parameters
    ----------
    path : Path
    encoding : str, optional
        What the study file says; found out by the text, if it says nothing.

    Returns
    -------
    tuple of Path and tuple of Text
        The file, and what there is to say of its encoding.

    Raises
    ------
    UnicodeDecodeError
        If it is not in the encoding that the study file names.
    """
    if encoding:
        return _copied(path, encoding, errors="strict"), ()
    if _is_utf8(path):
        return path, ()
    evidence = of_file(path)
    # UTF-8 with some broken characters: the others are kept
    notes = () if evidence.encoding.startswith("UTF-8") else (_note(evidence),)
    return _copied(path, evidence.encoding, errors="replace"), notes


def of_mapinfo(path: Path) -> tuple[str | None, tuple[Text, ...]]:
    """Find the encoding of a MapInfo file that names none; None where GDAL knows it.

    Parameters
    ----------
    path : Path
        The ``.tab`` or ``.mif``.
    """
    with path.open("rb") as file:
        said = _CHARSET.search(file.read(_HEAD))
    if said is not None and said[1].lower() != b"neutral":
        return None, ()
    suffixes = (".mid", ".dat") if path.suffix.lower() == ".mif" else (".dat", ".mid")
    tables = (path.with_suffix(case) for suffix in suffixes for case in (suffix, suffix.upper()))
    table = next((table for table in tables if table.is_file()), None)
    if table is None or _is_utf8(table):
        return None, ()
    evidence = of_file(table)
    return evidence.encoding, (_note(evidence),)


def _is_utf8(path: Path) -> bool:
    decoder = codecs.getincrementaldecoder("utf-8")()
    try:
        with path.open("rb") as file:
            while chunk := file.read(_CHUNK):
                decoder.decode(chunk)
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True


def _copied(path: Path, encoding: str, *, errors: str) -> Path:
    copy = scratch() / path.name
    with (
        path.open(encoding=encoding, errors=errors, newline="") as text,
        copy.open("w", encoding="utf-8", newline="") as out,
    ):
        shutil.copyfileobj(text, out)
    return copy


def _note(evidence: Evidence) -> Text:
    return _READ_AS.format(name=Text.same(evidence.encoding), reason=evidence.reason)
