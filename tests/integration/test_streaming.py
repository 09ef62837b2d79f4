"""Large layers read batch by batch give what they give when they are read whole."""

import importlib.util
import json
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pyproj
import pytest
import shapely
from pyproj.crs import BoundCRS
from pyproj.crs.coordinate_operation import ToWGS84Transformation

from planseam import Study, check
from planseam.checking.cases import CASE_CRS
from planseam.harmonising.harmonise import harmonise

SPEC = importlib.util.spec_from_file_location("patchwork", Path(__file__).with_name("patchwork.py"))
patchwork = importlib.util.module_from_spec(SPEC)
SPEC.loader.exec_module(patchwork)

WHOLE = 10**9
#: Findings on single features, also on those that streaming lets go.
GATE = {"DA102", "DA107"}
#: Beijing 1954 by parameters that move places by some 260 m, in a zone that is counted in the easting.
SHIFT = (15.8, -154.4, -82.3, 0.0, 0.0, 0.0, 0.0)


def both(folder, entries, **given):
    """Reports of a study read whole and streamed."""
    rest = {key: given.pop(key) for key in ("level", "rules", "tolerance") if key in given}
    return [
        check(patchwork.study(folder, entries, rows=rows, **rest), jobs=1, strict=True, **given) for rows in (WHOLE, 0)
    ]


def same(folder, entries, *, least, **given):
    """Make sure that both reports agree, and find something; gives the streamed one."""
    whole, streamed = both(folder, entries, **given)
    one, other = (
        report.conflicts[~report.conflicts["rule"].isin(GATE)].reset_index(drop=True) for report in (whole, streamed)
    )
    pd.testing.assert_frame_equal(pd.DataFrame(one), pd.DataFrame(other))
    assert whole.seams.equals(streamed.seams)
    assert whole.runs.equals(streamed.runs)
    assert [(run.code, run.ran) for run in whole.rules] == [(run.code, run.ran) for run in streamed.rules]
    assert len(one) >= least
    for before, after in zip(whole.inputs, streamed.inputs, strict=True):
        assert after["rows"] == before["rows"] == after["judged"] + sum(after["left_out"].values())
        assert after["left_out"].get("outside", 0) == before["left_out"].get("outside", 0)
        assert before["judged"] == after["judged"] + after["left_out"].get("far", 0)
        assert after["sha256"] == before["sha256"]
    return streamed


def far(report):
    """Features that were let go."""
    return sum(noted["left_out"].get("far", 0) for noted in report.inputs)


@pytest.mark.parametrize(
    ("how", "select", "least"),
    [
        ({"crs": "EPSG:4490"}, "BD,EC103,DV103,DA", 140),
        ({"crs": "EPSG:4549", "parties": True}, "BD,EC103,DV103,DA", 140),
        ({"crs": "EPSG:3857", "codes": False, "covering": "single"}, "BD,EC103,DV103,DA", 10),
        ({"crs": "EPSG:4525", "covering": ""}, "BD,EC103,DV103", 140),
        ({"crs": "EPSG:4490", "ending": "gpkg"}, "BD,EC103,DV103,DA", 140),
        ({"crs": "EPSG:3857", "ending": "fgb"}, "BD102,DA", 75),
        ({"crs": "EPSG:4549", "ending": "gdb"}, "BD103,DV103,DA", 40),
    ],
    ids=lambda value: "-".join(map(str, value.values())) if isinstance(value, dict) else None,
)
def test_streamed_as_whole(tmp_path, how, select, least):
    report = same(tmp_path, patchwork.layers(tmp_path, **how), least=least, select=select)
    streamed = [noted["layer"] for noted in report.inputs if noted["left_out"].get("far")]
    assert {name[: name.rindex("-")] if how.get("parties") else name for name in streamed} == set(patchwork.ROLES)


