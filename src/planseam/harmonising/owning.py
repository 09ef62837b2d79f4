"""Whose a layer and its features are: codes of jurisdictions that the study knows, and those that it does not."""

import difflib
import re

import numpy as np
import pandas as pd

from planseam.harmonising.old_codes import party_of_today
from planseam.model.conflict import Finding
from planseam.model.unit import related
from planseam.text import NOTHING, Text

__all__ = ["known_codes", "known_party"]

#: Two, four or six digits, as GB/T 2260 has them.
CODE = re.compile(r"\d{2}(\d{2}(\d{2})?)?")
_SHOWN = 3
_NAMED = 20  # ids that a record holds; of more, the first


def known_party(party: str, units: pd.DataFrame, *, layer: str) -> tuple[str, tuple[Finding, ...]]:
    """Give a layer's party as of today; none, and a finding, where it is no unit of the study nor above or within one.

    Parameters
    ----------
    party : str
        As the study file says; may be empty.
    units : DataFrame
        `code`, `name`, `name_en`.
    layer : str
    """
    codes = units["code"].to_numpy(dtype=str)
    if not party or party in codes:
        return party, ()
    today, changed = party_of_today(party, layer=layer)
    if related(codes, today).any():
        return today, changed
    alike = [code for code in codes.tolist() if len(code) == len(party)]
    ranked = difflib.get_close_matches(party, alike, n=1, cutoff=0.5) or [
        str(code) for code in codes if len(codes) <= _SHOWN
    ]
    names = {code: Text(zh, en) for code, zh, en in units[["code", "name", "name_en"]].itertuples(index=False)}
    zh, en = (
        ("、".join(f"{code}（{names[code].zh}）" for code in ranked), ", ".join(f"{c} ({names[c].en})" for c in ranked))
        if ranked
        else ("", "")
    )
    return "", (
        Finding(
            rule="DA103",
            severity="critical",
            layer=layer,
            kind="party",
            message=Text(
                f"图层的 party “{party}” 不是本研究的行政区{f'；最接近的是 {zh}' if zh else ''}。"
                "归属改按要素自带的代码判定，没有代码的按所在行政区判定",
                f"the layer's party “{party}” is no unit of this study{f'; nearest: {en}' if en else ''}. "
                "Its features are judged by their own codes, and without one by the unit in which they lie",
            ),
            advice=Text(
                "请在研究文件中改正该图层的 party，或删去该键",
                "Correct the layer's party in the study file, or leave that key out",
            ),
        ),
    )


def known_codes(table: pd.DataFrame, units: pd.DataFrame, *, layer: str) -> tuple[pd.Series, tuple[Finding, ...]]:
    """Give the codes of features; none, and a finding, where they are no unit of the study nor above or within one.

    Parameters
    ----------
    table : DataFrame
        `code`, `fid`.
    units : DataFrame
        `code`.
    layer : str
    """
    codes = units["code"].to_numpy(dtype=str)
    given = table["code"]
    foreign = [code for code in given.unique().tolist() if code and not related(codes, code).any()]
    judged = given.where(~given.isin(foreign), "")
    # a code that is no code at all is told with the values of the other fields
    foreign = [code for code in foreign if CODE.fullmatch(code)]
    if not foreign:
        return judged, ()
    rows = np.flatnonzero(given.isin(foreign).to_numpy())
    fids = table["fid"].iloc[rows].tolist()
    shown = f"{'、'.join(foreign[:_SHOWN])}{' 等' if len(foreign) > _SHOWN else ''}"
    shown_en = f"{', '.join(foreign[:_SHOWN])}{' and others' if len(foreign) > _SHOWN else ''}"
    more = Text(f" 等 {len(fids)} 个", f" and {len(fids) - _SHOWN} more") if len(fids) > _SHOWN else NOTHING
    finding = Finding(
        rule="DA103",
        severity="minor",
        layer=layer,
        feature=";".join(fids[:_NAMED]),
        kind="code-unknown",
        message=Text(
            f"{len(table)} 个要素中有 {len(rows)} 个（{'、'.join(fids[:_SHOWN])}{more.zh}）的行政区代码不属于本研究"
            f"（{shown}），改按所在行政区判定",
            f"the code is no unit of this study in {len(rows)} of {len(table)} features ({shown_en}; features"
            f" {', '.join(fids[:_SHOWN])}{more.en}); these are judged by the unit in which they lie",
        ),
        advice=Text(
            "请改正代码；确属研究区外行政区的，可以不管", "Correct the codes; those of units outside the study may stay"
        ),
    )
    return judged, (finding,)
