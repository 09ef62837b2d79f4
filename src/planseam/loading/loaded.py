"""What a reader gives."""

from dataclasses import dataclass, field

import numpy as np
import pandas as pd
import pyproj
from numpy.typing import NDArray
from pyproj.exceptions import CRSError as UnknownCRS

from planseam.model.conflict import Finding
from planseam.text import Text

__all__ = ["Loaded", "claimed"]


@dataclass(frozen=True, kw_only=True)
class Loaded:
    """What a reader gives: rows, the CRS that they claim, and what there is to say.

    Parameters
    ----------
    frame : DataFrame
        A GeoDataFrame where the source has geometry.
    crs : CRS, optional
    findings : tuple of Finding
    notes : tuple of Text
        How it was read, where that is no fault of the data.
    left_out : dict of str to int
        Features of the source that are no rows of `frame`, by reason in one word; a finding says why. A feature
        whose geometry alone cannot be read stays in `frame` without one.
    rows : array of int, optional
        Numbers of the rows of `frame` in the source, from 0, where the reader passed over others.
    """

    frame: pd.DataFrame
    crs: pyproj.CRS | None
    findings: tuple[Finding, ...] = ()
    notes: tuple[Text, ...] = ()
    left_out: dict[str, int] = field(default_factory=dict)
    rows: NDArray[np.int64] | None = None


def claimed(crs: object) -> pyproj.CRS | None:
    """The CRS that a file claims; placeholders for “unknown” are none."""
    if crs is None:
        return None
    try:
        known = pyproj.CRS.from_user_input(crs)
    except UnknownCRS:
        return None
    if known.name.lower().startswith(("undefined", "unknown", "unnamed")) and not known.to_epsg():
        return None
    return known.to_2d()
