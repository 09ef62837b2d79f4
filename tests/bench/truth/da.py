"""Plants of family DA: files with faults, in a study on disk, and the whole check run over it.

All seven rules look at the same studies: what is planted for one must not
disturb another.
"""

import json
import tempfile
from collections import Counter
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import shapely

import planseam
from planseam.checking.cases import CASE_CRS
from truth.ground import Ground, make_ground
from truth.planting import Bed, Canvas
from truth.scoring import Tally, severity_steps

RULES = ("DA101", "DA102", "DA103", "DA104", "DA105", "DA106", "DA107")
WORDS = ("生态保护红线", "永久基本农田", "浙江清凉峰", "城镇开发边界", "太湖流域", "长三角示范区")
ROLES = ("redline", "farmland", "development-boundary", "watershed", "lake")
#: Faults in a study: with more, many would stand on one layer's ground.
FAULTS = 9


@dataclass
class Desk:
    """Where a study is written: its folder, its layers, and what each must bring.

    Parameters
    ----------
    wanted : list of (code, layer, severity, near)
    near : set of str
        Layers whose records count as near a threshold.
    """

    rng: np.random.Generator
    ground: Ground
    folder: Path
    layers: list[dict[str, Any]] = field(default_factory=list)
    wanted: list[tuple[str, str, str, bool]] = field(default_factory=list)
    passes: Counter[tuple[str, bool]] = field(default_factory=Counter)
    near: set[str] = field(default_factory=set)

    def bed(self) -> Bed:
        slot = self.ground.slots[int(self.rng.integers(len(self.ground.slots)))]
        return Bed(self.rng, Canvas(self.rng, "ground"), self.ground, slot, 900, bool(self.rng.random() < 0.5))

    def patches(self, count=None, *, crs="EPSG:4490"):
        """Natural patches inside the units, no two alike."""
        shapes = []
        for _ in range(count or int(self.rng.integers(3, 12))):
            bed = self.bed()
            shapes.append(bed.blob(bed.uniform(-900, 900), bed.uniform(450, 650), bed.uniform(50, 300)))
        return self.frame(shapes, crs=crs)

    def frame(self, shapes, *, crs="EPSG:4490", **columns):
        placed = self.ground.placed(np.array(shapes, dtype=object))
        return gpd.GeoDataFrame(columns, geometry=placed, crs=CASE_CRS).to_crs(crs)

    def write(self, frame, *, role="", kind="", name="", encoding=None, **entry) -> str:
        """Write a layer, and enter it in the study."""
        name = name or f"l{len(self.layers) + 1}"
        kind = kind or str(self.rng.choice(["gpkg", "geojson", "shp", "parquet"]))
        file = self.folder / f"{name}.{kind}"
        if kind == "parquet":
            frame.to_parquet(file)
        elif kind == "geojson":
            frame.to_crs("EPSG:4326").to_file(file, driver="GeoJSON")
        else:
            frame.to_file(file, **({"encoding": encoding or "UTF-8"} if kind == "shp" else {}))
        return self.enter(file, role=role, **entry)

    def enter(self, file, *, role="", **entry) -> str:
        name = file.stem
        role = role or str(self.rng.choice(ROLES))
        self.layers.append({"id": name, "role": role, "path": file.name, **entry})
        return name

    def want(self, code, layer, severity, count=1, *, near=False):
        self.wanted += [(code, layer, severity, near)] * count


def sound(desk):
    """A layer with nothing amiss, in any usual format and CRS."""
    crs = str(desk.rng.choice(["EPSG:4490", "EPSG:4326", "EPSG:4549", "EPSG:4528"]))
    frame = desk.patches(crs=crs)
    frame["MC"] = [WORDS[row % len(WORDS)] for row in range(len(frame))]
    frame["BSM"] = [f"{row + 1}" for row in range(len(frame))]
    desk.write(frame)
    for code in RULES:
        desk.passes[code, False] += 1


def no_crs(desk):
    crs = str(desk.rng.choice(["EPSG:4549", "EPSG:4528", "EPSG:4490"]))
    layer = desk.write(desk.patches(crs=crs), kind="shp")
    (desk.folder / f"{layer}.prj").unlink()
    desk.want("DA101", layer, "critical")


def metres_called_degrees(desk):
    frame = desk.patches(crs="EPSG:4549").set_crs("EPSG:4490", allow_override=True)
    desk.want("DA101", desk.write(frame, kind=str(desk.rng.choice(["gpkg", "parquet"]))), "critical")


