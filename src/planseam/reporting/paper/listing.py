"""The conflicts of the Word report: which have a page, and what stands there."""

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd

from planseam.checking.registry import rules as all_rules
from planseam.model.comparison import CHANGE_TITLES
from planseam.model.conflict import SEVERITIES, SEVERITY_TITLES, STATUS_TITLES, Severity
from planseam.model.layer import Layer
from planseam.model.palette import ink, palette
from planseam.reporting.facts import features, measures, parties, sources
from planseam.reporting.matrix import border_name
from planseam.reporting.paper.content import Told, Values, anchor, pale, plain
from planseam.reporting.paper.drawn import Drawn
from planseam.reporting.table import in_reading_order
from planseam.reporting.words import border_names, rule_names, unit_names, word
from planseam.rules.pages import page_of
from planseam.text import NOTHING, Text, half_up, hectares, listed, metres

__all__ = ["MOST_PAGES", "Listing"]

#: Pages of conflicts in one document: what Word still opens at once.
MOST_PAGES = 1000
#: First number of the bookmarks of conflicts; those of headings stand below.
FIRST_MARK = 10_000


class Listing:
    """Sorts the conflicts of a report into tables and pages.

    Parameters
    ----------
    told : Told
    pages_from : {"critical", "major", "minor", "info"}
        The mildest severity that gets a page.
    most : int
        Pages at most; the gravest have them.
    """

    def __init__(self, told: Told, *, pages_from: Severity, most: int = MOST_PAGES) -> None:
        self.told, self.pages_from = told, pages_from
        report = told.report
        self.table = in_reading_order(report)
        rank = self.table["severity"].map({severity: rank for rank, severity in enumerate(SEVERITIES)}).to_numpy()
        gravest = np.argsort(rank, kind="stable")
        worthy = gravest[rank[gravest] <= SEVERITIES.index(pages_from)]
        self._cut = len(worthy) > most
        self._paged = set(self.table["id"].iloc[worthy[:most]])
        self.borders, self.units, self.titles = border_names(report), unit_names(report), rule_names(report)
        self._layers: Mapping[str, Layer] = {layer.id: layer for layer in report.layers}
        self._changes = _changes(told)
        self._accepted = {entry.id: entry for entry in report.accepted}

    @property
    def ids(self) -> list[str]:
        """Ids of the conflicts that have a page, in the order of the pages."""
        return [str(name) for name in self.table["id"] if name in self._paged]

    @property
    def note(self) -> str:
        """Which conflicts have a page, in one sentence."""
        pages, left = len(self._paged), len(self.table) - len(self._paged)
        if self._cut:
            return self.told.say("paper.pages_most", pages=pages, left=left)
        if not left:
            return self.told.say("paper.pages_all", pages=pages)
        return self.told.say("paper.pages_some", least=SEVERITY_TITLES[self.pages_from], pages=pages, left=left)

    def groups(self, pictures: Mapping[str, tuple[Drawn | None, Drawn | None]]) -> list[Values]:
        """Conflicts by border, with the pictures (locator, detail) of those that have some."""
        groups = []
        numbers = {str(name): FIRST_MARK + place for place, name in enumerate(self.table["id"])}
        for place, (border, rows) in enumerate(self.table.groupby("border", sort=False), start=1):
            listed_rows = [row for row in rows.itertuples(index=False) if row.id in self.told.listed]
            left = len(rows) - len(listed_rows)
            groups.append(
                {
                    "border": border,
                    "name": self.told.to(border_name(str(border), self.borders)),
                    "bookmark": f"_Toc_g_{place}",
                    "count": len(rows),
                    "rows": [self._row(row) for row in listed_rows],
                    "left": self.told.say("paper.rows_left", count=left) if left else "",
                    "notes": [
                        self._row(row)
                        | {
                            "number": numbers[str(row.id)],
                            "message": self.told.to(Text(str(row.message_zh), str(row.message_en))),
                            "advice": self.told.to(Text(str(row.advice_zh), str(row.advice_en))),
                        }
                        for row in listed_rows
                        if row.id not in self._paged
                    ],
                    "pages": [
                        self._page(row, pictures.get(str(row.id), (None, None))) | {"number": numbers[str(row.id)]}
                        for row in rows.itertuples(index=False)
                        if row.id in self._paged
                    ],
                }
            )
        return groups

    def _row(self, row: Any) -> Values:  # noqa: ANN401 - a named tuple of pandas
        return {
            "id": row.id,
            "bookmark": anchor(row.id),
            "rule": row.rule,
            "title": f"{row.rule} {self.told.to(self.titles[row.rule])}",
            "severity": self.told.to(SEVERITY_TITLES[row.severity]),
            "pale": pale(row.severity),
            "status": self.told.to(STATUS_TITLES[row.status]),
            "area": "" if pd.isna(row.area_m2) else hectares(row.area_m2),
            "length": "" if pd.isna(row.length_m) else metres(row.length_m),
            "at_km": "" if pd.isna(row.at_km) else half_up(row.at_km, 2),
        }

    def _page(self, row: Any, pictures: tuple[Drawn | None, Drawn | None]) -> Values:  # noqa: ANN401 - as above
        told = self.told
        locator, detail = pictures
        colour = palette().severity[row.severity]
        change = self._changes.get(row.id, NOTHING)
        return self._row(row) | {
            "fill": colour[1:].upper(),
            "ink": ink(colour)[1:].upper(),
            "change": told.to(change),
            "illustrative": told.say("document.illustrative") if row.illustrative else "",
            "parties": told.to(listed(name for _, name in parties(row, self.units)))
            or told.to(border_name(row.border, self.borders)),
            "message": told.to(Text(row.message_zh, row.message_en)),
            "advice": told.to(Text(row.advice_zh, row.advice_en)),
            "measures": [{"name": told.to(name), "value": told.to(value)} for name, value in self._facts(row)],
            "basis": told.to(self._basis(row.rule)),
            "locator": locator,
            "detail": detail,
            "opinions": self._opinions(row),
        }

    def _facts(self, row: Any) -> list[tuple[Text, Text]]:  # noqa: ANN401 - as above
        """The measures, the parties with their codes, the layers with their vintage and features."""
        with_codes = Text(
            "、".join(f"{name.zh}（{code}）" for code, name in parties(row, self.units)),
            ", ".join(f"{name.en} ({code})" for code, name in parties(row, self.units)),
        )
        said = [*measures(row, self.borders)]
        if with_codes.zh:
            said.insert(0, (word("conflict.parties"), with_codes))
        for layer, named in sources(row):
            title = listed(self._layer(name) for name in layer.split(";"))
            some, more = features(named)
            shown = Text("；".join(some), "; ".join(some))
            if more:
                shown = Text(f"{shown.zh} {more.zh}", f"{shown.en} {more.en}")
            said.append((title, shown if some else Text.same("–")))
        return said

    def _layer(self, name: str) -> Text:
        """Title of a layer, with its vintage."""
        known = self._layers.get(name)
        title = Text.same(name) if known is None else known.plain_title
        return word("paper.vintage", layer=title, vintage=known.vintage) if known and known.vintage else title

    def _basis(self, code: str) -> Text:
        """What the rule flags and whence it is, in its own words."""
        rule = all_rules().get(code)
        if rule is None:
            return self.titles[code]
        page = page_of(rule)
        return plain(word("paper.summary_and", basis=page.summary, source=page.sections.get("Source", NOTHING)))

    def _opinions(self, row: Any) -> list[Values]:  # noqa: ANN401 - as above
        """A line for each party, with what the ledger holds; and who sees to it, where that is known."""
        told, ledger = self.told, self.told.report.ledger
        entry = ledger.of(row.id) if ledger else None
        sign = told.say("paper.sign")
        written = {row.unit_a: entry.opinion_a, row.unit_b: entry.opinion_b} if entry else {}
        lines = [
            {"party": told.say("paper.opinion", party=name), "text": written.get(code, ""), "sign": sign}
            for code, name in parties(row, self.units)
        ]
        lines = lines or [{"party": told.say("paper.opinion_one"), "text": "", "sign": sign}]
        remarks = [entry.remark] if entry and entry.remark else []
        if row.id in self._accepted:
            accepted = self._accepted[row.id]
            remarks.append(told.say("paper.accepted_by", by=accepted.by, reason=accepted.reason))
        if remarks or (entry and (entry.person or entry.date)):
            signed = (
                told.say("paper.signed", person=entry.person, date=entry.date)
                if entry and (entry.person or entry.date)
                else ""
            )
            lines.append({"party": told.say("paper.remark"), "text": "\n".join(remarks), "sign": signed})
        return lines


def _changes(told: Told) -> dict[str, Text]:
    """What became of each conflict since the last version, where something did."""
    comparison = told.report.since
    if comparison is None:
        return {}
    found = {}
    for row in comparison.of("new", "changed", "moved").to_dict("records"):
        change = CHANGE_TITLES[row["change"]]
        what = Text(row["what_zh"], row["what_en"])
        said = Text(f"{change.zh}（{what.zh}）", f"{change.en} ({what.en})") if what.zh else change
        found[row["id"]] = word("paper.since", change=said)
    return found
