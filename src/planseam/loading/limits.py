"""How much is read, and no more: every bound with its unit and its reason."""

from dataclasses import dataclass

__all__ = ["LIMITS", "Limits"]

_MB = 1 << 20
_GB = 1 << 30


@dataclass(frozen=True, kw_only=True)
class Limits:
    """Bounds on what is let in; what exceeds them is refused in one clear sentence.

    Parameters
    ----------
    files : int
        Files that one folder may hold, with its sub-folders. A province's delivery has some thousands.
    depth : int
        Folders within folders. Deliveries have about 6; a file system's own loops have no end.
    layers : int
        Layers of one container (geodatabase, workbook, DXF). A national database has about 200.
    members : int
        Files in one archive, those of archives within it among them.
    unpacked : int
        Bytes that one archive may unpack to, those of archives within it among them.
    ratio : float
        Bytes unpacked by byte packed. Repetitive coordinates reach about 30, text of one letter 1,000.
    floor : int
        Bytes below which the ratio is not asked: small texts may pack to nothing.
    nesting : int
        Archives within archives.
    name : int
        Characters in the path of a member; Windows holds 260.
    text_file : int
        Bytes of a text file that is read whole (GeoJSON, KML, GML, CSV, DXF). GDAL holds it in memory several times.
    sheet_file : int
        Bytes of a workbook's unpacked XML, which is held in memory.
    rows : int
        Features of one layer. The third national land survey has about 10 million patches a province.
    columns : int
        Columns of one layer. A GeoPackage holds 2,000.
    xml_depth : int
        Elements within elements. GML has about 20, KML folders somewhat more.
    inserted : int
        Entities that the blocks of a drawing come to where they are inserted. GDAL takes some 10 s for a million.
    labels : int
        Text labels of a DXF that are put into polygons.
    """

    files: int = 100_000
    depth: int = 30
    layers: int = 2_000
    members: int = 10_000
    unpacked: int = 20 * _GB
    ratio: float = 200.0
    floor: int = 16 * _MB
    nesting: int = 3
    name: int = 1_000
    text_file: int = 4 * _GB
    sheet_file: int = 1 * _GB
    rows: int = 50_000_000
    columns: int = 2_000
    xml_depth: int = 200
    inserted: int = 500_000
    labels: int = 1_000_000


#: The bounds that hold unless a caller gives others.
LIMITS = Limits()
