"""Ids and codes of features, by which the page finds them: many, alike, and seldom asked for."""

import base64
import json
import zlib

import geopandas as gpd
import pandas as pd

__all__ = ["codes"]


def codes(frame: gpd.GeoDataFrame, *, jurisdictions: bool = False) -> str:
    """Write ids and codes of features in few bytes.

    Parameters
    ----------
    frame : GeoDataFrame
        With the column `fid` or `code`, or neither.
    jurisdictions : bool
        Whether the features are jurisdictions, which are known by their codes too.

    Returns
    -------
    str
        A JSON list, deflated, as base64: of each feature its id and, of a
        jurisdiction, its code where that is another, with a blank between.
    """
    none = pd.Series("", index=frame.index)
    columns = ("fid", "code") if jurisdictions else ("fid", "")
    fid, code = (frame.get(key, none).fillna("").astype(str).to_numpy(dtype=object).tolist() for key in columns)
    both = [own if other in ("", own) else f"{own} {other}".strip() for own, other in zip(fid, code, strict=True)]
    text = json.dumps(both, ensure_ascii=False, separators=(",", ":"))
    return base64.b64encode(zlib.compress(text.encode(), 9)).decode("ascii")
