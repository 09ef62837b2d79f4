"""EC105 project-in-redline."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any, ClassVar

import numpy as np
import shapely
from numpy.typing import NDArray

from planseam.model.conflict import Conflict, Severity
from planseam.model.tolerances import Options, Settings, tolerance
from planseam.rules.noise import NoiseOptions, Parts, Sifted, StripRule, Total, groups, parties_of, sift
from planseam.seaming.inside import inside
from planseam.seaming.measures import mean_width
from planseam.seaming.parts import collect
from planseam.seaming.scene import Scene
from planseam.seaming.strips import Strips
from planseam.text import NOTHING, Text

__all__ = ["ProjectInRedline", "ProjectInRedlineOptions"]

Geometries = NDArray[Any]
Strings = NDArray[np.str_]

AREAL = 2
REDLINE, PROJECT, RESERVE = "redline", "project", "protected-area"
#: What a project takes of a redline, and of core protection zones there: a point, metres of a line, an area.
_HITS = (
    Text("项目位于红线内", "its site lies inside"),
    Text("红线内长 {length} 米", "{length} m of it lie inside"),
    Text("占用 {ha} 公顷（{mu} 亩）", "it takes {ha} ha ({mu} mu)"),
)
_CORES = (
    Text("，且在核心保护区内", ", in a core protection zone"),
    Text("，其中核心保护区内 {length} 米", ", {length} m of which in core protection zones"),
    Text("，其中核心保护区 {ha} 公顷（{mu} 亩）", ", {ha} ha ({mu} mu) of which in core protection zones"),
)
_ALL_CORE = Text("，全部位于核心保护区内", ", all of that in core protection zones")


@dataclass(frozen=True, kw_only=True)
class ProjectInRedlineOptions(NoiseOptions):
    """Tolerances of EC105."""

    min_length_m: float = tolerance(
        10.0, unit="m", reason=Text("线状项目与红线边缘的数字化误差", "what a line and the redline's edge differ by")
    )
    edge_share: float = tolerance(
        0.5,
        unit="",
        reason=Text(
            "窄于误差且不及项目自身宽度一半者，只是沿其边缘的误差",
            "narrow, and less than half as wide as the project itself: an error along its edge",
        ),
    )


class ProjectInRedline(StripRule):
    """A planned project lies in an ecological protection redline.

    规划项目压占生态保护红线。

    What it flags
    -------------
    A project with more than 10 m² of ground, more than 10 m of a line, or a point inside a redline: one record for each
    project and redline feature. Major, and critical where it enters a core protection zone there. Ground with a mean
    width of 5 m or less that is also less than half as wide as the project itself is counted in one `info` record for
    each pair of layers and of jurisdictions. Projects that may share ground with the redline by the study's
    `[[sharing]]`, or whose levels do not meet, are left out.

    项目在红线内的面积大于 10 平方米、线长大于 10 米或点位在内，每个项目与红线要素一条记录，为“严重”；进入核心保护区的
    为“致命”。平均宽度不超过 5 米且不及项目自身宽度一半的部分，按图层对与行政区对合并为一条“提示”。研究文件
    `[[sharing]]` 允许共用、或竖向高程不相交的项目不计。

    Why it matters
    --------------
    Inside the redline only a short list of limited activities is admitted, and in core zones almost none: such a
    project fails at its permit, after years of planning.

    红线内仅允许有限的人为活动，核心保护区原则上禁止；压占的项目往往在多年筹划之后止步于审批。

    Known limits
    ------------
    Whether a project is one of the limited activities that are admitted is not asked: name such kinds under
    `[[sharing]]`. Core zones outside every redline are not looked at. A line that weaves about the redline's edge may
    be flagged.

    不判断项目是否属于允许的有限人为活动，此类项目请以 `[[sharing]]` 列明；红线以外的核心保护区不在本规则之列；
    沿红线边缘摆动的线状项目可能误报。

    What to do
    ----------
    The project owner should move the site or route out; where that is impossible, demonstrate the need and have it
    approved first, with the natural resources department.

    项目单位优先调整选址选线予以避让；确实无法避让的，会同自然资源主管部门先行论证并按程序报批。

    Source
    ------
    Ministry of Natural Resources, Ministry of Ecology and Environment, National Forestry and Grassland Administration:
    notice on the management of ecological protection redlines, No. 142 of 2022. All tolerances are defaults of
    planseam.

    自然资源部、生态环境部、国家林业和草原局《关于加强生态保护红线管理的通知（试行）》（自然资发〔2022〕142 号）。
    各容差为 planseam 默认值。
    """

    code: ClassVar[str] = "EC105"
    name: ClassVar[str] = "project-in-redline"
    title: ClassVar[Text] = Text("压占红线", "project in redline")
    severity: ClassVar[Severity] = "major"
    needs: ClassVar[tuple[tuple[str, ...], ...]] = ((REDLINE, PROJECT), (REDLINE, PROJECT, RESERVE))
    options: ClassVar[type[Options]] = ProjectInRedlineOptions
    message: ClassVar[Text] = Text(
        "{place}，规划项目（{other}）压占生态保护红线（{one}）：{hit}{core}",
        "{place}, the planned project “{other}” lies in the ecological protection redline ({one}): {hit}{core}",
    )
    noise_message: ClassVar[Text] = Text(
        "{place}，规划项目与生态保护红线有 {places} 处数字化误差重叠，共长 {length} 米，平均宽 {width} 米，面积 "
        "{ha} 公顷（{mu} 亩）",
        "{place}, digitising error makes planned projects and the ecological protection redline overlap in "
        "{places}: {length} m long in all, on average {width} m wide, {ha} ha ({mu} mu)",
    )
    advice: ClassVar[Text] = Text(
        "项目单位优先调整选址选线予以避让；确实无法避让的，会同自然资源主管部门先行论证并按程序报批",
        "The project owner should move the site or route out; where that is impossible, demonstrate the need and "
        "have it approved first, with the natural resources department",
    )

    def judge(self, scene: Scene, settings: Settings[Any]) -> Iterator[Conflict]:
        """Yield projects with ground inside, then lines and points."""
        redline, projects, reserves = (scene.features(role) for role in (REDLINE, PROJECT, RESERVE))
        cores = reserves.geometry[reserves.words("zone") == "core"]
        strips = inside(
            redline.geometry,
            projects.geometry,
            wanted=lambda area, shape: ~scene.may_share(REDLINE, area, PROJECT, shape),
        )
        units = parties_of(scene, strips, redline, projects)

        def options(border: str) -> ProjectInRedlineOptions:
            plain, first = settings.at(border=border), settings.at(border=border, role=REDLINE)
            given: ProjectInRedlineOptions = first if first != plain else settings.at(border=border, role=PROJECT)
            return given

        areal = shapely.get_dimensions(strips.geometry) == AREAL
        ground, sides = strips.where(areal), (units[0][areal], units[1][areal])
        layers = redline.layer[ground.left], projects.layer[ground.right]
        own_width = mean_width(projects.geometry[ground.right])
        spared = mean_width(ground.geometry) >= options("").edge_share * own_width
        hits = list(sift(scene, ground, units=sides, layers=layers, options=options, spared=spared))
        hits += _lines_and_points(scene, strips.where(~areal), units=(units[0][~areal], units[1][~areal]))
        for hit in hits:
            given = options(hit.border.id if hit.border else "")
            if hit.noise or _counts(hit.total, given):
                core = None if hit.noise else _in_core(scene, hit.total, cores, given)
                yield self._conflict(scene, hit, core)

    def _conflict(self, scene: Scene, hit: Sifted, core: Total | None) -> Conflict:
        dimension = int(shapely.get_dimensions(hit.total.geometry))
        conflict = self.record(
            scene,
            hit,
            scene.features(REDLINE),
            scene.features(PROJECT),
            severity="critical" if core else self.severity,
            hit=_HITS[dimension].format(**hit.total.figures),
            core=_core(hit.total, core, dimension) if core else NOTHING,
        )
        return replace(
            conflict,
            unit_b="" if hit.units[0] == hit.units[1] else hit.units[1],
            area_m2=conflict.area_m2 if dimension == AREAL else None,
            width_m=conflict.width_m if dimension == AREAL else None,
            length_m=conflict.length_m if dimension else None,
        )


def _core(total: Total, core: Total, dimension: int) -> Text:
    """How much of a hit lies in core protection zones."""
    measure = (None, "length", "ha")[dimension]
    whole = measure and total.figures[measure] == core.figures[measure]
    return _ALL_CORE if whole else _CORES[dimension].format(**core.figures)


def _lines_and_points(scene: Scene, strips: Strips, *, units: tuple[Strings, Strings]) -> Iterator[Sifted]:
    """Put the parts of each project in each redline feature together."""
    length = scene.length(strips.geometry)
    for rows in groups(strips.left, strips.right):
        one, other = str(units[0][rows[0]]), str(units[1][rows[0]])
        geometry = collect(strips.geometry[rows])
        yield Sifted(
            units=(one, other),
            features=(int(strips.left[rows[0]]), int(strips.right[rows[0]])),
            noise=False,
            border=scene.parties(one, other, near=geometry) if one and other and one != other else None,
            total=Total(len(rows), 0.0, float(length[rows].sum()), 0.0, geometry),
        )


def _counts(total: Total, options: ProjectInRedlineOptions) -> bool:
    """Tell whether a hit is large enough; grounds have been sifted, and a point has no size."""
    return shapely.get_dimensions(total.geometry) != 1 or total.length_m > options.min_length_m


def _in_core(scene: Scene, total: Total, cores: Geometries, options: ProjectInRedlineOptions) -> Total | None:
    """What of a hit lies in core protection zones; None where nothing does that counts."""
    found = inside(cores, np.array([total.geometry], dtype=object)).geometry
    if len(found) == 0:
        return None
    # zones that touch are one, and those drawn over each other count once
    parts = shapely.get_parts(shapely.union_all(found))
    if shapely.get_dimensions(total.geometry) == AREAL:
        measured = Parts.of(scene, parts)
        rows = measured.real(options, spared=measured.width >= options.edge_share * total.width_m)
        return measured.total(np.flatnonzero(rows)) if rows.any() else None
    core = Total(len(parts), 0.0, float(scene.length(parts).sum()), 0.0, collect(parts))
    return core if _counts(core, options) else None
