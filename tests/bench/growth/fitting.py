"""Exponents: how time and memory grow with what grows."""

import numpy as np

#: No exponent may be larger.
MOST = 1.1
#: What grows by less than this part of what nothing costs does not grow: it is noise.
NOISE = 0.1
#: And so is what two runs of the same work differ by: s of the processor, MB.
LEAST = {"cpu": 0.05, "peak_mb": 10.0}


def exponent(sizes, values, base, *, least=0.0):
    """The slope of a least-squares line through the upper half of the sizes, both axes logarithmic.

    What the same work costs with as good as nothing of what grows (imports,
    the units) is taken off first: it would hide the growth. `NOISE` of that, or
    `least`, is counted everywhere at least, so that noise has no slope.
    """
    sizes, values = np.asarray(sizes, dtype=float), np.asarray(values, dtype=float)
    upper = sizes >= np.sort(sizes)[(len(sizes) - 1) // 2]
    grown = np.maximum(values - base, max(NOISE * base, least))
    return float(np.polyfit(np.log(sizes[upper]), np.log(grown[upper]), 1)[0])


def exponents(told):
    """Those of time and memory of all curves of a run: (family, work, measure, exponent)."""
    for family, work, curve in curves(told):
        sizes = [run["size"] for run in curve["runs"]]
        for measure in ("cpu", "peak_mb"):
            values = [run[measure] for run in curve["runs"]]
            found = exponent(sizes, values, curve["base"][measure], least=LEAST[measure])
            yield family, work, measure, found


def curves(told):
    """All that was measured over several sizes: (family, work, curve)."""
    for family, works in told["families"].items():
        for work, curve in works.items():
            yield family, work, curve
