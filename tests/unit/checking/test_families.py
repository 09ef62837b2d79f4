import os
import signal
import sys
from types import SimpleNamespace

import numpy as np
import psutil
import pytest

from planseam.checking.families import Families, Verdict
from planseam.checking.judging import Records

forked = pytest.mark.skipif(sys.platform != "linux", reason="helpers are forked on Linux alone")

CODES = ("BD101", "BD102", "CO101", "CO102", "DA101", "EC101", "EC102", "TR101", "WA101", "ZZ101")
RULES = tuple(SimpleNamespace(code=code) for code in CODES)
PARENT = os.getpid()


def verdict(code, **extra):
    run = SimpleNamespace(code=code, process=os.getpid(), **extra)
    return Verdict(run, Records([{"id": f"{code}-1"}], np.array([None], dtype=object)))


def judge(rule):
    return verdict(rule.code)


def verdicts(judging=judge, *, jobs, own=True):
    with Families(RULES, judging, jobs=jobs) as families:
        if own:
            families.own(lambda _rule, _share: None)
        return families.every()


def codes(found):
    return [one.run.code for one in found]


def left_over():
    """Forks of this process; children of other tests, such as multiprocessing's trackers, run other commands."""
    own = psutil.Process()
    return [child for child in own.children() if child.is_running() and child.cmdline() in (own.cmdline(), [])]


@pytest.mark.parametrize("jobs", [1, 2, 3, 50])
def test_every_rule_is_judged_once_and_told_in_order(jobs):
    found = verdicts(jobs=jobs)
    assert codes(found) == list(CODES)
    assert [one.records.rows for one in found] == [[{"id": f"{code}-1"}] for code in CODES]
    assert not left_over()


def test_alone_they_are_judged_in_order_and_the_share_grows():
    told = []
    with Families(RULES, judge, jobs=1) as families:
        families.own(lambda rule, share: told.append((rule.code, round(share, 2))))
    assert [code for code, _share in told] == list(CODES)
    assert [share for _code, share in told] == [round(number / 10, 2) for number in range(10)]


@forked
def test_families_stay_in_one_process_and_those_along_borders_in_this_one():
    # nothing is judged here before the helper is done, but for what is kept for this process
    with Families(RULES, judge, jobs=2) as families:
        found = families.every()
    by = {one.run.code: one.run.process for one in found}
    assert {by[code] for code in CODES if code.startswith(("BD", "EC"))} == {PARENT}
    assert by["CO101"] == by["CO102"] != PARENT
    assert {by[code] for code in CODES if not code.startswith(("BD", "EC"))} == {by["CO101"]}


@forked
def test_what_a_stopped_helper_did_not_bring_is_judged_here():
    def judging(rule):
        if os.getpid() != PARENT and rule.code == "TR101":
            os.kill(os.getpid(), signal.SIGKILL)
        return verdict(rule.code)

    found = verdicts(judging, jobs=2, own=False)
    assert codes(found) == list(CODES)
    assert {one.run.process for one in found} == {PARENT}


@forked
def test_what_cannot_be_sent_is_judged_here():
    def judging(rule):
        return verdict(rule.code, extra=(lambda: 1) if rule.code == "WA101" else None)

    found = verdicts(judging, jobs=2, own=False)
    assert codes(found) == list(CODES)
    by = {one.run.code: one.run.process for one in found}
    assert by["WA101"] == PARENT
    assert by["CO101"] != PARENT


@forked
@pytest.mark.parametrize("error", [ZeroDivisionError, KeyboardInterrupt])
def test_what_stops_the_check_leaves_no_helper(error):
    def judging(rule):
        if os.getpid() == PARENT:
            raise error
        signal.pause()
        return verdict(rule.code)

    with pytest.raises(error):
        verdicts(judging, jobs=3)
    assert not left_over()


@forked
def test_without_a_process_to_be_had_this_one_judges_all(monkeypatch):
    def none():
        raise BlockingIOError

    monkeypatch.setattr(os, "fork", none)
    assert {one.run.process for one in verdicts(jobs=2)} == {PARENT}


def test_elsewhere_this_process_judges_all(monkeypatch):
    monkeypatch.setattr(sys, "platform", "darwin")
    assert {one.run.process for one in verdicts(jobs=2)} == {PARENT}
