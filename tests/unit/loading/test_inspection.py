from pathlib import Path

import pytest

from planseam.loading.encoding import Evidence
from planseam.loading.inspection import Inspected, Place
from planseam.loading.parties import PartyGuess
from planseam.loading.recognition import Recognition
from planseam.loading.sources import Source
from planseam.text import NOTHING


def layer(path, sublayer=None, **values):
    given = {
        "folder": Path("incoming"),
        "source": Source(path=path, sublayer=sublayer, file=Path(path), format="x"),
        "rows": 1,
        "role": Recognition(role="road", confidence=1.0, reason=NOTHING),
        "party": PartyGuess(code="33", confidence=1.0, reason=NOTHING),
    }
    return Inspected(**(given | values))


@pytest.mark.parametrize(
    ("path", "sublayer", "inner", "shown", "name", "folders"),
    [
        ("浙江/STBHHX.shp", None, None, "浙江/STBHHX.shp", "STBHHX", ("浙江",)),
        ("a.gdb", "STBHHX", "STBHHX", "a.gdb|STBHHX", "STBHHX", ("a",)),
        ("皖/a.gdb", None, "STBHHX", "皖/a.gdb", "STBHHX", ("皖", "a")),
        ("a.gpkg", None, "a", "a.gpkg", "a", ()),
        ("全部.zip", "安徽/XZQ.shp", None, "全部.zip/安徽/XZQ.shp", "XZQ", ("全部", "安徽")),
        ("全部.zip", "内.zip/x.gdb|红/线", "红/线", "全部.zip/内.zip/x.gdb|红/线", "红/线", ("全部", "内", "x")),
        ("全部.zip", "x.gdb", "红线", "全部.zip/x.gdb", "红线", ("全部", "x")),
        ("a.gpkg", "v1.2", "v1.2", "a.gpkg|v1.2", "v1.2", ("a",)),
    ],
)
def test_how_a_layer_is_called(path, sublayer, inner, shown, name, folders):
    source = Source(path=path, sublayer=sublayer, file=Path(path), layer=inner, format="x")
    found = layer(path, source=source)
    assert (found.shown, found.name, found.folders) == (shown, name, ("incoming", *folders))


def test_a_double_an_empty_layer_and_one_without_role_are_of_no_use():
    assert layer("a.shp").usable
    assert not layer("a.shp", twin="b.shp").usable
    assert not layer("a.shp", rows=0).usable
    assert not layer("a.shp", role=Recognition(role=None, confidence=0, reason=NOTHING)).usable


def test_the_entry_says_only_what_the_file_does_not():
    said = Place(code="EPSG:4490", written=False, confidence=1.0, reason=NOTHING)
    told = Place(code="GCJ-02", written=True, confidence=0.9, reason=NOTHING)
    assert layer("a.shp", place=said).entry("a", path="b").crs is None
    assert layer("a.shp", place=told).entry("a", path="b").crs == "GCJ-02"
    sure, weighed = (Evidence(encoding="GBK", confidence=value, reason=NOTHING) for value in (1.0, 0.9))
    assert layer("a.shp", encoding=sure).entry("a", path="b").encoding is None
    assert layer("a.shp", encoding=weighed).entry("a", path="b").encoding == "GBK"


@pytest.mark.parametrize(
    ("kind", "rows", "zh", "en"),
    [
        ("polygon", 1, "1 个面", "1 polygon"),
        ("point", 2, "2 个点", "2 points"),
        ("mixed", 2, "2 个要素（几何类型混杂）", "2 features of mixed kinds"),
        ("none", 1, "1 行（无几何）", "1 row without geometry"),
    ],
)
def test_features_are_counted_by_kind(kind, rows, zh, en):
    assert layer("a.shp", kind=kind, rows=rows).features == (zh, en)
