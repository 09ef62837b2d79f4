import json
import os
import subprocess
import sys

import geopandas as gpd
import openpyxl
import pytest
from typer.testing import CliRunner

from planseam import Study, check
from planseam.cli.app import app
from planseam.rules.ec.ec103_redline_stops_at_border import RedlineStopsAtBorder

runner = CliRunner()


def call(*arguments):
    return runner.invoke(app, [str(argument) for argument in arguments])


def test_check_prints_conflicts_and_what_was_not_checked(study):
    done = call("check", study, "-q")
    assert done.exit_code == 0, done.output
    assert "EC103-" in done.stdout
    assert "not checked: CO101" in done.stdout


def test_check_as_json_and_geojson(study):
    record = json.loads(call("check", study, "--format", "json", "--select", "EC103").stdout)["conflicts"][0]
    assert record["rule"] == "EC103"
    assert record["length_m"] == pytest.approx(11_088, rel=1e-3)
    collection = json.loads(call("check", study, "--format", "geojson", "--select", "EC103").stdout)
    assert collection["features"][0]["id"] == record["id"]


def test_fail_on_exits_with_one_only_when_met(study):
    assert call("check", study, "--fail-on", "minor").exit_code == 1
    assert call("check", study, "--fail-on", "critical").exit_code == 0


def test_both_languages(study):
    assert "红线" in call("check", study, "--language", "zh").stdout
    assert "redline" in call("check", study, "--language", "en").stdout


def test_run_writes_the_whole_folder_and_can_be_repeated(study, tmp_path):
    for _ in range(2):
        done = call("run", study, "-o", tmp_path / "out", "-q")
        assert done.exit_code == 0, done.output
    assert {path.name for path in (tmp_path / "out").iterdir()} == {
        "conflicts.geojson",
        "conflicts.gpkg",
        "conflicts.parquet",
        "ledger.xlsx",
        "manifest.json",
        "map.html",
        "report.html",
        "seams.parquet",
    }
    assert [path.name for path in tmp_path.iterdir() if path.name.startswith(".")] == []


@pytest.fixture
def accepted(study):
    """The same study: its one conflict is accepted, and two acceptances are stale."""
    (conflict,) = json.loads(call("check", study, "--format", "json", "--select", "EC103").stdout)["conflicts"]
    entry = '[[accepted]]\nid = "{id}"\nreason = "{reason}"\nby = "joint meeting"\n'
    (study / "accepted.toml").write_text(
        entry.format(id=conflict["id"], reason="the ridge ends <here>")
        + "until = 2999-12-31\n"
        + entry.format(id="EC103-00000000", reason="gone")
        + entry.format(id="EC103-11111111", reason="over")
        + "until = 2020-01-01\n",
        "utf-8",
    )
    return conflict["id"]


def test_run_shows_accepted_conflicts_and_stale_acceptances_in_every_output(study, accepted, tmp_path):
    done = call("run", study, "-o", tmp_path / "out", "-q", "--select", "EC103")
    assert done.exit_code == 0, done.output
    assert "Accepted conflicts: 1" in done.stdout
    assert "stale acceptance EC103-00000000: there is no such conflict any more (joint meeting: gone)" in done.stdout
    assert "EC103-11111111: it expired on 2020-01-01" in done.stdout
    out = tmp_path / "out"
    for table in (gpd.read_parquet(out / "conflicts.parquet"), gpd.read_file(out / "conflicts.geojson")):
        assert dict(zip(table["id"], table["status"], strict=True)) == {accepted: "accepted"}
    manifest = json.loads((out / "manifest.json").read_text("utf-8"))
    assert manifest["accepted"] == [
        {"id": accepted, "reason": "the ridge ends <here>", "by": "joint meeting", "until": "2999-12-31"}
    ]
    assert [entry["id"] for entry in manifest["stale"]] == ["EC103-00000000", "EC103-11111111"]
    assert manifest["counts"]["by_status"]["accepted"] == 1
    page = (out / "report.html").read_text("utf-8")
    assert "the ridge ends &lt;here&gt;" in page
    assert "EC103-00000000" in page
    assert '"status":"accepted"' in (out / "map.html").read_text("utf-8").replace(": ", ":")
    ledger = openpyxl.load_workbook(out / "ledger.xlsx")
    rows = list(ledger["Accepted"].iter_rows(values_only=True))
    assert [row[0] for row in rows] == ["Id", "EC103-00000000", "EC103-11111111", accepted]
    assert [row[4] for row in rows[1:]] == [
        "stale: there is no such conflict any more",
        "stale: it expired on 2020-01-01",
        "yes",
    ]


