"""What is generated from the code is up to date."""

from pathlib import Path

from planseam.model.role import roles
from planseam.reporting.catalogue import catalogue_markdown

DOCS = Path(__file__).parents[2] / "docs"


def test_the_catalogue_is_up_to_date():
    """Write it again with ``planseam rules --format md > docs/rules.md``."""
    assert (DOCS / "rules.md").read_text("utf-8") == catalogue_markdown()


def test_the_readme_leads_to_the_catalogue():
    assert "(docs/rules.md)" in (DOCS.parent / "README.md").read_text("utf-8")


def test_the_readme_lists_the_roles():
    """“planseam inspect” and the errors of a study file send there."""
    readme = (DOCS.parent / "README.md").read_text("utf-8")
    assert {name for name in roles() if f"`{name}`" not in readme} == set()
