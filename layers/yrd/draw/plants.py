"""Planted conflicts: what is drawn wrong on purpose, and what each must give."""

from dataclasses import dataclass, field
from typing import Any

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from draw import ground, seams, shapes
from draw.canvas import CONTROL_LINES, Canvas

PREFIX = {"redline": "RL", "farmland": "PBF", "development-boundary": "UDB", "protected-area": "PA"}
TITLES = {
    "redline": ("生态保护红线", "redline"),
    "farmland": ("永久基本农田", "permanent basic farmland"),
    "development-boundary": ("城镇开发边界", "development boundary"),
}
NOISE_M = 5.0
SINUOUS, STRAIGHT = 1.3, 1.18


@dataclass(frozen=True)
class Expected:
    """One conflict that the data must give.

    Attributes
    ----------
    rule
        Code of the rule.
    features
        The fids involved.
    severity
        What the rule must say.
    why
        The reason in Chinese and English.
    """

    rule: str
    features: frozenset[str]
    severity: str
    why: dict[str, str] = field(hash=False, compare=False)


def plant_redlines(canvas: Canvas) -> list[Expected]:
    """Draw the redlines that fail at a border, with what stands opposite."""
    expected: list[Expected] = []
    for plant in ground.places("plants")["redline"]:
        shape = _across(plant["id"], plant)
        canvas.shapes[plant["id"]] = shape
        fids = [
            _row(canvas, "redline", code, shape, plant["id"], inset_m=inset, function=_function(plant["id"]))
            for code, inset in zip(plant["keep"], plant["inset_m"], strict=True)
        ]
        if len(fids) == 2:
            expected += _border_faults(plant, fids)
        if "opposite" in plant:
            town, faults = _opposite(canvas, plant, fids[0])
            expected += faults
            fids.append(town)
        if len(plant["keep"]) == 1:
            severity = "major" if "opposite" in plant else "minor"
            why = {"zh": plant["zh"], "en": plant["en"]}
            expected.append(Expected("EC103", frozenset(fids), severity, why))
    for plant in ground.places("plants")["inner"]:
        label = plant["id"]
        angle = ground.rng(label + "angle").uniform(0, np.pi)
        shape = shapes.blob(
            ground.rng(label), ground.metres(plant["at"]), across=plant["across"], along=plant["along"], angle=angle
        )
        canvas.shapes[label] = shape
        _row(canvas, "redline", plant["code"], shape, label, function=_function(label))
    return expected


def _across(label: str, plant: dict[str, Any]) -> shapely.Polygon:
    at = ground.nearest_on_border(plant["pair"], plant["at"])
    insets = tuple(plant["inset_m"]) if len(plant["inset_m"]) == 2 else (0.0, 0.0)
    sinuous = STRAIGHT if max(insets) > 0 else SINUOUS
    sizes = {"across": plant["across"], "along": plant["along"]}
    shape = seams.crossing_blob(label, plant["pair"], at, **sizes, tries=300, sinuous=sinuous, insets=insets)
    if shape is None:
        message = f"no clean crossing for {label} near {plant['at']}: move it or make it larger"
        raise ValueError(message)
    return shape


def _function(label: str) -> str:
    words = {
        "lake-wetland": ("dianshan", "shijiu", "hongze", "shengze", "fengjing", "pukou", "qidu", "jinze", "xitang"),
        "biodiversity": ("qingliangfeng", "yulingguan", "baijishan", "ningguo"),
    }
    return next((name for name, hints in words.items() if any(hint in label for hint in hints)), "water-conservation")


def _row(canvas: Canvas, layer: str, code: str, shape: BaseGeometry, label: str, **columns: Any) -> str:
    fid = canvas.number(layer, code, PREFIX[layer])
    zh, en = TITLES[layer]
    place = _place(shape)
    canvas.fids.setdefault(label, fid)
    return canvas.add(layer, shape, fid=fid, name=f"{place[0]}{zh}", name_en=f"{place[1]} {en}", code=code, **columns)


def _place(shape: BaseGeometry) -> tuple[str, str]:
    centre = np.array([[shape.centroid.x, shape.centroid.y]])
    named = [(ridge, ground.metres(ridge["line"])) for ridge in ground.places("places")["ridge"]]
    named += [(pond, ground.metres([pond["at"]])) for pond in ground.places("places")["pond"]]
    towns = ground.places("towns")["town"]
    named += [({"zh": town[0], "en": town[1]}, ground.metres([town[3:5]])) for town in towns]
    best = min(named, key=lambda item: float(np.hypot(*(item[1] - centre).T).min()))
    return best[0]["zh"], best[0]["en"]


def _border_faults(plant: dict[str, Any], fids: list[str]) -> list[Expected]:
    why = {"zh": plant["zh"], "en": plant["en"]}
    features = frozenset(fids)
    insets = plant["inset_m"]
    rule = "BD101" if sum(insets) > 0 else "BD102"
    noise = abs(sum(insets)) <= NOISE_M
    severity = "info" if noise else "major"
    faults = [Expected(rule, features, severity, why)]
    if max(insets) > 50:
        reaching = frozenset(fid for fid, inset in zip(fids, insets, strict=True) if inset <= 50)
        faults.append(Expected("EC103", reaching, "minor", why))
    return faults


