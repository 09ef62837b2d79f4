"""Run the rules of a study."""

import time
from collections.abc import Callable, Iterable
from dataclasses import asdict, replace
from functools import partial
from typing import Any

import geopandas as gpd
import numpy as np
import shapely

from planseam.checking.accepting import accept, acceptances
from planseam.checking.comparing import carry_ids, compare
from planseam.checking.families import Families, Verdict
from planseam.checking.judging import Records, judged, table_of, without_rule
from planseam.checking.keeping import keep, overruled
from planseam.checking.meeting import borderless, meeting_findings
from planseam.checking.registry import choose, is_ours, rules, unknown_rule
from planseam.checking.seams import seam_runs, seam_shares
from planseam.checking.sifting import Sifting
from planseam.errors import PlanseamError
from planseam.harmonising.harmonise import harmonise
from planseam.model.conflict import SEVERITIES
from planseam.model.ledger import Ledger
from planseam.model.report import Report, RuleRun
from planseam.model.role import roles
from planseam.model.study import Study
from planseam.model.tolerances import Settings, unknown_tolerance
from planseam.rules.base import Rule
from planseam.seaming.measures import geographic
from planseam.seaming.scene import Scene, SeamOptions
from planseam.text import Text, listed
from planseam.working import crew, processors

__all__ = ["NOT_SELECTED", "check"]

#: Why a rule that is not part of the choice did not run.
NOT_SELECTED = Text("未选用", "not selected")

#: Features from which rules are judged by several processes: below, to share them out takes longer than they do.
WORTH_SHARING = 5000

_NOTHING_SAID = Records([], np.zeros(0, dtype=object))

Progress = Callable[[Text, float], None]


