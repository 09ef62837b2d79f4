import geopandas as gpd
import numpy as np
import pyproj
import pytest
import shapely

from planseam.errors import UnitsError
from planseam.harmonising.harmonise import harmonise
from planseam.loading.datum import drawn_in
from planseam.model.study import Study

UNITS = [shapely.box(118.0, 30.0, 119.0, 31.0), shapely.box(119.0, 30.0, 120.0, 31.0)]
BOW_TIE = shapely.Polygon([(118.1, 30.1), (118.3, 30.3), (118.3, 30.1), (118.1, 30.3)])


@pytest.fixture
def folder(tmp_path):
    frame = gpd.GeoDataFrame({"XZQDM": ["340000", "330000"]}, geometry=UNITS, crs="EPSG:4490")
    frame.to_parquet(tmp_path / "units.parquet")
    return tmp_path


def write(folder, name, geometries, crs="EPSG:4490", **columns):
    gpd.GeoDataFrame(columns, geometry=geometries, crs=crs).to_parquet(folder / f"{name}.parquet")
    return {"id": name, "role": "redline", "path": f"{name}.parquet"}


def run(folder, *layers, **settings):
    units = {"id": "units", "role": "unit", "path": "units.parquet"}
    table = {"study": {"units": "units", **settings}, "layer": [units, *layers]}
    return harmonise(Study.from_table(table, folder=folder))


def findings(result, layer):
    return [(finding.rule, finding.severity) for finding in result.findings if finding.layer == layer]


def test_layers_come_in_one_equal_area_crs(folder):
    square = shapely.segmentize(shapely.box(118.9, 30.4, 119.1, 30.6), 0.001)
    result = run(folder, write(folder, "a", [square], MC=["红线"]))
    (layer,) = result.layers
    geodesic = abs(pyproj.Geod(a=6378137, rf=298.257222101).geometry_area_perimeter(square)[0])
    assert layer.frame.area.iloc[0] == pytest.approx(geodesic, rel=1e-7)
    assert result.crs.name == "planseam LAEA 119.0E 30.5N"
    assert layer.frame.crs == result.crs == result.units.crs
    assert list(layer.frame.columns) == [
        "fid",
        "name",
        "name_en",
        "code",
        "z_min",
        "z_max",
        "function",
        "source_row",
        "geometry",
    ]
    assert not result.findings


def test_the_units_are_a_coverage_by_code_with_names(folder):
    result = run(folder, write(folder, "a", [shapely.box(118.9, 30.4, 119.1, 30.6)]))
    assert list(result.units["code"]) == ["33", "34"]
    assert result.names["33"].en == "Zhejiang"
    assert list(result.unit_layer.frame["fid"]) == ["33", "34"]
    assert shapely.coverage_is_valid(result.units.geometry.to_numpy())


def test_each_layer_goes_through_numbered_steps(folder):
    result = run(folder, write(folder, "a", [BOW_TIE], MC=["a"]))
    assert [(step.number, step.features) for step in result.steps if step.layer == "a"] == [
        (1, 1),
        (2, 1),
        (3, 1),
        (4, 0),
    ]
    assert [step.number for step in result.steps if step.layer == "units"] == [1, 2, 3, 4, 5]


def test_a_repaired_feature_is_told_where_it_is(folder):
    result = run(folder, write(folder, "a", [BOW_TIE], BSM=["7"]))
    (finding,) = result.findings
    assert (finding.rule, finding.severity, finding.feature) == ("DA102", "major", "7")
    assert finding.geometry.equals(result.layers[0].frame.geometry.iloc[0])


@pytest.mark.parametrize(
    ("crs", "stray"), [("EPSG:4490", (1e308, 30)), ("EPSG:4490", (500_000, 3e6)), ("EPSG:4549", (119.0, 30.5))]
)
def test_one_stray_coordinate_costs_one_feature_and_not_the_layer(folder, crs, stray):
    there = pyproj.Transformer.from_crs(4490, crs, always_xy=True)
    good = shapely.transform(shapely.box(118.1, 30.1, 118.2, 30.2), there.transform, interleaved=False)
    result = run(folder, write(folder, "a", [good, shapely.Polygon([stray, (0, 0), (0, 1)])], crs=crs))
    book = result.inputs[1]
    assert (book["rows"], book["judged"], sum(book["left_out"].values())) == (2, 1, 1)


