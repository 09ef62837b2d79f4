from planseam.rules.co.bundles import Bundles


def line(x0, x1, y=0, **more):
    return {"geometry": f"LINESTRING ({x0} {y}, {x1} {y})", **more}


def test_features_of_one_kind_and_name_are_one_line(draw):
    found = Bundles.of(draw(road=[line(0, 10, name="G1"), line(20, 30, name="G2"), line(10, 20, name="G1")]))
    assert (found.role, [own.tolist() for own in found.features]) == (["road", "road"], [[0, 2], [1]])
    assert sorted(found.line[found.of_line == 0][0].bounds) == [0, 0, 0, 20]


def test_features_without_a_name_stand_alone(draw):
    assert len(Bundles.of(draw(rail=[line(0, 10), line(10, 20)])).line) == 2


def test_corridors_without_a_kind_and_strips_are_passed_over(draw, box):
    found = Bundles.of(
        draw(corridor=[line(0, 10), line(0, 10, kind="river"), {"geometry": box(0, 0, 9, 9), "kind": "river"}])
    )
    assert (found.kind.tolist(), found.features[0].tolist()) == (["river"], [1])


def test_one_name_of_two_kinds_is_two_lines(draw):
    found = Bundles.of(draw(corridor=[line(0, 10, name="甲", kind="river"), line(0, 10, name="甲", kind="lake")]))
    assert found.kind.tolist() == ["lake", "river"]


def test_near_gives_the_members_beside_a_place(draw):
    scene = draw(road=[line(0, 10, name="G1"), line(500, 600, name="G1")])
    found = Bundles.of(scene)
    assert found.near(scene, 0, scene.features("road").geometry[1], within=50.0).tolist() == [1]


def test_no_lines_make_no_bundles(draw):
    assert len(Bundles.of(draw()).line) == 0
