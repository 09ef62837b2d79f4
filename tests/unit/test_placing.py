import errno
import os
import sqlite3
import sys
import tempfile
from pathlib import Path

import pytest

from planseam import placing
from planseam.placing import NEW, OLD, aside, put_file, put_folder, unwritable

if sys.platform != "win32":
    import fcntl


@pytest.fixture(params=["in one step", "in two"])
def way(request, monkeypatch):
    if request.param == "in two":
        monkeypatch.setattr(placing, "_exchange", lambda *_: False)
    return request.param


def folder(path, word):
    path.mkdir()
    (path / "a.txt").write_text(word)
    return path


def names(path):
    return sorted(each.name for each in path.iterdir())


def left_behind(parent, target, *parts):
    """What a killed run leaves: its hidden folder, without a lock."""
    with tempfile.TemporaryDirectory() as elsewhere, aside(Path(elsewhere, target)) as made:
        hidden = parent / made.name
    hidden.mkdir()
    for part in parts:
        folder(hidden / part, part)
    return hidden


def test_a_hidden_folder_stands_beside_the_target_and_goes(tmp_path):
    with aside(tmp_path / "out") as hidden:
        assert hidden.parent == tmp_path
        assert hidden.name.startswith(".planseam-")
        (hidden / "half").write_text("half")
    assert not list(tmp_path.iterdir())


def test_a_folder_takes_the_place_of_the_old_one(tmp_path, way):
    target = folder(tmp_path / "out", "old")
    with aside(target) as hidden:
        put_folder(folder(hidden / NEW, "new"), target)
    assert (target / "a.txt").read_text() == "new"
    assert names(tmp_path) == ["out"]


def test_a_folder_takes_a_place_that_is_free(tmp_path):
    with aside(tmp_path / "out") as hidden:
        put_folder(folder(hidden / NEW, "new"), tmp_path / "out")
    assert (tmp_path / "out" / "a.txt").read_text() == "new"


@pytest.mark.skipif(sys.platform != "linux", reason="renameat2 is of Linux")
def test_both_folders_always_stand_where_the_system_lets_them_change_places(tmp_path):
    one, other = folder(tmp_path / "one", "1"), folder(tmp_path / "other", "2")
    assert placing._exchange(one, other)
    assert [(path / "a.txt").read_text() for path in (one, other)] == ["2", "1"]
    with pytest.raises(OSError, match="No such file") as caught:
        placing._exchange(one, tmp_path / "none")
    assert caught.value.errno == errno.ENOENT


def test_a_file_system_that_cannot_is_told_from_one_that_fails(tmp_path, monkeypatch):
    class Library:
        def renameat2(self, *_):
            return -1

    monkeypatch.setattr(placing.sys, "platform", "linux")
    monkeypatch.setattr(placing.ctypes, "CDLL", lambda *_, **__: Library())
    monkeypatch.setattr(placing.ctypes, "get_errno", lambda: errno.EINVAL)
    assert not placing._exchange(tmp_path, tmp_path)
    monkeypatch.setattr(placing.ctypes, "get_errno", lambda: errno.EACCES)
    with pytest.raises(PermissionError):
        placing._exchange(tmp_path, tmp_path)


def test_the_old_folder_is_back_where_the_new_one_cannot_be_placed(tmp_path, monkeypatch):
    monkeypatch.setattr(placing, "_exchange", lambda *_: False)
    rename = placing.Path.rename

    def refuse(path, target):
        if path.name == NEW:
            raise PermissionError(errno.EACCES, "no")
        return rename(path, target)

    monkeypatch.setattr(placing.Path, "rename", refuse)
    target = folder(tmp_path / "out", "old")
    with pytest.raises(PermissionError), aside(target) as hidden:
        put_folder(folder(hidden / NEW, "new"), target)
    assert (target / "a.txt").read_text() == "old"
    assert names(tmp_path) == ["out"]


def test_an_old_folder_that_cannot_be_put_back_is_kept_for_the_next_run(tmp_path, monkeypatch):
    monkeypatch.setattr(placing, "_exchange", lambda *_: False)
    rename = placing.Path.rename

    def refuse(path, target):
        if path.name in {NEW, OLD}:
            raise PermissionError(errno.EACCES, "no")
        return rename(path, target)

    target = folder(tmp_path / "out", "old")
    with monkeypatch.context() as patch:
        patch.setattr(placing.Path, "rename", refuse)
        with pytest.raises(PermissionError), aside(target) as hidden:
            put_folder(folder(hidden / NEW, "new"), target)
    assert not target.exists()
    with aside(target):
        assert (target / "a.txt").read_text() == "old"
    assert names(tmp_path) == ["out"]


