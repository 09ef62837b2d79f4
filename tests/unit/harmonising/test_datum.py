import geopandas as gpd
import numpy as np
import pyproj
import pytest
import shapely

from planseam.errors import CRSError
from planseam.harmonising.crs import working_crs
from planseam.harmonising.datum import on_true_datum, way
from planseam.loading.datum import wgs84_to_gcj02
from planseam.loading.formats import read
from planseam.loading.references import Reference
from planseam.model.study import LayerEntry

GEOD = pyproj.Geod(ellps="GRS80")
ANGLES = np.linspace(0, 2 * np.pi, 200)
RING = shapely.Polygon(np.column_stack([120 + 0.1 * np.cos(ANGLES), 30 + 0.1 * np.sin(ANGLES)]))
LINES = [Reference(gpd.GeoDataFrame(geometry=[RING], crs="EPSG:4490"))]


def drawn(geometry):
    return shapely.transform(geometry, lambda xy: np.column_stack(wgs84_to_gcj02(xy[:, 0], xy[:, 1])))


def ask(folder, geometry, references=LINES, *, to=None, **values):
    frame = gpd.GeoDataFrame(geometry=[geometry], crs="EPSG:4490")
    (frame if to is None else frame.to_crs(to)).to_parquet(folder / "x.parquet")
    entry = LayerEntry.model_validate({"id": "x", "role": "redline", "path": "x.parquet", **values})
    raw = read(entry, folder)
    return raw, on_true_datum(raw, raw.frame.geometry.to_numpy(), raw.crs, references)


def test_a_declared_datum_is_undone_and_the_shift_told(tmp_path):
    raw, true = ask(tmp_path, drawn(RING), crs="GCJ-02")
    assert shapely.equals_exact(true.geometries[0], RING, tolerance=1e-10)
    assert (true.crs.to_epsg(), true.findings) == (4490, ())
    xy = shapely.get_coordinates(RING)
    azimuth, _, length = GEOD.inv(*wgs84_to_gcj02(*xy.T), *xy.T)
    east, north = (length * np.sin(np.radians(azimuth))).mean(), (length * np.cos(np.radians(azimuth))).mean()
    assert way(raw, true, working_crs((119, 29, 121, 31))).zh == (
        f"GCJ-02 → planseam LAEA 120.0E 30.0N（还原 GCJ-02，平均向西 {-east:.0f} 米、向北 {north:.0f} 米）"
    )


def test_one_that_was_projected_is_led_back_first(tmp_path):
    _, true = ask(tmp_path, drawn(RING), to="EPSG:3857", crs="GCJ-02")
    assert shapely.equals_exact(true.geometries[0], RING, tolerance=1e-8)


def test_one_that_is_not_declared_is_refused_with_the_evidence_and_the_line_to_add(tmp_path):
    with pytest.raises(CRSError) as caught:
        ask(tmp_path, drawn(RING))
    assert "GCJ-02" in caught.value.what.zh
    assert "米" in caught.value.what.zh
    assert 'crs = "GCJ-02"' in caught.value.cure.en
    assert 'crs = "EPSG:4490"' in caught.value.cure.en


def test_the_cure_of_a_projected_one_names_its_own_crs(tmp_path):
    with pytest.raises(CRSError) as caught:
        ask(tmp_path, drawn(RING), to="EPSG:4549")
    assert 'crs = "EPSG:4549"' in caught.value.cure.en


def test_a_declared_crs_is_taken_at_its_word_and_doubted(tmp_path):
    _, true = ask(tmp_path, drawn(RING), crs="EPSG:4490")
    assert shapely.equals_exact(true.geometries[0], drawn(RING))
    assert [(finding.kind, finding.severity) for finding in true.findings] == [("display-datum", "info")]


def test_a_datum_that_is_declared_though_undone_before_is_doubted(tmp_path):
    _, true = ask(tmp_path, RING, crs="GCJ-02")
    assert [(finding.kind, finding.severity) for finding in true.findings] == [("no-display-datum", "major")]
    assert 'crs = "EPSG:4490"' in true.findings[0].advice.zh


def test_a_layer_that_fits_passes_untouched(tmp_path):
    raw, true = ask(tmp_path, RING)
    assert (true.geometries[0], true.findings) == (raw.frame.geometry.iloc[0], ())
    assert "WGS84" in way(raw, true, working_crs((119, 29, 121, 31))).en


def test_without_references_nothing_is_suspected(tmp_path):
    assert ask(tmp_path, drawn(RING), [])[1].findings == ()


def test_given_parameters_are_told(tmp_path):
    raw, true = ask(tmp_path, RING, crs="EPSG:4610", towgs84=[10, 20, 30])
    assert [(finding.kind, finding.severity) for finding in true.findings if finding.kind == "datum"] == [
        ("datum", "info")
    ]
    assert "parameters given" in true.findings[-1].message.en
    assert "WGS84" not in way(raw, true, working_crs((119, 29, 121, 31))).en
