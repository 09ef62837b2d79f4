"""What a document says of one conflict: its parties, its measures, its features."""

from typing import Any

import pandas as pd

from planseam.reporting.matrix import border_name
from planseam.reporting.words import word
from planseam.text import Text, half_up, hectares, kilometres, metres, mu, percent

__all__ = ["FEATURES_SHOWN", "features", "measures", "parties", "sources"]

FEATURES_SHOWN = 6
LONG_M = 10_000  # from 10 km on, metres say nothing


def parties(row: Any, units: dict[str, Text]) -> list[tuple[str, Text]]:  # noqa: ANN401 - a named tuple of pandas
    """Code and name of each party.

    Parameters
    ----------
    row : named tuple
        One conflict record.
    units : dict of str to Text
        Names of the units by code.
    """
    return [
        (code, units.get(code, Text.same(name or code)))
        for code, name in {row.unit_a: row.unit_a_name, row.unit_b: row.unit_b_name}.items()
        if code
    ]


def measures(row: Any, names: dict[str, Text]) -> list[tuple[Text, Text]]:  # noqa: ANN401 - a named tuple of pandas
    """Each measure that a conflict has, and its place: what it is called, and its figure with unit.

    Parameters
    ----------
    row : named tuple
        One conflict record.
    names : dict of str to Text
        Names of the borders by id.
    """
    said: list[tuple[Text, Text]] = []
    if pd.notna(row.area_m2):
        area = Text(
            f"{hectares(row.area_m2)} ha（{mu(row.area_m2)} 亩）", f"{hectares(row.area_m2)} ha ({mu(row.area_m2)} mu)"
        )
        said.append((word("conflict.area"), area))
    if pd.notna(row.length_m):
        length = f"{kilometres(row.length_m)} km" if row.length_m >= LONG_M else f"{metres(row.length_m)} m"
        said.append((word("conflict.length"), Text.same(length)))
    if pd.notna(row.width_m):
        said.append((word("conflict.width"), Text.same(f"{metres(row.width_m, 1)} m")))
    if pd.notna(row.share):
        said.append((word("conflict.share"), Text.same(f"{percent(row.share)} %")))
    if row.border:
        name = border_name(row.border, names)
        at = word("conflict.at", border=name, km=half_up(row.at_km, 2)) if pd.notna(row.at_km) else name
        said.append((word("conflict.place"), at))
    return said


def sources(row: Any) -> list[tuple[str, str]]:  # noqa: ANN401 - a named tuple of pandas
    """Layer and features of each side, once where both are the same."""
    pairs = dict.fromkeys([(row.layer_a, row.feature_a), (row.layer_b, row.feature_b)])
    return [(layer, named) for layer, named in pairs if layer]


def features(named: str) -> tuple[list[str], Text | None]:
    """The first few features, and how many there are in all where there are more."""
    listed = [feature for feature in named.split(";") if feature]
    more = word("conflict.more_features", count=len(listed)) if len(listed) > FEATURES_SHOWN else None
    return listed[:FEATURES_SHOWN], more