@pytest.mark.parametrize(
    ("select", "roles"),
    [
        ("BD101", ["redline"]),
        ("BD102", ["land-use"]),
        ("BD103", ["farmland", "land-use"]),
        ("DV103", ["land-use", "farmland", "development-boundary"]),
        ("EC103", ["redline", "development-boundary"]),
    ],
)
def test_what_one_rule_alone_wants_is_enough_for_it(tmp_path, select, roles):
    entries = patchwork.layers(tmp_path, roles, crs="EPSG:4549")
    report = same(tmp_path, entries, least=1, select=select, ignore="DA")
    assert far(report) > 50


def test_control_lines_are_compared_with_those_that_are_kept_whole(tmp_path):
    entries = patchwork.layers(tmp_path, ("redline", "farmland", "development-boundary"), crs="EPSG:4549")
    report = same(tmp_path, entries, least=100, select="EC104,EC103")
    # of three that must meet each other, the largest file alone
    assert [noted["layer"] for noted in report.inputs if noted["left_out"].get("far")] == ["development-boundary"]


def test_an_old_datum_is_gone_by_as_features_come_from_it(tmp_path):
    base = pyproj.CRS("EPSG:2415")  # zone 39, easting 39,500,000
    bound = pyproj.CRS(BoundCRS(base, "EPSG:4326", ToWGS84Transformation(base, *SHIFT)).to_wkt())
    frame = patchwork.table("land-use").to_crs("EPSG:4326").to_crs(bound).set_crs(base, allow_override=True)
    patchwork.parquet(frame, tmp_path / "land-use.parquet")
    entry = {"id": "land-use", "role": "land-use", "path": "land-use.parquet", "towgs84": list(SHIFT)}
    report = same(tmp_path, [entry | {"fields": {"DLBM": "class"}}], least=70, select="BD102,BD103", ignore="DA")
    assert far(report) > 500


def nasty(frame):
    """WKB of features, some of which are no sound polygons, and which row is what."""
    shapes = frame.geometry.to_numpy().copy()
    units = patchwork.units()[1]
    border = shapely.intersection(shapely.boundary(units[1]), shapely.boundary(units[2]))
    fine = shapely.box(*shapely.bounds(border)[[0, 1]], 160_000, 102_000)
    near = np.flatnonzero(
        shapely.intersects(shapes, border) & shapely.covered_by(shapes, fine) & (shapely.area(shapes) < 1e5)
    )
    lies = {kind: near[[row]] for row, kind in enumerate(("none", "empty", "nan", "unclosed", "high"))}
    inland = np.flatnonzero(shapely.intersects(shapes, shapely.box(299_000, 101_900, 303_900, 102_900)))
    lies["far-high"], lies["far-bow"] = inland[:5], inland[5:6]
    bow = shapely.Polygon([(399_000, 30_000), (404_000, 35_000), (404_000, 30_000), (399_000, 35_000)])
    shapes[lies["far-bow"]] = shapely.Polygon(
        [(300_000, 102_100), (300_900, 102_900), (300_900, 102_100), (300_000, 102_900)]
    )
    lies["bow"] = np.array([len(shapes)])
    shapes = np.append(shapes, bow)
    shapes[lies["empty"]] = shapely.Polygon()
    for kind in ("high", "far-high"):
        shapes[lies[kind]] = shapely.force_3d(shapes[lies[kind]], 12.5)
    frame = pd.concat([frame.drop(columns="geometry"), frame.drop(columns="geometry").iloc[[-1]]], ignore_index=True)
    frame.loc[len(frame) - 1, "BSM"] = "bow"
    frame = gpd.GeoDataFrame(frame, geometry=shapes, crs=CASE_CRS).to_crs("EPSG:4549")
    shapes = frame.geometry.to_numpy()
    wkb = shapely.to_wkb(shapes).astype(object)
    wkb[lies["none"][0]] = None
    for kind, change in (("nan", float("nan")), ("unclosed", 3.0)):
        row = lies[kind][0]
        raw = bytearray(wkb[row])
        raw[13:21] = (np.frombuffer(raw[13:21]) + change).tobytes()  # the first x of the first ring
        wkb[row] = bytes(raw)
    return frame, wkb, lies


