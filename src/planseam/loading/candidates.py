"""Which CRS coordinates may be meant in, scored by where they would lie.

The numbers alone tell degrees, Web Mercator and an easting with its zone;
an easting without one is decided by the ground: the party's own, else that
of the units. What stays undecided is asked, never guessed.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

import geopandas as gpd
import numpy as np
import pyproj
import shapely
from numpy.typing import NDArray
from pyproj import Transformer
from pyproj.exceptions import ProjError

from planseam.loading.crs import label as label_of
from planseam.loading.crs import old_datum, way_given
from planseam.loading.ground import projected
from planseam.loading.references import Reference
from planseam.loading.suspicion import following
from planseam.loading.zones import meant
from planseam.text import Text, listed, percent

__all__ = ["Candidate", "candidates", "cure"]

_DEGREES = pyproj.CRS("EPSG:4490")
_CHINA = (73.0, 3.0, 136.0, 54.0)
_FEATURES, _VERTICES = 2000, 20_000  # looked at; of more, every n-th
_SHOWN = 3  # candidates named in a sentence
_LEAST = 0.05  # share below which a candidate is none
_PLAUSIBLE = 0.5  # a candidate with this much of the best score is as plausible: whole provinces span two zones
_MARGIN = 0.015  # degrees, some 1.5 km: plans reach a little beyond their ground, and grounds are drawn roughly


@dataclass(frozen=True, kw_only=True)
class Candidate:
    """One CRS that coordinates may be meant in.

    Parameters
    ----------
    code : str
        As the study file writes it: ``EPSG:4528``; the CRS's name where it has no code.
    title : Text
        What it is, in words: “CGCS2000, 3-degree zone 40, with prefix”.
    score : float
        0 to 1: share of the features that would lie in the party's ground, else in the units, else in China.
    reason : Text
        What speaks for it, as a clause.
    tie : bool
        Another candidate is as plausible, so that its maker must be asked. The same on all that tie.
    refused : bool
        It stands on Xian 80 or Beijing 54, from which nothing leads to CGCS2000 unless its parameters are given.
    """

    code: str
    title: Text
    score: float
    reason: Text
    tie: bool = False
    refused: bool = False


def candidates(
    geometries: NDArray[np.object_],
    *,
    units: gpd.GeoDataFrame | None = None,
    party: str = "",
    said: pyproj.CRS | None = None,
    called: str = "",
) -> tuple[Candidate, ...]:
    """Name the CRSs that would put a layer where it belongs.

    Parameters
    ----------
    geometries : array of geometry
        As they stand in the file; None where there is none.
    units : GeoDataFrame, optional
        Jurisdictions with `code`, in a known CRS.
    party : str
        Code of the unit whose plan it is, where that is known.
    said : CRS, optional
        What the file says. It stands alone where most features would lie where they belong.
    called : str
        The names of the file and its folders, which may name an old datum.

    Returns
    -------
    tuple of Candidate
        Best first; empty where none fits.

    Examples
    --------
    >>> [first] = candidates(np.array([shapely.Point(40_512_000, 3_440_000)]))
    >>> first.code, first.title.en, first.tie
    ('EPSG:4528', 'CGCS2000, 3-degree zone 40, with prefix', False)
    """
    kept = geometries[~shapely.is_missing(geometries) & ~shapely.is_empty(geometries)]
    kept = kept[:: 1 + len(kept) // _FEATURES]
    xy, owner = shapely.get_coordinates(kept, return_index=True)
    every = 1 + len(xy) // _VERTICES
    # of a feature that is left out by this nothing is known, so that those with few vertices keep one
    first = np.r_[True, owner[1:] != owner[:-1]] if len(owner) else np.empty(0, dtype=bool)
    picked = (np.arange(len(xy)) % every == 0) | first
    xy, owner = xy[picked], owner[picked]
    finite = np.isfinite(xy).all(axis=1)
    xy, owner = xy[finite], owner[finite]
    if not len(xy):
        return ()
    possible = meant(xy, said=said, called=called)
    for within, there in _grounds(units, party):
        scores = {code: _score(crs, xy, owner, within) for code, (_, crs) in possible.items()}
        found = [
            Candidate(
                code=code,
                title=possible[code][0],
                score=score,
                reason=_reason(score, there),
                refused=_is_refused(possible[code][1]),
            )
            for code, score in sorted(scores.items(), key=lambda entry: -entry[1])
            if score >= _LEAST
        ]
        if found:
            return _decided(found, {code: crs for code, (_, crs) in possible.items()}, kept, units=units, said=said)
    return ()


def cure(found: Sequence[Candidate]) -> Text:
    """What the user can do, as a sentence without a full stop.

    Parameters
    ----------
    found : sequence of Candidate
        At least one, best first.
    """
    best = found[0]
    if best.refused:
        return Text(
            f"坐标符合 {best.code}（{best.title.zh}）：请让制作单位以 CGCS2000 提供，"
            "或写明它并以 towgs84 给出转换七参数",
            f"The coordinates fit {best.code} ({best.title.en}): ask its maker for CGCS2000, "
            "or name it and give its seven parameters as towgs84",
        )
    if not best.tie:
        return Text(
            f'坐标符合 {best.code}：请在该图层写明 crs = "{best.code}"',
            f'The coordinates fit {best.code}: add crs = "{best.code}" to the layer',
        )
    tied = [one for one in found if one.tie]
    if len(tied) > _SHOWN:
        return Text(
            f'坐标没有带号，符合 {len(tied)} 个分带：请向制作单位询问中央经线，再在该图层写明 crs = "EPSG:…"',
            f"The coordinates carry no zone and fit {len(tied)} zones: "
            'ask its maker for the central meridian, then add crs = "EPSG:…" to the layer',
        )
    names = listed(Text(f"{one.code}（{one.title.zh}）", f"{one.code} ({one.title.en})") for one in tied)
    return Text(
        f'坐标同样符合 {names.zh}：请向制作单位核实是哪一个，再在该图层写明，如 crs = "{best.code}"',
        f"The coordinates fit each of these: {names.en}; "
        f'ask its maker which it is, then name it in the layer, such as crs = "{best.code}"',
    )


Within = Callable[[NDArray[np.float64], NDArray[np.float64]], NDArray[np.bool_]]


def _grounds(units: gpd.GeoDataFrame | None, party: str) -> list[tuple[Within, Text]]:
    """Where the layer may belong, the narrowest first: a test of longitudes and latitudes, and words."""
    grounds: list[tuple[Within, Text]] = []
    if units is not None and len(units):
        codes = units["code"].astype(str)
        own = codes.str.startswith(party) | np.array([party.startswith(code) for code in codes], dtype=bool)
        if party and own.any():
            there = Text(f"行政区 {party} 内", f"in unit {party}")
            grounds.append((_inside(units[own]), there))
        grounds.append((_inside(units), Text("研究区的行政区内", "in the units")))
    grounds.append(
        (
            lambda lon, lat: (lon >= _CHINA[0]) & (lat >= _CHINA[1]) & (lon <= _CHINA[2]) & (lat <= _CHINA[3]),
            Text("中国范围内", "in China"),
        )
    )
    return grounds


def _inside(units: gpd.GeoDataFrame) -> Within:
    """Test places against the ground of units, a margin wider."""
    shapes = units.geometry.to_numpy()
    if units.crs is not None:
        shapes = projected(shapes, pyproj.CRS(units.crs), _DEGREES)
    wide = shapely.buffer(shapely.simplify(shapes, _MARGIN / 5, preserve_topology=False), _MARGIN, quad_segs=2)
    ground = shapely.union_all(wide)
    shapely.prepare(ground)
    return lambda lon, lat: np.asarray(shapely.contains_xy(ground, lon, lat))


def _score(crs: pyproj.CRS, xy: NDArray[np.float64], owner: NDArray[np.int_], within: Within) -> float:
    """The mean, over features, of the share of their vertices that would lie on the ground."""
    try:
        lon, lat = Transformer.from_crs(crs, _DEGREES, always_xy=True).transform(xy[:, 0], xy[:, 1])
    except ProjError:  # a CRS of no place on earth, by a damaged .prj
        return 0.0
    lon, lat = np.asarray(lon, dtype=float), np.asarray(lat, dtype=float)
    placed = np.isfinite(lon) & np.isfinite(lat)
    inside = np.zeros(len(xy), dtype=bool)
    inside[placed] = within(lon[placed], lat[placed])
    vertices = np.bincount(owner)
    shares = np.bincount(owner, weights=inside)[vertices > 0] / vertices[vertices > 0]
    return float(shares.mean())


def _decided(
    found: list[Candidate],
    crs: Mapping[str, pyproj.CRS],
    geometries: NDArray[np.object_],
    *,
    units: gpd.GeoDataFrame | None,
    said: pyproj.CRS | None,
) -> tuple[Candidate, ...]:
    """Say which candidates tie; one whose edges follow the borders of units stands alone."""
    first = found[0]
    if said is not None:
        own = next((one for one in found if one.code == label_of(said)), None)
        if own is not None and own.score >= _PLAUSIBLE * first.score:
            reason = Text(f"文件自称如此，{own.reason.zh}", f"the file says so, and {own.reason.en}")
            return (replace(own, reason=reason),)
    tied = [one for one in found if one.score >= _PLAUSIBLE * first.score]
    if len(tied) == 1:
        return tuple(found)
    if units is not None:
        reference = Reference(units)
        fits = zip(*(following(geometries, reference, source=crs[one.code]) for one in tied), strict=True)
        for fit in fits:
            for one, own in zip(tied, fit, strict=True):
                if own.beats(other for other in fit if other is not own):
                    reason = Text(
                        f"{one.reason.zh}，且行政区界线附近有 {percent(own.share)}% 的节点落在线上",
                        f"{one.reason.en}, and {percent(own.share)}% of its vertices near borders of units lie on them",
                    )
                    return (replace(one, reason=reason), *(other for other in found if other is not one))
    return tuple(replace(one, tie=one in tied) for one in found)


def _reason(score: float, there: Text) -> Text:
    return Text(f"{percent(score, 0)}% 的要素位于{there.zh}", f"{percent(score, 0)}% of its features lie {there.en}")


def _is_refused(crs: pyproj.CRS) -> bool:
    return old_datum(crs) is not None and not way_given(crs)
