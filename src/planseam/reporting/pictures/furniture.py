"""What every map carries: scale bar, north arrow, legend, source line, the mark 示意."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from importlib.metadata import version

from matplotlib.path import Path
from matplotlib.transforms import Affine2D

from planseam.model.palette import Style
from planseam.reporting.pictures.atlas import Atlas, Ground, Kind
from planseam.reporting.pictures.fonts import broken, width_em
from planseam.reporting.pictures.frame import OPACITY, Frame
from planseam.reporting.pictures.sheet import INK, POINTS_PER_PIXEL, Sheet
from planseam.reporting.svg import nice
from planseam.reporting.words import word
from planseam.text import Language, Text

__all__ = ["Entry", "Legend", "colophon", "imprint", "mark_illustrative", "north_arrow", "scale_bar"]

GREY = "#5f6b76"
WARNING = "#a8071a"
POINT_MM = 25.4 / 72
METRES_PER_KM = 1000
COLOPHON_PT, COLOPHON_LINES = 5.6, 3


def scale_bar(frame: Frame, atlas: Atlas, *, most_mm: float = 32.0) -> tuple[float, float, float, float]:
    """Draw a scale bar that is true across, at the latitude of the map's middle.

    Returns
    -------
    tuple of float
        Its box on the sheet, mm.
    """
    window, sheet = frame.window, frame.sheet
    guess = nice(most_mm * window.metres_per_mm)
    length = guess * atlas.stretch(window.x, window.y, guess) / window.metres_per_mm
    x, y = frame.box[0] + 2.5, frame.box[1] + 2.5
    said = f"{guess / METRES_PER_KM:g} km" if guess >= METRES_PER_KM else f"{guess:g} m"
    wide = length + width_em(said) * 6.5 * POINT_MM + 3.5
    box = (x - 1.2, y - 1.2, x + wide, y + 3.4)
    sheet.box(box, fill="#ffffff", opacity=0.75)
    half = length / 2
    sheet.box((x, y, x + half, y + 1.1), fill=INK, line=INK, weight=0.5)
    sheet.box((x + half, y, x + length, y + 1.1), fill="#ffffff", line=INK, weight=0.5)
    sheet.words("0", x, y + 1.6, size=5.5)
    sheet.words(said, x + length + 1.2, y - 0.2, size=6.5)
    return box


def north_arrow(frame: Frame, atlas: Atlas) -> tuple[float, float, float, float]:
    """Draw an arrow to true north, and give its box in mm."""
    x, y = frame.box[0] + 5.0, frame.box[3] - 8.2
    box = (frame.box[0] + 1.4, frame.box[3] - 12.6, frame.box[0] + 8.6, frame.box[3] - 1.4)
    frame.sheet.box(box, fill="#ffffff", opacity=0.75)
    turn = Affine2D().rotate_deg(-atlas.north(frame.window.x, frame.window.y)).translate(x, y + 2.2)
    left = Path([(0, 3.8), (-1.9, -2.6), (0, -1.3), (0, 3.8)])
    right = Path([(0, 3.8), (1.9, -2.6), (0, -1.3), (0, 3.8)])
    frame.sheet.path(left.transformed(turn), fill=INK, line=INK, weight=0.5)
    frame.sheet.path(right.transformed(turn), fill="#ffffff", line=INK, weight=0.5)
    frame.sheet.words(word("picture.north"), x, y - 3.7, size=6.5, across="center")
    return box


def mark_illustrative(frame: Frame, *, right_mm: float = 0.0) -> tuple[float, float, float, float]:
    """Mark the map as drawn, not surveyed, and give the mark's box in mm."""
    said = word("document.illustrative")
    size = 9.0
    wide = width_em(frame.sheet.lettering.say(said)) * size * POINT_MM + 3
    east, north = frame.box[2] - 1.6 - right_mm, frame.box[3] - 1.6
    box = (east - wide, north - 5.2, east, north)
    frame.sheet.box(box, fill="#ffffff", line=WARNING, weight=0.9, opacity=0.85)
    frame.sheet.words(
        said,
        (box[0] + box[2]) / 2,
        (box[1] + box[3]) / 2 - 0.1,
        size=size,
        colour=WARNING,
        bold=True,
        across="center",
        up="center",
    )
    return box


@dataclass(frozen=True, kw_only=True)
class Entry:
    """A line of a legend.

    Parameters
    ----------
    words : Text
    style : Style
    kind : {"area", "line", "point"}
    edge : Style, optional
        A second outline on top.
    hatch : str
        Strokes of an area.
    """

    words: Text
    style: Style
    kind: Kind = "area"
    edge: Style | None = None
    hatch: str = ""


