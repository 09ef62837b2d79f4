import pytest

from planseam.reporting.excerpt import of_unit
from planseam.reporting.pictures import KeptPictures, Pictures

BORDER = "32-33"


@pytest.fixture(scope="module")
def whole(report):
    return Pictures(report, dpi=40)


@pytest.fixture
def of(report, whole, tmp_path):
    return lambda code: KeptPictures(of_unit(report, code), whole=whole, folder=tmp_path)


@pytest.fixture
def shared(report):
    """Some conflicts of a border, which are in the parts of both its units."""
    return report.conflicts.loc[report.conflicts["border"] == BORDER, "id"].tolist()[:2]


def test_the_neighbour_takes_what_was_drawn(of, shared, whole, tmp_path, monkeypatch):
    first = list(of("32").figures(shared))
    assert first == list(whole.figures(shared))
    assert len(list(tmp_path.iterdir())) == len(shared)
    monkeypatch.setattr("planseam.reporting.pictures.drawing.Detail", None)  # nobody can draw any more
    assert list(of("33").figures(shared)) == first
    assert list(tmp_path.iterdir()) == []


def test_charts_are_shared_too(of, whole, tmp_path):
    charts = of("32").seam_charts(BORDER)
    assert charts
    assert charts == of("33").seam_charts(BORDER) == whole.seam_charts(BORDER)
    assert list(tmp_path.iterdir()) == []


def test_what_cannot_be_kept_is_drawn_all_the_same(report, whole, shared, tmp_path):
    kept = KeptPictures(of_unit(report, "32"), whole=whole, folder=tmp_path / "none")
    assert list(kept.figures(shared)) == list(whole.figures(shared))


def test_all_conflicts_of_the_part_are_meant_where_none_is_named(of):
    assert [name for name, _ in of("34").figures()] == list(of("34").ids)


def test_a_part_has_an_overview_of_its_own(of, whole):
    assert of("32").overview().alt != whole.overview().alt
