"""A study in which every text is an attack: nothing of it runs in the map, the report, the ledger or the terminal."""

import json
from zlib import crc32

import geopandas as gpd
import openpyxl
import pandas as pd
import pytest

from planseam import Study, check
from planseam.cli.listing import print_conflicts
from planseam.model.role import roles
from planseam.reporting.folder import FILES, write_folder
from planseam.text import UNSEEN

pytestmark = pytest.mark.slow


RUN = "top.hacked=1;window.hacked=1"
MARKUP = (
    f"<script>{RUN}</script>",
    f"</script><script>{RUN}</script>",
    f'<img src=x onerror="{RUN}">',
    f"<svg/onload={RUN}>",
    f'\'"><iframe srcdoc="<script>{RUN}</script>"></iframe>',
    f'" autofocus onfocus="{RUN}" x="',
    f"' onmouseover='{RUN}",
    f"--><!--><img src=x onerror={RUN}>",
    f"]]></title></style></textarea><img src=x onerror={RUN}>",
    f'<a href="javascript:{RUN}">here</a>',
    '<base href="http://evil.example/"><link rel=stylesheet href="http://evil.example/x.css">',
    '<meta http-equiv=refresh content="0;url=http://evil.example/">',
    "<style>@import 'http://evil.example/x.css'; * { display: none }</style>",
    f"&lt;script&gt;{RUN}&lt;/script&gt;",
    f"\\u003cimg src=x onerror={RUN}\\u003e",
)
TEMPLATES = (
    "{{7*7}}",
    "{% raw %}",
    "{% endraw %}{{7*7}}",
    '{{ cycler.__init__.__globals__.os.mkdir("ran-by-the-page") }}',
    "{#",
    f"${{{RUN}}}`",
    "<%= 7*7 %>#{7*7}",
    "{0} {name} {zh.__class__} {",
    "%s %(x)s %n",
    "[bold red]x[/] [link=javascript:x]y[/link]",
)
FORMULAS = ("=cmd|'/C calc'!A0", "+1+1", "-1+1", "@SUM(1)", '=HYPERLINK("http://evil.example")', "\t=1+1")
SIGNS = (
    f"javascript:{RUN}",
    f"[here](javascript:{RUN})",
    f"x\u2028{RUN}\u2029",
    "abc\u202egpj.exe",
    "\x1b]0;hacked\x07\x1b[2Jx\x9b31m",
    "x\nmajor EC103-00000000\r",
    "a;b;;c",
    '../../x/<>:"|?*',
    "名" * 5000,
)
ATTACKS = (*MARKUP, *TEMPLATES, *FORMULAS, *SIGNS)

#: Whatever in a page could run, load, or lead elsewhere, but for its own program.
FOREIGN = """() => {
  const found = [];
  for (const node of document.querySelectorAll("*")) {
    for (const { name, value } of node.attributes) {
      if (/^on/i.test(name)) found.push(`${node.tagName} ${name}`);
      const leads = /^(href|src|action|formaction|xlink:href|srcdoc|style)$/i.test(name);
      if (leads && /(javascript|https?):|\\/\\//i.test(value)) found.push(`${node.tagName} ${name}=${value}`);
    }
    if (/^(iframe|frame|object|embed|base|link|form|applet|marquee)$/i.test(node.tagName)) found.push(node.tagName);
    if (node.tagName === "META" && /refresh/i.test(node.httpEquiv)) found.push("META refresh");
    if (node.tagName === "IMG" && !node.src.startsWith("data:")) found.push(`IMG ${node.src}`);
    if (/^(script|style)$/i.test(node.tagName) && !node.textContent.trim()) found.push(`empty ${node.tagName}`);
  }
  if (window.hacked || top.hacked) found.push("it ran");
  return found;
}"""


def attacked(frame, *, start, keep=()):
    """The same features with an attack in each text that may hold any words, the same for the same feature."""
    changed, own = {}, [crc32((fid.partition("-")[2] or fid).encode()) for fid in frame["fid"]]
    for step, name in enumerate(column for column in frame.columns if str(frame[column].dtype) == "str"):
        if name not in keep:
            chosen = (ATTACKS[(start + 7 * step + number) % len(ATTACKS)] for number in own)
            changed[name] = [f"{text}{row}" if name == "fid" else text for row, text in enumerate(chosen)]
    return frame.assign(**changed)


