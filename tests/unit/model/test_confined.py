import pytest

from planseam.errors import StudyError
from planseam.model.study import Study

STUDY = """
[study]
units = "u"
[[layer]]
id = "u"
role = "unit"
path = "bundled:yrd/provinces"
[[layer]]
id = "r"
role = "redline"
path = '{path}'
"""


@pytest.fixture
def study(tmp_path):
    """A study in its folder, and files of others beside it."""
    inside, outside = tmp_path / "study", tmp_path / "outside"
    for folder in (inside / "incoming", inside / "plan.gdb", outside):
        folder.mkdir(parents=True)
    for file in (inside / "incoming" / "r.shp", inside / "plan.gdb" / "a00000001.gdbtable", outside / "r.dbf"):
        file.touch()

    def write(path):
        (inside / "planseam.toml").write_text(STUDY.format(path=path), "utf-8")
        return inside / "planseam.toml"

    write.inside, write.outside = inside, outside
    return write


@pytest.mark.parametrize(
    "path",
    [
        "incoming/r.shp",
        "incoming",
        "./incoming/../incoming/r.shp",
        "none/yet.gpkg",
        "plan.gdb",
        "a:b.shp",
        "a.zip/b/c.shp",
    ],
)
def test_what_lies_inside_is_allowed(study, path):
    assert Study.from_file(study(path), trusted=False).layers[1].path == path


@pytest.mark.parametrize(
    "path",
    [
        "../outside/r.dbf",
        "..",
        "incoming/../../outside",
        "/etc/passwd",
        "postgresql://somewhere/plans?table=a.b",
        "https://somewhere/a.geojson",
        "/vsicurl/https://somewhere/a.geojson",
    ],
)
def test_what_lies_outside_is_refused_unless_the_file_was_named(study, path):
    file = study(path)
    assert Study.from_file(file).layers[1].path == path
    with pytest.raises(StudyError) as caught:
        Study.from_file(file, trusted=False)
    assert "“r” lies outside" in caught.value.what.en
    assert f"planseam run {file}" in caught.value.cure.zh


def test_a_link_that_leads_out_is_refused_and_one_within_is_not(study):
    (study.inside / "out").symlink_to(study.outside)
    (study.inside / "in").symlink_to("incoming")
    Study.from_file(study("in/r.shp"), trusted=False)
    with pytest.raises(StudyError, match="outside"):
        Study.from_file(study("out/r.shp"), trusted=False)


def test_a_side_file_that_leads_out_is_refused(study):
    file = study("incoming/r.shp")
    (study.inside / "incoming" / "other.dbf").symlink_to(study.outside / "r.dbf")
    Study.from_file(file, trusted=False)
    (study.inside / "incoming" / "r.dbf").symlink_to(study.outside / "r.dbf")
    with pytest.raises(StudyError, match="outside"):
        Study.from_file(file, trusted=False)


def test_a_link_within_a_folder_that_is_a_layer_is_refused(study):
    file = study("plan.gdb")
    (study.inside / "plan.gdb" / "a00000002.gdbtable").symlink_to(study.outside / "r.dbf")
    with pytest.raises(StudyError, match="outside"):
        Study.from_file(file, trusted=False)


def test_a_study_folder_that_is_itself_reached_by_a_link_is_as_good(study, tmp_path):
    study("incoming/r.shp")
    (tmp_path / "link").symlink_to("study")
    Study.from_file(tmp_path / "link", trusted=False)


def test_links_without_end_and_endless_names_are_left_to_the_reader(study):
    (study.inside / "plan.gdb" / "self").symlink_to(".")
    (study.inside / "loop.shp").symlink_to("loop.shp")
    for path in ("plan.gdb", "loop.shp", "x" * 300):
        Study.from_file(study(path), trusted=False)
