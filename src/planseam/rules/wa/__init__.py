"""Water."""

from planseam.rules.base import Rule
from planseam.rules.wa.wa101_split_watershed import SplitWatershed
from planseam.rules.wa.wa102_watershed_function_mismatch import WatershedFunctionMismatch

__all__ = ["RULES"]

RULES: tuple[type[Rule], ...] = (SplitWatershed, WatershedFunctionMismatch)
