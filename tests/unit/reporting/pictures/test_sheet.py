import struct
from io import BytesIO

import pytest
from PIL import Image

from planseam.reporting.pictures.sheet import Sheet, dashes
from planseam.text import Text


def drawn(heard, dpi=200):
    sheet = Sheet(40, 30, lettering=heard("en"), dpi=dpi)
    sheet.box((10, 5, 20, 25), fill="#d1490c")
    sheet.words(Text("示意", "Illustrative $5 and $6"), 21, 10, size=6, halo=True)
    sheet.disc(30, 20, 2, fill="#1746b8")
    return sheet.finish(Text("图", "a picture"))


def chunks(png):
    place, found = 8, []
    while place < len(png):
        (length,) = struct.unpack(">I", png[place : place + 4])
        found.append(png[place + 4 : place + 8].decode())
        place += length + 12
    return found


def test_the_same_drawing_is_the_same_bytes_without_date_or_program(heard):
    first, second = drawn(heard), drawn(heard)
    assert first.png == second.png
    assert set(chunks(first.png)) == {"IHDR", "pHYs", "PLTE", "IDAT", "IEND"}


@pytest.mark.parametrize("dpi", [100, 200, 300])
def test_size_on_paper_and_resolution_are_what_was_asked_for(heard, dpi):
    picture = drawn(heard, dpi)
    image = Image.open(BytesIO(picture.png))
    assert image.size == (round(40 / 25.4 * dpi), round(30 / 25.4 * dpi))
    assert image.info["dpi"][0] == pytest.approx(dpi, abs=0.1)
    assert (picture.width_mm, picture.height_mm) == (40, 30)


def test_a_box_stands_where_its_millimetres_say(heard, pixels, about):
    orange = about(pixels(drawn(heard)), "#d1490c")
    rows, columns = orange.any(axis=1).nonzero()[0], orange.any(axis=0).nonzero()[0]
    mm = 25.4 / 200
    assert columns[0] * mm == pytest.approx(10, abs=0.2)
    assert columns[-1] * mm == pytest.approx(20, abs=0.2)
    assert 30 - rows[-1] * mm == pytest.approx(5, abs=0.3)


def test_white_stays_the_white_of_the_paper_beside_pale_ground(heard, pixels):
    sheet = Sheet(40, 30, lettering=heard("en"), dpi=100)
    sheet.box((20, 0, 40, 30), fill="#fbfaf6")
    found = pixels(sheet.finish(Text("图", "a picture")))
    assert (found[:, : found.shape[1] // 2 - 2] == 255).all()
    assert (found[:, found.shape[1] // 2 + 2 :] == [251, 250, 246]).all()


def test_dashes_are_lengths_on_paper_whatever_the_width_of_the_line():
    assert dashes("8 4", 0.5) == (0, (12.0, 6.0))
    assert dashes("8 4", 1.0) == (0, (6.0, 3.0))
    assert dashes(None, 1.0) == "solid"
    assert dashes("8 4", 0.0) == "solid"
