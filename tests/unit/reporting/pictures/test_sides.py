from dataclasses import replace

import numpy as np
import pytest

from planseam.model.palette import palette
from planseam.reporting.pictures.atlas import Atlas
from planseam.reporting.pictures.sides import parties, sides_of

RECORD = {
    "unit_a": "33",
    "unit_b": "34",
    "layer_a": "redline-33",
    "feature_a": "re1;re2",
    "layer_b": "redline-34",
    "feature_b": "re3",
}


def recoded(atlas, layer, *, codes="", party=""):
    ground = atlas.layers[layer]
    other = replace(ground, codes=np.full(len(ground.fids), codes), party=party)
    copy = object.__new__(Atlas)
    copy.__dict__.update(atlas.__dict__ | {"layers": atlas.layers | {layer: other}})
    return copy


def test_each_side_has_its_features_its_colour_and_its_dash(atlas):
    first, second = sides_of(atlas, RECORD)
    assert first.layer.fids[first.rows].tolist() == ["re1", "re2"]
    assert second.layer.fids[second.rows].tolist() == ["re3"]
    assert (first.colour, second.colour) == palette().party
    assert first.dash is None
    assert second.dash
    assert first.words == ("浙江省：redline 33", "Zhejiang: redline 33")


def test_features_that_both_name_are_there_once_as_both_s(atlas):
    plain = recoded(atlas, "corridor")
    both = {"layer_a": "corridor", "layer_b": "corridor", "feature_a": "co0", "feature_b": "co0"}
    (side,) = sides_of(plain, RECORD | both)
    assert side.words.en == "Zhejiang, Anhui: corridor "


@pytest.mark.parametrize(
    ("codes", "party", "owner"), [("340101", "33", "Anhui"), ("", "32", "Jiangsu"), ("", "", "Zhejiang")]
)
def test_a_plan_is_its_features_then_its_layers_then_the_parties(atlas, codes, party, owner):
    side, _ = sides_of(recoded(atlas, "redline-33", codes=codes, party=party), RECORD)
    assert [name.en for name in side.parties] == [owner]


def test_nobody_owns_a_plan_in_a_conflict_of_one_party(atlas):
    side, _ = sides_of(recoded(atlas, "redline-33"), RECORD | {"unit_b": ""})
    assert side.words == side.layer.title


def test_several_layers_of_one_side_are_all_there_and_unknown_ones_are_not(atlas):
    many = {"layer_b": "gone;redline-34;farmland-32", "feature_b": ""}
    found = sides_of(atlas, RECORD | many)
    assert [side.layer.id for side in found] == ["redline-33", "redline-34", "farmland-32"]
    assert [len(side.rows) for side in found] == [2, 0, 0]


def test_the_parties_of_a_conflict_are_named_once_each(atlas):
    assert parties(atlas, RECORD) == ("浙江省、安徽省", "Zhejiang, Anhui")
    assert parties(atlas, RECORD | {"unit_b": "33"}).en == "Zhejiang"
    assert parties(atlas, RECORD | {"unit_b": "99"}).en == "Zhejiang, 99"
    assert parties(atlas, RECORD | {"unit_a": "", "unit_b": ""}) == ("", "")
