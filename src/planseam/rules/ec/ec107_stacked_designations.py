"""EC107 stacked-designations."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, ClassVar

import numpy as np
import shapely
from numpy.typing import NDArray

from planseam.model.conflict import Conflict, Severity
from planseam.model.tolerances import Options, Settings, tolerance
from planseam.rules.base import Rule
from planseam.rules.ec.reserves import ROLE, Reserves
from planseam.rules.names import title_of
from planseam.rules.noise import Parts, groups
from planseam.seaming.remainder import apart_and_together
from planseam.seaming.scene import Scene
from planseam.seaming.strips import overlaps_between
from planseam.text import Text, percent

__all__ = ["StackedDesignations", "StackedDesignationsOptions"]

Geometries = NDArray[Any]
Indices = NDArray[np.intp]

M2_PER_HA = 10_000


@dataclass(frozen=True, kw_only=True)
class StackedDesignationsOptions(Options):
    """Tolerances of EC107."""

    min_ha: float = tolerance(
        1.0,
        unit="ha",
        reason=Text("更小的重叠多为边线绘制差异", "smaller overlaps mostly come from how edges are drawn"),
    )
    min_share: float = tolerance(
        0.01,
        unit="",
        reason=Text("小保护地的 1% 也值得核对", "of a small protected area, 1 % is worth a look as well"),
    )
    noise_m: float = tolerance(
        5.0, unit="m", reason=Text("两家各数字化一次的误差", "what two agencies that digitise one line differ by")
    )


@dataclass(frozen=True, kw_only=True)
class Side:
    """One of two protected areas that share ground.

    Parameters
    ----------
    members : array of int
        Its features that share ground with the other.
    owner, category : str
    whole : array of polygons
        All its features.
    """

    members: Indices
    owner: str
    category: str
    whole: Geometries


class StackedDesignations(Rule):
    """Two kinds of protected area lie on the same ground.

    同一块地上叠设了两类自然保护地。

    What it flags
    -------------
    Two protected areas of different categories that share more than 1 ha, or more than 1 % of the smaller one, in parts
    with a mean width above 5 m: one record for each pair. Features of one owner, name and category are one protected
    area. The share is that of the smaller one. Pairs that may share ground by the study's `[[sharing]]`, or whose
    levels do not meet, are left out.

    两个类型不同的自然保护地重叠超过 1 公顷，或超过较小者的 1%（只计平均宽度大于 5 米的部分），每对一条记录。同一归属、
    名称与类型的要素视为一个保护地；占比以较小者计。研究文件 `[[sharing]]` 允许共用、或竖向高程不相交的不计。

    Why it matters
    --------------
    One ground under two designations has two administrations, two zonings and two sets of rules, and is counted twice.

    一地多牌，便有两个管理机构、两套分区和两种规则，面积也重复统计。

    Known limits
    ------------
    Protected areas without a category are not compared. National rules let one designation absorb the others; during
    that change both may be drawn.

    未注明类型的自然保护地不作比较。按国家要求一地只保留一个牌子，整合期间两者可能并存。

    What to do
    ----------
    The forestry department should merge the overlapping designations: keep the one with the stricter protection and
    withdraw the others.

    林业主管部门整合交叉重叠的保护地：保留保护强度高的类型，撤销其余牌子。

    Source
    ------
    General Offices of the CPC Central Committee and of the State Council: guiding opinions on a system of protected
    areas with national parks as its main body, 2019 (one ground, one protected area, one name, one administration). All
    tolerances are defaults of planseam.

    中共中央办公厅、国务院办公厅《关于建立以国家公园为主体的自然保护地体系的指导意见》，2019 年
    （一个保护地、一套机构、一块牌子）。各容差为 planseam 默认值。
    """

    code: ClassVar[str] = "EC107"
    name: ClassVar[str] = "stacked-designations"
    title: ClassVar[Text] = Text("保护地叠设", "stacked designations")
    severity: ClassVar[Severity] = "minor"
    needs: ClassVar[tuple[tuple[str, ...], ...]] = ((ROLE,),)
    options: ClassVar[type[Options]] = StackedDesignationsOptions
    message: ClassVar[Text] = Text(
        "{one}（{one_kind}）与{other}（{other_kind}）重叠 {ha} 公顷（{mu} 亩），占较小者的 {percent}%，平均宽 "
        "{width} 米",
        "{one} ({one_kind}) and {other} ({other_kind}) overlap by {ha} ha ({mu} mu), {percent} % of the smaller "
        "one, on average {width} m wide",
    )
    advice: ClassVar[Text] = Text(
        "林业主管部门整合交叉重叠的保护地：保留保护强度高的类型，撤销其余牌子",
        "The forestry department should merge the overlapping designations: keep the one with the stricter "
        "protection and withdraw the others",
    )

    def judge(self, scene: Scene, settings: Settings[Any]) -> Iterator[Conflict]:
        """Yield pairs of protected areas that share ground."""
        reserves = Reserves.of(scene)
        feature, geometry = reserves.feature, reserves.features.geometry[reserves.feature]
        category = reserves.features.words("category")[feature]
        category = np.where(category == "", reserves.category[reserves.reserve], category)
        # one name may stand for a nature reserve and a forest park alike: these are two
        kind = np.unique(category.astype(str), return_inverse=True)[1]
        area = np.unique(np.column_stack([reserves.reserve, kind]), axis=0, return_inverse=True)[1]

        def wanted(left: Indices, right: Indices) -> NDArray[np.bool_]:
            unlike = (category[left] != category[right]) & (category[left] != "") & (category[right] != "")
            unlike[unlike] = ~scene.may_share(ROLE, feature[left[unlike]], ROLE, feature[right[unlike]])
            return np.asarray(unlike, dtype=bool)

        shared = overlaps_between(geometry, wanted=wanted)
        swap = area[shared.left] > area[shared.right]
        left, right = np.where(swap, shared.right, shared.left), np.where(swap, shared.left, shared.right)
        for rows in groups(area[left], area[right]):
            sides = tuple(
                Side(
                    members=feature[np.unique(side[rows])],
                    owner=str(reserves.owner[reserves.reserve[side[rows[0]]]]),
                    category=str(category[side[rows[0]]]),
                    whole=geometry[area == area[side[rows[0]]]],
                )
                for side in (left, right)
            )
            yield from self._pair(scene, settings, reserves, sides, shared.geometry[rows])

    def _pair(
        self, scene: Scene, settings: Settings[Any], reserves: Reserves, sides: tuple[Side, ...], shared: Geometries
    ) -> Iterator[Conflict]:
        one, other = sides
        ground = shapely.union_all(shared)
        border = scene.parties(one.owner, other.owner, near=ground) if one.owner != other.owner else None
        options: StackedDesignationsOptions = settings.at(border=border.id if border else "", role=ROLE)
        # features of one area may overlap or touch each other: the ground counts once
        parts = Parts.of(scene, shapely.get_parts(ground))
        wide = np.flatnonzero(parts.width > options.noise_m)
        smaller = min(float(scene.area(apart_and_together(side.whole)).sum()) for side in sides)
        stacked = float(parts.area[wide].sum())
        if stacked <= min(options.min_ha * M2_PER_HA, options.min_share * smaller):
            return
        total = parts.total(wide)
        (layer_a, feature_a), (layer_b, feature_b) = (reserves.listed(side.members) for side in sides)
        yield Conflict(
            rule=self.code,
            severity=self.severity,
            unit_a=one.owner,
            unit_b=other.owner if other.owner != one.owner else "",
            layer_a=layer_a,
            feature_a=feature_a,
            layer_b=layer_b,
            feature_b=feature_b,
            border=border.id if border else "",
            at_km=scene.kilometre(border, total.geometry) if border else None,
            area_m2=total.area_m2,
            width_m=total.width_m,
            share=total.area_m2 / smaller,
            message=self.message.format(
                one=reserves.features.name(int(one.members[0])),
                one_kind=title_of(one.category),
                other=reserves.features.name(int(other.members[0])),
                other_kind=title_of(other.category),
                percent=percent(total.area_m2 / smaller),
                **total.figures,
            ),
            advice=self.advice,
            geometry=total.geometry,
        )
