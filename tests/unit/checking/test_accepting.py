from datetime import date

import geopandas as gpd
import pytest
import shapely

from planseam.checking.accepting import ACCEPTED_FILE, accept, acceptances
from planseam.errors import StudyError
from planseam.model.report import Acceptance

GOOD = """
[[accepted]]
id = "EC103-0123abcd"
reason = "两省已商定"
by = "联席会议"
until = 2027-12-31
[[accepted]]
id = "BD101-89abcdef-2"
reason = "exclave"
by = "both bureaus"
"""


def read(tmp_path, text):
    (tmp_path / ACCEPTED_FILE).write_text(text, "utf-8")
    return acceptances(tmp_path)


def given(code, until=None):
    return Acceptance(id=code, reason="r", by="b", until=until)


@pytest.fixture
def conflicts():
    ids = ["EC103-0123abcd", "BD101-89abcdef"]
    return gpd.GeoDataFrame({"id": ids, "status": ["open", "open"]}, geometry=[shapely.Point(), shapely.Point()])


def test_a_study_without_the_file_accepts_nothing(tmp_path):
    assert acceptances(tmp_path) == ()


def test_acceptances_are_read_with_and_without_an_end(tmp_path):
    first, second = read(tmp_path, GOOD)
    assert (first.id, first.until, first.by) == ("EC103-0123abcd", date(2027, 12, 31), "联席会议")
    assert second.until is None


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("reason =", "reasn =", "Perhaps “reason” is meant"),
        ("[[accepted]]\nid", "[[acepted]]\nid", "Perhaps “accepted” is meant"),
        ('by = "联席会议"\n', "", "“by” is missing"),
        ("2027-12-31", '"soon"', "soon"),
        ("2027-12-31", "2027-13-31", "not valid TOML"),
        ('"EC103-0123abcd"', '"EC103"', "no id of a conflict"),
        ('"BD101-89abcdef-2"', '"EC103-0123abcd"', "there twice"),
        ('reason = "exclave"', 'reason = ""', "reason"),
    ],
)
def test_a_wrong_file_is_explained_in_one_sentence(tmp_path, old, new, said):
    with pytest.raises(StudyError) as caught:
        read(tmp_path, GOOD.replace(old, new, 1))
    sentence = caught.value.sentence("en")
    assert said in sentence
    assert ACCEPTED_FILE in sentence
    assert "\n" not in sentence


def test_a_file_that_is_not_utf_8_is_explained(tmp_path):
    (tmp_path / ACCEPTED_FILE).write_bytes("# 认可".encode("gbk"))
    with pytest.raises(StudyError, match="UTF-8"):
        acceptances(tmp_path)


def told(conflicts, *entries, ran=("EC103", "BD101"), known=("EC103", "BD101", "WA101")):
    table, accepted, stale = accept(conflicts, entries, ran=ran, known=known, today=date(2026, 6, 1))
    return list(table["status"]), [entry.id for entry in accepted], {entry.id: entry.why.en for entry in stale}


def test_an_accepted_conflict_has_the_status_and_the_others_keep_theirs(conflicts):
    assert told(conflicts, given("EC103-0123abcd")) == (["accepted", "open"], ["EC103-0123abcd"], {})
    assert list(conflicts["status"]) == ["open", "open"]


@pytest.mark.parametrize(
    ("until", "holds"), [(date(2026, 5, 31), False), (date(2026, 6, 1), True), (date(2026, 6, 2), True)]
)
def test_an_acceptance_holds_to_the_end_of_its_last_day(conflicts, until, holds):
    statuses, accepted, stale = told(conflicts, given("EC103-0123abcd", until))
    assert (statuses[0] == "accepted") is bool(accepted) is holds
    assert stale == ({} if holds else {"EC103-0123abcd": "it expired on 2026-05-31"})


def test_an_acceptance_of_a_conflict_that_is_gone_is_stale(conflicts):
    assert told(conflicts, given("EC103-ffffffff"))[2] == {"EC103-ffffffff": "there is no such conflict any more"}


def test_of_a_rule_that_did_not_run_nobody_knows(conflicts):
    assert told(conflicts, given("WA101-ffffffff")) == (["open", "open"], [], {})


def test_an_acceptance_of_a_rule_that_does_not_exist_is_stale(conflicts):
    assert told(conflicts, given("ZZ999-ffffffff"))[2] == {"ZZ999-ffffffff": "there is no such rule"}


def test_nothing_is_accepted_where_nothing_was_found(conflicts):
    assert told(conflicts[:0], given("EC103-0123abcd"))[1] == []
