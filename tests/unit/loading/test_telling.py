import pytest

from planseam.loading import telling


@pytest.mark.parametrize("tell", [telling.unclosed, telling.unreadable, telling.no_number, telling.said_by_reader])
def test_nothing_is_told_of_nothing(tell):
    assert tell([], layer="x") == []
    assert telling.beyond_reading(0, layer="x") == []


def test_one_and_many_are_told_apart():
    (one,), (many,) = telling.unreadable([3], layer="x"), telling.unreadable([3, 4], layer="x")
    assert one.message.en == "geometry that cannot be read: 1 feature (row 3)"
    assert one.message.zh == "1 个要素的几何无法解析（第 3 行）"
    assert many.message.en == "geometry that cannot be read: 2 features (rows 3, 4)"


def test_of_many_rows_the_first_are_named():
    (finding,) = telling.unclosed(range(1, 9), layer="x")
    assert "8 features (rows 1, 2, 3, 4, 5 and more)" in finding.message.en
    assert "第 1、2、3、4、5 行等" in finding.message.zh


def test_records_that_are_lost_are_numbered_where_they_are_known():
    (known,), (unknown,) = telling.beyond_reading(2, [5, 6], layer="x"), telling.beyond_reading(2, layer="x")
    assert known.message.en == "records that cannot be read, so not judged: 2 (records 5, 6)"
    assert known.message.zh == "2 条记录无法读取，未参与检查（第 5、6 条）"
    assert unknown.message.en == "records that cannot be read, so not judged: 2"


def test_findings_carry_layer_kind_and_weight():
    (number,) = telling.no_number([4], layer="x")
    assert (number.rule, number.severity, number.layer, number.kind) == ("DA102", "major", "x", "no-number")
    bare = telling.no_attributes("a.dbf", layer="x")
    assert (bare.rule, bare.severity, bare.message.en) == (
        "DA103",
        "major",
        "a.dbf is missing, so the features have no attributes",
    )


def test_no_more_than_five_words_of_the_reader_are_passed_on():
    assert len(telling.said_by_reader([str(number) for number in range(9)], layer="x")) == 5