def degrees_called_metres(desk):
    frame = desk.patches().set_crs("EPSG:4549", allow_override=True)
    desk.want("DA101", desk.write(frame, kind=str(desk.rng.choice(["gpkg", "shp", "parquet"]))), "critical")


def zone_in_the_easting(desk):
    frame = desk.patches(crs="EPSG:4528").set_crs("EPSG:4549", allow_override=True)
    desk.want("DA101", desk.write(frame, kind=str(desk.rng.choice(["gpkg", "shp", "parquet"]))), "critical")


def another_datum(desk):
    desk.want("DA101", desk.write(desk.patches(crs="EPSG:2437"), kind="gpkg"), "critical")


def overruled_by_the_study(desk):
    frame = desk.patches(crs="EPSG:4549").set_crs("EPSG:4548", allow_override=True)
    desk.want(
        "DA101", desk.write(frame, kind=str(desk.rng.choice(["gpkg", "shp", "parquet"])), crs="EPSG:4549"), "info"
    )


def _with(desk, made, *, most=4):
    """Patches of which some are replaced; gives the frame and how many."""
    frame, count = desk.patches(), int(desk.rng.integers(1, most + 1))
    bed = desk.bed()
    faulty = [made(np.array([bed.uniform(-900, 900), bed.uniform(300, 600)]), bed) for _ in range(count)]
    shapes = [*frame.geometry, *desk.frame(faulty).geometry]
    return gpd.GeoDataFrame(geometry=shapes, crs="EPSG:4490"), count


def _square(bed, place, *dent, side=200.0):
    """A square, with other vertices put into its lower edge."""
    low = bed.at(*place)[0]
    ring = np.array([(0, 0), *dent, (side, 0), (side, side), (0, side), (0, 0)], dtype=float)
    return shapely.Polygon(low + ring)


def bow_ties(desk):
    def made(place, bed):
        low, size = bed.at(*place)[0], bed.uniform(60, 300)
        return shapely.Polygon(low + np.array([(0, 0), (size, size), (size, 0), (0, size * bed.uniform(0.3, 1))]))

    frame, count = _with(desk, made)
    desk.want("DA102", desk.write(frame), "major", count)


def tiny_loops(desk):
    """Self-intersections whose repair changes next to nothing."""
    frame, count = _with(desk, lambda place, bed: _square(bed, place, (100, 0), (101, 1), (100, 1), (101, 0)))
    desk.want("DA102", desk.write(frame), "info", count)


def spikes(desk):
    frame, _ = _with(desk, lambda place, bed: _square(bed, place, (100, 0), (100.4, -bed.uniform(60, 150)), (100.8, 0)))
    desk.want("DA102", desk.write(frame, kind="gpkg"), "info")


def vertices_twice(desk):
    frame, _ = _with(desk, lambda place, bed: _square(bed, place, (100, 0), (100, 0)))
    desk.want("DA102", desk.write(frame, kind=str(desk.rng.choice(["gpkg", "parquet"]))), "info")


def features_without_shape(desk):
    """Features without geometry, and points among polygons."""
    frame = desk.patches()
    shapes = [shapely.geometry.mapping(shape) for shape in frame.geometry]
    count = int(desk.rng.integers(1, 4))
    point = shapely.geometry.mapping(frame.geometry.iloc[0].centroid)
    wrong = None if desk.rng.random() < 0.5 else point
    features = [{"type": "Feature", "properties": {}, "geometry": shape} for shape in [*shapes, *[wrong] * count]]
    file = desk.folder / f"l{len(desk.layers) + 1}.geojson"
    file.write_text(json.dumps({"type": "FeatureCollection", "features": features}))
    desk.want("DA102", desk.enter(file), "minor", count)


def unreadable(desk):
    file = desk.folder / f"l{len(desk.layers) + 1}.gpkg"
    file.write_bytes(desk.rng.bytes(500))
    desk.want("DA102", desk.enter(file), "critical")


def field_missing(desk):
    desk.want("DA103", desk.write(desk.patches(), role="main-function"), "critical")


def value_not_in_the_list(desk):
    frame = desk.patches()
    kinds = ["urbanised", "ecological", "agricultural"]
    frame["ZTGN"] = [kinds[row % 3] for row in range(len(frame))]
    frame.loc[: int(desk.rng.integers(0, 3)), "ZTGN"] = "somewhere"
    desk.want("DA103", desk.write(frame, role="main-function"), "minor")