def test_a_stray_unit_does_not_move_the_study(folder):
    shapes = [*UNITS, shapely.box(500_000, 30, 600_000, 31)]
    gpd.GeoDataFrame({"XZQDM": ["34", "33", "32"]}, geometry=shapes, crs=4490).to_parquet(folder / "units.parquet")
    result = run(folder)
    assert result.crs.name == "planseam LAEA 119.0E 30.5N"
    assert list(result.units["code"]) == ["33", "34"]
    assert result.inputs[0]["left_out"] == {"lost": 1}


def test_what_is_not_judged_is_explained(folder):
    shapes = [shapely.box(118.1, 30.1, 118.2, 30.2), None, shapely.Point(118.5, 30.5), shapely.box(100, 30, 101, 31)]
    result = run(folder, write(folder, "a", shapes))
    record = next(record for record in result.inputs if record["layer"] == "a")
    assert (record["rows"], record["judged"]) == (4, 1)
    assert findings(result, "a") == [("DA102", "minor"), ("DA102", "minor"), ("DA105", "info")]
    assert list(result.layers[0].frame["source_row"]) == [0]


def test_many_of_a_kind_are_told_at_once(folder):
    result = run(folder, write(folder, "a", [*[None] * 21, shapely.box(118.1, 30.1, 118.2, 30.2)]))
    assert [finding.message.en for finding in result.findings] == ["no geometry, so not judged: 21 features"]


def test_a_layer_without_any_geometry_that_can_be_judged_is_refused(folder):
    result = run(folder, write(folder, "a", [None, shapely.Point(118.5, 30.5)]))
    assert findings(result, "a") == [("DA102", "minor"), ("DA102", "minor"), ("DA102", "critical")]
    assert not result.layers


def test_a_layer_outside_the_study_is_kept_but_empty(folder):
    result = run(folder, write(folder, "a", [shapely.box(100, 30, 101, 31)]))
    assert findings(result, "a") == [("DA105", "major")]
    assert len(result.layers[0].frame) == 0


@pytest.mark.parametrize(
    ("layer", "rule"),
    [
        ({"id": "bad", "role": "redline", "path": "none.shp"}, "DA102"),
        ({"id": "bad", "role": "redline", "path": "units.parquet", "crs": "EPSG:4549"}, "DA101"),
        ({"id": "bad", "role": "main-function", "path": "units.parquet"}, "DA103"),
        ({"id": "bad", "role": "redline", "path": "bundled:atlantis/redline"}, "DA102"),
    ],
)
def test_one_unusable_layer_does_not_stop_the_others(folder, layer, rule):
    result = run(folder, layer, write(folder, "good", [shapely.box(118.1, 30.1, 118.2, 30.2)]))
    assert findings(result, "bad") == [(rule, "critical")]
    assert [layer.id for layer in result.layers] == ["good"]
    assert {record["layer"]: record["judged"] for record in result.inputs} == {"units": 2, "bad": 0, "good": 1}


@pytest.mark.parametrize(
    ("path", "settings"), [("none.parquet", {}), ("units.parquet", {"level": "city"}), ("broken.parquet", {})]
)
def test_unusable_units_stop_the_study(folder, path, settings):
    write(folder, "broken", [None, None], XZQDM=["33", "34"])
    units = {"id": "units", "role": "unit", "path": path}
    table = {"study": {"units": "units", **settings}, "layer": [units]}
    with pytest.raises(UnitsError):
        harmonise(Study.from_table(table, folder=folder))


def test_another_datum_is_transformed_and_told(folder):
    entry = write(folder, "a", [shapely.box(118.1, 30.1, 118.2, 30.2)], crs="EPSG:4301")
    result = run(folder, entry)
    assert findings(result, "a") == [("DA101", "major")]
    assert len(result.layers[0].frame) == 1


SWAPPED = shapely.box(30.4, 118.9, 30.6, 119.1)


@pytest.mark.parametrize("suffix", ["parquet", "geojson"])
def test_a_layer_with_latitude_first_is_refused_with_its_cure(folder, suffix):
    if suffix == "parquet":
        entry = write(folder, "a", [SWAPPED], crs="EPSG:4326")
    else:
        text = shapely.to_geojson(shapely.GeometryCollection([SWAPPED]))
        (folder / "a.geojson").write_text(text)
        entry = {"id": "a", "role": "redline", "path": "a.geojson"}
    result = run(folder, entry)
    assert findings(result, "a") == [("DA101", "critical")]
    assert "swapped" in result.findings[0].advice.en
    assert not result.layers


def test_metres_with_the_northing_first_are_refused_with_their_cure(folder):
    entry = write(folder, "a", [shapely.box(3_440_000, 40_512_000, 3_441_000, 40_513_000)], crs="EPSG:4528")
    result = run(folder, entry)
    assert findings(result, "a") == [("DA101", "critical")]
    assert "swapped" in result.findings[0].advice.en


