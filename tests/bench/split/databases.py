"""DuckDB, SedonaDB and PostGIS: of several ways to write the query, for each the one that it runs fastest."""

import os
import shutil
import subprocess
import tempfile
from contextlib import ExitStack
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from split.engines import VERTICES, Engine, pieces_of

POSTGIS = Path(__file__).parents[2] / "integration" / "postgis.sh"

TOGETHER = """
SELECT f.id AS feature, z.id AS zone, SUM({cut}) AS area
FROM features f JOIN {zones} z ON ST_Intersects(f.geom, z.geom) GROUP BY f.id, z.id
"""
CUT = "ST_Area(ST_Intersection(f.geom, z.geom))"
SPARED = f"CASE WHEN ST_Within(f.geom, z.geom) THEN ST_Area(f.geom) ELSE {CUT} END"
INSIDE_FIRST = """
WITH inside AS (
  SELECT f.id AS feature, z.id AS zone, ST_Area(f.geom) AS area
  FROM features f JOIN {zones} z ON ST_Within(f.geom, z.geom)
), rest AS (
  SELECT f.id, f.geom FROM features f LEFT JOIN inside i ON f.id = i.feature WHERE i.feature IS NULL
)
SELECT feature, zone, area FROM inside
UNION ALL
SELECT f.id, z.id, SUM({cut}) FROM rest f JOIN {zones} z ON ST_Intersects(f.geom, z.geom) GROUP BY f.id, z.id
"""


class AbsentError(Exception):
    """A peer that this machine does not have."""


class Database(Engine):
    """An engine with tables; the query of its whole zones, and that of its pieces."""

    whole, of_pieces = INSIDE_FIRST, INSIDE_FIRST

    def __init__(self, features, zones, *, pieces):
        super().__init__(features, zones)
        self.pieces, self.held = pieces, ExitStack()
        try:
            self.connect()
            self.load("features", np.arange(len(features)), features)
            self.load("zones", np.arange(len(zones)), zones)
        except BaseException:
            self.close()
            raise

    def index(self):
        if self.pieces:
            geometry, zone = pieces_of(self.zones)
            self.load("pieces", zone, geometry)

    def split(self):
        query = self.of_pieces if self.pieces else self.whole
        return self.ask(query.format(zones="pieces" if self.pieces else "zones", cut=CUT))

    def close(self):
        self.held.close()


class DuckDB(Database):
    def connect(self):
        import duckdb
        import duckdb_extension_spatial

        self.connection = self.held.enter_context(duckdb.connect())
        extension = next(Path(duckdb_extension_spatial.__file__).parent.rglob("spatial.duckdb_extension"))
        self.connection.load_extension(str(extension))
        self.threads = str(self.connection.sql("SELECT current_setting('threads')").fetchone()[0])

    def load(self, table, ids, geometry):
        self.connection.register("given", pd.DataFrame({"id": ids, "wkb": shapely.to_wkb(geometry)}))
        self.connection.execute(
            f"CREATE OR REPLACE TABLE {table} AS SELECT id, ST_GeomFromWKB(wkb) AS geom FROM given"  # noqa: S608 - ours
        )
        self.connection.unregister("given")

    def ask(self, query):
        return self.connection.sql(query).df()


class SedonaDB(Database):
    of_pieces = TOGETHER.replace("{cut}", SPARED)

    def connect(self):
        import sedonadb

        self.connection = sedonadb.connect()
        setting = (
            "SELECT value FROM information_schema.df_settings WHERE name = 'datafusion.execution.target_partitions'"
        )
        self.threads = self.connection.sql(setting).to_pandas()["value"].iloc[0]

    def load(self, table, ids, geometry):
        frame = gpd.GeoDataFrame({"id": ids, "geom": geometry}, geometry="geom")
        self.connection.create_data_frame(frame).to_memtable().to_view(table, overwrite=True)

    def ask(self, query):
        return self.connection.sql(query).to_pandas()

    def close(self):
        self.connection = None


class PostGIS(Database):
    """In a cluster of its own with PostgreSQL's settings as installed; the answer stays in a table of the server."""

    whole = TOGETHER
    here = False

    def connect(self):
        import psycopg

        # a socket's path must be short
        folder = tempfile.mkdtemp(prefix="seam", dir="/tmp")
        self.held.callback(shutil.rmtree, folder, ignore_errors=True)
        script = ["sh", str(POSTGIS)]
        started = subprocess.run([*script, "start", folder], check=False, capture_output=True, text=True)
        if started.returncode:
            raise AbsentError(started.stderr.strip() or "PostgreSQL does not start")
        self.held.callback(subprocess.run, [*script, "stop", folder], check=False)
        address = f"host={folder} user=planner dbname=postgres"
        self.connection = self.held.enter_context(psycopg.connect(address, autocommit=True))
        self.connection.execute("CREATE EXTENSION postgis")
        workers = int(self.connection.execute("SHOW max_parallel_workers_per_gather").fetchone()[0])
        self.threads = f"≤ {min(1 + workers, os.cpu_count())}"
        asked = "SELECT current_setting('server_version'), postgis_lib_version(), postgis_geos_version()"
        self.about = "PostgreSQL {}, PostGIS {}, GEOS {}".format(*self.connection.execute(asked).fetchone())

    def load(self, table, ids, geometry):
        self.connection.execute(f"CREATE TABLE {table} (id int, geom geometry)")
        # large geometries uncompressed, as PostGIS' manual advises
        self.connection.execute(f"ALTER TABLE {table} ALTER geom SET STORAGE EXTERNAL")
        with self.connection.cursor().copy(f"COPY {table} FROM STDIN") as copy:
            for row in zip(ids.tolist(), shapely.to_wkb(geometry, hex=True), strict=True):
                copy.write_row(row)
        self.connection.execute(f"VACUUM ANALYZE {table}")

    def index(self):
        run = self.connection.execute
        run("DROP INDEX IF EXISTS by_feature, by_zone")
        run("CREATE INDEX by_feature ON features USING gist (geom)")
        if self.pieces:
            run("DROP TABLE IF EXISTS pieces")
            run(f"CREATE TABLE pieces AS SELECT id, ST_Subdivide(geom, {VERTICES}) AS geom FROM zones")  # noqa: S608 - ours
        zones = "pieces" if self.pieces else "zones"
        run(f"CREATE INDEX by_zone ON {zones} USING gist (geom)")
        run(f"ANALYZE features, {zones}")

    def ask(self, query):
        self.connection.execute("DROP TABLE IF EXISTS answer")
        self.connection.execute(f"CREATE TEMP TABLE answer AS {query}")

    def areas(self, result):
        rows = self.connection.execute("SELECT feature, zone, area FROM answer").fetchall()
        return super().areas(pd.DataFrame(rows, columns=["feature", "zone", "area"]))
