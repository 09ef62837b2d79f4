"""A naive check of plans against plans, and of tables, apart from planseam."""

import itertools
from collections.abc import Iterator
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from draw import ground, writing
from draw.finding import Data, Found, mean_width, province, runs, stations
from draw.verify import NOISE_M, REACH_M, RUN_M, STEP_M, NearMiss

STATUTORY = ("redline", "farmland", "development-boundary")
ZONE = ("310118", "320509", "330421")
LAYERS = {"redline": "redline", "farmland": "farmland", "development-boundary": "development-boundary"}
LAYERS |= {"lake": "lakes", "protected-area": "protected-areas"}
BANK_STEP_M, BANK_SEARCH_M = 25.0, 20_000.0
BANK_RUN_M = writing.BANK_RUN_M
NOWHERE = shapely.Point()


def find_all(data: Data) -> list[Found]:
    """Every conflict of the rules that compare plans and tables."""
    found: list[Found] = []
    for search in (
        _bd103,
        _bd104,
        _ec102,
        _ec105,
        _ec106,
        _ec107,
        _wa104,
        _wa105,
        _wa106,
        _dv101,
        _dv102,
        _dv103,
        _dv104,
        _dv105,
        _gv101,
        _gv102,
        _gv103,
    ):
        found += search(data)
    return found


def _middle(geometry: BaseGeometry) -> shapely.Point:
    return shapely.point_on_surface(geometry)


def _units(*codes: str) -> tuple[str, ...]:
    return tuple(sorted({province(code) for code in codes}))


def _bd103(data: Data) -> list[Found]:
    found = []
    noise: dict[tuple[str, str, str], list[tuple[str, BaseGeometry]]] = {}
    for layer in (*STATUTORY, "protected-areas", "land-use"):
        for row in data.tables[layer].itertuples():
            for code in ground.PROVINCES:
                if not row.code or code == row.code[:2] or not ground.unit(code).intersects(row.geometry):
                    continue
                part = shapely.intersection(row.geometry, ground.unit(code))
                if part.area < 1:
                    continue
                width = mean_width(part)
                if 0.5 * NOISE_M < width < 2 * NOISE_M or part.area < 500:
                    raise NearMiss(f"BD103: {row.fid} runs over by {part.area:.1f} m2, {width:.1f} m wide")
                units = _units(row.code, code)
                if width <= NOISE_M:
                    noise.setdefault((layer, row.code, code), []).append((row.fid, part))
                    continue
                severity = "major" if layer in STATUTORY else "minor"
                found.append(Found("BD103", severity, units, frozenset({row.fid}), _middle(part), part.area))
    for (_, own, foreign), parts in noise.items():
        units = _units(own, foreign)
        fids, area = frozenset(fid for fid, _ in parts), sum(part.area for _, part in parts)
        found.append(Found("BD103", "info", units, fids, _middle(parts[0][1]), area))
    return found


def _bd104(data: Data) -> list[Found]:
    found = []
    for row in data.lists["scope"]:
        area, declared = ground.unit(row["code"]).area, float(row["area_km2"]) * 1e6
        off = abs(area - declared) / declared
        if 0.003 < off < 0.008:
            raise NearMiss(f"BD104: {row['code']} is off by {off:.2%}")
        if off > 0.005:
            place = _middle(ground.unit(row["code"]))
            found.append(Found("BD104", "minor", (row["code"],), frozenset({row["fid"]}), place, abs(area - declared)))
    return found


