"""Fill a template with a report."""

import zipfile
from collections import Counter
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path
from typing import Any

from docx.document import Document as Docx
from docxtpl import DocxTemplate
from jinja2 import StrictUndefined, TemplateError
from jinja2.sandbox import SandboxedEnvironment

from planseam.errors import OutputError
from planseam.model.conflict import Severity
from planseam.model.report import Report
from planseam.reporting.paper.content import Told, Values, front, seams_of
from planseam.reporting.paper.contents import contents
from planseam.reporting.paper.drawn import Album, Drawn
from planseam.reporting.paper.laying import fit_grids, has_pages, without_contents_field
from planseam.reporting.paper.listing import MOST_PAGES, Listing
from planseam.reporting.paper.marks import element
from planseam.reporting.paper.order import in_order
from planseam.reporting.paper.template import template as default_template
from planseam.reporting.pictures import Figures, Picture, Pictures, font_notice
from planseam.reporting.whole import beside
from planseam.reporting.words import border_names, unit_names, word
from planseam.text import Language, Text, kilometres, shortened, visible

__all__ = ["Paper", "write"]

DPI = 200
#: What a template may hold when unpacked, bytes.
MOST_TEMPLATE = 200 << 20
#: Characters of an error of the template that are told.
LONGEST_REASON = 300
#: All parts of a document have this time, so that the same report gives the same bytes.
STAMP = (1980, 1, 1, 0, 0, 0)

#: What a template can bring about that its author has to mend.
_OF_TEMPLATES = (TemplateError, SyntaxError, ArithmeticError, AttributeError, LookupError, TypeError, ValueError)


def write(
    report: Report,
    path: Path,
    *,
    template: str | Path | None = None,
    pages_from: Severity = "minor",
    jobs: int = 1,
    dpi: int = DPI,
) -> None:
    """Write the report as a Word document in the study's language.

    Parameters
    ----------
    report : Report
    path : Path
        File to write; an older one is replaced.
    template : str or Path, optional
        The user's own .docx with placeholders; default the one that `write_template` writes.
    pages_from : {"critical", "major", "minor", "info"}
        The mildest severity whose conflicts have a page each; the others stand in tables.
    jobs : int
        Processes that draw. More than one is for programs that can be started
        anew: a script needs ``if __name__ == "__main__":``.
    dpi : int
        Of the pictures.

    Raises
    ------
    OutputError
        If the template cannot be used or the file cannot be written; the old one is then untouched.
    """
    made = Paper(report, template=template, pages_from=pages_from, jobs=jobs, dpi=dpi).document()
    with beside(path, suffix=".docx") as target:
        target.write_bytes(made)


