"""DA102 invalid-geometry."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, ClassVar

import numpy as np
import shapely

from planseam.model.conflict import Conflict, Severity
from planseam.model.layer import Layer
from planseam.model.tolerances import Options, Settings, tolerance
from planseam.rules.da.findings import FindingRule, reported
from planseam.seaming.scene import Scene
from planseam.seaming.vertices import Vertices, repeated, spikes
from planseam.text import Text

__all__ = ["InvalidGeometry", "InvalidGeometryOptions"]


@dataclass(frozen=True, kw_only=True)
class InvalidGeometryOptions(Options):
    """Tolerances of DA102."""

    same_m: float = tolerance(
        0.001, unit="m", reason=Text("坐标记到毫米，更近即同一点", "coordinates are kept to the millimetre")
    )
    spike_deg: float = tolerance(
        1.0, unit="deg", reason=Text("地物没有这样尖的角", "nothing on the ground has so sharp a corner")
    )
    spike_m: float = tolerance(
        1.0, unit="m", reason=Text("更短的边是数字化抖动", "shorter sides are the jitter of digitising")
    )


class InvalidGeometry(FindingRule):
    """A geometry breaks the rules of geometry, or a whole file cannot be read.

    几何不合规则，或整个文件无法读取。

    What it flags
    -------------
    A file that cannot be read: critical, the layer is not judged. Features without geometry, with coordinates that are
    no numbers, of the wrong kind or without extent: minor, they are left out. Self-intersections and other faults of
    polygons that were repaired, with the change of area: major above 0.01 %, else info. Rings that were not closed,
    vertices within 1 mm of the one before, and spikes (an angle of up to 1° between sides of at least 1 m) are counted,
    one info record for each layer, and left as they are. Of the jurisdictions: that no two share a border, so that
    nothing is judged along borders: critical; neighbours up to 500 m apart that share none, jurisdictions without
    geometry: minor; edges that did not meet and were fitted, with how far they moved: info up to 1 m, minor up to
    unit_gap_m, else major.

    文件无法读取：“致命”，图层不参与检查；要素没有几何、坐标不是数字、类型不符或没有大小：“一般”，不参与检查；自相交等已
    修复的面：面积变化超过 0.01% 为“严重”，否则“提示”，并给出变化；没有闭合的环、与前一点相距不到 1 毫米的重复点、尖刺
    （两边均不短于 1 米而夹角不超过 1°）只计数，每个图层一条“提示”，几何不改。行政区：没有两个共有边界，沿边界无从检
    查：“致命”；相距不超过 500 米而没有共有边界的相邻行政区、没有几何的行政区：“一般”；边线不重合而已对齐的，给出最大移
    动距离：1 米以内“提示”，unit_gap_m 以内“一般”，更大“严重”。

    Why it matters
    --------------
    An area that cannot be computed cannot be checked, and a repair that changes it changes the plan.

    面积算不出就无从检查；修复改变了面积，也就改变了规划。

    Known limits
    ------------
    Up to 20 features of a kind are listed one by one, more in one record. Spikes and repeated vertices are looked for
    after the repair, which removes those without any width. An open ring in a GeoParquet file makes the whole file
    unreadable.

    同类问题不超过 20 个时逐个列出，更多的合并为一条。尖刺与重复点在修复之后查找，没有宽度的尖刺已在修复中去
    除。GeoParquet 中若有未闭合的环，整个文件无法读取。

    What to do
    ----------
    Check the repair and mend the source, so that all users of the plan see one geometry.

    核对修复结果，并在原始数据中改正，使各方看到同一几何。

    Source
    ------
    OGC Simple Features for what a valid geometry is. All tolerances are defaults of planseam.

    有效几何按 OGC 简单要素规范；各容差为 planseam 默认值。
    """

    code: ClassVar[str] = "DA102"
    name: ClassVar[str] = "invalid-geometry"
    title: ClassVar[Text] = Text("几何无效", "invalid geometry")
    severity: ClassVar[Severity] = "major"
    options: ClassVar[type[Options]] = InvalidGeometryOptions
    repeat_message: ClassVar[Text] = Text(
        "有 {count} 个与前一点相距不超过 {limit} 米的重复点，涉及 {features} 个要素",
        "repeated vertices, {limit} m or less from the one before: {count}, in {features} features",
    )
    spike_message: ClassVar[Text] = Text(
        "有 {count} 处夹角不超过 {limit}° 的尖刺，涉及 {features} 个要素",
        "spikes, with an angle of {limit}° or less: {count}, in {features} features",
    )
    mend: ClassVar[Text] = Text("请在原始数据中改正", "Mend the source")

    def judge(self, scene: Scene, settings: Settings[Any]) -> Iterator[Conflict]:
        """Yield findings, then repeated vertices and spikes by layer."""
        yield from reported(scene, self.code)
        for layer in scene.layers:
            options = settings.at(role=layer.role)
            shapes = layer.frame.geometry.to_numpy()
            doubles = repeated(shapes, within=options.same_m)
            if len(doubles):
                message = self.repeat_message.format(limit=f"{options.same_m:g}", **_counts(doubles))
                yield self._counted(layer, doubles, "repeated", message)
            sharp = spikes(shapes, degrees=options.spike_deg, legs=options.spike_m, within=options.same_m)
            if len(sharp):
                message = self.spike_message.format(limit=f"{options.spike_deg:g}", **_counts(sharp))
                yield self._counted(layer, sharp, "spikes", message)

    def _counted(self, layer: Layer, vertices: Vertices, kind: str, message: Text) -> Conflict:
        return Conflict(
            rule=self.code,
            severity="info",
            unit_a=layer.party,
            layer_a=layer.id,
            about=f"{layer.id} {kind}",
            message=message,
            advice=self.mend,
            geometry=shapely.MultiPoint(vertices.xy),
        )


def _counts(vertices: Vertices) -> dict[str, int]:
    return {"count": len(vertices), "features": len(np.unique(vertices.feature))}
