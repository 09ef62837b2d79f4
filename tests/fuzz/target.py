"""What is fuzzed: a name, how an input is made, and what must hold for it."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

__all__ = ["TARGETS", "Target", "answered", "target"]


@dataclass(frozen=True, kw_only=True)
class Target:
    """Something that takes inputs.

    Parameters
    ----------
    name : str
    weight : float
        Its share of the inputs, in proportion to those of the others.
    make : callable
        Takes a `Dice`, gives an input.
    run : callable
        Takes an input, and raises where something is wrong. A `PlanseamError` is an
        answer, so that it is caught where it is one.
    """

    name: str
    weight: float
    make: Callable[[Any], Any]
    run: Callable[[Any], None]


TARGETS: dict[str, Target] = {}


def target(name, *, weight, make):
    """Take a function for what must hold."""

    def register(run):
        TARGETS[name] = Target(name=name, weight=weight, make=make, run=run)
        return run

    return register


def answered(error):
    """Make sure that an error is an answer: a line in each language, with a cure."""
    for language in ("zh", "en"):
        said = error.sentence(language)
        assert said.strip()
        assert "\n" not in said, "one line"
    assert error.cure.zh
    assert error.cure.en
