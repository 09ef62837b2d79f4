"""Family BD: whether the plans of neighbours meet."""

from planseam.rules.bd.bd101_border_gap import BorderGap
from planseam.rules.bd.bd102_double_claim import DoubleClaim

__all__ = ["RULES"]

RULES = (BorderGap, DoubleClaim)
