"""What the page shows of an earlier run: what became of each conflict, and what it was like before."""

from typing import Any

import geopandas as gpd

from planseam.loading.datum import Datum
from planseam.mapping.cards import conflict_cards
from planseam.model.comparison import CHANGE_TITLES, CHANGES
from planseam.model.palette import Palette
from planseam.model.report import Report

__all__ = ["earlier"]

Table = dict[str, Any]


def earlier(report: Report, palette: Palette, *, digits: int, datum: Datum | None = None) -> Table | None:
    """Write the comparison with an earlier run for the page.

    Parameters
    ----------
    report : Report
    palette : Palette
    digits : int
        Decimals of a degree to keep.
    datum : {"GCJ-02", "BD-09"}, optional
        In which shapes are drawn.

    Returns
    -------
    dict or None
        `old`, `new`: what the runs are called. `changes`: id, title, colour
        and count of each. `of`: the change of each conflict by id, and `what`
        the words for what changed. `closed`: the cards of those that are gone.
        `was`: the cards of those that changed or moved, as they were; they
        bear the ids of now. None where there is no comparison.
    """
    since = report.since
    if since is None:
        return None
    table = since.table
    closed = table[table["change"] == "closed"]
    here = table[(table["change"] != "closed") & table["id"].isin(report.conflicts["id"])]
    counts = here["change"].value_counts().to_dict() | {"closed": len(closed)}
    told = here[here["what_zh"] != ""]

    def cards(frame: gpd.GeoDataFrame) -> list[Table]:
        return conflict_cards(report, digits=digits, datum=datum, earlier=frame) if len(frame) else []

    return {
        "old": since.old,
        "new": since.new,
        "changes": [
            {
                "id": change,
                "title": CHANGE_TITLES[change],
                "colour": palette.change[change],
                "count": int(counts.get(change, 0)),
            }
            for change in CHANGES
        ],
        "of": dict(zip(here["id"].tolist(), here["change"].tolist(), strict=True)),
        "what": {
            key: [zh, en]
            for key, zh, en in zip(told["id"].tolist(), told["what_zh"].tolist(), told["what_en"].tolist(), strict=True)
        },
        "closed": cards(closed),
        "was": cards(_as_they_were(here[here["change"].isin(["changed", "moved"])], since.before)),
    }


def _as_they_were(now: gpd.GeoDataFrame, before: gpd.GeoDataFrame | None) -> gpd.GeoDataFrame:
    """The old records of conflicts, under the ids that they have now."""
    if before is None or not len(now):
        return now.iloc[:0]
    ids = now[["id", "old_id"]].rename(columns={"id": "now"})
    was = before.rename(columns={"id": "old_id"}).merge(ids, on="old_id", validate="one_to_one")
    return was.rename(columns={"now": "id"})
