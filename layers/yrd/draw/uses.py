"""Flood zones, agro-ecological areas, industry, coasts, upper plan, parks, projects and water sources."""

import itertools
from typing import Any

import numpy as np
import shapely
import shapely.ops
from shapely.geometry.base import BaseGeometry

from draw import ground, reserves, seams, shapes
from draw.canvas import Canvas, Crowd
from draw.intents import Intent

SHORE_M = 1500.0


def draw_uses(canvas: Canvas) -> list[Intent]:
    """Draw all layers of use and plan; give the faults that must be found."""
    intents: list[Intent] = []
    for draw in (_flood, _agro, _sources, _stacked, _industry, _shores, _upper, _parks, _projects):
        intents += draw(canvas)
    return intents


def _facts(name: str) -> list[dict[str, Any]]:
    return list(ground.places("uses")[name])


def _towns(canvas: Canvas) -> Crowd:
    return Crowd(canvas.outlines("development-boundary"))


def _flood(canvas: Canvas) -> list[Intent]:
    intents = []
    towns = _towns(canvas)
    for number, zone in enumerate(_facts("flood"), start=1):
        label = f"flood {zone['zh']}"
        shape = _over_village(canvas, zone, label) if "town" in zone else _across(label, zone, towns)
        fids = [
            canvas.add(
                "flood-zones",
                shape,
                fid=f"FZ-{number:02d}-{code}",
                name=zone["zh"],
                name_en=zone["en"],
                code=code,
                standard_years=float(years),
            )
            for code, years in zone["years"].items()
        ]
        if "why" in zone:
            severity = "major" if "town" in zone else "minor"
            intents.append(Intent("WA106", frozenset(fids), zone["why"], severity))
    return intents


def _across(label: str, zone: dict[str, Any], towns: Crowd) -> BaseGeometry:
    at = ground.nearest_on_border(zone["pair"], zone["at"])
    for attempt in range(60):
        shape = seams.crossing_blob(
            f"{label} {attempt}", zone["pair"], at, across=zone["across"], along=zone["along"], tries=20
        )
        if shape is not None and towns.is_clear(shape, 60):
            return shape
    message = f"no clean place for {label}"
    raise ValueError(message)


def _over_village(canvas: Canvas, zone: dict[str, Any], label: str) -> BaseGeometry:
    """Lay a zone over the edge of one village of a town, clear of all others."""
    rows = canvas.rows["development-boundary"]
    villages = [row["geometry"] for row in rows if row["name"].startswith(zone["town"])]
    for village in sorted(villages, key=lambda shape: shape.area):
        others = Crowd([row["geometry"] for row in rows if row["geometry"] is not village])
        generator = ground.rng(label)
        for _ in range(60):
            at = shapely.line_interpolate_point(village.exterior, generator.uniform(), normalized=True)
            radius = zone["radius"]
            shape = shapes.blob(generator, np.array([at.x, at.y]), across=radius * 1.3, along=radius, rough=0.2)
            share = shape.intersection(village).area
            if others.is_clear(shape, 60) and seams.is_clear(shape, 400) and 3e4 < share < 0.8 * shape.area:
                return shape
    message = f"no village of {zone['town']} to flood"
    raise ValueError(message)


def _agro(canvas: Canvas) -> list[Intent]:
    intents = []
    fields = [(row["geometry"], row["code"]) for row in canvas.rows["farmland"]]
    towns = canvas.outlines("development-boundary")
    for area in _facts("agro"):
        shape = _agro_shape(area, fields, towns)
        canvas.add("agro-ecological-areas", shape, fid=area["fid"], name=area["zh"], name_en=area["en"])
        if "why" in area:
            intents.append(Intent("DV105", frozenset({area["fid"]}), area["why"], "minor"))
    return intents


