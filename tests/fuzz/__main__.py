"""``python tests/fuzz --inputs 100000 --seed 0``: counts for each target, and a failure with the offending input."""

import argparse
import sys
import time
import warnings

import runner
from target import TARGETS


def main():
    """Read the arguments, run, say what came of it."""
    parser = argparse.ArgumentParser(prog="python tests/fuzz", description=__doc__)
    parser.add_argument("--inputs", type=int, default=100_000)
    parser.add_argument("--seed", default="0")
    parser.add_argument("--target", action="append", choices=None, help="only this one; may be repeated")
    parser.add_argument("--only", type=int, help="the number of one input, run in this process with its traceback")
    parser.add_argument("--limit", type=float, default=10.0, help="seconds after which an input hangs")
    parser.add_argument("--save", default="fuzz-found", help="folder for offending inputs")
    options = parser.parse_args()
    runner.load()
    names = options.target or list(TARGETS)
    if unknown := sorted(set(names) - set(TARGETS)):
        parser.error(f"no target {', '.join(unknown)}; there are {', '.join(TARGETS)}")
    if options.only is not None:
        value = runner.made(names[0], options.seed, options.only)
        print(repr(value))
        warnings.simplefilter("error")
        TARGETS[names[0]].run(value)
        return 0
    began = time.monotonic()
    counts = runner.shares(options.inputs, names)
    print(f"{'target':<16}{'inputs':>9}{'faults':>8}{'seconds':>9}{'slowest':>9}")
    result = runner.run(
        {name: range(count) for name, count in counts.items()}, seed=options.seed, limit_s=options.limit, tell=_row
    )
    print(f"{sum(result.counts.values())} inputs, {len(result.faults)} faults, {time.monotonic() - began:.0f} s")
    if result.faults:
        runner.save(result.faults, options.save)
    for fault in result.faults:
        print(f"\n{fault.again}\n{fault.kind}: {fault.said.strip().splitlines()[-1]}")
    return 1 if result.faults or sum(result.counts.values()) < options.inputs else 0


def _row(name, result):
    faults = sum(fault.target == name for fault in result.faults)
    slowest = result.slowest.get(name, (0.0, 0))[0]
    print(f"{name:<16}{result.counts[name]:>9}{faults:>8}{result.seconds[name]:>9.1f}{slowest:>9.2f}", flush=True)


if __name__ == "__main__":
    sys.exit(main())
