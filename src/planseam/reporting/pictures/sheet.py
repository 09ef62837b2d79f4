"""A sheet of paper to draw on, in millimetres; inside it, a map frame in metres."""

from io import BytesIO
from typing import Literal, Required, TypedDict, Unpack

import numpy as np
from matplotlib.artist import Artist
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.patches import PathPatch, Rectangle
from matplotlib.path import Path
from matplotlib.patheffects import withStroke
from matplotlib.text import Text as Lines
from matplotlib.transforms import Affine2D, Transform
from numpy.typing import NDArray
from PIL import Image

from planseam.reporting.pictures.fonts import Lettering
from planseam.reporting.pictures.picture import Picture
from planseam.text import Text

__all__ = ["DISC", "HATCH_PT", "INK", "POINTS_PER_PIXEL", "Sheet", "dashes"]


INCH_MM = 25.4
#: Lengths in recipes are pixels of a screen, 96 an inch.
POINTS_PER_PIXEL = 0.75
#: Colours of a picture; maps need no more, and a third of the bytes is left.
COLOURS, WHITE = 256, 255
HATCH_PT = 0.7
DISC = Path.unit_circle()
INK = "#1f2933"

Dash = tuple[float, tuple[float, ...]] | Literal["solid"]


class Look(TypedDict, total=False):
    """How words stand."""

    size: Required[float]
    colour: str
    bold: bool
    across: Literal["left", "center", "right"]
    up: Literal["bottom", "center", "top", "baseline"]
    halo: bool


class Sheet:
    """One picture in the making.

    Parameters
    ----------
    width_mm, height_mm : float
    lettering : Lettering
    dpi : int
    """

    def __init__(self, width_mm: float, height_mm: float, *, lettering: Lettering, dpi: int) -> None:
        self.width_mm, self.height_mm, self.lettering = width_mm, height_mm, lettering
        # whole pixels, so that no edge is left half drawn
        pixels = round(width_mm / INCH_MM * dpi), round(height_mm / INCH_MM * dpi)
        self._figure = Figure(figsize=(pixels[0] / dpi, pixels[1] / dpi), dpi=dpi, facecolor="white")
        self._canvas = FigureCanvasAgg(self._figure)
        self._dpi = dpi
        self.paper: Transform = Affine2D().scale(pixels[0] / width_mm, pixels[1] / height_mm)
        self._drawn = 0

    def add(self, artist: Artist, *, clip: Artist | None = None) -> None:
        """Put an artist on top of all that is there."""
        self._drawn += 1
        artist.set_zorder(self._drawn)
        self._figure.add_artist(artist, clip=False)
        if isinstance(clip, Rectangle):
            artist.set_clip_path(clip)

    def box(
        self,
        box: tuple[float, float, float, float],
        *,
        fill: str = "none",
        line: str = "none",
        weight: float = 0.5,
        opacity: float = 1.0,
        dash: str | None = None,
        hatch: str = "",
    ) -> None:
        """Draw a rectangle: west, south, east and north in mm."""
        west, south, east, north = box
        patch = Rectangle(
            (west, south),
            east - west,
            north - south,
            facecolor=(fill, opacity) if fill != "none" else "none",
            edgecolor=line,
            linewidth=weight,
            linestyle=dashes(dash, weight),
            hatch=hatch or None,
            hatch_linewidth=HATCH_PT,
            transform=self.paper,
        )
        self.add(patch)

    def path(
        self,
        path: Path,
        *,
        fill: str = "none",
        line: str = "none",
        weight: float = 0.5,
        opacity: float = 1.0,
        dash: str | None = None,
    ) -> None:
        """Draw a path in mm."""
        self.add(
            PathPatch(
                path,
                facecolor=(fill, opacity) if fill != "none" else "none",
                edgecolor=line,
                linewidth=weight,
                linestyle=dashes(dash, weight),
                transform=self.paper,
                capstyle="butt",
                joinstyle="round",
            )
        )

    def disc(self, x: float, y: float, radius_mm: float, *, fill: str, line: str = "none", weight: float = 0.6) -> None:
        """Draw a filled circle, mm."""
        self.path(DISC.transformed(Affine2D().scale(radius_mm).translate(x, y)), fill=fill, line=line, weight=weight)

    def words(self, text: Text | str, x: float, y: float, **look: Unpack[Look]) -> None:
        """Write words at a place in mm; a `Text` in the language of the sheet, a string as it stands."""
        said = self.lettering.say(text if isinstance(text, Text) else Text.same(text))
        if said:
            self.written(said, x, y, **look)

    def written(self, said: str, x: float, y: float, **look: Unpack[Look]) -> None:
        """Write what the lettering has already said."""
        size = look["size"]
        artist = Lines(
            x,
            y,
            said,
            color=look.get("colour", INK),
            fontproperties=self.lettering.properties(size, bold=look.get("bold", False)),
            ha=look.get("across", "left"),
            va=look.get("up", "baseline"),
            linespacing=1.25,
            multialignment="center",
            parse_math=False,  # a name with dollar signs is no formula
            transform=self.paper,
        )
        if look.get("halo", False):
            artist.set_path_effects([withStroke(linewidth=size / 3, foreground="white", alpha=0.9)])
        self.add(artist)

    def finish(self, alt: Text) -> Picture:
        """Draw it all, as PNG of few colours without date or name of a program: the same each time."""
        self._canvas.draw()  # type: ignore[no-untyped-call]  # matplotlib is typed in part
        pixels = np.asarray(self._canvas.buffer_rgba())  # type: ignore[no-untyped-call]  # as above
        image = _of_few_colours(np.asarray(pixels[:, :, :3]))
        stream = BytesIO()
        image.save(stream, "PNG", dpi=(self._dpi, self._dpi))
        return Picture(
            png=stream.getvalue(),
            width_mm=self.width_mm,
            height_mm=self.height_mm,
            alt=alt,
            notice=self.lettering.notice,
        )


def _of_few_colours(pixels: NDArray[np.uint8]) -> Image.Image:
    """The picture with a palette; white stays the white of the paper, however many pale grounds lie beside it."""
    white = (pixels == WHITE).all(axis=2)
    # told apart first: the octree would mix it with the ground of a map
    others = np.where(white[:, :, None], np.uint8(0), pixels)
    image = Image.fromarray(others).quantize(COLOURS - 1, method=Image.Quantize.FASTOCTREE, dither=Image.Dither.NONE)
    flat = image.getpalette() or []
    found = Image.fromarray(np.where(white, np.uint8(COLOURS - 1), np.asarray(image)), "P")
    found.putpalette([*flat, *[0] * (3 * (COLOURS - 1) - len(flat)), WHITE, WHITE, WHITE])
    return found


def dashes(dash: str | None, weight: float) -> Dash:
    """Strokes and spaces of a recipe, which are pixels of a screen, for matplotlib, which counts in widths of the line.

    Examples
    --------
    >>> dashes("6 4", 1.5), dashes(None, 1.5)
    ((0, (3.0, 2.0)), 'solid')
    """
    if not dash or not weight:
        return "solid"
    return (0, tuple(float(part) * POINTS_PER_PIXEL / weight for part in dash.split()))
