"""The Word report of the made-up report, filled once."""

import re
from dataclasses import dataclass
from io import BytesIO
from zipfile import ZipFile

import pytest
from docx import Document
from docx.oxml.ns import qn

from planseam.reporting.paper import Paper


@dataclass
class Opened:
    """A Word document, looked at from outside."""

    content: bytes

    def __post_init__(self):
        self.document = Document(BytesIO(self.content))
        self.package = ZipFile(BytesIO(self.content))
        self.body = self.document.element.body

    @property
    def text(self):
        lines = ("".join(run.text or "" for run in line.iter(qn("w:t"))) for line in self.body.iter(qn("w:p")))
        return "\n".join(lines)

    def headings(self, level):
        return [line.text for line in self.document.paragraphs if line.style.name == f"Heading {level}"]

    def bookmarks(self):
        return [mark.get(qn("w:name")) for mark in self.body.iter(qn("w:bookmarkStart"))]

    def references(self):
        links = {link.get(qn("w:anchor")) for link in self.body.iter(qn("w:hyperlink"))}
        codes = "".join(code.text for code in self.body.iter(qn("w:instrText")))
        return links | set(re.findall(r"PAGEREF (\S+)", codes))


@pytest.fixture(scope="session")
def opened():
    return Opened


@pytest.fixture(scope="session")
def filled(report):
    """Fill a report with small pictures; the made-up one once."""
    once = {}

    def fill(wanted, **options):
        if wanted is not report or options:
            return Opened(Paper(wanted, dpi=40, **options).document())
        if not once:
            once["it"] = Opened(Paper(report, dpi=40).document())
        return once["it"]

    return fill