def laid_out(report, folder):
    """The shipped study as files whose names and texts are attacks, and a study file that is no better."""
    entries = []
    for number, layer in enumerate(report.layers):
        fields = roles()[layer.role].fields
        coded = {name for name, field in fields.items() if field.codes or field.pattern}
        bound = {  # by which rules match rows
            "quota": {"item", "bound", "measure", "area", "year"},
            "standard": set(fields) - {"name", "fid"},
            "redline": {"fid"},
            "redline-previous": {"fid"},
        }
        frame = attacked(
            layer.frame,
            start=0 if "redline" in layer.role else number,
            keep={"code", *coded, *bound.get(layer.role, ())},
        )
        name = f"{number} <img src=x onerror={RUN}>'{{{{7*7}}}}\u202e".replace("/", "")
        column = f"<img src=x onerror={RUN}>{{{{7*7}}}}"
        frame = frame.rename(columns={"name": column})
        if frame.geometry.isna().all():
            path = folder / f"{name}.csv"
            pd.DataFrame(frame.drop(columns="geometry")).to_csv(path, index=False)
        else:
            path = folder / f"{name}.parquet"
            frame.to_crs("EPSG:4490").to_parquet(path)
        entry = {"id": layer.id, "role": layer.role, "path": path.name, "vintage": ATTACKS[number % len(ATTACKS)]}
        lines = [f"{key} = {json.dumps(value)}" for key, value in entry.items()]
        lines += [f"party = {json.dumps(layer.party)}"] if layer.party else []
        entries.append("\n".join(["[[layer]]", *lines, "[layer.fields]", f'{json.dumps(column)} = "name"']))
    head = {"title": " ".join(MARKUP)[:199], "title_en": " ".join((*TEMPLATES, *SIGNS))[:199]}
    settings = [f"{key} = {json.dumps(value)}" for key, value in head.items()]
    first = ["[study]", *settings, f'units = "{report.study.study.units}"', f'level = "{report.study.study.level}"']
    (folder / "planseam.toml").write_text("\n".join([*first, *entries]), "utf-8")
    stale = [
        f'[[accepted]]\nid = "EC103-{number:08x}"\nreason = {json.dumps(text)}\nby = {json.dumps(text)}'
        for number, text in enumerate(ATTACKS)
    ]
    (folder / "accepted.toml").write_text("\n".join(stale), "utf-8")


@pytest.fixture(scope="module")
def attack(delta_report, tmp_path_factory):
    """The report of the attacked study, and its output."""
    folder = tmp_path_factory.mktemp("attack")
    laid_out(delta_report, folder)
    report = check(Study.from_file(folder, trusted=False))
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(folder)
        write_folder(report, folder / "out")
    return report, folder / "out"


class Watch:
    """What a page does that it should not."""

    def __init__(self, page):
        self.page, self.told = page, []
        page.on("dialog", lambda dialog: (self.told.append(f"dialog {dialog.message}"), dialog.dismiss()))
        page.on("console", lambda message: self.told.append(f"{message.type} {message.text}"))
        page.on("pageerror", lambda error: self.told.append(str(error)))
        page.on("popup", lambda _: self.told.append("popup"))
        page.on("framenavigated", lambda frame: self.told.append(frame.url) if "evil" in frame.url else None)
        page.on("request", lambda asked: self.told.append(asked.url) if asked.url.startswith("http") else None)

    @property
    def found(self):
        return self.told or self.page.evaluate(FOREIGN)  # a page that was led away holds nothing to look at


@pytest.fixture
def watched(browser):
    context = browser.new_context(viewport={"width": 1400, "height": 900}, offline=True)

    def visit(path):
        page = context.new_page()
        watch = Watch(page)
        page.goto(path.as_uri())
        return page, watch

    yield visit
    context.close()


@pytest.mark.parametrize("text", MARKUP[:13])
def test_the_watch_sees_each_attack_where_it_is_let_in(watched, tmp_path, text):
    (tmp_path / "open.html").write_text(
        f"<!DOCTYPE html><meta charset=utf-8><body><div title='a{text}'></div><p title=\"a{text}\">a{text}", "utf-8"
    )
    page, watch = watched(tmp_path / "open.html")
    page.wait_for_timeout(100)
    assert watch.found


