import pytest

from planseam.loading.sheets.beside import unfolded
from planseam.loading.sheets.headings import headings


def unfold(*lines):
    rows = [tuple(line.split(",")) for line in lines]
    sheet = unfolded(rows, headings(rows[0]), start=1)
    return sheet, [(number, ",".join(row)) for number, row in sheet.rows]


def test_blocks_side_by_side_go_under_each_other_with_their_lines():
    sheet, rows = unfold("点号,X,Y,点号,X,Y", "J1,1,2,J3,5,6", "J2,3,4,,,")
    assert rows == [(2, "J1,1,2"), (3, "J2,3,4"), (2, "J3,5,6")]
    assert sheet.found.names == ("点号", "X", "Y")
    assert "2 columns side by side" in sheet.note.en


def test_the_numbers_of_the_points_tell_whether_blocks_go_down_or_along():
    assert unfold("点号,X,Y,点号,X,Y", "J1,1,1,J2,2,2", "J3,3,3,J4,4,4")[1] == [
        (2, "J1,1,1"),
        (2, "J2,2,2"),
        (3, "J3,3,3"),
        (3, "J4,4,4"),
    ]


def test_columns_that_stand_once_hold_for_all_blocks_of_the_line():
    sheet, rows = unfold(
        "地块编号,点号,X,Y,,点号,X,Y,备注", "A,J1,1,1,,J3,3,3,a", ",J2,2,2,,J4,4,4,", "B,J1,5,5,,J2,6,6,b"
    )
    assert [row for _number, row in rows] == [
        "A,J1,1,1,,a",
        ",J2,2,2,,",
        "A,J3,3,3,,a",
        ",J4,4,4,,",
        "B,J1,5,5,,b",
        "B,J2,6,6,,b",
    ]
    assert sheet.found.plot == 0
    assert sheet.found.point == 1


def test_a_heading_or_a_blank_line_ends_a_block():
    rows = unfold("点号,X,Y,点号,X,Y", "J1,1,1,J2,2,2", ",,,,,", "点号,X,Y,点号,X,Y", "J1,3,3,J2,4,4")[1]
    assert [row for _number, row in rows] == ["J1,1,1", "J2,2,2", ",,", "点号,X,Y", "点号,X,Y", "J1,3,3", "J2,4,4"]


@pytest.mark.parametrize("heading", ["点号,X,Y,X,Y", "X,Y,X,Y"])
def test_coordinates_alone_may_be_of_another_system_and_are_told(heading):
    sheet, rows = unfold(heading, ",".join("1" * (heading.count(",") + 1)))
    assert len(rows) == 1
    assert sheet.found.others == (("X", "Y"),)
    assert not sheet.note.en


def test_one_block_stays_as_it_is():
    sheet, rows = unfold("点号,X,Y", "J1,1,2", "J2,3")
    assert rows == [(2, "J1,1,2"), (3, "J2,3,")]
    assert not sheet.note.en
