"""In which CRS a layer is read: what the study file says, else what the file says, and the proof that it can be so."""

from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import pyproj
from numpy.typing import NDArray
from pyproj.crs import BoundCRS
from pyproj.crs.coordinate_operation import ToWGS84Transformation

from planseam.errors import CRSError
from planseam.loading import crs
from planseam.loading.candidates import Candidate, candidates, cure
from planseam.loading.datum import Datum, datum_named
from planseam.loading.extent import spoken_bounds
from planseam.loading.references import Reference
from planseam.loading.suspicion import suspected
from planseam.loading.zones import DATUM_NAMES
from planseam.model.conflict import Finding
from planseam.model.study import LayerEntry
from planseam.text import Text

__all__ = ["Settled", "settled"]

_DEGREES = pyproj.CRS("EPSG:4490")
_MOST_DEGREES = 360.0


@dataclass(frozen=True, kw_only=True)
class Settled:
    """In which CRS a layer is read.

    Parameters
    ----------
    crs : CRS
        Of the coordinates as they stand.
    datum : {"GCJ-02", "BD-09"}, optional
        The display datum in which they are drawn, as agreed in the study file.
    label : str
        Both, as they are told to the user.
    findings : tuple of Finding
    """

    crs: pyproj.CRS
    datum: Datum | None = None
    label: str
    findings: tuple[Finding, ...] = ()


def settled(
    entry: LayerEntry,
    said: pyproj.CRS | None,
    geometries: NDArray[np.object_],
    *,
    where: str,
    units: gpd.GeoDataFrame | None = None,
    extent: crs.Bounds | None = None,
) -> Settled:
    """Settle the CRS of a layer, and make sure that its coordinates can be meant in it.

    Parameters
    ----------
    entry : LayerEntry
        What the study file says.
    said : CRS, optional
        What the file says.
    geometries : array of geometry
    where : str
        The layer, for the error.
    units : GeoDataFrame, optional
        Jurisdictions with `code`, by which a CRS is proposed.
    extent : tuple of float, optional
        Where the study lies, in degrees.

    Raises
    ------
    CRSError
        If there is none, its coordinates contradict it, or no way leads from it to CGCS2000; the cure names the one
        that fits.
    """
    bounds = spoken_bounds(geometries)
    datum = datum_named(entry.crs)
    told = _drawn_in(datum, said, bounds, where=where) if datum else _told(entry)
    asked = told if told is not None else said
    try:
        known = crs.proven(asked, bounds, where=where, extent=extent)
    except CRSError as error:
        called = where if said is None else f"{where} {said.name}"
        others = said if asked is not said else None
        found = candidates(geometries, units=units, party=entry.party, said=others, called=called)
        if not found:
            raise
        raise _proposing(error, found, geometries, where=where, units=units) from error
    known = _with_way(known, entry, where=where)
    own = crs.label(known)
    return Settled(
        crs=known,
        datum=datum,
        label=(datum if known == _DEGREES else f"{datum} ({own})") if datum else own,
        findings=() if datum or told is None or said is None else _overruled(entry, said, told),
    )


def _proposing(
    error: CRSError,
    found: tuple[Candidate, ...],
    geometries: NDArray[np.object_],
    *,
    where: str,
    units: gpd.GeoDataFrame | None,
) -> CRSError:
    """The error with the CRS that fits; of degrees, with the display datum that they seem to be drawn in."""
    evidence = None
    if units is not None and found[0].code == crs.label(_DEGREES):
        evidence = suspected(geometries, [Reference(units)])
    if evidence is None:
        return CRSError(error.what, where=where, cure=cure(found))
    what = Text(
        f"{error.what.zh}；坐标像是 {evidence.datum}：{evidence.reason.zh}",
        f"{error.what.en}, and its coordinates seem to be in {evidence.datum}: {evidence.reason.en}",
    )
    return CRSError(what, where=where, cure=evidence.cure(found[0].code))


def _told(entry: LayerEntry) -> pyproj.CRS | None:
    return crs.named(entry.crs, where=entry.id) if entry.crs else None


def _drawn_in(datum: Datum, said: pyproj.CRS | None, bounds: NDArray[np.float64], *, where: str) -> pyproj.CRS:
    """The CRS of coordinates in a display datum: degrees, or those that the file projects.

    Raises
    ------
    CRSError
        If they are no degrees, and the file does not say how it was projected.
    """
    if not np.isfinite(bounds).all() or np.abs(bounds).max() <= _MOST_DEGREES:
        return _DEGREES
    if said is not None and said.is_projected and crs.one_datum(said):
        return said
    raise CRSError(
        Text(
            f"{datum} 是经纬度的偏移，坐标却是米，且文件没有说明投影",
            f"{datum} shifts longitudes and latitudes, but the coordinates are metres and the file names no projection",
        ),
        where=where,
        cure=Text("请让制作单位以经纬度导出，或补上 .prj", "Have it exported in degrees, or supply its .prj"),
    )


def _with_way(known: pyproj.CRS, entry: LayerEntry, *, where: str) -> pyproj.CRS:
    """The CRS with the way to WGS84 that the study file gives.

    Raises
    ------
    CRSError
        If it needs one and has none, or is given one that it does not need.
    """
    old = crs.old_datum(known)
    if entry.towgs84 and crs.one_datum(known):
        raise CRSError(
            Text(
                f"坐标系 {known.name} 本就是 CGCS2000 或 WGS84，不需要 towgs84",
                f"the CRS {known.name} stands on CGCS2000 or WGS84 as it is and needs no towgs84",
            ),
            where=where,
            cure=Text("请删去 towgs84，或在 crs 中写明原来的坐标系", "Remove towgs84, or name the former CRS in crs"),
        )
    if entry.towgs84:
        base = known.source_crs if known.is_bound and known.source_crs is not None else known
        way = ToWGS84Transformation(base, *entry.towgs84)
        return pyproj.CRS(BoundCRS(base, "EPSG:4326", way).to_wkt())
    if old and not crs.way_given(known):
        name = DATUM_NAMES[old]
        raise CRSError(
            Text(
                f"坐标系 {known.name} 属于{name.zh}，没有给出到 CGCS2000 的转换参数，位置可差上百米",
                f"the CRS {known.name} stands on {name.en}, and no parameters lead from it to CGCS2000: "
                "places may be a hundred metres off",
            ),
            where=where,
            cure=Text(
                "请让制作单位以 CGCS2000 提供；或在该图层以 towgs84 = […] 写明当地七参数"
                "（三个平移，米；三个旋转，角秒；尺度，百万分之一）",
                "Ask its maker for CGCS2000; or give the seven local parameters in the layer: towgs84 = […] "
                "(three shifts in m, three rotations in arc-seconds, scale in parts per million)",
            ),
        )
    return known


def _overruled(entry: LayerEntry, said: pyproj.CRS, told: pyproj.CRS) -> tuple[Finding, ...]:
    degrees_alike = said.is_geographic and told.is_geographic and crs.one_datum(said) and crs.one_datum(told)
    if degrees_alike or said.equals(told, ignore_axis_order=True):
        return ()
    return (
        Finding(
            rule="DA101",
            severity="info",
            layer=entry.id,
            kind="overruled",
            message=Text(
                f"文件自称坐标系 {said.name}，按研究文件改用 {told.name}",
                f"the file says {said.name}; the study file says {told.name}, which is used",
            ),
            advice=Text("请确认研究文件所写的坐标系", "Make sure that the study file is right"),
        ),
    )
