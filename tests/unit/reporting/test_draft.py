import tomllib
from dataclasses import replace
from pathlib import Path

import pytest

from planseam import LayerError, OutputError, Study
from planseam.loading.encoding import Evidence
from planseam.loading.inspection import Inspected, Inspection, Place, Question, Trouble
from planseam.loading.parties import PartyGuess
from planseam.loading.recognition import Recognition
from planseam.loading.sources import Problem, Source
from planseam.reporting.draft import draft, refuse, write_draft
from planseam.text import NOTHING, Text

HERE = Path("/plans")


def layer(path, role="redline", party="33", **values):
    sublayer = values.pop("sublayer", None)
    given = {
        "folder": HERE / "incoming",
        "source": Source(path=path, sublayer=sublayer, file=HERE / "incoming" / path, format="Shapefile"),
        "rows": 3,
        "kind": "polygon",
        "role": Recognition(role=role, confidence=1.0, reason=Text("名称如此", "by its name")),
        "party": PartyGuess(code=party, confidence=1.0, reason=Text("代码如此", "by its codes")),
        "place": Place(code="EPSG:4490", written=False, confidence=1.0, reason=NOTHING),
    }
    return Inspected(**(given | values))


def study(*layers, strays=(), **options):
    drafted = draft(Inspection(layers=layers, strays=strays), folder=HERE, **options)
    return drafted, Study.from_table(tomllib.loads(drafted.text), folder=HERE)


def test_what_is_known_is_written_with_its_evidence():
    place = Place(code="EPSG:4549", written=True, confidence=0.9, reason=Text("都在浙江", "all in Zhejiang"))
    encoding = Evidence(encoding="GBK", confidence=0.9, reason=Text("读得通", "it reads well"))
    drafted, made = study(layer("浙/STBHHX.shp", place=place, encoding=encoding))
    units, redline = made.layers
    assert (units.path, made.study.units) == ("bundled:yrd/counties", units.id)
    assert (redline.id, redline.path) == ("redline-33", "incoming/浙/STBHHX.shp")
    assert (redline.party, redline.crs, redline.encoding) == ("33", "EPSG:4549", "GBK")
    for evidence in ("名称如此", "代码如此", "都在浙江", "读得通"):
        assert evidence in drafted.text
    assert drafted.layers == {"redline-33": 0}


def test_what_the_file_says_itself_is_not_repeated():
    encoding = Evidence(encoding="UTF-8", confidence=1.0, reason=NOTHING)
    _, made = study(layer("a.shp", encoding=encoding))
    assert (made.layers[1].crs, made.layers[1].encoding) == (None, None)


def test_what_cannot_be_known_is_asked_in_a_comment_and_the_study_still_loads():
    question = Question(key="crs", text=Text("哪一个？", "which?"), choices=("EPSG:4548", "EPSG:4549"))
    place = Place(code="", written=False, confidence=0, reason=NOTHING)
    drafted, made = study(layer("a.shp", place=place, questions=(question,)))
    assert made.layers[1].crs is None
    assert '# crs = "EPSG:4548"\n# crs = "EPSG:4549"' in drafted.text
    assert "# 请确认：哪一个？" in drafted.text
    assert [text.en for text in drafted.questions] == ["a.shp: which?"]


def test_a_layer_without_role_is_a_commented_block_that_can_be_completed():
    question = Question(key="role", text=Text("是什么？", "what?"), choices=("farmland",))
    drafted, made = study(layer("x.shp", role=None, questions=(question,)), layer("a.shp"))
    assert [entry.id for entry in made.layers] == ["counties", "redline-33"]
    assert drafted.layers == {"redline-33": 1}
    block = drafted.text[drafted.text.index("# x.shp") : drafted.text.index("# a.shp")]
    opened = "\n".join(
        line.removeprefix("# ") for line in block.splitlines() if "x.shp：" not in line and "请确认" not in line
    )
    entry = tomllib.loads(opened)["layer"][0]
    assert (entry["role"], entry["path"]) == ("farmland", "incoming/x.shp")


def test_a_role_that_is_but_a_guess_is_left_to_the_user():
    """Where it were written too, to take the # away would write it twice, which is no TOML."""
    guess = Recognition(role="project", confidence=0.5, reason=Text("名称含 项目", "the name holds 项目"))
    question = Question(key="role", text=Text("是什么？", "what?"), choices=("project",))
    asked = replace(layer("x.txt"), role=guess, questions=(question,))
    drafted, made = study(layer("a.shp"), asked)
    assert [entry.id for entry in made.layers] == ["counties", "redline-33"]
    assert drafted.text.count('role = "project"') == 1
    assert "redline 生态保护红线" in drafted.text.splitlines()[2]
    assert "可用的 role" not in study(layer("a.shp"))[0].text


@pytest.mark.parametrize(
    ("parties", "level"),
    [
        (("33", "34"), "province"),
        (("310118", "320509", "330421"), "province"),
        (("3301", "3302"), "city"),
        (("330102", "330103"), "county"),
        (("33", "3301"), "province"),
        ((), "province"),
    ],
)
def test_the_level_is_the_coarsest_at_which_two_parties_differ(parties, level):
    layers = [layer(f"{party}.shp", party=party) for party in parties] or [layer("a.shp", party="")]
    _, made = study(*layers)
    assert made.study.level == level
    assert study(*layers, level="county")[1].study.level == "county"


