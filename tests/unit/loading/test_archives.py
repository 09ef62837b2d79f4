import os
import stat
import struct
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from planseam.errors import LayerError
from planseam.loading.archives import member_names, unpacked
from planseam.loading.limits import Limits


def packed(path, members, *, method=zipfile.ZIP_DEFLATED):
    with zipfile.ZipFile(path, "w", method) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return path


def with_raw_names(path, pairs):
    """Write an archive whose names are bytes without the flag for UTF-8, as Chinese archivers do."""
    packed(path, {f"{number:0{len(name)}d}": b"x" for number, name in enumerate(pairs)})
    content = path.read_bytes()
    for number, name in enumerate(pairs):
        content = content.replace(f"{number:0{len(name)}d}".encode(), name)
    path.write_bytes(content)
    return path


def files_in(folder):
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_members_come_out_whole_in_their_folders(tmp_path):
    held = unpacked(packed(tmp_path / "a.zip", {"b/c.txt": b"1", "d.bin": bytes(3_000_000), "empty/": b""}))
    assert files_in(held.folder) == {"b/c.txt": b"1", "d.bin": bytes(3_000_000)}
    assert (held.files, held.size, held.refused) == (2, 3_000_001, ())
    assert (held.folder / "empty").is_dir()


def test_an_archive_is_unpacked_once_until_it_changes(tmp_path):
    path = packed(tmp_path / "a.zip", {"a": b"1"})
    first = unpacked(path)
    assert unpacked(path).folder == first.folder
    packed(path, {"a": b"22"})
    assert files_in(unpacked(path).folder) == {"a": b"22"}


@pytest.mark.skipif(os.name != "posix", reason="rights of POSIX")
def test_nobody_else_may_look_into_the_folder(tmp_path):
    folder = unpacked(packed(tmp_path / "a.zip", {"a": b"1"})).folder
    assert stat.S_IMODE(folder.parent.stat().st_mode) == 0o700


def test_the_folder_goes_with_the_process(tmp_path):
    packed(tmp_path / "a.zip", {"a": b"1"})
    code = (
        "import sys, pathlib; from planseam.loading.archives import unpacked;"
        "print(unpacked(pathlib.Path(sys.argv[1])).folder)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, str(tmp_path / "a.zip")], capture_output=True, text=True, check=True
    )
    folder = Path(done.stdout.strip())
    assert folder.name == "a"
    assert not folder.parent.exists()


@pytest.mark.parametrize(
    "name", ["../out.txt", "a/../../out.txt", "/out.txt", "C:/out.txt", "..\\out.txt", "a\\..\\..\\out.txt", "a\x01b"]
)
def test_a_member_that_climbs_out_is_refused_and_the_others_come_out(tmp_path, name):
    held = unpacked(packed(tmp_path / "a.zip", {name: b"evil", "b": b"1"}))
    assert files_in(held.folder) == {"b": b"1"}
    (refused,) = held.refused
    assert refused.what.en == "its name leads out of the archive; it was not unpacked"
    assert not list(tmp_path.rglob("out.txt"))
    assert not (held.folder.parent / "out.txt").exists()


def test_a_symbolic_link_is_refused(tmp_path):
    link = zipfile.ZipInfo("link")
    link.external_attr = (stat.S_IFLNK | 0o777) << 16
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as archive:
        archive.writestr(link, "/etc/passwd")
        archive.writestr("link/b", b"1")
    held = unpacked(tmp_path / "a.zip")
    assert [refused.name for refused in held.refused] == ["link"]
    assert "symbolic link" in held.refused[0].what.en
    assert files_in(held.folder) == {"link/b": b"1"}


def test_an_encrypted_member_is_refused_with_its_cure(tmp_path):
    path = packed(tmp_path / "a.zip", {"a": b"1", "b": b"2"})
    content = bytearray(path.read_bytes())
    for signature, flags in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = content.index(signature) + flags
        content[at] |= 1
    path.write_bytes(content)
    held = unpacked(path)
    assert [refused.name for refused in held.refused] == ["a"]
    assert "password" in held.refused[0].cure.en
    assert files_in(held.folder) == {"b": b"2"}


def test_of_two_members_of_one_name_the_second_is_told(tmp_path):
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as archive:
        archive.writestr("a", b"1")
        with pytest.warns(UserWarning, match="Duplicate name"):
            archive.writestr("a", b"2")
        archive.writestr("A", b"3")
    held = unpacked(tmp_path / "a.zip")
    assert files_in(held.folder) == {"a": b"1"}
    assert [refused.what.en for refused in held.refused] == [
        "another member has the same name; it was not unpacked"
    ] * 2


def test_a_member_in_the_way_of_another_is_told(tmp_path):
    held = unpacked(packed(tmp_path / "a.zip", {"a": b"1", "a/b": b"2"}))
    assert files_in(held.folder) == {"a": b"1"}
    assert [refused.name for refused in held.refused] == ["a/b"]