def value_empty(desk):
    frame = desk.patches()
    frame["ZTGN"] = "ecological"
    frame.loc[: int(desk.rng.integers(0, 3)), "ZTGN"] = ""
    desk.want("DA103", desk.write(frame, role="main-function", kind="gpkg"), "minor")


def code_malformed(desk):
    frame = desk.patches()
    frame["XZQDM"] = desk.ground.slots[0].left
    frame.loc[: int(desk.rng.integers(0, 3)), "XZQDM"] = str(desk.rng.choice(["33A", "3", "浙江"]))
    desk.want("DA103", desk.write(frame), "minor")


def garbled(desk):
    """Text read in the wrong encoding, value by value."""
    wrong, right = (("gbk", "latin-1"), ("utf-8", "latin-1"), ("utf-8", "gbk"))[int(desk.rng.integers(3))]
    words = []
    for word in WORDS:
        try:
            words.append(word.encode(wrong).decode(right))
        except UnicodeDecodeError:
            continue
    frame = desk.patches()
    frame["MC"] = [words[row % len(words)] for row in range(len(frame))]
    desk.want("DA104", desk.write(frame, kind=str(desk.rng.choice(["gpkg", "geojson", "parquet"]))), "minor")


def text_lost(desk):
    frame = desk.patches()
    frame["MC"] = str(desk.rng.choice(["????", "\ufffd\ufffd\ufffd"]))
    desk.want("DA104", desk.write(frame, kind="gpkg"), "minor")


def encoding_unsaid(desk):
    """GBK without a word of it: read right, so nothing is garbled."""
    frame = desk.patches()
    frame["MC"] = [WORDS[row % len(WORDS)] for row in range(len(frame))]
    layer = desk.write(frame, kind="shp", encoding="GBK")
    (desk.folder / f"{layer}.cpg").unlink()
    desk.passes["DA104", False] += 1


def strange_but_right(desk):
    """Rare characters, accents and question marks that are meant."""
    frame = desk.patches(6)
    frame["MC"] = ["娄葑街道", "São Paulo 园", "Düsseldorf", "鑫淼垚", "真的吗?", "濮塘—龙窝湖"]
    desk.write(frame, kind=str(desk.rng.choice(["gpkg", "geojson", "parquet"])))
    desk.passes["DA104", False] += 1


def _at_the_frame(desk, over):
    """A patch at the outer edge of the units that lies `over` metres outside them."""
    west, south, east, _ = shapely.total_bounds(np.array(list(desk.ground.units.values())))
    middle, size = desk.rng.uniform(west + 800, east - 800), desk.rng.uniform(60, 300)
    return shapely.box(middle - size, south - over, middle + size, south + desk.rng.uniform(200, 600))


def reaches_out(desk):
    frame = desk.patches()
    out = desk.frame([_at_the_frame(desk, desk.rng.uniform(20, 400)) for _ in range(int(desk.rng.integers(1, 4)))])
    frame = gpd.GeoDataFrame(geometry=[*frame.geometry, *out.geometry], crs="EPSG:4490")
    desk.want(
        "DA105", desk.write(frame, role=str(desk.rng.choice(["redline", "farmland", "development-boundary"]))), "minor"
    )


def hardly_reaches_out(desk):
    """Over the edge by digitising alone."""
    frame = desk.patches()
    out = desk.frame([_at_the_frame(desk, desk.rng.uniform(1, 2.5))])
    frame = gpd.GeoDataFrame(geometry=[*frame.geometry, *out.geometry], crs="EPSG:4490")
    desk.want("DA105", desk.write(frame, role="redline"), "info")


def far_away(desk):
    frame = desk.patches()
    frame["geometry"] = frame.geometry.translate(-18, 3)
    desk.want("DA105", desk.write(frame), "major")


def _vintages(desk, apart, *, near):
    """Two layers of two parties in one role, or two control lines, `apart` years from each other."""
    year = int(desk.rng.integers(2015, 2022))
    slot = desk.ground.slots[0]
    lines = desk.rng.random() < 0.5
    roles = (
        [str(role) for role in desk.rng.permutation(["redline", "farmland", "development-boundary"])[:2]]
        if lines
        else ["watershed"] * 2
    )
    years = [year, year + apart]
    desk.rng.shuffle(years)
    ids = [
        desk.write(desk.patches(), role=role, party=party, vintage=f"{when}{desk.rng.choice(['', '-06', '年'])}")
        for role, party, when in zip(roles, (slot.left, slot.right), years, strict=True)
    ]
    if near:
        desk.near.update(ids)
    if apart > 1:
        desk.want("DA106", ids[0], "minor", near=near)
    else:
        desk.passes["DA106", near] += 1


