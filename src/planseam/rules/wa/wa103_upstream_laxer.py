"""WA103 upstream-laxer."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, ClassVar

import numpy as np

from planseam.model.conflict import Conflict, Severity
from planseam.model.tolerances import Options, Settings, tolerance
from planseam.rules.base import Rule
from planseam.rules.wa.reaches import ROLE, Reaches, class_rank, class_title
from planseam.seaming.scene import Scene
from planseam.text import Text, counted, half_up

__all__ = ["UpstreamLaxer", "UpstreamLaxerOptions"]

_AT = Text("{up}与{down}边界 {km} 公里处", "At km {km} of the border between {up} and {down}")
_BETWEEN = Text("{up}与{down}之间", "Between {up} and {down}")


@dataclass(frozen=True, kw_only=True)
class UpstreamLaxerOptions(Options):
    """Tolerances of WA103."""

    reach_m: float = tolerance(
        100.0, unit="m", reason=Text("两家各画到界边的习惯误差", "how far apart two plans draw one place on a river")
    )
    classes: float = tolerance(
        1.0, unit="", reason=Text("相差一类即不衔接", "one class apart is a target that the other side cannot meet")
    )
    major_classes: float = tolerance(
        2.0, unit="", reason=Text("相差两类，下游几无可能达标", "two classes apart, the lower side can hardly comply")
    )


class UpstreamLaxer(Rule):
    """A river crosses the border, and the class of water quality upstream is laxer than downstream.

    河流跨界，上游的水质类别宽于下游。

    What it flags
    -------------
    A reach of one owner that ends within 100 m of where a reach of another begins, both of one name where both have
    one, with a class of water quality upstream that is laxer than downstream by at least one class. Minor; major from
    two classes on. Reaches are drawn downstream. Of several beginnings of one owner, the nearest counts.

    一方河段的终点与另一方河段的起点相距 100 米以内（双方均有名称的须同名），上游水质类别比下游宽至少一类，为“一般”；
    宽两类及以上为“严重”。河段按流向绘制。同一方有多个起点的，取最近者。

    Why it matters
    --------------
    Water carries its quality across: what the upper side may discharge, the lower side has to clean.

    水质随水流跨界：上游按宽标准排放，下游须按严标准治理。

    Known limits
    ------------
    A line drawn against the flow turns the judgement round. A feature that crosses the border whole has one class and
    is passed over. Reaches without a class, or with one that is not I to VI, are not compared.

    逆流绘制的线会使判断颠倒。整条跨界的要素只有一个类别，不参与判断。未填类别或类别不属 I 至 VI 的河段不作比较。

    What to do
    ----------
    The environment departments of both sides should agree on one water-quality target at the border section, monitor it
    jointly, and settle compensation.

    双方生态环境部门商定跨界断面的统一水质目标，联合监测，并明确上下游补偿。

    Source
    ------
    Chen Wen, Wang Kai and Ning Yuemin on water across borders (the Taipu River), round table on the integration of the
    Yangtze River Delta, 2024; GB 3838-2002 for the classes. All tolerances are defaults of planseam.

    陈雯、王凯、宁越敏关于跨界水体（太浦河）的发言，长三角一体化规划圆桌会议，2024 年；类别依 GB 3838-2002。
    各容差为 planseam 默认值。
    """

    code: ClassVar[str] = "WA103"
    name: ClassVar[str] = "upstream-laxer"
    title: ClassVar[Text] = Text("上游宽于下游", "upstream laxer than downstream")
    severity: ClassVar[Severity] = "minor"
    along_borders: ClassVar[bool] = True
    needs: ClassVar[tuple[tuple[str, ...], ...]] = ((ROLE,),)
    options: ClassVar[type[Options]] = UpstreamLaxerOptions
    message: ClassVar[Text] = Text(
        "{place}，“{name}”由{up}流入{down}：上游水质为{upper}，下游为{lower}，相差 {classes} 类",
        "{place}, “{name}” flows from {up} into {down}: its water-quality class is {upper} upstream and {lower} "
        "downstream, {classes} laxer",
    )
    advice: ClassVar[Text] = Text(
        "双方生态环境部门商定跨界断面的统一水质目标，联合监测，并明确上下游补偿",
        "The environment departments of both sides should agree on one water-quality target at the border section, "
        "monitor it jointly, and settle compensation",
    )

    def judge(self, scene: Scene, settings: Settings[Any]) -> Iterator[Conflict]:
        """Yield crossings, reach by reach."""
        reach = max(settings.at(border=name, role=ROLE).reach_m for name in ["", *(each.id for each in scene.borders)])
        reaches = Reaches.of(scene, stub_m=reach)
        features = reaches.features
        rank = np.array([class_rank(words) for words in features.words("water_class")], dtype=int)[reaches.feature]
        met = reaches.meetings(reach=reach)
        laxer = (rank[met.down] > 0) & (rank[met.up] > rank[met.down])
        for up, down, away, point in zip(
            *(each[laxer] for each in (met.up, met.down, met.away, met.point)), strict=True
        ):
            codes = str(reaches.owner[up]), str(reaches.owner[down])
            border = scene.parties(*codes, near=point)
            options: UpstreamLaxerOptions = settings.at(border=border.id if border else "", role=ROLE)
            classes = int(rank[up] - rank[down])
            if classes < options.classes or away > options.reach_m:
                continue
            upper, lower = int(reaches.feature[up]), int(reaches.feature[down])
            at_km = scene.kilometre(border, point) if border else None
            names = {"up": scene.name(codes[0]), "down": scene.name(codes[1])}
            place = _BETWEEN.format(**names) if at_km is None else _AT.format(**names, km=half_up(at_km, 2))
            named = upper if features.words("name")[upper] or not features.words("name")[lower] else lower
            yield Conflict(
                rule=self.code,
                severity="major" if classes >= options.major_classes else self.severity,
                unit_a=codes[0],
                unit_b=codes[1],
                layer_a=str(features.layer[upper]),
                feature_a=str(features.fid[upper]),
                layer_b=str(features.layer[lower]),
                feature_b=str(features.fid[lower]),
                border=border.id if border else "",
                at_km=at_km,
                message=self.message.format(
                    place=place,
                    name=features.name(named),
                    upper=class_title(rank[up]),
                    lower=class_title(rank[down]),
                    classes=counted(classes, "class", "classes"),
                    **names,
                ),
                advice=self.advice,
                geometry=point,
            )
