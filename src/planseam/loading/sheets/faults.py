"""Rows of a coordinate sheet that cannot be read, and the plots that suffer from them, each named."""

from collections.abc import Iterator
from dataclasses import dataclass, field

import numpy as np

from planseam.loading.sheets.axes import Axes
from planseam.loading.sheets.vertices import Vertices, spans
from planseam.model.conflict import Finding
from planseam.text import NOTHING, Text, counted

__all__ = ["Faults", "faults_of"]

#: Rows that are told one by one; more are put in one finding, which names them all.
_MOST = 20
_LONG = 40  # characters shown of what a row says
_ADVICE = Text("请改正该行坐标后重新提供", "Mend the row and supply the sheet again")

_UNREADABLE = Text("坐标无法读取", "its coordinates cannot be read")
_MISSING = Text("没有坐标", "it has no coordinates")
_SWAPPED = Text("两个坐标的次序与其他行相反", "its two coordinates stand the other way round than those of other rows")
_STRANGE = Text(
    "坐标与其他行不是同一种（位数或单位不同）", "its coordinates are of another kind than those of other rows"
)
_LINE = Text("不是界址点，也不是地块的首行", "it is neither a vertex nor the head of a plot")


@dataclass
class Faults:
    """What is wrong, row by row and plot by plot.

    Parameters
    ----------
    rows : list of tuple
        Line of the sheet, plot (-1 for none), what is wrong, what it says.
    short : list of int
        Plots with too few different points.
    """

    rows: list[tuple[int, int, Text, str]]
    short: list[int] = field(default_factory=list)

    @property
    def plots(self) -> list[int]:
        """Plots of which a row is wrong."""
        return sorted({plot for _row, plot, _why, _said in self.rows if plot >= 0})

    def findings(self, vertices: Vertices, *, layer: str, shape: str) -> list[Finding]:
        """Tell all of it.

        Parameters
        ----------
        vertices : Vertices
        layer : str
        shape : {"polygon", "line", "point"}
        """
        return [
            *self._told_rows(vertices, layer=layer, shape=shape),
            *self._told_short(vertices, layer=layer, shape=shape),
            *_told_doubts(vertices, layer=layer),
        ]

    def _told_rows(self, vertices: Vertices, *, layer: str, shape: str) -> Iterator[Finding]:
        whole = shape != "point"
        for row, plot, why, said in self.rows[:_MOST]:
            label = vertices.labels[plot] if plot >= 0 else ""
            place = (
                Text(f"第 {row} 行", f"row {row}")
                if not label
                else Text(f"第 {row} 行（{label}）", f"row {row} ({label})")
            )
            shown = Text(f"“{said}”", f" “{said}”") if said else NOTHING
            after = (
                NOTHING
                if plot < 0
                else Text("，整个地块没有参与检查", "; the whole plot is not judged")
                if whole
                else Text("，没有参与检查", "; not judged")
            )
            yield Finding(
                rule="DA102",
                severity="minor",
                layer=layer,
                feature=label,
                kind=f"vertex-{row}",
                message=Text("{place}{shown}：{why}{after}", "{place}{shown}: {why}{after}").format(
                    place=place, shown=shown, why=why, after=after
                ),
                advice=_ADVICE,
            )
        more = self.rows[_MOST:]
        if more:
            lines = spans([row for row, *_rest in more])
            plots = len({plot for _row, plot, *_rest in more if plot >= 0})
            yield Finding(
                rule="DA102",
                severity="minor",
                layer=layer,
                kind="vertex-many",
                message=Text(
                    f"另有 {len(more)} 行坐标无法使用，涉及 {plots} 个地块，均没有参与检查：第 {lines} 行",
                    f"coordinates that cannot be used in {counted(len(more), 'more row').en}, "
                    f"of {counted(plots, 'plot').en}, none of which is judged: {lines}",
                ),
                advice=_ADVICE,
            )

    def _told_short(self, vertices: Vertices, *, layer: str, shape: str) -> Iterator[Finding]:
        short = [plot for plot in dict.fromkeys(self.short) if plot not in set(self.plots)]
        least = {"polygon": 3, "line": 2}.get(shape, 1)
        for plot in short[:_MOST]:
            label = vertices.labels[plot]
            yield Finding(
                rule="DA102",
                severity="minor",
                layer=layer,
                feature=label,
                kind=f"short-{plot}",
                message=Text(
                    f"{label}：不同的点不足 {least} 个，没有参与检查",
                    f"{label}: fewer than {counted(least, 'different point').en}, so not judged",
                ),
                advice=Text("请补全该地块的界址点", "Supply the missing vertices"),
            )
        if len(short) > _MOST:
            named = [vertices.labels[plot] for plot in short[_MOST:]]
            yield Finding(
                rule="DA102",
                severity="minor",
                layer=layer,
                feature=";".join(named),
                kind="short-many",
                message=Text(
                    f"另有 {len(named)} 个地块不同的点不足 {least} 个，没有参与检查",
                    f"{counted(len(named), 'more plot').en} with fewer than "
                    f"{counted(least, 'different point').en}, so not judged",
                ),
                advice=Text("请补全这些地块的界址点", "Supply the missing vertices"),
            )


def faults_of(vertices: Vertices, axes: Axes) -> Faults:
    """Find the rows that cannot be used.

    Parameters
    ----------
    vertices : Vertices
    axes : Axes
    """
    first, second = vertices.first, vertices.second
    empty = np.array([not (one or other) for one, other in zip(*vertices.texts, strict=True)], dtype=bool)
    nowhere = (first == 0) & (second == 0)
    unreadable = ~(np.isfinite(first) & np.isfinite(second))
    reasons = (
        (empty | nowhere, _MISSING),
        (unreadable & ~empty, _UNREADABLE),
        (axes.swapped & ~nowhere, _SWAPPED),
        (axes.strange & ~nowhere, _STRANGE),
    )
    found = [
        (int(vertices.rows[place]), int(vertices.plots[place]), why, _shown(vertices, int(place)))
        for wrong, why in reasons
        for place in np.flatnonzero(wrong)
    ]
    found += [(row, plot, _LINE, "") for row, plot in vertices.unread]
    return Faults(rows=sorted(found, key=lambda fault: fault[0]))


def _shown(vertices: Vertices, place: int) -> str:
    said = ", ".join(text[place] for text in vertices.texts if text[place])
    return said if len(said) <= _LONG else f"{said[:_LONG]}…"


def _told_doubts(vertices: Vertices, *, layer: str) -> Iterator[Finding]:
    advice = Text("请核对文件是否完整", "Check that the file is complete")
    for plot, doubt in vertices.doubts[:_MOST]:
        label = vertices.labels[plot]
        yield Finding(
            rule="DA102",
            severity="minor",
            layer=layer,
            feature=label,
            kind=f"points-{plot}",
            message=Text(f"{label}：{doubt.zh}", f"{label}: {doubt.en}"),
            advice=advice,
        )
    more = [vertices.labels[plot] for plot, _doubt in vertices.doubts[_MOST:]]
    if more:
        yield Finding(
            rule="DA102",
            severity="minor",
            layer=layer,
            feature=";".join(more),
            kind="points-many",
            message=Text(
                f"另有 {len(more)} 个地块的界址点数与写明的不符",
                f"other numbers of points than announced: {counted(len(more), 'more plot').en}",
            ),
            advice=advice,
        )
