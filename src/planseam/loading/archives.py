"""Zip archives, unpacked safely into a folder of this process that goes when it ends.

Nothing that an archive says is believed: not where its members belong, not
how large they are, not in which encoding their names are written.
"""

import lzma
import os
import re
import stat
import tempfile
import zipfile
import zlib
from dataclasses import dataclass
from functools import cache
from pathlib import Path, PurePosixPath

from planseam.errors import LayerError
from planseam.loading.limits import LIMITS, Limits
from planseam.loading.scratch import scratch
from planseam.text import Text, half_up

__all__ = ["Refused", "Unpacked", "member_names", "unpacked"]

_CHUNK = 1 << 20
_GB = 1 << 30
_ENCRYPTED = 0x1
_UTF8 = 0x800
_DRIVE = re.compile(r"[A-Za-z]:")
_CONTROL = re.compile(r"[\x00-\x1f\x7f]")
_STEM = 60  # characters of the archive's name that its folder keeps
_TABLE = "a00000001.gdbtable"


@dataclass(frozen=True, kw_only=True)
class Refused:
    """A member that was not unpacked.

    Parameters
    ----------
    name : str
    what, cure : Text
    """

    name: str
    what: Text
    cure: Text


@dataclass(frozen=True, kw_only=True)
class Unpacked:
    """What an archive held.

    Parameters
    ----------
    folder : Path
        Of this process alone.
    files, size : int
        Members that were unpacked, and their bytes.
    refused : tuple of Refused
    """

    folder: Path
    files: int
    size: int
    refused: tuple[Refused, ...] = ()


def unpacked(path: Path, *, limits: Limits = LIMITS, files: int = 0, size: int = 0) -> Unpacked:
    """Unpack an archive, once a process.

    A member that would climb out, is a link, is encrypted or bears the name of
    another is refused; the others are unpacked.

    Parameters
    ----------
    path : Path
        A .zip or .kmz.
    limits : Limits
    files, size : int
        What archives around this one have unpacked already.

    Raises
    ------
    LayerError
        If it is no archive, is damaged, or exceeds the limits; and if there is no room to unpack it.
    """
    state = path.stat()
    return _unpacked(path.resolve(), (state.st_mtime_ns, state.st_size), limits, files, size)


def member_names(archive: zipfile.ZipFile) -> list[str]:
    """Names of all members, decoded.

    The flag for UTF-8 is believed; without it, all names together are taken for
    UTF-8, or else GB18030, as the archivers of Chinese systems write them.
    """
    members = archive.infolist()
    raw = [None if member.flag_bits & _UTF8 else _bytes(member.orig_filename) for member in members]
    unmarked = [name for name in raw if name is not None]
    encoding = next((known for known in ("utf-8", "gb18030") if _decodes(unmarked, known)), "cp437")
    return [
        member.orig_filename if name is None else name.decode(encoding, "replace")
        for member, name in zip(members, raw, strict=True)
    ]


def _bytes(name: str) -> bytes | None:
    """The bytes of a name that zipfile read in its default, code page 437."""
    try:
        return name.encode("cp437")
    except UnicodeEncodeError:  # an extra field gave it in Unicode
        return None


def _decodes(names: list[bytes], encoding: str) -> bool:
    try:
        for name in names:
            name.decode(encoding)
    except UnicodeDecodeError:
        return False
    return True


@cache
def _unpacked(path: Path, _state: tuple[int, int], limits: Limits, files: int, size: int) -> Unpacked:
    try:
        with zipfile.ZipFile(path) as archive:
            members = archive.infolist()
            _bounded(path, members, limits=limits, files=files, size=size)
            names = member_names(archive)
            folder = _folder(path, names)
            return _all(archive, list(zip(members, names, strict=True)), folder, limits=limits, where=path.name)
    except (zipfile.BadZipFile, zipfile.LargeZipFile, NotImplementedError, EOFError, UnicodeDecodeError) as error:
        raise _damaged(path.name) from error
    except OSError as error:
        if error.filename == str(path):
            raise LayerError(
                Text("压缩包无法读取", "the archive cannot be read"),
                where=path.name,
                cure=Text("请检查读取权限", "Check your right to read it"),
            ) from error
        raise LayerError(
            Text(
                "无法解压（磁盘空间不足或没有写入权限）",
                "it cannot be unpacked: no room on the disk, or no right to write",
            ),
            where=path.name,
            cure=Text(
                f"请清理临时文件夹 {tempfile.gettempdir()} 所在磁盘，或设置环境变量 TMPDIR",
                f"Make room where {tempfile.gettempdir()} lies, or set the variable TMPDIR",
            ),
        ) from error


def _bounded(path: Path, members: list[zipfile.ZipInfo], *, limits: Limits, files: int, size: int) -> None:
    """Refuse what claims to be too much, before anything is written."""
    if len(members) + files > limits.members:
        raise _too_much(
            path.name,
            Text(
                f"压缩包中有 {len(members) + files} 个文件，超过上限 {limits.members} 个",
                f"the archive holds {len(members) + files} files, more than {limits.members}",
            ),
        )
    total = sum(member.file_size for member in members)
    if total + size > limits.unpacked:
        shown, most = half_up((total + size) / _GB, 1), half_up(limits.unpacked / _GB, 1)
        raise _too_much(
            path.name,
            Text(f"解压后有 {shown} GB，超过上限 {most} GB", f"unpacked it has {shown} GB, more than {most} GB"),
        )
    packed = max(path.stat().st_size, 1)
    if total > limits.floor and total > limits.ratio * packed:
        raise _too_much(
            path.name,
            Text(
                f"解压后是压缩包的 {half_up(total / packed)} 倍，超过上限 {half_up(limits.ratio)} 倍，可能是压缩炸弹",
                f"it unpacks to {half_up(total / packed)} times its size, more than {half_up(limits.ratio)}: "
                "it may be a zip bomb",
            ),
        )


