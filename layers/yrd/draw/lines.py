"""Rivers and corridors: lines led through published places."""

from typing import Any

import numpy as np
import shapely

from draw import ground, seams, shapes
from draw.canvas import Canvas
from draw.plants import Expected

FAULTS = {
    "CR-101": "绩溪一侧的野生动物通道到省界为止，临安一侧没有接续",
    "CR-102": "宜兴绿道到省界为止，长兴一侧没有接续",
    "CR-103": "昆山清水绿廊到省界为止，青浦一侧没有接续",
    "CR-104": "天长公路走廊到省界为止，六合一侧没有接续",
    "CR-105": "平湖水系廊道到省界为止，金山一侧没有接续",
}
SIDES = {"31": "Shanghai", "32": "Jiangsu", "33": "Zhejiang", "34": "Anhui"}


def draw_rivers(canvas: Canvas) -> None:
    """Draw the rivers; they belong to nobody and are not cut."""
    for river in ground.places("places")["river"]:
        canvas.add(
            "rivers",
            _line(river),
            fid=river["fid"],
            name=river["zh"],
            name_en=river["en"],
            rank=river["rank"],
            width_m=float(river["width_m"]),
        )


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


def _line(place: dict[str, Any]) -> shapely.LineString:
    points = ground.metres(place["line"])
    if place.get("closed"):
        points = np.vstack([points, points[:1]])
    path = shapes.wandering(ground.rng(place["fid"]), points, amplitude=float(place["amplitude_m"]))
    return shapely.LineString(path).simplify(8)
