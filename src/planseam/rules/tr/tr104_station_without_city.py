"""TR104 station-without-city."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, ClassVar

import numpy as np
import shapely
from numpy.typing import NDArray

from planseam.model.conflict import Conflict, Severity
from planseam.model.tolerances import Options, Settings, tolerance
from planseam.rules.base import Rule
from planseam.rules.owners import owners
from planseam.seaming.parts import of_dimension
from planseam.seaming.scene import Scene
from planseam.text import Text, hectares, metres, mu, percent

__all__ = ["StationWithoutCity", "StationWithoutCityOptions"]

Geometries = NDArray[Any]
Indices = NDArray[np.intp]

ROLE, UDB = "station", "development-boundary"
#: Segments to a quarter of the disc: its area is then short by 0.04 %, and the town's in it as much.
QUAD_SEGMENTS = 32

_NO_TOWN = Text("没有城镇开发边界", "there is no urban development boundary")
_TOWN = Text(
    "城镇开发边界仅占 {share}%（{ha} 公顷，{mu} 亩）",
    "urban development boundaries cover only {share} % ({ha} ha, {mu} mu)",
)


@dataclass(frozen=True, kw_only=True)
class StationWithoutCityOptions(Options):
    """Tolerances of TR104."""

    radius_m: float = tolerance(
        800.0, unit="m", reason=Text("步行十分钟的范围", "what can be reached on foot in ten minutes")
    )
    share_min: float = tolerance(
        0.20, unit="", reason=Text("不足五分之一时站城难以互动", "with less than a fifth, station and town hardly meet")
    )
    kinds: tuple[str, ...] = tolerance(
        (), unit="", reason=Text("只查这些类型的车站，空则全查", "judge stations of these kinds alone; all, if empty")
    )


class StationWithoutCity(Rule):
    """A railway station has little land for development around it.

    车站周边缺少城镇建设空间。

    What it flags
    -------------
    A station with less than 20 % of the disc of 800 m around it inside urban development boundaries, of whichever side.
    Judged where the jurisdiction of the station has a development boundary at all; stations of some kinds alone where
    `kinds` is set.

    车站周边 800 米圆内，城镇开发边界（不论属于哪一方）所占不足 20% 的。只检查所在行政区已有城镇开发边界数据的车站；
    设置了 `kinds` 的，只检查这些类型。

    Why it matters
    --------------
    A station in the fields brings its line no passengers and its town no town.

    站在田里，线路没有客流，城镇也得不到车站。

    Known limits
    ------------
    Water, hills and redlines within the disc count as ground that could be built on. The disc is drawn straight over
    whatever blocks the way on foot. A station that serves a park or an airport may be right where it is.

    圆内的水面、山体和红线未扣除；不考虑步行障碍。服务景区、机场的车站，其选址可能是合理的。

    What to do
    ----------
    The railway and the local natural resources department should move the station towards the town, or plan development
    around it within the total of the urban development boundary.

    铁路部门和当地自然资源主管部门调整站址靠近城镇，或在城镇开发边界总量内布局站城融合片区。

    Source
    ------
    Wang Kai and Yang Dongyuan on regional rail and its towns, round table on the integration of the Yangtze River
    Delta, 2024. All tolerances are defaults of planseam.

    王凯、杨东援关于区域轨道与站城融合的发言，长三角一体化规划圆桌会议，2024 年。各容差为 planseam 默认值。
    """

    code: ClassVar[str] = "TR104"
    name: ClassVar[str] = "station-without-city"
    title: ClassVar[Text] = Text("有站无城", "station without city")
    severity: ClassVar[Severity] = "minor"
    needs: ClassVar[tuple[tuple[str, ...], ...]] = ((ROLE, UDB),)
    options: ClassVar[type[Options]] = StationWithoutCityOptions
    message: ClassVar[Text] = Text(
        "{unit}的车站“{name}”周边 {radius} 米内，{towns}",
        "Within {radius} m of station “{name}” of {unit}, {towns}",
    )
    advice: ClassVar[Text] = Text(
        "铁路部门和当地自然资源主管部门调整站址靠近城镇，或在城镇开发边界总量内布局站城融合片区",
        "The railway and the local natural resources department should move the station towards the town, or plan "
        "development around it within the total of the urban development boundary",
    )

    def judge(self, scene: Scene, settings: Settings[Any]) -> Iterator[Conflict]:
        """Yield stations in the order of their layers."""
        options: StationWithoutCityOptions = settings.at(role=ROLE)
        stations, towns = scene.features(ROLE), scene.features(UDB)
        owner = owners(scene, ROLE)
        judged = np.isin(owner, np.unique(scene.pieces(UDB).owner))
        if options.kinds:
            judged &= np.isin(stations.words("kind"), options.kinds)
        index = np.flatnonzero(judged)
        points = shapely.point_on_surface(stations.geometry[index])
        discs = shapely.buffer(points, options.radius_m, quad_segs=QUAD_SEGMENTS)
        area = scene.area(_covered(discs, towns.geometry))
        share = area / np.maximum(scene.area(discs), 1e-9)
        for row in np.flatnonzero(share < options.share_min).tolist():
            station = int(index[row])
            yield Conflict(
                rule=self.code,
                severity=self.severity,
                unit_a=str(owner[station]),
                layer_a=str(stations.layer[station]),
                feature_a=str(stations.fid[station]),
                area_m2=float(area[row]),
                share=float(share[row]),
                message=self.message.format(
                    unit=scene.name(str(owner[station])),
                    name=stations.name(station),
                    radius=metres(options.radius_m),
                    towns=_towns(float(area[row]), float(share[row])),
                ),
                advice=self.advice,
                geometry=points[row],
            )


def _towns(area_m2: float, share: float) -> Text:
    """How much development land there is."""
    if area_m2 == 0:
        return _NO_TOWN
    return _TOWN.format(share=percent(share), ha=hectares(area_m2, 2), mu=mu(area_m2))


def _covered(discs: Geometries, towns: Geometries) -> Geometries:
    """What of each disc lies in any town; ground in two of them counts once."""
    disc, town = shapely.STRtree(towns).query(discs, predicate="intersects")
    pieces = of_dimension(shapely.intersection(discs[disc], towns[town]), 2)
    covered = np.full(len(discs), shapely.Polygon(), dtype=object)
    for row in np.unique(disc):
        covered[row] = shapely.union_all(pieces[disc == row])
    return covered