class Paper:
    """A report on paper: its pictures are drawn once, and the document filled as often as wanted.

    Parameters
    ----------
    report : Report
    template : str or Path, optional
    pages_from : {"critical", "major", "minor", "info"}
    jobs, dpi : int
        As of `write`.
    most_pages : int
        Conflicts that have a page, the gravest.

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
    ) -> None:
        self.report = report
        self.language: Language = report.study.study.language
        self._where = str(template or "")
        self._template = _read(Path(template)) if template else default_template(self.language)
        self._told = Told(report=report, language=self.language)
        self._listing = Listing(self._told, pages_from=pages_from, most=most_pages)
        self._pictures = Pictures(report, language=self.language, dpi=dpi)
        self._jobs = jobs
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
        try:
            return self._filled(to_lay_out=to_lay_out)
        except (
            TemplateError,
            XMLSyntaxError,
            ArithmeticError,
            AttributeError,
            LookupError,
            TypeError,
            ValueError,
        ) as error:
            if not self._where:
                raise
            raise _unusable(self._where, error) from error

    def _filled(self, *, to_lay_out: bool) -> bytes:
        filler = DocxTemplate(BytesIO(self._template))
        filler.render_init()
        album = Album(filler.docx, self.language)
        numbers: Counter[str] = Counter()

        def number(kind: str) -> int:
            numbers[kind] += 1
            return numbers[kind]

        values = self._values | self._drawn(album)
        values |= {"contents": contents(self._told, values), "number": number}
        filler.render(values, jinja_env=_environment(), autoescape=True)
        document: Docx = filler.docx
        _say_whose(document, values)
        fit_grids(document)
        if to_lay_out:
            without_contents_field(document)
        elif has_pages(document):
            document.settings.element.append(element("w:updateFields", val="true"))
        in_order(document)
        file = BytesIO()
        filler.save(file)
        return _repacked(file)

    def _drawn(self, album: Album) -> Values:
        """The values that hold pictures."""
        report, told = self.report, self._told
        notices: dict[Text, None] = {}

        def put(picture: Picture, caption: Text) -> Drawn:
            if picture.notice.zh:
                notices.setdefault(picture.notice)
            return album.put(picture, caption)

        overview = put(self._pictures.overview(), word("paper.overview")) if len(report.conflicts) else None
        names, units = border_names(report), unit_names(report)
        borders = []
        for place, border in enumerate(report.borders.itertuples(index=False), start=1):
            charts = self._pictures.seam_charts(border.border)
            borders.append(
                {
                    "id": border.border,
                    "name": told.to(names[border.border]),
                    "bookmark": f"_Toc_b_{place}",
                    "a": told.to(units.get(border.unit_a, Text.same(border.unit_a))),
                    "b": told.to(units.get(border.unit_b, Text.same(border.unit_b))),
                    "km": kilometres(border.length_m, 1),
                    "seams": seams_of(told, border.border),
                    "charts": [put(chart, chart.alt) for chart in charts],
                }
            )
        drawn: dict[str, tuple[Drawn | None, Drawn | None]] = {}
        for name, figures in self._conflict_figures().items():
            drawn[name] = (
                put(figures.locator, figures.locator.alt),
                put(figures.detail, word("paper.detail", id=name, scale=f"{figures.scale:,}".replace(",", " "))),
            )
        fonts = font_notice(self.language)
        remarks = [fonts] if fonts else list(notices)
        return {
            "overview": overview,
            "borders": borders,
            "groups": self._listing.groups(drawn),
            "pages_note": self._listing.note,
            "remarks": [told.to(remark) for remark in remarks],
        }

    def _conflict_figures(self) -> dict[str, Figures]:
        if self._figures is None:
            found = self._pictures.figures(self._listing.ids, jobs=self._jobs)
            self._figures = {name: figures for name, figures in found if figures}
        return self._figures


def _environment() -> SandboxedEnvironment:
    """Placeholders that escape what they write, and can do no harm whoever wrote the template."""
    return SandboxedEnvironment(autoescape=True, undefined=StrictUndefined, finalize=_plain)


def _plain(value: Any) -> Any:  # noqa: ANN401 - whatever a placeholder stands for
    return visible(value, lines=True) if type(value) is str else value


def _read(path: Path) -> bytes:
    """Read the user's own template.

    Raises
    ------
    OutputError
        If it is no Word document, or too large.
    """
    try:
        content = path.read_bytes()
        with zipfile.ZipFile(BytesIO(content)) as package:
            large = sum(entry.file_size for entry in package.infolist()) > MOST_TEMPLATE
            whole = "word/document.xml" in package.namelist()
    except (OSError, zipfile.BadZipFile) as error:
        raise _no_document(path) from error
    if large or not whole:
        raise _no_document(path)
    return content


def _no_document(path: Path) -> OutputError:
    return OutputError(
        Text("不能作为报告模板：不是可用的 .docx 文件", "cannot serve as a template: it is no usable .docx file"),
        where=str(path),
        cure=Text(
            "请用 planseam report --write-template 写出模板，在 Word 中修改后存为 .docx",
            "Write one by “planseam report --write-template”, edit it in Word and save it as .docx",
        ),
    )


def _unusable(where: str, error: Exception) -> OutputError:
    reason = shortened(" ".join(str(error).split()) or type(error).__name__, LONGEST_REASON)
    return OutputError(
        Text("模板无法填写（{why}）", "the template cannot be filled ({why})").format(why=reason),
        where=where,
        cure=Text(
            "请检查其中 {{ }} 和 {% %} 的写法，占位符见文档“报告模板”一章",
            "Check its {{ }} and {% %}; the chapter “Templates of the report” of the documentation lists them",
        ),
    )


def _say_whose(document: Docx, values: Values) -> None:
    """Set the properties by which the document is found on a disk."""
    properties = document.core_properties
    properties.title = shortened(visible(values["title"]), 255)
    properties.author = properties.last_modified_by = f"planseam {values['version']}"
    properties.comments = ""
    properties.revision = 1
    day = datetime.fromisoformat(values["date"]).replace(tzinfo=UTC)
    properties.created = properties.modified = day


def _repacked(file: BytesIO) -> bytes:
    """The same package without times: pictures as they are, the rest packed."""
    packed = BytesIO()
    with zipfile.ZipFile(file) as old, zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            entry = zipfile.ZipInfo(name, STAMP)
            entry.compress_type = zipfile.ZIP_STORED if name.endswith(".png") else zipfile.ZIP_DEFLATED
            entry.external_attr = 0o600 << 16
            new.writestr(entry, old.read(name))
    return packed.getvalue()
