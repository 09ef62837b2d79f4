import hashlib
from dataclasses import replace

import geopandas as gpd
import numpy as np
import pandas as pd
import pyogrio
import pyproj
import pytest
import shapely

from planseam import OutputError
from planseam.loading.datum import wgs84_to_gcj02
from planseam.loading.encoding import of_shapefile
from planseam.loading.ground import projected
from planseam.loading.inspection import Inspected, Inspection, Place, Question
from planseam.loading.parties import PartyGuess
from planseam.loading.recognition import Recognition
from planseam.loading.sources import Source
from planseam.reporting.clean import refuse, write_clean
from planseam.text import NOTHING

SHAPE = shapely.box(119, 30, 119.1, 30.1)
BOW_TIE = shapely.Polygon([(119.2, 30), (119.3, 30.1), (119.3, 30), (119.2, 30.1)])
DEGREES = pyproj.CRS("EPSG:4490")


def frame(*shapes, crs="EPSG:4490", **columns):
    return gpd.GeoDataFrame(columns, geometry=list(shapes), crs=crs)


def layer(folder, path, code="EPSG:4490", *, crs=None, written=False, **values):
    given = {
        "folder": folder,
        "source": Source(path=path, file=folder / path, format="x"),
        "rows": 1,
        "kind": "polygon",
        "role": Recognition(role="redline", confidence=1.0, reason=NOTHING),
        "party": PartyGuess(code="33", confidence=1.0, reason=NOTHING),
        "place": Place(code=code, written=written, confidence=1.0, reason=NOTHING, crs=crs or pyproj.CRS(code)),
    }
    return Inspected(**(given | values))


@pytest.fixture
def incoming(tmp_path):
    folder = tmp_path / "incoming"
    (folder / "浙江").mkdir(parents=True)
    return folder


def digests(folder):
    return {path: hashlib.sha256(path.read_bytes()).digest() for path in folder.rglob("*") if path.is_file()}


def copied(incoming, tmp_path, *layers):
    before = {path: hashlib.sha256(path.read_bytes()).digest() for path in incoming.rglob("*") if path.is_file()}
    copies = write_clean(Inspection(layers=layers), tmp_path / "clean")
    assert {
        path: hashlib.sha256(path.read_bytes()).digest() for path in incoming.rglob("*") if path.is_file()
    } == before
    return copies, tmp_path / "clean"


def test_coordinates_encoding_and_geometry_are_made_clean_and_told(incoming, tmp_path):
    shapes = projected(np.array([SHAPE, BOW_TIE, None]), DEGREES, pyproj.CRS("EPSG:4549"))
    path = incoming / "浙江" / "STBHHX.shp"
    frame(*shapes, crs="EPSG:4549", MC=["清凉峰", "天目山", "无"]).to_file(path, encoding="GBK")
    path.with_suffix(".prj").unlink()
    path.with_suffix(".cpg").unlink()
    (copy,), folder = copied(
        incoming, tmp_path, layer(incoming, "浙江/STBHHX.shp", "EPSG:4549", written=True, encoding=of_shapefile(path))
    )
    assert copy.file == "浙江/STBHHX.gpkg"
    said = " ".join(text.en for text in copy.changed)
    for words in ("GBK → UTF-8", "EPSG:4549 → EPSG:4490", "repaired: 1 feature"):
        assert words in said
    clean = gpd.read_file(folder / copy.file)
    assert clean.crs.to_epsg() == 4490
    assert clean["MC"].tolist() == ["清凉峰", "天目山", "无"]
    assert shapely.hausdorff_distance(clean.geometry.iloc[0], SHAPE) < 1e-9
    assert clean.geometry.iloc[1].is_valid
    assert clean.geometry.iloc[2] is None


