"""The table of contents of the default template, filled before Word has laid the document out."""

from collections.abc import Iterator

from planseam.reporting.paper.content import Told, Values

__all__ = ["contents"]


def contents(told: Told, values: Values) -> list[Values]:
    """Titles with their numbers, as the headings of the default template have them.

    Parameters
    ----------
    told : Told
    values : dict
        Values of the placeholders.

    Returns
    -------
    list of dict
        `level`, `title`, `bookmark`.
    """
    made: list[Values] = []
    for number, (title, bookmark, parts) in enumerate(_chapters(told, values), start=1):
        made.append({"level": 1, "title": f"{number} {title}", "bookmark": bookmark})
        made += [
            {"level": 2, "title": f"{number}.{place} {name}", "bookmark": mark}
            for place, (name, mark) in enumerate(parts, start=1)
        ]
    return made


def _chapters(told: Told, values: Values) -> Iterator[tuple[str, str, list[tuple[str, str]]]]:
    yield told.say("summary.title"), "_Toc_summary", []
    since = values["since"]
    if since:
        groups = enumerate(since["groups"], start=1)
        yield (
            told.say("difference.since"),
            "_Toc_since",
            [(f"{group['title']} ({group['count']})", f"_Toc_since_{place}") for place, group in groups],
        )
    yield told.say("matrix.title"), "_Toc_matrix", []
    yield (
        told.say("continuity.title"),
        "_Toc_continuity",
        [(border["name"], border["bookmark"]) for border in values["borders"]],
    )
    yield (
        told.say("conflict.title"),
        "_Toc_conflicts",
        [(f"{group['name']} ({group['count']})", group["bookmark"]) for group in values["groups"]],
    )
    if values["accepted"]:
        yield told.say("accepted.title"), "_Toc_accepted", []
    yield told.say("rule.not_run_title"), "_Toc_missed", []
    yield told.say("paper.rules"), "_Toc_rules", []
    yield told.say("layer.title"), "_Toc_layers", [(told.say("step.title"), "_Toc_steps")] if values["steps"] else []
