import struct

import pytest

from planseam.errors import OutputError
from planseam.reporting.pictures import (
    Pictures,
    conflict_figure,
    figures,
    locator_figure,
    overview_figure,
    seam_chart_figures,
)


@pytest.fixture(scope="module")
def alone(report):
    return dict(figures(report, dpi=72))


def test_all_conflicts_come_in_reading_order(report, alone):
    assert list(alone) == list(Pictures(report).ids)
    assert set(alone) == set(report.conflicts["id"])


def test_a_conflict_without_a_place_has_no_pictures(report, alone):
    nowhere = report.conflicts.geometry.is_empty | report.conflicts.geometry.isna()
    without = set(report.conflicts.loc[nowhere, "id"])
    assert without
    assert {name for name, drawn in alone.items() if drawn is None} == without


def test_several_processes_draw_the_same_bytes_in_the_same_order(report, alone):
    assert list(figures(report, dpi=72, jobs=2)) == list(alone.items())


def test_some_are_drawn_in_the_order_asked_for(report, alone):
    wanted = list(alone)[5:0:-2]
    assert [name for name, _ in figures(report, wanted, dpi=72)] == wanted


def test_one_picture_is_that_of_the_many(report, alone):
    name, many = next((name, drawn) for name, drawn in alone.items() if drawn)
    assert conflict_figure(report, name, dpi=72) == many.detail
    assert locator_figure(report, name, dpi=72) == many.locator
    assert f"1:{many.scale}" in many.detail.alt.en


def test_language_is_the_studys_unless_another_is_wanted(report):
    name = Pictures(report).ids[0]
    chinese, english = (conflict_figure(report, name, language=language, dpi=72) for language in ("zh", "en"))
    assert conflict_figure(report, name, dpi=72) == chinese
    assert chinese.png != english.png


def test_the_resolution_is_200_dots_an_inch(report):
    picture = overview_figure(report)
    assert struct.unpack(">I", picture.png[16:20])[0] == round(160 / 25.4 * 200)


def test_seam_charts_are_drawn_by_border(report):
    assert seam_chart_figures(report, "33-34", dpi=72)[0].width_mm == 160


@pytest.mark.parametrize(
    "draw",
    [
        lambda report: list(figures(report, ["EC101-nothere"])),
        lambda report: conflict_figure(report, "EC101-nothere"),
        lambda report: locator_figure(report, "EC101-nothere"),
        lambda report: seam_chart_figures(report, "11-12"),
    ],
)
def test_an_unknown_id_is_an_error_with_a_cure(report, draw):
    with pytest.raises(OutputError, match="there is no") as caught:
        draw(report)
    assert caught.value.cure.zh


def test_the_report_is_left_as_it_was(build_report):
    report = build_report(6)
    before = [layer.frame.copy() for layer in report.layers], report.conflicts.copy()
    list(figures(report, dpi=72))
    overview_figure(report, dpi=72)
    assert all(old.equals(layer.frame) for old, layer in zip(before[0], report.layers, strict=True))
    assert before[1].equals(report.conflicts)
