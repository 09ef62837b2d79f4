import numpy as np
import pandas as pd
import shapely

from planseam.seaming.features import Features


def features(*names):
    count = len(names)
    return Features(
        role="redline",
        geometry=np.array([shapely.box(i, 0, i + 1, 1) for i in range(count)], dtype=object),
        layer=np.array(["l"] * count),
        fid=np.array([f"f{i}" for i in range(count)]),
        owner=np.array(["33"] * count),
        table=pd.DataFrame({"name": [zh for zh, _ in names], "name_en": [en for _, en in names]}),
    )


def test_a_feature_without_a_name_is_called_by_the_other_language_or_its_id():
    named = features(("太湖", ""), ("", "Taihu"), ("", ""))
    assert [named.name(i) for i in range(3)] == [("太湖", "太湖"), ("Taihu", "Taihu"), ("f2", "f2")]


def test_a_name_that_is_none_is_cut():
    name = features(("太" * 10_000, "x" * 10_000)).name(0)
    assert len(name.zh) == len(name.en) == 80
    assert name.zh.endswith("太…")


def test_several_names_are_told_once_each_and_counted():
    named = features(("甲", "a"), ("甲", "a"), ("乙", "b"), ("丙", "c"))
    assert named.names(np.arange(4), most=2) == ("甲、乙等 3 处", "a, b and 1 more")
