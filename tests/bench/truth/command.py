"""The command: which rules, how many scenes, and the table."""

import argparse
import sys
import time

from planseam.checking.registry import rules
from truth.families import PLOTS, TABLES
from truth.scoring import Tally, run_scene

SCENES = 12
_HEAD = ("rule", "planted", "passes", "found", "false", "recall", "prec.", "severity", ">1 step")


def measured(code: str, scenes: int, *, seed: int) -> dict[bool, Tally]:
    """Plant and judge `scenes` scenes of a rule."""
    tallies = {False: Tally(), True: Tally()}
    run, often = TABLES[code] if code in TABLES else (run_scene, PLOTS[code].often)
    for number in range(scenes * often):
        run(code, number, seed=seed, tallies=tallies)
    return tallies


def main() -> int:
    """Print the table; 1 where a rule misses the target."""
    parser = argparse.ArgumentParser(
        prog="truth", description="Plant conflicts whose answer is known, run the rules, count what they find."
    )
    parser.add_argument("--rules", default="", help="codes or families, with commas; all where not given")
    parser.add_argument("--scenes", type=int, default=SCENES, help=f"scenes a rule (default {SCENES})")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--explain", type=int, default=0, metavar="N", help="list N things amiss for each rule")
    given = parser.parse_args()
    words = tuple(word for word in given.rules.upper().split(",") if word)
    known = rules()
    planted = sorted({*PLOTS, *TABLES})
    codes = [code for code in planted if not words or code.startswith(words)]
    missing = [code for code in codes if code not in known]
    begun = time.perf_counter()
    tables = {}
    for code in codes:
        if code in known:
            tables[code] = measured(code, given.scenes, seed=given.seed)
            show(code, tables[code], explain=given.explain)
    print(f"{time.perf_counter() - begun:.0f} s, {given.scenes} scenes a rule, seed {given.seed}")
    if missing:
        print(f"no such rule yet: {', '.join(missing)}")
    bad = [code for code, tallies in tables.items() if not tallies[False].good]
    unplanted = [code for code in known if code not in planted and not words]
    for what, rows in (("below the target", bad), ("never planted", unplanted)):
        if rows:
            print(f"{what}: {', '.join(rows)}")
    return 1 if bad or unplanted else 0


def show(code: str, tallies: dict[bool, Tally], *, explain: int) -> None:
    """Print the two lines of a rule: away from its threshold, and near it."""
    if not getattr(show, "begun", False):
        show.begun = True
        print(
            f"{'':13}{_HEAD[1]:>8}{_HEAD[2]:>8}{_HEAD[3]:>7}{_HEAD[4]:>7}{_HEAD[5]:>8}{_HEAD[6]:>8}{_HEAD[7]:>10}{_HEAD[8]:>9}"
        )
    for near, tally in tallies.items():
        if near and not (tally.planted or tally.passes or tally.false):
            continue
        label = f"{'' if near else code:<7}{'near' if near else 'away':<6}"
        severity = f"{tally.exact / tally.found:.1%}" if tally.found else "-"
        mark = "" if near or tally.good else "  <-"
        print(
            f"{label}{tally.planted:>8}{tally.passes:>8}{tally.found:>7}{tally.false:>7}"
            f"{tally.recall:>8.3f}{tally.precision:>8.3f}{severity:>10}{tally.far:>9}{mark}"
        )
    if explain:
        for tally in tallies.values():
            for line in [*(f"missed {entry}" for entry in tally.missed), *tally.wrong][:explain]:
                print(f"    {line}", file=sys.stderr)
