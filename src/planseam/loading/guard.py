"""A file is what its name says, and can do no harm, before any library opens it."""

import mmap
import re
import sqlite3
import struct
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from planseam.errors import LayerError
from planseam.loading import markup
from planseam.loading.blocks import grown
from planseam.loading.kinds import Kind
from planseam.loading.limits import LIMITS, Limits
from planseam.loading.scratch import scratch
from planseam.text import Text, half_up

__all__ = ["Checked", "guarded"]

_GB = 1 << 30
_HEAD = 4096
_SHP_HEADER = 100
_BOM = b"\xef\xbb\xbf"
_RECORD = b"\x1e"  # RFC 8142 puts it before each record
_WIDE = (b"\xff\xfe", b"\xfe\xff")
_BINARY_DXF = b"AutoCAD Binary DXF"
_DXF_START = re.compile(rb"\s*(0|999)\s*\r?\n")
_DWG = re.compile(rb"AC10\d\d")
_TEXTS = {"json", "lines", "xml", "dxf", "table"}
_MAPINFO = {".tab": b"!table", ".mif": b"version"}
#: A table file of MapInfo may name others; such a name leads nowhere but to its own folder.
_NAMED_FILE = re.compile(rb"\bfile\s+\"([^\"]*)\"", re.IGNORECASE)
_CRS_LINK = re.compile(rb"\"crs\"\s*:\s*\{[^{}]{0,2000}\"(link|url)\"")
#: Modules that a spatial database has without harm; others read files, or whatever their author likes.
_MODULES = re.compile(
    r"\busing\s+[\"'`\[]?(rtree|fts[345]|virtual(spatialindex|elementary|knn2?|bbox))\b", re.IGNORECASE
)
_VIRTUAL = re.compile(r"\bcreate\s+virtual\s+table\b", re.IGNORECASE)
_HARMFUL = re.compile(
    r"\b(ogr_\w+|gdal_\w+|load_extension|readfile|writefile|fts3_tokenizer|import\w*|export\w*|blob(from|to)file|eval)\s*\(",
    re.IGNORECASE,
)


@dataclass(frozen=True, kw_only=True)
class Checked:
    """What looking at a file found.

    Parameters
    ----------
    odd : tuple of int
        Lines of an XML file in which coordinates hold what is no number.
    """

    odd: tuple[int, ...] = ()


def guarded(path: Path, kind: Kind, *, where: str, limits: Limits = LIMITS) -> Checked:
    """Make sure that a file holds what its name says, whole, and nothing that acts.

    Parameters
    ----------
    path : Path
        A file, or the folder of a geodatabase.
    kind : Kind
    where : str
        The layer, for the error.
    limits : Limits

    Raises
    ------
    LayerError
        If it does not.
    """
    if kind.content == "folder":
        _geodatabase(path, where=where)
        return Checked()
    with path.open("rb") as file:
        head = file.read(_HEAD)
    _sized(path, head, kind, where=where, limits=limits)
    if kind.content == "xml":
        return Checked(odd=markup.checked(markup.recoded(path, scratch()), where=where, limits=limits).odd)
    if kind.content == "workbook":
        markup.checked_workbook(path, where=where, limits=limits)
    elif kind.content in _CHECKS and not _CHECKS[kind.content](path, head):
        raise _otherwise(path, kind, where=where)
    elif kind.content == "dxf":
        _inserted(path, where=where, limits=limits)
    elif kind.content == "json":
        _without_link(path, where=where)
    elif kind.content == "database":
        _schema(path, where=where)
    elif path.suffix.lower() == ".shp":
        _whole_shapefile(path, head, where=where)
    return Checked()


def _sized(path: Path, head: bytes, kind: Kind, *, where: str, limits: Limits) -> None:
    size = path.stat().st_size
    if not head:
        raise LayerError(
            Text("文件为空", "the file has no content"),
            where=where,
            cure=Text("请重新复制该文件", "Copy the file again"),
        )
    if kind.content in _TEXTS and size > limits.text_file:
        raise _too_large(size, limits.text_file, where=where)
    if kind.magic and not head.startswith(kind.magic):
        raise _otherwise(path, kind, where=where)


def _json(_path: Path, head: bytes) -> bool:
    return head.removeprefix(_BOM).lstrip(b" \t\r\n" + _RECORD).startswith(b"{")


def _dxf(_path: Path, head: bytes) -> bool:
    return _DXF_START.match(head.removeprefix(_BOM)) is not None


def _table(_path: Path, head: bytes) -> bool:
    if head.startswith(_WIDE):
        return True
    return b"\0" not in head and not head.removeprefix(_BOM).lstrip().startswith((b"<", b"{"))


def _mapinfo(path: Path, head: bytes) -> bool:
    if not head.lstrip().lower().startswith(_MAPINFO[path.suffix.lower()]):
        return False
    return not any(re.search(rb"\.\.|[/\\:]", name) for name in _NAMED_FILE.findall(path.read_bytes()[: 1 << 20]))


