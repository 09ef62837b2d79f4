"""Formats of many files as one: a zip that GDAL, QGIS and every file manager open, with a list of its fields."""

import csv
import io
import zipfile
from collections.abc import Iterable
from pathlib import Path

from planseam.reporting.gpkg import headings
from planseam.reporting.words import word, words
from planseam.text import Language, Text

__all__ = ["Column", "field_list", "zip_folder"]

#: Layer, name of the field in the file, name of the column, what was changed.
Column = tuple[str, str, str, Text]

_DAY = (1980, 1, 1, 0, 0, 0)  # the same files give the same bytes, whenever they are packed
_MODE = 0o644 << 16


def field_list(columns: Iterable[Column], *, language: Language) -> tuple[str, bytes]:
    """Name and content of the list of fields, as CSV that spreadsheet programs read as UTF-8.

    Parameters
    ----------
    columns : iterable of Column
    language : {"zh", "en"}
    """
    titles, meanings = headings(), words()["meaning"]
    file = io.StringIO()
    writer = csv.writer(file)
    keys = ("layer", "field", "full", "heading", "meaning", "notes")
    writer.writerow([word(f"exchange.{key}").to(language) for key in keys])
    for layer, name, column, notes in columns:
        known = [table[column].to(language) if column in table else "" for table in (titles, meanings)]
        writer.writerow([layer, name, column, *known, notes.to(language)])
    return f"{word('exchange.fields').to(language)}.csv", b"\xef\xbb\xbf" + file.getvalue().encode()


def zip_folder(folder: Path, target: Path) -> None:
    """Pack a folder, what it holds at the top.

    Parameters
    ----------
    folder : Path
    target : Path
        The zip to write.
    """
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for path in sorted(path for path in folder.rglob("*") if path.is_file()):
            member = zipfile.ZipInfo(path.relative_to(folder).as_posix(), _DAY)
            member.compress_type, member.external_attr = zipfile.ZIP_DEFLATED, _MODE
            archive.writestr(member, path.read_bytes())
