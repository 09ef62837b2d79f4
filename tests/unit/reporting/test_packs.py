import json

import pytest

from planseam.errors import OutputError
from planseam.reporting.folder import FILES
from planseam.reporting.packs import Pack, Shelf
from planseam.text import Text

COUNTS = {"critical": 0, "major": 2, "minor": 0, "info": 1}


def shelf(folder, **about):
    return Shelf(folder=folder, title=Text("批量", "Batch"), language="zh", about=about)


def done(name="31-32", key="k"):
    return Pack(name=name, title=Text("沪苏", "Shanghai–Jiangsu"), key=key, done=True, counts=COUNTS)


def test_a_pack_is_taken_over_if_it_is_whole_and_made_from_the_same(tmp_path):
    pack = done()
    shelf(tmp_path).note([pack])
    wanted = Pack(name="31-32", title=pack.title, key="k")
    assert not shelf(tmp_path).taken_over(wanted).done  # its folder is gone
    (tmp_path / "31-32").mkdir()
    (tmp_path / "31-32" / "manifest.json").write_text("{}")
    again = shelf(tmp_path).taken_over(wanted)
    assert (again.done, again.again, again.counts) == (True, True, COUNTS)
    assert not shelf(tmp_path).taken_over(Pack(name="31-32", title=pack.title, key="other")).done


def test_the_journal_keeps_what_the_batch_is_about_and_what_failed(tmp_path):
    failed = Pack(name="x", title=Text.same("x"), key="", why=Text("坏了", "broken"))
    shelf(tmp_path, key="k").note([done(), failed])
    content = json.loads((tmp_path / "batch.json").read_text("utf-8"))
    assert content["key"] == "k"
    assert list(content["packs"]) == ["31-32"]
    assert content["failed"] == {"x": {"zh": "坏了", "en": "broken"}}
    assert "broken" in (tmp_path / "index.html").read_text("utf-8")


@pytest.mark.parametrize("content", ["", "[]", "{"])
def test_a_torn_journal_is_none(tmp_path, content):
    (tmp_path / "batch.json").write_text(content)
    assert shelf(tmp_path).known == {}


def test_a_folder_of_something_else_is_refused(tmp_path):
    (tmp_path / "mine.txt").write_text("")
    with pytest.raises(OutputError, match="no output of a batch"):
        shelf(tmp_path).make_ready(list(FILES))


def test_packs_with_more_than_is_wanted_are_not_replaced(tmp_path):
    shelf(tmp_path).note([done()])
    (tmp_path / "31-32").mkdir()
    (tmp_path / "31-32" / "report.docx").write_bytes(b"somebody's")
    with pytest.raises(OutputError, match=r"would be lost.*--without"):
        shelf(tmp_path).make_ready(list(FILES))
    shelf(tmp_path).make_ready([*FILES, "report.docx"])


def test_a_folder_that_cannot_be_made_is_told(tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(OutputError):
        shelf(tmp_path / "file" / "packs").make_ready(list(FILES))


def test_the_index_leads_to_the_documents_that_are_there(tmp_path):
    (tmp_path / "31-32").mkdir()
    for name in ("report.docx", "report.pdf", "conflicts.gpkg"):
        (tmp_path / "31-32" / name).write_text("")
    shelf(tmp_path).note([done()])
    page = (tmp_path / "index.html").read_text("utf-8")
    assert 'href="31-32/report.docx"' in page
    assert 'href="31-32/report.pdf"' in page
    assert "map.html" not in page
