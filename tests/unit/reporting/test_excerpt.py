import pytest

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
