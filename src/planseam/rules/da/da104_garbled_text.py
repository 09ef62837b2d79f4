"""DA104 garbled-text."""

from typing import ClassVar

from planseam.model.conflict import Severity
from planseam.rules.da.findings import FindingRule
from planseam.text import Text

__all__ = ["GarbledText"]


class GarbledText(FindingRule):
    """Text was read, or had been saved, in the wrong encoding.

    文字按错误的编码读取，或保存时已经出错。

    What it flags
    -------------
    Values and column names that become sensible when they are read again: as Chinese in GBK or as UTF-8 where they
    look like Latin letters, as UTF-8 where they look like rare Chinese characters; and values whose text is lost
    (replacement characters, nothing but question marks). One record for each column, with the count, an example, and
    the encoding that fits: minor.

    换一种编码即可读通的取值和列名（看似拉丁字母、实为 GBK 或 UTF-8 中文的，看似生僻字、实为 UTF-8 的），
    以及文字已经丢失的取值（替换符、全是问号）：“一般”，每列一条记录，给出数量、示例和适合的编码。

    Why it matters
    --------------
    Names and codes in garbled text match nothing: reserves are not recognised as one, and no reader can tell what a
    record speaks of.

    乱码的名称和代码与什么都对不上：同一保护地认不出来，读者也不知道记录说的是谁。

    Known limits
    ------------
    Nothing is corrected; a shapefile without .cpg whose text is GBK is read as such, which the log of steps says. A
    name of one character between Latin letters, and text garbled twice, are not recognised.

    只报告，不改正（缺 .cpg 而实为 GBK 的 Shapefile 直接按 GBK 读取，整理步骤中注明）；
    夹在拉丁字母中的单个汉字、经过两次错误转换的文字识别不出。

    What to do
    ----------
    Name the encoding in the study file; where the file itself holds the garbled text, have it exported again.

    在研究文件中写明编码；若文件里保存的已是乱码，请制作单位重新导出。

    Source
    ------
    GB 18030 and its subsets GBK and GB 2312; the practice of shapefiles without a .cpg file.

    GB 18030 及其子集 GBK、GB 2312；Shapefile 常缺 .cpg 文件。
    """

    code: ClassVar[str] = "DA104"
    name: ClassVar[str] = "garbled-text"
    title: ClassVar[Text] = Text("文字乱码", "garbled text")
    severity: ClassVar[Severity] = "minor"
