import tomllib
from itertools import combinations

import numpy as np
import pytest

from planseam.errors import OutputError
from planseam.model.comparison import CHANGES
from planseam.model.conflict import SEVERITIES
from planseam.model.data import data_folder
from planseam.model.palette import Style, palette
from planseam.model.recipe import Recipe, recipe
from planseam.model.role import roles

# Machado et al. 2009, full severity, linear RGB.
BLINDNESS = {
    "protan": [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216], [-0.003882, -0.048116, 1.051998]],
    "deutan": [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.011820, 0.042940, 0.968881]],
    "tritan": [[1.255528, -0.076749, -0.178779], [-0.078411, 0.930809, 0.147602], [0.004733, 0.691367, 0.303900]],
    "none": np.eye(3),
}


def lab(colour, matrix):
    rgb = np.array([int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)])
    linear = np.where(rgb <= 0.04045, rgb / 12.92, ((rgb + 0.055) / 1.055) ** 2.4)
    seen = np.clip(np.asarray(matrix) @ linear, 0, 1)
    to_xyz = [[0.4124, 0.3576, 0.1805], [0.2126, 0.7152, 0.0722], [0.0193, 0.1192, 0.9505]]
    x, y, z = np.cbrt(np.array(to_xyz) @ seen / [0.9505, 1, 1.089])
    return np.array([116 * y - 16, 500 * (x - y), 200 * (y - z)])


@pytest.mark.parametrize("kind", BLINDNESS)
def test_severities_stay_apart_for_every_eye(kind):
    seen = [lab(palette("palette").severity[severity], BLINDNESS[kind]) for severity in SEVERITIES]
    assert min(np.linalg.norm(a - b) for a, b in combinations(seen, 2)) > 20


@pytest.mark.parametrize("kind", BLINDNESS)
def test_changes_stay_apart_for_every_eye(kind):
    seen = [lab(palette("palette").change[change], BLINDNESS[kind]) for change in CHANGES]
    assert min(np.linalg.norm(a - b) for a, b in combinations(seen, 2)) > 20


@pytest.mark.parametrize("file", sorted(data_folder("maps").glob("*.toml")), ids=lambda file: file.stem)
def test_every_shipped_file_can_be_read(file):
    is_recipe = "title" in tomllib.loads(file.read_text("utf-8"))
    assert recipe(file.stem) if is_recipe else palette(file.stem)


def test_the_overview_and_the_palette_name_known_roles_and_all_that_have_shapes():
    drawn = {key for key, role in roles().items() if role.geometry != "none"}
    assert {entry.id for entry in recipe("overview").role} == drawn
    assert set(palette("palette").roles) == drawn


def test_a_style_is_completed_by_role_and_default():
    colours = palette("palette")
    assert Style(weight=2).over(Style(fill="#111111", weight=1)) == Style(fill="#111111", weight=2)
    assert colours.style("nobody") == Style(fill="#9aa5b1", line="#7b8794")


def test_a_role_that_is_not_named_follows_at_the_end_switched_off():
    assert not recipe("overview").entry("nobody").on
    assert recipe("overview").rank("nobody") == len(recipe("overview").role)


def test_an_unknown_recipe_is_refused_with_those_that_exist():
    with pytest.raises(OutputError, match="overview"):
        recipe("nothing")


@pytest.mark.parametrize("name", ["overview", "border", "conflict", "ecology", "water", "corridors"])
def test_the_shipped_recipes_share_the_order_of_drawing_and_show_the_ground(name):
    read = recipe(name)
    assert [entry.id for entry in read.role] == [entry.id for entry in recipe("overview").role]
    assert {"lake", "river", "coastline", "unit"} <= {entry.id for entry in read.role if entry.on}


def test_the_recipes_of_subjects_hold_the_conflicts_of_their_subject():
    assert recipe("ecology").concerns("EC103")
    assert recipe("ecology").concerns("CO104")
    assert not recipe("ecology").concerns("CO101")
    assert recipe("overview").concerns("GV101")


