"""The shipped study judged by one process and by several: every row, place and run of a seam must be the same."""

import os
import sys

import pytest
from geopandas.testing import assert_geodataframe_equal
from pandas.testing import assert_frame_equal

import planseam
from planseam.checking.families import Families


@pytest.mark.skipif(sys.platform != "linux", reason="helpers are forked on Linux alone")
def test_any_number_of_processes_says_the_same(monkeypatch):
    forks = []
    fork = os.fork

    def counted():
        forks.append(1)
        return fork()

    monkeypatch.setattr(os, "fork", counted)
    select = ("EC", "WA", "TR", "BD104")
    alone, several = (planseam.check(planseam.Study.bundled("yrd"), select=select, jobs=jobs) for jobs in (1, 3))
    assert len(forks) == 2
    assert len(alone.conflicts) > 20
    assert_geodataframe_equal(alone.conflicts, several.conflicts)
    assert [shape.wkb for shape in alone.conflicts.geometry] == [shape.wkb for shape in several.conflicts.geometry]
    assert_frame_equal(alone.seams, several.seams)
    assert_frame_equal(alone.runs, several.runs)
    own, others = ([(run.code, run.ran, run.reason, run.conflicts, run.options) for run in each.rules]
                   for each in (alone, several))  # fmt: skip
    assert own == others


def test_a_small_study_is_judged_by_one_process(monkeypatch):
    asked = []
    begin = Families.__init__

    def heard(self, rules, judge, *, jobs):
        asked.append(jobs)
        begin(self, rules, judge, jobs=jobs)

    monkeypatch.setattr(Families, "__init__", heard)
    monkeypatch.setattr("planseam.checking.check.WORTH_SHARING", 10**9)
    planseam.check(planseam.Study.bundled("yrd"), select="TR104", jobs=4)
    assert asked == [1]
