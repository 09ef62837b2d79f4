"""DA101 unknown-crs."""

from typing import ClassVar

from planseam.model.conflict import Severity
from planseam.rules.da.findings import FindingRule
from planseam.text import Text

__all__ = ["UnknownCRS"]


class UnknownCRS(FindingRule):
    """It is not certain where on the ground a layer lies.

    图层在地面上的位置不能确定。

    What it flags
    -------------
    A layer that names no coordinate reference system, or one that its coordinates contradict (degrees in a CRS in
    metres, metres in one in degrees, an easting with a zone prefix in a CRS without): critical, the layer is not
    judged. A datum other than CGCS2000 or WGS84, from which the way is approximate: major. A study file that overrules
    what the file says: info.

    图层没有坐标系，或坐标与所称坐标系矛盾（米制坐标系中是经纬度、度制坐标系中是米、横坐标带号与坐标系不符）：
    “致命”，图层不参与检查；基准不是 CGCS2000 或 WGS84，换算只是近似：“严重”；研究文件改写了文件自称的坐标系：“提示”。

    Why it matters
    --------------
    A layer in the wrong zone lies hundreds of kilometres off, one on the wrong datum a hundred metres: every gap and
    overlap at the border would be an artefact.

    带号错了相差数百公里，基准错了相差上百米：边界处的缝隙与重叠就都是假的。

    Known limits
    ------------
    The CRS that fits is proposed from the size of the coordinates and the extent of the study; of zones that are alike,
    all that lead there are named. A layer shifted by GCJ-02 or BD-09 under the name of another CRS is not found.

    建议的坐标系由坐标大小和研究区范围推出，几个带都可能时一并列出。以其他坐标系之名实为 GCJ-02 或 BD-09 偏移的图层，
    目前查不出来。

    What to do
    ----------
    Ask the maker, then name the CRS in the study file; the advice gives the line to add.

    向制作单位核实后，在研究文件中写明坐标系；建议中给出应加的一行。

    Source
    ------
    EPSG registry: 3-degree zones 4513–4554, 6-degree zones 4491–4512, CGCS2000 4490.

    EPSG 注册表：3 度带 4513–4554，6 度带 4491–4512，CGCS2000 为 4490。
    """

    code: ClassVar[str] = "DA101"
    name: ClassVar[str] = "unknown-crs"
    title: ClassVar[Text] = Text("坐标系不明", "unknown CRS")
    severity: ClassVar[Severity] = "critical"
