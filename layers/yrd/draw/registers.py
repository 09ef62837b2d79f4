"""Tables without geometry, metropolitan areas, and the redlines as they were."""

from typing import Any

import numpy as np
import shapely
import shapely.ops
from shapely.geometry.base import BaseGeometry

from draw import ground, seams, shapes
from draw.canvas import Canvas, Crowd
from draw.intents import Intent


def draw_previous(canvas: Canvas) -> list[Intent]:
    """Draw the earlier version of the redlines: today's, but for what has changed since."""
    facts = ground.places("uses")["previous"]
    rows = canvas.rows["redline"]
    crowd = Crowd(canvas.outlines("redline"))
    added = _inner(rows, facts["added"], facts["added"]["least_km2"] * 1e6, crowd)
    shrunk = _inner(rows, facts["shrunk"], 1e6, crowd, most=5e6, apart=2 * facts["shrunk"]["by"] + 100)
    changed = _inner(rows, facts["function"], 1e6, crowd, function="biodiversity")
    intents = []
    for row in rows:
        if row["fid"] == added["fid"]:
            continue
        columns = {name: value for name, value in row.items() if name != "geometry"}
        columns["fid"] = "RP-" + row["fid"][3:]
        shape = row["geometry"]
        if row["fid"] == shrunk["fid"]:
            shape = shape.buffer(facts["shrunk"]["by"], quad_segs=3).simplify(10)
            intents.append(_moved(columns["fid"], facts["shrunk"]))
        if row["fid"] == changed["fid"]:
            columns["function"] = "soil-conservation"
            why = {"zh": facts["function"]["zh"], "en": facts["function"]["en"]}
            intents.append(Intent("EC106", frozenset({columns["fid"], row["fid"]}), why, "minor"))
        canvas.add("redline-previous", shape, **columns)
    smaller = facts["smaller"]
    why = {"zh": smaller["zh"], "en": smaller["en"]}
    intents.append(Intent("EC106", frozenset(), why, "major", units=(smaller["code"],)))
    for gone in facts["moved_out"]:  # numbered apart: the others keep today's numbers
        shape = _free(gone, crowd)
        number = f"RP-{gone['code']}-9001"
        names = {"name": f"{gone['zh'][:2]}旧版红线", "name_en": f"Earlier redline of {gone['en'].split()[3]}"}
        canvas.add("redline-previous", shape, fid=number, code=gone["code"], function="water-conservation", **names)
        intents.append(_moved(number, gone))
    return intents


def _moved(fid: str, gone: dict[str, Any]) -> Intent:
    return Intent("EC106", frozenset({fid}), {"zh": gone["zh"], "en": gone["en"]}, "major")


def _inner(
    rows: list[dict[str, Any]],
    fact: dict[str, Any],
    least: float,
    crowd: Crowd,
    *,
    most: float = np.inf,
    apart: float = 0.0,
    function: str = "",
) -> dict[str, Any]:
    """Find the redline of a province nearest to a place that lies far from the borders and from the others."""
    at = shapely.Point(ground.metres(fact["at"]))
    fitting = [
        row
        for row in rows
        if row["code"] == fact["code"]
        and least < row["geometry"].area < most
        and row["inset_m"] == 0
        and (not function or row["function"] == function)
        and ground.unit(row["code"]).contains(row["geometry"].buffer(900))
    ]
    for row in sorted(fitting, key=lambda row: row["geometry"].distance(at)):
        if not apart or crowd.count(row["geometry"], apart) == 1:
            return row
    message = f"no redline near {fact['at']} for the earlier version"
    raise ValueError(message)


def _free(gone: dict[str, Any], crowd: Crowd) -> BaseGeometry:
    generator = ground.rng(gone["zh"])
    for attempt in range(400):
        centre = ground.metres(gone["at"]) + generator.uniform(-1, 1, 2) * 200 * attempt
        shape = shapes.blob(generator, centre, across=gone["size"] * 1.3, along=gone["size"], rough=0.25)
        if crowd.is_clear(shape, 120) and seams.is_clear(shape, 900) and ground.unit(gone["code"]).contains(shape):
            return shape
    message = f"no free ground near {gone['at']}"
    raise ValueError(message)


def list_tables(canvas: Canvas) -> list[Intent]:
    """List quotas, standards and the scope."""
    facts = ground.places("tables")
    for table, columns in facts["columns"].items():
        canvas.rows[table] = [dict(zip(columns, row, strict=True)) for row in facts[table]]
    return [
        Intent(fault["rule"], frozenset(fault["features"]), {"zh": fault["zh"], "en": fault["en"]}, fault["severity"])
        for fault in facts["fault"]
    ]


def beside(line: BaseGeometry, near: tuple[float, float], length: float, off: float) -> BaseGeometry:
    """Draw a line beside another, for so long and so far to its side."""
    part = max(shapely.get_parts(line), key=lambda piece: piece.length)
    place = shapely.line_locate_point(part, shapely.Point(ground.metres(near)))
    piece = shapely.ops.substring(part, place - length / 2, place + length / 2)
    moved = shapely.offset_curve(piece, off, quad_segs=4)
    return max(shapely.get_parts(moved), key=lambda piece: piece.length).simplify(4)


def across(pair: str, at: tuple[float, float], half: float, shift: float, label: str) -> BaseGeometry:
    """Draw a line square across a border, moved along it."""
    point = ground.nearest_on_border(pair, at)
    line = ground.border(pair)
    where = shapely.line_interpolate_point(line, shapely.line_locate_point(line, point) + shift)
    turn = seams.heading(pair, point, 2500)
    step = half * np.array([np.cos(turn), np.sin(turn)])
    centre = np.array([where.x, where.y])
    path = shapes.wandering(ground.rng(label), np.array([centre - step, centre, centre + step]), amplitude=90)
    return shapely.LineString(path).simplify(8)
