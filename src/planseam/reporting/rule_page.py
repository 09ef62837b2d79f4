"""One rule explained as a page with pictures of its cases: one file that needs nothing else."""

from importlib.metadata import version
from pathlib import Path
from typing import Any

import numpy as np
import shapely
from markupsafe import Markup

from planseam.model.palette import palette
from planseam.reporting.catalogue import needs_of, tolerances_of
from planseam.reporting.drawing import CaseDrawing, drawings_of
from planseam.reporting.html import environment
from planseam.reporting.strokes import HEIGHT, WIDTH, furniture, highlight, plan
from planseam.reporting.svg import View, label
from planseam.reporting.whole import beside
from planseam.reporting.words import role_name
from planseam.rules.base import Rule
from planseam.rules.pages import HEADINGS, page_of
from planseam.text import Language, Text

__all__ = ["rule_page", "write_rule_page"]

#: A unit with a smaller share of the picture has no label.
LEAST_ROOM = 0.03
#: A conflict that takes a larger share of the picture is outlined, so as not to hide what lies in it.
WIDE = 0.15
AREA = 2


def write_rule_page(rule: type[Rule], path: Path, *, language: Language) -> None:
    """Write a rule's page as one HTML file without outside parts.

    Parameters
    ----------
    rule : type
    path : Path
        File to write; an older one is replaced.
    language : {"zh", "en"}
        Which it shows first; it switches to the other.

    Raises
    ------
    OutputError
        If the file cannot be written; the old one is then untouched.
    """
    body = rule_page(rule, language=language)
    with beside(path, suffix=".html") as target:
        target.write_text(body, encoding="utf-8")


def rule_page(rule: type[Rule], *, language: Language) -> str:
    """Build a rule's page: its sections, its tolerances, and all its cases with their verdicts.

    Returns
    -------
    str
        HTML.
    """
    pages = environment()
    pages.globals.update(role_name=role_name)
    drawings = drawings_of(rule)
    return pages.get_template("rule.html.j2").render(
        rule=rule,
        page=page_of(rule),
        headings=HEADINGS,
        needs=needs_of(rule),
        tolerances=tolerances_of(rule),
        groups=[
            (verdict, [_figure(drawing) for drawing in drawings if drawing.case.verdict == verdict])
            for verdict in ("fail", "pass")
        ],
        language=language,
        version=version("planseam"),
        colours=palette(),
    )


def _figure(drawing: CaseDrawing) -> dict[str, Any]:
    case = drawing.case
    given = [f"{name} = {_shown(value)}" for name, value in case.options.items()]
    for entry in case.tolerances:
        where = " ".join(word for word in (entry.border, entry.role, entry.rule) if word)
        given += [f"{where}: {name} = {_shown(value)}" for name, value in entry.given.items()]
    return {
        "name": case.name,
        "picture": _picture(drawing) if drawing.has_place else Markup(""),
        "keys": [(role, palette().fill(role), _whose(drawing, role)) for role in drawing.roles],
        "features": [(number, words) for number, words, _ in _described(drawing)],
        "tables": drawing.tables,
        "given": given,
        "records": [(conflict.severity, conflict.message) for conflict in drawing.conflicts],
    }


def _whose(drawing: CaseDrawing, role: str) -> str:
    return ", ".join(dict.fromkeys(party for own, party, _ in drawing.layers if own == role and party))


def _shown(value: object) -> str:
    return ", ".join(map(str, value)) if isinstance(value, list | tuple) else str(value)


def _picture(drawing: CaseDrawing) -> Markup:
    view = _view(drawing)
    grounds = np.array(list(drawing.units.values()), dtype=object)
    parts = [
        Markup('<path class="g{}" d="{}"/>').format(min(number, 2), view.path(np.array([ground], dtype=object)))
        for number, ground in enumerate(grounds)
    ]
    parts += [plan(view, shapes, role, weight=1.2, tolerance_px=0.2) for role, _, shapes in drawing.layers]
    parts.append(Markup('<path class="b" d="{}"/>').format(view.path(shapely.boundary(grounds))))
    for conflict in drawing.conflicts:
        if not conflict.geometry.is_empty:
            wide = conflict.geometry.area * view.scale**2 > WIDE * WIDTH * HEIGHT
            shape = shapely.boundary(conflict.geometry) if wide else conflict.geometry
            parts.append(highlight(view, shape, conflict.severity))
    parts += [*_labels(drawing, view), *_numbers(drawing, view), furniture(view)]
    return Markup('<svg class="locator" viewBox="0 0 {} {}" role="img" aria-label="{}">{}</svg>').format(
        WIDTH, HEIGHT, drawing.case.name, Markup("").join(parts)
    )


def _view(drawing: CaseDrawing) -> View:
    west, south, east, north = drawing.bounds
    scale = min(WIDTH / (east - west), HEIGHT / (north - south))
    return View((west + east) / 2 - WIDTH / 2 / scale, (south + north) / 2 + HEIGHT / 2 / scale, scale, WIDTH, HEIGHT)


def _labels(drawing: CaseDrawing, view: View) -> list[Markup]:
    """Codes of the units, near the upper edge of what is seen of each."""
    labels = []
    for code, ground in drawing.units.items():
        seen = shapely.clip_by_rect(ground, *view.bounds)
        if seen.area * view.scale**2 < LEAST_ROOM * WIDTH * HEIGHT:
            continue
        west, _, east, north = seen.bounds
        x, y = view.pixels(np.array([[(west + east) / 2, north]]))[0].tolist()
        labels.append(label(Text.same(code), x, max(y, 0) + 15, css="u", anchor="middle"))
    return labels


def _numbers(drawing: CaseDrawing, view: View) -> list[Markup]:
    """Numbers on the features that the text below describes."""
    window = shapely.box(*view.bounds)
    labels = []
    for number, _, shape in _described(drawing):
        seen = shapely.intersection(shape, window)
        if not shapely.is_empty(seen):
            x, y = view.pixels(shapely.get_coordinates(shapely.point_on_surface(seen)))[0].tolist()
            labels.append(label(Text.same(number), x, y + 4, anchor="middle"))
    return labels


def _described(drawing: CaseDrawing) -> list[tuple[int, str, Any]]:
    """Features that carry more than their geometry: a number, what they carry, and their geometry."""
    carried = [
        (", ".join(f"{key} = {value}" for key, value in feature.items() if key != "geometry"), feature["geometry"])
        for layer in drawing.case.layers
        if drawing.has_place
        for feature in layer.features
        if "geometry" in feature
    ]
    return [
        (number, words, shapely.from_wkt(wkt))
        for number, (words, wkt) in enumerate((pair for pair in carried if pair[0]), start=1)
    ]
