import json
from pathlib import Path

import pytest

from planseam.loading.encoding import Evidence
from planseam.loading.inspection import Inspected, Inspection, Place, Question, Trouble
from planseam.loading.parties import PartyGuess
from planseam.loading.recognition import Recognition
from planseam.loading.sources import Problem, Source
from planseam.reporting.inspection import confidence, document, evidence, markdown, summary
from planseam.text import NOTHING, Text

REDLINE = Inspected(
    folder=Path("incoming"),
    source=Source(path="浙江/a|b<script>.shp", file=Path("a.shp"), format="Shapefile"),
    rows=1,
    kind="polygon",
    columns=("MC",),
    fields={"MC": "name"},
    role=Recognition(
        role="redline", confidence=0.97, reason=Text("名称如此", "by its name"), alternatives=("farmland",)
    ),
    party=PartyGuess(code="33", confidence=0.7, reason=Text("代码如此", "by its codes")),
    place=Place(code="EPSG:4549", written=True, confidence=0.8, reason=Text("落在浙江", "it lies in Zhejiang")),
    encoding=Evidence(encoding="GBK", confidence=1.0, reason=NOTHING),
    troubles=(Trouble(what=Text("面积不符", "areas are off"), cure=Text("请核对", "Check them"), rule="DA103"),),
)
TABLE = Inspected(
    folder=Path("incoming"),
    source=Source(path="book.xlsx", sublayer="表 1", file=Path("book.xlsx"), format="XLSX"),
    rows=2,
    role=Recognition(role=None, confidence=0, reason=NOTHING),
    party=PartyGuess(code="", confidence=0, reason=NOTHING),
    questions=(Question(key="role", text=Text("是什么", "what is it")),),
)
STRAYS = (
    Problem(path="a.dwg", what=Text("是 DWG", "it is DWG"), cure=Text("另存", "Save as DXF")),
    Problem(path="说明.docx", what=Text("文档", "a text"), cure=Text("无须处理", "Leave it"), harmless=True),
)
WHOLE = Inspection(layers=(REDLINE, TABLE), strays=STRAYS)


def test_a_row_of_the_overview_says_what_it_is_and_how_much_is_wrong():
    assert [cell.en for cell in summary(REDLINE)[2:]] == [
        "1 polygon",
        "ecological protection redline",
        "Zhejiang 33",
        "EPSG:4549",
        "GBK",
        "1 fault",
    ]
    assert [cell.zh for cell in summary(TABLE)] == [
        "book.xlsx|表 1", "XLSX", "2 行（无几何）", "不明", "—", "—", "—", "须确认 1"
    ]  # fmt: skip


def test_evidence_names_confidence_and_reason():
    said = {head.en: text.en for head, text in evidence(REDLINE)}
    assert said["role"] == "redline, ecological protection redline (certain: by its name)"
    assert said["CRS"] == "EPSG:4549 (likely: it lies in Zhejiang)"
    assert said["encoding"] == "GBK (certain)"
    assert said["columns"] == "MC → name"


@pytest.mark.parametrize(("value", "word"), [(1.0, "确定"), (0.95, "确定"), (0.6, "很可能"), (0.59, "不确定")])
def test_confidence_in_words(value, word):
    assert confidence(value).zh == word


def test_the_document_is_json_and_says_all():
    said = json.loads(json.dumps(document(WHOLE)))
    first, second = said["layers"]
    assert (first["role"]["value"], first["role"]["alternatives"]) == ("redline", ["farmland"])
    assert (first["crs"]["value"], first["crs"]["in_file"], first["crs"]["confidence"]) == ("EPSG:4549", False, 0.8)
    assert first["troubles"][0]["cure_zh"] == "请核对"
    assert (second["crs"], second["party"]["value"]) == (None, None)
    assert second["questions"] == [{"key": "role", "choices": [], "text_zh": "是什么", "text_en": "what is it"}]
    assert [(stray["path"], stray["harmless"]) for stray in said["strays"]] == [("a.dwg", False), ("说明.docx", True)]


@pytest.mark.parametrize("language", ["zh", "en"])
def test_markdown_names_every_layer_and_file_and_obeys_none(language):
    text = markdown(WHOLE, language)
    assert "<script>" not in text
    assert r"浙江/a\|b\<script\>.shp" in text
    for words in ("book.xlsx", "a.dwg", "说明.docx", REDLINE.troubles[0].what.to(language)):
        assert words in text
    rows = [line for line in text.splitlines() if line.startswith("|")]
    assert len({line.replace("\\|", "").count("|") for line in rows}) == 1
