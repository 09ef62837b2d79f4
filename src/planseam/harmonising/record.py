"""What is noted while layers pass through the steps, and books that add up.

Every feature that arrived is judged or left out for a reason: for each layer,
``rows == judged + sum(left_out.values())``. The reasons are words that never
change: those of `planseam.harmonising.repair` (`no-geometry`, `not-finite`,
`wrong-kind`, `collapsed`), `lost` (no way to the working CRS), `outside` (the
study's extent), `far` (too far from all borders to matter to any rule of the check),
those of the reader, and `refused` (the whole layer).
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from planseam.errors import CRSError, LayerError, PlanseamError, SchemaError
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

    def input(self, raw: RawLayer, *, judged: int, left_out: Mapping[str, int]) -> None:
        """Note a layer that can be used.

        Parameters
        ----------
        raw : RawLayer
        judged : int
            Features that are left.
        left_out : mapping of str to int
            Features that harmonising left out, by reason; those that the reader left out are added.

        Raises
        ------
        LayerError
            If these do not add up to the features that arrived.
        """
        gone = dict(+(Counter(raw.left_out) + Counter(left_out)))
        if raw.rows != judged + sum(gone.values()):
            raise _unbalanced(raw, judged + sum(gone.values()))
        self.inputs.append(
            {
                "layer": raw.entry.id,
                "path": raw.path,
                "rows": raw.rows,
                "judged": judged,
                "left_out": gone,
                "sha256": raw.sha256,
                "crs": raw.crs_label,
            }
        )

    def forget(self, layer: str) -> None:
        """Take back all that was noted of a layer, which is to be read again."""
        self.steps = [step for step in self.steps if step.layer != layer]
        self.findings = [finding for finding in self.findings if finding.layer != layer]
        self.inputs = [noted for noted in self.inputs if noted["layer"] != layer]

    def put_in_order(self, layers: Sequence[str]) -> None:
        """Sort everything by layer, where these were not worked off in their own order."""
        place = {layer: number for number, layer in enumerate(layers)}
        last = len(place)
        self.steps.sort(key=lambda step: place.get(step.layer, last))
        self.findings.sort(key=lambda finding: place.get(finding.layer, last))
        self.inputs.sort(key=lambda noted: place.get(noted["layer"], last))

    def refused(self, entry: LayerEntry, error: PlanseamError, *, raw: RawLayer | None = None) -> None:
        """Note a layer that cannot be used, and why.

        Parameters
        ----------
        entry : LayerEntry
        error : PlanseamError
        raw : RawLayer, optional
            The layer, where it had been read; all its features are left out.
        """
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
        read = error.rows if isinstance(error, LayerError) else 0
        rows = raw.rows if raw else read
        self.inputs = [noted for noted in self.inputs if noted["layer"] != entry.id]
        self.inputs.append(
            {
                "layer": entry.id,
                "path": without_password(entry.path),
                "rows": rows,
                "judged": 0,
                "left_out": {"refused": rows} if rows else {},
                "sha256": raw.sha256 if raw else "",
                "crs": raw.crs_label if raw else "",
            }
        )


def _unbalanced(raw: RawLayer, told: int) -> LayerError:
    return LayerError(
        Text(
            f"读入 {raw.rows} 个要素，去向清楚的只有 {told} 个",
            f"of the {raw.rows} features that were read, {told} are accounted for",
        ),
        where=raw.entry.id,
        cure=Text(
            "这是 planseam 的错误，请连同该图层告知我们", "This is a fault of planseam; please report it with the layer"
        ),
    )
