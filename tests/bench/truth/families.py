"""All plots: importing the families fills the table."""

from truth import bd, co, da, dv, ec, ec_reserves, gv, tr, wa  # noqa: F401 - they register their plots
from truth.planting import PLOTS

#: Rules that are not judged on a drawn scene: how they are run, and how often for each scene that is asked for.
TABLES = dict.fromkeys(da.RULES, (da.run_study, 3))

__all__ = ["PLOTS", "TABLES"]
