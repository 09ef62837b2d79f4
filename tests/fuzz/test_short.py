"""A short part of the fuzzing for every run: the same inputs each time, and inputs that hypothesis shrinks."""

import subprocess
import sys
import warnings
from pathlib import Path

import pytest
import runner
from dice import Dice
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from target import TARGETS

runner.load()
#: Targets that take about a millisecond.
QUICK = (
    "study-file",
    "accepted-file",
    "study-table",
    "figures",
    "garbled",
    "coordinate",
    "degrees",
    "headings",
    "encoding",
)


def test_two_thousand_inputs_of_all_targets_find_nothing(tmp_path):
    done = subprocess.run(
        [sys.executable, str(Path(__file__).parent), "--inputs", "2000", "--seed", "short", "--save", str(tmp_path)],
        check=False,
        capture_output=True,
        text=True,
        timeout=300,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert "2000 inputs, 0 faults" in done.stdout


@pytest.mark.parametrize("name", QUICK)
@given(data=st.binary(max_size=400))
@settings(max_examples=60, derandomize=True, deadline=None, suppress_health_check=list(HealthCheck))
def test_inputs_of_any_bytes_find_nothing(name, data):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        value = TARGETS[name].make(Dice(data))
    TARGETS[name].run(value)


def test_no_part_is_without_a_target():
    assert set(TARGETS) >= {"study-file", "sheets", "encoding", "archive", "shapefile", "texts", "repair", "check"}
