"""What is noted while layers pass through the steps."""

from typing import Any

from planseam.errors import CRSError, PlanseamError, SchemaError
from planseam.loading.formats import RawLayer
from planseam.loading.postgis import without_password
from planseam.model.conflict import Finding
from planseam.model.report import Step
from planseam.model.study import LayerEntry
from planseam.text import NOTHING, Text

__all__ = ["Record"]

_TITLES = {
    1: Text("统一字段名", "field names"),
    2: Text("修复几何", "geometry"),
    3: Text("换算坐标", "coordinates"),
    4: Text("剔除研究区外要素", "extent"),
    5: Text("对齐行政区边线", "coverage of the units"),
}
_RULES: dict[type[PlanseamError], str] = {CRSError: "DA101", SchemaError: "DA103"}


class Record:
    """Steps, findings and inputs, in the order in which they come.

    Attributes
    ----------
    steps : list of Step
    findings : list of Finding
    inputs : list of dict
    """

    def __init__(self) -> None:
        self.steps: list[Step] = []
        self.findings: list[Finding] = []
        self.inputs: list[dict[str, Any]] = []

    def step(self, number: int, layer: str, features: int, detail: Text = NOTHING) -> None:
        """Note a step and how many features it changed."""
        self.steps.append(Step(number=number, layer=layer, title=_TITLES[number], features=features, detail=detail))

    def input(self, raw: RawLayer, *, judged: int) -> None:
        """Note a layer that can be used."""
        self.inputs.append(
            {
                "layer": raw.entry.id,
                "path": raw.path,
                "rows": raw.rows,
                "judged": judged,
                "sha256": raw.sha256,
                "crs": raw.crs_label,
            }
        )

    def refused(self, entry: LayerEntry, error: PlanseamError) -> None:
        """Note a layer that cannot be used, and why."""
        self.findings.append(
            Finding(
                rule=_RULES.get(type(error), "DA102"),
                severity="critical",
                layer=entry.id,
                kind="refused",
                message=Text(
                    f"图层未参与检查：{error.what.zh}（{error.where}）",
                    f"the layer was not judged: {error.what.en} ({error.where})",
                ),
                advice=error.cure,
            )
        )
        self.inputs.append(
            {
                "layer": entry.id,
                "path": without_password(entry.path),
                "rows": 0,
                "judged": 0,
                "sha256": "",
                "crs": "",
            }
        )
