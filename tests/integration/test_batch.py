"""Many packs in one go: all or none of each, resumed after a kill, one that fails stops no other."""

import json
import os
import re
import signal
import subprocess
import sys
import time

import geopandas as gpd
import pytest
from docx import Document

from planseam.reporting.folder import FILES

STUDY = """[study]
title = "批量"
units = "units"

[[layer]]
id = "units"
role = "unit"
path = "bundled:yrd/provinces"

[[layer]]
id = "redline"
role = "redline"
path = "bundled:yrd/redline"

[rules]
select = ["EC103", "BD102"]
"""
PROGRAM = "from planseam.cli import main; main()"


def study(folder, text=STUDY):
    folder.mkdir()
    (folder / "planseam.toml").write_text(text, "utf-8")
    return folder / "planseam.toml"


def batch(*words):
    return subprocess.run(
        [sys.executable, "-c", PROGRAM, "batch", *map(str, words), "-q"], capture_output=True, text=True, check=False
    )


@pytest.fixture(scope="module")
def by_border(tmp_path_factory):
    folder = tmp_path_factory.mktemp("batch")
    named = study(folder / "study")
    done = batch(named, "--by", "border", "-o", folder / "out", "-l", "en")
    assert done.returncode == 0, done.stderr
    return folder


def test_every_border_has_its_pack_with_the_conflicts_of_the_whole(by_border):
    packs = json.loads((by_border / "out" / "batch.json").read_text("utf-8"))["packs"]
    assert set(packs) == {"31-32", "31-33", "32-33", "32-34", "33-34"}
    check = ["check", str(by_border / "study" / "planseam.toml"), "-q", "-o", str(by_border / "w")]
    subprocess.run([sys.executable, "-c", PROGRAM, *check], capture_output=True, check=True)
    every = gpd.read_parquet(by_border / "w" / "conflicts.parquet").set_index("id")
    parts = {name: gpd.read_parquet(by_border / "out" / name / "conflicts.parquet") for name in packs}
    for name, part in parts.items():
        own = every[every["border"] == name]
        assert set(own.index) <= set(part["id"])
        assert (part.set_index("id")["area_m2"].fillna(0) == every.loc[part["id"], "area_m2"].fillna(0)).all()
        assert sum(packs[name]["counts"].values()) == len(part)


def test_every_pack_is_whole_and_its_report_names_its_conflicts_alone(by_border):
    packs = json.loads((by_border / "out" / "batch.json").read_text("utf-8"))["packs"]
    for name in packs:
        folder = by_border / "out" / name
        outputs = json.loads((folder / "manifest.json").read_text("utf-8"))["outputs"]
        assert set(outputs) == {*FILES, "report.docx"} - {"manifest.json"}
        document = Document(folder / "report.docx")
        words = document.element.xpath("string()")
        ids = set(gpd.read_parquet(folder / "conflicts.parquet")["id"])
        assert set(re.findall(r"(?:EC103|BD102)-[0-9a-f]{8}", words)) == ids
        assert document.inline_shapes


def test_the_index_links_every_pack_and_needs_no_network(by_border):
    page = (by_border / "out" / "index.html").read_text("utf-8")
    assert "http" not in page.split("<body>")[1]
    for name in ("31-32", "33-34"):
        assert f'href="{name}/report.html"' in page
        assert f'href="{name}/report.docx"' in page
        assert (by_border / "out" / name / "map.html").is_file()


def test_finished_packs_are_not_made_again_until_the_study_changes(by_border):
    marker = by_border / "out" / "31-33" / "manifest.json"
    before = marker.stat().st_mtime_ns
    again = batch(by_border / "study" / "planseam.toml", "--by", "border", "-o", by_border / "out", "-l", "en")
    assert "5 of them before" in again.stdout
    assert marker.stat().st_mtime_ns == before


