"""What people wrote into a ledger: status, opinions, remark, person and date, by the id of the conflict."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Literal

from planseam.model.conflict import Status
from planseam.text import Text

__all__ = ["PEOPLE", "STATES", "STATE_TITLES", "Entry", "Ledger", "Past", "State"]

#: Columns of a ledger that people fill; all others are the check's.
PEOPLE: tuple[str, ...] = ("status", "opinion_a", "opinion_b", "remark", "person", "date")

State = Literal["gone", "unchecked", "unnamed", "twice"]

STATES: tuple[State, ...] = ("gone", "unchecked", "unnamed", "twice")
STATE_TITLES: dict[State, Text] = {
    "gone": Text("已消除", "no longer found"),
    "unchecked": Text("本次未检查", "not checked this time"),
    "unnamed": Text("没有冲突编号", "no id of a conflict"),
    "twice": Text("编号重复", "id there twice"),
}


@dataclass(frozen=True, kw_only=True)
class Entry:
    """What people wrote about one conflict.

    Parameters
    ----------
    id : str
        Of the conflict; empty where the row names none.
    status : {"open", "negotiating", "resolved", "accepted"}, optional
        None where nobody has set it.
    opinion_a, opinion_b : str
        Of the two parties.
    remark, person : str
    date : str
        ISO 8601 where it is a date, otherwise as it was written.
    figures : mapping of str to str or float
        What the other columns of the row said, by name of the column.
    """

    id: str
    status: Status | None = None
    opinion_a: str = ""
    opinion_b: str = ""
    remark: str = ""
    person: str = ""
    date: str = ""
    figures: Mapping[str, str | float] = field(default_factory=dict)

    @property
    def written(self) -> bool:
        """Whether people wrote anything at all."""
        return any(getattr(self, name) for name in PEOPLE)


@dataclass(frozen=True, kw_only=True)
class Past:
    """A row of a ledger that belongs to no conflict of this check, and is kept.

    Parameters
    ----------
    entry : Entry
    state : {"gone", "unchecked", "unnamed", "twice"}
        Its conflict is gone; its rule did not run; it names no conflict; another row has its id.
    day : str
        ISO date of the check that first said so; empty where no check has.
    """

    entry: Entry
    state: State
    day: str = ""


@dataclass(frozen=True, kw_only=True)
class Ledger:
    """What people wrote, and what of their file is not taken over.

    Parameters
    ----------
    entries : tuple of Entry
        One for each conflict.
    past : tuple of Past
    ignored : tuple of Text
        Sentences about what was written and does not count: figures that were edited, foreign columns.
    path : str
        The file.
    sha256 : str
        Of the file.
    """

    entries: tuple[Entry, ...] = ()
    past: tuple[Past, ...] = ()
    ignored: tuple[Text, ...] = ()
    path: str = ""
    sha256: str = ""

    @cached_property
    def _by_id(self) -> dict[str, Entry]:
        return {entry.id: entry for entry in self.entries}

    def of(self, conflict: str) -> Entry:
        """What is written about a conflict, by its id; an empty entry where nothing is."""
        return self._by_id.get(conflict) or Entry(id=conflict)

    @property
    def written(self) -> int:
        """About how many conflicts people wrote something, those that are gone among them."""
        return sum(entry.written for entry in (*self.entries, *(past.entry for past in self.past)))
