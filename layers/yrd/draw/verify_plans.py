"""A naive check of plans against plans, apart from planseam."""

import itertools
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from draw import ground
from draw.finding import Data, Found, mean_width, province, runs, stations
from draw.verify import NOISE_M, REACH_M, RUN_M, STEP_M, NearMiss

STATUTORY = ("redline", "farmland", "development-boundary")


def find_all(data: Data) -> list[Found]:
    """Every conflict of the rules that compare what plans draw."""
    found: list[Found] = []
    for search in (_bd103, _bd104, _ec102, _ec105, _ec106, _ec107, _wa105, _wa106):
        found += search(data)
    return found


def middle(geometry: BaseGeometry) -> shapely.Point:
    """A point of a geometry."""
    return shapely.point_on_surface(geometry)


def units_of(*codes: str) -> tuple[str, ...]:
    """Provinces of some codes."""
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
                units = units_of(row.code, code)
                if width <= NOISE_M:
                    noise.setdefault((layer, row.code, code), []).append((row.fid, part))
                    continue
                severity = "major" if layer in STATUTORY else "minor"
                found.append(Found("BD103", severity, units, frozenset({row.fid}), middle(part), part.area))
    for (_, own, foreign), parts in noise.items():
        units = units_of(own, foreign)
        fids, area = frozenset(fid for fid, _ in parts), sum(part.area for _, part in parts)
        found.append(Found("BD103", "info", units, fids, middle(parts[0][1]), area))
    return found


def _bd104(data: Data) -> list[Found]:
    found = []
    for row in data.lists["scope"]:
        area, declared = ground.unit(row["code"]).area, float(row["area_km2"]) * 1e6
        off = abs(area - declared) / declared
        if 0.003 < off < 0.008:
            raise NearMiss(f"BD104: {row['code']} is off by {off:.2%}")
        if off > 0.005:
            place = middle(ground.unit(row["code"]))
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
                    found.append(Found("EC102", severity, units_of(code, other), fids, place, length_m=length))
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
            fids, units = frozenset({project.fid, line["fid"]}), units_of(project.code, line["code"])
            place = shared.centroid if kind == "LineString" else middle(shared)
            sizes = {"area_m2": shared.area, "length_m": shared.length if kind == "LineString" else 0.0}
            found.append(Found("EC105", severity, units, fids, place, **sizes))
    return found


def _ec106(data: Data) -> list[Found]:
    before, now = data.tables["redline-previous"], data.tables["redline"]
    tree = shapely.STRtree(now.geometry.to_numpy())
    found = []
    lost: dict[str, list[BaseGeometry]] = {}
    for row in before.itertuples():
        near = now.iloc[tree.query(row.geometry, predicate="intersects")]
        found += _refunctioned(row, near)
        if any(shape.equals_exact(row.geometry, 0.01) for shape in near.geometry):
            continue
        gone = row.geometry.difference(shapely.union_all(near.geometry.to_numpy()))
        parts = [part for part in shapely.get_parts(gone) if part.area > 1]
        if any(part.area < 5000 or mean_width(part) < 2 * NOISE_M for part in parts):
            raise NearMiss(f"EC106: {row.fid} lost crumbs")
        if parts:
            lost.setdefault(row.code, []).extend(parts)
            area = sum(part.area for part in parts)
            found.append(Found("EC106", "major", units_of(row.code), frozenset({row.fid}), middle(parts[0]), area))
    return found + _less(before, now, lost)


def _refunctioned(row: Any, near: Any) -> list[Found]:
    """Ground of an earlier redline that has another function now."""
    found = []
    for other in near[(near["function"] != row.function) & (near["code"] == row.code)].itertuples():
        shared = shapely.intersection(row.geometry, other.geometry)
        if 1 < shared.area < 5000:
            raise NearMiss(f"EC106: {row.fid} and {other.fid} share {shared.area:.0f} m2")
        if shared.area > 1000:
            fids = frozenset({row.fid, other.fid})
            found.append(Found("EC106", "minor", units_of(row.code), fids, middle(shared), shared.area))
    return found


def _less(before: Any, now: Any, lost: dict[str, list[BaseGeometry]]) -> list[Found]:
    """Provinces whose redlines cover less than before."""
    found = []
    for code in ground.PROVINCES:
        had, has = (shapely.union_all(table.geometry[table["code"] == code].to_numpy()).area for table in (before, now))
        if 0 < had - has < 2e-4 * had:
            raise NearMiss(f"EC106: the redlines of {code} changed by {(had - has) / had:.3%}")
        if had > has:
            found.append(Found("EC106", "major", (code,), frozenset(), middle(lost[code][0]), had - has))
    return found


def _ec107(data: Data) -> list[Found]:
    table, found = data.tables["protected-areas"], []
    for a, b, shared in data.overlaps("protected-areas", "protected-areas"):
        if table["category"][a] == table["category"][b]:
            continue
        share = shared.area / min(table.geometry[a].area, table.geometry[b].area)
        if shared.area < 20_000 and share < 0.02:
            raise NearMiss(f"EC107: {table['fid'][a]} and {table['fid'][b]} share {shared.area:.0f} m2")
        fids, units = frozenset({table["fid"][a], table["fid"][b]}), units_of(table["code"][a], table["code"][b])
        found.append(Found("EC107", "minor", units, fids, middle(shared), shared.area))
    return found


def _wa105(data: Data) -> list[Found]:
    found = []
    land, sea = data.tables["land-use"], data.tables["sea-plan"]
    for plan in sea.itertuples():
        near = land[land.geometry.distance(plan.geometry) < 500]
        both = shapely.union_all([plan.geometry, *near.geometry])
        closed = both.buffer(150, quad_segs=32).buffer(-150, quad_segs=32)
        gaps = [part for part in shapely.get_parts(closed.difference(both)) if mean_width(part) > 2]
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
                found.append(Found("WA105", "minor", units_of(plan.code), fids, middle(parts[0]), parts[0].area))
    return found


def _wa106(data: Data) -> list[Found]:
    zones, towns = data.tables["flood-zones"], data.tables["development-boundary"]
    found = []
    for a, b, shared in data.overlaps("flood-zones", "development-boundary"):
        if shared.area < 1000 or mean_width(shared) < 2 * NOISE_M:
            raise NearMiss(f"WA106: {zones['fid'][a]} and {towns['fid'][b]} share {shared.area:.0f} m2")
        fids, units = frozenset({zones["fid"][a], towns["fid"][b]}), units_of(zones["code"][a], towns["code"][b])
        found.append(Found("WA106", "major", units, fids, middle(shared), shared.area))
    for one, other in itertools.combinations(zones.itertuples(), 2):
        if one.code == other.code or one.geometry.distance(other.geometry) > REACH_M:
            continue
        line = ground.border("-".join(sorted((one.code, other.code))))
        faced = shapely.intersection(line, one.geometry.buffer(1).intersection(other.geometry.buffer(1)))
        if faced.length < 300:
            raise NearMiss(f"WA106: {one.fid} and {other.fid} face each other over {faced.length:.0f} m")
        if one.standard_years != other.standard_years:
            place = shapely.line_interpolate_point(shapely.line_merge(faced), 0.5, normalized=True)
            fids, units = frozenset({one.fid, other.fid}), units_of(one.code, other.code)
            found.append(Found("WA106", "minor", units, fids, place, length_m=faced.length))
    return found
