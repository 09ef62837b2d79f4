import pandas as pd
import pytest

from planseam.errors import LayerError
from planseam.loading.sheets.tables import opened, read_table, sheet_names

ROWS = [("地块编号", "X", "Y"), ("A", "1.5", "2"), ("", "", ""), ("B", "3", "4")]


def text_of(delimiter):
    return "\n".join(delimiter.join(row) for row in ROWS)


@pytest.mark.parametrize("delimiter", [",", "\t", ";", "，", "|"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gbk", "utf-16"])
def test_texts_are_cut_at_their_delimiter_in_their_encoding(tmp_path, delimiter, encoding):
    (tmp_path / "a.txt").write_bytes(text_of(delimiter).encode(encoding))
    assert read_table(tmp_path / "a.txt").rows == ROWS


def test_texts_in_columns_of_blanks_are_cut_at_blanks(tmp_path):
    (tmp_path / "a.txt").write_text("J1  3456700.5   40512300\nJ2  3456800.5   40512300\n")
    assert read_table(tmp_path / "a.txt").rows[1] == ("J2", "3456800.5", "40512300")


def test_a_quoted_cell_may_hold_the_delimiter_and_line_ends(tmp_path):
    (tmp_path / "a.csv").write_bytes(b'a,b\r\n"1,234.5","x\r\ny"\r\n')
    assert read_table(tmp_path / "a.csv").rows == [("a", "b"), ("1,234.5", "x\r\ny")]


def test_titles_do_not_mislead_about_the_delimiter(tmp_path):
    title = "界址点成果表；单位：米；坐标系：2000国家大地坐标系;;;\n"
    (tmp_path / "a.csv").write_text(title + text_of(","), "utf-8")
    assert read_table(tmp_path / "a.csv").rows[1:] == ROWS


@pytest.mark.parametrize(("name", "engine"), [("a.xlsx", "openpyxl"), ("a.ods", "odf")])
def test_workbooks_keep_titles_and_blank_rows(tmp_path, name, engine):
    pytest.importorskip(engine)
    frame = pd.DataFrame([["界址点成果表", None, None], [None] * 3, ["地块编号", "X", "Y"], ["A", 1.5, 40512345.678]])
    with pd.ExcelWriter(tmp_path / name, engine=engine) as book:
        frame.to_excel(book, sheet_name="坐标", header=False, index=False)
        frame.to_excel(book, sheet_name="二", header=False, index=False)
    assert sheet_names(tmp_path / name) == ["坐标", "二"]
    rows = read_table(tmp_path / name, sheet="坐标").rows
    assert [[*filter(None, row)] for row in rows] == [
        ["界址点成果表"],
        [],
        ["地块编号", "X", "Y"],
        ["A", "1.5", "40512345.678"],
    ]


def test_whole_numbers_of_a_workbook_have_no_decimals(tmp_path):
    pd.DataFrame([[1, 2.0, 341822.0, True]]).to_excel(tmp_path / "a.xlsx", header=False, index=False)
    assert read_table(tmp_path / "a.xlsx", sheet="Sheet1").rows == [("1", "2", "341822", "True")]


def test_the_beginning_alone_can_be_read(tmp_path):
    (tmp_path / "a.csv").write_text("a,b\n" + "1,2\n" * 100)
    assert len(read_table(tmp_path / "a.csv", most=5).rows) == 5


def test_half_a_character_at_the_end_of_the_beginning_is_no_fault(tmp_path, monkeypatch):
    monkeypatch.setattr("planseam.loading.sheets.tables._HEAD", 7)
    (tmp_path / "a.csv").write_text("a,浙江,b\n", "utf-8")
    assert opened(tmp_path / "a.csv", encoding="UTF-8", head=True)[0] == "a,浙"


def test_a_text_that_is_not_in_the_encoding_named_is_refused(tmp_path):
    (tmp_path / "a.csv").write_text("浙江", "gbk")
    with pytest.raises(UnicodeDecodeError):
        read_table(tmp_path / "a.csv", encoding="UTF-8")


@pytest.mark.parametrize("name", ["a.xlsx", "a.ods"])
@pytest.mark.parametrize("code", [b"", b"PK\x03\x04", b"plain text"])
def test_a_damaged_workbook_is_told(tmp_path, name, code):
    (tmp_path / name).write_bytes(code)
    with pytest.raises(LayerError, match="damaged"):
        sheet_names(tmp_path / name)


def test_a_cell_without_end_is_told(tmp_path):
    (tmp_path / "a.csv").write_text('a,b\n1,"' + "x" * 200_000)
    with pytest.raises(LayerError, match="damaged"):
        read_table(tmp_path / "a.csv")


def test_a_text_beyond_the_bounds_is_refused(tmp_path, monkeypatch):
    (tmp_path / "a.csv").write_text("a,b\n1,2\n")
    monkeypatch.setattr("planseam.loading.sheets.tables.LIMITS", type("L", (), {"text_file": 3}))
    with pytest.raises(LayerError, match="too large"):
        read_table(tmp_path / "a.csv")
