"""The figures of continuity in the Word report."""

from typing import Any

from planseam.reporting.paper.content import NO_FILL, Told, Values
from planseam.reporting.words import role_name
from planseam.text import kilometres, listed, percent

__all__ = ["seams_of", "without"]

#: Continuity below which a figure is marked: gravely, and at all.
LOW, FAIR = 0.9, 0.99


def seams_of(told: Told, border: str) -> list[Values]:
    """The rows of a border's table of continuity: a role each that either side has, the least continuous first.

    Parameters
    ----------
    told : Told
    border : str
    """
    table = told.report.seams
    rows = table[(table["border"] == border) & table["continuity"].notna() & table["agreement"].notna()]
    return [
        _row(told, seam) for seam in rows.sort_values(["continuity", "role"], kind="stable").itertuples(index=False)
    ]


def without(told: Told, border: str) -> str:
    """The roles that neither side of a border has anywhere, in one line."""
    table = told.report.seams
    roles = table.loc[(table["border"] == border) & table["agreement"].isna(), "role"]
    return told.to(listed(role_name(str(role)) for role in sorted(roles)))


def _row(told: Told, seam: Any) -> Values:  # noqa: ANN401 - a named tuple of pandas
    return {
        "role": told.to(role_name(seam.role)),
        "continuity": percent(seam.continuity),
        "agreement": percent(seam.agreement),
        "both": kilometres(seam.both_m),
        "left": kilometres(seam.left_m),
        "right": kilometres(seam.right_m),
        "neither": kilometres(seam.neither_m),
        "fill": "FBDCD8" if seam.continuity < LOW else "FFF4D6" if seam.continuity < FAIR else NO_FILL,
    }
