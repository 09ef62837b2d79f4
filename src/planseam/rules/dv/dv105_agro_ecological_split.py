"""DV105 agro-ecological-split."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, ClassVar

import numpy as np
import shapely
from numpy.typing import NDArray

from planseam.model.conflict import Conflict, Severity
from planseam.model.tolerances import Options, Settings, tolerance
from planseam.rules.base import Rule
from planseam.rules.dv.agro import ROLE, UDB, Split, farmland_shares, split_areas, town_ground
from planseam.seaming.scene import Scene
from planseam.text import Text, half_up, hectares, listed, mu, percent

__all__ = ["AgroEcologicalSplit", "AgroEcologicalSplitOptions"]

Floats = NDArray[np.float64]
Indices = NDArray[np.intp]

HECTARE_M2 = 10_000.0
_PART = Text("{unit} {share}%", "{unit} {share} %")


@dataclass(frozen=True, kw_only=True)
class AgroEcologicalSplitOptions(Options):
    """Tolerances of DV105."""

    points: float = tolerance(
        20.0, unit="", reason=Text("百分点；更小的差别可由地形解释", "percentage points; terrain may explain less")
    )
    part_min: float = tolerance(
        0.01, unit="", reason=Text("不足百分之一的多为界线误差", "less than 1 % mostly comes from how lines were drawn")
    )
    town_min_ha: float = tolerance(
        1.0, unit="ha", reason=Text("一公顷以下的为既有村庄", "less than 1 ha is a village that stands there already")
    )
    noise_m: float = tolerance(
        5.0, unit="m", reason=Text("两家各数字化一次的误差", "what two agencies that digitise one line differ by")
    )


class AgroEcologicalSplit(Rule):
    """A key agro-ecological area crosses a border and is not treated alike on both sides.

    重要农业生态区跨界，两侧管控不一。

    What it flags
    -------------
    Of an area with at least 1 % of its ground in each of two jurisdictions or more: shares of permanent basic farmland
    in its parts that differ by more than 20 percentage points, one record for an area; and urban development boundaries
    that cover more than 1 ha of a part (pieces with a mean width of 5 m or less do not count), one record for a part.
    Features of one name are one area.

    跨两个及以上行政区（各占 1% 以上）的重要农业生态区：各部分永久基本农田占比相差超过 20 个百分点的，每区一条记录；城镇
    开发边界占用某一部分超过 1 公顷的（平均宽度不超过 5 米的不计），每部分一条记录。同名要素视为同一区。

    Why it matters
    --------------
    Polders, canals and fields work as one; what one side keeps loses its worth where the other builds.

    圩田、水网和耕地是一个整体；一侧保护、一侧建设，保护也就失去意义。

    Known limits
    ------------
    Jurisdictions with no permanent basic farmland at all are taken to lack the layer and are not compared. Water and
    villages within the area count as ground. Terrain may explain the difference.

    完全没有永久基本农田的行政区视为图层缺失，不参与比较。区内水面和村庄未扣除；差别可能由地形造成。

    What to do
    ----------
    The agriculture and natural resources departments of both sides should draw up one plan for the area, agree on the
    share of permanent basic farmland to keep, and move urban development out of it.

    双方农业农村、自然资源部门为该区编制统一规划，商定永久基本农田保有比例，城镇开发边界予以避让。

    Source
    ------
    Gu Hao and Zhao Min on agriculture and ecology across borders, round table on the integration of the Yangtze River
    Delta, 2024. All tolerances are defaults of planseam.

    顾浩、赵民关于跨界农业与生态的发言，长三角一体化规划圆桌会议，2024 年。各容差为 planseam 默认值。
    """

    code: ClassVar[str] = "DV105"
    name: ClassVar[str] = "agro-ecological-split"
    title: ClassVar[Text] = Text("农业生态区分治", "agro-ecological split")
    severity: ClassVar[Severity] = "minor"
    needs: ClassVar[tuple[tuple[str, ...], ...]] = ((ROLE, "farmland"), (ROLE, UDB))
    options: ClassVar[type[Options]] = AgroEcologicalSplitOptions
    message: ClassVar[Text] = Text(
        "重要农业生态区“{name}”（{ha} 公顷，{mu} 亩）各部分永久基本农田占比相差 {points} 个百分点：{parts}",
        "The shares of permanent basic farmland in the parts of the key agro-ecological area “{name}” ({ha} ha, "
        "{mu} mu) differ by {points} percentage points: {parts}",
    )
    town_message: ClassVar[Text] = Text(
        "跨界的重要农业生态区“{name}”在{unit}的部分，有 {ha} 公顷（{mu} 亩，{share}%）划入城镇开发边界（{towns}）",
        "Urban development boundaries ({towns}) cover {ha} ha ({mu} mu, {share} %) of the part in {unit} of the key "
        "agro-ecological area “{name}”, which crosses a border",
    )
    advice: ClassVar[Text] = Text(
        "双方农业农村、自然资源部门为该区编制统一规划，商定永久基本农田保有比例，城镇开发边界予以避让",
        "The agriculture and natural resources departments of both sides should draw up one plan for the area, "
        "agree on the share of permanent basic farmland to keep, and move urban development out of it",
    )

    def judge(self, scene: Scene, settings: Settings[Any]) -> Iterator[Conflict]:
        """Yield areas in their order: farmland first, then towns part by part."""
        options: AgroEcologicalSplitOptions = settings.at(role=ROLE)
        for split in split_areas(scene, part_min=options.part_min):
            if "farmland" in scene.roles:
                yield from self._unlike(scene, split, farmland_shares(scene, split), settings)
            for part, towns, ground in town_ground(scene, split, noise_m=options.noise_m):
                area = float(scene.area([ground])[0])
                if area > options.town_min_ha * HECTARE_M2:
                    yield self._built(scene, split, part, towns, ground, area)

    def _unlike(self, scene: Scene, split: Split, share: Floats, settings: Settings[Any]) -> Iterator[Conflict]:
        known = np.flatnonzero(~np.isnan(share))
        if len(known) < 2:  # noqa: PLR2004 - nothing to compare with
            return
        features = scene.features(ROLE)
        most, least = known[share[known].argmax()], known[share[known].argmin()]
        gap = float(share[most] - share[least])
        unit_a, unit_b = (str(scene.codes[split.units[part]]) for part in (most, least))
        whole = shapely.union_all(split.parts)
        border = scene.parties(unit_a, unit_b, near=whole)
        options: AgroEcologicalSplitOptions = settings.at(border=border.id if border else "", role=ROLE)
        if 100 * gap <= options.points:
            return
        layer = ";".join(np.unique(features.layer[split.features]))
        fid = ";".join(features.fid[split.features])
        parts = [
            _PART.format(unit=scene.name(str(scene.codes[split.units[part]])), share=percent(share[part]))
            for part in known
        ]
        yield Conflict(
            rule=self.code,
            severity=self.severity,
            unit_a=unit_a,
            unit_b=unit_b,
            layer_a=layer,
            feature_a=fid,
            layer_b=layer,
            feature_b=fid,
            border=border.id if border else "",
            at_km=scene.kilometre(border, whole) if border else None,
            area_m2=split.total,
            share=gap,
            message=self.message.format(
                name=features.name(int(split.features[0])),
                ha=hectares(split.total, 2),
                mu=mu(split.total),
                points=half_up(100 * gap, 1),
                parts=listed(parts),
            ),
            advice=self.advice,
            geometry=whole,
        )

    def _built(
        self,
        scene: Scene,
        split: Split,
        part: int,
        towns: Indices,
        ground: Any,  # noqa: ANN401 - polygons
        area: float,
    ) -> Conflict:
        features, boundaries = scene.features(ROLE), scene.features(UDB)
        unit, share = str(scene.codes[split.units[part]]), area / float(split.area[part])
        return Conflict(
            rule=self.code,
            severity=self.severity,
            unit_a=unit,
            layer_a=";".join(np.unique(features.layer[split.features])),
            feature_a=";".join(features.fid[split.features]),
            layer_b=";".join(np.unique(boundaries.layer[towns])),
            feature_b=";".join(boundaries.fid[towns]),
            area_m2=area,
            share=share,
            message=self.town_message.format(
                name=features.name(int(split.features[0])),
                unit=scene.name(unit),
                ha=hectares(area, 2),
                mu=mu(area),
                share=percent(share),
                towns=boundaries.names(towns),
            ),
            advice=self.advice,
            geometry=ground,
        )
