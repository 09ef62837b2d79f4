"""The formats that are read, those that are not and what helps, and the files that come with them."""

from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from planseam.text import Text

__all__ = ["ARCHIVES", "GEODATABASE", "Kind", "Unread", "bare", "companion", "kind_of", "unread"]

Content = Literal["binary", "database", "folder", "json", "lines", "xml", "dxf", "table", "workbook", "mapinfo"]


@dataclass(frozen=True, kw_only=True)
class Kind:
    """A format that is read.

    Parameters
    ----------
    name : str
        As a planner calls it.
    suffixes : tuple of str
        Endings of its file names.
    drivers : tuple of str
        GDAL's drivers that may open it; none where GDAL is not used.
    content : str
        What must be inside.
    magic : bytes
        First bytes; none where the format has none.
    several : bool
        Whether one file can hold several layers.
    """

    name: str
    suffixes: tuple[str, ...]
    drivers: tuple[str, ...] = ()
    content: Content = "binary"
    magic: bytes = b""
    several: bool = False


@dataclass(frozen=True, kw_only=True)
class Unread:
    """A file that is not read.

    Parameters
    ----------
    what, cure : Text
    harmless : bool
        It is no vector data at all.
    """

    what: Text
    cure: Text
    harmless: bool = False


_SQLITE = b"SQLite format 3\0"
GEODATABASE = Kind(name="FileGDB", suffixes=(".gdb",), drivers=("OpenFileGDB",), content="folder", several=True)
_KINDS = (
    Kind(name="Shapefile", suffixes=(".shp",), drivers=("ESRI Shapefile",), magic=b"\x00\x00\x27\x0a"),
    Kind(name="dBASE", suffixes=(".dbf",), drivers=("ESRI Shapefile",)),
    GEODATABASE,
    Kind(name="GeoPackage", suffixes=(".gpkg",), drivers=("GPKG",), content="database", magic=_SQLITE, several=True),
    Kind(
        name="SQLite",
        suffixes=(".sqlite", ".sqlite3", ".spatialite", ".db"),
        drivers=("SQLite",),
        content="database",
        magic=_SQLITE,
        several=True,
    ),
    Kind(
        name="GeoJSON",
        suffixes=(".geojson", ".json", ".topojson"),
        drivers=("GeoJSON", "TopoJSON", "ESRIJSON"),
        content="json",
    ),
    Kind(
        name="GeoJSON lines",
        suffixes=(".geojsonl", ".geojsons", ".geojsonseq", ".ndjson", ".jsonl"),
        drivers=("GeoJSONSeq",),
        content="lines",
    ),
    Kind(name="KML", suffixes=(".kml",), drivers=("LIBKML", "KML"), content="xml", several=True),
    Kind(name="GML", suffixes=(".gml",), drivers=("GML",), content="xml", several=True),
    Kind(name="GPX", suffixes=(".gpx",), drivers=("GPX",), content="xml", several=True),
    Kind(name="DXF", suffixes=(".dxf",), drivers=("DXF",), content="dxf", several=True),
    Kind(name="FlatGeobuf", suffixes=(".fgb",), drivers=("FlatGeobuf",), magic=b"fgb"),
    Kind(name="Parquet", suffixes=(".parquet", ".geoparquet"), magic=b"PAR1"),
    Kind(name="MapInfo", suffixes=(".tab", ".mif"), drivers=("MapInfo File",), content="mapinfo"),
    Kind(name="CSV", suffixes=(".csv", ".tsv", ".txt"), drivers=("CSV",), content="table"),
    Kind(name="XLSX", suffixes=(".xlsx", ".xlsm"), drivers=("XLSX",), content="workbook", magic=b"PK", several=True),
    Kind(name="XLS", suffixes=(".xls",), magic=b"\xd0\xcf\x11\xe0", several=True),
    Kind(name="ODS", suffixes=(".ods",), drivers=("ODS",), content="workbook", magic=b"PK", several=True),
)
_BY_SUFFIX = {suffix: kind for kind in _KINDS for suffix in kind.suffixes}

#: Archives that are opened; a .kmz is one of KML.
ARCHIVES = frozenset({".zip", ".kmz"})

