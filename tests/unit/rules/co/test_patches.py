import pytest

from planseam.rules.co.patches import Cutters, cut_patches

ROAD = {"geometry": "LINESTRING (0 1500, 30000 1500)"}
KM2 = 1e6


def cut(draw, *areas, join_m=5.0, **cutters):
    scene = draw(redline=[{"geometry": wkt} for wkt in areas], **(cutters or {"road": [ROAD]}))
    return list(cut_patches(scene, "redline", Cutters.of(scene, ("transport",)), join_m=join_m))


def near(value):
    return pytest.approx(value, rel=1e-4)


def test_mesh_of_a_patch_on_the_border_by_both_procedures(draw, box):
    # two pieces of 1 km², each half in 33: CBC = (1 + 1) / 2, CUT = 4 · 0.25 / 2; before: CBC = 2, CUT = 2 · 1 / 2
    (patch,) = cut(draw, box(9000, 1000, 11000, 2000))
    assert (patch.after.connected, patch.after.cut) == (near(1 * KM2), near(0.5 * KM2))
    assert (patch.before.connected, patch.before.cut) == (near(2 * KM2), near(1 * KM2))
    assert patch.after.border_loss == near(0.5)
    assert (patch.area, patch.pieces(1.0), sorted(patch.codes)) == (near(2 * KM2), 2, ["33", "34"])


def test_ground_outside_the_study_is_no_other_unit(draw, box):
    (patch,) = cut(draw, box(19000, 1000, 21000, 2000))
    assert (patch.after.connected, patch.after.cut) == (near(1 * KM2), near(1 * KM2))
    assert patch.codes.tolist() == ["34"]


def test_ground_wholly_outside_the_study_is_in_no_unit(draw, box):
    (patch,) = cut(draw, box(22000, 1000, 24000, 2000))
    assert (len(patch.codes), patch.after.cut) == (0, near(1 * KM2))


def test_width_of_a_line_is_taken_from_the_pieces_but_not_from_the_total(draw, box):
    road = [{"geometry": "LINESTRING (0 1500, 30000 1500)", "width_m": 200}]
    (patch,) = cut(draw, box(2000, 1000, 4000, 2000), road=road)
    # 2 · 0.8² / 2
    assert patch.after.connected == near(0.64 * KM2)


def test_cleft_between_two_features_is_closed(draw, box):
    (patch,) = cut(draw, box(2000, 1000, 2998, 2000), box(3002, 1000, 4000, 2000))
    assert (patch.features.tolist(), patch.area, patch.pieces(1.0)) == ([0, 1], near(2 * KM2), 2)


def test_features_that_nothing_joins_are_patches_of_their_own(draw, box):
    assert len(cut(draw, box(2000, 1000, 2990, 2000), box(3010, 1000, 4000, 2000))) == 2


def test_small_corners_are_no_pieces(draw, box):
    (patch,) = cut(draw, box(2000, 1000, 4000, 1502))
    assert (patch.pieces(3000.0), patch.pieces(5000.0)) == (2, 0)


def test_patch_that_is_only_touched_stays_in_one_piece(draw, box):
    (patch,) = cut(draw, box(2000, 1500, 4000, 1900))
    assert patch.pieces(0.0) == 0


def test_nothing_cuts_where_there_is_nothing_to_cut_with(draw, box):
    assert cut(draw, box(2000, 1000, 4000, 2000), station=[{"geometry": "POINT (3000 1500)"}]) == []


def test_corridors_of_other_kinds_and_points_cut_nothing(draw, box):
    corridor = [{"geometry": ROAD["geometry"], "kind": "river"}, {"geometry": "POINT (3000 1500)", "kind": "transport"}]
    assert cut(draw, box(2000, 1000, 4000, 2000), corridor=corridor) == []
