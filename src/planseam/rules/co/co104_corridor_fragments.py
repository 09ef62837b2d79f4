"""CO104 corridor-fragments."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, ClassVar

from planseam.model.conflict import Conflict, Severity
from planseam.model.role import roles
from planseam.model.tolerances import Options, Settings, tolerance
from planseam.model.want import EVERYTHING, Want
from planseam.rules.base import Rule
from planseam.rules.co.patches import CUTTERS, CutPatch, Cutters, cut_patches
from planseam.rules.seen import of_one_layer
from planseam.seaming.scene import Scene
from planseam.text import NOTHING, Text, hectares, listed, mu, percent

__all__ = ["CorridorFragments", "CorridorFragmentsOptions"]

HECTARE_M2 = 10_000.0
GROUND = ("protected-area", "redline")

_INSIDE = Text("{unit}境内", "In {unit}")
_OUTSIDE = Text("研究范围外", "Outside the study")
_ACROSS = Text("{units}交界处", "Across the border between {units}")
_BORDER = Text(
    "；若把行政边界也算作切割，则仅 {cut} 公顷，单由边界造成的损失为 {loss}%",
    "; if the border counted as a cut, it would be {cut} ha: {loss} % are lost to the border alone",
)


@dataclass(frozen=True, kw_only=True)
class CorridorFragmentsOptions(Options):
    """Tolerances of CO104."""

    roles: tuple[str, ...] = tolerance(
        GROUND, unit="", reason=Text("以连片为要的生态空间", "ecological ground that lives by being in one piece")
    )
    kinds: tuple[str, ...] = tolerance(
        ("transport",), unit="", reason=Text("其他廊道不切割生境", "other corridors do not cut habitats")
    )
    min_piece_ha: float = tolerance(1.0, unit="ha", reason=Text("更小的边角不算一块", "a smaller corner is no piece"))
    join_m: float = tolerance(
        5.0, unit="m", reason=Text("两家各数字化一次的误差", "what two agencies that digitise one line differ by")
    )


class CorridorFragments(Rule):
    """Roads, railways or corridors of transport cut ecological ground into pieces.

    道路、铁路或交通走廊把生态空间切成数块。

    What it flags
    -------------
    A patch of protected areas, or of redline, that lines of transport cut into two or more pieces of at least 1 ha.
    Features no farther apart than 5 m are one patch, whosever they are: the border is no cut. Given are the number of
    pieces and the effective mesh size before and after, by the cross-boundary-connections procedure; where the patch
    lies in two jurisdictions or more, also that by the cutting-out procedure, which takes the border for a cut, and the
    share that is lost by the border alone, (CBC − CUT) / CBC. The area is that of the patch.

    自然保护地或生态保护红线的连片区域，被交通线切成两块或更多、每块不小于 1 公顷。相距不超过 5 米的要素不论归属视为一
    片：行政边界不算切割。给出块数和切割前后的有效网格面积（跨界连通法）；跨两个或更多行政区的，另给出把边界也算作切割时
    的有效网格面积（切除法），以及单由边界造成的损失占比（CBC − CUT）/ CBC。面积为全片面积。

    Why it matters
    --------------
    Two animals can meet only on one piece. Where each side computes its own mesh size, the loss at the border stays
    hidden.

    动物只能在同一块内相遇；各算各的网格，会掩盖边界造成的损失。

    Known limits
    ------------
    Lines without a width take no ground. Bridges, tunnels and passages for animals count as cuts unless the levels of
    both (`z_min`, `z_max`) or the study's `[[sharing]]` say that they share the ground. Ground outside the study goes
    with the jurisdiction that has the largest part.

    未填宽度的线不占地。桥梁、隧道和动物通道也算切割，除非双方高程（`z_min`、`z_max`）或研究文件的 `[[sharing]]` 表明可
    以共用。研究范围外的部分并入所占最大的行政区。

    What to do
    ----------
    The transport department should bundle new lines with existing ones or go round; where a line must cross, build
    wildlife passages between the two largest pieces with the forestry department.

    交通主管部门使新线与既有线并行或绕行；确需穿越的，会同林业主管部门在最大两块之间设动物通道。

    Source
    ------
    Gu Hao and Zhao Min on corridors, round table on the integration of the Yangtze River Delta, 2024; Moser et al.
    (2007), Landscape Ecology 22: 447-459. All tolerances are defaults of planseam.

    顾浩、赵民关于廊道的发言，长三角一体化规划圆桌会议，2024 年；Moser 等（2007），Landscape Ecology 22: 447–459。
    各容差为 planseam 默认值。
    """

    code: ClassVar[str] = "CO104"
    name: ClassVar[str] = "corridor-fragments"
    title: ClassVar[Text] = Text("廊道切割生态空间", "corridors fragment ecological ground")
    severity: ClassVar[Severity] = "minor"
    needs: ClassVar[tuple[tuple[str, ...], ...]] = tuple((ground, cutter) for ground in GROUND for cutter in CUTTERS)
    options: ClassVar[type[Options]] = CorridorFragmentsOptions
    message: ClassVar[Text] = Text(
        "{place}的{role}（{names}，{ha} 公顷，{mu} 亩）被{cutters}切成 {count} 块：有效网格面积由 {before} 公顷降至 "
        "{after} 公顷{border}",
        "{place}, {ha} ha ({mu} mu) of {role} ({names}) are cut into {count} pieces by {cutters}: the effective "
        "mesh size falls from {before} ha to {after} ha{border}",
    )
    advice: ClassVar[Text] = Text(
        "交通主管部门使新线与既有线并行或绕行；确需穿越的，会同林业主管部门在最大两块之间设动物通道",
        "The transport department should bundle new lines with existing ones or go round; where a line must cross, "
        "build wildlife passages between the two largest pieces with the forestry department",
    )

    @classmethod
    def wants(cls, role: str, settings: Settings[Any], present: frozenset[str]) -> Want:
        """Everything, also of other ground that the study names."""
        return EVERYTHING if role in settings.base.roles else super().wants(role, settings, present)

    def judge(self, scene: Scene, settings: Settings[Any]) -> Iterator[Conflict]:
        """Yield patches role by role."""
        cutters = Cutters.of(scene, settings.base.kinds)
        for role in settings.base.roles:
            options: CorridorFragmentsOptions = settings.at(role=role)
            for patch in cut_patches(scene, role, cutters, join_m=options.join_m):
                count = patch.pieces(options.min_piece_ha * HECTARE_M2)
                if count > 1:
                    yield self._fragments(scene, role, cutters, patch, count)

    def _fragments(self, scene: Scene, role: str, cutters: Cutters, patch: CutPatch, count: int) -> Conflict:
        features = scene.features(role)
        layer, own = of_one_layer(features, patch.features)
        unit_a, unit_b = (*sorted(patch.codes[:2].tolist()), "", "")[:2]
        border = scene.parties(unit_a, unit_b) if unit_b else None
        line = scene.inside(patch.ground, (unit_a, unit_b))
        after = patch.after
        crossing = [(scene.features(cutters.role[row]), int(cutters.index[row])) for row in patch.cutters.tolist()]
        return Conflict(
            rule=self.code,
            severity=self.severity,
            unit_a=unit_a,
            unit_b=unit_b,
            layer_a=layer,
            feature_a=";".join(features.fid[own]),
            layer_b=";".join(dict.fromkeys(str(lines.layer[row]) for lines, row in crossing)),
            feature_b=";".join(str(lines.fid[row]) for lines, row in crossing),
            border=border.id if border else "",
            at_km=scene.kilometre(border, patch.ground if line.is_empty else line) if border else None,
            area_m2=patch.area,
            share=after.border_loss if unit_b else None,
            message=self.message.format(
                place=_place(scene, patch),
                role=roles()[role].title,
                names=features.names(patch.features),
                ha=hectares(patch.area),
                mu=mu(patch.area),
                cutters=_names([lines.name(row) for lines, row in crossing]),
                count=count,
                before=hectares(patch.before.connected),
                after=hectares(after.connected),
                border=_BORDER.format(cut=hectares(after.cut), loss=percent(after.border_loss)) if unit_b else NOTHING,
            ),
            advice=self.advice,
            geometry=patch.ground,
        )


def _place(scene: Scene, patch: CutPatch) -> Text:
    names = [scene.name(code) for code in sorted(patch.codes.tolist())]
    if not names:
        return _OUTSIDE
    if len(names) == 1:
        return _INSIDE.format(unit=names[0])
    return _ACROSS.format(units=Text(listed(names).zh, " and ".join(name.en for name in names)))


def _names(names: list[Text], most: int = 3) -> Text:
    """What cuts, each name once; beyond `most`, how many there are."""
    each = list(dict.fromkeys(names))
    rest = Text("", "") if len(each) <= most else Text(f"等 {len(each)} 条", f" and {len(each) - most} more")
    shown = listed(each[:most])
    return Text(shown.zh + rest.zh, shown.en + rest.en)
