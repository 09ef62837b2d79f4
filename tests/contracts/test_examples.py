"""Examples in docstrings and in the README run."""

import doctest
import importlib
import pkgutil
import re
import tomllib
from pathlib import Path

import pytest

import planseam
from planseam import Study
from planseam.checking.accepting import acceptances
from planseam.checking.registry import rules

README = (Path(__file__).parents[2] / "README.md").read_text("utf-8")
MODULES = sorted(name for _, name, _ in pkgutil.walk_packages(planseam.__path__, "planseam."))


def blocks(language):
    return re.findall(rf"```{language}\n(.*?)```", README, flags=re.DOTALL)


@pytest.mark.parametrize("module", MODULES)
def test_docstrings(module):
    assert doctest.testmod(importlib.import_module(module)).failed == 0


def test_the_study_file_of_the_readme_is_one():
    text, _ = blocks("toml")
    study = Study.from_table(tomllib.loads(text), folder=Path())
    assert study.rules.options == {"EC103": {"run_m": 300}}


def test_the_acceptance_of_the_readme_is_one(tmp_path):
    _, text = blocks("toml")
    (tmp_path / "accepted.toml").write_text(text, "utf-8")
    assert [entry.id for entry in acceptances(tmp_path)] == ["EC103-d832d4a5"]


def test_the_python_example_of_the_readme_runs(tmp_path, monkeypatch):
    (code,) = blocks("python")
    monkeypatch.chdir(tmp_path)
    exec(compile(code, "README.md", "exec"), {})  # noqa: S102 - our own README
    assert {path.name for path in tmp_path.iterdir()} == {"major.gpkg", "map.html"}


def test_the_readme_names_every_rule():
    assert all(f"{code} {rule.name}" in README for code, rule in rules().items())


def test_every_command_of_the_readme_exists():
    from planseam.cli.app import app  # noqa: PLC0415 - the command line is wanted here alone

    known = {command.name for command in app.registered_commands}
    assert set(re.findall(r"planseam (\w+)", "\n".join(blocks("console")))) <= known
