"""The report as PDF."""

from pathlib import Path
from typing import Any

from planseam.model.report import Report
from planseam.reporting.paper.filling import Paper
from planseam.reporting.paper.office import as_pdf

__all__ = ["write_pdf"]


def write_pdf(report: Report, path: Path, **options: Any) -> None:  # noqa: ANN401 - those of `write`
    """Write the report as PDF, by LibreOffice.

    Parameters
    ----------
    report : Report
    path : Path
        File to write; an older one is replaced.
    **options
        As `write` takes them.

    Raises
    ------
    OutputError
        If LibreOffice is not there, or as of `write`.
    """
    as_pdf(Paper(report, **options).document(to_lay_out=True), path)
