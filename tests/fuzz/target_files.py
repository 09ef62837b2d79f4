"""Files of every text format: damaged at random, or sound but for some of their members."""

import json
from functools import cache

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from scratch import fresh
from target import answered, target

from planseam.errors import PlanseamError
from planseam.loading.formats import read
from planseam.model.study import LayerEntry

_BOX = shapely.box(118.85, 30.1, 118.95, 30.2)
_FRAME = gpd.GeoDataFrame(
    {"BSM": ["1", "2", "3"], "MC": ["红线", "核心保护区", ""], "MJ": [1.5, float("nan"), 3.0]},
    geometry=[_BOX, _BOX.buffer(0.01), _BOX.difference(_BOX.buffer(-0.02))],
    crs="EPSG:4490",
)


@cache
def _seeds():
    """Small sound files of each format, by ending."""
    folder = fresh()
    out = {}
    for suffix, driver in {
        ".geojson": "GeoJSON",
        ".geojsonl": "GeoJSONSeq",
        ".kml": "KML",
        ".gml": "GML",
        ".dxf": "DXF",
    }.items():
        frame = _FRAME[["geometry"]] if driver == "DXF" else _FRAME
        frame.to_file(folder / f"x{suffix}", driver=driver)
        out[suffix] = {f"x{suffix}": (folder / f"x{suffix}").read_bytes()}
    _FRAME.to_file(folder / "x.shp", encoding="GBK")
    out[".shp"] = {
        file.name: file.read_bytes()
        for file in sorted(folder.glob("x.*"))
        if file.suffix in {".shp", ".shx", ".dbf", ".prj", ".cpg"}
    }
    pd.DataFrame({"BSM": _FRAME["BSM"], "WKT": _FRAME.geometry.to_wkt()}).to_csv(folder / "x.csv", index=False)
    out[".csv"] = {"x.csv": (folder / "x.csv").read_bytes()}
    out[".csv points"] = {"x.csv": b"BSM,lon,lat\n1,118.9,30.1\n2,118.8,30.2\n"}
    corners = "".join(f"A,{n},{x},{y}\n" for n, (x, y) in enumerate(_BOX.exterior.coords, start=1))
    out[".csv sheet"] = {"x.csv": ("地块编号,界址点号,经度,纬度\n" + corners).encode()}
    metres = "".join(
        f"J{n},1,{3342000 + 10 * y},{40394000 + 10 * x}\n"
        for n, (x, y) in enumerate(((0, 0), (0, 9), (9, 9), (9, 0), (0, 0)), start=1)
    )
    head = (
        "[属性描述]\n格式版本号=1.01版本\n坐标系=2000国家大地坐标系\n几度分带=3\n投影类型=高斯克吕格\n计量单位=米\n带号=40\n"
        "精度=0.001\n[地块坐标]\n5,0.1234,P1,一号地块,面,H50,林地,地块,@\n"
    )
    out[".txt exchange"] = {"x.txt": (head + metres).encode("gbk")}
    return out


_BITS = {
    ".geojson": (
        b'"Polygon"',
        b"[[",
        b"]]",
        b"null",
        b"NaN",
        b"1e999",
        b'"crs":{"type":"name","properties":{"name":"EPSG:9"}}',
        b'"features":[5,',
    ),
    ".kml": (b"<coordinates>", b"</Placemark>", b"<!DOCTYPE x>", b"&x;", b"118.9,30.1,0 ", b"<![CDATA["),
    ".gml": (b"<gml:posList>", b'srsDimension="3"', b"</gml:Polygon>", b"&#0;", b"118.9 30.1 "),
    ".dxf": (b"LWPOLYLINE\n", b"\n 10\n", b"\n  0\nENDSEC\n", b"\n  0\nHATCH\n", b"\n 70\n1\n"),
    ".csv": (b'"', b"POLYGON ((", b"EMPTY", b"nan", b",,,", b"\r", b"\x00", b"GEOMETRYCOLLECTION("),
    ".txt": (b"@\n", b"J1,1,", b"J1,2,", b"=", b"[", "坐标系=".encode("gbk"), b",,"),
    ".shp": (b"\xff\xff\xff\xff", b"\x00\x00\x00\x00", b"\x7f\xff\xff\xff", b"\x05\x00\x00\x00"),
}


def damaged(dice, kinds):
    kind = dice.choice(kinds)
    files = dict(_seeds()[kind])
    name = dice.choice(sorted(files))
    suffix = kind.split()[0]
    files[name] = dice.mutated(files[name], _BITS.get(suffix.removesuffix("l"), ()))
    if len(files) > 1 and dice.chance(0.1):
        files.pop(dice.choice(sorted(files)))
    path = next((file for file in files if file.endswith(suffix)), name)
    crs = dice.choice((None, "EPSG:4490", "EPSG:4528"))
    return path, files, {"crs": crs, "encoding": dice.choice((None, None, "GBK", "UTF-8"))}