#: Endings of the files beside a main file, by the ending of the main file.
_COMPANIONS = {
    ".shp": {
        *(".shx", ".dbf", ".prj", ".cpg", ".cst", ".sbn", ".sbx", ".qix", ".qpj", ".fbn", ".fbx", ".ain", ".aih"),
        *(".atx", ".ixs", ".mxs", ".idm", ".ind", ".shp.xml", ".xml", ".lyr", ".qml", ".qmd", ".sld", ".lyrx"),
    },
    ".dbf": {".cpg", ".cst", ".dbf.xml", ".mdx", ".ndx", ".cdx"},
    ".gpkg": {".gpkg-wal", ".gpkg-shm", ".gpkg-journal", ".qml", ".qmd", ".sld", ".gpkg.aux.xml"},
    ".sqlite": {".sqlite-wal", ".sqlite-shm", ".sqlite-journal"},
    ".gml": {".xsd", ".gfs", ".resolved.gml"},
    ".tab": {".dat", ".map", ".id", ".ind", ".dbf"},
    ".mif": {".mid"},
    ".csv": {".csvt", ".prj"},
    ".geojson": {".qml", ".qmd", ".sld"},
    ".kml": {".qml"},
    ".dxf": {".prj"},
}
_SHAPEFILE_PARTS = {".shx", ".prj", ".cpg", ".sbn", ".sbx", ".qix", ".atx", ".qpj"}
_MAPINFO_PARTS = {".dat", ".map", ".id", ".mid"}

_DOCUMENT = Unread(
    what=Text("不是矢量数据，未读取", "it is no vector data, and was left aside"),
    cure=Text("无需处理", "There is nothing to do"),
    harmless=True,
)
_DOCUMENTS = {
    *(".doc", ".docx", ".wps", ".pdf", ".rtf", ".md", ".htm", ".html", ".ppt", ".pptx", ".ofd", ".log", ".ini", ".bat"),
    *(".jpg", ".jpeg", ".png", ".gif", ".bmp", ".svg", ".emf", ".eps", ".psd", ".ai", ".mp4", ".exe", ".lnk", ".url"),
    *(".mxd", ".mxt", ".aprx", ".mapx", ".lyr", ".lyrx", ".style", ".stylx", ".qgs", ".qgz", ".qml", ".qmd", ".sld"),
    *(".qlr", ".wor", ".pmf", ".toml", ".yaml", ".yml", ".py", ".sql", ".xml", ".xsd", ".xsl", ".css", ".js", ".ttf"),
}
_RASTER = Unread(
    what=Text("是栅格数据，不是矢量数据，未读取", "it is a raster, no vector data, and was left aside"),
    cure=Text("如需检查，请先转为矢量面", "To have it checked, make polygons of it"),
    harmless=True,
)
_RASTERS = {".tif", ".tiff", ".img", ".jp2", ".ecw", ".sid", ".asc", ".grd", ".mbtiles", ".tfw", ".jgw", ".ovr"}


def _cannot(zh: str, en: str, cure_zh: str, cure_en: str) -> Unread:
    return Unread(what=Text(zh, en), cure=Text(cure_zh, cure_en))


