"""From files to layers that can be compared: five numbered steps for each layer.

1 field names, 2 geometry, 3 coordinates, 4 extent, and 5, for the units
alone, their coverage. Inputs are never changed, on disk or in memory.
"""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any, Protocol

import geopandas as gpd
import numpy as np
import pyproj
import shapely
from numpy.typing import NDArray
from shapely.errors import ShapelyError

from planseam.errors import LayerError, PlanseamError, UnitsError, WorkError
from planseam.harmonising.areas import stored_areas
from planseam.harmonising.crs import bounds_in_degrees, to_working, working_crs
from planseam.harmonising.datum import on_true_datum, way
from planseam.harmonising.fields import Fields, named_fields
from planseam.harmonising.garbled import garbled
from planseam.harmonising.notices import Notice, told
from planseam.harmonising.owning import known_codes, known_party
from planseam.harmonising.record import Record
from planseam.harmonising.repair import repaired, without_collapsed
from planseam.harmonising.units import jurisdictions, names_of
from planseam.loading.crs import Bounds, nowhere, swapped
from planseam.loading.extent import spoken_bounds
from planseam.loading.formats import BUNDLED, RawLayer, read
from planseam.loading.references import Reference
from planseam.loading.streams import Streaming
from planseam.loading.units import provided, provider_units
from planseam.model.conflict import Finding
from planseam.model.layer import Layer
from planseam.model.report import Step
from planseam.model.role import roles
from planseam.model.study import LayerEntry, Study
from planseam.text import NOTHING, Text, listed, metres

__all__ = ["Harmonised", "Reading", "harmonise"]

_POLE = 90.0


@dataclass(frozen=True, kw_only=True)
class Harmonised:
    """All layers of a study in one CRS, under one set of names.

    Parameters
    ----------
    layers : tuple of Layer
        Those that can be used, without the units, in the order of the study file.
    units : GeoDataFrame
        `code`, `name`, `name_en`, geometry in the working CRS, by code: a valid coverage at its own level.
    unit_layer : Layer
        The same as a layer.
    names : dict of str to Text
        Names of units by code, at every level.
    crs : CRS
        The working CRS: equal-area, m.
    steps : tuple of Step
    findings : tuple of Finding
    inputs : tuple of dict
        `layer`, `path`, `rows`, `judged`, `left_out`, `sha256`, `crs` of each layer, the units first:
        ``rows == judged + sum(left_out.values())``, always (`planseam.harmonising.record`).
    """

    layers: tuple[Layer, ...]
    units: gpd.GeoDataFrame
    unit_layer: Layer
    names: dict[str, Text]
    crs: pyproj.CRS
    steps: tuple[Step, ...]
    findings: tuple[Finding, ...]
    inputs: tuple[dict[str, Any], ...]


class Reading(Protocol):
    """Plans how the layers of a study are read."""

    def streams(self, entry: LayerEntry) -> bool:
        """Tell whether a layer may be read batch by batch, if it is large."""

    def streaming(self, entry: LayerEntry, layers: Sequence[Layer]) -> Streaming | None:
        """How to read a layer, when others have been read; None for whole."""

    def again(self, entry: LayerEntry, layers: Sequence[Layer]) -> bool:
        """Tell whether a layer that was streamed must be read once more, for what the layers after it have shown."""