def _agro_shape(
    area: dict[str, Any], fields: list[tuple[BaseGeometry, str]], towns: list[BaseGeometry]
) -> BaseGeometry:
    pair, (across, along) = area["pair"], area["sizes"]
    at = ground.nearest_on_border(pair, area["at"])
    tree, town_tree = shapely.STRtree([field for field, _ in fields]), shapely.STRtree(towns)
    for attempt in range(150):
        shape = seams.crossing_blob(f"{area['fid']} {attempt}", pair, at, across=across, along=along, tries=8 + attempt)
        if shape is None:
            continue
        built = [shapely.intersection(shape, towns[index]).area for index in town_tree.query(shape, "intersects")]
        shares = []
        for code in pair.split("-"):
            part = seams.cut(shape, code)
            own = [fields[index] for index in tree.query(part, "intersects") if fields[index][1] == code]
            shares.append(sum(part.intersection(seams.cut(field, code)).area for field, _ in own) / part.area)
        apart = abs(shares[0] - shares[1])
        fits = {
            "split": not built and apart > 0.26,
            "even": not built and apart < 0.14,
            "cut": len(built) == 1 and built[0] > 25_000 and apart < 0.14,
        }
        if fits[area["want"]]:
            return shape
    message = f"no place for {area['zh']}"
    raise ValueError(message)


def _sources(canvas: Canvas) -> list[Intent]:
    intents = []
    for source in _facts("source"):
        facing = source["facing"]
        water, works = _face_to_face(source, facing)
        number = reserves.add(
            canvas,
            water,
            source["code"],
            (source["zh"], source["en"]),
            category="water-resource",
            level="provincial",
            plan_start=2016,
            plan_end=2035,
        )
        fid = _land(canvas, works, facing["code"], "industrial", (facing["zh"], facing["en"]))
        intents.append(Intent("DV103", frozenset({number, fid}), source["why"], "major"))
    return intents


def _face_to_face(source: dict[str, Any], facing: dict[str, Any]) -> tuple[BaseGeometry, BaseGeometry]:
    """Find a place on the border where a water source has room on one side and works on the other."""
    line = ground.border(source["pair"])
    start = shapely.line_locate_point(line, ground.nearest_on_border(source["pair"], source["at"]))
    for slide in sorted(range(-4000, 4001, 100), key=abs):
        at = shapely.line_interpolate_point(line, start + slide)
        side = seams.heading(source["pair"], at)
        for sign in (1, -1):
            way = sign * np.array([np.cos(side), np.sin(side)])
            water = _round(source, at, source["off"] * way)
            works = _round(facing, at, -facing["off"] * way)
            inside = ground.unit(source["code"]).contains(water) and ground.unit(facing["code"]).contains(works)
            if inside and 250 < water.distance(works) < 450:
                return water, works
    message = f"no room beside the border for {source['zh']}"
    raise ValueError(message)


def _round(place: dict[str, Any], at: shapely.Point, step: np.ndarray) -> BaseGeometry:
    radius = place["radius"]
    centre = np.array([at.x, at.y]) + step
    return shapes.blob(ground.rng(place["zh"]), centre, across=radius, along=radius * 0.9, rough=0.12)


def _land(canvas: Canvas, shape: BaseGeometry, code: str, use: str, names: tuple[str, str]) -> str:
    fid = canvas.number("land-use", code, "LU")
    return canvas.add("land-use", shape, fid=fid, name=names[0], name_en=names[1], code=code, **{"class": use})


def _stacked(canvas: Canvas) -> list[Intent]:
    intents = []
    rows = canvas.rows[reserves.LAYER]
    for stacked in _facts("stacked"):
        (under,) = (row for row in rows if row["name"] == stacked["over"])
        others = Crowd([row["geometry"] for row in rows if row is not under])
        base, size = under["geometry"], stacked["size"]
        generator = ground.rng(stacked["zh"])
        for _ in range(400):
            at = shapely.line_interpolate_point(base.exterior, generator.uniform(), normalized=True)
            shape = shapes.blob(generator, np.array([at.x, at.y]), across=size * 1.2, along=size, rough=0.25)
            share = shape.intersection(base).area / shape.area
            if others.is_clear(shape, 700) and seams.is_clear(shape, 900) and 0.3 < share < 0.7:
                break
        else:
            message = f"no place for {stacked['zh']}"
            raise ValueError(message)
        fid = canvas.number(reserves.LAYER, stacked["code"], "PA")
        names = (stacked["zh"], stacked["en"])
        reserves.add(
            canvas, shape, stacked["code"], names, category=stacked["category"], plan_start=2016, plan_end=2030
        )
        intents.append(Intent("EC107", frozenset({fid, under["fid"]}), stacked["why"], "minor"))
    return intents


