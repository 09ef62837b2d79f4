"""DV104 main-function-clash."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, ClassVar

import numpy as np
import shapely
from numpy.typing import NDArray

from planseam.model.conflict import Conflict, Severity
from planseam.model.tolerances import Options, Settings, tolerance
from planseam.rules.base import Rule
from planseam.rules.noise import groups
from planseam.rules.wa.functions import FUNCTION_ROLE, FUNCTIONS
from planseam.seaming.profile import Profile, Runs, runs_of
from planseam.seaming.scene import Scene
from planseam.text import Text, half_up, kilometres

__all__ = ["MainFunctionClash", "MainFunctionClashOptions"]

Floats = NDArray[np.float64]
Indices = NDArray[np.intp]
Mask = NDArray[np.bool_]


@dataclass(frozen=True, kw_only=True)
class MainFunctionClashOptions(Options):
    """Tolerances of DV104."""

    clashes: tuple[str, ...] = tolerance(
        ("ecological/urbanised",),
        unit="",
        reason=Text("保护与城镇化的目标相反", "to protect and to urbanise are opposite goals"),
    )
    reach_m: float = tolerance(
        50.0,
        unit="m",
        reason=Text("1:10000 图上 5 毫米，视为抵达边界", "5 mm on a 1:10,000 sheet: taken to reach the border"),
    )
    run_m: float = tolerance(
        200.0, unit="m", reason=Text("更短者近于一点相接", "where they meet for less, they meet rather in a point")
    )


class MainFunctionClash(Rule):
    """Neighbours at a border have main functions that do not go together.

    边界两侧的主体功能相互冲突。

    What it flags
    -------------
    Two areas of main function that face each other across a border, both within 50 m of it, along 200 m or more in all,
    with functions that clash: by default a key ecological function area and an urbanised area. One record for two
    areas.

    两个主体功能区隔边界相对，均在边界 50 米以内，累计沿界 200 米以上，且功能相冲突：默认为重点生态功能区与城市化地区。
    每两个功能区一条记录。

    Why it matters
    --------------
    One side is told to grow and the other to keep still; money, land and rules follow, and meet at one line.

    一侧被要求增长，另一侧被要求保护；资金、土地和政策随之而来，在一条线上相遇。

    Known limits
    ------------
    A county's main function says little of its edge, which may be mountain on both sides. The border is looked across
    square to its course, every 25 m (the study's step).

    县级主体功能不代表其边缘地带，边界两侧可能都是山地。沿边界每 25 米（研究文件的步长）垂直探查。

    What to do
    ----------
    The development and natural resources departments of both sides should agree on a transition zone at the border in
    which the stricter rules hold.

    双方发展改革、自然资源部门商定边界过渡地带，其管控以较严一侧为准。

    Source
    ------
    Zhao Min and Tang Zilai on functions at borders, round table on the integration of the Yangtze River Delta, 2024;
    main functions after the national plan for main functional areas, 2010. All tolerances are defaults of planseam.

    赵民、唐子来关于边界功能的发言，长三角一体化规划圆桌会议，2024 年；主体功能分类依《全国主体功能区规划》（2010 年）。
    各容差为 planseam 默认值。
    """

    code: ClassVar[str] = "DV104"
    name: ClassVar[str] = "main-function-clash"
    title: ClassVar[Text] = Text("主体功能冲突", "main function clash")
    severity: ClassVar[Severity] = "minor"
    along_borders: ClassVar[bool] = True
    needs: ClassVar[tuple[tuple[str, ...], ...]] = ((FUNCTION_ROLE,),)
    options: ClassVar[type[Options]] = MainFunctionClashOptions
    message: ClassVar[Text] = Text(
        "{one}“{name}”（{function}）与{other}“{facing}”（{other_function}）主体功能相冲突，相邻边界长 {length} 公里"
        "（{start}–{end} 公里处）",
        "The main functions of {name} in {one} ({function}) and {facing} in {other} ({other_function}) clash along "
        "{length} km of border, between km {start} and km {end}",
    )
    advice: ClassVar[Text] = Text(
        "双方发展改革、自然资源部门商定边界过渡地带，其管控以较严一侧为准",
        "The development and natural resources departments of both sides should agree on a transition zone at the "
        "border in which the stricter rules hold",
    )

    def judge(self, scene: Scene, settings: Settings[Any]) -> Iterator[Conflict]:
        """Yield clashes border by border, in the order of the areas."""
        functions = scene.features(FUNCTION_ROLE).words("function")
        for border in scene.borders:
            options: MainFunctionClashOptions = settings.at(border=border.id, role=FUNCTION_ROLE)
            profile = scene.profile(border, FUNCTION_ROLE, reach=options.reach_m)
            runs = _clashing(profile, functions, options)
            left, right = profile.left.feature[runs.first], profile.right.feature[runs.first]
            for rows in groups(left, right):
                length = 1000 * scene.kilometres(border, runs.length[rows])
                if length.sum() >= options.run_m:
                    pair = int(left[rows[0]]), int(right[rows[0]])
                    keep = np.zeros(len(runs), dtype=bool)
                    keep[rows] = True
                    yield self._clash(scene, profile, pair, functions, runs.where(keep), float(length.sum()))

    def _clash(
        self,
        scene: Scene,
        profile: Profile,
        pair: tuple[int, int],
        functions: NDArray[Any],
        runs: Runs,
        length: float,
    ) -> Conflict:
        features, border = scene.features(FUNCTION_ROLE), profile.border
        one, other = pair
        lines = [
            profile.reference.substring(start, end, int(part))
            for start, end, part in zip(runs.start, runs.end, runs.part, strict=True)
        ]
        line = lines[0] if len(lines) == 1 else shapely.MultiLineString(lines)
        start, end = (float(scene.kilometres(border, at)) for at in (runs.start.min(), runs.end.max()))
        return Conflict(
            rule=self.code,
            severity=self.severity,
            unit_a=border.a,
            unit_b=border.b,
            layer_a=str(features.layer[one]),
            feature_a=str(features.fid[one]),
            layer_b=str(features.layer[other]),
            feature_b=str(features.fid[other]),
            border=border.id,
            at_km=scene.kilometre(border, line),
            length_m=length,
            share=length / border.length_m,
            message=self.message.format(
                one=scene.name(border.a),
                name=features.name(one),
                function=FUNCTIONS.get(functions[one], Text.same(functions[one])),
                other=scene.name(border.b),
                facing=features.name(other),
                other_function=FUNCTIONS.get(functions[other], Text.same(functions[other])),
                length=kilometres(length),
                start=half_up(start, 2),
                end=half_up(end, 2),
            ),
            advice=self.advice,
            geometry=line,
        )


def _clashing(profile: Profile, functions: NDArray[Any], options: MainFunctionClashOptions) -> Runs:
    """Stretches along which one pair of areas faces each other, with functions that clash."""
    left, right = profile.left.feature, profile.right.feature
    seen = np.logical_and(*profile.present(reach=options.reach_m))
    words = np.append(functions, "")
    pairs = np.sort(np.stack([words[left], words[right]], axis=1).astype(str), axis=1)
    clash = seen & np.isin(np.strings.add(np.strings.add(pairs[:, 0], "/"), pairs[:, 1]), _sorted(options.clashes))
    # a stretch ends where another pair begins
    changes = np.append(False, (np.diff(left) != 0) | (np.diff(right) != 0))
    runs = runs_of(clash, profile.start, profile.end, profile.part, barrier=changes)
    own = left[runs.first], right[runs.first]

    def still(measure: Floats, part: Indices) -> Mask:
        sides = [profile.look(measure, part, left=side) for side in (True, False)]
        holds = [(seen == of) & (gap <= options.reach_m) for (seen, gap), of in zip(sides, own, strict=True)]
        both: Mask = np.logical_and(*holds)
        return both

    return profile.sharpened(runs, still)


def _sorted(clashes: tuple[str, ...]) -> list[str]:
    return ["/".join(sorted(pair.split("/"))) for pair in clashes]
