"""A naive check of the written layers, apart from planseam: every conflict, by the definitions, in the simplest way."""

import itertools
import re
from typing import Any

import numpy as np
import pandas as pd
import shapely
from shapely.geometry.base import BaseGeometry

from draw import ground
from draw.basins import LEAST_M2, LEAST_SHARE
from draw.finding import Data, Found, mean_width, province, runs, stations

STEP_M = 10.0
REACH_M = 50.0
RUN_M = 200.0
NOISE_M = 5.0
LINES = ("redline", "farmland", "development-boundary")
OURS = (
    "rivers",
    "river-reaches",
    "corridors",
    "redline",
    "redline-previous",
    "protected-areas",
    "watersheds",
    "development-boundary",
    "farmland",
    "roads",
    "rails",
    "crossings",
    "projects",
    "flood-zones",
    "upper-plan",
    "agro-ecological-areas",
)
COPY_M = 250.0
PARTIED = ("redline", "protected-areas", "development-boundary", "farmland")


class NearMiss(ValueError):
    """The data lie so near a threshold that two honest checks might differ."""


def refuse_copied_borders(data: Data) -> None:
    """No outline may follow a county or province line: the geometry of the units is not ours to give away."""
    lines = shapely.get_parts(shapely.line_merge(shapely.union_all(ground.counties().boundary.to_numpy())))
    tree = shapely.STRtree(lines)
    for layer in OURS:
        for fid, shape in zip(data.drawn[layer]["fid"], data.drawn[layer].geometry, strict=True):
            outline = shape.boundary if shape.geom_type in ("Polygon", "MultiPolygon") else shape
            for line in lines[tree.query(outline, predicate="dwithin", distance=3)]:
                along = shapely.intersection(outline, line.buffer(3))
                if max(part.length for part in shapely.get_parts(along)) > COPY_M:
                    raise NearMiss(f"{layer} {fid} follows a unit border for more than {COPY_M} m")


def find_all(data: Data) -> list[Found]:
    """Every conflict of the eight rules."""
    found = []
    for search in (_ec101, _ec103, _ec104, _bd101, _bd102, _co101, _wa):
        found += search(data)
    return found


def _middle(geometry: BaseGeometry) -> shapely.Point:
    return shapely.point_on_surface(geometry)


