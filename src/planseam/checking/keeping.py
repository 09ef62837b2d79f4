"""Keep what people wrote into the ledger, through reruns and new versions."""

from collections.abc import Collection, Iterable
from dataclasses import replace
from datetime import date, datetime

import geopandas as gpd

from planseam.model.conflict import STATUS_TITLES
from planseam.model.ledger import Entry, Ledger, Past, State
from planseam.model.report import Acceptance
from planseam.text import Text

__all__ = ["keep", "overruled"]

_OVERRULED = Text(
    "{id}：台账中的状态是“{status}”，而 accepted.toml 已认可，以 accepted.toml 为准",
    "{id}: the ledger says “{status}”, but accepted.toml accepts it, and accepted.toml counts",
)


def keep(
    conflicts: gpd.GeoDataFrame, ledger: Ledger, *, ran: Collection[str], today: date | None = None
) -> tuple[gpd.GeoDataFrame, Ledger]:
    """Give conflicts the status that the ledger has for them, and sort its rows anew.

    What is found again comes back from the rows of the past. A row whose
    conflict is not found any more joins them; where its rule did not run,
    nobody knows whether the conflict is still there, and it says so.

    Parameters
    ----------
    conflicts : GeoDataFrame
        The conflict record, with the ids of the last run; not changed.
    ledger : Ledger
        As it was read.
    ran : collection of str
        Codes of the rules that ran.
    today : date, optional

    Returns
    -------
    conflicts : GeoDataFrame
    ledger : Ledger
        Its entries are those of `conflicts`, in their order, as far as people wrote something.
    """
    day = (today or datetime.now().astimezone().date()).isoformat()
    known = {past.entry.id: past.entry for past in ledger.past if past.state in {"gone", "unchecked"}}
    known |= {entry.id: entry for entry in ledger.entries}
    ids = conflicts["id"].tolist()
    there = set(ids)
    held = {entry.id: entry for entry in map(known.get, ids) if entry and entry.written}
    status = [entry.status if (entry := held.get(name)) else None for name in ids]
    own = [given or now for given, now in zip(status, conflicts["status"].tolist(), strict=True)]
    before = {past.entry.id: past for past in ledger.past}
    past = [past for past in ledger.past if past.state in {"unnamed", "twice"}]
    past += [
        _past(entry, before.get(entry.id), state="gone" if entry.id.partition("-")[0] in ran else "unchecked", day=day)
        for entry in known.values()
        if entry.id not in there
    ]
    return conflicts.assign(status=own).astype({"status": conflicts["status"].dtype}), replace(
        ledger, entries=tuple(held.values()), past=tuple(past)
    )


def _past(entry: Entry, before: Past | None, *, state: State, day: str) -> Past:
    """A row of the past; since when is kept while it stays what it is."""
    known = before.day if before and before.state == state and before.entry.id == entry.id else ""
    return Past(entry=entry, state=state, day=known or day)


def overruled(ledger: Ledger, accepted: Iterable[Acceptance]) -> Ledger:
    """Say where the ledger has another status than accepted.toml.

    Parameters
    ----------
    ledger : Ledger
    accepted : iterable of Acceptance
        Those in force.
    """
    said = [
        _OVERRULED.format(id=entry.id, status=STATUS_TITLES[status])
        for entry in accepted
        if (status := ledger.of(entry.id).status) not in {None, "accepted"}
    ]
    return replace(ledger, ignored=(*ledger.ignored, *said))
