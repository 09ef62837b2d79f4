import pytest

from planseam.rules.wa.reaches import Reaches, class_rank, class_title


@pytest.mark.parametrize(
    ("words", "rank"),
    [("I", 1), ("Ⅳ", 4), ("III类", 3), ("Ⅲ 类", 3), ("2", 2), ("五", 5), ("劣Ⅴ类", 6), ("劣五类", 6), ("vi", 6)],
)
def test_class_is_read_however_it_is_written(words, rank):
    assert class_rank(words) == rank


@pytest.mark.parametrize("words", ["", "VII", "优", "0", "2.5"])
def test_class_that_is_none_has_no_rank(words):
    assert class_rank(words) == 0


def test_worst_class_is_called_worse_than_v():
    assert (class_title(6).zh, class_title(6).en, class_title(2).zh) == ("劣 V 类", "worse than V", " II 类")


def reaches(draw, *features):
    return Reaches.of(draw(river=[{"geometry": wkt, **more} for wkt, more in features]), stub_m=100.0)


def test_undeclared_reach_is_parted_and_both_parts_flow_on(draw):
    found = reaches(draw, ("LINESTRING (15000 0, 5000 0)", {}))
    parts = {owner: list(line.coords) for owner, line in zip(found.owner, found.line, strict=True)}
    assert parts == {"34": [(15000, 0), (10000, 0)], "33": [(10000, 0), (5000, 0)]}


def test_parts_listed_against_the_flow_are_merged_downstream(draw):
    found = reaches(draw, ("MULTILINESTRING ((5000 0, 9000 0), (1000 0, 5000 0))", {}))
    assert [list(line.coords) for line in found.line] == [[(1000, 0), (5000, 0), (9000, 0)]]


def test_areas_are_no_reaches(draw, box):
    assert len(reaches(draw, (box(0, 0, 100, 100), {})).line) == 0


def test_meeting_tells_how_far_apart_and_where_the_upper_reach_ends(draw):
    found = reaches(draw, ("LINESTRING (5000 0, 9980 0)", {}), ("LINESTRING (10020 0, 15000 0)", {}))
    met = found.meetings(reach=100.0)
    assert (found.feature[met.up].tolist(), found.feature[met.down].tolist()) == ([0], [1])
    assert met.away.tolist() == [40.0]
    assert met.point[0].coords[0] == (9980.0, 0.0)


@pytest.mark.parametrize(("onward", "count"), [("10010 500", 1), ("9000 5", 0)])
def test_reach_may_bend_where_it_is_met_but_not_turn_back(draw, onward, count):
    found = reaches(draw, ("LINESTRING (5000 0, 9990 0)", {}), (f"LINESTRING (10010 0, {onward})", {"code": "34"}))
    assert len(found.meetings(reach=100.0).up) == count
