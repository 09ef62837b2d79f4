"""Accepted conflicts: what the parties have agreed to leave as it is.

They stand in `accepted.toml` beside the study file, by the id of the record.
An acceptance whose day has passed, or whose conflict is gone, is stale: it is
reported, and counts for nothing.
"""

from collections.abc import Collection, Iterable
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Annotated

import geopandas as gpd
from pydantic import AfterValidator, Field, ValidationError, field_validator

from planseam.model.conflict import ID
from planseam.model.report import Acceptance
from planseam.model.tables import Table, explained, read_toml, wrong
from planseam.text import Text

__all__ = ["ACCEPTED_FILE", "accept", "acceptances"]

ACCEPTED_FILE = "accepted.toml"

_EXPIRED = Text("已于 {until} 到期", "it expired on {until}")
_GONE = Text("已没有这一冲突", "there is no such conflict any more")
_NO_RULE = Text("没有这条规则", "there is no such rule")


def _an_id(value: str) -> str:
    if not ID.fullmatch(value):
        raise wrong("不是冲突编号，应如 EC103-d832d4a5", "this is no id of a conflict, such as EC103-d832d4a5")
    return value


class _Entry(Table):
    """One `[[accepted]]` table."""

    id: Annotated[str, AfterValidator(_an_id)]
    reason: str = Field(min_length=1)
    by: str = Field(min_length=1)
    until: date | None = None


class _File(Table):
    accepted: tuple[_Entry, ...] = ()

    @field_validator("accepted")
    @classmethod
    def _once(cls, entries: tuple[_Entry, ...]) -> tuple[_Entry, ...]:
        seen: set[str] = set()
        for entry in entries:
            if entry.id in seen:
                raise wrong(f"{entry.id} 出现了两次", f"{entry.id} is there twice")
            seen.add(entry.id)
        return entries


def acceptances(folder: Path) -> tuple[Acceptance, ...]:
    """Read the acceptances of a study; none where its folder has no such file.

    Parameters
    ----------
    folder : Path
        Of the study file.

    Raises
    ------
    StudyError
        If the file is not TOML, or says something that an acceptance cannot hold.
    """
    file = folder / ACCEPTED_FILE
    if not file.exists():
        return ()
    table = read_toml(file, missing=Text("请检查路径", "Check the path"))
    try:
        read = _File.model_validate(table)
    except ValidationError as error:
        raise explained(error, where=str(file), root=_File, tables={"accepted": _Entry}) from error
    return tuple(Acceptance(**entry.model_dump()) for entry in read.accepted)


def accept(
    conflicts: gpd.GeoDataFrame,
    given: Iterable[Acceptance],
    *,
    ran: Collection[str],
    known: Collection[str],
    today: date | None = None,
) -> tuple[gpd.GeoDataFrame, tuple[Acceptance, ...], tuple[Acceptance, ...]]:
    """Give accepted conflicts their status.

    Parameters
    ----------
    conflicts : GeoDataFrame
        The conflict record; not changed.
    given : iterable of Acceptance
    ran : collection of str
        Codes of the rules that ran: of those that did not, nobody knows whether the conflict is still there.
    known : collection of str
        Codes of all rules.
    today : date, optional

    Returns
    -------
    conflicts : GeoDataFrame
    accepted, stale : tuples of Acceptance
        Those in force, and those that are not, with the reason why.
    """
    day = today or datetime.now(UTC).astimezone().date()
    there = set(conflicts["id"])
    accepted: list[Acceptance] = []
    stale: list[Acceptance] = []
    for entry in given:
        code = entry.id.partition("-")[0]
        if entry.until and entry.until < day:
            stale.append(_no_longer(entry, _EXPIRED.format(until=entry.until.isoformat())))
        elif entry.id in there:
            accepted.append(entry)
        elif code not in known:
            stale.append(_no_longer(entry, _NO_RULE))
        elif code in ran:
            stale.append(_no_longer(entry, _GONE))
    status = conflicts["status"].where(~conflicts["id"].isin({entry.id for entry in accepted}), "accepted")
    return conflicts.assign(status=status), tuple(accepted), tuple(stale)


def _no_longer(entry: Acceptance, why: Text) -> Acceptance:
    return Acceptance(id=entry.id, reason=entry.reason, by=entry.by, until=entry.until, why=why)
