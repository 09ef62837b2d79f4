"""What QGIS itself finds in the GIS files of the shipped study: layers, styles, headings, words, pictures."""

import json
import os
import shutil
import subprocess
from dataclasses import replace
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from PIL import Image

from planseam.loading.inspecting import inspect
from planseam.model.conflict import COLUMNS, SEVERITIES, SEVERITY_TITLES, STATUS_TITLES
from planseam.model.palette import palette
from planseam.reporting import gdb, gpkg, shp
from planseam.reporting.clean import write_clean
from planseam.reporting.table import canonical
from planseam.reporting.words import words

READER = Path(__file__).with_name("read_by_qgis.py")
QUIET = {"QT_QPA_PLATFORM": "offscreen", "PYTHONIOENCODING": "utf-8"}
LANGUAGES = ("zh", "en")
LAYERS = {
    "conflicts_polygon": "MultiPolygon",
    "conflicts_line": "MultiLineString",
    "conflicts_point": "MultiPoint",
    "borders": "MultiLineString",
    "units": "MultiPolygon",
    "conflicts_noplace": "NoGeometry",
}
CONFLICTS = [name for name in LAYERS if name.startswith("conflicts")]
PLACED = [name for name, kind in LAYERS.items() if kind != "NoGeometry"]
#: From the top down, as QGIS puts layers that are added together.
STACK = ("conflicts_point", "conflicts_line", "borders", "conflicts_polygon", "units")
DELTA, LAKE = (114.6, 26.8, 123.4, 35.4), (120.75, 30.9, 120.95, 31.06)
LONG_NAMES = {"unit_a_nam": "unit_a_name", "unit_b_nam": "unit_b_name", "illustrat": "illustrative"}
PARTY = {"HXMC": ["青浦区生态保护红线", "嘉善县生态保护红线；汾湖"], "BSM": ["310118001", "330421002"]}
SQUARES = [shapely.box(120.9, 30.9, 121.0, 31.0), shapely.box(120.8, 30.8, 120.9, 30.9)]


@pytest.fixture(scope="module")
def interpreter(absent):
    """The Python that has PyQGIS: where QGIS is a package of the system, the system's own."""
    for path in dict.fromkeys(("/usr/bin/python3", shutil.which("python3"))):
        ask = [path, "-I", "-c", "import qgis.core"]
        if path and Path(path).exists() and not subprocess.run(ask, capture_output=True, check=False).returncode:
            return path
    return absent("no Python with PyQGIS on this machine (on Debian: apt-get install python3-qgis)")


def in_language(report, language):
    settings = report.study.study.model_copy(update={"language": language})
    return replace(report, study=report.study.model_copy(update={"study": settings}))


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("qgis")


@pytest.fixture(scope="module")
def copies(folder):
    """Clean copies of what two parties sent: a Shapefile in GBK in metres, and one without .cpg."""
    for name, crs, encoding in (("红线", "EPSG:4549", "GBK"), ("旧红线", "EPSG:4490", "GB18030")):
        incoming = folder / "incoming" / f"{name}.shp"
        incoming.parent.mkdir(exist_ok=True)
        gpd.GeoDataFrame(PARTY, geometry=SQUARES, crs="EPSG:4490").to_crs(crs).to_file(incoming, encoding=encoding)
        if encoding != "GBK":
            incoming.with_suffix(".cpg").unlink()
    write_clean(inspect([folder / "incoming"]), folder / "clean")
    return {f"clean:{path.stem}": path for path in sorted((folder / "clean").rglob("*.gpkg"))}


