"""The first sheet of a ledger: what was checked, found and not checked, on one page."""

from datetime import datetime
from importlib.metadata import version
from math import ceil
from typing import Any, Literal

from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from planseam.model.conflict import SEVERITIES
from planseam.reporting.book import width_of
from planseam.reporting.ledger_book import LedgerBook
from planseam.reporting.ledger_rows import MOST_BORDERS
from planseam.reporting.summary import illustrative_notice, sentences, severity_counts
from planseam.reporting.table import counts_by_border, worst
from planseam.reporting.words import role_name, severity_name, word
from planseam.text import Text

__all__ = ["OverviewBook"]

_LEVEL = {"valign": "vcenter"}  # cells of one line, whose height a program may choose
OVERVIEW_WIDTH = 136  # characters a line of the overview


class OverviewBook(LedgerBook):
    """A ledger that can write its overview."""

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
            sheet.set_row(row, 4 + 15 * ceil(width_of(text.to(self.language)) / OVERVIEW_WIDTH))
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
            sheet.set_row(number, 4 + 15 * ceil(width_of(text.to(self.language)) / OVERVIEW_WIDTH))

    @property
    def _caption(self) -> Format:
        return self.look(bold=True, font_size=12)

    def _severities(self, sheet: Worksheet, row: int) -> int:
        sheet.write_string(row, 0, self.say("severity.title"), self._caption)
        for number, (severity, count) in enumerate(severity_counts(self.report).items(), start=row + 1):
            sheet.write_string(
                number, 0, severity_name(severity).to(self.language), self.severity_look(severity, **_LEVEL)
            )
            sheet.write_number(number, 1, count, self.look(**_LEVEL))
        last = row + 1 + len(SEVERITIES)
        sheet.write_string(last, 0, self.say("document.total"), self.look(bold=True, top=1, align="center", **_LEVEL))
        sheet.write_number(last, 1, len(self.report.conflicts), self.look(bold=True, top=1, **_LEVEL))
        return last + 2

    def _matrix(self, sheet: Worksheet, row: int) -> int:
        # rules run down: there are more of them than columns that a page is wide
        counts, severities = counts_by_border(self.report).T, worst(self.report)
        sheet.write_string(row, 0, self.say("matrix.title"), self._caption)
        row += 1
        sheet.write_string(row, 0, self.say("matrix.rule"), self.heading)
        for column, border in enumerate(counts.columns, start=1):
            sheet.write_string(row, column, self.border(str(border)), self.heading_over(align="center"))
        sheet.write_string(row, len(counts.columns) + 1, self.say("document.total"), self.heading_over(align="center"))
        sheet.set_row(row, 46)
        for code, line in counts.iterrows():
            row += 1
            rule = str(code)
            title = self.rule_titles[rule].to(self.language)
            sheet.write_string(row, 0, f"{rule} {title}", self.look(**_LEVEL))
            quiet = self.look(align="center", font_color="#9AA5B0", **_LEVEL)
            for column, (place, count) in enumerate(line.items(), start=1):
                severity = severities.get((str(place), rule))
                look = self.severity_look(severity, **_LEVEL) if severity else quiet
                sheet.write_number(row, column, int(count), look)
            sheet.write_number(row, len(line) + 1, int(line.sum()), self.look(bold=True, align="center", **_LEVEL))
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
            sheet.write_string(row, column, role_name(str(role)).to(self.language), self.heading_over(align="center"))
        sheet.set_row(row, 46 if self.language == "en" else 32)
        top = row + 1
        for border, line in shares.iterrows():
            row += 1
            sheet.write_string(row, 0, self.border(str(border)), self.look(**_LEVEL))
            for column, share in enumerate(line, start=1):
                self.cell(sheet, row, column, share * 100, self.look(num_format="0.0", align="center", **_LEVEL))
        scale = {"type": "2_color_scale", "min_type": "num", "max_type": "num", "min_value": 0, "max_value": 100}
        sheet.conditional_format(
            top, 1, row, len(shares.columns), {**scale, "min_color": "#F4C7C3", "max_color": "#D9EAD9"}
        )
        return row + 2
