from dataclasses import replace

import pytest
from shapely import Point

from planseam.errors import RuleError
from planseam.reporting.excerpt import of_border, of_unit


def test_a_border_has_its_conflicts_its_profile_and_both_units(report):
    border = report.borders["border"].iloc[0]
    part = of_border(report, border)
    assert set(part.conflicts["border"]) <= {border, ""}
    assert set(report.conflicts[report.conflicts["border"] == border]["id"]) <= set(part.conflicts["id"])
    assert set(part.borders["border"]) == {border}
    assert set(part.runs["border"]) <= {border}
    assert set(part.units["code"]) == set(border.split("-"))
    assert part.study.study.title.startswith(report.study.study.title)


def test_a_unit_has_all_in_which_it_is_a_party(report):
    code = report.borders["unit_a"].iloc[0]
    part = of_unit(report, code)
    party = (report.conflicts["unit_a"] == code) | (report.conflicts["unit_b"] == code)
    assert set(report.conflicts[party]["id"]) <= set(part.conflicts["id"])
    assert ((part.borders["unit_a"] == code) | (part.borders["unit_b"] == code)).all()


@pytest.fixture
def with_findings(report):
    """One finding that names nobody in the middle of 32, one in no unit, the others without a place."""
    table = report.conflicts.copy()
    first, second = table.index[table["rule"] == "DA104"][:2]
    middle = report.units.set_index("code").geometry["32"].representative_point()
    table.loc[first, "geometry"], table.loc[second, "geometry"] = middle, Point(0, 0)
    return replace(report, conflicts=table), table.loc[first, "id"], table.loc[second, "id"]


def test_what_names_nobody_is_told_where_it_lies(with_findings):
    whole, inside, _ = with_findings
    assert inside in set(of_unit(whole, "32").conflicts["id"])
    for part in (of_unit(whole, "33"), of_unit(whole, "34"), of_border(whole, "32-33")):
        assert inside not in set(part.conflicts["id"])


def test_what_names_nobody_and_lies_nowhere_is_told_everywhere(with_findings):
    whole, inside, outside = with_findings
    findings = set(whole.conflicts.loc[whole.conflicts["rule"] == "DA104", "id"]) - {inside}
    assert outside in findings
    for part in (of_unit(whole, "33"), of_border(whole, "33-34")):
        assert findings <= set(part.conflicts["id"])


def test_the_ground_does_not_end_with_the_part(report):
    part = of_border(report, "32-33")
    assert {*part.units["code"], *part.ground["code"]} == set(report.units["code"])
    assert set(part.ground["code"]) == {"34"}
    assert report.ground is None


def test_figures_and_the_report_itself_stay_as_they_are(report):
    before = report.conflicts.copy()
    part = of_border(report, report.borders["border"].iloc[0])
    whole = report.conflicts.set_index("id")
    for row in part.conflicts.to_dict("records"):
        assert row["message_zh"] == whole.loc[row["id"], "message_zh"]
    assert report.conflicts.equals(before)


@pytest.mark.parametrize("take", [of_border, of_unit])
def test_what_the_report_has_not_is_refused_with_what_it_has(report, take):
    with pytest.raises(RuleError, match="There is: "):
        take(report, "99")
