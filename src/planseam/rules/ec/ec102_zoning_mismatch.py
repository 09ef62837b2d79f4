"""EC102 zoning-mismatch."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, ClassVar

import numpy as np
from numpy.typing import NDArray

from planseam.model.conflict import Conflict, Severity
from planseam.model.tolerances import Options, Settings, tolerance
from planseam.rules.base import Rule
from planseam.rules.ec.zoning import GENERAL, NOTHING, ROLE, Sight, Zoning
from planseam.rules.seen import of_one_layer
from planseam.seaming.scene import Scene
from planseam.text import Text, half_up, listed, metres

__all__ = ["ZoningMismatch", "ZoningMismatchOptions"]

Floats = NDArray[np.float64]

_GENERAL = Text("{length} 米为一般控制区（{names}）", "a general control zone ({names}) along {length} m")
_NOTHING = Text("{length} 米没有自然保护地（{reach} 米内）", "no protected area within {reach} m along {length} m")


@dataclass(frozen=True, kw_only=True)
class ZoningMismatchOptions(Options):
    """Tolerances of EC102."""

    reach_m: float = tolerance(
        50.0,
        unit="m",
        reason=Text("1:10000 图上 5 毫米，视为抵达边界", "5 mm on a 1:10,000 sheet: taken to reach the border"),
    )
    run_m: float = tolerance(
        200.0, unit="m", reason=Text("更短者多为界线转折所致", "shorter runs mostly come from bends of the border")
    )
    bridge_m: float = tolerance(
        50.0, unit="m", reason=Text("小于两个步长的中断不分段", "an interruption of less than two steps parts nothing")
    )
    bare_run_m: float = tolerance(
        50.0, unit="m", reason=Text("更短的空缺不足以加重", "a shorter gap makes it no graver")
    )
    noise_m: float = tolerance(
        5.0,
        unit="m",
        reason=Text(
            "挡在分区前更窄的部分，视为数字化误差", "what lies before a zone and is narrower comes from digitising"
        ),
    )


class ZoningMismatch(Rule):
    """A core protection zone faces a general control zone, or nothing, across the border.

    核心保护区隔界面对一般控制区，或对侧没有自然保护地。

    What it flags
    -------------
    Each stretch of border of at least 200 m along which one side shows a core protection zone within 50 m, and the
    other side a general control zone, or no protected area within 50 m. It is minor, and major where nothing lies
    opposite along at least 50 m of the stretch.

    一侧 50 米内为核心保护区，而对侧 50 米内为一般控制区或没有自然保护地，沿边界连续至少 200 米，为“一般”；
    其中对侧没有自然保护地的累计至少 50 米，则为“严重”。

    Why it matters
    --------------
    People are kept out of a core zone. If the other side admits them up to its edge, it is a core zone on paper only.

    核心保护区原则上禁止人为活动；若对侧允许活动直抵边界，核心区便有名无实。

    Known limits
    ------------
    The border is looked across square to its course, every 25 m (the study's step); ends of stretches are then
    sharpened to 0.05 m. Where zones are drawn over each other, the stricter holds. A protected area without a zone is
    neither core nor general, nor nothing.

    沿边界每 25 米（研究文件的步长）垂直探查，段落端点再细化到 0.05 米。分区重叠之处以较严者为准；
    未注明分区的自然保护地，既不算核心、也不算一般，亦不算空缺。

    What to do
    ----------
    The forestry departments and reserve administrations of both sides should align the zoning at the border: continue
    the core protection zone, or set a general control zone as a buffer.

    双方林业主管部门和保护地管理机构协调边界两侧分区：接续核心保护区，或以一般控制区作为缓冲。

    Source
    ------
    General Offices of the CPC Central Committee and of the State Council: guiding opinions on a system of protected
    areas with national parks as its main body, 2019 (core zones and general control zones). All tolerances are
    defaults of planseam.

    中共中央办公厅、国务院办公厅《关于建立以国家公园为主体的自然保护地体系的指导意见》，2019 年
    （核心保护区与一般控制区）。各容差为 planseam 默认值。
    """

    code: ClassVar[str] = "EC102"
    name: ClassVar[str] = "zoning-mismatch"
    title: ClassVar[Text] = Text("分区不接", "zoning mismatch")
    severity: ClassVar[Severity] = "minor"
    along_borders: ClassVar[bool] = True
    needs: ClassVar[tuple[tuple[str, ...], ...]] = ((ROLE,),)
    options: ClassVar[type[Options]] = ZoningMismatchOptions
    message: ClassVar[Text] = Text(
        "{has}的核心保护区（{names}）在与{other}边界 {start}–{end} 公里处（长 {length} 米）与对侧分区不衔接：对侧 "
        "{facing}",
        "A core protection zone of {has} ({names}) runs along the border with {other} from km {start} to km {end} "
        "({length} m); opposite lies {facing}",
    )
    advice: ClassVar[Text] = Text(
        "双方林业主管部门和保护地管理机构协调边界两侧分区：接续核心保护区，或以一般控制区作为缓冲",
        "The forestry departments and reserve administrations of both sides should align the zoning at the border: "
        "continue the core protection zone, or set a general control zone as a buffer",
    )

    def judge(self, scene: Scene, settings: Settings[Any]) -> Iterator[Conflict]:
        """Yield mismatches border by border, core zones of the left side first."""
        zoning = Zoning.of(scene)
        for border in scene.borders:
            options: ZoningMismatchOptions = settings.at(border=border.id, role=ROLE)
            sight = zoning.along(scene, border, reach=options.reach_m, noise=options.noise_m)
            if sight:
                for left in (True, False):
                    yield from self._stretches(scene, sight, options, left=left)

    def _stretches(
        self, scene: Scene, sight: Sight, options: ZoningMismatchOptions, *, left: bool
    ) -> Iterator[Conflict]:
        border, areas = sight.area.border, scene.features(ROLE)

        def metres_of(planar: Floats) -> Floats:
            return 1000 * scene.kilometres(border, planar)

        runs = sight.mismatches(left=left, bridge=options.bridge_m)
        runs = runs.where(metres_of(runs.length) >= options.run_m)
        general, bare = (metres_of(sight.shown(runs, state=state, left=not left)) for state in (GENERAL, NOTHING))
        core = sight.core.seen(runs, reach=options.reach_m, left=left)
        facing = sight.general.seen(runs, reach=options.reach_m, left=not left)
        has, other = (border.a, border.b) if left else (border.b, border.a)
        for run in range(len(runs)):
            start, end = (float(scene.kilometres(border, at[run])) for at in (runs.start, runs.end))
            layer, own = of_one_layer(areas, core[run])
            other_layer, others = of_one_layer(areas, facing[run])
            length = metres_of(runs.length)[run]
            shown = []
            if general[run] > 0:
                shown.append(_GENERAL.format(length=metres(general[run]), names=areas.names(others)))
            if bare[run] > 0:
                shown.append(_NOTHING.format(length=metres(bare[run]), reach=metres(options.reach_m)))
            yield Conflict(
                rule=self.code,
                severity="major" if bare[run] >= options.bare_run_m else self.severity,
                unit_a=has,
                unit_b=other,
                layer_a=layer,
                feature_a=";".join(areas.fid[own]),
                layer_b=other_layer,
                feature_b=";".join(areas.fid[others]),
                border=border.id,
                at_km=(start + end) / 2,
                length_m=float(length),
                share=float(length) / border.length_m,
                message=self.message.format(
                    has=scene.name(has),
                    other=scene.name(other),
                    names=areas.names(own),
                    start=half_up(start, 2),
                    end=half_up(end, 2),
                    length=metres(length),
                    facing=listed(shown),
                ),
                advice=self.advice,
                geometry=sight.area.reference.substring(runs.start[run], runs.end[run], int(runs.part[run])),
            )
