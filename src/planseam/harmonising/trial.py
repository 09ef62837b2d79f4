"""What a check would say of layers that arrived: they are harmonised as the draft asks, and nothing is judged."""

from collections.abc import Callable, Mapping
from dataclasses import replace

import geopandas as gpd

from planseam.errors import SchemaError, UnitsError
from planseam.harmonising.fields import named_fields
from planseam.harmonising.harmonise import harmonise
from planseam.loading.inspection import Inspected, Inspection, Trouble
from planseam.model.conflict import SEVERITIES, Finding
from planseam.model.study import LayerEntry, Study
from planseam.text import Text

__all__ = ["tried"]


def tried(
    inspection: Inspection,
    study: Study,
    layers: Mapping[str, int],
    *,
    progress: Callable[[str, float], None] | None = None,
) -> Inspection:
    """Add to each layer what loading and harmonising have to say of it, and how its columns are understood.

    Parameters
    ----------
    inspection : Inspection
    study : Study
        Drafted from it.
    layers : mapping of str to int
        Id in the study to place in the inspection.
    progress : callable, optional
        As of `harmonise`.

    Raises
    ------
    UnitsError
        If jurisdictions that did not arrive with the layers cannot be used.
    """
    entries = {entry.id: entry for entry in study.layers}
    findings: dict[str, list[Finding]] = {}
    try:
        for finding in harmonise(study, progress=progress).findings:
            findings.setdefault(finding.layer, []).append(finding)
    except UnitsError as error:
        if study.study.units not in layers:
            raise
        refused = Finding(
            rule="DA102", severity="critical", layer=study.study.units, message=error.what, advice=error.cure
        )
        findings = {study.study.units: [refused]}
    found = list(inspection.layers)
    for name, place in layers.items():
        layer = found[place]
        told = _rolled_up([finding for finding in findings.get(name, ()) if not _told_already(finding, layer)])
        found[place] = replace(layer, troubles=(*layer.troubles, *told), fields=_fields(layer, entries[name]))
    return replace(inspection, layers=tuple(found))


def _told_already(finding: Finding, layer: Inspected) -> bool:
    """What the inspection itself has asked, or told better."""
    return finding.rule == "DA101" and any(trouble.rule == "DA101" for trouble in layer.troubles)


def _rolled_up(findings: list[Finding]) -> tuple[Trouble, ...]:
    """One sentence for each kind: that of the worst feature, and how many more there are."""
    kinds: dict[tuple[str, str, str], list[Finding]] = {}
    for finding in findings:
        kinds.setdefault((finding.severity, finding.rule, finding.kind), []).append(finding)
    more = Text("{what}（共 {count} 处）", "{what} (and {rest} more)")
    return tuple(
        Trouble(
            what=more.format(what=every[0].message, count=len(every), rest=len(every) - 1)
            if len(every) > 1
            else every[0].message,
            cure=every[0].advice,
            severity=every[0].severity,
            rule=every[0].rule,
        )
        for every in sorted(kinds.values(), key=lambda every: SEVERITIES.index(every[0].severity))
    )


def _fields(layer: Inspected, entry: LayerEntry) -> dict[str, str]:
    """Their column to our field, where they differ."""
    columns = [name for name in layer.columns if name != "geometry"]
    try:
        return named_fields(gpd.GeoDataFrame({name: [] for name in columns}, geometry=[]), entry).renamed
    except SchemaError:
        return {}  # a required field is missing, which is among the findings
