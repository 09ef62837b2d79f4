import html
import re

import folium
import pytest

from planseam.mapping import draw, write
from planseam.mapping.page import SeamMap


@pytest.fixture(scope="module")
def page(report):
    return draw(report).get_root().render()


def test_the_page_names_no_address_that_a_browser_would_fetch(page):
    without_data = re.sub(r'<script type="application/json".*?</script>', "", page, flags=re.DOTALL)
    assert not re.findall(r"<link|<iframe|<script[^>]+src|@import", without_data)
    fetched = [uri for uri in re.findall(r"url\(([^)]*)\)", without_data) if not uri.strip("\"'").startswith("data:")]
    assert set(fetched) <= {"#default#VML"}
    assert "sourceMappingURL" not in page


def test_the_page_forbids_itself_the_network(page):
    assert "default-src 'none'" in page


def test_the_same_report_gives_the_same_bytes(report, page):
    assert draw(report).get_root().render() == page


def test_the_page_as_it_is_written_is_the_page_as_folium_renders_it(report, page):
    drawn = draw(report)
    assert drawn.page() == page
    assert drawn.get_root().render() == page, "the data are in their place again"


def test_it_is_a_folium_map_that_takes_children(report):
    drawn = draw(report)
    folium.Marker((30.5, 119.5), popup="mine").add_to(drawn)
    page = drawn.get_root().render()
    assert isinstance(drawn, folium.Map)
    assert "L.marker" in page
    assert "default-src" not in page


def test_links_that_a_user_adds_belong_to_that_map_alone(report):
    drawn = draw(report)
    drawn.add_js_link("mine", "mine.js")
    assert not drawn.sealed
    assert SeamMap.default_js == []
    assert draw(report).sealed


def test_hostile_text_stays_inside_the_data(hostile, read_page):
    page = draw(hostile).get_root().render()
    assert "<img" not in page
    assert "<svg/onload" not in page
    assert "\u2028" not in page.partition("</title>")[2]
    assert "window.hacked=1" in read_page(page)["conflicts"][0]["message"][0]
    assert page.count("</script>") == len(re.findall(r"<script[ >]", page))


def test_a_hostile_title_is_escaped(hostile):
    title = re.search(r"<title>(.*?)</title>", draw(hostile).get_root().render(), re.DOTALL)[1]
    assert "<" not in title
    assert "&lt;/script&gt;" in title


def test_a_template_in_the_data_is_text_and_never_runs(build_report, template_word, read_page, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    write(build_report(6, word=template_word), tmp_path / "map.html")
    page = (tmp_path / "map.html").read_text("utf-8")
    data = read_page(page)
    assert data["title"] == [f"两省接边{template_word}"] * 2
    assert data["conflicts"][0]["message"][0].endswith(template_word)
    assert data["rules"]["EC100"] == [f"规则0{template_word}", f"rule 0{template_word}"]
    assert data["borders"]["33-34"][1] == f"Zhejiang – Anhui{template_word}"
    layers = {layer["id"]: layer for layer in data["layers"]}
    assert layers["lake"]["names"][0][0] == template_word
    assert layers["station"]["title"] == [f"station图层{template_word}", f"layer station{template_word}"]
    title = html.unescape(re.search(r"<title>(.*?)</title>", page, re.DOTALL)[1])
    assert title.startswith(f"两省接边{template_word} · ")
    assert not re.search(r"\{%[-+ ]*(end)?raw", page)
    assert [path.name for path in tmp_path.iterdir()] == ["map.html"]


def test_a_template_in_the_data_is_text_in_a_notebook_too(build_report, template_word, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    shown = draw(build_report(6, word=template_word))._repr_html_()
    assert "EC100-00000000" in shown
    assert list(tmp_path.iterdir()) == []
