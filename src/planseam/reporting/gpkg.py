"""Conflicts as a GeoPackage that opens in QGIS with its colours and headings."""

import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import closing
from pathlib import Path
from typing import Any, NamedTuple

import geopandas as gpd
import numpy as np
import pandas as pd
import pyogrio
import shapely

from planseam.model.conflict import SEVERITY_TITLES, STATUS_TITLES
from planseam.model.report import Report
from planseam.reporting.geopackage import VERSION
from planseam.reporting.qgis import Kind, Shape, style
from planseam.reporting.table import EXCHANGE_CRS, canonical
from planseam.reporting.whole import beside
from planseam.reporting.words import rule_names, word, words
from planseam.text import Language, Text

__all__ = ["Sheet", "headings", "sheets_of", "write"]

_DIMENSIONS: dict[int, tuple[str, Shape, str]] = {
    2: ("conflicts_polygon", "fill", "MultiPolygon"),
    1: ("conflicts_line", "line", "MultiLineString"),
    0: ("conflicts_point", "marker", "MultiPoint"),
}
_NO_PLACE = "conflicts_noplace"
#: Columns of which the values are codes, and the words for them.
_DOMAINS: dict[str, Mapping[str, Text]] = {
    "severity": SEVERITY_TITLES,
    "status": dict[str, Text](STATUS_TITLES),
}

_TABLES = """
CREATE TABLE IF NOT EXISTS gpkg_data_columns (
  table_name TEXT NOT NULL, column_name TEXT NOT NULL, name TEXT, title TEXT, description TEXT,
  mime_type TEXT, constraint_name TEXT,
  CONSTRAINT pk_gdc PRIMARY KEY (table_name, column_name),
  CONSTRAINT gdc_tn UNIQUE (table_name, name));
CREATE TABLE IF NOT EXISTS gpkg_data_column_constraints (
  constraint_name TEXT NOT NULL, constraint_type TEXT NOT NULL, value TEXT, min NUMERIC, min_is_inclusive BOOLEAN,
  max NUMERIC, max_is_inclusive BOOLEAN, description TEXT,
  CONSTRAINT gdcc_ntv UNIQUE (constraint_name, constraint_type, value));
CREATE TABLE IF NOT EXISTS gpkg_extensions (
  table_name TEXT, column_name TEXT, extension_name TEXT NOT NULL, definition TEXT NOT NULL, scope TEXT NOT NULL,
  CONSTRAINT ge_tce UNIQUE (table_name, column_name, extension_name));
CREATE TABLE layer_styles (
  id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL, f_table_catalog TEXT, f_table_schema TEXT, f_table_name TEXT,
  f_geometry_column TEXT, styleName TEXT, styleQML TEXT, styleSLD TEXT, useAsDefault BOOLEAN, description TEXT,
  owner TEXT, ui TEXT, update_time DATETIME DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ', 'now')));
"""
_EXTENSION = (
    "INSERT INTO gpkg_extensions VALUES (?, NULL, 'gpkg_schema', "
    "'http://www.geopackage.org/spec121/#extension_schema', 'read-write')"
)


class Sheet(NamedTuple):
    """One layer, or one table without geometry, of a package."""

    name: str
    frame: pd.DataFrame
    kind: Kind
    geometry_type: str = ""
    shape: Shape | None = None

    @property
    def placing(self) -> dict[str, Any]:
        """What pyogrio is told of its geometry; nothing for a table."""
        return {"geometry_type": self.geometry_type, "promote_to_multi": True} if self.geometry_type else {}


def write(report: Report, path: Path) -> None:
    """Write the conflicts, the borders and the units as a GeoPackage.

    There is a layer for each kind of geometry (`conflicts_polygon`,
    `conflicts_line`, `conflicts_point`), a table `conflicts_noplace` for
    findings without place, and the layers `borders` and `units`, all in
    EPSG:4490. Headings in the study's language stand in `gpkg_data_columns`,
    where GDAL and QGIS take them for aliases, with the words for each severity
    and status; QGIS finds a style by severity for each layer in `layer_styles`.

    Parameters
    ----------
    report : Report
    path : Path
        File to write; an older one is replaced.

    Raises
    ------
    OutputError
        If the file cannot be written; the old one is then untouched.
    """
    language = report.study.study.language
    sheets = list(sheets_of(report))
    with beside(path, suffix=".gpkg") as target:
        for sheet in sheets:
            pyogrio.write_dataframe(
                sheet.frame,
                target,
                layer=sheet.name,
                driver="GPKG",
                append=target.exists(),
                dataset_options={"VERSION": VERSION},
                layer_options={"IDENTIFIER": word(f"map.{sheet.name}").to(language)},
                **sheet.placing,
            )
        try:
            with closing(sqlite3.connect(target)) as database, database:
                _describe(database, sheets, report)
        except sqlite3.Error as error:
            raise OSError(str(error)) from error


