import numpy as np
import pyproj
import pytest

from planseam.loading.zones import DATUM_NAMES, meant

PLACE = (120.3, 30.5)


def there(code):
    return np.array([pyproj.Transformer.from_crs(4490, code, always_xy=True).transform(*PLACE)])


@pytest.mark.parametrize(
    ("code", "words"),
    [
        (4490, "CGCS2000, longitude and latitude"),
        (4528, "CGCS2000, 3-degree zone 40, with prefix"),
        (4549, "CGCS2000, 3-degree zone, central meridian 120°, without prefix"),
        (4499, "CGCS2000, 6-degree zone 21, with prefix"),
        (4510, "CGCS2000, 6-degree zone, central meridian 123°, without prefix"),
        (3857, "Web Mercator"),
    ],
)
def test_each_crs_is_among_those_that_its_numbers_may_mean(code, words):
    assert meant(there(code))[f"EPSG:{code}"][0].en == words


@pytest.mark.parametrize(
    ("called", "old"),
    [
        ("西安80/红线.shp", "Xian 1980"),
        ("XIAN_1980.shp", "Xian 1980"),
        ("红线_80坐标.shp", "Xian 1980"),
        ("54坐标系/红线.shp", "Beijing 1954"),
        ("bj54.dxf", "Beijing 1954"),
    ],
)
def test_every_code_is_of_the_datum_and_the_zone_that_it_is_named_by(called, old):
    for datum, names in (("", "CGCS2000"), (called, old)):
        for x in (400_000.0, 800_000.0, *(zone * 1e6 + 5e5 for zone in (*range(13, 24), *range(25, 46)))):
            for title, crs in meant(np.array([[x, 3.4e6]]), called=datum).values():
                if title.en == "Web Mercator":
                    continue
                assert crs.name.startswith(names)
                numbers = [
                    int("".join(filter(str.isdigit, word)))
                    for word in crs.name.split()[-2:]
                    if word[-1].isdigit() or word[-1] == "E"
                ]
                assert f" {numbers[-1]}" in title.en
                assert ("3-degree" in crs.name) == ("3-degree" in title.en)
    assert DATUM_NAMES[old].zh.startswith("19")


def test_what_the_file_says_is_among_them():
    utm = pyproj.CRS("EPSG:32650")
    assert meant(there(32650), said=utm)["EPSG:32650"][1] == utm
    local = pyproj.CRS('LOCAL_CS["works",UNIT["metre",1]]')
    assert "works" not in meant(there(4549), said=local)


def test_an_old_datum_that_the_file_says_leads_to_its_own_zones():
    assert "EPSG:2385" in meant(there(4549), said=pyproj.CRS("EPSG:4610"))


def test_stray_and_senseless_numbers_make_no_zones():
    codes = meant(np.array([[40_500_000.0, 3.4e6], [40_500_001.0, 3.4e6], [1e308, 3.4e6]]))
    assert list(codes) == ["EPSG:4528", "EPSG:3857"]
