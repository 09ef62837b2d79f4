"""The ledger: conflicts as a workbook."""

from io import BytesIO
from pathlib import Path

from planseam.model.conflict import COLUMNS
from planseam.model.ledger import PEOPLE
from planseam.model.report import Report
from planseam.reporting.book import FIGURES, RULED
from planseam.reporting.ledger_overview import OverviewBook
from planseam.reporting.ledger_rows import (
    border_sheets,
    borders_without_sheet,
    conflicts,
    marks,
    past,
)
from planseam.reporting.summary import (
    acceptances,
    not_judged,
    options_of,
    rows_judged,
)
from planseam.reporting.whole import beside
from planseam.reporting.words import role_name, unit_names
from planseam.text import Text

__all__ = ["write"]

_FIRST_FIGURE = 4  # column of the continuity sheet


def write(report: Report, path: Path) -> None:
    """Write the ledger as an Excel workbook in the study's language.

    Sheets: overview, conflicts, one for each border with conflicts, what earlier
    ledgers hold and this check did not find, accepted (both where there are
    any), continuity, rules, layers, fields. People fill the yellow columns of
    the conflicts, on any of their sheets; `read_ledger` reads them back. Text
    is written as text: what looks like a formula or a link stays what it is.

    Parameters
    ----------
    report : Report
    path : Path
        File to write; an older one is replaced.

    Raises
    ------
    OutputError
        If the file cannot be written; the old one is then untouched.
    """
    file = BytesIO()
    ledger = _Ledger(report, file)
    values = ledger.values()
    ledger.overview(sheetless=borders_without_sheet(values))
    conflicts(ledger, values)
    border_sheets(ledger, values)
    past(ledger)
    ledger.accepted()
    ledger.continuity()
    ledger.rules()
    ledger.layers()
    ledger.dictionary()
    marks(ledger, values)
    ledger.book.close()
    with beside(path, suffix=".xlsx") as target:
        target.write_bytes(file.getbuffer())


def _number_or_text(text: str) -> str | float:
    return int(text) if text.isdigit() else text


class _Ledger(OverviewBook):
    """The ledger being written, sheet by sheet."""

    def accepted(self) -> None:
        """What has been accepted, and what of it no longer holds."""
        rows: list[list[str | float | None]] = [
            [entry.id, entry.reason, entry.by, until.to(self.language), holds.to(self.language)]
            for entry, until, holds in acceptances(self.report)
        ]
        if not rows:
            return
        sheet = self.sheet("accepted")
        headings = [self.say(f"accepted.{key}") for key in ("id", "reason", "by", "until", "holds")]
        self.table(sheet, 0, headings, rows, widths=(17, 60, 24, 12, 34))
        sheet.freeze_panes(1, 0)

    def continuity(self) -> None:
        """Each border and role, in kilometres."""
        sheet = self.sheet("continuity")
        keys = ("length_km", "both_km", "left_km", "right_km", "neither_km", "continuity", "agreement")
        headings = [self.say("matrix.border"), self.say("field.unit_a_name"), self.say("field.unit_b_name")]
        headings += [self.say("continuity.role"), *(self.say(f"continuity.{key}") for key in keys)]
        seams = self.report.seams.sort_values(["border", "role"], kind="stable")
        names = unit_names(self.report)
        for column, text in enumerate(headings):
            sheet.write_string(
                0, column, text, self.heading_over(**FIGURES) if column >= _FIRST_FIGURE else self.heading
            )
        for row, seam in enumerate(seams.to_dict("records"), start=1):
            texts = [
                self.border(seam["border"]),
                names.get(seam["unit_a"], Text.same(seam["unit_a_name"])).to(self.language),
                names.get(seam["unit_b"], Text.same(seam["unit_b_name"])).to(self.language),
                role_name(seam["role"]).to(self.language),
            ]
            for column, text in enumerate(texts):
                sheet.write_string(row, column, text, self.look(**RULED))
            figures = [
                (seam[key] / 1000, "#,##0.00") for key in ("length_m", "both_m", "left_m", "right_m", "neither_m")
            ]
            figures += [(seam[key] * 100, "0.0") for key in ("continuity", "agreement")]
            for column, (figure, number) in enumerate(figures, start=_FIRST_FIGURE):
                self.cell(sheet, row, column, figure, self.look(num_format=number, **RULED, **FIGURES))
        sheet.set_column(0, 3, 20)
        sheet.set_column(4, 10, 13)
        sheet.set_row(0, 46)
        sheet.repeat_rows(0)
        sheet.freeze_panes(1, 1)
        sheet.autofilter(0, 0, max(len(seams), 1), len(headings) - 1)

    def rules(self) -> None:
        """Which rules ran, with their tolerances, and why the others did not."""
        sheet = self.sheet("rules")
        keys = ("code", "name", "ran", "reason", "conflicts", "seconds", "options")
        counts = self.report.conflicts["rule"].value_counts()
        rows: list[list[str | float | None]] = [
            [
                rule.code,
                rule.title.to(self.language),
                self.say("document.yes" if rule.ran else "matrix.not_run"),
                rule.reason.to(self.language),
                int(counts.get(rule.code, 0)) if rule.ran else None,
                round(rule.seconds, 3) if rule.ran else None,
                options_of(rule),
            ]
            for rule in self.report.rules
        ]
        headings = [self.say(f"rule.{key}") for key in keys]
        self.table(sheet, 0, headings, rows, widths=(10, 26, 11, 52, 10, 10, 60))
        sheet.freeze_panes(1, 0)

    def layers(self) -> None:
        """Where the data are from."""
        sheet = self.sheet("layers")
        keys = ("id", "name", "role", "party", "rows", "source", "licence", "vintage")
        names, judged = unit_names(self.report), rows_judged(self.report)
        rows: list[list[str | float | None]] = [
            [
                layer.id,
                layer.title.to(self.language),
                role_name(layer.role).to(self.language),
                names.get(layer.party, Text.same(layer.party)).to(self.language) or self.say("layer.by_ground"),
                _number_or_text(judged.get(layer.id, str(len(layer.frame)))),
                layer.source.to(self.language),
                layer.licence,
                layer.vintage,
                self.say("document.illustrative") if layer.illustrative else "",
            ]
            for layer in self.report.layers
        ]
        missed = self.say("layer.not_judged")
        rows += [[entry["layer"], missed, "", "", judged[entry["layer"]]] for entry in not_judged(self.report)]
        headings = [*(self.say(f"layer.{key}") for key in keys), self.say("document.illustrative")]
        self.table(sheet, 0, headings, rows, widths=(24, 28, 20, 14, 10, 52, 24, 10, 13))
        sheet.freeze_panes(1, 0)

    def dictionary(self) -> None:
        """What each field means."""
        sheet = self.sheet("dictionary")
        fields = [*COLUMNS, "area_ha", "area_mu", *PEOPLE[1:]]
        rows: list[list[str | float | None]] = [
            [name, self.say(f"field.{name}"), self.say(f"meaning.{name}")] for name in fields
        ]
        if self.report.ledger and self.report.ledger.past:
            rows += [[name, self.say(f"past.{name}"), self.say(f"meaning.{name}")] for name in ("state", "day")]
        headings = [self.say(f"sheet.{key}") for key in ("field", "column", "meaning")]
        self.table(sheet, 0, headings, rows, widths=(16, 22, 80))
        sheet.freeze_panes(1, 0)
