"""Units that do not meet: said in the record, and no rule that needs borders looks clean."""

import geopandas as gpd
import pytest
import shapely

from planseam.checking.check import check
from planseam.checking.registry import rules
from planseam.errors import RuleError, StudyError
from planseam.model.study import Study
from planseam.rules.ec.ec103_redline_stops_at_border import RedlineStopsAtBorder

CRS = "EPSG:4549"
X, Y = 500_000, 3_300_000
ALONG = {"EC103", "BD101", "CO101", "CO102", "EC102", "WA103", "WA104", "TR101", "TR102", "DV104"}


def box(left, bottom, right, top):
    return shapely.box(X + left, Y + bottom, X + right, Y + top)


@pytest.fixture
def study(tmp_path):
    def write(units, *, redline=(-3000, 1000, 0, 6000), tolerances=(), file="planseam.toml", rules=None, **settings):
        gpd.GeoDataFrame({"XZQDM": list(units)}, geometry=list(units.values()), crs=CRS).to_parquet(
            tmp_path / "u.parquet"
        )
        gpd.GeoDataFrame(geometry=[box(*redline)], crs=CRS).to_parquet(tmp_path / "r.parquet")
        layers = [
            {"id": "u", "role": "unit", "path": "u.parquet"},
            {"id": "r", "role": "redline", "path": "r.parquet"},
        ]
        table = {"study": {"units": "u", **settings}, "layer": layers, "tolerance": list(tolerances)}
        return Study.from_table({**table, "rules": rules or {}}, folder=tmp_path, where=file)

    return write


def pair(gap):
    return {"33": box(-10_000, 0, 0, 10_000), "34": box(gap, 0, 10_000, 10_000)}


def told(report, rule):
    table = report.conflicts[(report.conflicts["rule"] == rule) & (report.conflicts["layer_a"] == "u")]
    return table[["severity", "message_en"]].to_numpy().tolist()


def test_the_rules_that_judge_along_borders_say_so():
    assert {code for code, rule in rules().items() if rule.along_borders} >= ALONG


@pytest.mark.parametrize(("gap", "severity"), [(0.001, "info"), (3, "minor")])
def test_units_a_little_apart_are_fitted_and_judged(study, gap, severity):
    report = check(study(pair(gap)), select=["EC103"])
    assert [row[0] for row in told(report, "DA102")] == [severity]
    (stop,) = report.conflicts[report.conflicts["rule"] == "EC103"].to_dict("records")
    assert stop["length_m"] == pytest.approx(5000, rel=1e-3)


def test_units_farther_apart_are_critical_and_nothing_is_judged_along_borders(study):
    report = check(study(pair(6)), select=["EC103"])
    ((severity, message),) = told(report, "DA102")
    assert severity == "critical"
    assert message.startswith("no two units share a border")
    (run,) = [run for run in report.rules if run.code == "EC103"]
    assert (run.ran, run.failed, run.reason.en) == (False, False, "no two units share a border")
    assert check(study(pair(6), unit_gap_m=10), select=["EC103"]).borders["border"].tolist() == ["33-34"]


def test_that_is_told_even_without_the_gate(study):
    assert told(check(study(pair(6)), select=["EC103"], ignore=["DA"]), "DA102")


def test_one_unit_has_no_border_which_is_info(study):
    report = check(study({"33": box(-10_000, 0, 0, 10_000)}), select=["EC103"])
    assert [row[0] for row in told(report, "DA102")] == ["info"]
    (run,) = [run for run in report.rules if run.code == "EC103"]
    assert (run.ran, run.reason.en) == (False, "the study has one unit, so no border")


def test_neighbours_without_a_border_are_named_where_others_have_one(study):
    units = {**pair(0), "31": box(10_000, 0, 20_000, 10_000), "32": box(-10_000, 10_400, -500, 20_000)}
    ((severity, message),) = told(check(study(units), select=["EC103"]), "DA102")
    assert severity == "minor"
    assert message.endswith("Jiangsu and Zhejiang (400.0 m)")
    far = {**units, "32": box(-10_000, 10_600, -500, 20_000)}
    assert not told(check(study(far), select=["EC103"]), "DA102")


def test_units_parted_by_a_third_one_or_touching_at_a_corner_are_no_such_neighbours(study):
    units = {
        "31": box(-10_000, 0, 0, 10_000),
        "32": box(0, 0, 400, 10_000),
        "33": box(400, 0, 10_000, 10_000),
        "34": box(-10_000, 10_000, 0, 20_000),
    }
    assert not told(check(study(units), select=["EC103"]), "DA102")


def test_a_tolerance_for_a_border_that_does_not_exist_is_told(study):
    report = check(study(pair(0), tolerances=[{"border": "31-99", "run_m": 300}]), select=["EC103"])
    ((severity, message),) = told(report, "DA103")
    assert severity == "info"
    assert "31-99" in message
    assert not told(check(study(pair(0), tolerances=[{"border": "33-34", "run_m": 300}])), "DA103")


@pytest.mark.parametrize(
    ("values", "error", "said"),
    [
        ({"tolerances": [{"rule": "EC13", "run_m": 3}]}, RuleError, "EC1"),
        ({"tolerances": [{"rnu_m": 3}]}, StudyError, "“run_m” is meant"),
        ({"tolerances": [{"rule": "EC103", "run_m": float("inf")}]}, StudyError, "finite"),
        ({"rules": {"BD101": {"roles": ["redlin"]}}}, StudyError, "“redline” is meant"),
        ({"rules": {"EC993": {}}}, RuleError, "EC"),
    ],
)
def test_errors_of_rules_and_tolerances_name_the_study_file(study, values, error, said):
    with pytest.raises(error) as caught:
        check(study(pair(0), file="mine.toml", **values))
    assert caught.value.where.startswith("mine.toml")
    assert said in caught.value.sentence("en")


def test_a_rule_that_breaks_off_is_told_and_stops_no_other(study, monkeypatch):
    def judge(self, scene, settings):
        yield from ()
        message = "odd\n  value"
        raise ValueError(message)

    monkeypatch.setattr(RedlineStopsAtBorder, "judge", judge)
    report = check(study(pair(0)), select=["EC103", "BD101"])
    (run,) = [run for run in report.rules if run.code == "EC103"]
    assert (run.ran, run.failed) == (False, True)
    assert run.reason.en == "the rule broke off (ValueError: odd value)"
    assert "ValueError" in run.reason.zh
    assert next(run for run in report.rules if run.code == "BD101").ran
    with pytest.raises(ValueError, match="odd"):
        check(study(pair(0)), select=["EC103"], strict=True)


def test_a_party_with_a_typing_error_does_not_hide_the_stop(study):
    drawn = study(pair(0))
    layers = [layer.model_copy(update={"party": "99" if layer.id == "r" else ""}) for layer in drawn.layers]
    report = check(drawn.model_copy(update={"layers": tuple(layers)}), select=["EC103"])
    assert report.conflicts[["rule", "severity"]].to_numpy().tolist() == [["DA103", "critical"], ["EC103", "minor"]]


def test_a_spill_over_the_border_does_not_hide_the_stop(study):
    report = check(study(pair(0), redline=(-3000, 1000, 3, 6000)), select=["EC103"])
    assert report.conflicts["rule"].tolist() == ["EC103"]
