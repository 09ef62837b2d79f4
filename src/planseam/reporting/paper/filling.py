"""Fill a template with a report."""

from collections import Counter
from datetime import UTC, datetime
from io import BytesIO
from itertools import chain
from pathlib import Path
from typing import Any, TypedDict, Unpack

from docx.document import Document as Docx
from docxtpl import DocxTemplate
from jinja2 import StrictUndefined, TemplateError
from jinja2.sandbox import SandboxedEnvironment

from planseam.model.conflict import Severity
from planseam.model.report import Report
from planseam.reporting.paper.content import Told, Values, front
from planseam.reporting.paper.contents import contents
from planseam.reporting.paper.drawn import Album, Drawn
from planseam.reporting.paper.laying import fit_grids, has_pages, with_fonts_at_hand, without_contents_field
from planseam.reporting.paper.listing import MOST_PAGES, Listing
from planseam.reporting.paper.marks import element
from planseam.reporting.paper.office import as_pdf
from planseam.reporting.paper.order import in_order
from planseam.reporting.paper.package import read_template, repacked, unusable
from planseam.reporting.paper.seams import seams_of, without
from planseam.reporting.paper.template import default_template
from planseam.reporting.pictures import Figures, Picture, Pictures, font_notice
from planseam.reporting.whole import beside
from planseam.reporting.words import border_names, unit_names, word
from planseam.text import Language, Text, kilometres, shortened, visible

__all__ = ["Paper", "PaperOptions", "write", "write_pdf"]

LANGUAGES = {"zh": "zh-CN", "en": "en-GB"}
DPI = 200
#: Height of a seam chart: two of them, or one and a table, have room on a page.
CHART_MM = 118.0
#: What a template can bring about that its author has to mend.
_OF_TEMPLATES = (TemplateError, SyntaxError, ArithmeticError, AttributeError, LookupError, TypeError, ValueError)


class PaperOptions(TypedDict, total=False):
    """How a report is put on paper; see `Paper`."""

    template: str | Path | None
    pages_from: Severity
    jobs: int
    dpi: int
    most_pages: int
    pictures: Pictures | None


def write(report: Report, path: Path, *, paper: "Paper | None" = None, **options: Unpack[PaperOptions]) -> None:
    """Write the report as a Word document in the study's language.

    Parameters
    ----------
    report : Report
    path : Path
        File to write; an older one is replaced.
    paper : Paper, optional
        The report on paper, where it is there already: its pictures are not drawn again.
    **options
        As `Paper` takes them.

    Raises
    ------
    OutputError
        If the template cannot be used or the file cannot be written; the old one is then untouched.
    """
    made = (paper or Paper(report, **options)).document()
    with beside(path, suffix=".docx") as target:
        target.write_bytes(made)


def write_pdf(report: Report, path: Path, *, paper: "Paper | None" = None, **options: Unpack[PaperOptions]) -> None:
    """Write the report as PDF, by LibreOffice; parameters as of `write`.

    Raises
    ------
    OutputError
        If LibreOffice is not there or cannot do it, and as of `write`.
    """
    as_pdf((paper or Paper(report, **options)).document(to_lay_out=True), path)


