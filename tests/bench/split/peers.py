"""All engines by name, in the table's order."""

from dataclasses import dataclass
from functools import partial
from importlib.metadata import PackageNotFoundError, version

from split.databases import AbsentError, DuckDB, PostGIS, SedonaDB
from split.engines import PARALLEL, Dask, InsideFirst, Ours, OursParallel, Overlay, Subdivided


@dataclass(frozen=True, kw_only=True)
class Peer:
    """An engine that may be installed or not."""

    name: str
    make: type
    packages: tuple[str, ...]
    subdivided: bool = False
    install: str = ""

    @property
    def versions(self):
        """Its packages with their versions; none if one is missing."""
        try:
            return [f"{package} {version(package)}" for package in self.packages]
        except PackageNotFoundError:
            return []


DUCKDB = {"packages": ("duckdb", "duckdb_extension_spatial"), "install": "pip install duckdb-extension-spatial"}
SEDONADB = {"packages": ("sedonadb",), "install": 'pip install "sedonadb[geopandas]"'}
POSTGIS = {"packages": ("psycopg",), "install": 'pip install "psycopg[binary]"; PostgreSQL with PostGIS'}
GEOPANDAS = {"packages": ("geopandas",)}
DASK = {"packages": ("dask", "dask-geopandas"), "install": "pip install dask-geopandas"}

OURS = Peer(name="planseam", make=Ours, packages=("planseam",))
OURS_PARALLEL = Peer(name="planseam, all processors", make=OursParallel, packages=("planseam",))
PLAIN = Peer(name="geopandas.overlay", make=Overlay, **GEOPANDAS)
PEERS = {
    "geopandas": PLAIN,
    "duckdb": Peer(name="DuckDB spatial", make=partial(DuckDB, pieces=False), **DUCKDB),
    "sedonadb": Peer(name="SedonaDB", make=partial(SedonaDB, pieces=False), **SEDONADB),
    "postgis": Peer(name="PostGIS", make=partial(PostGIS, pieces=False), **POSTGIS),
    "geopandas-subdivided": Peer(name="geopandas.overlay, subdivided", make=Subdivided, subdivided=True, **GEOPANDAS),
    "geopandas-expert": Peer(name="geopandas, subdivided, sjoin first", make=InsideFirst, subdivided=True, **GEOPANDAS),
    "dask": Peer(name="dask-geopandas, subdivided, sjoin first", make=Dask, subdivided=True, **DASK),
    "duckdb-subdivided": Peer(
        name="DuckDB spatial, subdivided", make=partial(DuckDB, pieces=True), subdivided=True, **DUCKDB
    ),
    "sedonadb-subdivided": Peer(
        name="SedonaDB, subdivided", make=partial(SedonaDB, pieces=True), subdivided=True, **SEDONADB
    ),
    "postgis-subdivided": Peer(
        name="PostGIS, ST_Subdivide", make=partial(PostGIS, pieces=True), subdivided=True, **POSTGIS
    ),
}
OWN = (OURS, OURS_PARALLEL) if PARALLEL else (OURS,)

__all__ = ["OURS", "OWN", "PEERS", "PLAIN", "AbsentError", "Peer"]
