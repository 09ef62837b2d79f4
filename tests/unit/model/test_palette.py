from planseam.model.conflict import SEVERITIES
from planseam.model.palette import ink, palette
from planseam.model.role import roles


def test_each_severity_has_its_own_colour():
    assert set(palette().severity) == set(SEVERITIES)
    assert len(set(palette().severity.values())) == len(SEVERITIES)


def test_each_role_has_colours_if_only_the_default():
    for role in roles():
        assert palette().fill(role).startswith("#")
        assert palette().line(role).startswith("#")
    assert palette().fill("unheard-of") == palette().fill("standard")


def test_a_role_without_areas_gives_its_line_for_both():
    assert palette().fill("road") == palette().line("road")


def test_words_on_a_colour_can_be_read():
    assert ink("#e9a800") == "#1f2933"
    assert ink("#7d1050") == "#ffffff"
