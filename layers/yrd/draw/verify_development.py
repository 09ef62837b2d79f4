"""A naive check of development and of the upper plan, quotas and standards, apart from planseam."""

import itertools
from collections.abc import Iterator
from typing import Any

import shapely
from shapely.geometry.base import BaseGeometry

from draw import ground, writing
from draw.finding import Data, Found, mean_width
from draw.verify import NOISE_M, REACH_M, RUN_M, NearMiss
from draw.verify_plans import middle, units_of

LAYERS = {
    "redline": "redline",
    "farmland": "farmland",
    "development-boundary": "development-boundary",
    "lake": "lakes",
    "protected-area": "protected-areas",
}


def find_all(data: Data) -> list[Found]:
    """Every conflict of the rules of development and governance."""
    found: list[Found] = []
    for search in (_dv101, _dv102, _dv103, _dv104, _dv105, _gv101, _gv102, _gv103):
        found += search(data)
    return found


def _dv101(data: Data) -> list[Found]:  # noqa: ARG001 (the areas are unions of units, which are not stored)
    areas = {
        title: shapely.union_all([ground.unit(code) for code in codes])
        for title, _, codes in writing.METROPOLITAN.values()
    }
    found = []
    for (_, one), (_, other) in itertools.combinations(areas.items(), 2):
        for code in ground.PROVINCES:
            shared = shapely.intersection(shapely.intersection(one, other), ground.unit(code))
            if shared.area > 1e6:
                found.append(Found("DV101", "minor", (code,), frozenset({"1"}), middle(shared)))
    return found


def _dv102(data: Data) -> list[Found]:
    found = []
    for one, other in itertools.combinations(data.tables["parks"].itertuples(), 2):
        apart = one.geometry.distance(other.geometry)
        if one.kind != other.kind or one.code == other.code:
            continue
        if 27_000 < apart < 33_000:
            raise NearMiss(f"DV102: {one.fid} and {other.fid} lie {apart:.0f} m apart")
        if apart <= 30_000:
            fids, units = frozenset({one.fid, other.fid}), units_of(one.code, other.code)
            found.append(Found("DV102", "minor", units, fids, one.geometry))
    return found


def _dv103(data: Data) -> list[Found]:
    reserves = data.tables["protected-areas"]
    guarded = [
        ("redline", data.tables["redline"]),
        ("farmland", data.tables["farmland"]),
        ("water", reserves[reserves["category"] == "water-resource"].reset_index(drop=True)),
    ]
    works = data.tables["land-use"]
    builders = [data.tables["development-boundary"], works[works["class"] == "industrial"].reset_index(drop=True)]
    grouped: dict[tuple[str, str, str, str], list[tuple[str, float, BaseGeometry]]] = {}
    for builder, (role, table) in itertools.product(builders, guarded):
        tree = shapely.STRtree(table.geometry.to_numpy())
        for a, b in tree.query(builder.geometry.to_numpy(), predicate="dwithin", distance=502).T:
            codes = builder["code"][a], table["code"][b]
            if codes[0] == codes[1]:
                continue
            one, other = builder.geometry[a], table.geometry[b]
            if shapely.intersection(one, other).area > 10 and role != "water" and "UDB" in builder["fid"][a]:
                continue
            entry = (table["fid"][b], one.distance(other), one.intersection(other.buffer(500)))
            grouped.setdefault((builder["fid"][a], codes[0], codes[1], role), []).append(entry)
    found = []
    for (fid, own, foreign, role), entries in grouped.items():
        nearest = min(entries, key=lambda entry: entry[1])
        if nearest[1] > 498:
            raise NearMiss(f"DV103: {fid} lies {nearest[1]:.0f} m from the {role} of {foreign}")
        severity = "major" if role == "water" else "minor"
        fids = frozenset({fid, *(other for other, apart, _ in entries if apart <= 500)})
        near = shapely.union_all([shape for _, _, shape in entries])
        others = [rest for key, rest in grouped.items() if key[:3] == (fid, own, foreign) and key[3] != role]
        alone = near.difference(shapely.union_all([shape for rest in others for _, _, shape in rest]))
        place = middle(near if alone.area < 100 else alone)  # a place of this role's alone, where there is one
        found.append(Found("DV103", severity, units_of(own, foreign), fids, place))
    return found


