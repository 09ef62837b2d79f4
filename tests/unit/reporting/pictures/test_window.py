import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from planseam.reporting.pictures.window import CLOSE_STEPS, STEPS, Window, round_scale


@given(st.floats(1, 1e9))
def test_the_scale_is_round_never_too_large_and_never_needlessly_small(least):
    scale = round_scale(least)
    digits = scale / 10 ** math.floor(math.log10(scale) + 1e-9)
    assert any(math.isclose(digits, step) for step in STEPS)
    assert least * (1 - 1e-8) <= scale <= least * 1.5 * (1 + 1e-8)


@given(st.floats(1, 1e9))
def test_close_steps_waste_a_tenth_at_most(least):
    assert round_scale(least, CLOSE_STEPS) <= least * 1.1 * (1 + 1e-8)


@given(st.floats(0, 4e5), st.floats(0, 4e5), st.floats(0.2, 1.0))
def test_bounds_take_the_share_of_the_frame_that_they_may(wide, high, filled):
    window = Window.around((1e5, 2e5, 1e5 + wide, 2e5 + high), width_mm=100, height_mm=60, filled=filled)
    west, south, east, north = window.bounds
    assert (west + east) / 2 == pytest.approx(1e5 + wide / 2)
    assert (south + north) / 2 == pytest.approx(2e5 + high / 2)
    assert wide <= (east - west) * filled * (1 + 1e-8)
    assert high <= (north - south) * filled * (1 + 1e-8)


def test_a_millimetre_is_what_the_scale_says():
    window = Window.around((0, 0, 0, 0), width_mm=100, height_mm=50, filled=1, least_scale=25_000)
    assert window.scale == 25_000
    assert window.metres_per_mm == 25
    assert window.bounds == (-1250, -625, 1250, 625)
    assert window.wider(2) == (-1300, -675, 1300, 675)
