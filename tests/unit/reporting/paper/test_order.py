from io import BytesIO

from docx import Document
from docx.oxml.ns import qn

from planseam.reporting.paper import Paper
from planseam.reporting.paper.marks import element
from planseam.reporting.paper.order import _RANKS, in_order


def names(properties):
    return [child.tag.rpartition("}")[2] for child in properties]


def test_parts_of_properties_are_put_into_the_order_of_the_schema():
    document = Document()
    properties = document.add_paragraph("words").runs[0]._r.get_or_add_rPr()
    for tag in ("w:shd", "w:color", "w:b", "w:rFonts"):
        properties.append(element(tag))
    in_order(document)
    assert names(properties) == ["rFonts", "b", "color", "shd"]


def test_the_report_has_no_part_that_the_schema_does_not_know(report):
    document = Document(BytesIO(Paper(report, dpi=40, most_pages=1).document()))
    for root in (document.element, document.styles.element):
        for parent, ranks in _RANKS.items():
            for properties in root.iter(parent):
                places = [ranks[name] for name in names(properties)]
                assert places == sorted(places)
                assert parent == qn("w:tblPr") or len(set(places)) == len(places)
