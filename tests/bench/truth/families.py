"""All plots: importing the families fills the table."""

from truth import bd, co, dv, ec, ec_reserves, gv, tr, wa  # noqa: F401 - they register their plots
from truth.planting import PLOTS

#: Rules that are not judged on a drawn scene, and how they are run.
TABLES = {}

__all__ = ["PLOTS", "TABLES"]