def test_a_damaged_member_is_told_and_the_others_come_out(tmp_path):
    path = packed(tmp_path / "a.zip", {"a": b"hello hello", "b": b"1"}, method=zipfile.ZIP_STORED)
    path.write_bytes(path.read_bytes().replace(b"hello hello", b"hello HELLO"))
    held = unpacked(path)
    assert files_in(held.folder) == {"b": b"1"}
    assert "damaged" in held.refused[0].what.en


def test_names_in_gbk_are_read(tmp_path):
    path = with_raw_names(tmp_path / "a.zip", ["浙江/生态红线.shp".encode("gbk"), "安徽.txt".encode("gbk")])
    assert set(files_in(unpacked(path).folder)) == {"浙江/生态红线.shp", "安徽.txt"}


def test_names_in_utf8_without_the_flag_are_read(tmp_path):
    path = with_raw_names(tmp_path / "a.zip", ["浙江红线.shp".encode()])
    with zipfile.ZipFile(path) as archive:
        assert archive.infolist()[0].flag_bits & 0x800 == 0
        assert member_names(archive) == ["浙江红线.shp"]


def test_names_with_the_flag_are_believed(tmp_path):
    with zipfile.ZipFile(packed(tmp_path / "a.zip", {"浙江.shp": b"1", "Zürich.shp": b"1"})) as archive:
        assert member_names(archive) == ["浙江.shp", "Zürich.shp"]


def test_a_geodatabase_packed_without_its_folder_gets_one(tmp_path):
    held = unpacked(packed(tmp_path / "x.zip", {"a00000001.gdbtable": b"1", "gdb": b"2"}))
    assert held.folder.name == "x.gdb"


@pytest.mark.parametrize("content", [b"", b"hello", b"PK\x03\x04" + bytes(100)])
def test_what_is_no_archive_is_told(tmp_path, content):
    (tmp_path / "a.zip").write_bytes(content)
    with pytest.raises(LayerError, match="damaged, or no zip"):
        unpacked(tmp_path / "a.zip")


def test_an_archive_cut_short_is_told(tmp_path):
    path = packed(tmp_path / "a.zip", {"a": bytes(100_000)})
    path.write_bytes(path.read_bytes()[:-30])
    with pytest.raises(LayerError, match="damaged, or no zip"):
        unpacked(path)


def test_a_bomb_is_refused_before_it_is_unpacked(tmp_path):
    path = packed(tmp_path / "a.zip", {"a": bytes(30 << 20)})
    with pytest.raises(LayerError, match="zip bomb"):
        unpacked(path)


def test_small_texts_may_pack_to_nothing(tmp_path):
    assert unpacked(packed(tmp_path / "a.zip", {"a": b"0" * 1_000_000})).size == 1_000_000


def test_too_many_members_are_refused(tmp_path):
    path = packed(tmp_path / "a.zip", {str(number): b"" for number in range(11)})
    with pytest.raises(LayerError, match="holds 11 files, more than 10"):
        unpacked(path, limits=Limits(members=10))
    with pytest.raises(LayerError, match="holds 12 files, more than 11"):
        unpacked(path, limits=Limits(members=11), files=1)


def test_too_large_an_archive_is_refused(tmp_path):
    path = packed(tmp_path / "a.zip", {"a": b"12345"})
    with pytest.raises(LayerError, match="unpacked it has"):
        unpacked(path, limits=Limits(unpacked=4))
    with pytest.raises(LayerError, match="unpacked it has"):
        unpacked(path, limits=Limits(unpacked=6), size=2)


def test_an_archive_that_lies_about_its_size_gives_no_more_than_it_says(tmp_path):
    path = packed(tmp_path / "a.zip", {"a": bytes(100_000)})
    content = bytearray(path.read_bytes())
    for signature, at in ((b"PK\x03\x04", 22), (b"PK\x01\x02", 24)):
        start = content.index(signature) + at
        content[start : start + 4] = struct.pack("<I", 10)
    path.write_bytes(content)
    held = unpacked(path)
    assert held.size <= 10
    assert not files_in(held.folder)
    assert "damaged" in held.refused[0].what.en


def test_a_name_too_long_for_a_file_system_is_told(tmp_path):
    held = unpacked(packed(tmp_path / "a.zip", {"红" * 200: b"1", "b": b"2"}))
    assert "too long" in held.refused[0].what.en
    assert files_in(held.folder) == {"b": b"2"}


def test_no_room_on_the_disk_is_told_in_one_sentence(tmp_path, monkeypatch):
    def full(*_arguments, **_options):
        raise OSError(28, "No space left on device")

    path = packed(tmp_path / "a.zip", {"a": b"1"})
    monkeypatch.setattr("planseam.loading.archives._written", full)
    with pytest.raises(LayerError, match="no room on the disk"):
        unpacked(path)


def test_an_archive_that_may_not_be_read_is_told(tmp_path, monkeypatch):
    def locked(path, *_arguments, **_options):
        raise PermissionError(13, "Permission denied", str(path))

    path = packed(tmp_path / "a.zip", {"a": b"1"})
    monkeypatch.setattr(zipfile, "ZipFile", locked)
    with pytest.raises(LayerError, match="the archive cannot be read"):
        unpacked(path)
