"""Tables without geometry, from CSV and XLSX, through a whole study."""

import geopandas as gpd
import pytest
import shapely
import xlsxwriter

from planseam import Study, check

UNITS = gpd.GeoDataFrame(
    {"XZQDM": ["33", "34"], "XZQMC": ["浙江省", "安徽省"]},
    geometry=[shapely.box(118, 30, 119, 31), shapely.box(119, 30, 120, 31)],
    crs="EPSG:4490",
)
#: Square of 0.1°: about 106 km².
REDLINE = gpd.GeoDataFrame({"XZQDM": ["33"]}, geometry=[shapely.box(118.5, 30.4, 118.6, 30.5)], crs="EPSG:4490")
QUOTAS = [
    ["名称", "指标项", "约束", "指标值", "计量", "XZQDM", "目标年"],
    ["红线", "redline", "min", "1,443.60", "km2", "330000", "2035"],
    ["红线占比", "redline", "min", "20.6%", "share", "340000", "2035"],
    ["空值", "redline", "min", "", "km2", "33", ""],
    ["足够", "redline", "min", "１００", "km2", "33", ""],
]
STANDARDS = [
    ["参数", "标准方", "取值", "单位", "更严"],
    ["绿地率", "33", "35", "%", "higher"],
    ["绿地率", "34", "30", "%", ""],
]


def csv(path, rows, encoding="utf-8"):
    lines = [",".join(f'"{cell}"' if "," in str(cell) else str(cell) for cell in row) for row in rows]
    path.write_text("\n".join(lines) + "\n", encoding)


def xlsx(path, **sheets):
    with xlsxwriter.Workbook(path) as book:
        share, thousands = book.add_format({"num_format": "0.0%"}), book.add_format({"num_format": "#,##0.00"})
        for name, rows in sheets.items():
            sheet = book.add_worksheet(name)
            for line, row in enumerate(rows):
                for column, cell in enumerate(row):
                    form = share if cell == 0.206 else thousands if cell == 1443.6 else None
                    if cell != "":
                        sheet.write(line, column, cell, form)


@pytest.fixture
def study(tmp_path):
    UNITS.to_parquet(tmp_path / "units.parquet")
    REDLINE.to_parquet(tmp_path / "redline.parquet")

    def of(**tables):
        layers = [
            {"id": "units", "role": "unit", "path": "units.parquet"},
            {"id": "redline", "role": "redline", "path": "redline.parquet"},
            *({"id": role, "role": role, **table} for role, table in tables.items()),
        ]
        return check(Study.from_table({"study": {"units": "units"}, "layer": layers}, folder=tmp_path))

    of.folder = tmp_path
    return of


def said(report, rule):
    table = report.conflicts[report.conflicts["rule"] == rule].sort_values("feature_a")
    return list(zip(table["severity"], table["feature_a"], strict=True))


def judged(report):
    assert said(report, "GV102") == [("major", "1"), ("major", "2"), ("info", "3")]
    missed = report.conflicts[report.conflicts["rule"] == "GV102"]
    assert "应不少于 1443.6 平方公里" in " ".join(missed["message_zh"])
    assert "20.6%" in " ".join(missed["message_zh"])
    assert "指标“空值”未检查" in " ".join(missed["message_zh"])


def test_quotas_from_csv(study):
    csv(study.folder / "q.csv", QUOTAS)
    report = study(quota={"path": "q.csv"})
    judged(report)
    (empty,) = report.conflicts.loc[report.conflicts["rule"] == "DA103", "message_en"]
    assert "empty in 1 of 4" in empty


def test_quotas_from_csv_in_gbk(study):
    csv(study.folder / "q.csv", QUOTAS, "gbk")
    judged(study(quota={"path": "q.csv", "encoding": "GBK"}))
    judged(study(quota={"path": "q.csv"}))
    refused = study(quota={"path": "q.csv", "encoding": "UTF-8"})
    (message,) = refused.conflicts.loc[refused.conflicts["layer_a"] == "quota", "message_en"]
    assert "cannot be read as UTF-8" in message


def test_quotas_from_a_workbook_of_numbers_and_text(study):
    numbers = [QUOTAS[0], [*QUOTAS[1][:3], 1443.6, "km2", 330000, 2035], [*QUOTAS[2][:3], 0.206, "share", 340000, 2035]]
    xlsx(study.folder / "q.xlsx", 指标=[*numbers, *QUOTAS[3:]])
    judged(study(quota={"path": "q.xlsx"}))


def test_a_sheet_of_text_alone_has_its_first_row_as_header(study):
    xlsx(study.folder / "s.xlsx", 标准=STANDARDS)
    report = study(standard={"path": "s.xlsx"})
    assert said(report, "GV103") == [("info", "1;2")]
    (message,) = report.conflicts.loc[report.conflicts["rule"] == "GV103", "message_zh"]
    assert message.startswith("参数“绿地率”各方取值不一：浙江省 35 %、安徽省 30 %；最严的是浙江省")


def test_a_workbook_of_several_sheets_asks_which(study):
    xlsx(study.folder / "t.xlsx", 指标=QUOTAS, 标准=STANDARDS)
    report = study(quota={"path": "t.xlsx"}, standard={"path": "t.xlsx", "sublayer": "标准"})
    (message,) = report.conflicts.loc[report.conflicts["layer_a"] == "quota", "message_en"]
    assert "2 layers: 指标, 标准" in message
    assert said(report, "GV103") == [("info", "1;2")]


def test_a_table_without_a_required_column_names_those_that_it_has(study):
    csv(study.folder / "q.csv", [["项目", "指标值"], ["redline", "3"]])
    report = study(quota={"path": "q.csv"})
    record = report.conflicts[report.conflicts["layer_a"] == "quota"].iloc[0]
    assert (record["rule"], record["severity"]) == ("DA103", "critical")
    assert "item" in record["message_en"]
    assert "项目, 指标值" in record["advice_en"]


def test_a_value_that_is_no_number_is_told(study):
    csv(study.folder / "q.csv", [QUOTAS[0], [*QUOTAS[1][:3], "约 1443", "km2", "33", ""]])
    report = study(quota={"path": "q.csv"})
    (message,) = report.conflicts.loc[report.conflicts["rule"] == "DA103", "message_en"]
    assert "no number in 1 of 1 features, such as 约 1443" in message
    assert said(report, "GV102") == [("info", "1")]


def test_a_header_alone_and_an_old_workbook_are_told(study):
    csv(study.folder / "q.csv", QUOTAS[:1])
    (study.folder / "s.xls").write_bytes(b"\xd0\xcf\x11\xe0" + bytes(600))
    report = study(quota={"path": "q.csv"}, standard={"path": "s.xls"})
    messages = report.conflicts.set_index("layer_a")["message_en"]
    assert "empty" in messages["quota"]
    assert "old Excel" in messages["standard"]
    lacking = {run.code: run.reason.en for run in report.rules if not run.ran}
    assert "GV102" in lacking
    assert "GV103" in lacking


def test_tables_go_through_every_output(study, tmp_path):
    from planseam import write_folder  # noqa: PLC0415 - the writers are slow to import

    csv(study.folder / "q.csv", QUOTAS)
    csv(study.folder / "s.csv", STANDARDS)
    report = study(quota={"path": "q.csv"}, standard={"path": "s.csv"})
    folder = write_folder(report, tmp_path / "out")
    assert "参数“绿地率”" in (folder / "report.html").read_text("utf-8")
    assert len(gpd.read_parquet(folder / "conflicts.parquet")) == len(report.conflicts)
