"""Corridors."""

from planseam.rules.base import Rule
from planseam.rules.co.co101_corridor_broken_at_border import CorridorBrokenAtBorder

__all__ = ["RULES"]

RULES: tuple[type[Rule], ...] = (CorridorBrokenAtBorder,)
