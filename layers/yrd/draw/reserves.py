"""Protected areas at their true places and areas, and those that two administrations split."""

from collections.abc import Callable
from typing import Any

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from draw import ground, seams, shapes
from draw.canvas import Canvas, Crowd
from draw.plants import Expected

LAYER = "protected-areas"
QINGLIANGFENG = (
    # part, part_en, code, place, half sizes east and north in metres, hectares
    ("龙塘山", "Longtangshan", "33", (118.897, 30.122), 3600, 4700, 4482),
    ("千顷塘", "Qianqingtang", "33", (119.134, 30.244), 4100, 3900, 5690),
    ("顺溪坞", "Shunxiwu", "33", (118.975, 30.106), 1900, 1800, 1080),
    ("", "", "34", (118.850, 30.105), 5200, 6200, 7811),
)


def draw_reserves(canvas: Canvas) -> list[Expected]:
    """Draw all protected areas; give the splits that must be found."""
    reasons = {split["id"]: split for split in ground.places("plants")["split"]}
    expected = []
    for label, draw in _SPLITS.items():
        fids = draw(canvas)
        severity = {"taihu-namesake": "info", "qingliangfeng": "critical"}.get(label, "major")
        why = {"zh": reasons[label]["zh"], "en": reasons[label]["en"]}
        expected.append(Expected("EC101", frozenset(fids), severity, why))
    crowd = Crowd(canvas.outlines(LAYER))
    for row in ground.places("reserves")["reserve"]:
        _draw_known(canvas, crowd, row)
    return expected


def _draw_known(canvas: Canvas, crowd: Crowd, row: list[Any]) -> None:
    name, name_en, county, category, level, lon, lat, hectares, start, end = row
    code = county[:2]
    generator = ground.rng(f"reserve {name}")
    radius = float(np.sqrt(hectares * 1e4 / np.pi))
    for attempt in range(60):
        stretch = generator.uniform(1.0, 1.4)
        centre = ground.metres([lon, lat]) + generator.uniform(-1, 1, 2) * radius * 0.02 * attempt
        shape = shapes.blob(
            generator,
            centre,
            across=radius * stretch,
            along=radius / stretch,
            angle=generator.uniform(0, np.pi),
            rough=0.3,
        )
        shape = _to_area(shape, code, hectares)
        if crowd.is_clear(shape, 150) and _is_apart(shape, code):
            break
    else:
        message = f"no room for {name}"
        raise ValueError(message)
    crowd.add(shape)
    zone = "core" if category == "nature-reserve" else "general"
    add(
        canvas,
        shape,
        code,
        (name, name_en),
        category=category,
        level=level,
        zone=zone,
        plan_start=start,
        plan_end=end,
        area_ha_published=float(hectares),
    )


def _is_apart(shape: BaseGeometry, code: str) -> bool:
    # A reserve may end at its own border, but must not graze it from outside.
    inside = seams.cut(shape, code)
    return bool(inside.geom_type == "Polygon" and inside.area > 0.5 * shape.area)


def _to_area(shape: BaseGeometry, code: str, hectares: float) -> BaseGeometry:
    """Scale a shape about its middle until what the loader keeps has the published area."""
    middle = shape.centroid
    low, high = 0.2, 4.0
    for _ in range(40):
        factor = (low + high) / 2
        area = seams.cut(shapes.scaled(shape, factor, middle), code).area
        low, high = (factor, high) if area < hectares * 1e4 else (low, factor)
    return shapes.scaled(shape, factor, middle)


def add(canvas: Canvas, shape: BaseGeometry, code: str, names: tuple[str, str], **columns: Any) -> str:
    """Add a protected area and return its fid."""
    fid = canvas.number(LAYER, code or "X", "PA")
    values = {"part": "", "level": "national", "zone": "general", "plan_start": 2020, "plan_end": 2035, **columns}
    if "area_ha_published" not in values:
        values["area_ha_published"] = round(seams.cut(shape, code).area / 1e4, 1)
    order = ("part", "category", "level", "zone", "plan_start", "plan_end", "area_ha_published")
    ordered = {name: values[name] for name in order}
    return canvas.add(LAYER, shape, fid=fid, name=names[0], name_en=names[1], code=code, **ordered)


