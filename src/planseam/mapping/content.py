"""What the page holds of a report: plain values that become one JSON text."""

import tomllib
from functools import cache
from importlib.resources import files
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from planseam.mapping.cards import border_titles, conflict_cards, rule_titles
from planseam.mapping.encode import pack
from planseam.mapping.ground import display, label_places, layer_shapes
from planseam.model.recipe import Recipe
from planseam.model.conflict import SEVERITIES, SEVERITY_TITLES
from planseam.model.layer import Layer
from planseam.model.palette import Palette, Style
from planseam.model.report import Report
from planseam.model.role import roles
from planseam.text import Language, Text

__all__ = ["content"]

#: Decimals of a degree: about 1 m for plans, 0.1 m for conflicts.
PLAN_DIGITS = 5
CONFLICT_DIGITS = 6

Table = dict[str, Any]


def content(report: Report, *, recipe: Recipe, palette: Palette, language: Language) -> Table:
    """Gather all that the page shows.

    Parameters
    ----------
    report : Report
    recipe : Recipe
    palette : Palette
    language : {"zh", "en"}
        The language in which the page opens.

    Returns
    -------
    dict
        Values that JSON can hold; pairs of strings are Chinese and English.
    """
    drawn = [layer for layer in report.layers if _has_shapes(layer)]
    drawn.sort(key=lambda layer: recipe.rank(layer.role))
    return {
        "language": language,
        "illustrative": report.illustrative,
        "title": report.study.study.words,
        "subtitle": recipe.title.text,
        "texts": _texts(),
        "sea": palette.ground.sea,
        "labelColour": palette.ground.label,
        "digits": [PLAN_DIGITS, CONFLICT_DIGITS],
        "bounds": _bounds(report),
        "layers": [
            _land(report, recipe, palette),
            *(_layer(layer, report, recipe, palette) for layer in drawn),
            _borders(report, recipe, palette),
        ],
        "labels": _labels(report),
        "severities": [
            {
                "id": severity,
                "title": SEVERITY_TITLES[severity],
                "colour": palette.severity[severity],
                "on": severity in recipe.severities,
            }
            for severity in SEVERITIES
        ],
        "rules": rule_titles(report),
        "borders": border_titles(report),
        "conflicts": conflict_cards(report, digits=CONFLICT_DIGITS),
    }


@cache
def _texts() -> dict[str, list[str]]:
    table = tomllib.loads(files("planseam.mapping").joinpath("texts.toml").read_text("utf-8"))
    statuses = {f"status_{key}": words for key, words in table.pop("statuses").items()}
    return {key: [words["zh"], words["en"]] for key, words in (table | statuses).items()}


def _has_shapes(layer: Layer) -> bool:
    return "geometry" in layer.frame and bool((~shapely.is_missing(layer.frame.geometry.to_numpy())).any())


def _bounds(report: Report) -> list[float]:
    for frame in (report.units, report.borders, report.conflicts):
        bounds = display(frame).total_bounds if len(frame) else np.full(4, np.nan)
        if np.isfinite(bounds).all():
            return [round(value, PLAN_DIGITS) for value in bounds.tolist()]
    return [116.0, 27.0, 123.0, 35.5]  # the Yangtze River Delta, where nothing has a place


def _style(style: Style) -> Table:
    table = {
        "fill": style.fill,
        "line": style.line,
        "opacity": style.fill_opacity,
        "weight": style.weight,
        "dash": style.dash,
    }
    return {key: value for key, value in table.items() if value is not None}


def _land(report: Report, recipe: Recipe, palette: Palette) -> Table:
    return {
        "id": "land",
        "title": _texts()["land"],
        "group": "ground",
        "on": True,
        "count": len(report.units),
        "style": {"fill": palette.ground.land, "line": palette.ground.land_line, "opacity": 1, "weight": 0.8},
        "names": _names(report.units),
        "shapes": pack(
            layer_shapes(report.units, report, far_m=recipe.near_m, near_m=recipe.near_m), digits=PLAN_DIGITS
        ),
    }


def _borders(report: Report, recipe: Recipe, palette: Palette) -> Table:
    shapes = layer_shapes(report.borders, report, far_m=recipe.near_m, near_m=recipe.near_m)
    return {
        "id": "borders",
        "title": _texts()["borders"],
        "group": "ground",
        "pane": "borders",
        "on": True,
        "count": len(report.borders),
        "style": {"line": palette.ground.border, "weight": 2.2},
        "names": list(border_titles(report).values()),
        "shapes": pack(shapes, digits=PLAN_DIGITS),
    }


def _layer(layer: Layer, report: Report, recipe: Recipe, palette: Palette) -> Table:
    entry = recipe.entry(layer.role)
    table: Table = {
        "id": layer.id,
        "title": layer.plain_title,
        "role": roles()[layer.role].title if layer.role in roles() else Text.same(layer.role),
        "group": entry.group,
        "on": entry.on,
        "mark": layer.illustrative,
        "count": len(layer.frame),
        "style": _style(palette.style(layer.role)),
        "names": _names(layer.frame),
        "shapes": pack(layer_shapes(layer.frame, report, far_m=recipe.far_m, near_m=recipe.near_m), digits=PLAN_DIGITS),
    }
    classes = palette.classes(layer.role)
    if classes and classes.field in layer.frame:
        values = [each.is_ for each in classes.each]
        table["classes"] = [
            {"title": each.title.text, "style": _style(each.over(palette.style(layer.role)))} for each in classes.each
        ]
        table["class"] = pd.Index(values).get_indexer(layer.frame[classes.field].astype(str)).tolist()
    return table


def _names(frame: gpd.GeoDataFrame) -> list[str | list[str]]:
    """The name of each feature, else its id; a pair where the languages differ."""
    none = pd.Series("", index=frame.index)
    fid = frame.get("fid", none).fillna("").astype(str)
    name = frame.get("name", none).fillna("").astype(str)
    name = name.where(name != "", fid)
    english = frame.get("name_en", none).fillna("").astype(str)
    return [zh if en in ("", zh) else [zh, en] for zh, en in zip(name.tolist(), english.tolist(), strict=True)]


def _labels(report: Report) -> list[Table]:
    """Names of the units, the largest first: where two would collide, the smaller gives way."""
    at, size = label_places(report)
    names = _names(report.units)
    order = np.argsort(-size, kind="stable")
    return [{"name": names[row], "at": at[row].round(PLAN_DIGITS).tolist()} for row in order.tolist()]
