"""Rules judged by several processes, a family at a time; what they say does not depend on it.

Rules of one family look at the same ground, so that they stay together; and so do the families that look along
borders, which this process keeps, for it needs the same profiles for the seams. Helpers are forked: they have the
scene as it stands, and no rule needs to be sent to them. Where a system cannot fork safely, and for whatever a
helper did not bring, this process judges alone.
"""

import os
import pickle
import signal
import sys
import warnings
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from types import TracebackType
from typing import Self

from planseam.checking.judging import Records
from planseam.model.report import RuleRun
from planseam.rules.base import Rule

__all__ = ["Families", "Verdict"]

#: Families that look along borders.
ALONG_BORDERS = frozenset({"BD", "DV", "EC"})
#: Of the others, those that take longest, so that none of them is begun last.
LONGEST = ("WA", "CO")
#: More processes than this would wait for one family.
MOST = 4
#: Bytes of a family's number in the queue.
_NUMBER = 2


@dataclass(frozen=True)
class Verdict:
    """What came of one rule."""

    run: RuleRun
    records: Records


class Families:
    """The rules of a check, and who judges them; a context, at whose end no helper is left.

    Parameters
    ----------
    rules : sequence of rule types
    judge : callable
        Judges one rule; it raises only where the check is to stop.
    jobs : int
        Processes at most, this one counted.
    """

    def __init__(self, rules: Sequence[type[Rule]], judge: Callable[[type[Rule]], Verdict], *, jobs: int) -> None:
        self._rules, self._judge, self._jobs = rules, judge, jobs
        self._verdicts: dict[int, Verdict] = {}
        self._families = _by_family(rules)
        self._queue = -1  # numbers of families that nobody has taken
        self._helpers: dict[int, int] = {}  # by process: where it writes what it found

    def __enter__(self) -> Self:
        helpers = min(self._jobs, MOST, len(self._families)) - 1
        if helpers > 0 and sys.platform == "linux":  # macOS has libraries that break in a fork, Windows no fork
            self._queue, numbers = os.pipe()
            os.write(numbers, b"".join(number.to_bytes(_NUMBER) for number in range(1, len(self._families))))
            os.close(numbers)
            for _ in range(helpers):
                self._fork()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for process, answer in self._helpers.items():
            os.close(answer)
            os.kill(process, signal.SIGKILL)
            os.waitpid(process, 0)
        self._helpers.clear()
        if self._queue >= 0:
            os.close(self._queue)

    def own(self, tell: Callable[[type[Rule], float], None]) -> None:
        """Judge families that nobody has taken, until there are none.

        Parameters
        ----------
        tell : callable
            Told each rule before it is judged, and the share of all that this process has judged.
        """
        for number in self._taken():
            tell(self._rules[number], len(self._verdicts) / len(self._rules))
            self._verdicts[number] = self._judge(self._rules[number])

    def every(self) -> list[Verdict]:
        """Wait for the helpers, and give what came of each rule, in order."""
        for process in list(self._helpers):
            with os.fdopen(self._helpers.pop(process), "rb") as answer:
                self._verdicts |= _understood(answer.read())
            os.waitpid(process, 0)
        for number, rule in enumerate(self._rules):
            if number not in self._verdicts:
                self._verdicts[number] = self._judge(rule)
        return [self._verdicts[number] for number in range(len(self._rules))]

    def _taken(self) -> Iterator[int]:
        """Numbers of the rules that this process is to judge; without helpers, all in order."""
        if not self._helpers:
            yield from range(len(self._rules))
            return
        yield from self._families[0]
        yield from self._from_queue()

    def _from_queue(self) -> Iterator[int]:
        while number := os.read(self._queue, _NUMBER):
            yield from self._families[int.from_bytes(number)]

    def _fork(self) -> None:
        answer, own = os.pipe()
        try:
            with warnings.catch_warnings():
                # of threads that may hold a lock: a helper computes, and neither prints nor reads
                warnings.simplefilter("ignore", DeprecationWarning)
                process = os.fork()
        except OSError:
            os.close(answer)
            os.close(own)
            return
        if process:
            os.close(own)
            self._helpers[process] = answer
            return
        try:
            signal.signal(signal.SIGINT, signal.SIG_IGN)
            signal.signal(signal.SIGTERM, signal.SIG_DFL)
            os.close(answer)
            said = [_packed(number, self._judge(self._rules[number])) for number in self._from_queue()]
            with os.fdopen(own, "wb") as pipe:
                pipe.write(pickle.dumps([one for one in said if one]))
        finally:
            os._exit(0)  # nothing of ours is left to be tidied up: all of it is the parent's too


def _by_family(rules: Sequence[type[Rule]]) -> list[list[int]]:
    """Numbers of the rules that stay together: first those of this process, then those that take longest."""
    found: dict[str, list[int]] = {name: [] for name in ("", *LONGEST)}
    for number, rule in enumerate(rules):
        family = rule.code[:2]
        found.setdefault("" if family in ALONG_BORDERS else family, []).append(number)
    return [numbers for numbers in found.values() if numbers]


def _packed(number: int, verdict: Verdict) -> bytes:
    """A verdict to be sent; nothing where a plugin put into it what cannot be."""
    try:
        return pickle.dumps((number, verdict))
    except (pickle.PicklingError, TypeError, AttributeError):
        return b""


def _understood(answer: bytes) -> dict[int, Verdict]:
    """What a helper said; nothing where it was stopped halfway."""
    try:
        return dict(pickle.loads(one) for one in pickle.loads(answer))  # noqa: S301 - a process of our own wrote it
    except (EOFError, pickle.UnpicklingError):
        return {}
