import pickle

import numpy as np
import pytest
import shapely
from pyproj import CRS, Proj, Transformer

from planseam.reporting.excerpt import of_border
from planseam.reporting.pictures.atlas import COARSER_M, Atlas, Plan, kind_of
from planseam.reporting.pictures.window import Window


def window(x, y, scale):
    return Window(x=x, y=y, scale=scale, width_mm=100, height_mm=80)


@pytest.mark.parametrize(("x", "y", "scale"), [(0, 0, 50_000), (-20_000, 5_000, 400_000), (0, 0, 3_000_000)])
def test_a_plan_gives_what_a_window_shows(atlas, x, y, scale):
    for layer in atlas.layers.values():
        shapes, rows = layer.plan.within(window(x, y, scale))
        box = shapely.box(*window(x, y, scale).bounds)
        seen = np.flatnonzero(shapely.intersects(layer.plan.shapes, box))
        size = np.ptp(shapely.bounds(layer.plan.shapes).reshape(-1, 2, 2), axis=1).max(axis=1)
        coarse = 0.05 * scale / 1000
        assert set(seen[size[seen] >= coarse]) <= set(rows.tolist())
        assert len(shapes) == len(rows)
        corners, owner = shapely.get_coordinates(shapes, return_index=True)
        assert shapely.distance(shapely.points(corners), layer.plan.shapes[rows][owner]).max(initial=0) < 1e-6
        assert shapely.area(shapes).sum() == pytest.approx(shapely.area(layer.plan.shapes[rows]).sum(), rel=0.03)


def test_a_close_view_shows_the_shapes_themselves(atlas):
    layer = atlas.layers["redline-33"]
    spot = layer.plan.shapes[0].centroid
    shapes, rows = layer.plan.within(window(spot.x, spot.y, COARSER_M[0] * 1000))
    assert 0 in rows
    assert (shapes == layer.plan.shapes[rows]).all()


def test_missing_and_empty_shapes_are_passed_over():
    shapes = np.array([None, shapely.Polygon(), shapely.Point(0, 0)], dtype=object)
    assert Plan(shapes).within(window(0, 0, 1000))[1].tolist() == [2]


def test_an_atlas_can_be_sent_to_another_process(atlas):
    atlas.north(0.0, 0.0)
    sent = pickle.loads(pickle.dumps(atlas))  # noqa: S301 - our own
    assert sent.ids == atlas.ids
    assert sent.north(1e5, 1e5) == atlas.north(1e5, 1e5)


@pytest.mark.parametrize(("x", "y"), [(0, 0), (90_000, 40_000), (-95_000, -80_000)])
def test_north_turns_by_the_convergence_of_the_projection(atlas, x, y):
    lon, lat = Transformer.from_crs(atlas.crs, "EPSG:4490", always_xy=True).transform(x, y)
    convergence = Proj(CRS(atlas.crs)).get_factors(lon, lat).meridian_convergence
    assert atlas.north(x, y) == pytest.approx(-convergence, abs=1e-3)


@pytest.mark.parametrize(("x", "y"), [(0, 0), (90_000, 40_000), (-95_000, -80_000)])
def test_a_length_across_stretches_by_the_parallel_scale(atlas, x, y):
    lon, lat = Transformer.from_crs(atlas.crs, "EPSG:4490", always_xy=True).transform(x, y)
    factors = Proj(CRS(atlas.crs)).get_factors(lon, lat)
    assert atlas.stretch(x, y, 1000.0) == pytest.approx(factors.parallel_scale, rel=1e-4)


def test_units_of_the_borders_themselves_are_no_smaller_units(atlas):
    assert atlas.smaller_units is None
    assert len(atlas.smaller_within(window(0, 0, 1e6))[1]) == 0


def test_conflicts_stand_in_reading_order_with_their_shapes(atlas, report):
    placed = report.conflicts.set_index("id").to_crs(atlas.crs).geometry
    for name, shape in zip(atlas.ids, atlas.shapes, strict=True):
        if shape is not None:
            assert shapely.hausdorff_distance(shape, placed[name]) < 1e-6


def test_the_plans_of_the_recipe_lie_as_it_says(report):
    roles = [layer.role for layer in Atlas(report).plans]
    assert roles == ["development-boundary", "redline", "redline"]


def test_a_kind_is_the_largest_dimension():
    kinds = [kind_of(np.array(shapes, dtype=object)) for shapes in ([], [None], [shapely.Point()])]
    assert kinds == ["point"] * 3
    assert kind_of(np.array([shapely.LineString([(0, 0), (1, 1)]), shapely.Point(0, 0)])) == "line"
    assert kind_of(np.array([shapely.LineString([(0, 0), (1, 1)]), shapely.box(0, 0, 1, 1)])) == "area"


def test_a_part_lies_on_the_ground_of_the_whole_and_has_its_own_conflicts_and_extent(atlas, report):
    part = of_border(report, "32-33")
    own = Atlas(part, ground=atlas)
    assert own.layers is atlas.layers
    assert own.units is atlas.units
    assert own.ids == Atlas(part).ids
    assert own.bounds == Atlas(part).bounds
    assert own.bounds != atlas.bounds
    assert own.borders.shapes.tolist() == Atlas(part).borders.shapes.tolist()
