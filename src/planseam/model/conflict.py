"""The conflict record: one table for all rules and all outputs."""

import hashlib
import re
from dataclasses import dataclass
from typing import Literal

from shapely.geometry.base import BaseGeometry

from planseam.text import Text

__all__ = [
    "COLUMNS",
    "ID",
    "SEVERITIES",
    "SEVERITY_TITLES",
    "STATUSES",
    "STATUS_TITLES",
    "Conflict",
    "Finding",
    "Severity",
    "Status",
    "conflict_id",
]

Severity = Literal["critical", "major", "minor", "info"]
Status = Literal["open", "negotiating", "resolved", "accepted"]

SEVERITIES: tuple[Severity, ...] = ("critical", "major", "minor", "info")
STATUSES: tuple[Status, ...] = ("open", "negotiating", "resolved", "accepted")
SEVERITY_TITLES: dict[str, Text] = {
    "critical": Text("致命", "critical"),
    "major": Text("严重", "major"),
    "minor": Text("一般", "minor"),
    "info": Text("提示", "info"),
}
STATUS_TITLES: dict[str, Text] = {
    "open": Text("待处理", "open"),
    "negotiating": Text("协商中", "under negotiation"),
    "resolved": Text("已解决", "resolved"),
    "accepted": Text("已认可", "accepted"),
}

#: What the id of a conflict looks like.
ID = re.compile(r"[A-Z]{2}\d{3}-[0-9a-f]{8}(-\d+)?")

#: Columns of the conflict table in their order, with pandas dtypes; `geometry` follows.
COLUMNS: dict[str, str] = {
    "id": "str",
    "rule": "str",
    "name": "str",
    "severity": "str",
    "status": "str",
    "unit_a": "str",
    "unit_b": "str",
    "unit_a_name": "str",
    "unit_b_name": "str",
    "layer_a": "str",
    "feature_a": "str",
    "layer_b": "str",
    "feature_b": "str",
    "border": "str",
    "at_km": "float64",
    "area_m2": "float64",
    "length_m": "float64",
    "width_m": "float64",
    "share": "float64",
    "message_zh": "str",
    "message_en": "str",
    "advice_zh": "str",
    "advice_en": "str",
    "illustrative": "bool",
}


@dataclass(frozen=True, kw_only=True)
class Conflict:
    """What a rule says of one place; the runner completes it to a record.

    Parameters
    ----------
    rule : str
        Code of the rule.
    severity : {"critical", "major", "minor", "info"}
    unit_a, unit_b : str
        Codes of the parties; the runner sorts them, and the layers and
        features with them, so that ``unit_a <= unit_b``. `unit_b` may be empty.
    layer_a, feature_a, layer_b, feature_b : str
        Layer ids and feature ids; several features are joined by ``;``.
    border : str
        Border id, or empty where no border is concerned.
    at_km : float, optional
        Place along the border.
    area_m2, length_m, width_m, share : float, optional
        Measures: ellipsoidal area and length, mean width, share (0 to 1).
    about : str
        Joins the id where parties, features and place do not tell records
        apart: what the record is about, in words that a rerun repeats.
    message, advice : Text
        What is the matter, and what to do.
    geometry : BaseGeometry
        In the working CRS; empty where a finding has no place.
    """

    rule: str
    severity: Severity
    unit_a: str
    unit_b: str = ""
    layer_a: str = ""
    feature_a: str = ""
    layer_b: str = ""
    feature_b: str = ""
    border: str = ""
    at_km: float | None = None
    area_m2: float | None = None
    length_m: float | None = None
    width_m: float | None = None
    share: float | None = None
    about: str = ""
    message: Text
    advice: Text
    geometry: BaseGeometry


@dataclass(frozen=True, kw_only=True)
class Finding:
    """What loading or harmonising has to say of a layer or a feature (family DA).

    Parameters
    ----------
    rule : str
        Code of family DA.
    severity : {"critical", "major", "minor", "info"}
    layer, feature : str
        Layer id and feature id; the feature is empty where the whole layer is meant. Several are joined by ``;``.
    kind : str
        What is found, in one word that never changes: it tells apart findings of one rule on one layer.
    share : float, optional
        The share (0 to 1) of which the message speaks.
    message, advice : Text
    geometry : BaseGeometry, optional
        In the working CRS, where there is a place to show.
    """

    rule: str
    severity: Severity
    layer: str
    feature: str = ""
    kind: str = ""
    share: float | None = None
    message: Text
    advice: Text
    geometry: BaseGeometry | None = None


def conflict_id(
    rule: str, *, parties: tuple[str, str], lon: float, lat: float, about: str = "", features: tuple[str, ...] = ()
) -> str:
    """Name a conflict so that a rerun, and the next version of the plans, give the same name.

    The name is the rule's code and a hash of the parties, the place rounded to
    0.001° (about 100 m) and, if it is about anything else, that. Features do
    not join it, since a bureau numbers them anew with every version, unless
    two conflicts of one rule and the same parties share a place.

    Parameters
    ----------
    rule : str
    parties : tuple of str
        The codes of both.
    lon, lat : float
        The middle of its extent, in degrees: it moves no more than the outline does when it is digitised anew.
    about : str
        What it is about beyond that.
    features : tuple of str
        Feature ids, where the others do not tell it apart.

    Examples
    --------
    >>> conflict_id("EC103", parties=("33", "34"), lon=119.0, lat=30.2)
    'EC103-f3702b51'
    """
    key = "|".join((rule, *parties, *features, f"{lon:.3f}", f"{lat:.3f}", *([about] if about else [])))
    return f"{rule}-{hashlib.sha256(key.encode()).hexdigest()[:8]}"
