import pytest

from planseam.errors import OutputError
from planseam.reporting.whole import beside


def half_written(path, error):
    with beside(path, suffix=".txt") as draft:
        draft.write_text("half")
        raise error


def test_the_file_stands_only_when_all_went_well(tmp_path):
    path = tmp_path / "a.txt"
    with beside(path, suffix=".txt") as draft:
        draft.write_text("new")
        assert not path.exists()
    assert path.read_text() == "new"
    assert list(tmp_path.iterdir()) == [path]


def test_a_failure_leaves_the_old_file_and_nothing_else(tmp_path):
    path = tmp_path / "a.txt"
    path.write_text("old")
    with pytest.raises(OutputError) as caught:
        half_written(path, OSError(28, "No space left on device"))
    assert path.read_text() == "old"
    assert list(tmp_path.iterdir()) == [path]
    assert "磁盘已满" in caught.value.sentence("zh")


def test_other_errors_pass_and_leave_nothing(tmp_path):
    with pytest.raises(KeyError):
        half_written(tmp_path / "a.txt", KeyError("fault of ours"))
    assert not list(tmp_path.iterdir())


def test_a_missing_folder_is_an_output_error(tmp_path):
    with pytest.raises(OutputError, match="missing"), beside(tmp_path / "missing" / "a.txt", suffix=".txt"):
        pass
