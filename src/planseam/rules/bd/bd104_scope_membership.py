"""BD104 scope-membership."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any, ClassVar

import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from planseam.model.conflict import Conflict, Severity
from planseam.model.tolerances import Options, Settings, tolerance
from planseam.model.unit import CODE_DIGITS
from planseam.rules.base import Rule
from planseam.seaming.scene import Features, Scene
from planseam.text import Text, counted, half_up, percent

__all__ = ["ScopeMembership", "ScopeMembershipOptions"]

Indices = NDArray[np.intp]
Strings = NDArray[np.str_]

ROLE = "scope"
KM2 = 1e6
#: More codes than this are counted, not listed.
LISTED = 5


@dataclass(frozen=True, kw_only=True)
class ScopeMembershipOptions(Options):
    """Tolerances of BD104."""

    area_share: float = tolerance(
        0.005,
        unit="",
        reason=Text("公布面积多取整，界线版本也有差异", "declared areas are rounded, and borders have versions"),
    )
    complete: float = tolerance(
        0.0,
        unit="",
        reason=Text(
            "研究范围常大于名录；填 1 表示名录应为全部",
            "studies often reach beyond a list; 1 says that it is the whole",
        ),
    )


class ScopeMembership(Rule):
    """The study's jurisdictions are not those that the scope declares.

    研究的行政区与公布的范围名录不符。

    What it flags
    -------------
    A code of the declared list that the layer of jurisdictions lacks; a listed jurisdiction whose area differs from the
    declared one by more than 0.5 %; and, where the list is said to be the whole (`complete = 1`), a jurisdiction that
    is not on it. Each is minor, one record a code. The area is the difference, the share is that of the declared area.
    Codes that are invalid, or finer than the layer of jurisdictions, are counted in one `info` record.

    名录中的代码在行政区图层中缺失；名录所列行政区的面积与公布面积相差超过 0.5%；声明名录为全部（`complete = 1`）时，图
    层中有名录以外的行政区。均为“一般”，每个代码一条记录。面积取差值，占比为差值与公布面积之比。名录代码比行政区图层更细
    或无效的，合并为一条“提示”。

    Why it matters
    --------------
    A plan for 27 central cities that is checked over 26 of them, or over an old area, gives wrong totals everywhere.

    27 个中心区城市的规划若只核查了 26 个，或用了旧的面积，各项汇总都会出错。

    Known limits
    ------------
    Jurisdictions are joined by code, old ones by that of today (see DA103); those that have been divided since show
    missing ones. The area is that of the polygons on the ellipsoid: water and tidal flats count if the polygons have
    them.

    按代码比对，旧代码按现行代码比对（见 DA103），此后拆分的行政区会显示缺失。面积为行政区面的椭球面积，是否含水面、滩涂
    取决于界线。

    What to do
    ----------
    Whoever leads the study should add the missing jurisdictions and use the approved boundaries, or ask the issuer of
    the list to correct it.

    研究牵头单位补齐缺失的行政区并采用批准的界线，或请名录发布单位更正名录。

    Source
    ------
    Outline of the plan for the integrated regional development of the Yangtze River Delta, 2019: central area of 27
    cities, 225,000 km². All tolerances are defaults of planseam.

    《长江三角洲区域一体化发展规划纲要》，2019 年：中心区 27 个城市，22.5 万平方公里。各容差为 planseam 默认值。
    """

    code: ClassVar[str] = "BD104"
    name: ClassVar[str] = "scope-membership"
    title: ClassVar[Text] = Text("范围不符", "scope membership")
    severity: ClassVar[Severity] = "minor"
    needs: ClassVar[tuple[tuple[str, ...], ...]] = ((ROLE,),)
    options: ClassVar[type[Options]] = ScopeMembershipOptions
    message: ClassVar[Text] = Text(
        "名录中的{name}（{code}）在行政区图层中缺失",
        "{name} ({code}) is on the list, but not among the study's jurisdictions",
    )
    extra_message: ClassVar[Text] = Text(
        "{name}（{code}）不在名录之中", "{name} ({code}) is among the study's jurisdictions, but not on the list"
    )
    area_message: ClassVar[Text] = Text(
        "{name}（{code}）面积 {km2} 平方公里，公布为 {declared} 平方公里，相差 {difference} 平方公里（{percent}%）",
        "{name} ({code}) covers {km2} km², while {declared} km² are declared: a difference of {difference} km² "
        "({percent} %)",
    )
    not_compared_message: ClassVar[Text] = Text(
        "名录有 {rows} 行未核对（{codes}）：代码无效，或比行政区图层更细",
        "{rows} of the list could not be compared ({codes}): the code is invalid, or finer than the study's "
        "jurisdictions",
    )
    advice: ClassVar[Text] = Text(
        "研究牵头单位补齐缺失的行政区并采用批准的界线，或请名录发布单位更正名录",
        "Whoever leads the study should add the missing jurisdictions and use the approved boundaries, or ask the "
        "issuer of the list to correct it",
    )

    def judge(self, scene: Scene, settings: Settings[Any]) -> Iterator[Conflict]:
        """Yield what is missing or of another area, then what is extra, then what could not be compared."""
        options: ScopeMembershipOptions = settings.at(role=ROLE)
        scope, own = scene.features(ROLE), scene.own_codes
        codes = scope.words("code").astype(str)
        valid = np.strings.isdecimal(codes) & np.isin(np.strings.str_len(codes), list(CODE_DIGITS.values()))
        finer = np.array([(np.strings.startswith(code, own) & (own != code)).any() for code in codes], dtype=bool)
        compared = np.flatnonzero(valid & ~finer)
        for row in compared.tolist():
            yield from self._row(scene, scope, row, options)
        if options.complete > 0 and len(compared):
            yield from self._extra(scene, codes[valid], digits=max(len(code) for code in codes[compared]))
        if len(compared) < len(scope):
            yield self._not_compared(scope, np.flatnonzero(~valid | finer))

    def _row(self, scene: Scene, scope: Features, row: int, options: ScopeMembershipOptions) -> Iterator[Conflict]:
        code = scope.words("code")[row]
        name = scope.name(row) if scope.words("name")[row] else scene.name(code)
        member = np.strings.startswith(scene.own_codes, code)
        layer, fid = str(scope.layer[row]), str(scope.fid[row])
        if not member.any():
            message = self.message.format(name=name, code=code)
            yield self._conflict(message, unit=code, layer=layer, fid=fid)
            return
        column = scope.table["area_km2"] if "area_km2" in scope.table else pd.Series(np.nan, index=scope.table.index)
        declared = KM2 * float(pd.to_numeric(column, errors="coerce")[row])
        area = float(scene.area(scene.own_polygons[member]).sum())
        # not true of an area that is not known
        if declared > 0 and abs(area - declared) > options.area_share * declared:
            difference = abs(area - declared)
            message = self.area_message.format(
                name=name,
                code=code,
                km2=half_up(area / KM2, 2),
                declared=half_up(declared / KM2, 2),
                difference=half_up(difference / KM2, 2),
                percent=percent(difference / declared, 2),
            )
            ground = shapely.coverage_union_all(scene.own_polygons[member])
            found = self._conflict(message, unit=code, layer=layer, fid=fid, ground=ground)
            yield replace(found, area_m2=difference, share=difference / declared)

    def _extra(self, scene: Scene, listed: Strings, *, digits: int) -> Iterator[Conflict]:
        own = scene.own_codes
        known = [np.strings.startswith(own, code) | np.strings.startswith(code, own) for code in listed]
        extra = ~np.any(known, axis=0)
        cut = own.astype(f"<U{digits}")
        for code in np.unique(cut[extra]).tolist():
            ground = shapely.coverage_union_all(scene.own_polygons[extra & (cut == code)])
            message = self.extra_message.format(name=scene.name(code), code=code)
            yield self._conflict(message, unit=code, ground=ground)

    def _not_compared(self, scope: Features, rows: Indices) -> Conflict:
        codes = [str(code) or "—" for code in scope.words("code")[rows[:LISTED]]]
        shown = Text(
            "、".join(codes) + ("等" if len(rows) > LISTED else ""),
            ", ".join(codes) + (" and others" if len(rows) > LISTED else ""),
        )
        message = self.not_compared_message.format(rows=counted(len(rows), "row"), codes=shown)
        layers, fids = (";".join(np.unique(column[rows])) for column in (scope.layer, scope.fid))
        return replace(self._conflict(message, layer=layers, fid=fids), severity="info")

    def _conflict(
        self,
        message: Text,
        *,
        unit: str = "",
        layer: str = "",
        fid: str = "",
        ground: BaseGeometry | None = None,
    ) -> Conflict:
        return Conflict(
            rule=self.code,
            severity=self.severity,
            unit_a=unit,
            layer_a=layer,
            feature_a=fid,
            message=message,
            advice=self.advice,
            geometry=shapely.Point() if ground is None else ground,
        )
