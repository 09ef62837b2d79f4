import csv
import io
import zipfile

from planseam.reporting.zipped import field_list, zip_folder
from planseam.text import NOTHING, Text


def test_the_list_of_fields_opens_as_utf_8_in_the_language_asked_for():
    columns = [("units", "code", "code", NOTHING), ("units", "x", "odd", Text("截短", "cut"))]
    name, content = field_list(columns, language="en")
    assert name == "fields.csv"
    assert content.startswith(b"\xef\xbb\xbf")
    rows = list(csv.reader(io.StringIO(content.decode("utf-8-sig"))))
    assert rows[0] == ["Layer", "Field", "Full name", "Heading", "Meaning", "What was changed"]
    assert rows[1][:4] == ["units", "code", "code", "Code"]
    assert rows[2] == ["units", "x", "odd", "", "", "cut"]
    assert field_list(columns, language="zh")[0] == "字段说明.csv"


def test_the_same_files_give_the_same_bytes_and_can_be_read_by_all(tmp_path):
    (tmp_path / "in" / "deep").mkdir(parents=True)
    (tmp_path / "in" / "红线.txt").write_text("a")
    (tmp_path / "in" / "deep" / "b").write_text("b")
    for name in ("one.zip", "two.zip"):
        zip_folder(tmp_path / "in", tmp_path / name)
    assert (tmp_path / "one.zip").read_bytes() == (tmp_path / "two.zip").read_bytes()
    with zipfile.ZipFile(tmp_path / "one.zip") as archive:
        assert sorted(archive.namelist()) == ["deep/b", "红线.txt"]
        assert archive.getinfo("deep/b").external_attr >> 16 == 0o644
