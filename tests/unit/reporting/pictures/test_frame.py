import numpy as np
import pytest
import shapely
from shapely import Polygon

from planseam.model.palette import Style
from planseam.reporting.pictures.frame import FINEST_MM, Frame, compound, valid
from planseam.reporting.pictures.sheet import Sheet
from planseam.reporting.pictures.window import Window
from planseam.text import Text

RED, BLUE = "#d0021b", "#1746b8"


@pytest.fixture
def frame(heard):
    sheet = Sheet(60, 60, lettering=heard("en"), dpi=100)
    window = Window(x=500, y=500, scale=20_000, width_mm=50, height_mm=50)
    return Frame(sheet, window, left_mm=5, bottom_mm=5)


def sample(frame, pixels, x, y):
    picture = pixels(frame.sheet.finish(Text.same("")))
    ((across, up),) = frame.place(np.array([[x, y]]))
    return picture[round((60 - up) / 25.4 * 100), round(across / 25.4 * 100)]


def array(*shapes):
    return np.array(shapes, dtype=object)


def test_places_fall_where_scale_and_corner_say(frame):
    assert frame.place(np.array([[0, 0], [500, 500], [1000, 1000]])).tolist() == [[5, 5], [30, 30], [55, 55]]


def test_a_hole_stays_open(frame, pixels):
    ring = shapely.box(100, 100, 900, 900) - shapely.box(300, 300, 700, 700)
    frame.draw(array(ring), Style(fill=RED, fill_opacity=1.0))
    assert sample(frame, pixels, 200, 200).tolist() != [255, 255, 255]
    assert sample(frame, pixels, 500, 500).min() > 240


def test_features_of_one_call_are_no_darker_where_they_overlap(frame, pixels):
    frame.draw(
        array(shapely.box(100, 100, 600, 600), shapely.box(400, 400, 900, 900)), Style(fill=RED, fill_opacity=0.5)
    )
    assert sample(frame, pixels, 500, 500).tolist() == sample(frame, pixels, 200, 200).tolist()


def test_nothing_is_drawn_outside_the_frame(frame, pixels, about):
    frame.draw(array(shapely.box(-1e6, -1e6, 1e6, 1e6)), Style(fill=RED, line=RED, weight=8, fill_opacity=1.0))
    red = about(pixels(frame.sheet.finish(Text.same(""))), RED)
    rows, columns = red.any(axis=1).nonzero()[0], red.any(axis=0).nonzero()[0]
    edge = 5 / 25.4 * 100
    assert min(rows[0], columns[0]) == pytest.approx(edge, abs=2)
    assert max(rows[-1], columns[-1]) == pytest.approx(236 - edge, abs=2)


def test_lines_and_points_are_drawn_by_the_line_of_the_style(frame, pixels):
    shapes = array(shapely.LineString([(0, 500), (1000, 500)]), shapely.Point(500, 800))
    assert frame.draw(shapes, Style(fill=RED, line=BLUE, weight=4))
    assert sample(frame, pixels, 300, 500)[2] > 150
    assert sample(frame, pixels, 500, 800)[0] > 150


def test_what_cannot_be_seen_is_dropped_unless_it_must_be_exact(frame):
    speck = array(shapely.box(500, 500, 500.5, 500.5))
    assert len(frame.cut(speck)) == 0
    assert len(frame.cut(speck, exact=True)) == 1
    assert not frame.draw(speck, Style(fill=RED))


def test_an_exact_shape_keeps_each_vertex(frame):
    angle = np.linspace(0, 2 * np.pi, 5000, endpoint=False)
    round_one = array(Polygon(np.column_stack([500 + 300 * np.cos(angle), 500 + 300 * np.sin(angle)])))
    assert shapely.get_num_coordinates(frame.cut(round_one, exact=True)).sum() == 5001
    assert shapely.get_num_coordinates(frame.cut(round_one)).sum() < 200


def test_a_shape_that_falls_into_two_when_simplified_is_drawn_in_both_parts(heard):
    corners = "1068 536, 715 539, 411 555, -375 163, 399 451, 372 401, 219 228, 450 421, 445 -29, 726 124, 1214 -160"
    shape = array(shapely.from_wkt(f"POLYGON (({corners}, 663 484, 1068 536))"))
    window = Window(x=500, y=500, scale=200 / FINEST_MM * 1000, width_mm=50, height_mm=50)
    frame = Frame(Sheet(50, 50, lettering=heard("en"), dpi=72), window, left_mm=0, bottom_mm=0)
    assert shapely.get_type_id(frame.cut(shape)).tolist() == [shapely.GeometryType.POLYGON] * 2


def test_shapes_that_the_quick_way_cannot_cut_are_cut_all_the_same(frame, monkeypatch):
    def refuse(*_):
        raise shapely.GEOSException("no")

    monkeypatch.setattr(shapely, "clip_by_rect", refuse)
    bow_tie = array(Polygon([(0, 0), (1000, 1000), (1000, 0), (0, 1000)]))
    assert shapely.area(frame.cut(bow_tie)).sum() == pytest.approx(500_000)


def test_areas_made_valid_stay_areas():
    flat = array(Polygon([(0, 0), (10, 0), (10, 10), (5, 0), (0, 0)]))
    assert set(shapely.get_dimensions(valid(flat))) == {2}


def test_nothing_is_no_path():
    assert len(compound(np.empty(0, dtype=object)).vertices) == 0
