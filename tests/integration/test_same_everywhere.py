"""The same ids, figures, words and rounding in every output, read back from each."""

import json
import re
from html.parser import HTMLParser

import geopandas as gpd
import openpyxl
import pytest

import planseam
from planseam.text import half_up, hectares, mu

TEXTS = ("rule", "severity", "status", "border", "message_zh", "message_en", "advice_zh", "unit_a", "unit_b")
RULES = "EC101,EC103,BD101,BD102,WA101,CO101,TR101,DA"


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    target = tmp_path_factory.mktemp("run") / "out"
    planseam.write_folder(planseam.check(planseam.Study.bundled("yrd"), select=RULES), target)
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
