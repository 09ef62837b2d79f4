"""Family BD: whether the plans of neighbours meet."""

from planseam.rules.base import Rule
from planseam.rules.bd.bd101_border_gap import BorderGap
from planseam.rules.bd.bd102_double_claim import DoubleClaim
from planseam.rules.bd.bd103_out_of_jurisdiction import OutOfJurisdiction
from planseam.rules.bd.bd104_scope_membership import ScopeMembership

__all__ = ["RULES"]

RULES: tuple[type[Rule], ...] = (BorderGap, DoubleClaim, OutOfJurisdiction, ScopeMembership)
