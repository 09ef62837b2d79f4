"""What grows, and by what the growth is measured."""

import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

#: Files of a run that are written one by one, and of which each may grow in its own way.
WRITERS = ("parquet", "gpkg", "geojson", "xlsx", "html", "map")


@dataclass(frozen=True, kw_only=True)
class Family:
    """One thing that grows while all others stay.

    Parameters
    ----------
    title, axis : str
        For the table and the plot.
    sizes : tuple of int
        Over a factor of a hundred.
    quick : tuple of int
        For a smoke test; empty where others stand for it.
    base : int
        As good as none of it: what this costs is taken off before growth is fitted.
    make : callable
        Writes the study of a size into a folder.
    panel : str
        Which panel of the plot shows it.
    writers : tuple of str
        Also measured are these, of the report of the check.
    """

    title: str
    axis: str
    sizes: tuple[int, ...]
    quick: tuple[int, ...]
    base: int
    make: Callable[[int, Path], None]
    panel: str
    writers: tuple[str, ...] = ()


def interior(count, folder):
    import grounds

    grounds.write_interior(count, folder)


def shuffled(count, folder):
    import grounds

    grounds.write_interior(count, folder, shuffled=True)


def delta(count, folder):
    """Land use over the delta's four provinces, finer and finer."""
    sys.path.insert(0, str(Path(__file__).parents[1] / "streaming"))
    import grounds
    import patches

    patches.write(count, folder / "land-use.parquet")
    grounds.write_study(
        folder, roles=["land-use"], level="province", units="bundled:yrd/provinces", stream_rows=0
    )  # fmt: skip


def whole(count, folder):
    """Layers that are kept whole: the more patches, the larger the units, so that it is as busy everywhere."""
    import grounds

    cover = grounds.hexagons(30, side_m=4000 * (max(count, 2000) / 2000) ** 0.5)
    _scattered(cover, count, folder, at_edges=0.0)


def units(count, folder):
    """One patch of each role for each unit, so that no unit is busier than before."""
    import grounds

    _scattered(grounds.hexagons(count), len(SCATTERED) * count, folder)


def vertices(count, folder):
    import grounds

    _scattered(grounds.four(count), 4000, folder)


def conflicts(count, folder):
    import grounds

    cover = grounds.hexagons(100, steps=96)
    grounds.write_units(folder, cover.codes, cover.polygons)
    planted = grounds.planted(cover, max(count, 2))
    for role, (shapes, codes) in planted.items():
        grounds.write_layer(folder, role, shapes, codes)
    grounds.write_study(folder, roles=[*planted])


#: Each has as many of the features scattered as the others.
SCATTERED = ("redline", "farmland", "development-boundary", "land-use")


def _scattered(cover, count, folder, **how):
    import grounds

    grounds.write_units(folder, cover.codes, cover.polygons)
    for seed, role in enumerate(SCATTERED):
        grounds.write_layer(folder, role, *grounds.scattered(cover, max(count // len(SCATTERED), 4), seed, **how))
    grounds.write_study(folder, roles=SCATTERED)


FAMILIES = {
    "interior": Family(
        title="features, streamed; borders and density stay",
        axis="features",
        sizes=(20_000, 63_200, 200_000, 632_000, 2_000_000),
        quick=(2000, 20_000),
        base=800,
        make=interior,
        panel="features",
    ),
    "shuffled": Family(
        title="features, streamed; the same in a file without order",
        axis="features",
        sizes=(20_000, 63_200, 200_000, 632_000, 2_000_000),
        quick=(),
        base=800,
        make=shuffled,
        panel="features",
    ),
    "density": Family(
        title="features, streamed; borders stay, patches get smaller",
        axis="features",
        sizes=(20_000, 63_200, 200_000, 632_000, 2_000_000),
        quick=(),
        base=200,
        make=delta,
        panel="features",
    ),
    "whole": Family(
        title="features of four roles, kept whole; density stays",
        axis="features",
        sizes=(2000, 6320, 20_000, 63_200, 200_000),
        quick=(),
        base=32,
        make=whole,
        panel="features",
    ),
    "units": Family(
        title="units, each with as many features",
        axis="units",
        sizes=(30, 95, 300, 950, 3000),
        quick=(10, 100),
        base=2,
        make=units,
        panel="units",
    ),
    "vertices": Family(
        title="vertices of borders; features stay",
        axis="vertices of borders",
        sizes=(1000, 3160, 10_000, 31_600, 100_000),
        quick=(400, 4000),
        base=4,
        make=vertices,
        panel="vertices",
    ),
    "conflicts": Family(
        title="conflicts; units stay",
        axis="conflicts planted",
        sizes=(100, 316, 1000, 3160, 10_000),
        quick=(10, 100),
        base=2,
        make=conflicts,
        panel="conflicts",
        writers=WRITERS,
    ),
}
