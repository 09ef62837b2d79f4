"""Fill a template with a report."""

import re
import zipfile
from collections.abc import Iterator, Mapping
from datetime import datetime
from importlib.metadata import version
from io import BytesIO
from pathlib import Path
from typing import Any

from docx.document import Document as Docx
from docx.opc.exceptions import PackageNotFoundError
from docxtpl import DocxTemplate
from jinja2 import StrictUndefined, TemplateError
from jinja2.sandbox import SandboxedEnvironment
from lxml.etree import XMLSyntaxError

from planseam.errors import OutputError
from planseam.model.conflict import Severity
from planseam.model.report import Report
from planseam.reporting.paper.content import Told, Values, front, seams_of
from planseam.reporting.paper.drawn import Album, Drawn
from planseam.reporting.paper.listing import MOST_PAGES, Listing
from planseam.reporting.paper.marks import element
from planseam.reporting.paper.order import in_order
from planseam.reporting.paper.template import template as default_template
from planseam.reporting.pictures import Pictures, font_notice
from planseam.reporting.whole import beside
from planseam.reporting.words import border_names, unit_names, word
from planseam.text import Language, Text, kilometres, shortened, visible

__all__ = ["PLACEHOLDERS", "document", "write"]

DPI = 200
