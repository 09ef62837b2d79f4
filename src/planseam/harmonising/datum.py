"""Step 3, before the projection: GCJ-02 and BD-09 are undone where that is agreed, and found where it is not."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pyproj
import shapely
from numpy.typing import NDArray

from planseam.errors import CRSError
from planseam.loading.crs import label, one_datum, way_given
from planseam.loading.datum import Datum, moved_m, undone
from planseam.loading.formats import BUNDLED, RawLayer
from planseam.loading.ground import projected
from planseam.loading.references import Reference
from planseam.loading.suspicion import DatumEvidence, fits_as_it_is, suspected
from planseam.model.conflict import Finding
from planseam.text import NOTHING, Text, metres

__all__ = ["Undone", "on_true_datum", "way"]

_DEGREES = pyproj.CRS("EPSG:4490")
_VERTICES = 100_000  # of which a mean is taken; of more, every n-th


@dataclass(frozen=True, kw_only=True)
class Undone:
    """Geometry that lies where it says.

    Parameters
    ----------
    geometries : array of geometry
    crs : CRS
    said : Text
        What was undone, for the record; empty for nothing.
    findings : tuple of Finding
    """

    geometries: NDArray[np.object_]
    crs: pyproj.CRS
    said: Text = NOTHING
    findings: tuple[Finding, ...] = ()


def on_true_datum(
    raw: RawLayer, geometries: NDArray[np.object_], source: pyproj.CRS, references: Sequence[Reference]
) -> Undone:
    """Undo the display datum that the study file names, and look for one that it does not.

    A layer whose CRS the study file names is taken at its word, and told
    where it seems to be otherwise. Shipped layers are not questioned.

    Parameters
    ----------
    raw : RawLayer
    geometries : array of geometry
        Of `raw`, repaired; None where there is none.
    source : CRS
        Of `geometries`.
    references : sequence of Reference
        What is trusted.

    Raises
    ------
    CRSError
        If the layer fits the references only with a display datum undone, and the study file does not name its CRS.
    """
    layer = raw.entry.id
    if raw.datum is not None:
        placed = geometries if source == _DEGREES else projected(geometries, source, _DEGREES)
        doubtful = fits_as_it_is(placed, references)
        return Undone(
            geometries=undone(placed, raw.datum),
            crs=_DEGREES,
            said=_shift(placed, raw.datum),
            findings=(_doubtful(layer, raw.datum),) if doubtful else (),
        )
    asked = not raw.entry.path.startswith(BUNDLED) and one_datum(source)
    evidence = suspected(geometries, references, source=source) if asked else None
    if evidence is None:
        return Undone(geometries=geometries, crs=source, findings=_other_datum(layer, source))
    if raw.entry.crs is None:
        raise _drawn_in(evidence, where=layer, own=label(source) if source.is_projected else "EPSG:4490")
    return Undone(geometries=geometries, crs=source, findings=(_overruled(layer, evidence, raw.crs_label),))


def way(raw: RawLayer, true: Undone, working: pyproj.CRS) -> Text:
    """How a layer came to the working CRS, in words for the record."""
    path = f"{raw.crs_label} → {working.name}"
    if not one_datum(true.crs):
        return Text.same(path)
    if true.said != NOTHING:
        return Text(f"{path}（{true.said.zh}）", f"{path} ({true.said.en})")
    return Text(f"{path}（WGS84 与 CGCS2000 视为同一基准）", f"{path} (WGS84 and CGCS2000 count as one datum)")


def _shift(geometries: NDArray[np.object_], datum: Datum) -> Text:
    """How far the layer is moved, in words: the mean over its vertices."""
    xy = shapely.get_coordinates(geometries)
    xy = xy[:: 1 + len(xy) // _VERTICES]
    lon, lat = xy[(np.abs(xy) <= [180, 90]).all(axis=1)].T
    if not len(lon):
        return Text(f"还原 {datum}", f"{datum} undone")
    east, north = (float(shift.mean()) for shift in moved_m(lon, lat, datum))
    across = Text("东", "east") if east >= 0 else Text("西", "west")
    along = Text("北", "north") if north >= 0 else Text("南", "south")
    sideways, upwards = metres(abs(east)), metres(abs(north))
    return Text(
        f"还原 {datum}，平均向{across.zh} {sideways} 米、向{along.zh} {upwards} 米",
        f"{datum} undone: {sideways} m {across.en} and {upwards} m {along.en} on average",
    )


def _other_datum(layer: str, source: pyproj.CRS) -> tuple[Finding, ...]:
    if one_datum(source):
        return ()
    given = way_given(source)
    if given:
        message = Text(
            f"{source.name} 的基准不是 CGCS2000，已按给出的转换参数换算",
            f"the datum of {source.name} is not CGCS2000; it was transformed by the parameters given",
        )
        advice = Text("请确认参数适用于当地", "Make sure that the parameters are those of the place")
    else:
        message = Text(
            f"{source.name} 的基准不是 CGCS2000，换算为近似，误差可达百米",
            f"the datum of {source.name} is not CGCS2000; the transformation is approximate, up to 100 m off",
        )
        advice = Text("请让制作单位以 CGCS2000 提供", "Ask its maker for CGCS2000")
    return (
        Finding(
            rule="DA101",
            severity="info" if given else "major",
            layer=layer,
            kind="datum",
            message=message,
            advice=advice,
        ),
    )


def _drawn_in(evidence: DatumEvidence, *, where: str, own: str) -> CRSError:
    away = metres(evidence.off_m)
    return CRSError(
        Text(
            f"坐标像是 {evidence.datum}，偏移约 {away} 米：{evidence.reason.zh}",
            f"its coordinates seem to be in {evidence.datum}, about {away} m off: {evidence.reason.en}",
        ),
        where=where,
        cure=evidence.cure(own),
    )


def _overruled(layer: str, evidence: DatumEvidence, taken: str) -> Finding:
    return Finding(
        rule="DA101",
        severity="info",
        layer=layer,
        kind="display-datum",
        message=Text(
            f"坐标像是 {evidence.datum}，但按研究文件取为 {taken}：{evidence.reason.zh}",
            f"its coordinates seem to be in {evidence.datum}, but the study file says {taken}, which is used: "
            f"{evidence.reason.en}",
        ),
        advice=Text("请确认研究文件所写的坐标系", "Make sure that the study file is right"),
    )


def _doubtful(layer: str, datum: Datum) -> Finding:
    return Finding(
        rule="DA101",
        severity="major",
        layer=layer,
        kind="no-display-datum",
        message=Text(
            f"已按研究文件还原 {datum}，但坐标不还原就已与界线吻合",
            f"the study file says {datum}, which was undone, but the coordinates fit the lines as they were",
        ),
        advice=Text(
            '请核实；若坐标先前已还原，请改为 crs = "EPSG:4490"',
            'Check it; if it had been undone before, write crs = "EPSG:4490"',
        ),
    )
