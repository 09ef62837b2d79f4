import os
import subprocess
import sys
from pathlib import Path

import pytest
import typer

from planseam.cli.console import said_plainly, say, study_of
from planseam.errors import StudyError
from planseam.text import Text

STUDY = """
[study]
units = "u"
[[layer]]
id = "u"
role = "unit"
path = "../outside/u.gpkg"
"""
HOSTILE = "\x1b]0;owned\x07\x1b[2J\u202e\nmajor EC103\r\x9b31m"
FULL = "cannot be read or written (the disk is full). Free some space and run again."
OBEYED = set("\x1b\x07\u202e\r\x9b")


@pytest.fixture
def outside(tmp_path, monkeypatch):
    """The working folder has a study whose units lie outside it."""
    (tmp_path / "study").mkdir()
    (tmp_path / "study" / "planseam.toml").write_text(STUDY, "utf-8")
    monkeypatch.chdir(tmp_path / "study")


@pytest.mark.parametrize("path", [None, ".", "../study"])
def test_a_study_that_was_found_reads_nothing_outside_its_folder(outside, path):
    with pytest.raises(StudyError, match="outside the folder") as caught:
        study_of(path, None)
    assert "planseam run" in caught.value.cure.en


def test_a_study_that_was_named_may(outside):
    assert study_of("planseam.toml", None).layers[0].path == "../outside/u.gpkg"


def test_without_any_study_it_is_the_shipped_one(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert study_of(None, "en").study.language == "en"


def failed(error, *, debug=False):
    with pytest.raises(typer.Exit) as caught, said_plainly(language="en", debug=debug):
        raise error
    return caught.value.exit_code


def test_an_error_is_one_line_whatever_the_file_is_called(capsys):
    error = StudyError(Text("坏", f"broken {HOSTILE}"), where=f"a{HOSTILE}.toml", cure=Text("改", "mend it"))
    assert failed(error) == 2
    said = capsys.readouterr().err
    assert said.count("\n") == 1
    assert not OBEYED & set(said)
    assert "\\u001b[2J\\u202e\\u000amajor EC103" in said


def test_a_traceback_keeps_its_lines_and_nothing_else(capsys):
    failed(StudyError(Text("坏", f"broken {HOSTILE}"), where="a", cure=Text("改", "mend it")), debug=True)
    said = capsys.readouterr().err
    assert "Traceback" in said
    assert not OBEYED & set(said)


def test_what_the_system_refuses_is_one_sentence(capsys):
    assert failed(OSError(28, "No space left on device", "incoming/all.zip")) == 2
    said = capsys.readouterr().err
    assert said == f"incoming/all.zip: {FULL}\n"
    assert failed(OSError("odd")) == 2
    assert capsys.readouterr().err.startswith("output: cannot be read or written (odd)")


def test_a_reader_that_has_read_enough_is_no_fault_of_ours():
    with pytest.raises(BrokenPipeError), said_plainly(language="en", debug=False):
        raise BrokenPipeError


def test_names_are_printed_in_one_line(capsys):
    say(f"out{HOSTILE}/map.html")
    assert capsys.readouterr().out == (
        "out\\u001b]0;owned\\u0007\\u001b[2J\\u202e\\u000amajor EC103\\u000d\\u009b31m/map.html\n"
    )


def planseam(*arguments, **options):
    environment = {**os.environ, "LC_ALL": "C.UTF-8", "PYTHONIOENCODING": "utf-8"}
    command = [sys.executable, "-c", "from planseam.cli import main; main()", *arguments]
    return subprocess.Popen(command, env=environment, stderr=subprocess.PIPE, text=True, **options)


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="a device of Linux")
def test_an_output_that_takes_nothing_is_one_sentence():
    with Path("/dev/full").open("w") as full:
        process = planseam("rules", "--format", "md", stdout=full)
        _, said = process.communicate(timeout=120)
    assert process.returncode == 2
    assert said == f"output: {FULL}\n"


def test_a_pipe_that_closes_ends_it_without_a_word():
    process = planseam("rules", "--format", "json", stdout=subprocess.PIPE)
    process.stdout.close()
    assert process.stderr.read() == ""
    process.wait(timeout=120)
    process.stderr.close()
