"""Drawings written to real files: what loading and harmonising find cannot be drawn as harmonised layers."""

import tempfile
import warnings
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

import geopandas as gpd
import numpy as np
import pandas as pd
import pyogrio
import pyproj
import shapely
from pydantic import BaseModel, ConfigDict

from planseam.harmonising.harmonise import Harmonised, harmonise
from planseam.loading.datum import datum_named, drawn_in
from planseam.model.study import Study
from planseam.model.unit import Level

__all__ = ["CaseFile", "Sheet", "harmonised"]

DEGREES = "EPSG:4490"


class CaseFile(BaseModel):
    """How a drawn layer is written.

    Parameters
    ----------
    format : {"gpkg", "geojson", "shp", "csv"}
        A CSV holds the geometry as it is drawn, letter by letter, in its column WKT.
    crs : str
        CRS, or display datum (``GCJ-02``, ``BD-09``), in which the coordinates are written.
    says : str, optional
        CRS that the file says it is in; empty for none, by default that of its coordinates.
    encoding : str
        Encoding of its text, which the file does not tell then; empty for UTF-8.
    study : dict
        What the study file says of the layer, beside its id, role, path, party and vintage.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    format: Literal["gpkg", "geojson", "shp", "csv"] = "gpkg"
    crs: str = DEGREES
    says: str | None = None
    encoding: str = ""
    study: dict[str, Any] = {}


@dataclass(frozen=True, kw_only=True)
class Sheet:
    """A layer to be written: features with `geometry` (WKT) and columns as they are."""

    id: str
    role: str
    party: str = ""
    vintage: str = ""
    features: tuple[Mapping[str, Any], ...]
    file: CaseFile


def harmonised(sheets: Iterable[Sheet], *, units: Mapping[str, str], level: Level, crs: pyproj.CRS) -> Harmonised:
    """Write a drawing to files in a temporary folder, and load and harmonise these.

    Parameters
    ----------
    sheets : iterable of Sheet
    units : mapping of code to WKT
    level : {"province", "city", "county"}
    crs : CRS
        Of the drawing.
    """
    drawn = Sheet(
        id="units",
        role="unit",
        features=tuple({"XZQDM": code, "geometry": shape} for code, shape in units.items()),
        file=CaseFile(),
    )
    with tempfile.TemporaryDirectory(prefix="planseam-case-") as name:
        folder = Path(name)
        layers = [_written(sheet, folder, crs) for sheet in (drawn, *sheets)]
        study = Study.from_table({"study": {"units": "units", "level": level}, "layer": layers}, folder=folder)
        return harmonise(study)


def _written(sheet: Sheet, folder: Path, crs: pyproj.CRS) -> dict[str, Any]:
    file = sheet.file
    path = folder / f"{sheet.id}.{file.format}"
    table = pd.DataFrame([{key: value for key, value in row.items() if key != "geometry"} for row in sheet.features])
    shapes = np.array([row.get("geometry") for row in sheet.features], dtype=object)
    encoding = file.encoding or "UTF-8"
    if file.format == "csv":
        table.assign(WKT=shapes).to_csv(path, index=False, encoding=encoding)
    else:
        datum = datum_named(file.crs)
        own = DEGREES if datum else file.crs
        frame = gpd.GeoDataFrame(table, geometry=shapely.from_wkt(shapes), crs=crs).to_crs(own)
        if datum:
            frame = frame.set_geometry(drawn_in(frame.geometry.to_numpy(), datum), crs=own)
        frame = frame.set_crs(own if file.says is None else file.says or None, allow_override=True)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # a file without CRS, or with mixed geometry, is what a case is about
            pyogrio.write_dataframe(frame, path, encoding=encoding)
        if file.encoding:
            path.with_suffix(".cpg").unlink(missing_ok=True)
    entry = {"id": sheet.id, "role": sheet.role, "path": path.name, "party": sheet.party, "vintage": sheet.vintage}
    return entry | file.study
