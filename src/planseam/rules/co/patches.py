"""Ecological ground cut by lines of transport: patches, what crosses them, and the mesh that is left."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Self

import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray
from scipy import sparse

from planseam.seaming.mesh import Mesh, pieces_of
from planseam.seaming.scene import Scene

__all__ = ["CUTTERS", "CutPatch", "Cutters", "cut_patches"]

Geometries = NDArray[Any]
Floats = NDArray[np.float64]
Indices = NDArray[np.intp]

#: Roles of what cuts; of corridors, those of some kinds alone.
CUTTERS = ("road", "rail", "corridor")


@dataclass(frozen=True)
class Cutters:
    """Lines of transport. Build it by `Cutters.of`.

    Parameters
    ----------
    role : array of str
    index : array of int
        The feature, in its role.
    barrier : array of geometries
        The line, or the ground that it takes where its width is known.
    tree : STRtree
        Over the barriers.
    """

    role: NDArray[np.str_]
    index: Indices
    barrier: Geometries
    tree: shapely.STRtree

    @classmethod
    def of(cls, scene: Scene, kinds: tuple[str, ...]) -> Self:
        """Gather roads, railways and corridors of some kinds, as wide as they say."""
        role: list[str] = []
        index: list[int] = []
        barrier: list[Any] = []
        for name in CUTTERS:
            features = scene.features(name)
            own = shapely.get_dimensions(features.geometry) > 0
            if name == "corridor":
                own &= np.isin(features.words("kind").astype(str), kinds)
            rows = np.flatnonzero(own)
            width = pd.to_numeric(pd.Series(features.words("width_m")[rows], dtype=object), errors="coerce")
            half = width.fillna(0.0).to_numpy(dtype=float) / 2
            geometry = features.geometry[rows]
            wide = (half > 0) & (shapely.get_dimensions(geometry) == 1)
            geometry[wide] = shapely.buffer(geometry[wide], half[wide], cap_style="flat", join_style="mitre")
            role += [name] * len(rows)
            index += rows.tolist()
            barrier += [*geometry]
        shapes = np.empty(len(barrier), dtype=object)
        shapes[:] = barrier
        return cls(np.array(role, dtype=str), np.array(index, dtype=np.intp), shapes, shapely.STRtree(shapes))


@dataclass(frozen=True)
class CutPatch:
    """One patch of connected ground that is crossed.

    Parameters
    ----------
    features : array of int
        Features of which it consists.
    cutters : array of int
        Indices of the cutters that cross it.
    ground : polygon
        The whole patch.
    area : float
        m².
    part_area, piece_area : arrays of float
        Of the parts of the patch, of which there is more than one where they only come near each other, and of the
        pieces that the cutters leave, m².
    codes : array of str
        Units in which it lies, the one with the largest part first.
    before, after : Mesh
        With the borders between these units as the only edges, without and with the cutters; m².
    """

    features: Indices
    cutters: Indices
    ground: Any
    area: float
    part_area: Floats
    piece_area: Floats
    codes: NDArray[np.str_]
    before: Mesh
    after: Mesh

    def pieces(self, least_m2: float) -> int:
        """Number of pieces of some size that the cutters leave; 0 where they were as many before."""
        before, after = ((area >= least_m2).sum() for area in (self.part_area, self.piece_area))
        return int(after) if after > before else 0


def cut_patches(scene: Scene, role: str, cutters: Cutters, *, join_m: float) -> Iterator[CutPatch]:
    """Find the patches of a role that anything crosses.

    Parameters
    ----------
    scene : Scene
    role : str
        Of the ecological ground.
    cutters : Cutters
    join_m : float
        Features no farther apart are one patch.
    """
    geometry = scene.features(role).geometry
    areal = np.flatnonzero(shapely.get_dimensions(geometry) == 2)  # noqa: PLR2004 - polygons
    part, of = shapely.get_parts(geometry[areal], return_index=True)
    feature = areal[of]
    crossed, cutter = cutters.tree.query(part, predicate="intersects")
    apart = np.ones(len(crossed), dtype=bool)
    for name in CUTTERS:
        own = np.flatnonzero(cutters.role[cutter] == name)
        apart[own] = ~scene.may_share(role, feature[crossed[own]], name, cutters.index[cutter[own]])
    crossed, cutter = crossed[apart], cutter[apart]
    patch = _patches(part, join_m)
    for number in np.unique(patch[crossed]):
        members = np.flatnonzero(patch == number)
        crossing = np.unique(cutter[patch[crossed] == number])
        ground = _joined(part[members], join_m)
        pieces = pieces_of(ground, cutters.barrier[crossing])
        yield _cut(scene, np.unique(feature[members]), crossing, ground, pieces)


def _cut(scene: Scene, features: Indices, cutters: Indices, ground: Any, pieces: Geometries) -> CutPatch:  # noqa: ANN401 - any polygonal geometry
    parts = shapely.get_parts(ground)
    area, piece_area = scene.area(parts), scene.area(pieces)
    total = float(area.sum())
    zone, whole, source = _inside(scene, parts, area)
    own = np.bincount(zone[zone >= 0], whole[zone >= 0], minlength=len(scene.codes))
    order = np.lexsort([scene.codes, -own])
    _, inside, of = _inside(scene, pieces, piece_area)
    return CutPatch(
        features,
        cutters,
        ground,
        total,
        area,
        piece_area,
        scene.codes[order[own[order] > 0]],
        Mesh.of(whole, area[source], total=total),
        Mesh.of(inside, piece_area[of], total=total),
    )


def _inside(scene: Scene, ground: Geometries, area: Floats) -> tuple[Indices, Floats, Indices]:
    """Areas in each unit: unit (-1 for none), area and place in `ground`.

    What lies outside all units, as in the sea, goes with the largest part inside: only borders between units cut.
    """
    split = scene.zones.split(ground)
    size = scene.area(split.geometry)
    order = np.lexsort([-size, split.feature])
    present, first = np.unique(split.feature[order], return_index=True)
    outside = area - np.bincount(split.feature, size, minlength=len(ground))
    size[order[first]] += np.maximum(outside[present], 0.0)
    alone = np.setdiff1d(np.arange(len(ground)), present)
    return (
        np.concatenate([split.zone, np.full(len(alone), -1)]),
        np.concatenate([size, area[alone]]),
        np.concatenate([split.feature, alone]),
    )


def _patches(part: Geometries, join_m: float) -> Indices:
    """Number of the patch of each part."""
    one, other = shapely.STRtree(part).query(part, predicate="dwithin", distance=join_m)
    links = sparse.coo_array((np.ones(len(one)), (one, other)), shape=(len(part), len(part)))
    patch: Indices = sparse.csgraph.connected_components(links, directed=False)[1]
    return patch


def _joined(geometry: Geometries, join_m: float) -> Any:  # noqa: ANN401 - any polygonal geometry
    """One geometry of several, with the clefts between them closed."""
    together = shapely.union_all(geometry)
    if len(geometry) == 1 or len(shapely.get_parts(together)) == 1:
        return together
    half = join_m / 2 + 1e-6
    grown = shapely.buffer(shapely.buffer(together, half, join_style="mitre"), -half, join_style="mitre")
    return shapely.union_all([together, grown])
