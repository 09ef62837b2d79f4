"""EC103 redline-stops-at-border."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, ClassVar

from planseam.model.conflict import Conflict, Severity
from planseam.model.tolerances import Options, Settings, tolerance
from planseam.model.want import Want
from planseam.rules.base import Rule
from planseam.rules.seen import of_one_layer
from planseam.seaming.profile import Profile, Runs
from planseam.seaming.scene import Scene, asked_within
from planseam.text import Text, half_up, metres

__all__ = ["RedlineStopsAtBorder", "RedlineStopsAtBorderOptions"]

UDB = "development-boundary"


@dataclass(frozen=True, kw_only=True)
class RedlineStopsAtBorderOptions(Options):
    """Tolerances of EC103."""

    reach_m: float = tolerance(
        50.0,
        unit="m",
        reason=Text("1:10000 图上 5 毫米，视为抵达边界", "5 mm on a 1:10,000 sheet: taken to reach the border"),
    )
    facing_m: float = tolerance(
        50.0, unit="m", reason=Text("对侧同样以图上 5 毫米计", "the same 5 mm on the other side")
    )
    run_m: float = tolerance(
        200.0, unit="m", reason=Text("更短者多为界线转折所致", "shorter runs mostly come from bends of the border")
    )
    bridge_m: float = tolerance(
        50.0, unit="m", reason=Text("小于两个步长的中断不分段", "an interruption of less than two steps parts nothing")
    )
    udb_run_m: float = tolerance(
        50.0, unit="m", reason=Text("更短的接触不足以加重", "a shorter contact makes it no graver")
    )


class RedlineStopsAtBorder(Rule):
    """A redline reaches the border and none continues it on the other side.

    生态保护红线抵达边界，对侧没有红线承接。

    What it flags
    -------------
    Each stretch of border of at least 200 m along which the redline of one side lies within 50 m, and no redline of
    the other side does. It is minor, and major where an urban development boundary of the other side lies within 50 m
    along at least 50 m of the stretch.

    一侧的生态保护红线距边界 50 米以内，而对侧 50 米内没有红线，且沿边界连续至少 200 米，为“一般”；
    若对侧 50 米内有城镇开发边界，且沿该段累计至少 50 米，则为“严重”。

    Why it matters
    --------------
    Habitats do not end at a border: what one side protects, the other may build up to its very edge.

    生态系统不以行政边界为界：一侧严格保护，另一侧却可能建到边上。

    Known limits
    ------------
    The border is looked across square to its course, every 25 m (the study's step); ends of stretches are then
    sharpened to 0.05 m. Where the land use changes at the border for natural reasons, a stop is right.

    沿边界每 25 米（研究文件的步长）垂直探查，段落端点再细化到 0.05 米；自然条件在边界处确有变化的，断头属正常。

    What to do
    ----------
    The natural resources, environment and forestry departments of both sides should check whether the habitat goes on;
    continue the redline where it does, record the reason where not.

    双方自然资源、生态环境、林业部门共同核查对侧生境是否延续；延续的接续划定红线，不延续的说明理由。

    Source
    ------
    Ning Yuemin and Chen Wen on ecology across borders, round table “High-quality integration of the Yangtze River
    Delta: what can planning do?”, 2024. All tolerances are defaults of planseam.

    宁越敏、陈雯关于跨界生态的发言，长三角高质量一体化规划圆桌会议，2024 年。各容差为 planseam 默认值。
    """

    code: ClassVar[str] = "EC103"
    name: ClassVar[str] = "redline-stops-at-border"
    title: ClassVar[Text] = Text("红线断头", "redline stops at border")
    severity: ClassVar[Severity] = "minor"
    along_borders: ClassVar[bool] = True
    needs: ClassVar[tuple[tuple[str, ...], ...]] = (("redline",),)
    options: ClassVar[type[Options]] = RedlineStopsAtBorderOptions
    message: ClassVar[Text] = Text(
        "{has}的生态保护红线（{names}）在与{other}边界 {start}–{end} 公里处断头，"
        "长 {length} 米：对侧 {facing} 米内没有红线",
        "The ecological protection redline of {has} ({names}) stops at the border with {other} between km {start} and "
        "km {end}, along {length} m: no redline lies opposite within {facing} m",
    )
    udb_message: ClassVar[Text] = Text(
        message.zh + "，却有城镇开发边界（{towns}，沿 {built} 米）",
        message.en + ", but an urban development boundary does, along {built} m ({towns})",
    )
    advice: ClassVar[Text] = Text(
        "双方自然资源、生态环境、林业部门共同核查对侧生境是否延续；延续的接续划定红线，不延续的说明理由",
        "The natural resources, environment and forestry departments of both sides should check whether the habitat "
        "goes on; continue the redline where it does, record the reason where not",
    )

    @classmethod
    def wants(cls, role: str, settings: Settings[Any], present: frozenset[str]) -> Want:  # noqa: ARG003 - as every rule
        """What lies within reach of a border."""
        reach = max(settings.most("reach_m"), settings.most("facing_m"))
        return Want(border_m=asked_within(reach)) if role in {"redline", UDB} else Want()

    def judge(self, scene: Scene, settings: Settings[Any]) -> Iterator[Conflict]:
        """Yield stops border by border, the left side first."""
        for border in scene.borders:
            options = settings.at(border=border.id, role="redline")
            profile = scene.profile(border, "redline", reach=max(options.reach_m, options.facing_m))
            for left in (True, False):
                runs = profile.one_sided(
                    reach=options.reach_m, facing=options.facing_m, left=left, bridge=options.bridge_m
                )
                length = 1000 * (scene.kilometres(border, runs.end) - scene.kilometres(border, runs.start))
                runs = runs.where(length >= options.run_m)
                if len(runs):
                    yield from self._stops(scene, profile, runs, left=left, options=options)

    def _stops(
        self, scene: Scene, profile: Profile, runs: Runs, *, left: bool, options: RedlineStopsAtBorderOptions
    ) -> Iterator[Conflict]:
        border, reach = profile.border, options.reach_m
        redline, towns = scene.features("redline"), scene.features(UDB)
        opposite = scene.profile(border, UDB, reach=reach)
        built = 1000 * scene.kilometres(border, opposite.shown(runs, reach=reach, left=not left))
        facing = opposite.seen(runs, reach=reach, left=not left)
        has, other = (border.a, border.b) if left else (border.b, border.a)
        start, middle, end = (
            scene.kilometres(border, at) for at in (runs.start, (runs.start + runs.end) / 2, runs.end)
        )
        for run, seen in enumerate(profile.seen(runs, reach=reach, left=left)):
            layer, own = of_one_layer(redline, seen)
            major = len(facing[run]) > 0 and built[run] >= options.udb_run_m
            town_layer, town = of_one_layer(towns, facing[run]) if major else ("", facing[run][:0])
            length = 1000 * float(end[run] - start[run])
            yield Conflict(
                rule=self.code,
                severity="major" if major else self.severity,
                unit_a=has,
                unit_b=other,
                layer_a=layer,
                feature_a=";".join(redline.fid[own]),
                layer_b=town_layer,
                feature_b=";".join(towns.fid[town]),
                border=border.id,
                at_km=float(middle[run]),
                length_m=length,
                share=length / border.length_m,
                message=(self.udb_message if major else self.message).format(
                    has=scene.name(has),
                    other=scene.name(other),
                    names=redline.names(own),
                    start=half_up(start[run], 2),
                    end=half_up(end[run], 2),
                    length=metres(length),
                    facing=metres(options.facing_m),
                    towns=towns.names(town),
                    built=metres(built[run]),
                ),
                advice=self.advice,
                geometry=profile.reference.substring(runs.start[run], runs.end[run], int(runs.part[run])),
            )
