"""The ledger as a workbook of a report: what all of its sheets share."""

from io import BytesIO

import pandas as pd

from planseam.model.report import Report
from planseam.reporting.book import Book
from planseam.reporting.table import in_reading_order
from planseam.reporting.words import border_names, rule_names, severity_name, unit_names
from planseam.text import Text

__all__ = ["LedgerBook"]


class LedgerBook(Book):
    """The ledger being written.

    Parameters
    ----------
    report : Report
    file : BytesIO
        Holds the workbook once it is closed.
    """

    def __init__(self, report: Report, file: BytesIO) -> None:
        settings = report.study.study
        super().__init__(file, title=settings.words.to(settings.language), language=settings.language)
        self.report = report
        self.borders = border_names(report)
        self.rule_titles = rule_names(report)

    def border(self, border: str) -> str:
        """Name of a border, or that there is none."""
        if not border:
            return self.say("document.within_unit")
        return self.borders.get(border, Text.same(border)).to(self.language)

    def values(self) -> pd.DataFrame:
        """The conflicts as the ledger shows them, in reading order, in its language and its units.

        Returns
        -------
        DataFrame
            The columns of the conflict record, `title`, `area_ha`, `area_mu`; `border_id` and
            `severity_id` keep what the record says.
        """
        report = self.report
        names = unit_names(report)
        values = pd.DataFrame(in_reading_order(report).drop(columns="geometry"))
        values["title"] = [self.rule_titles[code].to(self.language) for code in values["rule"]]
        values["area_ha"], values["area_mu"] = values["area_m2"] / 10_000, values["area_m2"] * 3 / 2000
        values["share"] *= 100
        values["border_id"] = values["border"]
        values["border"] = [f"{border} {self.border(border)}" if border else "" for border in values["border"]]
        for side in ("unit_a", "unit_b"):
            if self.language == "en":
                shown = zip(values[side], values[f"{side}_name"], strict=True)
                values[f"{side}_name"] = [names[code].en if code in names else name for code, name in shown]
        values["severity_id"] = values["severity"]
        values["severity"] = [severity_name(severity).to(self.language) for severity in values["severity"]]
        values["illustrative"] = [
            self.say("document.illustrative") if drawn else "" for drawn in values["illustrative"]
        ]
        return values