class Paper:
    """A report on paper: its pictures are drawn once, and the document filled as often as wanted.

    Parameters
    ----------
    report : Report
    template : str or Path, optional
        The user's own .docx with placeholders; default the one that `write_template` writes.
    pages_from : {"critical", "major", "minor", "info"}
        The mildest severity whose conflicts have a page each; the others stand in tables.
    jobs : int
        Processes that draw. More than one is for programs that can be started
        anew: a script needs ``if __name__ == "__main__":``.
    dpi : int
        Of the pictures.
    most_pages : int
        Conflicts that have a page, the gravest.
    pictures : Pictures, optional
        Of this report, in its language, where they are there already; `dpi` is then theirs.

    Raises
    ------
    OutputError
        If the template cannot be read.
    """

    def __init__(
        self,
        report: Report,
        *,
        template: str | Path | None = None,
        pages_from: Severity = "minor",
        jobs: int = 1,
        dpi: int = DPI,
        most_pages: int = MOST_PAGES,
        pictures: Pictures | None = None,
    ) -> None:
        self.report = report
        self.language: Language = report.study.study.language
        self._where = str(template or "")
        self._template = read_template(Path(template)) if template else default_template(self.language)
        self._told = Told(report=report, language=self.language)
        self._listing = Listing(self._told, pages_from=pages_from, most=most_pages)
        self._pictures = pictures or Pictures(report, language=self.language, dpi=dpi)
        self._jobs = jobs
        self._overview: Picture | None = None
        self._charts: dict[str, tuple[Picture, ...]] = {}
        self._figures: dict[str, Figures] | None = None
        self._values = front(self._told)

    def document(self, *, to_lay_out: bool = False) -> bytes:
        """Fill the template.

        Parameters
        ----------
        to_lay_out : bool
            Whether it is made for LibreOffice, which works out pages as it lays a
            document out; Word is asked to do so when it opens one.

        Returns
        -------
        bytes
            A .docx. The same report gives the same bytes on the same day.

        Raises
        ------
        OutputError
            If the template cannot be filled.
        """
        self._draw()
        try:
            return self._filled(to_lay_out=to_lay_out)
        except _OF_TEMPLATES as error:
            if not self._where:
                raise
            raise unusable(self._where, error) from error

    def _draw(self) -> None:
        """Draw all pictures, unless that is done."""
        if self._figures is not None:
            return
        pictures = self._pictures
        self._overview = pictures.overview() if len(self.report.conflicts) else None
        borders = self.report.borders["border"]
        self._charts = {border: pictures.seam_charts(border, most_mm=CHART_MM) for border in borders}
        found = pictures.figures(self._listing.ids, jobs=self._jobs)
        self._figures = {name: figures for name, figures in found if figures}

    def _filled(self, *, to_lay_out: bool) -> bytes:
        filler = DocxTemplate(BytesIO(self._template))
        filler.render_init()
        numbers: Counter[str] = Counter()

        def number(kind: str) -> int:
            numbers[kind] += 1
            return numbers[kind]

        values = self._values | self._drawn(Album(filler.docx, self.language))
        values |= {"contents": contents(self._told, values), "number": number}
        filler.render(values, jinja_env=_environment(), autoescape=True)
        document: Docx = filler.docx
        _say_whose(document, values, self.language)
        fit_grids(document)
        if to_lay_out:
            without_contents_field(document)
            with_fonts_at_hand(document)
        elif has_pages(document):
            document.settings.element.append(element("w:updateFields", val="true"))
        in_order(document)
        file = BytesIO()
        filler.save(file)
        return repacked(file)

    def _drawn(self, album: Album) -> Values:
        """The values that hold pictures."""
        drawn: dict[str, tuple[Drawn | None, Drawn | None]] = {}
        for name, figures in (self._figures or {}).items():
            scale = f"{figures.scale:,}".replace(",", " ")
            drawn[name] = (
                album.put(figures.locator, figures.locator.alt),
                album.put(figures.detail, word("paper.detail", id=name, scale=scale)),
            )
        groups = self._listing.groups(drawn)
        return {
            "overview": album.put(self._overview, word("paper.overview")) if self._overview else None,
            "borders": [
                self._border(place, line, album)
                for place, line in enumerate(self.report.borders.itertuples(index=False), start=1)
            ],
            "groups": groups,
            "conflicts": [page for group in groups for page in group["pages"]],
            "pages_note": self._listing.note,
            "remarks": [self._told.to(remark) for remark in self._remarks()],
        }

    def _border(self, place: int, line: Any, album: Album) -> Values:  # noqa: ANN401 - a named tuple of pandas
        told, units = self._told, unit_names(self.report)
        return {
            "id": line.border,
            "name": told.to(border_names(self.report)[line.border]),
            "bookmark": f"_Toc_b_{place}",
            "a": told.to(units.get(line.unit_a, Text.same(line.unit_a))),
            "b": told.to(units.get(line.unit_b, Text.same(line.unit_b))),
            "km": kilometres(line.length_m, 1),
            "seams": seams_of(told, line.border),
            "without": without(told, line.border),
            "charts": [album.put(chart, chart.alt) for chart in self._charts[line.border]],
        }

    def _remarks(self) -> list[Text]:
        """What the pictures lack for want of a font, once."""
        fonts = font_notice(self.language)
        if fonts:
            return [fonts]
        every = [figures.detail for figures in (self._figures or {}).values()]
        every += [*chain.from_iterable(self._charts.values()), *([self._overview] if self._overview else [])]
        return list(dict.fromkeys(picture.notice for picture in every if picture.notice.zh))


def _environment() -> SandboxedEnvironment:
    """Placeholders that escape what they write, and can do no harm whoever wrote the template."""
    return SandboxedEnvironment(autoescape=True, undefined=StrictUndefined, finalize=_plain)


def _plain(value: Any) -> Any:  # noqa: ANN401 - whatever a placeholder stands for
    return visible(value, lines=True) if type(value) is str else value


def _say_whose(document: Docx, values: Values, language: Language) -> None:
    """Set the properties by which the document is found on a disk."""
    properties = document.core_properties
    properties.title = shortened(visible(values["title"]), 255)
    properties.author = properties.last_modified_by = f"planseam {values['version']}"
    properties.comments = ""
    properties.language = LANGUAGES[language]
    properties.revision = 1
    day = datetime.fromisoformat(values["date"]).replace(tzinfo=UTC)
    properties.created = properties.modified = day
