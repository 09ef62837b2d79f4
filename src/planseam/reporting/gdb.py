"""Conflicts as a file geodatabase, for ArcGIS."""

import warnings
from pathlib import Path

import pandas as pd
import pyogrio

from planseam.model.report import Report
from planseam.reporting.gpkg import headings, sheets_of
from planseam.reporting.whole import beside
from planseam.reporting.words import word
from planseam.reporting.zipped import field_list, zip_folder
from planseam.text import NOTHING

__all__ = ["write"]

_FOLDER = "conflicts.gdb"
_FIELDS = "fields"


def write(report: Report, path: Path) -> None:
    """Write the layers of the GeoPackage as a file geodatabase in one zip.

    Layers have the study's words for aliases. What each field means stands in
    the table `fields` and in a list beside the geodatabase.

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
    titles = headings()
    sheets = list(sheets_of(report))
    columns = [
        (sheet.name, column, column, NOTHING)
        for sheet in sheets
        for column in map(str, sheet.frame.columns.drop("geometry", errors="ignore"))
    ]
    with beside(path, suffix=".zip") as target, warnings.catch_warnings():
        warnings.filterwarnings("ignore", message="organizePolygons")  # a word about its speed
        folder = target.with_name("gdb")
        folder.mkdir()
        for number, sheet in enumerate(sheets):
            pyogrio.write_dataframe(
                sheet.frame,
                folder / _FOLDER,
                layer=sheet.name,
                driver="OpenFileGDB",
                append=number > 0,
                layer_options={"LAYER_ALIAS": word(f"map.{sheet.name}").to(language)},
                **sheet.placing,
            )
        known = pd.DataFrame(
            {
                "layer": [layer for layer, *_ in columns],
                "field": [name for _, name, *_ in columns],
                "heading": [titles[name].to(language) if name in titles else "" for _, name, *_ in columns],
            }
        )
        pyogrio.write_dataframe(known, folder / _FOLDER, layer=_FIELDS, driver="OpenFileGDB", append=True)
        name, content = field_list(columns, language=language)
        (folder / name).write_bytes(content)
        zip_folder(folder, target)
