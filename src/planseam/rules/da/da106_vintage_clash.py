"""DA106 vintage-clash."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations
from typing import Any, ClassVar

import shapely

from planseam.model.border import Border
from planseam.model.conflict import Conflict, Severity
from planseam.model.layer import Layer
from planseam.model.role import roles
from planseam.model.tolerances import Options, Settings, tolerance
from planseam.rules.base import Rule
from planseam.seaming.scene import Scene
from planseam.text import Text, counted

__all__ = ["VintageClash", "VintageClashOptions"]

#: Roles that EC104 compares with each other.
CONTROL_LINES = frozenset({"redline", "farmland", "development-boundary"})

_YEAR = re.compile(r"(?<!\d)(?:19|20)\d{2}(?!\d{3})")


@dataclass(frozen=True, kw_only=True)
class VintageClashOptions(Options):
    """Tolerances of DA106."""

    years: float = tolerance(
        1.0, unit="a", reason=Text("变更调查每年一次", "land surveys are brought up to date once a year")
    )


class VintageClash(Rule):
    """Layers that are compared show different years.

    相互比较的图层年份不同。

    What it flags
    -------------
    Two layers of one role of different parties, or any two of the three control lines (redline, permanent basic
    farmland, urban development boundary), whose vintages differ by more than one year: one record for each pair of
    layers. Parties that share no border are not compared.

    两个编制方的同类图层，或三条控制线（生态保护红线、永久基本农田、城镇开发边界）中的任意两个图层，年份相差超过 1 年：
    每对图层一条记录；互不相邻的编制方不比较。

    Why it matters
    --------------
    A mismatch between a plan of 2018 and one of 2024 may be nothing but six years of change.

    2018 年的规划与 2024 年的规划对不上，可能只是六年间的变化。

    Known limits
    ------------
    The vintage is what the study file or the layer file says, by its first year; layers that say none are passed over.
    Layers of one party in one role are parts of one plan and are not compared, nor is an earlier redline with the
    present one. Differing datums are DA101's, plan periods of reserves EC101's.

    年份以研究文件或图层文件所写为准，取其中第一个年份；没有写明的略过。同一编制方的同类图层视为一个规划的分幅，
    不比较；上一版红线与现行红线也不比较。基准不同由 DA101 报告，保护地规划期不同由 EC101 报告。

    What to do
    ----------
    Ask both makers for the same base year; until then, read mismatches between these layers with care.

    请双方提供同一基准年的数据；在此之前，这两个图层之间的问题应谨慎看待。

    Source
    ------
    Common practice of joint plans: one base year, one plan period. All tolerances are defaults of planseam.

    联合规划的通行要求：统一基准年、统一规划期。各容差为 planseam 默认值。
    """

    code: ClassVar[str] = "DA106"
    name: ClassVar[str] = "vintage-clash"
    title: ClassVar[Text] = Text("年份不一", "vintage clash")
    severity: ClassVar[Severity] = "minor"
    needs: ClassVar[tuple[tuple[str, ...], ...]] = ((),)
    options: ClassVar[type[Options]] = VintageClashOptions
    message: ClassVar[Text] = Text(
        "{one_role}图层 {one} 为 {one_year} 年，{other_role}图层 {other} 为 {other_year} 年，相差 {years} 年",
        "The {one_role} layer {one} is of {one_year}, the {other_role} layer {other} of {other_year}: {years} apart",
    )
    advice: ClassVar[Text] = Text(
        "请双方提供同一基准年的数据；在此之前，这两个图层之间的问题应谨慎看待",
        "Ask both makers for the same base year; until then, read mismatches between these layers with care",
    )

    def judge(self, scene: Scene, settings: Settings[Any]) -> Iterator[Conflict]:
        """Yield pairs of layers in the order of the study file."""
        dated = [(layer, int(found[0])) for layer in scene.layers if (found := _YEAR.search(layer.vintage))]
        for (one, year), (other, other_year) in combinations(dated, 2):
            years = abs(year - other_year)
            compared, border = _compared(scene, one, other)
            options = settings.at(border=border.id if border else "", role=one.role if one.role == other.role else "")
            if not compared or years <= options.years:
                continue
            yield Conflict(
                rule=self.code,
                severity=self.severity,
                unit_a=one.party,
                unit_b=other.party if other.party != one.party else "",
                layer_a=one.id,
                layer_b=other.id,
                border=border.id if border else "",
                about=f"{one.id} {other.id}",
                message=self.message.format(
                    one_role=roles()[one.role].title,
                    one=one.id,
                    one_year=year,
                    other_role=roles()[other.role].title,
                    other=other.id,
                    other_year=other_year,
                    years=counted(years, "year"),
                ),
                advice=self.advice,
                geometry=shapely.Point(),
            )


def _compared(scene: Scene, one: Layer, other: Layer) -> tuple[bool, Border | None]:
    """Whether any rule compares two layers, and along which border; None where it is more than one or within a unit."""
    lines = one.role != other.role and {one.role, other.role} <= CONTROL_LINES
    if not lines and one.role != other.role:
        return False, None
    if not one.party or not other.party:
        return True, None
    if one.party == other.party:
        return lines, None
    border = scene.parties(one.party, other.party)
    nested = one.party.startswith(other.party) or other.party.startswith(one.party)
    return border is not None or (lines and nested), border