@pytest.mark.parametrize("covering", [True, False])
def test_faulty_geometry_is_told_with_its_row_in_the_file(tmp_path, covering):
    frame, wkb, rows = nasty(patchwork.table("land-use"))
    with np.errstate(invalid="ignore"):
        bounds = shapely.bounds(shapely.from_wkb(wkb, on_invalid="fix"))
    columns = {name: pa.array(frame[name]) for name in ("BSM", "XZQDM", "DLBM")} | {"geometry": pa.array(wkb)}
    described = {"encoding": "WKB", "geometry_types": [], "crs": frame.crs.to_json_dict()}
    if covering:
        sides = [pa.array(side, from_pandas=True) for side in bounds.T]
        columns["bbox"] = pa.StructArray.from_arrays(sides, patchwork.SIDES)
        described["covering"] = {"bbox": {side: ["bbox", side] for side in patchwork.SIDES}}
    geo = json.dumps({"version": "1.1.0", "primary_column": "geometry", "columns": {"geometry": described}})
    pq.write_table(pa.table(columns).replace_schema_metadata({"geo": geo}), tmp_path / "d.parquet", row_group_size=64)
    entries = [{"id": "d", "role": "land-use", "path": "d.parquet", "fields": {"DLBM": "class"}}]
    whole, streamed = both(tmp_path, entries, select="BD102,BD103,DA")
    ids = [set(report.conflicts.loc[~report.conflicts["rule"].isin(GATE), "id"]) for report in (whole, streamed)]
    assert ids[0] == ids[1]
    for report in (whole, streamed):
        said = " ".join(report.conflicts.query("rule == 'DA102'")["message_en"])
        assert f"(row {int(rows['unclosed'][0]) + 1})" in said
    left_out = [report.inputs[1]["left_out"] for report in (whole, streamed)]
    for reason in ("no-geometry", "not-finite"):
        assert left_out[0].get(reason) == left_out[1].get(reason), left_out
    assert whole.inputs[1]["rows"] == streamed.inputs[1]["rows"] == len(frame)


def test_counts_and_row_numbers_are_those_of_a_naive_count(tmp_path):
    entries = patchwork.layers(tmp_path, ("land-use",), crs="EPSG:4549", codes=False)
    frame = gpd.read_parquet(tmp_path / "land-use.parquet")
    frame.drop(columns="BSM").to_parquet(tmp_path / "land-use.parquet", write_covering_bbox=True, row_group_size=50)
    study = patchwork.study(tmp_path, entries)
    report = check(study, select="BD102", ignore="DA", jobs=1, strict=True)
    noted, layer = report.inputs[1], report.layers[1]
    working = pyproj.CRS.from_wkt(report.crs)
    own = frame.geometry.to_crs("EPSG:4490").to_crs(working)
    units = harmonise(patchwork.study(tmp_path, [])).units
    assert noted["left_out"]["outside"] == int((~own.intersects(shapely.box(*own_bounds(units)))).sum()) == 3
    assert noted["judged"] == len(layer.frame) == noted["rows"] - sum(noted["left_out"].values())
    assert layer.frame["fid"].tolist() == [str(row + 1) for row in layer.frame["source_row"]]
    moved = own.iloc[layer.frame["source_row"].to_numpy()].to_numpy()
    assert shapely.hausdorff_distance(moved, layer.frame.geometry.to_numpy()).max() < 1e-3
    # what touches a border, and what has ground outside all units, is there
    land = units.geometry.union_all()
    ground = own[own.intersects(shapely.box(*own_bounds(units)))]
    edges = shapely.union_all(shapely.boundary(units.geometry.to_numpy()))
    borders = edges.difference(land.boundary.buffer(1e-3))
    needed = ground[ground.intersects(borders) | (ground.difference(land).area > 5)]
    assert set(needed.index) <= set(layer.frame["source_row"])
    assert len(layer.frame) < len(needed) + 150


