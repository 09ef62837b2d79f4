from dataclasses import replace

from planseam.reporting.matrix import matrix


def test_every_conflict_is_counted_once(report):
    made = matrix(report)
    assert sum(made.totals) == sum(row.total for row in made.rows) == len(report.conflicts)
    for row in made.rows:
        assert row.total == sum(cell.count for cell in row.cells)
        for cell in row.cells:
            here = report.conflicts[
                (report.conflicts["border"] == cell.border) & (report.conflicts["rule"] == cell.code)
            ]
            assert cell.count == len(here)
            assert (cell.severity in set(here["severity"])) if len(here) else cell.severity == ""


def test_the_longer_of_both_runs_down(report):
    made = matrix(report)
    assert len(made.rows) >= len(made.heads)
    few = matrix(replace(report, conflicts=report.conflicts[report.conflicts["rule"] == "BD101"]))
    assert [code for code, _ in few.heads] == ["BD101"]
    assert few.corner.en == "Border"


def test_rules_that_found_nothing_are_named(report):
    few = matrix(replace(report, conflicts=report.conflicts[report.conflicts["rule"] != "EC104"]))
    assert "EC104" in [code for code, _ in few.clean]
    assert "EC104" not in {cell.code for row in few.rows for cell in row.cells}
