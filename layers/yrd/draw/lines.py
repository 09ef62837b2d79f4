"""Rivers and corridors: lines led through published places."""

from typing import Any

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from draw import ground, registers, seams, shapes
from draw.canvas import Canvas
from draw.intents import Intent
from draw.plants import Expected

FAULTS = {
    "CR-101": "绩溪一侧的野生动物通道到省界为止，临安一侧没有接续",
    "CR-102": "宜兴绿道到省界为止，长兴一侧没有接续",
    "CR-103": "昆山清水绿廊到省界为止，青浦一侧没有接续",
    "CR-104": "天长公路走廊到省界为止，六合一侧没有接续",
    "CR-105": "平湖水系廊道到省界为止，金山一侧没有接续",
}
BROKEN_M = 100.0  # ends farther apart than this do not connect
SIDES = {"31": "Shanghai", "32": "Jiangsu", "33": "Zhejiang", "34": "Anhui"}


def draw_rivers(canvas: Canvas) -> list[Intent]:
    """Draw the rivers, downstream; one whose class differs by province has a row for each, others are not cut."""
    intents = []
    for river in ground.places("places")["river"]:
        line = _line(river)
        classes = river.get("classes") or {"": river["water_class"]}
        fids = {
            code: canvas.add(
                "river-reaches" if code else "rivers",
                line,
                fid=f"{river['fid']}-{code}" if code else river["fid"],
                name=river["zh"],
                name_en=river["en"],
                code=code,
                rank=river["rank"],
                width_m=float(river["width_m"]),
                water_class=water_class,
            )
            for code, water_class in classes.items()
        }
        if "laxer" in river:
            marks = frozenset(fids[code] for code in river["laxer"])
            intents.append(Intent("WA103", marks, river["why"], river["severity"]))
    return intents


def draw_corridors(canvas: Canvas) -> list[Expected]:
    """Draw the corridors, a row for each province they touch; give those that break."""
    expected = []
    for corridor in ground.places("places")["corridor"]:
        line = _line(corridor)
        codes = [corridor["only"]] if "only" in corridor else seams.parties(line)
        for code in codes:
            canvas.add(
                "corridors",
                line,
                fid=f"{corridor['fid']}-{code}",
                name=corridor["zh"],
                name_en=corridor["en"],
                code=code,
                kind=corridor["kind"],
                grade=corridor["grade"],
                width_m=float(corridor["width_m"]),
            )
        if "only" in corridor:
            (other,) = (code for code in seams.parties(line) if code != corridor["only"])
            en = f"The {corridor['en']} of {SIDES[corridor['only']]} ends at the border; {SIDES[other]} has none"
            why = {"zh": FAULTS[corridor["fid"]], "en": en}
            expected.append(Expected("CO101", frozenset({f"{corridor['fid']}-{codes[0]}"}), "minor", why))
    return expected


def draw_unlike_corridors(canvas: Canvas) -> tuple[list[Expected], list[Intent]]:
    """Draw the corridors whose two sides meet the border apart or unlike, and those that run beside another."""
    expected, intents = [], []
    for corridor in ground.places("uses")["corridor"]:
        apart = corridor.get("apart_m", 0.0)
        fids = set()
        for side, code in enumerate(corridor["pair"].split("-")):
            line = registers.across(corridor["pair"], corridor["at"], corridor["half_m"], side * apart, corridor["fid"])
            fids.add(_add(canvas, corridor, line, code, corridor["grade"][code], corridor["width"][code]))
        intents.append(Intent("CO102", frozenset(fids), corridor["why"], "minor"))
        if apart > BROKEN_M:
            expected += [Expected("CO101", frozenset({fid}), "minor", corridor["why"]) for fid in sorted(fids)]
    for beside in ground.places("uses")["beside"]:
        base = next(row for row in canvas.rows["corridors"] if row["fid"] == f"{beside['of']}-{beside['code']}")
        line = registers.beside(base["geometry"], beside["near"], beside["length_m"], beside["off"])
        fid = _add(canvas, beside, line, beside["code"], 3, 60)
        intents.append(Intent("CO103", frozenset({fid, base["fid"]}), beside["why"], "info"))
    return expected, intents


def _add(canvas: Canvas, corridor: dict[str, Any], line: BaseGeometry, code: str, grade: int, width: float) -> str:
    return canvas.add(
        "corridors",
        line,
        fid=f"{corridor['fid']}-{code}",
        name=corridor["zh"],
        name_en=corridor["en"],
        code=code,
        kind=corridor["kind"],
        grade=grade,
        width_m=float(width),
    )


def _line(place: dict[str, Any]) -> shapely.LineString:
    points = ground.metres(place["line"])
    if place.get("closed"):
        points = np.vstack([points, points[:1]])
    path = shapes.wandering(ground.rng(place["fid"]), points, amplitude=float(place["amplitude_m"]))
    return shapely.LineString(path).simplify(8)
