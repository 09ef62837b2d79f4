"""Where the shipped data lie: inside the wheel, or in the root of a checkout."""

from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Literal

from planseam.errors import LayerError
from planseam.text import Text

__all__ = ["data_folder"]

_CHECKOUT = {"layers": Path("layers"), "maps": Path("maps"), "cases": Path("tests", "cases")}


@cache
def data_folder(name: Literal["layers", "maps", "cases"]) -> Path:
    """Find a folder of shipped data.

    Raises
    ------
    LayerError
        If the installation lacks it.
    """
    package = Path(str(files("planseam")))
    for folder in (package / name, package.parents[1] / _CHECKOUT[name]):
        if folder.is_dir():
            return folder
    raise LayerError(
        Text("安装不完整，缺少随附数据", "the installation is incomplete: shipped data are missing"),
        where=str(package / name),
        cure=Text("请重新安装 planseam", "Install planseam again"),
    )
