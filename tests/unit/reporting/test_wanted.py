import json

import pytest
from docx import Document

from planseam.errors import OutputError
from planseam.reporting.folder import FILES
from planseam.reporting.pictures import Pictures
from planseam.reporting.wanted import Wanted


def test_a_pack_holds_all_files_of_a_run_and_the_report_for_word():
    assert set(Wanted().files) == {*FILES, "report.docx"}
    assert Wanted.of() == Wanted()


def test_more_is_written_on_wish_and_less_too():
    wanted = Wanted.of(also=["shp", "docx"], without=["map", "xlsx"])
    assert set(wanted.files) == {*FILES, "report.docx", "conflicts.shp.zip"} - {"map.html", "ledger.xlsx"}
    assert len(wanted.files) == len(set(wanted.files))


@pytest.mark.parametrize("without", ["manifest", "gdb", "nothing"])
def test_what_cannot_be_left_out_is_refused_with_what_can(without):
    with pytest.raises(OutputError, match=r"There is: .*docx"):
        Wanted.of(without=[without])


def test_unknown_formats_and_templates_are_refused_at_once(tmp_path):
    with pytest.raises(OutputError, match="no format"):
        Wanted.of(also=["dwg"])
    with pytest.raises(OutputError, match="template"):
        Wanted.of(template=tmp_path / "none.docx")


def test_the_key_is_that_of_files_pages_and_template(tmp_path):
    template = tmp_path / "own.docx"
    keys = [Wanted().key, Wanted.of(without=["docx"]).key, Wanted.of(pages_from="info").key]
    for words in ("one", "two"):
        document = Document()
        document.add_paragraph(words)
        document.save(template)
        keys.append(Wanted.of(template=template).key)
    assert len(set(keys)) == len(keys)
    assert Wanted.of(also=["shp", "gdb"]).key == Wanted.of(also=["gdb", "shp"]).key


def test_a_pack_is_written_whole(tmp_path, report):
    wanted = Wanted.of(without=["map"])
    wanted.write(report, tmp_path / "pack", pictures=Pictures(report, dpi=40))
    assert {file.name for file in (tmp_path / "pack").iterdir()} == set(wanted.files)
    outputs = json.loads((tmp_path / "pack" / "manifest.json").read_text("utf-8"))["outputs"]
    assert set(outputs) == set(wanted.files) - {"manifest.json"}
    assert len(Document(tmp_path / "pack" / "report.docx").inline_shapes) > len(report.conflicts)


def test_without_documents_nothing_is_drawn(tmp_path, report, monkeypatch):
    monkeypatch.setattr("planseam.reporting.wanted.Paper", None)
    Wanted.of(without=["docx", "map"]).write(report, tmp_path / "pack")
    assert (tmp_path / "pack" / "report.html").is_file()
