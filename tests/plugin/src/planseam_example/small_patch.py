"""XX101 small-patch."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, ClassVar

import numpy as np

from planseam import Conflict, Options, Rule, Scene, Settings, Text, tolerance

__all__ = ["SmallPatch", "SmallPatchOptions"]


@dataclass(frozen=True, kw_only=True)
class SmallPatchOptions(Options):
    """Tolerances of XX101."""

    least_ha: float = tolerance(1.0, unit="ha", reason=Text("示例", "an example"))


class SmallPatch(Rule):
    """A patch of redline is too small to be looked after.

    红线图斑过小，难以管护。

    What it flags
    -------------
    Redline features of less than 1 ha.

    面积小于 1 公顷的生态保护红线图斑。

    Why it matters
    --------------
    It shows how a plugin is written.

    演示插件的写法。

    Known limits
    ------------
    None that matter to an example.

    仅为示例。

    What to do
    ----------
    Join it to a neighbour.

    与相邻图斑合并。

    Source
    ------
    None.

    无。
    """

    cases_folder: ClassVar[Path] = Path(__file__).parent / "cases"
    code: ClassVar[str] = "XX101"
    name: ClassVar[str] = "small-patch"
    title: ClassVar[Text] = Text("红线碎斑", "small patch")
    severity: ClassVar[Any] = "info"
    needs: ClassVar[tuple[tuple[str, ...], ...]] = (("redline",),)
    options: ClassVar[type[Options]] = SmallPatchOptions
    message: ClassVar[Text] = Text("{name}仅 {area} 平方米", "{name} has {area} m² only")
    advice: ClassVar[Text] = Text("与相邻图斑合并", "Join it to a neighbour")

    def judge(self, scene: Scene, settings: Settings[Any]) -> Iterator[Conflict]:
        """Yield small patches in the order of the layer."""
        redline = scene.features("redline")
        area = scene.area(redline.geometry)
        for index in np.flatnonzero(area < 10_000 * settings.base.least_ha):
            yield Conflict(
                rule=self.code,
                severity=self.severity,
                unit_a=str(redline.owner[index]),
                layer_a=str(redline.layer[index]),
                feature_a=str(redline.fid[index]),
                area_m2=float(area[index]),
                message=self.message.format(name=redline.name(int(index)), area=f"{area[index]:.0f}"),
                advice=self.advice,
                geometry=redline.geometry[index],
            )
