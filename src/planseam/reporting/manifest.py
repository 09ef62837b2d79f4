"""How a result came about: inputs, parameters, versions, counts."""

import json
import platform
from collections.abc import Mapping
from datetime import UTC, datetime
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

import pyogrio
import pyproj
import shapely

from planseam.model.conflict import STATUSES
from planseam.model.ledger import Ledger
from planseam.model.report import Acceptance, Report
from planseam.reporting.summary import severity_counts
from planseam.reporting.whole import beside
from planseam.text import Text

__all__ = ["TOOL", "manifest", "write"]

#: What a manifest says of its writer, and by which we know our own folders.
TOOL = "planseam"

_PACKAGES = ("geopandas", "numpy", "pandas", "planseam", "pyarrow", "pyogrio", "pyproj", "scipy", "shapely")


def write(report: Report, path: Path, *, outputs: Mapping[str, str] | None = None) -> None:
    """Write the manifest as JSON with sorted keys.

    Parameters
    ----------
    report : Report
    path : Path
        File to write; an older one is replaced.
    outputs : mapping of str to str, optional
        SHA-256 of each file that was written with it, by name: the key `outputs`.

    Raises
    ------
    OutputError
        If the file cannot be written; the old one is then untouched.
    """
    content = manifest(report) | {"outputs": dict(outputs or {})}
    body = json.dumps(content, ensure_ascii=False, indent=2, sort_keys=True, default=str) + "\n"
    with beside(path, suffix=".json") as target:
        target.write_text(body, encoding="utf-8")


def manifest(report: Report) -> dict[str, Any]:
    """Build the manifest.

    Returns
    -------
    dict
        `tool`, `version`, `generated` (UTC, ISO 8601), `title`, `language`,
        `level`, `crs` (working and exchange), `illustrative` and the
        `illustrative_layers`, `layers`, `parameters`, `rules`, `not_run`,
        `accepted`, `stale`, `ledger` (what was taken over from one, null where none was
        given), `steps`, `counts`, `seconds`, `packages`. For each
        of the layers, `rows` is the sum of `judged` and of what `left_out` says
        by reason.
    """
    study = report.study
    drawn = [layer.id for layer in report.layers if layer.illustrative]
    table = report.conflicts
    return {
        "tool": TOOL,
        "version": version("planseam"),
        "generated": datetime.now(UTC).isoformat(timespec="seconds"),
        "title": study.study.title,
        "language": study.study.language,
        "level": study.study.level,
        "crs": {"working": report.crs, "exchange": "EPSG:4490"},
        "illustrative": report.illustrative,
        "illustrative_layers": drawn,
        "layers": _layers(report),
        "parameters": {
            "study": study.study.model_dump(mode="json"),
            "rules": study.rules.model_dump(mode="json"),
            "tolerances": [entry.model_dump(mode="json") for entry in study.tolerances],
        },
        "rules": [
            {
                "code": rule.code,
                "name": rule.name,
                "title": _both(rule.title),
                "conflicts": rule.conflicts,
                "options": rule.options,
                "seconds": round(rule.seconds, 3),
            }
            for rule in report.rules
            if rule.ran
        ],
        "not_run": [
            {"code": rule.code, "name": rule.name, "title": _both(rule.title), "reason": _both(rule.reason)}
            for rule in report.rules
            if not rule.ran
        ],
        "accepted": [_acceptance(entry) for entry in report.accepted],
        "stale": [_acceptance(entry) | {"why": _both(entry.why)} for entry in report.stale],
        "ledger": _ledger(report.ledger) if report.ledger else None,
        "steps": [
            {
                "number": step.number,
                "layer": step.layer,
                "title": _both(step.title),
                "features": step.features,
                "detail": _both(step.detail),
            }
            for step in report.steps
        ],
        "counts": {
            "total": len(table),
            "by_severity": severity_counts(report),
            "by_rule": {str(key): int(count) for key, count in table["rule"].value_counts().items()},
            "by_border": {str(key): int(count) for key, count in table["border"].fillna("").value_counts().items()},
            "by_status": {status: int((table["status"] == status).sum()) for status in STATUSES},
            "illustrative": int(table["illustrative"].sum()),
        },
        "seconds": {stage: round(seconds, 3) for stage, seconds in report.seconds.items()},
        "packages": _packages(),
    }


def _layers(report: Report) -> list[dict[str, Any]]:
    layers = {layer.id: layer for layer in report.layers}
    listed = []
    for entry in report.inputs:
        layer = layers.get(entry["layer"])
        known = (
            {
                "role": layer.role,
                "title": _both(layer.title),
                "party": layer.party,
                "source": _both(layer.source),
                "licence": layer.licence,
                "vintage": layer.vintage,
                "illustrative": layer.illustrative,
                "features": len(layer.frame),
            }
            if layer
            else {}
        )
        listed.append({**known, **entry})
    return listed


def _ledger(ledger: Ledger) -> dict[str, Any]:
    return {
        "path": ledger.path,
        "sha256": ledger.sha256,
        "written": ledger.written,
        "past": len(ledger.past),
        "ignored": [_both(text) for text in ledger.ignored],
    }


def _acceptance(entry: Acceptance) -> dict[str, Any]:
    until = entry.until.isoformat() if entry.until else None
    return {"id": entry.id, "reason": entry.reason, "by": entry.by, "until": until}


def _both(text: Text) -> dict[str, str]:
    return text._asdict()


def _packages() -> dict[str, str]:
    found = {
        "python": platform.python_version(),
        "gdal": ".".join(map(str, pyogrio.__gdal_version__)),
        "geos": shapely.geos_version_string,
        "proj": pyproj.proj_version_str,
    }
    for name in _PACKAGES:
        try:
            found[name] = version(name)
        except PackageNotFoundError:
            continue
    return found
