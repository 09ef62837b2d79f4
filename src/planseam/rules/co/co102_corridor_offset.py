"""CO102 corridor-offset."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, ClassVar

import numpy as np
import shapely

from planseam.model.border import Border
from planseam.model.conflict import Conflict, Severity
from planseam.model.tolerances import Options, Settings, tolerance
from planseam.rules.base import Rule
from planseam.rules.co.corridors import ROLE, Corridors
from planseam.rules.co.landings import Landings, Pair
from planseam.rules.names import title_of
from planseam.seaming.scene import Scene
from planseam.text import Text, half_up, listed, metres

__all__ = ["CorridorOffset", "CorridorOffsetOptions"]

_APART = Text("错开 {away} 米", "reach it {away} m apart")
_WIDTHS = Text("宽度分别为 {one} 米和 {other} 米", "are {one} m and {other} m wide")
_GRADES = Text("等级分别为{one}和{other}", "are of grades {one} and {other}")


@dataclass(frozen=True, kw_only=True)
class CorridorOffsetOptions(Options):
    """Tolerances of CO102."""

    end_m: float = tolerance(
        100.0, unit="m", reason=Text("规划图上画到界边的习惯误差", "how near the border a plan draws what ends there")
    )
    offset_m: float = tolerance(
        50.0, unit="m", reason=Text("1:10000 图上 5 毫米，仍可顺接", "5 mm on a 1:10,000 sheet: still joined by a bend")
    )
    reach_m: float = tolerance(
        100.0, unit="m", reason=Text("错开更远而名称不同的，不是同一廊道", "farther apart, only a name makes them one")
    )
    pair_m: float = tolerance(
        2000.0, unit="m", reason=Text("同名而错开更远的，视为两条", "farther apart, even namesakes are two corridors")
    )
    width_ratio: float = tolerance(
        2.0, unit="", reason=Text("宽度相差一倍，功能难以延续", "at half the width, a corridor does not work on")
    )
    run_m: float = tolerance(
        25.0, unit="m", reason=Text("带状廊道接触边界不足一个步长的不计", "a strip that touches by less than one step")
    )
    left_out: tuple[str, ...] = tolerance(
        ("greenway", "绿道"), unit="", reason=Text("绿道由 TR102 检查", "greenways are checked by TR102")
    )


class CorridorOffset(Rule):
    """The two sides of a corridor reach the border apart, or differ in width or grade.

    廊道两侧抵达边界的位置错开，或宽度、等级不同。

    What it flags
    -------------
    Two corridors of one kind, one of each side, that reach the border within 100 m and no farther apart than 100 m, or
    2 km where they bear one name: where they are more than 50 m apart, or one is at least twice as wide as the other,
    or their grades differ. Each corridor is paired with one other: the namesake, then the nearest. A line reaches the
    border at the place nearest to its end and is as wide as declared; a strip is as wide as the stretch of border that
    it comes near, and two strips are apart by their middles.

    两侧同类廊道各止于边界 100 米以内，抵达边界的位置相距不超过 100 米（同名的不超过 2 公里）：位置错开 50 米以上，或
    宽度相差一倍及以上，或等级不同。廊道一一配对，先同名，后最近。线以端点在边界上的最近处为位置，宽度取所填值；带状廊道
    的宽度取其抵达边界的长度，两条带之间按中点计算错位。

    Why it matters
    --------------
    A corridor that jumps, or narrows by half, at the border fails where it is needed: at the crossing.

    廊道在界上错位或骤窄，恰恰断在最需要贯通之处。

    Known limits
    ------------
    Corridors without a kind go with any. Grades are compared as written: “1” and “national” differ. A strip that runs
    along the border looks wide. Greenways are left to TR102.

    未注明类型的廊道可与任何类型配对。等级按字面比较，“1”与“国家级”视为不同。沿边界延伸的带状廊道会显得过宽。绿道由
    TR102 检查。

    What to do
    ----------
    The departments in charge of the corridor on both sides should agree on one crossing place, width and grade, and
    correct both plans.

    双方廊道主管部门商定统一的跨界位置、宽度和等级，同步修改两侧规划。

    Source
    ------
    Gu Hao, Zhao Min and Tang Zilai on corridors and neighbouring relations, round table on the integration of the
    Yangtze River Delta, 2024. All tolerances are defaults of planseam.

    顾浩、赵民、唐子来关于廊道与邻里关系的发言，长三角一体化规划圆桌会议，2024 年。各容差为 planseam 默认值。
    """

    code: ClassVar[str] = "CO102"
    name: ClassVar[str] = "corridor-offset"
    title: ClassVar[Text] = Text("廊道错位", "corridor offset")
    severity: ClassVar[Severity] = "minor"
    along_borders: ClassVar[bool] = True
    needs: ClassVar[tuple[tuple[str, ...], ...]] = ((ROLE,),)
    options: ClassVar[type[Options]] = CorridorOffsetOptions
    message: ClassVar[Text] = Text(
        "{one}的“{name}”与{other}的“{facing}”在两地边界 {km} 公里处不衔接：{faults}",
        "“{name}” of {one} and “{facing}” of {other} do not match at km {km} of their border: they {faults}",
    )
    advice: ClassVar[Text] = Text(
        "双方廊道主管部门商定统一的跨界位置、宽度和等级，同步修改两侧规划",
        "The departments in charge of the corridor on both sides should agree on one crossing place, width and "
        "grade, and correct both plans",
    )

    def judge(self, scene: Scene, settings: Settings[Any]) -> Iterator[Conflict]:
        """Yield pairs border by border, namesakes and near ones first."""
        if not scene.borders:
            return
        corridors = Corridors.of(scene, stub_m=settings.at(role=ROLE).end_m)
        options = [settings.at(border=border.id, role=ROLE) for border in scene.borders]
        ends = corridors.ends(scene.borders, np.array([each.end_m for each in options]))
        for index, (border, each) in enumerate(zip(scene.borders, options, strict=True)):
            own = ends.where(ends.border == index)
            landings = Landings.of(scene, corridors, border, own, reach=each.end_m, run_m=each.run_m)
            for pair in landings.pairs(reach_m=each.reach_m, pair_m=each.pair_m):
                kinds = corridors.kind[landings.part[[pair.left, pair.right]]]
                faults = _faults(scene, landings, pair, each)
                if faults and not np.isin(kinds, each.left_out).any():
                    yield self._offset(scene, landings, pair, border, faults, apart=pair.offset > each.offset_m)

    def _offset(
        self, scene: Scene, landings: Landings, pair: Pair, border: Border, faults: list[Text], *, apart: bool
    ) -> Conflict:
        features = landings.corridors.features
        one, other = landings.corridors.feature[landings.part[[pair.left, pair.right]]].tolist()
        where = shapely.LineString(pair.places) if apart else pair.places[0]
        at_km = scene.kilometre(border, where)
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
            length_m=float(scene.length([where])[0]) if apart else None,
            message=self.message.format(
                one=scene.name(border.a),
                other=scene.name(border.b),
                name=features.name(one),
                facing=features.name(other),
                km=half_up(at_km, 2),
                faults=listed(faults),
            ),
            advice=self.advice,
            geometry=where,
        )


def _grade(grade: str) -> Text:
    """What a grade is called: in Chinese, a number needs its word."""
    return Text(f" {grade} 级", grade) if grade.isdecimal() else title_of(grade)


def _faults(scene: Scene, landings: Landings, pair: Pair, options: CorridorOffsetOptions) -> list[Text]:
    """What does not match, in words."""
    both = [pair.left, pair.right]
    widths, grades = landings.width[both], landings.corridors.grade[landings.part[both]]
    faults = []
    if pair.offset > options.offset_m:
        faults.append(_APART.format(away=metres(scene.length([shapely.LineString(pair.places)])[0])))
    if widths.min() > 0 and widths.max() >= options.width_ratio * widths.min():
        faults.append(_WIDTHS.format(one=metres(widths[0]), other=metres(widths[1])))
    if (grades != "").all() and grades[0] != grades[1]:
        faults.append(_GRADES.format(one=_grade(grades[0]), other=_grade(grades[1])))
    return faults
