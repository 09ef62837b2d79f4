import zipfile
from pathlib import Path

import pytest

from planseam.loading.limits import LIMITS, Limits
from planseam.loading.searching import Search, Spot, is_archive


def test_outside_of_archives_the_way_is_the_path():
    spot = Spot() / "浙江" / "a.gpkg"
    assert spot.shown == "浙江/a.gpkg"
    assert spot.named(None) == ("浙江/a.gpkg", None)
    assert spot.named("zones") == ("浙江/a.gpkg", "zones")


def test_within_an_archive_the_way_is_the_sublayer():
    spot = (Spot() / "浙江" / "all.zip").within() / "b" / "x.gdb"
    assert spot.shown == "浙江/all.zip/b/x.gdb"
    assert spot.named(None) == ("浙江/all.zip", "b/x.gdb")
    assert spot.named("STBHHX") == ("浙江/all.zip", "b/x.gdb|STBHHX")


def test_an_archive_within_an_archive_is_a_folder_of_it():
    spot = ((Spot() / "all.zip").within() / "a.zip").within() / "S.shp"
    assert spot.named(None) == ("all.zip", "a.zip/S.shp")


@pytest.mark.parametrize(("name", "expected"), [("a.ZIP", True), ("a.kmz", True), ("a.shp.zip", True), ("zip", False)])
def test_archives_are_known_by_their_ending(name, expected):
    assert is_archive(Path(name)) is expected


def test_a_table_is_one_of_its_own_only_without_its_shapefile(tmp_path):
    for name in ("a.shp", "a.dbf", "b.dbf"):
        (tmp_path / name).write_bytes(b"x")
    search = Search(limits=LIMITS)
    search.folder(tmp_path, Spot(), depth=0)
    assert [(source.path, source.format, len(source.members)) for source in search.sources] == [
        ("a.shp", "Shapefile", 2),
        ("b.dbf", "dBASE", 1),
    ]


def test_layers_beyond_the_bound_are_told(tmp_path):
    folders = "".join(
        f"<Folder><name>{name}</name><Placemark><Point><coordinates>1,2</coordinates></Point></Placemark></Folder>"
        for name in "abc"
    )
    (tmp_path / "a.kml").write_text(
        f'<kml xmlns="http://www.opengis.net/kml/2.2"><Document>{folders}</Document></kml>', "utf-8"
    )
    search = Search(limits=Limits(layers=2))
    search.folder(tmp_path, Spot(), depth=0)
    assert [source.sublayer for source in search.sources] == ["a", "b"]
    assert [problem.what.en for problem in search.problems] == ["it holds more than 2 layers; the rest was not read"]


def test_each_archive_has_bounds_of_its_own(tmp_path):
    for name in ("a.zip", "b.zip"):
        with zipfile.ZipFile(tmp_path / name, "w") as archive:
            archive.writestr("1.docx", b"")
            archive.writestr("2.docx", b"")
    search = Search(limits=Limits(members=3))
    search.folder(tmp_path, Spot(), depth=0)
    assert all(problem.harmless for problem in search.problems)
    assert len(search.problems) == 4


@pytest.mark.parametrize("members", [(), ("empty/",), ("__MACOSX/._a.shp",)])
def test_an_archive_that_holds_nothing_is_told(tmp_path, members):
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as archive:
        for name in members:
            archive.writestr(name, b"")
    search = Search(limits=LIMITS)
    search.folder(tmp_path, Spot(), depth=0)
    (problem,) = search.problems
    assert (problem.path, problem.what.en) == ("a.zip", "it holds no layer")
