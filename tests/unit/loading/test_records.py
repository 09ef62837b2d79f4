import json

import numpy as np
import pytest

from planseam.loading import records
from planseam.loading.records import features_in, lines_in

POINT = {"type": "Point", "coordinates": [119.5, 30.25]}
FEATURE = {"type": "Feature", "properties": {"MC": "红线"}, "geometry": POINT}


def counted(tmp_path, value):
    path = tmp_path / "a.geojson"
    path.write_text(value if isinstance(value, str) else json.dumps(value), "utf-8")
    return features_in(path)


@pytest.mark.parametrize("count", [0, 1, 2, 17])
def test_features_are_counted(tmp_path, count):
    assert counted(tmp_path, {"type": "FeatureCollection", "features": [FEATURE] * count}) == count


def test_members_that_are_no_features_count_too(tmp_path):
    assert counted(tmp_path, {"features": [FEATURE, None, {"type": "Nope"}, "x", [1, 2]]}) == 5


def test_arrays_elsewhere_do_not_count(tmp_path):
    inner = {"type": "Feature", "properties": {"features": [1, 2, 3], "a,b": "],["}, "geometry": POINT}
    text = {"bbox": [1, 2, 3, 4], "crs": {"features": [1, 2]}, "features": [inner], "others": [1, 2]}
    assert counted(tmp_path, text) == 1


def test_a_file_without_features_has_no_count(tmp_path):
    assert counted(tmp_path, FEATURE) is None
    assert counted(tmp_path, {"type": "Topology", "objects": {}}) is None
    assert counted(tmp_path, {"features": {"a": 1}}) is None


def test_quotes_and_brackets_within_texts_structure_nothing(tmp_path):
    words = ['say "x"', "\\", '\\"', "[{", "}]", '","', '"features":[']
    features = [{"type": "Feature", "properties": {"a": word}, "geometry": None} for word in words]
    assert counted(tmp_path, {"name": "\\\\", "features": features}) == len(words)
    assert counted(tmp_path, json.dumps({"features": features}, indent=2, ensure_ascii=False)) == len(words)


@pytest.mark.parametrize("chunk", [1, 2, 3, 7, 64])
def test_pieces_of_any_size_give_the_same_count(tmp_path, monkeypatch, chunk):
    monkeypatch.setattr(records, "_CHUNK", chunk)
    rows = np.random.default_rng(chunk).choice(list('\\"[]{},: x1'), (20, 8))
    words = [f"{number}{''.join(row)}" for number, row in enumerate(rows)]
    features = [{"type": "Feature", "properties": {word: word}, "geometry": POINT} for word in words]
    assert counted(tmp_path, {"bbox": [1, 2], "features": features, "x": [[]]}) == 20


def test_lines_are_counted_and_broken_ones_numbered(tmp_path):
    line = json.dumps(FEATURE)
    (tmp_path / "a.geojsonl").write_text("\n".join([line, line[:20], "", "7", line, ""]), "utf-8")
    found = lines_in(tmp_path / "a.geojsonl")
    assert (found.count, found.broken) == (4, (2, 4))


def test_records_of_rfc_8142_are_counted(tmp_path):
    line = json.dumps(FEATURE, indent=1)
    (tmp_path / "a.geojsons").write_text(f"\x1e{line}\n\x1e{line[:20]}\n\x1e{line}\n", "utf-8")
    found = lines_in(tmp_path / "a.geojsons")
    assert (found.count, found.broken) == (3, (2,))


def test_endless_depth_in_a_line_is_a_broken_line(tmp_path):
    (tmp_path / "a.geojsonl").write_text('{"a":' + "[" * 100_000 + "\n", "utf-8")
    assert lines_in(tmp_path / "a.geojsonl").broken == (1,)