def test_a_file_takes_its_place(tmp_path):
    (tmp_path / "a.txt").write_text("old")
    with aside(tmp_path / "a.txt") as hidden:
        (hidden / "draft").write_text("new")
        put_file(hidden / "draft", tmp_path / "a.txt")
    assert (tmp_path / "a.txt").read_text() == "new"


def test_what_a_killed_run_left_is_removed_by_the_next(tmp_path):
    for parts in ((), (NEW,), (OLD,)):
        left_behind(tmp_path, "out", *parts)
    assert len(names(tmp_path)) == 3
    with aside(tmp_path / "out") as hidden:
        assert names(tmp_path) == [hidden.name]


def test_what_was_moved_away_when_the_run_was_killed_is_put_back(tmp_path):
    left_behind(tmp_path, "out", OLD, NEW)
    with aside(tmp_path / "out"):
        assert (tmp_path / "out" / "a.txt").read_text() == OLD
    assert names(tmp_path) == ["out"]


def test_what_was_moved_away_stays_where_another_stands_in_its_place(tmp_path):
    hidden = left_behind(tmp_path, "out", OLD, NEW)
    folder(tmp_path / "out", "somebody's")
    with aside(tmp_path / "out"):
        pass
    assert (tmp_path / "out" / "a.txt").read_text() == "somebody's"
    assert (hidden / OLD / "a.txt").read_text() == OLD


def test_what_belongs_to_a_living_run_or_another_target_or_nobody_is_left(tmp_path):
    other = left_behind(tmp_path, "other", NEW)
    with aside(tmp_path / "out") as living:
        (tmp_path / f"{living.name}-link").symlink_to(other)
        (tmp_path / f"{living.name}-file").touch()
        with aside(tmp_path / "out"):
            assert living.exists()
    assert (other / NEW).exists()
    assert (tmp_path / f"{living.name}-link").is_symlink()
    assert (tmp_path / f"{living.name}-file").exists()


def test_what_another_user_laid_out_is_not_put_in_place(tmp_path, monkeypatch):
    left_behind(tmp_path, "out", OLD, NEW)
    monkeypatch.setattr(placing.os, "geteuid", lambda: -1)
    with aside(tmp_path / "out"):
        pass
    assert not (tmp_path / "out").exists()


def test_without_locks_only_what_is_old_is_removed(tmp_path, monkeypatch):
    def none(*_):
        raise OSError(errno.EBADF, "no locks here")

    monkeypatch.setattr(fcntl, "flock", none)
    young, old = (left_behind(tmp_path, "out", NEW) for _ in range(2))
    os.utime(old, (0, 0))
    with aside(tmp_path / "out"):
        assert young.exists()
        assert not old.exists()


def test_a_folder_that_others_keep_locked_is_waited_for_a_moment_only(tmp_path, monkeypatch):
    monkeypatch.setattr(placing, "PATIENCE", 0.05)
    handle = os.open(tmp_path, os.O_RDONLY)
    fcntl.flock(handle, fcntl.LOCK_EX)
    try:
        with aside(tmp_path / "out") as hidden:
            assert hidden.exists()
    finally:
        os.close(handle)


@pytest.mark.parametrize(
    ("error", "zh", "en"),
    [
        (OSError(errno.ENOSPC, "No space left on device"), "磁盘已满", "the disk is full"),
        (OSError(errno.EDQUOT, "Disk quota exceeded"), "已超出磁盘配额", "the disk quota is used up"),
        (PermissionError(errno.EACCES, "Permission denied"), "没有写入权限", "writing there is not permitted"),
        (OSError(errno.EROFS, "Read-only file system"), "磁盘只读", "the disk is read-only"),
        (OSError("database or disk is full"), "磁盘已满", "the disk is full"),
        (sqlite3.OperationalError("no such table: x"), "no such table: x", "no such table: x"),
        (OSError(), "OSError", "OSError"),
        (OSError(errno.EIO, "Input/output error"), "Input/output error", "Input/output error"),
    ],
)
def test_the_reason_is_one_clear_sentence(tmp_path, error, zh, en):
    said = unwritable(tmp_path / "{a}", error)
    assert said.what.zh == f"无法写入（{zh}）"
    assert said.what.en == f"cannot be written ({en})"
    assert said.where == str(tmp_path / "{a}")
    assert said.cure.zh
    assert not said.cure.en.endswith(".")
