import importlib
import inspect
import pkgutil
import subprocess
import sys

import pytest
from numpydoc.validate import validate

import planseam

MODULES = sorted(
    name
    for _, name, _ in pkgutil.walk_packages(planseam.__path__, "planseam.")
    if not name.startswith("planseam.layers")
)


def test_all_is_sorted_and_there():
    assert planseam.__all__ == sorted(planseam.__all__)
    for name in planseam.__all__:
        assert getattr(planseam, name).__doc__


def test_unknown_names_are_refused():
    with pytest.raises(AttributeError, match="nonesuch"):
        _ = planseam.nonesuch


@pytest.mark.parametrize("module", MODULES)
def test_every_module_says_what_it_shows(module):
    loaded = importlib.import_module(module)
    assert loaded.__doc__
    shown = getattr(loaded, "__all__", [])
    assert len(shown) == len(set(shown))
    for name in shown:
        assert hasattr(loaded, name)


@pytest.mark.parametrize("module", MODULES)
def test_public_functions_have_a_docstring_that_numpydoc_reads(module):
    """Every public function has a summary, and those that take more than themselves describe each argument right."""
    loaded = importlib.import_module(module)
    for name in getattr(loaded, "__all__", []):
        item = getattr(loaded, name)
        if not (inspect.isfunction(item) or inspect.isclass(item)) or item.__module__ != module:
            continue
        if inspect.isclass(item) and issubclass(item, planseam.Rule):
            continue  # a rule's docstring is its page, tested with the rules
        found = {code for code, _ in validate(f"{module}.{name}")["errors"]}
        # GL08 no docstring, SS03 no full stop, PR02 unknown parameter described
        owed = {"GL08", "SS03", "PR02"} if inspect.isfunction(item) else {"GL08", "SS03"}  # aliases hide fields
        assert not found & owed, f"{module}.{name}: {found}"


def test_importing_loads_no_geometry_library():
    code = "import sys, planseam, planseam.cli; print({'geopandas', 'shapely', 'pydantic'} & set(sys.modules))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "set()"
