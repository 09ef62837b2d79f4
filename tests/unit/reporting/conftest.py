"""A made-up report: three units, three borders, four layers, as many conflicts as wanted."""

from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from shapely import LineString, MultiLineString, MultiPolygon, Point, Polygon

from planseam.model.conflict import COLUMNS, conflict_id
from planseam.model.layer import Layer
from planseam.model.report import Report, RuleRun, Step
from planseam.model.study import Study
from planseam.text import Text

CRS = "+proj=laea +lat_0=30.6 +lon_0=119.4 +ellps=GRS80 +units=m"
NAMES = {"32": ("江苏省", "Jiangsu"), "33": ("浙江省", "Zhejiang"), "34": ("安徽省", "Anhui")}
RULES = {
    "BD101": ("border-gap", Text("接边缝隙", "Border gap")),
    "BD102": ("double-claim", Text("重叠", "Double claim")),
    "EC103": ("redline-stops-at-border", Text("红线断头", "Redline stops at the border")),
    "EC104": ("control-lines-overlap", Text("三条控制线交叉重叠", "Control lines overlap")),
    "CO101": ("corridor-broken-at-border", Text("廊道断头", "Corridor broken at the border")),
    "DA104": ("garbled-text", Text("乱码", "Garbled text")),
}
SEVERITY = {
    "BD101": "minor",
    "BD102": "major",
    "EC103": "major",
    "EC104": "critical",
    "CO101": "minor",
    "DA104": "info",
}
ROLES = ("redline", "farmland", "development-boundary", "corridor")


def _wiggly(end: tuple[float, float], rng: np.random.Generator, points: int = 400) -> LineString:
    along = np.linspace(0, 1, points)
    offset = np.cumsum(rng.normal(0, 260, points)) * np.sin(np.pi * along) ** 0.5
    x, y = end
    length = np.hypot(x, y)
    return LineString(np.column_stack([along * x - offset * y / length, along * y + offset * x / length]))


def _blob(centre: Point, radius: float, rng: np.random.Generator) -> Polygon:
    angle = np.linspace(0, 2 * np.pi, 90, endpoint=False)
    waves = sum(rng.normal(0, 0.22 / k) * np.cos(k * angle + rng.uniform(0, 6)) for k in range(1, 8))
    reach = radius * np.clip(1 + waves, 0.3, None)
    return Polygon(np.column_stack([centre.x + reach * np.cos(angle), centre.y + reach * np.sin(angle)]))


