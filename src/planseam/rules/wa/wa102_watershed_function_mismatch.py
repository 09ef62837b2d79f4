"""WA102 watershed-function-mismatch."""

import itertools
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, ClassVar

import numpy as np

from planseam.model.conflict import Conflict, Severity
from planseam.model.tolerances import Options, Settings, tolerance
from planseam.rules.base import Rule
from planseam.rules.wa.functions import FUNCTION_ROLE, FUNCTIONS, dominant_functions
from planseam.rules.wa.parts import ROLE, Shared, ShareOptions, shared_watersheds
from planseam.seaming.scene import Scene
from planseam.text import Text, hectares, listed, mu, percent

__all__ = ["WatershedFunctionMismatch", "WatershedFunctionMismatchOptions"]

_PART = Text("{unit} {ha} 公顷（{percent}%，以{function}为主）", "{unit} {ha} ha ({percent} %, mostly {function})")


@dataclass(frozen=True, kw_only=True)
class WatershedFunctionMismatchOptions(ShareOptions):
    """Tolerances of WA102."""

    cover_min: float = tolerance(
        0.5, unit="", reason=Text("主体功能覆盖不足一半，无从判断主导", "covered by less than half, nothing dominates")
    )


class WatershedFunctionMismatch(Rule):
    """The parts of one watershed have different main functions.

    同一小流域的各部分主体功能不同。

    What it flags
    -------------
    A watershed with at least 1 %, or at least 10 ha, in each of two jurisdictions or more, where the main function with
    the largest area is not the same in every part. Minor; major where an ecological part faces an urbanised one. Such a
    pair is named first, otherwise the two largest parts that differ; the share is the smaller of the two, the area that
    of the whole watershed.

    小流域在两个或更多行政区内各占至少 1% 或至少 10 公顷，而各部分面积最大的主体功能不同。一般为“一般”；重点生态功能区与
    城市化地区相对的为“严重”，并优先列出；否则列出功能不同的两个最大部分。占比取两者中较小者，面积为全流域。

    Why it matters
    --------------
    A town grows in the catchment that the neighbour keeps for its water: one of the two functions will fail.

    一方在邻方涵养水源的流域里建城，两种功能必有一种落空。

    Known limits
    ------------
    Main functions are given by county; a watershed may differ from the rest of its county. Parts of which less than
    half has a main function are not compared.

    主体功能按县划定，小流域可能与全县不同。主体功能覆盖不足一半的部分不作比较。

    What to do
    ----------
    The natural resources and water departments of all sides should set one goal for the watershed; where one side
    protects, the other limits building land.

    流域各方自然资源、水利部门确定共同目标；一侧以保护为主的，另一侧控制建设用地。

    Source
    ------
    Ning Yuemin and Yu Taofang on water, round table on the integration of the Yangtze River Delta, 2024; main
    functions after the national plan for main functional areas, 2010. All tolerances are defaults of planseam.

    宁越敏、于涛方关于水的发言，长三角一体化规划圆桌会议，2024 年；主体功能分类依《全国主体功能区规划》（2010 年）。
    各容差为 planseam 默认值。
    """

    code: ClassVar[str] = "WA102"
    name: ClassVar[str] = "watershed-function-mismatch"
    title: ClassVar[Text] = Text("流域功能不一", "watershed function mismatch")
    severity: ClassVar[Severity] = "minor"
    needs: ClassVar[tuple[tuple[str, ...], ...]] = ((ROLE, FUNCTION_ROLE),)
    options: ClassVar[type[Options]] = WatershedFunctionMismatchOptions
    message: ClassVar[Text] = Text(
        "小流域“{name}”（{ha} 公顷，{mu} 亩）各部分主体功能不同：{parts}",
        "The parts of watershed “{name}” ({ha} ha, {mu} mu) have different main functions: {parts}",
    )
    advice: ClassVar[Text] = Text(
        "流域各方自然资源、水利部门确定共同目标；一侧以保护为主的，另一侧控制建设用地",
        "The natural resources and water departments of all sides should set one goal for the watershed; where one "
        "side protects, the other limits building land",
    )

    def judge(self, scene: Scene, settings: Settings[Any]) -> Iterator[Conflict]:
        """Yield one conflict for each watershed."""
        found = list(shared_watersheds(scene, settings))
        if not found:
            return
        function, covered = dominant_functions(scene, np.concatenate([shared.geometry for shared in found]))
        start = 0
        for shared in found:
            rows = slice(start, start := start + len(shared.codes))
            border = shared.border.id if shared.border else ""
            known = np.flatnonzero(covered[rows] >= settings.at(border=border, role=ROLE).cover_min)
            functions = function[rows]
            pairs = [
                pair for pair in itertools.combinations(known.tolist(), 2) if functions[pair[0]] != functions[pair[1]]
            ]
            if pairs:
                worst = [pair for pair in pairs if {functions[part] for part in pair} == {"ecological", "urbanised"}]
                yield self._mismatch(scene, shared, functions, known, (worst or pairs)[0], major=bool(worst))

    def _mismatch(
        self,
        scene: Scene,
        shared: Shared,
        functions: np.ndarray[Any, Any],
        known: np.ndarray[Any, Any],
        pair: tuple[int, int],
        *,
        major: bool,
    ) -> Conflict:
        features = scene.features(ROLE)
        whole, fid = features.geometry[shared.feature], str(features.fid[shared.feature])
        unit_a, unit_b = (str(shared.codes[part]) for part in pair)
        border = scene.parties(unit_a, unit_b)
        line = scene.inside(whole, (unit_a, unit_b))
        length = float(scene.length([line])[0])
        parts = [
            _PART.format(
                unit=scene.name(str(shared.codes[part])),
                ha=hectares(shared.area[part]),
                percent=percent(shared.share[part]),
                function=FUNCTIONS.get(functions[part], Text.same(functions[part])),
            )
            for part in known
        ]
        return Conflict(
            rule=self.code,
            severity="major" if major else self.severity,
            unit_a=unit_a,
            unit_b=unit_b,
            layer_a=str(features.layer[shared.feature]),
            feature_a=fid,
            layer_b=str(features.layer[shared.feature]),
            feature_b=fid,
            border=border.id if border else "",
            at_km=scene.kilometre(border, line if length else whole) if border else None,
            area_m2=shared.total,
            length_m=length or None,
            share=float(min(shared.share[part] for part in pair)),
            message=self.message.format(
                name=features.name(shared.feature), ha=hectares(shared.total), mu=mu(shared.total), parts=listed(parts)
            ),
            advice=self.advice,
            geometry=whole,
        )
