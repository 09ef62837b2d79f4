"""The same answer to the byte by threads and by a cluster, whatever becomes of its workers; a clear end otherwise."""

import importlib.util
import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest
from typer.testing import CliRunner

from planseam import check, working
from planseam.cli.app import app
from planseam.errors import WorkError
from planseam.reporting import parquet

distributed = pytest.importorskip("distributed", reason="dask.distributed is not installed")

SPEC = importlib.util.spec_from_file_location("patchwork", Path(__file__).with_name("patchwork.py"))
patchwork = importlib.util.module_from_spec(SPEC)
SPEC.loader.exec_module(patchwork)

#: What a worker reads, one row group after the other, is slowed or broken there by these.
SELECT = "BD102,DA"


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """A study of some twenty row groups, whose strays need a second reading."""
    folder = tmp_path_factory.mktemp("cluster")
    entries = patchwork.layers(folder, ("land-use",), group=50)
    assert patchwork.study(folder, entries)
    (folder / "planseam.toml").write_text(
        '[study]\nunits = "units"\nlevel = "province"\nlanguage = "en"\nstream_rows = 0\n'
        '[[layer]]\nid = "units"\nrole = "unit"\npath = "units.gpkg"\n'
        '[[layer]]\nid = "land-use"\nrole = "land-use"\npath = "land-use.parquet"\nfields = { DLBM = "class" }\n'
    )
    return folder


def written(folder, **given):
    """Bytes of conflicts.parquet."""
    report = check(patchwork.study(folder, [entry(folder)]), select=SELECT, strict=True, **given)
    parquet.write(report, folder / "conflicts.parquet")
    assert sum(noted["left_out"].get("far", 0) for noted in report.inputs) > 300
    return (folder / "conflicts.parquet").read_bytes()


def entry(folder):
    return {"id": "land-use", "role": "land-use", "path": "land-use.parquet", "fields": {"DLBM": "class"}}


@pytest.fixture(scope="module")
def alone(folder):
    return written(folder, jobs=1)


@pytest.fixture(scope="module")
def cluster():
    """Four processes of this machine."""
    with distributed.LocalCluster(
        n_workers=4, processes=True, threads_per_worker=1, dashboard_address=None, host="127.0.0.1", silence_logs=50
    ) as started:
        yield started


@pytest.fixture
def client(cluster):
    with distributed.Client(cluster, set_as_default=False) as own:
        own.wait_for_workers(4, timeout=60)
        yield own


def patched(client, change, workers=None):
    """Let workers do otherwise: `change` gets the function that reads a row group, and gives the one to use."""

    def apply():
        from planseam.loading import streams  # noqa: PLC0415 - there, not here

        streams._of_group = change(streams._of_group)

    client.run(apply, workers=workers)


@pytest.mark.parametrize("jobs", [2, 4])
def test_threads_give_the_same_bytes(folder, alone, jobs):
    assert written(folder, jobs=jobs) == alone


def test_four_workers_give_the_same_bytes(folder, alone, cluster, client):
    told = []
    assert written(folder, scheduler=cluster.scheduler_address, progress=lambda _, share: told.append(share)) == alone
    assert len({share for share in told if 0 < share < 0.5}) > 10, "progress while batches come in"
    assert told == sorted(told)
    done = client.run(lambda: "planseam.loading.streams" in sys.modules)
    assert all(done.values()), "all took part"


def test_a_slow_worker_changes_nothing(folder, alone, cluster, client):
    def slow(read):
        def reading(*arguments):
            time.sleep(0.4)
            return read(*arguments)

        return reading

    slowed = sorted(client.nthreads())[:1]
    patched(client, slow, slowed)
    assert written(folder, scheduler=cluster.scheduler_address) == alone


def test_a_worker_killed_half_way_changes_nothing(folder, alone, cluster, client, tmp_path):
    flag = str(tmp_path / "killed")

    def deadly(read):
        def reading(group, *arguments):
            if group == 9 and not os.path.exists(flag):  # noqa: PTH110 - sent to a worker with as little as may be
                open(flag, "w").close()  # noqa: PTH123
                os.kill(os.getpid(), signal.SIGKILL)
            return read(group, *arguments)

        return reading

    patched(client, deadly)
    before = set(client.run(os.getpid).values())
    assert written(folder, scheduler=cluster.scheduler_address) == alone
    assert Path(flag).exists()
    assert before - set(client.run(os.getpid).values())


def test_one_and_two_workers_give_the_same_bytes(folder, alone, cluster):
    for workers in (2, 1):
        cluster.scale(workers)
        with distributed.Client(cluster, set_as_default=False) as client:
            deadline = time.monotonic() + 30
            while len(client.nthreads()) != workers and time.monotonic() < deadline:
                time.sleep(0.1)
            assert len(client.nthreads()) == workers
        assert written(folder, scheduler=cluster.scheduler_address) == alone