def build(conflicts: int = 20, *, seed: int = 7, title: str = "三省接边检查", language: str = "zh") -> Report:
    rng = np.random.default_rng(seed)
    lines = {
        "32-33": _wiggly((95_000, 8_000), rng),
        "32-34": _wiggly((-20_000, 95_000), rng),
        "33-34": _wiggly((-60_000, -90_000), rng),
    }
    extended = [LineString([*line.coords, tuple(2 * np.array(line.coords[-1]))]) for line in lines.values()]
    box = shapely.box(-100_000, -100_000, 100_000, 100_000)
    pieces = shapely.get_parts(shapely.polygonize([shapely.node(MultiLineString([*extended, box.exterior]))]))
    spots = {"32": Point(60_000, 60_000), "33": Point(50_000, -50_000), "34": Point(-70_000, 30_000)}
    ground = {code: next(piece for piece in pieces if piece.contains(spot)) for code, spot in spots.items()}
    units = gpd.GeoDataFrame(
        {"code": list(ground), "name": [NAMES[c][0] for c in ground], "name_en": [NAMES[c][1] for c in ground]},
        geometry=list(ground.values()),
        crs=CRS,
    ).to_crs("EPSG:4490")
    pairs = [border.split("-") for border in lines]
    borders = gpd.GeoDataFrame(
        {
            "border": list(lines),
            "unit_a": [a for a, _ in pairs],
            "unit_b": [b for _, b in pairs],
            **{
                f"unit_{side}_name{suffix}": [NAMES[pair[i]][j] for pair in pairs]
                for i, side in enumerate("ab")
                for j, suffix in enumerate(("", "_en"))
            },
            "length_m": [line.length for line in lines.values()],
        },
        geometry=[MultiLineString([line]) for line in lines.values()],
        crs=CRS,
    ).to_crs("EPSG:4490")
    layers = _layers(lines, ground, rng)
    runs, seams = _profiles(lines, rng)
    return Report(
        study=Study.from_table(
            {
                "study": {"title": title, "units": "units", "language": language},
                "layer": [{"id": "units", "role": "unit", "path": "units.gpkg"}]
                + [{"id": layer.id, "role": layer.role, "path": layer.path} for layer in layers],
                "rules": {"EC103": {"run_m": 300}},
                "tolerance": [{"border": "33-34", "role": "corridor", "reach_m": 100}],
            },
            folder=Path(),
        ),
        conflicts=_conflicts(conflicts, lines, layers, rng),
        seams=seams,
        runs=runs,
        borders=borders,
        units=units,
        layers=layers,
        steps=(
            Step(number=1, layer="redline-33", title=Text("坐标转换", "Reprojected"), features=80),
            Step(
                number=2,
                layer="redline-33",
                title=Text("修复几何", "Repaired geometry"),
                features=3,
                detail=Text("自相交 3 处", "3 self-intersections"),
            ),
        ),
        rules=(
            *(
                RuleRun(code=code, name=name, title=name_text, ran=True, seconds=0.1, options={"run_m": 200.0})
                for code, (name, name_text) in RULES.items()
            ),
            RuleRun(
                code="WA101",
                name="split-watershed",
                title=Text("跨界小流域", "Split watershed"),
                ran=False,
                reason=Text("缺少图层：小流域", "no layer of role watershed"),
            ),
        ),
        crs=CRS,
        inputs=tuple(
            {
                "layer": layer.id,
                "path": layer.path,
                "rows": len(layer.frame),
                "judged": len(layer.frame),
                "sha256": "ab" * 32,
            }
            for layer in layers
        ),
        seconds={"load": 0.2, "judge": 0.5},
    )


def _layers(lines: dict[str, LineString], ground: dict[str, Polygon], rng: np.random.Generator) -> tuple[Layer, ...]:
    layers = []
    wanted = [("redline", "33", 5000), ("redline", "34", 5000), ("development-boundary", "33", 2500)]
    wanted.append(("farmland", "32", 3500))
    for role, party, radius in wanted:
        near = [line for border, line in lines.items() if party in border.split("-")]
        spots = shapely.line_interpolate_point(
            rng.choice(np.array(near, dtype=object), 70), rng.uniform(0.03, 1, 70), normalized=True
        )
        shapes = [_blob(spot, radius * rng.uniform(0.3, 1.3), rng) for spot in spots]
        shapes = shapely.intersection(shapely.make_valid(shapes), ground[party])
        layers.append(_layer(role, party, shapes[shapely.area(shapes) > 0]))
    tracks = [
        LineString([(-80_000, -20_000 + k * 30_000), (-5_000, 5_000 * k), (90_000, -50_000 + k * 35_000)])
        for k in range(3)
    ]
    layers.append(_layer("corridor", "", np.array(tracks)))
    return tuple(layers)


def _layer(role: str, party: str, shapes: np.ndarray) -> Layer:
    name = f"{role}-{party}" if party else role
    frame = gpd.GeoDataFrame(
        {
            "fid": [f"{role[:2]}{i}" for i in range(len(shapes))],
            "name": [f"图斑{i}" for i in range(len(shapes))],
            "name_en": "",
            "code": party,
            "source_row": range(len(shapes)),
        },
        geometry=list(shapes),
        crs=CRS,
    )
    return Layer(
        id=name,
        role=role,
        title=Text(f"{role} {party}", f"{role} {party}"),
        frame=frame,
        party=party,
        source=Text("示例数据", "example data"),
        illustrative=role == "redline",
        licence="CC0-1.0",
        vintage="2024",
        path=f"incoming/{name}.gpkg",
    )