def check(
    study: Study,
    *,
    select: str | Iterable[str] = (),
    ignore: str | Iterable[str] = (),
    since: gpd.GeoDataFrame | None = None,
    ledger: Ledger | None = None,
    progress: Progress | None = None,
    strict: bool = False,
    jobs: int | None = None,
    scheduler: str = "",
) -> Report:
    """Check a study: load, harmonise, seam and judge.

    Parameters
    ----------
    study : Study
    select, ignore : str or iterable of str
        Codes or families, in one string parted by commas; empty means as the study file says. The gate
        (family DA) runs unless it is ignored, and a layer that could not be
        judged is reported even then.
    since : GeoDataFrame, optional
        The conflicts of an earlier run, as `conflicts.parquet` of its folder
        holds them: what is still there keeps its id, and the report says what
        became of each.
    ledger : Ledger, optional
        What people wrote into the ledger of an earlier run (`planseam.read_ledger`): it is
        kept by id, and its statuses count. Where `accepted.toml` accepts a conflict, that counts.
    progress : callable, optional
        Told what is being done and the share done (0 to 1).
    strict : bool
        Let an unexpected exception in a rule through; otherwise that rule is
        reported as not run, with the exception, and the others go on.

    jobs : int, optional
        Threads that read large layers, and processes that judge (Linux, four at most); by default one for each
        processor. The answer does not depend on it.
    scheduler : str
        Address of a dask.distributed scheduler, as ``tcp://host:8786``, whose workers read large layers instead.

    Returns
    -------
    Report

    Raises
    ------
    UnitsError
        If the jurisdictions cannot be used.
    StudyError
        If a tolerance is unknown or has a value that cannot be used, or
        `accepted.toml` beside the study file cannot be used.
    RuleError
        If a code is unknown, or no rule is left.
    WorkError
        If the scheduler cannot be had, or goes away.
    """
    study = study.rules_of(select=_codes(select), ignore=_codes(ignore))
    tell = progress or (lambda _words, _share: None)
    chosen = choose(study.rules.select, study.rules.ignore)
    settings = _settings(study, chosen)
    accepting = acceptances(study.folder)
    seam_settings = Settings.of("", SeamOptions, table={}, exceptions=study.tolerances, where=study.file)
    clock = _Clock()

    tell(Text("读取与整理图层", "Loading and harmonising"), 0.0)
    with crew(jobs or processors(), scheduler) as readers:
        reading = partial(Sifting, study=study, chosen=chosen, settings=settings, seams=seam_settings, crew=readers)
        ground = harmonise(
            study,
            progress=lambda layer, share: tell(Text(f"读取 {layer}", f"Loading {layer}"), 0.5 * share),
            reading=reading,
        )
    clock.lap("harmonise")

    scene = Scene.of(
        ground.layers,
        ground.units,
        level=study.study.level,
        names=ground.names,
        step_m=study.study.step_m,
        settings=seam_settings,
        sharing=study.sharing,
        findings=ground.findings,
    )
    tell(Text("提取边界", "Finding borders"), 0.5)
    scene = scene.saying(meeting_findings(scene, study))
    # nearly every rule splits by unit: the first one shall not bear the cost of the index
    _ = scene.zones
    clock.lap("borders")

    hands = 1 if strict or sum(len(layer.frame) for layer in scene.layers) < WORTH_SHARING else jobs or processors()
    with Families(chosen, lambda rule: _run(rule, scene, settings[rule.code], strict=strict), jobs=hands) as families:
        families.own(lambda rule, share: tell(rule.title.format(), 0.5 + 0.4 * share))
        clock.lap("judge")
        tell(Text("计算接边连续性", "Measuring continuity"), 0.9)
        stretches = seam_runs(scene)
        shares = seam_shares(scene)
        clock.lap("seam")
        verdicts = families.every()
        clock.lap("wait")
    runs = [verdict.run for verdict in verdicts]
    found = _in_order(table_of([without_rule(scene, chosen), *(verdict.records for verdict in verdicts)]))
    if since is not None:
        found = _in_order(carry_ids(found, since))
    ran = {run.code for run in runs if run.ran}
    if ledger is not None:
        found, ledger = keep(found, ledger, ran=ran)
    conflicts, accepted, stale = accept(found, accepting, ran=ran, known=set(rules()))
    for layer in ground.layers:
        # rules prepare geometries, and a prepared one breaks where two threads, such as those of writers, ask it
        shapely.destroy_prepared(layer.frame.geometry.to_numpy())
    tell(Text("完成", "Done"), 1.0)
    return Report(
        study=study,
        conflicts=conflicts,
        seams=shares,
        runs=stretches,
        borders=_border_frame(scene),
        units=_unit_frame(scene),
        layers=(ground.unit_layer, *ground.layers),
        steps=ground.steps,
        rules=tuple(runs + _not_chosen(chosen)),
        crs=ground.crs.to_wkt(),
        inputs=ground.inputs,
        seconds=clock.laps,
        accepted=accepted,
        stale=stale,
        since=None if since is None else compare(since, conflicts),
        ledger=None if ledger is None else overruled(ledger, accepted),
    )


def _codes(words: str | Iterable[str]) -> tuple[str, ...]:
    return tuple(words.replace(",", " ").split()) if isinstance(words, str) else tuple(words)


class _Clock:
    def __init__(self) -> None:
        self.laps: dict[str, float] = {}
        self._last = time.perf_counter()

    def lap(self, name: str) -> None:
        now = time.perf_counter()
        self.laps[name], self._last = round(now - self._last, 3), now


def _settings(study: Study, chosen: tuple[type[Rule], ...]) -> dict[str, Settings[Any]]:
    """Read all tolerances before anything is loaded, so that a typo costs no time."""
    known = rules()
    for code in study.rules.options:
        if code not in known:
            raise unknown_rule(code, known, where=f"{study.file} [rules.{code}]")
    names = {field for rule in known.values() for field in rule.options.__dataclass_fields__}
    names |= set(SeamOptions.__dataclass_fields__)
    for entry in study.tolerances:
        if entry.rule and entry.rule not in known:
            raise unknown_rule(entry.rule, known, where=f"{study.file} [[tolerance]]")
        for key in entry.given:
            if key not in names:
                raise unknown_tolerance(key, sorted(names), where=f"{study.file} [[tolerance]]")
    return {
        rule.code: Settings.of(
            rule.code,
            rule.options,
            table=study.rules.options.get(rule.code, {}),
            exceptions=study.tolerances,
            where=study.file,
        )
        for rule in chosen
    }


