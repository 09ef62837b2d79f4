"""The line that two units share."""

from dataclasses import dataclass

from shapely import MultiLineString

__all__ = ["Border", "border_id"]


@dataclass(frozen=True)
class Border:
    """A border between two units, with a linear reference.

    Parameters
    ----------
    a, b : str
        Unit codes, ``a < b``. Unit `a` lies on the left of `line`, unit `b` on the right.
    line : MultiLineString
        Parts in the order and direction in which they are walked, in the
        working CRS (m). Kilometre 0 is the start of the first part.
    length_m : float
        Length on the ellipsoid, m.
    """

    a: str
    b: str
    line: MultiLineString
    length_m: float

    @property
    def id(self) -> str:
        """Both codes, joined: ``33-34``."""
        return border_id(self.a, self.b)


def border_id(one: str, other: str) -> str:
    """Name the border of two units, whichever comes first.

    Examples
    --------
    >>> border_id("34", "33")
    '33-34'
    """
    return "-".join(sorted((one, other)))
