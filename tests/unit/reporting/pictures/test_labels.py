from itertools import combinations

import numpy as np
import pytest
import shapely

from planseam.reporting.pictures.frame import Frame
from planseam.reporting.pictures.labels import Labels
from planseam.reporting.pictures.sheet import Sheet
from planseam.reporting.pictures.window import Window
from planseam.text import Text


@pytest.fixture
def labels(heard):
    sheet = Sheet(110, 110, lettering=heard("en"), dpi=72)
    window = Window(x=50_000, y=50_000, scale=1_000_000, width_mm=100, height_mm=100)
    return Labels(Frame(sheet, window, left_mm=5, bottom_mm=5))


def boxes(labels):
    return shapely.box(*np.array(labels.taken).T)


def test_names_never_lie_on_each_other_nor_outside_the_frame(labels):
    rng = np.random.default_rng(1)
    for number in range(60):
        labels.beside(Text.same(f"Place number {number}"), rng.uniform(5, 105, 2), size=7, colour="#000000")
    taken = boxes(labels)
    assert 10 < len(taken) < 60
    assert not any(shapely.intersects(one, other) for one, other in combinations(taken, 2))
    assert shapely.covers(shapely.box(*labels.frame.box), taken).all()


def test_a_name_stands_inside_its_ground_and_off_what_is_kept_free(labels):
    labels.keep_off((5, 55, 105, 105))
    ground = shapely.box(10_000, 10_000, 90_000, 90_000)
    assert labels.inside(Text.same("Zhejiang"), ground, size=9, colour="#000000")
    kept, name = boxes(labels)
    assert not shapely.intersects(kept, name)
    assert shapely.covers(shapely.box(15, 15, 95, 95), name)


def test_a_name_keeps_off_outlines_where_there_is_room_elsewhere(labels):
    middle = shapely.LineString([(0, 50_000), (100_000, 50_000)])
    labels.avoid(np.array([middle], dtype=object))
    assert labels.inside(Text.same("Zhejiang"), shapely.box(10_000, 20_000, 90_000, 80_000), size=9, colour="#000000")
    (name,) = boxes(labels)
    assert not shapely.intersects(name, shapely.LineString([(5, 55), (105, 55)]))


def test_a_ground_without_room_has_no_name(labels):
    assert not labels.inside(Text.same("Zhejiang"), shapely.box(0, 0, 5_000, 5_000), size=9, colour="#000000")
    sliver = shapely.box(0, 50_000, 100_000, 51_000)
    assert not labels.inside(Text.same("Zhejiang"), sliver, size=9, colour="#000000")
    assert labels.taken == []


def test_a_ground_is_named_once_whoever_named_it_before(labels):
    ground = shapely.box(0, 0, 100_000, 100_000)
    labels.beside(Text.same("Qidong"), np.array([50.0, 50.0]), size=7, colour="#000000")
    assert not labels.inside(Text.same("Qidong"), ground, size=7, colour="#000000")


def test_the_same_name_is_written_again_only_if_it_may(labels):
    for again, written in ((True, True), (True, True), (False, False)):
        place = np.array([50.0, 30.0 + 20 * len(labels.taken)])
        assert labels.beside(Text.same("Hongze Lake"), place, size=7, colour="#000000", again=again) == written


def test_a_name_beside_a_point_leaves_the_point_to_be_seen(labels):
    labels.beside(Text.same("Station"), np.array([50.0, 50.0]), size=7, colour="#000000", on_top=False)
    (name,) = boxes(labels)
    assert not shapely.intersects(name, shapely.Point(50, 50))


def test_a_long_name_is_broken_into_lines(labels):
    labels.beside(Text.same("National Nature Reserve of Many Words"), np.array([50.0, 50.0]), size=7, colour="#000000")
    (name,) = labels.taken
    assert name[3] - name[1] > 2 * 7 * 25.4 / 72


def test_no_words_take_no_room(labels):
    assert not labels.beside(Text.same(""), np.array([50.0, 50.0]), size=7, colour="#000000")
    assert labels.taken == []
