"""Whose features a conflict is about, and how each party's are told apart."""

from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from planseam.model.palette import Style
from planseam.model.unit import at_level
from planseam.reporting.pictures.atlas import Atlas, Ground
from planseam.reporting.words import word
from planseam.text import Text, listed

__all__ = ["Side", "parties", "sides_of"]

Rows = NDArray[np.intp]

#: Outlines of the parties' features; those of the second are dashed.
PARTY_PX, DASH = 4.0, "8 5"
#: How strongly what a conflict names has the colour of its role, over what the plan itself has.
OPACITY = 0.25


@dataclass(frozen=True, kw_only=True)
class Side:
    """The features of one party that a conflict names, in one layer.

    Parameters
    ----------
    layer : Ground
    rows : array of int
        Of the features in the layer; none where the conflict names the layer alone.
    parties : tuple of Text
        Whose plan it is; nobody's where that is not known.
    colour : str
    dash : str, optional
    """

    layer: Ground
    rows: Rows
    parties: tuple[Text, ...]
    colour: str
    dash: str | None

    @property
    def words(self) -> Text:
        """Whose plan it is, and which."""
        title = self.layer.title
        return word("picture.of_party", party=listed(self.parties), layer=title) if self.parties else title

    def style(self, atlas: Atlas) -> Style:
        """How its features are drawn."""
        fill = atlas.style(self.layer).fill
        return Style(fill=fill, fill_opacity=OPACITY, line=self.colour, weight=PARTY_PX, dash=self.dash)


def sides_of(atlas: Atlas, record: dict[str, Any]) -> list[Side]:
    """What a conflict names, party by party and layer by layer; what both name is there once, as both's."""
    found: dict[tuple[str, str], Side] = {}
    for place, side in enumerate("ab"):
        features = str(record[f"feature_{side}"])
        for name in str(record[f"layer_{side}"]).split(";"):
            if (layer := atlas.layers.get(name)) is None:
                continue
            rows = np.flatnonzero(np.isin(layer.fids, [each for each in features.split(";") if each]))
            own = Side(
                layer=layer,
                rows=rows,
                parties=_owners(atlas, record, layer, rows, side),
                colour=atlas.colours.party[place],
                dash=DASH if place else None,
            )
            first = found.setdefault((name, features), own)
            if first is not own:
                found[name, features] = replace(first, parties=tuple(dict.fromkeys(first.parties + own.parties)))
    return list(found.values())


def _owners(atlas: Atlas, record: dict[str, Any], layer: Ground, rows: Rows, side: str) -> tuple[Text, ...]:
    """Whose plan it is: by its features' codes, by the layer, or by the conflict where it has two parties."""
    level, names = atlas.settings.level, atlas.unit_names
    codes = [at_level(str(code), level) for code in np.unique(layer.codes[rows])] or [""]
    if "" in codes:
        codes = [at_level(layer.party, level)]
    if codes == [""] and record["unit_a"] and record["unit_b"]:
        codes = [str(record[f"unit_{side}"])]
    return tuple(names[code] for code in dict.fromkeys(codes) if code in names)


def parties(atlas: Atlas, record: dict[str, Any]) -> Text:
    """Both parties of a conflict, or the one that it has."""
    codes = dict.fromkeys(code for code in (record["unit_a"], record["unit_b"]) if code)
    return listed(atlas.unit_names.get(code, Text.same(code)) for code in codes)
