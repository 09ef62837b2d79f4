"""Plans too many for a page: vector tiles in a PMTiles archive, inside the page or beside it.

The archive holds two levels: one to see the whole by, one to look closely.
freestiler snaps points to the grid of a tile, so that what is shared stays
shared, and here drops no feature at any level. Conflicts are never in tiles:
they are in the page, exact.
"""

import base64
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np

from planseam.mapping.runs import Runs
from planseam.mapping.topology import simplify_shared

__all__ = ["PAGE_POINTS", "Tiled", "apart", "archive", "to_tile"]

#: Points of plans that a page can hold and still open quickly, some 10 MB; for its name a feature weighs some more.
PAGE_POINTS = 3_000_000
FEATURE_POINTS = 4
#: Size of an archive that still goes inside the page, bytes.
INSIDE = 12_000_000
#: Levels of tiles, and how far the shapes of each are simplified, m: a third of a pixel where the next takes over.
LEVELS = ((8, 40.0), (11, 0.0))
METRES_PER_DEGREE = 111_320.0
DISPLAY_CRS = "EPSG:4326"


@dataclass(frozen=True, kw_only=True)
class Tiled:
    """A layer for the archive.

    Parameters
    ----------
    runs : Runs
        In degrees.
    names : sequence
        The name of each feature; a pair where the languages differ.
    classes : sequence of int
        The class of each feature, -1 for none; empty where the layer has no classes.
    """

    runs: Runs
    names: Sequence[str | list[str]]
    classes: Sequence[int] = field(default=())


def to_tile(layers: Sequence[Runs], *, limit: int = PAGE_POINTS) -> set[int]:
    """Which layers go to an archive: the largest, until the others fit into the page.

    Without freestiler (``pip install planseam[tiles]``) none does: the page
    holds all, and is as large as that makes it.
    """
    if find_spec("freestiler") is None:
        return set()
    weights = [len(layer.points) + FEATURE_POINTS * layer.features for layer in layers]
    left, chosen = sum(weights), set()
    for number in sorted(range(len(weights)), key=lambda number: (-weights[number], number)):
        if left <= limit:
            break
        chosen.add(number)
        left -= weights[number]
    return chosen


def archive(layers: Mapping[str, Tiled]) -> bytes:
    """Write layers as a PMTiles archive of Mapbox vector tiles.

    Parameters
    ----------
    layers : mapping
        By id; a tile holds them as ``id@level``, with the fields `zh`, `en`
        and, where there are classes, `class`, which counts from 1.

    Returns
    -------
    bytes
    """
    from freestiler import freestile, freestile_layer  # noqa: PLC0415 - it is optional

    made = {
        f"{name}@{level}": freestile_layer(_frame(layer, metres), min_zoom=level, max_zoom=level)
        for level, metres in LEVELS
        for name, layer in layers.items()
    }
    with tempfile.TemporaryDirectory(prefix="planseam-") as folder:
        target = Path(folder) / "plans.pmtiles"
        freestile(
            made,
            target,
            tile_format="mvt",
            min_zoom=LEVELS[0][0],
            max_zoom=LEVELS[-1][0],
            generate_ids=False,
            quiet=True,
        )
        return target.read_bytes()


def apart(content: Mapping[str, Any]) -> tuple[dict[str, Any], bytes | None]:
    """Take an archive out of the content of a page where it is too large to be inside.

    Returns
    -------
    content : dict
        `archive` is text where it is inside, and true where it lies beside.
    archive : bytes or None
        What lies beside.
    """
    held = content.get("archive")
    if not isinstance(held, bytes):
        return dict(content), None
    if len(held) <= INSIDE:
        return {**content, "archive": base64.b64encode(held).decode("ascii")}, None
    return {**content, "archive": True}, held


def _frame(layer: Tiled, metres: float) -> gpd.GeoDataFrame:
    runs = simplify_shared(layer.runs, metres / METRES_PER_DEGREE) if metres else layer.runs
    shapes, feature = runs.simple_shapes()
    pairs = [name if isinstance(name, list) else [name, name] for name in layer.names]
    columns = {key: np.array([pair[i] for pair in pairs], dtype=object)[feature] for i, key in enumerate(("zh", "en"))}
    if len(layer.classes):
        columns["class"] = np.asarray(layer.classes, dtype=np.int64)[feature] + 1
    return gpd.GeoDataFrame(columns, geometry=shapes, crs=DISPLAY_CRS)
