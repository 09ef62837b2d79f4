"""DV101 metropolitan-overlap."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, ClassVar

import numpy as np
import shapely
from numpy.typing import NDArray

from planseam.model.conflict import Conflict, Severity
from planseam.model.tolerances import Options, Settings, tolerance
from planseam.rules.base import Rule
from planseam.rules.dv.areas import by_name
from planseam.rules.noise import groups
from planseam.seaming.measures import mean_width
from planseam.seaming.scene import Scene
from planseam.seaming.strips import overlaps_between
from planseam.text import Text, hectares, mu, percent

__all__ = ["MetropolitanOverlap", "MetropolitanOverlapOptions"]

Indices = NDArray[np.intp]

ROLE = "metropolitan-area"
HECTARE_M2 = 10_000.0


@dataclass(frozen=True, kw_only=True)
class MetropolitanOverlapOptions(Options):
    """Tolerances of DV101."""

    min_ha: float = tolerance(
        100.0,
        unit="ha",
        reason=Text("不足一平方公里的多为界线误差", "less than 1 km² mostly comes from how lines were drawn"),
    )
    noise_m: float = tolerance(
        5.0, unit="m", reason=Text("两家各数字化一次的误差", "what two agencies that digitise one line differ by")
    )


class MetropolitanOverlap(Rule):
    """One piece of ground belongs to two metropolitan areas.

    同一地区划入两个都市圈。

    What it flags
    -------------
    Ground that two metropolitan areas have in common, more than 100 ha in one jurisdiction; parts with a mean width of
    5 m or less are left out. One record for two areas and a jurisdiction. Features of one name are one metropolitan
    area.

    两个都市圈在同一行政区内重叠超过 100 公顷的；平均宽度不超过 5 米的部分不计。每两个都市圈、每个行政区一条记录。同名要
    素视为同一都市圈。

    Why it matters
    --------------
    A county that two centres plan for gets two sets of lines, two fares and two answers.

    一县属两圈，就有两套线网、两种票制、两个答复。

    Known limits
    ------------
    Some counties are meant to belong to two areas: mark the record as accepted. Jurisdictions are listed at the level
    of the study.

    有的县确定同属两个都市圈，可将记录标为“已认可”。行政区按研究文件的层级列出。

    What to do
    ----------
    The lead cities of both metropolitan areas should agree with the jurisdiction which of the two leads there, or draw
    up one joint programme.

    两个都市圈的牵头城市与当地商定以哪个都市圈为主，或共同编制一份行动计划。

    Source
    ------
    Zhao Min and Tang Zilai on metropolitan areas, round table on the integration of the Yangtze River Delta, 2024. All
    tolerances are defaults of planseam.

    赵民、唐子来关于都市圈的发言，长三角一体化规划圆桌会议，2024 年。各容差为 planseam 默认值。
    """

    code: ClassVar[str] = "DV101"
    name: ClassVar[str] = "metropolitan-overlap"
    title: ClassVar[Text] = Text("都市圈重叠", "metropolitan overlap")
    severity: ClassVar[Severity] = "minor"
    needs: ClassVar[tuple[tuple[str, ...], ...]] = ((ROLE,),)
    options: ClassVar[type[Options]] = MetropolitanOverlapOptions
    message: ClassVar[Text] = Text(
        "{unit}有 {ha} 公顷（{mu} 亩，占其面积 {share}%）同时属于“{one}”和“{other}”",
        "{ha} ha ({mu} mu) of {unit}, {share} % of its area, belong to both “{one}” and “{other}”",
    )
    advice: ClassVar[Text] = Text(
        "两个都市圈的牵头城市与当地商定以哪个都市圈为主，或共同编制一份行动计划",
        "The lead cities of both metropolitan areas should agree with the jurisdiction which of the two leads "
        "there, or draw up one joint programme",
    )

    def judge(self, scene: Scene, settings: Settings[Any]) -> Iterator[Conflict]:
        """Yield overlaps area by area, then unit by unit."""
        options: MetropolitanOverlapOptions = settings.at(role=ROLE)
        features = scene.features(ROLE)
        area = by_name(features)
        strips = overlaps_between(
            features.geometry,
            wanted=lambda one, other: (area[one] != area[other]) & ~scene.may_share(ROLE, one, ROLE, other),
        )
        strips = strips.where(mean_width(strips.geometry) > options.noise_m)
        split = scene.zones.split(strips.geometry)
        left, right = strips.left[split.feature], strips.right[split.feature]
        pairs = np.sort(np.stack([area[left], area[right]]), axis=0)
        for rows in groups(pairs[0], pairs[1], split.zone):
            ground = shapely.union_all(split.geometry[rows])
            size = float(scene.area([ground])[0])
            if size > options.min_ha * HECTARE_M2:
                members = [np.unique(side[rows]) for side in (left, right)]
                yield self._overlap(scene, members, area, int(split.zone[rows[0]]), ground, size)

    def _overlap(
        self,
        scene: Scene,
        members: list[Indices],
        area: Indices,
        zone: int,
        ground: Any,  # noqa: ANN401 - polygons
        size: float,
    ) -> Conflict:
        features, unit = scene.features(ROLE), str(scene.codes[zone])
        every = np.unique(np.concatenate(members))
        first = every[area[every] == area[every[0]]]
        second = np.setdiff1d(every, first)
        share = size / float(scene.area(scene.polygons[zone : zone + 1])[0])
        return Conflict(
            rule=self.code,
            severity=self.severity,
            unit_a=unit,
            layer_a=";".join(np.unique(features.layer[first])),
            feature_a=";".join(features.fid[first]),
            layer_b=";".join(np.unique(features.layer[second])),
            feature_b=";".join(features.fid[second]),
            area_m2=size,
            share=share,
            message=self.message.format(
                unit=scene.name(unit),
                ha=hectares(size, 2),
                mu=mu(size),
                share=percent(share),
                one=features.name(int(first[0])),
                other=features.name(int(second[0])),
            ),
            advice=self.advice,
            geometry=ground,
        )
