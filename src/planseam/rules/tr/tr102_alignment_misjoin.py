"""TR102 alignment-misjoin."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, ClassVar

import numpy as np
import shapely

from planseam.model.border import Border
from planseam.model.conflict import Conflict, Severity
from planseam.model.tolerances import Options, Settings, tolerance
from planseam.rules.base import Rule
from planseam.rules.co.corridors import Corridors
from planseam.rules.names import title_of
from planseam.rules.tr.joins import Join, joins
from planseam.seaming.scene import Scene
from planseam.text import Text, half_up, metres

__all__ = ["AlignmentMisjoin", "AlignmentMisjoinOptions"]

#: Roles with lines that are travelled on, and what one of them is called.
_LINES = {
    "rail": Text("铁路", "A railway"),
    "road": Text("道路", "A road"),
    "corridor": Text("绿道", "A greenway"),
}
_CLASS = {"corridor": "grade"}


@dataclass(frozen=True, kw_only=True)
class AlignmentMisjoinOptions(Options):
    """Tolerances of TR102."""

    offset_m: float = tolerance(
        50.0, unit="m", reason=Text("1:10000 图上 5 毫米，仍可顺接", "5 mm on a 1:10,000 sheet: still joined by a bend")
    )
    pair_m: float = tolerance(
        2000.0, unit="m", reason=Text("错开更远者视为两条线", "further apart, they are taken for two lines")
    )
    end_m: float = tolerance(
        100.0, unit="m", reason=Text("规划图上画到界边的习惯误差", "how near the border a plan draws what ends there")
    )
    kinds: tuple[str, ...] = tolerance(
        ("greenway", "绿道"), unit="", reason=Text("廊道中只有绿道是走的线", "of corridors, greenways are travelled on")
    )


class AlignmentMisjoin(Rule):
    """A railway, road or greenway of both sides meets the border at two places, or changes class there.

    铁路、道路或绿道在边界两侧错位，或在界上改变等级。

    What it flags
    -------------
    A line of either side that ends within 100 m of their border, both of one name or of one class, where the places at
    which they reach the border are more than 50 m and at most 2 km apart and no other line of the other side is within
    50 m of either end; and lines that do meet but differ in class. Ends are paired one to one: those that meet
    first, alike before unlike, then those of one name, then those of one class.

    两侧的线各自止于边界 100 米以内，名称相同或等级相同，而抵达边界的位置相距 50 米以上、2 公里以内，且两端点 50 米内
    均无对侧的其他线路；或两线相接而等级不同。端点一一配对：先配已相接者（同名或同等级优先），再配同名者，后配同等级
    者。

    Why it matters
    --------------
    Two plans that each look right give a line that cannot be built, or a motorway that runs into a lane.

    两地规划各自成立，合起来却是一条修不通的线，或是高速公路接上支路。

    Known limits
    ------------
    Lines without name and class are not paired. Two lines of one class that each end at the border are taken for one
    line although they may be two: see the names. What goes over the border by up to 100 m still reaches it at the
    nearest place.

    既无名称又无等级的线不配对。同等级的两条线各自止于边界的，会被当作一条线，请核对名称。越界不超过 100 米的，以边界
    上最近处为抵达位置。

    What to do
    ----------
    The departments in charge of the line on both sides should agree on one crossing place and one class, and correct
    both plans.

    双方线路主管部门商定统一的过界位置和等级，同步修改两侧规划。

    Source
    ------
    Wang Kai, Zhao Min and Yang Dongyuan on transport across borders, round table on the integration of the Yangtze
    River Delta, 2024. All tolerances are defaults of planseam.

    王凯、赵民、杨东援关于跨界交通的发言，长三角一体化规划圆桌会议，2024 年。各容差为 planseam 默认值。
    """

    code: ClassVar[str] = "TR102"
    name: ClassVar[str] = "alignment-misjoin"
    title: ClassVar[Text] = Text("线位错接", "alignment misjoin")
    severity: ClassVar[Severity] = "minor"
    along_borders: ClassVar[bool] = True
    needs: ClassVar[tuple[tuple[str, ...], ...]] = tuple((role,) for role in _LINES)
    options: ClassVar[type[Options]] = AlignmentMisjoinOptions
    message: ClassVar[Text] = Text(
        "{role}在{one}与{other}边界 {km} 公里处错位 {away} 米：{one}“{name}”与{other}“{facing}”",
        "{role} meets the border between {one} and {other} at two places {away} m apart, about km {km}: “{name}” of "
        "{one} and “{facing}” of {other}",
    )
    class_message: ClassVar[Text] = Text(
        "{role}在{one}与{other}边界 {km} 公里处改变等级：{one}“{name}”为{grade}，{other}“{facing}”为{other_grade}",
        "{role} changes class at km {km} of the border between {one} and {other}: “{name}” of {one} is classed as "
        "{grade}, “{facing}” of {other} as {other_grade}",
    )
    advice: ClassVar[Text] = Text(
        "双方线路主管部门商定统一的过界位置和等级，同步修改两侧规划",
        "The departments in charge of the line on both sides should agree on one crossing place and one class, and "
        "correct both plans",
    )

    def judge(self, scene: Scene, settings: Settings[Any]) -> Iterator[Conflict]:
        """Yield misjoins role by role and border by border."""
        for role in _LINES:
            if role not in scene.roles or not scene.borders:
                continue
            lines = Corridors.of(scene, stub_m=settings.at(role=role).end_m, role=role, grade=_CLASS.get(role, "class"))
            options = [settings.at(border=border.id, role=role) for border in scene.borders]
            ends = lines.ends(scene.borders, np.array([each.end_m for each in options]))
            if role == "corridor":
                ends = ends.where(np.isin(lines.kind[ends.part], settings.base.kinds))
            for index, (border, each) in enumerate(zip(scene.borders, options, strict=True)):
                own = ends.where(ends.border == index)
                for join in joins(lines, own, border, offset_m=each.offset_m, pair_m=each.pair_m):
                    grades = lines.grade[join.a], lines.grade[join.b]
                    if not join.meets or ("" not in grades and grades[0] != grades[1]):
                        yield self._misjoin(scene, lines, border, join)

    def _misjoin(self, scene: Scene, lines: Corridors, border: Border, join: Join) -> Conflict:
        features = lines.features
        one, other = int(lines.feature[join.a]), int(lines.feature[join.b])
        apart = shapely.LineString([join.at_a, join.at_b])
        away = None if join.meets else float(scene.length([apart])[0])
        at_km = scene.kilometre(border, join.at_a if join.meets else apart)
        message = (self.class_message if join.meets else self.message).format(
            role=_LINES[features.role],
            one=scene.name(border.a),
            other=scene.name(border.b),
            km=half_up(at_km, 2),
            away=metres(away or 0.0),
            name=features.name(one),
            facing=features.name(other),
            grade=title_of(lines.grade[join.a], "classes"),
            other_grade=title_of(lines.grade[join.b], "classes"),
        )
        return Conflict(
            rule=self.code,
            severity=self.severity,
            unit_a=border.a,
            unit_b=border.b,
            layer_a=str(features.layer[one]),
            feature_a=str(features.fid[one]),
            layer_b=str(features.layer[other]),
            feature_b=str(features.fid[other]),
            border=border.id,
            at_km=at_km,
            length_m=away,
            message=message,
            advice=self.advice,
            geometry=join.at_a if join.meets else apart,
        )
