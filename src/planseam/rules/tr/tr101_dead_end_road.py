"""TR101 dead-end-road."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, ClassVar

import numpy as np
import shapely

from planseam.model.border import Border
from planseam.model.conflict import Conflict, Severity
from planseam.model.tolerances import Options, Settings, tolerance
from planseam.rules.base import Rule
from planseam.rules.tr.roads import ROLE, Facing, Roads
from planseam.seaming.network import Places
from planseam.seaming.scene import Scene
from planseam.text import Text, half_up, kilometres, metres

__all__ = ["DeadEndRoad", "DeadEndRoadOptions"]

#: How far the message follows the roads around, m.
LOOK_M = 30_000.0
#: A way that is exactly so many times as long counts as longer.
ROUNDING = 1e-9

_ROUND = Text(
    "现有与规划道路绕行 {detour} 公里，为直线距离的 {ratio} 倍",
    "the way round by existing and planned roads is {detour} km, {ratio} times the straight distance",
)
_NONE = Text("沿道路 {km} 公里内不能到达", "it cannot be reached within {km} km by road")


@dataclass(frozen=True, kw_only=True)
class DeadEndRoadOptions(Options):
    """Tolerances of TR101."""

    near_m: float = tolerance(
        1000.0, unit="m", reason=Text("端点距边界 1 公里内视为通向边界", "an end within 1 km leads to the border")
    )
    facing_m: float = tolerance(
        3000.0, unit="m", reason=Text("3 公里内的缺口可按一条连接线规划", "a gap of 3 km can be planned as one link")
    )
    detour_ratio: float = tolerance(
        3.0, unit="", reason=Text("绕行不足三倍的已有可用通道", "less than three times as far is a usable way")
    )
    snap_m: float = tolerance(
        5.0, unit="m", reason=Text("道路中心线数字化误差", "what two agencies that digitise one road differ by")
    )
    ahead_deg: float = tolerance(
        90.0, unit="deg", reason=Text("道路走向后方的不算对面", "what lies behind the end of a road does not face it")
    )
    major_classes: tuple[str, ...] = tolerance(
        ("motorway", "trunk", "primary", "高速公路", "国道", "省道"),
        unit="",
        reason=Text("干线公路中断影响区域", "a broken main road is felt in the whole region"),
    )


class DeadEndRoad(Rule):
    """A road ends near the border, with a road across it that can be reached only by a long way round, or not at all.

    道路在边界附近断头，对侧有路，却不通或须远绕。

    What it flags
    -------------
    An end of a road that joins nothing, within 1 km of a border of its owner, with a road of the other side ahead
    within 3 km, where the way between the two by road is at least three times the straight line or does not exist.
    Two ends that face each other give one record; else the nearest place of a road ahead is faced. Minor; major where
    a road that ends has one of the classes in `major_classes`.

    道路端点距所属行政区边界 1 公里以内，不与任何道路相接；前方 3 公里内有对侧道路，而两者之间沿道路的距离不小于直线距
    离的三倍，或根本不通。两个断头相对的记一条；否则以前方最近的对侧道路为准。为“一般”；断头道路等级属 `major_classes`
    的为“严重”。

    Why it matters
    --------------
    A missing kilometre at the border costs every trip the way round, and keeps neighbours apart that plan together.

    边界上缺少的一公里，使每次出行都要绕路，一体化的两地因此隔绝。

    Known limits
    ------------
    All roads of the layer count as open in both directions, planned ones too. Lines that cross without a common vertex
    are taken for a bridge; ends within 5 m of a road join it. Water and hills between both ends are not seen. Roads
    that leave the study are followed only as far as they are drawn.

    图层中的道路（含规划道路）均视为双向通行；交叉处没有共同节点的视为立交，端点 5 米内有道路的视为相接。不考虑两端之
    间的水面和山体。研究范围外的道路以图层所绘为限。

    What to do
    ----------
    The transport and natural resources departments of both sides should agree on the link (its course, class, width and
    year) and enter it in both plans.

    双方交通、自然资源部门商定连接线的走向、等级、宽度和建设年份，同步纳入两侧规划。

    Source
    ------
    Wang Kai and Yang Dongyuan on transport across borders, round table on the integration of the Yangtze River Delta,
    2024. All tolerances are defaults of planseam.

    王凯、杨东援关于跨界交通的发言，长三角一体化规划圆桌会议，2024 年。各容差为 planseam 默认值。
    """

    code: ClassVar[str] = "TR101"
    name: ClassVar[str] = "dead-end-road"
    title: ClassVar[Text] = Text("断头路", "dead-end road")
    severity: ClassVar[Severity] = "minor"
    along_borders: ClassVar[bool] = True
    needs: ClassVar[tuple[tuple[str, ...], ...]] = ((ROLE,),)
    options: ClassVar[type[Options]] = DeadEndRoadOptions
    message: ClassVar[Text] = Text(
        "{has}的道路“{name}”在与{other}边界 {km} 公里处断头，前方 {away} 米为对侧道路“{facing}”：{way}",
        "Road “{name}” of {has} ends at km {km} of the border with {other}; {away} m ahead, on the other side, lies "
        "road “{facing}”: {way}",
    )
    advice: ClassVar[Text] = Text(
        "双方交通、自然资源部门商定连接线的走向、等级、宽度和建设年份，同步纳入两侧规划",
        "The transport and natural resources departments of both sides should agree on the link (its course, class, "
        "width and year) and enter it in both plans",
    )

    def judge(self, scene: Scene, settings: Settings[Any]) -> Iterator[Conflict]:
        """Yield dead ends border by border, the left side first."""
        roads = Roads.of(scene, snap_m=settings.at(role=ROLE).snap_m)
        points = shapely.STRtree(roads.ends.point)
        for border in scene.borders:
            options: DeadEndRoadOptions = settings.at(border=border.id, role=ROLE)
            near = np.sort(points.query(border.line, predicate="dwithin", distance=options.near_m))
            told: set[frozenset[int]] = set()
            for has, other in ((border.a, border.b), (border.b, border.a)):
                own = near[roads.ends.owner[near] == has]
                facing = roads.facing(own, other, within=options.facing_m, ahead_deg=options.ahead_deg)
                for row, (end, opposite) in enumerate(zip(facing.end.tolist(), facing.other.tolist(), strict=True)):
                    pair = frozenset({end, opposite})
                    if opposite >= 0 and pair in told:
                        continue
                    told.add(pair)
                    if self._is_far(roads, facing, row, options):
                        yield self._dead_end(scene, roads, facing, row, border, has, options)

    @staticmethod
    def _is_far(roads: Roads, facing: Facing, row: int, options: DeadEndRoadOptions) -> bool:
        straight = float(shapely.distance(roads.ends.point[facing.end[row]], facing.point[row]))
        within = options.detour_ratio * straight * (1 - ROUNDING)
        return bool(np.isinf(_way(roads, facing, row, within)))

    def _dead_end(
        self,
        scene: Scene,
        roads: Roads,
        facing: Facing,
        row: int,
        border: Border,
        has: str,
        options: DeadEndRoadOptions,
    ) -> Conflict:
        features, end, opposite = roads.features, facing.end[row], facing.other[row]
        own, faced = int(roads.ends.feature[end]), int(facing.feature[row])
        other = border.b if has == border.a else border.a
        ending = [roads.road_class[own]] + [roads.road_class[faced]] * bool(opposite >= 0)
        link = shapely.shortest_line(roads.ends.point[end], facing.point[row])
        straight = float(scene.length([link])[0])
        detour = _way(roads, facing, row, LOOK_M)
        at_km = scene.kilometre(border, link)
        way = (
            _NONE.format(km=kilometres(LOOK_M, 0))
            if np.isinf(detour)
            else _ROUND.format(detour=kilometres(detour), ratio=half_up(detour / shapely.length(link), 1))
        )
        return Conflict(
            rule=self.code,
            severity="major" if set(ending) & set(options.major_classes) else self.severity,
            unit_a=has,
            unit_b=other,
            layer_a=str(features.layer[own]),
            feature_a=str(features.fid[own]),
            layer_b=str(features.layer[faced]),
            feature_b=str(features.fid[faced]),
            border=border.id,
            at_km=at_km,
            length_m=straight,
            message=self.message.format(
                has=scene.name(has),
                name=features.name(own),
                other=scene.name(other),
                km=half_up(at_km, 2),
                away=metres(straight),
                facing=features.name(faced),
                way=way,
            ),
            advice=self.advice,
            geometry=link,
        )


def _way(roads: Roads, facing: Facing, row: int, within: float) -> float:
    """Metres by road between a dead end and what it faces; infinite where it is more than `within`."""
    to = Places(facing.place.edge[row : row + 1], facing.place.along[row : row + 1])
    return float(roads.network.ways(roads.ends.place, int(facing.end[row]), to, within=within)[0])
