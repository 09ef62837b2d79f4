"""Codes of jurisdictions that are out of use: joined as the codes of today, so that old layers and new ones meet."""

import re
from collections.abc import Iterable, Sequence

import pandas as pd

from planseam.loading.names import romanised
from planseam.loading.units import unit_names
from planseam.model.codes import Now, current, now
from planseam.model.conflict import Finding, Severity
from planseam.model.study import LayerEntry
from planseam.model.unit import CODE_DIGITS
from planseam.text import NOTHING, Text, counted, listed

__all__ = ["brought_up_to_date", "party_of_today", "year_of"]

_YEAR = re.compile(r"(?<!\d)(?:19|20)\d{2}(?!\d{3})")
_SHOWN = 3
_ADVICE = Text("请按现行行政区划代码（GB/T 2260）更新", "Bring the codes up to date with GB/T 2260 as it stands")
_JOINED = Text(
    "{count} 个要素的行政区代码已经停用，按现行代码比对：{shown}",
    "the code of the jurisdiction is out of use in {count}; joined as that of today: {shown}",
)
_SPLIT = Text(
    "{count} 个要素的行政区代码所指行政区已有拆分，单凭代码不能确定现属何处，按要素的位置在其中判定：{shown}",
    "a jurisdiction that has been divided since is named in {count}; the code alone no longer tells which part is"
    " meant, so the place decides: {shown}",
)
_SPLIT_UNIT = Text(
    "行政区代码所指行政区已有拆分，仍按原代码作为一个行政区：{shown}",
    "jurisdictions that have been divided since; each stays one, under its old code: {shown}",
)


def brought_up_to_date(table: pd.DataFrame, entry: LayerEntry) -> tuple[pd.DataFrame, tuple[Finding, ...]]:
    """Replace codes that are out of use.

    Where a jurisdiction was divided, what is left is the code of the unit that holds all its parts. Units of the
    study that were divided keep their code; those that were merged lose their names, for none is that of the whole.

    Parameters
    ----------
    table : DataFrame
        `code` as prefixes, `name`, `name_en`.
    entry : LayerEntry
        Its vintage tells whether a code that lost ground is from before.
    """
    units = entry.role == "unit"
    given = table["code"]
    each = given.unique().tolist()
    codes, notes = current(each, on=None if units else year_of(entry.vintage))
    if not notes:
        return table, ()
    replaced = given.map(dict(zip(each, codes.tolist(), strict=True))).astype("str")
    certain = [note for note in notes if note.known]
    divided = [note for note in notes if not note.known]
    fresh = table
    if units:
        replaced = replaced.where(~given.isin([note.given for note in divided]), given)
        merged = given.isin([note.given for note in certain if note.steps[-1].kind == "merged"])
        fresh = table.assign(name=table["name"].where(~merged, ""), name_en=table["name_en"].where(~merged, ""))
    findings = []
    if certain:
        findings.append(_told(entry.id, "code-old", "info", _JOINED, certain, given))
    if divided:
        said = _SPLIT_UNIT if units else _SPLIT
        findings.append(_told(entry.id, "code-split", "minor", said, divided, given))
    return fresh.assign(code=replaced), tuple(findings)


def party_of_today(party: str, *, layer: str) -> tuple[str, tuple[Finding, ...]]:
    """Bring the code of a layer's party up to date.

    Parameters
    ----------
    party : str
        As the study file says; may be empty.
    layer : str
    """
    became = now(party)
    if became is None:
        return party, ()
    known = Text(
        "图层 party 所写的代码已经停用，按现行代码比对：{shown}",
        "the layer's party is a code that is out of use; joined as that of today: {shown}",
    )
    divided = Text(
        "图层 party 所指行政区已有拆分，单凭代码不能确定现属何处，按要素的位置在其中判定：{shown}",
        "the layer's party has been divided, so that its code alone no longer tells whose the layer is; the place of"
        " its features decides among the parts: {shown}",
    )
    return became.code, (
        Finding(
            rule="DA103",
            severity="info" if became.known else "minor",
            layer=layer,
            kind="party-old" if became.known else "party-split",
            message=(known if became.known else divided).format(shown=_shown(became)),
            advice=_ADVICE,
        ),
    )


def year_of(vintage: str) -> int | None:
    """The first year that a vintage names; None where it names none.

    Examples
    --------
    >>> year_of("2021-2035"), year_of("三调"), year_of("20201231")
    (2021, None, 2020)
    """
    found = _YEAR.search(vintage) or re.match(r"(?:19|20)\d{2}", vintage)
    return int(found.group()) if found else None


def _told(layer: str, kind: str, severity: Severity, said: Text, notes: Sequence[Now], given: pd.Series) -> Finding:
    count = counted(int(given.isin([note.given for note in notes]).sum()), "feature")
    more = (
        Text(f" 等 {len(notes)} 个代码", f" and {len(notes) - _SHOWN} more codes") if len(notes) > _SHOWN else NOTHING
    )
    shown = listed(_shown(note) for note in notes[:_SHOWN])
    return Finding(
        rule="DA103",
        severity=severity,
        layer=layer,
        kind=kind,
        message=said.format(count=count, shown=Text(shown.zh + more.zh, shown.en + more.en)),
        advice=_ADVICE,
    )


def _shown(note: Now) -> Text:
    """What became of a code, with names and year."""
    first, last = note.steps[0], note.steps[-1]
    old = Text(f"{note.given} {first.name}", f"{note.given} {romanised(first.name)}")
    new = _or(_titled(code) for code in note.among) if note.among else _titled(note.code)
    return Text("{old} → {new}（{year} 年）", "{old} → {new} ({year})").format(old=old, new=new, year=last.year)


def _titled(code: str) -> Text:
    name = next((unit_names(level)[code] for level in CODE_DIGITS if code in unit_names(level)), NOTHING)
    return Text(f"{code} {name.zh}".strip(), f"{code} {name.en}".strip())


def _or(items: Iterable[Text]) -> Text:
    every = list(items)
    return Text("或".join(item.zh for item in every), " or ".join(item.en for item in every))
