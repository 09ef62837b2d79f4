import sys

import pytest

from planseam.errors import LayerError
from planseam.loading import postgis
from planseam.model.study import LayerEntry

ADDRESS = "postgresql://planner:geheim@127.0.0.1:1/plans"


def entry(**values):
    return LayerEntry.model_validate({"id": "x", "role": "redline", "path": ADDRESS, **values})


def test_addresses_are_recognised():
    assert postgis.is_address(ADDRESS)
    assert postgis.is_address("postgres://localhost/plans")
    assert not postgis.is_address("incoming/postgresql.gpkg")


@pytest.mark.parametrize(
    ("address", "shown"),
    [
        (ADDRESS, "postgresql://planner@127.0.0.1:1/plans"),
        (
            "postgresql://localhost/plans?password=geheim&sslmode=on",
            "postgresql://localhost/plans?password=…&sslmode=on",
        ),
        ("postgresql://planner:ge@heim@h/plans", "postgresql://planner@h/plans"),
        ("incoming/a.gpkg", "incoming/a.gpkg"),
    ],
)
def test_passwords_are_not_shown(address, shown):
    assert postgis.without_password(address) == shown


def test_a_table_must_be_named():
    with pytest.raises(LayerError, match="no table is named"):
        postgis.read(entry())


def test_a_database_that_does_not_answer_is_told_without_the_password():
    with pytest.raises(LayerError, match="cannot be reached") as caught:
        postgis.read(entry(sublayer="plans.redline"))
    assert "geheim" not in caught.value.sentence("en")


def test_without_psycopg_the_cure_is_named(monkeypatch):
    monkeypatch.setitem(sys.modules, "psycopg", None)
    with pytest.raises(LayerError, match=r"pip install .psycopg"):
        postgis.read(entry(sublayer="redline"))
