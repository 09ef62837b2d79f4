import json
import re
from dataclasses import replace
from importlib.resources import files

import pandas as pd
import pytest

from planseam.checking.registry import rules
from planseam.mapping import write
from planseam.mapping.content import NAME_LENGTH, _shown, content
from planseam.model.conflict import STATUS_TITLES
from planseam.model.palette import palette
from planseam.model.recipe import recipe


def of(data, layer_id):
    return next(layer for layer in data["layers"] if layer["id"] == layer_id)


def test_layers_follow_the_recipe_between_land_and_borders(data):
    ids = [layer["id"] for layer in data["layers"]]
    assert ids == ["land", "lake", "counties", "redline", "reserve", "corridor", "station", "borders"]


def test_a_layer_without_shapes_is_not_drawn(data):
    assert "quota" not in [layer["id"] for layer in data["layers"]]


def test_a_layer_carries_count_mark_group_and_names_in_both_languages(data):
    redline = of(data, "redline")
    assert (redline["count"], redline["mark"], redline["group"]) == (2, True, "plans")
    assert redline["title"] == ["redline图层", "layer redline"]
    assert redline["names"][0] == ["要素0", "feature 0"]
    assert of(data, "lake")["group"] == "ground"


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("红线", "红线"),
        ("a\u202eb", "a\\u202eb"),
        ("a\tb\nc\r\nd", "a\\u0009b\\u000ac\\u000ad"),
        ("长" * 90, "长" * (NAME_LENGTH - 1) + "…"),
        ("长" * NAME_LENGTH, "长" * NAME_LENGTH),
    ],
)
def test_names_are_shown_whether_or_not_one_needs_a_change(name, shown):
    assert _shown(pd.Series(["plain", name, ""])) == ["plain", shown, ""]


def test_features_are_classed_by_the_field_of_the_palette(data):
    assert of(data, "reserve")["class"] == [0, 1]
    assert of(data, "reserve")["classes"][0]["title"] == ["核心保护区", "core protection zone"]


def test_bounds_are_those_of_the_units(data):
    assert data["bounds"] == pytest.approx([118, 30, 120, 31], abs=1e-4)


def test_the_notice_follows_the_layers(surveyed, data):
    gathered = content(surveyed, recipe=recipe("overview"), palette=palette("palette"), language="en")
    assert data["illustrative"]
    assert not gathered["illustrative"]
    assert gathered["language"] == "en"


def test_every_word_of_the_page_has_both_languages(data):
    for table in ("texts", "families", "statuses"):
        assert all(len(words) == 2 and all(words) for words in data[table].values())


def test_every_family_of_rules_is_named_and_statuses_as_everywhere(data):
    assert {code[:2] for code in rules()} <= set(data["families"])
    assert data["statuses"] == {key: list(title) for key, title in STATUS_TITLES.items()}


def test_every_word_that_the_program_asks_for_is_there(data):
    folder = files("planseam.mapping").joinpath("templates")
    asked = set()
    for file in folder.iterdir():
        text = file.read_text("utf-8")
        asked |= set(re.findall(r'\bword\("(\w+)"', text)) | set(re.findall(r'data-(?:word|hint)="(\w+)"', text))
    assert asked
    assert asked <= set(data["texts"])


def test_the_report_page_is_named_where_there_is_one(report, data, tmp_path, read_page):
    assert data["report"] == ""
    (tmp_path / "report.html").touch()
    write(report, tmp_path / "map.html")
    assert read_page((tmp_path / "map.html").read_text("utf-8"))["report"] == "report.html"


def test_an_empty_report_has_a_page_too(report):
    empty = replace(
        report,
        conflicts=report.conflicts.iloc[:0],
        units=report.units.iloc[:0],
        borders=report.borders.iloc[:0],
        layers=(),
    )
    gathered = content(empty, recipe=recipe("overview"), palette=palette("palette"), language="zh")
    assert gathered["conflicts"] == []
    assert json.dumps(gathered)


def test_units_around_a_part_are_land_and_neither_named_nor_shown_first(report, surveyed):
    def gather(wanted):
        return content(wanted, recipe=recipe("overview"), palette=palette("palette"), language="zh")

    part = replace(surveyed, units=report.units.iloc[:1])
    alone, within = gather(part), gather(replace(part, ground=report.units.iloc[1:]))
    assert of(alone, "land")["count"] == 1
    assert of(within, "land")["names"] == of(gather(report), "land")["names"]
    assert of(within, "land")["block"] == of(gather(report), "land")["block"]
    for same in ("bounds", "labels", "conflicts", "borders"):
        assert within[same] == alone[same]
