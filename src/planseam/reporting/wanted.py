"""What every pack of a batch holds."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from planseam.errors import OutputError
from planseam.loading.catalogue import sha256_of
from planseam.model.conflict import Severity
from planseam.model.report import Report
from planseam.reporting.folder import FILES, MANIFEST, on_wish, write_folder
from planseam.reporting.paper import Paper, read_template
from planseam.reporting.pictures import Pictures
from planseam.text import Text

__all__ = ["Wanted"]

#: Documents that are the report on paper.
DOCX, PDF = "report.docx", "report.pdf"
#: Files of a pack, and the writer of each; the manifest is always there.
PACK = {name: writer for name, writer in FILES.items() if name != MANIFEST} | {DOCX: "docx"}


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """The files of each pack, and how its report is put on paper.

    Parameters
    ----------
    files : tuple of str
        Their names.
    template : Path, optional
        The user's own Word template.
    pages_from : {"critical", "major", "minor", "info"}
        The mildest severity whose conflicts have a page each.
    """

    files: tuple[str, ...] = (*PACK, MANIFEST)
    template: Path | None = None
    pages_from: Severity = "minor"

    @classmethod
    def of(
        cls,
        *,
        also: Sequence[str] = (),
        without: Sequence[str] = (),
        template: Path | None = None,
        pages_from: Severity = "minor",
    ) -> "Wanted":
        """What is wanted beyond the usual files, and which of those are not.

        Parameters
        ----------
        also, without : sequence of str
            Writers, such as "pdf" and "docx".
        template : Path, optional
        pages_from : {"critical", "major", "minor", "info"}

        Raises
        ------
        OutputError
            If there is no such writer, or the template cannot be read.
        """
        usual = {writer: name for name, writer in PACK.items()}
        for writer in without:
            if writer not in usual:
                raise OutputError(
                    Text(f"成果包中没有可省去的 “{writer}”", f"no pack holds a “{writer}” to be left out"),
                    where="--without",
                    cure=Text(f"可用：{'、'.join(usual)}", f"There is: {', '.join(usual)}"),
                )
        if template:
            read_template(template)
        names = dict.fromkeys([*PACK, *on_wish(also)])
        left = {usual[writer] for writer in without}
        files = (*(name for name in names if name not in left), MANIFEST)
        return cls(files=files, template=template, pages_from=pages_from)

    @property
    def key(self) -> str:
        """Tells apart what makes other packs of the same study."""
        template = sha256_of(self.template) if self.template else ""
        return " ".join((*sorted(self.files), self.pages_from, template))

    @property
    def on_paper(self) -> tuple[str, ...]:
        """The documents that need pictures."""
        return tuple(name for name in (DOCX, PDF) if name in self.files)

    def write(self, report: Report, folder: Path, *, pictures: Pictures | None = None) -> None:
        """Write a pack, in this process alone.

        Parameters
        ----------
        report : Report
        folder : Path
        pictures : Pictures, optional
            Of this report; made where they are needed and not given.

        Raises
        ------
        OutputError
            If something cannot be written; what stood there is then untouched.
        """
        options: dict[str, dict[str, Any]] = {}
        if self.on_paper:
            paper = Paper(report, template=self.template, pages_from=self.pages_from, jobs=1, pictures=pictures)
            options = {name: {"paper": paper} for name in self.on_paper}
        write_folder(report, folder, only=self.files, options=options)
