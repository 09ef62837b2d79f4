"""A made-up report: two square units, one border, a few layers, thirty conflicts of all severities."""

import json
import re
from dataclasses import replace
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
from shapely import GeometryCollection, LineString, MultiLineString, Point, Polygon, box

from planseam.mapping import draw
from planseam.model.conflict import COLUMNS, SEVERITIES
from planseam.model.layer import Layer
from planseam.model.report import Report, RuleRun
from planseam.model.study import Study
from planseam.text import Text

WORKING = "+proj=laea +lat_0=30.5 +lon_0=119 +ellps=GRS80 +units=m"
STORED = "EPSG:4490"
HOSTILE = "</script><img src=x onerror=\"window.hacked=1\"><svg/onload='window.hacked=1'>\u2028&amp;${hacked}`"

#: What a template engine would run, or stumble over.
TEMPLATES = (
    "{{7*7}}",
    "{% raw %}",
    "{% endraw %}{{7*7}}",
    "{#",
    '{{ cycler.__init__.__globals__.os.mkdir("ran-by-the-map") }}',
    "{{{{7*7}}}}",
    "\\{{7*7}}\\",
    '"{{7*7}}"',
)


def frame(shapes, **columns) -> gpd.GeoDataFrame:
    count = len(shapes)
    table = {
        "fid": [f"f{i}" for i in range(count)],
        "name": [f"要素{i}" for i in range(count)],
        "name_en": [f"feature {i}" for i in range(count)],
        "code": [""] * count,
    }
    return gpd.GeoDataFrame(table | columns, geometry=shapes, crs=STORED).to_crs(WORKING)


def layer(layer_id, role, shapes, *, illustrative=False, word="", **columns) -> Layer:
    return Layer(
        id=layer_id,
        role=role,
        title=Text(f"{layer_id}图层{word}", f"layer {layer_id}{word}"),
        frame=frame(shapes, **columns),
        illustrative=illustrative,
    )


def conflict_rows(count: int, word: str) -> tuple[list[dict], list]:
    shapes = [
        box(118.99, 30.1, 119.01, 30.12),  # across the border
        LineString([(119, 30.2), (119, 30.25)]),
        Point(119.1, 30.3),
        Polygon([(119, 30.4), (119.00001, 30.4), (119.00001, 30.40001), (119, 30.4)]),  # about a metre
        GeometryCollection([Point(118.9, 30.5), box(118.8, 30.5, 118.82, 30.52)]),
        Polygon(),  # no place
    ]
    rows = [
        {
            "id": f"EC10{i % 3}-{i:08x}",
            "rule": f"EC10{i % 3}",
            "name": "made-up",
            "severity": SEVERITIES[i % 4],
            "status": "open",
            "unit_a": "33",
            "unit_b": "34",
            "unit_a_name": "浙江省",
            "unit_b_name": "安徽省",
            "layer_a": "redline",
            "feature_a": "f0;f1",
            "layer_b": "reserve",
            "feature_b": "f0",
            "border": "33-34" if i % 6 < 2 else "",
            "at_km": i + 0.25 if i % 6 < 2 else np.nan,
            "area_m2": 12_345.0 if i % 6 == 0 else np.nan,
            "length_m": 1500.0 if i % 6 == 1 else np.nan,
            "width_m": 6.25 if i % 6 == 0 else np.nan,
            "share": np.nan,
            "message_zh": f"第{i}处不一致{word}",
            "message_en": f"mismatch number {i} {word}",
            "advice_zh": "双方协商",
            "advice_en": "agree with the neighbour",
            "illustrative": i % 2 == 0,
        }
        for i in range(count)
    ]
    return rows, [shapes[i % 6] for i in range(count)]


def along_the_border() -> tuple[pd.DataFrame, pd.DataFrame]:
    """What the two sides have along the border, of 110 km: seams and runs, as a check gives them."""
    runs = pd.DataFrame(
        [
            ("33-34", "redline", 0.0, 20.0, "both", "f0", "f1", 0.0, 12.5),
            ("33-34", "redline", 20.0, 30.0, "left", "f0", "", 0.0, np.nan),
            ("33-34", "redline", 30.0, 110.0, "neither", "", "", np.nan, np.nan),
            ("33-34", "corridor", 0.0, 80.0, "neither", "", "", np.nan, np.nan),
            ("33-34", "corridor", 80.0, 80.5, "right", "", "f0", np.nan, 3.25),
            ("33-34", "corridor", 80.5, 110.0, "neither", "", "", np.nan, np.nan),
        ],
        columns=["border", "role", "from_km", "to_km", "state", "left", "right", "left_gap_m", "right_gap_m"],
    )
    seams = pd.DataFrame(
        [("33-34", "redline", 0.909091, 0.666667), ("33-34", "corridor", 0.995455, 0.0)],
        columns=["border", "role", "continuity", "agreement"],
    )
    return seams, runs


