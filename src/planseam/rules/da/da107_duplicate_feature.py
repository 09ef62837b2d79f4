"""DA107 duplicate-feature."""

from typing import ClassVar

from planseam.model.conflict import Severity
from planseam.rules.da.findings import FindingRule
from planseam.text import Text

__all__ = ["DuplicateFeature"]


class DuplicateFeature(FindingRule):
    """One feature, or one id, occurs twice in a layer.

    同一图层中有重复的要素或重复的编号。

    What it flags
    -------------
    Features of one layer with the same geometry, whatever their first vertex and their direction, and features with the
    same id, which are then told apart by suffixes. Up to 20 of a kind are listed one by one, more in one record: info.

    同一图层中几何相同的要素（不论起点与方向），以及编号相同的要素（已加后缀区分）；同类不超过 20 个时逐个列出，
    更多的合并为一条：“提示”。

    Why it matters
    --------------
    Ground that is there twice counts twice in every sum, and a record that names an id must mean one feature.

    重复的图斑在任何合计中都会算两遍；记录中的编号必须只指一个要素。

    Known limits
    ------------
    Geometries are the same when all their vertices are, to the last digit; a copy shifted by a millimetre is not found.
    Plans that repeat a geometry at another height are listed too.

    顶点逐位相同才算重复，挪动一毫米的副本查不出来；不同高程分层上的同一几何也会列出。

    What to do
    ----------
    Remove the copy from the source, or give each feature its own id.

    在原始数据中删除副本，或使要素编号唯一。

    Source
    ------
    Common practice of topology checks of plan databases. All tolerances are defaults of planseam.

    规划数据库质检的通行做法。各容差为 planseam 默认值。
    """

    code: ClassVar[str] = "DA107"
    name: ClassVar[str] = "duplicate-feature"
    title: ClassVar[Text] = Text("要素重复", "duplicate feature")
    severity: ClassVar[Severity] = "info"
