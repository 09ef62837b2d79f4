"""The example plugin, really installed: what it adds is there, and what clashes is told."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

PLUGIN = Path(__file__).parents[1] / "plugin"


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    """A folder in which pip has installed the plugin, and nothing else."""
    folder = tmp_path_factory.mktemp("site")
    # hatchling is a tool of the tests: nothing is fetched
    pip = [sys.executable, "-m", "pip", "install", "--quiet", "--no-deps", "--no-index", "--no-build-isolation"]
    subprocess.run([*pip, "--disable-pip-version-check", "--target", folder, PLUGIN], check=True)
    return folder


def planseam(*arguments, path):
    environment = {**os.environ, "PYTHONPATH": str(path), "PYTHONIOENCODING": "utf-8"}
    command = [sys.executable, "-c", "from planseam.cli import main; main()", *map(str, arguments)]
    return subprocess.run(command, capture_output=True, encoding="utf-8", env=environment, check=False)


def test_its_rule_is_listed_and_explained(site):
    assert "XX101" in planseam("rules", "-l", "en", path=site).stdout
    page = planseam("rule", "XX101", "-l", "zh", path=site).stdout
    assert "红线碎斑" in page
    assert "甲仅 5000 平方米" in page


def test_its_rule_keeps_its_cases(site):
    code = (
        "from planseam.checking.registry import rule_of; from planseam.checking.cases import cases_of, run_case\n"
        "rule = rule_of('XX101'); print([run_case(rule, case).complaint for case in cases_of(rule)])"
    )
    environment = {**os.environ, "PYTHONPATH": str(site)}
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, env=environment, check=True)
    assert done.stdout.strip() == "['', '']"


def test_its_layers_are_listed(site):
    listed = planseam("layers", "-l", "en", path=site).stdout
    assert "bundled:example/ponds" in listed
    assert "bundled:yrd/redline" in listed


def test_without_it_nothing_of_it_is_there(tmp_path):
    done = planseam("rule", "XX101", path=tmp_path)
    assert done.returncode == 2
    assert "XX101" in done.stderr


def test_a_code_claimed_twice_stops_the_start_with_one_sentence(site, tmp_path):
    (tmp_path / "clash.py").write_text(
        "from planseam_example.small_patch import SmallPatch as First\n"
        "class SmallPatch(First): __doc__ = First.__doc__\n"
    )
    folder = tmp_path / "clash-1.0.dist-info"
    folder.mkdir()
    (folder / "METADATA").write_text("Metadata-Version: 2.1\nName: clash\nVersion: 1.0\n")
    (folder / "entry_points.txt").write_text("[planseam.rules]\nclash = clash:SmallPatch\n")
    done = planseam("rules", "-l", "en", path=os.pathsep.join([str(site), str(tmp_path)]))
    assert done.returncode == 2
    assert len(done.stderr.strip().splitlines()) == 1
    assert done.stderr.startswith("XX101 (clash, planseam_example.small_patch): the code is claimed by two rules.")


def test_a_place_claimed_twice_stops_the_start_with_one_sentence(site, tmp_path):
    folder = tmp_path / "clash-1.0.dist-info"
    folder.mkdir()
    (folder / "METADATA").write_text("Metadata-Version: 2.1\nName: clash\nVersion: 1.0\n")
    (folder / "entry_points.txt").write_text("[planseam.layers]\nexample = clash:layers\n")
    done = planseam("layers", "-l", "en", path=os.pathsep.join([str(site), str(tmp_path)]))
    assert done.returncode == 2
    assert len(done.stderr.strip().splitlines()) == 1
    assert "“example” is claimed by" in done.stderr