def test_one_feature_with_latitude_first_is_left_out_alone(folder):
    result = run(folder, write(folder, "a", [SWAPPED, shapely.box(118.9, 30.4, 119.1, 30.6)]))
    assert len(result.layers[0].frame) == 1
    assert findings(result, "a") in ([("DA102", "minor")], [("DA105", "info")])


def test_a_party_that_is_no_unit_is_told_and_the_ground_judged(folder):
    entry = write(folder, "a", [shapely.box(118.9, 30.4, 119.1, 30.6)])
    result = run(folder, {**entry, "party": "99"})
    assert findings(result, "a") == [("DA103", "critical")]
    assert result.layers[0].party == ""


def test_codes_of_features_that_are_no_unit_are_told_and_the_ground_judged(folder):
    shapes = [shapely.box(118.9, 30.4, 119.1, 30.6), shapely.box(118.1, 30.1, 118.2, 30.2)]
    result = run(folder, write(folder, "a", shapes, XZQDM=["360100", "340100"]))
    assert findings(result, "a") == [("DA103", "minor")]
    assert result.layers[0].frame["code"].tolist() == ["", "3401"]
    # a layer with a party does not ask for the codes of its features
    result = run(folder, {"id": "a", "role": "redline", "path": "a.parquet", "party": "34"})
    assert not findings(result, "a")


def test_a_unit_without_geometry_is_named(folder):
    frame = gpd.GeoDataFrame({"XZQDM": ["34", "33", "31"]}, geometry=[*UNITS, None], crs="EPSG:4490")
    frame.to_parquet(folder / "units.parquet")
    result = run(folder, write(folder, "a", [shapely.box(118.9, 30.4, 119.1, 30.6)]))
    told = [finding for finding in result.findings if finding.kind == "unit-without-geometry"]
    assert [(finding.severity, finding.feature) for finding in told] == [("minor", "31")]


def test_how_far_units_were_moved_stands_in_the_steps(folder):
    apart = [UNITS[0], shapely.box(119.000005, 30.0, 120.0, 31.0)]
    gpd.GeoDataFrame({"XZQDM": ["34", "33"]}, geometry=apart, crs="EPSG:4490").to_parquet(folder / "units.parquet")
    result = run(folder)
    step = next(step for step in result.steps if step.number == 5)
    assert step.features >= 1
    assert "0.4" in step.detail.en
    assert findings(result, "units") == [("DA102", "info")]


def test_a_shapefile_read_as_gbk_is_noted_in_the_steps(folder):
    write(folder, "a", [UNITS[0]])
    gpd.GeoDataFrame({"MC": ["浙江红线"]}, geometry=[UNITS[0]], crs="EPSG:4490").to_file(
        folder / "a.shp", encoding="GBK"
    )
    (folder / "a.cpg").unlink()
    result = run(folder, {"id": "a", "role": "redline", "path": "a.shp"})
    assert "read as GBK" in next(step.detail.en for step in result.steps if step.layer == "a" and step.number == 1)
    assert not result.findings


def test_a_table_without_geometry_is_read_by_its_role(folder):
    (folder / "quota.csv").write_text("MC,指标项,约束,指标值,计量\n耕地,farmland,min,510.67,km2\n", "utf-8")
    result = run(folder, {"id": "quota", "role": "quota", "path": "quota.csv"})
    assert result.layers[0].frame["name"].iloc[0] == "耕地"
    assert not findings(result, "quota")


def test_what_the_study_file_says_of_a_layer_is_kept(folder):
    entry = write(folder, "a", [shapely.box(118.1, 30.1, 118.2, 30.2)])
    layer = run(folder, {**entry, "party": "33", "vintage": "2024"}).layers[0]
    assert (layer.party, layer.vintage, layer.path, layer.illustrative) == ("33", "2024", "a.parquet", False)


def test_progress_is_told_by_layer(folder):
    entry = write(folder, "a", [shapely.box(118.1, 30.1, 118.2, 30.2)])
    table = {"study": {"units": "units"}, "layer": [{"id": "units", "role": "unit", "path": "units.parquet"}, entry]}
    told = []
    harmonise(Study.from_table(table, folder=folder), progress=lambda layer, share: told.append((layer, share)))
    assert told == [("units", 0.0), ("a", 0.5), ("", 1.0)]


