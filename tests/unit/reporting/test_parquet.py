import geopandas as gpd
import pandas as pd
import pytest

from planseam.errors import OutputError
from planseam.model.conflict import COLUMNS
from planseam.reporting.parquet import write, write_seams
from planseam.reporting.table import canonical


def test_conflicts_come_back_as_they_were(report, tmp_path):
    write(report, tmp_path / "conflicts.parquet")
    table = gpd.read_parquet(tmp_path / "conflicts.parquet")
    assert list(table.columns) == [*COLUMNS, "geometry"]
    assert table.crs == "EPSG:4490"
    expected = canonical(report.conflicts)
    pd.testing.assert_frame_equal(
        pd.DataFrame(table.drop(columns="geometry")), pd.DataFrame(expected.drop(columns="geometry"))
    )
    assert table.geometry[~table.geometry.isna()].geom_equals(expected.geometry[~expected.geometry.isna()]).all()


def test_the_same_conflicts_give_the_same_bytes_in_whatever_order(report, tmp_path):
    write(report, tmp_path / "one.parquet")
    turned = type(report)(**{**vars(report), "conflicts": report.conflicts.iloc[::-1]})
    write(turned, tmp_path / "two.parquet")
    assert (tmp_path / "one.parquet").read_bytes() == (tmp_path / "two.parquet").read_bytes()


def test_no_conflicts_still_make_a_table(build_report, tmp_path):
    write(build_report(0), tmp_path / "none.parquet")
    table = gpd.read_parquet(tmp_path / "none.parquet")
    assert len(table) == 0
    assert list(table.columns) == [*COLUMNS, "geometry"]


def test_seams_hold_the_runs(report, tmp_path):
    write_seams(report, tmp_path / "seams.parquet")
    runs = pd.read_parquet(tmp_path / "seams.parquet")
    assert len(runs) == len(report.runs)
    lengths = (runs["to_km"] - runs["from_km"]).groupby([runs["border"], runs["role"]]).sum()
    assert lengths["33-34", "redline"] * 1000 == pytest.approx(
        report.borders.set_index("border").loc["33-34", "length_m"]
    )


def test_a_folder_that_is_not_there_is_an_output_error(report, tmp_path):
    with pytest.raises(OutputError):
        write(report, tmp_path / "missing" / "conflicts.parquet")
