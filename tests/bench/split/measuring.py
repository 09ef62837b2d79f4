"""One engine on one set of features and zones: timed, or extrapolated from a sample, and compared with our answer."""

import gc
import math
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
from split.peers import OURS, AbsentError

#: What is smaller may be missing on either side, m².
CRUMB = 0.01
RELATIVE = 1e-6
#: Features of the run that foretells how long all of them take.
PROBE = 2000
#: A run is repeated, and the quickest told, while all runs together take less, s.
PATIENCE = 10


@dataclass(frozen=True, kw_only=True)
class Measured:
    """What the table tells of an engine.

    Parameters
    ----------
    index, split, cpu : float
        Seconds; of the processor None for an engine in another process.
    each : float
        Seconds of the split for a feature.
    """

    name: str
    threads: str = ""
    index: float = np.nan
    split: float = np.nan
    cpu: float | None = None
    each: float | None = None
    note: str = ""
    about: str = ""
    failed: bool = False
    areas: pd.Series | None = None

    @property
    def total(self):
        return self.index + self.split


def measure(peer, features, zones, *, limit, repeat, known=None, ours=None):
    """Time a peer and compare its answer with ours, if there is one; never raises."""
    if not peer.versions:
        return Measured(name=peer.name, note=f"not installed: {peer.install}")
    try:
        if known is None and len(features) > PROBE:
            known = _run(peer, features[:: len(features) // PROBE], zones, repeat=1).each
        slower = math.ceil((known or 0) * len(features) / limit)
        step = max(1, min(slower, len(features) // PROBE))
        return _run(peer, features[::step], zones, repeat=repeat, step=step, count=len(features), ours=ours)
    except (AbsentError, ImportError) as error:
        return Measured(name=peer.name, note=f"not installed: {error}; {peer.install}")
    except Exception as error:  # noqa: BLE001 - a peer that fails must not stop the others; the table and the exit tell
        return Measured(name=peer.name, note=f"FAILED: {type(error).__name__}: {error}", failed=True)


def _run(peer, features, zones, *, repeat, step=1, count=None, ours=None):
    engine = peer.make(features, zones)
    try:
        began, runs = time.perf_counter(), []
        while len(runs) < repeat and (not runs or time.perf_counter() - began < PATIENCE):
            gc.collect()
            result = None
            clocks = [(time.perf_counter(), time.process_time())]
            for work in (engine.index, engine.split):
                result = work()
                clocks.append((time.perf_counter(), time.process_time()))
            runs.append(np.diff(clocks, axis=0))
        (index, index_cpu), (split, split_cpu) = min(runs, key=lambda run: run[:, 0].sum())
        areas = engine.areas(result)
        notes = [] if step == 1 else [f"EXTRAPOLATED from {len(features):,} patches"]
        off = 0 if ours is None else differences(ours, areas, step)
        if off:
            notes.append(f"DIFFERS in {off:,} rows")
        elif ours is not None:
            notes.append("same rows and areas")
        scale = 1 if step == 1 else count / len(features)
        return Measured(
            name=peer.name,
            threads=engine.threads,
            index=index,
            split=split * scale,
            cpu=index_cpu + split_cpu * scale if engine.here else None,
            each=split / len(features),
            note="; ".join(notes) or f"{len(areas):,} rows, {areas.sum() / 1e6:,.3f} km²",
            about=engine.about,
            failed=off > 0,
            areas=areas if peer.make is OURS.make else None,
        )
    finally:
        engine.close()


def differences(ours, theirs, step=1):
    """Count the rows in which two answers differ by more than rounding; theirs may be of every so manieth feature."""
    feature = ours.index.get_level_values("feature")
    ours = ours[feature % step == 0]
    keys = ours.index
    ours.index = pd.MultiIndex.from_arrays([keys.get_level_values(0) // step, keys.get_level_values(1)])
    twice = int(ours.index.duplicated().sum() + theirs.index.duplicated().sum())
    if twice:
        return twice
    one, other = ours.align(theirs, fill_value=0.0)
    return int((~(np.abs(one - other) <= CRUMB + RELATIVE * one)).sum())


def reading(features, crs, *, repeat):
    """Seconds in which geopandas reads the features from files, and the files' size."""
    frame = gpd.GeoDataFrame({"id": np.arange(len(features))}, geometry=features, crs=crs)
    with tempfile.TemporaryDirectory() as folder:
        parquet, package = Path(folder, "patches.parquet"), Path(folder, "patches.gpkg")
        frame.to_parquet(parquet)
        frame.to_file(package, layer="patches", engine="pyogrio")
        del frame
        told = []
        for name, read, file in (
            ("geopandas.read_parquet, GeoParquet", gpd.read_parquet, parquet),
            ("geopandas.read_file, GeoPackage", gpd.read_file, package),
        ):
            runs = []
            for _ in range(repeat):
                start = time.perf_counter(), time.process_time()
                rows = len(read(file))
                runs.append((time.perf_counter() - start[0], time.process_time() - start[1]))
            if rows != len(features):
                raise AssertionError(f"{file.name} has {rows} rows")
            seconds, cpu = min(runs)
            size = f"{file.stat().st_size / 1e6:.0f} MB"
            told.append(Measured(name=name, threads="its own", index=0, split=seconds, cpu=cpu, note=size))
    return told