def sheets_of(report: Report) -> Iterator[Sheet]:
    """The layers of a report: conflicts by kind of geometry, those without place, borders, units."""
    table = canonical(report.conflicts)
    shapes, dimension = _of_one_kind(table.geometry.to_numpy())
    table = table.set_geometry(gpd.GeoSeries(shapes, crs=EXCHANGE_CRS))
    for value, (name, shape, kind) in _DIMENSIONS.items():
        yield Sheet(name, table[dimension == value].reset_index(drop=True), "conflicts", kind, shape)
    loose = pd.DataFrame(table[dimension < 0].drop(columns="geometry")).reset_index(drop=True)
    yield Sheet(_NO_PLACE, loose, "conflicts")
    yield Sheet("borders", report.borders.to_crs(EXCHANGE_CRS), "borders", "MultiLineString", "line")
    yield Sheet("units", report.units.to_crs(EXCHANGE_CRS), "units", "MultiPolygon", "fill")


def headings() -> Mapping[str, Text]:
    """Headings of columns in data files, where a share goes from 0 to 1."""
    titles = words()["field"]
    return {**titles, "share": titles["share_of_one"]}


def _of_one_kind(shapes: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Reduce collections to their parts of the highest dimension; tell the dimension, -1 for none."""
    dimension = shapely.get_dimensions(shapes)
    shapes = shapes.copy()
    for i in np.flatnonzero(shapely.get_type_id(shapes) == shapely.GeometryType.GEOMETRYCOLLECTION):
        parts = shapely.get_parts(shapely.get_parts(shapes[i]))
        parts = parts[shapely.get_dimensions(parts) == dimension[i]]
        shapes[i] = (shapely.multipoints, shapely.multilinestrings, shapely.multipolygons)[dimension[i]](parts)
    return shapes, dimension


def _describe(database: sqlite3.Connection, sheets: list[Sheet], report: Report) -> None:
    language = report.study.study.language
    database.executescript(_TABLES)
    database.executemany(_EXTENSION, [("gpkg_data_columns",), ("gpkg_data_column_constraints",)])
    titles, meanings = headings(), words()["meaning"]
    database.executemany(
        "INSERT INTO gpkg_data_column_constraints VALUES (?, 'enum', ?, NULL, NULL, NULL, NULL, ?)",
        [(name, value, text.to(language)) for name, known in _DOMAINS.items() for value, text in known.items()],
    )
    for sheet in sheets:
        columns = [column for column in sheet.frame.columns if column in titles]
        database.executemany(
            "INSERT INTO gpkg_data_columns VALUES (?, ?, ?, ?, ?, NULL, ?)",
            [
                (
                    sheet.name,
                    column,
                    titles[column].to(language),  # the alias, for GDAL and with it for QGIS
                    titles[column].to(language),
                    meanings[column].to(language) if column in meanings else None,
                    column if column in _DOMAINS else None,
                )
                for column in columns
            ],
        )
        database.execute(
            "INSERT INTO layer_styles (f_table_catalog, f_table_schema, f_table_name, f_geometry_column, styleName,"
            " styleQML, styleSLD, useAsDefault, description, owner) VALUES ('', '', ?, ?, ?, ?, '', 1, ?, '')",
            (
                sheet.name,
                "geom" if sheet.shape else "",
                sheet.name,
                style(
                    sheet.kind,
                    sheet.shape,
                    aliases={column: titles[column].to(language) for column in columns},
                    language=language,
                    titles=_rule_titles(report),
                ),
                word(f"map.{sheet.name}").to(language),
            ),
        )
    database.execute(
        "INSERT INTO gpkg_contents (table_name, data_type, identifier, description)"
        " VALUES ('layer_styles', 'attributes', 'layer_styles', 'QGIS')"
    )


def _rule_titles(report: Report) -> dict[str, str]:
    """Titles of rules where the conflict table has them in another language than the study's."""
    language: Language = report.study.study.language
    if language == "zh":
        return {}
    names = rule_names(report)
    return {code: names[code].to(language) for code in sorted(set(report.conflicts["rule"])) if code in names}
