"""From what rules say to the conflict record."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import partial
from itertools import count
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import pyproj
import shapely
from numpy.typing import NDArray

from planseam.model.conflict import COLUMNS, Conflict, conflict_id
from planseam.model.tolerances import Settings
from planseam.rules.base import Rule
from planseam.rules.da import RULES as GATE_RULES
from planseam.rules.da.findings import reported
from planseam.seaming.measures import geographic
from planseam.seaming.scene import Scene
from planseam.text import Text, shortened

__all__ = ["Records", "judge_rule", "judged", "records_of", "table_of", "unjudged", "without_rule"]

#: Decimals of the measures in the record: cm and cm², more no plan can hold. Messages round what the rule measured,
#: documents what the record holds: so many digits that both come to the same.
DECIMALS = {"at_km": 5, "area_m2": 2, "length_m": 2, "width_m": 2, "share": 6}

#: Characters of a message: what names of any length in the data can make of it, and no more.
LONGEST = 4000


@dataclass(frozen=True)
class Records:
    """Conflicts completed to records, and not yet a table: forty small tables take longer to make than one.

    Parameters
    ----------
    rows : list of dict
        `planseam.model.conflict.COLUMNS`.
    geometry : array of geometries, EPSG:4490
    """

    rows: list[dict[str, Any]]
    geometry: NDArray[np.object_]

    def __len__(self) -> int:
        return len(self.rows)


def judge_rule(rule: Rule, scene: Scene, settings: Settings[Any]) -> gpd.GeoDataFrame:
    """Run one rule over a scene.

    Returns
    -------
    GeoDataFrame
        The conflict record in EPSG:4490, in the order in which the rule spoke.
    """
    return table_of([judged(rule, scene, settings)])


def judged(rule: Rule, scene: Scene, settings: Settings[Any]) -> Records:
    """Run one rule over a scene, as `judge_rule`; for a table of several rules."""
    return _completed(
        rule.judge(scene, settings),
        names={rule.code: rule.title},
        unit_name=scene.name,
        illustrative=_illustrative(rule, scene),
        crs=scene.crs,
    )


def unjudged(scene: Scene, chosen: Iterable[type[Rule]]) -> gpd.GeoDataFrame:
    """Report layers that could not be judged, also where the rule that says so was not chosen.

    Parameters
    ----------
    scene : Scene
    chosen : iterable of rule types
        They speak for themselves.

    Returns
    -------
    GeoDataFrame
        As from `judge_rule`.
    """
    return table_of([without_rule(scene, chosen)])


def without_rule(scene: Scene, chosen: Iterable[type[Rule]]) -> Records:
    """Report layers that could not be judged, as `unjudged`; for a table of several rules."""
    spoken = {rule.code for rule in chosen}
    silent = [rule for rule in GATE_RULES if rule.code not in spoken]
    return _completed(
        [conflict for rule in silent for conflict in reported(scene, rule.code, critical=True)],
        names={rule.code: rule.title for rule in silent},
        unit_name=scene.name,
        illustrative=lambda _conflict: False,
        crs=scene.crs,
    )


def records_of(
    conflicts: Iterable[Conflict],
    *,
    names: dict[str, Text],
    unit_name: Callable[[str], Text],
    illustrative: Callable[[Conflict], bool],
    crs: pyproj.CRS,
) -> gpd.GeoDataFrame:
    """Complete conflicts to records: sorted parties, names, ids, places, rounded measures.

    Parameters
    ----------
    conflicts : iterable of Conflict
    names : dict
        Title of each rule by code.
    unit_name : callable
        Gives the name of a code.
    illustrative : callable
        Tells whether anything that led to a conflict is drawn, not surveyed.
    crs : pyproj.CRS
        The CRS of the conflicts' geometry.

    Returns
    -------
    GeoDataFrame
        `planseam.model.conflict.COLUMNS` and geometry, EPSG:4490.
    """
    return table_of([_completed(conflicts, names=names, unit_name=unit_name, illustrative=illustrative, crs=crs)])


def _completed(
    conflicts: Iterable[Conflict],
    *,
    names: dict[str, Text],
    unit_name: Callable[[str], Text],
    illustrative: Callable[[Conflict], bool],
    crs: pyproj.CRS,
) -> Records:
    ordered = [_sorted_parties(conflict) for conflict in conflicts]
    geometry = np.array([conflict.geometry for conflict in ordered], dtype=object)
    shown = geographic(geometry, crs=crs) if len(geometry) else geometry
    ids = _ids(ordered, shown)
    rows = [
        {
            "id": name,
            "rule": conflict.rule,
            "name": names[conflict.rule].zh,
            "severity": conflict.severity,
            "status": "open",
            "unit_a": conflict.unit_a,
            "unit_b": conflict.unit_b,
            "unit_a_name": unit_name(conflict.unit_a).zh if conflict.unit_a else "",
            "unit_b_name": unit_name(conflict.unit_b).zh if conflict.unit_b else "",
            "layer_a": conflict.layer_a,
            "feature_a": conflict.feature_a,
            "layer_b": conflict.layer_b,
            "feature_b": conflict.feature_b,
            "border": conflict.border,
            "at_km": conflict.at_km,
            "area_m2": conflict.area_m2,
            "length_m": conflict.length_m,
            "width_m": conflict.width_m,
            "share": conflict.share,
            "message_zh": shortened(conflict.message.zh, LONGEST),
            "message_en": shortened(conflict.message.en, LONGEST),
            "advice_zh": shortened(conflict.advice.zh, LONGEST),
            "advice_en": shortened(conflict.advice.en, LONGEST),
            "illustrative": illustrative(conflict),
        }
        for conflict, name in zip(ordered, ids, strict=True)
    ]
    return Records(rows, shown)


def table_of(records: Iterable[Records]) -> gpd.GeoDataFrame:
    """Make one table, in the order of the records.

    Returns
    -------
    GeoDataFrame
        `planseam.model.conflict.COLUMNS` and geometry, EPSG:4490.
    """
    every = list(records)
    rows = [row for each in every for row in each.rows]
    geometry = np.concatenate([np.zeros(0, dtype=object), *(each.geometry for each in every)])
    table = pd.DataFrame(rows, columns=list(COLUMNS)).astype(COLUMNS)
    return gpd.GeoDataFrame(table.round(DECIMALS), geometry=geometry, crs="EPSG:4490")


def _illustrative(rule: Rule, scene: Scene) -> Callable[[Conflict], bool]:
    """Tell drawn inputs: the conflict's own layers, and those of the other roles that the rule needs with theirs."""
    drawn = {layer.id for layer in scene.layers if layer.illustrative}
    role_of = {layer.id: layer.role for layer in scene.layers}
    drawn_roles = {role_of[name] for name in drawn}

    def tell(conflict: Conflict) -> bool:
        own = {name for joined in (conflict.layer_a, conflict.layer_b) for name in joined.split(";") if name}
        own_roles = {role_of[name] for name in own if name in role_of}
        others = {role for need in rule.needs if own_roles <= set(need) for role in need} - own_roles
        return bool(own & drawn) or bool(others & drawn_roles)

    return tell


