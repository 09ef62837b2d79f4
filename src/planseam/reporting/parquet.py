"""The canonical tables: conflicts and seams as (Geo)Parquet."""

from pathlib import Path

import pandas as pd

from planseam.model.report import Report
from planseam.reporting.table import canonical
from planseam.reporting.whole import beside

__all__ = ["write", "write_seams"]

SEAM_TEXT = ("border", "role", "state", "left", "right")
SEAM_NUMBERS = ("from_km", "to_km", "left_gap_m", "right_gap_m")


def write(report: Report, path: Path) -> None:
    """Write the conflicts as GeoParquet 1.1, the canonical table.

    Columns are those of `planseam.model.conflict.COLUMNS`, then the geometry
    in EPSG:4490 (longitude, latitude). The same conflicts give the same bytes.

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
    with beside(path, suffix=".parquet") as target:
        canonical(report.conflicts).to_parquet(target, index=False, compression="zstd", schema_version="1.1.0")


def write_seams(report: Report, path: Path) -> None:
    """Write the border profiles, run-length encoded, as Parquet.

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
    runs = report.runs
    texts = {name: runs[name].fillna("").astype("str") for name in SEAM_TEXT}
    numbers = {name: runs[name].astype("float64") for name in SEAM_NUMBERS}
    table = pd.DataFrame({**texts, **numbers})[
        ["border", "role", "from_km", "to_km", "state", "left", "right", "left_gap_m", "right_gap_m"]
    ].sort_values(["border", "role", "from_km"], kind="stable")
    with beside(path, suffix=".parquet") as target:
        table.to_parquet(target, index=False, compression="zstd")
