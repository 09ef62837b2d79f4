import base64
from dataclasses import replace
from importlib import import_module

import numpy as np
import pyogrio
import pytest
import shapely
from shapely import Point, Polygon, box

from planseam.mapping import draw, tiles, write
from planseam.mapping.runs import Runs
from planseam.mapping.tiles import LEVELS, Tiled, apart, archive, to_tile

pytest.importorskip("freestiler")


def array(*shapes):
    found = np.empty(len(shapes), dtype=object)
    found[:] = shapes
    return found


def runs(*shapes):
    return Runs.of(array(*shapes))


@pytest.fixture
def read(tmp_path):
    """GDAL reads the archive: an engine that did not write it."""

    def read_level(packed, layer, level):
        (tmp_path / "a.pmtiles").write_bytes(packed)
        frame = pyogrio.read_dataframe(tmp_path / "a.pmtiles", layer=f"{layer}@{level}", ZOOM_LEVEL=level, CLIP="NO")
        return frame.to_crs("EPSG:4326")

    return read_level


@pytest.fixture
def crowded(monkeypatch):
    """A page that can hold next to nothing."""
    monkeypatch.setattr(import_module("planseam.mapping.content"), "to_tile", lambda layers: to_tile(layers, limit=10))


def test_no_feature_is_dropped_at_any_level_however_small(read):
    rng = np.random.default_rng(2)
    spots = rng.uniform((118, 30), (119, 31), (3000, 2))
    sizes = 10.0 ** rng.uniform(-7, -2, 3000)
    shapes = shapely.box(spots[:, 0], spots[:, 1], spots[:, 0] + sizes, spots[:, 1] + sizes)
    packed = archive({"many": Tiled(runs=Runs.of(shapes), names=[str(i) for i in range(3000)])})
    for level, _ in LEVELS:
        assert set(read(packed, "many", level)["zh"]) == {str(i) for i in range(3000)}


def test_names_and_classes_come_with_the_features(read):
    layer = Tiled(runs=runs(box(118, 30, 118.1, 30.1), Point(118.5, 30.5)), names=["甲", ["乙", "B"]], classes=[1, -1])
    frame = read(archive({"one": layer}), "one", LEVELS[-1][0]).drop_duplicates("zh").set_index("zh")
    assert frame["en"].to_dict() == {"甲": "甲", "乙": "B"}
    assert frame["class"].to_dict() == {"甲": 2, "乙": 0}


def test_neighbours_of_two_layers_show_no_gap_in_any_tile(read):
    edge = [(118.5 + 0.01 * np.sin(i), 30 + i / 200) for i in range(60)]
    left = Polygon([*edge, (118, 30.295), (118, 30)])
    right = Polygon([*edge, (119, 30.295), (119, 30)])
    packed = archive({"a": Tiled(runs=runs(left), names=["a"]), "b": Tiled(runs=runs(right), names=["b"])})
    for level, _ in LEVELS:
        both = shapely.union_all([*read(packed, "a", level).geometry, *read(packed, "b", level).geometry])
        middle = box(118.2, 30.05, 118.8, 30.25)
        unit = 360 / 2**level / 4096
        assert shapely.difference(middle, both.buffer(unit / 1000)).area == pytest.approx(0, abs=1e-9)


def test_the_largest_layers_go_until_the_others_fit():
    layers = [runs(*(Point(i, i) for i in range(count))) for count in (10, 50, 30)]
    assert to_tile(layers, limit=500) == set()
    assert to_tile(layers, limit=400) == {1}
    assert to_tile(layers, limit=100) == {1, 2}


def test_without_freestiler_the_page_holds_all(monkeypatch):
    monkeypatch.setattr(tiles, "find_spec", lambda _: None)
    assert to_tile([runs(Point(0, 0))], limit=0) == set()


def test_a_small_archive_goes_inside_and_a_large_one_beside(monkeypatch):
    held, beside = apart({"archive": b"PMTiles", "title": "x"})
    assert (base64.b64decode(held["archive"]), beside, held["title"]) == (b"PMTiles", None, "x")
    monkeypatch.setattr(tiles, "INSIDE", 3)
    assert apart({"archive": b"PMTiles"}) == ({"archive": True}, b"PMTiles")
    assert apart({"archive": None}) == ({"archive": None}, None)


def test_what_conflicts_name_of_an_archived_layer_stays_in_the_page(report, crowded, read_page):
    data = read_page(draw(report).get_root().render())
    layers = {layer["id"]: layer for layer in data["layers"]}
    assert layers["redline"]["tiled"]
    assert layers["redline"]["rows"] == [0, 1]
    assert layers["reserve"]["rows"] == [0]
    assert layers["corridor"]["rows"] == []
    assert layers["redline"]["names"] == []
    assert data["archive"]
    assert len(data["conflicts"]) == len(report.conflicts)


def test_an_archive_beside_is_written_with_the_page_and_its_name(report, crowded, monkeypatch, tmp_path):
    monkeypatch.setattr(tiles, "INSIDE", 3)
    write(report, tmp_path / "ours.html")
    draw(report).save(tmp_path / "saved.html")
    assert (tmp_path / "ours.pmtiles").read_bytes()[:7] == b"PMTiles"
    assert (tmp_path / "ours.pmtiles").read_bytes() == (tmp_path / "saved.pmtiles").read_bytes()
    assert "connect-src 'self'" in (tmp_path / "ours.html").read_text("utf-8")


def test_the_same_report_gives_the_same_archive(report, crowded):
    first, second = (draw(replace(report)).data for _ in range(2))
    assert first == second


def test_a_page_that_holds_all_asks_for_no_archive(report, data, tmp_path):
    write(report, tmp_path / "map.html")
    assert data["archive"] is None
    assert [path.name for path in tmp_path.iterdir()] == ["map.html"]
    assert "connect-src" not in (tmp_path / "map.html").read_text("utf-8")
