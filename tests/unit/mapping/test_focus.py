from dataclasses import replace

import pytest
from shapely import box

from planseam.checking.comparing import compare
from planseam.errors import OutputError
from planseam.mapping import draw
from planseam.mapping.focus import focused
from planseam.model.recipe import Recipe, recipe


def of(report, name, **what):
    return focused(report, recipe(name), **what)


def test_the_overview_holds_everything(report):
    focus = of(report, "overview")
    assert focus.report.conflicts.equals(report.conflicts)
    assert focus.report.layers == report.layers
    assert (focus.left, focus.bounds, focus.opens) == (0, None, "")


def test_a_subject_holds_its_conflicts_and_says_how_many_it_leaves_out(report):
    mixed = replace(report, conflicts=report.conflicts.assign(rule=["WA101" if i < 4 else "EC100" for i in range(30)]))
    focus = of(mixed, "water")
    assert set(focus.report.conflicts["rule"]) == {"WA101"}
    assert focus.left == 26
    assert len(mixed.conflicts) == 30


@pytest.mark.parametrize("name", ["33-34", "34-33"])
def test_a_border_holds_its_own_conflicts_and_what_lies_near_it(report, name):
    focus = of(report, "border", border=name)
    assert set(focus.report.conflicts["border"]) == {"33-34"}
    assert focus.left == 30 - len(focus.report.conflicts)
    assert focus.title.zh == "边界接边冲突：浙江省—安徽省"
    west, south, east, north = focus.bounds
    # 10 km beyond a line on the meridian of 119° from 30° to 31°
    assert (south, north) == pytest.approx((30 - 0.0898, 31 + 0.0898), abs=1e-3)
    assert (west, east) == pytest.approx((119 - 0.1045, 119 + 0.1045), abs=1e-3)


def test_what_lies_farther_than_the_margin_is_left_out_unless_a_conflict_names_it(report):
    layers = {layer.id: layer.frame["fid"].tolist() for layer in of(report, "border", border="33-34").report.layers}
    # of the redline, f1 lies 50 km away, but conflicts name it; the reserve's f1 lies 19 km away and is named by none
    assert layers == {"redline": ["f0", "f1"], "reserve": ["f0"], "corridor": ["f0"], "counties": ["f0", "f1"]}


def test_the_margin_is_metres_on_the_ground(report):
    near, far = (Recipe(**{**recipe("border").model_dump(), "margin_km": km}) for km in (19.0, 19.3))
    # 119.2° lies 19.14 km east of 119° at 30.6° to 30.7°
    kept = [
        {layer.id: len(layer.frame) for layer in focused(report, each, border="33-34").report.layers}["reserve"]
        for each in (near, far)
    ]
    assert kept == [1, 2]


def test_one_conflict_is_open_its_layers_are_on_and_nothing_else_is_there(report):
    focus = of(report, "conflict", conflict="EC100-00000000")
    assert focus.report.conflicts["id"].tolist() == ["EC100-00000000"]
    assert (focus.opens, focus.left) == ("EC100-00000000", 29)
    assert focus.named == {"redline", "reserve"}
    assert "station" not in {layer.id for layer in focus.report.layers}
    assert focus.report.runs["to_km"].tolist() == [20.0, 80.0]  # km 0.25 and 2 km about it
    assert focus.bounds == pytest.approx((118.99 - 0.0209, 30.1 - 0.018, 119.01 + 0.0209, 30.12 + 0.018), abs=1e-3)


def test_a_conflict_without_place_or_border_can_be_shown_too(report):
    focus = of(report, "conflict", conflict="EC102-00000005")
    assert focus.bounds is None
    assert {layer.id for layer in focus.report.layers} == {"redline", "reserve"}
    assert len(focus.report.borders) == 0
    assert draw(report, conflict="EC102-00000005").get_root().render()


def test_a_recipe_may_say_the_extent_itself(report):
    own = recipe("overview").model_copy(update={"extent": (118.0, 30.0, 118.5, 30.5)})
    assert focused(report, own).bounds == (118.0, 30.0, 118.5, 30.5)


@pytest.mark.parametrize(
    ("name", "what", "said"),
    [
        ("border", {}, "name it"),
        ("conflict", {}, "name it"),
        ("border", {"border": "31-32"}, "There are 33-34"),
        ("overview", {"border": "nothing"}, "no such border"),
        ("conflict", {"conflict": "EC100-00000001"}, "no conflict of this id"),
    ],
)
def test_what_is_not_there_is_refused_with_what_is(report, name, what, said):
    with pytest.raises(OutputError, match=said):
        of(report, name, **what)


def test_the_comparison_follows_what_the_map_is_of(report):
    old = report.conflicts.assign(area_m2=1.0).iloc[:20]
    both = replace(report, since=compare(old, report.conflicts))
    assert of(both, "overview").report.since.counts["new"] == 10
    of_border = of(both, "border", border="33-34").report.since
    assert set(of_border.table["border"]) == {"33-34"}
    assert set(of_border.before["id"]) <= set(of_border.table["old_id"])
    of_one = of(both, "conflict", conflict="EC100-00000000").report.since
    assert of_one.table["id"].tolist() == ["EC100-00000000"]
    assert len(of_one.before) == 1


def test_nothing_of_other_borders_is_in_the_file(report):
    """A map of one border may go to the neighbour; the plans of others may not."""
    station = next(layer for layer in report.layers if layer.id == "station")
    secret = replace(station, frame=station.frame.assign(name="機密", geometry=[box(500_000, 0, 500_001, 1)]))
    with_secret = replace(report, layers=(*report.layers[:3], secret, *report.layers[4:]))
    assert "機密" in draw(with_secret).get_root().render()
    assert "機密" not in draw(with_secret, border="33-34").get_root().render()
