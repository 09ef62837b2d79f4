"""The report page: one file that needs nothing else."""

from base64 import b64encode
from dataclasses import dataclass
from datetime import datetime
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

from planseam.model.conflict import SEVERITIES
from planseam.model.palette import ink, palette
from planseam.model.report import Report
from planseam.reporting import changes
from planseam.reporting.figures import MISMATCH, seam_chart
from planseam.reporting.locator import Locators
from planseam.reporting.summary import (
    acceptances,
    illustrative_notice,
    not_judged,
    options_of,
    rows_judged,
    sentences,
    severity_counts,
)
from planseam.reporting.table import counts_by_border, in_reading_order, worst
from planseam.reporting.whole import beside
from planseam.reporting.words import border_names, both, role_name, rule_names, severity_name, unit_names, word
from planseam.text import Text, counted, half_up, hectares, kilometres, metres, mu, percent, visible

__all__ = ["environment", "page", "write"]

FEATURES_SHOWN = 6
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
            matrix=_matrix(report),
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
        w=word, ink=ink, severity_name=severity_name, options_of=options_of, both=both, counted=counted
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


@dataclass(frozen=True, kw_only=True)
class _Row:
    """One line of the matrix, of a border or of a rule: where each count belongs, and its worst severity."""

    code: str
    name: Text
    cells: list[tuple[str, str, int, str]]
    total: int


def _matrix(report: Report) -> dict[str, Any]:
    """Borders and rules: the longer of the two runs down the page; rules without a conflict are named below."""
    counts, severities = counts_by_border(report), worst(report)
    names, titles = border_names(report), rule_names(report)
    clean = [str(code) for code in counts.columns if not counts[code].any()]
    counts = counts.drop(columns=clean)
    borders = [("", str(border), _border_name(str(border), names)) for border in counts.index]
    rules = [(str(code), str(code), titles[code]) for code in counts.columns]
    upright = len(rules) <= len(borders)
    table = counts if upright else counts.T
    down, across = (borders, rules) if upright else (rules, borders)
    rows = []
    for (code, key, name), line in zip(down, table.to_numpy(), strict=True):
        cells = []
        for (_, other, _), count in zip(across, line.tolist(), strict=True):
            place = (key, other) if upright else (other, key)
            cells.append((*place, count, severities.get(place, "")))
        rows.append(_Row(code=code, name=name, cells=cells, total=int(line.sum())))
    return {
        "corner": word("matrix.border" if upright else "matrix.rule"),
        "heads": [(code, name) for code, _, name in across],
        "rows": rows,
        "totals": [int(total) for total in table.sum()],
        "clean": [(code, titles[code]) for code in clean],
    }


def _border_name(border: str, names: dict[str, Text]) -> Text:
    return names.get(border, Text.same(border)) if border else word("document.within_unit")


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
            "name": _border_name(border, names),
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
    parties = [
        (code, units.get(code, Text.same(name or code)))
        for code, name in {row.unit_a: row.unit_a_name, row.unit_b: row.unit_b_name}.items()
        if code
    ]
    measures: list[tuple[Text, Text]] = []
    if pd.notna(row.area_m2):
        area = Text(
            f"{hectares(row.area_m2)} ha（{mu(row.area_m2)} 亩）", f"{hectares(row.area_m2)} ha ({mu(row.area_m2)} mu)"
        )
        measures.append((word("conflict.area"), area))
    if pd.notna(row.length_m):
        long = row.length_m >= 10_000  # noqa: PLR2004 - from 10 km on, metres say nothing
        length = f"{kilometres(row.length_m)} km" if long else f"{metres(row.length_m)} m"
        measures.append((word("conflict.length"), Text.same(length)))
    if pd.notna(row.width_m):
        measures.append((word("conflict.width"), Text.same(f"{metres(row.width_m, 1)} m")))
    if pd.notna(row.share):
        measures.append((word("conflict.share"), Text.same(f"{percent(row.share)} %")))
    if row.border:
        name = _border_name(row.border, names)
        at = word("conflict.at", border=name, km=half_up(row.at_km, 2)) if pd.notna(row.at_km) else name
        measures.append((word("conflict.place"), at))
    return {
        "id": row.id,
        "rule": row.rule,
        "severity": row.severity,
        "status": row.status,
        "parties": parties,
        "measures": measures,
        "message": Text(row.message_zh, row.message_en),
        "advice": Text(row.advice_zh, row.advice_en),
        "sources": [
            (layer, colours.get(layer, ""), *_features(features))
            for layer, features in dict.fromkeys([(row.layer_a, row.feature_a), (row.layer_b, row.feature_b)])
            if layer
        ],
        "illustrative": row.illustrative,
    }


def _features(features: str) -> tuple[list[str], Text | None]:
    """The first few features, and how many there are in all where there are more."""
    listed = [feature for feature in features.split(";") if feature]
    more = word("conflict.more_features", count=len(listed)) if len(listed) > FEATURES_SHOWN else None
    return listed[:FEATURES_SHOWN], more
