"""What must be asked of a layer, because the files do not tell it: its role, and whose plan it is."""

from collections.abc import Sequence

from planseam.loading.inspection import LIKELY, Question
from planseam.loading.parties import PartyGuess
from planseam.loading.recognition import Recognition
from planseam.model.role import roles
from planseam.text import Text, listed

__all__ = ["party_asked", "role_asked"]

#: Roles that are drawn from nature or from several plans: nobody need be asked whose they are.
_NOBODYS = frozenset({"unit", "demonstration-zone", "lake", "river", "coastline", "watershed", "metropolitan-area"})


def role_asked(role: Recognition) -> tuple[Question, ...]:
    """Ask what a layer is, unless that is known.

    Parameters
    ----------
    role : Recognition
    """
    if role.role is not None and role.confidence >= LIKELY:
        return ()
    proposed = tuple(filter(None, (role.role, *role.alternatives)))
    titles = listed(Text(f"{roles()[name].title.zh} {name}", f"{name} ({roles()[name].title.en})") for name in proposed)
    if proposed:
        text = Text(
            "这是什么图层？可能是 {titles}（{reason}）", "what is this layer? It may be {titles} ({reason})"
        ).format(titles=titles, reason=role.reason)
    else:
        text = Text(
            "这是什么图层？名称和字段都看不出来；可用的 role 见 README",
            "what is this layer? Neither its name nor its columns tell; the README lists the roles",
        )
    return (Question(key="role", text=text, choices=proposed),)


def party_asked(
    role: Recognition, party: PartyGuess, codes: Sequence[str], ground: Sequence[str]
) -> tuple[Question, ...]:
    """Ask whose plan it is, unless that is known, or its features say it, or it is nobody's.

    Parameters
    ----------
    role : Recognition
    party : PartyGuess
    codes : sequence of str
        Codes that its features carry.
    ground : sequence of str
        Codes of the units in which they lie.
    """
    if role.role is None or role.role in _NOBODYS or party.confidence >= LIKELY or codes:
        return ()
    if roles()[role.role].geometry == "none":
        return ()
    proposed = (party.code,) if party.code else tuple(sorted({code[:2] for code in ground if code}))
    text = Text(
        "这是谁的规划（{reason}）？不写 party 时，各要素按所在行政区归属",
        "whose plan is this ({reason})? Without a party, each feature belongs to the unit in which it lies",
    ).format(reason=party.reason)
    return (Question(key="party", text=text, choices=proposed),)
