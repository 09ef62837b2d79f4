"""What the page holds of a report: plain values that become one JSON text."""

import tomllib
from functools import cache
from importlib.metadata import version
from importlib.resources import files
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from planseam.loading.datum import Datum
from planseam.mapping.backgrounds import Background, background_table
from planseam.mapping.binary import block
from planseam.mapping.cards import border_titles, conflict_cards, rule_titles, rule_whys
from planseam.mapping.codes import codes
from planseam.mapping.earlier import earlier
from planseam.mapping.focus import Focus, focused
from planseam.mapping.ground import STORED_CRS, display, drawn, label_places
from planseam.mapping.runs import POLYGON, Runs
from planseam.mapping.seams import MISMATCH, seam_charts
from planseam.mapping.tiles import Tiled, archive, to_tile
from planseam.model.conflict import SEVERITIES, SEVERITY_TITLES, STATUS_TITLES
from planseam.model.layer import Layer
from planseam.model.palette import Palette, Style
from planseam.model.recipe import Recipe
from planseam.model.report import Report
from planseam.model.role import roles
from planseam.seaming.measures import INVERSE_FLATTENING, SEMI_MAJOR_M
from planseam.text import Language, Text, shortened, visible

__all__ = ["content"]

#: Decimals of a degree: about 1 m for places of the page, 0.1 m for conflicts.
PLACE_DIGITS = 5
CONFLICT_DIGITS = 6
#: Characters of a name; what is longer is none.
NAME_LENGTH = 80

Table = dict[str, Any]


def content(
    report: Report | Focus,
    *,
    recipe: Recipe,
    palette: Palette,
    language: Language,
    document: str = "",
    background: Background | None = None,
) -> Table:
    """Gather all that the page shows.

    Parameters
    ----------
    report : Report or Focus
        The whole, or what a map is of.
    recipe : Recipe
    palette : Palette
    language : {"zh", "en"}
        The language in which the page opens.
    document : str
        Address of the report page, or nothing where there is none.
    background : Background, optional
        Tiles to lie under the map.

    Returns
    -------
    dict
        Values that JSON can hold; pairs of strings are Chinese and English. Only `archive` may be
        bytes: the plans that are too many for the page.
    """
    focus = report if isinstance(report, Focus) else focused(report, recipe)
    report = focus.report
    datum = background.datum if background else None
    layers = [layer for layer in report.layers if _has_shapes(layer)]
    layers.sort(key=lambda layer: recipe.rank(layer.role))
    ground = report.units if report.ground is None else pd.concat([report.units, report.ground], ignore_index=True)
    frames = [ground, *(layer.frame for layer in layers), report.borders]
    land, *plans, borders = drawn(frames, report, far_m=recipe.far_m, near_m=recipe.near_m, datum=datum)
    tables = [_layer(layer, runs, recipe, palette) for layer, runs in zip(layers, plans, strict=True)]
    for layer, table in zip(layers, tables, strict=True):
        table["on"] = (table["on"] and not (background and _covers(table))) or layer.id in focus.named
    archived = _archived(report, layers, plans, tables)
    return {
        "language": language,
        "illustrative": report.illustrative,
        "report": document,
        "title": report.study.study.words,
        "subtitle": focus.title,
        "left": focus.left,
        "opens": focus.opens,
        "version": version("planseam"),
        "compliance": _compliance(recipe.approval or report.study.study.approval),
        "background": background_table(background),
        "datum": datum or "",
        "texts": _texts(),
        "sea": palette.ground.sea,
        "labelColour": palette.ground.label,
        "digits": [PLACE_DIGITS, CONFLICT_DIGITS],
        "bounds": _bounds(focus, datum),
        "layers": [
            _land(ground, land, palette) | {"on": background is None},
            *tables,
            _borders(report, borders, palette),
        ],
        "archive": archived,
        "labels": _labels(report, datum),
        "severities": [
            {
                "id": severity,
                "title": SEVERITY_TITLES[severity],
                "colour": palette.severity[severity],
                "on": severity in recipe.severities,
            }
            for severity in SEVERITIES
        ],
        "statuses": STATUS_TITLES,
        "families": _words()[1],
        "rules": rule_titles(report),
        "whys": rule_whys(report),
        "partyColours": palette.party,
        "borders": border_titles(report),
        "conflicts": conflict_cards(report, digits=CONFLICT_DIGITS, datum=datum),
        "since": earlier(report, palette, digits=CONFLICT_DIGITS, datum=datum),
        "seams": seam_charts(report, palette, tolerance_m=recipe.near_m, digits=PLACE_DIGITS, datum=datum),
        "mismatch": MISMATCH,
        "ellipsoid": [SEMI_MAJOR_M, INVERSE_FLATTENING],
    }


@cache
def _words() -> tuple[dict[str, Text], dict[str, Text]]:
    """The words of the page, and the names of the families of rules."""
    table = tomllib.loads(files("planseam.mapping").joinpath("texts.toml").read_text("utf-8"))
    families = table.pop("families")
    texts, titles = ({key: Text(**words) for key, words in each.items()} for each in (table, families))
    return texts, titles


def _texts() -> dict[str, Text]:
    return _words()[0]


def _compliance(approval: str) -> Text:
    """What may be done with the map: a number says that it has been approved for use outside."""
    return _texts()["approval"].format(number=approval) if approval else _texts()["internal"]


