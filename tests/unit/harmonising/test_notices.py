import geopandas as gpd
import numpy as np
import shapely

from planseam.harmonising.notices import MOST, Notice, told
from planseam.text import Text

FRAME = gpd.GeoDataFrame({"source_row": [1]}, geometry=[shapely.Point(1, 1)])


def notice(rows, **more):
    each, several = Text("坏", "bad"), Text("{count} 个", "{count} features")
    advice = Text("改", "Mend it")
    return Notice(rule="DA102", severity="minor", kind="bad", rows=rows, each=each, all=several, advice=advice, **more)


def test_few_features_are_told_one_by_one_at_their_place():
    findings = told([notice(np.array([0, 1]))], layer="x", fids=np.array(["a", "b"], dtype=object), frame=FRAME)
    assert [finding.feature for finding in findings] == ["a", "b"]
    assert [finding.geometry for finding in findings] == [None, shapely.Point(1, 1)]


def test_many_features_are_told_at_once_with_their_number():
    rows = np.arange(MOST + 1)
    (finding,) = told([notice(rows)], layer="x", fids=np.full(len(rows), "f", dtype=object), frame=FRAME)
    assert (finding.feature, finding.message.en) == ("", "21 features")


def test_a_double_is_named_with_the_feature_that_it_is_of():
    fids = np.array(["a", "b"], dtype=object)
    words = Text("同 {other}", "the same as {other}")
    double = Notice(
        rule="DA107", severity="info", kind="same", rows=np.array([1]), others=[0], each=words, all=words, advice=words
    )
    (finding,) = told([double], layer="x", fids=fids, frame=FRAME)
    assert (finding.feature, finding.message.en, finding.kind) == ("b;a", "the same as a", "same")


def test_each_feature_keeps_its_share():
    rows = np.array([0, 1])
    found = told([notice(rows, shares=[0.5, 0.0])], layer="x", fids=np.array(["a", "b"], dtype=object), frame=FRAME)
    assert [finding.share for finding in found] == [0.5, 0.0]
