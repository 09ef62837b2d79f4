"""What changed between two runs, as a reader meets it."""

from typing import Any

import pandas as pd

from planseam.checking.registry import rules
from planseam.model.comparison import CHANGE_TITLES, CHANGES, Change, Comparison
from planseam.reporting.words import word
from planseam.text import Text, hectares, kilometres

__all__ = ["Row", "groups", "rows", "sentence"]

Row = dict[str, Any]


def sentence(comparison: Comparison) -> Text:
    """Count what became of the conflicts, in one sentence."""
    counts = {str(change): count for change, count in comparison.counts.items()}
    return word("difference.sentence", old=comparison.old, new_count=counts.pop("new"), **counts)


def rows(comparison: Comparison, *, changes: tuple[Change, ...] = CHANGES) -> list[Row]:
    """Rows for a reader: by change, then as the table has them.

    Parameters
    ----------
    comparison : Comparison
    changes : tuple of str
        Which changes, in which order.

    Returns
    -------
    list of dict
        `change`, `id`, `old_id`, `rule`, `severity`, `title`, `parties`, `border`,
        `area`, `length` (written, or empty), `what`, `message`; a `Text` where the languages differ.
    """
    titles = {code: rule.title for code, rule in rules().items()}
    listed = []
    for change in changes:
        for row in comparison.of(change).to_dict("records"):
            parties = [row[f"unit_{side}_name"] or row[f"unit_{side}"] for side in "ab" if row[f"unit_{side}"]]
            listed.append(
                {
                    "change": change,
                    "id": row["id"],
                    "old_id": row["old_id"],
                    "rule": row["rule"],
                    "severity": row["severity"],
                    "title": titles.get(row["rule"], Text.same(row["name"])),
                    "parties": "—".join(dict.fromkeys(parties)),
                    "border": row["border"],
                    "area": "" if pd.isna(row["area_m2"]) else hectares(row["area_m2"]),
                    "length": "" if pd.isna(row["length_m"]) else kilometres(row["length_m"], 3),
                    "what": Text(row["what_zh"], row["what_en"]),
                    "message": Text(row["message_zh"], row["message_en"]),
                }
            )
    return listed


def groups(comparison: Comparison, *changes: Change) -> list[tuple[Change, Text, list[Row]]]:
    """The rows of each change, with its title; of all where none is named."""
    return [(change, CHANGE_TITLES[change], rows(comparison, changes=(change,))) for change in changes or CHANGES]
