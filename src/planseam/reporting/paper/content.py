"""What the placeholders of the Word report stand for: the report in one language, as plain values."""

from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from importlib.metadata import version
from typing import Any

import numpy as np
from pyproj import CRS

from planseam.checking.registry import rules as all_rules
from planseam.model.conflict import SEVERITIES
from planseam.model.palette import ink, palette
from planseam.model.report import Report
from planseam.reporting import changes
from planseam.reporting.facts import parties
from planseam.reporting.matrix import Matrix, matrix
from planseam.reporting.paper.marks import twips
from planseam.reporting.summary import (
    acceptances,
    illustrative_notice,
    not_judged,
    options_of,
    rows_judged,
    sentences,
    severity_counts,
)
from planseam.reporting.words import role_name, severity_name, unit_names, word
from planseam.rules.pages import HEADINGS, page_of
from planseam.text import Language, Text, listed

__all__ = ["NO_FILL", "Told", "anchor", "front", "pale", "plain"]

Values = dict[str, Any]

NO_FILL = "auto"
#: Units that the cover names.
UNITS_NAMED = 8
#: Columns of a matrix that a page is wide for, and their width, mm.
COLUMNS, WIDEST_MM, SPARE_MM, OTHERS_MM = 8, 24.0, 100.0, 60.0
#: Rows of the tables of conflicts, and of the comparison: what Word still opens at once.
MOST_ROWS, MOST_CHANGES = 5000, 2000


@dataclass(kw_only=True)
class Told:
    """A report and the language in which a document tells it."""

    report: Report
    language: Language
    values: Values = field(default_factory=dict)

    def to(self, text: Text) -> str:
        """A text in the document's language."""
        return text.to(self.language)

    @cached_property
    def listed(self) -> frozenset[str]:
        """Ids of the conflicts that the document lists: the gravest, where there are very many."""
        rank = self.report.conflicts["severity"].map({severity: rank for rank, severity in enumerate(SEVERITIES)})
        gravest = np.argsort(rank.to_numpy(dtype=float), kind="stable")[:MOST_ROWS]
        return frozenset(self.report.conflicts["id"].to_numpy()[gravest].tolist())

    def place(self, conflict: str) -> str:
        """Bookmark of a conflict; the top of the document for one that it does not list."""
        return anchor(conflict) if conflict in self.listed else "_top"

    def say(self, key: str, **values: object) -> str:
        """A word of the documents in the document's language."""
        return word(key, **values).to(self.language)


def anchor(conflict: str) -> str:
    """Name of the bookmark of a conflict that the document lists."""
    return "c_" + conflict.replace("-", "_")


def pale(severity: str) -> str:
    """Ground of a cell that tells a severity, as rrggbb: its colour, thinned with white."""
    full = palette().severity.get(severity)
    if full is None:
        return NO_FILL
    return "".join(f"{round(255 - (255 - int(full[at : at + 2], 16)) * 0.28):02X}" for at in (1, 3, 5))


def plain(text: Text) -> Text:
    """The words of a rule without the quotes of code."""
    return Text(text.zh.replace("`", ""), text.en.replace("`", ""))


def front(told: Told) -> Values:
    """All values but those of pictures and conflicts.

    Parameters
    ----------
    told : Told

    Returns
    -------
    dict
        By placeholder.
    """
    report, settings = told.report, told.report.study.study
    notice = illustrative_notice(report)
    return {
        "title": told.to(settings.words),
        "language": told.language,
        "level": told.say(f"level.{settings.level}"),
        "units": _units(told),
        "date": datetime.now().astimezone().date().isoformat(),
        "version": version("planseam"),
        "total": len(report.conflicts),
        "notice": told.to(notice) if notice else "",
        "sentences": [told.to(text) for text in sentences(report)],
        "summary": told.to(_joined(sentences(report))),
        "counts": [
            {
                "severity": severity,
                "title": told.to(severity_name(severity)),
                "count": count,
                "fill": palette().severity[severity][1:].upper(),
                "ink": ink(palette().severity[severity])[1:].upper(),
            }
            for severity, count in severity_counts(report).items()
        ],
        "since": _since(told),
        "matrix": _matrix(told),
        "accepted": [
            {
                "id": entry.id,
                "bookmark": told.place(entry.id),
                "reason": entry.reason,
                "by": entry.by,
                "until": told.to(until),
                "holds": told.to(holds),
            }
            for entry, until, holds in acceptances(report)
        ],
        **_rules(told),
        **_data(told),
    }


def _joined(texts: list[Text]) -> Text:
    return Text("".join(text.zh for text in texts), " ".join(text.en for text in texts))


def _units(told: Told) -> str:
    names = list(unit_names(told.report).values())
    some = listed(names[:UNITS_NAMED])
    return told.to(some) if len(names) <= UNITS_NAMED else told.say("paper.parties_more", names=some, count=len(names))


