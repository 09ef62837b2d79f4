"""A naive check of rivers, corridors, roads and railways, apart from planseam."""

import itertools
from typing import Any

import networkx as nx
import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from draw import ground
from draw.finding import Data, Found, province, runs
from draw.verify import NearMiss, ends

CLASSES = ("I", "II", "III", "IV", "V", "VI")
MEET_M, OFFSET_M, END_M, PAIR_M = 50.0, 50.0, 100.0, 2000.0
BESIDE_M, BESIDE_DEG, BESIDE_RUN_M = 200.0, 15.0, 1000.0
PIECE_M2 = 10_000.0
MAIN = ("motorway", "trunk", "primary")


def find_all(data: Data) -> list[Found]:
    """Every conflict of the rules of water classes, corridors and transport."""
    found = []
    for search in (_wa103, _co102, _co103, _co104, _tr101, _tr102, _tr103, _tr104):
        found += search(data)
    return found


def _wa103(data: Data) -> list[Found]:
    reaches = [
        (row, part) for row in data.tables["river-reaches"].itertuples() for part in shapely.get_parts(row.geometry)
    ]
    found = {}
    for (up, above), (down, below) in itertools.permutations(reaches, 2):
        if up.code == down.code or up.name != down.name:
            continue
        tip, start = shapely.Point(above.coords[-1]), shapely.Point(below.coords[0])
        steps = CLASSES.index(up.water_class) - CLASSES.index(down.water_class)
        if tip.distance(start) <= 100 and steps >= 1:
            severity = "major" if steps > 1 else "minor"
            fids, units = frozenset({up.fid, down.fid}), tuple(sorted((up.code, down.code)))
            if (fids, severity) in found:
                raise NearMiss(f"WA103 twice for {sorted(fids)}")
            found[fids, severity] = Found("WA103", severity, units, fids, tip)
    return list(found.values())


def _landings(table: Any, pair: str) -> list[tuple[Any, shapely.Point]]:
    """Ends of lines of the two provinces near their border."""
    line = ground.border(pair)
    return [
        (row, end)
        for row in table.itertuples()
        if row.code in pair
        for end in ends(row.geometry)
        if end.distance(line) <= END_M
    ]


def _co102(data: Data) -> list[Found]:
    found = {}
    for pair in ground.pairs():
        landings = _landings(data.tables["corridors"], pair)
        couples = [
            (left, right, one.distance(other))
            for (left, one), (right, other) in itertools.combinations(landings, 2)
            if left.code != right.code and left.kind == right.kind
        ]
        met = {fid for left, right, apart in couples if apart <= MEET_M for fid in (left.fid, right.fid)}
        for left, right, apart in couples:
            place = next(end for row, end in landings if row.fid == left.fid)
            fids = frozenset({left.fid, right.fid})
            if apart <= MEET_M:
                widths = sorted((left.width_m, right.width_m))
                wrong = widths[1] >= 2 * widths[0] or left.grade != right.grade
            else:
                near = apart <= 100 or (left.name == right.name and apart <= PAIR_M)
                wrong = near and not met & fids
            if wrong:
                found[fids] = Found("CO102", "minor", tuple(pair.split("-")), fids, place)
    return list(found.values())


def _co103(data: Data) -> list[Found]:
    lines = [(row.fid, row.kind, row.geometry, row.code) for row in data.tables["corridors"].itertuples()]
    for layer, kind in (("roads", "road"), ("rails", "rail")):
        lines += [(row.fid, kind, row.geometry, row.code) for row in data.tables[layer].itertuples()]
    found = []
    tree = shapely.STRtree([line for _, _, line, _ in lines])
    for here, there in zip(*tree.query(tree.geometries, predicate="dwithin", distance=BESIDE_M), strict=True):
        one, other = lines[here], lines[there]
        if here >= there or one[1] == other[1]:
            continue
        run, place = _side_by_side(one[2], other[2])
        if 0.75 * BESIDE_RUN_M < run < 1.25 * BESIDE_RUN_M:
            raise NearMiss(f"CO103: {one[0]} and {other[0]} run {run:.0f} m together at {ground.degrees(place)}")
        if run >= BESIDE_RUN_M:
            units = tuple(sorted({one[3], other[3]}))
            found.append(Found("CO103", "info", units, frozenset({one[0], other[0]}), place))
    return found


