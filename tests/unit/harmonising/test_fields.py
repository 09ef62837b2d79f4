import geopandas as gpd
import pytest
import shapely

from planseam.errors import SchemaError
from planseam.harmonising.fields import named_fields
from planseam.model.study import LayerEntry


def fields(columns, role="redline", **values):
    rows = len(next(iter(columns.values()))) if columns else 1
    frame = gpd.GeoDataFrame(columns, geometry=[shapely.Point(0, 0)] * rows)
    return named_fields(frame, LayerEntry.model_validate({"id": "x", "role": role, "path": "x", **values}))


def test_aliases_become_our_names_whatever_their_case():
    found = fields({"BSM": ["1"], "mc": ["天目山"], "XZQDM": ["330112"], "HXLX": ["水源涵养"], "MJ": [1.5]})
    row = found.table.iloc[0]
    assert (row["fid"], row["name"], row["code"], row["function"]) == ("1", "天目山", "330112", "水源涵养")
    assert found.renamed == {"BSM": "fid", "mc": "name", "XZQDM": "code", "HXLX": "function"}


def test_the_name_of_the_jurisdiction_names_what_is_one_alone():
    """By their county's name, all reserves of a county would be one."""
    columns = {"XZQMC": ["绩溪县"], "BHDMC": ["清凉峰"], "code": ["341824"], "ZTGN": ["生态功能区"]}
    assert fields(columns, "protected-area").table["name"][0] == "清凉峰"
    assert fields({"XZQMC": ["绩溪县"]}, "protected-area").table["name"][0] == ""
    assert fields(columns, "unit").table["name"][0] == fields(columns, "main-function").table["name"][0] == "绩溪县"


def test_our_fields_come_in_order_and_always_exist():
    assert list(fields({}).table.columns) == [
        "fid",
        "name",
        "name_en",
        "code",
        "z_min",
        "z_max",
        "function",
        "source_row",
    ]
    row = fields({}).table.iloc[0]
    assert row.drop(["z_min", "z_max"]).to_list() == ["1", "", "", "", "", 0]
    assert row[["z_min", "z_max"]].isna().all()


def test_the_study_file_maps_before_the_aliases():
    found = fields({"MC": ["no"], "Label": ["yes"]}, fields={"label": "name"})
    assert found.table["name"].iloc[0] == "yes"


def test_our_own_name_comes_before_an_alias():
    assert fields({"MC": ["no"], "name": ["yes"]}).table["name"].iloc[0] == "yes"


def test_a_mapped_column_that_is_not_there_is_told_with_the_nearest():
    with pytest.raises(SchemaError, match="Did you mean “Label”"):
        fields({"Label": ["a"]}, fields={"Lable": "name"})


def test_a_mapping_to_no_field_of_ours_is_told():
    with pytest.raises(SchemaError, match="Did you mean “name”"):
        fields({"Label": ["a"]}, fields={"Label": "nam"})


def test_a_missing_required_field_is_refused_with_the_columns_there_are():
    with pytest.raises(SchemaError) as caught:
        fields({"Kind": ["a"]}, role="main-function")
    assert "function" in caught.value.what.en
    assert "Kind" in caught.value.cure.zh


def test_numbers_as_text_have_no_decimals_and_no_blanks():
    found = fields({"XZQDM": [330112.0, None], "MC": ["  a ", None]})
    assert list(found.table["code"]) == ["330112", ""]
    assert list(found.table["name"]) == ["a", ""]


@pytest.mark.parametrize(
    ("code", "short"),
    [
        ("330000", "33"),
        ("330100", "3301"),
        ("330112", "330112"),
        ("330110", "330110"),
        ("330112000", "330112"),
        ("330112000000", "330112"),
        ("33", "33"),
        ("", ""),
    ],
)
def test_codes_become_prefixes(code, short):
    assert fields({"code": [code]}).table["code"].iloc[0] == short


def test_ids_are_row_numbers_where_there_are_none():
    assert list(fields({"fid": ["a", None, ""]}).table["fid"]) == ["a", "2", "3"]


def test_ids_that_occur_twice_get_suffixes_and_are_told():
    found = fields({"fid": ["a", "a", "a-2", "a"]})
    assert list(found.table["fid"]) == ["a", "a-3", "a-2", "a-4"]
    assert [notice.rule for notice in found.notices] == ["DA107"]


