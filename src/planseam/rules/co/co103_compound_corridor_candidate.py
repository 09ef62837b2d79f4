"""CO103 compound-corridor-candidate."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, ClassVar

import numpy as np
import shapely

from planseam.model.conflict import Conflict, Severity
from planseam.model.tolerances import Options, Settings, tolerance
from planseam.rules.base import Rule
from planseam.rules.co.bundles import LINE_ROLES, Bundles
from planseam.rules.names import title_of
from planseam.rules.noise import groups
from planseam.rules.owners import are_parties, border_of, owners_at
from planseam.rules.seen import of_one_layer
from planseam.seaming.parallel import ParallelRuns, parallel_runs
from planseam.seaming.scene import Scene
from planseam.text import Text, kilometres, metres

__all__ = ["CompoundCorridorCandidate", "CompoundCorridorCandidateOptions"]

_CORRIDOR = Text("{kind}廊道", "{kind} corridor")


@dataclass(frozen=True, kw_only=True)
class CompoundCorridorCandidateOptions(Options):
    """Tolerances of CO103."""

    apart_m: float = tolerance(
        200.0, unit="m", reason=Text("可共用一条防护带的间距", "what one belt of protection can hold")
    )
    angle_deg: float = tolerance(15.0, unit="deg", reason=Text("更大的夹角即分道", "at a larger angle, ways part"))
    run_m: float = tolerance(
        1000.0, unit="m", reason=Text("更短的并行不值得合建", "a shorter run is not worth bundling")
    )
    bridge_m: float = tolerance(
        150.0, unit="m", reason=Text("弯道和互通处的短暂偏离不分段", "bends and junctions part nothing")
    )
    one_department: tuple[str, ...] = tolerance(
        ("road/transport", "rail/transport"),
        unit="",
        reason=Text("交通走廊即道路和铁路本身", "a corridor of transport is the road and the railway itself"),
    )


class CompoundCorridorCandidate(Rule):
    """Corridors of different departments run side by side and could share one strip.

    不同部门的廊道并行，可合为复合廊道。

    What it flags
    -------------
    Two lines of different kinds (a corridor by its kind, a road, a railway) that run no farther apart than 200 m, at an
    angle of no more than 15°, along at least 1 km: one record of severity `info` for two lines, with the length of all
    such runs. Features of one kind and name are one line. Short departures, as at bends and junctions, are passed over.

    两条不同类型的线（廊道按其类型，道路，铁路）相距不超过 200 米、夹角不超过 15 度、并行至少 1 公里：每两条线一条“提
    示”，长度为各并行段之和。同类同名的要素视为一条线；弯道和互通处的短暂偏离不分段。

    Why it matters
    --------------
    Three departments that each buy their own strip cut the ground into ribbons that nothing can use.

    各部门各占一带，中间的土地被切成无法利用的窄条。

    Known limits
    ------------
    Height, curves and safety distances are not looked at: this is a hint, not a fault. Corridors drawn as strips, and
    corridors without a kind, are passed over. Kinds are compared as written.

    不考虑高程、线形和安全间距：这是提示，不是错误。以面表示的和未注明类型的廊道不参与。类型按字面比较。

    What to do
    ----------
    The departments in charge of the two lines should study one cross-section; where it works, the natural resources
    department reserves one strip for both.

    两条线的主管部门共同研究断面；可行的，由自然资源主管部门合并预留一条通道。

    Source
    ------
    Gu Hao and Zhao Min on compound corridors, round table on the integration of the Yangtze River Delta, 2024. All
    tolerances are defaults of planseam.

    顾浩、赵民关于复合廊道的发言，长三角一体化规划圆桌会议，2024 年。各容差为 planseam 默认值。
    """

    code: ClassVar[str] = "CO103"
    name: ClassVar[str] = "compound-corridor-candidate"
    title: ClassVar[Text] = Text("可建复合廊道", "candidate for a compound corridor")
    severity: ClassVar[Severity] = "info"
    needs: ClassVar[tuple[tuple[str, ...], ...]] = (("corridor",), ("road", "rail"))
    options: ClassVar[type[Options]] = CompoundCorridorCandidateOptions
    message: ClassVar[Text] = Text(
        "“{name}”（{kind}）与“{other}”（{other_kind}）并行 {km} 公里，平均相距 {apart} 米，可研究合为复合廊道",
        "“{name}” ({kind}) and “{other}” ({other_kind}) run side by side for {km} km, on average {apart} m apart: "
        "they could share one corridor",
    )
    advice: ClassVar[Text] = Text(
        "两条线的主管部门共同研究断面；可行的，由自然资源主管部门合并预留一条通道",
        "The departments in charge of the two lines should study one cross-section; where it works, the natural "
        "resources department reserves one strip for both",
    )

    def judge(self, scene: Scene, settings: Settings[Any]) -> Iterator[Conflict]:
        """Yield pairs of lines in the order of their roles."""
        options: CompoundCorridorCandidateOptions = settings.base
        bundles = Bundles.of(scene)
        together = {frozenset(pair.split("/")) for pair in options.one_department}
        kinds, kind = np.unique(bundles.kind[bundles.of_line].astype(str), return_inverse=True)
        unlike = np.array(
            [[one != two and frozenset((one, two)) not in together for two in kinds] for one in kinds], dtype=bool
        ).reshape(len(kinds), len(kinds))
        runs = parallel_runs(
            bundles.line,
            apart=options.apart_m,
            angle_deg=options.angle_deg,
            bridge=options.bridge_m,
            wanted=lambda one, other: unlike[kind[one], kind[other]],
        )
        runs = runs.where(scene.length(runs.geometry) >= options.run_m)
        for rows in groups(bundles.of_line[runs.one], bundles.of_line[runs.other]):
            yield self._candidate(scene, bundles, runs.where(np.isin(np.arange(len(runs)), rows)), options.apart_m)

    def _candidate(self, scene: Scene, bundles: Bundles, runs: ParallelRuns, apart_m: float) -> Conflict:
        # beside two lines of one bundle at once, a stretch counts once
        geometry = runs.geometry[0] if len(runs) == 1 else shapely.line_merge(shapely.union_all(runs.geometry))
        apart, length = float(np.average(runs.apart, weights=runs.length)), float(scene.length([geometry])[0])
        longest = int(runs.length.argmax())
        middle = shapely.line_interpolate_point(runs.geometry[longest], 0.5, normalized=True)
        # whose the other line is tells its own ground, which may be across the border
        beside = shapely.get_point(shapely.shortest_line(middle, bundles.line[runs.other[longest]]), -1)
        pair = int(bundles.of_line[runs.one[0]]), int(bundles.of_line[runs.other[0]])
        features = [scene.features(bundles.role[bundle]) for bundle in pair]
        near = [
            of_one_layer(own, bundles.near(scene, bundle, geometry, within=apart_m))
            for bundle, own in zip(pair, features, strict=True)
        ]
        units = [
            str(owners_at(scene, own, rows[:1], np.array([place]))[0])
            for own, (_, rows), place in zip(features, near, (middle, beside), strict=True)
        ]
        border = border_of(scene, *units, near=geometry)
        return Conflict(
            rule=self.code,
            severity=self.severity,
            unit_a=units[0],
            unit_b=units[1] if are_parties(*units) else "",
            layer_a=near[0][0],
            feature_a=";".join(features[0].fid[near[0][1]]),
            layer_b=near[1][0],
            feature_b=";".join(features[1].fid[near[1][1]]),
            border=border.id if border else "",
            at_km=scene.kilometre(border, geometry) if border else None,
            length_m=length,
            width_m=apart,
            message=self.message.format(
                name=features[0].names(near[0][1]),
                kind=_title(bundles.kind[pair[0]]),
                other=features[1].names(near[1][1]),
                other_kind=_title(bundles.kind[pair[1]]),
                km=kilometres(length),
                apart=metres(apart),
            ),
            advice=self.advice,
            geometry=geometry,
        )


def _title(kind: str) -> Text:
    return LINE_ROLES[kind] if kind in LINE_ROLES else _CORRIDOR.format(kind=title_of(kind))
