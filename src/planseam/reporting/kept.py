"""Ledgers in which people worked, kept when an output folder is replaced."""

import json
import re
import shutil
from collections.abc import Mapping
from datetime import datetime, timedelta
from hashlib import file_digest
from pathlib import Path
from typing import Any

__all__ = ["EDITED", "LEDGER", "MANIFEST", "digest", "edited_ledgers", "keep_edited", "said_by"]

MANIFEST = "manifest.json"
LEDGER = "ledger.xlsx"

#: What such a ledger is called beside the new one.
EDITED = re.compile(r"ledger\.edited-\d{8}-\d{6}\.xlsx")


def edited_ledgers(folder: str | Path) -> list[Path]:
    """Ledgers in which people worked and that newer runs have kept, the oldest first."""
    target = Path(folder)
    return sorted(path for path in target.iterdir() if EDITED.fullmatch(path.name)) if target.is_dir() else []


def keep_edited(old: Path, new: Path, *, taken: str) -> None:
    """Copy into a new output what people did in the ledgers of the old one, save what is taken over as it is.

    Parameters
    ----------
    old, new : Path
        Both folders.
    taken : str
        SHA-256 of the ledger that the new output has taken over; empty for none.
    """
    for path in edited_ledgers(old):
        shutil.copy2(path, new / path.name)
    ledger = old / LEDGER
    if not ledger.is_file():
        return
    said, held = said_by(old / MANIFEST), digest(ledger)
    outputs, people = said.get("outputs"), said.get("ledger")
    untouched = isinstance(outputs, dict) and outputs.get(LEDGER) == held
    if untouched and (held == taken or not (isinstance(people, dict) and people.get("written"))):
        return
    when = datetime.fromtimestamp(ledger.stat().st_mtime).astimezone()
    while (kept := new / f"ledger.edited-{when:%Y%m%d-%H%M%S}.xlsx").exists():
        when += timedelta(seconds=1)
    shutil.copy2(ledger, kept)


def said_by(path: Path) -> Mapping[str, Any]:
    """What a manifest says; nothing where there is none."""
    try:
        content = json.loads(path.read_text("utf-8"))
    except (OSError, ValueError):
        return {}
    return content if isinstance(content, dict) else {}


def digest(path: Path) -> str:
    """SHA-256 of a file."""
    with path.open("rb") as file:
        return file_digest(file, "sha256").hexdigest()
