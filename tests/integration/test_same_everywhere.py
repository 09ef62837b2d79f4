"""The same ids, figures, words and rounding in every output, read back from each."""

import json
import re
from dataclasses import dataclass, replace
from html.parser import HTMLParser
from io import BytesIO

import geopandas as gpd
import openpyxl
import pandas as pd
import pytest
from docx import Document
from docx.oxml.ns import qn

import planseam
from planseam.model.conflict import SEVERITY_TITLES, STATUS_TITLES
from planseam.reporting.paper import Paper, libreoffice, write_pdf
from planseam.reporting.words import border_names, role_name, word
from planseam.text import half_up, hectares, kilometres, metres, mu, percent

TEXTS = ("rule", "severity", "status", "border", "message_zh", "message_en", "advice_zh", "unit_a", "unit_b")
RULES = "EC101,EC103,BD101,BD102,WA101,CO101,TR101,DA"


@pytest.fixture(scope="module")
def report():
    return planseam.check(planseam.Study.bundled("yrd"), select=RULES)


@pytest.fixture(scope="module")
def folder(report, tmp_path_factory):
    target = tmp_path_factory.mktemp("run") / "out"
    planseam.write_folder(report, target)
    return target


@pytest.fixture(scope="module")
def canonical(folder):
    table = gpd.read_parquet(folder / "conflicts.parquet").set_index("id")
    assert len(table) > 50
    assert table["area_m2"].notna().any()
    return table


def alike(one, other):
    """Two figures that are one, or both missing."""
    return ((one is None or one != one) and other != other) or one == other  # noqa: PLR0124 - NaN alone is not itself


@pytest.mark.parametrize("name", ["conflicts.gpkg", "conflicts.geojson"])
def test_gis_files_hold_the_canonical_table(folder, canonical, name):
    layers = gpd.list_layers(folder / name)
    spatial = layers[layers["geometry_type"].notna() & layers["name"].str.contains("conflict")]["name"]
    tables = [gpd.read_file(folder / name, layer=layer) for layer in spatial]
    rows = [row for table in tables for row in table.drop(columns="geometry").to_dict("records")]
    placed = canonical[canonical.geometry.notna()]
    assert {row["id"] for row in rows} >= set(placed.index)
    for row in rows:
        was = canonical.loc[row["id"]]
        for key in (
            "rule",
            "severity",
            "status",
            "border",
            "message_zh",
            "message_en",
            "advice_zh",
            "unit_a",
            "unit_b",
        ):
            assert (row[key] or "") == was[key], (row["id"], key)
        for key in ("area_m2", "length_m", "width_m", "share", "at_km"):
            assert alike(row[key], was[key]), (row["id"], key)


def test_the_ledger_holds_every_conflict_with_its_figures_and_words(folder, canonical):
    book = openpyxl.load_workbook(folder / "ledger.xlsx", read_only=True)
    found = {}
    for sheet in book.worksheets:
        for row in sheet.iter_rows(values_only=True):
            name = next((cell for cell in row if isinstance(cell, str) and cell in canonical.index), None)
            if name and len(row) > 15:
                found.setdefault(name, row)
    assert set(found) == set(canonical.index)
    for name, row in found.items():
        was = canonical.loc[name]
        assert was["message_zh"] in row
        assert was["advice_zh"] in row
        if was["area_m2"] == was["area_m2"]:
            figures = [cell for cell in row if isinstance(cell, int | float)]
            assert any(half_up(cell, 4) == hectares(was["area_m2"]) for cell in figures), name


class Blocks(HTMLParser):
    """The text of each conflict of the report page, by id."""

    def __init__(self):
        super().__init__()
        self.texts, self.now, self.depth = {}, None, 0

    def handle_starttag(self, tag, attributes):
        said = dict(attributes)
        if tag == "article" and "conflict" in said.get("class", "").split():
            self.now = said["id"]
            self.texts[self.now] = ""

    def handle_endtag(self, tag):
        if tag == "article":
            self.now = None

    def handle_data(self, data):
        if self.now:
            self.texts[self.now] += data


