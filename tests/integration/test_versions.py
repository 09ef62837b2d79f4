"""The next version of the plans: digitised, numbered and ordered anew, it keeps the ids of its conflicts."""

import json
import subprocess
import sys
from dataclasses import dataclass

import numpy as np
import openpyxl
import pytest
import shapely

import planseam
from planseam.checking.comparing import compare

LAYERS = ("redline", "development-boundary", "protected-area", "watershed")
NOISE_M = 3.0
HEAD = """[study]
title = "两版"
units = "units"

[[layer]]
id = "units"
role = "unit"
path = "bundled:yrd/provinces"
"""


@dataclass
class Version:
    folder: object
    report: planseam.Report


def digitised_anew(shapes, rng):
    """Every vertex moves by up to 3 m, shared ones together, so that a plan's own edges still meet."""

    def moved(points):
        grid, inverse = np.unique(points.round(2), axis=0, return_inverse=True)
        angle, reach = rng.uniform(0, 2 * np.pi, len(grid)), NOISE_M * np.sqrt(rng.uniform(0, 1, len(grid)))
        return points + (np.column_stack([np.cos(angle), np.sin(angle)]) * reach[:, None])[inverse]

    return shapely.make_valid(shapely.transform(shapes, moved))


def study_of(folder, layers, rng=None):
    """The shipped layers as files of a user's own, as they are or as the next version brings them."""
    lines = [HEAD]
    for layer in layers:
        frame = layer.frame.drop(columns="source_row")
        if rng is not None:
            frame = frame.set_geometry(digitised_anew(frame.geometry.to_numpy(), rng), crs=frame.crs)
            frame = frame.sample(frac=1, random_state=1)
            frame["fid"] = [f"N{number * 7 + 3}" for number in range(len(frame))]
        frame.to_crs(4490).to_parquet(folder / f"{layer.id}.parquet")
        lines.append(f'[[layer]]\nid = "{layer.id}"\nrole = "{layer.role}"\npath = "{layer.id}.parquet"\n')
    (folder / "planseam.toml").write_text("\n".join(lines), "utf-8")
    return planseam.Study.from_file(folder)


@pytest.fixture(scope="module")
def versions(tmp_path_factory):
    shipped = planseam.Study.bundled("yrd")
    entries = tuple(entry for entry in shipped.layers if entry.role in LAYERS or entry.id == shipped.study.units)
    layers = planseam.check(shipped.model_copy(update={"layers": entries}), select="DA107").layers
    layers = [layer for layer in layers if layer.role in LAYERS]
    one, two = tmp_path_factory.mktemp("one"), tmp_path_factory.mktemp("two")
    rules = "EC101,EC102,EC103,BD101,BD102,WA101"
    first = planseam.check(study_of(one, layers), select=rules)
    second_study = study_of(two, layers, np.random.default_rng(3))
    second = planseam.check(second_study, select=rules, since=first.conflicts)
    planseam.write_folder(first, one / "out")
    planseam.write_folder(second, two / "out")
    return Version(one, first), Version(two, second)


def substance(report):
    return report.conflicts[report.conflicts["severity"] != "info"]


def test_conflicts_keep_their_ids_through_a_new_version(versions):
    first, second = (set(substance(version.report)["id"]) for version in versions)
    assert len(first) > 50
    assert first == second


def test_ids_hold_also_for_most_without_the_earlier_run(versions):
    alone = planseam.check(versions[1].report.study, select="EC101,EC102,EC103,BD101,BD102,WA101")
    kept = substance(versions[0].report)["id"].isin(alone.conflicts["id"])
    assert kept.mean() > 0.85


def test_nothing_of_substance_is_told_as_new_or_closed(versions):
    told = versions[1].report.since
    assert told.of("new", "closed")["severity"].isin(["info"]).all()
    assert told.counts["same"] > told.counts["changed"]


def test_what_people_wrote_is_kept_through_a_new_version(versions, tmp_path):
    first, second = versions
    book = openpyxl.load_workbook(first.folder / "out" / "ledger.xlsx")
    sheet = book["冲突"]
    places = {cell.value: cell.column for cell in sheet[1]}
    known = set(substance(first.report)["id"])
    written = {}
    for row in range(2, sheet.max_row + 1):
        conflict = sheet.cell(row, 1).value
        if conflict in known:
            written[conflict] = f"意见 {row}"
            sheet.cell(row, places["乙方意见"]).value = written[conflict]
            sheet.cell(row, places["状态"]).value = "协商中"
    book.save(tmp_path / "ledger.xlsx")
    report = planseam.check(
        second.report.study,
        select="EC101,EC102,EC103,BD101,BD102,WA101",
        since=first.report.conflicts,
        ledger=planseam.read_ledger(tmp_path / "ledger.xlsx"),
    )
    assert {entry.id: entry.opinion_b for entry in report.ledger.entries} == written
    assert set(substance(report)["status"]) == {"negotiating"}
    assert not [past for past in report.ledger.past if past.entry.written]
    report.to_xlsx(tmp_path / "new.xlsx")
    again = planseam.read_ledger(tmp_path / "new.xlsx")
    assert {entry.id: entry.opinion_b for entry in again.entries if entry.written} == written


def command(*words):
    program = "from planseam.cli import main; main()"
    return subprocess.run(
        [sys.executable, "-c", program, *map(str, words)], capture_output=True, text=True, check=False
    )


def test_the_command_compares_two_folders(versions, tmp_path):
    old, new = (version.folder / "out" for version in versions)
    told = json.loads(command("diff", old, new, "--format", "json").stdout)
    expected = compare(versions[0].report.conflicts, versions[1].report.conflicts).counts
    assert told["counts"] == expected
    done = command("diff", old, new, "-o", tmp_path / "d.xlsx", "-l", "zh")
    assert done.returncode == 0, done.stderr
    sheet = openpyxl.load_workbook(tmp_path / "d.xlsx").active
    assert sheet.max_row == 3 + sum(expected.values())
    assert command("diff", old, new, "-o", tmp_path / "d.html").returncode == 0
    assert "difference" not in (tmp_path / "d.html").read_text("utf-8").split("<body>")[1].split("<h1>")[0]


def test_a_folder_that_is_no_run_is_named_with_the_cure(tmp_path):
    done = command("diff", tmp_path, tmp_path, "-l", "en")
    assert done.returncode == 2
    assert "conflicts.parquet" in done.stderr
    assert "planseam run" in done.stderr
