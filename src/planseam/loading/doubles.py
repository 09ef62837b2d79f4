"""Layers that arrive twice: the same file again, or the same plan in another format, CRS or with other attributes."""

import hashlib
from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from planseam.loading.inspection import Inspected, Place
from planseam.loading.surroundings import in_degrees

__all__ = ["content_of", "shape_doubles", "spread_of"]

_NEAR = 1e-5  # degrees, about a metre: coordinates in a sheet are rounded
_BENT = 1e-3  # of a feature's size: the middle of a large one is another in another projection
_METRES = 1e5  # of a degree


def content_of(geometries: NDArray[np.object_], table: pd.DataFrame) -> str:
    """A mark that two layers share only if all their places and values are the same."""
    digest = hashlib.sha256(repr(list(table.columns)).encode())
    for shape in np.asarray(shapely.to_wkb(geometries)).tolist():
        digest.update(shape)
    for row in table.itertuples(index=False, name=None):
        digest.update("\x1f".join(map(str, row)).encode("utf-8", "surrogatepass"))
    return digest.hexdigest()


def spread_of(geometries: NDArray[np.object_], place: Place | None) -> tuple[float, ...]:
    """How the middles of features lie, in degrees, and last how far that may be off; empty where it is not known.

    Whatever the CRS and the order of its features, a plan has one such spread.
    """
    if place is None or place.crs is None or not len(geometries):
        return ()
    corners = shapely.bounds(geometries)
    finite = np.isfinite(corners).all(axis=1)
    with np.errstate(over="ignore", invalid="ignore"):  # coordinates may be no places at all
        middles = in_degrees(np.asarray(shapely.centroid(geometries[finite])), place)
    if middles is None or not finite.any() or shapely.is_missing(middles).any():
        return ()
    size = float(np.median(np.hypot(*(corners[finite, 2:] - corners[finite, :2]).T)))
    off = _NEAR + _BENT * size / (1.0 if place.crs.is_geographic else _METRES)
    xy = shapely.get_coordinates(middles)
    return (*xy.min(axis=0), *xy.max(axis=0), *xy.mean(axis=0), *xy.std(axis=0), off)


def shape_doubles(layers: Sequence[Inspected]) -> list[Inspected]:
    """Mark layers that have the shapes of another of the same role and party: that with the most columns stays.

    Parameters
    ----------
    layers : sequence of Inspected
    """
    out = list(layers)
    kept: dict[tuple[str | None, str, int], list[int]] = {}
    for at in sorted(range(len(out)), key=lambda at: -len(out[at].columns)):
        layer = out[at]
        if not layer.usable or not layer.spread:
            continue
        alike = kept.setdefault((layer.role.role, layer.party.code, layer.rows), [])
        first = next((other for other in alike if _same(layer.spread, out[other].spread)), None)
        if first is None:
            alike.append(at)
        else:
            out[at] = replace(layer, twin=out[first].shown, reshaped=True)
    return out


def _same(one: tuple[float, ...], other: tuple[float, ...]) -> bool:
    return bool(np.allclose(one[:-1], other[:-1], rtol=0, atol=max(one[-1], other[-1])))