def test_accepted_conflicts_do_not_fail_a_check(study, accepted):
    assert call("check", study, "--select", "EC103", "--fail-on", "info").exit_code == 0
    printed = call("check", study, "--select", "EC103")
    assert f"{accepted} 33-34 km" in printed.stdout
    assert "accepted" in printed.stdout.splitlines()[0]
    document = json.loads(call("check", study, "--select", "EC103", "--format", "json").stdout)
    assert [entry["why_en"] for entry in document["stale"]] == [
        "there is no such conflict any more",
        "it expired on 2020-01-01",
    ]


def test_an_expired_acceptance_no_longer_spares_a_check(study, accepted):
    file = study / "accepted.toml"
    file.write_text(file.read_text("utf-8").replace("2999-12-31", "2025-12-31"), "utf-8")
    assert call("check", study, "--select", "EC103", "--fail-on", "minor").exit_code == 1


@pytest.mark.usefixtures("accepted")
def test_a_malformed_file_of_acceptances_stops_before_anything_is_read(study):
    file = study / "accepted.toml"
    file.write_text(file.read_text("utf-8").replace("reason =", "reson =", 1), "utf-8")
    (study / "units.gpkg").unlink()
    done = call("check", study, "-l", "en")
    assert done.exit_code == 2
    assert "there is no key “reson”. Perhaps “reason” is meant." in done.stderr


def test_a_layer_that_cannot_be_judged_is_told_even_where_the_gate_is_left_out(study):
    (study / "redline.gpkg").write_text("no GeoPackage")
    document = json.loads(call("check", study, "--ignore", "DA", "--format", "json").stdout)
    (record,) = document["conflicts"]
    assert (record["rule"], record["severity"], record["layer_a"]) == ("DA102", "critical", "redline")
    assert call("check", study, "--ignore", "DA", "--fail-on", "critical").exit_code == 1


def test_map_and_report_write_theirs(study, tmp_path):
    assert call("map", study, "-o", tmp_path / "m.html").exit_code == 0
    assert (tmp_path / "m.html").stat().st_size > 100_000
    assert call("report", study, "-o", tmp_path / "r").exit_code == 0
    assert {"report.html", "ledger.xlsx"} <= {path.name for path in (tmp_path / "r").iterdir()}


def test_a_folder_with_other_files_is_not_replaced(study):
    done = call("run", study, "-o", study)
    assert done.exit_code == 2
    assert "planseam.toml" in done.stderr
    assert (study / "units.gpkg").exists()


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("check", "nowhere.toml"), "no such study file"),
        (("check", "--select", "EC999"), "EC999"),
        (("rule", "EC999"), "EC999"),
    ],
)
def test_unusable_arguments_exit_with_two_and_one_sentence(arguments, said):
    done = call(*arguments)
    assert done.exit_code == 2
    assert said in done.stderr
    assert "Traceback" not in done.output
    assert len(done.stderr.strip().splitlines()) == 1


def test_debug_shows_the_traceback():
    assert "Traceback" in call("check", "nowhere.toml", "--debug").stderr


def test_the_catalogue_in_all_forms():
    assert "EC103" in call("rules").stdout
    assert "## EC103" in call("rules", "--format", "md").stdout
    assert {"EC103", "BD101"} <= {rule["code"] for rule in json.loads(call("rules", "--format", "json").stdout)}


def test_one_rule_explained_in_both_languages():
    assert "Why it matters" in call("rule", "EC103", "--language", "en").stdout
    assert "为什么重要" in call("rule", "ec103", "--language", "zh").stdout
    assert "run_m" in call("rule", "EC103").stdout


def test_shipped_layers_are_listed():
    done = call("layers", "--language", "en")
    assert "bundled:yrd/redline" in done.stdout
    assert "Natural Earth" in done.stdout


def test_version():
    assert call("--version").stdout.strip().count(".") == 2