def said(canonical, texts):
    """Each conflict's words in both languages, and its area as hectares and mu, half-up."""
    assert set(texts) == set(canonical.index)
    for name, text in texts.items():
        was = canonical.loc[name]
        flat = re.sub(r"\s+", "", text)
        for key in ("message_zh", "message_en", "advice_zh"):
            assert re.sub(r"\s+", "", was[key]) in flat, (name, key)
        if was["area_m2"] == was["area_m2"]:
            assert hectares(was["area_m2"]) in flat
            assert mu(was["area_m2"]) in flat


def test_the_report_page_says_the_same(folder, canonical):
    parser = Blocks()
    parser.feed((folder / "report.html").read_text("utf-8"))
    said(canonical, parser.texts)


def test_the_map_says_the_same(folder, canonical):
    page = (folder / "map.html").read_text("utf-8")
    data = json.loads(re.search(r'<script type="application/json" id="seam-data">(.*?)</script>', page, re.DOTALL)[1])
    texts = {
        card["id"]: " ".join([*card["message"], *card["advice"], card.get("ha", ""), card.get("mu", "")])
        for card in data["conflicts"]
    }
    said(canonical, texts)


def test_the_manifest_counts_them(folder, canonical):
    counts = json.loads((folder / "manifest.json").read_text("utf-8"))["counts"]
    assert counts["total"] == len(canonical)
    assert counts["by_severity"] == {
        severity: int((canonical["severity"] == severity).sum()) for severity in ("critical", "major", "minor", "info")
    }


#: How a message gives what a column of the table holds: the words about the number, the value in the number's unit.
TOLD = {
    "at_km": (r"([\d.]+) 公里处", 1),
    "area_m2": (r"([\d.]+) 公顷", 10_000),
    "length_m": (r"([\d.]+) 米", 1),
    "width_m": (r"([\d.]+) 米", 1),
    "share": (r"([\d.]+)%", 0.01),
}


@pytest.mark.parametrize("column", TOLD)
def test_messages_round_as_the_table_does(canonical, column):
    pattern, unit = TOLD[column]
    told = 0
    for row in canonical[canonical[column].notna()].itertuples():
        value = getattr(row, column)
        for said in re.findall(pattern, row.message_zh):
            digits = len(said.partition(".")[2])
            wanted = percent(value, digits) if column == "share" else half_up(value / unit, digits)
            if abs(float(said) - float(wanted)) < 1.5 * 10**-digits:  # another figure is farther off
                assert said == wanted, row.id
                told += 1
    assert told


NUMBER = re.compile(r"\d+(?:\.\d+)?")


def text_of(part):
    return "".join(run.text or "" for run in part.iter(qn("w:t")))


def rows_of(table):
    return [[text_of(cell._tc) for cell in row.cells] for row in table.rows]


@dataclass
class Page:
    """What the Word report says of one conflict."""

    head: str
    line: str = ""
    message: str = ""
    advice: str = ""
    parties: str = ""
    figures: dict[str, list[str]] | None = None


class WordReport:
    """A Word report read back by headings, bookmarks, styles and tables alone."""

    def __init__(self, content, language):
        self.language = language
        self.pages, self.index, self.tables = {}, {}, {}
        chapter, page = "", None
        for block in Document(BytesIO(content)).iter_inner_content():
            if hasattr(block, "rows"):
                self._table(block, chapter, page)
            elif block.style.name.startswith("Heading"):
                chapter = block._p.find(qn("w:bookmarkStart")).get(qn("w:name"))
                page = None
                if block.style.name == "Heading 3":
                    page = self.pages[chapter.removeprefix("c_").replace("_", "-")] = Page(block.text, figures={})
            elif page:
                self._line(block, page)

    def say(self, key):
        return word(key).to(self.language)

    def _line(self, block, page):
        advice = self.say("conflict.advice") + self.say("paper.colon")
        if block.style.name == "Message":
            page.message = block.text
        elif block.text.startswith(advice):
            page.advice = block.text.removeprefix(advice)
        elif block.style.name == "Label" and not page.line:
            page.line = block.text

    def _table(self, table, chapter, page):
        rows = rows_of(table)
        if page is None:
            self.tables.setdefault(chapter, []).append(rows)
            if chapter.startswith("_Toc_g_") and len(rows[0]) > 5:
                self.index |= {row[0]: row[1:] for row in rows[1:]}
            return
        names = {self.say(f"conflict.{key}"): key for key in ("area", "length", "width", "share", "place")}
        inner = [each for cell in table.rows[0].cells for each in cell.tables]
        for name, said in [row for each in inner or [table] for row in rows_of(each) if len(row) == 2]:
            if name == self.say("conflict.parties"):
                page.parties = said
            elif name in names:
                page.figures[names[name]] = said


