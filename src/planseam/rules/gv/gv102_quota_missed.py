"""GV102 quota-missed."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, ClassVar

from planseam.model.conflict import Conflict, Severity
from planseam.model.tolerances import Options, Settings, tolerance
from planseam.model.want import EVERYTHING, Want
from planseam.rules.base import Rule
from planseam.rules.gv.quotas import Measures, Quota, quotas_of
from planseam.rules.gv.unjudged import Unjudged
from planseam.seaming.scene import Features, Scene
from planseam.text import Text, hectares, listed, mu

__all__ = ["QuotaMissed", "QuotaMissedOptions"]


@dataclass(frozen=True, kw_only=True)
class QuotaMissedOptions(Options):
    """Tolerances of GV102."""

    slack_m2: float = tolerance(
        10.0, unit="m2", reason=Text("图上看不见，指标按面积严格判断", "cannot be seen on a sheet: quotas are exact")
    )


class QuotaMissed(Rule):
    """The plans add up to less, or to more, than a quota asks.

    规划合计面积未达到或突破了指标。

    What it flags
    -------------
    Each row of the table of quotas whose area is missed by more than 10 m²: the ground that the item (a role, or
    role/field=value, several joined by +) covers inside the jurisdiction of the code, inside the features of the role
    named as `area`, or inside both, below the bound min or above the bound max. A row that cannot be judged gives an
    info record that says why.

    指标表中面积偏离超过 10 平方米的各行：指标项（角色，或角色/字段=值，多项以 + 相连）在代码所指行政区、范围图层或二者
    交集之内的面积，低于下限（min）或高于上限（max）。无法判断的行给出“提示”并说明原因。

    Why it matters
    --------------
    Quotas are handed down once and shared out among neighbours; drawn lines that do not add up break the promise
    unseen.

    指标自上而下分解到相邻各方，图上界线合计不足或超出，等于在不知不觉中突破了承诺。

    Known limits
    ------------
    Areas are ellipsoidal and ground is counted once where features overlap; a bureau that sums its own column of areas
    may come to another figure. Lines and points count for nothing. A code finer than the jurisdictions of the study
    cannot be judged.

    面积按椭球面计算，重叠处只计一次，与各部门按面积字段汇总的数可能不同；线与点不计面积；比研究的行政区更细的代码无法判
    断。

    What to do
    ----------
    The natural resources department should check the patches against the approved quotas; then add or cut back land, or
    have the quota corrected.

    自然资源主管部门将图斑与批准的指标表逐一核对，补划或核减，或报请更正指标。

    Source
    ------
    Spatial master plan of the Yangtze River Delta demonstration zone of green and integrated ecological development,
    2021–2035: farmland at least 510.67 km², permanent basic farmland at least 443.60, ecological protection redline at
    least 143.32, urban development boundary at most 647.6, construction land at most 803.6, water surface at least 20.6
    %.

    《长三角生态绿色一体化发展示范区国土空间总体规划（2021—2035 年）》：耕地不少于 510.67 平方公里，
    永久基本农田不少于 443.60，生态保护红线不少于 143.32，城镇开发边界不超过 647.6，建设用地不超过 803.6，
    水面率不低于 20.6%。
    """

    code: ClassVar[str] = "GV102"
    name: ClassVar[str] = "quota-missed"
    title: ClassVar[Text] = Text("指标未落实", "quota missed")
    severity: ClassVar[Severity] = "major"
    needs: ClassVar[tuple[tuple[str, ...], ...]] = (("quota",),)
    options: ClassVar[type[Options]] = QuotaMissedOptions
    message: ClassVar[Text] = Text(
        "{place}的{what}{year}应不少于 {asked}，图上为 {found}，少 {ha} 公顷（{mu} 亩）",
        "“{what}” of {place}: at least {asked} required{year}, {found} found in the layers, {ha} ha ({mu} mu) too "
        "little",
    )
    most_message: ClassVar[Text] = Text(
        "{place}的{what}{year}应不超过 {asked}，图上为 {found}，多 {ha} 公顷（{mu} 亩）",
        "“{what}” of {place}: at most {asked} allowed{year}, {found} found in the layers, {ha} ha ({mu} mu) too much",
    )
    advice: ClassVar[Text] = Text(
        "自然资源主管部门将图斑与批准的指标表逐一核对，补划或核减，或报请更正指标",
        "The natural resources department should check the patches against the approved quotas; then add or cut "
        "back land, or have the quota corrected",
    )

    @classmethod
    def wants(cls, role: str, settings: Settings[Any], present: frozenset[str]) -> Want:  # noqa: ARG003 - as every rule
        """Everything: what a quota is about, only its table says."""
        return EVERYTHING

    def judge(self, scene: Scene, settings: Settings[Any]) -> Iterator[Conflict]:
        """Yield quotas missed, row by row."""
        table = scene.features("quota")
        slack: float = settings.base.slack_m2
        measures = Measures(scene)
        for quota in quotas_of(table):
            try:
                yield from self._missed(table, quota, slack, measures)
            except Unjudged as reason:
                what = Text("指标“{name}”", "The quota “{name}”").format(name=_what(table, quota))
                yield reason.conflict(self, what, layer=str(table.layer[quota.row]), feature=str(table.fid[quota.row]))

    def _missed(self, table: Features, quota: Quota, slack: float, measures: Measures) -> Iterator[Conflict]:
        measure, bound = quota.checked()
        place = measures.place(quota.code, quota.area)
        area, layers = measures.covered(quota.terms, quota.code, quota.area)
        limit = measure.limit_m2(quota.value, place.area_m2)
        missing = limit - area if bound == "min" else area - limit
        if missing <= slack:
            return
        yield Conflict(
            rule=self.code,
            severity=self.severity,
            unit_a=place.unit,
            layer_a=str(table.layer[quota.row]),
            feature_a=str(table.fid[quota.row]),
            layer_b=";".join(dict.fromkeys([*layers, *place.layers])),
            area_m2=missing,
            share=missing / limit if limit else None,
            message=(self.message if bound == "min" else self.most_message).format(
                place=place.name,
                what=_what(table, quota),
                year=Text(f"到 {quota.year} 年", f" by {quota.year}") if quota.year else Text("", ""),
                asked=measure.asked(quota.value),
                found=measure.found(area, place.area_m2),
                ha=hectares(missing),
                mu=mu(missing),
            ),
            advice=self.advice,
            geometry=place.geometry,
        )


def _what(table: Features, quota: Quota) -> Text:
    """What a quota is of: its name in the table, or that of its roles."""
    if table.table["name"].iloc[quota.row] or table.table["name_en"].iloc[quota.row]:
        return table.name(quota.row)
    return listed(term.title for term in quota.terms)
