"""What a rule needs of a layer that is too large to be kept whole."""

from dataclasses import dataclass

__all__ = ["EVERYTHING", "Want", "together"]


@dataclass(frozen=True, kw_only=True)
class Want:
    """Which features of a role a rule may ever look at.

    What no rule wants is counted and let go while the layer is read. Whoever is
    in doubt wants too much: that costs memory, while too little costs conflicts.

    Parameters
    ----------
    whole : bool
        All of them.
    border_m : float
        Those that may lie within this many metres of a border of the study; negative for none.
    outside : bool
        Those that may lie outside all units, in part or whole.
    meets : tuple of str
        Those that may touch a feature of these roles, wherever it lies.
    meets_m : float
        Those that may lie within this many metres of such a feature.
    strays : tuple of str
        Those that may lie within `meets_m` of a feature of these roles that lies,
        or may lie, on the ground of another party than its own.
    """

    whole: bool = False
    border_m: float = -1.0
    outside: bool = False
    meets: tuple[str, ...] = ()
    meets_m: float = 0.0
    strays: tuple[str, ...] = ()


EVERYTHING = Want(whole=True)


def together(wants: list[Want]) -> Want:
    """What satisfies all of them."""
    if not wants:
        return Want()
    return Want(
        whole=any(want.whole for want in wants),
        border_m=max(want.border_m for want in wants),
        outside=any(want.outside for want in wants),
        meets=tuple(sorted({role for want in wants for role in want.meets})),
        meets_m=max(want.meets_m for want in wants),
        strays=tuple(sorted({role for want in wants for role in want.strays})),
    )
