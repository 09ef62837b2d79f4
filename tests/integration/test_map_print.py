"""The map on paper: the sheet that a browser prints."""

import re
from dataclasses import replace

import pytest

from planseam.mapping import write
from planseam.text import Text

A3 = (1191, 842)  # points, across


@pytest.fixture(scope="module")
def report(made_up):
    made = made_up.build()
    layers = tuple(
        replace(each, source=Text("自然资源局", "the bureau"), vintage="2024")
        if each.id in ("redline", "lake")
        else each
        for each in made.layers
    )
    return replace(made, layers=layers)


@pytest.fixture(scope="module")
def address(report, tmp_path_factory):
    file = tmp_path_factory.mktemp("print") / "map.html"
    write(report, file)
    return file.as_uri()


@pytest.fixture
def ready(visit):
    """A page whose first picture is there, so that its time of drawing is over."""

    def open_page(address, **size):
        page = visit(address, **size)
        page.wait_for_function("() => performance.getEntriesByName('planseam-picture').length")
        return page

    return open_page


@pytest.fixture
def paper(absent):
    """A sheet as a printer would draw it: colours of its pixels, 96 an inch, and its words."""
    try:
        import pypdfium2  # noqa: PLC0415 - it may be missing, and that is the question
    except ImportError:
        absent("pypdfium2 is not installed")

    def draw(page):
        document = pypdfium2.PdfDocument(page.pdf(prefer_css_page_size=True, print_background=True))
        sheets = [(round(sheet.get_width()), round(sheet.get_height())) for sheet in document]
        bitmap = document[0].render(scale=96 / 72, rev_byteorder=True).to_numpy()[:, :, :3].astype(int)
        words = " ".join(document[0].get_textpage().get_text_bounded().split())
        return sheets, bitmap, words

    return draw


def near(bitmap, colour):
    wanted = [int(colour[i : i + 2], 16) for i in (1, 3, 5)]
    return int((abs(bitmap - wanted) < 6).all(axis=2).sum())


def test_it_is_one_sheet_of_a3_with_sea_land_plans_and_conflicts(ready, address, paper):
    sheets, bitmap, _ = paper(ready(address))
    assert sheets == [A3]
    assert near(bitmap, "#dfe9ef") > 100_000  # sea
    assert near(bitmap, "#fbfaf6") > 20_000  # land
    assert near(bitmap, "#bfd9e8") > 300  # the lake
    assert near(bitmap, "#7d1050") > 100  # a grave conflict, above all of these


def test_it_bears_title_legend_scale_north_sources_version_and_what_may_be_done_with_it(ready, address, paper):
    words = paper(ready(address))[2]
    for part in (
        "两省接边",
        "接边冲突总览",
        "示意数据，非测绘成果",
        "图例",
        "Redline图层",
        "图上的冲突",
        "致命",
        "30 / 30 条",
        "lake图层、redline图层（自然资源局，2024 版）",
        "内部工作用图",
        "planseam 0.",
    ):
        assert part in words
    assert re.search(r"比例尺约 1:[\d ]+（A3 原大）", words)
    assert re.search(r"20\d\d-\d\d-\d\d 打印", words)
    assert " N " in words


def test_the_scale_that_it_tells_is_that_of_the_paper(ready, address, paper):
    """A tenth of a degree of latitude, measured on the sheet."""
    page = ready(address)
    words = paper(page)[2]
    told = int(re.search(r"1:([\d ]+)", words)[1].replace(" ", ""))
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    pixels = page.evaluate(
        """() => {
          const map = Object.values(window).find((each) => each instanceof L.Map);
          const { lat, lng } = map.getCenter();
          return map.latLngToContainerPoint([lat - 0.05, lng]).y - map.latLngToContainerPoint([lat + 0.05, lng]).y;
        }"""
    )
    metres_on_paper = pixels / 96 * 0.0254
    # a tenth of a degree of latitude near 30.5° is 11,087 m
    assert 11_087 / metres_on_paper == pytest.approx(told, rel=0.05)


