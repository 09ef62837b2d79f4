"""EC106 redline-reduced."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Any, ClassVar

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from planseam.model.conflict import Conflict, Severity
from planseam.model.tolerances import Options, Settings, tolerance
from planseam.rules.names import title_of
from planseam.rules.noise import NoiseOptions, StripRule, parties_of, sift
from planseam.seaming.parts import collect
from planseam.seaming.remainder import apart_and_together, remainder_of_version
from planseam.seaming.scene import Scene
from planseam.seaming.strips import Strips, overlaps_between
from planseam.text import Text, hectares, mu, percent

__all__ = ["RedlineReduced", "RedlineReducedOptions"]

Geometries = NDArray[Any]
Strings = NDArray[np.str_]

PREVIOUS, CURRENT = "redline-previous", "redline"

_MOVED = Text(
    "上一版生态保护红线（{name}）有 {ha} 公顷（{mu} 亩）未纳入现行红线，平均宽 {width} 米",
    "{ha} ha ({mu} mu) of the earlier ecological protection redline ({name}) are no longer in any redline, on "
    "average {width} m wide",
)
_MOVED_BITS = Text(
    "上一版生态保护红线有 {places} 处零星或狭窄地块未纳入现行红线，共 {ha} 公顷（{mu} 亩）",
    "small or narrow pieces of the earlier ecological protection redline are no longer in any redline: {places}, "
    "{ha} ha ({mu} mu) in all",
)
_CHANGED = Text(
    "生态保护红线（{name}）的主导功能由“{was}”改为“{now}”，涉及 {ha} 公顷（{mu} 亩）",
    "the dominant function of the ecological protection redline ({name}) has changed from “{was}” to “{now}” on "
    "{ha} ha ({mu} mu)",
)
_CHANGED_BITS = Text(
    "两版生态保护红线有 {places} 处零星或狭窄地块主导功能不同，共 {ha} 公顷（{mu} 亩）",
    "the dominant function of the ecological protection redline has changed on small or narrow pieces: {places}, "
    "{ha} ha ({mu} mu) in all",
)


@dataclass(frozen=True, kw_only=True)
class RedlineReducedOptions(NoiseOptions):
    """Tolerances of EC106."""

    min_area_m2: float = tolerance(
        1000.0, unit="m2", reason=Text("更小的多为两版制图差异", "smaller ones mostly come from drawing it twice")
    )
    loss_share: float = tolerance(
        0.0001, unit="", reason=Text("更小的多为坐标取舍所致", "a smaller loss comes from rounded coordinates")
    )


class RedlineReduced(StripRule):
    """The ecological protection redline has lost ground, or its function, against the earlier version.

    生态保护红线较上一版面积减少、地块调出或功能改变。

    What it flags
    -------------
    (a) Ground of the earlier redline that is no longer in any redline: parts larger than 1000 m² with a mean width
    above 5 m, one record for each earlier feature; major. (b) A jurisdiction whose redline has less area than before,
    by more than 0.01 %; major, the area is the loss, the share that of the earlier area. (c) Ground that was kept, but
    with another dominant function, of the same size as in (a); minor, one record for two features. Smaller and narrower
    parts are counted in one `info` record for each jurisdiction and layer.

    （一）上一版红线中未纳入任何现行红线的地块：面积大于 1000 平方米且平均宽度大于 5 米，每个原要素一条记录，为“严重”；
    （二）行政区红线总面积较上一版减少超过 0.01%，为“严重”，面积为减少量，占比为其与原面积之比；（三）保留而主导生态功能
    改变的地块，尺度同（一），每两个要素一条记录，为“一般”。更小更窄者按行政区与图层合并为一条“提示”。

    Why it matters
    --------------
    Once drawn, a redline must keep its function, its area and its nature; a loss on one side of a border is a loss to
    the habitat on both.

    生态保护红线划定后，应确保生态功能不降低、面积不减少、性质不改变；边界一侧的减少，损失的是两侧共同的生境。

    Known limits
    ------------
    Ground that has passed to another jurisdiction's redline counts as kept, but is missing in the total. Functions are
    compared as words, where both versions have one. A jurisdiction without any redline now is not compared: an `info`
    record says so.

    已转入他方红线的地块不算调出，但计入本行政区总面积的减少。主导功能按文字比较，且两版均须填写。没有现行红线的行政区不
    作比较，另以“提示”说明。

    What to do
    ----------
    The natural resources and environment departments should restore the ground or the former function, or show the
    approval of the change and what was redrawn to make up for it.

    自然资源、生态环境部门恢复调出的地块或原主导功能，或出具批准文件及补划方案。

    Source
    ------
    General Offices of the CPC Central Committee and of the State Council: several opinions on drawing and strictly
    keeping ecological protection redlines, 2017 (no less function, no less area, no change of nature). All tolerances
    are defaults of planseam.

    中共中央办公厅、国务院办公厅《关于划定并严守生态保护红线的若干意见》，2017 年
    （功能不降低、面积不减少、性质不改变）。各容差为 planseam 默认值。
    """

    code: ClassVar[str] = "EC106"
    name: ClassVar[str] = "redline-reduced"
    title: ClassVar[Text] = Text("红线调减", "redline reduced")
    severity: ClassVar[Severity] = "major"
    needs: ClassVar[tuple[tuple[str, ...], ...]] = ((PREVIOUS, CURRENT),)
    options: ClassVar[type[Options]] = RedlineReducedOptions
    message: ClassVar[Text] = Text("{place}，{what}", "{place}, {what}")
    noise_message: ClassVar[Text] = message
    total_message: ClassVar[Text] = Text(
        "{unit}的生态保护红线由 {before} 公顷减为 {after} 公顷，减少 {ha} 公顷（{mu} 亩，{percent}%）",
        "The ecological protection redline of {unit} has shrunk from {before} ha to {after} ha: {ha} ha ({mu} mu, "
        "{percent} %) less",
    )
    unknown_message: ClassVar[Text] = Text(
        "{unit}有上一版生态保护红线而没有现行红线，未作比较",
        "{unit} has an earlier ecological protection redline but no present one: not compared",
    )
    advice: ClassVar[Text] = Text(
        "自然资源、生态环境部门恢复调出的地块或原主导功能，或出具批准文件及补划方案",
        "The natural resources and environment departments should restore the ground or the former function, or "
        "show the approval of the change and what was redrawn to make up for it",
    )

    def judge(self, scene: Scene, settings: Settings[Any]) -> Iterator[Conflict]:
        """Yield what was moved out, then units with less, then functions that changed."""
        before, now = scene.pieces(PREVIOUS), scene.pieces(CURRENT)
        compared = np.isin(before.owner, now.owner)
        for owner in np.unique(before.owner[~compared]).tolist():
            message = self.unknown_message.format(unit=scene.name(owner))
            yield self._of_unit(scene, owner, message, severity="info", ground=shapely.Point())
        parts, piece = remainder_of_version(before.geometry[compared], now.geometry)
        feature, owners = before.feature[compared][piece], before.owner[compared][piece]
        yield from self._moved(scene, Strips(parts, feature, feature), owners, settings)
        for owner in np.unique(before.owner[compared]).tolist():
            had, has = (
                float(scene.area(apart_and_together(pieces.geometry[pieces.owner == owner])).sum())
                for pieces in (before, now)
            )
            if had - has > settings.at(role=CURRENT).loss_share * had:
                yield self._less(scene, owner, had, has, lost=parts[owners == owner])
        yield from self._changed(scene, settings)

    def _moved(self, scene: Scene, strips: Strips, owners: Strings, settings: Settings[Any]) -> Iterator[Conflict]:
        previous = scene.features(PREVIOUS)
        layers = previous.layer[strips.left]
        found = sift(scene, strips, units=(owners, owners), layers=(layers, layers), options=_options(settings))
        for hit in found:
            what = _MOVED_BITS if hit.noise else _MOVED
            what = what.format(name=previous.name(hit.features[0]), **hit.total.figures)
            conflict = self.record(scene, hit, previous, previous, severity=self.severity, what=what)
            yield replace(conflict, unit_b="", layer_b="", feature_b="")

    def _changed(self, scene: Scene, settings: Settings[Any]) -> Iterator[Conflict]:
        previous, current = scene.features(PREVIOUS), scene.features(CURRENT)
        was, now = previous.words("function"), current.words("function")
        strips = overlaps_between(
            previous.geometry,
            current.geometry,
            wanted=lambda one, other: np.asarray((was[one] != now[other]) & (was[one] != "") & (now[other] != "")),
        )
        units = parties_of(scene, strips, previous, current)
        layers = previous.layer[strips.left], current.layer[strips.right]
        for hit in sift(scene, strips, units=units, layers=layers, options=_options(settings)):
            one, other = hit.features
            what = _CHANGED_BITS if hit.noise else _CHANGED
            functions = {"was": _function(was[one]), "now": _function(now[other])}
            what = what.format(name=current.name(other), **functions, **hit.total.figures)
            conflict = self.record(scene, hit, previous, current, severity="minor", what=what)
            yield replace(conflict, unit_b="" if hit.units[0] == hit.units[1] else hit.units[1])

    def _less(self, scene: Scene, owner: str, had: float, has: float, *, lost: Geometries) -> Conflict:
        loss = had - has
        message = self.total_message.format(
            unit=scene.name(owner),
            before=hectares(had),
            after=hectares(has),
            ha=hectares(loss),
            mu=mu(loss),
            percent=percent(loss / had, 2),
        )
        # where all ground went to other redlines, the unit itself is the place
        ground = collect(lost) if len(lost) else collect(scene.polygons[scene.codes == owner])
        conflict = self._of_unit(scene, owner, message, severity=self.severity, ground=ground)
        return replace(conflict, area_m2=loss, share=loss / had)

    def _of_unit(
        self, scene: Scene, owner: str, message: Text, *, severity: Severity, ground: BaseGeometry
    ) -> Conflict:
        return Conflict(
            rule=self.code,
            severity=severity,
            unit_a=owner,
            layer_a=";".join(np.unique(scene.features(PREVIOUS).layer)),
            message=message,
            advice=self.advice,
            geometry=ground,
        )


def _function(word: str) -> Text:
    return title_of(word, "functions")


def _options(settings: Settings[Any]) -> Callable[[str], RedlineReducedOptions]:
    def options(border: str) -> RedlineReducedOptions:
        given: RedlineReducedOptions = settings.at(border=border, role=CURRENT)
        return given

    return options
