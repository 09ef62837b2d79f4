"""Data: whether the layers can be judged at all."""

from planseam.rules.base import Rule
from planseam.rules.da.da101_unknown_crs import UnknownCRS
from planseam.rules.da.da102_invalid_geometry import InvalidGeometry
from planseam.rules.da.da103_missing_field import MissingField
from planseam.rules.da.da104_garbled_text import GarbledText
from planseam.rules.da.da105_outside_study import OutsideStudy
from planseam.rules.da.da106_vintage_clash import VintageClash
from planseam.rules.da.da107_duplicate_feature import DuplicateFeature

__all__ = ["RULES"]

RULES: tuple[type[Rule], ...] = (
    UnknownCRS,
    InvalidGeometry,
    MissingField,
    GarbledText,
    OutsideStudy,
    VintageClash,
    DuplicateFeature,
)