def test_a_display_datum_is_undone(incoming, tmp_path):
    drawn = shapely.transform(SHAPE, lambda xy: np.column_stack(wgs84_to_gcj02(xy[:, 0], xy[:, 1])))
    frame(drawn, MC=["a"]).to_file(incoming / "a.geojson")
    (copy,), folder = copied(incoming, tmp_path, layer(incoming, "a.geojson", "GCJ-02", crs=DEGREES, written=True))
    clean = gpd.read_file(folder / copy.file)
    assert clean.geometry.iloc[0].equals_exact(SHAPE, 1e-9, normalize=True)
    assert copy.changed[0].en == "GCJ-02 undone"


def test_columns_that_a_geopackage_cannot_hold_are_renamed_and_told(incoming, tmp_path):
    frame(SHAPE, fid=["a"], geom=["d"], MC=["b"], mc=["c"]).to_parquet(incoming / "a.parquet")
    (copy,), folder = copied(incoming, tmp_path, layer(incoming, "a.parquet"))
    clean = gpd.read_file(folder / copy.file)
    assert clean.drop(columns="geometry").iloc[0].to_dict() == {"fid": "a", "geom": "d", "MC": "b", "mc_2": "c"}
    assert copy.changed[-1].en == "columns mc → mc_2"


def test_the_row_numbers_of_a_geopackage_are_kept(incoming, tmp_path):
    frame(SHAPE, SHAPE, fid=[7, 9], MC=["a", "b"]).to_file(incoming / "a.gpkg")
    (copy,), folder = copied(incoming, tmp_path, layer(incoming, "a.gpkg"))
    assert pyogrio.read_dataframe(folder / copy.file, fid_as_index=True)["MC"].to_dict() == {7: "a", 9: "b"}
    assert copy.changed == ()


def test_a_table_stays_a_table(incoming, tmp_path):
    pd.DataFrame({"item": ["红线"], "value": [1.5]}).to_csv(incoming / "指标.csv", index=False)
    (copy,), folder = copied(incoming, tmp_path, layer(incoming, "指标.csv", place=None, kind="none"))
    assert pyogrio.read_info(folder / copy.file)["geometry_type"] is None
    assert pyogrio.read_dataframe(folder / copy.file)["item"].tolist() == ["红线"]


def test_what_must_be_asked_or_cannot_be_read_is_not_copied_and_said(incoming, tmp_path):
    frame(SHAPE).to_file(incoming / "a.gpkg")
    frame(SHAPE, crs="EPSG:2385").to_parquet(incoming / "old.parquet")
    question = Question(key="crs", text=NOTHING)
    copies, folder = copied(
        incoming,
        tmp_path,
        layer(incoming, "a.gpkg", questions=(question,)),
        layer(incoming, "a.gpkg", twin="b.gpkg"),
        layer(incoming, "missing.gpkg"),
        layer(incoming, "old.parquet", "EPSG:2385"),
        layer(incoming, "a.gpkg", rows=0),
    )
    assert [copy.file for copy in copies] == [""] * 5
    assert all(copy.changed[0].zh and copy.changed[0].en for copy in copies)
    assert list(folder.iterdir()) == []


def test_names_stay_inside_the_folder_and_differ(incoming, tmp_path):
    frame(SHAPE).to_file(incoming / 'x:y"?.gpkg')
    odd = layer(incoming / "浙江", '../x:y"?.gpkg')
    copies, folder = copied(incoming, tmp_path, odd, replace(odd))
    assert [copy.file for copy in copies] == ["_/x_y__.gpkg", "_/x_y__-2.gpkg"]
    assert all((folder / copy.file).is_file() for copy in copies)


def test_a_folder_that_holds_something_or_lies_among_the_sources_is_refused(incoming, tmp_path):
    (incoming / "x").touch()
    for folder in (incoming, incoming / "clean", incoming / "x"):
        with pytest.raises(OutputError):
            refuse(folder, [incoming])
    (tmp_path / "empty").mkdir()
    refuse(tmp_path / "empty", [incoming])
    refuse(tmp_path / "new", [incoming / "x"])
