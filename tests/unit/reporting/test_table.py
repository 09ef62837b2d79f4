import numpy as np
import pandas as pd

from planseam.model.conflict import COLUMNS
from planseam.reporting.table import canonical, counts_by_border, in_reading_order, worst


def test_the_canonical_table_has_the_columns_and_order_of_the_record(report):
    table = canonical(report.conflicts)
    assert list(table.columns) == [*COLUMNS, "geometry"]
    assert table["id"].is_monotonic_increasing
    assert {name: str(dtype) for name, dtype in table.dtypes.items() if name != "geometry"} == COLUMNS
    assert table.crs == "EPSG:4490"


def test_what_has_no_place_has_no_geometry_and_the_report_is_left_alone(report):
    before = report.conflicts.copy()
    table = canonical(report.conflicts)
    assert table.loc[table["rule"] == "DA104", "geometry"].isna().all()
    pd.testing.assert_frame_equal(pd.DataFrame(before), pd.DataFrame(report.conflicts))


def test_missing_texts_become_empty_texts(build_report):
    report = build_report(3)
    report.conflicts["border"] = report.conflicts["border"].where(np.array([True, False, True]), None)
    assert canonical(report.conflicts)["border"].isna().sum() == 0


def test_reading_order_puts_what_concerns_no_border_last(report):
    borders = in_reading_order(report)["border"].tolist()
    assert borders[-3:] == ["", "", ""]
    assert borders[:-3] == sorted(borders[:-3])


def test_counts_hold_every_border_and_every_rule_that_ran(build_report):
    report = build_report(20)
    counts = counts_by_border(report)
    assert list(counts.index) == ["32-33", "32-34", "33-34", ""]
    assert list(counts.columns) == ["BD101", "BD102", "CO101", "DA104", "EC103", "EC104"]
    assert counts.to_numpy().sum() == 20
    assert counts.loc["33-34", "EC103"] == 3
    assert "WA101" not in counts.columns  # did not run: not the same as none found


def test_counts_of_no_conflicts_are_noughts(build_report):
    counts = counts_by_border(build_report(0))
    assert counts.shape == (3, 6)
    assert counts.to_numpy().sum() == 0


def test_the_worst_severity_of_a_cell(report):
    changed = report.conflicts.copy()
    changed.loc[changed["rule"] == "EC103", "severity"] = ["info", "critical", "minor"]
    report = type(report)(**{**vars(report), "conflicts": changed})
    assert worst(report)["33-34", "EC103"] == "critical"
