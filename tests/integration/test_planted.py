"""The shipped study gives every planted conflict, with its figures, and nothing else.

The planted list is computed by the generator of the data, with plain shapely
on whole provinces and without planseam.
"""

import tomllib

import pyproj
import pytest
import shapely

from planseam.model.data import data_folder

#: How far the place that the list names may lie from the record's geometry, m.
NEAR_M = 1500.0


@pytest.fixture(scope="module")
def planted():
    return tomllib.loads((data_folder("layers") / "yrd" / "planted.toml").read_text("utf-8"))["planted"]


@pytest.fixture(scope="module")
def judged(delta_report):
    conflicts = delta_report.conflicts
    return conflicts[~conflicts["rule"].str.startswith("DA")]


def fids(record):
    return {fid for joined in (record.feature_a, record.feature_b) for fid in joined.split(";") if fid}


def distance_m(plant, geometry):
    if "lon" not in plant or geometry is None or geometry.is_empty:
        return 0.0  # a table has no place
    here = shapely.Point(plant["lon"], plant["lat"])
    near = shapely.shortest_line(here, geometry.convex_hull)
    return pyproj.Geod(ellps="GRS80").geometry_length(near)


def matches(plant, record):
    # a roll-up of noise names no features
    return (
        record.rule == plant["rule"]
        and {record.unit_a, record.unit_b} - {""} == {plant["unit_a"], plant["unit_b"]} - {""}
        and (not fids(record) or bool(set(plant.get("features", [])) & fids(record)))
        and distance_m(plant, record.geometry) < NEAR_M
    )


def test_all_planted_conflicts_are_found_and_no_others(planted, judged):
    left = list(judged.itertuples())
    missed = []
    for plant in planted:
        fitting = [record for record in left if matches(plant, record)]
        if fitting:
            left.remove(min(fitting, key=lambda record: distance_m(plant, record.geometry)))
        else:
            missed.append(plant)
    said = [
        f"{p['rule']} {p['unit_a']}-{p['unit_b']} {p.get('features')} {p.get('lon')},{p.get('lat')}" for p in missed
    ]
    extra = [f"{r.id} {r.feature_a} {r.feature_b} {r.message_en}" for r in left]
    assert (said, extra) == ([], [])


def test_planted_figures_come_out(planted, judged):
    wrong = []
    for plant in planted:
        fitting = [record for record in judged.itertuples() if matches(plant, record)]
        for record in sorted(fitting, key=lambda record: distance_m(plant, record.geometry))[:1]:
            wrong += [
                (record.id, key, plant[key], getattr(record, key))
                for key in ("area_m2", "length_m")
                if key in plant and getattr(record, key) != pytest.approx(plant[key], rel=plant["tolerance"])
            ]
            if record.severity != plant["severity"]:
                wrong.append((record.id, "severity", plant["severity"], record.severity))
    assert wrong == []


def test_every_rule_of_the_first_eight_ran(delta_report):
    runs = {run.code: run for run in delta_report.rules}
    assert all(runs[code].ran and (runs[code].conflicts or code.startswith("DA")) for code in runs)


def test_the_shipped_data_pass_the_gate(delta_report):
    assert not delta_report.conflicts["rule"].str.startswith("DA").any()


def test_every_record_is_marked_illustrative(delta_report):
    assert delta_report.illustrative
    assert delta_report.conflicts["illustrative"].all()


def test_ids_are_unique_and_stable(delta_report):
    assert delta_report.conflicts["id"].is_unique
