"""What is split: the delta's provinces and counties, and made-up patches of two kinds over them."""

import numpy as np
import shapely

from planseam.loading.crs import working_crs
from planseam.loading.units import provider_units

LEVELS = {"provinces": "province", "counties": "county"}
AT_ONCE = 100_000


def zones_of(level):
    """Polygons of all units of a level in the working CRS, and that CRS."""
    units = provider_units(LEVELS[level])
    crs = working_crs(tuple(units.total_bounds))
    return units.to_crs(crs).geometry.to_numpy(), crs


def patches(count, kind, bounds):
    """Patches of some 300 m, at random within bounds; always the same for the same count."""
    rng = np.random.default_rng(0)
    portions = [min(AT_ONCE, count - start) for start in range(0, count, AT_ONCE)]
    return np.concatenate([KINDS[kind](rng, portion, _centres(rng, portion, bounds)) for portion in portions])


def _centres(rng, count, bounds):
    west, south, east, north = bounds
    return np.column_stack([rng.uniform(west, east, count), rng.uniform(south, north, count)])


def plain(rng, count, centre):
    """Rough patches, 16 corners each."""
    angle = np.linspace(0, 2 * np.pi, 16, endpoint=False)
    radius = 300 * rng.lognormal(0, 0.4, (count, 1)) * rng.uniform(0.6, 1.4, (count, 16))
    return shapely.polygons(centre[:, None, :] + radius[..., None] * np.stack([np.cos(angle), np.sin(angle)], axis=-1))


def detailed(rng, count, centre):
    """Patches as plans have them: 60 to 100 corners, round the whole, uneven in the small."""
    corners = rng.integers(60, 101, count)
    ring = np.repeat(np.arange(count), corners)
    position = np.arange(len(ring)) - np.repeat(np.cumsum(corners) - corners, corners)
    # less than half a step aside: the corners keep their order, and no patch crosses itself
    angle = 2 * np.pi * (position + rng.uniform(-0.4, 0.4, len(ring))) / corners[ring]
    waves = np.arange(2, 6)
    height, phase = rng.normal(0, 0.25 / waves, (count, 4)), rng.uniform(0, 2 * np.pi, (count, 4))
    outline = 1 + (height[ring] * np.cos(waves * angle[:, None] + phase[ring])).sum(axis=1)
    radius = (300 * rng.lognormal(0, 0.4, count))[ring] * np.maximum(outline, 0.2) * rng.uniform(0.97, 1.03, len(ring))
    xy = centre[ring] + radius[:, None] * np.column_stack([np.cos(angle), np.sin(angle)])
    return shapely.polygons(shapely.linearrings(xy, indices=ring))


KINDS = {"plain": plain, "detailed": detailed}
