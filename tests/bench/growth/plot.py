"""The plot: time above, memory below, a column for each thing that grows."""

import matplotlib as mpl
import numpy as np
from families import FAMILIES
from fitting import LEAST, curves, exponent
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure

PANELS = ("features", "units", "vertices", "conflicts")
MEASURES = {"cpu": "seconds of the processor", "peak_mb": "most memory, MB"}
NAMES = {
    "interior": "streamed, borders and density stay",
    "shuffled": "the same, file without order",
    "density": "streamed, patches get smaller",
    "whole": "four roles, kept whole",
}


def plot(told, path):
    """Draw all curves, with the exponents in the legends, and a grey line of exponent one."""
    with mpl.rc_context({"font.size": 8, "axes.spines.top": False, "axes.spines.right": False}):
        figure = Figure(figsize=(15, 8.4), dpi=110, layout="constrained")
        FigureCanvasAgg(figure)
        axes = figure.subplots(len(MEASURES), len(PANELS))
        for row, (measure, title) in zip(axes, MEASURES.items(), strict=True):
            for column, panel in zip(row, PANELS, strict=True):
                _panel(column, told, panel, measure)
            row[0].set_ylabel(title)
        figure.savefig(path, metadata={"Software": None})


def _panel(axes, told, panel, measure):
    lowest = []
    for family, work, curve in curves(told):
        if FAMILIES[family].panel != panel:
            continue
        size = np.array([run["size"] for run in curve["runs"]])
        value = np.array([run[measure] for run in curve["runs"]])
        name = NAMES.get(family, work)
        slope = exponent(size, value, curve["base"][measure], least=LEAST[measure])
        (line,) = axes.plot(size, value, marker="o", markersize=3.5, linewidth=1.4, label=f"{name}: {slope:.2f}")
        axes.axhline(curve["base"][measure], color=line.get_color(), linewidth=0.6, linestyle=":")
        axes.set_xlabel(FAMILIES[family].axis)
        lowest.append((size[0], value.min(), size[-1]))
    axes.set(xscale="log", yscale="log")
    if lowest:
        bottom, top = axes.get_ylim()
        start, low, end = lowest[0]
        axes.plot([start, end], [low, low * end / start], color="0.75", linewidth=1, zorder=0, label="exponent 1")
        axes.set_ylim(bottom, max(top, bottom * 10))
    axes.grid(visible=True, which="major", color="0.92")
    # below the panel, where no line runs through it
    axes.legend(frameon=False, fontsize=7, loc="upper center", bbox_to_anchor=(0.5, -0.16), ncols=2)
