"""DV102 duplicate-park."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, ClassVar

import numpy as np
import shapely
from numpy.typing import NDArray

from planseam.model.border import Border
from planseam.model.conflict import Conflict, Severity
from planseam.model.tolerances import Options, Settings, tolerance
from planseam.rules.base import Rule
from planseam.rules.names import title_of
from planseam.rules.owners import are_parties, border_of, owners
from planseam.seaming.scene import Scene
from planseam.text import Text, kilometres

__all__ = ["DuplicatePark", "DuplicateParkOptions"]

Indices = NDArray[np.intp]
Mask = NDArray[np.bool_]

ROLE = "park"


@dataclass(frozen=True, kw_only=True)
class DuplicateParkOptions(Options):
    """Tolerances of DV102."""

    apart_m: float = tolerance(
        30_000.0,
        unit="m",
        reason=Text("半小时车程，争夺同一批人才和企业", "half an hour by car: they want the same firms"),
    )
    joint_m: float = tolerance(
        1000.0, unit="m", reason=Text("同名且相邻的是共建园区", "parks of one name that adjoin are one, built together")
    )


class DuplicatePark(Rule):
    """Two parties plan the same type of innovation park near each other.

    不同主体在相近地区规划同类创新园区。

    What it flags
    -------------
    Two parks of one kind (science city, science and technology city, science and technology park, emerging-industry
    park) of different parties, no more than 30 km apart between their nearest points. Parks of one name within 1 km of
    each other are one park built together.

    不同主体的两个同类园区（科学城、科技城、科技园、新兴产业园），最近点之间不超过 30 公里的。同名且相距 1 公里以内的
    视为共建的同一园区。

    Why it matters
    --------------
    Neighbours that bid for the same firms with the same land drive the price down and leave halls empty.

    相邻两地以同样的用地争夺同样的企业，压低地价，闲置厂房。

    Known limits
    ------------
    The kind alone is compared, not the industry: two science cities may complement each other. Parks that tell no kind,
    and parks outside all jurisdictions that name no owner, are not judged. The distance is straight, over water too.

    只比较园区类型，不比较产业门类：两座科学城也可能互补。未注明类型的、位于研究范围外且无归属的不检查。按直线距离计，
    不考虑水面阻隔。

    What to do
    ----------
    The development and science departments of both sides should compare industries and phasing; divide the work, share
    facilities, or build one park together.

    双方发展改革、科技部门比对产业门类和建设时序；分工错位、共享设施，或合作共建一处。

    Source
    ------
    Zhao Min and Gu Hao on innovation and division of work, round table on the integration of the Yangtze River Delta,
    2024. All tolerances are defaults of planseam.

    赵民、顾浩关于创新布局与分工的发言，长三角一体化规划圆桌会议，2024 年。各容差为 planseam 默认值。
    """

    code: ClassVar[str] = "DV102"
    name: ClassVar[str] = "duplicate-park"
    title: ClassVar[Text] = Text("园区重复", "duplicate park")
    severity: ClassVar[Severity] = "minor"
    needs: ClassVar[tuple[tuple[str, ...], ...]] = ((ROLE,),)
    options: ClassVar[type[Options]] = DuplicateParkOptions
    message: ClassVar[Text] = Text(
        "{unit}“{name}”与{other}“{facing}”同为{kind}，相距 {away} 公里",
        "“{name}” of {unit} and “{facing}” of {other} are parks of the same kind ({kind}), {away} km apart",
    )
    advice: ClassVar[Text] = Text(
        "双方发展改革、科技部门比对产业门类和建设时序；分工错位、共享设施，或合作共建一处",
        "The development and science departments of both sides should compare industries and phasing; divide the "
        "work, share facilities, or build one park together",
    )

    def judge(self, scene: Scene, settings: Settings[Any]) -> Iterator[Conflict]:
        """Yield pairs in the order of the parks."""
        parks, owner = scene.features(ROLE), owners(scene, ROLE)
        kinds, names = parks.words("kind"), parks.words("name")
        given = [settings.at(border=border.id, role=ROLE) for border in scene.borders] + [settings.at(role=ROLE)]
        one, other = shapely.STRtree(parks.geometry).query(
            parks.geometry, predicate="dwithin", distance=max(options.apart_m for options in given)
        )
        likely = (one < other) & (kinds[one] == kinds[other]) & (kinds[one] != "") & (owner[one] != owner[other])
        order = np.lexsort([other[likely], one[likely]])
        one, other = one[likely][order], other[likely][order]
        apart = shapely.distance(parks.geometry[one], parks.geometry[other])
        joint = (names[one] == names[other]) & (names[one] != "")
        for first, second, metres, named in zip(one.tolist(), other.tolist(), apart, joint, strict=True):
            parties = str(owner[first]), str(owner[second])
            if not are_parties(*parties):
                continue
            border = border_of(scene, *parties, near=parks.geometry[first])
            options: DuplicateParkOptions = settings.at(border=border.id if border else "", role=ROLE)
            if metres <= options.apart_m and not (named and metres <= options.joint_m):
                yield self._duplicate(scene, (first, second), str(kinds[first]), parties, border)

    def _duplicate(
        self, scene: Scene, pair: tuple[int, int], kind: str, parties: tuple[str, str], border: Border | None
    ) -> Conflict:
        parks = scene.features(ROLE)
        (one, unit), (other, opposite) = sorted(zip(pair, parties, strict=True), key=lambda park: park[1])
        link = shapely.shortest_line(parks.geometry[one], parks.geometry[other])
        away = float(scene.length([link])[0])
        place = link if away else shapely.get_point(link, 0)
        return Conflict(
            rule=self.code,
            severity=self.severity,
            unit_a=unit,
            unit_b=opposite,
            layer_a=str(parks.layer[one]),
            feature_a=str(parks.fid[one]),
            layer_b=str(parks.layer[other]),
            feature_b=str(parks.fid[other]),
            border=border.id if border else "",
            at_km=scene.kilometre(border, place) if border else None,
            length_m=away,
            message=self.message.format(
                unit=scene.name(unit),
                name=parks.name(one),
                other=scene.name(opposite),
                facing=parks.name(other),
                kind=title_of(kind),
                away=kilometres(away),
            ),
            advice=self.advice,
            geometry=place,
        )
