"""Runs inputs in a process of its own, so that a crash or a hang of compiled code is found and survived."""

import faulthandler
import importlib
import multiprocessing
import resource
import signal
import tempfile
import time
import traceback
import warnings
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

from dice import Dice
from target import TARGETS

__all__ = ["Fault", "Result", "load", "made", "run", "save", "shares"]

#: Modules that fill `target.TARGETS`.
MODULES = ("target_texts", "target_words", "target_archives", "target_files", "target_guesses", "target_ground")
_MEMORY = 8 * 2**30
_SHOWN = 4000
_IMPORTS_S = 120


@dataclass(frozen=True)
class Fault:
    """An input that should have gone well."""

    target: str
    seed: str
    index: int
    kind: str  # "raised", "hung" or "died"
    said: str
    shown: str

    @property
    def again(self):
        """The command that repeats it."""
        return f"python tests/fuzz --target {self.target} --seed {self.seed} --only {self.index}"


@dataclass
class Result:
    """How many inputs each target took, and what went wrong."""

    counts: Counter = field(default_factory=Counter)
    seconds: Counter = field(default_factory=Counter)
    slowest: dict = field(default_factory=dict)
    faults: list = field(default_factory=list)


def load(modules=MODULES):
    """Import the modules of targets."""
    for module in modules:
        importlib.import_module(module)


def shares(inputs, names):
    """How many inputs each target gets: all of them together, by weight, and each at least one."""
    whole = sum(TARGETS[name].weight for name in names)
    counts = {name: max(1, int(inputs * TARGETS[name].weight / whole)) for name in names}
    counts[names[0]] += max(0, inputs - sum(counts.values()))
    return counts


def run(work, *, seed, limit_s=10.0, patience=6.0, modules=MODULES, most_faults=20, tell=None):
    """Run targets.

    Parameters
    ----------
    work : mapping of str to range
        Numbers of the inputs of each target.
    seed : str
    limit_s : float
        An input that keeps the processor busy for longer hangs.
    patience : float
        So does one that takes so many times as long without, for the machine may have others to serve.
    modules : tuple of str
    most_faults : int
        Faults of one target after which it is given up.
    tell : callable, optional
        Told the name of each target that is through.
    """
    result = Result()
    left = dict(work)
    tell = tell or (lambda _name, _result: None)
    while left := {name: numbers for name, numbers in left.items() if len(numbers)}:
        _in_child(left, result, seed=seed, limit_s=limit_s, patience=patience, modules=modules, tell=tell)
        left = {name: numbers for name, numbers in left.items() if _faults(result, name) < most_faults}
    return result


def _faults(result, name):
    return sum(fault.target == name for fault in result.faults)


def _in_child(left, result, *, seed, limit_s, patience, modules, tell):
    """Run inputs until all are done or one ends the process; what is done is taken out of `left`."""
    spawn = multiprocessing.get_context("spawn")
    here, there = spawn.Pipe(duplex=False)
    last_words = tempfile.NamedTemporaryFile(mode="w+", suffix=".txt")  # noqa: SIM115 -- open until the child is dead
    child = spawn.Process(target=_work, args=(there, left, seed, limit_s, modules, last_words.name), daemon=True)
    child.start()
    there.close()
    name, at, deadline = None, 0, time.monotonic() + _IMPORTS_S
    try:
        while here.poll(max(0.0, deadline - time.monotonic())):
            kind, *said = here.recv()
            deadline = time.monotonic() + limit_s * patience
            if kind == "end":
                left.clear()
                return
            if kind == "through":
                tell(said[0], result)
                continue
            if kind == "begin":
                name, at = said
                left[name] = range(at + 1, left[name].stop)
                continue
            result.counts[name] += 1
            if kind == "done":
                result.seconds[name] += said[0]
                result.slowest[name] = max(result.slowest.get(name, (0.0, 0)), (said[0], at))
            else:
                result.faults.append(Fault(name, seed, at, "raised", *said))
        kind, said = "hung", f"took more than {limit_s * patience:g} s"
    except EOFError:
        child.join()
        kind, said = "died", f"{last_words.read()}\nthe process ended with {child.exitcode}"
        if child.exitcode == -signal.SIGPROF:
            kind, said = "hung", f"was busy for more than {limit_s:g} s"
    finally:
        child.kill()
        child.join()
    if name is None:
        raise RuntimeError(f"no input was begun ({said})")
    result.counts[name] += 1
    result.faults.append(Fault(name, seed, at, kind, said, _repr(made(name, seed, at))))


def _work(pipe, left, seed, limit_s, modules, last_words):
    load(modules)
    resource.setrlimit(resource.RLIMIT_AS, (_MEMORY, _MEMORY))
    faulthandler.enable(Path(last_words).open("w"))  # noqa: SIM115 -- open as long as the process lives
    warnings.simplefilter("error")
    for name, numbers in left.items():
        for number in numbers:
            pipe.send(("begin", name, number))
            # when it runs out, the process ends, whatever compiled code it is in
            signal.setitimer(signal.ITIMER_PROF, limit_s)
            began = time.perf_counter()
            value = None
            try:
                value = made(name, seed, number)
                TARGETS[name].run(value)
            except Exception:  # noqa: BLE001 -- whatever it is, it is the find
                pipe.send(("raised", traceback.format_exc(), _repr(value)))
            else:
                pipe.send(("done", time.perf_counter() - began))
        pipe.send(("through", name))
    pipe.send(("end",))


def made(name, seed, number):
    """Make an input, which depends on nothing but these three; shapely warns of bad numbers, which are meant."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return TARGETS[name].make(Dice(f"{seed}/{name}/{number}"))


def _repr(value):
    return repr(value)[:_SHOWN]


def save(faults, folder):
    """Write each fault to a file that says how to repeat it."""
    folder = Path(folder)
    folder.mkdir(parents=True, exist_ok=True)
    for fault in faults:
        body = f"{fault.again}\n\n{fault.kind}\n{fault.said}\n\n{fault.shown}\n"
        (folder / f"{fault.target}-{fault.seed}-{fault.index}.txt").write_text(body, errors="backslashreplace")
