"""EC101 split-protected-area."""

from collections.abc import Iterator
from typing import Any, ClassVar

import numpy as np
import shapely
from numpy.typing import NDArray

from planseam.model.border import Border
from planseam.model.conflict import Conflict, Severity
from planseam.model.tolerances import Options, Settings
from planseam.rules.base import Rule
from planseam.rules.ec.meetings import Meeting, SplitProtectedAreaOptions, Spread, meetings, spreads
from planseam.rules.ec.reserves import ROLE, Indices, Reserves
from planseam.rules.names import shared_name, title_of
from planseam.seaming.scene import Scene
from planseam.text import NOTHING, Text, counted, hectares, kilometres, listed, metres, mu, percent

__all__ = ["SplitProtectedArea"]

Strings = NDArray[np.str_]

_RESERVE = Text("{name}（{owner}，{parts}{ha} 公顷，{mu} 亩）", "{name} ({owner}, {parts}{ha} ha, {mu} mu)")
_PARTS = Text("{count} 片，", "{count} parts, ")
_PART = Text("{unit} {ha} 公顷（{mu} 亩，{percent}%）", "{unit} {ha} ha ({mu} mu, {percent} %)")
_EDGE = Text("共边 {km} 公里", "share {km} km of boundary")
_GAP = Text("相距 {gap} 米", "lie {gap} m apart")
_NAME = Text("名称同为“{name}”", "are both called “{name}”")
_CATEGORY = Text("类型同为{category}", "are of the same category ({category})")
_BOTH = Text("名称同为“{name}”、类型同为{category}", "are both called “{name}” and of the same category ({category})")
_CORE = Text("；一方的核心保护区与另一方相接", "; a core protection zone of one touches the other")
_PERIODS = Text("；规划期分别为 {a} 年与 {b} 年，{how}", "; their plan periods, {a} and {b}, {how}")
_BOTH_DIFFER = Text("起始年相差 {first} 年，终止年相差 {last} 年", "start {starts} and end {ends} apart")
_ALIKE_DIFFER = Text("起止年均相差 {first} 年", "start and end {starts} apart")
_ENDS_DIFFER = Text("起始年相同，终止年相差 {last} 年", "start in the same year and end {ends} apart")
_STARTS_DIFFER = Text("终止年相同，起始年相差 {first} 年", "start {starts} apart and end in the same year")