_UNREAD = {
    ".dwg": _cannot(
        "GDAL 无法读取 DWG",
        "GDAL cannot read DWG",
        "请在 CAD 中另存为 DXF",
        "Save it as DXF in the CAD program",
    ),
    ".xls": _cannot(
        "旧版 Excel 文件无法读取",
        "a file of the old Excel cannot be read",
        "请另存为 .xlsx 或 CSV",
        "Save it as .xlsx or as CSV",
    ),
    ".mdb": _cannot(
        "个人地理数据库（.mdb）无法读取",
        "a personal geodatabase (.mdb) cannot be read",
        "请在 ArcGIS 中导出为文件地理数据库（.gdb）或 GeoPackage",
        "Export it as a file geodatabase (.gdb) or a GeoPackage",
    ),
    ".vrt": _cannot(
        "虚拟数据集只指向别的文件，不予打开",
        "a virtual dataset only points at other files, and is not opened",
        "请提供其所指的文件",
        "Supply the files that it points at",
    ),
    ".gdbtable": _cannot(
        "文件地理数据库的文件不在 .gdb 文件夹中",
        "it is part of a file geodatabase, but in no folder called .gdb",
        "请把整个文件夹改名为以 .gdb 结尾",
        "Give the whole folder a name that ends in .gdb",
    ),
    **{
        suffix: _cannot(
            "此格式的压缩包无法打开",
            "an archive of this kind cannot be opened",
            "请解压，或改用 zip 压缩",
            "Unpack it, or pack it as zip",
        )
        for suffix in (".rar", ".7z", ".tar", ".gz", ".tgz", ".bz2", ".xz")
    },
    **{
        suffix: _cannot(
            "此格式不在可读之列",
            "this format is not among those that are read",
            "请导出为 GeoPackage 或 Shapefile",
            "Export it as GeoPackage or Shapefile",
        )
        for suffix in (".e00", ".dgn", ".osm", ".pbf", ".wl", ".wt", ".wp", ".mpk", ".gpkx", ".vct", ".feather")
    },
}
_UNREAD |= {
    ".txt": Unread(
        what=Text("文本中没有坐标列，未读取", "a text without columns of coordinates, left aside"),
        cure=Text("若是坐标文本，请在第一行写明列名", "If it holds coordinates, name its columns in the first line"),
        harmless=True,
    ),
    ".json": Unread(
        what=Text("其中没有空间要素，未读取", "it holds no spatial features, and was left aside"),
        cure=Text("无需处理", "There is nothing to do"),
        harmless=True,
    ),
}
_UNKNOWN = _cannot(
    "格式未知，未读取",
    "its format is not known, and it was not read",
    "请确认是否为数据；若是，请导出为 GeoPackage 或 Shapefile",
    "If it is data, export it as GeoPackage or Shapefile",
)
#: What is said of a text of coordinates whose columns have no names.
NAMELESS = _cannot(
    "像是坐标，但没有列名，未读取",
    "it seems to hold coordinates, but names no columns, and was not read",
    "请在第一行写明列名，如 点号,X,Y",
    "Name its columns in the first line, as 点号,X,Y",
)
_ORPHAN = _cannot(
    "缺少它所属的主文件（.shp、.tab 或 .mif）",
    "the main file that it belongs to (.shp, .tab or .mif) is missing",
    "请补上主文件，或删去它",
    "Supply the main file, or remove this one",
)


def kind_of(path: Path) -> Kind | None:
    """The format of a file by the ending of its name; None where it is not read.

    Examples
    --------
    >>> kind_of(Path("STBHHX.SHP")).name
    'Shapefile'
    """
    return _BY_SUFFIX.get(path.suffix.lower())


def unread(path: Path) -> Unread:
    """Say why a file is not read, and what helps.

    Examples
    --------
    >>> unread(Path("plan.dwg")).cure.en
    'Save it as DXF in the CAD program'
    """
    suffix = path.suffix.lower()
    if suffix in _UNREAD:
        return _UNREAD[suffix]
    if suffix in _SHAPEFILE_PARTS | _MAPINFO_PARTS:
        return _ORPHAN
    if suffix in _RASTERS:
        return _RASTER
    return _DOCUMENT if suffix in _DOCUMENTS else _UNKNOWN


def bare(path: Path) -> bool:
    """Whether files of this kind mean nothing and are passed over: hidden files, and what systems leave behind.

    Examples
    --------
    >>> bare(Path("__MACOSX")), bare(Path("~$plan.xlsx")), bare(Path("plan.xlsx"))
    (True, True, False)
    """
    name = path.name
    return name.startswith((".", "~$")) or name.lower() in {"__macosx", "thumbs.db", "desktop.ini", "$recycle.bin"}


def companion(path: Path, main: Path) -> bool:
    """Whether a file belongs to a main file beside it.

    Examples
    --------
    >>> companion(Path("a.SHX"), Path("a.shp")), companion(Path("a.shp.xml"), Path("a.shp"))
    (True, True)
    >>> companion(Path("b.shx"), Path("a.shp")), companion(Path("a.doc"), Path("a.shp"))
    (False, False)
    """
    stem = main.name[: -len(main.suffix)].lower()
    name = path.name.lower()
    return name.startswith(stem + ".") and name[len(stem) :] in _COMPANIONS.get(main.suffix.lower(), ())
