"""Plant a scene, run the rule over it, and count what it found of what was planted."""

from dataclasses import dataclass, field
from typing import Any

import numpy as np
import shapely
from scipy.optimize import linear_sum_assignment

from planseam.checking.cases import CASE_CRS
from planseam.checking.judging import judge_rule
from planseam.checking.registry import rules
from planseam.model.conflict import SEVERITIES
from planseam.model.tolerances import Settings
from planseam.seaming.scene import Scene
from planseam.text import Text
from truth.ground import PROVINCES, make_ground
from truth.planting import PLOTS, Bed, Canvas, Plant, Wanted, merged

#: What share of recall and of precision a rule must reach away from its threshold.
TARGET = 0.99


@dataclass
class Tally:
    """What came of the plants of one rule, away from its threshold or near it.

    Parameters
    ----------
    planted, found, false : int
        Records that must come, that came, and that came without being planted.
    passes : int
        Plants that must bring nothing.
    exact, far : int
        Found with the planted severity; found with a severity off by more than one step.
    missed, wrong : list of str
        What is amiss, for the reader.
    """

    planted: int = 0
    found: int = 0
    false: int = 0
    passes: int = 0
    exact: int = 0
    far: int = 0
    missed: list[str] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)

    @property
    def recall(self) -> float:
        return self.found / self.planted if self.planted else 1.0

    @property
    def precision(self) -> float:
        return self.found / (self.found + self.false) if self.found + self.false else 1.0

    @property
    def good(self) -> bool:
        return self.recall >= TARGET and self.precision >= TARGET and not self.far


@dataclass(frozen=True)
class Sown:
    """A planted scene."""

    scene: Scene
    plants: tuple[Plant, ...]
    wanted: tuple[Wanted, ...]
    options: dict[str, Any]


def sow(code: str, number: int, *, seed: int) -> Sown:
    """Plant one scene of a rule; the same numbers give the same scene."""
    rng = np.random.default_rng([seed, number, *code.encode()])
    plot = PLOTS[code]
    ground = make_ground(rng, slots=plot.slots, room=plot.room, depth=plot.depth)
    canvas = Canvas(rng, str(rng.choice(plot.modes)), plot.finer)
    plants, wanted = [], []
    for index, slot in enumerate(ground.slots):
        turn = number * len(ground.slots) + index
        name, recipe, near = plot.recipes[turn % len(plot.recipes)]
        bed = Bed(rng, canvas, ground, slot, plot.depth, bool(rng.random() < 0.5), turn, near)
        bed.noise, bed.spacing = bed.uniform(0, 3), float(np.exp(bed.uniform(np.log(10), np.log(200))))
        own = recipe(bed)
        plants.append(Plant(name, near, ground.placed(bed.whole().buffer(1.0)), tuple(own)))
        wanted += own
    for slot in ground.teeth if plot.background else ():
        bend = Bed(rng, canvas, ground, slot, plot.depth, bool(rng.random() < 0.5), noise=float(rng.uniform(0, 3)))
        own = plot.background(bend)
        plants.append(Plant("sharp bend", bend.near, ground.placed(bend.whole().buffer(1.0)), tuple(own)))
        wanted += own
    if plot.finish:
        wanted += plot.finish(bed)
    names = {code: Text(name, code) for code, name in PROVINCES.items()}
    layers, units = canvas.layers(ground), ground.frame()
    scene = Scene.of(layers, units, level=ground.level, names=names, sharing=canvas.sharing)
    placed = tuple(
        entry if entry.footprint is None else Wanted(**{**entry.__dict__, "footprint": ground.placed(entry.footprint)})
        for entry in merged(wanted)
    )
    return Sown(scene, tuple(plants), placed, canvas.options)


def judge(code: str, sown: Sown):
    """The rule's records, in the scene's CRS."""
    rule = rules()[code]
    settings = Settings.of(code, rule.options, table=sown.options)
    return judge_rule(rule(), sown.scene, settings).to_crs(CASE_CRS)


