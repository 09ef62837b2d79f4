"""Find every layer in a folder of incoming files, and the file behind each."""

import difflib
import operator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from planseam.errors import LayerError
from planseam.loading.kinds import companion
from planseam.loading.limits import LIMITS, Limits
from planseam.loading.searching import Problem, Search, Source, Spot, is_archive
from planseam.text import Text

__all__ = ["Located", "Problem", "Source", "archive_of", "find", "located"]

_ALIKE = 0.5  # likeness of names from which one is proposed for the other


@dataclass(frozen=True, kw_only=True)
class Located:
    """Where the layer of a study file really is.

    Parameters
    ----------
    file : Path
        The file itself, or that which was unpacked from an archive.
    layer : str, optional
        Its layer, where one is named.
    """

    file: Path
    layer: str | None = None


def find(path: Path, *, limits: Limits = LIMITS) -> tuple[tuple[Source, ...], tuple[Problem, ...]]:
    """Find every layer of a file, or of a folder and the folders within it.

    Hidden files are skipped; symbolic links are not followed, but told. A file
    of no known format is a problem, and so is one that cannot be opened: each
    file is a source, belongs to one, or is named.

    Read a source with ``files.read(folder / source.path, entry)``, where the
    entry has its `path` and its `sublayer`.

    Parameters
    ----------
    path : Path
        A file or a folder.
    limits : Limits

    Returns
    -------
    tuple of Source and tuple of Problem
        Both sorted by path; the layers of one file as it has them.
    """
    search = Search(limits=limits)
    if path.is_dir() and path.suffix.lower() != ".gdb":
        search.folder(path, Spot(), depth=0)
    else:
        others = sorted(other for other in path.parent.iterdir() if companion(other, path)) if path.exists() else []
        search.file(path, Spot(inside=path.name), others)
    by_path = operator.attrgetter("path")
    return tuple(sorted(search.sources, key=by_path)), tuple(sorted(search.problems, key=by_path))


def archive_of(path: Path) -> Path | None:
    """The archive on the disk that a path leads to or into; None where there is none."""
    return next((part for part in (path, *path.parents) if is_archive(part) and part.is_file()), None)


def located(path: Path, sublayer: str | None, *, where: str, limits: Limits = LIMITS) -> Located:
    """Find the file behind the path and the sublayer of a study file, and unpack what has to be.

    Parameters
    ----------
    path : Path
        Exists, or leads into an archive that does.
    sublayer : str, optional
        A layer, a member of the archive, or both, as ``b/x.gdb|LAYER``; also a member's bare name, if no other has it.
    where : str
        The layer, for the error.
    limits : Limits

    Raises
    ------
    LayerError
        If the archive cannot be opened or holds no such layer.
    """
    archive = archive_of(path)
    if archive is None:
        return Located(file=path, layer=sublayer)
    state = archive.stat()
    try:
        sources = _held(archive, (state.st_mtime_ns, state.st_size), limits)
    except LayerError as error:
        raise LayerError(error.what, where=where, cure=error.cure) from error
    inner = path.relative_to(archive).as_posix()
    wanted = [part for part in ("" if inner == "." else inner, (sublayer or "").replace("\\", "/")) if part]
    found = _matching(sources, wanted)
    if len(found) == 1:
        return Located(file=found[0].file, layer=found[0].layer)
    raise _ambiguous([source.sublayer or "" for source in found or sources], wanted if not found else [], where=where)


@cache
def _held(archive: Path, _state: tuple[int, int], limits: Limits) -> tuple[Source, ...]:
    """What an archive holds; raises its first problem where it holds nothing."""
    search = Search(limits=limits)
    search.archive(archive, Spot(inside=archive.name), level=0)
    trouble = next((problem for problem in search.problems if not problem.harmless), None)
    if not search.sources and trouble is not None:
        raise LayerError(trouble.what, where=trouble.path, cure=trouble.cure)
    return tuple(search.sources)


def _matching(sources: tuple[Source, ...], wanted: list[str]) -> list[Source]:
    """The sources that are meant: by their whole name, or else by what is left of it."""
    if not wanted:
        return list(sources)
    names = {"|".join(wanted), "/".join(wanted)}
    full = [source for source in sources if source.sublayer in names]
    if full:
        return full
    name = wanted[-1]
    member = [source for source in sources if (source.sublayer or "").partition("|")[0] in names]
    return member or [source for source in sources if name in {source.layer, source.file.name, source.file.stem}]


def _ambiguous(names: list[str], wanted: list[str], *, where: str) -> LayerError:
    listed = Text("、".join(names), ", ".join(names))
    if wanted:
        said = "|".join(wanted)
        near = difflib.get_close_matches(said, names, n=1, cutoff=_ALIKE)
        cure = (
            Text(f"是否应为 “{near[0]}”", f"Did you mean “{near[0]}”")
            if near
            else Text(f"可用：{listed.zh or '无'}", f"There is: {listed.en or 'nothing'}")
        )
        return LayerError(
            Text(f"压缩包中没有图层 “{said}”", f"the archive holds no layer “{said}”"), where=where, cure=cure
        )
    if not names:
        return LayerError(
            Text("压缩包中没有可读的图层", "the archive holds no layer that can be read"),
            where=where,
            cure=Text("请检查该图层的 path", "Check the layer's path"),
        )
    return LayerError(
        Text(f"压缩包中有 {len(names)} 个图层：{listed.zh}", f"the archive holds {len(names)} layers: {listed.en}"),
        where=where,
        cure=Text(f'请写明 sublayer = "{names[0]}" 等', f'Name one of them, as sublayer = "{names[0]}"'),
    )
