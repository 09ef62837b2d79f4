"""DA101 unknown-crs."""

from typing import ClassVar

from planseam.model.conflict import Severity
from planseam.rules.da.findings import FindingRule
from planseam.text import Text

__all__ = ["UnknownCRS"]


class UnknownCRS(FindingRule):
    """It is not certain where on the ground a layer lies.

    图层的实地位置不能确定。

    What it flags
    -------------
    A layer that names no coordinate reference system, or one that its coordinates contradict (degrees in a CRS in
    metres, metres in one in degrees, an easting with a zone prefix in a CRS without); one on Xian 1980 or Beijing 1954
    without parameters that lead to CGCS2000; one that seems to be drawn in GCJ-02 or BD-09, the display datums of web
    maps, because its edges lie on the borders of jurisdictions, or on a layer whose CRS the study file names, only with
    the datum undone: critical, the layer is not judged. Another datum than CGCS2000 or WGS84, from which the way is
    approximate; a GCJ-02 or BD-09 that the study file names though the layer fits as it is: major. A study file that
    overrules what the file says or its edges tell, parameters that were given: info.

    图层没有坐标系，或坐标与所称坐标系矛盾（米制坐标系中是经纬度、度制坐标系中是米、横坐标带号与坐标系不符）；属于西安
    80 或北京 54 而没有到 CGCS2000 的转换参数；边线只有按 GCJ-02 或 BD-09（网络地图的偏移坐标）还原后才落在行政区界线
    上，或落在研究文件已写明坐标系的图层上，因而像是偏移坐标：“致命”，图层不参与检查。基准既非 CGCS2000 也非 WGS84，
    换算只是近似；研究文件写明 GCJ-02 或 BD-09 而图层不还原就已吻合：“严重”。研究文件改写了文件所称或边线所示的坐标系，
    以及按给出的参数换算：“提示”。

    Why it matters
    --------------
    A layer in the wrong zone lies hundreds of kilometres off, one on the wrong datum a hundred metres: every gap and
    overlap at the border would be an artefact.

    带号错了相差数百公里，基准错了相差上百米：边界处的缝隙与重叠就都是假的。

    Known limits
    ------------
    The CRS that fits is proposed from the size of the coordinates and the ground on which they would lie; of zones that
    are alike, all that lead there are named. UTM zones are not among them, and numbers alone do not tell Xian 1980 or
    Beijing 1954 from CGCS2000. A display datum shows only where at least 40 vertices follow lines of several
    directions: a layer that keeps off the borders, or follows a straight one alone, is not suspected.

    建议的坐标系由坐标大小和落点推出，几个带都可能时一并列出；不含 UTM 带，且仅凭数字分不出西安 80、北京 54 与
    CGCS2000。偏移坐标至少要有 40 个节点落在几个方向的界线上才能看出：不沿界线，或只沿一段直线的图层不会被怀疑。

    What to do
    ----------
    Ask the maker, then name the CRS in the study file; the advice gives the line to add. GCJ-02 and BD-09 may be named
    like any CRS and are undone to less than a millimetre; Xian 1980 and Beijing 1954 need ``towgs84 = […]`` beside it:
    three shifts in m, and, where known, three rotations (position vector) in arc-seconds and a scale in ppm.

    向制作单位核实后，在研究文件中写明坐标系；建议中给出应加的一行。GCJ-02、BD-09 与其他坐标系一样写明，还原误差小于
    1 毫米；西安 80、北京 54 还要写明 ``towgs84 = […]``：三个平移（米），已知时再加三个旋转（角秒，位置矢量法）与尺度
    （百万分之一）。

    Source
    ------
    EPSG registry: 3-degree zones 4513–4554, 6-degree zones 4491–4512, CGCS2000 4490.

    EPSG 注册表：3 度带 4513–4554，6 度带 4491–4512，CGCS2000 为 4490。
    """

    code: ClassVar[str] = "DA101"
    name: ClassVar[str] = "unknown-crs"
    title: ClassVar[Text] = Text("坐标系不明", "unknown CRS")
    severity: ClassVar[Severity] = "critical"