def expected_figures(row):
    """The figures of a conflict as they have to stand on its page."""
    found = {}
    if pd.notna(row["area_m2"]):
        found["area"] = [hectares(row["area_m2"]), mu(row["area_m2"])]
    if pd.notna(row["length_m"]):
        far = row["length_m"] >= 10_000
        found["length"] = [kilometres(row["length_m"]) if far else metres(row["length_m"])]
    if pd.notna(row["width_m"]):
        found["width"] = [half_up(row["width_m"], 1)]
    if pd.notna(row["share"]):
        found["share"] = [percent(row["share"])]
    if pd.notna(row["at_km"]):
        found["place"] = [half_up(row["at_km"], 2)]
    return found


def differences(table, found, names):
    """Where a Word report differs from the canonical table: id and what it is."""
    if set(found.pages) != set(table.index) or set(found.index) != set(table.index):
        return [("", "ids")]
    wrong = []
    for name, row in table.iterrows():
        page, listed = found.pages[name], found.index[name]
        figures = {key: NUMBER.findall(said) for key, said in page.figures.items()}
        if "place" in figures and pd.isna(row["at_km"]):
            del figures["place"]  # the border alone
        severity = SEVERITY_TITLES[row["severity"]].to(found.language)
        status = STATUS_TITLES[row["status"]].to(found.language)
        codes = [code for code in (row["unit_a"], row["unit_b"]) if code]
        empty = pd.isna(row[["area_m2", "length_m", "at_km"]]).tolist()
        measures = [half_up(row["area_m2"] / 10_000, 4), half_up(row["length_m"]), half_up(row["at_km"], 2)]
        checks = {
            "rule": row["rule"] in page.head and listed[0].startswith(row["rule"]),
            "severity": severity in page.line and listed[1] == severity,
            "status": status in page.line and listed[2] == status,
            "message": page.message == row[f"message_{found.language}"],
            "advice": page.advice == row[f"advice_{found.language}"],
            "parties": all(names[code] in page.parties and code in page.parties for code in codes),
            "figures": figures == expected_figures(row),
            "listed": listed[3:6] == ["" if gone else said for gone, said in zip(empty, measures, strict=True)],
        }
        wrong += [(name, key) for key, holds in checks.items() if not holds]
    return wrong


@pytest.fixture(scope="module")
def papers(report):
    """The report on paper, with a page for every conflict, in both languages."""

    def paper(language):
        settings = report.study.study.model_copy(update={"language": language})
        told = replace(report, study=report.study.model_copy(update={"study": settings}))
        return Paper(told, pages_from="info", dpi=30)

    return {language: paper(language) for language in ("zh", "en")}


@pytest.fixture(scope="module")
def in_word(papers):
    return {language: WordReport(paper.document(), language) for language, paper in papers.items()}


@pytest.fixture(scope="module")
def unit_names(report):
    names = {language: {} for language in ("zh", "en")}
    for unit in report.units.itertuples():
        names["zh"][unit.code], names["en"][unit.code] = unit.name, unit.name_en
    return names


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_word_report_says_the_same(canonical, in_word, unit_names, language):
    assert differences(canonical, in_word[language], unit_names[language]) == []


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize(
    ("column", "change", "told"),
    [
        ("area_m2", lambda area: area + 1, {"figures", "listed"}),
        ("length_m", lambda length: length + 1, {"figures", "listed"}),
        ("width_m", lambda width: width + 0.1, {"figures"}),
        ("share", lambda share: share + 0.001, {"figures"}),
        ("at_km", lambda km: km + 0.01, {"figures", "listed"}),
        ("severity", lambda was: "info" if was != "info" else "major", {"severity"}),
        ("status", lambda _: "resolved", {"status"}),
        ("rule", lambda _: "XX999", {"rule"}),
        ("unit_b", lambda was: "34" if was != "34" else "31", {"parties"}),
        ("message_{}", lambda said: said.replace("0", "8").replace("1", "7"), {"message"}),
        ("advice_{}", lambda said: said[:-1], {"advice"}),
    ],
)
def test_a_figure_or_word_that_differs_is_noticed(canonical, in_word, unit_names, column, change, told, language):
    column = column.format(language)
    changed = canonical.copy()
    whole = canonical[column].notna() & (canonical["unit_b"] != "") & canonical["message_zh"].str.contains("[01]")
    name = canonical.index[whole][0]
    changed.loc[name, column] = change(canonical.loc[name, column])
    assert set(differences(changed, in_word[language], unit_names[language])) == {(name, key) for key in told}


