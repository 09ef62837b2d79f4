from dataclasses import replace

import pandas as pd
import pytest
from shapely.affinity import translate

from planseam.checking.comparing import compare
from planseam.mapping.earlier import earlier
from planseam.model.palette import palette
from planseam.text import Text


@pytest.fixture(scope="module")
def both(report):
    """Of the old run: two conflicts not there yet, one larger, one elsewhere, one that is gone since."""
    new = report.conflicts
    old = new.iloc[2:].reset_index(drop=True)
    old.loc[old["id"] == "EC100-00000006", ["area_m2", "feature_a"]] = [99_999.0, "f1"]
    moved = old["id"] == "EC101-00000007"
    old.loc[moved, "geometry"] = [translate(shape, 0.01) for shape in old.loc[moved, "geometry"]]
    gone = old.iloc[[0]].assign(id="EC109-00000099", rule="EC109", feature_a="f0", layer_a="redline")
    gone.geometry = [translate(shape, 0.5) for shape in gone.geometry]
    before = pd.concat([old, gone], ignore_index=True)
    return replace(report, since=compare(before, new, titles=(Text("旧", "old"), Text("新", "new"))))


@pytest.fixture(scope="module")
def table(both):
    return earlier(both, palette(), digits=6)


def test_without_a_comparison_there_is_nothing(report):
    assert earlier(report, palette(), digits=6) is None


def test_every_conflict_has_its_change_and_the_counts_are_those_of_the_comparison(both, table):
    assert {each["id"]: each["count"] for each in table["changes"]} == both.since.counts
    assert set(table["of"]) == set(both.conflicts["id"])
    assert table["of"]["EC100-00000000"] == "new"
    assert table["of"]["EC100-00000006"] == "changed"
    assert table["of"]["EC101-00000007"] == "moved"
    assert table["what"] == {"EC100-00000006": ["面积（公顷） 9.9999 → 1.2345", "area (ha) 9.9999 → 1.2345"]}


def test_what_is_gone_is_there_as_it_was_and_names_no_feature_of_today(table):
    (closed,) = table["closed"]
    assert closed["id"] == "EC109-00000099"
    assert closed["shape"]
    assert closed["sources"][0]["rows"] == []
    assert closed["sources"][0]["features"] == ["f0"]


def test_what_changed_or_moved_is_there_as_it_was_under_the_id_of_now(both, table):
    was = {card["id"]: card for card in table["was"]}
    assert set(was) == {"EC100-00000006", "EC101-00000007"}
    assert was["EC100-00000006"]["ha"] == "9.9999"
    old = both.since.before.set_index("id").geometry["EC101-00000007"]
    assert was["EC101-00000007"]["at"] == pytest.approx([old.centroid.x, old.centroid.y], abs=1e-4)


def test_the_old_record_bears_the_new_id_where_both_differ(both):
    """Where ids were not carried over, the table says which was which."""
    renamed = both.conflicts.assign(id=[f"{each[:6]}f{each[7:]}" for each in both.conflicts["id"]])
    again = replace(both, conflicts=renamed, since=compare(both.since.before, renamed))
    was = {card["id"] for card in earlier(again, palette(), digits=6)["was"]}
    assert was
    assert was <= set(renamed["id"])


def test_conflicts_that_the_map_leaves_out_are_not_counted(both):
    few = replace(both, conflicts=both.conflicts.iloc[:5])
    counts = {each["id"]: each["count"] for each in earlier(few, palette(), digits=6)["changes"]}
    assert sum(counts.values()) == 5 + 1
