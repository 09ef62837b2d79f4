"""DV103 hostile-facing-uses."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain
from typing import Any, ClassVar

import numpy as np

from planseam.model.conflict import Conflict, Severity
from planseam.model.role import roles
from planseam.model.tolerances import Options, Settings, tolerance
from planseam.model.want import Want
from planseam.rules.base import Rule
from planseam.rules.dv.nearness import Chosen, Near, near_others
from planseam.seaming.scene import Scene
from planseam.text import Text, hectares, metres, mu

__all__ = ["HostileFacingUses", "HostileFacingUsesOptions"]

UDB, LAND_USE, RESERVES, WATER = "development-boundary", "land-use", "protected-area", "water-resource"
_INDUSTRY = Text("工业用地", "industrial land")
_NEAREST = Text("最近处相距 {gap} 米", "the nearest point is {gap} m away")
_TOUCHES = Text("最近处相接", "the two touch")
_WATER = Text("水源保护区", "water source protection areas")


@dataclass(frozen=True, kw_only=True)
class HostileFacingUsesOptions(Options):
    """Tolerances of DV103."""

    reach_m: float = tolerance(
        500.0, unit="m", reason=Text("噪声、气味和灯光常及的距离", "as far as noise, smell and light mostly reach")
    )
    industry: tuple[str, ...] = tolerance(
        ("industr", "工业", "工矿", "10"),
        unit="",
        reason=Text(
            "用途名含此词，或用地用海代码以此数起首（10 工矿用地）",
            "words in the name of a use; figures that its code begins with (10: industry and mining)",
        ),
    )


class HostileFacingUses(Rule):
    """Building land or industry of one party lies close to what the other one protects.

    一方的建设用地或工业紧邻另一方的保护空间。

    What it flags
    -------------
    An urban development boundary, or industrial land, of one party within 500 m of another party's ecological
    protection redline, permanent basic farmland or water source protection area. One record for a feature, the other
    party and the role. Minor; major at a water source. A development boundary that overlaps the redline or farmland
    itself is EC104's.

    一方的城镇开发边界或工业用地，距另一方的生态保护红线、永久基本农田或水源保护区不足 500 米。每个要素、每个对方、每类
    保护空间一条记录。为“一般”，临水源保护区的为“严重”。城镇开发边界与红线、永久基本农田本身重叠的由 EC104 检查。

    Why it matters
    --------------
    What is unwelcome at home ends up at the edge, and the neighbour bears the noise, the smell and the risk.

    自家不愿摆的往往摆到边上，噪声、气味和风险由邻居承担。

    Known limits
    ------------
    Not every town harms what it faces: wind, slope and the kind of industry are not known. Codes of land use are read
    as those of land and sea use (10 is industry and mining); for other schemes set `industry`.

    城镇未必造成影响：不考虑风向、地形和行业。地类代码按用地用海分类读取（10 为工矿用地），其他分类请设置 `industry`。

    What to do
    ----------
    The natural resources and environment departments of both sides should agree on a buffer and on the industries
    admitted, and consult each other before siting.

    双方自然资源、生态环境部门商定缓冲带宽度和准入行业，选址前相互征求意见。

    Source
    ------
    Zhao Min, Tang Zilai and Gu Hao on neighbouring relations, round table on the integration of the Yangtze River
    Delta, 2024. All tolerances are defaults of planseam.

    赵民、唐子来、顾浩关于邻里关系的发言，长三角一体化规划圆桌会议，2024 年。各容差为 planseam 默认值。
    """

    code: ClassVar[str] = "DV103"
    name: ClassVar[str] = "hostile-facing-uses"
    title: ClassVar[Text] = Text("邻避用地", "hostile facing uses")
    severity: ClassVar[Severity] = "minor"
    needs: ClassVar[tuple[tuple[str, ...], ...]] = tuple(
        (one, other) for one in (UDB, LAND_USE) for other in ("redline", "farmland", RESERVES)
    )
    options: ClassVar[type[Options]] = HostileFacingUsesOptions
    message: ClassVar[Text] = Text(
        "{has}的{use}（{name}）有 {ha} 公顷（{mu} 亩）在{other}的{facing}（{names}）{reach} 米以内，{nearest}",
        "{ha} ha ({mu} mu) of the {use} of {has} ({name}) lie within {reach} m of the {facing} of {other} "
        "({names}); {nearest}",
    )
    advice: ClassVar[Text] = Text(
        "双方自然资源、生态环境部门商定缓冲带宽度和准入行业，选址前相互征求意见",
        "The natural resources and environment departments of both sides should agree on a buffer and on the "
        "industries admitted, and consult each other before siting",
    )

    @classmethod
    def wants(cls, role: str, settings: Settings[Any], present: frozenset[str]) -> Want:  # noqa: ARG003 - as every rule
        """What lies within reach of a border, or of what another party has on this one's ground."""
        facing = (LAND_USE, UDB) if role in {"redline", "farmland", RESERVES} else ("redline", "farmland", RESERVES)
        reach = settings.most("reach_m")
        asked = role in {*chain.from_iterable(cls.needs)}
        # twice as far, so that what reaches over a border a little does not count as lying away from it
        return Want(border_m=2 * reach, strays=(role, *facing), meets_m=reach) if asked else Want()

    def judge(self, scene: Scene, settings: Settings[Any]) -> Iterator[Conflict]:
        """Yield what is near, use by use and protected role by protected role."""
        base: HostileFacingUsesOptions = settings.base
        classes = scene.features(LAND_USE).words("class")
        industrial = np.flatnonzero([_is_industry(word, base.industry) for word in classes])
        uses = [Chosen(UDB, np.arange(len(scene.features(UDB)))), Chosen(LAND_USE, industrial)]
        water = np.flatnonzero(scene.features(RESERVES).words("category") == WATER)
        kept = [Chosen(role, np.arange(len(scene.features(role)))) for role in ("redline", "farmland")]
        for use in uses:
            for protected in [*kept, Chosen(RESERVES, water)]:
                if len(use.rows) and len(protected.rows):
                    yield from self._facing(scene, use, protected, settings)

    def _facing(self, scene: Scene, use: Chosen, protected: Chosen, settings: Settings[Any]) -> Iterator[Conflict]:
        def reach(border: str) -> float:
            options: HostileFacingUsesOptions = settings.at(border=border, role=protected.role)
            return options.reach_m

        widest = max([reach(""), *(reach(border.id) for border in scene.borders)])
        # the overlap of two control lines has a rule of its own
        overlaps = use.role != UDB or protected.role == RESERVES
        for near in near_others(scene, use, protected, reach=reach, widest=widest, overlaps=overlaps):
            yield self._hostile(scene, use.role, protected.role, near, reach(near.border.id if near.border else ""))

    def _hostile(self, scene: Scene, role: str, kept: str, near: Near, reach: float) -> Conflict:
        own, others = scene.features(role), scene.features(kept)
        area = float(scene.area([near.ground])[0])
        return Conflict(
            rule=self.code,
            severity="major" if kept == RESERVES else self.severity,
            unit_a=near.owner,
            unit_b=near.other_owner,
            layer_a=str(own.layer[near.feature]),
            feature_a=str(own.fid[near.feature]),
            layer_b=";".join(np.unique(others.layer[near.others])),
            feature_b=";".join(others.fid[near.others]),
            border=near.border.id if near.border else "",
            at_km=scene.kilometre(near.border, near.ground) if near.border else None,
            area_m2=area,
            message=self.message.format(
                has=scene.name(near.owner),
                use=_INDUSTRY if role == LAND_USE else roles()[role].title,
                name=own.name(near.feature),
                ha=hectares(area, 2),
                mu=mu(area),
                reach=metres(reach),
                other=scene.name(near.other_owner),
                facing=_WATER if kept == RESERVES else roles()[kept].title,
                names=others.names(near.others),
                nearest=_nearest(float(scene.length([near.link])[0])),
            ),
            advice=self.advice,
            geometry=near.ground,
        )


def _nearest(gap_m: float) -> Text:
    gap = metres(gap_m)
    return _TOUCHES if gap == "0" else _NEAREST.format(gap=gap)


def _is_industry(word: str, wanted: tuple[str, ...]) -> bool:
    plain = word.casefold()
    return any(plain.startswith(each) if each.isdecimal() else each.casefold() in plain for each in wanted)
