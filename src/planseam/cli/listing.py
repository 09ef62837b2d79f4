"""What commands print. Imported only when there is something to print."""

import json
import sys
from importlib.metadata import version
from typing import Literal

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from planseam.checking.check import NOT_SELECTED
from planseam.checking.registry import rule_of, rules
from planseam.loading.catalogue import catalogue
from planseam.model.comparison import Comparison
from planseam.model.conflict import SEVERITIES, SEVERITY_TITLES, STATUS_TITLES
from planseam.model.report import Report
from planseam.reporting.catalogue import catalogue_markdown, needs_of, tolerances_of
from planseam.reporting.changes import groups, sentence
from planseam.reporting.difference import as_json
from planseam.reporting.geojson import collection
from planseam.reporting.words import word
from planseam.rules.pages import HEADINGS, page_of
from planseam.text import UNSEEN, Language, Text, counted, half_up, metres, visible

__all__ = [
    "plain",
    "print_catalogue",
    "print_conflicts",
    "print_difference",
    "print_layers",
    "print_rule",
    "print_summary",
]

COLOURS = {"critical": "bold red", "major": "red", "minor": "yellow", "info": "blue"}
#: Width of tables in a pipe, where there is no terminal to fit.
PIPED_WIDTH = 160


def print_conflicts(report: Report, form: Literal["text", "json", "geojson"]) -> None:
    """Print all conflicts, and what was not checked."""
    if form == "geojson":
        _write_json(collection(report))
        return
    if form == "json":
        table = report.conflicts.drop(columns="geometry")
        document = {
            "version": version("planseam"),
            "conflicts": json.loads(table.to_json(orient="records", force_ascii=False)),
            "not_run": [
                {"rule": run.code, "reason_zh": run.reason.zh, "reason_en": run.reason.en}
                for run in report.rules
                if not run.ran
            ],
            "stale": [
                {"id": entry.id, "why_zh": entry.why.zh, "why_en": entry.why.en, "by": entry.by}
                for entry in report.stale
            ],
        }
        _write_json(document, indent=1)
        return
    language = report.study.study.language
    console = _console()
    for conflict in report.conflicts.itertuples():
        colour = COLOURS[conflict.severity]
        title = SEVERITY_TITLES[conflict.severity].to(language)
        place = (
            f"{conflict.border} km {half_up(conflict.at_km, 2)}"
            if conflict.border and conflict.at_km == conflict.at_km
            else conflict.layer_a
            if conflict.rule.startswith("DA")
            else ""
        )
        message = conflict.message_zh if language == "zh" else conflict.message_en
        status = "" if conflict.status == "open" else f" [dim]{STATUS_TITLES[conflict.status].to(language)}[/]"
        _say(console, f"[{colour}]{title}[/] [bold]{plain(conflict.id)}[/] {plain(place)}{status}")
        _say(console, f"  {plain(message)}")
    print_summary(report)


def print_summary(report: Report) -> None:
    """Print counts by severity and rule, and what was not checked."""
    language = report.study.study.language
    console = _console()
    counts = report.conflicts["severity"].value_counts()
    said = "  ".join(
        f"[{COLOURS[severity]}]{SEVERITY_TITLES[severity].to(language)} {counts.get(severity, 0)}[/]"
        for severity in SEVERITIES
    )
    total = counted(len(report.conflicts), "conflict")
    _say(console, Text("[bold]{n} 处冲突[/]  ", "[bold]{n}[/]  ").format(n=total).to(language) + said)
    accepted = int((report.conflicts["status"] == "accepted").sum())
    if accepted:
        _say(console, word("accepted.in_force", count=accepted).to(language))
    for entry in report.stale:
        words = Text("认可失效 {id}：{why}（{by}：{reason}）", "stale acceptance {id}: {why} ({by}: {reason})")
        said_of = words.format(id=entry.id, why=entry.why, by=entry.by, reason=entry.reason).to(language)
        _say(console, plain(said_of), style="yellow")
    missed = [run for run in report.rules if not run.ran]
    for run in missed:
        if run.reason != NOT_SELECTED:
            words = Text("未检查 {code} {title}：{reason}", "not checked: {code} {title}: {reason}")
            said_of = words.format(code=run.code, title=run.title, reason=run.reason).to(language)
            _say(console, plain(said_of), style="dim")
    left = sum(run.reason == NOT_SELECTED for run in missed)
    if left:
        words = Text("未选用：{n} 条规则", "not selected: {n}").format(n=counted(left, "rule"))
        _say(console, words.to(language), style="dim")
    if report.illustrative:
        words = Text(
            "示意：部分图层为示意绘制，非测绘成果，结果仅供演示。",
            "Illustrative: some layers are drawn, not surveyed; the results are for demonstration.",
        )
        _say(console, words.to(language), style="dim")