def test_a_worker_that_cannot_see_the_file_says_so(folder, cluster):
    def blind(read):
        def reading(*arguments):
            raise FileNotFoundError(2, "No such file or directory")

        return reading

    with distributed.Client(cluster, set_as_default=False) as client:
        patched(client, blind)
    study = patchwork.study(folder, [entry(folder)])
    report = check(study, select=SELECT, scheduler=cluster.scheduler_address)
    (told,) = report.conflicts.query("severity == 'critical'").to_dict("records")
    assert "land-use.parquet" in told["message_en"]
    assert "every worker must find it at the same path" in told["advice_en"]


def test_a_batch_that_breaks_every_worker_ends_the_check(folder, cluster):
    def deadly(_read):
        def reading(*_arguments):
            os.kill(os.getpid(), signal.SIGKILL)

        return reading

    cluster.scheduler.allowed_failures = 0
    with distributed.Client(cluster, set_as_default=False) as client:
        patched(client, deadly)
    with pytest.raises(WorkError, match="several workers broke off") as told:
        check(patchwork.study(folder, [entry(folder)]), select=SELECT, scheduler=cluster.scheduler_address)
    assert "memory" in told.value.cure.en


def test_a_worker_with_another_planseam_is_refused(folder, cluster):
    def other():
        from planseam import working  # noqa: PLC0415 - there, not here

        working.version = lambda _name: "0.0.1"

    with distributed.Client(cluster, set_as_default=False) as client:
        client.wait_for_workers(1, timeout=60)
        client.run(other)
    with pytest.raises(WorkError, match=r"planseam 0\.0\.1"):
        check(patchwork.study(folder, [entry(folder)]), select=SELECT, scheduler=cluster.scheduler_address)


def closed_port():
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return taken.getsockname()[1]


@pytest.mark.parametrize("address", ["tcp://127.0.0.1:{port}", "nonsense", "what://127.0.0.1:{port}", "127.0.0.1"])
def test_a_wrong_address_is_told_soon(folder, monkeypatch, address):
    monkeypatch.setattr(working, "PATIENCE_S", 1.0)
    begun = time.monotonic()
    address = address.format(port=closed_port())
    done = CliRunner().invoke(app, ["check", str(folder), "--scheduler", address, "-q"])
    assert done.exit_code == 2
    assert address in done.stderr
    assert "dask scheduler" in done.stderr
    assert "Traceback" not in done.stderr
    assert time.monotonic() - begun < 10


@pytest.fixture
def scheduler(tmp_path):
    """A scheduler of its own that can be killed; gives its address and process."""
    port = closed_port()
    command = [sys.executable, "-m", "distributed.cli.dask_scheduler", "--host", "127.0.0.1", "--port", str(port)]
    process = subprocess.Popen([*command, "--no-dashboard"], stderr=subprocess.DEVNULL)
    yield f"tcp://127.0.0.1:{port}", process
    process.kill()
    process.wait()


def test_a_scheduler_without_workers_is_told_soon(folder, scheduler, monkeypatch):
    monkeypatch.setattr(working, "PATIENCE_S", 8.0)
    monkeypatch.setattr(working, "ASKING_S", 1.0)
    with pytest.raises(WorkError, match="has no workers"):
        check(patchwork.study(folder, [entry(folder)]), select=SELECT, scheduler=scheduler[0])


PRELOAD = """
import os, signal
from planseam.loading import streams

def dask_setup(worker):
    read = streams._of_group

    def reading(group, *arguments):
        if group == 9:
            os.kill({pid}, signal.SIGKILL)
        return read(group, *arguments)

    streams._of_group = reading
"""


def test_a_scheduler_killed_half_way_ends_the_check_and_nothing_is_written(folder, scheduler, tmp_path, monkeypatch):
    monkeypatch.setattr(working, "PATIENCE_S", 10.0)
    address, process = scheduler
    (tmp_path / "preload.py").write_text(PRELOAD.format(pid=process.pid))
    command = [sys.executable, "-m", "distributed.cli.dask_worker", address, "--no-nanny", "--nthreads", "1"]
    worker = subprocess.Popen(
        [*command, "--no-dashboard", "--preload", "preload.py", "--death-timeout", "20"],
        cwd=tmp_path,
        stderr=subprocess.DEVNULL,
    )
    try:
        begun = time.monotonic()
        output = tmp_path / "output"
        done = CliRunner().invoke(app, ["run", str(folder), "--scheduler", address, "-o", str(output), "-q"])
        seconds = time.monotonic() - begun
    finally:
        worker.kill()
        worker.wait()
    assert process.wait() == -signal.SIGKILL
    assert done.exit_code == 2
    assert "the scheduler went away" in done.stderr
    assert "nothing has been written" in done.stderr
    assert "Traceback" not in done.stderr
    assert not output.exists()
    assert seconds < 60
