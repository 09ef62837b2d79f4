import base64
import json
import zlib

import geopandas as gpd
import pandas as pd

from planseam.mapping.codes import codes


def read(text):
    return json.loads(zlib.decompress(base64.b64decode(text)))


def test_a_feature_is_known_by_its_id():
    frame = gpd.GeoDataFrame({"fid": ["RL-1", None], "code": ["33", "34"]}, geometry=[None, None])
    assert read(codes(frame)) == ["RL-1", ""]


def test_a_jurisdiction_is_known_by_its_code_too():
    frame = pd.DataFrame({"fid": ["a", "330100"], "code": ["330521", "330100"]})
    assert read(codes(frame, jurisdictions=True)) == ["a 330521", "330100"]
    assert read(codes(frame[["code"]], jurisdictions=True)) == ["330521", "330100"]


def test_ids_of_the_same_make_take_few_bytes():
    frame = pd.DataFrame({"fid": [f"RL-33-{number:06d}" for number in range(100_000)]})
    assert len(codes(frame)) < 400_000
    assert read(codes(frame))[-1] == "RL-33-099999"
