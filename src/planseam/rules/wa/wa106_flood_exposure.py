"""WA106 flood-exposure."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, ClassVar

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from planseam.model.conflict import Conflict, Severity
from planseam.model.role import roles
from planseam.model.tolerances import Options, Settings, tolerance
from planseam.rules.noise import NoiseOptions, StripRule, parties_of, sift
from planseam.rules.seen import of_one_layer
from planseam.rules.wa.reaches import Reaches
from planseam.seaming.profile import Profile, Runs, runs_of
from planseam.seaming.scene import Features, Scene
from planseam.seaming.strips import overlaps_between
from planseam.text import Text, half_up, metres

__all__ = ["FloodExposure", "FloodExposureOptions"]

Floats = NDArray[np.float64]
Indices = NDArray[np.intp]
Mask = NDArray[np.bool_]
UDB, ZONE, RIVER = "development-boundary", "flood-zone", "river"


@dataclass(frozen=True, kw_only=True)
class FloodExposureOptions(NoiseOptions):
    """Tolerances of WA106."""

    reach_m: float = tolerance(
        50.0, unit="m", reason=Text("1:10000 图上 5 毫米，视为相接", "5 mm on a 1:10,000 sheet: taken to adjoin")
    )
    run_m: float = tolerance(
        200.0, unit="m", reason=Text("更短者多为界线转折所致", "shorter runs mostly come from bends of the border")
    )
    end_m: float = tolerance(
        100.0, unit="m", reason=Text("两家各画到界边的习惯误差", "how far apart two plans draw one place on a river")
    )


class FloodExposure(StripRule):
    """Development lies in a flood-risk zone, or the flood-protection standard changes at the border.

    城镇开发边界进入洪涝风险区，或防洪标准在边界处改变。

    What it flags
    -------------
    (a) Ground of an urban development boundary in a flood-risk zone: parts larger than 10 m² with a mean width above 5
    m, one record for two features, major; smaller and narrower parts are counted in one record for each two
    jurisdictions and pair of layers. (b) Flood-risk zones, or rivers, of the two sides that lie within 50 m of one
    border along at least 200 m with different protection standards, and a river whose reaches of two owners meet within
    100 m with different standards: minor.

    （一）城镇开发边界落入洪涝风险区：面积大于 10 平方米且平均宽度大于 5 米，每两个要素一条记录，为“严重”；更小更窄者按
    行政区与图层对合并为一条“提示”。（二）两侧的洪涝风险区或河流沿同一边界各在 50 米以内、连续至少 200 米而防洪标准不
    同，以及两方河段首尾相距 100 米以内而防洪标准不同，为“一般”。

    Why it matters
    --------------
    Water finds the lower dyke: the side with the weaker standard takes the flood of both.

    洪水总从低处漫溢：标准低的一侧承受两侧的洪水。

    Known limits
    ------------
    A zone is taken as drawn, whatever depth and return period it was drawn for. Features without a standard, or with
    one that is no number, are not compared. Reaches are drawn downstream.

    风险区以所绘范围为准，不区分水深和重现期。未填防洪标准或所填不是数字的要素不作比较。河段按流向绘制。

    What to do
    ----------
    The natural resources department should move development out of the flood-risk zone, or the water department secure
    it first; both sides should agree on one flood-protection standard for one river.

    自然资源主管部门将城镇开发边界退出洪涝风险区，或由水利部门先行落实防护措施；同一河流由双方商定统一的防洪标准。

    Source
    ------
    Chen Wen, Wang Kai and Yu Taofang on water safety, round table on the integration of the Yangtze River Delta, 2024;
    GB 50201-2014 for standards of protection. All tolerances are defaults of planseam.

    陈雯、王凯、于涛方关于水安全的发言，长三角一体化规划圆桌会议，2024 年；防洪标准依 GB 50201-2014。各容差为 planseam
    默认值。
    """

    code: ClassVar[str] = "WA106"
    name: ClassVar[str] = "flood-exposure"
    title: ClassVar[Text] = Text("洪涝暴露", "flood exposure")
    severity: ClassVar[Severity] = "minor"
    needs: ClassVar[tuple[tuple[str, ...], ...]] = ((UDB, ZONE), (ZONE,), (RIVER,))
    options: ClassVar[type[Options]] = FloodExposureOptions
    message: ClassVar[Text] = Text(
        "{place}，城镇开发边界（{one}）落入洪涝风险区（{other}）{ha} 公顷（{mu} 亩），平均宽 {width} 米",
        "{place}, {ha} ha ({mu} mu) of the urban development boundary ({one}) lie in a flood-risk zone ({other}), "
        "on average {width} m wide",
    )
    noise_message: ClassVar[Text] = Text(
        "{place}，城镇开发边界与洪涝风险区有 {places} 处数字化误差重叠，共长 {length} 米，平均宽 {width} 米，面积 "
        "{ha} 公顷（{mu} 亩）",
        "{place}, digitising error makes the urban development boundary and flood-risk zones overlap in {places}: "
        "{length} m long in all, on average {width} m wide, {ha} ha ({mu} mu)",
    )
    along_message: ClassVar[Text] = Text(
        "{one}与{other}边界 {start}–{end} 公里处，两侧{role}的防洪标准不同，沿边界 {length} 米：{one}（{names}）为 "
        "{years} 年一遇，{other}（{facing}）为 {other_years} 年一遇",
        "Between km {start} and km {end} of the border between {one} and {other}, the {role} of the two sides have "
        "different flood-protection standards along {length} m: {years}-year in {one} ({names}), {other_years}-year "
        "in {other} ({facing})",
    )
    at_message: ClassVar[Text] = Text(
        "“{name}”由{up}流入{down}，防洪标准在交界处由 {years} 年一遇变为 {other_years} 年一遇",
        "“{name}” flows from {up} into {down}; where they meet, its flood-protection standard changes from "
        "{years}-year to {other_years}-year",
    )
    advice: ClassVar[Text] = Text(
        "自然资源主管部门将城镇开发边界退出洪涝风险区，或由水利部门先行落实防护措施；同一河流由双方商定统一的防洪标准",
        "The natural resources department should move development out of the flood-risk zone, or the water "
        "department secure it first; both sides should agree on one flood-protection standard for one river",
    )

    def judge(self, scene: Scene, settings: Settings[Any]) -> Iterator[Conflict]:
        """Yield development in zones, then standards that differ along borders, then those that differ at crossings."""
        yield from self._exposed(scene, settings)
        for role in (ZONE, RIVER):
            years = _years(scene.features(role))
            if np.isfinite(years).any():
                for border in scene.borders:
                    options: FloodExposureOptions = settings.at(border=border.id, role=role)
                    profile = scene.profile(border, role, reach=options.reach_m)
                    yield from self._along(scene, profile, scene.features(role), years, options)
        years = _years(scene.features(RIVER))
        if np.isfinite(years).any():
            yield from self._at_crossings(scene, years, settings)

    def _exposed(self, scene: Scene, settings: Settings[Any]) -> Iterator[Conflict]:
        towns, zones = scene.features(UDB), scene.features(ZONE)
        strips = overlaps_between(
            towns.geometry, zones.geometry, wanted=lambda one, other: ~scene.may_share(UDB, one, ZONE, other)
        )
        units = parties_of(scene, strips, towns, zones)
        layers = towns.layer[strips.left], zones.layer[strips.right]
        for found in sift(
            scene, strips, units=units, layers=layers, options=lambda name: settings.at(border=name, role=ZONE)
        ):
            yield self.record(scene, found, towns, zones, severity="major")

    def _along(
        self, scene: Scene, profile: Profile, features: Features, years: Floats, options: FloodExposureOptions
    ) -> Iterator[Conflict]:
        border, reach = profile.border, options.reach_m
        left, right = (
            np.where(side.gap <= reach, years[side.feature], np.nan) for side in (profile.left, profile.right)
        )
        unlike = np.isfinite(left) & np.isfinite(right) & (left != right)
        for one, other in np.unique(np.column_stack([left, right])[unlike], axis=0).tolist():
            runs = _sharp_runs(profile, (left == one) & (right == other), years, (one, other), reach)
            length = 1000 * (scene.kilometres(border, runs.end) - scene.kilometres(border, runs.start))
            runs = runs.where(length >= options.run_m)
            start, end = (scene.kilometres(border, edge) for edge in (runs.start, runs.end))
            shown = [profile.seen(runs, reach=reach, left=side) for side in (True, False)]
            for run in range(len(runs)):
                (layer_a, own), (layer_b, facing) = (of_one_layer(features, side[run]) for side in shown)
                metres_along = 1000 * float(end[run] - start[run])
                yield Conflict(
                    rule=self.code,
                    severity=self.severity,
                    unit_a=border.a,
                    unit_b=border.b,
                    layer_a=layer_a,
                    feature_a=";".join(features.fid[own]),
                    layer_b=layer_b,
                    feature_b=";".join(features.fid[facing]),
                    border=border.id,
                    at_km=float(start[run] + end[run]) / 2,
                    length_m=metres_along,
                    share=metres_along / border.length_m,
                    message=self.along_message.format(
                        one=scene.name(border.a),
                        other=scene.name(border.b),
                        role=roles()[features.role].title,
                        start=half_up(start[run], 2),
                        end=half_up(end[run], 2),
                        length=metres(metres_along),
                        names=features.names(own),
                        facing=features.names(facing),
                        years=metres(one),
                        other_years=metres(other),
                    ),
                    advice=self.advice,
                    geometry=profile.reference.substring(runs.start[run], runs.end[run], int(runs.part[run])),
                )

    def _at_crossings(self, scene: Scene, years: Floats, settings: Settings[Any]) -> Iterator[Conflict]:
        reach = max(settings.at(border=name, role=RIVER).end_m for name in ["", *(each.id for each in scene.borders)])
        reaches = Reaches.of(scene, stub_m=reach)
        met, features = reaches.meetings(reach=reach), reaches.features
        upper, lower = reaches.feature[met.up], reaches.feature[met.down]
        unlike = np.isfinite(years[upper]) & np.isfinite(years[lower]) & (years[upper] != years[lower])
        for row in np.flatnonzero(unlike).tolist():
            up, down, point = int(upper[row]), int(lower[row]), met.point[row]
            codes = str(reaches.owner[met.up[row]]), str(reaches.owner[met.down[row]])
            border = scene.parties(*codes, near=point)
            if met.away[row] > settings.at(border=border.id if border else "", role=RIVER).end_m:
                continue
            yield Conflict(
                rule=self.code,
                severity=self.severity,
                unit_a=codes[0],
                unit_b=codes[1],
                layer_a=str(features.layer[up]),
                feature_a=str(features.fid[up]),
                layer_b=str(features.layer[down]),
                feature_b=str(features.fid[down]),
                border=border.id if border else "",
                at_km=scene.kilometre(border, point) if border else None,
                message=self.at_message.format(
                    name=features.name(up),
                    up=scene.name(codes[0]),
                    down=scene.name(codes[1]),
                    years=metres(years[up]),
                    other_years=metres(years[down]),
                ),
                advice=self.advice,
                geometry=point,
            )


def _years(features: Features) -> Floats:
    """Standards of protection, years; NaN where a feature has none, and one more for no feature at all."""
    words = pd.Series(features.words("standard_years"), dtype=object)
    return np.append(pd.to_numeric(words, errors="coerce").to_numpy(dtype=float), np.nan)


def _sharp_runs(profile: Profile, cells: Mask, years: Floats, pair: tuple[float, float], reach: float) -> Runs:
    """Stretches along which both sides show these standards, their ends made exact."""

    def still(measure: Floats, part: Indices) -> Mask:
        held = np.ones(len(measure), dtype=bool)
        for left, wanted in zip((True, False), pair, strict=True):
            feature, gap = profile.look(measure, part, left=left)
            held &= (gap <= reach) & (years[feature] == wanted)
        return held

    return profile.sharpened(runs_of(cells, profile.start, profile.end, profile.part), still)
