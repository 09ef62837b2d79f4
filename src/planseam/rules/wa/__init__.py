"""Water."""

from planseam.rules.base import Rule
from planseam.rules.wa.wa101_split_watershed import SplitWatershed
from planseam.rules.wa.wa102_watershed_function_mismatch import WatershedFunctionMismatch
from planseam.rules.wa.wa103_upstream_laxer import UpstreamLaxer
from planseam.rules.wa.wa104_opposite_banks_differ import OppositeBanksDiffer
from planseam.rules.wa.wa105_land_sea_mismatch import LandSeaMismatch
from planseam.rules.wa.wa106_flood_exposure import FloodExposure

__all__ = ["RULES"]

RULES: tuple[type[Rule], ...] = (
    SplitWatershed,
    WatershedFunctionMismatch,
    UpstreamLaxer,
    OppositeBanksDiffer,
    LandSeaMismatch,
    FloodExposure,
)
