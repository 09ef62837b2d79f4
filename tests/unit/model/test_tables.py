import re

import pytest

from planseam.errors import StudyError
from planseam.model.study import Study
from planseam.model.tables import MOST_BYTES, read_toml
from planseam.text import Text

NONE = Text("请检查路径", "Check the path")
STUDY = """
[study]
title = "{title}"
units = "u"
[[layer]]
id = "u"
role = "unit"
path = "{path}"
"""


def study(tmp_path, *, title="t", path="u.gpkg", more=""):
    (tmp_path / "planseam.toml").write_text(STUDY.format(title=title, path=path) + more, "utf-8")
    return Study.from_file(tmp_path)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"a = 1\n#" + b"x" * MOST_BYTES, "more than 4 MB"),
        (b"a = " + b"9" * 5000, "too long"),
        (b"[[a]]\nb = [0x8000000000000000]", "too long"),
        (b"a = 1\n" + b"b." * 100_000 + b"c = 1", "nested too deeply"),
        (b"[" + b'"\\"".' * 100_000 + b"c]", "nested too deeply"),
        (b"[[" + b"'.' . " * 100_000 + b"c]]", "nested too deeply"),
        (b"a = {" + b"b." * 100_000 + b"c = 1}", "nested too deeply"),
        (b"a" * 4_000_000, "not valid TOML"),
        (b'"' * 4_000_000, "not valid TOML"),
        (b"a." * 19 + b"." * 4_000_000, "not valid TOML"),
        (b"a = " + b"[" * 100_000, "nested too deeply"),
        (b"a = \x00", "not valid TOML"),
        (b"a = '\xff'", "not UTF-8"),
        (b"\xff\xfea\x00", "not UTF-8"),
        (b"a = 1\na = 2", "not valid TOML"),
    ],
)
def test_what_no_person_wrote_is_refused_in_one_sentence(tmp_path, content, said):
    (tmp_path / "a.toml").write_bytes(content)
    with pytest.raises(StudyError, match=said) as caught:
        read_toml(tmp_path / "a.toml", missing=NONE)
    assert len(caught.value.sentence("zh")) < 300
    assert "\n" not in caught.value.sentence("en")


def test_a_folder_in_the_place_of_a_file_is_told(tmp_path):
    with pytest.raises(StudyError, match="cannot be read"):
        read_toml(tmp_path, missing=NONE)


def test_the_mark_that_windows_puts_before_utf_8_does_no_harm(tmp_path):
    (tmp_path / "a.toml").write_bytes("\ufeffa = '中'\r\n".encode())
    assert read_toml(tmp_path / "a.toml", missing=NONE) == {"a": "中"}


def test_whole_numbers_are_read_as_far_as_toml_has_them(tmp_path):
    (tmp_path / "a.toml").write_text(f"a = {2**63 - 1}\nb = {1 - 2**63}")
    assert read_toml(tmp_path / "a.toml", missing=NONE) == {"a": 2**63 - 1, "b": 1 - 2**63}


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"title": "x" * 201}, "more than 200 characters"),
        ({"path": "x" * 4097}, "more than 4096 characters"),
        ({"path": r"a\u0000b"}, "null character"),
        ({"more": f'[[layer]]\nid = "{"x" * 101}"\nrole = "redline"\npath = "r"'}, "more than 100 characters"),
        (
            {"more": "".join(f'[[layer]]\nid = "r{i}"\nrole = "redline"\npath = "r"\n' for i in range(2000))},
            "more than 2000 entries",
        ),
        ({"more": f"[{'k' * 9999}]"}, "no key"),
        ({"more": f"[rules]\n{'k' * 9999} = 1"}, "no key"),
        ({"more": f"[layer.fields]\n{'k' * 9999} = 1"}, "must be text"),
        ({"more": "[rules]\nselect = 12"}, "must be a list"),
    ],
)
def test_every_value_of_a_study_is_bounded_and_told_in_a_few_words(tmp_path, changed, said):
    with pytest.raises(StudyError) as caught:
        study(tmp_path, **changed)
    assert said in caught.value.sentence("en")
    assert len(caught.value.sentence("en")) < 600
    assert re.search(r"[\u4e00-\u9fff]", caught.value.sentence("zh"))


def test_a_study_at_its_bounds_is_read(tmp_path):
    assert len(study(tmp_path, title="长" * 200, path="a" * 4096).study.title) == 200
