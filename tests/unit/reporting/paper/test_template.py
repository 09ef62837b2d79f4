from io import BytesIO

import pytest
from docx import Document
from docx.oxml.ns import qn

from planseam.reporting.paper import default_template, write_template


@pytest.mark.parametrize("language", ["zh", "en"])
def test_it_is_a_document_that_anybody_may_edit(language, tmp_path):
    write_template(tmp_path / "t.docx", language=language)
    document = Document(tmp_path / "t.docx")
    section = document.sections[0]
    assert (round(section.page_width.mm), round(section.page_height.mm)) == (210, 297)
    assert any("{{ title }}" in line.text for line in document.paragraphs)


def test_it_is_the_same_each_time():
    first, second = (Document(BytesIO(default_template("zh"))).element.xml for _ in range(2))
    assert first == second


def test_chinese_is_set_in_fonts_that_word_has():
    styles = Document(BytesIO(default_template("zh"))).styles
    for name, font in (("Normal", "宋体"), ("Heading 1", "黑体"), ("Title", "黑体")):
        assert styles[name].element.rPr.find(qn("w:rFonts")).get(qn("w:eastAsia")) == font


def test_headings_are_numbered_and_pages_have_running_headers():
    document = Document(BytesIO(default_template("zh")))
    for level in (1, 2, 3):
        numbered = document.styles[f"Heading {level}"].element.pPr.numPr
        assert numbered.ilvl.val == level - 1
    header = document.sections[0].header._element.xml
    assert "STYLEREF 1" in header
    footer = document.sections[0].footer._element.xml
    assert "NUMPAGES" in footer
    assert document.sections[0].different_first_page_header_footer


def test_word_does_not_open_it_in_the_manner_of_an_older_one():
    settings = Document(BytesIO(default_template("zh"))).settings.element
    mode = next(settings.iter(qn("w:compatSetting")))
    assert (mode.get(qn("w:name")), mode.get(qn("w:val"))) == ("compatibilityMode", "15")
