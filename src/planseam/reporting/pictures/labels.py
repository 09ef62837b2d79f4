"""Names on a map: where they go so that none lies on another."""

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from planseam.reporting.pictures.fonts import broken, width_em
from planseam.reporting.pictures.frame import Frame
from planseam.text import Text

__all__ = ["Labels"]

Box = tuple[float, float, float, float]

POINT_MM = 25.4 / 72
#: Room around a name, mm.
ROOM_MM = 0.8
#: Radius of the free circle about a name, in heights of it (squeezed to a square): with room to spare, and just so.
ROOMY, TIGHT = 0.8, 0.5
#: How far names keep off outlines, mm.
OFF_MM = 0.9
#: Longer names are broken into lines.
LINE_EM = 14.0
AREA = 2
#: Where a name may go around a place, as shares of its own width and height.
AROUND = (
    (0, 0),
    (0, 1.2),
    (0, -1.2),
    (0.62, 0),
    (-0.62, 0),
    (0.62, 1.1),
    (-0.62, 1.1),
    (0.62, -1.1),
    (-0.62, -1.1),
    (0, 2.4),
    (0, -2.4),
)


@dataclass
class Labels:
    """Writes names on a map; the first come have the best places.

    Parameters
    ----------
    frame : Frame
    taken : list of box
        Boxes on the sheet that names keep off, mm.
    names : set of str
        What has been written.
    """

    frame: Frame
    taken: list[Box] = field(default_factory=list)
    names: set[str] = field(default_factory=set)
    _outlines: list[BaseGeometry] = field(default_factory=list)

    def keep_off(self, box: Box) -> None:
        """Keep a box on the sheet free of names."""
        self.taken.append(box)

    def avoid(self, shapes: NDArray[np.object_]) -> None:
        """Keep the names of grounds off the outlines of shapes, where there is room elsewhere."""
        parts = self.frame.cut(shapes)
        if len(parts):
            lines = np.where(shapely.get_dimensions(parts) == AREA, shapely.boundary(parts), parts)
            room = OFF_MM * self.frame.window.metres_per_mm
            self._outlines.append(shapely.buffer(shapely.union_all(lines), room, quad_segs=4))

    def inside(self, text: Text, ground: BaseGeometry, *, size: float, colour: str, bold: bool = False) -> bool:
        """Write a name where a piece of ground has most room; not at all where it has too little."""
        said = self.frame.sheet.lettering.say(text)
        if not said or said in self.names:
            return False
        wide, high = _extent(said, size)
        open_ground = ground.difference(self._taken_ground(ground))
        roomy = open_ground.difference(shapely.union_all(self._outlines)) if self._outlines else open_ground
        for room, share in ((roomy, ROOMY), (open_ground, TIGHT)):
            place = self._widest(room, wide, high, share=share)
            if place is not None and self._put(said, place, size, colour, AROUND, bold=bold):
                return True
        return False

    def _widest(self, ground: BaseGeometry, wide: float, high: float, *, share: float) -> NDArray[np.float64] | None:
        """Where a box of some millimetres fits best, if a circle of that share of it fits at all."""
        if ground.area < wide * high * self.frame.window.metres_per_mm**2:
            return None
        # squeezed until the box is a square, the widest circle is where it fits best
        flat = shapely.transform(ground, lambda xy: xy * [high / wide, 1.0])
        circle = shapely.maximum_inscribed_circle(flat, self.frame.window.metres_per_mm * 0.6)
        if circle.length < share * high * self.frame.window.metres_per_mm:
            return None
        x, y = shapely.get_coordinates(circle)[0].tolist()
        return np.asarray(self.frame.place(np.array([[x * wide / high, y]]))[0])

    def beside(
        self,
        text: Text,
        place: NDArray[np.float64],
        *,
        size: float,
        colour: str,
        on_top: bool = True,
        again: bool = True,
        bold: bool = False,
    ) -> bool:
        """Write a name at a place in mm, or as near as there is room.

        Parameters
        ----------
        text : Text
        place : array of float
        size : float
        colour : str
        on_top : bool
            Whether it may lie on the place itself.
        again : bool
            Whether it is written also where the map has it already.
        bold : bool
        """
        said = "\n".join(broken(self.frame.sheet.lettering.say(text), LINE_EM))
        if not said or (said in self.names and not again):
            return False
        return self._put(said, place, size, colour, AROUND if on_top else AROUND[1:], bold=bold)

    def _put(
        self,
        said: str,
        place: NDArray[np.float64],
        size: float,
        colour: str,
        around: Sequence[tuple[float, float]],
        *,
        bold: bool,
    ) -> bool:
        wide, high = _extent(said, size)
        west, south, east, north = self.frame.box
        for right, up in around:
            x = min(max(place[0] + right * wide, west + wide / 2 + 1), east - wide / 2 - 1)
            y = min(max(place[1] + up * high, south + high / 2 + 1), north - high / 2 - 1)
            box = (x - wide / 2, y - high / 2, x + wide / 2, y + high / 2)
            if not any(_touch(box, other) for other in self.taken):
                self.taken.append(box)
                self.names.add(said)
                self.frame.sheet.written(
                    said, x, y, size=size, colour=colour, bold=bold, across="center", up="center", halo=True
                )
                return True
        return False

    def _taken_ground(self, ground: BaseGeometry) -> BaseGeometry:
        window = self.frame.window
        west, south, _, _ = window.bounds
        boxes = np.array(self.taken, dtype=float).reshape(-1, 4)
        boxes = (boxes - [self.frame.box[0], self.frame.box[1]] * 2) * window.metres_per_mm + [west, south] * 2
        room = ROOM_MM * window.metres_per_mm
        shapes = shapely.box(boxes[:, 0] - room, boxes[:, 1] - room, boxes[:, 2] + room, boxes[:, 3] + room)
        near = shapes[shapely.intersects(shapes, ground)]
        return shapely.union_all(near)


def _extent(said: str, size: float) -> tuple[float, float]:
    lines = said.split("\n")
    return max(map(width_em, lines)) * size * POINT_MM, len(lines) * size * POINT_MM * 1.3


def _touch(one: Box, other: Box) -> bool:
    return (
        one[0] < other[2] + ROOM_MM
        and other[0] < one[2] + ROOM_MM
        and one[1] < other[3] + ROOM_MM
        and other[1] < one[3] + ROOM_MM
    )
