"""BD103 out-of-jurisdiction."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any, ClassVar

import numpy as np
import shapely

from planseam.model.conflict import Conflict, Severity
from planseam.model.tolerances import Options, Settings, tolerance
from planseam.model.want import Want
from planseam.rules.noise import STATUTORY, NoiseOptions, StripRule, sift
from planseam.seaming.parts import of_dimension
from planseam.seaming.scene import Scene
from planseam.seaming.strips import Strips
from planseam.text import Text

__all__ = ["OutOfJurisdiction", "OutOfJurisdictionOptions"]


@dataclass(frozen=True, kw_only=True)
class OutOfJurisdictionOptions(NoiseOptions):
    """Tolerances of BD103."""

    roles: tuple[str, ...] = tolerance(
        ("redline", "farmland", "development-boundary", "protected-area", "land-use"),
        unit="",
        reason=Text("只在本辖区内有效的图层", "layers that hold on their own party's ground alone"),
    )
    exclaves: tuple[str, ...] = tolerance(
        (),
        unit="",
        reason=Text(
            "确属飞地的要素编号，或“图层/编号”",
            "ids of features that are exclaves, or “layer/id”",
        ),
    )


class OutOfJurisdiction(StripRule):
    """A plan's feature lies on the ground of another jurisdiction.

    规划要素落在他方辖区。

    What it flags
    -------------
    A feature that says whose it is, by its layer's party or its own code, with ground in another jurisdiction: parts
    larger than 10 m² with a mean width above 5 m, one record for each feature and jurisdiction. Minor; major for the
    three control lines. Smaller and narrower parts are counted in one record for each two jurisdictions and layer.

    图层或要素已注明归属，却有部分落在另一行政区：面积大于 10 平方米且平均宽度大于 5 米的部分，每个要素与行政区一条记
    录，为“一般”，三条控制线为“严重”；更小更窄者按双方与图层合并为一条“提示”。

    Why it matters
    --------------
    A party can neither enforce nor be judged by what it draws on its neighbour's ground, yet its totals count it.

    划到邻方境内的内容，本方无权实施、无从考核，却计入了本方指标。

    Known limits
    ------------
    The result is only as good as the boundaries of the jurisdictions. Exclaves that these lack are named in the study
    file (`exclaves`). Ground outside all jurisdictions, lines and points are not looked at.

    结果取决于行政区界线是否准确；界线中没有的飞地须在研究文件中以 `exclaves` 列明。研究范围之外的部分以及线、点要素不在
    本规则之列。

    What to do
    ----------
    The party that drew the layer should cut it along the demarcated boundary and hand over what lies beyond; true
    exclaves go on a list that both sides confirm.

    编制方按勘定的行政区界线裁切图层，界外部分移交对方处理；确属飞地的，列入双方确认的清单。

    Source
    ------
    Tang Zilai on neighbouring relations, round table “High-quality integration of the Yangtze River Delta: what can
    planning do?”, 2024. All tolerances are defaults of planseam.

    唐子来关于邻里关系的发言，长三角高质量一体化规划圆桌会议，2024 年。各容差为 planseam 默认值。
    """

    code: ClassVar[str] = "BD103"
    name: ClassVar[str] = "out-of-jurisdiction"
    title: ClassVar[Text] = Text("越界", "out of jurisdiction")
    severity: ClassVar[Severity] = "minor"
    needs: ClassVar[tuple[tuple[str, ...], ...]] = (
        ("redline",),
        ("farmland",),
        ("development-boundary",),
        ("protected-area",),
        ("land-use",),
    )
    options: ClassVar[type[Options]] = OutOfJurisdictionOptions
    message: ClassVar[Text] = Text(
        "{place}，{owner}的{one_role}（{one}）有 {ha} 公顷（{mu} 亩）落在{ground}境内，平均宽 {width} 米",
        "{place}, {ha} ha ({mu} mu) of the {one_role} of {owner} ({one}) lie in {ground}, on average {width} m wide",
    )
    noise_message: ClassVar[Text] = Text(
        "{place}，{owner}的{one_role}有 {places} 处因接边误差越入{ground}，共长 {length} 米，平均宽 {width} 米，面积"
        " {ha} 公顷（{mu} 亩）",
        "{place}, digitising error takes the {one_role} of {owner} into {ground} in {places}: {length} m long in "
        "all, on average {width} m wide, {ha} ha ({mu} mu)",
    )
    advice: ClassVar[Text] = Text(
        "编制方按勘定的行政区界线裁切图层，界外部分移交对方处理；确属飞地的，列入双方确认的清单",
        "The party that drew the layer should cut it along the demarcated boundary and hand over what lies beyond; "
        "true exclaves go on a list that both sides confirm",
    )

    @classmethod
    def wants(cls, role: str, settings: Settings[Any], present: frozenset[str]) -> Want:  # noqa: ARG003 - as every rule
        """What touches a border or lies on the ground of another party."""
        return Want(border_m=0.0, strays=(role,)) if role in settings.base.roles else Want()

    def judge(self, scene: Scene, settings: Settings[Any]) -> Iterator[Conflict]:
        """Yield what lies abroad, role by role."""
        for role in settings.base.roles:
            if role in scene.roles:
                yield from self._abroad(scene, role, settings)

    def _abroad(self, scene: Scene, role: str, settings: Settings[Any]) -> Iterator[Conflict]:
        features, pieces = scene.features(role), scene.pieces(role)
        exclave = np.isin(features.fid, settings.base.exclaves)
        exclave |= np.isin(np.strings.add(np.strings.add(features.layer, "/"), features.fid), settings.base.exclaves)
        # a piece has another owner than its ground only where the feature says so
        abroad = np.flatnonzero((pieces.owner != scene.codes[pieces.unit]) & ~exclave[pieces.feature])
        parts, of_piece = shapely.get_parts(of_dimension(pieces.geometry[abroad], 2), return_index=True)
        piece = abroad[of_piece]
        strips = Strips(parts, pieces.feature[piece], pieces.feature[piece])
        units = pieces.owner[piece], scene.codes[pieces.unit[piece]]
        layers = features.layer[strips.left], features.layer[strips.right]

        def options(border: str) -> OutOfJurisdictionOptions:
            given: OutOfJurisdictionOptions = settings.at(border=border, role=role)
            return given

        severity: Severity = "major" if role in STATUTORY else self.severity
        for found in sift(scene, strips, units=units, layers=layers, options=options):
            owner, ground = (scene.name(code) for code in found.units)
            conflict = self.record(scene, found, features, features, severity=severity, owner=owner, ground=ground)
            # the other side has the ground and no feature
            yield replace(conflict, layer_b="", feature_b="")
