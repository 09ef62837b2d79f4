import pytest

from planseam import Study, check


@pytest.fixture(scope="session")
def delta_report():
    """The shipped study, checked once for all tests that look at the result."""
    return check(Study.bundled("yrd"))
