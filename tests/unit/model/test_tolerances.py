from dataclasses import dataclass

import pytest

from planseam.errors import StudyError
from planseam.model.study import ToleranceEntry
from planseam.model.tolerances import Options, Settings, tolerance
from planseam.text import Text


@dataclass(frozen=True, kw_only=True)
class Reach(Options):
    reach_m: float = tolerance(50.0, unit="m", reason=Text("因", "because"))
    roles: tuple[str, ...] = tolerance(("redline",), unit="", reason=Text("因", "because"))


def entry(**values):
    return ToleranceEntry.model_validate(values)


def test_the_narrower_table_counts_more():
    settings = Settings.of(
        "EC103",
        Reach,
        table={"reach_m": 60},
        exceptions=(
            entry(border="33-34", role="redline", reach_m=100),
            entry(border="33-34", reach_m=80),
            entry(role="corridor", reach_m=70),
        ),
    )
    assert settings.at().reach_m == 60
    assert settings.at(border="33-34").reach_m == 80
    assert settings.at(border="33-34", role="redline").reach_m == 100
    assert settings.at(border="31-32", role="corridor").reach_m == 70


def test_a_border_is_the_same_from_either_side():
    settings = Settings.of("EC103", Reach, table={}, exceptions=(entry(border="34-33", reach_m=80),))
    assert settings.at(border="33-34").reach_m == 80


def test_a_table_for_another_rule_is_passed_over():
    settings = Settings.of("EC103", Reach, table={}, exceptions=(entry(rule="CO101", reach_m=80), entry(other_m=3)))
    assert settings.at().reach_m == 50


@pytest.mark.parametrize(
    ("table", "said"),
    [
        ({"reech_m": 1}, "reach_m"),
        ({"reach_m": "far"}, "number"),
        ({"reach_m": -1}, "number"),
        ({"roles": "x"}, "list"),
        ({"reach_m": True}, "number"),
        ({"reach_m": float("inf")}, "finite"),
        ({"reach_m": float("nan")}, "finite"),
        ({"roles": ["redlin"]}, "“redline” is meant"),
    ],
)
def test_wrong_tolerances_are_explained(table, said):
    with pytest.raises(StudyError) as caught:
        Settings.of("EC103", Reach, table=table)
    assert said in caught.value.sentence("en")


def test_a_wrong_value_in_a_tolerance_table_is_explained():
    with pytest.raises(StudyError, match="reach_m"):
        Settings.of("EC103", Reach, table={}, exceptions=(entry(border="33-34", reach_m="far"),))


def test_infinity_in_a_tolerance_table_is_refused_in_the_file_that_has_it():
    with pytest.raises(StudyError, match=r"^mine\.toml .*finite"):
        Settings.of("EC103", Reach, table={}, exceptions=(entry(reach_m=float("inf")),), where="mine.toml")


def test_settings_of_no_rule_pass_over_tolerances_of_rules():
    assert Settings.of("", Reach, table={}, exceptions=(entry(border="33-34", run_m=300),)).at().reach_m == 50
