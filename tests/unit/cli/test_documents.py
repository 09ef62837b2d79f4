"""The Word report on the command line."""

import pytest
from docx import Document
from typer.testing import CliRunner

from planseam.cli.app import app
from planseam.reporting.paper import office

runner = CliRunner()


@pytest.fixture
def no_office(monkeypatch):
    monkeypatch.setattr(office.shutil, "which", lambda _name: None)
    monkeypatch.setattr(office, "PLACES", {})


def call(*arguments):
    return runner.invoke(app, [str(argument) for argument in arguments])


def test_a_template_is_written_edited_and_used(study, tmp_path):
    own = tmp_path / "own.docx"
    assert call("report", study, "--write-template", own).exit_code == 0
    document = Document(own)
    document.paragraphs[0].insert_paragraph_before("Letterhead of {{ units }}")
    document.save(own)
    done = call("report", study, "-o", tmp_path / "r", "-q", "--template", own, "--jobs", "1")
    assert done.exit_code == 0, done.output
    assert Document(tmp_path / "r" / "report.docx").paragraphs[0].text == "Letterhead of Zhejiang, Anhui"


def test_a_template_that_is_none_is_told_before_the_check(study, tmp_path):
    (tmp_path / "own.docx").write_text("none")
    done = call("report", study, "-o", tmp_path / "r", "-l", "en", "--template", tmp_path / "own.docx")
    assert done.exit_code == 2
    assert "own.docx" in done.stderr
    assert not (tmp_path / "r").exists()


def test_run_writes_the_word_report_on_wish_and_again_only_then(study, tmp_path):
    out = tmp_path / "out"
    assert call("run", study, "-o", out, "-q").exit_code == 0
    assert not (out / "report.docx").exists()
    assert call("run", study, "-o", out, "-q", "--also", "docx").exit_code == 0
    assert Document(out / "report.docx").core_properties.title == "两省"
    refused = call("run", study, "-o", out, "-q", "-l", "en")
    assert refused.exit_code == 2
    assert "--also docx" in refused.stderr


def test_without_libreoffice_all_but_the_pdf_is_written(study, tmp_path, no_office):
    done = call("report", study, "-o", tmp_path / "r", "-q", "--pdf", "-l", "en")
    assert done.exit_code == 0, done.output
    assert "report.pdf is not written: LibreOffice was not found" in done.stderr
    names = {path.name for path in (tmp_path / "r").iterdir()}
    assert names == {"report.docx", "report.html", "ledger.xlsx", "manifest.json"}


def test_pages_begin_at_the_severity_that_is_asked_for(study, tmp_path):
    done = call("report", study, "-o", tmp_path / "r", "-q", "--pages-from", "critical", "--jobs", "1")
    assert done.exit_code == 0, done.output
    document = Document(tmp_path / "r" / "report.docx")
    assert not [line for line in document.paragraphs if line.style.name == "Heading 3"]