def harmonise(
    study: Study,
    *,
    progress: Callable[[str, float], None] | None = None,
    reading: Callable[[gpd.GeoDataFrame], Reading] | None = None,
) -> Harmonised:
    """Read all layers of a study and make them comparable.

    A layer that cannot be used becomes a critical finding; the others go on.

    Parameters
    ----------
    study : Study
    progress : callable, optional
        Told the id of each layer, and the share of layers done before it and, of a large one, of its features.
    reading : callable, optional
        Given the units, plans how the other layers are read; by default each is read whole.

    Raises
    ------
    UnitsError
        If the jurisdictions cannot be used.
    """
    tell = progress or (lambda _layer, _share: None)
    entries = {entry.id: entry for entry in study.layers}
    unit_entry = entries.pop(study.study.units)
    tell(unit_entry.id, 0.0)
    record = Record()
    units, unit_layer, crs, extent = _units(study, unit_entry, record)
    layers: dict[str, Layer] = {}
    trusted = [Reference(units)]
    plan = reading(units) if reading else None

    def take(entry: LayerEntry, done: int) -> None:
        def said(share: float) -> None:
            tell(entry.id, min((done + share) / len(study.layers), 1.0))

        raw = None
        try:
            streaming = plan.streaming(entry, tuple(layers.values())) if plan else None
            streaming = replace(streaming, tell=said) if streaming else None
            raw = read(entry, study.folder, metric=crs, units=units, extent=extent, streaming=streaming)
            record.findings += garbled(raw.frame, layer=entry.id)
            layers[entry.id] = _layer(raw, record, units=units, extent=extent, trusted=trusted)
            if entry.crs is not None:
                name = Text(f"图层 {entry.id} 的线", f"lines of the layer {entry.id}")
                trusted.append(Reference(layers[entry.id].frame, name=name))
        except WorkError:
            raise  # no layer is at fault
        except PlanseamError as error:
            record.refused(entry, error, raw=raw)
        except ShapelyError as error:
            what = Text("几何无法处理", "its geometry cannot be worked with")
            cure = Text("请在 GIS 软件中修复后重新导出", "Repair it in a GIS and export it again")
            record.refused(entry, LayerError(what, where=f"{entry.id} ({error})", cure=cure), raw=raw)

    # large layers come last: what of them matters depends on the others;
    # those whose CRS the study file names come before those that are compared with them
    order = sorted(entries.values(), key=lambda entry: (plan is not None and plan.streams(entry), entry.crs is None))
    for number, entry in enumerate(order, start=1):
        tell(entry.id, number / len(study.layers))
        take(entry, number)
    for entry in order:
        if plan and entry.id in layers and plan.again(entry, tuple(layers.values())):
            record.forget(entry.id)
            take(entry, len(study.layers))
    tell("", 1.0)
    record.put_in_order([unit_entry.id, *entries])
    return Harmonised(
        layers=tuple(layers[name] for name in entries if name in layers),
        units=units,
        unit_layer=unit_layer,
        names=names_of(units),
        crs=crs,
        steps=tuple(record.steps),
        findings=tuple(dict.fromkeys(record.findings)),
        inputs=tuple(record.inputs),
    )


def _units(study: Study, entry: LayerEntry, record: Record) -> tuple[gpd.GeoDataFrame, Layer, pyproj.CRS, Bounds]:
    try:
        known = provider_units("county") if not entry.path.startswith(BUNDLED) and provided() else None
        raw = read(entry, study.folder, units=known)
        record.findings += garbled(raw.frame, layer=entry.id)
        features, crs = _placed(raw, record, trusted=[] if known is None else [Reference(known)])
        found = jurisdictions(features, level=study.study.level, layer=entry.id, gap_m=study.study.unit_gap_m)
    except LayerError as error:
        raise UnitsError(error.what, where=error.where, cure=error.cure) from error
    record.step(5, entry.id, found.dissolved + found.snapped, _fitting(found.dissolved, found.snapped, found.moved_m))
    record.findings += [*found.findings, *_without_place(raw, found.frame)]
    frame = found.frame.assign(fid=found.frame["code"], source_row=np.arange(len(found.frame)))
    frame = frame[["fid", "name", "name_en", "code", "source_row", "geometry"]]
    return found.frame, _as_layer(raw, frame), crs, bounds_in_degrees(found.frame.geometry.to_numpy(), crs)


def _layer(
    raw: RawLayer, record: Record, *, units: gpd.GeoDataFrame, extent: Bounds, trusted: Sequence[Reference]
) -> Layer:
    if raw.crs is not None:
        placed, _ = _placed(raw, record, units=units, extent=extent, trusted=trusted)
        return _owned(raw, placed, record, units)
    fields = named_fields(raw.frame, raw.entry, numbers=raw.numbers)
    frame = gpd.GeoDataFrame(fields.table, geometry=[None] * len(fields.table), crs=units.crs)
    record.findings += [*raw.findings, *fields.findings, *_told(raw, fields, fields.notices, frame)]
    _note_fields(raw, fields, record)
    record.input(raw, judged=len(frame), left_out={})
    return _as_layer(raw, frame)


def _owned(raw: RawLayer, frame: gpd.GeoDataFrame, record: Record, units: gpd.GeoDataFrame) -> Layer:
    """Leave out of party and codes what is no unit of the study: no border would ever ask for it."""
    if raw.entry.role == "unit":
        return _as_layer(raw, frame)
    party, strange = known_party(raw.party, units, layer=raw.entry.id)
    codes, foreign = known_codes(frame, units, layer=raw.entry.id) if not party else (frame["code"], ())
    record.findings += [*strange, *foreign]
    return replace(_as_layer(raw, frame.assign(code=codes)), party=party)


