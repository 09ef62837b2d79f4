import zipfile

import pandas as pd
import pytest

from planseam.errors import LayerError
from planseam.loading.limits import Limits
from planseam.loading.markup import checked, checked_workbook, recoded

KML = '<?xml version="1.0" encoding="{encoding}"?>\n<kml xmlns="http://www.opengis.net/kml/2.2">\n{inside}\n</kml>'
LAUGHS = (
    '<!DOCTYPE kml [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;"><!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;">]>'
    "<kml>&c;</kml>"
)


def written(tmp_path, text, encoding="utf-8"):
    path = tmp_path / "a.kml"
    path.write_bytes(text.encode(encoding))
    return path


def test_the_outermost_element_is_named_without_its_namespace(tmp_path):
    assert checked(written(tmp_path, KML.format(encoding="UTF-8", inside="<a/>")), where="x").root == "kml"


@pytest.mark.parametrize(
    "text",
    [
        LAUGHS,
        '<!DOCTYPE kml [<!ENTITY x SYSTEM "file:///etc/passwd">]><kml>&x;</kml>',
        '<!DOCTYPE kml SYSTEM "http://127.0.0.1/a.dtd"><kml/>',
        '<!DOCTYPE kml PUBLIC "-//x" "http://127.0.0.1/a.dtd"><kml/>',
        '<!DOCTYPE kml [<!ENTITY % p SYSTEM "http://127.0.0.1/a.dtd"> %p;]><kml/>',
        "<!DOCTYPE kml []><kml/>",
    ],
)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_declarations_are_refused_in_any_encoding(tmp_path, text, encoding):
    with pytest.raises(LayerError, match="entities or a document type"):
        checked(written(tmp_path, text, encoding), where="x")


def test_a_document_type_that_declares_nothing_is_taken(tmp_path):
    assert checked(written(tmp_path, "<!DOCTYPE kml><kml/>"), where="x").root == "kml"


def test_endless_depth_is_refused(tmp_path):
    path = written(tmp_path, "<a>" * 21 + "</a>" * 21)
    with pytest.raises(LayerError, match="nest deeper than 20"):
        checked(path, where="x", limits=Limits(xml_depth=20))
    assert checked(path, where="x", limits=Limits(xml_depth=21)).root == "a"


def test_broken_xml_is_told_with_its_line(tmp_path):
    with pytest.raises(LayerError, match=r"not well formed \(line 3\)"):
        checked(written(tmp_path, "<a>\n<b>\n</a>"), where="x")


def test_coordinates_that_are_no_numbers_are_found(tmp_path):
    lines = ["<coordinates>119,30 120,31</coordinates>", "<coordinates>119,30 abc,31</coordinates>", "<name>abc</name>"]
    path = written(tmp_path, KML.format(encoding="UTF-8", inside="\n".join(lines)))
    assert checked(path, where="x").odd == (4,)


@pytest.mark.parametrize("text", ["1e-3,-2.5E+1 ,3", "\n 119.1,30.2,0\n"])
def test_all_spellings_of_numbers_are_numbers(tmp_path, text):
    path = written(tmp_path, KML.format(encoding="UTF-8", inside=f"<coordinates>{text}</coordinates>"))
    assert checked(path, where="x").odd == ()


@pytest.mark.parametrize(
    ("said", "encoding"), [("GBK", "gbk"), ("gb2312", "gbk"), ("GB18030", "gb18030"), ("Big5", "big5")]
)
def test_chinese_encodings_are_written_again_in_utf8(tmp_path, said, encoding):
    path = written(tmp_path, KML.format(encoding=said, inside="<name>天目山</name>"), encoding)
    (tmp_path / "copy").mkdir()
    copy = recoded(path, tmp_path / "copy")
    assert copy.read_text("utf-8") == KML.format(encoding="UTF-8", inside="<name>天目山</name>")
    assert checked(copy, where="x").root == "kml"


def test_utf8_stays_where_it_is(tmp_path):
    path = written(tmp_path, KML.format(encoding="UTF-8", inside=""))
    assert recoded(path, tmp_path / "nowhere") == path


def test_a_sound_workbook_is_taken(tmp_path):
    pd.DataFrame({"a": [1]}).to_excel(tmp_path / "a.xlsx")
    checked_workbook(tmp_path / "a.xlsx", where="x")


def test_a_workbook_with_entities_is_refused(tmp_path):
    with zipfile.ZipFile(tmp_path / "a.xlsx", "w") as book:
        book.writestr("xl/workbook.xml", "<workbook/>")
        book.writestr("xl/sharedStrings.xml", LAUGHS)
    with pytest.raises(LayerError, match="entities"):
        checked_workbook(tmp_path / "a.xlsx", where="x")


def test_a_workbook_that_unpacks_to_too_much_is_refused(tmp_path):
    with zipfile.ZipFile(tmp_path / "a.xlsx", "w", zipfile.ZIP_DEFLATED) as book:
        book.writestr("xl/workbook.xml", "<workbook/>" + " " * 5000)
    with pytest.raises(LayerError, match="the workbook unpacks to"):
        checked_workbook(tmp_path / "a.xlsx", where="x", limits=Limits(sheet_file=1000))


def test_what_is_no_workbook_is_told(tmp_path):
    (tmp_path / "a.xlsx").write_bytes(b"PK hello")
    with pytest.raises(LayerError, match="damaged or encrypted"):
        checked_workbook(tmp_path / "a.xlsx", where="x")


@pytest.mark.parametrize("said", ["ututf-8", "cp0", "rot13", "shift_jis", "idna"])
def test_an_encoding_that_no_parser_knows_is_told(tmp_path, said):
    path = tmp_path / "a.kml"
    path.write_bytes(f'<?xml version="1.0" encoding="{said}"?><kml/>'.encode())
    with pytest.raises(LayerError, match="encoding"):
        checked(path, where="x")
