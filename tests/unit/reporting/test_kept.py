import json
from pathlib import Path

from planseam.reporting.kept import LEDGER, MANIFEST, digest, edited_ledgers, keep_edited, said_by


def folders(tmp_path, said):
    old, new = tmp_path / "old", tmp_path / "new"
    old.mkdir()
    new.mkdir()
    (old / LEDGER).write_bytes(b"ledger")
    (old / MANIFEST).write_text(json.dumps(said))
    return old, new


def test_a_ledger_as_it_was_written_is_not_kept(tmp_path):
    old, new = folders(tmp_path, {})
    (old / MANIFEST).write_text(json.dumps({"outputs": {LEDGER: digest(old / LEDGER)}}))
    keep_edited(old, new, taken="")
    assert not list(new.iterdir())


def test_an_edited_ledger_is_kept_and_so_are_those_kept_before(tmp_path):
    old, new = folders(tmp_path, {"outputs": {LEDGER: "another"}})
    (old / "ledger.edited-20260101-000000.xlsx").write_bytes(b"older")
    keep_edited(old, new, taken="")
    first, second = edited_ledgers(new)
    assert (first.read_bytes(), second.read_bytes()) == (b"older", b"ledger")


def test_what_people_wrote_is_kept_unless_it_is_taken_over(tmp_path):
    old, new = folders(tmp_path, {})
    own = digest(old / LEDGER)
    (old / MANIFEST).write_text(json.dumps({"outputs": {LEDGER: own}, "ledger": {"written": 3}}))
    keep_edited(old, new, taken=own)
    assert not list(new.iterdir())
    keep_edited(old, new, taken="")
    assert len(list(new.iterdir())) == 1


def test_a_manifest_that_cannot_be_read_says_nothing(tmp_path):
    for number, text in enumerate(("", "[]", "{")):
        path = Path(tmp_path, str(number))
        path.write_text(text)
        assert said_by(path) == {}
    assert said_by(tmp_path / "none") == {}
    assert edited_ledgers(tmp_path / "none") == []
