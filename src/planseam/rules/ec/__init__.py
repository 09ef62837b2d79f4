"""Ecology."""

from planseam.rules.base import Rule
from planseam.rules.ec.ec101_split_protected_area import SplitProtectedArea
from planseam.rules.ec.ec103_redline_stops_at_border import RedlineStopsAtBorder
from planseam.rules.ec.ec104_control_lines_overlap import ControlLinesOverlap

__all__ = ["RULES"]

RULES: tuple[type[Rule], ...] = (SplitProtectedArea, RedlineStopsAtBorder, ControlLinesOverlap)
