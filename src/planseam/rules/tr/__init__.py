"""Transport."""

from planseam.rules.base import Rule
from planseam.rules.tr.tr101_dead_end_road import DeadEndRoad
from planseam.rules.tr.tr102_alignment_misjoin import AlignmentMisjoin
from planseam.rules.tr.tr103_redundant_crossing import RedundantCrossing
from planseam.rules.tr.tr104_station_without_city import StationWithoutCity

__all__ = ["RULES"]

RULES: tuple[type[Rule], ...] = (DeadEndRoad, AlignmentMisjoin, RedundantCrossing, StationWithoutCity)
