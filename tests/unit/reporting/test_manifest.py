import json
from dataclasses import replace
from datetime import UTC, datetime

from planseam.model.ledger import Entry, Ledger, Past
from planseam.reporting.manifest import write
from planseam.text import Text


def read(report, folder):
    write(report, folder / "manifest.json")
    text = (folder / "manifest.json").read_text("utf-8")
    return text, json.loads(text)


def test_it_says_how_the_result_came_about(report, tmp_path):
    text, body = read(report, tmp_path)
    assert body["tool"] == "planseam"
    assert datetime.fromisoformat(body["generated"]).tzinfo == UTC
    assert body["crs"]["working"].startswith("+proj=laea")
    assert body["parameters"]["rules"]["options"] == {"EC103": {"run_m": 300}}
    assert body["parameters"]["tolerances"][0]["reach_m"] == 100
    assert body["layers"][0]["sha256"] == "ab" * 32
    assert body["layers"][0]["rows"] == len(report.layers[0].frame)
    assert body["packages"]["shapely"]
    assert "三省接边检查" in text  # UTF-8, not escapes


def test_counts_agree_with_the_table(report, tmp_path):
    _, body = read(report, tmp_path)
    counts = body["counts"]
    assert counts["total"] == 20
    assert counts["by_severity"] == {"critical": 3, "major": 7, "minor": 7, "info": 3}
    assert sum(counts["by_rule"].values()) == sum(counts["by_border"].values()) == 20


def test_rules_not_run_stand_apart_with_their_reasons(report, tmp_path):
    _, body = read(report, tmp_path)
    assert [rule["code"] for rule in body["not_run"]] == ["WA101"]
    assert body["not_run"][0]["reason"]["en"] == "no layer of role watershed"
    assert "WA101" not in [rule["code"] for rule in body["rules"]]


def test_illustrative_layers_are_named(report, tmp_path):
    _, body = read(report, tmp_path)
    assert body["illustrative"] is True
    assert body["illustrative_layers"] == ["redline-33", "redline-34"]


def test_keys_are_sorted(report, tmp_path):
    _, body = read(report, tmp_path)
    assert list(body) == sorted(body)
    assert list(body["counts"]) == sorted(body["counts"])


def test_it_lists_the_hashes_it_is_given(report, tmp_path):
    assert read(report, tmp_path)[1]["outputs"] == {}
    write(report, tmp_path / "manifest.json", outputs={"map.html": "cd" * 32})
    assert json.loads((tmp_path / "manifest.json").read_text("utf-8"))["outputs"] == {"map.html": "cd" * 32}


def test_it_says_what_was_taken_over_from_a_ledger(report, tmp_path):
    assert read(report, tmp_path)[1]["ledger"] is None
    entry = Entry(id=report.conflicts["id"][0], remark="会商")
    past = (Past(entry=Entry(id="BD101-00000000"), state="gone"),)
    ledger = Ledger(entries=(entry,), past=past, ignored=(Text("一", "one"),), path="l.xlsx", sha256="ab")
    assert read(replace(report, ledger=ledger), tmp_path)[1]["ledger"] == {
        "path": "l.xlsx",
        "sha256": "ab",
        "written": 1,
        "past": 1,
        "ignored": [{"zh": "一", "en": "one"}],
    }
