"""BD101 border-gap."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, ClassVar

import numpy as np

from planseam.model.border import Border
from planseam.model.conflict import Conflict, Severity
from planseam.model.tolerances import Options, Settings, tolerance
from planseam.model.want import Want
from planseam.rules.noise import STATUTORY, NoiseOptions, Parts, Sifted, StripRule, groups
from planseam.seaming.scene import Scene, asked_within
from planseam.seaming.strips import gaps_along, on_ground
from planseam.text import Text

__all__ = ["BorderGap", "BorderGapOptions"]


@dataclass(frozen=True, kw_only=True)
class BorderGapOptions(NoiseOptions):
    """Tolerances of BD101."""

    roles: tuple[str, ...] = tolerance(
        ("redline", "main-function", "land-use", "flood-zone"),
        unit="",
        reason=Text(
            "应当跨界衔接或全域覆盖的图层", "layers that ought to go on across a border, or to cover all ground"
        ),
    )
    zone_m: float = tolerance(
        500.0,
        unit="m",
        reason=Text("更远的一侧与边界无关", "a side that stops farther off has nothing to do with the border"),
    )
    elongation: float = tolerance(2.0, unit="", reason=Text("更短者不成条带", "what is shorter is no strip"))


class BorderGap(StripRule):
    """Layers of one role leave a gap along the border that neither side covers.

    同类图层在边界两侧之间留下无人划入的条带。

    What it flags
    -------------
    Where both sides have the role within the zone (500 m), the ground between them that neither covers, if its mean
    width exceeds the noise width (5 m), and it is larger than 10 m², no wider than the zone and at least twice as long
    as wide. Narrower strips are counted in one record for each border and pair of layers.

    双方在搜索带（500 米）内都有该类图层，而其间有双方均未划入的地：平均宽度大于误差宽度（5 米）、面积大于 10 平方米、宽
    不超过搜索带且长至少为宽的两倍。更窄的缝隙按边界与图层对合并为一条“提示”。

    Why it matters
    --------------
    A gap between two redlines looks protected on both maps and is protected by neither.

    两条红线之间的缝隙，看似双方都在保护，实则无人依法保护。

    Known limits
    ------------
    The border is looked across every 25 m (the study's step): a gap shorter than that may be missed. A gap whose ends
    are open is cut square to the border. Ground of a third jurisdiction, or outside all jurisdictions, is never part of
    a gap.

    沿边界每 25 米（研究文件的步长）探查一次，更短的缝隙可能漏判；两端开敞的缝隙垂直于边界截断；第三方行政区或研究范围之
    外的地不计入。

    What to do
    ----------
    The natural resources departments of both sides should agree on one line, settle which side takes the gap, and
    correct both layers.

    双方自然资源主管部门商定同一条界线，明确缝隙归属，并同步修改两侧图层。

    Source
    ------
    Tang Zilai on neighbouring relations, round table “High-quality integration of the Yangtze River Delta: what can
    planning do?”, 2024. All tolerances are defaults of planseam.

    唐子来关于邻里关系的发言，长三角高质量一体化规划圆桌会议，2024 年。各容差为 planseam 默认值。
    """

    code: ClassVar[str] = "BD101"
    name: ClassVar[str] = "border-gap"
    title: ClassVar[Text] = Text("接边缝隙", "border gap")
    severity: ClassVar[Severity] = "minor"
    along_borders: ClassVar[bool] = True
    needs: ClassVar[tuple[tuple[str, ...], ...]] = (
        ("redline",),
        ("main-function",),
        ("land-use",),
        ("flood-zone",),
    )
    options: ClassVar[type[Options]] = BorderGapOptions
    message: ClassVar[Text] = Text(
        "{place}，双方的{one_roles}（{names}）之间有 {length} 米长、平均 {width} 米宽的缝隙无人划入，面积 {ha} 公顷"
        "（{mu} 亩）",
        "{place}, a gap {length} m long and on average {width} m wide lies between the {one_roles} of the two sides "
        "({names}) and belongs to neither: {ha} ha ({mu} mu)",
    )
    noise_message: ClassVar[Text] = Text(
        "{place}，双方的{one_roles}之间有 {places} 处接边误差缝隙，共长 {length} 米，平均宽 {width} 米，面积 {ha} "
        "公顷（{mu} 亩）",
        "{place}, digitising error leaves gaps between the {one_roles} of the two sides in {places}: {length} m "
        "long in all, on average {width} m wide, {ha} ha ({mu} mu)",
    )
    advice: ClassVar[Text] = Text(
        "双方自然资源主管部门商定同一条界线，明确缝隙归属，并同步修改两侧图层",
        "The natural resources departments of both sides should agree on one line, settle which side takes the gap, "
        "and correct both layers",
    )

    @classmethod
    def wants(cls, role: str, settings: Settings[Any], present: frozenset[str]) -> Want:  # noqa: ARG003 - as every rule
        """What lies within the zone of a border, and somewhat farther, where a gap may end."""
        zone = asked_within(settings.most("zone_m"))
        return Want(border_m=zone) if role in settings.ever("roles") else Want()

    def judge(self, scene: Scene, settings: Settings[Any]) -> Iterator[Conflict]:
        """Yield gaps border by border, role by role."""
        for border in scene.borders:
            for role in settings.at(border=border.id).roles:
                if role in scene.roles:
                    yield from self._along(scene, border, role, settings.at(border=border.id, role=role))

    def _along(self, scene: Scene, border: Border, role: str, options: BorderGapOptions) -> Iterator[Conflict]:
        features = scene.features(role)
        profile = scene.profile(border, role, reach=options.zone_m)
        gaps = gaps_along(profile, features.geometry, features.geometry, reach=options.zone_m)
        strips = on_ground(gaps, scene.zones, np.flatnonzero(np.isin(scene.codes, (border.a, border.b))))
        parts = Parts.of(scene, strips.geometry)
        slim = (parts.length >= options.elongation * parts.breadth) & (parts.width <= options.zone_m)
        noise = np.flatnonzero(parts.noise(options))
        layers = features.layer[strips.left[noise]], features.layer[strips.right[noise]]
        rows = [(np.array([row]), False) for row in np.flatnonzero(parts.real(options) & slim)]
        rows += [(noise[group], True) for group in groups(*layers)]
        for own, is_noise in rows:
            found = Sifted(
                units=(border.a, border.b),
                features=(int(strips.left[own[0]]), int(strips.right[own[0]])),
                noise=is_noise,
                border=border,
                total=parts.total(own),
            )
            severity: Severity = "major" if role in STATUTORY else "minor"
            yield self.record(scene, found, features, features, severity=severity)
