import geopandas as gpd
import pytest
import shapely

from planseam.errors import UnitsError
from planseam.harmonising.units import jurisdictions, names_of
from planseam.text import Text


def units(codes, boxes, level="province", **columns):
    frame = gpd.GeoDataFrame(
        {"code": codes, "name": [""] * len(codes), "name_en": [""] * len(codes), **columns},
        geometry=[shapely.box(*box) for box in boxes],
        crs="EPSG:4549",
    )
    return jurisdictions(frame, level=level, layer="units")


def test_units_come_by_code_with_names():
    found = units(["34", "33"], [(1, 0, 2, 1), (0, 0, 1, 1)])
    assert list(found.frame["code"]) == ["33", "34"]
    assert list(found.frame["name"]) == ["浙江省", "安徽省"]
    assert list(found.frame["name_en"]) == ["Zhejiang", "Anhui"]
    assert not found.findings


def test_own_names_are_kept_and_romanised():
    found = units(["33"], [(0, 0, 1, 1)], name=["浙"])
    assert (found.frame["name"].iloc[0], found.frame["name_en"].iloc[0]) == ("浙", "Zhe")


def test_rows_of_one_code_are_one_unit():
    found = units(["33", "33", "34"], [(0, 0, 1, 1), (0, 1, 1, 2), (1, 0, 2, 2)])
    assert list(found.frame.area) == [2, 2]
    assert found.dissolved == 1


def test_edges_that_do_not_meet_are_fitted_and_told():
    # unit 34 reaches 0.0001 too far: 0.01 of its 10,000 m²
    found = units(["33", "34"], [(0, 0, 100, 100), (99.9999, 0, 200, 100)])
    assert shapely.coverage_is_valid(found.frame.geometry.to_numpy())
    assert found.frame.area.sum() == pytest.approx(20_000)
    assert found.snapped >= 1
    assert [finding.severity for finding in found.findings] == ["info"]


def test_a_fit_that_moves_much_is_major():
    found = units(["33", "34"], [(0, 0, 100, 100), (90, 0, 200, 100)])
    assert found.findings[0].severity == "major"


@pytest.mark.parametrize(("gap", "severity"), [(0.001, "info"), (0.5, "info"), (3, "minor"), (4.9, "minor")])
def test_a_gap_up_to_the_noise_width_is_closed_and_told(gap, severity):
    found = units(["33", "34"], [(0, 0, 10_000, 20_000), (10_000 + gap, 0, 20_000, 20_000)])
    polygons = found.frame.geometry.to_numpy()
    assert shapely.length(shapely.intersection(*shapely.boundary(polygons))) == pytest.approx(20_000, abs=0.01)
    assert found.moved_m == pytest.approx(gap)
    assert [finding.severity for finding in found.findings] == [severity]
    assert f"{gap:.3f} m at most" in found.findings[0].message.en


def test_a_wider_gap_and_a_sound_coverage_are_left_as_they_are():
    for boxes in ([(0, 0, 100, 100), (105.1, 0, 200, 100)], [(0, 0, 100, 100), (100, 0, 200, 100)]):
        found = units(["33", "34"], boxes)
        assert [shapely.box(*box) for box in boxes] == list(found.frame.geometry)
        assert (found.snapped, found.moved_m, found.findings) == (0, 0, ())


def test_the_same_unit_twice_cannot_be_fitted():
    with pytest.raises(UnitsError, match="overlap"):
        units(["33", "34"], [(0, 0, 100, 100), (0, 0, 100, 100)])


@pytest.mark.parametrize(
    ("codes", "level", "word"),
    [
        (["33", "ZJ"], "province", "ZJ"),
        (["33", ""], "province", "cannot be used"),
        (["3301", "34"], "city", "coarser"),
        (["33", "3301"], "province", "lies inside"),
        ([], "province", "no usable"),
    ],
)
def test_unusable_codes_are_refused(codes, level, word):
    with pytest.raises(UnitsError, match=word):
        units(codes, [(i, 0, i + 1, 1) for i in range(len(codes))], level)


def test_names_are_known_at_every_level():
    names = names_of(units(["330112", "999999"], [(0, 0, 1, 1), (1, 0, 2, 1)], "county").frame)
    assert names["33"] == Text("浙江省", "Zhejiang")
    assert names["3301"].zh == "杭州市"
    assert names["330112"].en == "Lin'an District"
    assert names["99"] == Text("99", "99")
