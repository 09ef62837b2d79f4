import geopandas as gpd
import pytest
import shapely

from planseam.errors import CRSError, LayerError
from planseam.harmonising.record import Record
from planseam.loading.formats import RawLayer
from planseam.model.study import LayerEntry
from planseam.text import Text

ENTRY = LayerEntry.model_validate({"id": "a", "role": "redline", "path": "postgresql://me:geheim@there/plans"})
ERROR = {"what": Text("坏", "bad"), "where": "a", "cure": Text("修", "mend")}


def raw(rows, **left_out):
    frame = gpd.GeoDataFrame(geometry=[shapely.box(0, 0, 1, 1)] * rows)
    return RawLayer(
        entry=ENTRY, frame=frame, crs=None, title=Text.same("a"), rows=rows, sha256="f00", left_out=dict(left_out)
    )


def test_reasons_of_the_reader_and_of_harmonising_stand_side_by_side_without_zeros():
    record = Record()
    record.input(raw(6, unreadable=1), judged=3, left_out={"no-geometry": 2, "outside": 0})
    (noted,) = record.inputs
    assert noted["left_out"] == {"unreadable": 1, "no-geometry": 2}
    assert noted["rows"] == noted["judged"] + sum(noted["left_out"].values()) == 6


@pytest.mark.parametrize(("judged", "gone"), [(3, 1), (4, 2), (0, 0)])
def test_books_that_do_not_add_up_are_refused(judged, gone):
    record = Record()
    with pytest.raises(LayerError, match=f"5 features that were read, {judged + gone} are accounted for"):
        record.input(raw(5), judged=judged, left_out={"outside": gone})
    assert not record.inputs


def test_a_refused_layer_that_had_been_read_is_left_out_whole():
    record = Record()
    record.refused(ENTRY, CRSError(**ERROR), raw=raw(5))
    (noted,) = record.inputs
    assert (noted["rows"], noted["judged"], noted["left_out"], noted["sha256"]) == (5, 0, {"refused": 5}, "f00")
    assert (record.findings[0].rule, record.findings[0].kind) == ("DA101", "refused")


@pytest.mark.parametrize(("rows", "left_out"), [(0, {}), (7, {"refused": 7})])
def test_rows_that_the_reader_had_seen_before_it_gave_up_are_left_out(rows, left_out):
    record = Record()
    record.refused(ENTRY, LayerError(**ERROR, rows=rows))
    assert (record.inputs[0]["rows"], record.inputs[0]["left_out"]) == (rows, left_out)
    assert "geheim" not in record.inputs[0]["path"]


def test_a_layer_that_is_refused_late_stands_in_the_books_once():
    record = Record()
    record.input(raw(2), judged=2, left_out={})
    record.refused(ENTRY, LayerError(**ERROR), raw=raw(2))
    (noted,) = record.inputs
    assert noted["left_out"] == {"refused": 2}


def test_what_was_worked_off_out_of_order_is_put_in_order():
    record = Record()
    for layer in ("c", "a", "b", "a", "elsewhere"):
        record.step(1, layer, len(record.steps))
        record.refused(LayerEntry.model_validate({"id": layer, "role": "redline", "path": layer}), CRSError(**ERROR))
    record.put_in_order(["a", "b", "c"])
    assert [(step.layer, step.features) for step in record.steps] == [
        ("a", 1), ("a", 3), ("b", 2), ("c", 0), ("elsewhere", 4)
    ]  # fmt: skip
    assert [finding.layer for finding in record.findings] == ["a", "a", "b", "c", "elsewhere"]
    assert [noted["layer"] for noted in record.inputs] == ["a", "b", "c", "elsewhere"]
