"""DA103 missing-field."""

from typing import ClassVar

from planseam.model.conflict import Severity
from planseam.rules.da.findings import FindingRule
from planseam.text import Text

__all__ = ["MissingField"]


class MissingField(FindingRule):
    """A layer lacks what its role must say, or says it in a way that cannot be read.

    图层缺少其角色必需的字段，或字段取值无法识别。

    What it flags
    -------------
    A required field that no column holds, or a mapping in the study file that names what is not there: critical, the
    layer is not judged. Values that are empty where they are required, not in the field's code list, not of the form of
    a code, or no number where a number belongs: minor, one record for each field and fault, with the count. A layer's
    party that is no jurisdiction of the study: critical; features' codes that are none: minor. Both are then judged by
    where the features lie. Codes that are out of use: info, joined as those of today; minor where the jurisdiction was
    divided, so that the code alone no longer tells. A column of areas that differ from those of the polygons on the
    ellipsoid, by more than 0.5 % in more than 5 % of the features, or by more than 0.1 % in all: minor. Feature ids of
    more than 100 characters or with a semicolon, which are rewritten: info. A [[tolerance]] for a border that does not
    exist: info.

    必需字段没有对应的列，或研究文件的映射指向不存在的列或字段：“致命”，图层不参与检查；必填而为空、不在代码表内、
    不合代码格式、应为数字而不是数字的取值：“一般”，每个字段、每种问题一条记录并计数。
    图层的 party 不是本研究的行政区：“致命”；要素代码不是：“一般”；两者都改按要素所在行政区判定。
    已停用的行政区代码：“提示”，按现行代码比对；所指行政区已拆分、单凭代码不能确定的：“一般”。面积列与面的椭球面积不符
    （超过 5% 的要素相差 0.5% 以上，或合计相差 0.1% 以上）：“一般”。要素编号超过 100 个字符或含有分号、
    已改写的：“提示”。[[tolerance]] 所指边界不存在：“提示”。

    Why it matters
    --------------
    A feature whose function or code cannot be read drops out of the rules that ask for it; what is not judged must not
    look clean.

    功能或代码读不出来的要素，不会进入用到它的检查；没有检查的，不能看起来没有问题。

    Known limits
    ------------
    Fields are found by our names and by the aliases of the national database specifications. A value that is in the
    code list and wrong is not found. The table of old codes covers Shanghai, Jiangsu, Zhejiang and Anhui from 2000 to
    2024; single towns that changed hands are not in it. The unit of an area is inferred from the numbers: m², mu, ha,
    km² or 10,000 mu.

    字段按本软件的名称和国家数据库规范的别名识别；取值在代码表内但有误的，查不出来。旧代码表涵盖沪、苏、浙、皖 2000 至
    2024 年的变更，不含个别乡镇的划转。面积的单位按数值判断：平方米、亩、公顷、平方公里或万亩。

    What to do
    ----------
    Map the column in [layer.fields] of the study file, or correct the values in the source.

    在研究文件的 [layer.fields] 中写明对应的列，或在原始数据中改正取值。

    Source
    ------
    Schemas of the roles in planseam, with field names from the national specifications for plan databases; GB/T 2260
    for codes of jurisdictions.

    planseam 的图层角色定义，字段别名取自国土空间规划数据库规范；行政区划代码按 GB/T 2260。
    """

    code: ClassVar[str] = "DA103"
    name: ClassVar[str] = "missing-field"
    title: ClassVar[Text] = Text("字段缺失", "missing field")
    severity: ClassVar[Severity] = "minor"