def own_bounds(units):
    return units.total_bounds


def test_a_layer_far_from_all_borders_is_there_and_its_rules_run(tmp_path):
    inland = patchwork.table("redline").cx[20_000:100_000, 20_000:100_000].reset_index(drop=True)
    assert len(inland) == 4
    patchwork.parquet(inland.to_crs("EPSG:4490"), tmp_path / "inland.parquet")
    entries = [{"id": "inland", "role": "redline", "path": "inland.parquet"}]
    report = same(tmp_path, entries, least=0, select="EC103,BD102")
    assert report.inputs[1]["judged"] == 4
    assert not report.conflicts["message_en"].str.contains("not judged").any()


def test_a_layer_that_lies_elsewhere_is_told_as_such(tmp_path):
    frame = patchwork.table("redline")
    patchwork.parquet(frame.set_geometry(frame.translate(2_000_000, 0)).to_crs("EPSG:4490"), tmp_path / "away.parquet")
    entries = [{"id": "away", "role": "redline", "path": "away.parquet"}]
    whole, streamed = both(tmp_path, entries, select="EC103,DA105")
    assert whole.conflicts["message_en"].tolist() == streamed.conflicts["message_en"].tolist() != []
    assert whole.inputs[1]["left_out"] == streamed.inputs[1]["left_out"] == {"outside": len(frame)}


@pytest.mark.parametrize("kind", ["integer", "dictionary", "mapped", "unknown"])
def test_codes_of_parties_in_any_column_type(tmp_path, kind):
    entry = patchwork.layers(tmp_path, ("land-use",), crs="EPSG:4549")[0]
    table = pq.read_table(tmp_path / "land-use.parquet")
    codes, name = table.column("XZQDM"), "XZQDM"
    if kind == "integer":
        codes = codes.cast(pa.int64())
    elif kind == "dictionary":
        codes = codes.dictionary_encode()
    elif kind == "mapped":
        name, entry = "owner", entry | {"fields": entry["fields"] | {"owner": "code", "XZQDM": "name"}}
        table = table.append_column("owner", codes)
        codes = pa.chunked_array([["340000"] * len(codes)])
        table = table.set_column(table.schema.get_field_index("XZQDM"), "XZQDM", codes)
        codes = table.column("owner")
    else:
        codes = pa.chunked_array([["990000" if code == "320000" else code for code in codes.to_pylist()]])
    table = table.set_column(table.schema.get_field_index(name), name, codes)
    pq.write_table(table, tmp_path / "land-use.parquet", row_group_size=100)
    report = same(tmp_path, [entry], least=70, select="BD102", ignore="DA")
    assert far(report) > (500 if kind != "unknown" else 200)


def test_row_groups_without_statistics_and_an_index_of_pandas(tmp_path):
    frame = patchwork.table("land-use").to_crs("EPSG:4490").set_index("BSM", drop=False)
    frame.to_parquet(tmp_path / "d.parquet", write_covering_bbox=True, row_group_size=100, write_statistics=["BSM"])
    assert not pq.ParquetFile(tmp_path / "d.parquet").metadata.row_group(0).column(3).is_stats_set
    entries = [{"id": "d", "role": "land-use", "path": "d.parquet", "fields": {"DLBM": "class"}}]
    same(tmp_path, entries, least=70, select="BD102", ignore="DA")


