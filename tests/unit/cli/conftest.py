import geopandas as gpd
import pytest
import shapely

STUDY = """
[study]
title = "两省"
units = "units"
language = "en"
[[layer]]
id = "units"
role = "unit"
path = "units.gpkg"
[[layer]]
id = "redline"
role = "redline"
path = "redline.gpkg"
"""


@pytest.fixture
def study(tmp_path):
    """Two provinces and a redline of one of them that ends at their border over about 11 km."""
    folder = tmp_path / "study"
    folder.mkdir()
    boxes = [shapely.box(118, 30, 119, 31), shapely.box(119, 30, 120, 31)]
    units = gpd.GeoDataFrame({"code": ["33", "34"], "name": ["浙江省", "安徽省"]}, geometry=boxes, crs="EPSG:4490")
    units.to_file(folder / "units.gpkg")
    redline = gpd.GeoDataFrame({"fid_": [1]}, geometry=[shapely.box(118.9, 30.4, 119, 30.5)], crs="EPSG:4490")
    redline.to_file(folder / "redline.gpkg")
    (folder / "planseam.toml").write_text(STUDY, "utf-8")
    return folder
