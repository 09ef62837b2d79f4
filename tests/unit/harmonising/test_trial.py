from dataclasses import replace

import geopandas as gpd
import pytest
import shapely

from planseam import Study, UnitsError
from planseam.harmonising.trial import tried
from planseam.loading.inspection import Inspected, Inspection, Trouble
from planseam.loading.parties import PartyGuess
from planseam.loading.recognition import Recognition
from planseam.loading.sources import Source
from planseam.text import NOTHING, Text

SHAPE = shapely.box(119, 30, 119.1, 30.1)
BOW_TIES = [shapely.Polygon([(x, 30), (x + 0.05, 30.1), (x + 0.05, 30), (x, 30.1)]) for x in (119.1, 119.2, 119.3)]


@pytest.fixture
def units(tmp_path):
    frame = gpd.GeoDataFrame({"code": ["33"]}, geometry=[shapely.box(118, 29, 120, 31)], crs="EPSG:4490")
    frame.to_file(tmp_path / "units.gpkg")
    return tmp_path


def layer(folder, path, *columns, **values):
    return Inspected(
        folder=folder,
        source=Source(path=path, file=folder / path, format="x"),
        rows=1,
        columns=columns,
        role=Recognition(role="main-function", confidence=1.0, reason=NOTHING),
        party=PartyGuess(code="", confidence=0.0, reason=NOTHING),
        **values,
    )


def told(folder, *layers, unit="units.gpkg"):
    entries = [{"id": "units", "role": "unit", "path": unit}]
    entries += [found.entry(f"x{number}", path=found.source.path).model_dump() for number, found in enumerate(layers)]
    study = Study.from_table({"study": {"units": "units"}, "layer": entries}, folder=folder)
    places = {f"x{number}": number for number in range(len(layers))}
    return tried(Inspection(layers=layers), study, places).layers


def write(folder, *shapes, crs="EPSG:4490", **columns):
    gpd.GeoDataFrame(columns, geometry=list(shapes), crs=crs).to_parquet(folder / "a.parquet")


def test_columns_are_understood_and_a_sound_layer_has_no_troubles(units):
    write(units, SHAPE, MC=["a"], ZTGN=["ecological"])
    (found,) = told(units, layer(units, "a.parquet", "MC", "ZTGN"))
    assert found.fields == {"MC": "name", "ZTGN": "function"}
    assert found.troubles == ()


def test_what_a_check_would_say_is_told_once_for_each_kind(units):
    write(units, *BOW_TIES, ZTGN=["ecological", "urbanised", "nothing"])
    (found,) = told(units, layer(units, "a.parquet", "ZTGN"))
    assert [(trouble.rule, trouble.severity) for trouble in found.troubles] == [("DA102", "major"), ("DA103", "minor")]
    assert found.troubles[0].what.zh.endswith("（共 3 处）")
    assert found.troubles[0].what.en.endswith("(and 2 more)")
    assert found.troubles[0].cure.en


def test_a_missing_field_is_told_with_its_cure(units):
    write(units, SHAPE, MC=["a"])
    (found,) = told(units, layer(units, "a.parquet", "MC"))
    assert [trouble.rule for trouble in found.troubles] == ["DA103"]
    assert "MC = " in found.troubles[0].cure.zh
    assert found.fields == {}


def test_what_the_inspection_has_told_of_the_crs_is_not_told_again(units):
    write(units, SHAPE, crs=None, ZTGN=["ecological"])
    bare = layer(units, "a.parquet", "ZTGN")
    own = Trouble(what=Text("没有坐标系", "no CRS"), cure=Text("写明", "Name it"), rule="DA101")
    first, second = told(units, bare, layer(units, "a.parquet", "ZTGN", troubles=(own,)))
    assert [trouble.rule for trouble in first.troubles] == ["DA101"]
    assert second.troubles == (own,)


def test_units_of_others_that_cannot_be_used_stop_the_trial(units):
    write(units, SHAPE, ZTGN=["ecological"])
    with pytest.raises(UnitsError):
        told(units, layer(units, "a.parquet", "ZTGN"), unit="missing.gpkg")


def test_units_that_arrived_and_cannot_be_used_are_a_trouble(units):
    write(units, SHAPE, XZQDM=["浙江"])
    own = replace(layer(units, "a.parquet", "XZQDM"), role=Recognition(role="unit", confidence=1.0, reason=NOTHING))
    study = Study.from_table(
        {"study": {"units": "u"}, "layer": [own.entry("u", path="a.parquet").model_dump()]}, folder=units
    )
    (found,) = tried(Inspection(layers=(own,)), study, {"u": 0}).layers
    assert [trouble.severity for trouble in found.troubles] == ["critical"]