def _dv104(data: Data) -> list[Found]:
    frame = ground.counties()
    number = {code: str(row) for row, code in enumerate(data.functions, start=1)}
    found = []
    for a, b in frame.sindex.query(frame.geometry, predicate="dwithin", distance=REACH_M).T:
        one, other = frame["code"][a], frame["code"][b]
        functions = {data.functions[one], data.functions[other]}
        if a >= b or one[:2] == other[:2] or functions != {"ecological", "urbanised"}:
            continue
        line = ground.border("-".join(sorted((one[:2], other[:2]))))
        both = frame.geometry[a].buffer(1).intersection(frame.geometry[b].buffer(1))
        run = shapely.intersection(line, both)
        if 0.5 * RUN_M < run.length < 1.6 * RUN_M:
            raise NearMiss(f"DV104: {one} and {other} share {run.length:.0f} m")
        if run.length >= RUN_M:
            longest = max(shapely.get_parts(shapely.line_merge(run)), key=lambda part: part.length)
            place = shapely.line_interpolate_point(longest, 0.5, normalized=True)
            fids = frozenset({number[one], number[other]})
            found.append(Found("DV104", "minor", units_of(one, other), fids, place, length_m=run.length))
    return found


def _dv105(data: Data) -> list[Found]:
    found = []
    fields, towns = data.tables["farmland"], data.tables["development-boundary"]
    for area in data.tables["agro-ecological-areas"].itertuples():
        parts = {code: shapely.intersection(area.geometry, ground.unit(code)) for code in ground.PROVINCES}
        held = {code: part for code, part in parts.items() if part.area > 1}
        if any(part.area < 0.03 * area.geometry.area for part in held.values()):
            raise NearMiss(f"DV105: {area.fid} has a crumb in another unit")
        shares = []
        for code, part in held.items():
            own = fields[fields["code"] == code]
            near = own.iloc[own.sindex.query(part, predicate="intersects")]
            shares.append(sum(part.intersection(shape).area for shape in near.geometry) / part.area)
        apart = max(shares) - min(shares)
        if 0.15 < apart < 0.25:
            raise NearMiss(f"DV105: the shares of {area.fid} differ by {apart:.0%}")
        units, place = tuple(held), middle(area.geometry)
        if apart > 0.20:
            found.append(Found("DV105", "minor", units, frozenset({area.fid}), place))
        cuts = [(row.fid, row.geometry.intersection(area.geometry)) for row in towns.itertuples()]
        cuts = [(fid, cut) for fid, cut in cuts if cut.area > 1]
        if any(cut.area < 15_000 for _, cut in cuts) or len(cuts) > 1:
            raise NearMiss(f"DV105: towns in {area.fid}: {[(fid, cut.area) for fid, cut in cuts]}")
        for fid, cut in cuts:
            (own,) = (code for code, part in held.items() if part.contains(cut.representative_point()))
            found.append(Found("DV105", "minor", (own,), frozenset({area.fid, fid}), middle(cut), cut.area))
    return found


def _gv101(data: Data) -> list[Found]:
    towns, upper = data.tables["development-boundary"], data.tables["upper-plan"]
    found = []
    for town in towns.itertuples():
        bounds = upper.iloc[upper.sindex.query(town.geometry, predicate="intersects")]
        out = town.geometry.difference(shapely.union_all(bounds.geometry.to_numpy()))
        parts = [part for part in shapely.get_parts(out) if part.area > 0.1]
        if any(mean_width(part) < 2 * NOISE_M for part in parts):
            raise NearMiss(f"GV101: {town.fid} leaves the upper plan by {[mean_width(part) for part in parts]}")
        if parts:
            place = middle(max(parts, key=lambda part: part.area))
            area = sum(part.area for part in parts)
            found.append(Found("GV101", "major", units_of(town.code), frozenset({town.fid}), place, area))
    return found


def _gv102(data: Data) -> list[Found]:
    found = []
    zone = shapely.union_all([ground.unit(code) for code in writing.ZONE])
    for row in data.lists["quotas"]:
        role, _, test = row["item"].partition("/")
        table = data.tables[LAYERS[role]]
        if test:
            field, _, value = test.partition("=")
            table = table[table[field] == value]
        place = zone if row["area"] else ground.unit(row["code"])
        area = shapely.union_all(list(_pieces(table, place))).area
        limit = float(row["value"]) * {"km2": 1e6, "ha": 1e4, "share": place.area}[row["measure"]]
        missing = limit - area if row["bound"] == "min" else area - limit
        if abs(missing) < 0.02 * limit:
            raise NearMiss(f"GV102: {row['fid']} is nearly met")
        if missing > 0:
            units = () if row["area"] else (row["code"],)
            found.append(Found("GV102", "major", units, frozenset({row["fid"]}), middle(place), missing))
    return found


def _pieces(table: Any, place: BaseGeometry) -> Iterator[BaseGeometry]:
    shapely.prepare(place)
    for shape in table.geometry:
        if place.intersects(shape):
            yield shape if place.contains(shape) else shapely.intersection(place, shape)


def _gv103(data: Data) -> list[Found]:
    parameters: dict[str, list[dict[str, str]]] = {}
    for row in data.lists["standards"]:
        parameters.setdefault(row["parameter"], []).append(row)
    return [
        Found("GV103", "info", (), frozenset(row["fid"] for row in rows), shapely.Point())
        for rows in parameters.values()
        if len({float(row["value"]) for row in rows}) > 1
    ]