def _industry(canvas: Canvas) -> list[Intent]:
    for works in _facts("industry"):
        radius = works["radius"]
        shape = shapes.blob(ground.rng(works["zh"]), ground.metres(works["at"]), across=radius * 1.2, along=radius)
        _land(canvas, shape, works["code"], "industrial", (works["zh"], works["en"]))
    return []


def _shores(canvas: Canvas) -> list[Intent]:
    intents = []
    main = max((row["geometry"] for row in canvas.rows["coast"]), key=lambda line: line.length)
    land = shapely.union_all(ground.natural_earth("land").to_crs(ground.METRIC).geometry.to_numpy())
    for place in _facts("shore"):
        ends = [shapely.line_locate_point(main, shapely.Point(ground.metres(end))) for end in place["ends"]]
        coast = shapely.ops.substring(main, min(ends), max(ends))
        band = coast.buffer(SHORE_M, cap_style="flat")
        behind, sea = _whole(band.intersection(land)), _whole(band.difference(land))
        strips = [_strip(place, fault, coast, behind) for fault in place["fault"]]
        for fault, strip in zip(place["fault"], strips, strict=True):
            if fault["kind"] == "gap":
                behind = behind.difference(strip)
            else:
                sea = sea.union(strip)
        sectors = [behind.intersection(part) for part in _halves(coast, len(place["sectors"]))]
        zones, (sea,) = _matched(sectors, [sea])
        fids = [
            _land(canvas, zone, place["code"], use, (f"{place['zh']}{zh}岸线", f"{place['en']} {use} shore"))
            for zone, (use, zh) in zip(zones, place["sectors"], strict=True)
        ]
        number = canvas.number("sea-plan", place["code"], "SP")
        names = {"name": f"{place['zh']}近岸海域", "name_en": f"{place['en']} inshore waters"}
        canvas.add("sea-plan", sea, fid=number, code=place["code"], **names, **{"class": "fishery"})
        for fault, strip in zip(place["fault"], strips, strict=True):
            touched = [fid for fid, zone in zip(fids, zones, strict=True) if zone.distance(strip) < 1]
            intents.append(Intent("WA105", frozenset({number, *touched}), fault["why"], "minor"))
    return intents


def _whole(shape: BaseGeometry) -> BaseGeometry:
    return max(shapely.get_parts(shape), key=lambda part: part.area)


def _strip(place: dict[str, Any], fault: dict[str, Any], coast: BaseGeometry, behind: BaseGeometry) -> BaseGeometry:
    """A strip of land behind a stretch of coast."""
    at = shapely.line_interpolate_point(coast, fault["at"], normalized=True)
    half = fault["half"]
    generator = ground.rng(f"{place['id']} {fault['at']}")
    reach = shapes.blob(generator, np.array([at.x, at.y]), across=half, along=half, rough=0.1)
    return _whole(coast.buffer(fault["width"]).intersection(behind).intersection(reach))


def _halves(coast: BaseGeometry, count: int) -> list[BaseGeometry]:
    """Bands along equal stretches of a coast."""
    places = np.linspace(0, coast.length, count + 1)
    parts = [shapely.ops.substring(coast, start, end) for start, end in itertools.pairwise(places)]
    bands = [part.buffer(2 * SHORE_M, cap_style="flat") for part in parts]
    return [band.difference(shapely.union_all(bands[:index])) for index, band in enumerate(bands)]


def _matched(*groups: list[BaseGeometry]) -> list[list[BaseGeometry]]:
    """Give polygons the same vertices where they meet, so that rounding opens nothing between them."""
    edges = shapely.union_all([shape.boundary for group in groups for shape in group], grid_size=1.0)
    faces = shapely.get_parts(shapely.polygonize([edges]))
    inner = shapely.point_on_surface(faces)
    matched = []
    for group in groups:
        unions = [shapely.union_all(faces[shapely.contains(shape, inner)]) for shape in group]
        matched.append([max(shapely.get_parts(union), key=lambda part: part.area) for union in unions])
    return matched