def _side_by_side(one: BaseGeometry, other: BaseGeometry, step: float = 25.0) -> tuple[float, shapely.Point]:
    """Longest stretch of a line along which the other is near and goes the same way."""
    best, where = 0.0, shapely.Point()
    near = other.buffer(BESIDE_M)
    for part in shapely.get_parts(shapely.line_merge(one)):
        places = np.arange(0, part.length, step)
        points = shapely.line_interpolate_point(part, places)
        beside = shapely.intersects(near, points)
        if beside.sum() * step < 0.5 * BESIDE_RUN_M:
            continue
        own = _direction(part, places)
        foot = np.array([shapely.line_locate_point(other, point) for point in points])
        theirs = _direction(other, foot) if other.geom_type == "LineString" else _direction_near(other, points)
        turn = np.abs((own - theirs + np.pi / 2) % np.pi - np.pi / 2)
        for start, end in runs(beside & (turn <= np.radians(BESIDE_DEG + 4))):
            if (end - start) * step > best:
                best, where = (end - start) * step, points[(start + end) // 2]
    return best, where


def _direction_near(lines: BaseGeometry, points: NDArray[Any]) -> NDArray[np.float64]:
    parts = shapely.get_parts(lines)
    nearest = [parts[int(shapely.distance(parts, point).argmin())] for point in points]
    return np.array(
        [_direction(part, np.array([part.project(point)]))[0] for part, point in zip(nearest, points, strict=True)]
    )


def _direction(line: BaseGeometry, places: NDArray[Any]) -> NDArray[np.float64]:
    before = shapely.get_coordinates(shapely.line_interpolate_point(line, np.maximum(places - 60, 0)))
    after = shapely.get_coordinates(shapely.line_interpolate_point(line, np.minimum(places + 60, line.length)))
    turn: NDArray[np.float64] = np.arctan2(*(after - before).T[::-1])
    return turn


def _co104(data: Data) -> list[Found]:
    corridors = data.tables["corridors"]
    cutters = [
        (row.fid, row.geometry.buffer(row.width_m / 2))
        for row in corridors[corridors["kind"] == "transport"].itertuples()
    ]
    cutters += [(row.fid, row.geometry) for layer in ("roads", "rails") for row in data.tables[layer].itertuples()]
    tree = shapely.STRtree([shape for _, shape in cutters])
    found = []
    reserves = data.tables["protected-areas"].groupby(["name", "code"], sort=False)
    patches = [(frozenset(rows["fid"]), code, shapely.union_all(rows.geometry)) for (_, code), rows in reserves]
    patches += [(frozenset({row.fid}), row.code, row.geometry) for row in data.tables["redline"].itertuples()]
    for fids, code, patch in patches:
        across = tree.query(patch, predicate="intersects")
        if not len(across):
            continue
        left = patch
        for index in across:
            shape = cutters[index][1]
            left = left.difference(shape if shape.geom_type != "LineString" else shape.buffer(0.05))
        whole = len([part for part in shapely.get_parts(patch) if part.area >= PIECE_M2])
        areas = [part.area for part in shapely.get_parts(left)]
        if any(0.95 * PIECE_M2 < area < 1.05 * PIECE_M2 for area in areas):
            raise NearMiss(f"CO104: {sorted(fids)} has a piece of about a hectare")
        if len([area for area in areas if area >= PIECE_M2]) > max(whole, 1):
            names = frozenset(cutters[index][0] for index in across)
            found.append(Found("CO104", "minor", (province(code),), fids | names, shapely.point_on_surface(patch)))
    return found


def _network(data: Data) -> nx.Graph:
    graph = nx.Graph()
    for row in data.tables["roads"].itertuples():
        for part in shapely.get_parts(shapely.line_merge(row.geometry)):
            tips = [_node(part.coords[0]), _node(part.coords[-1])]
            graph.add_edge(*tips, length=part.length, fid=row.fid, grade=row[_column(data, "roads", "class")])
    return graph


def _column(data: Data, layer: str, name: str) -> int:
    return list(data.tables[layer].columns).index(name) + 1


def _node(point: tuple[float, ...]) -> tuple[int, int]:
    # All junctions share their point, to the rounding of what is stored.
    return round(point[0] / 2), round(point[1] / 2)


def _tr101(data: Data) -> list[Found]:
    roads, graph = data.tables["roads"], _network(data)
    found: dict[frozenset[str], Found] = {}
    for node in [node for node, degree in graph.degree if degree == 1]:
        place = shapely.Point(2 * node[0], 2 * node[1])
        ((_, _, edge),) = graph.edges(node, data=True)
        code = edge["fid"][-2:]
        borders = [pair for pair in ground.pairs() if code in pair and place.distance(ground.border(pair)) < 1200]
        if not borders:
            continue
        if len(borders) > 1 or place.distance(ground.border(borders[0])) > 900:
            raise NearMiss(f"TR101: {edge['fid']} ends at {ground.degrees(place)}")
        (other,) = (side for side in borders[0].split("-") if side != code)
        rivals = roads[(roads["code"] == other) & (roads.geometry.distance(place) < 3200)]
        if len(rivals) > 1:  # two ends that face each other have each other
            rivals = rivals[rivals["fid"].isin(_loose(graph))]
        if len(rivals) != 1:
            raise NearMiss(f"TR101: {edge['fid']} faces {rivals['fid'].tolist()}")
        facing = rivals.iloc[0]
        spot = shapely.line_locate_point(facing.geometry, place)
        across = shapely.line_interpolate_point(facing.geometry, spot)
        tips = [facing.geometry.coords[0], facing.geometry.coords[-1]]
        steps = [spot, facing.geometry.length - spot]
        lengths = nx.single_source_dijkstra_path_length(graph, node, weight="length")
        ways = [lengths[_node(tip)] + step for tip, step in zip(tips, steps, strict=True) if _node(tip) in lengths]
        straight = place.distance(across)
        if ways and min(ways) < 4 * straight:
            raise NearMiss(f"TR101: the detour of {edge['fid']} is {min(ways) / straight:.1f}")
        fids = frozenset({edge["fid"], facing["fid"]})
        severity = "major" if edge["grade"] in MAIN else "minor"
        found.setdefault(fids, Found("TR101", severity, tuple(borders[0].split("-")), fids, place))
    return list(found.values())


def _loose(graph: nx.Graph) -> set[str]:
    """Roads with an end that joins nothing."""
    return {edge["fid"] for node, degree in graph.degree if degree == 1 for _, _, edge in graph.edges(node, data=True)}


def _tr102(data: Data) -> list[Found]:
    found = {}
    for layer in ("roads", "rails"):
        table = data.tables[layer].rename(columns={"class": "grade"})
        for pair in ground.pairs():
            landings = _landings(table, pair)
            couples = [
                (left, right, one, one.distance(other))
                for (left, one), (right, other) in itertools.combinations(landings, 2)
                if left.code != right.code
            ]
            met = {fid for left, right, _, apart in couples if apart <= OFFSET_M for fid in (left.fid, right.fid)}
            for left, right, place, apart in couples:
                fids = frozenset({left.fid, right.fid})
                if apart <= OFFSET_M:
                    wrong = left.grade != right.grade
                elif met & fids or apart > PAIR_M:
                    wrong = False
                else:
                    wrong = left.name == right.name or left.grade == right.grade
                if wrong:
                    found[fids] = Found("TR102", "minor", tuple(pair.split("-")), fids, place)
    return list(found.values())


def _tr103(data: Data) -> list[Found]:
    rivers = data.tables["rivers"]
    by_kind: dict[tuple[str, str], list[tuple[float, Any]]] = {}
    for row in data.tables["crossings"].itertuples():
        nearest = rivers.iloc[int(rivers.geometry.distance(row.geometry).argmin())]
        place = shapely.line_locate_point(nearest.geometry, row.geometry.centroid)
        by_kind.setdefault((nearest["fid"], row.kind), []).append((place, row))
    found = []
    for rows in by_kind.values():
        rows.sort(key=lambda item: item[0])
        for (here, one), (there, other) in itertools.pairwise(rows):
            apart, years = there - here, abs(one.open_year - other.open_year)
            if years <= 6 and 8500 < apart < 11_500:
                raise NearMiss(f"TR103: {one.fid} and {other.fid} lie {apart:.0f} m apart")
            if apart <= 10_000 and years <= 5:
                fids, units = frozenset({one.fid, other.fid}), tuple(sorted({one.code, other.code}))
                place = shapely.shortest_line(one.geometry, other.geometry).centroid
                found.append(Found("TR103", "minor", units, fids, place))
    return found


def _tr104(data: Data) -> list[Found]:
    found = []
    towns = shapely.union_all(data.tables["development-boundary"].geometry.to_numpy())
    for row in data.tables["stations"].itertuples():
        disc = row.geometry.buffer(800, quad_segs=64)
        share = towns.intersection(disc).area / disc.area
        if 0.14 < share < 0.27:
            raise NearMiss(f"TR104: {row.fid} has {share:.0%}")
        if share < 0.20:
            found.append(Found("TR104", "minor", (row.code,), frozenset({row.fid}), row.geometry))
    return found
