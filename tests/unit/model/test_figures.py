import math

import numpy as np
import pytest

from planseam.model.figures import figure, figures


@pytest.mark.parametrize(
    ("word", "number"),
    [
        ("510.67", 510.67),
        ("1,443.60", 1443.6),
        ("1，443.60", 1443.6),
        ("1 443 600", 1_443_600),
        ("1\u00a0443", 1443),
        ("１４３．３２", 143.32),
        (" 20.6 % ", 0.206),
        ("20.6％", 0.206),
        ("-3", -3),
        ("1e3", 1000),
        (np.float64(0.206), 0.206),
        (2035, 2035),
    ],
)
def test_a_number_is_read_as_tables_write_it(word, number):
    assert figure(word) == pytest.approx(number, rel=1e-12)


@pytest.mark.parametrize(
    "word", ["", "—", "无", "1,5", "12,34.5", "35~40", "≥35", "510.67 km2", None, float("nan"), "inf"]
)
def test_what_is_no_number_is_not_guessed(word):
    assert math.isnan(figure(word))


def test_many_numbers_are_one_array():
    assert figures(["1", 2, "3,000"]).tolist() == [1, 2, 3000]