def run_scene(code: str, number: int, *, seed: int, tallies: dict[bool, Tally]) -> None:
    """Plant and judge one scene, and add to the tallies: False for away from the threshold, True for near it."""
    sown = sow(code, number, seed=seed)
    count(sown.plants, sown.wanted, judge(code, sown), tallies, where=f"scene {number}")


def count(plants, wanted, records, tallies, *, where: str) -> None:
    """Match records with what was planted: same parties and within the footprint, as many as can be."""
    rows = records.to_dict("records")
    for entry in plants:
        tallies[entry.near].passes += not any(not one.optional for one in entry.wanted)
    matched = _matched(wanted, rows)
    for number, entry in enumerate(wanted):
        if entry.optional:
            continue
        tally, planted = (
            tallies[entry.near],
            f"{_recipe(plants, entry)} {entry.severity} of {'-'.join(sorted(entry.parties))}",
        )
        tally.planted += 1
        if number not in matched:
            tally.missed.append(f"{where}: {planted}")
            continue
        row = rows[matched[number]]
        off = severity_steps(row["severity"], entry.severity)
        tally.found += 1
        tally.exact += off == 0
        tally.far += off > 1
        if off:
            tally.wrong.append(f"{where}: {planted}, but {row['severity']}: {row['message_en']}")
    left = sorted(set(range(len(rows))) - set(matched.values()))
    for row in left:
        shape = rows[row]["geometry"]
        own = [entry for entry in plants if not shape.is_empty and entry.footprint.intersects(shape)]
        tally = tallies[bool(own) and all(entry.near for entry in own)]
        tally.false += 1
        names = ", ".join(entry.recipe for entry in own) or "no plant"
        tally.wrong.append(f"{where}: not planted ({names}): {rows[row]['severity']} {rows[row]['message_en']}")


def severity_steps(one: str, other: str) -> int:
    """How many steps two severities are apart."""
    return abs(SEVERITIES.index(one) - SEVERITIES.index(other))


def _matched(wanted, rows) -> dict[int, int]:
    """Which record is whose: those that must come first, then by severity, then by the smaller footprint."""
    worth = np.zeros((len(wanted), len(rows)))
    large = np.array([0.0 if entry.footprint is None else entry.footprint.area for entry in wanted])
    narrow = 0.5 * (1 - large / max(large.max(initial=0.0), 1.0))
    for number, entry in enumerate(wanted):
        for row, record in enumerate(rows):
            if _fits(record, entry):
                worth[number, row] = (
                    (10 if entry.optional else 1000) + (record["severity"] == entry.severity) + narrow[number]
                )
    pairs = zip(*linear_sum_assignment(worth, maximize=True), strict=True)
    return {int(number): int(row) for number, row in pairs if worth[number, row]}


def _fits(record, entry: Wanted) -> bool:
    parties = frozenset(code for code in (record["unit_a"], record["unit_b"]) if code)
    if parties != entry.parties:
        return False
    if (record["severity"] == "info") != (entry.severity == "info") and entry.rolled:
        return False
    if entry.feature and entry.feature not in f"{record['feature_a']};{record['feature_b']}".split(";"):
        return False
    shape = record["geometry"]
    if entry.footprint is None:
        return True
    return not shape.is_empty and bool(shapely.covers(entry.footprint, shape))


def _recipe(plants, entry: Wanted) -> str:
    """Names of the recipes that may have asked for a record."""
    if entry.footprint is None:
        return "scene"
    asked = [one for one in plants if any(_same(each, entry) for each in one.wanted)]
    return "/".join(dict.fromkeys(one.recipe for one in asked if entry.footprint.intersects(one.footprint))) or "scene"


def _same(one: Wanted, other: Wanted) -> bool:
    return (one.parties, one.severity, one.rolled) == (other.parties, other.severity, other.rolled)
