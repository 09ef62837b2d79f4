"""Layers read in parts, with a sieve that keeps what meets one box: what is kept, counted and told."""

import json
import sqlite3
import struct
from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
import pyogrio
import pyproj
import pytest
import shapely

from planseam.errors import LayerError
from planseam.loading import files, formats, streams
from planseam.loading.streams import Sifted, Streaming
from planseam.model.study import LayerEntry
from planseam.working import ALONE

SIDES = ("xmin", "ymin", "xmax", "ymax")
FORMATS = {"gpkg": "GPKG", "fgb": "FlatGeobuf", "gdb": "OpenFileGDB"}


@dataclass
class Window:
    """Keeps what meets a box; ground west of 117° is beyond all units, and what is 34's is wanted everywhere."""

    box: tuple[float, float, float, float] = (119.0, 30.0, 120.0, 31.0)
    edges: bool = False
    line: float = 117.0

    def sift(self, bounds, owner=""):
        west, south, east, north = self.box
        kept = ~((bounds[:, 0] > east) | (bounds[:, 2] < west) | (bounds[:, 1] > north) | (bounds[:, 3] < south))
        kept |= np.asarray(owner) == "34"
        # of a box that lies on both sides, nobody can tell how much is beyond
        kept |= (bounds[:, 0] < self.line) & (bounds[:, 2] >= self.line)
        beyond = ~kept & (bounds[:, 2] < self.line)
        edge = kept & self.edges
        return Sifted(kept=kept, edge=edge, beyond=beyond)

    def outside(self, features):
        return shapely.area(features) > 0.5


