from planseam.model.palette import palette
from planseam.reporting.pictures.frame import Frame
from planseam.reporting.pictures.ground import draw_ground, label_ground
from planseam.reporting.pictures.labels import Labels
from planseam.reporting.pictures.sheet import Sheet
from planseam.reporting.pictures.window import Window
from planseam.text import Text


def whole(heard, atlas, record):
    sheet = Sheet(100, 100, lettering=heard("zh"), dpi=72)
    frame = Frame(sheet, Window(x=0, y=0, scale=2_500_000, width_mm=100, height_mm=100), left_mm=0, bottom_mm=0)
    return frame, *draw_ground(frame, atlas, record)


def middle(frame, atlas, pixels, code):
    spot = atlas.units.shapes[atlas.codes.index(code)].representative_point()
    ((x, y),) = frame.place([[spot.x, spot.y]])
    picture = pixels(frame.sheet.finish(Text.same("")))
    return picture[round((100 - y) / 25.4 * 72), round(x / 25.4 * 72)]


def test_the_parties_have_a_breath_of_their_colours_and_others_none(heard, atlas, pixels):
    record = {"unit_a": "33", "unit_b": "34"}
    frame, units, _ = whole(heard, atlas, record)
    assert len(units) == 3
    first, second, other = (middle(frame, atlas, pixels, code) for code in ("33", "34", "32"))
    assert first[2] > first[0] + 5  # bluer than the warm white of the land
    assert second[1] > second[0] + 5
    assert abs(other - [251, 250, 246]).max() <= 3
    assert palette().ground.land == "#fbfaf6"


def test_units_are_named_where_they_are_seen(heard, atlas):
    frame, units, waters = whole(heard, atlas, None)
    labels = Labels(frame)
    label_ground(labels, atlas, units, waters)
    assert labels.names == {"江苏省", "浙江省", "安徽省"}
