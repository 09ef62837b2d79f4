"""A check of millions of patches beside reading them: one run, one table.

Run by hand, with some 30 GB of disk for ten million::

    python tests/bench/streaming/against_reading.py 1000000 10000000 --folder /somewhere/large

Each figure comes from a process of its own: wall-clock and processor seconds,
and the most memory that it held. What is read: all columns of the GeoParquet by
pyarrow, batch by batch; and the same with the geometry of each feature made by
shapely, as geopandas does it (geopandas itself would hold all features at
once, which does not fit). What is checked: all rules, with one thread and with
one for each processor; the answer must be the same.
"""

import argparse
import hashlib
import json
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

STUDY = """
[study]
units = "provinces"
level = "province"
[[layer]]
id = "provinces"
role = "unit"
path = "bundled:yrd/provinces"
[[layer]]
id = "patches"
role = "land-use"
path = "{path}"
"""


def read(path):
    """All columns, batch by batch."""
    import pyarrow.parquet as pq

    return {"rows": sum(len(batch) for batch in pq.ParquetFile(path).iter_batches())}


def read_features(path):
    """The same, with the geometry of each feature."""
    import pyarrow.parquet as pq
    import shapely

    rows = 0
    for batch in pq.ParquetFile(path).iter_batches():
        shapes = shapely.from_wkb(batch.column("geometry").to_numpy(zero_copy_only=False))
        rows += len(shapes) if batch.drop_columns(["geometry", "bbox"]).to_pandas() is not None else 0
    return {"rows": rows}


def check(path, jobs):
    """All rules."""
    import planseam

    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder, "planseam.toml")
        file.write_text(STUDY.format(path=path))
        report = planseam.check(planseam.Study.from_file(file), jobs=jobs, strict=True)
        report.conflicts.to_parquet(Path(folder, "conflicts.parquet"))
        answer = hashlib.sha256(Path(folder, "conflicts.parquet").read_bytes()).hexdigest()
    layer = report.inputs[-1]
    return {
        "rows": layer["rows"],
        "judged": layer["judged"],
        "conflicts": len(report.conflicts),
        "laps": report.seconds,
        "answer": answer,
    }


WORK = {
    "read": read,
    "features": read_features,
    "check-1": lambda path: check(path, 1),
    "check": lambda path: check(path, None),
}
TITLES = {
    "read": "pyarrow, all columns, batch by batch",
    "features": "the same, and shapely makes the geometry",
    "check-1": "planseam.check, one thread",
    "check": "planseam.check, all processors",
}


def alone(what, path):
    """Do one piece of work in this process, and print its figures."""
    begun = time.perf_counter()
    told = WORK[what](path)
    used = resource.getrusage(resource.RUSAGE_SELF)
    figures = {
        "wall": time.perf_counter() - begun,
        "cpu": used.ru_utime + used.ru_stime,
        "peak_mb": used.ru_maxrss / 1024,
    }
    sys.stdout.write(json.dumps({**told, **figures}))


def measured(what, path):
    command = [sys.executable, __file__, "--alone", what, str(path)]
    return json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)


def main():
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("counts", nargs="*", type=int, default=[1_000_000])
    parser.add_argument("--folder", type=Path, default=Path(tempfile.gettempdir()), help="where the patches are kept")
    parser.add_argument("--alone", nargs=2, help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.alone:
        alone(*given.alone)
        return
    from patches import write

    peaks = []
    for count in given.counts:
        path = given.folder / f"patches-{count}.parquet"
        if not path.exists():
            write(count, path)
        path.read_bytes() if path.stat().st_size < 4e9 else None  # warm, where it fits
        figures = {what: measured(what, path) for what in WORK}
        one, all_of_them = figures["check-1"], figures["check"]
        if one["answer"] != all_of_them["answer"]:
            sys.exit("the answer depends on the number of threads")
        peaks.append(all_of_them["peak_mb"])
        print(f"\n{one['rows']:,} patches, {path.stat().st_size / 1e9:.2f} GB; {one['judged']:,} kept, "
              f"{one['conflicts']:,} conflicts; laps {all_of_them['laps']}")  # fmt: skip
        for what, each in figures.items():
            ratio = each["wall"] / figures["features"]["wall"]
            print(f"  {TITLES[what]:<44} {each['wall']:8.1f} s {ratio:6.2f} ×  {each['cpu']:8.1f} s of processors  "
                  f"{each['peak_mb']:7.0f} MB")  # fmt: skip
    if len(peaks) > 1:
        print(f"\npeak memory of the last by the first: {peaks[-1] / peaks[0]:.2f}")


if __name__ == "__main__":
    main()
