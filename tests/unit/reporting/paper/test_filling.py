import re
from dataclasses import replace
from datetime import date
from io import BytesIO
from zipfile import ZipFile

import pytest
from docx import Document
from docx.oxml.ns import qn

from planseam.checking.comparing import compare
from planseam.errors import OutputError
from planseam.model.ledger import Entry, Ledger
from planseam.model.report import Acceptance
from planseam.reporting.paper import Paper, write
from planseam.reporting.table import in_reading_order
from planseam.text import Text, hectares, mu


def with_title(report, title):
    settings = report.study.study.model_copy(update={"title": title})
    return replace(report, study=report.study.model_copy(update={"study": settings}))


@pytest.fixture
def template(tmp_path):
    def made(*lines):
        document = Document()
        for line in lines:
            document.add_paragraph(line)
        path = tmp_path / "own.docx"
        document.save(path)
        return path

    return made


def test_every_conflict_stands_in_it_and_each_but_info_has_a_page(report, filled):
    found = filled(report)
    table = in_reading_order(report)
    assert all(name in found.text for name in table["id"])
    paged = table[table["severity"] != "info"]
    assert 0 < len(paged) < len(table)
    assert len(found.headings(3)) == len(paged)
    order = [mark for mark in found.bookmarks() if mark.startswith("c_")]
    assert [mark for mark in order if mark.removeprefix("c_").replace("_", "-") in set(paged["id"])] == [
        "c_" + name.replace("-", "_") for name in paged["id"]
    ]


def test_figures_and_words_are_those_of_the_table(report, filled):
    text = filled(report).text
    for row in report.conflicts.itertuples():
        assert row.message_zh in text
        assert row.advice_zh in text
        if row.severity != "info" and row.area_m2 == row.area_m2:
            assert f"{hectares(row.area_m2)} ha（{mu(row.area_m2)} 亩）" in text


def test_nothing_of_the_template_is_left_and_every_reference_finds_its_place(report, filled):
    found = filled(report)
    for name in found.package.namelist():
        if name.endswith(".xml"):
            content = found.package.read(name).decode()
            assert "{{" not in content
            assert "{%" not in content
    marks = found.bookmarks()
    assert len(marks) == len(set(marks))
    assert found.references() <= set(marks)
    numbers = [mark.get(qn("w:id")) for mark in found.body.iter(qn("w:bookmarkStart"))]
    assert len(numbers) == len(set(numbers))


def test_captions_are_numbered_one_after_the_other(report, filled):
    captions = [line.text for line in filled(report).document.paragraphs if line.style.name == "Caption"]
    for kind in ("图", "表"):
        numbers = [int(found[1]) for caption in captions if (found := re.match(rf"{kind} (\d+)  ", caption))]
        assert numbers == list(range(1, len(numbers) + 1))
        assert numbers


def test_each_picture_has_a_number_of_its_own_and_says_what_it_shows(report, filled):
    found = filled(report)
    pictures = [picture for picture in found.body.iter() if picture.tag.endswith("}docPr")]
    assert len({picture.get("id") for picture in pictures}) == len(pictures)
    assert all(picture.get("descr") for picture in pictures)
    media = [name for name in found.package.namelist() if name.startswith("word/media/")]
    assert len(media) == len(pictures)


def test_the_same_report_gives_the_same_bytes(report):
    assert Paper(report, dpi=40).document() == Paper(report, dpi=40).document()


def test_words_are_in_the_language_of_the_study(build_report, filled):
    text = filled(build_report(3, language="en")).text
    assert "Summary" in text
    assert "Opinion of " in text
    assert not re.search(r"[\u4e00-\u9fff]", re.sub("图斑|[三省接边检查]", "", text))


def test_names_from_files_stay_text(report, filled):
    hostile = "</w:t><w:p/> & {{ 7 * 7 }} \x01\u202e"
    found = filled(with_title(report, hostile))
    assert r"</w:t><w:p/> & {{ 7 * 7 }} \u0001\u202e" in found.text
    assert "49" not in found.document.paragraphs[1].text


def test_a_report_without_conflicts_says_so(build_report, filled):
    report = build_report(3)
    found = filled(replace(report, conflicts=report.conflicts.iloc[:0]))
    assert "没有发现冲突" in found.text
    assert found.headings(3) == []
    assert found.references() <= set(found.bookmarks())


@pytest.mark.parametrize("severity", ["critical", "major", "info"])
def test_the_mildest_severity_with_pages_is_chosen(report, filled, severity):
    found = filled(report, pages_from=severity)
    wanted = report.at_least(severity).conflicts
    assert len(found.headings(3)) == len(wanted)
    assert all(name in found.text for name in report.conflicts["id"])


def test_of_too_many_only_the_gravest_have_a_page_and_it_is_said(report, filled):
    found = filled(report, most_pages=2)
    assert len(found.headings(3)) == 2
    assert f"只为最严重的 2 处逐一成页，其余 {len(report.conflicts) - 2} 处" in found.text


def test_opinions_come_from_the_ledger_and_acceptances_are_told(report, filled):
    name = report.conflicts.loc[report.conflicts["severity"] == "major", "id"].iloc[0]
    entry = Entry(
        id=name, status="negotiating", opinion_a="甲方同意调整", remark="下周再议", person="王工", date="2026-03-01"
    )
    accepted = Acceptance(id=name, reason="历史遗留", by="省厅", until=date(2027, 1, 1))
    text = filled(replace(report, ledger=Ledger(entries=(entry,)), accepted=(accepted,))).text
    for words in ("甲方同意调整", "下周再议", "责任人：王工", "2026-03-01", "已认可（省厅）：历史遗留"):
        assert words in text


