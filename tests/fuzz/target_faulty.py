"""Targets that go wrong in every way there is: by them the harness itself is tested."""

import ctypes
import time

from target import target


@target("sound", weight=1, make=lambda dice: dice.word())
def sound(word):
    """Nothing is wrong."""
    assert isinstance(word, str)


@target("raises", weight=1, make=lambda dice: dice.randrange(4))
def raises(number):
    """One in four raises."""
    assert number != 3, "three"


@target("hangs", weight=1, make=lambda dice: dice.randrange(4))
def hangs(number):
    """One in four does not come to an end."""
    if number == 3:
        time.sleep(60)


@target("spins", weight=1, make=lambda dice: dice.randrange(4))
def spins(number):
    """One in four is busy without end, in compiled code that no signal handler of Python interrupts."""
    if number == 3:
        pow(3, 10**9)


@target("dies", weight=1, make=lambda dice: dice.randrange(4))
def dies(number):
    """One in four takes the process with it."""
    if number == 3:
        ctypes.string_at(0)


@target("warns", weight=1, make=lambda dice: 1)
def warns(_number):
    """A warning is a fault, too: a planner would see it."""
    import numpy as np  # noqa: PLC0415 -- of this target alone

    _ = np.float64(1e308) * np.float64(10)