@pytest.fixture(scope="module")
def seen(interpreter, delta_report, folder, copies):
    """All that QGIS says, in one go."""
    layers = {}
    for language in LANGUAGES:
        report = in_language(delta_report, language)
        path = folder / f"{language}.gpkg"
        gpkg.write(report, path)
        layers |= {f"{language}:{name}": f"{path}|layername={name}" for name in LAYERS}
    for write, kind in ((shp, "shp"), (gdb, "gdb")):
        packed = folder / f"conflicts.{kind}.zip"
        write.write(delta_report, packed)
        layers |= {
            f"{kind}:{name}": f"/vsizip/{packed}/conflicts.gdb|layername={name}"
            if kind == "gdb"
            else f"/vsizip/{packed}/{name}.{'dbf' if LAYERS[name] == 'NoGeometry' else 'shp'}"
            for name in LAYERS
        }
    layers |= {key: str(path) for key, path in copies.items()}
    views = {f"{name}.png": ([name], DELTA) for name in PLACED}
    views |= {"all.png": (STACK, DELTA), "lake.png": (STACK, LAKE)}
    job = {
        "layers": layers,
        "pictures": {
            str(folder / f"{language}-{file}"): {
                "layers": [f"{language}:{name}" for name in names],
                "extent": extent,
                "size": [900, 900],
            }
            for language in LANGUAGES
            for file, (names, extent) in views.items()
        },
    }
    (folder / "job.json").write_text(json.dumps(job), encoding="utf-8")
    done = subprocess.run(
        [interpreter, READER, folder / "job.json"],
        env={"PATH": os.environ["PATH"], "HOME": str(folder), "XDG_RUNTIME_DIR": str(folder)} | QUIET,
        capture_output=True,
        encoding="utf-8",
        timeout=300,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout) | {"complaints": done.stderr}


def test_qgis_complains_of_nothing(seen):
    # GDAL on its own speed, where a geodatabase holds a unit of many islands
    assert [line for line in seen["complaints"].splitlines() if line and "organizePolygons" not in line] == []
    assert all(not view["errors"] for view in seen["pictures"].values())


def table_of(report, name):
    """What a layer must hold."""
    return next(sheet.frame for sheet in gpkg.sheets_of(report) if sheet.name == name)


@pytest.mark.parametrize("source", [*LANGUAGES, "shp", "gdb"])
@pytest.mark.parametrize("name", LAYERS)
def test_each_layer_opens_with_all_its_features_in_its_place(seen, delta_report, source, name):
    layer, expected = seen["layers"][f"{source}:{name}"], table_of(delta_report, name)
    assert layer["valid"]
    assert layer["count"] == len(expected) > 0
    assert layer["geometry"].removeprefix("Multi") == LAYERS[name].removeprefix("Multi")
    if name in PLACED:
        assert layer["crs"] == "EPSG:4490"
        assert layer["extent"] == pytest.approx(list(expected.total_bounds), abs=1e-7)


@pytest.mark.parametrize("source", ["zh", "shp", "gdb"])
@pytest.mark.parametrize("name", CONFLICTS)
def test_each_row_says_in_qgis_what_the_record_says(seen, delta_report, source, name):
    layer, expected = seen["layers"][f"{source}:{name}"], table_of(delta_report, name).set_index("id")
    columns = [LONG_NAMES.get(column, column) for column in layer["columns"]]
    assert set(COLUMNS) <= set(columns)
    found = pd.DataFrame(layer["rows"], columns=columns).set_index("id")
    assert sorted(found.index) == sorted(expected.index)
    for column in ("area_m2", "length_m", "width_m", "at_km"):
        mine, theirs = (table[column].astype(float).to_numpy() for table in (expected, found.loc[expected.index]))
        assert mine == pytest.approx(theirs, rel=1e-9, nan_ok=True), column
    texts = found.loc[expected.index].astype(object).where(found.notna(), "")
    for column in ("name", "severity", "unit_a_name", "border"):
        assert list(texts[column]) == list(expected[column]), column
    for mine, theirs in zip(expected["message_zh"], texts["message_zh"], strict=True):
        if source == "shp":  # in GBK, and cut at 254 bytes
            theirs = theirs.removesuffix("…")  # noqa: PLW2901 - the mark of the cut is no word of it
            assert len(theirs) > 20
            assert mine.replace("m²", "m2").startswith(theirs)
        else:
            assert theirs == mine


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", CONFLICTS[:3])
def test_conflicts_are_drawn_by_severity_with_the_words_of_the_study(seen, language, name):
    layer = seen["layers"][f"{language}:{name}"]
    assert (layer["renderer"], layer["attribute"]) == ("categorizedSymbol", "severity")
    assert layer["categories"] == [
        [severity, SEVERITY_TITLES[severity].to(language), palette().severity[severity]] for severity in SEVERITIES
    ]
    assert layer["faults"] == []
    assert layer["order"]  # small areas, and what is severe, over the others
    kinds = {"polygon": ["SimpleFill", "CentroidFill"], "line": ["SimpleLine"] * 2, "point": ["SimpleMarker"]}
    assert layer["kinds"] == [kinds[name.removeprefix("conflicts_")]] * len(SEVERITIES)


