"""The map of a report: one file that opens anywhere, without internet."""

import tempfile
from pathlib import Path

import folium

from planseam.errors import OutputError
from planseam.mapping.content import content
from planseam.mapping.page import SeamMap
from planseam.model.recipe import recipe as read_recipe
from planseam.model.palette import palette as read_palette
from planseam.model.report import Report
from planseam.text import Language, Text

__all__ = ["draw", "write"]


def draw(report: Report, *, language: Language | None = None, recipe: str = "overview") -> folium.Map:
    """Draw a report as an interactive map.

    Parameters
    ----------
    report : Report
    language : {"zh", "en"}, optional
        The language in which the page opens, by default the study's; the page holds both.
    recipe : str
        Name of a recipe of the folder `maps`.

    Returns
    -------
    folium.Map
        Add to it as you like; ``.save("map.html")`` writes one file that needs no network.

    Raises
    ------
    OutputError
        If there is no such recipe, or it cannot be used.
    """
    chosen = read_recipe(recipe)
    return SeamMap(
        content(
            report,
            recipe=chosen,
            palette=read_palette(chosen.palette),
            language=language or report.study.study.language,
        )
    )


def write(report: Report, path: str | Path) -> None:
    """Write the map of a report, whole or not at all.

    Parameters
    ----------
    report : Report
    path : str or Path
        Replaced where it exists.

    Raises
    ------
    OutputError
        If the file cannot be written; what was there before is left as it was.
    """
    target = Path(path)
    page = draw(report).get_root().render().encode()
    try:
        with tempfile.TemporaryDirectory(prefix=".planseam-", dir=target.absolute().parent) as folder:
            beside = Path(folder) / target.name
            beside.write_bytes(page)
            beside.replace(target)
    except OSError as error:
        raise OutputError(
            Text(f"地图无法写入（{error.strerror}）", f"the map cannot be written ({error.strerror})"),
            where=str(target),
            cure=Text("请检查文件夹是否存在、可写、未满", "Check that the folder exists, is writable and not full"),
        ) from error
