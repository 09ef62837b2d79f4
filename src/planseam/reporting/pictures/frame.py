"""A map on a sheet: shapes in metres of the working CRS, drawn by a style and cut at the frame."""

import numpy as np
import shapely
from matplotlib.patches import PathPatch, Rectangle
from matplotlib.path import Path
from matplotlib.transforms import Affine2D
from numpy.typing import NDArray

from planseam.model.palette import Style
from planseam.reporting.pictures.sheet import DISC, HATCH_PT, POINTS_PER_PIXEL, Sheet, dashes
from planseam.reporting.pictures.window import Window

__all__ = ["OPACITY", "Frame", "compound", "valid"]

Shapes = NDArray[np.object_]

#: What is smaller than this on paper cannot be seen; shapes are simplified to it.
FINEST_MM = 0.06
#: Shapes are cut so far outside the frame that their cut edges stay out of sight.
MARGIN_MM = 2.0
POINT_MM = 1.2
#: Of areas whose style does not say it; as on the web map.
OPACITY = 0.4
AREA, LINE = 2, 1


class Frame:
    """A map frame.

    Parameters
    ----------
    sheet : Sheet
    window : Window
        What it shows; its size is the frame's.
    left_mm, bottom_mm : float
        The frame's corner on the sheet.
    """

    def __init__(self, sheet: Sheet, window: Window, *, left_mm: float, bottom_mm: float) -> None:
        west, south, _, _ = window.bounds
        self.sheet, self.window = sheet, window
        self.box = (left_mm, bottom_mm, left_mm + window.width_mm, bottom_mm + window.height_mm)
        self._to_paper = (
            Affine2D().translate(-west, -south).scale(1 / window.metres_per_mm).translate(left_mm, bottom_mm)
        )
        self._ground = self._to_paper + sheet.paper
        self.edge = Rectangle((left_mm, bottom_mm), window.width_mm, window.height_mm, transform=sheet.paper)

    def place(self, xy: NDArray[np.float64]) -> NDArray[np.float64]:
        """Metres to millimetres of the sheet."""
        return np.asarray(self._to_paper.transform(xy))

    def cut(self, shapes: Shapes, *, exact: bool = False) -> Shapes:
        """Cut shapes to the frame, and drop what cannot be seen; what is left are their parts."""
        box = self.window.wider(MARGIN_MM)
        try:
            cut = shapely.clip_by_rect(shapes, *box)
        except shapely.GEOSException:  # quick, and no friend of odd shapes
            cut = shapely.intersection(valid(shapes), shapely.box(*box))
        parts = shapely.get_parts(shapely.get_parts(cut))
        if exact:
            return np.asarray(parts)
        finest = FINEST_MM * self.window.metres_per_mm
        bounds = shapely.bounds(parts)
        seen = (bounds[:, 2:] - bounds[:, :2]).max(axis=1, initial=0.0) >= finest
        seen |= shapely.get_dimensions(parts) == 0
        # a shape with a waist may fall into two
        return np.asarray(shapely.get_parts(shapely.simplify(parts[seen], finest, preserve_topology=False)))

    def draw(self, shapes: Shapes, style: Style, *, exact: bool = False, hatch: str = "") -> bool:
        """Draw shapes of any kind; those of one call are one sheet of colour, also where they overlap.

        Parameters
        ----------
        shapes : array of geometries
        style : Style
            Widths in pixels of a screen.
        exact : bool
            Whether each vertex is kept.
        hatch : str
            Strokes in areas, as matplotlib names them.

        Returns
        -------
        bool
            Whether there was anything to see.
        """
        parts = self.cut(shapes, exact=exact)
        kind = shapely.get_dimensions(parts)
        if (kind == AREA).any():
            self.paths(compound(parts[kind == AREA]), style, hatch=hatch)
        if (kind == LINE).any():
            bare = style.model_copy(update={"fill": None, "weight": style.weight or 1.0})
            self.paths(compound(parts[kind == LINE]), bare)
        for x, y in self.place(shapely.get_coordinates(parts[kind == 0])).tolist():
            self.dot(x, y, fill=style.fill or style.line or "none", line=style.line or "none")
        return bool(len(parts))

    def paths(self, path: Path, style: Style, *, hatch: str = "") -> None:
        """Draw a path in metres."""
        opacity = OPACITY if style.fill_opacity is None else style.fill_opacity
        weight = (style.weight or 0.0) * POINTS_PER_PIXEL
        patch = PathPatch(
            path,
            facecolor=(style.fill, opacity) if style.fill and opacity else "none",
            edgecolor=style.line if style.line and weight else "none",
            linewidth=weight,
            linestyle=dashes(style.dash, weight),
            capstyle="butt" if style.dash else "round",
            joinstyle="round",
            hatch=hatch or None,
            hatch_linewidth=HATCH_PT,
            transform=self._ground,
        )
        self.sheet.add(patch, clip=self.edge)

    def dot(
        self, x: float, y: float, *, fill: str, line: str, radius_mm: float = POINT_MM, weight: float = 0.8
    ) -> None:
        """Draw a disc at a place in mm, cut at the frame."""
        patch = PathPatch(
            DISC.transformed(Affine2D().scale(radius_mm).translate(x, y)),
            facecolor=fill,
            edgecolor=line,
            linewidth=weight,
            transform=self.sheet.paper,
        )
        self.sheet.add(patch, clip=self.edge)


def valid(shapes: Shapes) -> Shapes:
    """Shapes that can be cut and measured; areas stay areas."""
    return np.asarray(shapely.make_valid(shapes, method="structure", keep_collapsed=False))


def compound(parts: Shapes) -> Path:
    """One path of many polygons or lines; rings turn so that holes stay open."""
    areal = shapely.get_dimensions(parts) == AREA
    lines = shapely.get_rings(shapely.orient_polygons(parts)) if areal.all() else parts
    xy, index = shapely.get_coordinates(lines, return_index=True)
    codes = np.full(len(xy), Path.LINETO, dtype=Path.code_type)
    first = np.append(True, index[1:] != index[:-1])[: len(xy)]
    codes[first] = Path.MOVETO
    if areal.all():
        last = np.append(first[1:], True)[: len(xy)]
        codes[last] = Path.CLOSEPOLY
    return Path(xy, codes)
