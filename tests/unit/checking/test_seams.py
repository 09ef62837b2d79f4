import numpy as np
import pytest

from planseam.checking.cases import Case, scene_of
from planseam.checking.seams import seam_shares


def box(left, bottom, right, top):
    return f"POLYGON (({left} {bottom}, {right} {bottom}, {right} {top}, {left} {top}, {left} {bottom}))"


@pytest.fixture
def shares():
    """A border of 10 km: both sides over 1 km, the left alone over 2 km, the right alone over 1 km."""
    scene = scene_of(
        Case(
            name="both",
            verdict="fail",
            level="province",
            units={"33": box(0, 0, 10_000, 10_000), "34": box(10_000, 0, 20_000, 10_000)},
            layer=[
                {"role": "redline", "party": "33", "features": [{"geometry": box(9000, 0, 10_000, 3000)}]},
                {
                    "role": "redline",
                    "party": "34",
                    "features": [
                        {"geometry": box(10_000, 0, 11_000, 1000)},
                        {"geometry": box(10_000, 8000, 11_000, 9000)},
                    ],
                },
                {"role": "farmland", "party": "33", "features": [{"geometry": box(100, 0, 200, 100)}]},
            ],
        )
    )
    return seam_shares(scene).set_index("role")


def test_continuity_counts_what_neither_side_has_and_agreement_does_not(shares):
    redline = shares.loc["redline"]
    assert redline["both_m"] == pytest.approx(1000, rel=0.06)
    assert redline["continuity"] == pytest.approx(0.7, abs=0.02)
    assert redline["agreement"] == pytest.approx(0.25, abs=0.02)
    planned = redline[["both_m", "left_m", "right_m"]].sum()
    assert redline["agreement"] == pytest.approx(redline["both_m"] / planned, abs=1e-6)


def test_there_is_no_agreement_where_neither_side_has_the_role(shares):
    assert shares.loc["farmland", "continuity"] == 1
    assert np.isnan(shares.loc["farmland", "agreement"])