def _has_shapes(layer: Layer) -> bool:
    return "geometry" in layer.frame and bool((~shapely.is_missing(layer.frame.geometry.to_numpy())).any())


def _covers(table: Table) -> bool:
    """Whether a layer shows what tiles show too, and would lie over it."""
    return bool(table["group"] == "ground" and table["role"] != roles()["unit"].title)


def _bounds(focus: Focus, datum: Datum | None) -> list[float]:
    report = focus.report
    own = [gpd.GeoDataFrame(geometry=[shapely.box(*focus.bounds)], crs=STORED_CRS)] if focus.bounds else []
    for frame in (*own, report.units, report.borders, report.conflicts):
        bounds = display(frame, datum=datum).total_bounds if len(frame) else np.full(4, np.nan)
        if np.isfinite(bounds).all():
            return [round(value, PLACE_DIGITS) for value in bounds.tolist()]
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


def _drawing(runs: Runs) -> Table:
    return {"kind": int(runs.kind[0]) if len(runs.kind) else POLYGON, "block": block(runs)}


def _land(units: gpd.GeoDataFrame, runs: Runs, palette: Palette) -> Table:
    return {
        "id": "land",
        "title": _texts()["land"],
        "group": "ground",
        "on": True,
        "count": len(units),
        "style": {"fill": palette.ground.land, "line": palette.ground.land_line, "opacity": 1, "weight": 0.8},
        "names": _names(units),
        "codes": codes(units, jurisdictions=True),
        **_drawing(runs),
    }


def _borders(report: Report, runs: Runs, palette: Palette) -> Table:
    return {
        "id": "borders",
        "title": _texts()["borders"],
        "group": "ground",
        "on": True,
        "count": len(report.borders),
        "style": {"line": palette.ground.border, "weight": 2.2},
        "names": list(border_titles(report).values()),
        **_drawing(runs),
    }


def _layer(layer: Layer, runs: Runs, recipe: Recipe, palette: Palette) -> Table:
    entry = recipe.entry(layer.role)
    style = recipe.style(layer.id, layer.role, palette)
    table: Table = {
        "id": layer.id,
        "title": layer.plain_title,
        "role": roles()[layer.role].title if layer.role in roles() else Text.same(layer.role),
        "group": entry.group,
        "on": recipe.shows(layer.id, layer.role),
        "mark": layer.illustrative,
        "source": layer.source,
        "vintage": layer.vintage,
        "count": len(layer.frame),
        "style": _style(style),
        "names": _names(layer.frame),
        "codes": codes(layer.frame, jurisdictions=layer.role == "unit"),
        **_drawing(runs),
    }
    classes = palette.classes(layer.role) if entry.classes else None
    if classes and classes.field in layer.frame:
        values = [each.is_ for each in classes.each]
        table["classes"] = [{"title": each.title.text, "style": _style(each.over(style))} for each in classes.each]
        table["class"] = pd.Index(values).get_indexer(layer.frame[classes.field].astype(str)).tolist()
    return table


def _archived(report: Report, layers: list[Layer], plans: list[Runs], tables: list[Table]) -> bytes | None:
    """Move layers that are too large for the page to an archive; what conflicts name of them stays in the page."""
    chosen = sorted(to_tile(plans))
    tiled = {}
    for number in chosen:
        layer, runs, table = layers[number], plans[number], tables[number]
        tiled[layer.id] = Tiled(runs=runs, names=table["names"], classes=table.pop("class", ()))
        rows = _named(report, layer)
        table |= {"tiled": True, "names": [], "codes": "", "rows": rows.tolist(), "block": block(runs.take(rows))}
    return archive(tiled) if tiled else None


def _named(report: Report, layer: Layer) -> NDArray[np.int64]:
    """The rows of the features of a layer that conflicts name."""
    conflicts = report.conflicts
    fids = {
        fid
        for side in "ab"
        for features in conflicts.loc[conflicts[f"layer_{side}"] == layer.id, f"feature_{side}"]
        for fid in features.split(";")
    }
    return np.flatnonzero(layer.frame["fid"].astype(str).isin(fids).to_numpy())


def _names(frame: gpd.GeoDataFrame) -> list[str | list[str]]:
    """The name of each feature, else its id; a pair where the languages differ. None is longer than a name can be."""
    none = pd.Series("", index=frame.index)
    fid = frame.get("fid", none).fillna("").astype(str)
    name = frame.get("name", none).fillna("").astype(str)
    name = name.where(name != "", fid)
    english = frame.get("name_en", none).fillna("").astype(str)
    return [zh if en in ("", zh) else [zh, en] for zh, en in zip(_shown(name), _shown(english), strict=True)]


def _shown(names: "pd.Series[str]") -> list[str]:
    """Names as the page shows them; of most layers, none needs a change."""
    plain: list[str] = names.to_numpy(dtype=object).tolist()
    together = "".join(plain)
    if max(map(len, plain), default=0) <= NAME_LENGTH and visible(together) == together:
        return plain
    return [visible(shortened(each, NAME_LENGTH)) for each in plain]


def _labels(report: Report, datum: Datum | None) -> list[Table]:
    """Names of the units, the largest first: where two would collide, the smaller gives way."""
    at, size = label_places(report, datum=datum)
    names = _names(report.units)
    order = np.argsort(-size, kind="stable")
    return [{"name": names[row], "at": at[row].round(PLACE_DIGITS).tolist()} for row in order.tolist()]
