import json
import os
import re
import zipfile
from dataclasses import replace
from hashlib import sha256

import pytest

from planseam import placing
from planseam.errors import OutputError, RuleError
from planseam.model import report as model
from planseam.model.ledger import Entry, Ledger
from planseam.reporting import folder as module
from planseam.reporting.folder import FILES, edited_ledgers, on_wish, refuse_foreign, write_folder
from planseam.reporting.ledger import read_ledger

CHEAP = ("conflicts.geojson", "seams.parquet")


@pytest.fixture(autouse=True)
def map_writer(monkeypatch):
    """The map has its own room and tests: here a file with a word in it will do."""
    load = model.load
    monkeypatch.setattr(
        model,
        "load",
        lambda group, name: (lambda _, path, **__: path.write_text("map")) if name == "map" else load(group, name),
    )


def test_all_files_are_written(report, tmp_path):
    seen = []
    target = write_folder(report, tmp_path / "deep" / "out", progress=lambda said, share: seen.append((said.en, share)))
    assert sorted(path.name for path in target.iterdir()) == sorted(FILES)
    assert [said for said, _ in seen] == [f"Writing {name}" for name in FILES]
    assert [share for _, share in seen] == [i / 8 for i in range(8)]
    assert [path.name for path in target.parent.iterdir()] == ["out"]


def test_files_that_are_written_side_by_side_are_the_same(report, tmp_path, monkeypatch):
    monkeypatch.undo()  # the map itself
    monkeypatch.setenv("OGR_CURRENT_DATE", "2026-01-01T00:00:00Z")
    for jobs in (1, 2, 7):
        seen = []
        write_folder(report, tmp_path / str(jobs), jobs=jobs, progress=lambda said, _, seen=seen: seen.append(said.en))
        assert sorted(seen[:-1]) == sorted(f"Writing {name}" for name in FILES if name != "manifest.json")
        assert seen[-1] == "Writing manifest.json"
    assert b'"report":"report.html"' in (tmp_path / "2" / "map.html").read_bytes()
    for name in sorted(set(FILES) - {"conflicts.gpkg", "ledger.xlsx", "manifest.json"}):  # these tell the time
        assert len({(tmp_path / str(jobs) / name).read_bytes() for jobs in (1, 2, 7)}) == 1, name


@pytest.mark.parametrize("jobs", [1, 2])
def test_the_first_file_that_fails_is_told_however_many_are_written_at_a_time(report, tmp_path, monkeypatch, jobs):
    def fail(_, path, **__):
        raise OutputError(module.Text("满", "full"), where=str(path), cure=module.Text("腾", "Free some space"))

    monkeypatch.setattr(model, "load", lambda *_: fail)
    with pytest.raises(OutputError) as caught:
        write_folder(report, tmp_path / "out", jobs=jobs)
    assert caught.value.where == str(tmp_path / "out" / "conflicts.parquet")
    assert not list(tmp_path.iterdir())


def test_only_writes_some_and_always_the_manifest(report, tmp_path):
    target = write_folder(report, tmp_path / "out", only=CHEAP)
    assert sorted(path.name for path in target.iterdir()) == ["conflicts.geojson", "manifest.json", "seams.parquet"]


def test_an_older_output_is_replaced_as_a_whole(report, build_report, tmp_path):
    write_folder(report, tmp_path / "out", only=["conflicts.geojson"])
    write_folder(build_report(3), tmp_path / "out", only=CHEAP)
    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == [
        "conflicts.geojson",
        "manifest.json",
        "seams.parquet",
    ]
    assert json.loads((tmp_path / "out" / "manifest.json").read_text("utf-8"))["counts"]["total"] == 3
    assert [path.name for path in tmp_path.iterdir()] == ["out"]


