"""Words that become numbers, columns or letters: coordinates, headings of sheets, encodings."""

import math

from target import target

from planseam.loading.encoding import of_text
from planseam.loading.sheets.degrees import coordinate
from planseam.loading.sheets.headings import headings

_DIGITS = ("120", "30", "15.2", "3", "075", "60", "59.9999", "1e5", "-", "+", ".", "，", "1,234")
_MARKS = (
    "°",
    "º",
    "度",
    "′",
    "'",
    "分",
    "″",
    '"',
    "秒",
    "''",
    " ",
    "-",
    ":",
    "东经",
    "北纬",
    "E",
    "w",
    "X=",
    "经度：",
    "米",
    "m",
)


def _angle(dice):
    if dice.chance(0.2):
        return dice.choice((dice.word(), dice.number(), None, True, 33))
    return "".join(dice.choice(_DIGITS if dice.chance(0.5) else _MARKS) for _ in range(dice.randint(1, 9)))


@target("coordinate", weight=20, make=lambda dice: [_angle(dice) for _ in range(8)])
def coordinate_in_words(cells):
    """A cell is a coordinate or none; degrees with minutes are on the globe."""
    for cell in cells:
        number = coordinate(cell)
        assert isinstance(number, float)
        assert math.isnan(number) or math.isfinite(number)
        if isinstance(cell, str) and any(mark in cell for mark in "°º′分″秒") and not math.isnan(number):
            assert abs(number) < 1000, "three digits of degrees at most"


def _written_out(dice):
    degrees, minutes, seconds = dice.randrange(180), dice.randrange(60), dice.randrange(60_000) / 1000
    forms = (
        "{s}{d}°{m}′{c}″",
        "{s}{d}度{m}分{c}秒",
        "{s}{d}-{m:02d}-{c}",
        "{s}{d}:{m:02d}:{c}",
        "{s}{d}º{m}'{c}''",
        "{s}{d} {m} {c}",
    )
    form = dice.choice(forms)
    side, sign = dice.choice((("", 1), ("东经", 1), ("W", -1), ("S ", -1), ("南纬", -1)))
    blank = " " if "-" not in form and dice.chance(0.3) else ""
    text = form.format(s=side + blank, d=degrees, m=minutes, c=f"{seconds:.3f}")
    return text, sign * (degrees + minutes / 60 + seconds / 3600)


@target("degrees", weight=10, make=_written_out)
def degrees_written_out(value):
    """Degrees, minutes and seconds come back as the number that they were written from."""
    text, number = value
    assert math.isclose(coordinate(text), number, abs_tol=1e-9), (text, coordinate(text), number)


_HEADS = (
    "地块编号",
    "界址点号",
    "X坐标(m)",
    "Y坐标(m)",
    "经度",
    "纬度",
    "圈号",
    "部分号",
    "lon",
    "lat",
    "经度_度",
    "经度_分",
    "X",
    "Y",
    "B",
    "L",
)


@target(
    "headings",
    weight=6,
    make=lambda dice: [dice.choice((dice.choice(_HEADS), dice.word())) for _ in range(dice.randint(0, 9))],
)
def headings_of_sheets(cells):
    """Headings are understood or not; what is found are columns that there are, each with one meaning."""
    found = headings(cells)
    if found is None:
        return
    places = [
        *found.first,
        *found.second,
        *(p for p in (found.part, found.ring, found.point, found.order) if p is not None),
    ]
    assert len(set(places)) == len(places), "one column with two meanings"
    assert all(0 <= place < len(cells) for place in places)
    assert len(found.names) == len(cells)


_SENTENCES = (
    "浙江省生态保护红线",
    "永久基本农田图斑",
    "湖州市长兴县",
    "上海市青浦区金泽镇",
    "核心保护区",
    "plain",
    "Ærø",
    "臺灣",
)


def _encoded(dice):
    encoding = dice.choice(("utf-8", "gb18030", "big5", "utf-16", "latin-1", "utf-8-sig"))
    text = dice.choice("\n,\t").join(dice.choice(_SENTENCES) for _ in range(dice.randint(1, 40)))
    data = text.encode(encoding, "ignore")
    return dice.mutated(data) if dice.chance(0.6) else data


@target("encoding", weight=10, make=_encoded)
def encoding_found(data):
    """Any bytes get an encoding that Python knows, and that reads them all once broken letters are let go."""
    evidence = of_text(data)
    data.decode(evidence.encoding, "replace")
    assert 0 <= evidence.confidence <= 1
    assert evidence.reason.zh
