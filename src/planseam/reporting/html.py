"""The report page: one file that needs nothing else."""

from base64 import b64encode
from datetime import datetime
from functools import cache
from hashlib import sha256
from importlib.metadata import version
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
from jinja2 import Environment, PackageLoader, StrictUndefined, Template
from markupsafe import Markup
from pyproj import CRS

from planseam.model.conflict import SEVERITIES, STATUS_TITLES
from planseam.model.palette import ink, palette
from planseam.model.report import Report
from planseam.reporting import changes
from planseam.reporting.facts import features, measures, parties, sources
from planseam.reporting.figures import MISMATCH, seam_chart
from planseam.reporting.locator import Locators
from planseam.reporting.matrix import border_name, matrix
from planseam.reporting.summary import (
    acceptances,
    illustrative_notice,
    not_judged,
    options_of,
    rows_judged,
    sentences,
    severity_counts,
)
from planseam.reporting.table import in_reading_order
from planseam.reporting.whole import beside
from planseam.reporting.words import border_names, both, role_name, rule_names, severity_name, unit_names, word
from planseam.text import Text, counted, kilometres, percent, visible

__all__ = ["environment", "page", "write"]

#: Conflicts that a page lists, each with its picture: some 30 MB, which a browser still opens.
MOST_CONFLICTS = 5000


def write(report: Report, path: Path) -> None:
    """Write the report as one HTML file without outside parts.

    The page is in the study's language and switches to the other one; it
    prints as it stands.

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
    body = page(report)
    with beside(path, suffix=".html") as target:
        target.write_text(body, encoding="utf-8")


def page(report: Report) -> str:
    """Build the report page.

    Returns
    -------
    str
        HTML. All text of layers and study is escaped, and signs that no reader sees are written out.
    """
    table = _gravest(in_reading_order(report), MOST_CONFLICTS)
    locators = Locators(report)
    colours = palette()
    return (
        environment()
        .get_template("report.html.j2")
        .render(
            report=report,
            settings=report.study.study,
            today=datetime.now().astimezone().date().isoformat(),
            version=version("planseam"),
            colours=colours,
            mismatch=MISMATCH,
            sentences=sentences(report),
            notice=illustrative_notice(report),
            counts=severity_counts(report),
            matrix=matrix(report),
            borders=_borders(report, table),
            groups=_groups(report, table, locators.pictures(table)),
            shown=len(table),
            left=len(report.conflicts) - len(table),
            overview=locators.overview,
            since_sentence=changes.sentence(report.since) if report.since else "",
            since=changes.groups(report.since, "new", "changed", "moved", "closed") if report.since else (),
            linked=True,
            acceptances=acceptances(report),
            missed=[rule for rule in report.rules if not rule.ran],
            ran=[rule for rule in report.rules if rule.ran],
            names=unit_names(report),
            roles={layer.role: role_name(layer.role) for layer in report.layers},
            rows=rows_judged(report),
            unread=not_judged(report),
            grounds=[entry for entry in report.inputs if entry["layer"] == report.study.study.units],
            steps=[step for step in report.steps if step.features],
            idle=sum(not step.features for step in report.steps),
            crs=CRS.from_user_input(report.crs).name if report.crs else "",
        )
    )


@cache
def environment() -> Environment:
    """The templates of all pages, which escape whatever they are given and write out signs that no reader sees."""
    environment = Environment(
        loader=PackageLoader("planseam.reporting"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.template_class = _Page
    environment.filters["program_hash"] = _program_hash
    environment.globals.update(
        w=word,
        status_titles=STATUS_TITLES,
        ink=ink,
        severity_name=severity_name,
        options_of=options_of,
        both=both,
        counted=counted,
    )
    return environment


def _gravest(table: gpd.GeoDataFrame, most: int) -> gpd.GeoDataFrame:
    """As many conflicts as a page can list, the gravest, in their order."""
    rank = table["severity"].map({severity: rank for rank, severity in enumerate(SEVERITIES)}).to_numpy()
    return table.iloc[np.sort(np.argsort(rank, kind="stable")[:most])]


class _Page(Template):
    """A page in which nothing turns the direction of what follows, or hides."""

    def render(self, *args: Any, **kwargs: Any) -> str:  # noqa: ANN401 - as jinja has it
        return visible(super().render(*args, **kwargs), lines=True)


def _program_hash(program: str) -> str:
    """How a page names the one program that it lets run, whatever else might get into it."""
    return f"sha256-{b64encode(sha256(program.encode()).digest()).decode()}"


def _borders(report: Report, table: pd.DataFrame) -> list[dict[str, Any]]:
    names, units = border_names(report), unit_names(report)
    listed = []
    for border in report.borders.itertuples(index=False):
        seams = report.seams[report.seams["border"] == border.border]
        listed.append(
            {
                "id": border.border,
                "name": names[border.border],
                "a": units.get(border.unit_a, Text.same(border.unit_a)),
                "b": units.get(border.unit_b, Text.same(border.unit_b)),
                "km": kilometres(border.length_m, 1),
                "bars": [
                    {
                        "role": role_name(seam.role),
                        "percent": percent(seam.continuity),
                        "agreement": percent(seam.agreement) if pd.notna(seam.agreement) else "",
                        "one_km": kilometres(seam.left_m + seam.right_m, 1),
                    }
                    for seam in seams.sort_values("role").itertuples(index=False)
                    if pd.notna(seam.continuity)
                ],
                "chart": seam_chart(
                    report.runs[report.runs["border"] == border.border],
                    table[table["border"] == border.border],
                    length_km=border.length_m / 1000,
                    title=word("seam.chart", border=names[border.border]),
                ),
            }
        )
    return listed


def _groups(report: Report, table: pd.DataFrame, pictures: list[Markup]) -> list[dict[str, Any]]:
    """Conflicts as the page lists them: by border, then by rule."""
    names, units, titles = border_names(report), unit_names(report), rule_names(report)
    colours = {layer.id: palette().fill(layer.role) for layer in report.layers}
    groups: dict[str, dict[str, list[dict[str, Any]]]] = {}
    row: Any
    for row, picture in zip(table.itertuples(index=False), pictures, strict=True):
        block = _block(row, names=names, units=units, colours=colours) | {"picture": picture, "title": titles[row.rule]}
        groups.setdefault(row.border, {}).setdefault(row.rule, []).append(block)
    return [
        {
            "border": border,
            "name": border_name(border, names),
            "count": sum(map(len, rules.values())),
            "rules": [(code, titles[code], blocks) for code, blocks in rules.items()],
        }
        for border, rules in groups.items()
    ]


def _block(
    row: Any,  # noqa: ANN401 - a named tuple of pandas
    *,
    names: dict[str, Text],
    units: dict[str, Text],
    colours: dict[str, str],
) -> dict[str, Any]:
    return {
        "id": row.id,
        "rule": row.rule,
        "severity": row.severity,
        "status": row.status,
        "parties": parties(row, units),
        "measures": measures(row, names),
        "message": Text(row.message_zh, row.message_en),
        "advice": Text(row.advice_zh, row.advice_en),
        "sources": [(layer, colours.get(layer, ""), *features(named)) for layer, named in sources(row)],
        "illustrative": row.illustrative,
    }
