"""Conflicts as GeoJSON (RFC 7946)."""

import json
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from planseam.model.report import Report
from planseam.reporting.table import canonical
from planseam.reporting.whole import beside

__all__ = ["collection", "write"]

#: Decimals of a degree: about a centimetre.
DECIMALS = 7


def write(report: Report, path: Path) -> None:
    """Write the conflicts as GeoJSON.

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
    body = collection(report)
    features = ",\n".join(
        json.dumps(feature, ensure_ascii=False, allow_nan=False, separators=(",", ":")) for feature in body["features"]
    )
    with beside(path, suffix=".geojson") as target:
        target.write_text(f'{{"type":"FeatureCollection","features":[\n{features}\n]}}\n', encoding="utf-8")


def collection(report: Report) -> dict[str, Any]:
    """Build the conflicts as an RFC 7946 feature collection.

    Coordinates are longitude and latitude with seven decimals, outer rings
    run against the clock, the id of a conflict is the id of its feature, and
    a finding without place has a null geometry.

    Returns
    -------
    dict
        Values that `json.dumps` takes as they are.
    """
    table = canonical(report.conflicts)
    properties = pd.DataFrame(table.drop(columns="geometry")).astype(object)
    properties = properties.where(properties.notna(), None)
    shapes = shapely.transform(shapely.orient_polygons(table.geometry.to_numpy()), _rounded)
    return {
        "type": "FeatureCollection",
        "features": [
            {
                "type": "Feature",
                "id": values["id"],
                "geometry": None if text is None else json.loads(text),
                "properties": values,
            }
            for values, text in zip(properties.to_dict("records"), shapely.to_geojson(shapes).tolist(), strict=True)
        ],
    }


def _rounded(coordinates: NDArray[np.float64]) -> NDArray[np.float64]:
    return np.round(coordinates, DECIMALS)