def _ids(conflicts: list[Conflict], shown: NDArray[np.object_]) -> list[str]:
    """Name each conflict; where two would have one name, the later is told by its features too, else by a number."""
    bounds = shapely.bounds(shown).reshape(-1, 4)
    middle = np.where(np.isnan(bounds[:, :2]), 0.0, (bounds[:, :2] + bounds[:, 2:]) / 2)
    given: dict[str, None] = {}
    for conflict, (lon, lat) in zip(conflicts, middle.tolist(), strict=True):
        name = partial(
            conflict_id,
            conflict.rule,
            parties=(conflict.unit_a, conflict.unit_b),
            lon=lon,
            lat=lat,
            about=conflict.about,
        )
        own = name()
        if own in given:
            own = name(features=(conflict.feature_a, conflict.feature_b))
        told = own
        for nth in count(2):
            if told not in given:
                break
            told = f"{own}-{nth}"
        given[told] = None
    return list(given)


def _sorted_parties(conflict: Conflict) -> Conflict:
    if not conflict.unit_b or conflict.unit_a <= conflict.unit_b:
        return conflict
    return Conflict(
        **{
            **conflict.__dict__,
            "unit_a": conflict.unit_b,
            "unit_b": conflict.unit_a,
            "layer_a": conflict.layer_b,
            "layer_b": conflict.layer_a,
            "feature_a": conflict.feature_b,
            "feature_b": conflict.feature_a,
        }
    )