def patches(count=200):
    """Squares of 0.1°, row by row from 116° E, 29° N; those of every seventh row are 34's."""
    x, y = 116 + (np.arange(count) % 50) * 0.12, 29 + (np.arange(count) // 50) * 0.6
    code = np.where(np.arange(count) % 7 == 0, "340000", "330000")
    return gpd.GeoDataFrame(
        {"BSM": [f"P{row}" for row in range(count)], "XZQDM": code, "DLBM": "0101"},
        geometry=shapely.box(x, y, x + 0.1, y + 0.1),
        crs="EPSG:4490",
    )


def expected(frame, window, party=None):
    bounds = shapely.bounds(frame.geometry.to_numpy())
    owner = frame["XZQDM"].str[:2].to_numpy() if party is None else party
    return window.sift(bounds, owner)


def entry(path, **given):
    return LayerEntry(id="d", role="land-use", path=path.name, fields={"DLBM": "class"}, **given)


def loaded(path, window=None, crew=ALONE, tell=lambda _share: None, **given):
    return files.stream(path, entry(path, **given), 0).sifted(window or Window(), crew, tell)


def written(frame, path, group=16):
    if path.suffix == ".parquet":
        frame.to_parquet(path, write_covering_bbox=True, row_group_size=group)
    else:
        kind = FORMATS[path.suffix[1:]]
        pyogrio.write_dataframe(frame, path, driver=kind, geometry_type="MultiPolygon", promote_to_multi=True)
    return path


@pytest.mark.parametrize("ending", ["parquet", *FORMATS])
@pytest.mark.parametrize("party", [None, "33"])
def test_what_is_kept_has_its_row_and_the_rest_is_counted(tmp_path, monkeypatch, ending, party):
    monkeypatch.setattr(streams, "BATCH", 32)
    frame = patches()
    path = written(frame, tmp_path / f"d.{ending}")
    shares = []
    got = loaded(path, tell=shares.append, **({"party": party} if party else {}))
    order = (
        [int(name[1:]) for name in pyogrio.read_dataframe(path)["BSM"]] if ending != "parquet" else range(len(frame))
    )
    in_file = frame.iloc[list(order)].reset_index(drop=True)
    found = expected(in_file, Window(), party)
    assert got.rows.tolist() == np.flatnonzero(found.kept).tolist()
    assert got.frame["BSM"].tolist() == in_file["BSM"][found.kept].tolist()
    assert got.left_out == {"far": int((~found.kept & ~found.beyond).sum()), "outside": int(found.beyond.sum())}
    apart = shapely.symmetric_difference(got.frame.geometry.to_numpy(), in_file.geometry[found.kept].to_numpy())
    assert shapely.area(apart).max() < 1e-9
    assert shares == sorted(shares)
    assert shares[-1] == 1.0
    assert len(shares) > 5
    assert got.crs == pyproj.CRS("EPSG:4490")


@pytest.mark.parametrize("ending", ["parquet", "gpkg"])
def test_what_a_box_cannot_tell_is_looked_at_more_closely(tmp_path, ending):
    frame = patches()
    frame.loc[80:120, "geometry"] = shapely.box(119.2, 30.1, 119.9, 30.95)
    frame.loc[110, "geometry"] = None
    got = loaded(written(frame, tmp_path / f"d.{ending}"), Window(edges=True))
    large = [row for row in range(80, 121) if row != 110]
    assert got.rows.tolist() == sorted([*large, 110]), "what has no geometry stays, that it can be told"


@pytest.mark.parametrize("ending", ["parquet", "gpkg"])
def test_where_nothing_is_kept_the_first_features_show_that_the_layer_is_there(tmp_path, monkeypatch, ending):
    monkeypatch.setattr(streams, "WITNESSES", 30)
    path = written(patches(), tmp_path / f"d.{ending}")
    got = loaded(path, Window(box=(0, 0, 1, 1), line=0), party="33")
    assert got.rows.tolist() == list(range(30))
    assert got.frame["BSM"].tolist() == [f"P{row}" for row in range(30)]
    assert got.left_out == {"far": 170}


@pytest.mark.parametrize("ending", ["parquet", "gpkg"])
def test_of_a_layer_that_lies_elsewhere_the_first_features_are_left_to_others(tmp_path, monkeypatch, ending):
    monkeypatch.setattr(streams, "WITNESSES", 30)
    got = loaded(written(patches(), tmp_path / f"d.{ending}"), Window(box=(0, 0, 1, 1), line=180), party="33")
    assert got.rows.tolist() == list(range(30))
    assert got.left_out == {"outside": 170}


def test_row_groups_far_away_are_not_read_at_all(tmp_path, monkeypatch):
    path = written(patches(), tmp_path / "d.parquet", group=10)
    read = []
    original = pq.ParquetFile.read_row_group
    monkeypatch.setattr(
        pq.ParquetFile, "read_row_group", lambda self, group, **how: read.append(group) or original(self, group, **how)
    )
    got = loaded(path, party="33")
    bounds = shapely.bounds(patches().geometry.to_numpy()).reshape(20, 10, 4)
    boxes = np.concatenate([bounds[:, :, :2].min(axis=1), bounds[:, :, 2:].max(axis=1)], axis=1)
    assert read == np.flatnonzero(Window().sift(boxes).kept).tolist()
    assert 0 < len(read) < 10
    assert len(got.rows) == expected(patches(), Window(), "33").kept.sum()


@pytest.mark.parametrize("how", ["none", "no-statistics", "one-without", "single", "mercator-names"])
def test_boxes_of_all_kinds(tmp_path, how):
    frame = patches()
    bounds = shapely.bounds(frame.geometry.to_numpy())
    described = {"encoding": "WKB", "geometry_types": [], "crs": frame.crs.to_json_dict()}
    columns = {name: pa.array(frame[name]) for name in ("BSM", "XZQDM", "DLBM")}
    columns["geom"] = pa.array(shapely.to_wkb(frame.geometry.to_numpy()))
    name = "kasten" if how == "mercator-names" else "bbox"
    if how != "none":
        kind = np.float32 if how == "single" else np.float64
        sides = [pa.array(side.astype(kind)) for side in bounds.T]
        if how == "one-without":
            # a group in which one box is missing has no sure statistics
            there = pa.array(np.arange(len(frame)) != 120)
            sides = [pc.if_else(there, side, None) for side in sides]
        columns[name] = pa.StructArray.from_arrays(sides, SIDES)
        described["covering"] = {"bbox": {side: [name, side] for side in SIDES}}
    geo = json.dumps({"version": "1.1.0", "primary_column": "geom", "columns": {"geom": described}})
    table = pa.table(columns).replace_schema_metadata({"geo": geo})
    pq.write_table(table, tmp_path / "d.parquet", row_group_size=25, write_statistics=how != "no-statistics")
    got = loaded(tmp_path / "d.parquet")
    kept = expected(frame, Window()).kept
    kept[120] |= how == "one-without"
    if how != "single":
        assert got.rows.tolist() == np.flatnonzero(kept).tolist()
    assert set(np.flatnonzero(kept)) <= set(got.rows.tolist())
    assert name not in got.frame.columns
    assert "geom" not in got.frame.columns


def test_boxes_of_four_bytes_are_never_too_small(tmp_path):
    """A feature that only touches the window meets it also by a box that was rounded away from it."""
    rng = np.random.default_rng(0)
    low = np.column_stack([rng.uniform(100, 110, 300), rng.uniform(20, 30, 300)])
    bounds = np.hstack([low, low + 0.3])
    for row in range(0, 300, 7):
        narrow = bounds.astype(np.float32).astype(np.float64)
        widened = streams._widened(bounds.astype(np.float32))
        assert (widened[:, :2] <= bounds[:, :2]).all()
        assert (widened[:, 2:] >= bounds[:, 2:]).all()
        assert np.abs(widened - narrow).max() < 1e-4, row


@pytest.mark.parametrize(
    ("codes", "kept"),
    [
        (pa.array([330000, 340000, None]), ["33", "34", ""]),
        (pa.array([330000.0, 340000.0, None]), ["33", "34", ""]),
        (pa.array(["330100", "341202001000", "x"]), ["3301", "341202", ""]),
        (pa.array([" 33 ", "3412", ""]), ["33", "3412", ""]),
        (pa.array(["34", "34", "33"]).dictionary_encode(), ["34", "34", "33"]),
        (pa.array([None, None, None], pa.string()), ["", "", ""]),
    ],
)
def test_codes_are_read_from_columns_of_all_kinds(codes, kept):
    assert streams._codes(pa.chunked_array([codes])).tolist() == kept


def test_codes_of_no_rows():
    assert streams._codes(pa.chunked_array([pa.array([], pa.string())])).tolist() == []


@pytest.mark.parametrize(
    ("names", "given", "column"),
    [
        (["BSM", "XZQDM"], {}, "XZQDM"),
        (["xzqdm", "code"], {}, "code"),
        (["xzqdm"], {}, "xzqdm"),
        (["xzqdm", "XZQDM"], {}, "XZQDM"),
        (["XZQDM", "own"], {"fields": {"own": "code"}}, "own"),
        (["XZQDM", "own"], {"fields": {"OWN": "code"}}, "own"),
        (["XZQDM"], {"fields": {"XZQDM": "name"}}, ""),
        (["XZQDM"], {"party": "33"}, ""),
        (["BSM"], {}, ""),
    ],
)
def test_the_column_of_codes_is_the_one_that_harmonising_takes(names, given, column):
    assert streams._code_column(names, LayerEntry(id="d", role="land-use", path="d.gpkg", **given)) == column


def test_features_without_ids_have_those_of_the_database(tmp_path):
    path = written(patches().drop(columns="BSM"), tmp_path / "d.gpkg")
    assert loaded(path).frame["fid"].tolist() == (loaded(path).rows + 1).tolist()
    path = written(patches(), tmp_path / "e.gpkg")
    assert "fid" not in loaded(path).frame.columns
    path = written(patches().drop(columns="BSM"), tmp_path / "e.fgb")
    assert not {"fid", "OGC_FID"} & set(loaded(path).frame.columns)


def test_an_attribute_called_geometry_gives_way(tmp_path):
    frame = patches().rename_geometry("geom").assign(geometry="x").set_geometry("geom")
    pyogrio.write_dataframe(frame, tmp_path / "d.gpkg")
    got = loaded(tmp_path / "d.gpkg")
    assert got.frame.geometry.geom_type.eq("Polygon").all()
    assert len(got.rows) == expected(patches(), Window()).kept.sum()


def test_rings_that_are_not_closed_are_told_with_their_row_in_the_file(tmp_path):
    frame = patches()
    wkb = shapely.to_wkb(frame.geometry.to_numpy()).astype(object)
    row = int(np.flatnonzero(expected(frame, Window(), "33").kept)[5])
    raw = bytearray(wkb[row])
    raw[13:21] = struct.pack("<d", struct.unpack("<d", raw[13:21])[0] + 0.001)
    wkb[row], wkb[row + 1] = bytes(raw), b"\x01nonsense"
    columns = {"BSM": pa.array(frame["BSM"]), "DLBM": pa.array(frame["DLBM"]), "geometry": pa.array(wkb)}
    described = {"encoding": "WKB", "geometry_types": [], "crs": frame.crs.to_json_dict()}
    geo = json.dumps({"version": "1.1.0", "primary_column": "geometry", "columns": {"geometry": described}})
    pq.write_table(pa.table(columns).replace_schema_metadata({"geo": geo}), tmp_path / "d.parquet", row_group_size=16)
    got = loaded(tmp_path / "d.parquet", party="33")
    told = {finding.kind: finding.message.en for finding in got.findings}
    assert told["unclosed"].endswith(f"(row {row + 1})")
    assert told["unreadable-geometry"].endswith(f"(row {row + 2})")


def curved(path):
    """A GeoPackage with a circle as one."""
    pyogrio.write_dataframe(patches(4), path, layer="d", SPATIAL_INDEX="NO")
    ring = [(119.1, 30.1), (119.2, 30.2), (119.3, 30.1), (119.2, 30.0), (119.1, 30.1)]
    wkb = struct.pack("<BIIBII", 1, 10, 1, 1, 8, 5) + b"".join(struct.pack("<dd", *point) for point in ring)
    database = sqlite3.connect(path)
    for (name,) in database.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
        database.execute(f'DROP TRIGGER "{name}"')
    database.execute("UPDATE d SET geom = ? WHERE fid = 2", (b"GP\0\1" + struct.pack("<i", 4490) + wkb,))
    database.execute("UPDATE gpkg_geometry_columns SET geometry_type_name = 'CURVEPOLYGON'")
    database.commit()
    database.close()


def test_a_layer_with_curves_is_read_whole(tmp_path):
    curved(tmp_path / "d.gpkg")
    streaming = Streaming(rows=0, sieve=lambda _crs: Window(), crew=ALONE)
    raw = formats.read(entry(tmp_path / "d.gpkg"), tmp_path, streaming=streaming)
    assert len(raw.frame) == 4
    assert raw.numbers is None
    assert raw.frame.geometry.iloc[1].area == pytest.approx(np.pi * 0.1**2, rel=1e-3)


@pytest.mark.parametrize("ending", ["fgb", "gpkg", "parquet"])
def test_a_damaged_file_is_one_clear_error(tmp_path, ending):
    path = written(patches(2000), tmp_path / f"d.{ending}", group=500)
    raw = path.read_bytes()
    middle = len(raw) // 2
    path.write_bytes(raw[:middle] + bytes(len(raw) // 3) + raw[middle + len(raw) // 3 :])
    with pytest.raises(LayerError, match="cannot be read"):
        loaded(path)


def test_small_layers_and_other_formats_are_none(tmp_path):
    path = written(patches(20), tmp_path / "d.parquet")
    assert files.stream(path, entry(path), 21) is None
    assert files.stream(path, entry(path), 20).rows == 20
    pyogrio.write_dataframe(patches(20), tmp_path / "d.geojson")
    assert files.stream(tmp_path / "d.geojson", entry(tmp_path / "d.geojson"), 0) is None
    assert files.stream(tmp_path / "d.zip" / "d.parquet", entry(path), 0) is None
    patches(20).to_parquet(tmp_path / "e.parquet", geometry_encoding="geoarrow", schema_version="1.1.0")
    assert files.stream(tmp_path / "e.parquet", entry(path), 0) is None
    pq.write_table(pq.read_table(path).slice(0, 0), tmp_path / "empty.parquet")
    assert files.stream(tmp_path / "empty.parquet", entry(path), 0) is None


def test_a_crs_that_says_nothing_is_none(tmp_path):
    with pytest.warns(UserWarning, match="'crs' was not provided"):
        pyogrio.write_dataframe(patches(20).set_crs(None, allow_override=True), tmp_path / "d.gpkg", layer="d")
    assert files.stream(tmp_path / "d.gpkg", entry(tmp_path / "d.gpkg"), 0).crs is None
    patches(20).set_crs(None, allow_override=True).to_parquet(tmp_path / "d.parquet")
    assert files.stream(tmp_path / "d.parquet", entry(tmp_path / "d.parquet"), 0).crs is None


def test_a_path_that_is_relative_holds_elsewhere(tmp_path, monkeypatch):
    path = written(patches(), tmp_path / "d.parquet")
    monkeypatch.chdir(tmp_path)
    stream = files.stream(path.relative_to(tmp_path), entry(path), 0)
    monkeypatch.chdir("/")
    assert len(stream.sifted(Window(), ALONE, lambda _share: None).rows) > 0


def test_columns_are_those_of_a_whole_reading(tmp_path):
    frame = patches().assign(area=1.5, year=pd.array([2020, None] * 100, dtype="Int64"), kept=True)
    for ending in ("parquet", "gpkg"):
        path = written(frame, tmp_path / f"d.{ending}")
        part, whole = loaded(path), files.read(path, entry(path))
        whole_part = whole.frame.iloc[part.rows].reset_index(drop=True)
        assert set(part.frame.columns) == set(whole.frame.columns)
        for name in ("BSM", "XZQDM", "DLBM", "area"):
            assert part.frame[name].tolist() == whole_part[name].tolist()
        assert part.crs == whole.crs
