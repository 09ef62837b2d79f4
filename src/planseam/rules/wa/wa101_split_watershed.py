"""WA101 split-watershed."""

from collections.abc import Iterator
from typing import Any, ClassVar

from planseam.model.conflict import Conflict, Severity
from planseam.model.tolerances import Options, Settings
from planseam.rules.base import Rule
from planseam.rules.wa.parts import ROLE, Shared, ShareOptions, shared_watersheds
from planseam.seaming.scene import Scene
from planseam.text import Text, hectares, kilometres, listed, mu, percent

__all__ = ["SplitWatershed"]

_PART = Text("{unit} {ha} 公顷（{percent}%）", "{unit} {ha} ha ({percent} %)")


class SplitWatershed(Rule):
    """A small watershed lies in two jurisdictions or more.

    一个小流域分属两个或更多行政区。

    What it flags
    -------------
    A watershed with at least 1 %, or at least 10 ha, in each of two jurisdictions or more. Minor. The parties are the
    two jurisdictions with the largest parts, the share is the smaller of their two, the area is that of the whole
    watershed, and the length that of the borders inside it.

    小流域在两个或更多行政区内各占至少 1% 或至少 10 公顷，为“一般”。双方为所占最大的两个行政区；占比取其中较小者，面积为
    全流域，长度为流域内的边界长。

    Why it matters
    --------------
    Water gathers by watershed, plans end at borders: what one party drains, fills or pollutes is felt by the other.

    水按流域汇集，规划却止于边界：一方的排放、围填和污染由另一方承受。

    Known limits
    ------------
    It says who shares, not who lies upstream. Watersheds drawn along the border itself are told apart by share and
    area alone.

    只说明由谁分享，不判断上下游。恰沿边界划定的流域仅凭占比和面积区分。

    What to do
    ----------
    The water and environment departments of all sides should plan the watershed as one: joint measures, a monitoring
    section at the border, costs shared by area.

    流域各方水利、生态环境部门以小流域为单元共同编制治理方案，在交界处设监测断面，按面积占比分担费用。

    Source
    ------
    Chen Wen and Wang Kai on water and small watersheds, round table on the integration of the Yangtze River Delta,
    2024. All tolerances are defaults of planseam.

    陈雯、王凯关于水与小流域的发言，长三角一体化规划圆桌会议，2024 年。各容差为 planseam 默认值。
    """

    code: ClassVar[str] = "WA101"
    name: ClassVar[str] = "split-watershed"
    title: ClassVar[Text] = Text("跨界小流域", "split watershed")
    severity: ClassVar[Severity] = "minor"
    needs: ClassVar[tuple[tuple[str, ...], ...]] = ((ROLE,),)
    options: ClassVar[type[Options]] = ShareOptions
    message: ClassVar[Text] = Text(
        "小流域“{name}”（{ha} 公顷，{mu} 亩）分属 {count} 个行政区：{parts}；流域内边界长 {km} 公里",
        "Watershed “{name}” ({ha} ha, {mu} mu) lies in {count} jurisdictions: {parts}; {km} km of border run "
        "through it",
    )
    advice: ClassVar[Text] = Text(
        "流域各方水利、生态环境部门以小流域为单元共同编制治理方案，在交界处设监测断面，按面积占比分担费用",
        "The water and environment departments of all sides should plan the watershed as one: joint measures, a "
        "monitoring section at the border, costs shared by area",
    )

    def judge(self, scene: Scene, settings: Settings[Any]) -> Iterator[Conflict]:
        """Yield one conflict for each watershed."""
        for shared in shared_watersheds(scene, settings):
            yield self._split(scene, shared)

    def _split(self, scene: Scene, shared: Shared) -> Conflict:
        features, border = scene.features(ROLE), shared.border
        whole = features.geometry[shared.feature]
        line = scene.inside(whole, shared.codes)
        length = float(scene.length([line])[0])
        layer, fid = str(features.layer[shared.feature]), str(features.fid[shared.feature])
        parts = [
            _PART.format(unit=scene.name(str(code)), ha=hectares(area), percent=percent(share))
            for code, area, share in zip(shared.codes, shared.area, shared.share, strict=True)
        ]
        message = self.message.format(
            name=features.name(shared.feature),
            ha=hectares(shared.total),
            mu=mu(shared.total),
            count=len(parts),
            parts=listed(parts),
            km=kilometres(length),
        )
        return Conflict(
            rule=self.code,
            severity=self.severity,
            unit_a=str(shared.codes[0]),
            unit_b=str(shared.codes[1]),
            layer_a=layer,
            feature_a=fid,
            layer_b=layer,
            feature_b=fid,
            border=border.id if border else "",
            at_km=scene.kilometre(border, line if length else whole) if border else None,
            area_m2=shared.total,
            length_m=length,
            share=float(shared.share[1]),
            message=message,
            advice=self.advice,
            geometry=whole,
        )
