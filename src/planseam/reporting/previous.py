"""An earlier run, read back from its output folder."""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import geopandas as gpd
import pyarrow as pa
import shapely

from planseam.errors import OutputError
from planseam.model.conflict import COLUMNS
from planseam.model.study import Study
from planseam.reporting.manifest import TOOL
from planseam.text import Language, Text

__all__ = ["CONFLICTS", "Run", "last_run", "of_study"]

CONFLICTS = "conflicts.parquet"
MANIFEST = "manifest.json"


@dataclass(frozen=True, kw_only=True)
class Run:
    """What an output folder holds of a run.

    Parameters
    ----------
    path : Path
        The folder, or the file of conflicts alone.
    conflicts : GeoDataFrame
        The conflict record, EPSG:4490; a finding without place has an empty geometry.
    manifest : dict
        Empty where there is none.
    """

    path: Path
    conflicts: gpd.GeoDataFrame
    manifest: dict[str, Any]

    @property
    def title(self) -> Text:
        """What the run is called: the folder and the day of the check."""
        name = self.path.resolve().name
        day = str(self.manifest.get("generated", ""))[:10]
        return Text(f"{name}（{day}）", f"{name} ({day})") if day else Text.same(name)

    @property
    def language(self) -> Language | None:
        """The language of the run; None where its manifest does not say it."""
        said = self.manifest.get("language")
        return said if said in ("zh", "en") else None


def last_run(path: str | Path) -> Run:
    """Read the conflicts of a run.

    Parameters
    ----------
    path : str or Path
        An output folder, or its `conflicts.parquet`.

    Raises
    ------
    OutputError
        If there is no run, or its conflicts cannot be used.
    """
    given = Path(path)
    file = given / CONFLICTS if given.is_dir() else given
    if not file.is_file():
        raise OutputError(
            Text(f"其中没有 {CONFLICTS}，不是检查成果", f"holds no {CONFLICTS}, so it is no output of a check"),
            where=str(given),
            cure=Text(
                "请给出 planseam run 或 planseam check -o 写出的文件夹",
                "Name a folder that “planseam run” or “planseam check -o” has written",
            ),
        )
    try:
        table = gpd.read_parquet(file)
    except (ValueError, OSError, KeyError, TypeError, pa.ArrowException, shapely.errors.ShapelyError) as error:
        raise _unusable(file, Text("文件无法读取", "the file cannot be read")) from error
    wanting = [name for name in COLUMNS if name not in table.columns]
    if wanting:
        raise _unusable(
            file, Text(f"缺少列 {'、'.join(wanting[:3])}", f"columns are missing: {', '.join(wanting[:3])}")
        )
    if table["id"].isna().any() or not table["id"].is_unique:
        raise _unusable(file, Text("冲突编号有空缺或重复", "ids of conflicts are missing or there twice"))
    shapes = table.geometry.to_numpy().copy()
    shapes[shapely.is_missing(shapes)] = shapely.Point()
    table = table.set_geometry(gpd.GeoSeries(shapes, index=table.index, crs=table.crs))
    return Run(path=given, conflicts=table.to_crs("EPSG:4490"), manifest=_manifest(file.parent))


def of_study(folder: str | Path, study: Study) -> Run | None:
    """The run that an output folder holds, if it is one of this study; None for anything else.

    Parameters
    ----------
    folder : str or Path
    study : Study
    """
    target = Path(folder)
    said = _manifest(target)
    own = (study.study.title, study.study.level)
    if said.get("tool") != TOOL or (said.get("title"), said.get("level")) != own:
        return None
    try:
        return last_run(target)
    except OutputError:
        return None


def _manifest(folder: Path) -> dict[str, Any]:
    try:
        content = json.loads((folder / MANIFEST).read_text("utf-8"))
    except (OSError, ValueError):
        return {}
    return content if isinstance(content, dict) else {}


def _unusable(file: Path, what: Text) -> OutputError:
    return OutputError(
        what, where=str(file), cure=Text("请重新检查该版本的研究", "Check that version of the study again")
    )