def test_what_the_map_puts_beside_it_belongs_to_the_output_and_goes_with_it(report, tmp_path, monkeypatch):
    with monkeypatch.context() as patch:
        patch.setattr(model, "load", lambda *_: lambda _, path: path.with_suffix(".pmtiles").touch() or path.touch())
        target = write_folder(report, tmp_path / "out", only=["map.html"])
    outputs = json.loads((target / "manifest.json").read_text("utf-8"))["outputs"]
    assert sorted(outputs) == ["map.html", "map.pmtiles"]
    write_folder(report, target, only=["map.html"])
    assert sorted(path.name for path in target.iterdir()) == ["manifest.json", "map.html"]


def test_an_empty_folder_is_taken(report, tmp_path):
    (tmp_path / "out").mkdir()
    write_folder(report, tmp_path / "out", only=CHEAP)
    assert (tmp_path / "out" / "manifest.json").exists()


@pytest.mark.parametrize(
    "files",
    [
        {"thesis.docx": "mine"},
        {"report.html": "mine, with a name of ours"},
        {"manifest.json": '{"tool": "other"}'},
        {"manifest.json": "[]"},
        {"manifest.json": '{"tool": "planseam"}', "notes.txt": "mine"},
    ],
)
def test_a_folder_with_files_of_others_is_refused(report, tmp_path, files):
    target = tmp_path / "out"
    target.mkdir()
    for name, text in files.items():
        (target / name).write_text(text)
    with pytest.raises(OutputError, match="did not write"):
        write_folder(report, target, only=CHEAP)
    assert {path.name: path.read_text() for path in target.iterdir()} == files
    assert [path.name for path in tmp_path.iterdir()] == ["out"]


def test_a_folder_can_be_asked_about_beforehand(report, tmp_path):
    refuse_foreign(tmp_path / "not-there")
    refuse_foreign(write_folder(report, tmp_path / "out", only=CHEAP))
    with pytest.raises(OutputError):
        refuse_foreign(tmp_path)  # it holds the folder
    refuse_foreign(tmp_path / "out", only=CHEAP)


def test_a_file_in_the_place_of_the_folder_is_refused(report, tmp_path):
    (tmp_path / "out").write_text("mine")
    with pytest.raises(OutputError, match="not a folder"):
        write_folder(report, tmp_path / "out", only=CHEAP)
    assert (tmp_path / "out").read_text() == "mine"


