"""Geometries and layers: repaired, moved, split and judged."""

import contextlib
from unittest import mock

import geopandas as gpd
import numpy as np
import pandas as pd
import pyproj
import shapely
from shapes import geometries
from target import target

from planseam import check
from planseam.harmonising.harmonise import harmonise
from planseam.harmonising.repair import repaired
from planseam.loading.dimension import DIMENSIONS
from planseam.loading.formats import RawLayer
from planseam.model.role import roles
from planseam.model.study import Study
from planseam.text import Text

UNITS = gpd.GeoDataFrame(
    {"XZQDM": ["33", "34"]},
    geometry=[shapely.box(118.9, 30.0, 119.3, 30.4), shapely.box(118.5, 30.0, 118.9, 30.4)],
    crs="EPSG:4490",
)
#: In degrees, and in metres of EPSG:4549 and 4528: a place on the border, and what is ordinary there.
PLACES = {4490: (118.9, 30.2, 0.02), 4549: (394_000.0, 3_342_000.0, 2000.0), 4528: (40_394_000.0, 3_342_000.0, 2000.0)}
_KINDS = ("polygon", "line", "point", "any")


def _shapes(dice):
    return geometries(dice, dice.choice((*PLACES.values(), (0.0, 0.0, 1.0))), most=10), dice.choice(_KINDS)


@target("repair", weight=30, make=_shapes)
def repair(value):
    """Each geometry is fit to be judged, or left out once with a reason; none changes under our hands."""
    shapes, kind = value
    before = shapely.to_wkb(shapes)
    done = repaired(shapes, kind)
    assert [*shapely.to_wkb(shapes)] == [*before], "the input was changed"
    assert len(done.geometries) == len(shapes)
    gone = [row for notice in done.notices if notice.left_out for row in notice.rows.tolist()]
    assert sorted(gone) == np.flatnonzero(shapely.is_missing(done.geometries)).tolist(), (
        "not told once, or told in vain"
    )
    left = done.geometries[~shapely.is_missing(done.geometries)]
    _fit_to_be_judged(left, kind)
    # of coordinates that are left out GEOS may not even say whether they are valid
    kept = np.flatnonzero(~shapely.is_missing(done.geometries))
    sound = kept[shapely.is_valid(shapes[kept]) & (shapely.get_dimensions(shapes[kept]) == DIMENSIONS["polygon"])]
    whole = sound[shapely.get_type_id(shapes[sound]) != shapely.GeometryType.GEOMETRYCOLLECTION]
    assert np.array_equal(shapely.area(done.geometries[whole]), shapely.area(shapes[whole]), equal_nan=True)


def _fit_to_be_judged(shapes, kind):
    assert not shapely.is_empty(shapes).any()
    assert not shapely.has_z(shapes).any()
    assert np.isfinite(shapely.get_coordinates(shapes)).all()
    dimensions = shapely.get_dimensions(shapes)
    if kind in DIMENSIONS:
        assert (dimensions == DIMENSIONS[kind]).all()
    polygons = shapes[dimensions == 2]
    assert shapely.is_valid(polygons).all()
    assert (shapely.area(polygons) > 0).all()


def _layers(dice):
    """Some layers of a study, each in its CRS: role, geometries, cells, CRS."""
    made = []
    for _ in range(dice.randint(1, 3)):
        role = dice.choice([name for name, role in roles().items() if role.geometry != "none" and name != "unit"])
        crs = dice.choice(list(PLACES))
        shapes = geometries(dice, PLACES[crs], most=8)
        columns = {
            name: [dice.choice((dice.cell(), *(field.codes or ("33", "34", "1", "12.5")))) for _ in shapes]
            for name, field in roles()[role].fields.items()
            if field.required or dice.chance(0.3)
        }
        made.append((role, shapes, columns, crs if dice.chance(0.9) else dice.choice((4490, 4549, 3857, 4214))))
    return made


def _study(layers):
    table = [{"id": "u", "role": "unit", "path": "u"}]
    table += [{"id": f"x{n}", "role": role, "path": f"x{n}"} for n, (role, *_) in enumerate(layers)]
    return Study.from_table({"study": {"units": "u"}, "layer": table}, folder=".")


@contextlib.contextmanager
def _handed_over(layers):
    """Let layers come from memory in place of files."""
    made = {"u": (UNITS, 4490)}
    for number, (_, shapes, columns, crs) in enumerate(layers):
        cells = {name: pd.Series(values, dtype="str") for name, values in columns.items()}
        made[f"x{number}"] = (gpd.GeoDataFrame(cells, geometry=shapes), crs)

    def read(entry, folder, **_):
        frame, crs = made[entry.id]
        return RawLayer(
            entry=entry,
            frame=frame,
            crs=pyproj.CRS(crs),
            title=Text.same(entry.id),
            rows=len(frame),
            crs_label=str(crs),
        )

    home = "planseam.harmonising.harmonise"
    # the public units are looked at for the datum of a study's own: half a second that would buy no other path
    with mock.patch(f"{home}.read", read), mock.patch(f"{home}.provided", return_value=False):
        yield


@target("harmonise", weight=3, make=_layers)
def books(layers):
    """Features in are features judged and those left out with a reason, and a finding says it of each."""
    with _handed_over(layers):
        ground = harmonise(_study(layers))
    frames = {layer.id: layer.frame for layer in ground.layers}
    assert len(ground.inputs) == 1 + len(layers)
    for number, (role, shapes, *_) in enumerate(layers):
        name = f"x{number}"
        book = next(entry for entry in ground.inputs if entry["layer"] == name)
        gone = book["left_out"]
        assert book["rows"] == len(shapes) == book["judged"] + sum(gone.values())
        told = [finding for finding in ground.findings if finding.layer == name]
        assert len(frames[name]) == book["judged"] if name in frames else set(gone) == {"refused"}
        for reason, count in gone.items():
            kind = "apart" if reason == "outside" else reason
            named = [finding.feature for finding in told if finding.kind in {kind, f"{kind}-many"}]
            assert len(named) == (1 if reason in {"outside", "refused"} else count), (reason, count, named)
        if name in frames:
            _fit_to_be_judged(frames[name].geometry.to_numpy(), roles()[role].geometry)


@target("check", weight=1, make=_layers)
def judged(layers):
    """All rules come to an end, and every record has a place, a sentence and measures that are numbers."""
    with _handed_over(layers):
        report = check(_study(layers), strict=True)
    table = report.conflicts
    assert table["id"].is_unique
    assert (table[["message_zh", "message_en", "advice_zh", "advice_en"]] != "").all(axis=None)
    assert np.isfinite(shapely.get_coordinates(table.geometry.to_numpy())).all()
    measures = table[["area_m2", "length_m", "width_m", "share", "at_km"]].to_numpy(dtype=float)
    assert not np.isinf(measures).any()
    assert (np.nan_to_num(measures) >= 0).all()
