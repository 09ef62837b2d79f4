"""What was drawn on purpose for the rules whose finds follow from the whole drawing."""

from dataclasses import dataclass, field

from draw.finding import Found
from draw.plants import Expected


@dataclass(frozen=True)
class Intent:
    """One fault drawn on purpose.

    Attributes
    ----------
    rule
        Code of the rule that must find it.
    marks
        Fids that the find must name.
    why
        The reason in Chinese and English.
    severity
        What the rule must say; empty where that follows from the drawing.
    units
        Codes of a find that names no features.
    """

    rule: str
    marks: frozenset[str]
    why: dict[str, str] = field(hash=False, compare=False)
    severity: str = ""
    units: tuple[str, ...] = ()

    def means(self, found: Found) -> bool:
        """Tell whether a find is this fault."""
        alike = self.rule == found.rule and self.marks <= found.features
        if not self.marks:
            alike = alike and not found.features and self.units == found.units
        return alike and self.severity in ("", found.severity)


# Finds that follow from what was drawn for other reasons. All are listed; none is a fault of one plant alone.
FOLLOWING = {
    "WA101": ("一个小流域分属两省", "One small watershed lies in two provinces"),
    "WA102": ("同一小流域两侧主体功能不同", "The two sides of one watershed have different main functions"),
    "WA104": ("两岸滨水带管控类别不同", "The shores on the two sides are not under the same control"),
    "BD103": ("越界图斑的越界部分", "The part of an overrunning feature that lies across the border"),
    "BD104": (
        "公布面积按陆地统计，行政区面含江海水面",
        "The published area counts land; the polygon of the unit has water too",
    ),
    "CO104": ("交通廊道切割生态地块", "Transport corridors cut an ecological patch"),
    "DV101": ("一地同属两个都市圈", "One place belongs to two metropolitan areas"),
    "DV103": ("城镇开发边界紧邻对侧管控区", "A development boundary close to what the other side protects"),
    "DV104": ("省界两侧主体功能相冲突", "The main functions on the two sides of a border clash"),
    "EC102": ("核心保护区隔界无人接续或降级", "A core zone that is not met by one across the border"),
    "EC107": ("同一地块叠加两类保护地", "Two kinds of protected area on one ground"),
    "GV102": ("指标未达", "The quota is missed"),
}


def settled(intents: list[Intent], found: list[Found]) -> list[tuple[Expected, Found]]:
    """Give each find its reason; stop where a find has none, or a fault is not found."""
    pairs, missing = [], set(intents)
    strays = []
    for find in found:
        meant = [intent for intent in intents if intent.means(find)]
        missing -= set(meant)
        if meant:
            why = meant[0].why
        elif find.rule in FOLLOWING:
            why = dict(zip(("zh", "en"), FOLLOWING[find.rule], strict=True))
        else:
            strays.append(find)
            continue
        pairs.append((Expected(find.rule, find.features, find.severity, why), find))
    if missing or strays:
        lines = [f"not found: {intent.rule} {sorted(intent.marks)} {intent.severity}" for intent in missing]
        lines += [f"not meant: {find}" for find in strays]
        raise ValueError("\n".join(sorted(lines)))
    return pairs