def build(count: int = 30, *, word: str = "", title: str = "两省接边") -> Report:
    rows, shapes = conflict_rows(count, word)
    conflicts = gpd.GeoDataFrame(
        {name: pd.Series([row[name] for row in rows], dtype=kind) for name, kind in COLUMNS.items()},
        geometry=gpd.GeoSeries(shapes, crs=STORED),
        crs=STORED,
    )
    units = gpd.GeoDataFrame(
        {"code": ["33", "34"], "name": ["浙江省", f"安徽省{word}"], "name_en": ["Zhejiang", f"Anhui{word}"]},
        geometry=[box(119, 30, 120, 31), box(118, 30, 119, 31)],
        crs=STORED,
    )
    borders = gpd.GeoDataFrame(
        {
            "border": ["33-34"],
            "unit_a": ["33"],
            "unit_b": ["34"],
            "unit_a_name": ["浙江省"],
            "unit_b_name": [f"安徽省{word}"],
            "unit_a_name_en": ["Zhejiang"],
            "unit_b_name_en": [f"Anhui{word}"],
            "length_m": [110_000.0],
        },
        geometry=[MultiLineString([[(119, 31), (119, 30)]])],
        crs=STORED,
    )
    quota = Layer(
        id="quota", role="quota", title=Text("指标", "quotas"), frame=gpd.GeoDataFrame({"fid": ["q"]}, geometry=[None])
    )
    layers = (
        layer(
            "redline", "redline", [Point(118.95, 30.1).buffer(0.1), Point(119.5, 30.8).buffer(0.1)], illustrative=True
        ),
        layer(
            "reserve",
            "protected-area",
            [box(119, 30.6, 119.2, 30.7), box(119.2, 30.6, 119.4, 30.7)],
            zone=["core", "general"],
        ),
        layer("corridor", "corridor", [LineString([(118.2, 30.2), (119.8, 30.3)])]),
        layer("station", "station", [Point(119.5, 30.5)], word=word),
        layer("lake", "lake", [Point(118.5, 30.5).buffer(0.08)], name=[word or "太湖"]),
        layer("counties", "unit", [box(119, 30, 120, 30.5), box(119, 30.5, 120, 31)]),
        quota,
    )
    seams, runs = along_the_border()
    return Report(
        study=Study.from_table(
            {
                "study": {"title": title + word, "units": "counties"},
                "layer": [{"id": each.id, "role": each.role, "path": "made-up"} for each in layers],
            },
            folder=Path(),
        ),
        conflicts=conflicts,
        seams=seams,
        runs=runs,
        borders=borders,
        units=units,
        layers=layers,
        rules=tuple(
            RuleRun(code=f"EC10{i}", name="made-up", title=Text(f"规则{i}{word}", f"rule {i}{word}"), ran=True)
            for i in range(3)
        ),
        crs=WORKING,
    )


def page_data(page: str) -> dict:
    found = re.search(r'<script type="application/json" id="seam-data">(.*?)</script>', page, re.DOTALL)
    return json.loads(found[1])


@pytest.fixture(scope="session")
def report() -> Report:
    return build()


@pytest.fixture(scope="session")
def surveyed(report) -> Report:
    return replace(report, layers=tuple(replace(each, illustrative=False) for each in report.layers))


@pytest.fixture(scope="session")
def hostile() -> Report:
    return build(6, word=HOSTILE)


@pytest.fixture(scope="session", params=TEMPLATES)
def template_word(request) -> str:
    return request.param


@pytest.fixture
def build_report():
    return build


@pytest.fixture(scope="session")
def data(report) -> dict:
    return page_data(draw(report).get_root().render())


@pytest.fixture(scope="session")
def read_page():
    return page_data
