import numpy as np
import pytest
import shapely

from planseam.model.palette import palette
from planseam.reporting.pictures.detail import detail_window
from planseam.reporting.pictures.locating import HEIGHT_MM, LEAST_SCALE, WIDTH_MM, _surroundings, locator

DPI = 150


def placed_rows(atlas):
    return [row for row, shape in enumerate(atlas.shapes) if shape is not None]


def test_each_locator_has_a_pin_of_the_severity_where_the_conflict_is(atlas, heard, pixels, about):
    for row in placed_rows(atlas)[:8]:
        picture = locator(atlas, row, lettering=heard("zh"), dpi=DPI)
        window, _ = _surroundings(atlas, detail_window(atlas, row))
        west, south, east, north = atlas.shapes[row].bounds
        x = ((west + east) / 2 - window.x) / window.metres_per_mm + WIDTH_MM / 2
        y = ((south + north) / 2 - window.y) / window.metres_per_mm + HEIGHT_MM / 2
        found = about(pixels(picture), palette().severity[atlas.records[row]["severity"]], 40)
        assert found[round((HEIGHT_MM - y) / 25.4 * DPI), round(x / 25.4 * DPI)]
        assert (picture.width_mm, picture.height_mm) == (WIDTH_MM, HEIGHT_MM)


def test_it_names_the_id_and_the_parties(atlas, row_of, heard):
    row = row_of("BD101")
    picture = locator(atlas, row, lettering=heard("en"), dpi=72)
    assert picture.alt.en.startswith(f"Where {atlas.ids[row]} is: ")


def test_the_surroundings_hold_the_detail_map_several_times_and_are_never_too_close(atlas):
    for row in placed_rows(atlas):
        detail = detail_window(atlas, row)
        window, whole = _surroundings(atlas, detail)
        assert shapely.box(*window.bounds).area > 9 * shapely.box(*detail.bounds).area or whole
        assert window.scale >= LEAST_SCALE or whole


@pytest.mark.parametrize("scale", [2_000_000, 50_000_000])
def test_a_conflict_as_large_as_the_study_is_shown_on_the_study_without_an_inset(atlas, row_of, scale):
    detail = detail_window(atlas, row_of("BD101"))
    huge = type(detail)(x=0.0, y=0.0, scale=scale, width_mm=117, height_mm=96)
    window, whole = _surroundings(atlas, huge)
    assert whole
    west, south, east, north = window.bounds
    assert (np.array([west, south]) <= atlas.bounds[:2]).all()
    assert (np.array([east, north]) >= atlas.bounds[2:]).all()


def test_a_place_outside_the_study_is_shown_where_it_is(atlas, row_of):
    detail = detail_window(atlas, row_of("BD101"))
    far = type(detail)(x=3e6, y=0.0, scale=5_000_000, width_mm=117, height_mm=96)
    window, whole = _surroundings(atlas, far)
    assert not whole
    assert window.x == 3e6
