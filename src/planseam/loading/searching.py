"""The search for layers, folder by folder: every file is a source, belongs to one, or is told."""

from dataclasses import dataclass, field, replace
from pathlib import Path

import pyogrio.errors

from planseam.errors import LayerError
from planseam.loading.archives import unpacked
from planseam.loading.guard import guarded
from planseam.loading.kinds import ARCHIVES, GEODATABASE, NAMELESS, Kind, bare, companion, kind_of, unread
from planseam.loading.limits import Limits
from planseam.loading.ogr import layers_of
from planseam.loading.readable import nameless, readable
from planseam.text import Text

__all__ = ["Problem", "Search", "Source", "Spot", "is_archive"]


@dataclass(frozen=True, kw_only=True)
class Source:
    """One layer that can be read.

    Parameters
    ----------
    path : str
        As the study file names it: relative to the folder that was searched, with forward slashes.
    sublayer : str, optional
        As the study file names it: a layer of a container, a member of an archive, or both, as ``x.gdb|LAYER``.
    file : Path
        What can be opened: the file itself, or that which was unpacked from an archive.
    layer : str, optional
        The layer's name within `file`, where that holds several.
    format : str
        As a planner calls it, such as ``Shapefile`` or ``GeoPackage``.
    geometry : str
        Kind of geometry as a container declares it, ``none`` for a table; empty where the file was not opened.
    members : tuple of Path
        All files that belong to it, `file` first.
    """

    path: str
    sublayer: str | None = None
    file: Path
    layer: str | None = None
    format: str
    geometry: str = ""
    members: tuple[Path, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Problem:
    """What is wrong with a file that gives no layer.

    Parameters
    ----------
    path : str
        As the study file would name it; a member of an archive follows the archive after a slash.
    what, cure : Text
        A clause without a full stop; a sentence without a full stop.
    harmless : bool
        The file is no data at all (a document, a picture): nothing is lost by leaving it.
    """

    path: str
    what: Text
    cure: Text
    harmless: bool = False


@dataclass(frozen=True, kw_only=True)
class Spot:
    """Where the search is, in the words of the study file.

    Parameters
    ----------
    archive : str
        The outermost archive; empty outside of any.
    inside : str
        The way from the folder that is searched, or from that archive.
    """

    archive: str = ""
    inside: str = ""

    def __truediv__(self, name: str) -> "Spot":
        return replace(self, inside=f"{self.inside}/{name}" if self.inside else name)

    @property
    def shown(self) -> str:
        """The whole way."""
        return "/".join(filter(None, (self.archive, self.inside)))

    def within(self) -> "Spot":
        """Enter what is in the archive at this spot; archives within archives count as folders of the outermost."""
        return self if self.archive else Spot(archive=self.inside)

    def named(self, layer: str | None) -> tuple[str, str | None]:
        """Give path and sublayer of the study file."""
        if not self.archive:
            return self.inside, layer
        return self.archive, "|".join(filter(None, (self.inside, layer))) or None


@dataclass(kw_only=True)
class Search:
    """One search, and what it has found.

    Parameters
    ----------
    limits : Limits
    sources : list of Source
    problems : list of Problem
    seen : int
        Files and folders so far.
    unpacked_files, unpacked_size : int
        What the outermost archive has come to.
    """

    limits: Limits
    sources: list[Source] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    seen: int = 0
    unpacked_files: int = 0
    unpacked_size: int = 0

    def folder(self, folder: Path, spot: Spot, *, depth: int, level: int = 0) -> None:
        """Search a folder, and those within it."""
        try:
            entries = sorted(entry for entry in folder.iterdir() if not bare(entry))
        except OSError:
            self.problem(spot, _NO_ENTRY)
            return
        if depth > self.limits.depth:
            self.problem(spot, _TOO_DEEP.format(most=self.limits.depth), _FLATTER)
            return
        plain: list[Path] = []
        for entry in entries:
            self.seen += 1
            if self.seen > self.limits.files:
                self.problem(spot, _TOO_MANY.format(most=self.limits.files), _FLATTER)
                return
            here = spot / entry.name
            if entry.is_symlink():
                self.problem(here, _LINK, _LINK_CURE)
            elif entry.is_dir():
                if entry.suffix.lower() == ".gdb":
                    self.container(entry, GEODATABASE, here, (entry,))
                else:
                    self.folder(entry, here, depth=depth + 1, level=level)
            elif not entry.is_file():
                self.problem(here, _NO_FILE)
            elif is_archive(entry):
                self.archive(entry, here, level=level)
            else:
                plain.append(entry)
        self.files(plain, spot)

    def files(self, entries: list[Path], spot: Spot) -> None:
        """Take the files of one folder: each is a source, belongs to one, or is told."""
        # a table of a shapefile is a table of its own only where the shapefile is missing
        mains = [entry for entry in entries if kind_of(entry)]
        taken = {other for main in mains for other in entries if other != main and companion(other, main)}
        for entry in entries:
            if entry in taken:
                continue
            self.file(entry, spot / entry.name, [other for other in taken if companion(other, entry)])

    def file(self, path: Path, spot: Spot, others: list[Path]) -> None:
        """Take one file, with those that belong to it."""
        if is_archive(path) and path.is_file():
            self.archive(path, spot, level=0)
            return
        kind = GEODATABASE if path.is_dir() else kind_of(path)
        reason = unread(path) if kind is None or not readable(path) else None
        if kind is None or reason is not None:
            told = NAMELESS if kind is not None and nameless(path) else reason or unread(path)
            self.problems.append(Problem(path=spot.shown, what=told.what, cure=told.cure, harmless=told.harmless))
            return
        members = (path, *sorted(others))
        if kind.several:
            self.container(path, kind, spot, members)
        else:
            where, sublayer = spot.named(None)
            self.sources.append(Source(path=where, sublayer=sublayer, file=path, format=kind.name, members=members))

    def container(self, path: Path, kind: Kind, spot: Spot, members: tuple[Path, ...]) -> None:
        """Take each layer of a file that can hold several."""
        try:
            guarded(path, kind, where=spot.shown, limits=self.limits)
            layers = layers_of(path, kind)
        except LayerError as error:
            self.problem(spot, error.what, error.cure)
            return
        except (pyogrio.errors.DataSourceError, pyogrio.errors.DataLayerError, OSError, ValueError, RuntimeError):
            self.problem(spot, _BROKEN, _BROKEN_CURE)
            return
        if not layers:
            self.problem(spot, _EMPTY, _EMPTY_CURE)
        if len(layers) > self.limits.layers:
            self.problem(spot, _LAYERS.format(most=self.limits.layers), _FLATTER)
            layers = layers[: self.limits.layers]
        for layer in layers:
            where, sublayer = spot.named(layer.name if len(layers) > 1 else None)
            self.sources.append(
                Source(
                    path=where,
                    sublayer=sublayer,
                    file=path,
                    layer=layer.name,
                    format=kind.name,
                    geometry=layer.geometry,
                    members=members,
                )
            )

    def archive(self, path: Path, spot: Spot, *, level: int) -> None:
        """Unpack an archive, and search it."""
        if level >= self.limits.nesting:
            self.problem(spot, _NESTED.format(most=self.limits.nesting), _FLATTER)
            return
        if not spot.archive:
            self.unpacked_files = self.unpacked_size = 0
        try:
            held = unpacked(path, limits=self.limits, files=self.unpacked_files, size=self.unpacked_size)
        except LayerError as error:
            self.problem(spot, error.what, error.cure)
            return
        self.unpacked_files += held.files
        self.unpacked_size += held.size
        inside = spot.within()
        for refused in held.refused:
            self.problem(inside / refused.name, refused.what, refused.cure)
        before, told = len(self.sources), len(self.problems)
        if held.folder.suffix.lower() == ".gdb":
            self.container(held.folder, GEODATABASE, inside, (held.folder,))
        else:
            self.folder(held.folder, inside, depth=0, level=level + 1)
        if len(self.sources) == before and len(self.problems) == told and not held.refused:
            self.problem(spot, _EMPTY, _EMPTY_CURE)
        if path.suffix.lower() == ".kmz" and not spot.archive:
            self.sources[before:] = _plainly(self.sources[before:])

    def problem(self, spot: Spot, what: Text, cure: Text | None = None) -> None:
        """Tell of a file that gives no layer."""
        self.problems.append(Problem(path=spot.shown, what=what, cure=cure or _LOOK))


def _plainly(sources: list[Source]) -> list[Source]:
    """Name the layers of a .kmz by themselves: that they stand in a doc.kml within it means nothing to anybody."""
    if len({source.file for source in sources}) > 1:
        return sources
    return [replace(source, sublayer=source.layer if len(sources) > 1 else None, format="KMZ") for source in sources]


def is_archive(path: Path) -> bool:
    """Whether a path has the ending of an archive that is opened."""
    return path.suffix.lower() in ARCHIVES


_LOOK = Text("请检查该文件", "Check the file")
_FLATTER = Text("请只提供所需的文件", "Supply the files that are needed alone")
_NO_ENTRY = Text("文件夹无法读取", "the folder cannot be read")
_NO_FILE = Text("不是普通文件，未读取", "it is no ordinary file, and was not read")
_TOO_DEEP = Text("文件夹嵌套超过 {most} 层，其余未读取", "folders nest deeper than {most}; the rest was not read")
_TOO_MANY = Text("文件超过 {most} 个，其余未读取", "there are more than {most} files; the rest was not read")
_NESTED = Text("压缩包嵌套超过 {most} 层，未打开", "archives nest deeper than {most}; this one was not opened")
_LAYERS = Text("图层超过 {most} 个，其余未读取", "it holds more than {most} layers; the rest was not read")
_LINK = Text("是符号链接，没有跟随", "it is a symbolic link, and was not followed")
_LINK_CURE = Text("请放入文件本身", "Put the file itself in its place")
_EMPTY = Text("其中没有图层", "it holds no layer")
_EMPTY_CURE = Text("请向制作单位索取完整文件", "Ask its maker for the complete file")
_BROKEN = Text("文件无法读取，已损坏或不是矢量数据", "the file cannot be read: it is damaged, or no vector data")
_BROKEN_CURE = Text(
    "请在 GIS 软件中打开确认，并重新导出为 GeoPackage", "Open it in a GIS and export it again as GeoPackage"
)
