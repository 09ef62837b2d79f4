"""Ours, geopandas and dask-geopandas.

An engine is made of features and zones, which it may load into tables of its
own: that is not timed. `index` and `split` are timed. `areas` tells the
answer, a Series of square metres by feature and zone; it is not timed either.
Peers may sum areas over the pieces of a feature in a zone instead of joining
the pieces, which is cheaper for them; ours gives the pieces themselves.
"""

import inspect
import os
from functools import partial

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from planseam.seaming.subdivide import subdivide
from planseam.seaming.zones import Zones

#: Most vertices of a piece where zones are subdivided first: of 32, 64, 128 and 256 the best for most peers.
VERTICES = 128
KEYS = ["feature", "zone"]
#: Names under which `Zones.split` may take a number of threads or processes.
PARALLEL = {"jobs", "threads", "workers"} & inspect.signature(Zones.split).parameters.keys()


def pieces_of(zones):
    """Zones cut into small pieces, and the zone of each piece."""
    tree = subdivide(zones, max_vertices=VERTICES)
    return tree.geometry[tree.leaves], tree.source[tree.leaves]


class Engine:
    """Features and zones as they come."""

    threads = "1"
    #: Works in this process, so that its processor time can be told.
    here = True
    #: Versions that no Python package tells.
    about = ""

    def __init__(self, features, zones):
        self.features, self.zones = features, zones

    def index(self):
        """Prepare the zones, whatever the features."""

    def areas(self, result):
        """Square metres by feature and zone."""
        return result.set_index(KEYS)["area"]

    def close(self):
        """Give back what the engine holds."""


class Ours(Engine):
    def index(self):
        self.indexed = Zones.of(self.zones)

    def split(self):
        return self.indexed.split(self.features)

    def areas(self, result):
        keys = pd.MultiIndex.from_arrays([result.feature, result.zone], names=KEYS)
        return pd.Series(shapely.area(result.geometry), keys)


class OursParallel(Ours):
    threads = str(os.cpu_count())

    def split(self):
        return self.indexed.split(self.features, **{next(iter(PARALLEL)): os.cpu_count()})


class Overlay(Engine):
    """geopandas.overlay, as everybody writes it."""

    def split(self):
        left = gpd.GeoDataFrame({"feature": np.arange(len(self.features))}, geometry=self.features)
        right = gpd.GeoDataFrame({"zone": np.arange(len(self.zones))}, geometry=self.zones)
        return gpd.overlay(left, right, how="intersection", keep_geom_type=True)

    def areas(self, result):
        return super().areas(result.assign(area=result.area))


class Subdivided(Engine):
    """geopandas.overlay on zones subdivided first."""

    def index(self):
        pieces, zone = pieces_of(self.zones)
        self.pieces = gpd.GeoDataFrame({"zone": zone}, geometry=pieces)

    def split(self):
        left = gpd.GeoDataFrame({"feature": np.arange(len(self.features))}, geometry=self.features)
        rows = gpd.overlay(left, self.pieces, how="intersection", keep_geom_type=True)
        return rows.assign(area=rows.area).groupby(KEYS, as_index=False)["area"].sum()


def inside_first(part, pieces, zone):
    """Area by feature and zone: a join for what lies in one piece, and a cut of the rest."""
    index, geometry = shapely.STRtree(pieces), part.to_numpy()
    within, piece = index.query(geometry, predicate="within")
    inside = pd.DataFrame({"feature": part.index[within], "zone": zone[piece], "area": shapely.area(geometry[within])})
    rest = np.setdiff1d(np.arange(len(part)), within)
    of_rest, piece = index.query(geometry[rest], predicate="intersects")
    met = rest[of_rest]
    area = shapely.area(shapely.intersection(geometry[met], pieces[piece]))
    cut = pd.DataFrame({"feature": part.index[met], "zone": zone[piece], "area": area})
    return pd.concat([inside, cut.groupby(KEYS, as_index=False)["area"].sum()])


class InsideFirst(Engine):
    """What an expert writes by hand with geopandas' own parts."""

    def index(self):
        self.way = partial(inside_first, **dict(zip(("pieces", "zone"), pieces_of(self.zones), strict=True)))

    def split(self):
        return self.way(gpd.GeoSeries(self.features))


class Dask(InsideFirst):
    """The expert's way by partitions, four to a processor, in threads as is dask's default."""

    threads = str(os.cpu_count())

    def __init__(self, features, zones):
        import dask_geopandas

        super().__init__(features, zones)
        self.parts = dask_geopandas.from_geopandas(gpd.GeoSeries(features), npartitions=4 * os.cpu_count())

    def split(self):
        meta = {"feature": "int64", "zone": "int64", "area": "float64"}
        return self.parts.map_partitions(self.way, meta=meta).compute()