class SplitProtectedArea(Rule):
    """One natural area is protected by two administrations.

    同一自然区域由两个行政区分别设立、分别管理。

    What it flags
    -------------
    (a) A reserve that lies in two jurisdictions or more, each part above 1 ha and 0.1 % of the reserve and wider than 5
    m. (b) Two reserves of different jurisdictions with parts within 500 m of each other, or with a common edge of 100
    m, whose own names match or whose categories agree: major, critical where a core protection zone of one comes within
    1 m of the other. (c) One name and nothing else: info. A reserve is what has one owner and one full name; parts in
    brackets or after a dash are set aside. Area: (a) of the reserve, (b) of the parts that come near, (c) of both
    reserves. Length: (a) of the border inside, (b) of the common edge, which is the boundary of the first reserve
    within 1 m of that of the second, less 1 m at either end.

    （a）一个保护地位于两个或更多行政区，各部分均大于 1 公顷和全区的千分之一，且平均宽度大于 5 米。（b）不同行政区的两个
    保护地，有部分相距 500 米以内或共边 100 米以上，且名称归一后相同或类型相同：为“严重”；一方核心保护区距另一方 1 米
    以内的，为“致命”。（c）仅名称相同：为“提示”。同一归属、同一全名的要素合为一个保护地，括号内和破折号后的片区名不计。
    面积：（a）为全区，（b）为相邻各部分之和，（c）为两区之和；长度：（a）为区内边界，（b）为共边，即前者边界落在后者边界
    1 米以内的部分，两端各减 1 米。

    Why it matters
    --------------
    Two plans, two patrols and two zonings cut one habitat in two; the reserves of Qingliangfeng in Zhejiang and in
    Anhui cover one mountain.

    两套规划、两支巡护队伍和两种分区把一个生境一分为二；浙江与安徽的清凉峰保护区本是同一座山。

    Known limits
    ------------
    Names are compared without provinces, jurisdictions of the study, levels and kinds; only Chinese ones are taken
    apart so. Agreeing categories say less than a common name. Parts are matched one by one, never by centroids.

    比较名称时去掉省名、研究区内政区名、级别和类型，仅适用于中文名；类型相同不如名称相同有力。逐片比较，不用重心。

    What to do
    ----------
    The forestry departments and reserve administrations of both sides should agree on one plan period, one zoning and
    joint patrols; merge the reserves where conditions allow.

    双方林业主管部门和保护地管理机构统一规划期与管控分区，联合巡护；条件具备的整合为一个保护地。

    Source
    ------
    Ning Yuemin, Chen Wen, Gu Hao and Zhao Min on ecological space, round table on the integration of the Yangtze
    River Delta, 2024. All tolerances are defaults of planseam.

    宁越敏、陈雯、顾浩、赵民关于生态空间的发言，长三角一体化规划圆桌会议，2024 年。各容差为 planseam 默认值。
    """

    code: ClassVar[str] = "EC101"
    name: ClassVar[str] = "split-protected-area"
    title: ClassVar[Text] = Text("分设保护地", "split protected area")
    severity: ClassVar[Severity] = "major"
    needs: ClassVar[tuple[tuple[str, ...], ...]] = ((ROLE,),)
    options: ClassVar[type[Options]] = SplitProtectedAreaOptions
    message: ClassVar[Text] = Text(
        "{a}与{b}{relation}，{why}，很可能同属一个自然区域；相邻部分共 {ha} 公顷（{mu} 亩）{core}{period}",
        "{a} and {b} {relation} and {why}: probably one natural area; the parts that adjoin cover {ha} ha ({mu} "
        "mu){core}{period}",
    )
    spread_message: ClassVar[Text] = Text(
        "{a}跨 {count} 个行政区：{parts}；区内边界长 {km} 公里",
        "{a} lies in {count} jurisdictions: {parts}; {km} km of their borders run through it",
    )
    namesake_message: ClassVar[Text] = Text(
        "{a}与{b}同名“{name}”，相距 {km} 公里，共 {ha} 公顷（{mu} 亩）；仅名称相同，请核实是否有关",
        "{a} and {b} share the name “{name}” but lie {km} km apart ({ha} ha, {mu} mu in all); nothing but the name "
        "agrees: please verify whether they are related",
    )
    advice: ClassVar[Text] = Text(
        "双方林业主管部门和保护地管理机构统一规划期与管控分区，联合巡护；条件具备的整合为一个保护地",
        "The forestry departments and reserve administrations of both sides should agree on one plan period, one "
        "zoning and joint patrols; merge the reserves where conditions allow",
    )

    def judge(self, scene: Scene, settings: Settings[Any]) -> Iterator[Conflict]:
        """Yield reserves across a border, then pairs of reserves, then mere namesakes."""
        reserves = Reserves.of(scene)
        for spread in spreads(scene, settings, reserves):
            yield self._spread(scene, reserves, spread)
        met = set()
        for meeting in meetings(scene, settings, reserves):
            yield self._meeting(scene, reserves, meeting)
            met.add((reserves.core[meeting.a], reserves.owner[meeting.a], reserves.owner[meeting.b]))
        for one, other in reserves.namesakes():
            if (reserves.core[one[0]], reserves.owner[one[0]], reserves.owner[other[0]]) not in met:
                yield self._namesakes(scene, reserves, one, other)

    def _spread(self, scene: Scene, reserves: Reserves, spread: Spread) -> Conflict:
        codes, share = scene.codes[spread.units], spread.area / spread.total
        length = float(scene.length([spread.line])[0])
        parts = [
            _PART.format(unit=scene.name(str(code)), ha=hectares(area), mu=mu(area), percent=percent(part))
            for code, area, part in zip(codes, spread.area, share, strict=True)
        ]
        message = self.spread_message.format(
            a=_described(scene, reserves, spread.reserve), count=len(codes), parts=listed(parts), km=kilometres(length)
        )
        return Conflict(
            rule=self.code,
            severity=self.severity,
            **_parties(reserves, codes[:2], [reserves.in_unit(spread.reserve, int(unit)) for unit in spread.units[:2]]),
            **_place(scene, spread.border, spread.line if length else spread.whole),
            area_m2=spread.total,
            length_m=length,
            share=float(share[1]),
            message=message,
            advice=self.advice,
            geometry=spread.whole,
        )

    def _meeting(self, scene: Scene, reserves: Reserves, meeting: Meeting) -> Conflict:
        a, b = meeting.a, meeting.b
        geometry = shapely.union(*meeting.near)
        area = float(scene.area([geometry])[0])
        edge = _EDGE.format(km=kilometres(meeting.edge_m)) if meeting.edge_m else _GAP.format(gap=metres(meeting.gap_m))
        (named,), (categorised,) = reserves.alike(np.array([a]), np.array([b]))
        why = _BOTH if named and categorised else _NAME if named else _CATEGORY
        message = self.message.format(
            a=_described(scene, reserves, a),
            b=_described(scene, reserves, b),
            relation=edge,
            why=why.format(name=_shared(reserves, a, b), category=title_of(str(reserves.category[a]))),
            ha=hectares(area),
            mu=mu(area),
            core=_CORE if meeting.core else NOTHING,
            period=_periods(reserves, a, b),
        )
        return Conflict(
            rule=self.code,
            severity="critical" if meeting.core else self.severity,
            **_parties(reserves, reserves.owner[[a, b]], [reserves.members(a), reserves.members(b)]),
            **_place(scene, meeting.border, meeting.link),
            area_m2=area,
            length_m=meeting.edge_m or None,
            message=message,
            advice=self.advice,
            geometry=geometry,
        )

    def _namesakes(self, scene: Scene, reserves: Reserves, one: Indices, other: Indices) -> Conflict:
        sides = [np.concatenate([reserves.members(int(reserve)) for reserve in side]) for side in (one, other)]
        wholes = [shapely.union_all(reserves.features.geometry[members]) for members in sides]
        geometry = shapely.union(*wholes)
        area = float(scene.area([geometry])[0])
        away = float(scene.length([shapely.shortest_line(*wholes)])[0])
        message = self.namesake_message.format(
            a=_described(scene, reserves, int(one[0])),
            b=_described(scene, reserves, int(other[0])),
            name=_shared(reserves, int(one[0]), int(other[0])),
            km=kilometres(away),
            ha=hectares(area),
            mu=mu(area),
        )
        return Conflict(
            rule=self.code,
            severity="info",
            **_parties(reserves, reserves.owner[[one[0], other[0]]], sides),
            area_m2=area,
            message=message,
            advice=self.advice,
            geometry=geometry,
        )


