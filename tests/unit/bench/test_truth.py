"""One scene of the truth benchmark for each rule, and the benchmark's own counting."""

import dataclasses

import geopandas as gpd
import numpy as np
import pytest
import shapely
from truth.families import PLOTS, TABLES
from truth.ground import make_ground
from truth.planting import Plant, Wanted, merged
from truth.scoring import Tally, count, judge, run_scene, sow

from planseam.checking.cases import CASE_CRS
from planseam.checking.registry import rules

SEED = 7
EVERY_RULE = sorted({*PLOTS, *TABLES})


@pytest.mark.parametrize("code", EVERY_RULE)
def test_rule_finds_what_was_planted_and_nothing_else(code: str):
    tallies = {False: Tally(), True: Tally()}
    run = TABLES[code][0] if code in TABLES else run_scene
    run(code, 0, seed=SEED, tallies=tallies)
    away = tallies[False]
    assert away.missed + away.wrong == []
    assert away.planted + away.passes > 0
    assert away.exact == away.found == away.planted


def test_every_rule_is_planted():
    assert list(rules()) == EVERY_RULE


@pytest.mark.parametrize("code", ["EC103", "BD102"])
def test_a_rule_with_another_tolerance_misses_its_target(code: str):
    tally = {False: Tally(), True: Tally()}
    sown = sow(code, 0, seed=SEED)
    blind = {"run_m": 5000.0} if code == "EC103" else {"noise_m": 1e6}
    count(sown.plants, sown.wanted, judge(code, dataclasses.replace(sown, options=blind)), tally, where="here")
    assert tally[False].recall < 0.9


def test_every_plot_has_some_recipes_away_from_the_threshold_and_names_that_differ():
    for plot in PLOTS.values():
        names = [name for name, _, near in plot.recipes if not near]
        assert len(set(names)) == len(names) >= 3, plot.code


@pytest.mark.parametrize("number", range(8))
def test_units_of_a_ground_form_a_coverage_and_slots_lie_on_their_borders(number: int):
    ground = make_ground(np.random.default_rng(number), slots=10, room=3000, depth=900)
    units = np.array(list(ground.units.values()), dtype=object)
    assert shapely.coverage_is_valid(units)
    for slot in [*ground.slots, *ground.teeth]:
        border = shapely.intersection(ground.unit(slot.left).boundary, ground.unit(slot.right).boundary)
        assert border.distance(shapely.Point(slot.course.at([slot.middle], 0)[0])) < 30
        left, right = slot.course.at([slot.middle, slot.middle], np.array([400, -400]))
        assert ground.unit(slot.left).contains(shapely.Point(left))
        assert ground.unit(slot.right).contains(shapely.Point(right))


def test_a_scene_is_the_same_again():
    first, second = (judge("EC103", sow("EC103", 3, seed=SEED)) for _ in range(2))
    assert first["id"].tolist() == second["id"].tolist()
    other = judge("EC103", sow("EC103", 3, seed=SEED + 1))
    assert first["id"].tolist() != other["id"].tolist()


GROUND = shapely.box(0, 0, 100, 100)
MAJOR = Wanted(frozenset({"33", "34"}), "major", GROUND)


def counted(wanted, *rows):
    columns = ("severity", "unit_a", "unit_b", "geometry")
    table = [dict(zip(columns, row, strict=True)) for row in rows]
    frame = gpd.GeoDataFrame(
        [{"feature_a": "", "feature_b": "", "message_en": "", **row} for row in table],
        geometry="geometry",
        crs=CASE_CRS,
    )
    tallies = {False: Tally(), True: Tally()}
    count(
        [Plant("drawn", near=False, footprint=GROUND, wanted=tuple(wanted))],
        merged(wanted),
        frame,
        tallies,
        where="here",
    )
    return tallies[False]


INSIDE, OUTSIDE = shapely.box(10, 10, 20, 20), shapely.box(90, 90, 120, 120)


def test_a_record_with_other_parties_or_at_another_place_is_missed_and_false():
    for row in (("major", "33", "35", INSIDE), ("major", "33", "34", OUTSIDE), ("major", "33", "", INSIDE)):
        tally = counted([MAJOR], row)
        assert (tally.planted, tally.found, tally.false) == (1, 0, 1)
        assert not tally.good


def test_parties_have_no_order_and_severity_is_told_apart():
    tally = counted([MAJOR], ("major", "34", "33", INSIDE))
    assert (tally.found, tally.exact, tally.far) == (1, 1, 0)
    assert tally.good
    assert counted([MAJOR], ("minor", "33", "34", INSIDE)).good
    tally = counted([MAJOR], ("info", "33", "34", INSIDE))
    assert (tally.exact, tally.far) == (0, 1)
    assert not tally.good


def test_two_records_for_one_plant_are_one_too_many():
    tally = counted([MAJOR], ("major", "33", "34", INSIDE), ("major", "33", "34", INSIDE))
    assert (tally.found, tally.false) == (1, 1)


def test_what_may_come_is_neither_found_nor_false():
    noise = dataclasses.replace(MAJOR, severity="info", optional=True, rolled="redline")
    tally = counted([noise], ("info", "33", "34", INSIDE))
    assert (tally.planted, tally.found, tally.false) == (0, 0, 0)


def test_noise_of_two_plants_is_one_record():
    noise = dataclasses.replace(MAJOR, severity="info", rolled="redline")
    beyond = dataclasses.replace(noise, footprint=shapely.box(100, 0, 200, 100))
    both = shapely.MultiPolygon([INSIDE, shapely.box(150, 10, 160, 20)])
    tally = counted([noise, beyond], ("info", "33", "34", both))
    assert (tally.planted, tally.found, tally.false) == (1, 1, 0)
