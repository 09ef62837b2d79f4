"""The packs of a batch: which are there, what is known of them, and the page that leads to all."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from importlib.metadata import version
from pathlib import Path
from typing import Any

from planseam.errors import OutputError
from planseam.model.palette import palette
from planseam.reporting.folder import ALSO, FILES, MANIFEST
from planseam.reporting.html import environment
from planseam.reporting.whole import beside, unwritable
from planseam.reporting.words import word
from planseam.text import Language, Text

__all__ = ["Pack", "Shelf"]

JOURNAL = "batch.json"
INDEX = "index.html"
#: Files of a pack to which the index leads, and the word for each.
SHOWN = {
    "report.html": "report",
    "report.docx": "docx",
    "report.pdf": "pdf",
    "map.html": "map",
    "ledger.xlsx": "ledger",
}


@dataclass(frozen=True, kw_only=True)
class Pack:
    """One pack of a batch, done or not.

    Parameters
    ----------
    name : str
        Its folder.
    title : Text
    key : str
        Hash of all that it is made from: while it stays, a finished pack is not made again.
    done : bool
    counts : mapping of str to int
        Conflicts by severity.
    why : Text, optional
        Why it is not done.
    again : bool
        Whether it was there already.
    """

    name: str
    title: Text
    key: str
    done: bool = False
    counts: Mapping[str, int] | None = None
    why: Text | None = None
    again: bool = False


@dataclass(frozen=True, kw_only=True)
class Shelf:
    """The folder of a batch.

    Parameters
    ----------
    folder : Path
    title : Text
        Heads the index.
    language : {"zh", "en"}
        In which the index opens.
    about : dict
        What the journal shall hold besides the packs; JSON values.
    """

    folder: Path
    title: Text
    language: Language
    about: dict[str, Any] = field(default_factory=dict)

    @cached_property
    def known(self) -> dict[str, Any]:
        """What the journal of an earlier run says; nothing where there is none."""
        try:
            content = json.loads((self.folder / JOURNAL).read_text("utf-8"))
        except (OSError, ValueError):
            return {}
        return content if isinstance(content, dict) else {}

    def make_ready(self, files: Sequence[str]) -> None:
        """Make the folder, unless something in it would be lost.

        Parameters
        ----------
        files : sequence of str
            Names of the files that packs shall hold.

        Raises
        ------
        OutputError
            If it holds what no batch has written, or packs with outputs that are not among `files`.
        """
        if self.folder.exists() and any(self.folder.iterdir()) and not (self.folder / JOURNAL).is_file():
            raise OutputError(
                Text("文件夹中有不是批量成果的文件", "the folder holds files that are no output of a batch"),
                where=str(self.folder),
                cure=Text("请另选一个文件夹", "Choose another folder"),
            )
        lost = [name for name in (*FILES, *ALSO) if name not in files and any(self.folder.glob(f"*/{name}"))]
        if lost:
            raise OutputError(
                Text(
                    f"已有的成果包中有此次不写出的文件（{'、'.join(lost)}），重做后将丢失",
                    f"packs that are there hold files that this batch does not write ({', '.join(lost)}) and that"
                    " would be lost",
                ),
                where=str(self.folder),
                cure=Text(
                    "请另选一个文件夹，或使成果包也含这些文件（--also、--without）",
                    "Choose another folder, or let the packs hold these files too (--also, --without)",
                ),
            )
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise unwritable(self.folder, error) from error

    def taken_over(self, pack: Pack) -> Pack:
        """The pack, done where it is there, whole, and made from the same."""
        packs = self.known.get("packs")
        entry = packs.get(pack.name) if isinstance(packs, dict) else None
        there = (
            pack.why is None
            and isinstance(entry, dict)
            and entry.get("key") == pack.key
            and isinstance(entry.get("counts"), dict)
            and (self.folder / pack.name / MANIFEST).is_file()
        )
        return replace(pack, done=True, again=True, counts=entry["counts"]) if there and entry else pack

    def note(self, packs: list[Pack]) -> None:
        """Write the journal and the index, each whole or not at all."""
        content = {
            **self.about,
            "version": version("planseam"),
            "packs": {pack.name: {"key": pack.key, "counts": dict(pack.counts or {})} for pack in packs if pack.done},
            "failed": {pack.name: pack.why._asdict() for pack in packs if pack.why is not None},
        }
        with beside(self.folder / JOURNAL, suffix=".json") as target:
            target.write_text(json.dumps(content, ensure_ascii=False, indent=1) + "\n", "utf-8")
        with beside(self.folder / INDEX, suffix=".html") as target:
            target.write_text(self._index(packs), encoding="utf-8")

    def _index(self, packs: list[Pack]) -> str:
        files = {
            pack.name: [
                (name, word(f"batch.{key}"))
                for name, key in SHOWN.items()
                if (self.folder / pack.name / name).is_file()
            ]
            for pack in packs
            if pack.done
        }
        return (
            environment()
            .get_template("batch.html.j2")
            .render(
                title=self.title,
                language=self.language,
                version=version("planseam"),
                colours=palette(),
                packs=packs,
                files=files,
                done=sum(pack.done for pack in packs),
                failed=[pack for pack in packs if pack.why is not None],
            )
        )
