import json
import re

import geopandas as gpd
import pytest
import shapely
from typer.testing import CliRunner

from planseam.cli.app import app

runner = CliRunner()


def plan(folder, shape):
    gpd.GeoDataFrame({"fid_": [1]}, geometry=[shape], crs="EPSG:4490").to_file(folder / "redline.gpkg")


def call(*arguments, **environment):
    return runner.invoke(app, [str(argument) for argument in arguments], env=environment)


def drawn(file):
    page = file.read_text("utf-8")
    return json.loads(re.search(r'<script type="application/json" id="seam-data">(.*?)</script>', page, re.DOTALL)[1])


def test_a_recipe_by_name_and_one_of_ones_own(study, tmp_path):
    assert call("map", study, "-q", "-o", tmp_path / "m.html", "--recipe", "ecology").exit_code == 0
    assert drawn(tmp_path / "m.html")["subtitle"] == ["生态空间接边", "Ecology at the borders"]
    (tmp_path / "mine.toml").write_text(
        'base = "overview"\ntitle = { zh = "图", en = "mine" }\nlanguage = "zh"\n', "utf-8"
    )
    assert call("map", study, "-q", "-o", tmp_path / "m.html", "-r", tmp_path / "mine.toml").exit_code == 0
    data = drawn(tmp_path / "m.html")
    assert (data["subtitle"][1], data["language"]) == ("mine", "zh")
    assert call("map", study, "-q", "-o", tmp_path / "m.html", "-r", tmp_path / "mine.toml", "-l", "en").exit_code == 0
    assert drawn(tmp_path / "m.html")["language"] == "en"


def test_one_border_and_one_conflict(study, tmp_path):
    done = call("map", study, "-q", "-o", tmp_path / "m.html", "--border", "34-33")
    assert done.exit_code == 0, done.output
    data = drawn(tmp_path / "m.html")
    assert data["subtitle"][0] == "边界接边冲突：浙江省—安徽省"
    first = data["conflicts"][0]["id"]
    assert call("map", study, "-q", "-o", tmp_path / "m.html", "--conflict", first).exit_code == 0
    assert [conflict["id"] for conflict in drawn(tmp_path / "m.html")["conflicts"]] == [first]


def approved(study, number):
    file = study / "planseam.toml"
    file.write_text(file.read_text("utf-8").replace("[study]", f'[study]\napproval = "{number}"'), "utf-8")


def test_the_study_gives_the_approval_number(study, tmp_path):
    approved(study, "GS(2024)1号")
    assert call("map", study, "-q", "-o", tmp_path / "m.html").exit_code == 0
    assert drawn(tmp_path / "m.html")["compliance"][0] == "审图号：GS(2024)1号"


def test_it_compares_with_an_earlier_run(study, tmp_path):
    plan(study, shapely.box(118.9, 30.4, 119, 30.6))
    assert call("run", study, "-q", "-o", tmp_path / "may").exit_code == 0
    plan(study, shapely.box(118.9, 30.4, 119, 30.5))
    done = call("map", study, "-q", "-o", tmp_path / "m.html", "--since", tmp_path / "may")
    assert done.exit_code == 0, done.output
    since = drawn(tmp_path / "m.html")["since"]
    assert since["old"][0].startswith("may")
    assert {each["id"]: each["count"] for each in since["changes"]}["changed"] == 1
    assert len(since["was"]) == 1


def test_a_background_says_whom_the_map_will_ask_and_that_it_holds_the_key(study, tmp_path):
    done = call("map", study, "-o", tmp_path / "m.html", "--tiles", "tianditu", PLANSEAM_TILES_KEY="secret")
    assert done.exit_code == 0, done.output
    assert "it asks https://t0.tianditu.gov.cn for tiles" in done.stderr
    assert "the file holds your key" in done.stderr
    assert all("tk=secret" in address for address in drawn(tmp_path / "m.html")["background"]["addresses"])
    quiet = call("map", study, "-q", "-o", tmp_path / "m.html", "--tiles", "amap")
    assert quiet.stderr == ""


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--recipe", "nothing"), "no map file"),
        (("--recipe", "missing.toml"), "no such map file"),
        (("--tiles", "tianditu"), "asks for a key"),
        (("--tiles", "nowhere"), "no such background"),
        (("--border", "31-32"), "There are 33-34"),
        (("--conflict", "EC103-00000000"), "no conflict of this id"),
        (("--recipe", "border"), "name it"),
        (("--since", "nowhere"), "no conflicts.parquet"),
    ],
)
def test_what_is_not_there_is_told_in_one_sentence_and_no_map_is_left(study, tmp_path, arguments, said):
    done = call("map", study, "-q", "-o", tmp_path / "m.html", "-l", "en", *arguments)
    assert done.exit_code == 2
    assert said in done.stderr
    assert len(done.stderr.strip().splitlines()) == 1
    assert not (tmp_path / "m.html").exists()


def test_an_approval_number_that_is_none_is_refused(study):
    approved(study, "pending")
    done = call("check", study, "-q", "-l", "en")
    assert done.exit_code == 2
    assert "map approval number" in done.stderr