def _since(told: Told) -> Values | None:
    comparison = told.report.since
    if comparison is None:
        return None
    units = unit_names(told.report)
    whose = {
        str(row.id): listed(name for _, name in parties(row, units)) for row in comparison.table.itertuples(index=False)
    }
    groups, room = [], MOST_CHANGES
    for change, title, rows in changes.groups(comparison, "new", "changed", "moved", "closed"):
        if not rows:
            continue
        shown = [
            {
                "id": row["id"],
                "bookmark": told.place(row["id"]),
                "title": told.to(row["title"]),
                "severity": told.to(severity_name(row["severity"])),
                "pale": pale(row["severity"]),
                "parties": told.to(whose[row["id"]]),
                "what": told.to(row["what"]),
                "message": told.to(row["message"]),
            }
            for row in rows[: max(room, 0)]
        ]
        groups.append({"change": change, "title": told.to(title).capitalize(), "count": len(rows), "rows": shown})
        room -= len(shown)
    return {"sentence": told.to(changes.sentence(comparison)), "groups": groups}


def _matrix(told: Told) -> Values:
    """The matrix in parts, each of so many columns as the page is wide for."""
    whole = matrix(told.report)
    named = [f"{code} {told.to(name)}".strip() for code, name in whole.heads]
    return {
        "corner": told.to(whole.corner),
        "total": sum(whole.totals),
        "parts": [_part(told, whole, named, start) for start in range(0, len(named), COLUMNS)],
        "clean": told.to(listed(Text(f"{code} {name.zh}", f"{code} {name.en}") for code, name in whole.clean)),
        "missed": told.to(
            listed(
                Text(f"{rule.code} {rule.title.zh}", f"{rule.code} {rule.title.en}")
                for rule in told.report.rules
                if not rule.ran
            )
        ),
    }


def _part(told: Told, whole: Matrix, heads: list[str], start: int) -> Values:
    here = slice(start, start + COLUMNS)
    count = len(heads[here])
    width = min(SPARE_MM / count, WIDEST_MM)
    return {
        "cell_twips": twips(width),
        "twips": twips(OTHERS_MM + width * count),
        "heads": [{"name": name} for name in heads[here]],
        "rows": [
            {
                "name": f"{row.code} {told.to(row.name)}".strip(),
                "total": row.total,
                "cells": [
                    {
                        "count": cell.count or "·",
                        "fill": palette().severity[cell.severity][1:].upper() if cell.severity else NO_FILL,
                        "ink": ink(palette().severity[cell.severity])[1:].upper() if cell.severity else "9AA5AE",
                    }
                    for cell in row.cells[here]
                ],
            }
            for row in whole.rows
        ],
        "totals": whole.totals[here],
    }


def _rules(told: Told) -> Values:
    counts = told.report.conflicts["rule"].value_counts()
    known = all_rules()
    found = []
    for code in sorted(str(code) for code in counts.index if code in known):
        page = page_of(known[code])
        empty = Text("", "")
        found.append(
            {
                "code": code,
                "title": told.to(known[code].title),
                "bookmark": f"r_{code}",
                "summary": told.to(plain(page.summary)),
                "sections": [told.to(plain(page.sections.get(heading, empty))) for heading in HEADINGS],
            }
        )
    return {
        "missed": [
            {"code": rule.code, "title": told.to(rule.title), "reason": told.to(rule.reason)}
            for rule in told.report.rules
            if not rule.ran
        ],
        "ran": [
            {
                "code": rule.code,
                "title": told.to(rule.title),
                "count": int(counts.get(rule.code, 0)),
                "options": options_of(rule),
            }
            for rule in told.report.rules
            if rule.ran
        ],
        "found": found,
    }


def _data(told: Told) -> Values:
    report = told.report
    names, judged = unit_names(report), rows_judged(report)
    titles = {layer.id: told.to(layer.plain_title) for layer in report.layers}
    drawn = told.say("document.illustrative")
    return {
        "crs": CRS.from_user_input(report.crs).name if report.crs else "",
        "unread": [
            {"layer": entry["layer"], "path": entry["path"], "rows": judged[entry["layer"]]}
            for entry in not_judged(report)
        ],
        "layers": [
            {
                "id": layer.id,
                "title": f"{told.to(layer.plain_title)} [{drawn}]" if layer.illustrative else told.to(layer.title),
                "role": told.to(role_name(layer.role)),
                "party": told.to(names.get(layer.party, Text.same(layer.party))) or told.say("layer.by_ground"),
                "rows": judged.get(layer.id, str(len(layer.frame))),
                "source": told.to(layer.source),
                "licence": layer.licence,
                "vintage": layer.vintage,
            }
            for layer in report.layers
        ],
        "steps": [
            {
                "layer": titles.get(step.layer, step.layer),
                "title": told.to(step.title),
                "features": step.features,
                "detail": told.to(step.detail),
            }
            for step in report.steps
            if step.features
        ],
    }
