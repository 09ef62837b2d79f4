"""One study of many bad files: each is told, none stops the others, and nothing passes in silence."""

import json

import geopandas as gpd
import pytest
import shapely

import planseam

UNITS = {"33": shapely.box(118.9, 30.0, 119.3, 30.4), "34": shapely.box(118.5, 30.0, 118.9, 30.4)}
SOUND = shapely.box(118.85, 30.1, 118.95, 30.2)
BOW_TIE = shapely.Polygon([(118.6, 30.1), (118.8, 30.3), (118.8, 30.1), (118.6, 30.3)])

#: Layers that cannot be used: the rule of the critical record, and a word of its message.
REFUSED = {
    "missing": ("DA102", "no such file"),
    "text": ("DA102", "no GeoPackage"),
    "hollow": ("DA102", "no content"),
    "half": ("DA102", "damaged"),
    "short": ("DA102", "cut short"),
    "empty": ("DA102", "empty"),
    "several": ("DA102", "2 layers"),
    "table": ("DA102", "no geometry column"),
    "encoding": ("DA102", "UTF-8"),
    "zone": ("DA101", "does not say its CRS"),
    "degrees": ("DA101", "in metres"),
    "local": ("DA101", "local"),
    "function": ("DA103", "required field"),
    "mapping": ("DA103", "no column"),
    "nobody": ("DA102", "nobody"),
    "database": ("DA102", "cannot be reached"),
}
#: Layers that are used in part: rule, severity and features judged of those that arrived.
USED = {
    "mended": ("DA102", "major", 1, 1),
    "holes": ("DA102", "minor", 1, 3),
    "far": ("DA105", "major", 0, 1),
    "twins": ("DA107", "info", 2, 2),
    "codes": ("DA103", "minor", 2, 2),
}


def frame(*shapes, crs="EPSG:4490", **columns):
    return gpd.GeoDataFrame(columns, geometry=list(shapes), crs=crs)


def write_refused(folder):
    (folder / "text.gpkg").write_text("not a GeoPackage")
    (folder / "hollow.geojson").touch()
    (folder / "half.geojson").write_text('{"type": "FeatureCollection", "features": [{')
    (folder / "table.csv").write_text("MC,MJ\na,1\n")
    frame(SOUND, BOW_TIE).to_file(folder / "short.shp")
    (folder / "short.shp").write_bytes((folder / "short.shp").read_bytes()[:-40])
    frame(SOUND)[:0].to_file(folder / "empty.gpkg")
    for sublayer in ("a", "b"):
        frame(SOUND).to_file(folder / "several.gpkg", layer=sublayer)
    frame(SOUND, MC=["红线"]).to_file(folder / "encoding.shp", encoding="GBK")
    frame(shapely.box(40_400_000, 3_330_000, 40_410_000, 3_340_000), crs=None).to_parquet(folder / "zone.parquet")
    frame(SOUND, crs="EPSG:4549").to_parquet(folder / "degrees.parquet")
    frame(
        SOUND, crs='ENGCRS["local",EDATUM["x"],CS[Cartesian,2],AXIS["x",east],AXIS["y",north],UNIT["m",1]]'
    ).to_parquet(folder / "local.parquet")
    frame(SOUND).to_parquet(folder / "function.parquet")
    frame(SOUND).to_parquet(folder / "mapping.parquet")


def write_used(folder):
    frame(BOW_TIE).to_parquet(folder / "mended.parquet")
    shapes = [shapely.geometry.mapping(SOUND), None, {"type": "Point", "coordinates": [118.7, 30.2]}]
    features = [{"type": "Feature", "properties": {}, "geometry": shape} for shape in shapes]
    (folder / "holes.geojson").write_text(json.dumps({"type": "FeatureCollection", "features": features}))
    frame(shapely.box(100, 30, 101, 31)).to_parquet(folder / "far.parquet")
    frame(SOUND, UNITS["33"], BSM=["1", "1"]).to_parquet(folder / "twins.parquet")
    frame(*UNITS.values(), XZQDM=["33", "34"], ZTGN=["<script>", "ecological"]).to_parquet(folder / "codes.parquet")


