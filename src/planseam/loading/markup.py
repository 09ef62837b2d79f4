"""XML that is safe to hand on: no entities, no endless depth, numbers where numbers belong."""

import re
import zipfile
from dataclasses import dataclass
from pathlib import Path
from typing import IO
from xml.parsers import expat  # handlers refuse every declaration before it can act

from planseam.errors import LayerError
from planseam.loading.limits import LIMITS, Limits
from planseam.text import Text, half_up

__all__ = ["Markup", "checked", "checked_workbook", "recoded"]

_CHUNK = 1 << 20
_HEAD = 1024
_GB = 1 << 30
_DECLARED = re.compile(rb"""^\s*<\?xml[^>]*?encoding\s*=\s*["']([\w.-]+)["']""")
#: Encodings that Chinese software declares and that no XML parser knows.
_CHINESE = {"gbk", "gb2312", "gb18030", "cp936", "big5", "big5-hkscs"}
_NUMBERS = {"coordinates", "posList", "pos", "lowerCorner", "upperCorner"}
_NOT_NUMBER = re.compile(r"[^\d\s,.+\-eE]")


@dataclass(frozen=True, kw_only=True)
class Markup:
    """What an XML file is.

    Parameters
    ----------
    root : str
        Name of its outermost element, without namespace.
    odd : tuple of int
        Lines in which coordinates hold what is no number; GDAL would read 0.
    """

    root: str
    odd: tuple[int, ...] = ()


class _EnoughError(Exception):
    """The prolog is over: what follows can declare nothing."""


class _Watch:
    """Handlers of one parse."""

    def __init__(self, *, where: str, limits: Limits, prolog: bool) -> None:
        self.where, self.limits, self.prolog = where, limits, prolog
        self.root = ""
        self.depth = 0
        self.inside = False
        self.odd: list[int] = []
        self.parser = expat.ParserCreate(namespace_separator=" ")
        self.parser.buffer_text = True
        self.parser.StartDoctypeDeclHandler = self.doctype
        self.parser.EntityDeclHandler = self.entity
        self.parser.StartElementHandler = self.start
        if not prolog:
            self.parser.EndElementHandler = self.end
            self.parser.CharacterDataHandler = self.characters

    def doctype(self, _name: str, system: str | None, public: str | None, subset: bool) -> None:  # noqa: FBT001 -- expat's
        if system or public or subset:
            raise _refused(self.where)

    def entity(self, *_declaration: object) -> None:
        raise _refused(self.where)

    def start(self, name: str, _attributes: object) -> None:
        local = name.rpartition(" ")[2]
        self.root = self.root or local
        if self.prolog:
            raise _EnoughError
        self.depth += 1
        if self.depth > self.limits.xml_depth:
            raise LayerError(
                Text(
                    f"XML 元素嵌套超过 {self.limits.xml_depth} 层",
                    f"XML elements nest deeper than {self.limits.xml_depth}",
                ),
                where=self.where,
                cure=Text("请重新导出", "Have it exported again"),
            )
        self.inside = local in _NUMBERS

    def end(self, _name: str) -> None:
        self.depth -= 1
        self.inside = False

    def characters(self, text: str) -> None:
        if self.inside and _NOT_NUMBER.search(text):
            self.odd.append(self.parser.CurrentLineNumber)


def checked(path: Path, *, where: str, limits: Limits = LIMITS) -> Markup:
    """Read an XML file through, and refuse what could do harm.

    Raises
    ------
    LayerError
        If it declares entities or a document type of its own, nests too deep, is no XML, or in an unknown encoding.
    """
    with path.open("rb") as file:
        return _parsed(file, where=where, limits=limits, prolog=False)


def checked_workbook(path: Path, *, where: str, limits: Limits = LIMITS) -> None:
    """Look at the XML within a workbook (.xlsx, .ods), and refuse what could do harm.

    Raises
    ------
    LayerError
        If it is damaged or too large, or its XML declares entities.
    """
    try:
        with zipfile.ZipFile(path) as book:
            size = sum(member.file_size for member in book.infolist())
            if size > limits.sheet_file:
                shown, most = half_up(size / _GB, 1), half_up(limits.sheet_file / _GB, 1)
                raise LayerError(
                    Text(
                        f"工作簿解压后有 {shown} GB，超过上限 {most} GB",
                        f"the workbook unpacks to {shown} GB, more than {most} GB",
                    ),
                    where=where,
                    cure=Text("请另存为 CSV", "Save it as CSV"),
                )
            for member in book.infolist():
                if member.filename.lower().endswith((".xml", ".rels")):
                    with book.open(member) as file:
                        _parsed(file, where=where, limits=limits, prolog=True)
    except (zipfile.BadZipFile, EOFError, NotImplementedError, RuntimeError) as error:
        raise LayerError(
            Text("工作簿已损坏或已加密", "the workbook is damaged or encrypted"),
            where=where,
            cure=Text("请在 Excel 或 WPS 中打开并另存", "Open it in a spreadsheet program and save it again"),
        ) from error


def recoded(path: Path, folder: Path) -> Path:
    """A copy in UTF-8 of an XML file in a Chinese encoding; the file itself where it is in none.

    Raises
    ------
    UnicodeDecodeError
        If its text is not in the encoding that it declares.
    """
    with path.open("rb") as file:
        found = _DECLARED.match(file.read(_HEAD))
    if found is None or found[1].decode().lower() not in _CHINESE:
        return path
    encoding = "big5hkscs" if found[1].lower().startswith(b"big5") else "gb18030"
    text = path.read_bytes()
    copy = folder / path.name
    copy.write_text(
        text[: found.start(1)].decode(encoding) + "UTF-8" + text[found.end(1) :].decode(encoding), "utf-8", newline=""
    )
    return copy


def _parsed(file: IO[bytes], *, where: str, limits: Limits, prolog: bool) -> Markup:
    watch = _Watch(where=where, limits=limits, prolog=prolog)
    try:
        while chunk := file.read(_CHUNK):
            watch.parser.Parse(chunk, False)  # noqa: FBT003 -- expat takes it by place
        watch.parser.Parse(b"", True)  # noqa: FBT003 -- as above
    except _EnoughError:
        pass
    except expat.ExpatError as error:
        raise LayerError(
            Text(f"XML 有误（第 {error.lineno} 行）", f"its XML is not well formed (line {error.lineno})"),
            where=where,
            cure=Text("请重新导出", "Have it exported again"),
        ) from error
    except (LookupError, ValueError) as error:  # of Python's codecs, which expat asks for what it does not know
        raise LayerError(
            Text("XML 声明的编码无法读取", "its XML declares an encoding that cannot be read"),
            where=where,
            cure=Text("请以 UTF-8 重新导出", "Have it exported again in UTF-8"),
        ) from error
    return Markup(root=watch.root, odd=tuple(dict.fromkeys(watch.odd)))


def _refused(where: str) -> LayerError:
    return LayerError(
        Text(
            "XML 中声明了实体或文档类型，出于安全不予读取",
            "its XML declares entities or a document type: not read, for safety",
        ),
        where=where,
        cure=Text("请向提供者核实来源，并重新导出", "Ask its sender where it comes from, and have it exported again"),
    )
