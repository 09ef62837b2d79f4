import pytest

from planseam.loading.coded import encoding_of
from planseam.loading.sources import find


@pytest.mark.parametrize("encoding", ["GBK", "UTF-8"])
def test_a_text_is_read_for_its_encoding(tmp_path, encoding):
    (tmp_path / "a.csv").write_bytes("名称,WKT\n清凉峰自然保护区,POINT (1 2)\n天目山,POINT (3 4)\n".encode(encoding))
    (source,), _ = find(tmp_path / "a.csv")
    evidence, troubles = encoding_of(source)
    assert evidence.encoding.startswith(encoding[:2])
    assert troubles == ()


def test_a_format_without_choice_has_no_evidence(tmp_path):
    (tmp_path / "a.geojson").write_text('{"type": "FeatureCollection", "features": []}')
    (source,), _ = find(tmp_path / "a.geojson")
    assert encoding_of(source) == (None, ())