@pytest.mark.parametrize("language", LANGUAGES)
def test_borders_and_units_are_lines_with_their_names(seen, delta_report, language):
    borders, units = (seen["layers"][f"{language}:{name}"] for name in ("borders", "units"))
    assert borders["colour"] == palette().ground.border
    assert (borders["kinds"], units["kinds"]) == ([["SimpleLine"]], [["SimpleFill"]])
    first, unit = delta_report.borders.iloc[0], delta_report.units.iloc[0]
    end = "" if language == "zh" else "_en"
    assert borders["label"]["first"]["value"] == f"{first[f'unit_a_name{end}']}–{first[f'unit_b_name{end}']}"
    assert units["label"]["first"]["value"] == unit[f"name{end}"]
    assert all(layer["label"]["halo"] and not layer["label"]["from"] for layer in (borders, units))


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", CONFLICTS)
def test_conflicts_are_named_in_labels_and_tips(seen, delta_report, language, name):
    layer, first = seen["layers"][f"{language}:{name}"], table_of(delta_report, name).iloc[0]
    title = next(rule.title for rule in delta_report.rules if rule.code == first["rule"]).to(language)
    shown = f"{first['rule']} {title}"
    assert layer["display"] == {"value": shown}
    assert layer["tip"] == f"<b>{shown}</b><br>{first[f'message_{language}']}"
    if name in PLACED:
        assert layer["label"]["first"] == {"value": shown}
        assert layer["label"]["halo"]
        assert layer["label"]["from"] == 250_000


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", LAYERS)
def test_headings_and_codes_are_words(seen, language, name):
    layer = seen["layers"][f"{language}:{name}"]
    titles = {key: text.to(language) for key, text in words()["field"].items()}
    titles["share"] = words()["field"]["share_of_one"].to(language)
    headings = {column: heading for column, heading in layer["aliases"].items() if column != "fid"}
    assert headings == {column: titles[column] for column in headings}
    assert layer["title"] == words()["map"][name].to(language)
    if name in CONFLICTS:
        shown = {"severity": SEVERITY_TITLES, "status": STATUS_TITLES}
        assert set(layer["shown"]) == set(shown)
        for column, codes in layer["shown"].items():
            assert codes == {code: shown[column][code].to(language) for code in codes}


def pixels(path, colour):
    """Which pixels of a picture are nearly of a colour."""
    with Image.open(path) as image:
        values = np.asarray(image.convert("RGB"), dtype=int)
    wanted = [int(colour[place : place + 2], 16) for place in (1, 3, 5)]
    return (np.abs(values - wanted) < 12).all(axis=2)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", CONFLICTS[:3])
def test_pictures_show_each_severity_that_the_layer_holds(seen, folder, delta_report, language, name):
    for severity in sorted(set(table_of(delta_report, name)["severity"])):
        assert pixels(folder / f"{language}-{name}.png", palette().severity[severity]).sum() >= 10, severity


@pytest.mark.parametrize("language", LANGUAGES)
def test_large_areas_leave_the_map_open(seen, folder, language):
    """The shipped study has conflicts as wide as a province: they must not cover those that lie in them."""
    with Image.open(folder / f"{language}-all.png") as image:
        light = np.asarray(image.convert("L")) > 225
    assert light.mean() > 0.85
    assert pixels(folder / f"{language}-all.png", palette().severity["critical"]).any()
    # single conflicts have names where there is room, in dark on a light ground
    assert pixels(folder / f"{language}-lake.png", palette().ground.label).sum() > 100


def test_clean_copies_open_with_their_words(seen, copies):
    assert len(copies) == 2
    for key in copies:
        layer = seen["layers"][key]
        assert (layer["valid"], layer["crs"], layer["count"]) == (True, "EPSG:4490", 2)
        rows = pd.DataFrame(layer["rows"], columns=layer["columns"])
        assert list(rows["HXMC"]) == PARTY["HXMC"]
        assert list(rows["BSM"]) == PARTY["BSM"]
        assert layer["extent"] == pytest.approx([120.8, 30.8, 121.0, 31.0], abs=1e-7)


def test_the_layers_together_hold_all_conflicts_once(seen, delta_report):
    layers = [seen["layers"][f"zh:{name}"] for name in CONFLICTS]
    ids = [row[layer["columns"].index("id")] for layer in layers for row in layer["rows"]]
    assert sorted(ids) == list(canonical(delta_report.conflicts)["id"])
