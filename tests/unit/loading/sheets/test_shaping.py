import numpy as np
import pandas as pd
import pytest
import shapely

from planseam.loading.sheets.faults import Faults
from planseam.loading.sheets.shaping import shaped
from planseam.loading.sheets.vertices import Vertices

SQUARE = [(0, 0), (4, 0), (4, 4), (0, 4)]


def vertices(xy, *, plots=None, **more):
    xy = np.array(xy, dtype=float)
    plots = np.array(plots if plots is not None else [0] * len(xy))
    count = int(plots.max()) + 1
    texts = [str(x) for x in xy[:, 0]], [str(y) for y in xy[:, 1]]
    labels = [str(plot) for plot in range(count)]
    return Vertices(
        rows=np.arange(2, len(xy) + 2),
        texts=texts,
        first=xy[:, 0],
        second=xy[:, 1],
        axes=("x", "y"),
        names=("X", "Y"),
        plots=plots,
        frame=pd.DataFrame({"地块编号": labels}),
        labels=labels,
        **more,
    )


def shape(read, kind="polygon", faults=None):
    return shaped(read, np.column_stack([read.first, read.second]), faults or Faults(rows=[]), kind)


def test_rows_make_a_polygon_in_their_order():
    geometry, notes = shape(vertices(SQUARE))
    assert geometry[0].equals(shapely.box(0, 0, 4, 4))
    assert [note.zh for note in notes] == ["1 个环没有重复首点，已闭合"]


def test_vertices_are_put_in_the_order_of_their_numbers():
    read = vertices([SQUARE[place] for place in (2, 0, 3, 1)], order=np.array([3.0, 1, 4, 2]))
    geometry, notes = shape(read)
    assert geometry[0].equals(shapely.box(0, 0, 4, 4))
    assert "order of their numbers: 1" in notes[0].en


def test_numbers_that_stand_twice_order_nothing():
    geometry, notes = shape(vertices(SQUARE, order=np.array([2.0, 2, 1, 3])))
    assert geometry[0].equals(shapely.box(0, 0, 4, 4))
    assert len(notes) == 1


@pytest.mark.parametrize("numbers", [[1, 2, 3, 4, 1], [1, 2, 3, 4, 5]])
def test_a_closing_row_stays_last(numbers):
    geometry, notes = shape(vertices([*SQUARE, SQUARE[0]], order=np.array(numbers, dtype=float)))
    assert geometry[0].equals(shapely.box(0, 0, 4, 4))
    assert notes == []


def test_numbers_that_run_through_the_whole_sheet_are_no_disorder():
    xy = SQUARE + [(x + 9, y) for x, y in SQUARE]
    geometry, notes = shape(vertices(xy, plots=[0] * 4 + [1] * 4, order=np.arange(1.0, 9.0)))
    assert [part.area for part in geometry] == [16, 16]
    assert "order" not in notes[0].en


def test_ring_numbers_of_the_sheet_hold_wherever_its_rows_stand():
    inner = [(1, 1), (2, 1), (2, 2)]
    mixed = [SQUARE[0], inner[0], SQUARE[1], inner[1], SQUARE[2], inner[2], SQUARE[3]]
    geometry, notes = shape(vertices(mixed, rings=list("1212121")))
    assert geometry[0].area == 16 - 0.5
    assert "read as holes: 1" in notes[1].en


def test_part_numbers_keep_rings_apart():
    inner = [(1, 1), (2, 1), (2, 2), (1, 2)]
    geometry, _notes = shape(vertices(SQUARE + inner, parts=list("11112222")))
    assert shapely.get_num_geometries(geometry[0]) == 2


def test_rings_without_numbers_end_where_they_close():
    inner = [(1, 1), (2, 1), (2, 2), (1, 2), (1, 1)]
    assert shape(vertices([*SQUARE, SQUARE[0], *inner]))[0][0].area == 15


def test_a_plot_that_stands_in_two_places_has_two_parts():
    far = [(x + 9, y) for x, y in SQUARE]
    other = [(x, y + 9) for x, y in SQUARE]
    geometry, notes = shape(vertices(SQUARE + other + far, plots=[0] * 4 + [1] * 4 + [0] * 4))
    assert [part.area for part in geometry] == [32, 16]
    assert "parts of the same plot: 1" in notes[-1].en


def test_plots_with_faults_have_no_geometry():
    xy = SQUARE + [(x + 9, y) for x, y in SQUARE]
    faults = Faults(rows=[(3, 0, ("", ""), "")])
    geometry, _notes = shape(vertices(xy, plots=[0] * 4 + [1] * 4), faults=faults)
    assert geometry[0] is None
    assert geometry[1].area == 16


def test_plots_with_too_few_points_become_faults():
    faults = Faults(rows=[])
    geometry, _notes = shape(vertices(SQUARE[:2]), faults=faults)
    assert geometry[0] is None
    assert faults.short == [0]


def test_each_plot_may_say_its_own_kind():
    xy = [*SQUARE, *SQUARE[:2], SQUARE[0]]
    read = vertices(xy, plots=[0] * 4 + [1] * 2 + [2], kinds=["polygon", "line", "point"])
    assert [part.geom_type for part in shape(read)[0]] == ["Polygon", "LineString", "Point"]


def test_lines_are_not_closed():
    assert shape(vertices(SQUARE), "line")[0][0].length == 12