def test_a_failing_writer_leaves_the_old_output(report, tmp_path, monkeypatch):
    write_folder(report, tmp_path / "out", only=CHEAP)
    before = {path.name: path.read_bytes() for path in (tmp_path / "out").iterdir()}

    def fail(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(model, "load", lambda *_: fail)
    with pytest.raises(OutputError, match="the disk is full"):
        write_folder(report, tmp_path / "out", only=CHEAP)
    assert {path.name: path.read_bytes() for path in (tmp_path / "out").iterdir()} == before
    assert [path.name for path in tmp_path.iterdir()] == ["out"]


def test_a_failing_move_restores_the_old_output(report, tmp_path, monkeypatch):
    write_folder(report, tmp_path / "out", only=CHEAP)
    rename = module.Path.rename

    def refuse(path, target):
        if path.name == "new" and target.name == "out":
            raise PermissionError(13, "Permission denied")
        return rename(path, target)

    monkeypatch.setattr(placing, "_exchange", lambda *_: False)
    monkeypatch.setattr(module.Path, "rename", refuse)
    with pytest.raises(OutputError, match="not permitted"):
        write_folder(report, tmp_path / "out", only=CHEAP)
    assert (tmp_path / "out" / "conflicts.geojson").exists()
    assert [path.name for path in tmp_path.iterdir()] == ["out"]


def test_an_output_that_is_a_symbolic_link_is_refused_and_what_it_names_is_told(report, tmp_path):
    write_folder(report, tmp_path / "real", only=CHEAP)
    (tmp_path / "out").symlink_to("real")
    with pytest.raises(OutputError, match=f"symbolic link.* Name {tmp_path / 'real'} itself"):
        write_folder(report, tmp_path / "out", only=CHEAP)
    (tmp_path / "loose").symlink_to("nothing")
    with pytest.raises(OutputError, match="symbolic link"):
        write_folder(report, tmp_path / "loose", only=CHEAP)
    assert not (tmp_path / "nothing").exists()


def test_a_link_within_an_older_output_is_replaced_and_what_it_names_stays(report, tmp_path):
    target = write_folder(report, tmp_path / "out", only=CHEAP)
    (tmp_path / "mine.txt").write_text("mine")
    (target / "conflicts.geojson").unlink()
    (target / "conflicts.geojson").symlink_to(tmp_path / "mine.txt")
    write_folder(report, target, only=CHEAP)
    assert (tmp_path / "mine.txt").read_text() == "mine"
    assert not (target / "conflicts.geojson").is_symlink()


def test_files_that_come_while_it_writes_are_not_lost(report, tmp_path):
    target = write_folder(report, tmp_path / "out", only=CHEAP)
    with pytest.raises(OutputError, match="did not write"):
        write_folder(report, target, only=CHEAP, progress=lambda *_: (target / "notes.txt").write_text("mine"))
    assert (target / "notes.txt").read_text() == "mine"
    assert [path.name for path in tmp_path.iterdir()] == ["out"]


def test_an_output_folder_is_open_to_others_as_any_is(report, tmp_path):
    umask = os.umask(0o022)
    try:
        assert write_folder(report, tmp_path / "out", only=CHEAP).stat().st_mode & 0o777 == 0o755
    finally:
        os.umask(umask)


def test_an_error_names_the_folder_and_not_the_draft(report, tmp_path, monkeypatch):
    def fail(_, path):
        raise placing.unwritable(path, OSError(28, "No space left on device"))

    monkeypatch.setattr(model, "load", lambda *_: fail)
    with pytest.raises(OutputError) as caught:
        write_folder(report, tmp_path / "out", only=CHEAP)
    assert caught.value.where == str(tmp_path / "out" / "conflicts.geojson")


def test_unknown_names_are_refused(report, tmp_path):
    with pytest.raises(OutputError, match="no file"):
        write_folder(report, tmp_path / "out", only=["report.odt"])


def test_a_missing_writer_leaves_nothing(report, tmp_path, monkeypatch):
    def missing(*_):
        raise RuleError(module.Text("无", "none"), where="map", cure=module.Text("装", "Install it"))

    monkeypatch.setattr(model, "load", missing)
    with pytest.raises(RuleError):
        write_folder(report, tmp_path / "out")
    assert not list(tmp_path.iterdir())


def test_the_manifest_holds_the_hash_of_every_other_file(report, tmp_path):
    target = write_folder(report, tmp_path / "out", only=CHEAP)
    outputs = json.loads((target / "manifest.json").read_text("utf-8"))["outputs"]
    assert outputs == {name: sha256((target / name).read_bytes()).hexdigest() for name in CHEAP}


def edit(file, text, *, at):
    file.write_text(text)
    os.utime(file, (at, at))


def test_a_ledger_in_which_people_worked_is_kept_through_all_later_runs(report, tmp_path):
    only = ("ledger.xlsx",)
    target = write_folder(report, tmp_path / "out", only=only)
    write_folder(report, target, only=only)
    assert edited_ledgers(target) == []
    for number in range(2):  # twice in one second, as where files were copied
        edit(target / "ledger.xlsx", f"work {number}", at=1_700_000_000)
        write_folder(report, target, only=only)
    write_folder(report, target, only=only)
    kept = edited_ledgers(target)
    assert [path.read_text() for path in kept] == ["work 0", "work 1"]
    assert all(re.fullmatch(r"ledger\.edited-202311\d\d-\d{6}\.xlsx", path.name) for path in kept)
    assert {path.name for path in target.iterdir()} == {"manifest.json", "ledger.xlsx", *(path.name for path in kept)}
    assert (target / "ledger.xlsx").stat().st_size > 1000


def test_a_ledger_of_which_no_hash_is_known_is_kept(report, tmp_path):
    target = write_folder(report, tmp_path / "out", only=["ledger.xlsx"])
    file = target / "manifest.json"
    manifest = json.loads(file.read_text("utf-8"))
    del manifest["outputs"]
    file.write_text(json.dumps(manifest))
    write_folder(report, target, only=["ledger.xlsx"])
    assert len(edited_ledgers(target)) == 1


def test_outputs_that_would_not_be_written_anew_are_not_removed(report, tmp_path):
    target = write_folder(report, tmp_path / "out", only=["conflicts.geojson", "report.html"])
    before = {path.name: path.read_bytes() for path in target.iterdir()}
    for refuse in (refuse_foreign, lambda *_, only: write_folder(report, target, only=only)):
        with pytest.raises(OutputError, match=r"does not write \(report\.html\)"):
            refuse(target, only=["conflicts.geojson"])
    assert {path.name: path.read_bytes() for path in target.iterdir()} == before
    refuse_foreign(target)


def test_the_working_folder_those_above_it_and_a_mount_point_are_refused(tmp_path, monkeypatch):
    (tmp_path / "deep").mkdir()
    monkeypatch.chdir(tmp_path / "deep")
    for folder in (".", "", "..", tmp_path / "deep", "/proc"):
        with pytest.raises(OutputError, match="cannot be replaced"):
            refuse_foreign(folder)
    refuse_foreign("out")


def with_words(report):
    return replace(report, ledger=Ledger(entries=(Entry(id=report.conflicts["id"][0], remark="会商"),)))


def test_a_ledger_that_holds_what_people_wrote_is_not_lost_by_a_run_that_does_not_take_it_over(report, tmp_path):
    only = ("ledger.xlsx",)
    target = write_folder(with_words(report), tmp_path / "out", only=only)
    before = (target / "ledger.xlsx").read_bytes()
    write_folder(report, target, only=only)
    (kept,) = edited_ledgers(target)
    assert kept.read_bytes() == before
    write_folder(report, target, only=only)
    assert edited_ledgers(target) == [kept]


def test_a_ledger_that_was_taken_over_as_it_is_need_not_be_kept_and_an_edited_one_is(report, tmp_path):
    only = ("ledger.xlsx",)
    target = write_folder(with_words(report), tmp_path / "out", only=only)
    for number in range(2):
        taken = replace(report, ledger=read_ledger(target / "ledger.xlsx"))
        write_folder(taken, target, only=only)
        assert len(edited_ledgers(target)) == number
        with zipfile.ZipFile(target / "ledger.xlsx", "a") as book:
            book.comment = b"saved again"
    assert read_ledger(target / "ledger.xlsx").of(report.conflicts["id"][0]).remark == "会商"


def test_files_on_wish_are_written_where_they_are_named_and_not_lost_unsaid(report, tmp_path):
    only = ["conflicts.geojson", *on_wish(["shp", "gdb", "shp"])]
    target = write_folder(report, tmp_path / "out", only=only)
    names = {"conflicts.geojson", "conflicts.shp.zip", "conflicts.gdb.zip", "manifest.json"}
    assert {path.name for path in target.iterdir()} == names
    outputs = json.loads((target / "manifest.json").read_text("utf-8"))["outputs"]
    assert set(outputs) == names - {"manifest.json"}
    with pytest.raises(
        OutputError, match=r"does not write \(conflicts\.gdb\.zip, conflicts\.shp\.zip\).*--also shp,gdb"
    ):
        refuse_foreign(target)
    with pytest.raises(OutputError, match=r"no format “dwg”.*shp, gdb"):
        on_wish(["dwg"])
