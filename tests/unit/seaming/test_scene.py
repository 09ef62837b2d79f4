"""The scene: what it makes of layers and units, and that it makes it once."""

import geopandas as gpd
import numpy as np
import pytest
import shapely

from planseam.model.conflict import Finding
from planseam.model.layer import Layer
from planseam.model.tolerances import Settings
from planseam.seaming.scene import Scene, SeamOptions
from planseam.text import Text

CRS = "+proj=laea +lat_0=31.2 +lon_0=119 +a=6378137 +rf=298.257222101 +units=m"


def units(*rows):
    codes, shapes = zip(*rows, strict=True)
    names = [f"{code}县" for code in codes]
    return gpd.GeoDataFrame(
        {"code": codes, "name": names, "name_en": [""] * len(codes)}, geometry=list(shapes), crs=CRS
    )


COUNTIES = units(
    ("330101", shapely.box(0, 0, 1000, 1000)),
    ("330102", shapely.box(1000, 0, 2000, 1000)),
    ("340101", shapely.box(0, 1000, 1000, 2000)),
    ("340201", shapely.box(1000, 1000, 2000, 2000)),
)


def layer(*rows, role="redline", party="", layer_id="r", **columns):
    shapes, codes = zip(*rows, strict=True)
    count = len(shapes)
    table = {"fid": [str(i) for i in range(count)], "name": [""] * count, "name_en": [""] * count, "code": codes}
    frame = gpd.GeoDataFrame({**table, **columns, "source_row": range(count)}, geometry=list(shapes), crs=CRS)
    return Layer(id=layer_id, role=role, title=Text.same(layer_id), frame=frame, party=party)


def scene(*layers, level="province", **options):
    return Scene.of(layers, COUNTIES, level=level, **options)


CROSSING = shapely.box(400, 900, 600, 1200)


def test_units_are_joined_by_the_prefix_of_their_codes():
    seen = scene()
    assert seen.codes.tolist() == ["33", "34"]
    assert shapely.area(seen.polygons).tolist() == [2e6, 2e6]
    assert [border.id for border in seen.borders] == ["33-34"]
    assert seen.borders[0].line.length == 2000
    cities = scene(level="city")
    assert cities.codes.tolist() == ["3301", "3401", "3402"]
    assert [border.id for border in cities.borders] == ["3301-3401", "3301-3402", "3401-3402"]


def test_the_rows_of_the_unit_layer_come_with_the_scene():
    seen = scene()
    assert seen.own_codes.tolist() == ["330101", "330102", "340101", "340201"]
    assert shapely.area(seen.own_polygons).tolist() == [1e6] * 4


def test_names_of_higher_levels_come_with_the_scene():
    seen = scene(names={"33": Text("浙江", "Zhejiang")})
    assert seen.name("33").en == "Zhejiang"
    assert seen.name("330101").zh == "330101县"
    assert seen.name("99") == Text.same("99")
    assert seen.units[1].name == Text.same("34")


def test_features_of_several_layers_of_a_role_stand_in_one_table():
    north = layer((CROSSING, "34"), layer_id="north", name=["甲"], name_en=["Jia"])
    south = layer((shapely.box(0, 0, 9, 9), "33"), layer_id="south", grade=["core"])
    seen = scene(north, south)
    features = seen.features("redline")
    assert features.layer.tolist() == ["north", "south"]
    assert features.owner.tolist() == ["34", "33"]
    assert features.name(0) == Text("甲", "Jia")
    assert features.name(1) == Text.same("0")
    assert features.words("grade").tolist() == ["", "core"]
    assert features.words("no such column").tolist() == ["", ""]
    assert seen.roles == {"redline"}


def test_a_role_without_layers_has_no_features_and_no_pieces():
    seen = scene()
    assert len(seen.features("lake")) == 0
    assert len(seen.pieces("lake").feature) == 0
    assert seen.profile(seen.borders[0], "lake", reach=50).shares(reach=50)["neither"] == 2000


def test_pieces_belong_to_the_unit_they_lie_in_unless_another_jurisdiction_says_they_are_its_own():
    nobody = scene(layer((CROSSING, ""))).pieces("redline")
    assert nobody.owner.tolist() == ["33", "34"]
    assert shapely.area(nobody.geometry).tolist() == [20_000, 40_000]
    anhui = scene(layer((CROSSING, "340101"))).pieces("redline")
    assert anhui.owner.tolist() == ["34", "34"]
    by_party = scene(layer((CROSSING, "330101"), party="34")).pieces("redline")
    assert by_party.owner.tolist() == ["34", "34"]


def test_a_plan_of_the_province_belongs_to_each_of_its_counties():
    pieces = scene(layer((shapely.box(900, 100, 1100, 200), "33")), level="county").pieces("redline")
    assert pieces.owner.tolist() == ["330101", "330102"]


