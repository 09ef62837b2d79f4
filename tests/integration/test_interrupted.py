"""A run that is killed or interrupted leaves the old output whole or the new output whole."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

WRITER = Path(__file__).with_name("killed_writer.py")
STEPS = 60

pytestmark = pytest.mark.skipif(not hasattr(__import__("os"), "fork"), reason="the processes are forked")


def killed(folder, *, seed, runs, mode):
    command = [sys.executable, str(WRITER), str(folder), str(seed), str(runs), mode]
    done = subprocess.run(command, capture_output=True, text=True, timeout=300, check=False)
    assert done.returncode == 0, done.stderr
    seen = json.loads(done.stdout)
    assert seen["names"] == ["out"], "the last run leaves nothing beside its output"
    assert seen["old"] + seen["new"] == runs
    return seen


@pytest.mark.slow
def test_killed_at_random_moments(tmp_path):
    seen = killed(tmp_path, seed=1, runs=100, mode="moments")
    assert seen["killed"] > 20
    assert seen["old"] > 10
    assert seen["new"] >= 1


@pytest.mark.slow
def test_interrupted_by_its_user_at_random_moments(tmp_path):
    seen = killed(tmp_path, seed=4, runs=40, mode="ctrl-c")
    assert seen["killed"] > 8
    assert seen["old"] > 4
    assert seen.get("left behind", 0) <= 1, "only who is interrupted while he clears away leaves something"


@pytest.mark.slow
def test_killed_before_each_call_to_the_file_system(tmp_path):
    seen = killed(tmp_path, seed=2, runs=STEPS, mode="steps")
    assert seen["steps"] <= STEPS, "each call has its turn"
    assert seen["killed"] > STEPS / 2
    assert seen["left behind"] > STEPS / 2


@pytest.mark.slow
def test_killed_where_two_folders_cannot_change_places_in_one_step(tmp_path):
    seen = killed(tmp_path, seed=3, runs=STEPS, mode="halves")
    assert seen["steps"] <= STEPS
    assert seen["put back"] >= 1, "the moment between both steps was met"
