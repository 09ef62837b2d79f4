"""The table of exponents."""

from families import FAMILIES
from fitting import MOST, exponents


def table(told):
    """Print the exponents; 1 where one is too large."""
    found = list(exponents(told))
    print(f"\n{'':<56}{'':<10}{'time':>8}{'memory':>8}")
    for (family, work, _, time), (_, _, _, memory) in zip(found[::2], found[1::2], strict=True):
        print(f"{FAMILIES[family].title:<56}{work:<10}{time:8.2f}{memory:8.2f}")
    large = [entry for entry in found if entry[-1] > MOST]
    for family, work, measure, value in large:
        what = "time" if measure == "cpu" else "memory"
        print(f"too large: {what} of {work} grows by the power of {value:.2f} ({FAMILIES[family].title})")
    return int(bool(large))