def test_packs_hold_what_is_wanted_and_none_is_replaced_by_one_that_holds_less(by_border):
    words = [by_border / "study" / "planseam.toml", "--by", "border", "-l", "en"]
    refused = batch(*words, "-o", by_border / "out", "--without", "docx")
    assert refused.returncode == 2
    assert "report.docx" in refused.stderr
    assert "would be lost" in refused.stderr
    more = batch(*words, "-o", by_border / "more", "--without", "docx,map", "--also", "shp")
    assert more.returncode == 0, more.stderr
    held = {file.name for file in (by_border / "more" / "31-33").iterdir()}
    assert held == {*FILES, "conflicts.shp.zip"} - {"map.html"}


def test_one_pack_whose_report_fails_is_listed_and_the_others_are_done(by_border, tmp_path):
    counts = {
        name: len(gpd.read_parquet(by_border / "out" / name / "conflicts.parquet")) for name in ("32-33", "31-33")
    }
    assert counts["32-33"] != counts["31-33"]
    document = Document()
    document.add_paragraph(f"{{{{ 1 // (total - {counts['32-33']}) }}}} {{{{ title }}}}")
    document.save(tmp_path / "own.docx")
    words = [by_border / "study" / "planseam.toml", "--by", "border", "-o", tmp_path / "out", "-l", "en"]
    done = batch(*words, "--without", "map", "--template", tmp_path / "own.docx")
    assert done.returncode == 2
    assert "4 done (0 of them before), 1 not done" in done.stdout
    assert "cannot be filled" in done.stderr
    assert not (tmp_path / "out" / "32-33").exists()
    assert "批量" in Document(tmp_path / "out" / "31-33" / "report.docx").paragraphs[0].text


def test_after_a_kill_only_the_rest_is_made(tmp_path):
    named = study(tmp_path / "study")
    words = [sys.executable, "-c", PROGRAM, "batch", str(named), "--by", "border", "-o", str(tmp_path / "out")]
    running = subprocess.Popen(
        [*words, "-j", "1", "-l", "en"], start_new_session=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    journal = tmp_path / "out" / "batch.json"
    until = time.monotonic() + 300
    while time.monotonic() < until:
        if journal.is_file() and json.loads(journal.read_text("utf-8"))["packs"]:
            break
        time.sleep(0.05)
    os.killpg(running.pid, signal.SIGKILL)
    running.wait()
    done = json.loads(journal.read_text("utf-8"))["packs"]
    assert 1 <= len(done) < 5
    again = batch(named, "--by", "border", "-o", tmp_path / "out", "-l", "en")
    assert again.returncode == 0, again.stderr
    assert f"5 done ({len(done)} of them before), 0 not done" in again.stdout


def test_one_study_that_fails_is_listed_and_the_others_are_done(tmp_path):
    good = study(tmp_path / "good")
    torn = study(tmp_path / "torn", "[study\n")
    no_units = study(tmp_path / "no-units", STUDY.replace("bundled:yrd/provinces", "nowhere.shp"))
    done = batch(good, torn, no_units, "-o", tmp_path / "out", "-l", "en", "--without", "map")
    assert done.returncode == 2
    assert "1 done" in done.stdout
    assert "torn is not done" in done.stderr
    assert "no-units is not done" in done.stderr
    assert (tmp_path / "out" / "good" / "report.docx").is_file()
    assert not (tmp_path / "out" / "torn").exists()
    page = (tmp_path / "out" / "index.html").read_text("utf-8")
    assert "no-units" in page


def test_a_folder_of_something_else_is_not_touched(tmp_path):
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "notes.txt").write_text("mine")
    done = batch(study(tmp_path / "study"), "-o", tmp_path / "out", "-l", "en")
    assert done.returncode == 2
    assert "no output of a batch" in done.stderr
    assert [path.name for path in (tmp_path / "out").iterdir()] == ["notes.txt"]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ((), "no study is named"),
        (("a", "b", "--by", "unit"), "--by is for one study"),
        (("a", "--without", "dwg"), "left out"),
        (("a", "--also", "dwg"), "no format"),
    ],
)
def test_arguments_that_make_no_batch_are_refused(words, said):
    done = batch(*words, "-l", "en")
    assert done.returncode == 2
    assert said in done.stderr
