from dataclasses import replace

import numpy as np
import pytest

from planseam.checking.registry import rules
from planseam.mapping.cards import border_titles, conflict_cards, rule_titles, rule_whys
from planseam.model.palette import palette
from planseam.rules.pages import page_of

# Machado et al. 2009, full severity, linear RGB.
BLINDNESS = {
    "protan": [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216], [-0.003882, -0.048116, 1.051998]],
    "deutan": [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.011820, 0.042940, 0.968881]],
    "tritan": [[1.255528, -0.076749, -0.178779], [-0.078411, 0.930809, 0.147602], [0.004733, 0.691367, 0.303900]],
    "none": np.eye(3),
}


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
        "side": 0,
        "id": "redline",
        "layer": ["redline图层", "layer redline"],
        "features": [["要素0 (f0)", "feature 0 (f0)"], ["要素1 (f1)", "feature 1 (f1)"]],
        "all": 2,
        "rows": [0, 1],
    }
    assert (first["sources"][1]["side"], first["sources"][1]["rows"]) == (1, [0])
    assert first["units"] == ["33", "34"]


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
    assert first["sources"][0]["rows"] == []
    assert first["share"] == "12.5%"


def test_a_rule_says_why_in_its_own_words_and_a_rule_that_is_gone_says_nothing(report):
    odd = report.conflicts.assign(rule=["EC103", "XX999"] * 15)
    assert rule_whys(replace(report, conflicts=odd)) == {"EC103": page_of(rules()["EC103"]).sections["Why it matters"]}


def lab(colour, matrix):
    rgb = np.array([int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)])
    linear = np.where(rgb <= 0.04045, rgb / 12.92, ((rgb + 0.055) / 1.055) ** 2.4)
    to_xyz = [[0.4124, 0.3576, 0.1805], [0.2126, 0.7152, 0.0722], [0.0193, 0.1192, 0.9505]]
    x, y, z = np.cbrt(np.array(to_xyz) @ np.clip(np.asarray(matrix) @ linear, 0, 1) / [0.9505, 1, 1.089])
    return np.array([116 * y - 16, 500 * (x - y), 200 * (y - z)])


@pytest.mark.parametrize("kind", BLINDNESS)
def test_both_sides_stay_apart_from_each_other_and_from_the_severities_for_every_eye(kind):
    sides = [lab(colour, BLINDNESS[kind]) for colour in palette("palette").party]
    severities = [lab(colour, BLINDNESS[kind]) for colour in palette("palette").severity.values()]
    assert np.linalg.norm(sides[0] - sides[1]) > 30
    assert min(np.linalg.norm(side - severity) for side in sides for severity in severities) > 20


def test_rules_and_borders_are_named(report):
    assert rule_titles(report)["EC101"].en == "rule 1"
    assert border_titles(report) == {"33-34": ("浙江省—安徽省", "Zhejiang – Anhui")}