def test_a_conflict_that_is_missing_is_noticed(canonical, in_word, unit_names):
    assert differences(canonical.iloc[1:], in_word["zh"], unit_names["zh"]) == [("", "ids")]


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_totals_of_the_word_report_are_those_of_the_table(report, canonical, in_word, language):
    found = in_word[language]
    titles, counts = found.tables["_Toc_summary"][0]
    assert titles == [SEVERITY_TITLES[name].to(language) for name in SEVERITY_TITLES]
    assert counts == [str((canonical["severity"] == name).sum()) for name in SEVERITY_TITLES]
    names = {border: name.to(language) for border, name in border_names(report).items()}
    names[""] = word("document.within_unit").to(language)
    wanted = {(rule, names[border]): str(len(rows)) for (rule, border), rows in canonical.groupby(["rule", "border"])}
    for (head, *rows, totals), by in ((table, table[0]) for table in found.tables["_Toc_matrix"]):
        cells = {(row[0][:5], border): cell for row in rows for border, cell in zip(by[1:-1], row[1:-1], strict=True)}
        assert {key: cell for key, cell in cells.items() if cell != "·"} == wanted
        assert head[-1] == totals[0] == word("document.total").to(language)
        assert [row[-1] for row in rows] == [str((canonical["rule"] == row[0][:5]).sum()) for row in rows]
        assert totals[1:-1] == [str((canonical["border"].map(names) == border).sum()) for border in by[1:-1]]
        assert totals[-1] == str(len(canonical))


@pytest.mark.parametrize("language", ["zh", "en"])
def test_continuity_in_the_word_report_is_that_of_the_report(report, in_word, language):
    for place, border in enumerate(report.borders["border"], start=1):
        (_, *rows), *_ = in_word[language].tables[f"_Toc_b_{place}"]
        seams = report.seams[(report.seams["border"] == border) & report.seams["agreement"].notna()]
        assert {row[0]: row[1:] for row in rows} == {
            role_name(seam.role).to(language): [
                percent(seam.continuity),
                percent(seam.agreement),
                *(half_up(seam[key] / 1000, 2) for key in ("both_m", "left_m", "right_m", "neither_m")),
            ]
            for _, seam in seams.iterrows()
        }


def flat(text):
    """Text without what a line's end may add or take: blanks, hyphens."""
    return re.sub(r"[\s\x02\ufffe\u2010-\u2011-]+", "", text)


@pytest.mark.slow
@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_pdf_says_the_same(canonical, papers, report, absent, tmp_path, language):
    try:
        import pypdfium2  # noqa: PLC0415 - it may be missing, and that is the question
    except ImportError:
        absent("pypdfium2 is not installed")
    if libreoffice() is None:
        absent("LibreOffice is not installed")
    write_pdf(report, tmp_path / "report.pdf", paper=papers[language])
    document = pypdfium2.PdfDocument(tmp_path / "report.pdf")
    sheets = [flat(sheet.get_textpage().get_text_bounded()) for sheet in document]
    for name, row in canonical.iterrows():
        own = [sheet for sheet in sheets if flat(row[f"message_{language}"]) in sheet and flat(name) in sheet]
        assert len(own) == 1, name
        assert flat(row[f"advice_{language}"]) in own[0]
        for figures in expected_figures(row).values():
            assert all(flat(figure) in own[0] for figure in figures), name
