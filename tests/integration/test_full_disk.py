"""A full disk and a folder that takes nothing: one clear sentence, and what stood there stays."""

import importlib.util
import os
import shutil
import subprocess
import sys
import tempfile
from contextlib import contextmanager
from pathlib import Path

import geopandas as gpd
import pytest
import shapely

from planseam.errors import OutputError
from planseam.reporting.folder import FILES, write_folder

resource = pytest.importorskip("resource")

MADE_UP = Path(__file__).parents[1] / "unit" / "reporting" / "conftest.py"
WRITERS = {name: writer for name, writer in FILES.items() if writer != "manifest"}
TOO_SMALL = 6_000  # bytes: less than any of the files
NOBODY = 65534

STUDY = """
[study]
units = "units"
language = "en"
[[layer]]
id = "units"
role = "unit"
path = "units.gpkg"
"""


@pytest.fixture(scope="module")
def report():
    spec = importlib.util.spec_from_file_location("made_up_report", MADE_UP)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module.build(60)


@contextmanager
def limit_of_files(size):
    """Let no file grow beyond a size, as on a disk that is nearly full."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


@contextmanager
def as_somebody_else():
    """Without the rights of root, whom no permission stops."""
    if os.geteuid():
        yield
        return
    os.seteuid(NOBODY)
    try:
        yield
    finally:
        os.seteuid(0)


@pytest.fixture
def small_disk():
    """A disk of a few pages, where this machine lets us have one."""
    mount, unmount = shutil.which("mount"), shutil.which("umount")
    if os.geteuid() or not (mount and unmount):
        pytest.skip("only root mounts disks")
    with tempfile.TemporaryDirectory() as folder:
        done = subprocess.run(
            [mount, "-t", "tmpfs", "-o", "size=64k", "none", folder], check=False, capture_output=True
        )
        if done.returncode:
            pytest.skip("no disk can be mounted here")
        try:
            yield Path(folder)
        finally:
            subprocess.run([unmount, folder], check=True)


@pytest.mark.parametrize("name", WRITERS)
def test_each_writer_says_it_and_leaves_the_old_file(report, tmp_path, name):
    target = tmp_path / name
    target.write_text("old")
    with limit_of_files(TOO_SMALL), pytest.raises(OutputError) as caught:
        report.write(WRITERS[name], target)
    assert caught.value.what.en == "cannot be written (the file would be larger than the system allows)"
    assert caught.value.where == str(target)
    assert target.read_text() == "old"
    assert [path.name for path in tmp_path.iterdir()] == [name]


@pytest.mark.parametrize("name", WRITERS)
def test_each_writer_says_that_the_disk_is_full(report, small_disk, name):
    (small_disk / "ballast").write_bytes(bytes(52_000))
    with pytest.raises(OutputError) as caught:
        report.write(WRITERS[name], small_disk / name)
    assert caught.value.what == ("无法写入（磁盘已满）", "cannot be written (the disk is full)")
    assert [path.name for path in small_disk.iterdir()] == ["ballast"]


def test_the_folder_stays_as_it_was_whole(report, small_disk):
    write_folder(report, small_disk / "out", only=["seams.parquet"])
    before = {path.name: path.read_bytes() for path in (small_disk / "out").iterdir()}
    with pytest.raises(OutputError, match="the disk is full"):
        write_folder(report, small_disk / "out")
    assert {path.name: path.read_bytes() for path in (small_disk / "out").iterdir()} == before
    assert [path.name for path in small_disk.iterdir()] == ["out"]


@pytest.fixture
def read_only():
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "map.html").write_text("old")
        folder.chmod(0o555)
        yield folder
        folder.chmod(0o755)


@pytest.mark.parametrize("name", ["map.html", "report.html", "conflicts.gpkg"])
def test_a_file_in_a_read_only_folder_is_one_sentence(report, read_only, name):
    with as_somebody_else(), pytest.raises(OutputError) as caught:
        report.write(FILES[name], read_only / name)
    assert caught.value.sentence("zh").startswith(f"{read_only / name}：无法写入（没有写入权限）。请检查权限")
    assert (read_only / "map.html").read_text() == "old"


def test_an_output_folder_in_a_read_only_folder_is_one_sentence(report, read_only):
    for target in (read_only / "out", read_only / "deep" / "out"):
        with as_somebody_else(), pytest.raises(OutputError) as caught:
            write_folder(report, target)
        assert caught.value.what.en == "cannot be written (writing there is not permitted)"
    assert [path.name for path in read_only.iterdir()] == ["map.html"]


def test_a_folder_that_nobody_may_read_is_one_sentence(report, tmp_path):
    hidden = Path(tempfile.mkdtemp())
    try:
        (hidden / "out").mkdir()
        hidden.chmod(0)
        with as_somebody_else(), pytest.raises(OutputError, match="not permitted"):
            write_folder(report, hidden / "out")
    finally:
        hidden.chmod(0o700)
        shutil.rmtree(hidden)


def test_the_command_ends_with_two_and_one_sentence(tmp_path):
    units = gpd.GeoDataFrame(
        {"code": ["33", "34"], "name": ["浙江省", "安徽省"]},
        geometry=[shapely.box(118, 30, 119, 31), shapely.box(119, 30, 120, 31)],
        crs="EPSG:4490",
    )
    units.to_file(tmp_path / "units.gpkg")
    (tmp_path / "planseam.toml").write_text(STUDY, "utf-8")
    code = (
        "import resource, sys; resource.setrlimit(resource.RLIMIT_FSIZE, (6000, resource.RLIM_INFINITY));"
        "sys.argv = ['planseam', 'run', '-q', '-l', 'en', '-o', 'out'];"
        "from planseam.cli import main; main()"
    )
    environment = {**os.environ, "PYTHONDONTWRITEBYTECODE": "1"}
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=tmp_path, env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 2, done.stderr
    assert done.stderr.startswith("out/conflicts.parquet: cannot be written (the file would be larger than")
    assert done.stderr.count("\n") == 1
    assert sorted(path.name for path in tmp_path.iterdir()) == ["planseam.toml", "units.gpkg"]


def test_what_stands_in_a_name_that_is_too_long_is_told(report, tmp_path):
    with pytest.raises(OutputError) as caught:
        write_folder(report, tmp_path / ("x" * 300))
    assert caught.value.what.en == "cannot be written (its name is too long)"
