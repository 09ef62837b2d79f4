"""CO101 corridor-broken-at-border."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, ClassVar

import numpy as np

from planseam.model.border import Border
from planseam.model.conflict import Conflict, Severity
from planseam.model.tolerances import Options, Settings, tolerance
from planseam.rules.base import Rule
from planseam.rules.co.corridors import ROLE, Corridors
from planseam.rules.names import title_of
from planseam.seaming.scene import Scene
from planseam.text import NOTHING, Text, half_up, kilometres, metres

__all__ = ["CorridorBrokenAtBorder", "CorridorBrokenAtBorderOptions"]

#: How far the message looks for the nearest corridor of the other side, m.
LOOK_M = 5000.0

_KIND = Text("（{kind}）", " ({kind})")
_NEAREST = Text("，最近的“{name}”在 {away} 米外", "; the nearest, “{name}”, is {away} m away")
_NONE = Text("，{km} 公里内也没有", ", nor any within {km} km")
_ALONG = Text("，沿边界 {length} 米", " along {length} m of border")


@dataclass(frozen=True, kw_only=True)
class CorridorBrokenAtBorderOptions(Options):
    """Tolerances of CO101."""

    end_m: float = tolerance(
        100.0, unit="m", reason=Text("规划图上画到界边的习惯误差", "how near the border a plan draws what ends there")
    )
    reach_m: float = tolerance(
        100.0, unit="m", reason=Text("廊道两侧错开超过此数即不连通", "ends farther apart than this do not connect")
    )
    run_m: float = tolerance(
        25.0, unit="m", reason=Text("带状廊道接触边界不足一个步长的不计", "a strip that touches by less than one step")
    )
    major_grades: tuple[str, ...] = tolerance(
        ("national", "国家级"),
        unit="",
        reason=Text("国家级廊道中断影响全局", "a national corridor serves the country"),
    )


class CorridorBrokenAtBorder(Rule):
    """A corridor of one side ends at the border and nothing of its kind goes on.

    廊道到界而止，对侧没有同类廊道接续。

    What it flags
    -------------
    An end of a corridor's line within 100 m of a border of its owner, with no corridor of another owner and of the
    same kind within 100 m of the end; and a stretch of border, 25 m or longer, that a strip reaches within 100 m
    with none of its kind within 100 m of the stretch. Where one of the two has no kind, any will do. Lines of one
    side and one kind that meet within 1 m go on in each other. Minor; major for the grades set in `major_grades`.

    廊道线的端点距所属行政区边界 100 米以内，而端点 100 米内没有其他行政区的同类廊道；带状廊道抵达边界（100 米以内，沿界
    25 米以上），而该段 100 米内没有其他行政区的同类廊道。一方未注明类型的，任何类型均可。同侧同类、相距 1 米以内的线
    视为相连。一般为“一般”；等级属 `major_grades` 的为“严重”。

    Why it matters
    --------------
    A corridor is worth what its whole length is worth: water, animals and walkers do not turn round at a border.

    廊道贵在贯通：水流、动物和行人都不会在界线前折返。

    Known limits
    ------------
    The end may be right, where what the corridor leads to lies at the border. A strip that runs along the border is
    taken for one that ends there. Without a declared owner, a line that goes on for 100 m or less across the border
    still ends at it; a strip that does is taken to go on.

    目的地就在边界上的，终止属正常。沿边界延伸的带状廊道会被当作终止。未注明归属的线越界不超过 100 米仍视为止于边界；
    带状廊道越界则视为接续。

    What to do
    ----------
    The departments in charge of the corridor on both sides should exchange plans, agree on its crossing place, width
    and grade, and enter it in both plans.

    双方廊道主管部门互换规划，商定跨界位置、宽度和等级，并各自纳入规划。

    Source
    ------
    Gu Hao, Zhao Min and Tang Zilai on corridors and neighbouring relations, round table on the integration of the
    Yangtze River Delta, 2024. All tolerances are defaults of planseam.

    顾浩、赵民、唐子来关于廊道与邻里关系的发言，长三角一体化规划圆桌会议，2024 年。各容差为 planseam 默认值。
    """

    code: ClassVar[str] = "CO101"
    name: ClassVar[str] = "corridor-broken-at-border"
    title: ClassVar[Text] = Text("廊道断于边界", "corridor broken at border")
    severity: ClassVar[Severity] = "minor"
    along_borders: ClassVar[bool] = True
    needs: ClassVar[tuple[tuple[str, ...], ...]] = ((ROLE,),)
    options: ClassVar[type[Options]] = CorridorBrokenAtBorderOptions
    message: ClassVar[Text] = Text(
        "{has}的“{name}”{kind}在与{other}边界 {km} 公里处到界而止{along}：{reach} 米内没有对侧的同类廊道{nearest}",
        "“{name}” of {has}{kind} ends at km {km} of the border with {other}{along}: no corridor of its kind goes on "
        "across the border within {reach} m{nearest}",
    )
    advice: ClassVar[Text] = Text(
        "双方廊道主管部门互换规划，商定跨界位置、宽度和等级，并各自纳入规划",
        "The departments in charge of the corridor on both sides should exchange plans, agree on its crossing "
        "place, width and grade, and enter it in both plans",
    )

    def judge(self, scene: Scene, settings: Settings[Any]) -> Iterator[Conflict]:
        """Yield ends of lines, then strips border by border."""
        if not scene.borders:
            return
        corridors = Corridors.of(scene, stub_m=settings.at(role=ROLE).end_m)
        options = [settings.at(border=border.id, role=ROLE) for border in scene.borders]
        ends = corridors.ends(scene.borders, np.array([each.end_m for each in options]))
        reach = np.array([each.reach_m for each in options])[ends.border]
        ends = ends.where(~corridors.met(ends.point, ends.part, reach))
        for point, part, border in zip(ends.point, ends.part, ends.border, strict=True):
            yield self._broken(scene, corridors, int(part), scene.borders[border], options[border], point)
        for border, each in zip(scene.borders, options, strict=True):
            for left in (True, False):
                for stretch, part in corridors.stops(
                    scene, border, left=left, reach=each.end_m, facing=each.reach_m, run_m=each.run_m
                ):
                    yield self._broken(scene, corridors, part, border, each, stretch)

    def _broken(
        self,
        scene: Scene,
        corridors: Corridors,
        part: int,
        border: Border,
        options: CorridorBrokenAtBorderOptions,
        where: Any,  # noqa: ANN401 - a point or a line
    ) -> Conflict:
        feature, has = int(corridors.feature[part]), str(corridors.owner[part])
        features = corridors.features
        other = border.b if has == border.a else border.a
        kind, grade = str(corridors.kind[part]), str(corridors.grade[part])
        length = float(scene.length([where])[0])
        near = corridors.nearest(where, part, LOOK_M)
        at_km = scene.kilometre(border, where)
        message = self.message.format(
            has=scene.name(has),
            name=features.name(feature),
            kind=_KIND.format(kind=title_of(kind)) if kind else NOTHING,
            other=scene.name(other),
            km=half_up(at_km, 2),
            along=_ALONG.format(length=metres(length)) if length else NOTHING,
            reach=metres(options.reach_m),
            nearest=_NEAREST.format(name=features.name(int(corridors.feature[near[0]])), away=metres(near[1], 1))
            if near
            else _NONE.format(km=kilometres(LOOK_M, 0)),
        )
        return Conflict(
            rule=self.code,
            severity="major" if grade in options.major_grades else self.severity,
            unit_a=has,
            unit_b=other,
            layer_a=str(features.layer[feature]),
            feature_a=str(features.fid[feature]),
            border=border.id,
            at_km=at_km,
            length_m=length or None,
            message=message,
            advice=self.advice,
            geometry=where,
        )