def test_a_rule_shows_a_failing_and_a_passing_drawing():
    page = call("rule", "BD102", "--language", "en").stdout
    assert "fails redline of the left side juts" in page
    assert "passes undeclared features belong" in page
    assert "⣿" in page
    assert "→ At km 5.25 of the border" in page


def test_a_rule_of_tables_shows_their_rows():
    assert "国家标准" in call("rule", "GV103", "--language", "zh").stdout


def test_a_page_with_pictures_is_only_written_with_a_file(tmp_path, monkeypatch):
    monkeypatch.setattr("webbrowser.open", lambda _url: pytest.fail("it must not open"))
    done = call("rule", "EC103", "-o", tmp_path / "page.html")
    assert done.exit_code == 0, done.output
    assert "<svg" in (tmp_path / "page.html").read_text("utf-8")


def test_a_page_with_pictures_is_opened(tmp_path, monkeypatch):
    seen = []
    monkeypatch.setattr("webbrowser.open", seen.append)
    monkeypatch.setattr("tempfile.mkdtemp", lambda prefix: str(tmp_path))
    assert call("rule", "ec103", "--open").exit_code == 0
    assert seen == [(tmp_path / "EC103.html").as_uri()]


def run_as(encoding, *arguments):
    """Run in a process of its own whose output has an encoding."""
    return subprocess.run(
        [sys.executable, "-c", "from planseam.cli import main; main()", *map(str, arguments)],
        env={**os.environ, "PYTHONIOENCODING": encoding},
        capture_output=True,
        check=False,
    )


@pytest.mark.parametrize(
    "arguments", [("--help",), ("rules", "-l", "zh"), ("check", "--help"), ("rule", "EC103", "-l", "zh")]
)
def test_an_output_that_knows_no_chinese_ends_nothing(arguments):
    done = run_as("ascii", *arguments)
    assert (done.returncode, done.stderr) == (0, b"")
    assert rb"\u" in done.stdout


@pytest.mark.parametrize("form", ["json", "geojson", "text"])
def test_a_check_in_ascii(study, form):
    redline = gpd.read_file(study / "redline.gpkg")
    redline["name"] = "é红线𠀀"
    redline.to_file(study / "redline.gpkg")
    done = run_as("ascii", "check", study, "--format", form, "-l", "zh", "--select", "EC103")
    assert done.returncode == 0, done.stderr
    assert b"EC103-" in done.stdout
    if form != "text":
        json.loads(done.stdout)


def test_without_a_study_that_of_the_working_folder_is_taken_and_named(study, monkeypatch):
    monkeypatch.chdir(study)
    done = call("check", "--select", "EC103")
    assert done.exit_code == 0, done.output
    assert done.stderr.splitlines() == ["checking the study “两省” (planseam.toml)"]
    assert call("check", "--select", "EC103", "-q").stderr == ""
    assert "“两省” (study/planseam.toml)" in (monkeypatch.chdir(study.parent) or call("check", "study")).stderr


