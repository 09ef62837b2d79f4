"""The ledger: conflicts as a workbook."""

from datetime import datetime
from importlib.metadata import version
from io import BytesIO
from math import ceil
from pathlib import Path
from typing import Any, Literal
from unicodedata import east_asian_width

from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from planseam.model.conflict import COLUMNS, SEVERITIES
from planseam.model.ledger import PEOPLE
from planseam.model.report import Report
from planseam.reporting.ledger_book import LedgerBook
from planseam.reporting.ledger_rows import (
    MOST_BORDERS,
    border_sheets,
    borders_without_sheet,
    conflicts,
    marks,
    past,
)
from planseam.reporting.summary import (
    acceptances,
    illustrative_notice,
    not_judged,
    options_of,
    rows_judged,
    sentences,
    severity_counts,
)
from planseam.reporting.table import counts_by_border, worst
from planseam.reporting.whole import beside
from planseam.reporting.words import role_name, severity_name, unit_names, word
from planseam.text import Text

__all__ = ["write"]

OVERVIEW_WIDTH = 120  # characters a line of the overview


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


def _width(text: str) -> int:
    """Width of a text in narrow characters; a Chinese one is as wide as two."""
    return sum(2 if east_asian_width(letter) in "WF" else 1 for letter in text)


class _Ledger(LedgerBook):
    """The ledger being written, sheet by sheet."""

    def overview(self, *, sheetless: int) -> None:
        """Title, notice, sentences, counts, borders by rule, continuity, rules not run, what was not taken over."""
        report, settings = self.report, self.report.study.study
        sheet = self.sheet("overview")
        sheet.hide_gridlines(2)
        sheet.set_column(0, 0, 36)
        sheet.set_column(1, 40, 11)
        sheet.set_row(0, 30)
        sheet.write_string(0, 0, settings.words.to(self.language), self.look(bold=True, font_size=18, valign="vcenter"))
        made = self.say("document.made_by", version=version("planseam"))
        today = datetime.now().astimezone().date().isoformat()
        sheet.write_string(
            1,
            0,
            f"{self.say('document.ledger')} · {self.say('document.date')} {today} · {made}",
            self.look(font_color="#5F6B76"),
        )
        row = 2
        lines: list[tuple[Text, dict[str, Any]]] = [(text, {}) for text in sentences(report)]
        notice = illustrative_notice(report)
        if notice:
            lines.insert(0, (notice, {"bg_color": "#FFF4D6", "border": 1, "border_color": "#E0B84C"}))
        lines.append((word("people.explain"), {}))
        if sheetless:
            lines.append((word("people.sheetless", count=sheetless, most=MOST_BORDERS), {}))
        for text, extra in lines:
            sheet.merge_range(row, 0, row, 10, "", self.look(text_wrap=True, **extra))
            sheet.write_string(row, 0, text.to(self.language), self.look(text_wrap=True, **extra))
            sheet.set_row(row, 4 + 15 * ceil(_width(text.to(self.language)) / OVERVIEW_WIDTH))
            row += 1
        row = self._severities(sheet, row + 1)
        row = self._matrix(sheet, row)
        row = self._continuity_matrix(sheet, row, "continuity")
        row = self._continuity_matrix(sheet, row, "agreement")
        missed = [rule for rule in report.rules if not rule.ran]
        sheet.write_string(row, 0, self.say("rule.not_run_title"), self._caption)
        if not missed:
            sheet.write_string(row + 1, 0, self.say("rule.all_ran"), self.look())
        for number, rule in enumerate(missed, start=row + 1):
            sheet.write_string(number, 0, f"{rule.code} {rule.title.to(self.language)}", self.look(text_wrap=True))
            sheet.merge_range(number, 1, number, 10, "", self.look(text_wrap=True))
            sheet.write_string(number, 1, rule.reason.to(self.language), self.look(text_wrap=True))
        self._ignored(sheet, row + 2 + max(len(missed), 1))

    def _ignored(self, sheet: Worksheet, row: int) -> None:
        """What of the ledger that was given is not taken over."""
        ledger = self.report.ledger
        if ledger is None or not ledger.ignored:
            return
        sheet.write_string(row, 0, self.say("people.ignored"), self._caption)
        for number, text in enumerate(ledger.ignored, start=row + 1):
            sheet.merge_range(number, 0, number, 10, "", self.look(text_wrap=True))
            sheet.write_string(number, 0, text.to(self.language), self.look(text_wrap=True))
            sheet.set_row(number, 4 + 15 * ceil(_width(text.to(self.language)) / OVERVIEW_WIDTH))

    @property
    def _caption(self) -> Format:
        return self.look(bold=True, font_size=12)

    def _severities(self, sheet: Worksheet, row: int) -> int:
        sheet.write_string(row, 0, self.say("severity.title"), self._caption)
        for number, (severity, count) in enumerate(severity_counts(self.report).items(), start=row + 1):
            sheet.write_string(number, 0, severity_name(severity).to(self.language), self.severity_look(severity))
            sheet.write_number(number, 1, count, self.look())
        last = row + 1 + len(SEVERITIES)
        sheet.write_string(last, 0, self.say("document.total"), self.look(bold=True, top=1, align="center"))
        sheet.write_number(last, 1, len(self.report.conflicts), self.look(bold=True, top=1))
        return last + 2

    def _matrix(self, sheet: Worksheet, row: int) -> int:
        # rules run down: there are more of them than columns that a page is wide
        counts, severities = counts_by_border(self.report).T, worst(self.report)
        sheet.write_string(row, 0, self.say("matrix.title"), self._caption)
        row += 1
        sheet.write_string(row, 0, self.say("matrix.rule"), self.heading)
        for column, border in enumerate(counts.columns, start=1):
            sheet.write_string(row, column, self.border(str(border)), self.heading)
        sheet.write_string(row, len(counts.columns) + 1, self.say("document.total"), self.heading)
        sheet.set_row(row, 46)
        for code, line in counts.iterrows():
            row += 1
            rule = str(code)
            title = self.rule_titles[rule].to(self.language)
            sheet.write_string(row, 0, f"{rule} {title}", self.look())
            for column, (place, count) in enumerate(line.items(), start=1):
                severity = severities.get((str(place), rule))
                look = self.severity_look(severity) if severity else self.look(align="center", font_color="#9AA5B0")
                sheet.write_number(row, column, int(count), look)
            sheet.write_number(row, len(line) + 1, int(line.sum()), self.look(bold=True, align="center"))
        return row + 2

    def _continuity_matrix(self, sheet: Worksheet, row: int, figure: Literal["continuity", "agreement"]) -> int:
        seams = self.report.seams
        keys = ("title", "explain") if figure == "continuity" else ("agreement_title", "agreement_explain")
        title, explain = (self.say(f"continuity.{key}") for key in keys)
        sheet.write_string(row, 0, f"{title} (%)", self._caption)
        sheet.write_string(row + 1, 0, explain, self.look(font_color="#5F6B76"))
        if seams.empty:
            sheet.write_string(row + 2, 0, self.say("continuity.nothing"), self.look())
            return row + 4
        shares = seams.pivot_table(index="border", columns="role", values=figure, observed=True, dropna=False)
        row += 2
        sheet.write_string(row, 0, self.say("matrix.border"), self.heading)
        for column, role in enumerate(shares.columns, start=1):
            sheet.write_string(row, column, role_name(str(role)).to(self.language), self.heading)
        sheet.set_row(row, 46 if self.language == "en" else 32)
        top = row + 1
        for border, line in shares.iterrows():
            row += 1
            sheet.write_string(row, 0, self.border(str(border)), self.look())
            for column, share in enumerate(line, start=1):
                self.cell(sheet, row, column, share * 100, self.look(num_format="0.0", align="center"))
        scale = {"type": "2_color_scale", "min_type": "num", "max_type": "num", "min_value": 0, "max_value": 100}
        sheet.conditional_format(
            top, 1, row, len(shares.columns), {**scale, "min_color": "#F4C7C3", "max_color": "#D9EAD9"}
        )
        return row + 2

    def accepted(self) -> None:
        """What has been accepted, and what of it no longer holds."""
        rows: list[list[str | float | None]] = [
            [entry.id, entry.reason, entry.by, until.to(self.language), holds.to(self.language)]
            for entry, until, holds in acceptances(self.report)
        ]
        if not rows:
            return
        sheet = self.sheet("accepted")
        self.table(sheet, 0, [self.say(f"accepted.{key}") for key in ("id", "reason", "by", "until", "holds")], rows)
        for column, width in enumerate((17, 60, 24, 12, 34)):
            sheet.set_column(column, column, width)
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
            sheet.write_string(0, column, text, self.heading)
        for row, seam in enumerate(seams.to_dict("records"), start=1):
            texts = [
                self.border(seam["border"]),
                names.get(seam["unit_a"], Text.same(seam["unit_a_name"])).to(self.language),
                names.get(seam["unit_b"], Text.same(seam["unit_b_name"])).to(self.language),
                role_name(seam["role"]).to(self.language),
            ]
            for column, text in enumerate(texts):
                sheet.write_string(row, column, text, self.look())
            for column, key in enumerate(("length_m", "both_m", "left_m", "right_m", "neither_m"), start=4):
                self.cell(sheet, row, column, seam[key] / 1000, self.look(num_format="#,##0.00"))
            for column, key in enumerate(("continuity", "agreement"), start=9):
                self.cell(sheet, row, column, seam[key] * 100, self.look(num_format="0.0"))
        sheet.set_column(0, 3, 20)
        sheet.set_column(4, 10, 13)
        sheet.set_row(0, 46)
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
        self.table(sheet, 0, [self.say(f"rule.{key}") for key in keys], rows)
        for column, width in enumerate((10, 26, 11, 52, 10, 10, 60)):
            sheet.set_column(column, column, width)
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
        self.table(sheet, 0, headings, rows)
        for column, width in enumerate((24, 28, 20, 14, 10, 52, 18, 10, 8)):
            sheet.set_column(column, column, width)
        sheet.freeze_panes(1, 0)

    def dictionary(self) -> None:
        """What each field means."""
        sheet = self.sheet("dictionary")
        fields = [*COLUMNS, "area_ha", "area_mu", *PEOPLE[1:]]
        rows: list[list[str | float | None]] = [
            [name, self.say(f"field.{name}"), self.say(f"meaning.{name}")] for name in fields
        ]
        if self.report.ledger and self.report.ledger.past:
            rows += [[name, self.say(f"past.{name}"), self.say(f"past.{name}_meaning")] for name in ("state", "day")]
        self.table(sheet, 0, [self.say(f"sheet.{key}") for key in ("field", "column", "meaning")], rows)
        for column, width in enumerate((16, 22, 80)):
            sheet.set_column(column, column, width)
        sheet.freeze_panes(1, 0)