def _upper(canvas: Canvas) -> list[Intent]:
    facts = ground.places("uses")["upper"]
    rows = canvas.rows["development-boundary"]
    exceeding, intents = {}, []
    for exceed in facts["exceeds"]:
        fid = canvas.fids[f"town-{exceed['town']}"]
        exceeding[fid] = exceed["keep"]
        why = {"zh": exceed["zh"], "en": exceed["en"]}
        intents.append(Intent("GV101", frozenset({fid}), why, "major"))
    for code in ground.PROVINCES:
        own = [row for row in rows if row["code"] == code and row["fid"] not in exceeding]
        bounds = [shapely.buffer(row["geometry"], facts["margin"] + abs(row["inset_m"]), quad_segs=3) for row in own]
        envelope = shapely.union_all(bounds)
        for row in rows:
            if row["fid"] in exceeding and row["code"] == code:
                # the line of the upper plan cuts through the town
                shape = row["geometry"]
                west, south, east, north = shape.bounds
                kept = shapely.box(west, south, west + exceeding[row["fid"]] * (east - west), north)
                envelope = envelope.difference(shape.buffer(90)).union(shape.intersection(kept).buffer(80))
        for number, part in enumerate(shapely.get_parts(envelope), start=1):
            canvas.add(
                "upper-plan",
                shapely.Polygon(part.exterior).simplify(30) if not part.interiors else part.simplify(25),
                fid=f"UP-{code}-{number:04d}",
                name=f"城镇空间控制线{number:04d}",
                name_en=f"Limit of urban space {number:04d}",
                code=code,
                of="development-boundary",
            )
    return intents


def _parks(canvas: Canvas) -> list[Intent]:
    for fid, zh, en, code, kind, lon, lat in ground.places("uses")["parks"]["rows"]:
        point = shapely.Point(ground.metres([lon, lat]))
        canvas.add("parks", point, fid=fid, name=zh, name_en=en, code=code, kind=kind)
    return [
        Intent("DV102", frozenset(pair["features"]), {"zh": pair["zh"], "en": pair["en"]}, "minor")
        for pair in _facts("duplicate")
    ]


def _projects(canvas: Canvas) -> list[Intent]:
    intents = []
    for project in _facts("project"):
        shape = _in_redline(canvas, project)
        _project(canvas, shape, project["fid"], (project["zh"], project["en"]), project["code"], project["kind"])
        intents.append(Intent("EC105", frozenset({project["fid"]}), project["why"], project["severity"]))
    for fid, zh, en, code, kind, lon, lat, radius in ground.places("uses")["free_projects"]["rows"]:
        shape = shapes.blob(ground.rng(zh), ground.metres([lon, lat]), across=radius * 1.2, along=radius)
        _project(canvas, shape, fid, (zh, en), code, kind)
    return intents


def _project(canvas: Canvas, shape: BaseGeometry, fid: str, names: tuple[str, str], code: str, kind: str) -> None:
    canvas.add("projects", shape, fid=fid, name=names[0], name_en=names[1], code=code, kind=kind)


def _in_redline(canvas: Canvas, project: dict[str, Any]) -> BaseGeometry:
    at, size = shapely.Point(ground.metres(project["at"])), project["size"]
    grounds = [row["geometry"] for row in canvas.rows["redline"] if row["code"] == project["code"]]
    if "core" in project:
        rows = canvas.rows[reserves.LAYER]
        (core, *_) = (row["geometry"] for row in rows if row["name"] == project["core"] and row["zone"] == "core")
        grounds = [shape.intersection(core) for shape in grounds if shape.intersects(core)]
        grounds = [part for shape in grounds for part in shapely.get_parts(shape)]
    edge = shapely.intersection(ground.borders(), at.buffer(60_000)).buffer(500)
    grounds = [part for shape in grounds for part in shapely.get_parts(shape.difference(edge))]
    grounds = [shape for shape in grounds if shape.area > max(1e6, 5 * size**2)]
    base = min(grounds, key=lambda shape: shape.distance(at))
    middle = shapely.maximum_inscribed_circle(base, 50)
    centre = np.array(middle.coords[0])
    if project["form"] == "point":
        return shapely.Point(centre)
    if project["form"] == "line":
        turn = ground.rng(project["zh"]).uniform(0, np.pi)
        step = size * np.array([np.cos(turn), np.sin(turn)])
        path = shapes.wandering(ground.rng(project["zh"]), np.array([centre - step, centre + step]), amplitude=60)
        return shapely.LineString(path)
    return shapes.blob(ground.rng(project["zh"]), centre, across=size * 1.2, along=size, rough=0.2)