@pytest.fixture
def own(tmp_path):
    def write(text, name="mine.toml"):
        (tmp_path / name).write_text(text, "utf-8")
        return tmp_path / name

    return write


TITLE = 'title = { zh = "我的", en = "mine" }\n'


def test_a_recipe_of_ones_own_says_only_what_it_changes(own):
    read = recipe(
        own(
            TITLE
            + """base = "overview"
rules = ["EC", "WA101"]
extent = [118.0, 29.5, 119.8, 31.2]
language = "en"
approval = "审图号：浙S（2025）33号"
on = ["redline", "station"]
[[role]]
id = "redline"
style = { fill = "#112233" }
[[layer]]
id = "redline-anhui"
on = false
style = { line = "#445566" }
"""
        )
    )
    assert {entry.id for entry in read.role if entry.on} == {"redline", "station"}
    assert read.rank("lake") == recipe("overview").rank("lake")
    assert read.style("redline-33", "redline", palette()).fill == "#112233"
    assert read.style("redline-33", "redline", palette()).line == palette().style("redline").line
    assert read.style("redline-anhui", "redline", palette()) == Style(line="#445566").over(
        Style(fill="#112233").over(palette().style("redline"))
    )
    assert read.shows("redline-33", "redline")
    assert not read.shows("redline-anhui", "redline")
    assert (read.language, read.approval, read.extent) == ("en", "浙S（2025）33号", (118.0, 29.5, 119.8, 31.2))
    assert read.far_m == recipe("overview").far_m


def test_a_role_that_the_base_lacks_is_added_by_switching_it_on(own):
    own(TITLE + '[[role]]\nid = "lake"\non = true\n', "base.toml")
    read = recipe(own('base = "base.toml"\non = ["road"]\n'))
    assert [(entry.id, entry.on) for entry in read.role] == [("lake", False), ("road", True)]


def test_a_palette_of_ones_own_lies_beside_the_recipe(own):
    own('base = "palette"\n[roles.redline]\nfill = "#aabbcc"\n', "colours.toml")
    read = recipe(own(TITLE + 'palette = "colours.toml"\n'))
    assert palette(read.palette).fill("redline") == "#aabbcc"
    assert palette(read.palette).line("redline") == palette().line("redline")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("colour = 1", "no key “colour”"),
        ("title = 3", "cannot be used"),
        ("= broken", "not valid TOML"),
        ("", "“title” is missing"),
        (TITLE + "extent = [120.0, 30.0, 119.0, 31.0]", "west, south, east, north"),
        (TITLE + 'rules = ["ecology"]', "codes of rules"),
        (TITLE + 'approval = "none yet"', "map approval number"),
        (TITLE + 'on = "redline"', "no key “on”"),
        (TITLE + 'on = ["redlines"]', "no such role"),
        (TITLE + "base = 3", "name of another map file"),
        (TITLE + 'base = "mine.toml"', "round in a ring"),
        (TITLE + 'base = "missing.toml"', "no such map file"),
        (TITLE + '[[role]]\nid = "road"\nstyle = { fill = "red" }', "cannot be used"),
        (TITLE + '[[role]]\nid = "road"\nstyles = {}', "“style” is meant"),
    ],
)
def test_an_unusable_recipe_is_refused_and_says_why(own, text, said):
    with pytest.raises(OutputError, match=said):
        recipe(own(text))


def test_an_unusable_palette_is_refused(own):
    with pytest.raises(OutputError, match="cannot be used"):
        palette(str(own('base = "palette"\n[severity]\nmajor = "url(x)"', "colours.toml")))
    with pytest.raises(OutputError, match="no others"):
        palette(str(own('base = "palette"\n[severity]\ngrave = "#000000"', "other.toml")))


def test_a_missing_file_is_named():
    with pytest.raises(OutputError, match=r"nowhere\.toml.*overview"):
        recipe("nowhere.toml")


def test_a_recipe_is_read_anew(own):
    assert recipe(own(TITLE)).title.en == "mine"
    assert recipe(own(TITLE.replace("mine", "ours"))).title.en == "ours"
    assert isinstance(recipe(own(TITLE)), Recipe)