def test_flanks_hold_what_a_unit_shows():
    seen = scene(layer((CROSSING, ""), (shapely.box(1500, 1100, 1600, 1200), "")))
    assert seen.flank("33", "redline").meeting(shapely.box(0, 0, 2000, 2000)).tolist() == [0]
    assert seen.flank("34", "redline").meeting(shapely.box(0, 0, 2000, 2000)).tolist() == [0, 1]


def test_what_an_undeclared_feature_leaves_over_the_border_by_digitising_is_its_own_side_s():
    over = scene(layer((shapely.box(200, 500, 800, 1003), ""))).pieces("redline")
    assert over.unit.tolist() == [0, 1]
    assert over.owner.tolist() == ["33", "33"]
    assert scene(layer((shapely.box(200, 500, 800, 1009), ""))).pieces("redline").owner.tolist() == ["33", "34"]
    wide = Settings(SeamOptions(noise_m=20.0))
    taken = scene(layer((shapely.box(200, 500, 800, 1009), "")), settings=wide).pieces("redline")
    assert taken.owner.tolist() == ["33", "33"]


def test_profiles_are_made_once_and_again_only_to_see_further():
    seen = scene(layer((CROSSING, "")))
    near = seen.profile(seen.borders[0], "redline", reach=50)
    assert seen.profile(seen.borders[0], "redline", reach=20) is near
    far = seen.profile(seen.borders[0], "redline", reach=200)
    assert far is not near
    assert seen.profile(seen.borders[0], "redline", reach=50) is far
    assert far.shares(reach=0)["both"] == 200


def test_the_border_of_two_jurisdictions_at_any_level():
    seen = scene()
    border = seen.borders[0]
    assert seen.parties("34", "33") is border
    assert seen.parties("330101", "340201") is border
    assert seen.parties("330101", "330102") is None


def test_kilometres_are_counted_along_the_border_on_the_ellipsoid():
    seen = scene()
    border = seen.borders[0]
    # Zhejiang, 33, lies south and so on the left of a border that runs from east to west
    assert shapely.get_coordinates(border.line)[0].tolist() == [2000, 1000]
    assert seen.kilometre(border, shapely.Point(1500, 1100)) == pytest.approx(0.5, rel=1e-4)
    assert seen.kilometre(border, CROSSING) == pytest.approx(1.5, rel=1e-4)
    assert seen.kilometres(border, np.array([0, 2000])) == pytest.approx([0, border.length_m / 1000])


@pytest.mark.parametrize(
    ("polygon", "codes", "length"),
    [
        (CROSSING, {"33", "34"}, 200),
        (CROSSING, {"33"}, 0),
        (shapely.box(0, 0, 9, 9), {"33", "34"}, 0),
        (shapely.box(0, 1000, 500, 1100), {"31", "33", "34"}, 500),
    ],
)
def test_stretches_of_borders_inside_a_polygon(polygon, codes, length):
    seen = scene()
    inside = seen.inside(polygon, codes)
    assert inside.geom_type == "MultiLineString"
    assert inside.length == length


def test_measures_are_those_of_the_ellipsoid():
    seen = scene()
    assert seen.area([shapely.box(10, 10, 110, 110)])[0] == pytest.approx(10_000, rel=1e-8)
    assert seen.length([shapely.LineString([(10, 0), (110, 0)])])[0] == pytest.approx(100, rel=1e-5)


def test_layers_and_units_are_not_changed():
    given = layer((CROSSING, ""))
    frame, ground = given.frame.copy(), COUNTIES.copy()
    seen = scene(given)
    seen.profile(seen.borders[0], "redline", reach=50)
    assert given.frame.equals(frame)
    assert COUNTIES.equals(ground)


def test_a_sliver_goes_home_although_the_feature_also_goes_on_elsewhere():
    # over the border by 3 m along 400 m, and on the other side a part of its own
    home, part = shapely.box(100, 500, 500, 1003), shapely.box(600, 1200, 700, 1300)
    seen = scene(layer((shapely.MultiPolygon([home, part]), ""))).pieces("redline")
    assert seen.owner.tolist() == ["33", "34", "33"]
    assert seen.unit.tolist() == [0, 1, 1]
    assert shapely.area(seen.geometry).round(6).tolist() == [400 * 500, 10_000, 1200]


@pytest.mark.parametrize(("end", "owner"), [(1005, "33"), (1006, "34")])
def test_the_end_of_a_line_goes_home_by_its_length(end, owner):
    road = shapely.LineString([(500, 500), (500, end)])
    seen = scene(layer((road, ""), role="corridor")).pieces("corridor")
    assert seen.owner.tolist() == ["33", owner]


def test_the_same_ground_with_more_findings():
    drawn = scene(layer((CROSSING, "")))
    borders, pieces = drawn.borders, drawn.pieces("redline")
    more = drawn.saying([Finding(rule="DA102", severity="info", layer="u", message=Text("", ""), advice=Text("", ""))])
    assert (len(drawn.findings), len(more.findings)) == (0, 1)
    assert more.borders is borders
    assert more.pieces("redline") is pieces