def print_difference(comparison: Comparison, form: Literal["text", "json"], language: Language) -> None:
    """Print what became of the conflicts of a run: what is new, changed, moved and closed, and the counts."""
    if form == "json":
        sys.stdout.write(as_json(comparison) + "\n")
        return
    console = _console()
    for _change, title, rows in groups(comparison, "new", "changed", "moved", "closed"):
        for row in rows:
            colour = COLOURS[row["severity"]]
            head = f"[bold]{title.to(language)}[/] [{colour}]{SEVERITY_TITLES[row['severity']].to(language)}[/]"
            _say(console, f"{head} [bold]{plain(row['id'])}[/] {plain(row['parties'])}")
            what = row["what"].to(language)
            _say(console, f"  {plain(what + ' · ' if what else '')}{plain(row['message'].to(language))}")
    _say(console, plain(sentence(comparison).to(language)), style="bold")


def print_catalogue(form: Literal["text", "md", "json"], language: Language) -> None:
    """Print all rules: as a table, as one markdown document in both languages, or as JSON."""
    pages = [(page_of(rule), rule) for rule in rules().values()]
    if form == "json":
        document = [
            {
                "code": page.code,
                "name": page.name,
                "title": page.title._asdict(),
                "severity": rule.severity,
                "needs": [list(need) for need in rule.needs],
                "summary": page.summary._asdict(),
                "sections": {heading: text._asdict() for heading, text in page.sections.items()},
            }
            for page, rule in pages
        ]
        _write_json(document, indent=1)
        return
    if form == "md":
        sys.stdout.write(catalogue_markdown())
        return
    table = Table(box=None, pad_edge=False)
    for title in (
        Text("编号", "code"),
        Text("名称", "name"),
        Text("严重程度", "severity"),
        Text("所需图层", "needs"),
        Text("说明", "what it is"),
    ):
        table.add_column(title.to(language), overflow="fold")
    for page, rule in pages:
        table.add_row(
            plain(page.code),
            plain(page.title.to(language)),
            SEVERITY_TITLES[rule.severity].to(language),
            plain(needs_of(rule).to(language)),
            plain(page.summary.to(language)),
        )
    _console().print(table)


def print_rule(code: str, language: Language) -> None:
    """Print one rule's page and its tolerances."""
    rule = rule_of(code)
    page = page_of(rule)
    console = _console()
    _say(console, f"[bold]{page.code} {escape(page.title.to(language))}[/]  ({page.name})")
    _say(console, escape(page.summary.to(language)))
    for heading, text in page.sections.items():
        _say(console, f"\n[bold]{HEADINGS[heading].to(language)}[/]")
        _say(console, escape(text.to(language)))
    tolerances = tolerances_of(rule)
    if tolerances:
        console.print(f"\n[bold]{Text('容差', 'Tolerances').to(language)}[/]")
        table = Table(box=None, pad_edge=False, show_header=False)
        for name, value, reason in tolerances:
            table.add_row(name, escape(value), escape(reason.to(language)))
        console.print(table)
    from planseam.cli.drawings import print_cases

    print_cases(rule, language, console)


def print_layers(language: Language) -> None:
    """Print the shipped layers."""
    table = Table(box=None, pad_edge=False)
    titles = (
        Text("图层", "layer"),
        Text("名称", "title"),
        Text("行数", "rows"),
        Text("精度 (m)", "accuracy (m)"),
        Text("许可", "licence"),
        Text("来源", "source"),
    )
    for title in titles:
        table.add_column(title.to(language), overflow="fold")
    for place, layer in catalogue():
        rows = "" if layer.rows is None else str(layer.rows)
        table.add_row(
            plain(f"bundled:{place}/{layer.id}"),
            plain(layer.title.to(language)),
            rows,
            metres(layer.accuracy_m),
            plain(layer.licence),
            plain(layer.source.to(language)),
        )
    _console().print(table)


def plain(text: str) -> str:
    """Text of anybody's making, in one line: neither the terminal nor the markup of what we print obeys it."""
    return escape(visible(text))


def _console() -> Console:
    return Console() if sys.stdout.isatty() else Console(width=PIPED_WIDTH)


def _say(console: Console, sentence: str, style: str | None = None) -> None:
    """Print a sentence: wrapped to the words in a terminal, in one line in a pipe, where it may be searched."""
    console.print(sentence, style=style, highlight=False, soft_wrap=not console.is_terminal)


def _write_json(document: object, *, indent: int | None = None) -> None:
    """Write JSON that any encoding of the output can hold, and that no terminal obeys."""
    unicode = (sys.stdout.encoding or "").lower().startswith("utf")
    text = json.dumps(document, ensure_ascii=not unicode, indent=indent, allow_nan=False)
    sys.stdout.write(UNSEEN.sub(lambda found: json.dumps(found[0])[1:-1], text) + "\n")
