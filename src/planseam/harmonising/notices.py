"""What a step has to say of features, told one by one or, where there are many, at once."""

from collections.abc import Sequence
from dataclasses import dataclass

import geopandas as gpd
import numpy as np
from numpy.typing import NDArray

from planseam.model.conflict import Finding, Severity
from planseam.text import Text

__all__ = ["MOST", "Notice", "told"]

#: Features of one kind that are told one by one; more are rolled up to one finding.
MOST = 20


@dataclass(frozen=True, kw_only=True)
class Notice:
    """One kind of thing that a step found.

    Parameters
    ----------
    rule : str
        Code of family DA.
    severity : {"critical", "major", "minor", "info"}
    kind : str
        What is found, in one word that never changes.
    rows : array of int
        Rows of the source that have it.
    others : sequence of int
        For each of them, the row that it is a double of; empty where there is no such.
    shares : sequence of float
        For each of them, the share (0 to 1) of which the sentence speaks; empty where it speaks of none.
    each : Text or sequence of Text
        What is said of one feature: one sentence for all, or one for each row; ``{other}`` names its double.
    all : Text
        What is said of many, with ``{count}``.
    advice : Text
    left_out : bool
        Whether these features take no part any more: the books count them under `kind`.
    """

    rule: str
    severity: Severity
    kind: str
    rows: NDArray[np.int_]
    others: Sequence[int] = ()
    shares: Sequence[float] = ()
    each: Text | Sequence[Text]
    all: Text
    advice: Text
    left_out: bool = False


def told(notices: Sequence[Notice], *, layer: str, fids: NDArray[np.object_], frame: gpd.GeoDataFrame) -> list[Finding]:
    """Turn notices into findings.

    Parameters
    ----------
    notices : sequence of Notice
    layer : str
    fids : array of str
        Feature ids by row of the source.
    frame : GeoDataFrame
        The features that are left, with `source_row`, in the working CRS: where a finding can be shown.
    """
    one_by_one = any(0 < len(notice.rows) <= MOST for notice in notices)
    places = dict(zip(frame["source_row"], frame.geometry, strict=True)) if one_by_one else {}
    findings = []
    for notice in notices:
        if len(notice.rows) > MOST:
            message = notice.all.format(count=len(notice.rows))
            findings.append(
                Finding(
                    rule=notice.rule,
                    severity=notice.severity,
                    layer=layer,
                    kind=f"{notice.kind}-many",
                    message=message,
                    advice=notice.advice,
                )
            )
            continue
        sentences = [notice.each] * len(notice.rows) if isinstance(notice.each, Text) else notice.each
        doubles = [str(fids[row]) for row in notice.others] or [""] * len(notice.rows)
        shares: Sequence[float | None] = notice.shares or [None] * len(notice.rows)
        findings += [
            Finding(
                rule=notice.rule,
                severity=notice.severity,
                layer=layer,
                feature=";".join(filter(None, (str(fids[row]), other))),
                kind=notice.kind,
                share=share,
                message=sentence.format(other=other) if other else sentence,
                advice=notice.advice,
                geometry=places.get(row),
            )
            for row, sentence, other, share in zip(notice.rows.tolist(), sentences, doubles, shares, strict=True)
        ]
    return findings