def _opposite(canvas: Canvas, plant: dict[str, Any], redline: str) -> tuple[str, list[Expected]]:
    facing = plant["opposite"]
    at = shapely.intersection(ground.border(plant["pair"]), canvas.shapes[plant["id"]])
    middle = shapely.line_interpolate_point(shapely.line_merge(at), 0.5, normalized=True)
    label = plant["id"] + "-opposite"
    for attempt in range(200):
        generator = ground.rng(f"{label}{attempt}")
        shape = shapes.blob(
            generator,
            np.array([middle.x, middle.y]),
            across=facing["across"],
            along=facing["along"],
            angle=seams.heading(plant["pair"], middle),
            rough=0.12,
        )
        if shape.buffer(-150).contains(at) and len(seams.parties(shape)) == 2:
            break
    else:
        message = f"no outline opposite {plant['id']} covers its run"
        raise ValueError(message)
    canvas.shapes[label] = shape
    inset = facing.get("inset_m", 0.0)
    fid = _row(canvas, "development-boundary", facing["code"], shape, label, inset_m=inset)
    if inset >= 0:
        return fid, []
    why = {"zh": plant["zh"], "en": plant["en"]}
    return fid, [Expected("EC104", frozenset({redline, fid}), "major", why)]


def plant_claims(canvas: Canvas) -> list[Expected]:
    """Draw ground that two parties' features of one role both claim."""
    expected = []
    for plant in ground.places("plants")["claim"]:
        label, role = plant["id"], plant["role"]
        shape = _across(label, plant)
        canvas.shapes[label] = shape
        fids = []
        for side, (code, inset) in enumerate(zip(plant["pair"].split("-"), plant["inset_m"], strict=True)):
            if role == "protected-area":
                fids.append(_reserve(canvas, plant, side, code, shape))
            else:
                fids.append(_row(canvas, role, code, shape, label, inset_m=inset))
        why = {"zh": plant["zh"], "en": plant["en"]}
        reserve = role == "protected-area"
        expected.append(Expected("BD102", frozenset(fids), "minor" if reserve else "major", why))
        if reserve:
            overshot = [fid for fid, inset in zip(fids, plant["inset_m"], strict=True) if inset < 0]
            expected += [Expected("EC101", frozenset({fid}), "major", why) for fid in overshot]
    return expected


def _reserve(canvas: Canvas, plant: dict[str, Any], side: int, code: str, shape: BaseGeometry) -> str:
    area = seams.cut(shape, code, plant["inset_m"][side]).area
    return canvas.add(
        "protected-areas",
        shape,
        fid=canvas.number("protected-areas", code, "PA"),
        name=plant["names"][side],
        name_en=plant["names_en"][side],
        code=code,
        inset_m=plant["inset_m"][side],
        part="",
        category=plant["categories"][side],
        level="provincial",
        zone="general",
        plan_start=2018,
        plan_end=2030,
        area_ha_published=round(area / 1e4, 1),
    )


def plant_overlays(canvas: Canvas) -> list[Expected]:
    """Lay a field or a town over a redline or a town that is already drawn."""
    expected = []
    for plant in ground.places("plants")["overlay"]:
        base = canvas.shapes[plant["base"]]
        shape = _on_border(canvas, plant, base) if plant.get("at_border") else _on_edge(plant, base)
        canvas.shapes[plant["id"]] = shape
        fid = _row(canvas, plant["role"], plant["code"], shape, plant["id"], inset_m=plant.get("inset_m", 0.0))
        under = canvas.fids[plant["base"]]
        why = {"zh": plant["zh"], "en": plant["en"]}
        expected.append(Expected("EC104", frozenset({fid, under}), "major", why))
    return expected


def _on_border(canvas: Canvas, plant: dict[str, Any], base: BaseGeometry) -> BaseGeometry:
    pair = next(pair for pair in ground.pairs() if ground.border(pair).intersects(base))
    run = shapely.line_merge(shapely.intersection(ground.border(pair), base))
    run = max(shapely.get_parts(run), key=lambda part: part.length)
    others = [shape for shape in canvas.outlines(*CONTROL_LINES) if shape is not base]
    for place in (0.5, 0.35, 0.65, 0.2, 0.8, 0.1, 0.9):
        at = shapely.line_interpolate_point(run, place, normalized=True)
        centre = np.array([at.x, at.y])
        shape = shapes.blob(ground.rng(plant["id"]), centre, across=plant["radius"], along=plant["radius"], rough=0.1)
        if shapely.distance(others, shape).min() > 100:
            return shape
    message = f"no place for {plant['id']} on the border across {plant['base']}"
    raise ValueError(message)


def _on_edge(plant: dict[str, Any], base: BaseGeometry) -> BaseGeometry:
    generator = ground.rng(plant["id"])
    for _ in range(200):
        at = shapely.line_interpolate_point(base.exterior, generator.uniform(), normalized=True)
        centre = np.array([at.x, at.y])
        shape = shapes.blob(generator, centre, across=plant["radius"] * 1.2, along=plant["radius"], rough=0.12)
        share = shape.intersection(base).area / shape.area
        if seams.is_clear(shape, 300) and 0.25 < share < 0.75:
            return shape
    message = f"no place for {plant['id']} on the edge of {plant['base']}"
    raise ValueError(message)
