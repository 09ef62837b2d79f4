import os
import stat
import sys

import pytest

from planseam.errors import OutputError
from planseam.reporting.paper import Paper, libreoffice, office, write_pdf
from planseam.reporting.paper.office import as_pdf


@pytest.fixture
def program(tmp_path, monkeypatch):
    """A stand-in for LibreOffice."""
    if sys.platform == "win32":
        pytest.skip("needs a shell")

    def made(script):
        folder = tmp_path / "bin"
        folder.mkdir()
        path = folder / "soffice"
        path.write_text(f"#!/bin/sh\n{script}\n")
        path.chmod(path.stat().st_mode | stat.S_IXUSR)
        monkeypatch.setenv("PATH", str(folder) + os.pathsep + os.defpath)

    return made


def test_without_libreoffice_there_is_a_word_and_no_file(tmp_path, monkeypatch):
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr(office, "PLACES", {})
    assert libreoffice() is None
    with pytest.raises(OutputError, match="LibreOffice was not found"):
        as_pdf(b"", tmp_path / "report.pdf")
    assert list(tmp_path.iterdir()) == []


def test_what_libreoffice_says_is_told(tmp_path, program):
    program("echo 'Error: source file could not be loaded' >&2; exit 0")
    (tmp_path / "report.pdf").write_text("old")
    with pytest.raises(OutputError, match="source file could not be loaded"):
        as_pdf(b"", tmp_path / "report.pdf")
    assert (tmp_path / "report.pdf").read_text() == "old"


def test_libreoffice_gets_a_profile_of_its_own_and_its_result_is_put_in_place(tmp_path, program):
    program(
        'for word in "$@"; do last=$word; case $word in -env:UserInstallation=file://*/profile) own=1;; esac; done\n'
        '[ "$own" = 1 ] && mkdir -p "$(dirname "$last")/out" && cp "$last" "$(dirname "$last")/out/report.pdf"'
    )
    as_pdf(b"%PDF the document", tmp_path / "report.pdf")
    assert (tmp_path / "report.pdf").read_bytes() == b"%PDF the document"


@pytest.mark.slow
def test_the_report_becomes_a_pdf_with_a_page_for_each_conflict(build_report, tmp_path):
    if libreoffice() is None:
        pytest.skip("LibreOffice is not installed")
    report = build_report(4)
    try:
        write_pdf(report, tmp_path / "report.pdf", paper=Paper(report, dpi=40))
    except OutputError as error:
        if "source file could not be loaded" in str(error):
            pytest.skip("LibreOffice has no Writer")
        raise
    content = (tmp_path / "report.pdf").read_bytes()
    assert content.startswith(b"%PDF")
    assert content.count(b"/Type/Page/") + content.count(b"/Type/Page>") >= 4 + 6