def test_every_rule_judges_the_attacked_study_as_it_judges_the_other(attack, delta_report):
    report, out = attack
    assert [run.code for run in report.rules if run.failed] == []
    assert len(report.conflicts) > len(delta_report.conflicts) / 2
    assert not (out.parent / "ran-by-the-page").exists()


def test_the_map_runs_nothing(attack, watched):
    page, watch = watched(attack[1] / "map.html")
    page.wait_for_selector(".seam-rows li", state="attached")
    rows = page.locator(".seam-rows li[data-id]")
    for _ in range(2):  # in both languages
        for row in range(0, rows.count(), 10):
            rows.nth(row).click()
        for group in page.locator(".seam-group summary").all():
            if group.locator("xpath=..").get_attribute("open") is None:
                group.click()
        while (hidden := page.locator(".seam-row input:not(:checked)")).count():
            hidden.first.click()
        for row in page.locator(".seam-row").all():
            row.hover()
        area = page.locator(".folium-map").bounding_box()
        for across in (0.3, 0.5, 0.7):
            page.mouse.click(area["x"] + area["width"] * across, area["y"] + area["height"] / 2)
            page.wait_for_timeout(50)
        page.locator("[data-filter=text]").fill("<img")
        page.locator("[data-filter=text]").fill("")
        page.locator("[data-action=language]").click()
    page.goto(f"{(attack[1] / 'map.html').as_uri()}#<img src=x onerror={RUN}>")
    page.wait_for_timeout(300)
    assert watch.found == []
    assert page.locator("h1").inner_text().startswith("<script>")


def test_the_report_runs_nothing(attack, watched):
    page, watch = watched(attack[1] / "report.html")
    for _ in range(2):
        page.locator("#switch").click()
        for box in page.locator("input[data-severity]").all():
            box.click()
        for link in page.locator("nav a").all():
            link.click()
    for mark in page.locator("article.conflict .message").all()[:10]:
        mark.hover()
    page.wait_for_timeout(200)
    assert watch.found == []
    shown = page.locator("body").inner_text()
    for text in ("<script>", "{{7*7}}", "onerror=", "\\u202e"):
        assert text in shown
    assert UNSEEN.search(page.content()) is None


def test_the_pages_hold_no_sign_that_turns_or_hides(attack):
    for name in ("map.html", "report.html"):
        found = UNSEEN.search((attack[1] / name).read_text("utf-8"))
        assert found is None, (name, found)


def test_the_ledger_computes_nothing(attack):
    book = openpyxl.load_workbook(attack[1] / "ledger.xlsx")
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row if cell.value is not None]
    assert {cell.data_type for cell in cells} <= {"s", "n"}
    assert not [cell.value for cell in cells if cell.hyperlink]
    texts = [cell for cell in cells if cell.data_type == "s"]
    assert not [
        cell.value for cell in texts if cell.value.startswith(("=", "+", "-", "@", "\t")) and not cell.quotePrefix
    ]
    assert any(cell.quotePrefix for cell in texts)
    assert not [cell.value for cell in texts if UNSEEN.search(cell.value)]


def test_the_terminal_obeys_nothing(attack, capsys):
    print_conflicts(attack[0], "text")
    said = capsys.readouterr().out
    assert UNSEEN.search(said) is None
    assert "\\u001b]0;hacked" in said
    assert not [line for line in said.splitlines() if line.startswith(("major EC103-00000000", "重大 EC103-00000000"))]
    for form in ("json", "geojson"):
        print_conflicts(attack[0], form)
        text = capsys.readouterr().out
        assert UNSEEN.search(text) is None
        assert json.loads(text)


def test_the_tables_hold_every_text_as_it_came(attack):
    report, out = attack
    expected = sorted(report.conflicts["message_zh"])
    assert sorted(gpd.read_parquet(out / "conflicts.parquet")["message_zh"]) == expected
    features = json.loads((out / "conflicts.geojson").read_text("utf-8"))["features"]
    assert sorted(feature["properties"]["message_zh"] for feature in features) == expected
    assert any(UNSEEN.search(text) for text in expected)
    assert max(map(len, expected)) <= 4000


def test_no_file_name_of_an_attack_is_written(attack):
    assert {path.name for path in attack[1].iterdir()} - {"map.pmtiles"} == set(FILES)
