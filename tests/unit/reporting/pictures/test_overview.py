import shapely

from planseam.model.palette import palette
from planseam.reporting.pictures.atlas import Atlas
from planseam.reporting.pictures.overview import overview


def test_every_conflict_with_a_place_has_a_marker_where_it_is(build_report, heard, pixels, about):
    report = build_report(1)
    atlas = Atlas(report)
    picture = overview(atlas, lettering=heard("en"), dpi=150)
    found = about(pixels(picture), palette().severity[atlas.records[0]["severity"]], 40)[:, : int(122 / 25.4 * 150)]
    assert found.sum() > 20
    columns = found.nonzero()[1]
    west, _, east, _ = atlas.bounds
    spot = shapely.point_on_surface(atlas.shapes[0])
    expected = 61.2 + (spot.x - (west + east) / 2) / (east - west) * 122 * 0.95
    assert abs(columns.mean() / 150 * 25.4 - expected) < 2


def test_the_legend_counts_as_the_table_does(atlas, report, heard):
    lettering = heard("zh")
    picture = overview(atlas, lettering=lettering, dpi=72)
    said = lettering.words
    placed = report.conflicts[~report.conflicts.geometry.is_empty & ~report.conflicts.geometry.isna()]
    for severity, title in {"critical": "致命", "major": "严重", "minor": "一般"}.items():
        assert f"{title}（{(placed['severity'] == severity).sum()} 处）" in said
    missing = len(report.conflicts) - len(placed)
    assert missing
    assert any(f"另有 {missing} 处" in words for words in said)
    assert str(len(report.conflicts)) in picture.alt.zh


def test_plans_of_the_recipe_are_in_the_legend_and_others_are_not(atlas, heard):
    lettering = heard("en")
    overview(atlas, lettering=lettering, dpi=72)
    assert "redline 33" in lettering.words
    assert "farmland 32" not in lettering.words


def test_a_study_without_conflicts_has_a_map(build_report, heard):
    report = build_report(1)
    empty = type(report)(**{**report.__dict__, "conflicts": report.conflicts.iloc[:0]})
    assert overview(Atlas(empty), lettering=heard("zh"), dpi=72).png


def test_a_unit_smaller_than_its_name_is_named_beside(build_report, heard):
    report = build_report(1)
    small = report.units.copy()
    small.loc[0, "geometry"] = small.geometry[0].representative_point().buffer(0.02)
    lettering = heard("zh")
    overview(Atlas(type(report)(**{**report.__dict__, "units": small})), lettering=lettering, dpi=72)
    assert set(report.units["name"]) <= set(lettering.words)