@pytest.mark.parametrize("half", ["tail", "middle"])
def test_a_damaged_file_is_one_clear_finding(tmp_path, half):
    entries = patchwork.layers(tmp_path, ("land-use", "redline"), crs="EPSG:4490")
    path = tmp_path / "land-use.parquet"
    raw = path.read_bytes()
    path.write_bytes(raw[: len(raw) // 2] if half == "tail" else raw[:5000] + bytes(30_000) + raw[35_000:])
    report = check(patchwork.study(tmp_path, entries), select="EC103,DA102", jobs=2, strict=True)
    told = report.conflicts.query("rule == 'DA102'")
    assert len(told) == 1
    assert told["severity"].tolist() == ["critical"]
    assert "cannot be read" in told["message_en"].iloc[0]
    assert (report.conflicts["rule"] == "EC103").any()


def test_an_empty_layer_is_told_as_such(tmp_path):
    entries = patchwork.layers(tmp_path, ("redline",))
    table = pq.read_table(tmp_path / "redline.parquet")
    pq.write_table(table.slice(0, 0), tmp_path / "redline.parquet")
    whole, streamed = both(tmp_path, entries, select="DA102")
    assert whole.conflicts["message_en"].tolist() == streamed.conflicts["message_en"].tolist() != []


def test_an_archive_is_read_whole(tmp_path):
    entries = patchwork.layers(tmp_path, ("redline",))
    with pytest.importorskip("zipfile").ZipFile(tmp_path / "redline.zip", "w") as archive:
        archive.write(tmp_path / "redline.parquet", "redline.parquet")
    same(tmp_path, [entries[0] | {"path": "redline.zip/redline.parquet"}], least=1, select="EC103")


def test_a_layer_can_be_kept_whole(tmp_path):
    entries = patchwork.layers(tmp_path, ("land-use",))
    report = check(patchwork.study(tmp_path, [entries[0] | {"whole": True}]), select="BD102", jobs=1, strict=True)
    assert far(report) == 0


def test_progress_is_told_within_a_large_layer(tmp_path):
    entries = patchwork.layers(tmp_path, ("land-use",))
    told = []
    check(
        patchwork.study(tmp_path, entries),
        select="BD102",
        jobs=1,
        progress=lambda words, share: told.append((words.en, share)),
    )
    shares = [share for words, share in told if words == "Loading land-use"]
    assert len(set(shares)) > 5
    assert [share for _, share in told] == sorted(share for _, share in told)


def exported(folder, roles, written):
    """Layers of the shipped study as files, and what a study file says of them."""
    shipped = Study.bundled("yrd")
    units = shipped.study.units
    chosen = tuple(entry for entry in shipped.layers if entry.role in roles or entry.id == units)
    entries = []
    for layer in harmonise(shipped.model_copy(update={"layers": chosen})).layers:
        frame = layer.frame.drop(columns=["source_row"]).rename(columns={"fid": "BSM"})
        frame["code"] = frame["code"].where(frame["code"] != "", None)
        crs, ending = written[layer.role]
        path = folder / f"{layer.id}.{ending}"
        if ending == "parquet":
            frame.to_crs(crs).to_parquet(path, write_covering_bbox=True, row_group_size=20)
        else:
            patchwork.database(frame.to_crs(crs), path)
        entries.append({"id": layer.id, "role": layer.role, "path": path.name, "party": layer.party})
    return entries


def test_the_shipped_layers_streamed_from_files_of_all_formats(tmp_path):
    written = {
        "land-use": ("EPSG:4549", "gpkg"), "redline": ("EPSG:4490", "parquet"), "farmland": ("EPSG:3857", "fgb"),
        "development-boundary": ("EPSG:4528", "gdb"),
    }  # fmt: skip
    entries = exported(tmp_path, set(written), written)
    units = {"id": "units", "role": "unit", "path": "bundled:yrd/provinces"}
    tables = {"study": {"units": "units", "level": "province"}, "layer": [units, *entries]}
    reports = []
    for rows in (WHOLE, 0):
        study = Study.from_table(tables | {"study": tables["study"] | {"stream_rows": rows}}, folder=tmp_path)
        reports.append(check(study, select="BD101,BD102,BD103,DV103,EC103,EC104,DA105", jobs=1, strict=True))
    one, other = (report.conflicts for report in reports)
    pd.testing.assert_frame_equal(pd.DataFrame(one), pd.DataFrame(other))
    assert len(one) > 20
    assert reports[0].seams.equals(reports[1].seams)
    assert far(reports[1]) > 50
