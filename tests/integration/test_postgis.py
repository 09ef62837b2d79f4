"""A table of a real PostGIS, in a cluster of its own that listens on a socket only."""

import os
import shutil
import subprocess
import tempfile
from pathlib import Path

import pytest

from planseam.errors import LayerError
from planseam.loading.formats import read
from planseam.model.study import LayerEntry

psycopg = pytest.importorskip("psycopg")

TABLE = """
CREATE EXTENSION postgis;
CREATE SCHEMA plans;
CREATE TABLE plans.redline (bsm text, mc text, geom geometry(CurvePolygon, 4490));
INSERT INTO plans.redline VALUES
  ('1', '红线', ST_SetSRID(
    'CURVEPOLYGON (CIRCULARSTRING (119 30, 119.1 30.1, 119.2 30, 119.1 29.9, 119 30))'::geometry, 4490)),
  ('2', 'none', NULL);
"""


def server(program):
    found = sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{program}"))
    return str(found[-1]) if found else shutil.which(program)


@pytest.fixture(scope="module")
def address():
    if not server("initdb") or not server("pg_ctl"):
        pytest.skip("no PostgreSQL server is installed")
    # the server refuses to run as root, and a socket's path must be short
    other = ["runuser", "-u", "postgres", "--"] if os.geteuid() == 0 else []
    folder = Path(tempfile.mkdtemp(prefix="pg"))
    try:
        if other:
            shutil.chown(folder, "postgres")
        data = str(folder / "data")
        start = ["-D", data, "-l", str(folder / "log"), "-w", "-o", f"-k {folder} -c listen_addresses= -F"]
        made = subprocess.run(
            [*other, server("initdb"), "-D", data, "-A", "trust", "-U", "planner"], check=False, capture_output=True
        )
        if made.returncode:
            pytest.skip("a PostgreSQL cluster cannot be made here")
        subprocess.run([*other, server("pg_ctl"), *start, "start"], check=True, stdout=subprocess.DEVNULL)
        try:
            there = f"postgresql://planner:geheim@/postgres?host={folder}"
            try:
                with psycopg.connect(there) as connection:
                    connection.execute(TABLE)
            except psycopg.Error:
                pytest.skip("PostGIS is not installed")
            yield there
        finally:
            stop = [*other, server("pg_ctl"), "-D", data, "-m", "immediate", "stop"]
            subprocess.run(stop, check=True, stdout=subprocess.DEVNULL)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def layer(address, table):
    entry = {"id": "x", "role": "redline", "path": address, "sublayer": table}
    return read(LayerEntry.model_validate(entry), Path())


@pytest.mark.parametrize("table", ["redline", "plans.redline"])
def test_a_table_is_read_with_its_crs_and_its_arcs_are_made_straight(address, table):
    raw = layer(address, table)
    assert (raw.rows, raw.crs_label) == (2, "EPSG:4490")
    assert list(raw.frame["mc"]) == ["红线", "none"]
    assert raw.frame.geometry.iloc[0].geom_type == "Polygon"
    assert raw.frame.geometry.iloc[1] is None
    assert "geheim" not in raw.path


@pytest.mark.parametrize("table", ["plans.greenline", 'x"; DROP TABLE plans.redline; --'])
def test_a_table_that_is_not_there_is_told(address, table):
    with pytest.raises(LayerError, match="no spatial table"):
        layer(address, table)
    assert layer(address, "plans.redline").rows == 2
