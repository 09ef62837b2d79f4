import pytest

from planseam.checking.cases import Case
from planseam.reporting.drawing import CaseDrawing, drawings_of
from planseam.reporting.sketch import key, sketch
from planseam.rules.bd.bd102_double_claim import DoubleClaim
from planseam.rules.gv.gv103_standards_differ import StandardsDiffer

FULL, EMPTY = "⣿", "⠀"
UNITS = {
    "33": "POLYGON ((-5000 -5000, 0 -5000, 0 5000, -5000 5000, -5000 -5000))",
    "34": "POLYGON ((5000 -5000, 5000 5000, 0 5000, 0 -5000, 5000 -5000))",
}


def drawing(*shapes):
    layers = [{"role": "redline", "party": party, "features": [{"geometry": wkt}]} for party, wkt in shapes]
    return CaseDrawing.of(DoubleClaim, Case(name="x", verdict="fail", units=UNITS, layer=layers))


@pytest.fixture
def claim():
    """Two squares of 1 km that share a strip of 200 m in the middle."""
    return drawing(
        ("33", "POLYGON ((-900 0, 100 0, 100 1000, -900 1000, -900 0))"),
        ("34", "POLYGON ((-100 0, 900 0, 900 1000, -100 1000, -100 0))"),
    )


def test_a_sketch_has_the_size_that_is_asked_for(claim):
    lines = sketch(claim, width=40, height=12).split("\n")
    assert [len(line) for line in lines] == [40] * 12


def test_a_conflict_is_filled_where_it_lies(claim):
    middle = sketch(claim, width=40, height=12).split("\n")[6]
    assert middle[19:21] == FULL * 2
    assert FULL not in middle[:17] + middle[23:]


def test_units_are_called_by_their_codes(claim):
    text = sketch(claim, width=40, height=12)
    assert "33" in text
    assert "34" in text


def test_a_line_and_a_point_can_be_drawn():
    case = drawing(("33", "LINESTRING (-900 0, 0 500)"), ("34", "POINT (500 0)"))
    assert set(sketch(case, width=20, height=6)) - {EMPTY, "\n"}


def test_patterns_of_roles_differ():
    assert len({key(number, "#000000") for number in range(5)}) == 5


def test_those_that_fail_stand_first_and_tables_have_no_place():
    drawings = drawings_of(StandardsDiffer)
    verdicts = [one.case.verdict for one in drawings]
    assert verdicts == sorted(verdicts)
    assert not drawings[0].has_place
    assert drawings[0].tables[0].columns[:3] == ("parameter", "party", "value")
