"""The report as a Word document, and as PDF where LibreOffice is there.

`default_template` makes a document with placeholders; `Paper` fills it, or one of the
user's own, with the values of a report.
"""

from planseam.reporting.paper.filling import Paper, PaperOptions, write, write_pdf
from planseam.reporting.paper.office import libreoffice
from planseam.reporting.paper.package import read_template
from planseam.reporting.paper.template import default_template, write_template

__all__ = [
    "Paper",
    "PaperOptions",
    "default_template",
    "libreoffice",
    "read_template",
    "write",
    "write_pdf",
    "write_template",
]