def _profiles(lines: dict[str, LineString], rng: np.random.Generator) -> tuple[pd.DataFrame, pd.DataFrame]:
    runs, seams = [], []
    for border, line in lines.items():
        a, b = border.split("-")
        for role in ROLES:
            cuts = np.concatenate([[0], np.sort(rng.uniform(0, line.length, 60)), [line.length]])
            states = rng.choice(["both", "left", "right", "neither"], 61, p=[0.3, 0.1, 0.1, 0.5])
            lengths = np.diff(cuts)
            metres = {state: float(lengths[states == state].sum()) for state in ("both", "left", "right", "neither")}
            runs.append(
                pd.DataFrame(
                    {
                        "border": border,
                        "role": role,
                        "from_km": cuts[:-1] / 1000,
                        "to_km": cuts[1:] / 1000,
                        "state": states,
                        "left": np.where(np.isin(states, ["both", "left"]), "re1", ""),
                        "right": np.where(np.isin(states, ["both", "right"]), "re2", ""),
                        "left_gap_m": np.where(np.isin(states, ["both", "left"]), 3.0, np.nan),
                        "right_gap_m": np.where(np.isin(states, ["both", "right"]), 3.0, np.nan),
                    }
                )
            )
            seams.append(
                {
                    "border": border,
                    "unit_a": a,
                    "unit_b": b,
                    "unit_a_name": NAMES[a][0],
                    "unit_b_name": NAMES[b][0],
                    "role": role,
                    "length_m": line.length,
                    **{f"{state}_m": length for state, length in metres.items()},
                    "continuity": (metres["both"] + metres["neither"]) / line.length,
                    "agreement": metres["both"] / (line.length - metres["neither"]),
                }
            )
    return pd.concat(runs, ignore_index=True), pd.DataFrame(seams)


def _conflicts(
    count: int, lines: dict[str, LineString], layers: tuple[Layer, ...], rng: np.random.Generator
) -> gpd.GeoDataFrame:
    rows, shapes = [], []
    codes = list(RULES)
    for i in range(count):
        rule = codes[i % len(codes)]
        border = list(lines)[i % 3] if rule != "DA104" else ""
        a, _, b = border.partition("-")
        line = lines[border or "33-34"]
        at = rng.uniform(0.02, 0.98) * line.length
        spot = line.interpolate(at)
        shape: shapely.Geometry = spot
        if rule in {"BD101", "BD102", "EC104"}:
            shape = _blob(spot, rng.uniform(150, 2500), rng).buffer(0)
        elif rule == "EC103":
            shape = shapely.ops.substring(line, at, at + 2500)
        elif rule == "DA104":
            shape = Polygon()
        if rule == "BD102":
            shape = MultiPolygon([shape]) if shape.geom_type == "Polygon" else shape
        with_area = shape.area > 0
        rows.append(
            {
                "id": conflict_id(rule, parties=(a, b), features=(str(i), ""), lon=119, lat=30),
                "rule": rule,
                "name": RULES[rule][0],
                "severity": SEVERITY[rule],
                "status": "open",
                "unit_a": a,
                "unit_b": b,
                "unit_a_name": NAMES[a][0] if a else "",
                "unit_b_name": NAMES[b][0] if b else "",
                "layer_a": layers[(i % 2) * 2].id,
                "feature_a": "re1;re2",
                "layer_b": layers[1].id,
                "feature_b": "re3",
                "border": border,
                "at_km": at / 1000 if border else np.nan,
                "area_m2": shape.area if with_area else np.nan,
                "length_m": shape.length or np.nan,
                "width_m": 2 * shape.area / shape.length if with_area else np.nan,
                "share": 0.125 if with_area else np.nan,
                "message_zh": f"{RULES[rule][1].zh}：第 {i} 处",
                "message_en": f"{RULES[rule][1].en}: number {i}",
                "advice_zh": "双方协商后修改其中一方的划定成果",
                "advice_en": "Agree with the neighbour and amend one of the two plans",
                "illustrative": i % 2 == 0,
            }
        )
        shapes.append(shape)
    return gpd.GeoDataFrame(
        {name: pd.Series([row[name] for row in rows], dtype=dtype) for name, dtype in COLUMNS.items()},
        geometry=gpd.GeoSeries(shapes, crs=CRS).to_crs("EPSG:4490"),
        crs="EPSG:4490",
    )


@pytest.fixture(scope="session")
def report() -> Report:
    return build()


@pytest.fixture
def build_report():
    return build