def _described(scene: Scene, reserves: Reserves, reserve: int) -> Text:
    """A reserve with its owner, parts and area."""
    whole = reserves.whole(reserve)
    (area,) = scene.area([whole])
    parts = shapely.get_num_geometries(whole)
    return _RESERVE.format(
        name=reserves.name(reserve),
        owner=scene.name(str(reserves.owner[reserve])),
        parts=_PARTS.format(count=parts) if parts > 1 else NOTHING,
        ha=hectares(area),
        mu=mu(area),
    )


def _periods(reserves: Reserves, a: int, b: int) -> Text:
    """The plan periods of two reserves where both are known and differ."""
    years = [*reserves.period(a), *reserves.period(b)]
    if np.isnan(years).any() or years[:2] == years[2:]:
        return NOTHING
    start, end, other_start, other_end = (int(year) for year in years)
    first, last = abs(start - other_start), abs(end - other_end)
    if first == last:
        how = _ALIKE_DIFFER
    elif first and last:
        how = _BOTH_DIFFER
    else:
        how = _STARTS_DIFFER if first else _ENDS_DIFFER
    apart = {"first": first, "last": last, "starts": counted(first, "year").en, "ends": counted(last, "year").en}
    return _PERIODS.format(a=f"{start}–{end}", b=f"{other_start}–{other_end}", how=how.format(**apart))


def _shared(reserves: Reserves, a: int, b: int) -> Text:
    """The name that two reserves share."""
    return shared_name(reserves.name(a), reserves.name(b), core=str(reserves.core[a]))


def _parties(reserves: Reserves, codes: Strings, members: list[Indices]) -> dict[str, Any]:
    (layer_a, feature_a), (layer_b, feature_b) = (reserves.listed(own) for own in members)
    return {
        "unit_a": str(codes[0]),
        "unit_b": str(codes[1]),
        "layer_a": layer_a,
        "feature_a": feature_a,
        "layer_b": layer_b,
        "feature_b": feature_b,
    }


def _place(scene: Scene, border: Border | None, where: Any) -> dict[str, Any]:  # noqa: ANN401 - any geometry
    return {"border": border.id, "at_km": scene.kilometre(border, where)} if border else {}
