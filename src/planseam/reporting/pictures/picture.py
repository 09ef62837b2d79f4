"""Pictures of a report as values: bytes, size on paper, and what they show in words."""

from dataclasses import dataclass

from planseam.text import NOTHING, Text

__all__ = ["Figures", "Picture"]


@dataclass(frozen=True, kw_only=True)
class Picture:
    """One picture.

    Parameters
    ----------
    png : bytes
        PNG with its resolution; the same report gives the same bytes.
    width_mm, height_mm : float
        Size on paper: the scale of a map is true at this size.
    alt : Text
        What it shows, for a caption and for who cannot see it.
    notice : Text
        What had to be left out for want of a font; empty as a rule.
    """

    png: bytes
    width_mm: float
    height_mm: float
    alt: Text
    notice: Text = NOTHING


@dataclass(frozen=True, kw_only=True)
class Figures:
    """The pictures of one conflict.

    Parameters
    ----------
    locator : Picture
        Where it is: the surroundings, and in a corner the whole study.
    detail : Picture
        What it is: both parties' features and the conflict itself, with a legend.
    scale : int
        Denominator of the detail's scale.
    """

    locator: Picture
    detail: Picture
    scale: int
