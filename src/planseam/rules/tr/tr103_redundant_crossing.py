"""TR103 redundant-crossing."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, ClassVar

import shapely

from planseam.model.border import Border
from planseam.model.conflict import Conflict, Severity
from planseam.model.tolerances import Options, Settings, tolerance
from planseam.rules.base import Rule
from planseam.rules.owners import border_of
from planseam.rules.tr.crossings import ROLE, Crossings, Pair, neighbours
from planseam.seaming.scene import Scene
from planseam.text import Text, half_up, kilometres

__all__ = ["RedundantCrossing", "RedundantCrossingOptions"]

_ALONG = Text("沿“{river}”", " along the river “{river}”")
_STRAIGHT = Text("直线", " in a straight line")
_NOBODY = Text("归属未明的", "")
_OF = Text("{who}的", " of {who}")


@dataclass(frozen=True, kw_only=True)
class RedundantCrossingOptions(Options):
    """Tolerances of TR103."""

    apart_m: float = tolerance(
        10_000.0, unit="m", reason=Text("10 公里内的两条通道服务同一片地区", "within 10 km they serve the same places")
    )
    years: float = tolerance(
        5.0, unit="a", reason=Text("五年内先后通车，客流尚未养成", "within 5 years the first has not filled yet")
    )
    river_m: float = tolerance(
        5000.0,
        unit="m",
        reason=Text("长江口外河宽多在此以内", "few rivers are wider from their middle line to the bank"),
    )
    same_m: float = tolerance(
        100.0,
        unit="m",
        reason=Text("两方所绘的同一条通道", "what two parties draw of one crossing comes so near itself"),
    )


class RedundantCrossing(Rule):
    """Two crossings of one kind are planned close together in place and time.

    同类过江跨海通道在位置和时间上过于接近。

    What it flags
    -------------
    Two crossings of one kind, no more than 10 km apart along the line of one river, that open within 5 years of each
    other, unless both exist. Where no river's line lies within 5 km of either, the straight distance counts. Of several
    in a row each is compared with its neighbours. Crossings of one name, and those of two owners within 100 m of each
    other, are one crossing drawn twice.

    同类通道沿同一条河相距不超过 10 公里，通车年份相差不超过 5 年，且并非都已建成；5 公里内没有河流线的按直线距离计。
    连续多条的，只比较相邻者。同名的，以及不同归属而相距 100 米以内的，视为同一条通道的重复绘制。

    Why it matters
    --------------
    Each side plans its own crossing, and the region pays for two that share the traffic of one.

    两岸各自规划通道，区域却为两条分担同一客流的通道付费。

    Known limits
    ------------
    Crossings without a year of opening are not judged. Traffic that justifies both is not known. A river drawn as an
    area alone has no line to measure along; reaches more than 50 m apart are not joined, and crossings of two such
    reaches are not compared.

    没有通车年份的不检查；不掌握客流预测；只绘成面的河流没有可供量算的线；河段之间断开 50 米以上的不相连，两段上的通道
    不比较。

    What to do
    ----------
    The transport departments concerned should compare the traffic forecasts of both crossings; build in phases, combine
    road and rail, or set the opening years apart.

    有关交通主管部门对比两条通道的交通量预测；分期实施、公铁合建，或错开通车年份。

    Source
    ------
    Wang Kai and Yang Dongyuan on crossings, round table on the integration of the Yangtze River Delta, 2024. All
    tolerances are defaults of planseam.

    王凯、杨东援关于过江跨海通道的发言，长三角一体化规划圆桌会议，2024 年。各容差为 planseam 默认值。
    """

    code: ClassVar[str] = "TR103"
    name: ClassVar[str] = "redundant-crossing"
    title: ClassVar[Text] = Text("通道重复", "redundant crossing")
    severity: ClassVar[Severity] = "minor"
    needs: ClassVar[tuple[tuple[str, ...], ...]] = ((ROLE,),)
    besides: ClassVar[tuple[str, ...]] = ("river",)
    options: ClassVar[type[Options]] = RedundantCrossingOptions
    message: ClassVar[Text] = Text(
        "{has}通道“{name}”（{year} 年）与{other}“{facing}”（{other_year} 年）{along}相距 {away} 公里",
        "The crossings “{name}”{has} ({year}) and “{facing}”{other} ({other_year}) are {away} km apart{along}",
    )
    advice: ClassVar[Text] = Text(
        "有关交通主管部门对比两条通道的交通量预测；分期实施、公铁合建，或错开通车年份",
        "The transport departments concerned should compare the traffic forecasts of both crossings; build in "
        "phases, combine road and rail, or set the opening years apart",
    )

    def judge(self, scene: Scene, settings: Settings[Any]) -> Iterator[Conflict]:
        """Yield pairs of neighbours."""
        given: list[RedundantCrossingOptions] = [
            settings.at(border=border.id, role=ROLE) for border in scene.borders
        ] + [settings.at(role=ROLE)]
        crossings = Crossings.of(scene, river_m=given[-1].river_m)
        widest = {
            "apart_m": max(options.apart_m for options in given),
            "years": max(options.years for options in given),
            "same_m": min(options.same_m for options in given),
        }
        found: dict[Pair, Border | None] = {}
        for pair in crossings.pairs(**widest):
            border = border_of(
                scene, *crossings.owner[[pair.one, pair.other]].tolist(), near=crossings.features.geometry[pair.one]
            )
            options: RedundantCrossingOptions = settings.at(border=border.id if border else "", role=ROLE)
            if crossings.allows(pair, apart_m=options.apart_m, years=options.years, same_m=options.same_m):
                found[pair] = border
        for pair in neighbours(list(found)):
            yield self._redundant(scene, crossings, pair, found[pair])

    def _redundant(self, scene: Scene, crossings: Crossings, pair: Pair, border: Border | None) -> Conflict:
        features = crossings.features
        one, other = sorted((pair.one, pair.other), key=lambda index: (str(crossings.owner[index]) or "~", index))
        units = [str(crossings.owner[index]) for index in (one, other)]
        link = shapely.shortest_line(features.geometry[one], features.geometry[other])
        named = pair.river >= 0 and crossings.river_name[pair.river]
        river = scene.features("river").name(pair.river) if named else None
        straight = float(scene.length([link])[0])
        metres = straight if pair.river < 0 else pair.metres
        along = (
            _STRAIGHT if pair.river < 0 else _ALONG.format(river=river) if river else Text("沿河", " along the river")
        )
        who, whom = (_OF.format(who=scene.name(unit)) if unit else _NOBODY for unit in units)
        return Conflict(
            rule=self.code,
            severity=self.severity,
            unit_a=units[0],
            unit_b=units[1],
            layer_a=str(features.layer[one]),
            feature_a=str(features.fid[one]),
            layer_b=str(features.layer[other]),
            feature_b=str(features.fid[other]),
            border=border.id if border else "",
            at_km=scene.kilometre(border, link) if border else None,
            length_m=metres,
            message=self.message.format(
                has=who,
                name=features.name(one),
                year=half_up(crossings.year[one]),
                other=whom,
                facing=features.name(other),
                other_year=half_up(crossings.year[other]),
                along=along,
                away=kilometres(metres),
            ),
            advice=self.advice,
            geometry=link,
        )
