"""Corridors."""

from planseam.rules.base import Rule
from planseam.rules.co.co101_corridor_broken_at_border import CorridorBrokenAtBorder
from planseam.rules.co.co102_corridor_offset import CorridorOffset
from planseam.rules.co.co103_compound_corridor_candidate import CompoundCorridorCandidate
from planseam.rules.co.co104_corridor_fragments import CorridorFragments

__all__ = ["RULES"]

RULES: tuple[type[Rule], ...] = (CorridorBrokenAtBorder, CorridorOffset, CompoundCorridorCandidate, CorridorFragments)