def test_what_changed_is_told_and_what_is_gone_is_linked_nowhere(report, filled):
    old = report.conflicts.iloc[3:].reset_index(drop=True)
    new = report.conflicts.iloc[:-2].reset_index(drop=True)
    stale = Acceptance(id="BD101-00000000", reason="旧", by="省厅", why=Text("问题已不存在", "the conflict is gone"))
    found = filled(replace(report, conflicts=new, since=compare(old, new), stale=(stale,)))
    assert "与上一版相比：新增 3 处，变化 0 处，移位 0 处，消除 2 处" in found.text
    assert found.headings(2)[:2] == ["新增 (3)", "消除 (2)"]
    assert all(name in found.text for name in report.conflicts["id"])
    assert "已失效：问题已不存在" in found.text
    assert found.references() - set(found.bookmarks()) == {"_top"}
    assert found.text.count("较上一版：新增") == int((new["severity"].iloc[:3] != "info").sum())


def test_word_is_asked_to_work_out_the_pages_and_libreoffice_is_not(report):
    paper = Paper(report, dpi=40)
    assert b"updateFields" in _part(paper.document(), "word/settings.xml")
    laid = paper.document(to_lay_out=True)
    assert b"updateFields" not in _part(laid, "word/settings.xml")
    assert b" TOC " not in _part(laid, "word/document.xml")
    assert b"PAGEREF" in _part(laid, "word/document.xml")


def _part(content, name):
    return ZipFile(BytesIO(content)).read(name)


def test_a_template_of_the_users_own_is_filled(report, template, filled):
    own = template(
        "甲乙双方会议：{{ title }}",
        "{{ summary }}",
        "{%p for group in groups %}",
        "{%p for c in group.pages %}",
        "{{ c.id }} {{ c.message }}",
        "{{ c.detail }}",
        "{%p endfor %}",
        "{%p endfor %}",
    )
    found = filled(report, template=own)
    assert found.document.paragraphs[0].text == f"甲乙双方会议：{report.study.study.title}"
    assert all(row.id in found.text for row in report.conflicts.itertuples() if row.severity != "info")
    assert len([picture for picture in found.body.iter() if picture.tag.endswith("}docPr")]) == len(
        report.conflicts[report.conflicts["severity"] != "info"]
    )
    assert "updateFields" not in found.package.read("word/settings.xml").decode()


@pytest.mark.parametrize(
    "line",
    [
        "{{ titel }}",
        "{{ title ",
        "{% for c in %}",
        "{{ ''.__class__.__mro__ }}",
        "{{ title / 0 }}",
        "{% for i in range(10 ** 9) %}{% endfor %}",
    ],
)
def test_a_template_with_a_fault_is_told_by_its_name(report, template, line):
    with pytest.raises(OutputError, match="the template cannot be filled") as told:
        Paper(report, dpi=40, template=template(line), most_pages=1).document()
    assert "own.docx" in str(told.value)


def test_what_is_no_document_is_no_template(report, tmp_path):
    (tmp_path / "a.docx").write_text("no zip")
    for path in (tmp_path / "a.docx", tmp_path / "missing.docx"):
        with pytest.raises(OutputError, match="it is no usable"):
            Paper(report, template=path)


def test_the_file_is_written_whole(report, tmp_path):
    write(report, tmp_path / "report.docx", dpi=40)
    assert [path.name for path in tmp_path.iterdir()] == ["report.docx"]
    assert Document(tmp_path / "report.docx").core_properties.title == report.study.study.title


def test_the_mark_of_drawn_layers_is_in_the_header_where_there_are_some(build_report, filled):
    report = build_report(3)
    drawn = replace(report, layers=tuple(replace(layer, illustrative=True) for layer in report.layers))
    plain = replace(report, layers=tuple(replace(layer, illustrative=False) for layer in report.layers))
    for wanted, there in ((drawn, True), (plain, False)):
        header = filled(wanted).document.sections[0].header.paragraphs[0].text
        assert ("示意" in header) is there
        assert header.startswith(report.study.study.title)


def test_a_long_title_is_cut_in_the_header_alone(report, filled):
    found = filled(with_title(report, "长三角" * 30))
    assert found.document.sections[0].header.paragraphs[0].text.startswith("长三角" * 9 + "…  ")
    assert "长三角" * 30 in found.text


def test_several_layers_of_one_side_have_their_titles(build_report, filled):
    report = build_report(3)
    some = report.layers[1:3]
    table = report.conflicts.copy()
    table["severity"], table["layer_b"] = "major", ";".join(layer.id for layer in some)
    text = filled(replace(report, conflicts=table)).text
    assert table["layer_b"].iloc[0] not in text
    assert all(layer.plain_title.zh in text for layer in some)


def test_the_document_says_its_language(build_report, filled):
    for language, name in (("zh", "zh-CN"), ("en", "en-GB")):
        assert filled(build_report(1, language=language)).document.core_properties.language == name


def test_no_empty_line_after_a_table_is_high_enough_to_open_a_page(report, filled):
    body = filled(report).body
    after = [table.getnext() for table in body.iterchildren(qn("w:tbl"))]
    empty = [line for line in after if line.tag == qn("w:p") and not "".join(line.itertext()).strip()]
    assert empty
    assert {line.pPr.pStyle.val for line in empty} == {"Gap"}


def test_rules_are_explained_without_the_quotes_of_code(report, filled):
    assert "`" not in filled(report).text
