"""GV101 exceeds-upper-plan."""

from collections.abc import Iterator
from typing import Any, ClassVar

import numpy as np
import shapely
from numpy.typing import NDArray

from planseam.model.conflict import Conflict, Severity
from planseam.model.role import roles
from planseam.model.tolerances import Options, Settings
from planseam.model.want import EVERYTHING, Want
from planseam.rules.base import Rule
from planseam.rules.gv.scopes import Scope, scopes_of
from planseam.rules.gv.unjudged import Unjudged, lacking, role_title, unknown_role
from planseam.rules.noise import NoiseOptions, Parts, groups
from planseam.seaming.remainder import remainder
from planseam.seaming.scene import Scene
from planseam.text import Text

__all__ = ["ExceedsUpperPlan"]

Indices = NDArray[np.intp]
UPPER = "upper-plan"
AREAL = 2


class ExceedsUpperPlan(Rule):
    """A lower-level plan takes in ground that the upper-level plan does not give it.

    下位规划划入了上位规划没有划入的地。

    What it flags
    -------------
    Ground of a feature that lies outside all features of the upper-level plan that bound its role (field `of`): parts
    larger than 10 m² with a mean width above 5 m, one record for each feature and jurisdiction. Smaller and narrower
    parts are counted in one record for each jurisdiction and layer. An upper-level plan bounds the jurisdiction that it
    declares and all within it; where it declares none, each jurisdiction in which it has ground for that role.

    要素超出上位规划（字段 of 指明所约束的角色）的部分：面积大于 10 平方米且平均宽度大于 5 米，每个要素在每个行政区一条
    记录；更小更窄者按行政区与图层合并为一条“提示”。上位规划注明行政区的，约束该行政区及其下级；未注明的，约束其有相应图
    斑的各行政区。

    Why it matters
    --------------
    Control lines pass from the upper-level plan to the lower one unchanged; what goes beyond them has no approval to
    stand on.

    控制线自上而下精准传导，不得走样；超出的部分没有批准依据。

    Known limits
    ------------
    Areas alone are judged: an upper-level plan drawn as a line bounds nothing. What the upper-level plan gives and the
    lower one leaves out is not flagged here; a quota shows it (GV102). Ground outside all jurisdictions is passed over.

    只判断面状要素，以线表示的上位规划不构成约束；上位规划已划而下位规划未划的，不在本规则之列，
    可由指标（GV102）反映；研究范围以外的地不参与判断。

    What to do
    ----------
    The natural resources department of the lower level should draw the line back within the upper-level plan, or apply
    for a change of that plan.

    下级自然资源主管部门将界线退回上位规划范围之内，或依程序报请修改上位规划。

    Source
    ------
    Duan Jin and Wang Wei on governance, round table “High-quality integration of the Yangtze River Delta: what can
    planning do?”, 2024. All tolerances are defaults of planseam.

    段进、王伟关于治理的发言，长三角高质量一体化规划圆桌会议，2024 年。各容差为 planseam 默认值。
    """

    code: ClassVar[str] = "GV101"
    name: ClassVar[str] = "exceeds-upper-plan"
    title: ClassVar[Text] = Text("突破上位规划", "exceeds upper-level plan")
    severity: ClassVar[Severity] = "major"
    needs: ClassVar[tuple[tuple[str, ...], ...]] = ((UPPER,),)
    options: ClassVar[type[Options]] = NoiseOptions
    message: ClassVar[Text] = Text(
        "{unit}的{role}（{name}）超出上位规划 {ha} 公顷（{mu} 亩），平均宽 {width} 米",
        "The {role} of {unit} ({name}) exceeds the upper-level plan by {ha} ha ({mu} mu), on average {width} m wide",
    )
    noise_message: ClassVar[Text] = Text(
        "{unit}的{role}有 {places} 处因数字化误差超出上位规划，共长 {length} 米，平均宽 {width} 米，面积 {ha} 公顷（"
        "{mu} 亩）",
        "Digitising error takes the {role} of {unit} beyond the upper-level plan in {places}: {length} m long in "
        "all, on average {width} m wide, {ha} ha ({mu} mu)",
    )
    advice: ClassVar[Text] = Text(
        "下级自然资源主管部门将界线退回上位规划范围之内，或依程序报请修改上位规划",
        "The natural resources department of the lower level should draw the line back within the upper-level plan, "
        "or apply for a change of that plan",
    )

    @classmethod
    def wants(cls, role: str, settings: Settings[Any], present: frozenset[str]) -> Want:  # noqa: ARG003 - as every rule
        """Everything: what an upper plan is about, only its table says."""
        return EVERYTHING

    def judge(self, scene: Scene, settings: Settings[Any]) -> Iterator[Conflict]:
        """Yield what leaves the upper plan, role by role and scope by scope."""
        upper = scene.features(UPPER)
        bounded = upper.words("of")
        areal = shapely.get_dimensions(upper.geometry) == AREAL
        for role in sorted(set(bounded)):
            rows = np.flatnonzero(bounded == role)
            options: NoiseOptions = settings.at(role=role)
            try:
                self._judgeable(scene, role, areal[rows])
            except Unjudged as reason:
                what = Text("上位规划对{role}的约束", "What the upper-level plan says of {role}").format(
                    role=role_title(role) if role else Text("未写明的角色", "a role that it does not name")
                )
                layer, fids = str(upper.layer[rows[0]]), upper.fid[rows[upper.layer[rows] == upper.layer[rows[0]]]]
                yield reason.conflict(self, what, layer=layer, feature=";".join(fids))
                continue
            for scope in scopes_of(scene, rows[areal[rows]], options):
                yield from self._leaving(scene, role, scope, options)

    @staticmethod
    def _judgeable(scene: Scene, role: str, areal: NDArray[np.bool_]) -> None:
        if role not in roles():
            raise unknown_role(role)
        if role not in scene.roles:
            raise lacking(role)
        if not areal.any():
            raise Unjudged(Text("上位规划没有面状要素", "the upper-level plan has no areas"))

    def _leaving(self, scene: Scene, role: str, scope: Scope, options: NoiseOptions) -> Iterator[Conflict]:
        features, pieces = scene.features(role), scene.pieces(role)
        declared = features.owner[pieces.feature]
        whose = np.where(declared != "", declared, scene.codes[pieces.unit])
        bound = np.flatnonzero(
            np.strings.startswith(whose, scope.code) & (shapely.get_dimensions(pieces.geometry) == AREAL)
        )
        geometry, row = remainder(pieces.geometry[bound], scope.geometry)
        feature, unit = pieces.feature[bound[row]], pieces.owner[bound[row]]
        parts = Parts.of(scene, geometry)
        chosen = [(rows, False) for rows in _chosen(parts.real(options), unit, feature)]
        chosen += [(rows, True) for rows in _chosen(parts.noise(options), unit, features.layer[feature])]
        totals = [parts.total(rows) for rows, _ in chosen]
        first = np.array([rows[0] for rows, _ in chosen], dtype=np.intp)
        whole = scene.area(features.geometry[feature[first]])
        upper = scene.features(UPPER)
        near = scope.near(upper.geometry, np.array([total.geometry for total in totals], dtype=object))
        layers = ";".join(dict.fromkeys(upper.layer[scope.rows]))
        for (_, noise), total, row, area, touched in zip(chosen, totals, first, whole, near, strict=True):
            index = int(feature[row])
            yield Conflict(
                rule=self.code,
                severity="info" if noise else self.severity,
                unit_a=str(unit[row]),
                layer_a=str(features.layer[index]),
                feature_a="" if noise else str(features.fid[index]),
                layer_b=layers,
                feature_b="" if noise else ";".join(upper.fid[touched]),
                area_m2=total.area_m2,
                length_m=total.length_m,
                width_m=total.width_m,
                share=None if noise else total.area_m2 / float(area),
                message=(self.noise_message if noise else self.message).format(
                    unit=scene.name(str(unit[row])), role=role_title(role), name=features.name(index), **total.figures
                ),
                advice=self.advice,
                geometry=total.geometry,
            )


def _chosen(mask: NDArray[np.bool_], *keys: NDArray[Any]) -> list[Indices]:
    """Rows of a mask, grouped by keys."""
    rows = np.flatnonzero(mask)
    return [rows[group] for group in groups(*(key[rows] for key in keys))]
