"""What is taken from Natural Earth, and the table of main functions."""

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from draw import ground
from draw.canvas import Canvas

SEATS = {
    "31": ("上海市", "Shanghai", (121.45, 31.15)),
    "32": ("江苏省", "Jiangsu", (119.9, 32.9)),
    "33": ("浙江省", "Zhejiang", (120.2, 29.2)),
    "34": ("安徽省", "Anhui", (117.2, 31.9)),
}
# Islands that no admin-1 line reaches, by a box round them: Chongming and Hengsha, the Zhoushan group.
ISLANDS = (("31", (121.1, 31.2, 122.1, 31.9)), ("33", (120.3, 27.0, 123.3, 30.95)))


def take_lakes(canvas: Canvas) -> None:
    """Take the lakes that have a name in the place file."""
    lakes = ground.natural_earth("lakes").to_crs(ground.METRIC)
    for number, place in enumerate(ground.places("places")["lake"], start=1):
        at = shapely.Point(ground.metres(place["at"]))
        (lake,) = lakes.geometry[lakes.geometry.distance(at) < 200]
        canvas.add("lakes", lake, fid=f"LK-{number:02d}", name=place["zh"], name_en=place["en"])


def take_coast(canvas: Canvas) -> None:
    """Take the coastline of the delta."""
    coast = ground.natural_earth("coastline").to_crs(ground.METRIC)
    parts = shapely.get_parts(shapely.line_merge(shapely.union_all(coast.geometry.to_numpy())))
    near = [part for part in parts if part.distance(shapely.union_all([ground.unit(c) for c in SEATS])) < 15_000]
    for number, part in enumerate(sorted(near, key=lambda part: -part.length), start=1):
        canvas.add("coast", part, fid=f"CL-{number:03d}", name=f"海岸线{number:03d}", name_en=f"Coastline {number:03d}")


def take_provinces(canvas: Canvas) -> None:
    """Build provinces from the admin-1 lines and the coastline, for when the unit package is missing."""
    lines = [ground.natural_earth(theme).geometry for theme in ("admin_1_states_provinces_lines", "coastline")]
    frame = shapely.box(*ground.EXTENT).boundary
    edges = shapely.union_all([*lines[0], *lines[1], *_stubs(shapely.union_all(lines[0].to_numpy())), frame])
    land = shapely.union_all(ground.natural_earth("land").geometry.to_numpy())
    faces = [
        face for face in shapely.get_parts(shapely.polygonize([edges])) if land.contains(face.representative_point())
    ]
    for code, (zh, en, seat) in SEATS.items():
        mine = [face for face in faces if face.contains(shapely.Point(seat)) or _island_of(face, faces) == code]
        shape = shapely.transform(shapely.union_all(mine), ground.metres)
        canvas.add("provinces-ne", shape, fid=f"NE-{code}", name=zh, name_en=en, code=code)


def _stubs(lines: BaseGeometry) -> list[shapely.LineString]:
    # Lines stop on the coast to within rounding only; a stub carries each loose end across it.
    ends = [
        (tip, before)
        for part in shapely.get_parts(shapely.line_merge(lines))
        for tip, before in ((part.coords[0], part.coords[1]), (part.coords[-1], part.coords[-2]))
    ]
    loose = [(tip, before) for tip, before in ends if sum(tip == other for other, _ in ends) == 1]
    stubs = []
    for tip, before in loose:
        step = np.subtract(tip, before)
        stubs.append(shapely.LineString([tip, np.add(tip, 0.01 * step / np.hypot(*step))]))
    return stubs


def _island_of(face: shapely.Polygon, faces: list[shapely.Polygon]) -> str:
    if face.area > 0.5 or any(other is not face and other.distance(face) == 0 for other in faces):
        return ""
    middle = face.representative_point()
    return next((code for code, extent in ISLANDS if shapely.box(*extent).contains(middle)), "")


def list_functions(canvas: Canvas) -> None:
    """List the main function of each county."""
    zones = ground.places("functions")
    for code, name in zip(ground.counties()["code"], ground.counties()["name"], strict=True):
        function = next((kind for kind, codes in zones.items() if code in codes), "urbanised")
        canvas.rows.setdefault("main-function", []).append({"code": code, "name": name, "function": function})


def unknown_codes() -> list[str]:
    """Codes in the function lists that no county has; a check on the hand-written file."""
    listed = [code for codes in ground.places("functions").values() for code in codes]
    doubled = {code for code in listed if listed.count(code) > 1}
    return sorted(doubled | set(np.setdiff1d(listed, ground.counties()["code"].to_numpy()).tolist()))
