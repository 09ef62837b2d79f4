from pathlib import Path

import pytest

from planseam.loading.inspection import Inspected, Place
from planseam.loading.parties import PartyGuess
from planseam.loading.recognition import Recognition
from planseam.loading.sources import Source
from planseam.reporting.framing import UNITS, framed, party_name, path_of, title_of
from planseam.text import NOTHING

HERE = Path("/plans")


def layer(path, party="", role="redline", codes=(), code="EPSG:4490"):
    return Inspected(
        folder=HERE / "incoming",
        source=Source(path=path, file=HERE / path, format="x"),
        rows=1,
        role=Recognition(role=role, confidence=1.0, reason=NOTHING),
        party=PartyGuess(code=party, confidence=1.0, reason=NOTHING),
        place=Place(code=code, written=False, confidence=1.0, reason=NOTHING),
        codes=codes,
    )


def frame(*layers, level=None, units=""):
    return framed(layers, folder=HERE, level=level, units=units)


@pytest.mark.parametrize(
    ("parties", "level"),
    [(("33", "34"), "province"), (("3301", "3302"), "city"), (("330102", "330103"), "county"), (("33",), "province")],
)
def test_the_level_is_the_coarsest_at_which_two_parties_differ(parties, level):
    assert frame(*(layer(party, party) for party in parties)).level == level


def test_the_reason_for_the_level_names_the_parties_and_asks_where_nothing_tells():
    assert frame(layer("a", "33"), layer("b", "34")).why.en == "the layers come from Zhejiang 33, Anhui 34"
    assert "请确认" in frame(layer("a")).why.zh
    assert "command line" in frame(layer("a"), level="county").why.en
    assert "codes of Zhejiang 33, Anhui 34" in frame(layer("a", codes=("330102", "340102"))).why.en


def test_jurisdictions_serve_where_they_hold_all_parties_and_their_place_is_known():
    codes = ("330102", "340102")
    plans = layer("a", "33"), layer("b", "34")
    own = layer("u", role="unit", codes=codes)
    assert frame(own, *plans).units == own
    assert frame(layer("u", role="unit", codes=codes, code=""), *plans).units is None
    assert frame(layer("u", role="unit", codes=codes[:1]), *plans).path == UNITS


def test_jurisdictions_that_are_asked_for_win():
    own = layer("u.shp", role="unit", codes=("330102", "340102"))
    assert frame(own, layer("a", "33"), units="bundled:yrd/cities").path == "bundled:yrd/cities"
    assert frame(own, layer("a", "33"), units="/plans/x/u.shp").path == "x/u.shp"
    assert frame(own, layer("a", "33"), units="/plans/incoming/u.shp").units == own


def test_parties_that_no_jurisdictions_hold_are_a_question():
    (question,) = frame(layer("a", "44"), layer("b", "33")).questions
    assert "44" in question.zh
    assert frame(layer("b", "33")).questions == ()


def test_names_and_paths():
    assert party_name("330102").zh == "上城区 330102"
    assert party_name("999999") == ("999999", "999999")
    assert path_of(layer("浙/a.shp"), HERE) == "incoming/浙/a.shp"
    assert path_of(layer("a.shp"), HERE / "out") == "../incoming/a.shp"


def test_the_title_names_few_parties():
    assert title_of([layer("a", "31"), layer("b", "3101")], "county").zh == "上海市接边检查"
    assert title_of([layer("a", "330102"), layer("b", "34")], "province").zh == "浙江省、安徽省接边检查"
    assert (
        title_of([layer("a", f"33010{number}") for number in range(2, 8)], "county").en == "Borders between the plans"
    )
