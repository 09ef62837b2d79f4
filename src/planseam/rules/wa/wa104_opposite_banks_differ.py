"""WA104 opposite-banks-differ."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, ClassVar

import numpy as np
from numpy.typing import NDArray

from planseam.model.conflict import Conflict, Severity
from planseam.model.role import roles
from planseam.model.tolerances import Options, Settings, tolerance
from planseam.rules.base import Rule
from planseam.rules.wa.bank_classes import CONTROLS, WATERS, Banks, Waters
from planseam.seaming.profile import Runs
from planseam.seaming.scene import Scene
from planseam.text import Text, half_up, listed, metres

__all__ = ["OppositeBanksDiffer", "OppositeBanksDifferOptions"]

_UNCONTROLLED = Text("未划控制线的用地", "no control line")
_ALONG = Text("{control}（{length} 米）", "{control} ({length} m)")


@dataclass(frozen=True, kw_only=True)
class OppositeBanksDifferOptions(Options):
    """Tolerances of WA104."""

    strip_m: float = tolerance(
        500.0, unit="m", reason=Text("岸线管控通常所及的陆域", "how far inland the control of a shore usually reaches")
    )
    run_m: float = tolerance(
        300.0, unit="m", reason=Text("更短者多为单个地块", "shorter runs mostly come from single plots")
    )
    bridge_m: float = tolerance(
        50.0, unit="m", reason=Text("小于两个步长的中断不分段", "an interruption of less than two steps parts nothing")
    )
    line_m: float = tolerance(
        50.0,
        unit="m",
        reason=Text("单线河流与界线的绘制误差", "how far a river drawn as a line strays from the border"),
    )
    search_m: float = tolerance(
        20_000.0, unit="m", reason=Text("太湖一类大湖的半宽", "half the width of a lake like Taihu")
    )
    river_search_m: float = tolerance(
        5_000.0,
        unit="m",
        reason=Text("大江的半宽；更远则是顺着河看", "half the width of a great river; farther, the look goes along it"),
    )
    major_run_m: float = tolerance(
        100.0, unit="m", reason=Text("红线与开发边界更短的相对不足以加重", "a shorter facing makes it no graver")
    )


class OppositeBanksDiffer(Rule):
    """The two banks of a river or lake on the border are under different controls.

    界河、界湖两岸管控不同。

    What it flags
    -------------
    Each stretch of border of at least 300 m that runs in a lake or river, or within 50 m of a river drawn as a line,
    where the first 500 m of land beyond the water are mostly under one control line on one bank and under another, or
    none, on the other. The lines are the ecological protection redline, permanent basic farmland and the urban
    development boundary; where two lie on one place, the earlier of these holds. Minor; major where the redline faces
    the development boundary along at least 100 m.

    边界在湖泊、河流之中，或距单线河流 50 米以内：自边界向两侧到岸，看岸后 500 米陆域以何种控制线为主（生态保护红线、永
    久基本农田、城镇开发边界，重叠处取在前者；均无的为未划控制线）；两岸不同且沿边界连续至少 300 米，为“一般”；其中生态
    保护红线与城镇开发边界相对累计至少 100 米的，为“严重”。

    Why it matters
    --------------
    A shore is one habitat and one view: what one bank keeps clear, the other must not build over.

    一河两岸同属一个生境、一道风景：一岸留白，另一岸不宜建满。

    Known limits
    ------------
    The banks are looked for square to the border, up to 20 km across lakes and 5 km across rivers; where none is found,
    nothing is said. The land is looked at every 50 m behind the bank; water and the ground of a third jurisdiction do
    not count. Each side shows the lines of its own plan on its own ground alone. Where a border crosses a river instead
    of following it, the look may go along the river and meet a bend.

    自边界垂直探岸，湖泊至 20 公里、河流至 5 公里，未见岸的不作判断。岸后陆域每 50 米取一点，水面和第三方地界不计。
    每侧只看本方规划在本方地界内的控制线。边界横穿河流之处，探查会顺河而行，可能落在河湾岸上。

    What to do
    ----------
    The water and natural resources departments of both sides should give both banks the same width of shore and the
    same control, or record why they differ.

    双方水利、自然资源部门统一岸线宽度和管控类别；确需不同的，记明理由。

    Source
    ------
    Chen Wen, Wang Kai, Ning Yuemin and Yu Taofang on shared rivers and lakes, round table on the integration of the
    Yangtze River Delta, 2024. All tolerances are defaults of planseam.

    陈雯、王凯、宁越敏、于涛方关于界河界湖的发言，长三角一体化规划圆桌会议，2024 年。各容差为 planseam 默认值。
    """

    code: ClassVar[str] = "WA104"
    name: ClassVar[str] = "opposite-banks-differ"
    title: ClassVar[Text] = Text("两岸管控不同", "opposite banks differ")
    severity: ClassVar[Severity] = "minor"
    along_borders: ClassVar[bool] = True
    needs: ClassVar[tuple[tuple[str, ...], ...]] = tuple((water, control) for water in WATERS for control in CONTROLS)
    options: ClassVar[type[Options]] = OppositeBanksDifferOptions
    message: ClassVar[Text] = Text(
        "{one}与{other}边界 {start}–{end} 公里处，“{water}”两岸管控不同，沿边界 {length} 米：岸后 {strip} 米陆域，"
        "{one}多为{left}，{other}多为{right}",
        "Between km {start} and km {end} of the border between {one} and {other}, the two banks of “{water}” are "
        "under different controls along {length} m of border: the first {strip} m of land behind the bank are "
        "mostly under {left} in {one} and under {right} in {other}",
    )
    advice: ClassVar[Text] = Text(
        "双方水利、自然资源部门统一岸线宽度和管控类别；确需不同的，记明理由",
        "The water and natural resources departments of both sides should give both banks the same width of shore "
        "and the same control, or record why they differ",
    )

    def judge(self, scene: Scene, settings: Settings[Any]) -> Iterator[Conflict]:
        """Yield stretches border by border, lakes first."""
        waters = Waters.of(scene)
        for border in scene.borders:
            for role in WATERS:
                options = settings.at(border=border.id, role=role)
                search = options.river_search_m if role == "river" else options.search_m
                banks = Banks.of(
                    scene, waters, border, role,
                    line_m=options.line_m, search_m=search, strip_m=options.strip_m,
                )  # fmt: skip
                for water in np.unique(banks.looks.water[banks.looks.differ]):
                    runs = banks.runs(int(water), bridge=options.bridge_m)
                    length = 1000 * (scene.kilometres(border, runs.end) - scene.kilometres(border, runs.start))
                    runs = runs.where(length >= options.run_m)
                    grave = runs.within(banks.runs(int(water), bridge=0.0, grave=True)) >= options.major_run_m
                    for run in range(len(runs)):
                        severity: Severity = "major" if grave[run] else self.severity
                        yield self._differ(scene, banks, runs, run, severity=severity, strip_m=options.strip_m)

    def _differ(
        self, scene: Scene, banks: Banks, runs: Runs, run: int, *, severity: Severity, strip_m: float
    ) -> Conflict:
        border = banks.profile.border
        seen, along = banks.seen(runs, run)
        water, features = int(seen.water[0]), banks.waters.features[banks.role]
        start, end = (float(scene.kilometres(border, edge[[run]])[0]) for edge in (runs.start, runs.end))
        length = 1000 * (end - start)
        return Conflict(
            rule=self.code,
            severity=severity,
            unit_a=border.a,
            unit_b=border.b,
            layer_a=str(features.layer[water]),
            feature_a=str(features.fid[water]),
            layer_b=str(features.layer[water]),
            feature_b=str(features.fid[water]),
            border=border.id,
            at_km=(start + end) / 2,
            length_m=length,
            share=length / border.length_m,
            message=self.message.format(
                one=scene.name(border.a),
                other=scene.name(border.b),
                water=features.name(water),
                start=half_up(start, 2),
                end=half_up(end, 2),
                length=metres(length),
                strip=metres(strip_m),
                left=_controls(seen.left, along),
                right=_controls(seen.right, along),
            ),
            advice=self.advice,
            geometry=banks.profile.reference.substring(runs.start[run], runs.end[run], int(runs.part[run])),
        )


def _controls(kind: NDArray[np.intp], along: NDArray[np.float64]) -> Text:
    """What one bank shows: the longest first, with lengths where there are several."""
    total = np.bincount(kind, along, minlength=len(CONTROLS) + 1)
    kinds = [index for index in np.argsort(-total, kind="stable") if total[index] > 0]
    titles = [roles()[CONTROLS[index]].title if index < len(CONTROLS) else _UNCONTROLLED for index in kinds]
    if len(kinds) == 1:
        return titles[0]
    pairs = zip(kinds, titles, strict=True)
    return listed(_ALONG.format(control=title, length=metres(total[index])) for index, title in pairs)
