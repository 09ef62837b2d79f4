"""A failing and a passing case of a rule, drawn in the terminal."""

from rich.console import Console, Group
from rich.markup import escape
from rich.table import Table
from rich.text import Text as Styled

from planseam.checking.cases import cases_of
from planseam.model.palette import palette
from planseam.model.role import roles
from planseam.reporting.drawing import CaseDrawing
from planseam.reporting.sketch import key, sketch
from planseam.rules.base import Rule
from planseam.text import Language, Text

__all__ = ["print_cases"]

WIDTH, HEIGHT, GAP = 44, 12, 4
VERDICTS = {"fail": ("red", Text("不通过", "fails")), "pass": ("green", Text("通过", "passes"))}


def print_cases(rule: type[Rule], language: Language, console: Console) -> None:
    """Print the first failing and the first passing case; nothing where the terminal cannot show Braille."""
    if not console.encoding.lower().startswith("utf"):
        return
    cases = cases_of(rule)
    shown = [CaseDrawing.of(rule, next(case for case in cases if case.verdict == verdict)) for verdict in VERDICTS]
    console.print(f"\n[bold]{Text('图例', 'Drawings').to(language)}[/]")
    beside = console.width >= len(shown) * (WIDTH + GAP)
    grid = Table.grid(padding=(0, GAP, 0, 0))
    for _ in shown if beside else shown[:1]:
        grid.add_column(width=WIDTH)
    cells = [_case(drawing, language) for drawing in shown]
    for row in [cells] if beside else [[cell] for cell in cells]:
        grid.add_row(*row)
    console.print(grid, highlight=False)
    more = Text(
        "共 {count} 个图例：planseam rule {code} --open",
        "{count} drawings in all: planseam rule {code} --open",
    )
    console.print(more.format(code=rule.code, count=len(cases)).to(language), style="dim", highlight=False)


def _case(drawing: CaseDrawing, language: Language) -> Group:
    colour, verdict = VERDICTS[drawing.case.verdict]
    parts: list[Styled | Table] = [
        Styled.from_markup(f"[{colour}]{verdict.to(language)}[/] {escape(drawing.case.name)}", overflow="fold")
    ]
    if drawing.has_place:
        parts += [
            Styled.from_ansi(sketch(drawing, width=WIDTH, height=HEIGHT), no_wrap=True),
            _legend(drawing, language),
        ]
    for table in drawing.tables:
        shown = Table(box=None, pad_edge=False, header_style="dim")
        for column in table.columns:
            shown.add_column(column, overflow="fold")
        for row in table.rows:
            shown.add_row(*map(escape, row))
        parts.append(shown)
    parts += [Styled("→ " + conflict.message.to(language), overflow="fold") for conflict in drawing.conflicts]
    return Group(*parts)


def _legend(drawing: CaseDrawing, language: Language) -> Styled:
    legend = Styled(no_wrap=True)
    for number, role in enumerate(drawing.roles):
        legend.append_text(Styled.from_ansi(key(number, palette().line(role))))
        legend.append(f" {roles()[role].title.to(language)}  ")
    return legend
