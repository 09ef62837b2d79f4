"""What a report says at its head: the sentences and who is illustrative."""

from typing import Any

from planseam.model.conflict import SEVERITIES
from planseam.model.report import Acceptance, Report, RuleRun
from planseam.reporting.words import border_names, role_name, word
from planseam.text import Text, counted, kilometres, listed, percent

__all__ = [
    "acceptances",
    "illustrative_notice",
    "not_judged",
    "options_of",
    "rows_judged",
    "sentences",
    "severity_counts",
]


def severity_counts(report: Report) -> dict[str, int]:
    """Count the conflicts of each severity, the worst first."""
    counts = report.conflicts["severity"].value_counts()
    return {severity: int(counts.get(severity, 0)) for severity in SEVERITIES}


def sentences(report: Report) -> list[Text]:
    """Say in a few sentences what was checked, what was found and what was not checked."""
    names = border_names(report)
    said = [
        word(
            "summary.scope",
            units=counted(len(report.units), "jurisdiction"),
            borders=counted(len(report.borders), "border"),
            km=kilometres(float(report.borders["length_m"].sum()), 0),
            layers=counted(len(report.layers), "layer"),
        )
    ]
    total = counted(len(report.conflicts), "conflict was", "conflicts were")
    placed = (
        report.conflicts.loc[report.conflicts["border"].isin(names), "border"].value_counts(sort=False).sort_index()
    )
    if report.conflicts.empty:
        said.append(word("summary.found_nothing"))
    elif placed.empty:
        said.append(word("summary.found_no_border", total=total, **severity_counts(report)))
    else:
        most = str(placed.idxmax())
        said.append(
            word(
                "summary.found",
                total=total,
                border=names[most],
                most=int(placed.max()),
                **severity_counts(report),
            )
        )
    accepted = int((report.conflicts["status"] == "accepted").sum())
    if accepted:
        said.append(word("accepted.in_force", count=accepted))
    if report.stale:
        said.append(word("accepted.stale", count=len(report.stale)))
    said += _of_the_ledger(report)
    seams = report.seams.dropna(subset=["continuity"])
    if len(seams):
        low = seams.sort_values(["continuity", "border", "role"]).iloc[0]
        said.append(
            word(
                "summary.continuity",
                border=names.get(low["border"], Text.same(low["border"])),
                role=role_name(low["role"]),
                percent=percent(low["continuity"]),
            )
        )
    ran = sum(rule.ran for rule in report.rules)
    missed = len(report.rules) - ran
    if report.rules:
        said.append(
            word("summary.rules_some", ran=counted(ran, "rule"), missed=missed)
            if missed
            else word("summary.rules_all", ran=ran)
        )
    return said


def _of_the_ledger(report: Report) -> list[Text]:
    """What is taken over from the ledger, and what people hold to be settled and the check finds again."""
    if report.ledger is None:
        return []
    said = [word("people.kept", count=sum(entry.written for entry in report.ledger.entries))]
    if report.ledger.past:
        said.append(word("people.past", count=len(report.ledger.past)))
    resolved = int((report.conflicts["status"] == "resolved").sum())
    return [*said, word("people.resolved", count=resolved)] if resolved else said


def illustrative_notice(report: Report) -> Text | None:
    """The 示意 notice, which names the layers that were drawn; None where all were surveyed."""
    if not report.illustrative:
        return None
    titles = [layer.plain_title for layer in report.layers if layer.illustrative]
    return word(
        "document.illustrative_notice",
        layers=listed(titles),
    )


def rows_judged(report: Report) -> dict[str, str]:
    """How many features of each layer were judged, and of how many where some were not."""
    return {
        entry["layer"]: str(entry["judged"])
        if entry["judged"] == entry["rows"]
        else f"{entry['judged']} / {entry['rows']}"
        for entry in report.inputs
    }


def not_judged(report: Report) -> list[dict[str, Any]]:
    """Inputs of which no layer came: they could not be used."""
    known = {layer.id for layer in report.layers} | {report.study.study.units}
    return [entry for entry in report.inputs if entry["layer"] not in known]


def acceptances(report: Report) -> list[tuple[Acceptance, Text, Text]]:
    """Acceptances, those that no longer hold first: each with its last day and whether it is in force."""
    return [
        (
            entry,
            Text.same(entry.until.isoformat()) if entry.until else word("accepted.no_end"),
            word("accepted.no_longer", why=entry.why) if entry.why.zh else word("document.yes"),
        )
        for entry in (*report.stale, *report.accepted)
    ]


def options_of(rule: RuleRun) -> str:
    """The tolerances in force, in one line."""
    return "; ".join(
        f"{key} = {', '.join(map(str, value)) or '–' if isinstance(value, list | tuple) else value}"
        for key, value in rule.options.items()
    )
