import json

import geopandas as gpd
import shapely

from planseam.reporting.geojson import collection, write


def test_the_file_is_rfc_7946(report, tmp_path):
    write(report, tmp_path / "conflicts.geojson")
    body = json.loads((tmp_path / "conflicts.geojson").read_text("utf-8"))
    assert body["type"] == "FeatureCollection"
    assert "crs" not in body
    ids = [feature["id"] for feature in body["features"]]
    assert sorted(ids) == sorted(report.conflicts["id"])
    for feature in body["features"]:
        assert feature["properties"]["id"] == feature["id"]
        if feature["geometry"] and feature["geometry"]["type"] == "Polygon":
            assert shapely.is_ccw(shapely.LinearRing(feature["geometry"]["coordinates"][0]))


def test_what_has_no_place_has_a_null_geometry(report):
    nowhere = [feature for feature in collection(report)["features"] if feature["properties"]["rule"] == "DA104"]
    assert nowhere
    assert all(feature["geometry"] is None for feature in nowhere)
    assert nowhere[0]["properties"]["at_km"] is None


def test_coordinates_are_longitude_and_latitude_with_seven_decimals(report):
    shapes = [shapely.geometry.shape(f["geometry"]) for f in collection(report)["features"] if f["geometry"]]
    coordinates = shapely.get_coordinates(shapes)
    assert (coordinates == coordinates.round(7)).all()
    assert coordinates[:, 0].min() > 110
    assert coordinates[:, 1].max() < 40


def test_readers_get_all_rows(report, tmp_path):
    write(report, tmp_path / "conflicts.geojson")
    assert len(gpd.read_file(tmp_path / "conflicts.geojson")) == 20


def test_no_conflicts_make_an_empty_collection(build_report, tmp_path):
    write(build_report(0), tmp_path / "none.geojson")
    assert json.loads((tmp_path / "none.geojson").read_text("utf-8"))["features"] == []
