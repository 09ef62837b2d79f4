import pytest
import shapely

from planseam.checking.cases import Case, scene_of

UNITS = {
    "33": "POLYGON ((0 0, 10000 0, 10000 20000, 0 20000, 0 0))",
    "34": "POLYGON ((10000 0, 20000 0, 20000 20000, 10000 20000, 10000 0))",
}


@pytest.fixture
def box():
    """A rectangle as WKT."""
    return lambda *sides: shapely.box(*sides).wkt


@pytest.fixture
def draw():
    """Draw a scene of 33, west of x = 10000, and 34, east of it, from lists of features by role."""

    def drawn(**roles):
        layers = [{"role": role.replace("_", "-"), "features": features} for role, features in roles.items()]
        return scene_of(Case(name="drawn", verdict="fail", units=UNITS, layer=layers))

    return drawn