def test_without_any_study_file_the_shipped_one_is_taken_and_named(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    seen = []

    def stop(study, **_):
        seen.append(study)
        raise KeyboardInterrupt

    monkeypatch.setattr("planseam.checking.check.check", stop)
    done = call("check", "-l", "en")
    assert [study.study.units for study in seen] == ["counties"]
    assert "checking the study “" in done.stderr
    assert "planseam.toml)" in done.stderr


def test_a_ledger_in_which_people_worked_is_named(study, tmp_path):
    out = tmp_path / "out"
    assert call("report", study, "-o", out, "-q").exit_code == 0
    book = openpyxl.load_workbook(out / "ledger.xlsx")
    book["Conflicts"]["E2"] = "resolved"
    book.save(out / "ledger.xlsx")
    done = call("run", study, "-o", out, "-q", "--also", "docx")
    assert done.exit_code == 0, done.output
    (kept,) = out.glob("ledger.edited-*.xlsx")
    assert done.stderr.splitlines() == [
        f"ledger.xlsx holds what people wrote or edited; it is kept as {kept}",
        f"to have it in the new ledger too, run again with --ledger {kept}",
    ]
    assert openpyxl.load_workbook(kept)["Conflicts"]["E2"].value == "resolved"
    assert str(kept) in done.stdout
    assert call("run", study, "-o", out, "-q", "--also", "docx").stderr == ""
    assert kept.exists()


@pytest.mark.parametrize("command", ["check", "report"])
def test_a_smaller_command_does_not_take_the_outputs_of_a_run_away(study, tmp_path, command):
    out = tmp_path / "out"
    assert call("run", study, "-o", out, "-q").exit_code == 0
    before = {path.name: path.read_bytes() for path in out.iterdir()}
    done = call(command, study, "-o", out, "-l", "en")
    assert done.exit_code == 2
    assert len(done.stderr.splitlines()) == 1
    assert "does not write" in done.stderr
    assert "map.html" in done.stderr
    assert {path.name: path.read_bytes() for path in out.iterdir()} == before


def test_the_working_folder_is_refused_before_anything_is_read(study, tmp_path, monkeypatch):
    (tmp_path / "empty").mkdir()
    monkeypatch.chdir(tmp_path / "empty")
    (study / "units.gpkg").unlink()
    for folder in (".", ".."):
        done = call("run", study, "-o", folder, "-l", "en")
        assert done.exit_code == 2
        assert "cannot be replaced" in done.stderr


def test_a_map_is_a_web_page(study, tmp_path):
    (study / "units.gpkg").unlink()
    done = call("map", study, "-o", tmp_path / "x.png", "-l", "en")
    assert done.exit_code == 2
    assert "Call it x.html" in done.stderr
    assert not (tmp_path / "x.png").exists()


def test_sentences_in_a_pipe_are_one_line_each(study):
    records = json.loads(call("check", study, "--format", "json").stdout)["conflicts"]
    lines = call("check", study).stdout.splitlines()
    assert max(len(record["message_en"]) for record in records) > 160
    assert {"  " + record["message_en"] for record in records} <= set(lines)


def test_rules_that_are_not_selected_are_counted_in_one_line(study):
    printed = call("check", study, "--select", "EC103", "--ignore", "DA").stdout
    assert [line for line in printed.splitlines() if "not selected" in line] == [
        f"not selected: {len(json.loads(call('rules', '--format', 'json').stdout)) - 1} rules"
    ]
    assert "1 conflict " in printed


def test_a_choice_that_leaves_no_rule_exits_with_two(study):
    done = call("check", study, "--select", "EC103", "--ignore", "EC103", "-l", "en")
    assert done.exit_code == 2
    assert "none is left" in done.stderr


def test_python_takes_one_code_or_family_as_a_string(study):
    report = check(Study.from_file(study), select="EC103", ignore="DA")
    assert [run.code for run in report.rules if run.ran] == ["EC103"]
    report = check(Study.from_file(study), select="EC103, BD", ignore=["DA"])
    assert {run.code[:2] for run in report.rules if run.ran} == {"EC", "BD"}


def test_names_with_templates_are_only_text_in_every_output(study, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    word = '{{ cycler.__init__.__globals__.os.mkdir("ran") }}{% raw %}{#{{7*7}}{0}{name}'
    units = gpd.read_file(study / "units.gpkg")
    units["name"] += word
    units.to_file(study / "units.gpkg")
    redline = gpd.read_file(study / "redline.gpkg")
    redline["name"] = word
    redline.to_file(study / "redline.gpkg")
    file = study / "planseam.toml"
    file.write_text(
        file.read_text("utf-8").replace('title = "两省"', f"title = '两省{word}'"),
        "utf-8",
    )
    done = call("run", study, "-o", "out", "-q")
    assert done.exit_code == 0, done.output
    assert [path.name for path in tmp_path.iterdir() if path.name != "study"] == ["out"]
    page = (tmp_path / "out" / "map.html").read_text("utf-8")
    assert "\\u007b\\u007b7*7" in page


def test_a_rule_that_breaks_off_is_said_on_stderr_and_raises_with_debug(study, monkeypatch):
    def judge(self, scene, settings):
        message = "odd value"
        raise ValueError(message)

    monkeypatch.setattr(RedlineStopsAtBorder, "judge", judge)
    result = runner.invoke(app, ["check", str(study), "--select", "EC103"])
    assert result.exit_code == 0
    assert "EC103 not checked: the rule broke off (ValueError: odd value)" in result.stderr
    assert isinstance(runner.invoke(app, ["check", str(study), "--select", "EC103", "--debug"]).exception, ValueError)


def written_into(file, conflict, **words):
    """Write into the row of a conflict, by headings."""
    book = openpyxl.load_workbook(file)
    sheet = book["Conflicts"]
    headings = {cell.value: cell.column for cell in sheet[1]}
    row = next(row[0].row for row in sheet.iter_rows(min_row=2) if row[0].value == conflict)
    for heading, value in words.items():
        sheet.cell(row, headings[heading.replace("_", " ")]).value = value
    book.save(file)


def cells_of(file):
    return {cell for row in openpyxl.load_workbook(file)["Conflicts"].iter_rows(values_only=True) for cell in row}


def test_a_ledger_goes_round_and_its_statuses_stand_in_every_output(study, tmp_path):
    out, new = tmp_path / "out", tmp_path / "new"
    assert call("run", study, "-o", out, "-q", "--select", "EC103").exit_code == 0
    (conflict,) = gpd.read_parquet(out / "conflicts.parquet")["id"]
    written_into(out / "ledger.xlsx", conflict, Status="under negotiation", Opinion_of_A="agreed", **{"Length_(m)": 5})
    done = call("run", study, "-o", new, "-q", "--select", "EC103", "--ledger", out / "ledger.xlsx", "--also", "shp")
    assert done.exit_code == 0, done.output
    assert f"{conflict}: edits that do not count: Length (m) " in done.stderr
    for table in (
        gpd.read_parquet(new / "conflicts.parquet"),
        gpd.read_file(new / "conflicts.geojson"),
        gpd.read_file(new / "conflicts.gpkg", layer="conflicts_line"),
        gpd.read_file(f"zip://{new}/conflicts.shp.zip!conflicts_line.shp"),
    ):
        assert dict(zip(table["id"], table["status"], strict=True)) == {conflict: "negotiating"}
    page = (new / "report.html").read_text("utf-8")
    assert "under negotiation" in page
    assert "status open → under negotiation" in page  # held against the run beside the ledger
    manifest = json.loads((new / "manifest.json").read_text("utf-8"))
    assert (manifest["ledger"]["written"], manifest["counts"]["by_status"]["negotiating"]) == (1, 1)
    assert {"under negotiation", "agreed"} <= cells_of(new / "ledger.xlsx")
    for command in ("check", "report"):
        given = ("--ledger", new / "ledger.xlsx", "-o", tmp_path / command)
        again = call(command, study, "-q", "--select", "EC103", *given)
        assert again.exit_code == 0, again.output
        assert "do not count" not in again.stderr


def test_a_run_without_the_ledger_says_how_to_keep_what_people_wrote(study, tmp_path):
    out = tmp_path / "out"
    assert call("run", study, "-o", out, "-q", "--select", "EC103").exit_code == 0
    (conflict,) = gpd.read_parquet(out / "conflicts.parquet")["id"]
    written_into(out / "ledger.xlsx", conflict, Remark="mine")
    done = call("run", study, "-o", out, "-q", "--select", "EC103")
    (kept,) = out.glob("ledger.edited-*.xlsx")
    assert f"run again with --ledger {kept}" in done.stderr
    assert "mine" not in cells_of(out / "ledger.xlsx")
    again = call("run", study, "-o", out, "-q", "--select", "EC103", "--ledger", kept)
    assert again.exit_code == 0, again.output
    assert again.stderr == ""
    assert "mine" in cells_of(out / "ledger.xlsx")


def test_a_ledger_that_cannot_be_read_stops_before_anything_is_checked(study, tmp_path):
    (tmp_path / "ledger.xlsx").write_text("no workbook")
    (study / "units.gpkg").unlink()
    done = call("run", study, "-o", tmp_path / "out", "-l", "en", "-q", "--ledger", tmp_path / "ledger.xlsx")
    assert done.exit_code == 2
    assert "ledger.xlsx: the workbook is damaged or encrypted" in done.stderr
    unknown = call("run", study, "-o", tmp_path / "out", "-l", "en", "-q", "--also", "dwg")
    assert (unknown.exit_code, "no format “dwg”" in unknown.stderr) == (2, True)