def _placed(
    raw: RawLayer,
    record: Record,
    *,
    units: gpd.GeoDataFrame | None = None,
    extent: Bounds | None = None,
    trusted: Sequence[Reference] = (),
) -> tuple[gpd.GeoDataFrame, pyproj.CRS]:
    """Steps 1 to 4; without units, a working CRS is chosen for this layer."""
    layer = raw.entry.id
    fields = named_fields(raw.frame, raw.entry, numbers=raw.numbers)
    shapes = repaired(raw.frame.geometry.to_numpy(), roles()[raw.entry.role].geometry)
    source = raw.crs
    if source is None or shapely.is_missing(shapes.geometries).all():
        nothing = gpd.GeoDataFrame({"source_row": []}, geometry=[])
        record.findings += [*raw.findings, *_told(raw, fields, shapes.notices, nothing)]
        raise LayerError(
            Text("没有可用的几何", "no geometry that can be used"),
            where=layer,
            cure=Text("请检查该图层", "Check the layer"),
        )
    _on_earth(shapes.geometries, source, where=layer, extent=extent)
    true = on_true_datum(raw, shapes.geometries, source, trusted)
    working = units.crs if units is not None else working_crs(_most_in_degrees(true.geometries, true.crs))
    moved = to_working(true.geometries, true.crs, working, where=layer)
    lost = shapely.is_missing(moved) & ~shapely.is_missing(true.geometries)
    moved, vanished = without_collapsed(moved)
    outside = _outside(moved, None if units is None else units.total_bounds)
    kept = ~shapely.is_missing(moved) & ~outside
    if not kept.any():
        _findable(true.geometries, true.crs, where=layer, extent=extent, lost=bool(shapely.is_missing(moved).all()))
    frame = gpd.GeoDataFrame(fields.table[kept].reset_index(drop=True), geometry=moved[kept], crs=working)

    _note_fields(raw, fields, record)
    record.step(
        2,
        layer,
        shapes.flattened + shapes.opened + shapes.mended,
        _counts(shapes.flattened, shapes.opened, shapes.mended),
    )
    travelled = 0 if raw.crs_label == working.name else int((~shapely.is_missing(moved)).sum())
    record.step(3, layer, travelled, way(raw, true, working))
    record.step(4, layer, int(outside.sum()))
    notices = [*fields.notices, *shapes.notices, *_lost(lost), vanished]
    gone = Counter({"outside": int(outside.sum())})
    for notice in notices:
        gone[notice.kind] += len(notice.rows) if notice.left_out else 0
    record.input(raw, judged=len(frame), left_out=gone)
    record.findings += [*raw.findings, *fields.findings, *_told(raw, fields, notices, frame)]
    fids = fields.table["fid"].tolist()
    record.findings += stored_areas(raw.frame, moved, shapes.geometries, layer=layer, fids=fids)
    beyond = int(outside.sum()) + raw.left_out.get("outside", 0)
    record.findings += [*true.findings, *_outside_told(layer, beyond, whole=beyond == raw.rows)]
    return frame, working


def _on_earth(geometries: NDArray[np.object_], source: pyproj.CRS, *, where: str, extent: Bounds | None) -> None:
    """Refuse a layer in degrees of which no feature has a latitude.

    Raises
    ------
    CRSError
        If that is so.
    """
    south, north = shapely.bounds(geometries)[:, [1, 3]].T
    placed = np.isfinite(south)
    if source.is_geographic and not ((np.abs(south) <= _POLE) & (np.abs(north) <= _POLE))[placed].any():
        raise nowhere(source, shapely.total_bounds(geometries), where=where, extent=extent)


def _most_in_degrees(geometries: NDArray[np.object_], source: pyproj.CRS) -> Bounds:
    return bounds_in_degrees(np.array([shapely.box(*spoken_bounds(geometries))]), source)


def _findable(
    geometries: NDArray[np.object_], source: pyproj.CRS, *, where: str, extent: Bounds | None, lost: bool
) -> None:
    """Refuse a layer of which nothing is left because its CRS, or the order of its coordinates, is wrong.

    Raises
    ------
    CRSError
        If no coordinate can be transformed, or x and y seem to be swapped.
    """
    bounds = spoken_bounds(geometries)
    if lost or swapped(bounds, extent=extent):
        raise nowhere(source, bounds, where=where, extent=extent)


