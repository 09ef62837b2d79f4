"""What integration tests share: the shipped study checked once, and a PostGIS of their own."""

import os
import shutil
import subprocess
import tempfile
from pathlib import Path

import pytest

from planseam import Study, check

HERE = Path(__file__).parent


@pytest.fixture(scope="session")
def delta_report():
    """The shipped study, checked once for all tests that look at the result."""
    return check(Study.bundled("yrd"))


@pytest.fixture(scope="session")
def absent():
    """Skip where a browser or a peer is not installed, but fail in CI, where it must be."""

    def say(reason):
        if os.environ.get("CI"):
            pytest.fail(f"{reason}, and CI must test with it")
        pytest.skip(reason)

    return say


@pytest.fixture(scope="session")
def postgis_folder(absent):
    """The socket folder of a PostGIS cluster that is thrown away after the tests; its user is planner."""
    # a socket's path must be short
    with tempfile.TemporaryDirectory(prefix="seam", dir="/tmp", ignore_cleanup_errors=True) as folder:
        script = ["sh", str(HERE / "postgis.sh")]
        started = subprocess.run([*script, "start", folder], check=False, capture_output=True, text=True)
        if started.returncode:
            absent(started.stderr.strip() or "PostgreSQL does not start")
        try:
            yield folder
        finally:
            subprocess.run([*script, "stop", folder], check=False)
            shutil.rmtree(Path(folder, "data"), ignore_errors=True)


@pytest.fixture(scope="module")
def postgis(postgis_folder, absent):
    """A connection to that cluster, with the extension made."""
    try:
        import psycopg  # noqa: PLC0415 - it may be missing, and that is the question
    except ImportError:
        absent("psycopg is not installed")
    with psycopg.connect(f"host={postgis_folder} user=planner dbname=postgres", autocommit=True) as connection:
        connection.execute("CREATE EXTENSION IF NOT EXISTS postgis")
        yield connection
