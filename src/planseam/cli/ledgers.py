"""What commands say of ledgers in which people wrote."""

import shlex
from pathlib import Path

from planseam.cli.console import say, shown
from planseam.model.ledger import Ledger
from planseam.reporting.folder import LEDGER
from planseam.text import Language, Text

__all__ = ["tell_ignored", "tell_kept"]

MOST_TOLD = 12  # lines about one ledger

_MORE = Text("另有 {count} 项，见新台账的概览", "and {count} more: see the overview of the new ledger")
_KEPT = Text(
    "{ledger} 中有人填写或修改过的内容，已另存为 {kept}",
    "{ledger} holds what people wrote or edited; it is kept as {kept}",
)
_TAKE = Text(
    "要在新台账中沿用所填内容，请再次运行并加上 --ledger {kept}",
    "to have it in the new ledger too, run again with --ledger {kept}",
)


def tell_ignored(ledger: Ledger, language: Language) -> None:
    """Name on stderr what of a ledger is not taken over; what is too much for a terminal stands in the new ledger."""
    for text in ledger.ignored[:MOST_TOLD]:
        say(text.to(language), err=True)
    if len(ledger.ignored) > MOST_TOLD:
        say(_MORE.format(count=len(ledger.ignored) - MOST_TOLD).to(language), err=True)


def tell_kept(kept: Path, *, taken: bool, language: Language) -> None:
    """Say on stderr as what an old ledger is kept, and how to take over what it holds where that was not done."""
    say(_KEPT.format(ledger=LEDGER, kept=shown(kept)).to(language), err=True)
    if not taken:
        say(_TAKE.format(kept=shlex.quote(shown(kept))).to(language), err=True)