def test_filter_and_chosen_conflict_stand_on_the_sheet(ready, address, paper):
    page = ready(f"{address}#rule=EC100&id=EC100-00000000")
    words = paper(page)[2]
    assert "筛选：规则：EC100 规则0" in words
    assert "10 / 30 条" in words
    assert "选中的冲突" in words
    assert "1.2345 公顷 · 18.52 亩" in words
    assert "复制链接" not in words


def test_a_layer_that_is_off_is_neither_drawn_nor_named(ready, address, paper):
    page = ready(address)
    assert "lake图层" in paper(page)[2]
    page.locator(".seam-group").nth(2).locator("summary").click()
    page.locator(".seam-row", has_text="lake图层").click()
    page.wait_for_timeout(200)
    _, bitmap, words = paper(page)
    assert "lake图层" not in words
    assert near(bitmap, "#bfd9e8") < 50


def test_after_printing_the_page_is_as_it_was(ready, address, paper):
    page = ready(f"{address}#EC100-00000000")
    state = """() => {
      const map = Object.values(window).find((each) => each instanceof L.Map);
      const { lat, lng } = map.getCenter();
      const { x, y } = map.getSize();
      const pictures = document.querySelectorAll(".seam-print-picture").length;
      const { className } = document.querySelector(".seam");
      return [map.getZoom(), lat.toFixed(6), lng.toFixed(6), x, y, className, pictures, location.hash];
    }"""
    page.wait_for_timeout(500)
    before = page.evaluate(state)
    paper(page)
    page.wait_for_timeout(500)
    assert page.evaluate(state) == before
    assert page.locator(".seam-print-side").is_hidden()


@pytest.mark.parametrize("size", [{"width": 390, "height": 780}, {"width": 1920, "height": 1080}])
def test_the_sheet_is_the_same_from_a_phone_and_from_a_wide_screen(ready, address, paper, size):
    sheets, bitmap, words = paper(ready(address, **size))
    assert sheets == [A3]
    assert "内部工作用图" in words
    assert near(bitmap, "#fbfaf6") > 20_000


def test_the_button_and_the_key_print_once_all_is_drawn(ready, address):
    page = ready(address)
    page.evaluate("""() => {
      window.printed = [];
      window.print = () => {
        const blank = [...document.querySelectorAll("canvas.leaflet-tile")].filter((tile) => !tile.drawn).length;
        window.printed.push([document.querySelector(".seam").classList.contains("seam-printing"), blank]);
        dispatchEvent(new Event("afterprint"));
      };
    }""")
    page.locator("[data-tool=print]").click()
    page.wait_for_function("() => window.printed.length === 1")
    page.keyboard.press("p")
    page.wait_for_function("() => window.printed.length === 2")
    assert page.evaluate("window.printed") == [[True, 0], [True, 0]]
    assert not page.locator(".seam.seam-printing").count()


def test_an_approval_number_takes_the_place_of_the_internal_mark(ready, report, tmp_path, paper):
    (tmp_path / "mine.toml").write_text('base = "overview"\napproval = "浙S(2025)33号"\nlanguage = "en"\n', "utf-8")
    write(report, tmp_path / "map.html", recipe=tmp_path / "mine.toml")
    page = ready((tmp_path / "map.html").as_uri())
    assert page.locator(".seam-foot").inner_text().startswith("Map approval number 浙S(2025)33号")
    words = paper(page)[2]
    assert "Map approval number 浙S(2025)33号" in words
    assert "For internal work" not in words
    assert "Illustrative data, not surveyed" in words


def test_a_map_of_one_border_says_on_paper_what_it_leaves_out(ready, report, tmp_path, paper):
    write(report, tmp_path / "map.html", border="33-34", language="en")
    words = paper(ready((tmp_path / "map.html").as_uri()))[2]
    assert "Conflicts at one border: Zhejiang – Anhui" in words
    assert "conflicts left out: 20" in words


def test_hostile_text_stays_text_on_the_sheet(ready, made_up, tmp_path, paper):
    write(made_up.build(6, word=made_up.HOSTILE), tmp_path / "map.html")
    page = ready(f"{(tmp_path / 'map.html').as_uri()}#EC100-00000000")
    paper(page)
    assert page.evaluate("window.hacked") is None
