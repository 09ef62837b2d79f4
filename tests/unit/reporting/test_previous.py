import json
from pathlib import Path

import pytest
import shapely

from planseam.errors import OutputError
from planseam.model.study import Study
from planseam.reporting.previous import last_run, of_study


def study(title="甲", level="province"):
    return Study.from_table(
        {
            "study": {"title": title, "units": "u", "level": level},
            "layer": [{"id": "u", "role": "unit", "path": "bundled:yrd/provinces"}],
        },
        folder=Path(),
    )


@pytest.fixture
def folder(report, tmp_path):
    report.write("parquet", tmp_path / "conflicts.parquet")
    said = {
        "tool": "planseam",
        "title": "甲",
        "level": "province",
        "language": "en",
        "generated": "2026-03-01T08:00:00",
    }
    (tmp_path / "manifest.json").write_text(json.dumps(said), "utf-8")
    return tmp_path


def test_a_run_is_read_from_its_folder_or_its_table_alone(folder, report):
    for path in (folder, folder / "conflicts.parquet"):
        run = last_run(path)
        assert sorted(run.conflicts["id"]) == sorted(report.conflicts["id"])
        assert run.language == "en"
        assert run.title.en.endswith("(2026-03-01)")


def test_a_finding_without_place_has_an_empty_geometry(folder):
    shapes = last_run(folder).conflicts.geometry.to_numpy()
    assert shapely.is_empty(shapes).any()
    assert not shapely.is_missing(shapes).any()


@pytest.mark.parametrize("content", [None, b"", b"PAR1 nothing of the kind"])
def test_what_is_no_run_is_refused_with_the_cure(tmp_path, content):
    if content is not None:
        (tmp_path / "conflicts.parquet").write_bytes(content)
    with pytest.raises(OutputError, match=r"conflicts\.parquet"):
        last_run(tmp_path)


def test_a_table_with_a_repeated_id_or_without_a_column_is_refused(folder, report):
    table = report.conflicts
    table.assign(id="EC101-00000000").to_parquet(folder / "conflicts.parquet")
    with pytest.raises(OutputError, match="there twice"):
        last_run(folder)
    table.drop(columns="rule").to_parquet(folder / "conflicts.parquet")
    with pytest.raises(OutputError, match="columns are missing: rule"):
        last_run(folder)


def test_only_a_run_of_the_same_study_is_taken_for_the_last_version(folder, tmp_path_factory):
    assert of_study(folder, study()) is not None
    assert of_study(folder, study(title="乙")) is None
    assert of_study(folder, study(level="city")) is None
    assert of_study(tmp_path_factory.mktemp("empty"), study()) is None
