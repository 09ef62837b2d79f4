import hashlib
import zipfile

import geopandas as gpd
import pytest
import shapely

from planseam.errors import CRSError, LayerError
from planseam.loading.formats import read
from planseam.loading.units import provider_units
from planseam.model.study import LayerEntry


def entry(path, **values):
    return LayerEntry.model_validate({"id": "x", "role": "redline", "path": str(path), **values})


@pytest.fixture
def squares():
    return gpd.GeoDataFrame(
        {"MC": ["天目山", "清凉峰"]},
        geometry=[shapely.box(119.4, 30.3, 119.5, 30.4), shapely.box(118.9, 30.0, 119.0, 30.1)],
        crs="EPSG:4490",
    )


@pytest.fixture
def zone_40(tmp_path):
    frame = gpd.GeoDataFrame(geometry=[shapely.box(40_512_000, 3_440_000, 40_533_000, 3_460_000)])
    frame.to_parquet(tmp_path / "z.parquet")
    return tmp_path


def test_a_layer_tells_where_it_is_from(tmp_path, squares):
    squares.to_file(tmp_path / "a.gpkg")
    raw = read(entry("a.gpkg", party="33", vintage="2024"), tmp_path)
    assert (raw.rows, raw.crs_label, raw.party, raw.vintage, raw.path) == (2, "EPSG:4490", "33", "2024", "a.gpkg")
    assert len(raw.sha256) == 64
    assert not raw.illustrative
    assert raw.title.en == "x"


def test_a_missing_file_is_answered_with_the_nearest_name(tmp_path):
    (tmp_path / "STBHHX.shp").touch()
    with pytest.raises(LayerError) as caught:
        read(entry("STBHX.shp"), tmp_path)
    assert "STBHHX.shp" in caught.value.cure.zh


def test_a_missing_folder_is_told(tmp_path):
    with pytest.raises(LayerError, match="no such file"):
        read(entry("nowhere/a.shp"), tmp_path)


def test_a_path_that_no_system_can_hold_is_told(tmp_path):
    with pytest.raises(LayerError, match="no such file"):
        read(entry("a" * 4000), tmp_path)


def test_an_empty_layer_is_refused(tmp_path, squares):
    squares[:0].to_file(tmp_path / "a.gpkg")
    with pytest.raises(LayerError, match="empty"):
        read(entry("a.gpkg"), tmp_path)


def test_a_table_cannot_be_a_redline(tmp_path):
    (tmp_path / "a.csv").write_text("a,b\n1,2\n")
    with pytest.raises(LayerError, match="no geometry column"):
        read(entry("a.csv"), tmp_path)


def test_a_table_can_be_a_quota(tmp_path):
    (tmp_path / "a.csv").write_text("a,b\n1,2\n")
    raw = read(entry("a.csv", role="quota"), tmp_path)
    assert raw.crs is None
    assert list(raw.frame["b"]) == ["2"]


def test_an_unknown_encoding_is_refused(tmp_path, squares):
    squares.to_file(tmp_path / "a.gpkg")
    with pytest.raises(LayerError, match="no encoding “klingon”"):
        read(entry("a.gpkg", encoding="klingon"), tmp_path)


def test_a_file_without_crs_is_refused_with_the_zone_that_its_eastings_name(zone_40):
    with pytest.raises(CRSError) as caught:
        read(entry("z.parquet"), zone_40)
    assert 'crs = "EPSG:4528"' in caught.value.cure.en


def test_the_study_file_names_the_crs(zone_40):
    raw = read(entry("z.parquet", crs="EPSG:4528"), zone_40)
    assert raw.crs_label == "EPSG:4528"
    assert not raw.findings


def test_a_crs_that_contradicts_the_file_is_used_and_told(tmp_path, squares):
    squares.to_crs("EPSG:4549").set_crs("EPSG:4548", allow_override=True).to_file(tmp_path / "a.gpkg")
    raw = read(entry("a.gpkg", crs="EPSG:4549"), tmp_path)
    assert raw.crs_label == "EPSG:4549"
    assert [(finding.rule, finding.severity) for finding in raw.findings] == [("DA101", "info")]


def test_a_display_datum_is_handed_on_to_be_undone(tmp_path, squares):
    squares.to_file(tmp_path / "a.gpkg")
    raw = read(entry("a.gpkg", crs="bd09"), tmp_path)
    assert (raw.datum, raw.crs_label, raw.crs.to_epsg()) == ("BD-09", "BD-09", 4490)
    assert read(entry("a.gpkg"), tmp_path).datum is None


def test_units_and_party_tell_which_crs_is_missing(tmp_path, squares):
    squares.to_crs("EPSG:4549").set_crs(None, allow_override=True).to_parquet(tmp_path / "a.parquet")
    with pytest.raises(CRSError) as caught:
        read(entry("a.parquet", party="33"), tmp_path, units=provider_units("province"))
    assert 'crs = "EPSG:4549"' in caught.value.cure.zh


def test_a_shipped_layer_comes_with_its_layer_file(tmp_path):
    raw = read(entry("bundled:yrd/redline"), tmp_path)
    assert raw.illustrative
    assert raw.licence
    assert raw.rows == len(raw.frame)


def test_a_shipped_layer_that_is_not_there_is_refused(tmp_path):
    with pytest.raises(LayerError, match="no shipped layer"):
        read(entry("bundled:yrd/none"), tmp_path)


def test_names_that_share_no_more_than_their_ending_are_not_proposed(tmp_path):
    (tmp_path / "bowtie.gpkg").touch()
    entry = LayerEntry(id="a", role="redline", path="nofile.gpkg")
    with pytest.raises(LayerError) as caught:
        read(entry, tmp_path)
    assert "bowtie" not in caught.value.sentence("en")
    with pytest.raises(LayerError, match=r"Did you mean bowtie\.gpkg"):
        read(entry.model_copy(update={"path": "bowtye.gpkg"}), tmp_path)


def test_a_member_of_an_archive_is_read_and_the_archive_hashed(tmp_path, squares):
    squares.to_file(tmp_path / "a.gpkg")
    with zipfile.ZipFile(tmp_path / "all.zip", "w") as archive:
        archive.write(tmp_path / "a.gpkg", "b/a.gpkg")
    raw = read(entry("all.zip/b/a.gpkg"), tmp_path)
    assert (raw.rows, raw.path) == (2, "all.zip/b/a.gpkg")
    assert raw.sha256 == hashlib.sha256((tmp_path / "all.zip").read_bytes()).hexdigest()
