import os
import stat

import pytest

from planseam.loading import scratch as module
from planseam.loading.scratch import scratch


def test_each_folder_is_fresh():
    first, second = scratch(), scratch()
    assert first != second
    assert list(first.iterdir()) == []


@pytest.mark.skipif(os.name != "posix", reason="rights of POSIX")
def test_nobody_else_may_look_in():
    folder = scratch()
    assert [stat.S_IMODE(path.stat().st_mode) for path in (folder, folder.parent)] == [0o700, 0o700]


def test_the_folder_of_another_process_is_not_removed_by_a_fork(tmp_path):
    module._removed(tmp_path, os.getpid() + 1)
    assert tmp_path.exists()
    module._removed(tmp_path, os.getpid())
    assert not tmp_path.exists()


def test_what_a_killed_process_left_is_removed_after_days(tmp_path):
    old, young, other = (tmp_path / name for name in ("planseam-unpacked-a", "planseam-unpacked-b", "planseam-c"))
    for folder in (old, young, other):
        folder.mkdir()
        (folder / "a").touch()
    for folder in (old, other):
        os.utime(folder, (0, 0))
    module._swept(tmp_path)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["planseam-c", "planseam-unpacked-b"]
