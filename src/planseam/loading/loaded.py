"""What a reader gives."""

from dataclasses import dataclass, field

import pandas as pd
import pyproj

from planseam.model.conflict import Finding
from planseam.text import Text

__all__ = ["Loaded"]


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
    """

    frame: pd.DataFrame
    crs: pyproj.CRS | None
    findings: tuple[Finding, ...] = ()
    notes: tuple[Text, ...] = ()
    left_out: dict[str, int] = field(default_factory=dict)
