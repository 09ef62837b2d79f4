from dataclasses import replace

import numpy as np
import pytest

from planseam.mapping.cards import border_titles, conflict_cards, rule_titles


def card(data, number):
    return next(each for each in data["conflicts"] if each["id"].endswith(f"{number:08x}"))


def test_the_gravest_come_first(data):
    order = [each["severity"] for each in data["conflicts"]]
    assert order == sorted(order, key=["critical", "major", "minor", "info"].index)


def test_measures_are_written_as_in_the_other_outputs(data):
    area, length = card(data, 0), card(data, 1)
    assert (area["ha"], area["mu"], area["width"]) == ("1.2345", "18.52", "6.3 m")
    assert (length["length"], length["km"]) == ("1.50 km", "1.25")
    assert "share" not in area
    assert "ha" not in length


def test_parties_layers_and_features_have_their_names(data):
    first = card(data, 0)
    assert first["parties"] == [["浙江省", "Zhejiang"], ["安徽省", "Anhui"]]
    assert first["sources"][0] == {
        "layer": ["redline图层", "layer redline"],
        "features": ["要素0 (f0)", "要素1 (f1)"],
        "all": 2,
    }


def test_a_conflict_keeps_its_exact_shape(data):
    assert card(data, 1)["shape"] == [[1, [119_000_000, 30_200_000, 0, 50_000]]]


def test_a_conflict_of_a_metre_still_has_a_marker(data):
    assert card(data, 3)["at"] == pytest.approx([119.000007, 30.400003], abs=1e-5)


def test_a_conflict_without_a_place_stays_in_the_list(data):
    assert card(data, 5)["at"] is None
    assert card(data, 5)["shape"] == []


def test_many_features_are_counted_not_listed(report):
    crowded = report.conflicts.assign(feature_a=";".join(f"f{i}" for i in range(400)))
    source = conflict_cards(replace(report, conflicts=crowded), digits=6)[0]["sources"][0]
    assert (len(source["features"]), source["all"]) == (6, 400)


def test_unknown_units_and_layers_are_shown_by_what_the_record_says(report):
    strange = report.conflicts.assign(unit_a="99", unit_a_name="某地", layer_a="gone", share=0.125, area_m2=np.nan)
    first = conflict_cards(replace(report, conflicts=strange), digits=6)[0]
    assert first["parties"][0] == ("某地", "某地")
    assert first["sources"][0]["layer"] == ("gone", "gone")
    assert first["share"] == "12.5%"


def test_rules_and_borders_are_named(report):
    assert rule_titles(report)["EC101"].en == "rule 1"
    assert border_titles(report) == {"33-34": ("浙江省—安徽省", "Zhejiang – Anhui")}