def _read(value):
    path, files, entry = value
    folder = fresh()
    for name, data in files.items():
        (folder / name).write_bytes(data)
    try:
        raw = read(LayerEntry.model_validate({"id": "x", "role": "redline", "path": path, **entry}), folder)
    except PlanseamError as error:
        answered(error)
        return
    assert raw.rows == len(raw.frame) + sum(raw.left_out.values())
    assert bool(raw.left_out) <= bool(raw.findings), "left out without a word"


TEXTS = (".geojson", ".geojsonl", ".kml", ".gml", ".dxf", ".csv")
SHEETS = (".csv points", ".csv sheet", ".txt exchange")
target("texts", weight=8, make=lambda dice: damaged(dice, TEXTS))(_read)
target("sheets", weight=12, make=lambda dice: damaged(dice, SHEETS))(_read)
target("shapefile", weight=5, make=lambda dice: damaged(dice, (".shp",)))(_read)


def _features(dice):
    """A GeoJSON of members that are features, and of others that are none."""
    shapes = (
        None,
        "x",
        5,
        [],
        {},
        {"type": "Polygon"},
        {"type": "Polygon", "coordinates": [[[1, 2], [3]]]},
        shapely.geometry.mapping(_BOX),
    )
    return [
        {
            "type": "Feature",
            "properties": dice.choice(({"BSM": dice.word()}, None, [], {"BSM": {"a": [1]}})),
            "geometry": dice.choice(shapes),
        }
        if dice.chance(0.8)
        else dice.choice((None, 5, "x", [], {}, {"type": "Feature"}, {"type": "Other", "geometry": shapes[-1]}))
        for _ in range(dice.randint(1, 9))
    ]


@target("members", weight=4, make=_features)
def members_of_a_collection(members):
    """Each member of a GeoJSON is a row, or is told to be none."""
    folder = fresh()
    (folder / "x.geojson").write_text(json.dumps({"type": "FeatureCollection", "features": members}, default=str))
    try:
        raw = read(LayerEntry.model_validate({"id": "x", "role": "redline", "path": "x.geojson"}), folder)
    except PlanseamError:
        return
    assert raw.rows == len(members), (raw.rows, len(members))


def _plots(dice):
    """A sheet of plots in rows of vertices; some cannot be read, and it is known which."""
    metres = dice.chance(0.5)
    x, y, size = (40_394_000, 3_342_000, 300.0) if metres else (118.9, 30.2, 0.01)
    digits = 3 if metres else 7
    lines, fates = [], {}
    for number in range(dice.randint(2, 12)):
        name = f"P{number}"
        ring = [
            (round(x + 10 * size * number + size * dx, digits), round(y + size * dy, digits))
            for dx, dy in ((0, 0), (0.5, -0.2), (1, 0), (1, 1), (0.4, 1.2), (0, 1))[: dice.randint(3, 6)]
        ]
        fates[name] = shapely.Polygon(ring).area
        written = [(str(east), str(north)) for east, north in (ring if dice.chance(0.5) else [*ring, ring[0]])]
        if number and dice.chance(0.3):
            fates[name] = None
            place = dice.randrange(len(written))
            match dice.randrange(4):
                case 0:
                    written[place] = (dice.choice(("x", "—", "12.3.4", "１2a", "120°75′")), written[place][1])
                case 1:
                    written[place] = ("", "")
                case 2:
                    written[place] = (written[place][0], "")
                case 3:
                    written = written[:2]
        lines += [f"{name},J{nth},{east},{north}" for nth, (east, north) in enumerate(written, start=1)]
        lines += [""] * dice.chance(0.1)
    heads = ("东坐标", "北坐标") if metres else ("经度", "纬度")
    text = "\n".join([f"地块编号,界址点号,{heads[0]},{heads[1]}", *lines])
    return text.encode(dice.choice(("utf-8", "gbk", "utf-8-sig"))), fates, "EPSG:4528" if metres else "EPSG:4490"


@target("plots", weight=8, make=_plots)
def plots_of_a_sheet(value):
    """Each plot is a row; a sound one has its shape, and one that is not is named by a finding."""
    data, fates, crs = value
    folder = fresh()
    (folder / "x.csv").write_bytes(data)
    raw = read(LayerEntry.model_validate({"id": "x", "role": "redline", "path": "x.csv", "crs": crs}), folder)
    assert raw.frame["地块编号"].tolist() == list(fates)
    areas = np.array([fate or np.nan for fate in fates.values()])
    found = shapely.area(raw.frame.geometry.to_numpy())
    assert np.allclose(found, areas, rtol=1e-6, equal_nan=True), (found, areas)
    named = {finding.feature for finding in raw.findings}
    assert named >= {name for name, fate in fates.items() if fate is None}
    assert not named & {name for name, fate in fates.items() if fate is not None}