def vintages_apart(desk):
    _vintages(desk, int(desk.rng.integers(3, 12)), near=False)


def vintages_alike(desk):
    _vintages(desk, 0, near=False)


def vintages_just_apart(desk):
    _vintages(desk, 2, near=True)


def vintages_just_alike(desk):
    _vintages(desk, 1, near=True)


def shapes_twice(desk):
    """Some features again, also drawn from another vertex or the other way round."""
    frame = desk.patches()
    count = int(desk.rng.integers(1, 4))
    again = []
    for shape in frame.geometry.iloc[:count]:
        ring = np.array(shape.exterior.coords)[:-1]
        turned = np.roll(ring, int(desk.rng.integers(len(ring))), axis=0)[:: int(desk.rng.choice([1, -1]))]
        again.append(shapely.Polygon(turned))
    frame = gpd.GeoDataFrame(geometry=[*frame.geometry, *again], crs="EPSG:4490")
    desk.want("DA107", desk.write(frame), "info", count)


def ids_twice(desk):
    frame = desk.patches(8)
    frame["BSM"] = [f"{row}" for row in (1, 2, 3, 4, 5, 6, 7, 7)]
    desk.want("DA107", desk.write(frame), "info")


FAULTY = (
    sound, no_crs, metres_called_degrees, degrees_called_metres, zone_in_the_easting, another_datum,
    overruled_by_the_study, bow_ties, tiny_loops, spikes, vertices_twice, features_without_shape, unreadable,
    field_missing, value_not_in_the_list, value_empty, code_malformed, garbled, text_lost, encoding_unsaid,
    strange_but_right, reaches_out, hardly_reaches_out, far_away, shapes_twice, ids_twice,
)  # fmt: skip
#: One of these in a study: more would be compared with each other.
VINTAGES = (vintages_apart, vintages_alike, vintages_just_apart, vintages_just_alike)


@cache
def studied(number: int, seed: int):
    """Write and check one study; what was planted, and the records."""
    rng = np.random.default_rng([seed, number, *b"DA"])
    ground = make_ground(rng, slots=4, room=3000, depth=900)
    # the zones of the planted CRS lie around 120° E
    ground.shift = ground.shift * [0.25, 1.0] + [60_000, 0]
    with tempfile.TemporaryDirectory() as folder:
        desk = Desk(rng, ground, Path(folder))
        units = ground.frame().to_crs("EPSG:4490").rename(columns={"code": "XZQDM", "name": "XZQMC"})
        desk.write(units, role="unit", kind="gpkg", name="units")
        begin = number * FAULTS
        for turn in range(begin, begin + FAULTS):
            FAULTY[turn % len(FAULTY)](desk)
        sound(desk)
        VINTAGES[number % len(VINTAGES)](desk)
        table = {"study": {"units": "units", "level": ground.level}, "layer": desk.layers}
        study = planseam.Study.from_table(table, folder=desk.folder)
        report = planseam.check(study, select=RULES)
    return desk, report.conflicts.to_dict("records")


def run_study(code: str, number: int, *, seed: int, tallies: dict[bool, Tally]) -> None:
    """Count what one rule found of what was planted for it in one study."""
    desk, records = studied(number, seed)
    where = f"study {number}"
    left = [record for record in records if record["rule"] == code]
    for near in (False, True):
        tallies[near].passes += desk.passes[code, near]
    for own, layer, severity, near in desk.wanted:
        if own != code:
            continue
        tally = tallies[near]
        tally.planted += 1
        fitting = [one for one in left if layer in f"{one['layer_a']};{one['layer_b']}".split(";")]
        fitting.sort(key=lambda one: one["severity"] != severity)
        if not fitting:
            tally.missed.append(f"{where}: {severity} of {_entry(desk, layer)}")
            continue
        left.remove(fitting[0])
        off = severity_steps(fitting[0]["severity"], severity)
        tally.found += 1
        tally.exact += off == 0
        tally.far += off > 1
        if off:
            tally.wrong.append(f"{where}: should be {severity}: {fitting[0]['severity']} {fitting[0]['message_en']}")
    for record in left:
        tally = tallies[record["layer_a"] in desk.near]
        tally.false += 1
        tally.wrong.append(
            f"{where}: not planted, {_entry(desk, record['layer_a'])}: {record['severity']} {record['message_en']}"
        )


def _entry(desk, layer):
    return next((f"{entry['path']} ({entry['role']})" for entry in desk.layers if entry["id"] == layer), layer)