def _ec102(data: Data) -> list[Found]:
    table = data.tables["protected-areas"]
    found = []
    for pair in ground.pairs():
        sides = {code: _shown(table, pair, code) for code in pair.split("-")}
        for points in stations(pair, STEP_M):
            zones = {code: _zones(side, points) for code, side in sides.items()}
            for code, other in itertools.permutations(sides):
                facing = (zones[code] == "core") & (zones[other] != "core")
                for start, end in runs(facing):
                    length = (end - start) * STEP_M
                    if 0.6 * RUN_M < length < 1.6 * RUN_M:
                        raise NearMiss(f"EC102 over {length:.0f} m at {ground.degrees(points[start])}")
                    if length < RUN_M:
                        continue
                    bare = int((zones[other][start:end] == "").sum()) * STEP_M
                    if 10 < bare < 120:
                        raise NearMiss(f"EC102 faces nothing over {bare:.0f} m at {ground.degrees(points[start])}")
                    stretch = points[start:end]
                    fids = frozenset(
                        fid
                        for side in sides.values()
                        for fid, _, shape in side
                        if shapely.dwithin(shape, stretch, REACH_M).any()
                    )
                    severity, place = ("major" if bare else "minor"), stretch[len(stretch) // 2]
                    found.append(Found("EC102", severity, _units(code, other), fids, place, length_m=length))
    return found


def _shown(table: Any, pair: str, code: str) -> list[tuple[str, str, BaseGeometry]]:
    line, side = ground.border(pair), []
    for row in table.itertuples():
        if row.code not in ("", code) or row.geometry.distance(line) > REACH_M:
            continue
        shape = row.geometry if row.code else shapely.intersection(row.geometry, ground.unit(code))
        shapely.prepare(shape)
        side.append((row.fid, row.zone, shape))
    return side


def _zones(side: list[tuple[str, str, BaseGeometry]], points: NDArray[Any]) -> NDArray[np.str_]:
    zones = np.full(len(points), "", dtype="U7")
    for wanted in ("general", "core"):
        for _, zone, shape in side:
            if zone == wanted:
                zones[shapely.dwithin(shape, points, REACH_M)] = zone
    return zones


def _ec105(data: Data) -> list[Found]:
    redline, reserves = data.tables["redline"], data.tables["protected-areas"]
    cores = shapely.union_all(reserves.geometry[reserves["zone"] == "core"].to_numpy())
    found = []
    for project in data.tables["projects"].itertuples():
        for index in redline.sindex.query(project.geometry, predicate="intersects"):
            line = redline.iloc[index]
            shared = shapely.intersection(project.geometry, line.geometry)
            kind = project.geometry.geom_type
            size = {"Polygon": shared.area / 100, "LineString": shared.length / 100, "Point": 2}[kind]
            if size < 1 or (kind == "Polygon" and mean_width(shared) < 2 * NOISE_M):
                raise NearMiss(f"EC105: {project.fid} grazes {line['fid']}")
            severity = "critical" if cores.intersects(shared) else "major"
            fids, units = frozenset({project.fid, line["fid"]}), _units(project.code, line["code"])
            place = shared.centroid if kind == "LineString" else _middle(shared)
            sizes = {"area_m2": shared.area, "length_m": shared.length if kind == "LineString" else 0.0}
            found.append(Found("EC105", severity, units, fids, place, **sizes))
    return found


def _ec106(data: Data) -> list[Found]:
    before, now = data.tables["redline-previous"], data.tables["redline"]
    tree = shapely.STRtree(now.geometry.to_numpy())
    found = []
    lost: dict[str, list[BaseGeometry]] = {}
    for row in before.itertuples():
        near = tree.query(row.geometry, predicate="intersects")
        equal = [index for index in near if now.geometry[index].equals_exact(row.geometry, 0.01)]
        for index in near:
            if now["function"][index] != row.function and now["code"][index] == row.code:
                shared = shapely.intersection(row.geometry, now.geometry[index])
                if 1 < shared.area < 5000:
                    raise NearMiss(f"EC106: {row.fid} and {now['fid'][index]} share {shared.area:.0f} m2")
                if shared.area > 1000:
                    fids = frozenset({row.fid, now["fid"][index]})
                    found.append(Found("EC106", "minor", _units(row.code), fids, _middle(shared), shared.area))
        if equal:
            continue
        gone = row.geometry.difference(shapely.union_all(now.geometry.to_numpy()[near]))
        parts = [part for part in shapely.get_parts(gone) if part.area > 1]
        if any(part.area < 5000 or mean_width(part) < 2 * NOISE_M for part in parts):
            raise NearMiss(f"EC106: {row.fid} lost crumbs")
        if parts:
            lost.setdefault(row.code, []).extend(parts)
            area = sum(part.area for part in parts)
            found.append(Found("EC106", "major", _units(row.code), frozenset({row.fid}), _middle(parts[0]), area))
    for code in ground.PROVINCES:
        had, has = (
            shapely.union_all(table.geometry[table["code"] == code].to_numpy()).area for table in (before, now)
        )
        if 0 < had - has < 2e-4 * had:
            raise NearMiss(f"EC106: the redlines of {code} changed by {(had - has) / had:.3%}")
        if had > has:
            found.append(Found("EC106", "major", (code,), frozenset(), _middle(lost[code][0]), had - has))
    return found


def _ec107(data: Data) -> list[Found]:
    table, found = data.tables["protected-areas"], []
    for a, b, shared in data.overlaps("protected-areas", "protected-areas"):
        if table["category"][a] == table["category"][b]:
            continue
        share = shared.area / min(table.geometry[a].area, table.geometry[b].area)
        if shared.area < 20_000 and share < 0.02:
            raise NearMiss(f"EC107: {table['fid'][a]} and {table['fid'][b]} share {shared.area:.0f} m2")
        fids, units = frozenset({table["fid"][a], table["fid"][b]}), _units(table["code"][a], table["code"][b])
        found.append(Found("EC107", "minor", units, fids, _middle(shared), shared.area))
    return found


def _wa104(data: Data) -> list[Found]:
    """Stretches in lakes only: no border follows a river of ours for so long."""
    found = []
    lakes = data.tables["lakes"]
    water = shapely.union_all(lakes.geometry.to_numpy())
    for pair in ground.pairs():
        for part in shapely.get_parts(ground.border(pair)):
            places = np.arange(BANK_STEP_M / 2, part.length, BANK_STEP_M)
            points = shapely.line_interpolate_point(part, places)
            lake = _first(lakes.geometry.to_numpy(), points)
            wet = np.flatnonzero(lake >= 0)
            if not len(wet):
                continue
            banks = [np.full(len(points), -1) for _ in range(2)]
            for bank, code, sign in zip(banks, pair.split("-"), (1, -1), strict=True):
                bank[wet] = _bank(data, code, points[wet], _out(part, places[wet], code, sign), water)
            unlike = (banks[0] >= 0) & (banks[1] >= 0) & (banks[0] != banks[1])
            for start, end in _bridged(unlike, lake):
                length = (end - start) * BANK_STEP_M
                if 0.93 * BANK_RUN_M < length < 1.08 * BANK_RUN_M:
                    raise NearMiss(f"WA104 over {length:.0f} m at {ground.degrees(points[start])}")
                if length < BANK_RUN_M:
                    continue
                grave = unlike[start:end] & np.isin(banks[0][start:end], (0, 2)) & np.isin(banks[1][start:end], (0, 2))
                if grave.any():
                    raise NearMiss(f"WA104: a redline faces a town at {ground.degrees(points[start])}")
                fids = frozenset({lakes["fid"].iloc[lake[start]]})
                place = points[(start + end) // 2]
                found.append(Found("WA104", "minor", tuple(pair.split("-")), fids, place, length_m=length))
    return found


def _first(shapes: NDArray[Any], points: NDArray[Any]) -> NDArray[np.intp]:
    found = np.full(len(points), -1)
    for index, shape in reversed(list(enumerate(shapes))):
        found[shapely.intersects(shape, points)] = index
    return found


def _out(part: BaseGeometry, places: NDArray[Any], code: str, sign: int) -> NDArray[np.float64]:
    """Way from the border into a province, square to 25 m of border either way."""
    before = shapely.get_coordinates(shapely.line_interpolate_point(part, np.maximum(places - 25, 0)))
    after = shapely.get_coordinates(shapely.line_interpolate_point(part, np.minimum(places + 25, part.length)))
    normal = (after - before)[:, ::-1] * [-1, 1]
    normal /= np.hypot(*normal.T)[:, None]
    middle = shapely.get_coordinates(shapely.line_interpolate_point(part, places))
    own = shapely.contains_xy(ground.unit(code), middle + 3 * normal).mean() > 0.5
    return normal if own else -normal


def _bank(
    data: Data, code: str, points: NDArray[Any], way: NDArray[np.float64], water: BaseGeometry
) -> NDArray[np.intp]:
    """Number of the control line that covers most of the strip behind the bank; 3 for none, -1 where no bank is."""
    origin = shapely.get_coordinates(points)
    rays = shapely.linestrings(np.stack([origin, origin + BANK_SEARCH_M * way], axis=1))
    wet = shapely.intersection(rays, water)
    first = [
        next(piece for piece in shapely.get_parts(line) if piece.distance(point) < 1)
        for line, point in zip(wet, points, strict=True)
    ]
    reach = np.array([shapely.Point(piece.coords[-1]).distance(point) for piece, point in zip(first, points, strict=True)])
    steps = np.arange(12.5, 500, 25)
    strip = origin[:, None, :] + (reach[:, None] + steps)[:, :, None] * way[:, None, :]
    dots = shapely.points(strip.reshape(-1, 2))
    kind = np.full(len(dots), 3)
    for number in (2, 1, 0):
        table = data.of(STATUTORY[number], code)
        kind[shapely.STRtree(table.geometry.to_numpy()).query(dots, predicate="intersects")[0]] = number
    counted = shapely.contains_xy(ground.unit(code), strip.reshape(-1, 2)) & ~shapely.intersects(water, dots)
    votes = np.stack([(counted & (kind == number)).reshape(len(points), -1).sum(1) for number in range(4)], -1)
    side = np.where(votes.sum(1) > 0, votes.argmax(1), -1)
    side[reach >= BANK_SEARCH_M - 0.2] = -1
    return side


def _bridged(unlike: NDArray[np.bool_], lake: NDArray[np.intp]) -> list[tuple[int, int]]:
    """Runs, joined over an interruption of one cell in the same lake."""
    closed = unlike.copy()
    closed[1:-1] |= unlike[:-2] & unlike[2:] & (lake[1:-1] == lake[:-2])
    return runs(closed & (lake >= 0))


def _wa105(data: Data) -> list[Found]:
    found = []
    coast = shapely.union_all(data.tables["coast"].geometry.to_numpy())
    land, sea = data.tables["land-use"], data.tables["sea-plan"]
    for plan in sea.itertuples():
        near = land[land.geometry.distance(plan.geometry) < 500]
        both = shapely.union_all([plan.geometry, *near.geometry])
        zone = shapely.intersection(coast, plan.geometry.buffer(600)).buffer(400)
        gaps = [part for part in shapely.get_parts(zone.difference(both)) if mean_width(part) > 2]
        for use in near.itertuples():
            shared = shapely.intersection(use.geometry, plan.geometry)
            parts = [part for part in shapely.get_parts(shared) if mean_width(part) > 1]
            parts += [part for part in gaps if part.distance(use.geometry) < 1 and part.distance(plan.geometry) < 1]
            if any(mean_width(part) < 20 for part in parts):
                raise NearMiss(f"WA105: {use.fid} and {plan.fid}: {[mean_width(part) for part in parts]}")
            if len(parts) > 1:
                raise NearMiss(f"WA105: {len(parts)} faults between {use.fid} and {plan.fid}")
            if parts:
                fids = frozenset({use.fid, plan.fid})
                found.append(Found("WA105", "minor", _units(plan.code), fids, _middle(parts[0]), parts[0].area))
    return found


def _wa106(data: Data) -> list[Found]:
    zones, towns = data.tables["flood-zones"], data.tables["development-boundary"]
    found = []
    for a, b, shared in data.overlaps("flood-zones", "development-boundary"):
        if shared.area < 1000 or mean_width(shared) < 2 * NOISE_M:
            raise NearMiss(f"WA106: {zones['fid'][a]} and {towns['fid'][b]} share {shared.area:.0f} m2")
        fids, units = frozenset({zones["fid"][a], towns["fid"][b]}), _units(zones["code"][a], towns["code"][b])
        found.append(Found("WA106", "major", units, fids, _middle(shared), shared.area))
    for one, other in itertools.combinations(zones.itertuples(), 2):
        if one.code == other.code or one.geometry.distance(other.geometry) > REACH_M:
            continue
        line = ground.border("-".join(sorted((one.code, other.code))))
        faced = shapely.intersection(line, one.geometry.buffer(1).intersection(other.geometry.buffer(1)))
        if faced.length < 300:
            raise NearMiss(f"WA106: {one.fid} and {other.fid} face each other over {faced.length:.0f} m")
        if one.standard_years != other.standard_years:
            middle = shapely.line_interpolate_point(shapely.line_merge(faced), 0.5, normalized=True)
            fids, units = frozenset({one.fid, other.fid}), _units(one.code, other.code)
            found.append(Found("WA106", "minor", units, fids, middle, length_m=faced.length))
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
                found.append(Found("DV101", "minor", (code,), frozenset({"1"}), _middle(shared), shared.area))
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
            fids, units = frozenset({one.fid, other.fid}), _units(one.code, other.code)
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
            entry = (table["fid"][b], one.distance(other), shapely.shortest_line(one, other))
            grouped.setdefault((builder["fid"][a], codes[0], codes[1], role), []).append(entry)
    found = []
    for (fid, own, foreign, role), entries in grouped.items():
        nearest = min(entries, key=lambda entry: entry[1])
        if nearest[1] > 498:
            raise NearMiss(f"DV103: {fid} lies {nearest[1]:.0f} m from the {role} of {foreign}")
        severity = "major" if role == "water" else "minor"
        fids = frozenset({fid, *(other for other, apart, _ in entries if apart <= 500)})
        place = shapely.Point(nearest[2].coords[0])
        found.append(Found("DV103", severity, _units(own, foreign), fids, place))
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
            found.append(Found("DV104", "minor", _units(one, other), fids, place, length_m=run.length))
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
        units, place = tuple(held), _middle(area.geometry)
        if apart > 0.20:
            found.append(Found("DV105", "minor", units, frozenset({area.fid}), place))
        cuts = [(row.fid, row.geometry.intersection(area.geometry)) for row in towns.itertuples()]
        cuts = [(fid, cut) for fid, cut in cuts if cut.area > 1]
        if any(cut.area < 15_000 for _, cut in cuts) or len(cuts) > 1:
            raise NearMiss(f"DV105: towns in {area.fid}: {[(fid, cut.area) for fid, cut in cuts]}")
        for fid, cut in cuts:
            found.append(Found("DV105", "minor", units, frozenset({area.fid, fid}), _middle(cut), cut.area))
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
            place = _middle(max(parts, key=lambda part: part.area))
            area = sum(part.area for part in parts)
            found.append(Found("GV101", "major", _units(town.code), frozenset({town.fid}), place, area))
    return found


def _gv102(data: Data) -> list[Found]:
    found = []
    zone = shapely.union_all([ground.unit(code) for code in ZONE])
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
            found.append(Found("GV102", "major", units, frozenset({row["fid"]}), _middle(place), missing))
    return found


def _pieces(table: Any, place: BaseGeometry) -> Iterator[BaseGeometry]:
    shapely.prepare(place)
    for shape in table.geometry:
        if place.intersects(shape):
            yield shape if place.contains(shape) else shapely.intersection(place, shape)


def _gv103(data: Data) -> list[Found]:
    found = []
    parameters: dict[str, list[dict[str, str]]] = {}
    for row in data.lists["standards"]:
        parameters.setdefault(row["parameter"], []).append(row)
    for rows in parameters.values():
        if len({float(row["value"]) for row in rows}) > 1:
            found.append(Found("GV103", "info", (), frozenset(row["fid"] for row in rows), NOWHERE))
    return found
