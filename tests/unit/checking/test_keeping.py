from datetime import date

import geopandas as gpd
import pandas as pd
import pytest
import shapely

from planseam.checking.keeping import keep, overruled
from planseam.model.ledger import Entry, Ledger, Past
from planseam.model.report import Acceptance

ONE, TWO, GONE, OTHER = "EC103-0123abcd", "BD101-89abcdef", "EC103-ffffffff", "WA101-00000001"
TODAY = date(2026, 5, 4)


@pytest.fixture
def conflicts():
    table = {"id": pd.array([ONE, TWO], dtype="str"), "status": pd.array(["open", "open"], dtype="str")}
    return gpd.GeoDataFrame(table, geometry=[shapely.Point(), shapely.Point()])


def kept(conflicts, *entries, past=(), ran=("EC103", "BD101")):
    return keep(conflicts, Ledger(entries=entries, past=past), ran=ran, today=TODAY)


def test_statuses_and_words_are_kept_by_id(conflicts):
    table, ledger = kept(conflicts, Entry(id=TWO, status="negotiating", remark="会商"), Entry(id=ONE))
    assert table["status"].tolist() == ["open", "negotiating"]
    assert table["status"].dtype == conflicts["status"].dtype
    assert [entry.id for entry in ledger.entries] == [TWO]
    assert ledger.of(TWO).remark == "会商"
    assert ledger.past == ()
    assert conflicts["status"].tolist() == ["open", "open"]


def test_a_row_whose_conflict_is_gone_is_kept_with_the_day_on_which_it_was(conflicts):
    entry = Entry(id=GONE, remark="已调整")
    _, ledger = kept(conflicts, entry)
    assert ledger.past == (Past(entry=entry, state="gone", day="2026-05-04"),)
    _, again = keep(conflicts, ledger, ran={"EC103"}, today=date(2026, 6, 1))
    assert again.past == ledger.past


def test_nobody_knows_of_a_conflict_whose_rule_did_not_run(conflicts):
    _, ledger = kept(conflicts, Entry(id=OTHER, person="王"))
    assert [(past.state, past.day) for past in ledger.past] == [("unchecked", "2026-05-04")]
    _, later = keep(conflicts, ledger, ran={"WA101"}, today=date(2026, 6, 1))
    assert [(past.state, past.day) for past in later.past] == [("gone", "2026-06-01")]


def test_what_is_found_again_comes_back_with_what_was_written(conflicts):
    gone = Past(entry=Entry(id=ONE, status="resolved", remark="已改"), state="gone", day="2026-01-01")
    table, ledger = kept(conflicts, past=(gone,))
    assert table["status"].tolist() == ["resolved", "open"]
    assert ledger.of(ONE).remark == "已改"
    assert ledger.past == ()


def test_rows_without_an_id_or_with_one_that_is_there_twice_stay(conflicts):
    rows = (
        Past(entry=Entry(id="", remark="own"), state="unnamed"),
        Past(entry=Entry(id=ONE, remark="b"), state="twice"),
    )
    table, ledger = kept(conflicts, Entry(id=ONE, remark="a"), past=rows)
    assert ledger.past == rows
    assert ledger.of(ONE).remark == "a"
    assert table["status"].tolist() == ["open", "open"]


@pytest.mark.parametrize(("status", "told"), [(None, 0), ("accepted", 0), ("negotiating", 1), ("open", 1)])
def test_accepted_toml_counts_and_it_is_said_where_the_ledger_has_another_status(status, told):
    ledger = Ledger(entries=(Entry(id=ONE, status=status, remark="x"),))
    said = overruled(ledger, [Acceptance(id=ONE, reason="r", by="b")]).ignored
    assert len(said) == told
    assert all(ONE in text.zh and "accepted.toml" in text.en for text in said)
