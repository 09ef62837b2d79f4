"""EC104 control-lines-overlap."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, ClassVar

import numpy as np
import shapely
from numpy.typing import NDArray

from planseam.model.conflict import Conflict, Severity
from planseam.model.tolerances import Options, Settings, tolerance
from planseam.rules.noise import NoiseOptions, StripRule, sift
from planseam.seaming.scene import Features, Scene
from planseam.seaming.strips import Strips, overlaps_between
from planseam.text import Text

__all__ = ["ControlLinesOverlap", "ControlLinesOverlapOptions"]

Strings = NDArray[np.str_]


@dataclass(frozen=True, kw_only=True)
class ControlLinesOverlapOptions(NoiseOptions):
    """Tolerances of EC104."""

    allowed: tuple[str, ...] = tolerance(
        (),
        unit="",
        reason=Text(
            "三线互不交叉；确可共存者写作 redline/farmland",
            "the three lines must not cross; write redline/farmland for two that may share ground",
        ),
    )


class ControlLinesOverlap(StripRule):
    """Two of the three control lines take in the same ground.

    三条控制线中有两条划入同一块地。

    What it flags
    -------------
    Ground that the ecological redline, permanent basic farmland or the urban development boundary share two by two,
    inside a unit and across units: parts larger than 10 m² and wider in the mean than 5 m, one record for two
    features. Smaller and narrower parts are counted in one record for each pair of layers and of units.

    生态保护红线、永久基本农田、城镇开发边界两两重叠的地面，不论在单元内还是跨单元：面积大于 10 平方米
    且平均宽度大于 5 米，每两个要素一条记录；更小更窄者按图层对与单元对合并为一条提示。

    Why it matters
    --------------
    The three lines must not cross, overlap or conflict: the same field cannot be kept for nature, for grain and for
    buildings.

    三条控制线须不交叉、不重叠、不冲突：同一块地不能既保生态、又保粮食、又供建设。

    Known limits
    ------------
    A feature that does not say whose it is counts as of the unit where the largest part of the overlap lies. Of two
    tolerances set for the two roles, the one for the first role of the pair holds.

    要素未注明归属的，以重叠最大部分所在单元为准；两类图层各设容差时，以前一类为准。

    What to do
    ----------
    Settle in the order redline, farmland, development boundary, and move the later line.

    按生态保护红线、永久基本农田、城镇开发边界的顺序协调，退让后者。

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
    options: ClassVar[type[Options]] = ControlLinesOverlapOptions
    message: ClassVar[Text] = Text(
        "{place}，{one_role}（{one}）与{other_role}（{other}）重叠 {ha} 公顷（{mu} 亩），平均宽 {width} 米",
        "{place}, the {one_role} ({one}) and the {other_role} ({other}) share {ha} ha ({mu} mu), {width} m wide in "
        "the mean",
    )
    noise_message: ClassVar[Text] = Text(
        "{place}，{one_role}与{other_role}有 {count} 处误差重叠，共长 {length} 米，平均宽 {width} 米，"
        "面积 {ha} 公顷（{mu} 亩）",
        "{place}, the {one_role} and the {other_role} overlap from digitising: {count} times, {length} m long in all, "
        "{width} m wide in the mean, {ha} ha ({mu} mu)",
    )
    advice: ClassVar[Text] = Text(
        "按生态保护红线、永久基本农田、城镇开发边界的顺序协调，退让后者",
        "Settle in the order redline, farmland, development boundary, and move the later line",
    )

    def judge(self, scene: Scene, settings: Settings[Any]) -> Iterator[Conflict]:
        """Yield overlaps, pair of roles by pair of roles."""
        allowed = {frozenset(pair.split("/")) for pair in settings.base.allowed}
        for pair in self.needs:
            if scene.roles.issuperset(pair) and frozenset(pair) not in allowed:
                yield from self._overlaps(scene, scene.features(pair[0]), scene.features(pair[1]), settings)

    def _overlaps(self, scene: Scene, one: Features, other: Features, settings: Settings[Any]) -> Iterator[Conflict]:
        strips = overlaps_between(one.geometry, other.geometry)
        units = _units(scene, strips, one, other)
        layers = one.layer[strips.left], other.layer[strips.right]

        def options(border: str) -> ControlLinesOverlapOptions:
            plain, first = settings.at(border=border), settings.at(border=border, role=one.role)
            given: ControlLinesOverlapOptions = first if first != plain else settings.at(border=border, role=other.role)
            return given

        for found in sift(scene, strips, units=units, layers=layers, options=options):
            yield self.record(scene, found, one, other, severity=self.severity)


def _units(scene: Scene, strips: Strips, one: Features, other: Features) -> tuple[Strings, Strings]:
    """Units of both features of each strip: as declared, else where the pair's largest strip lies."""
    width = f"<U{len(scene.codes[0])}"
    first, second = one.owner[strips.left].astype(width), other.owner[strips.right].astype(width)
    size = shapely.area(strips.geometry)
    _, pair = np.unique(np.column_stack([strips.left, strips.right]), axis=0, return_inverse=True)
    by_size = np.lexsort([-size, pair])
    largest = by_size[np.unique(pair[by_size], return_index=True)[1]]
    zone = scene.zones.locate(shapely.point_on_surface(strips.geometry[largest]))[pair]
    ground = np.append(scene.codes, "")[zone]
    first, second = np.where(first == "", ground, first), np.where(second == "", ground, second)
    # of a jurisdiction and one within it, both are the inner one
    longer = np.where(np.strings.str_len(first) >= np.strings.str_len(second), first, second)
    nested = np.strings.startswith(first, second) | np.strings.startswith(second, first)
    return np.where(nested, longer, first), np.where(nested, longer, second)
