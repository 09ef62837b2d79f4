"""Roads, railways, stations and crossings, with the faults that were drawn on purpose."""

from typing import Any

import numpy as np
import shapely
import shapely.ops
from shapely.geometry.base import BaseGeometry

from draw import ground, seams
from draw.canvas import Canvas
from draw.intents import Intent
from draw.routes import Country


def draw_transport(canvas: Canvas) -> list[Intent]:
    """Draw all that moves; give the faults that must be found."""
    country = Country(canvas)
    intents = _draw_rails(canvas, country)
    intents += _draw_roads(canvas, country)
    intents += _draw_stations(canvas)
    return intents + _draw_crossings(canvas)


def _towns() -> dict[str, np.ndarray]:
    return {town[0]: ground.metres(town[3:5]) for town in ground.places("towns")["town"]}


def _why(place: dict[str, Any]) -> dict[str, str]:
    return {"zh": place["zh"], "en": place["en"]}


def _draw_roads(canvas: Canvas, country: Country) -> list[Intent]:
    facts, towns = ground.places("transport"), _towns()
    codes = {town[0]: town[2][:2] for town in ground.places("towns")["town"]}
    intents, number = [], 0
    for dead in facts["dead_end"]:
        marks = set()
        for way in dead["ways"]:
            number += 1
            tip = _before(dead["pair"], dead["at"], way["code"], way["short"])
            line = country.way(way["zh"], np.array([towns[way["from"]], tip]), only=way["code"])
            marks.add(_road(canvas, number, line, way, {way["code"]: way["class"]}, status="planned")[0])
        intents.append(Intent("TR101", frozenset(marks), _why(dead), dead["severity"]))
    for crossing in facts["crossing_road"]:
        number += 1
        line = country.way(crossing["zh"], np.array([towns[crossing["from"]], towns[crossing["to"]]]))
        ends = [codes[crossing["from"]], codes[crossing["to"]]]
        classes = crossing.get("classes", dict.fromkeys(ends, crossing.get("class")))
        fids = _road(canvas, number, line, crossing, classes)
        if "why" in crossing:
            intents.append(Intent("TR102", frozenset(fids), crossing["why"], "minor"))
    for zh, en, grade, start, end in facts["road"]:
        number += 1
        code = codes[start]
        line = country.way(zh, np.array([towns[start], towns[end]]), only=code)
        _road(canvas, number, line, {"zh": zh, "en": en}, {code: grade})
    for beside in facts["beside"]:
        number += 1
        (base,) = (row["geometry"] for row in canvas.rows["rails"] if row["fid"] == beside["of"])
        line = _beside(base, beside["from_km"] * 1000, beside["to_km"] * 1000, beside["off"])
        fids = _road(canvas, number, line, beside, {beside["code"]: beside["class"]})
        intents.append(Intent("CO103", frozenset({*fids, beside["of"]}), beside["why"], "info"))
    return intents


def _road(
    canvas: Canvas,
    number: int,
    line: BaseGeometry,
    names: dict[str, Any],
    classes: dict[str, str],
    *,
    status: str = "existing",
) -> list[str]:
    met = seams.parties(line)
    if met != sorted(classes):
        message = f"{names['zh']} lies in {met}"
        raise ValueError(message)
    return [
        canvas.add(
            "roads",
            line,
            fid=f"RD-{number:03d}-{code}",
            name=names["zh"],
            name_en=names["en"],
            code=code,
            **{"class": classes[code], "status": status},
        )
        for code in met
    ]


def _before(pair: str, at: tuple[float, float], code: str, short: float) -> np.ndarray:
    """Place that lies so many metres before the border, on the side of a province."""
    point = ground.nearest_on_border(pair, at)
    steps = np.stack(np.meshgrid(np.arange(-1500, 1501, 60), np.arange(-1500, 1501, 60)), -1).reshape(-1, 2)
    tips = np.array([point.x, point.y]) + steps
    tips = tips[shapely.contains_xy(ground.unit(code), tips)]
    off = np.abs(shapely.distance(shapely.points(tips), ground.border(pair)) - short)
    tips = tips[off < 40]
    return np.asarray(tips[int(np.hypot(*(tips - [point.x, point.y]).T).argmin())])


