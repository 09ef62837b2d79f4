"""What became of the conflicts of one run in the next."""

from dataclasses import dataclass
from typing import Literal

import geopandas as gpd

from planseam.text import Text

__all__ = ["CHANGES", "CHANGE_TITLES", "Change", "Comparison"]

Change = Literal["new", "changed", "moved", "same", "closed"]

CHANGES: tuple[Change, ...] = ("new", "changed", "moved", "same", "closed")
CHANGE_TITLES: dict[Change, Text] = {
    "new": Text("新增", "new"),
    "changed": Text("变化", "changed"),
    "moved": Text("移位", "moved"),
    "same": Text("未变", "unchanged"),
    "closed": Text("消除", "closed"),
}


@dataclass(frozen=True, kw_only=True)
class Comparison:
    """Two runs held against each other, conflict by conflict.

    Parameters
    ----------
    table : GeoDataFrame
        The conflict record of the new run and, after it, that of conflicts
        of the old run that are gone (`change` is “closed”), with three more
        columns before the geometry: `old_id` (empty for new ones), `change`
        (one of `CHANGES`) and `what_zh`, `what_en`, which say what changed, from
        what to what; EPSG:4490.
    old, new : Text
        What the two runs are called.
    before : GeoDataFrame, optional
        The conflict record of the old run, which shows what a conflict that changed or moved was like.
    """

    table: gpd.GeoDataFrame
    old: Text
    new: Text
    before: gpd.GeoDataFrame | None = None

    @property
    def counts(self) -> dict[Change, int]:
        """How many conflicts are new, changed, moved, the same and closed."""
        found = self.table["change"].value_counts()
        return {change: int(found.get(change, 0)) for change in CHANGES}

    def of(self, *changes: Change) -> gpd.GeoDataFrame:
        """The rows with these changes, in the order of the table."""
        return self.table[self.table["change"].isin(changes)].reset_index(drop=True)
