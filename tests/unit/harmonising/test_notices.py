import geopandas as gpd
import numpy as np
import shapely

from planseam.harmonising.notices import MOST, Notice, told
from planseam.text import Text

FRAME = gpd.GeoDataFrame({"source_row": [1]}, geometry=[shapely.Point(1, 1)])


def notice(rows):
    each, several = Text("坏", "bad"), Text("{count} 个", "{count} features")
    return Notice(rule="DA102", severity="minor", rows=rows, each=each, all=several, advice=Text("改", "Mend it"))


def test_few_features_are_told_one_by_one_at_their_place():
    findings = told([notice(np.array([0, 1]))], layer="x", fids=np.array(["a", "b"], dtype=object), frame=FRAME)
    assert [finding.feature for finding in findings] == ["a", "b"]
    assert [finding.geometry for finding in findings] == [None, shapely.Point(1, 1)]


def test_many_features_are_told_at_once_with_their_number():
    rows = np.arange(MOST + 1)
    (finding,) = told([notice(rows)], layer="x", fids=np.full(len(rows), "f", dtype=object), frame=FRAME)
    assert (finding.feature, finding.message.en) == ("", "21 features")