def study_of(folder):
    frame(*UNITS.values(), XZQDM=list(UNITS)).to_parquet(folder / "units.parquet")
    frame(SOUND, XZQDM=["33"]).to_parquet(folder / "sound-33.parquet")
    frame(SOUND, XZQDM=["34"]).to_parquet(folder / "sound-34.parquet")
    layers = [{"id": "units", "role": "unit", "path": "units.parquet"}]
    special = {
        "missing": {"path": "mising.shp"},
        "encoding": {"encoding": "UTF-8"},
        "function": {"role": "main-function"},
        "codes": {"role": "main-function"},
        "mapping": {"fields": {"Name": "name"}},
        "nobody": {"path": "bundled:nobody/x"},
        "database": {"path": "postgresql://a:geheim@127.0.0.1:1/x", "sublayer": "x"},
    }
    for name in (*REFUSED, *USED):
        path = next(
            (
                path.name
                for path in sorted(folder.glob(f"{name}.*"))
                if path.suffix not in {".shx", ".dbf", ".prj", ".cpg"}
            ),
            "",
        )
        layers.append({"id": name, "role": "sea-plan", "path": path, **special.get(name, {})})
    layers += [
        {"id": f"sound-{party}", "role": "redline", "path": f"sound-{party}.parquet", "party": party} for party in UNITS
    ]
    return planseam.Study.from_table({"study": {"units": "units"}, "layer": layers}, folder=folder)


@pytest.fixture(scope="module")
def report(tmp_path_factory):
    folder = tmp_path_factory.mktemp("incoming")
    write_refused(folder)
    write_used(folder)
    return planseam.check(study_of(folder), select=["BD"])


def records(report, layer):
    return report.conflicts[report.conflicts["layer_a"] == layer]


@pytest.mark.parametrize("layer", REFUSED)
def test_a_layer_that_cannot_be_used_is_one_critical_record(report, layer):
    (record,) = records(report, layer).to_dict("records")
    rule, word = REFUSED[layer]
    assert (record["rule"], record["severity"]) == (rule, "critical")
    assert word in record["message_en"]
    assert record["message_zh"].startswith("图层未参与检查")
    assert record["advice_zh"]
    assert record["advice_en"]


@pytest.mark.parametrize("layer", REFUSED)
def test_its_sentence_is_one_line_without_our_folders_or_passwords(report, layer):
    words = " ".join(records(report, layer)[["message_zh", "message_en", "advice_zh", "advice_en"]].iloc[0])
    assert "\n" not in words
    assert str(report.study.folder) not in words
    assert "geheim" not in words


@pytest.mark.parametrize("layer", USED)
def test_a_layer_that_can_be_used_in_part_is_judged_in_part(report, layer):
    rule, severity, judged, rows = USED[layer]
    found = records(report, layer)
    assert (rule, severity) in set(zip(found["rule"], found["severity"], strict=True))
    assert "critical" not in set(found["severity"])
    record = next(record for record in report.inputs if record["layer"] == layer)
    assert (record["judged"], record["rows"]) == (judged, rows)


def test_the_cure_of_a_missing_crs_names_the_one_that_fits(report):
    assert "EPSG:4528" in records(report, "zone")["advice_en"].iloc[0]


def test_every_layer_is_accounted_for(report):
    assert {record["layer"] for record in report.inputs} == {layer.id for layer in report.study.layers}


def test_the_sound_layers_are_judged_all_the_same(report):
    claims = report.conflicts[report.conflicts["rule"] == "BD102"]
    assert set(claims["layer_a"]) | set(claims["layer_b"]) == {"sound-33", "sound-34"}


def test_unusable_units_stop_the_study_with_a_cure(tmp_path):
    frame(*UNITS.values(), XZQDM=["浙江", "安徽"]).to_parquet(tmp_path / "units.parquet")
    table = {"study": {"units": "u"}, "layer": [{"id": "u", "role": "unit", "path": "units.parquet"}]}
    with pytest.raises(planseam.UnitsError) as caught:
        planseam.check(planseam.Study.from_table(table, folder=tmp_path))
    assert "GB/T 2260" in caught.value.sentence("zh")