def test_the_files_are_not_changed(folder):
    entry = write(folder, "a", [BOW_TIE, None])
    before = {path.name: path.read_bytes() for path in folder.iterdir()}
    run(folder, entry)
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == before


def test_the_shipped_study_is_judged_to_the_last_feature():
    result = harmonise(Study.bundled("yrd"))
    assert len(result.units) == 305
    assert all(record["judged"] == record["rows"] for record in result.inputs)
    shapes = np.concatenate([layer.frame.geometry.to_numpy() for layer in result.layers])
    assert shapely.is_valid(shapes[~shapely.is_missing(shapes)]).all()
    assert all(np.array_equal(layer.frame.index, np.arange(len(layer.frame))) for layer in result.layers)
    assert not [finding for finding in result.findings if finding.severity in {"critical", "major"}]


def test_old_and_new_codes_join(folder):
    """A layer with the code of 广德县, of before 2019, belongs to the unit 广德市."""
    units = gpd.GeoDataFrame({"XZQDM": ["341882", "330112"]}, geometry=UNITS, crs="EPSG:4490")
    units.to_parquet(folder / "units.parquet")
    squares = [shapely.box(118.2, 30.2, 118.4, 30.4), shapely.box(119.2, 30.2, 119.4, 30.4)]
    result = run(folder, write(folder, "a", squares, XZQDM=["341822", "330185"]), level="county")
    (layer,) = result.layers
    assert list(layer.frame["code"]) == ["341882", "330112"]
    assert [(found.kind, found.severity) for found in result.findings] == [("code-old", "info")]


def test_old_units_and_new_codes_join(folder):
    units = gpd.GeoDataFrame({"XZQDM": ["341822", "330185"]}, geometry=UNITS, crs="EPSG:4490")
    units.to_parquet(folder / "units.parquet")
    square = shapely.box(118.2, 30.2, 118.4, 30.4)
    result = run(folder, write(folder, "a", [square], XZQDM=["341882"]), level="county")
    assert list(result.units["code"]) == ["330112", "341882"]
    assert list(result.layers[0].frame["code"]) == ["341882"]
    assert [(found.layer, found.kind) for found in result.findings] == [("units", "code-old")]


def test_stored_areas_are_compared_with_those_on_the_ellipsoid(folder):
    square = shapely.segmentize(shapely.box(118.2, 30.2, 118.4, 30.4), 0.001)
    hectares = abs(pyproj.Geod(a=6378137, rf=298.257222101).geometry_area_perimeter(square)[0]) / 1e4
    right = run(folder, write(folder, "a", [square], MJ=[round(hectares, 4)]))
    assert right.findings == ()
    wrong = run(folder, write(folder, "b", [square], MJ=[round(hectares * 1.01, 4)]))
    assert [(found.rule, found.kind) for found in wrong.findings] == [("DA103", "area-MJ")]


def test_values_in_chinese_are_told_in_the_first_step(folder):
    layer = write(folder, "a", [shapely.box(118.2, 30.2, 118.4, 30.4)], zone=["核心保护区"]) | {
        "role": "protected-area"
    }
    result = run(folder, layer)
    step = next(step for step in result.steps if step.layer == "a" and step.number == 1)
    assert step.features == 1
    assert "核心保护区 → core" in step.detail.zh


def test_a_layer_whose_crs_the_study_file_names_is_what_others_are_compared_with(folder):
    shore = shapely.Point(118.5, 30.5).buffer(0.1, quad_segs=32)
    lake = write(folder, "lake", [shore]) | {"role": "lake", "crs": "EPSG:4490"}
    drawn = drawn_in(np.array([shore]), "GCJ-02")
    redline = write(folder, "redline", drawn)
    unlike = run(folder, redline, lake)
    assert [layer.id for layer in unlike.layers] == ["lake"]
    (found,) = unlike.findings
    assert (found.layer, found.rule, found.severity) == ("redline", "DA101", "critical")
    assert "图层 lake 的线附近" in found.message.zh
    assert [noted["layer"] for noted in unlike.inputs] == ["units", "redline", "lake"]

    alike = run(folder, redline | {"crs": "GCJ-02"}, lake)
    assert [layer.id for layer in alike.layers] == ["redline", "lake"]
    assert not alike.findings
    assert list(dict.fromkeys(step.layer for step in alike.steps)) == ["units", "redline", "lake"]
    there, here = (layer.frame.geometry.iloc[0] for layer in alike.layers)
    assert shapely.hausdorff_distance(there, here) < 1e-3

    untrusted = run(folder, redline, {key: value for key, value in lake.items() if key != "crs"})
    assert not untrusted.findings