class Legend:
    """Writes a column from the top down."""

    SWATCH, ROW, GAP, SIZE = 6.5, 3.1, 1.5, 6.8

    def __init__(self, sheet: Sheet, *, left_mm: float, right_mm: float, top_mm: float) -> None:
        self.sheet, self.left, self.right, self.y = sheet, left_mm, right_mm, top_mm

    def heading(self, text: Text, *, size: float = 8.5, colour: str = INK, bold: bool = True) -> None:
        """Write a heading, broken into lines."""
        step = size * POINT_MM * 1.3
        for line in broken(self.sheet.lettering.say(text), (self.right - self.left) / (size * POINT_MM)):
            self.y -= step
            self.sheet.written(line, self.left, self.y + step * 0.25, size=size, colour=colour, bold=bold)

    def space(self, mm: float) -> None:
        """Leave room."""
        self.y -= mm

    def entries(self, entries: Iterable[Entry], *, bottom_mm: float) -> None:
        """Write entries as long as there is room above `bottom_mm`; what does not fit is an ellipsis."""
        for entry in entries:
            said = self.sheet.lettering.say(entry.words)
            room = (self.right - self.left - self.SWATCH - 1.6) / (self.SIZE * POINT_MM)
            lines = list(broken(said, room))
            high = max(len(lines), 1) * self.ROW + self.GAP
            if self.y - high < bottom_mm:
                self.sheet.words("…", self.left, self.y - 2, size=self.SIZE)
                return
            middle = self.y - (high - self.GAP) / 2
            self._swatch(entry, middle)
            for number, line in enumerate(lines):
                y = self.y - (number + 0.5) * self.ROW
                self.sheet.written(line, self.left + self.SWATCH + 1.6, y, size=self.SIZE, up="center")
            self.y -= high

    def _swatch(self, entry: Entry, middle: float) -> None:
        box = (self.left, middle - 1.6, self.left + self.SWATCH, middle + 1.6)
        for style in (entry.style, entry.edge):
            if style is None:
                continue
            weight = (style.weight or 0.8) * POINTS_PER_PIXEL
            line = style.line or style.fill or INK
            opacity = OPACITY if style.fill_opacity is None else style.fill_opacity
            if entry.kind == "area":
                self.sheet.box(
                    box,
                    fill=style.fill or "none",
                    line=line,
                    weight=weight,
                    opacity=opacity,
                    dash=style.dash,
                    hatch=entry.hatch,
                )
            elif entry.kind == "line":
                path = Path([(box[0], middle), (box[2], middle)])
                self.sheet.path(path, line=line, weight=weight, dash=style.dash)
            else:
                self.sheet.disc((box[0] + box[2]) / 2, middle, 1.1, fill=style.fill or line, line=line, weight=weight)


def imprint(frame: Frame, atlas: Atlas, *, left_mm: float) -> None:
    """Write beside the foot of a map its scale, what it may be used for, and what made it."""
    scale = word("picture.scale", scale=f"{frame.window.scale:,.0f}".replace(",", " "))
    frame.sheet.words(scale, left_mm, frame.box[1] + 7.4, size=7.0)
    number = atlas.recipe.approval or atlas.settings.approval
    use = word("picture.approved", number=number) if number else word("picture.internal")
    frame.sheet.words(use, left_mm, frame.box[1] + 3.8, size=5.6, colour=GREY)
    made = word("picture.made_by", version=version("planseam"))
    frame.sheet.words(made, left_mm, frame.box[1] + 0.6, size=5.6, colour=GREY)


def colophon(sheet: Sheet, layers: Sequence[Ground], *, top_mm: float) -> None:
    """Write at the foot of a sheet where the data come from, in at most three lines of small print."""
    if not layers:
        return
    room = (sheet.width_mm - 4.0) / (COLOPHON_PT * POINT_MM)
    sources = Text("；".join(_sources(layers, "zh")), "; ".join(_sources(layers, "en")))
    lines = list(broken(sheet.lettering.say(word("picture.sources", sources=sources)), room))
    if len(lines) > COLOPHON_LINES:
        lines = [*lines[: COLOPHON_LINES - 1], f"{lines[COLOPHON_LINES - 1][:-1]}…"]
    step = COLOPHON_PT * POINT_MM * 1.3
    for number, line in enumerate(lines):
        y = top_mm - (number + 0.5) * step
        sheet.written(line, 0.2, y, size=COLOPHON_PT, colour=GREY, up="center")


def _sources(layers: Iterable[Ground], language: Language) -> list[str]:
    """Each layer with its source and vintage; layers of one source share it."""
    by_source: dict[str, list[str]] = {}
    for layer in layers:
        facts = [fact for fact in (layer.source.to(language), layer.vintage) if fact]
        titles = by_source.setdefault(("，" if language == "zh" else ", ").join(facts), [])
        if layer.title.to(language) not in titles:
            titles.append(layer.title.to(language))
    join = "、" if language == "zh" else ", "
    return [
        word("picture.source", layer=join.join(titles), facts=facts).to(language) if facts else join.join(titles)
        for facts, titles in by_source.items()
    ]
