"""What the page says of each conflict: texts, parties, and measures already written as the other outputs write them."""

from collections.abc import Callable
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd

from planseam.checking.registry import rules, titles_of
from planseam.loading.datum import Datum
from planseam.mapping.encode import pack, places
from planseam.mapping.ground import display
from planseam.model.conflict import SEVERITIES
from planseam.model.layer import Layer
from planseam.model.report import Report
from planseam.rules.pages import page_of
from planseam.text import Text, half_up, hectares, kilometres, metres, mu, percent

__all__ = ["border_titles", "conflict_cards", "rule_titles", "rule_whys"]

#: Features named in a card; the others are counted.
NAMED_FEATURES = 6
METRES_PER_KILOMETRE = 1000

Table = dict[str, Any]


def conflict_cards(
    report: Report, *, digits: int, datum: Datum | None = None, earlier: gpd.GeoDataFrame | None = None
) -> list[Table]:
    """Write each conflict for the page, the gravest first, with its exact shape.

    Parameters
    ----------
    report : Report
    digits : int
        Decimals of a degree to keep.
    datum : {"GCJ-02", "BD-09"}, optional
        In which shapes are drawn.
    earlier : GeoDataFrame, optional
        Conflict records of an earlier run, to be written instead: their
        features are ids alone, for the same id may mean another feature by now.
    """
    frame = display(report.conflicts if earlier is None else earlier, datum=datum)
    shapes = frame.geometry.to_numpy()
    sources = _Sources(report, features=earlier is None)
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
    return {code: titles.get(code, Text.same(code)) for code in _rules_of(report)}


def rule_whys(report: Report) -> dict[str, Text]:
    """Why the rules that have conflicts matter, in the words of their own pages, by code."""
    known = rules()
    return {code: page_of(known[code]).sections["Why it matters"] for code in _rules_of(report) if code in known}


def _rules_of(report: Report) -> list[str]:
    """The codes of rules that have conflicts, or had some in the run that these are compared with."""
    earlier = set(report.since.table["rule"]) if report.since else set()
    return sorted(set(report.conflicts["rule"]) | earlier)


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

    def __init__(self, report: Report, *, features: bool) -> None:
        self._features = features
        self._units = {
            row.code: Text(row.name, row.name_en or row.name)
            for row in report.units[["code", "name", "name_en"]].itertuples(index=False)
        }
        self._layers = {layer.id: layer for layer in report.layers}
        self._names: dict[str, dict[str, tuple[str, str]]] = {}
        self._rows: dict[str, dict[str, int]] = {}

    def party(self, code: str, name: str) -> Text:
        return self._units.get(code, Text.same(name or code))

    def source(self, side: int, layer_id: str, features: str) -> Table:
        layer = self._layers.get(layer_id)
        fids = [fid for fid in features.split(";") if fid]
        names = self._names_of(layer) if layer and self._features else {}
        shown = [_named(fid, *names.get(fid, (fid, ""))) for fid in fids[:NAMED_FEATURES]]
        rows = self._rows_of(layer) if layer and self._features else {}
        return {
            "side": side,
            "id": layer_id,
            "layer": layer.title if layer else Text.same(layer_id),
            "features": shown,
            "all": len(fids),
            "rows": sorted({rows[fid] for fid in fids if fid in rows}),
        }

    def _names_of(self, layer: Layer) -> dict[str, tuple[str, str]]:
        if layer.id not in self._names:
            frame = layer.frame
            none = pd.Series("", index=frame.index)
            fid, zh, en = (
                frame.get(key, none).fillna("").astype(str).to_numpy(dtype=object).tolist()
                for key in ("fid", "name", "name_en")
            )
            self._names[layer.id] = {
                own: (name, english) for own, name, english in zip(fid, zh, en, strict=True) if name
            }
        return self._names[layer.id]

    def _rows_of(self, layer: Layer) -> dict[str, int]:
        if layer.id not in self._rows:
            fids = layer.frame["fid"].astype(str).to_numpy(dtype=object).tolist()
            self._rows[layer.id] = {fid: row for row, fid in reversed(list(enumerate(fids)))}
        return self._rows[layer.id]


def _named(fid: str, name: str, english: str) -> str | Text:
    """A feature by name and id; one text where both languages are alike."""
    if name == fid:
        return fid
    both = Text(f"{name} ({fid})", f"{english or name} ({fid})")
    return both if both.zh != both.en else both.zh


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
        "units": [record[f"unit_{side}"] for side in sides],
        "parties": [sources.party(record[f"unit_{side}"], record[f"unit_{side}_name"]) for side in sides],
        "message": [record["message_zh"], record["message_en"]],
        "advice": [record["advice_zh"], record["advice_en"]],
        "mark": bool(record["illustrative"]),
        "sources": [
            sources.source(number, record[f"layer_{side}"], record[f"feature_{side}"])
            for number, side in enumerate("ab")
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
