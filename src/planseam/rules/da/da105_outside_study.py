"""DA105 outside-study."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, ClassVar

import numpy as np
import shapely
from numpy.typing import NDArray

from planseam.model.conflict import Conflict, Severity
from planseam.model.layer import Layer
from planseam.model.tolerances import Options, Settings, tolerance
from planseam.model.want import Want
from planseam.rules.da.findings import FindingRule, reported
from planseam.seaming.scene import Features, Scene
from planseam.text import Text, counted, hectares, mu

__all__ = ["OutsideStudy", "OutsideStudyOptions"]

Geometries = NDArray[Any]
Indices = NDArray[np.intp]


@dataclass(frozen=True, kw_only=True)
class OutsideStudyOptions(Options):
    """Tolerances of DA105."""

    area_m2: float = tolerance(
        10.0, unit="m2", reason=Text("小于一间房的占地", "less ground than a small house stands on")
    )
    noise_width_m: float = tolerance(
        5.0, unit="m", reason=Text("与接边误差同一界限", "the same limit as for digitising noise at a border")
    )
    roles: tuple[str, ...] = tolerance(
        (
            "redline",
            "redline-previous",
            "farmland",
            "development-boundary",
            "protected-area",
            "agro-ecological-area",
            "main-function",
            "land-use",
            "demonstration-zone",
            "project",
            "park",
        ),
        unit="",
        reason=Text(
            "规划只能划在自己的行政区内；水系、海岸、廊道、道路、都市圈等本来就会伸出研究区",
            "a plan can only be drawn on its own ground; waters, coasts, corridors, roads or metropolitan areas run on",
        ),
    )


class OutsideStudy(FindingRule):
    """A layer reaches beyond all jurisdictions of the study.

    图层伸出研究区的所有行政区。

    What it flags
    -------------
    Features that are so far off that they cannot be judged at all: info, and major where it is the whole layer. In
    layers of plans, polygons of which more than 10 m² lie outside all jurisdictions, in the sea or beyond the study:
    one record for each layer with count and area, minor where the mean width of any part exceeds 5 m, else info. These
    features stay as they are.

    完全位于研究区范围之外、无法参与检查的要素：为“提示”，整个图层如此的为“严重”；规划类图层中，有 10 平方米以上落在所有
    行政区之外（海上或研究区外）的面：每个图层一条记录，给出数量与面积，任一部分平均宽度大于 5 米为“一般”，否则“提示”；
    这些要素保留不变。

    Why it matters
    --------------
    Ground outside the jurisdictions is counted by no party; often it is the first sign of a wrong CRS.

    行政区之外的面积不属于任何一方；这也常是坐标系有误的第一个迹象。

    Known limits
    ------------
    Only polygons are measured. Waters, coasts, flood zones, watersheds, corridors, roads and sea plans run on beyond a
    study by nature and are not looked at; nor are upper-level plans and metropolitan areas. Where the jurisdictions are
    generalised at the coast, plans may rightly reach beyond them.

    只量算面状要素。水系、海岸线、洪涝风险区、小流域、廊道、道路、海洋规划以及上位规划、都市圈本来就会超出研究区，不查；
    行政区的海岸线经过概括时，规划略有伸出属正常。

    What to do
    ----------
    The supplier of the layer should check its CRS and extent; then clip the plan to its own jurisdiction, or supply
    jurisdictions that reach as far.

    图层提供方检查坐标系与范围；将规划裁切到本行政区，或提供范围足够的行政区图层。

    Source
    ------
    A plan holds within the jurisdiction that adopts it. All tolerances are defaults of planseam.

    规划只在其编制范围内有效。各容差为 planseam 默认值。
    """

    code: ClassVar[str] = "DA105"
    name: ClassVar[str] = "outside-study"
    title: ClassVar[Text] = Text("超出研究范围", "outside the study")
    severity: ClassVar[Severity] = "minor"
    options: ClassVar[type[Options]] = OutsideStudyOptions
    beyond_message: ClassVar[Text] = Text(
        "有 {features} 个要素（{names}）落在所有行政区之外，共 {ha} 公顷（{mu} 亩）；要素保留不变",
        "{ha} ha ({mu} mu) of {features} ({names}) lie beyond all jurisdictions; the features are kept as they are",
    )
    cure: ClassVar[Text] = Text(
        "图层提供方检查坐标系与范围；将规划裁切到本行政区，或提供范围足够的行政区图层",
        "The supplier of the layer should check its CRS and extent; then clip the plan to its jurisdiction, or "
        "supply jurisdictions that reach as far",
    )

    @classmethod
    def wants(cls, role: str, settings: Settings[Any], present: frozenset[str]) -> Want:  # noqa: ARG003 - as every rule
        """What may lie outside all units."""
        return Want(outside=role in settings.ever("roles"))

    def judge(self, scene: Scene, settings: Settings[Any]) -> Iterator[Conflict]:
        """Yield findings, then what reaches beyond the units layer by layer."""
        yield from reported(scene, self.code)
        for layer in scene.layers:
            if layer.role in settings.base.roles and len(layer.frame):
                yield from self._beyond(scene, layer, settings.at(role=layer.role))

    def _beyond(self, scene: Scene, layer: Layer, options: OutsideStudyOptions) -> Iterator[Conflict]:
        features = scene.features(layer.role)
        parts, feature = _outside(scene, features, np.flatnonzero(features.layer == layer.id), options.area_m2)
        area = np.bincount(feature, weights=scene.area(parts), minlength=len(features))
        far = np.flatnonzero(area > options.area_m2)
        if len(far) == 0:
            return
        shown = parts[np.isin(feature, far)]
        width = 2 * shapely.area(shown) / shapely.length(shown)
        total = float(area[far].sum())
        yield Conflict(
            rule=self.code,
            severity=self.severity if (width > options.noise_width_m).any() else "info",
            unit_a=layer.party,
            layer_a=layer.id,
            feature_a=";".join(features.fid[far]),
            area_m2=total,
            about=f"{layer.id} beyond",
            message=self.beyond_message.format(
                features=counted(len(far), "feature"),
                names=features.names(far),
                ha=hectares(total),
                mu=mu(total),
            ),
            advice=self.cure,
            geometry=shapely.union_all(shown),
        )


def _outside(scene: Scene, features: Features, own: Indices, least: float) -> tuple[Geometries, Indices]:
    """What of some features lies in no unit, part by part, and the feature of each; what is less is passed over."""
    pieces = scene.pieces(features.role)
    inside = np.bincount(pieces.feature, weights=shapely.area(pieces.geometry), minlength=len(features))
    # half the area, for the tolerance is one on the ellipsoid
    left = own[shapely.area(features.geometry[own]) - inside[own] > least / 2]
    grounds = [shapely.union_all(pieces.geometry[pieces.feature == row]) for row in left]
    rest = shapely.difference(features.geometry[left], np.array(grounds, dtype=object))
    parts, row = shapely.get_parts(rest, return_index=True)
    flat = shapely.area(parts) > 0
    return parts[flat], left[row[flat]]
