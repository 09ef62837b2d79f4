"""A table of a real PostGIS, in a cluster of its own that listens on a socket only."""

from pathlib import Path

import pytest

from planseam.errors import LayerError
from planseam.loading.formats import read
from planseam.model.study import LayerEntry

TABLE = """
CREATE SCHEMA plans;
CREATE TABLE plans.redline (bsm text, mc text, geom geometry(CurvePolygon, 4490));
INSERT INTO plans.redline VALUES
  ('1', '红线', ST_SetSRID(
    'CURVEPOLYGON (CIRCULARSTRING (119 30, 119.1 30.1, 119.2 30, 119.1 29.9, 119 30))'::geometry, 4490)),
  ('2', 'none', NULL);
"""


@pytest.fixture(scope="module")
def address(postgis, postgis_folder):
    postgis.execute(TABLE)
    return f"postgresql://planner:geheim@/postgres?host={postgis_folder}"


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
