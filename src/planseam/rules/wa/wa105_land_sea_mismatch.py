"""WA105 land-sea-mismatch."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, ClassVar

import numpy as np
import shapely
from numpy.typing import NDArray

from planseam.model.border import Border
from planseam.model.conflict import Conflict, Severity
from planseam.model.tolerances import Options, Settings, tolerance
from planseam.rules.noise import NoiseOptions, StripRule, sift
from planseam.rules.owners import owners
from planseam.seaming.parts import of_dimension
from planseam.seaming.profile import Flank, Profile
from planseam.seaming.scene import Features, Scene
from planseam.seaming.strips import Strips, gaps_along, overlaps_between
from planseam.text import Text

__all__ = ["LandSeaMismatch", "LandSeaMismatchOptions"]

Indices = NDArray[np.intp]
Strings = NDArray[np.str_]
LAND, SEA = "land-use", "sea-plan"

_GAP = Text("之间有两者均未覆盖的空隙", "leave ground between them that neither covers")
_OVERLAP = Text("划入了同一块地", "take in the same ground")


@dataclass(frozen=True, kw_only=True)
class LandSeaMismatchOptions(NoiseOptions):
    """Tolerances of WA105."""

    noise_m: float = tolerance(
        10.0, unit="m", reason=Text("岸线随潮位和测图而异", "the line of the coast differs by tide and survey")
    )
    zone_m: float = tolerance(
        500.0, unit="m", reason=Text("更远者不是两规划的接边", "farther off, it is no joint of the two plans")
    )


class LandSeaMismatch(StripRule):
    """The plan of the land and the plan of the sea leave a gap at the coast, or overlap.

    海岸线处陆域规划与海洋规划有空隙或重叠。

    What it flags
    -------------
    Ground between the land use and the sea plan that neither covers, where both lie within 500 m of the coastline; and
    ground that both cover, within 500 m of it: parts larger than 10 m² with a mean width above 10 m, one record for two
    features. Smaller and narrower parts are counted in one record for each two jurisdictions and pair of layers.

    用地与海洋规划均在海岸线 500 米以内而两者之间无规划覆盖的地，以及距海岸线 500 米以内两者重复覆盖的地：面积大于 10 平
    方米且平均宽度大于 10 米，每两个要素一条记录；更小更窄者按行政区与图层对合并为一条“提示”。

    Why it matters
    --------------
    Tidal flats that two plans claim are built on by either; those that none claims are answered for by nobody.

    两规划都划入的滩涂易被任意开发，都未划入的则无人负责。

    Known limits
    ------------
    A gap is looked for square to the coastline every 25 m (the study's step); a plan that keeps more than 500 m from
    the coast is taken for absent there. The coastline only says where to look: which plan is right, it does not.

    空隙沿海岸线每 25 米（研究文件的步长）垂直探查；距海岸线 500 米以外的规划视为该处没有规划。海岸线只用于定位，不判定
    哪一方正确。

    What to do
    ----------
    The natural resources and marine departments should cut the land-use plan and the sea plan along the approved
    coastline.

    自然资源和海洋主管部门以批准的海岸线为界，裁切陆海两个规划。

    Source
    ------
    Wang Kai and Chen Wen on planning land and sea together, round table on the integration of the Yangtze River Delta,
    2024. All tolerances are defaults of planseam.

    王凯、陈雯关于陆海统筹的发言，长三角一体化规划圆桌会议，2024 年。各容差为 planseam 默认值。
    """

    code: ClassVar[str] = "WA105"
    name: ClassVar[str] = "land-sea-mismatch"
    title: ClassVar[Text] = Text("陆海不接", "land and sea plans mismatch")
    severity: ClassVar[Severity] = "minor"
    needs: ClassVar[tuple[tuple[str, ...], ...]] = (("coastline", LAND, SEA),)
    options: ClassVar[type[Options]] = LandSeaMismatchOptions
    message: ClassVar[Text] = Text(
        "{place}，海岸线处的{one_role}（{one}）与{other_role}（{other}）{what}：{ha} 公顷（{mu} 亩），平均宽 "
        "{width} 米",
        "{place}, the {one_role} ({one}) and the {other_role} ({other}) {what} at the coast: {ha} ha ({mu} mu), on "
        "average {width} m wide",
    )
    noise_message: ClassVar[Text] = Text(
        "{place}，海岸线处的{one_role}与{other_role}{what}，属数字化误差：{places} 处，共长 {length} 米，平均宽 "
        "{width} 米，面积 {ha} 公顷（{mu} 亩）",
        "{place}, by digitising error, the {one_role} and the {other_role} {what} at the coast in {places}: "
        "{length} m long in all, on average {width} m wide, {ha} ha ({mu} mu)",
    )
    advice: ClassVar[Text] = Text(
        "自然资源和海洋主管部门以批准的海岸线为界，裁切陆海两个规划",
        "The natural resources and marine departments should cut the land-use plan and the sea plan along the "
        "approved coastline",
    )

    def judge(self, scene: Scene, settings: Settings[Any]) -> Iterator[Conflict]:
        """Yield gaps, then overlaps."""
        land, sea = scene.features(LAND), scene.features(SEA)
        zone_m = settings.at(role=SEA).zone_m
        coast = _coast_between(scene.features("coastline"), land, sea, zone_m)
        if shapely.is_empty(coast):
            return
        shared = overlaps_between(
            land.geometry, sea.geometry, wanted=lambda one, other: ~scene.may_share(LAND, one, SEA, other)
        )
        shapely.prepare(coast)
        shared = shared.where(shapely.dwithin(shared.geometry, coast, zone_m))
        gaps = _gaps(coast, land, sea, step=scene.step_m, zone_m=zone_m)
        for strips, what in ((gaps, _GAP), (shared, _OVERLAP)):
            units, layers = _units(scene, strips, sea), (land.layer[strips.left], sea.layer[strips.right])
            for found in sift(
                scene, strips, units=units, layers=layers, options=lambda name: settings.at(border=name, role=SEA)
            ):
                yield self.record(scene, found, land, sea, severity=self.severity, what=what)


def _coast_between(coastline: Features, land: Features, sea: Features, zone_m: float) -> Any:  # noqa: ANN401 - lines
    """The coastline where both plans may be near; of many features one line."""
    boxes = [
        shapely.buffer(shapely.box(*shapely.bounds(each.geometry).T), zone_m, join_style="mitre")
        for each in (land, sea)
    ]
    both = shapely.intersection(*(shapely.union_all(each) for each in boxes))
    return shapely.line_merge(shapely.union_all(of_dimension(shapely.intersection(coastline.geometry, both), 1)))


def _gaps(coast: Any, land: Features, sea: Features, *, step: float, zone_m: float) -> Strips:  # noqa: ANN401 - lines
    """Ground between land and sea along the coast that neither covers."""
    flanks = [Flank.of(each.geometry, np.arange(len(each))) for each in (land, sea)]
    parts = shapely.get_parts(coast)

    def profile(lines: NDArray[Any], left: Flank, right: Flank) -> Profile:
        line = shapely.multilinestrings(lines)
        return Profile.of(Border("", "", line, line.length), (left, right), step=step, reach=zone_m)

    # which side of a coastline is land, its direction does not tell
    sides = profile(parts, flanks[0], flanks[0])
    nearer = (sides.left.gap < sides.right.gap).astype(float) - (sides.right.gap < sides.left.gap)
    turned = np.bincount(sides.part, nearer, minlength=len(parts)) < 0
    parts = np.where(turned, shapely.reverse(parts), parts)
    return gaps_along(profile(parts, *flanks), land.geometry, sea.geometry, reach=zone_m)


def _units(scene: Scene, strips: Strips, sea: Features) -> tuple[Strings, Strings]:
    """Units of both plans of each strip: a sea plan that declares none is that of the land which it meets."""
    first = owners(scene, LAND)[strips.left]
    second = sea.owner[strips.right].astype(first.dtype)
    longer = np.where(np.strings.str_len(first) >= np.strings.str_len(second), first, second)
    nested = np.strings.startswith(first, second) | np.strings.startswith(second, first)
    return np.where(nested, longer, first), np.where(nested, longer, second)