def _qingliangfeng(canvas: Canvas) -> list[str]:
    fids = []
    for part, part_en, code, at, east, north, hectares in QINGLIANGFENG:
        for attempt in range(400):
            generator = ground.rng(f"qingliangfeng {part} {attempt}")
            shape = shapes.blob(generator, ground.metres(at), across=east, along=north, rough=0.24)
            shape = _to_area(shape, code, hectares)
            kept = seams.cut(shape, code)
            alone = part in ("千顷塘", "顺溪坞")
            if kept.geom_type == "Polygon" and (not alone or seams.is_clear(shape, 900)) and _in_extent(kept, code):
                break
        else:
            message = f"no outline for Qingliangfeng {part}"
            raise ValueError(message)
        zh = "浙江清凉峰国家级自然保护区" if code == "33" else "安徽清凉峰自然保护区"
        en = "Zhejiang Qingliangfeng National Nature Reserve" if code == "33" else "Anhui Qingliangfeng Nature Reserve"
        fid = add(
            canvas,
            shape,
            code,
            (zh, f"{en} ({part_en})" if part_en else en),
            part=part,
            category="nature-reserve",
            level="national" if code == "33" else "provincial",
            zone="core" if code == "33" else "general",
            plan_start=2021 if code == "33" else 2018,
            plan_end=2030 if code == "33" else 2027,
            area_ha_published=float(hectares),
        )
        fids.append(fid)
    return fids


def _in_extent(kept: BaseGeometry, code: str) -> bool:
    if code != "33":
        return True
    corners = ground.metres([[118.86, 30.078], [119.19, 30.078], [119.19, 30.29], [118.86, 30.29]])
    return bool(shapely.Polygon(corners).contains(kept))


def _shared(label: str, pair: str, at: tuple[float, float], across: float, along: float) -> shapely.Polygon:
    shape = seams.crossing_blob(label, pair, ground.nearest_on_border(pair, at), across=across, along=along, tries=150)
    if shape is None:
        message = f"no clean crossing for {label}"
        raise ValueError(message)
    return shape


def _shijiu(canvas: Canvas) -> list[str]:
    shape = _shared("shijiu-wetland", "32-34", (118.868, 31.525), 2300, 1700)
    names = ("石臼湖湿地自然保护区", "Shijiu Lake Wetland Nature Reserve")
    return [
        add(canvas, shape, "", names, category="nature-reserve", level="provincial", plan_start=2019, plan_end=2030)
    ]


def _dianshan(canvas: Canvas) -> list[str]:
    at = ground.nearest_on_border("31-32", (120.925, 31.139))
    side = seams.heading("31-32", at)
    shore = np.array([at.x, at.y])
    found: dict[str, BaseGeometry] = {}
    for attempt in range(3000):
        generator = ground.rng(f"dianshan {attempt}")
        code = "31" if attempt % 2 else "32"
        far = generator.uniform(500, 1000) * generator.choice([-1, 1])
        centre = shore + far * np.array([np.cos(side), np.sin(side)])
        shape = shapes.blob(generator, centre, across=650, along=900, angle=side, rough=0.2)
        gap = shape.distance(ground.border("31-32"))
        other = found.get("32" if code == "31" else "31")
        if not ground.unit(code).contains(shape) or not 80 < gap < 160:
            continue
        if other is None or 180 < other.distance(shape) < 380:
            found.setdefault(code, shape)
        if len(found) == 2:
            break
    names = {
        "31": ("青浦淀山湖湿地公园", "Qingpu Dianshan Lake Wetland Park"),
        "32": ("昆山淀山湖湿地公园", "Kunshan Dianshan Lake Wetland Park"),
    }
    return [
        add(canvas, found[code], code, names[code], category="wetland-park", level="provincial", plan_end=end)
        for code, end in (("31", 2035), ("32", 2030))
    ]


def _yili(canvas: Canvas) -> list[str]:
    shape = _shared("yili-forest", "32-33", (119.740, 31.158), 2400, 1500)
    names = {
        "32": ("宜兴国家森林公园", "Yixing National Forest Park"),
        "33": ("长兴尚儒省级森林公园", "Changxing Shangru Forest Park"),
    }
    return [
        add(canvas, shape, code, names[code], category="forest-park", level=level, plan_start=2016, plan_end=end)
        for code, level, end in (("32", "national", 2030), ("33", "provincial", 2025))
    ]


def _taihu(canvas: Canvas) -> list[str]:
    places = (
        ("32", (120.365, 31.325), 800, "江苏太湖国家湿地公园", "Jiangsu Taihu National Wetland Park"),
        ("34", (116.270, 30.470), 2600, "安徽太湖国家湿地公园", "Anhui Taihu National Wetland Park"),
    )
    fids = []
    for code, at, size, zh, en in places:
        shape = shapes.blob(ground.rng(zh), ground.metres(at), across=size * 1.2, along=size, rough=0.3)
        fids.append(add(canvas, shape, code, (zh, en), category="wetland-park", plan_start=2016, plan_end=2030))
    return fids


_SPLITS: dict[str, Callable[[Canvas], list[str]]] = {
    "qingliangfeng": _qingliangfeng,
    "shijiu-wetland": _shijiu,
    "dianshan-wetland": _dianshan,
    "yili-forest": _yili,
    "taihu-namesake": _taihu,
}