def _run(rule: type[Rule], scene: Scene, settings: Settings[Any], *, strict: bool) -> Verdict:
    begun = time.perf_counter()
    run = RuleRun(code=rule.code, name=rule.name, title=rule.title, ran=False, options=asdict(settings.base))
    try:
        own = rule()
        reason = _missing(own, scene)
        if reason:
            return Verdict(replace(run, reason=reason), _NOTHING_SAID)
        records = judged(own, scene, settings)
        if not is_ours(rule):
            table_of([records])  # what fits into no table is this rule's failure, and no one else's
    except Exception as error:  # one rule never stops the others
        if strict:
            raise
        return Verdict(replace(run, reason=_broken(error), failed=True), _NOTHING_SAID)
    seconds = round(time.perf_counter() - begun, 3)
    return Verdict(replace(run, ran=True, conflicts=len(records), seconds=seconds), records)


def _missing(rule: Rule, scene: Scene) -> Text | None:
    """Say what a rule needs and the study has not; None where it can run."""
    lacks = rule.lacks(scene.roles)
    if not lacks:
        return borderless(scene) if rule.along_borders else None
    titles = listed(roles()[role].title if role in roles() else Text.same(role) for role in lacks)
    return Text(f"缺少图层：{titles.zh}", f"layers wanting: {titles.en}")


def _broken(error: Exception) -> Text:
    """Say on one line what a rule broke off with."""
    if isinstance(error, PlanseamError):
        return Text(error.sentence("zh"), error.sentence("en"))
    said = " ".join(f"{type(error).__name__}: {error}".split()).removesuffix(": ").removesuffix(":")
    return Text(f"规则出错而中断（{said}）", f"the rule broke off ({said})")


def _not_chosen(chosen: tuple[type[Rule], ...]) -> list[RuleRun]:
    return [
        RuleRun(code=rule.code, name=rule.name, title=rule.title, ran=False, reason=NOT_SELECTED)
        for rule in rules().values()
        if rule not in chosen
    ]


def _in_order(table: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Worst first, then by rule, border and place."""
    rank = table["severity"].map({severity: number for number, severity in enumerate(SEVERITIES)})
    order = np.lexsort([table["id"], table["at_km"].fillna(np.inf), table["border"], table["rule"], rank])
    return table.iloc[order].reset_index(drop=True)


def _unit_frame(scene: Scene) -> gpd.GeoDataFrame:
    return gpd.GeoDataFrame(
        {
            "code": scene.codes,
            "name": [unit.name.zh for unit in scene.units],
            "name_en": [unit.name.en for unit in scene.units],
        },
        geometry=geographic(scene.polygons, crs=scene.crs),
        crs="EPSG:4490",
    )


def _border_frame(scene: Scene) -> gpd.GeoDataFrame:
    lines = np.array([border.line for border in scene.borders], dtype=object)
    return gpd.GeoDataFrame(
        {
            "border": [border.id for border in scene.borders],
            "unit_a": [border.a for border in scene.borders],
            "unit_b": [border.b for border in scene.borders],
            "unit_a_name": [scene.name(border.a).zh for border in scene.borders],
            "unit_b_name": [scene.name(border.b).zh for border in scene.borders],
            "unit_a_name_en": [scene.name(border.a).en for border in scene.borders],
            "unit_b_name_en": [scene.name(border.b).en for border in scene.borders],
            "length_m": [round(border.length_m, 2) for border in scene.borders],
        },
        geometry=geographic(lines, crs=scene.crs),
        crs="EPSG:4490",
    )
