"""The catalogue of shipped layers: what their layer files say, and their data, verified.

A place is a folder of layer files; places come in through the entry-point
group `planseam.layers`, ours and those of third parties alike.
"""

import difflib
import hashlib
import tomllib
from functools import cache
from pathlib import Path
from typing import Any

import geopandas as gpd
import pandas as pd
from pydantic import ValidationError

from planseam.errors import LayerError
from planseam.model.layer import LayerFile
from planseam.model.plugins import LAYERS, doors, load
from planseam.text import Text

__all__ = ["catalogue", "layer_file", "place_folder", "read_data", "sha256_of"]

_CHUNK = 1 << 20


def catalogue() -> list[tuple[str, LayerFile]]:
    """List all layer files with the place that ships them, by place and id.

    Raises
    ------
    LayerError
        If a layer file cannot be used.
    """
    return [(place, _parsed(path)) for place in doors(LAYERS) for path in _layer_files(place_folder(place))]


def layer_file(name: str) -> LayerFile:
    """Read one layer file by its name, as ``yrd/redline``.

    Raises
    ------
    LayerError
        If there is no such layer, or its layer file cannot be used.
    RuleError
        If no layer package of that place is installed.
    """
    place, _, layer = name.partition("/")
    path = place_folder(place) / f"{layer}.toml"
    # the name is a name and no path: nothing outside the place is read
    if Path(layer).name != layer or not path.is_file() or "id" not in _table(path):
        paths = [known.stem for known in _layer_files(place_folder(place))]
        near = difflib.get_close_matches(layer, paths, n=1, cutoff=0.5)
        cure = (
            Text(f"是否应为 bundled:{place}/{near[0]}", f"Did you mean bundled:{place}/{near[0]}")
            if near
            else Text("用 planseam layers 查看全部随附图层", "List the shipped layers with “planseam layers”")
        )
        raise LayerError(
            Text(f"随附数据中没有图层 “{layer}”", f"no shipped layer is called “{layer}”"),
            where=f"bundled:{name}",
            cure=cure,
        )
    return _parsed(path)


@cache
def place_folder(place: str) -> Path:
    """Folder of a place.

    Raises
    ------
    RuleError
        If no layer package of that name is installed.
    """
    folder = load(LAYERS, place)
    return Path(str(folder() if callable(folder) else folder))


def read_data(file: LayerFile, folder: Path) -> tuple[pd.DataFrame, str]:
    """Read the data of a layer file and verify them.

    Parameters
    ----------
    file : LayerFile
        With a data file; one that takes everything from the ground has none.
    folder : Path
        Folder of the layer file.

    Returns
    -------
    tuple of DataFrame and str
        The rows (a GeoDataFrame where they have geometry), and the SHA-256 of the file.

    Raises
    ------
    LayerError
        If the data are missing, unreadable, or not those that the layer file describes.
    """
    path = folder / file.file
    try:
        digest = sha256_of(path)
        frame = pd.read_csv(path, dtype=str, keep_default_na=False) if path.suffix == ".csv" else _parquet(path)
    except (OSError, ValueError) as error:
        raise _damaged(path, Text("数据文件缺失或不可读", "the data file is missing or unreadable")) from error
    if file.sha256 and digest != file.sha256:
        raise _damaged(
            path, Text("数据文件与图层文件所记校验值不符", "the data file is not the one its layer file describes")
        )
    if file.rows is not None and len(frame) != file.rows:
        raise _damaged(
            path, Text(f"应有 {file.rows} 行，实有 {len(frame)} 行", f"{file.rows} rows expected, {len(frame)} found")
        )
    return frame, digest


def sha256_of(path: Path) -> str:
    """SHA-256 of a file; empty for a folder."""
    if path.is_dir():
        return ""
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while chunk := file.read(_CHUNK):
            digest.update(chunk)
    return digest.hexdigest()


def _parquet(path: Path) -> pd.DataFrame:
    try:
        frame: pd.DataFrame = gpd.read_parquet(path)
    except ValueError as error:
        if "geo metadata" not in str(error).lower():
            raise
        frame = pd.read_parquet(path)
    return frame


def _layer_files(folder: Path) -> list[Path]:
    """The TOML files that describe a layer; the study file and others beside them name none."""
    return sorted(path for path in folder.glob("*.toml") if "id" in _table(path))


def _table(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text("utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise _damaged(path, Text(f"图层文件不可用（{error}）", f"the layer file cannot be used ({error})")) from error


def _parsed(path: Path) -> LayerFile:
    try:
        return LayerFile.model_validate(_table(path))
    except ValidationError as error:
        detail = error.errors()[0]
        key, reason = ".".join(map(str, detail["loc"])), detail["msg"]
        raise _damaged(
            path, Text(f"图层文件不可用（{key}：{reason}）", f"the layer file cannot be used ({key}: {reason})")
        ) from error


def _damaged(path: Path, what: Text) -> LayerError:
    return LayerError(
        what,
        where=f"{path.parent.name}/{path.name}",
        cure=Text("请重新安装提供该图层的软件包", "Install the package that ships the layer again"),
    )