_CHECKS: dict[str, Callable[[Path, bytes], bool]] = {
    "json": _json,
    "lines": _json,
    "dxf": _dxf,
    "table": _table,
    "mapinfo": _mapinfo,
}


def _geodatabase(folder: Path, *, where: str) -> None:
    if any(part.is_symlink() for part in folder.iterdir()):
        raise LayerError(
            Text(
                "地理数据库中有符号链接，出于安全不予读取",
                "the geodatabase holds a symbolic link: not read, for safety",
            ),
            where=where,
            cure=Text("请放入文件本身", "Put the file itself in its place"),
        )
    if not any(part.suffix.lower() == ".gdbtable" for part in folder.iterdir()):
        raise LayerError(
            Text("文件夹以 .gdb 结尾，但不是文件地理数据库", "the folder ends in .gdb, but is no file geodatabase"),
            where=where,
            cure=Text("请重新复制整个 .gdb 文件夹", "Copy the whole .gdb folder again"),
        )


def _inserted(path: Path, *, where: str, limits: Limits) -> None:
    """Refuse a drawing whose blocks multiply beyond measure."""
    if grown(path) > limits.inserted:
        raise LayerError(
            Text(
                f"图块层层嵌套，展开后超过 {limits.inserted} 个图元",
                f"its blocks, one within another, come to more than {limits.inserted} entities",
            ),
            where=where,
            cure=Text(
                "请只保留所需图层，并炸开图块后另存",
                "Keep the layers that matter, explode the blocks, and save it again",
            ),
        )


def _without_link(path: Path, *, where: str) -> None:
    """Refuse a CRS that would have to be fetched."""
    with path.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as content:
        if _CRS_LINK.search(content) is None:
            return
    raise LayerError(
        Text("坐标系写成了网址，出于安全不予读取", "it gives its CRS as an address to fetch: not read, for safety"),
        where=where,
        cure=Text("请删去 crs 一项，并在研究文件中写明 crs", "Remove its “crs”, and name the CRS in the study file"),
    )


def _schema(path: Path, *, where: str) -> None:
    """Refuse a database whose tables or views would read something else."""
    try:
        with closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro&immutable=1", uri=True)) as database:
            schema = [sql for (sql,) in database.execute("SELECT sql FROM sqlite_master WHERE sql IS NOT NULL")]
    except sqlite3.Error as error:
        raise LayerError(
            Text("数据库已损坏", "the database is damaged"),
            where=where,
            cure=Text("请重新复制该文件", "Copy the file again"),
        ) from error
    for sql in map(str, schema):
        if (_VIRTUAL.search(sql) and not _MODULES.search(sql)) or _HARMFUL.search(sql):
            raise LayerError(
                Text(
                    "数据库中有会读取其他文件的表或视图，出于安全不予读取",
                    "a table or view of the database would read other files: not read, for safety",
                ),
                where=where,
                cure=Text("请只导出数据表为 GeoPackage", "Export its plain tables alone as GeoPackage"),
            )


def _whole_shapefile(path: Path, head: bytes, *, where: str) -> None:
    if len(head) < _SHP_HEADER or 2 * struct.unpack(">i", head[24:28])[0] > path.stat().st_size:
        raise LayerError(
            Text("文件不完整，末尾被截断", "the file is cut short"),
            where=where,
            cure=Text("请重新复制该文件", "Copy the file again"),
        )


def _otherwise(path: Path, kind: Kind, *, where: str) -> LayerError:
    with path.open("rb") as file:
        head = file.read(_HEAD)
    cure = Text("请改正扩展名，或重新导出", "Mend the file's ending, or export it again")
    if kind.content == "dxf" and head.startswith(_BINARY_DXF):
        cure = Text("它是二进制 DXF：请另存为文本（ASCII）DXF", "It is a binary DXF: save it as one in text (ASCII)")
    elif kind.content == "dxf" and _DWG.match(head):
        cure = Text("它其实是 DWG：请在 CAD 中另存为 DXF", "It is a DWG: save it as DXF in the CAD program")
    return LayerError(
        Text(
            f"扩展名是 {path.suffix}，内容却不是 {kind.name}",
            f"it is named {path.suffix}, but its content is no {kind.name}",
        ),
        where=where,
        cure=cure,
    )


def _too_large(size: int, most: int, *, where: str) -> LayerError:
    shown, bound = half_up(size / _GB, 1), half_up(most / _GB, 1)
    return LayerError(
        Text(f"文本文件有 {shown} GB，超过上限 {bound} GB", f"a text file of {shown} GB; {bound} GB is the most"),
        where=where,
        cure=Text("请转换为 GeoPackage 或 GeoParquet", "Convert it to GeoPackage or GeoParquet"),
    )