def test_ids_that_cannot_stand_in_a_list_are_rewritten_and_told():
    found = fields({"fid": ["a;b", "x" * 1_000_000, "x" * 999_999, "c"]})
    assert list(found.table["fid"]) == ["a；b", "x" * 99 + "…", "x" * 99 + "…-2", "c"]
    odd, doubled = found.notices
    assert odd.rows.tolist() == [0, 1, 2]
    assert odd.each[0].en == "the feature id in row 1 is too long or holds a semicolon; it is called a；b"
    assert doubled.rows.tolist() == [2]
    assert max(len(text.zh) for text in (*odd.each, *doubled.each)) < 300


def test_values_outside_the_code_list_are_counted():
    found = fields({"ZTGN": ["ecological", "forest", "forest"]}, role="main-function")
    (finding,) = found.findings
    assert (finding.rule, finding.severity) == ("DA103", "minor")
    assert "in 2 of 3 features" in finding.message.en
    assert "such as forest" in finding.message.en


def test_empty_required_values_are_counted():
    (finding,) = fields({"ZTGN": ["ecological", None]}, role="main-function").findings
    assert "empty" in finding.message.en


def test_what_is_no_number_is_counted():
    found = fields({"KD": ["50", "wide", None]}, role="corridor")
    assert found.table["width_m"].iloc[0] == 50
    assert found.table["width_m"].isna().sum() == 2
    assert "in 1 of 3 features" in found.findings[0].message.en


def test_bytes_that_are_no_text_do_no_harm():
    assert fields({"MC": [b"\xff"], "BSM": [b"7"]}).table["fid"].iloc[0] == "7"


def test_braces_in_names_are_data():
    found = fields({"ZTGN": ["{count}", "ecological"]}, role="main-function")
    assert "{count}" in found.findings[0].message.en


def test_a_column_called_geometry_elsewhere_does_no_harm():
    frame = gpd.GeoDataFrame({"MC": ["a"], "geom": [shapely.Point(0, 0)]}, geometry="geom")
    found = named_fields(frame, LayerEntry(id="x", role="redline", path="x"))
    assert found.table["name"].iloc[0] == "a"


def test_numbers_are_read_as_tables_write_them_and_what_is_empty_is_told():
    frame = gpd.GeoDataFrame(
        {
            "指标项": ["a", "b", "c", "d"],
            "指标值": ["1,443.60", "２０．６％", "", "约 3"],
            "约束": "min",
            "计量": "km2",
        },
        geometry=[None] * 4,
    )
    fields = named_fields(frame, LayerEntry(id="q", role="quota", path="q.csv"))
    assert fields.table["value"].tolist()[:2] == [1443.6, 0.206]
    assert fields.table["value"].isna().tolist() == [False, False, True, True]
    assert [finding.message.en.partition(": ")[2] for finding in fields.findings] == [
        "the value is no number in 1 of 4 features, such as 约 3",
        "the value is empty in 1 of 4 features",
    ]


def test_chinese_values_become_codes_and_it_is_said():
    found = fields(
        {"MC": ["a", "b", "c", "d"], "GKFQ": ["核心保护区", " 一般控制区", "core", "实验区"]}, role="protected-area"
    )
    assert list(found.table["zone"]) == ["core", "general", "core", "general"]
    assert found.findings == ()
    (said,) = found.translated
    assert said.zh == "管控分区 zone：核心保护区 → core、一般控制区 → general、实验区 → general"
    assert said.en == "control zone zone: 核心保护区 → core, 一般控制区 → general, 实验区 → general"


def test_water_classes_and_states_in_common_spellings():
    rivers = fields({"SZLB": ["Ⅱ类", "ii", "劣Ⅴ类", "3"]}, role="river")
    assert list(rivers.table["water_class"]) == ["II", "II", "VI", "III"]
    assert list(fields({"ZT": ["现状", "规划"]}, role="road").table["status"]) == ["existing", "planned"]


def test_values_that_mean_no_code_stay_and_are_counted():
    found = fields({"GKFQ": ["核心保护区", "缓冲带"]}, role="protected-area")
    assert list(found.table["zone"]) == ["core", "缓冲带"]
    (finding,) = found.findings
    assert "in 1 of 2 features, such as 缓冲带" in finding.message.en


def test_codes_as_they_should_be_are_not_translated():
    found = fields({"zone": ["core", "general", ""]}, role="protected-area")
    assert (found.translated, found.findings) == ((), ())


def test_old_codes_of_jurisdictions_become_those_of_today():
    found = fields({"XZQDM": ["341822", "341402000000"]})
    assert list(found.table["code"]) == ["341882", "340181"]
    assert [finding.kind for finding in found.findings] == ["code-old"]


def test_a_nul_is_no_letter():
    table = fields({"MC": ["红线\0", "\0", "a\0b"]}).table
    assert table["name"].tolist() == ["红线", "", "ab"]
