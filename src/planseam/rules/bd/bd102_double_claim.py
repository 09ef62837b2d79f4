"""BD102 double-claim."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, ClassVar

import numpy as np
from numpy.typing import NDArray

from planseam.model.conflict import Conflict, Severity
from planseam.model.tolerances import Options, Settings, tolerance
from planseam.model.want import Want
from planseam.rules.noise import STATUTORY, NoiseOptions, StripRule, sift
from planseam.seaming.scene import Features, Scene
from planseam.seaming.strips import Strips, overlaps_between
from planseam.text import Text

__all__ = ["DoubleClaim", "DoubleClaimOptions"]


@dataclass(frozen=True, kw_only=True)
class DoubleClaimOptions(NoiseOptions):
    """Tolerances of BD102."""

    roles: tuple[str, ...] = tolerance(
        ("redline", "farmland", "development-boundary", "protected-area", "watershed", "land-use", "main-function"),
        unit="",
        reason=Text("一块地只能归一方的图层", "layers in which a piece of ground can be one party's only"),
    )


class DoubleClaim(StripRule):
    """Both parties' layers of one role claim the same ground.

    双方的同类图层划入了同一块地。

    What it flags
    -------------
    Ground that features of two jurisdictions share, as the layers or the features say whose they are: parts larger than
    10 m² with a mean width above 5 m, one record for two features. Smaller and narrower parts are counted in one record
    for each two jurisdictions and pair of layers. Features that may share ground by the study's `[[sharing]]`, or whose
    levels do not meet, are left out.

    图层或要素注明归属不同行政区，却划入同一块地：面积大于 10 平方米且平均宽度大于 5 米的重叠，每两个要素一条记录；更小
    更窄者按行政区与图层对合并为一条“提示”。研究文件 `[[sharing]]` 允许共用、或竖向高程不相交的要素不计。

    Why it matters
    --------------
    Ground that two plans claim is counted in both quotas and answered for by nobody; permits of either are open to
    challenge.

    两个规划都划入的地，指标重复计算而责任不清，任一方的许可都可能被质疑。

    Known limits
    ------------
    Features that carry no code, in layers without a party, are passed over: the ground alone decides whose they are.
    Plans of a jurisdiction and of one within it detail each other and do not compete.

    图层未注明编制方且要素无行政区代码的，按所在地归属，不参与判断；上下级行政区的规划互为深化，不算重复。

    What to do
    ----------
    The natural resources departments of both sides should cut their layers along the demarcated boundary; true exclaves
    go on a list that both confirm.

    双方自然资源主管部门按勘定的行政区界线裁切各自图层；确属飞地的，列入双方确认的清单。

    Source
    ------
    Tang Zilai on neighbouring relations, round table “High-quality integration of the Yangtze River Delta: what can
    planning do?”, 2024. All tolerances are defaults of planseam.

    唐子来关于邻里关系的发言，长三角高质量一体化规划圆桌会议，2024 年。各容差为 planseam 默认值。
    """

    code: ClassVar[str] = "BD102"
    name: ClassVar[str] = "double-claim"
    title: ClassVar[Text] = Text("重叠", "double claim")
    severity: ClassVar[Severity] = "minor"
    needs: ClassVar[tuple[tuple[str, ...], ...]] = (
        ("redline",), ("farmland",), ("development-boundary",), ("protected-area",), ("watershed",), ("land-use",),
        ("main-function",),
    )  # fmt: skip
    options: ClassVar[type[Options]] = DoubleClaimOptions
    message: ClassVar[Text] = Text(
        "{place}，双方的{one_roles}（{names}）划入了同一块地：{ha} 公顷（{mu} 亩），平均宽 {width} 米",
        "{place}, the same ground is taken in by the {one_roles} of both sides ({names}): {ha} ha ({mu} mu), on "
        "average {width} m wide",
    )
    noise_message: ClassVar[Text] = Text(
        "{place}，双方的{one_roles}有 {places} 处接边误差重叠，共长 {length} 米，平均宽 {width} 米，面积 {ha} 公顷（"
        "{mu} 亩）",
        "{place}, digitising error makes the {one_roles} of both sides overlap in {places}: {length} m long in all, "
        "on average {width} m wide, {ha} ha ({mu} mu)",
    )
    advice: ClassVar[Text] = Text(
        "双方自然资源主管部门按勘定的行政区界线裁切各自图层；确属飞地的，列入双方确认的清单",
        "The natural resources departments of both sides should cut their layers along the demarcated boundary; "
        "true exclaves go on a list that both confirm",
    )

    @classmethod
    def wants(cls, role: str, settings: Settings[Any], present: frozenset[str]) -> Want:  # noqa: ARG003 - as every rule
        """What touches a border, and what two parties may both claim away from it or outside all units."""
        return Want(border_m=0.0, outside=True, strays=(role,)) if role in settings.base.roles else Want()

    def judge(self, scene: Scene, settings: Settings[Any]) -> Iterator[Conflict]:
        """Yield double claims role by role."""
        for role in settings.base.roles:
            if role in scene.roles:
                yield from self._claims(scene, scene.features(role), settings)

    def _claims(self, scene: Scene, features: Features, settings: Settings[Any]) -> Iterator[Conflict]:
        owned = np.flatnonzero(features.owner != "")
        # a longer code is cut to the study's level by the width of the array
        owner = features.owner.astype(f"<U{len(scene.codes[0])}")

        def strangers(left: NDArray[np.intp], right: NDArray[np.intp]) -> NDArray[np.bool_]:
            one, other = owner[owned[left]], owner[owned[right]]
            related = np.strings.startswith(one, other) | np.strings.startswith(other, one)
            related[~related] = scene.may_share(
                features.role, owned[left[~related]], features.role, owned[right[~related]]
            )
            return ~related

        shared = overlaps_between(features.geometry[owned], wanted=strangers)
        left, right = owned[shared.left], owned[shared.right]
        swap = owner[left] > owner[right]
        strips = Strips(shared.geometry, np.where(swap, right, left), np.where(swap, left, right))
        units, layers = ((column[strips.left], column[strips.right]) for column in (owner, features.layer))

        def options(border: str) -> DoubleClaimOptions:
            given: DoubleClaimOptions = settings.at(border=border, role=features.role)
            return given

        severity: Severity = "major" if features.role in STATUTORY else "minor"
        for found in sift(scene, strips, units=units, layers=layers, options=options):
            yield self.record(scene, found, features, features, severity=severity)
