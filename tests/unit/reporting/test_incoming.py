import geopandas as gpd
import pytest
import shapely

from planseam import LayerError
from planseam.reporting.incoming import look

BOXES = shapely.box(119, 30, 119.4, 30.4), shapely.box(118.6, 30, 119, 30.4)


@pytest.fixture
def folder(tmp_path):
    units = gpd.GeoDataFrame({"XZQDM": ["330127", "341825"]}, geometry=list(BOXES), crs=4490)
    units.to_crs(4549).to_file(tmp_path / "units.gpkg")
    (tmp_path / "incoming").mkdir()
    plan = gpd.GeoDataFrame({"XZQDM": ["330127"], "MJ": [1.0]}, geometry=[BOXES[0].buffer(-0.1)], crs=4490)
    plan.to_file(tmp_path / "incoming" / "STBHHX.gpkg")
    return tmp_path


def test_what_arrived_is_inspected_drafted_and_tried(folder):
    told = []
    found = look(
        [folder / "incoming"], folder=folder, units=str(folder / "units.gpkg"), progress=lambda *step: told.append(step)
    )
    (layer,) = found.inspection.layers
    assert layer.fields["XZQDM"] == "code"
    assert found.draft.layers == {"redline-330127": 0}
    assert 'path = "incoming/STBHHX.gpkg"' in found.draft.text
    shares = [share for _text, share in told]
    assert shares == sorted(shares)
    assert shares[-1] == 1.0


def test_stored_areas_that_are_off_are_among_the_troubles(folder):
    (layer,) = look([folder / "incoming"], folder=folder, units=str(folder / "units.gpkg")).inspection.layers
    assert any("MJ" in trouble.what.zh for trouble in layer.troubles)


def test_units_that_are_not_there_stop_it(folder):
    with pytest.raises(LayerError):
        look([folder / "incoming"], folder=folder, units=str(folder / "nothing.gpkg"))
