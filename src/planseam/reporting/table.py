"""The conflict table as it is written: columns, order, places, counts."""

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from planseam.model.conflict import COLUMNS, SEVERITIES
from planseam.model.report import Report

__all__ = ["EXCHANGE_CRS", "canonical", "counts_by_border", "in_reading_order", "placed", "worst"]

#: CRS of all tables that leave the house: CGCS2000, written as longitude and latitude.
EXCHANGE_CRS = "EPSG:4490"


def canonical(conflicts: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Bring the conflict table to its columns, dtypes and order of rows.

    Parameters
    ----------
    conflicts : GeoDataFrame
        Conflict records; not changed.

    Returns
    -------
    GeoDataFrame
        `planseam.model.conflict.COLUMNS` and geometry in EPSG:4490, sorted by
        id, on a RangeIndex. A finding without place has no geometry.
    """
    columns = {}
    for name, dtype in COLUMNS.items():
        column = conflicts[name]
        columns[name] = column.fillna("").astype("str") if dtype == "str" else column.astype(dtype)
    shapes = gpd.GeoSeries(conflicts.geometry, crs=conflicts.crs or EXCHANGE_CRS).to_crs(EXCHANGE_CRS)
    table = gpd.GeoDataFrame(columns, geometry=shapes.where(placed(shapes.array), None), crs=EXCHANGE_CRS)
    return table.sort_values("id", kind="stable", ignore_index=True)


def placed(shapes: object) -> NDArray[np.bool_]:
    """Tell which geometries have a place: neither missing nor empty."""
    array = np.asarray(shapes, dtype=object)
    return np.asarray(~(shapely.is_missing(array) | shapely.is_empty(array)), dtype=bool)


def in_reading_order(report: Report) -> gpd.GeoDataFrame:
    """Conflicts as a reader meets them: by border, rule, severity and place.

    What concerns no border stands last.
    """
    table = canonical(report.conflicts)
    order = pd.DataFrame(
        {
            "no_border": table["border"] == "",
            "border": table["border"],
            "rule": table["rule"],
            "severity": table["severity"].map({name: rank for rank, name in enumerate(SEVERITIES)}),
            "at_km": table["at_km"],
            "id": table["id"],
        }
    ).sort_values(["no_border", "border", "rule", "severity", "at_km", "id"], kind="stable")
    return table.loc[order.index].reset_index(drop=True)


def counts_by_border(report: Report) -> pd.DataFrame:
    """Count the conflicts by border and rule.

    Returns
    -------
    DataFrame
        A row for each border of the report, and a last one named ``""`` where
        some conflicts concern none; a column for each rule that ran or found something.
    """
    table = report.conflicts
    ran = {rule.code for rule in report.rules if rule.ran} | set(table["rule"])
    borders = list(report.borders["border"])
    others = sorted(set(table["border"].fillna("")) - set(borders) - {""})
    loose = [""] if (table["border"].fillna("") == "").any() else []
    counts = pd.crosstab(table["border"].fillna(""), table["rule"])
    return counts.reindex(index=[*borders, *others, *loose], columns=sorted(ran), fill_value=0).astype(int)


def worst(report: Report) -> dict[tuple[str, str], str]:
    """The worst severity of each border and rule."""
    table = report.conflicts
    ranks = table["severity"].map({name: rank for rank, name in enumerate(SEVERITIES)})
    least = ranks.groupby([table["border"].fillna(""), table["rule"]]).min()
    return {(str(border), str(rule)): SEVERITIES[int(rank)] for (border, rule), rank in least.items()}
