import re

import pytest
from xyzservices import providers

from planseam.errors import OutputError
from planseam.mapping import draw
from planseam.mapping.backgrounds import Background, background


def policy(page):
    return re.search(r'Content-Security-Policy" content="([^"]*)"', page)[1]


def test_tianditu_lies_in_two_sheets_and_bears_the_key():
    chosen = background("tianditu", key="a b{c}")
    assert [re.search(r"LAYER=(\w+)", address)[1] for address in chosen.addresses] == ["vec", "cva"]
    assert all(address.endswith("&tk=a%20b%7Bc%7D") for address in chosen.addresses)
    assert chosen.hosts == tuple(f"https://t{i}.tianditu.gov.cn" for i in range(8))
    assert chosen.datum is None


@pytest.mark.parametrize("name", ["tianditu", "tianditu-image", "Thunderforest.Outdoors"])
def test_a_provider_that_asks_for_a_key_is_refused_without_one(name):
    with pytest.raises(OutputError, match="PLANSEAM_TILES_KEY"):
        background(name)


@pytest.mark.parametrize(
    "name", ["amap", "amap-satellite", "Gaode.Normal", "https://wprd01.is.autonavi.com/{x}/{y}/{z}"]
)
def test_amap_is_in_its_datum_and_asked_over_https(name):
    chosen = background(name)
    assert chosen.datum == "GCJ-02"
    assert all(host.startswith("https://") and host.endswith(".autonavi.com") for host in chosen.hosts)


def test_any_provider_of_xyzservices_can_be_named():
    osm = background("OpenStreetMap.Mapnik")
    assert osm.addresses == ("https://tile.openstreetmap.org/{z}/{x}/{y}.png",)
    assert osm.credit == "(C) OpenStreetMap contributors"
    assert osm.datum is None
    assert background("Thunderforest.Outdoors", key="k&k").addresses[0].endswith("apikey=k%26k")


def test_every_provider_gives_addresses_of_web_tiles_or_says_why_not():
    used = refused = 0
    for name in providers.flatten():
        try:
            chosen = background(name, key="key")
        except OutputError:
            refused += 1
            continue
        used += 1
        left = set(re.findall(r"\{(\w*)\}", chosen.addresses[0]))
        assert {"x", "y", "z"} <= left <= {"x", "y", "z", "s"}
        assert all(re.fullmatch(r"https?://[\w.:-]+", host) for host in chosen.hosts)
    assert used > 10 * refused > 0


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("nothing of the kind", "tianditu"),
        ("openstreetmap.map", "OpenStreetMap.Mapnik"),
        ("SwissFederalGeoportal.NationalMapColor.LV95", "no such"),
        ("ftp://tiles/{x}/{y}/{z}", "no address of tiles"),
        ("https://tiles/{x}/{y}", "no address of tiles"),
        ("https://tiles/{x}/{y}/{z}/{token}", "no address of tiles"),
        ("https:///{x}/{y}/{z}", "no address of tiles"),
        ("https://ti les/{x}/{y}/{z}", "no address of tiles"),
        ("https://a'; script-src *; '/{x}/{y}/{z}", "no address of tiles"),
        ('https://tiles/"><script>/{x}/{y}/{z}', "no address of tiles"),
    ],
)
def test_what_is_no_background_is_refused_and_another_named(name, said):
    with pytest.raises(OutputError, match=said):
        background(name)


def test_a_server_on_the_intranet_can_be_named_with_its_port():
    chosen = background("http://10.0.0.5:8080/tiles/{z}/{x}/{y}.png")
    assert chosen.hosts == ("http://10.0.0.5:8080",)
    assert background("https://{s}.tiles.example/{z}/{x}/{y}").hosts == tuple(
        f"https://{s}.tiles.example" for s in "abc"
    )


def test_the_page_allows_itself_the_hosts_of_its_tiles_and_nothing_else(report):
    page = draw(report, tiles="http://10.0.0.5:8080/{z}/{x}/{y}.png").get_root().render()
    assert policy(page).split("; ") == [
        "default-src 'none'",
        "script-src 'unsafe-inline'",
        "style-src 'unsafe-inline'",
        "img-src data: http://10.0.0.5:8080",
        "base-uri 'none'",
        "form-action 'none'",
    ]
    assert "10.0.0.5" not in draw(report).get_root().render()


def test_under_tiles_the_maps_own_ground_is_off_and_units_stay(report, data, read_page):
    under = read_page(
        draw(report, tiles=Background(title=("a", "b"), addresses=("https://t/{x}/{y}/{z}",))).get_root().render()
    )
    own, covered = ({layer["id"]: layer["on"] for layer in each["layers"]} for each in (data, under))
    assert {key for key in own if own[key] and not covered[key]} == {"land", "lake"}
    assert covered["counties"]
    assert covered["borders"]
    assert not any(covered[key] and not own[key] for key in own)