def _beside(line: BaseGeometry, start: float, end: float, off: float) -> BaseGeometry:
    part = shapely.force_2d(shapely.ops.substring(line, start, end))
    moved = shapely.offset_curve(part, off, quad_segs=4)
    return max(shapely.get_parts(moved), key=lambda piece: piece.length).simplify(4)


def _draw_rails(canvas: Canvas, country: Country) -> list[Intent]:
    intents = []
    for rail in ground.places("transport")["rail"]:
        line = country.way(rail["zh"], ground.metres(rail["line"]))
        marks = set()
        for code in seams.parties(line):
            shift = rail.get("shift", {})
            own = _shifted(line, shift) if shift.get("code") == code else line
            fid = f"{rail['fid']}-{code}"
            canvas.add(
                "rails",
                own,
                fid=fid,
                name=rail["zh"],
                name_en=rail["en"],
                code=code,
                **{"class": rail.get("classes", {}).get(code, rail.get("class"))},
            )
            if code in shift.get("pair", "") or code in rail.get("classes", {}):
                marks.add(fid)
        if "why" in rail:
            intents.append(Intent("TR102", frozenset(marks), rail["why"], "minor"))
    return intents


def _shifted(line: BaseGeometry, shift: dict[str, Any]) -> BaseGeometry:
    """Move a line along the border where it crosses, ever less away from there."""
    at = shapely.intersection(line, ground.border(shift["pair"]))
    if at.geom_type != "Point":
        message = f"the railway crosses {shift['pair']} more than once"
        raise ValueError(message)
    along = seams.heading(shift["pair"], at) - np.pi / 2
    step = shift["metres"] * np.array([np.cos(along), np.sin(along)])
    points = shapely.get_coordinates(shapely.segmentize(line, 300))
    far = np.hypot(*(points - [at.x, at.y]).T)
    share = np.clip(1.6 - far / 4000, 0, 1)
    return shapely.LineString(points + share[:, None] * step).simplify(8)


def _draw_stations(canvas: Canvas) -> list[Intent]:
    intents = []
    why = {"zh": "区域车站周围几无城镇开发用地", "en": "A regional station with hardly any development land round it"}
    for fid, zh, en, code, lon, lat, kind, planted in ground.places("transport")["stations"]["rows"]:
        point = shapely.Point(ground.metres([lon, lat]))
        canvas.add("stations", point, fid=fid, name=zh, name_en=en, code=code, kind=kind)
        if planted:
            intents.append(Intent("TR104", frozenset({fid}), why, "minor"))
    return intents


def _draw_crossings(canvas: Canvas) -> list[Intent]:
    rivers = {row["fid"]: row["geometry"] for row in canvas.rows["rivers"]}
    for fid, zh, en, code, river, lon, lat, length, kind, year in ground.places("transport")["crossings"]["rows"]:
        line = rivers[river]
        place = shapely.line_locate_point(line, shapely.Point(ground.metres([lon, lat])))
        ends = [shapely.line_interpolate_point(line, place + step) for step in (-600, 0, 600)]
        before, middle, after = (np.array([end.x, end.y]) for end in ends)
        across = (after - before)[::-1] * [-1, 1] / np.hypot(*(after - before)) * length / 2
        shape = shapely.LineString([middle - across, middle, middle + across])
        canvas.add("crossings", shape, fid=fid, name=zh, name_en=en, code=code, kind=kind, open_year=year)
    return [
        Intent("TR103", frozenset(pair["features"]), _why(pair), "minor")
        for pair in ground.places("transport")["redundant"]
    ]
