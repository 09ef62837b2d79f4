"""The map of a report: one file that opens anywhere, without internet."""

from pathlib import Path

from planseam.mapping.backgrounds import Background, background
from planseam.mapping.content import content
from planseam.mapping.focus import focused
from planseam.mapping.page import SeamMap
from planseam.model.palette import palette as read_palette
from planseam.model.recipe import Recipe
from planseam.model.recipe import recipe as read_recipe
from planseam.model.report import Report
from planseam.placing import aside, put_file, unwritable
from planseam.text import Language

__all__ = ["draw", "recipe_for", "write"]

#: What the report page of an output folder is called.
REPORT = "report.html"


def draw(
    report: Report,
    *,
    language: Language | None = None,
    recipe: str | Path | Recipe = "",
    border: str = "",
    conflict: str = "",
    tiles: str | Background | None = None,
    key: str = "",
    document: str = "",
) -> SeamMap:
    """Draw a report as an interactive map.

    Parameters
    ----------
    report : Report
    language : {"zh", "en"}, optional
        The language in which the page opens, by default the recipe's, else the study's; the page holds both.
    recipe : str, Path or Recipe
        Name of a recipe of the folder `maps`, or the path of one's own; by
        default `conflict`, `border` or `overview`, as the next two say.
    border : str
        Both codes of its units, such as ``33-34``: the map is of this border alone.
    conflict : str
        An id: the map is of this conflict alone.
    tiles : str or Background, optional
        Tiles to lie under the map, as `planseam.mapping.backgrounds.background`
        names them. They need the network; without any, the page needs and asks
        for none. Over tiles in GCJ-02 all that the page shows is moved to that
        datum, and what a user adds must be moved too (`planseam.loading.datum`).
    key : str
        Key of their provider, which is then in the page.
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
        If there is no such recipe, border, conflict or provider, or it cannot be used.
    """
    chosen = recipe_for(recipe, border=border, conflict=conflict)
    return SeamMap(
        content(
            focused(report, chosen, border=border, conflict=conflict),
            recipe=chosen,
            palette=read_palette(chosen.palette),
            language=language or chosen.language or report.study.study.language,
            document=document,
            background=tiles if isinstance(tiles, Background) else background(tiles, key=key) if tiles else None,
        )
    )


def recipe_for(name: str | Path | Recipe, *, border: str = "", conflict: str = "") -> Recipe:
    """The recipe of a name; where there is none, the one for a conflict, a border, or all.

    Raises
    ------
    OutputError
        If there is no such recipe, or it cannot be used.
    """
    if isinstance(name, Recipe):
        return name
    return read_recipe(name or ("conflict" if conflict else "border" if border else "overview"))


def write(
    report: Report,
    path: str | Path,
    *,
    language: Language | None = None,
    recipe: str | Path | Recipe = "",
    border: str = "",
    conflict: str = "",
    tiles: str | Background | None = None,
    key: str = "",
    document: str | None = None,
) -> None:
    """Write the map of a report, whole or not at all.

    Plans that are too many for the page lie beside it, of the same name with
    the ending .pmtiles.

    Parameters
    ----------
    report : Report
    path : str or Path
        Replaced where it exists.
    language, recipe, border, conflict, tiles, key
        As of `draw`.
    document : str, optional
        Name of the report page to which its cards link; default the one that stands beside it.

    Raises
    ------
    OutputError
        If the file cannot be written, or `draw` cannot draw it; what was there before is left as it was.
    """
    target = Path(path)
    if document is None:
        document = REPORT if target.with_name(REPORT).is_file() else ""
    drawn = draw(
        report,
        language=language,
        recipe=recipe,
        border=border,
        conflict=conflict,
        tiles=tiles,
        key=key,
        document=document,
    )
    page = drawn.page().encode()
    try:
        with aside(target) as folder:
            if drawn.archive:
                packed = folder / "map.pmtiles"
                packed.write_bytes(drawn.archive)
                put_file(packed, target.with_suffix(".pmtiles"))
            draft = folder / "map.html"
            draft.write_bytes(page)
            put_file(draft, target)
    except OSError as error:
        raise unwritable(target, error) from error
