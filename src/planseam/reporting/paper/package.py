"""A Word document as a package of parts: the user's template read, the result packed anew."""

import zipfile
from io import BytesIO
from pathlib import Path

from planseam.errors import OutputError
from planseam.text import Text, shortened

__all__ = ["read_template", "repacked", "unusable"]

#: What a template may hold when unpacked, bytes.
MOST_TEMPLATE = 200 << 20
#: Characters of an error of the template that are told.
LONGEST_REASON = 300
#: All parts of a document have this time, so that the same report gives the same bytes.
STAMP = (1980, 1, 1, 0, 0, 0)


def read_template(path: Path) -> bytes:
    """Read the user's own template.

    Raises
    ------
    OutputError
        If it is no Word document, or too large.
    """
    try:
        content = path.read_bytes()
        with zipfile.ZipFile(BytesIO(content)) as package:
            large = sum(entry.file_size for entry in package.infolist()) > MOST_TEMPLATE
            whole = "word/document.xml" in package.namelist()
    except (OSError, zipfile.BadZipFile) as error:
        raise _no_document(path) from error
    if large or not whole:
        raise _no_document(path)
    return content


def _no_document(path: Path) -> OutputError:
    return OutputError(
        Text("不能作为报告模板：不是可用的 .docx 文件", "cannot serve as a template: it is no usable .docx file"),
        where=str(path),
        cure=Text(
            "请用 planseam report --write-template 写出模板，在 Word 中修改后存为 .docx",
            "Write one by “planseam report --write-template”, edit it in Word and save it as .docx",
        ),
    )


def unusable(where: str, error: Exception) -> OutputError:
    """Say why a template cannot be filled."""
    reason = shortened(" ".join(str(error).split()) or type(error).__name__, LONGEST_REASON)
    return OutputError(
        Text("模板无法填写（{why}）", "the template cannot be filled ({why})").format(why=reason),
        where=where,
        cure=Text(
            "请检查其中 {{ }} 和 {% %} 的写法，占位符见文档“报告模板”一章",
            "Check its {{ }} and {% %}; the chapter “Templates of the report” of the documentation lists them",
        ),
    )


def repacked(file: BytesIO) -> bytes:
    """The same package without times: pictures as they are, the rest packed."""
    packed = BytesIO()
    with zipfile.ZipFile(file) as old, zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            entry = zipfile.ZipInfo(name, STAMP)
            entry.compress_type = zipfile.ZIP_STORED if name.endswith(".png") else zipfile.ZIP_DEFLATED
            entry.external_attr = 0o600 << 16
            new.writestr(entry, old.read(name))
    return packed.getvalue()