def _as_layer(raw: RawLayer, frame: gpd.GeoDataFrame) -> Layer:
    return Layer(
        id=raw.entry.id,
        role=raw.entry.role,
        title=raw.title,
        frame=frame,
        party=raw.party,
        source=raw.source,
        illustrative=raw.illustrative,
        licence=raw.licence,
        vintage=raw.vintage,
        path=raw.path,
    )


def _told(raw: RawLayer, fields: Fields, notices: Sequence[Notice], frame: gpd.GeoDataFrame) -> list[Finding]:
    return told(notices, layer=raw.entry.id, fids=fields.table["fid"].to_numpy(dtype=object), frame=frame)


def _note_fields(raw: RawLayer, fields: Fields, record: Record) -> None:
    pairs = ", ".join(f"{theirs} → {ours}" for theirs, ours in fields.renamed.items())
    said = [*raw.notes, *([Text.same(pairs)] if pairs else []), *fields.translated]
    record.step(1, raw.entry.id, len(fields.table) if pairs or fields.translated else 0, listed(said))


def _fitting(dissolved: int, snapped: int, moved_m: float) -> Text:
    if not dissolved + snapped:
        return NOTHING
    return Text(
        f"合并 {dissolved} 个，对齐 {snapped} 个，边线最多移动 {metres(moved_m, 3)} 米",
        f"put together {dissolved}, fitted {snapped}; edges moved by {metres(moved_m, 3)} m at most",
    )


def _without_place(raw: RawLayer, frame: gpd.GeoDataFrame) -> list[Finding]:
    """Name the units of which no polygon is left."""
    table = named_fields(raw.frame, raw.entry, numbers=raw.numbers).table
    gone = table[(table["code"] != "") & ~table["code"].isin(frame["code"])].drop_duplicates("code")
    if not len(gone):
        return []
    names = names_of(frame)
    told = [
        Text(f"{code} {zh or names.get(code, NOTHING).zh}".strip(), f"{code} {en or zh}".strip())
        for code, zh, en in gone[["code", "name", "name_en"]].itertuples(index=False)
    ]
    named = listed(told)
    return [
        Finding(
            rule="DA102",
            severity="minor",
            layer=raw.entry.id,
            feature=";".join(gone["code"]),
            kind="unit-without-geometry",
            message=Text(
                f"行政区没有可用的几何，没有参与检查：{named.zh}",
                f"units without usable geometry, which take no part: {named.en}",
            ),
            advice=Text("请在行政区图层中补上这些面", "Supply their polygons in the units layer"),
        )
    ]


def _counts(flattened: int, opened: int, mended: int) -> Text:
    return Text(
        f"去除高程 {flattened}，拆开集合 {opened}，修复 {mended}",
        f"made two-dimensional {flattened}, collections opened {opened}, repaired {mended}",
    )


def _lost(lost: NDArray[np.bool_]) -> list[Notice]:
    if not lost.any():
        return []
    return [
        Notice(
            rule="DA102",
            severity="minor",
            kind="lost",
            rows=np.flatnonzero(lost),
            each=Text("坐标无法换算，未参与检查", "its coordinates cannot be transformed: not judged"),
            all=Text(
                "{count} 个要素坐标无法换算，未参与检查",
                "coordinates that cannot be transformed, so not judged: {count} features",
            ),
            advice=Text("请检查坐标系与坐标", "Check the CRS and the coordinates"),
            left_out=True,
        )
    ]


def _outside(geometries: NDArray[np.object_], reach: NDArray[np.float64] | None) -> NDArray[np.bool_]:
    """Features whose extent does not meet that of the units."""
    if reach is None:
        return np.zeros(len(geometries), dtype=bool)
    west, south, east, north = shapely.bounds(geometries).T
    apart = (west > reach[2]) | (south > reach[3]) | (east < reach[0]) | (north < reach[1])
    return np.asarray(apart, dtype=bool)


def _outside_told(layer: str, count: int, *, whole: bool) -> list[Finding]:
    if not count:
        return []
    if whole:
        message = Text("图层位于研究区之外", "the layer lies outside the study")
    else:
        message = Text(
            f"{count} 个要素位于研究区之外，未参与检查", f"outside the study, so not judged: {count} features"
        )
    return [
        Finding(
            rule="DA105",
            severity="major" if whole else "info",
            layer=layer,
            kind="apart",
            message=message,
            advice=Text("请检查坐标系与范围", "Check its CRS and its extent"),
        )
    ]