def _ec103(data: Data) -> list[Found]:
    found = []
    for pair in ground.pairs():
        for one, other in itertools.permutations(pair.split("-")):
            own = data.of("redline", one)
            facing = shapely.STRtree(data.of("redline", other).geometry.to_numpy())
            seats = data.of("development-boundary", other)
            towns = shapely.STRtree(seats.geometry.to_numpy())
            for points in stations(pair, STEP_M):
                mine = _within(shapely.STRtree(own.geometry.to_numpy()), points)
                for start, end in runs(mine & ~_within(facing, points)):
                    length = (end - start) * STEP_M
                    if length < RUN_M * 0.7:
                        continue
                    if length < RUN_M * 1.5:
                        raise NearMiss(f"EC103 run of {length} m at {ground.degrees(points[start])}")
                    stretch = points[start:end]
                    touched = own.geometry.sindex.query(stretch, predicate="dwithin", distance=REACH_M)[1]
                    share = float(_within(towns, stretch).mean())
                    if 0 < share < 0.9:
                        raise NearMiss(f"EC103 faces a town over {share:.0%} at {ground.degrees(points[start])}")
                    severity = "major" if share else "minor"
                    opposite = seats.geometry.sindex.query(stretch, predicate="dwithin", distance=REACH_M)[1]
                    fids = frozenset([*own["fid"].iloc[touched], *seats["fid"].iloc[opposite]])
                    units = (one, other)
                    found.append(Found("EC103", severity, units, fids, stretch[len(stretch) // 2], length_m=length))
    return found


def _within(tree: shapely.STRtree, points: np.ndarray) -> np.ndarray:
    flags = np.zeros(len(points), dtype=bool)
    flags[tree.query(points, predicate="dwithin", distance=REACH_M)[0]] = True
    return flags


def _ec104(data: Data) -> list[Found]:
    found = []
    for one, other in itertools.combinations(LINES, 2):
        left, right = data.tables[one], data.tables[other]
        for a, b, shared in data.overlaps(one, other):
            if shared.area < 100 or mean_width(shared) < 2 * NOISE_M:
                raise NearMiss(f"EC104 of {shared.area:.0f} m2: {left['fid'][a]}, {right['fid'][b]}")
            units = tuple(sorted({left["code"][a], right["code"][b]}))
            fids = frozenset({left["fid"][a], right["fid"][b]})
            found.append(Found("EC104", "major", units, fids, _middle(shared), shared.area))
    return found


def _bd101(data: Data) -> list[Found]:
    found = []
    for pair in ground.pairs():
        line = ground.border(pair)
        tables = [data.of("redline", code) for code in pair.split("-")]
        near = [table[shapely.dwithin(table.geometry, line, 500)] for table in tables]
        for a, b in near[0].geometry.sindex.query(near[1].geometry, predicate="dwithin", distance=500).T[:, ::-1]:
            left, right = near[0].iloc[a], near[1].iloc[b]
            if not _has_gap(left.geometry, right.geometry, line):
                continue
            gap = _unclaimed(data, left, right)
            noise = mean_width(gap) <= NOISE_M
            fids = frozenset({left["fid"], right["fid"]})
            severity = "info" if noise else "major"
            units = tuple(pair.split("-"))
            run = shapely.intersection(line, gap.buffer(1)).length
            found.append(Found("BD101", severity, units, fids, _middle(gap), gap.area, run))
    return found


def _has_gap(left: BaseGeometry, right: BaseGeometry, line: BaseGeometry) -> bool:
    """Close the two patches over 300 m and see whether that fills a strip between them."""
    both = shapely.union(left, right)
    filled = both.buffer(150, quad_segs=32).buffer(-150, quad_segs=32).difference(both)
    strips = [
        part
        for part in shapely.get_parts(filled)
        if part.area > 400 and part.distance(left) < 0.5 and part.distance(right) < 0.5 and part.intersects(line)
    ]
    return any(part.length / 2 >= 2 * mean_width(part) for part in strips)


def _unclaimed(data: Data, left: "pd.Series[Any]", right: "pd.Series[Any]") -> BaseGeometry:
    """Ground inside the outline drawn for both sides that neither side keeps."""
    drawn = data.drawn["redline"].set_index("fid").geometry
    outline = shapely.intersection(drawn[left["fid"]], drawn[right["fid"]])
    parts = shapely.get_parts(outline.difference(shapely.union(left.geometry, right.geometry)))
    strips = [part for part in parts if part.area > 400]
    if len(strips) != 1:
        raise NearMiss(f"BD101: {len(strips)} strips between {left['fid']} and {right['fid']}")
    return strips[0]


def _bd102(data: Data) -> list[Found]:
    found = []
    for layer in PARTIED:
        table = data.tables[layer]
        for a, b, shared in data.overlaps(layer, layer):
            codes = (province(table["code"][a]), province(table["code"][b]))
            if codes[0] == codes[1] and layer == "protected-areas":
                continue  # one party's two designations: EC107's
            if codes[0] == codes[1] or not all(codes):
                raise NearMiss(f"{layer}: {table['fid'][a]} and {table['fid'][b]} overlap by {shared.area:.0f} m2")
            severity = "minor" if layer == "protected-areas" else "major"
            severity = "info" if mean_width(shared) <= NOISE_M else severity
            fids = frozenset({table["fid"][a], table["fid"][b]})
            units = tuple(sorted(codes))
            found.append(Found("BD102", severity, units, fids, _middle(shared), shared.area))
    return found


def _co101(data: Data) -> list[Found]:
    found = []
    table = data.tables["corridors"]
    for row in table.itertuples():
        for end in ends(row.geometry):
            for pair in ground.pairs():
                if row.code not in pair or end.distance(ground.border(pair)) > 100:
                    continue
                (other,) = (code for code in pair.split("-") if code != row.code)
                rivals = table[(table["code"] == other) & (table["kind"] == row.kind)]
                apart = float(rivals.geometry.distance(end).min()) if len(rivals) else np.inf
                if 90 < apart < 300:
                    raise NearMiss(f"CO101: {row.fid} ends {apart:.0f} m from its counterpart")
                if apart > 100:
                    units = tuple(sorted((row.code, other)))
                    found.append(Found("CO101", "minor", units, frozenset({row.fid}), end))
        _refuse_grazing(row.fid, row.code, row.geometry)
    return found


def _refuse_grazing(fid: str, code: str, line: BaseGeometry) -> None:
    """Refuse a corridor that grazes a border, or ends less than 2 km from one that it does not reach."""
    for pair in ground.pairs():
        if code not in pair:
            continue
        for piece in shapely.get_parts(shapely.intersection(line, ground.border(pair).buffer(120))):
            if piece.distance(ground.border(pair)) > 1:
                raise NearMiss(f"{fid} grazes {pair} at {ground.degrees(shapely.Point(piece.coords[0]))}")
    for end in ends(line):
        apart = end.distance(ground.borders())
        if 100 < apart < 2000:
            raise NearMiss(f"{fid} ends {apart:.0f} m from a border at {ground.degrees(end)}")


def ends(line: BaseGeometry) -> list[shapely.Point]:
    """Loose ends of a line."""
    tips = [
        tip
        for part in shapely.get_parts(shapely.line_merge(line))
        if part.coords[0] != part.coords[-1]
        for tip in (part.coords[0], part.coords[-1])
    ]
    return [shapely.Point(tip) for tip in tips if tips.count(tip) == 1]


def _ec101(data: Data) -> list[Found]:
    table = data.tables["protected-areas"]
    found = []
    for row in table.itertuples():
        parts = [shapely.intersection(row.geometry, ground.unit(code)) for code in ground.PROVINCES]
        held = [code for code, part in zip(ground.PROVINCES, parts, strict=True) if part.area > 1e4]
        if len(held) > 1:
            line = shapely.intersection(row.geometry, ground.borders())
            size = (row.geometry.area, line.length)
            severity = "critical" if row.zone == "core" else "major"
            found.append(Found("EC101", severity, tuple(held), frozenset({row.fid}), _middle(row.geometry), *size))
    reserves = table[table["code"] != ""].groupby("name")
    for (name, one), (other_name, other) in itertools.combinations(reserves, 2):
        codes = {province(one["code"].iloc[0]), province(other["code"].iloc[0])}
        if len(codes) == 1:
            continue
        match = _core(name) == _core(other_name)
        kin = one["category"].iloc[0] == other["category"].iloc[0]
        left, right = shapely.union_all(one.geometry.to_numpy()), shapely.union_all(other.geometry.to_numpy())
        apart = left.distance(right)
        planted_claim = bool((one["inset_m"] != 0).any() or (other["inset_m"] != 0).any())
        if not planted_claim and 450 < apart < 2000:
            raise NearMiss(f"EC101: {name} and {other_name} lie {apart:.0f} m apart")
        fids = frozenset({*one["fid"], *other["fid"]})
        units = tuple(sorted(codes))
        if apart <= 500 and (match or kin):
            shared = shapely.intersection(left.boundary, right.buffer(1)).length
            place = shapely.Point(shapely.shortest_line(left, right).coords[0])
            severity = "critical" if "core" in {*one["zone"], *other["zone"]} else "major"
            near = [side[side.geometry.distance(facing) <= 500] for side, facing in ((one, right), (other, left))]
            area = float(near[0].geometry.area.sum() + near[1].geometry.area.sum())
            found.append(Found("EC101", severity, units, fids, place, area, shared))
        elif match:
            found.append(Found("EC101", "info", units, fids, _middle(left), left.area + right.area))
    return found


def _core(name: str) -> str:
    name = re.sub(r"（.*?）", "", name)
    name = re.sub(r"^(浙江|安徽|江苏|上海|青浦|昆山)", "", name)
    return re.sub(r"(国家级|省级|国家|世界)?(自然保护区|森林公园|湿地公园|风景名胜区|地质公园)$", "", name)


def _wa(data: Data) -> list[Found]:
    found = []
    for row in data.tables["watersheds"].itertuples():
        parts = {code: shapely.intersection(row.geometry, ground.unit(code)) for code in ground.PROVINCES}
        total = sum(part.area for part in parts.values())
        held = {c: p for c, p in parts.items() if p.area >= LEAST_SHARE * total or p.area >= LEAST_M2}
        for part in parts.values():
            if (
                part.area > 1
                and LEAST_SHARE / 1.8 < part.area / total < LEAST_SHARE * 1.8
                and part.area < 1.8 * LEAST_M2
            ):
                raise NearMiss(f"WA101: {row.fid} holds a part of {part.area:.0f} m2, {part.area / total:.2%}")
        if len(held) < 2:
            continue
        line = shapely.intersection(row.geometry, ground.borders())
        fids, units, place = frozenset({row.fid}), tuple(held), _middle(row.geometry)
        found.append(Found("WA101", "minor", units, fids, place, row.geometry.area, line.length))
        if len({_function(part, data.functions) for part in held.values()}) > 1:
            found.append(Found("WA102", "minor", units, fids, place, row.geometry.area))
    return found


def _function(part: BaseGeometry, functions: dict[str, str]) -> str:
    shares: dict[str, float] = {}
    counties = ground.counties()
    for code, county in zip(counties["code"], counties.geometry, strict=True):
        if county.intersects(part):
            shares[functions[code]] = shares.get(functions[code], 0.0) + county.intersection(part).area
    ordered = sorted(shares.values(), reverse=True)
    if len(ordered) > 1 and ordered[0] - ordered[1] < 0.1 * sum(ordered):
        raise NearMiss(f"WA102: near tie of functions at {ground.degrees(_middle(part))}")
    return max(shares, key=lambda function: shares[function])