def _all(
    archive: zipfile.ZipFile, members: list[tuple[zipfile.ZipInfo, str]], folder: Path, *, limits: Limits, where: str
) -> Unpacked:
    taken: set[str] = set()
    refused: list[Refused] = []
    files = size = 0
    for member, name in members:
        reason = _reason(member, name, taken, limits=limits)
        if reason is not None:
            refused.append(Refused(name=name, what=reason[0], cure=reason[1]))
            continue
        target = folder.joinpath(*_parts(name))
        if name.replace("\\", "/").endswith("/"):
            target.mkdir(parents=True, exist_ok=True)
            continue
        try:
            target.parent.mkdir(parents=True, exist_ok=True)
            size += _written(archive, member, target, room=limits.unpacked - size, where=where)
        except _SPOILT as error:
            if isinstance(error, OSError) and error.errno is not None and not isinstance(error, _IN_THE_WAY):
                raise
            if not isinstance(error, _IN_THE_WAY):
                target.unlink(missing_ok=True)
            refused.append(Refused(name=name, what=_BROKEN[0], cure=_BROKEN[1]))
            continue
        files += 1
    return Unpacked(folder=folder, files=files, size=size, refused=tuple(refused))


def _reason(member: zipfile.ZipInfo, name: str, taken: set[str], *, limits: Limits) -> tuple[Text, Text] | None:
    """Why a member is not unpacked; its name is marked as taken."""
    parts = _parts(name)
    slashed = name.replace("\\", "/")
    if slashed.startswith("/") or ".." in parts or any(map(_DRIVE.match, parts)) or _CONTROL.search(name):
        return _CLIMBS
    if not parts or len(name) > limits.name or any(len(os.fsencode(part)) > _NAME for part in parts):
        return _LONG
    if stat.S_ISLNK(member.external_attr >> 16):
        return _LINK
    if member.flag_bits & _ENCRYPTED:
        return _LOCKED
    if not slashed.endswith("/"):
        key = "/".join(parts).casefold()
        if key in taken:
            return _TWICE
        taken.add(key)
    return None


#: What reading a damaged member raises (of OSError, what bz2 raises has no number), and a name that stands in its way.
_IN_THE_WAY = (FileExistsError, NotADirectoryError, IsADirectoryError)
_SPOILT = (zipfile.BadZipFile, NotImplementedError, zlib.error, lzma.LZMAError, RuntimeError, EOFError, OSError)
_NAME = 255  # bytes that a file system lets a name have
_PACK_AGAIN = Text("请重新压缩后再提供", "Have it packed again")
_CLIMBS = (
    Text("名称指向压缩包之外，未解压", "its name leads out of the archive; it was not unpacked"),
    Text("请向提供者核实该压缩包的来源", "Ask its sender where the archive comes from"),
)
_LONG = (Text("名称过长或为空，未解压", "its name is too long, or empty; it was not unpacked"), _PACK_AGAIN)
_LINK = (
    Text("是符号链接，未解压", "it is a symbolic link, and was not unpacked"),
    Text("请把链接所指的文件本身放入压缩包", "Have the file itself packed in its place"),
)
_LOCKED = (
    Text("已加密，未解压", "it is encrypted, and was not unpacked"),
    Text("请先用密码解压，再提供解压后的文件", "Unpack it with its password, and use the files"),
)
_TWICE = (Text("与另一成员同名，未解压", "another member has the same name; it was not unpacked"), _PACK_AGAIN)
_BROKEN = (Text("已损坏或压缩方法未知，未解压", "it is damaged or packed in an unknown way; not unpacked"), _PACK_AGAIN)


def _parts(name: str) -> tuple[str, ...]:
    return tuple(part for part in PurePosixPath(name.replace("\\", "/")).parts if part not in {"/", "."})


def _written(archive: zipfile.ZipFile, member: zipfile.ZipInfo, target: Path, *, room: int, where: str) -> int:
    """Write a member; what it really holds counts, not what it says."""
    written = 0
    with archive.open(member) as packed, target.open("xb") as file:
        while chunk := packed.read(_CHUNK):
            written += len(chunk)
            if written > room or written > member.file_size:
                raise _too_much(
                    where,
                    Text("解压出的内容超过其自报的大小或上限", "it unpacks to more than it says, or than is allowed"),
                )
            file.write(chunk)
    return written


def _folder(path: Path, names: list[str]) -> Path:
    """A fresh folder under the archive's name; GDAL knows a geodatabase by its folder's name."""
    geodatabase = any(name.lower() == _TABLE for name in names)
    inner = scratch() / (path.stem[:_STEM].removesuffix(".gdb") + (".gdb" if geodatabase else ""))
    inner.mkdir()
    return inner


def _damaged(where: str) -> LayerError:
    return LayerError(
        Text("压缩包已损坏，或不是 zip", "the archive is damaged, or no zip"),
        where=where,
        cure=Text("请重新复制或重新压缩", "Copy it again, or have it packed again"),
    )


def _too_much(where: str, what: Text) -> LayerError:
    return LayerError(
        what, where=where, cure=Text("请解压后只提供所需的文件", "Unpack it, and supply what is needed alone")
    )
