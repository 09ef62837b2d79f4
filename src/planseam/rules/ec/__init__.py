"""Ecology."""

from planseam.rules.base import Rule
from planseam.rules.ec.ec101_split_protected_area import SplitProtectedArea
from planseam.rules.ec.ec102_zoning_mismatch import ZoningMismatch
from planseam.rules.ec.ec103_redline_stops_at_border import RedlineStopsAtBorder
from planseam.rules.ec.ec104_control_lines_overlap import ControlLinesOverlap
from planseam.rules.ec.ec105_project_in_redline import ProjectInRedline
from planseam.rules.ec.ec106_redline_reduced import RedlineReduced
from planseam.rules.ec.ec107_stacked_designations import StackedDesignations

__all__ = ["RULES"]

RULES: tuple[type[Rule], ...] = (
    SplitProtectedArea,
    ZoningMismatch,
    RedlineStopsAtBorder,
    ControlLinesOverlap,
    ProjectInRedline,
    RedlineReduced,
    StackedDesignations,
)