def test_where_parties_do_not_differ_the_codes_of_features_tell_the_level():
    _, made = study(layer("a.shp", party="", codes=("330102", "340102")))
    assert made.study.level == "province"
    drafted, made = study(layer("a.shp", codes=("330102", "330203", "330304", "330402", "330502")))
    assert made.study.level == "city"
    assert "杭州市 3301" in drafted.text
    assert "等 5 个" in drafted.text


def test_jurisdictions_that_arrived_serve_only_where_they_hold_all_parties():
    codes = ("330102", "340102")
    both = layer("XZQ.shp", role="unit", party="", codes=codes)
    plans = layer("a.shp"), layer("b.shp", party="34")
    _, made = study(both, *plans)
    assert (made.study.units, made.layers[0].path) == ("unit", "incoming/XZQ.shp")
    drafted, made = study(replace(both, codes=codes[:1]), *plans)
    assert made.study.units == "counties"
    assert [entry.role for entry in made.layers] == ["unit", "redline", "redline"]
    assert '# path = "incoming/XZQ.shp"' in drafted.text


def test_named_jurisdictions_are_used_and_foreign_parties_are_asked_for():
    _, made = study(layer("a.shp"), units="/plans/ours/units.gpkg")
    assert made.layers[0].path == "ours/units.gpkg"
    own = layer("XZQ.shp", role="unit", party="", codes=("330102",))
    _, made = study(own, layer("a.shp"), units="/plans/incoming/XZQ.shp")
    assert [(entry.id, entry.path) for entry in made.layers][:1] == [("unit", "incoming/XZQ.shp")]
    drafted, _ = study(layer("a.shp", party="44"), language="en")
    assert "--units" in drafted.questions[0].en
    assert "Please confirm" in drafted.text


def test_ids_differ_also_for_layers_of_one_role_and_party():
    _, made = study(layer("a.shp"), layer("b.shp"), layer("c.shp", role="unit", party=""))
    assert [entry.id for entry in made.layers] == ["counties", "redline-33", "redline-33-2"]


def test_doubles_unreadable_layers_and_lost_files_are_named_in_comments():
    trouble = Trouble(what=Text("读不了", "cannot be read"), cure=Text("重新导出", "Export it again"))
    lost = Problem(path="a.dwg", what=Text("是 DWG", "it is DWG"), cure=Text("另存为 DXF", "Save it as DXF"))
    readme = Problem(path="说明.docx", what=Text("文档", "a text"), cure=Text("无须处理", "Nothing"), harmless=True)
    drafted, made = study(
        layer("a.shp"), layer("b.shp", twin="a.shp"), layer("c.shp", rows=0, troubles=(trouble,)), strays=(lost, readme)
    )
    assert [entry.id for entry in made.layers] == ["counties", "redline-33"]
    for words in ("b.shp 与 a.shp 内容相同", "c.shp：读不了", "a.dwg：是 DWG"):
        assert words in drafted.text
    assert "说明.docx" not in drafted.text


def test_one_of_two_layers_of_one_shape_is_written_and_the_other_can_be_chosen():
    drafted, made = study(layer("a.shp"), layer("b.kml", twin="a.shp", reshaped=True))
    assert [entry.id for entry in made.layers] == ["counties", "redline-33"]
    block = drafted.text[drafted.text.index("# b.kml") :]
    assert "与 a.shp 图形相同" in block
    entry = tomllib.loads("\n".join(line.removeprefix("# ") for line in block.splitlines()[2:]))["layer"][0]
    assert (entry["role"], entry["path"], entry["party"]) == ("redline", "incoming/b.kml", "33")


def test_names_of_anybodys_making_stay_names():
    evil = 'x"\n[[layer]]\nid = "evil'
    _, made = study(layer("a.gpkg", sublayer=evil), layer("b.gpkg", role=None, sublayer=evil))
    assert [entry.id for entry in made.layers] == ["counties", "redline-33"]
    assert made.layers[1].sublayer == evil
    drafted, made = study(layer("\u202egnp.shp"))
    assert "\u202e" not in drafted.text
    assert made.layers[1].path == "incoming/\u202egnp.shp"


def test_a_title_names_few_parties_in_both_languages():
    _, made = study(layer("a.shp"), layer("b.shp", party="34"))
    assert made.study.title == "浙江省、安徽省接边检查"
    assert made.study.title_en == "Borders between the plans of Zhejiang, Anhui"


def test_nothing_is_overwritten_and_an_empty_draft_is_refused(tmp_path):
    file = tmp_path / "planseam.toml"
    empty, _ = study(layer("a.shp", role=None))
    with pytest.raises(LayerError):
        write_draft(empty, file, source=tmp_path)
    assert not file.exists()
    drafted, _ = study(layer("a.shp"))
    write_draft(drafted, file, source=tmp_path)
    assert file.read_text("utf-8") == drafted.text
    with pytest.raises(OutputError):
        refuse(file)
