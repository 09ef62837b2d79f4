"""The result of a check: conflicts, seams, and how they came about."""

from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import Any

import geopandas as gpd
import pandas as pd

from planseam.errors import RuleError
from planseam.model.comparison import Comparison
from planseam.model.conflict import SEVERITIES, Severity
from planseam.model.layer import Layer
from planseam.model.ledger import Ledger
from planseam.model.plugins import WRITERS, load
from planseam.model.study import Study
from planseam.text import NOTHING, Text

__all__ = ["Acceptance", "Report", "RuleRun", "Step"]


@dataclass(frozen=True, kw_only=True)
class Step:
    """One numbered step of harmonising, and how much it changed.

    Parameters
    ----------
    number : int
    layer : str
    title : Text
    features : int
        Features that it changed.
    detail : Text
    """

    number: int
    layer: str
    title: Text
    features: int
    detail: Text = NOTHING


@dataclass(frozen=True, kw_only=True)
class RuleRun:
    """Whether a rule ran, and what it found.

    Parameters
    ----------
    code, name : str
    title : Text
    ran : bool
    reason : Text
        Why it did not run; empty where it did.
    failed : bool
        Whether it broke off: a fault of the rule itself, not of the study.
    conflicts : int
    seconds : float
    options : dict
        Tolerances in force, by name.
    """

    code: str
    name: str
    title: Text
    ran: bool
    reason: Text = NOTHING
    failed: bool = False
    conflicts: int = 0
    seconds: float = 0.0
    options: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class Acceptance:
    """A conflict that somebody has accepted, and whether that still holds.

    Parameters
    ----------
    id : str
        Of the conflict.
    reason, by : str
        Why, and by whom.
    until : date, optional
        The last day on which it holds; None for no end.
    why : Text
        Why it no longer holds; empty where it does.
    """

    id: str
    reason: str
    by: str
    until: date | None = None
    why: Text = NOTHING


@dataclass(frozen=True, kw_only=True)
class Report:
    """What a check gives.

    Parameters
    ----------
    study : Study
    conflicts : GeoDataFrame
        The conflict record (`planseam.model.conflict.COLUMNS` and geometry), EPSG:4490.
    seams : DataFrame
        A row for each border and role: `border`, `unit_a`, `unit_b`,
        `unit_a_name`, `unit_b_name`, `role`, `length_m` (ellipsoidal), `both_m`,
        `left_m`, `right_m`, `neither_m` (metres along which both sides have the
        role, only one, or neither), `continuity` (0 to 1: both or neither), `agreement`
        (0 to 1: both, where at least one side has the role; NaN where neither has it).
    runs : DataFrame
        The profiles, run-length encoded: `border`, `role`, `from_km`, `to_km`,
        `state` (both, left, right, neither), `left`, `right` (feature ids or
        empty), `left_gap_m`, `right_gap_m` (smallest distance to the border in the run, NaN for none).
    borders : GeoDataFrame
        `border`, `unit_a`, `unit_b`, `unit_a_name`, `unit_b_name`, `unit_a_name_en`,
        `unit_b_name_en`, `length_m`, geometry (directed, `a` on the left), EPSG:4490.
    units : GeoDataFrame
        Units at the study's level: `code`, `name`, `name_en`, geometry, EPSG:4490.
    layers : tuple of Layer
        Harmonised layers in the working CRS, the units' first.
    steps : tuple of Step
    rules : tuple of RuleRun
    crs : str
        The working CRS as WKT or PROJ text.
    inputs : tuple of dict
        `layer`, `path`, `rows`, `judged`, `left_out` (features by reason: with
        `judged` they make up `rows`), `sha256` or empty, `crs`, of each layer.
    seconds : dict
        Duration of each stage.
    accepted, stale : tuple of Acceptance
        Of `accepted.toml`: those in force, whose conflicts have the status
        “accepted”, and those that have expired or whose conflict is gone.
    since : Comparison, optional
        What became of the conflicts of an earlier run, where one was given.
    ledger : Ledger, optional
        What people wrote about these conflicts, where their ledger was given.
    ground : GeoDataFrame, optional
        In a part of a report, the units that lie around its own, as `units`: maps show them as land.
    """

    study: Study
    conflicts: gpd.GeoDataFrame
    seams: pd.DataFrame
    runs: pd.DataFrame
    borders: gpd.GeoDataFrame
    units: gpd.GeoDataFrame
    layers: tuple[Layer, ...]
    steps: tuple[Step, ...] = ()
    rules: tuple[RuleRun, ...] = ()
    crs: str = ""
    inputs: tuple[dict[str, Any], ...] = ()
    seconds: dict[str, float] = field(default_factory=dict)
    accepted: tuple[Acceptance, ...] = ()
    stale: tuple[Acceptance, ...] = ()
    since: Comparison | None = None
    ledger: Ledger | None = None
    ground: gpd.GeoDataFrame | None = None

    @property
    def illustrative(self) -> bool:
        """Whether any layer was drawn rather than surveyed: 示意."""
        return any(layer.illustrative for layer in self.layers)

    def at_least(self, severity: Severity) -> "Report":
        """The same report with the conflicts of a severity and above.

        Raises
        ------
        RuleError
            If there is no such severity.
        """
        if severity not in SEVERITIES:
            raise RuleError(
                Text(f"没有 “{severity}” 这一严重程度", f"there is no severity “{severity}”"),
                where="severity",
                cure=Text(f"可用：{'、'.join(SEVERITIES)}", f"Use one of {', '.join(SEVERITIES)}"),
            )
        wanted = SEVERITIES[: SEVERITIES.index(severity) + 1]
        return replace(self, conflicts=self.conflicts[self.conflicts["severity"].isin(wanted)].reset_index(drop=True))

    def fails(self, severity: Severity) -> bool:
        """Whether there is a conflict of a severity or above that nobody has accepted.

        Raises
        ------
        RuleError
            If there is no such severity.
        """
        return bool((self.at_least(severity).conflicts["status"] != "accepted").any())

    def write(self, writer: str, path: str | Path, **options: Any) -> Path:  # noqa: ANN401 - the writer's own
        """Write one file by the writer of that name (entry-point group `planseam.writers`), with options of its own.

        Raises
        ------
        OutputError
            If the file cannot be written; nothing is left of it then.
        """
        write = load(WRITERS, writer)
        if not callable(write):
            raise RuleError(
                Text("不是可调用对象", "not callable"), where=writer, cure=Text("请升级该插件", "Upgrade the plugin")
            )
        target = Path(path)
        write(self, target, **options)
        return target

    def to_gpkg(self, path: str | Path) -> Path:
        """Write the conflicts as a GeoPackage with QGIS styles."""
        return self.write("gpkg", path)

    def to_geojson(self, path: str | Path) -> Path:
        """Write the conflicts as GeoJSON."""
        return self.write("geojson", path)

    def to_xlsx(self, path: str | Path) -> Path:
        """Write the ledger."""
        return self.write("xlsx", path)

    def to_docx(self, path: str | Path, **options: Any) -> Path:  # noqa: ANN401 - those of `planseam.reporting.paper`
        """Write the report as a Word document; options: `template`, `pages_from`, `jobs`, `dpi`, `most_pages`."""
        return self.write("docx", path, **options)

    def to_pdf(self, path: str | Path, **options: Any) -> Path:  # noqa: ANN401 - as above
        """Write the report as PDF, by LibreOffice; options as of `to_docx`."""
        return self.write("pdf", path, **options)

    def to_html(self, path: str | Path) -> Path:
        """Write the report page."""
        return self.write("html", path)
