from dataclasses import replace

from planseam.model.ledger import Entry, Ledger, Past
from planseam.reporting.summary import (
    illustrative_notice,
    not_judged,
    options_of,
    rows_judged,
    sentences,
    severity_counts,
)
from planseam.text import Text


def test_the_sentences_say_what_was_found_and_what_was_not_checked(report):
    said = " ".join(text.en for text in sentences(report))
    assert "20 conflicts were found: 3 critical, 7 major, 7 minor, 3 info" in said
    assert "the border with the most is Jiangsu–Zhejiang (7)" in said
    assert "6 rules ran and 1 did not" in said
    assert "“未检查”不等于“无冲突”" in " ".join(text.zh for text in sentences(report))


def test_no_conflicts_are_said_to_be_none(build_report):
    said = sentences(build_report(0))
    assert any("没有发现冲突" in text.zh for text in said)


def test_conflicts_without_border_are_counted(report):
    table = report.conflicts[report.conflicts["border"] == ""]
    said = sentences(replace(report, conflicts=table.reset_index(drop=True)))
    assert any(text.en.startswith("3 conflicts were found") for text in said)


def test_counts_hold_every_severity(build_report):
    assert severity_counts(build_report(1)) == {"critical": 0, "major": 0, "minor": 1, "info": 0}


def test_the_notice_names_the_drawn_layers(report):
    assert "redline 33、redline 34" in illustrative_notice(report).zh
    surveyed = tuple(replace(layer, illustrative=False) for layer in report.layers)
    assert illustrative_notice(replace(report, layers=surveyed)) is None


def test_layers_that_could_not_be_judged_are_listed(report):
    lost = {"layer": "lost", "path": "lost.shp", "rows": 7, "judged": 0, "sha256": ""}
    part = {**report.inputs[0], "rows": 99, "judged": 98}
    changed = replace(report, inputs=(part, lost))
    assert rows_judged(changed) == {"redline-33": "98 / 99", "lost": "0 / 7"}
    assert not_judged(changed) == [lost]
    assert not not_judged(report)


def test_options_are_one_line(report):
    rule = replace(report.rules[0], options={"run_m": 200.0, "roles": ("redline", "farmland")})
    assert options_of(rule) == "run_m = 200.0; roles = redline, farmland"


def test_one_of_each_is_said_in_the_singular(build_report):
    report = build_report(1, language="en")
    one = replace(
        report,
        units=report.units.iloc[:1],
        borders=report.borders.iloc[:1],
        layers=report.layers[:1],
        rules=report.rules[-2:],
    )
    said = " ".join(text.en for text in sentences(one))
    assert said.startswith("1 border between 1 jurisdiction (")
    assert "and 1 layer were checked." in said
    assert "1 conflict was found: 0 critical" in said
    assert "1 rule ran and 1 did not" in said


def test_the_notice_does_not_say_illustrative_of_each_layer(report):
    title = Text("生态保护红线（示意）", "ecological redline (illustrative)")
    notice = illustrative_notice(replace(report, layers=(replace(report.layers[0], title=title),)))
    assert "（生态保护红线）" in notice.zh
    assert "(ecological redline)" in notice.en


def test_what_the_ledger_brings_is_said_and_what_is_held_to_be_resolved_but_is_not(report):
    one = report.conflicts["id"][0]
    past = (Past(entry=Entry(id="BD101-00000000"), state="gone"),)
    ledger = Ledger(entries=(Entry(id=one, status="resolved"),), past=past)
    status = report.conflicts["status"].where(report.conflicts["id"] != one, "resolved")
    said = sentences(replace(report, conflicts=report.conflicts.assign(status=status), ledger=ledger))
    new = [text.en for text in said if text not in sentences(report)]
    assert new == [
        "Conflicts that keep their status and opinions from the ledger: 1.",
        "Rows of the ledger that belong to no conflict of this check, and are kept on its sheet “Closed”: 1.",
        "Conflicts that the ledger holds to be resolved and this check found again: 1.",
    ]
