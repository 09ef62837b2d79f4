"""The map of a report: one file that opens anywhere, without internet."""

from pathlib import Path

from planseam.mapping.content import content
from planseam.mapping.page import SeamMap
from planseam.model.palette import palette as read_palette
from planseam.model.recipe import recipe as read_recipe
from planseam.model.report import Report
from planseam.placing import aside, put_file, unwritable
from planseam.text import Language

__all__ = ["draw", "write"]

#: What the report page of an output folder is called.
REPORT = "report.html"


def draw(report: Report, *, language: Language | None = None, recipe: str = "overview", document: str = "") -> SeamMap:
    """Draw a report as an interactive map.

    Parameters
    ----------
    report : Report
    language : {"zh", "en"}, optional
        The language in which the page opens, by default the study's; the page holds both.
    recipe : str
        Name of a recipe of the folder `maps`.
    document : str
        Name of the report page that stands beside the map; cards link to it.

    Returns
    -------
    SeamMap
        A folium.Map: add to it as you like; ``.save("map.html")`` writes one file that needs no network.
        Plans that are too many for the page are its `archive`, which belongs beside the file as ``map.pmtiles``.

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
            document=document,
        )
    )


def write(report: Report, path: str | Path) -> None:
    """Write the map of a report, whole or not at all.

    Where the report page stands beside it, its cards link to that.
    Plans that are too many for the page lie beside it, of the same name with
    the ending .pmtiles.

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
    drawn = draw(report, document=REPORT if target.with_name(REPORT).is_file() else "")
    page = drawn.get_root().render().encode()
    try:
        with aside(target) as folder:
            if drawn.archive:
                tiles = folder / "map.pmtiles"
                tiles.write_bytes(drawn.archive)
                put_file(tiles, target.with_suffix(".pmtiles"))
            draft = folder / "map.html"
            draft.write_bytes(page)
            put_file(draft, target)
    except OSError as error:
        raise unwritable(target, error) from error
