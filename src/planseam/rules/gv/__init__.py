"""Family GV: whether plans keep what they owe to the level above and to each other's standards."""

from planseam.rules.gv.gv101_exceeds_upper_plan import ExceedsUpperPlan
from planseam.rules.gv.gv102_quota_missed import QuotaMissed
from planseam.rules.gv.gv103_standards_differ import StandardsDiffer

__all__ = ["RULES"]

RULES = (ExceedsUpperPlan, QuotaMissed, StandardsDiffer)
