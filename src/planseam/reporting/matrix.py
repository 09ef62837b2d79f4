"""Borders and rules: how many conflicts each border has by each rule."""

from dataclasses import dataclass

from planseam.model.report import Report
from planseam.reporting.table import counts_by_border, worst
from planseam.reporting.words import border_names, rule_names, word
from planseam.text import Text

__all__ = ["Cell", "Matrix", "Row", "border_name", "matrix"]


@dataclass(frozen=True, kw_only=True)
class Cell:
    """The conflicts of one border by one rule.

    Parameters
    ----------
    border, code : str
    count : int
    severity : str
        The worst of them; empty where there are none.
    """

    border: str
    code: str
    count: int
    severity: str


@dataclass(frozen=True, kw_only=True)
class Row:
    """One line, of a border or of a rule.

    Parameters
    ----------
    code : str
        Of a rule; empty for a border.
    name : Text
    cells : list of Cell
    total : int
    """

    code: str
    name: Text
    cells: list[Cell]
    total: int


@dataclass(frozen=True, kw_only=True)
class Matrix:
    """Borders and rules; rules without a conflict are named beside.

    Parameters
    ----------
    corner : Text
        What runs down.
    heads : list of (str, Text)
        Code (of rules) and name of each column.
    rows : list of Row
    totals : list of int
        Of each column.
    clean : list of (str, Text)
        Rules that found nothing.
    """

    corner: Text
    heads: list[tuple[str, Text]]
    rows: list[Row]
    totals: list[int]
    clean: list[tuple[str, Text]]


def matrix(report: Report) -> Matrix:
    """Count the conflicts by border and rule: the longer of the two runs down the page."""
    counts, severities = counts_by_border(report), worst(report)
    names, titles = border_names(report), rule_names(report)
    clean = [str(code) for code in counts.columns if not counts[code].any()]
    counts = counts.drop(columns=clean)
    borders = [("", str(border), border_name(str(border), names)) for border in counts.index]
    rules = [(str(code), str(code), titles[code]) for code in counts.columns]
    upright = len(rules) <= len(borders)
    table = counts if upright else counts.T
    down, across = (borders, rules) if upright else (rules, borders)
    rows = []
    for (code, key, name), line in zip(down, table.to_numpy(), strict=True):
        cells = []
        for (_, other, _), count in zip(across, line.tolist(), strict=True):
            border, rule = (key, other) if upright else (other, key)
            cells.append(Cell(border=border, code=rule, count=count, severity=severities.get((border, rule), "")))
        rows.append(Row(code=code, name=name, cells=cells, total=int(line.sum())))
    return Matrix(
        corner=word("matrix.border" if upright else "matrix.rule"),
        heads=[(code, name) for code, _, name in across],
        rows=rows,
        totals=[int(total) for total in table.sum()],
        clean=[(code, titles[code]) for code in clean],
    )


def border_name(border: str, names: dict[str, Text]) -> Text:
    """Name of a border; what concerns none is called so."""
    return names.get(border, Text.same(border)) if border else word("document.within_unit")
