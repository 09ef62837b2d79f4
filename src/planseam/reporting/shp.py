"""Conflicts as Shapefiles for programs that read nothing newer: GBK, names of ten bytes, texts of 254."""

import unicodedata
from collections.abc import Iterator
from pathlib import Path

import geopandas as gpd
import pandas as pd
import pyogrio

from planseam.model.report import Report
from planseam.reporting.gpkg import Sheet, sheets_of
from planseam.reporting.whole import beside
from planseam.reporting.words import word
from planseam.reporting.zipped import Column, field_list, zip_folder
from planseam.text import NOTHING, Text, listed

__all__ = ["write"]

_ENCODING = "GBK"
_LONGEST = 254  # bytes of a text in a DBF
_NAME = 10  # bytes of a field's name
#: Names that are too long, and what stands for them; all others must fit.
_NAMES = {
    "unit_a_name": "unit_a_nam",
    "unit_b_name": "unit_b_nam",
    "unit_a_name_en": "unit_a_eng",
    "unit_b_name_en": "unit_b_eng",
    "illustrative": "illustrat",
}
_OTHERWISE = "?"
_MORE = "…"


def write(report: Report, path: Path) -> None:
    """Write the layers of the GeoPackage as Shapefiles in one zip.

    Texts are in GBK, and each layer has a .cpg that says so; a list of fields
    tells which column a short name stands for, and how many texts were cut at
    254 bytes or hold signs that GBK lacks.

    Parameters
    ----------
    report : Report
    path : Path
        Zip to write; an older one is replaced.

    Raises
    ------
    OutputError
        If the file cannot be written; the old one is then untouched.
    """
    language = report.study.study.language
    columns: list[Column] = []
    with beside(path, suffix=".zip") as target:
        folder = target.with_name("shp")
        folder.mkdir()
        for sheet in sheets_of(report):
            frame, known = _fitted(sheet)
            columns += known
            pyogrio.write_dataframe(
                frame,
                folder / f"{sheet.name}.{'shp' if sheet.geometry_type else 'dbf'}",
                driver="ESRI Shapefile",
                encoding=_ENCODING,
                **sheet.placing,
            )
        name, content = field_list(columns, language=language)
        (folder / name).write_bytes(content)
        zip_folder(folder, target)


def _fitted(sheet: Sheet) -> tuple[pd.DataFrame, list[Column]]:
    """A frame that a Shapefile holds without loss that nobody is told of."""
    own: dict[str, object] = {}
    known: list[Column] = []
    for column in sheet.frame.columns.drop("geometry", errors="ignore"):
        name = _NAMES.get(column, column)
        values, notes = sheet.frame[column], NOTHING
        if values.dtype == bool:
            values = values.astype("int16")
        elif pd.api.types.is_string_dtype(values):
            values, notes = _texts(values)
        own[name] = values
        known.append((sheet.name, name, column, notes))
    frame = pd.DataFrame(own, index=sheet.frame.index)
    if isinstance(sheet.frame, gpd.GeoDataFrame):
        return gpd.GeoDataFrame(frame, geometry=sheet.frame.geometry, crs=sheet.frame.crs), known
    return frame, known


def _texts(values: pd.Series) -> tuple[pd.Series, Text]:
    whole = ["" if pd.isna(text) else str(text) for text in values]
    plain = ["".join(_signs(text)) for text in whole]
    cut = [_short(text) for text in plain]
    counts = {
        "replaced": sum(one != other for one, other in zip(whole, plain, strict=True)),
        "cut": sum(one != other for one, other in zip(plain, cut, strict=True)),
    }
    notes = listed(word(f"exchange.{key}", count=count) for key, count in counts.items() if count)
    return pd.Series(cut, index=values.index, dtype=object), notes


def _signs(text: str) -> Iterator[str]:
    """The text in signs that GBK has: m² becomes m2."""
    for sign in text:
        yield next((form for form in (sign, unicodedata.normalize("NFKC", sign)) if _held(form)), _OTHERWISE)


def _held(text: str) -> bool:
    try:
        text.encode(_ENCODING)
    except UnicodeEncodeError:
        return False
    return True


def _short(text: str) -> str:
    if len(text.encode(_ENCODING)) <= _LONGEST:
        return text
    room = _LONGEST - len(_MORE.encode(_ENCODING))
    return text.encode(_ENCODING)[:room].decode(_ENCODING, errors="ignore") + _MORE
