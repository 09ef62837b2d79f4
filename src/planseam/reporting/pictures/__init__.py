"""Pictures for documents: maps and seam charts as PNG, with the palette and the recipes of the web map.

`figures` draws those of many conflicts, in several processes if wanted; the
other functions draw one picture each. Who draws several of one report makes
`Pictures` once.
"""

from planseam.reporting.pictures.drawing import (
    Pictures,
    conflict_figure,
    figures,
    locator_figure,
    overview_figure,
    seam_chart_figures,
)
from planseam.reporting.pictures.fonts import font_notice
from planseam.reporting.pictures.keeping import KeptPictures
from planseam.reporting.pictures.picture import Figures, Picture

__all__ = [
    "Figures",
    "KeptPictures",
    "Picture",
    "Pictures",
    "conflict_figure",
    "figures",
    "font_notice",
    "locator_figure",
    "overview_figure",
    "seam_chart_figures",
]
