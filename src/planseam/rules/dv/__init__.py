"""Development."""

from planseam.rules.base import Rule
from planseam.rules.dv.dv101_metropolitan_overlap import MetropolitanOverlap
from planseam.rules.dv.dv102_duplicate_park import DuplicatePark
from planseam.rules.dv.dv103_hostile_facing_uses import HostileFacingUses
from planseam.rules.dv.dv104_main_function_clash import MainFunctionClash
from planseam.rules.dv.dv105_agro_ecological_split import AgroEcologicalSplit

__all__ = ["RULES"]

RULES: tuple[type[Rule], ...] = (
    MetropolitanOverlap,
    DuplicatePark,
    HostileFacingUses,
    MainFunctionClash,
    AgroEcologicalSplit,
)
