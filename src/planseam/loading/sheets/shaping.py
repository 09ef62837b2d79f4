"""The geometry of plots from their vertices, and what there is to say of their rings."""

import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from planseam.loading.sheets import rings
from planseam.loading.sheets.faults import Faults
from planseam.loading.sheets.vertices import Vertices, runs
from planseam.text import Text

__all__ = ["shaped"]


def shaped(
    vertices: Vertices, xy: NDArray[np.float64], faults: Faults, shape: str
) -> tuple[NDArray[np.object_], list[Text]]:
    """Make the geometry of each plot.

    Parameters
    ----------
    vertices : Vertices
    xy : array
        Two columns, east and north.
    faults : Faults
        Plots that turn out to have too few points are added to it.
    shape : {"polygon", "line", "point"}
        Of plots that do not say it themselves.

    Returns
    -------
    tuple of array and list of Text
        Geometry of each plot, None for those with faults; and how its rings were read.
    """
    count = len(vertices.frame)
    out = np.full(count, None, dtype=object)
    kinds = np.array([own or shape for own in vertices.kinds] or [shape] * count, dtype=object)
    whole = np.isfinite(xy).all(axis=1) & ~np.isin(vertices.plots, faults.plots)
    notes: list[Text] = []
    for kind in dict.fromkeys(kinds.tolist()):
        use = np.flatnonzero(whole & (kinds[vertices.plots] == kind))
        if not len(use):
            continue
        part, ring, use, said = _numbered(vertices, xy, use)
        owner = vertices.plots[use]
        if kind == "polygon":
            built = rings.polygons(owner, part, ring, xy[use], count=count)
            notes += [*said, *_rings_note(built)]
        elif kind == "line":
            built = rings.lines(owner, ring, xy[use], count=count)
        else:
            built = rings.points(owner, xy[use], count=count)
        faults.short += built.short.tolist()
        mine = (kinds == kind) & ~shapely.is_missing(built.geometries)
        out[mine] = built.geometries[mine]
    faults.short += np.setdiff1d(np.arange(count), [*vertices.plots.tolist(), *faults.plots]).tolist()
    return out, notes


def _numbered(
    vertices: Vertices, xy: NDArray[np.float64], use: NDArray[np.int_]
) -> tuple[NDArray[np.int_], NDArray[np.int_], NDArray[np.int_], list[Text]]:
    """Part and ring of each vertex, and the vertices in the order along the ring."""
    owner = vertices.plots[use]
    said: list[Text] = []
    keys = pd.DataFrame({"owner": owner})
    if vertices.parts is not None:
        keys["part"] = np.array(vertices.parts, dtype=object)[use]
    part = _groups(keys)
    if vertices.rings is not None:
        keys["ring"] = np.array(vertices.rings, dtype=object)[use]
        ring = _groups(keys)
    else:
        ring = rings.ring_numbers(part if vertices.parts is not None else runs(owner), xy[use])
    sequence, sorted_rings = _in_order(ring, vertices.order[use] if vertices.order is not None else None)
    if sorted_rings:
        said.append(
            Text(
                f"{sorted_rings} 个环按序号排序",
                f"rings whose vertices were put in the order of their numbers: {sorted_rings}",
            )
        )
    return part[sequence], ring[sequence], use[sequence], said


def _groups(keys: pd.DataFrame) -> NDArray[np.int_]:
    """Number the groups of equal rows in the order in which they appear."""
    return np.asarray(keys.groupby(list(keys.columns), sort=False).ngroup(), dtype=np.int_)


def _in_order(ring: NDArray[np.int_], order: NDArray[np.float64] | None) -> tuple[NDArray[np.int_], int]:
    """Sort the vertices of rings whose numbers are all there and all different, the closing one apart."""
    sequence = np.argsort(ring, kind="stable")
    if order is None or not len(ring):
        return sequence, 0
    table = pd.DataFrame({"ring": ring[sequence], "order": order[sequence]})
    groups = table.groupby("ring")["order"]
    first, last, size = (groups.transform(what) for what in ("first", "last", "size"))
    closing = (groups.cumcount() == size - 1) & (first == last)
    rest = table[~closing]
    falls = rest.groupby("ring")["order"].diff() < 0
    doubled = rest.duplicated(["ring", "order"]) | rest["order"].isna()
    mixed = np.setdiff1d(rest.loc[falls, "ring"].unique(), rest.loc[doubled, "ring"].unique())
    move = table["ring"].isin(mixed)
    key = table["order"].where(move, groups.cumcount()).where(~(closing & move), np.inf)
    return sequence[np.lexsort([key.to_numpy(), table["ring"].to_numpy()])], len(mixed)


def _rings_note(built: rings.Built) -> list[Text]:
    notes = []
    if built.open:
        notes.append(
            Text(
                f"{built.open} 个环没有重复首点，已闭合",
                f"rings that did not repeat their first point, and were closed: {built.open}",
            )
        )
    if built.holes:
        notes.append(Text(f"{built.holes} 个内环作为洞", f"rings within others, read as holes: {built.holes}"))
    if built.parts:
        notes.append(
            Text(
                f"{built.parts} 个环与其他环并列，作为同一地块的另一部分",
                f"rings beside others, read as parts of the same plot: {built.parts}",
            )
        )
    return notes
