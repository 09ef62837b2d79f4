"""What the page says of each conflict: texts, parties, and measures already written as the other outputs write them."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd

from planseam.checking.registry import titles_of
from planseam.mapping.encode import pack, places
from planseam.mapping.ground import display
from planseam.model.conflict import SEVERITIES
from planseam.model.layer import Layer
from planseam.model.report import Report
from planseam.text import Text, half_up, hectares, kilometres, metres, mu, percent

__all__ = ["border_titles", "conflict_cards", "rule_titles"]

#: Features named in a card; the others are counted.
NAMED_FEATURES = 6
METRES_PER_KILOMETRE = 1000

Table = dict[str, Any]


def conflict_cards(report: Report, *, digits: int) -> list[Table]:
    """Write each conflict for the page, the gravest first, with its exact shape.

    Parameters
    ----------
    report : Report
    digits : int
        Decimals of a degree to keep.
    """
    frame = display(report.conflicts)
    shapes = frame.geometry.to_numpy()
    sources = _Sources(report)
    cards = [
        _card(record, sources)
        | {"at": [round(value, digits) for value in at.tolist()] if np.isfinite(at).all() else None, "shape": shape}
        for record, at, shape in zip(
            frame.drop(columns="geometry").to_dict("records"), places(shapes), pack(shapes, digits=digits), strict=True
        )
    ]
    order = {severity: rank for rank, severity in enumerate(SEVERITIES)}

    def rank(card: Table) -> tuple[object, ...]:
        return order[card["severity"]], card["rule"], card["border"], float(card.get("km", 0)), card["id"]

    return sorted(cards, key=rank)


def rule_titles(report: Report) -> dict[str, Text]:
    """The titles of the rules that have conflicts, by code."""
    titles = titles_of(report)
    return {code: titles[code] for code in sorted(set(report.conflicts["rule"]))}


def border_titles(report: Report) -> dict[str, Text]:
    """The names of both units of each border, by border id."""
    return {
        row.border: Text(
            f"{row.unit_a_name}—{row.unit_b_name}",
            f"{row.unit_a_name_en or row.unit_a_name} – {row.unit_b_name_en or row.unit_b_name}",
        )
        for row in report.borders.itertuples()
    }


class _Sources:
    """Names of units, layers and features, looked up as cards need them."""

    def __init__(self, report: Report) -> None:
        self._units = {
            row.code: Text(row.name, row.name_en or row.name)
            for row in report.units[["code", "name", "name_en"]].itertuples(index=False)
        }
        self._layers = {layer.id: layer for layer in report.layers}
        self._names: dict[str, dict[str, str]] = {}

    def party(self, code: str, name: str) -> Text:
        return self._units.get(code, Text.same(name or code))

    def source(self, layer_id: str, features: str) -> Table:
        layer = self._layers.get(layer_id)
        fids = [fid for fid in features.split(";") if fid]
        names = self._names_of(layer) if layer else {}
        shown = [f"{names[fid]} ({fid})" if names.get(fid, fid) != fid else fid for fid in fids[:NAMED_FEATURES]]
        return {"layer": layer.title if layer else Text.same(layer_id), "features": shown, "all": len(fids)}

    def _names_of(self, layer: Layer) -> dict[str, str]:
        if layer.id not in self._names:
            named = layer.frame[["fid", "name"]].fillna("").astype(str)
            named = named[named["name"] != ""]
            self._names[layer.id] = dict(zip(named["fid"], named["name"], strict=True))
        return self._names[layer.id]


def _card(record: Table, sources: _Sources) -> Table:
    sides = [side for side in "ab" if record[f"unit_{side}"]]
    measures = {
        "km": _written(record["at_km"], lambda value: half_up(value, 2)),
        "ha": _written(record["area_m2"], hectares),
        "mu": _written(record["area_m2"], mu),
        "length": _written(record["length_m"], _distance),
        "width": _written(record["width_m"], lambda value: f"{metres(value, 1)} m"),
        "share": _written(record["share"], lambda value: f"{percent(value)}%"),
    }
    return {
        **{key: record[key] for key in ("id", "rule", "severity", "status", "border")},
        "parties": [sources.party(record[f"unit_{side}"], record[f"unit_{side}_name"]) for side in sides],
        "message": [record["message_zh"], record["message_en"]],
        "advice": [record["advice_zh"], record["advice_en"]],
        "mark": bool(record["illustrative"]),
        "sources": [
            sources.source(record[f"layer_{side}"], record[f"feature_{side}"])
            for side in "ab"
            if record[f"layer_{side}"]
        ],
        **{key: value for key, value in measures.items() if value},
    }


def _written(value: float, write: Callable[[float], str]) -> str:
    return "" if pd.isna(value) else write(value)


def _distance(length_m: float) -> str:
    if length_m >= METRES_PER_KILOMETRE:
        return f"{kilometres(length_m)} km"
    return f"{metres(length_m)} m"
