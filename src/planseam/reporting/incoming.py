"""Look at what arrived: inspect it, draft a study of it, and try that study."""

import tomllib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import geopandas as gpd
import pyproj

from planseam.harmonising.fields import named_fields
from planseam.harmonising.trial import tried
from planseam.loading import formats
from planseam.loading.ground import projected
from planseam.loading.inspecting import inspect
from planseam.loading.inspection import Inspection
from planseam.model.study import LayerEntry, Study
from planseam.model.unit import Level
from planseam.reporting.draft import Draft, draft
from planseam.reporting.table import EXCHANGE_CRS
from planseam.text import Language, Text

__all__ = ["Look", "look"]

Progress = Callable[[Text, float], None]
#: Shares of the time that reading and trying take.
_READING = 0.6


@dataclass(frozen=True)
class Look:
    """What arrived, and the study that it makes.

    Parameters
    ----------
    inspection : Inspection
    draft : Draft
    """

    inspection: Inspection
    draft: Draft


def look(
    paths: Sequence[Path],
    *,
    folder: Path,
    language: Language = "zh",
    level: Level | None = None,
    units: str = "",
    progress: Progress | None = None,
) -> Look:
    """Inspect files, draft a study, and add to each layer what a check would find wrong with it.

    Parameters
    ----------
    paths : sequence of Path
        Files and folders.
    folder : Path
        Where the study file shall lie.
    language : {"zh", "en"}
    level : {"province", "city", "county"}, optional
    units : str, optional
        Path of the jurisdictions, or ``bundled:…``.
    progress : callable, optional
        Told what is being done, and the share (0 to 1) that is done.

    Raises
    ------
    PlanseamError
        If the jurisdictions cannot be used.
    """
    tell = progress or (lambda _text, _share: None)
    inspection = inspect(
        paths,
        units=_ground(units) if units else None,
        progress=lambda layer, share: tell(
            Text("读取 {layer}", "reading {layer}").format(layer=layer), _READING * share
        ),
    )
    study_file = draft(inspection, folder=folder, language=language, level=level, units=units)
    study = Study.from_table(tomllib.loads(study_file.text), folder=folder)
    inspection = tried(
        inspection,
        study,
        study_file.layers,
        progress=lambda layer, share: tell(
            Text("试检 {layer}", "trying {layer}").format(layer=layer), _READING + (1 - _READING) * share
        ),
    )
    return Look(inspection, study_file)


def _ground(units: str) -> gpd.GeoDataFrame:
    """The jurisdictions that the user names, in degrees."""
    entry = LayerEntry(id="units", role="unit", path=units)
    raw = formats.read(entry, Path())
    table = named_fields(raw.frame, entry).table[["code", "name"]]
    degrees = pyproj.CRS(EXCHANGE_CRS)
    shapes = projected(raw.frame.geometry.to_numpy(), raw.crs or degrees, degrees)
    frame = gpd.GeoDataFrame(table, geometry=shapes, crs=degrees)
    return frame[frame.geometry.notna()].reset_index(drop=True)
