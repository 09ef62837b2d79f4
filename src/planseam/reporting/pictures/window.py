"""The piece of ground that a picture shows, at a round scale."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import count

__all__ = ["CLOSE_STEPS", "Window", "round_scale"]

Bounds = tuple[float, float, float, float]

MM_PER_M = 1000.0
#: Denominators of scales between 1 and 10, times any power of ten.
STEPS = (1, 1.5, 2, 2.5, 3, 4, 5, 6, 8)
#: As near as two digits come: for maps that shall fill their frame.
CLOSE_STEPS = tuple(step / 10 for step in range(10, 100))


@dataclass(frozen=True, kw_only=True)
class Window:
    """A window on the working CRS, north up.

    Parameters
    ----------
    x, y : float
        Its centre, m.
    scale : float
        Denominator.
    width_mm, height_mm : float
        On paper.
    """

    x: float
    y: float
    scale: float
    width_mm: float
    height_mm: float

    @classmethod
    def around(
        cls,
        bounds: Sequence[float],
        *,
        width_mm: float,
        height_mm: float,
        filled: float,
        least_scale: float = 1.0,
        steps: Sequence[float] = STEPS,
    ) -> "Window":
        """Fit bounds into a share of a frame, at a round scale.

        Parameters
        ----------
        bounds : sequence of float
            West, south, east and north, m.
        width_mm, height_mm : float
            The frame.
        filled : float
            How much of its width or height the bounds may take, 0 to 1.
        least_scale : float
            Denominator below which it does not go, however small the bounds are.
        steps : sequence of float
            Denominators to choose from, between 1 and 10, times any power of ten.
        """
        west, south, east, north = bounds
        needed = max((east - west) / width_mm, (north - south) / height_mm) * MM_PER_M / filled
        return cls(
            x=(west + east) / 2,
            y=(south + north) / 2,
            scale=round_scale(max(needed, least_scale), steps),
            width_mm=width_mm,
            height_mm=height_mm,
        )

    @property
    def metres_per_mm(self) -> float:
        """Metres on the ground for a millimetre on paper."""
        return self.scale / MM_PER_M

    @property
    def bounds(self) -> Bounds:
        """West, south, east and north, m."""
        wide, high = self.width_mm * self.metres_per_mm / 2, self.height_mm * self.metres_per_mm / 2
        return self.x - wide, self.y - high, self.x + wide, self.y + high

    def wider(self, mm: float) -> Bounds:
        """The bounds, some millimetres farther out: what is cut there has its edges out of sight."""
        west, south, east, north = self.bounds
        by = mm * self.metres_per_mm
        return west - by, south - by, east + by, north + by


def round_scale(least: float, steps: Sequence[float] = STEPS) -> float:
    """The smallest round denominator that is not below a value.

    Examples
    --------
    >>> round_scale(17_300), round_scale(25_000), round_scale(8_200)
    (20000.0, 25000.0, 10000.0)
    """
    return next(
        float(step * 10**power) for power in count() for step in steps if step * 10**power >= least * (1 - 1e-9)
    )
