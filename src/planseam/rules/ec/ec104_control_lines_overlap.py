"""EC104 control-lines-overlap."""

from collections.abc import Iterator
from typing import Any, ClassVar

from planseam.model.conflict import Conflict, Severity
from planseam.model.tolerances import Options, Settings
from planseam.model.want import Want
from planseam.rules.noise import NoiseOptions, StripRule, parties_of, sift
from planseam.seaming.scene import Features, Scene
from planseam.seaming.strips import overlaps_between
from planseam.text import Text

__all__ = ["ControlLinesOverlap"]


class ControlLinesOverlap(StripRule):
    """Two of the three control lines take in the same ground.

    三条控制线中有两条划入同一块地。

    What it flags
    -------------
    Ground that two of the ecological protection redline, permanent basic farmland and the urban development boundary
    share, within a jurisdiction and across jurisdictions: parts larger than 10 m² with a mean width above 5 m, one
    record for two features. Smaller and narrower parts are counted in one record for each pair of layers and of
    jurisdictions. Features that may share ground by the study's `[[sharing]]`, or whose levels do not meet, are left
    out.

    生态保护红线、永久基本农田、城镇开发边界两两重叠的地，不论在同一行政区内还是跨行政区：面积大于 10 平方米且平均宽度大
    于 5 米，每两个要素一条记录；更小更窄者按图层对与行政区对合并为一条“提示”。研究文件 `[[sharing]]` 允许共用、或竖向高
    程不相交的要素不计。

    Why it matters
    --------------
    The three lines must not cross, overlap or conflict: the same field cannot be kept for nature, for grain and for
    building at once.

    三条控制线须不交叉、不重叠、不冲突：同一块地不能既保生态、又保粮食、又供建设。

    Known limits
    ------------
    A feature that does not say whose it is counts as that of the jurisdiction where the largest part of the overlap
    lies. Of two tolerances set for the two roles, the one for the first role of the pair holds.

    要素未注明归属的，以重叠最大部分所在行政区为准；两类图层各设容差时，以前一类为准。

    What to do
    ----------
    The natural resources departments concerned should settle it in the order ecological protection redline, permanent
    basic farmland, urban development boundary: the later line gives way.

    所在地自然资源主管部门按生态保护红线、永久基本农田、城镇开发边界的顺序协调，居后者退让。

    Source
    ------
    General Offices of the CPC Central Committee and of the State Council: guiding opinions on drawing and enforcing
    the three control lines in territorial spatial planning, 2019.

    中共中央办公厅、国务院办公厅《关于在国土空间规划中统筹划定落实三条控制线的指导意见》，2019 年。
    """

    code: ClassVar[str] = "EC104"
    name: ClassVar[str] = "control-lines-overlap"
    title: ClassVar[Text] = Text("三线重叠", "control lines overlap")
    severity: ClassVar[Severity] = "major"
    needs: ClassVar[tuple[tuple[str, ...], ...]] = (
        ("redline", "farmland"),
        ("redline", "development-boundary"),
        ("farmland", "development-boundary"),
    )
    options: ClassVar[type[Options]] = NoiseOptions
    message: ClassVar[Text] = Text(
        "{place}，{one_role}（{one}）与{other_role}（{other}）重叠 {ha} 公顷（{mu} 亩），平均宽 {width} 米",
        "{place}, the {one_role} ({one}) and the {other_role} ({other}) overlap by {ha} ha ({mu} mu), on average "
        "{width} m wide",
    )
    noise_message: ClassVar[Text] = Text(
        "{place}，{one_role}与{other_role}有 {places} 处数字化误差重叠，共长 {length} 米，平均宽 {width} 米，面积 "
        "{ha} 公顷（{mu} 亩）",
        "{place}, digitising error makes the {one_role} and the {other_role} overlap in {places}: {length} m long "
        "in all, on average {width} m wide, {ha} ha ({mu} mu)",
    )
    advice: ClassVar[Text] = Text(
        "所在地自然资源主管部门按生态保护红线、永久基本农田、城镇开发边界的顺序协调，居后者退让",
        "The natural resources departments concerned should settle it in the order ecological protection redline, "
        "permanent basic farmland, urban development boundary: the later line gives way",
    )

    @classmethod
    def wants(cls, role: str, settings: Settings[Any], present: frozenset[str]) -> Want:  # noqa: ARG003 - as every rule
        """What may overlap a control line of another kind."""
        others = tuple(other for pair in cls.needs if role in pair and present.issuperset(pair) for other in pair)
        return Want(meets=tuple(other for other in others if other != role))

    def judge(self, scene: Scene, settings: Settings[Any]) -> Iterator[Conflict]:
        """Yield overlaps, pair of roles by pair of roles."""
        for pair in self.needs:
            if scene.roles.issuperset(pair):
                yield from self._overlaps(scene, scene.features(pair[0]), scene.features(pair[1]), settings)

    def _overlaps(self, scene: Scene, one: Features, other: Features, settings: Settings[Any]) -> Iterator[Conflict]:
        strips = overlaps_between(
            one.geometry,
            other.geometry,
            wanted=lambda left, right: ~scene.may_share(one.role, left, other.role, right),
        )
        units = parties_of(scene, strips, one, other)
        layers = one.layer[strips.left], other.layer[strips.right]

        def options(border: str) -> NoiseOptions:
            plain, first = settings.at(border=border), settings.at(border=border, role=one.role)
            given: NoiseOptions = first if first != plain else settings.at(border=border, role=other.role)
            return given

        for found in sift(scene, strips, units=units, layers=layers, options=options):
            yield self.record(scene, found, one, other, severity=self.severity)
