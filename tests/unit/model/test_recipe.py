import tomllib
from itertools import combinations

import numpy as np
import pytest

from planseam.errors import OutputError
from planseam.model import palette as module
from planseam.model.conflict import SEVERITIES
from planseam.model.data import data_folder
from planseam.model.palette import Palette, Style, palette, read_map_file
from planseam.model.recipe import recipe
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


@pytest.mark.parametrize("file", sorted(data_folder("maps").glob("*.toml")), ids=lambda file: file.stem)
def test_every_shipped_file_can_be_read(file):
    is_recipe = "role" in tomllib.loads(file.read_text("utf-8"))
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


@pytest.mark.parametrize("text", ["colour = 1", "title = 3", "= broken", '[severity]\nmajor = "url(x)"'])
def test_an_unusable_file_is_refused(text, tmp_path, monkeypatch):
    (tmp_path / "poor.toml").write_text(text, "utf-8")
    monkeypatch.setattr(module, "data_folder", lambda _: tmp_path)
    with pytest.raises(OutputError, match="cannot be used"):
        read_map_file("poor", Palette)
