"""The harness finds what it is there to find, and the same input every time."""

import pytest
import runner
import target_faulty
from dice import Dice
from target import TARGETS

FAULTY = ("target_faulty",)
NAMES = ("sound", "raises", "hangs", "spins", "dies", "warns")


@pytest.fixture(scope="module")
def result():
    work = {name: range(8) for name in NAMES[:-1]} | {"warns": range(1)}
    return runner.run(work, seed="5", limit_s=1.0, patience=2.0, modules=FAULTY)


def test_each_input_is_counted_also_after_a_fault(result):
    assert result.counts == {"sound": 8, "raises": 8, "hangs": 8, "spins": 8, "dies": 8, "warns": 1}


@pytest.mark.parametrize(
    ("name", "kind"), [("raises", "raised"), ("hangs", "hung"), ("spins", "hung"), ("dies", "died")]
)
def test_the_inputs_that_go_wrong_are_found_and_no_others(result, name, kind):
    wrong = [number for number in range(8) if runner.made(name, "5", number) == 3]
    assert wrong
    found = [fault for fault in result.faults if fault.target == name]
    assert [(fault.index, fault.kind, fault.shown) for fault in found] == [(number, kind, "3") for number in wrong]


def test_the_sound_target_has_none_and_a_warning_is_one(result):
    assert {fault.target for fault in result.faults} == set(NAMES) - {"sound"}
    assert "overflow" in next(fault.said for fault in result.faults if fault.target == "warns")


def test_a_fault_is_saved_with_the_command_that_repeats_it(result, tmp_path):
    runner.save(result.faults, tmp_path)
    fault = next(fault for fault in result.faults if fault.target == "raises")
    saved = (tmp_path / f"raises-5-{fault.index}.txt").read_text()
    assert saved.startswith(f"python tests/fuzz --target raises --seed 5 --only {fault.index}\n")
    assert "three" in saved


def test_a_target_that_only_fails_is_given_up():
    result = runner.run({"warns": range(50)}, seed="0", modules=FAULTY, most_faults=3)
    assert len(result.faults) >= 3
    assert result.counts["warns"] <= 50


@pytest.mark.parametrize("inputs", [1, 17, 1000, 100_000])
def test_all_inputs_are_shared_out(inputs):
    counts = runner.shares(inputs, list(NAMES))
    assert sum(counts.values()) == max(inputs, len(NAMES))
    assert min(counts.values()) >= 1


def test_dice_repeat_themselves():
    again = [[Dice("a").word(), Dice("a").number(), Dice("a").mutated(b"abc")] for _ in range(2)]
    assert again[0] == again[1]


def test_dice_of_bytes_come_to_rest():
    dice = Dice(b"\xff" * 20)
    for _ in range(100):
        dice.word()
    assert not dice.chance(0.99)
    assert dice.randrange(1000) == 0


def test_the_faulty_targets_are_those_of_the_file():
    assert {name for name, one in TARGETS.items() if one.run.__module__ == target_faulty.__name__} == set(NAMES)
