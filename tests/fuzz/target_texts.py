"""Texts that people write: study files, lists of accepted conflicts, numbers and names in cells."""

import tempfile
from pathlib import Path

import geopandas as gpd
import pandas as pd
from target import answered, target

from planseam.checking.accepting import acceptances
from planseam.errors import PlanseamError, StudyError
from planseam.harmonising.fields import named_fields
from planseam.harmonising.garbled import garbled, meant
from planseam.model.figures import figures
from planseam.model.role import roles
from planseam.model.study import LayerEntry, Study

_FOLDER = Path(tempfile.gettempdir())
STUDY = """[study]
title = "长三角示范区接边检查"
units = "counties"
level = "province"
language = "zh"
step_m = 25.0

[[layer]]
id = "counties"
role = "unit"
path = "units.gpkg"

[[layer]]
id = "redline-33"
role = "redline"
path = "incoming/STBHHX.shp"
party = "33"
crs = "EPSG:4549"
encoding = "GBK"
[layer.fields]
MC = "name"

[rules]
select = ["EC", "BD101"]
[rules.EC103]
run_m = 300
[[tolerance]]
border = "33-34"
role = "corridor"
reach_m = 100
[[sharing]]
roles = ["redline", "farmland"]
when = { zone = "general" }
"""
ACCEPTED = """[[accepted]]
id = "EC103-d832d4a5"
reason = "两地已商定"
by = "省厅"
until = 2030-01-01
"""
_TOML = (b"[[layer]]\n", b"]", b"= ", b'"""', b"{}", b"1e999", b"9" * 400, b"1979-05-27", b"\xff\xfe", b"true", b"'")
_VALUES = ({}, [], None, True, 0, -1, 10**40, float("nan"), float("inf"), b"x", {"a": {"b": []}}, [[]], "", "33")


def _toml(text):
    return lambda dice: dice.mutated(text.encode(), _TOML)


@target("study-file", weight=14, make=_toml(STUDY))
def study_file(data):
    """Bytes that were meant as a study file are one, or a StudyError."""
    path = _FOLDER / "planseam.toml"
    path.write_bytes(data)
    try:
        study = Study.from_file(path)
    except StudyError as error:
        answered(error)
    else:
        assert study.layers


@target("accepted-file", weight=8, make=_toml(ACCEPTED))
def accepted_file(data):
    """The same for the list of accepted conflicts."""
    (_FOLDER / "accepted.toml").write_bytes(data)
    try:
        acceptances(_FOLDER)
    except StudyError as error:
        answered(error)


def _table(dice):
    table = {
        "study": {"units": "u"},
        "layer": [{"id": "u", "role": "unit", "path": "u.gpkg"}, {"id": "x", "role": "redline", "path": "x.gpkg"}],
        "rules": {"select": ["EC"], "EC103": {"run_m": 300}},
        "tolerance": [{"border": "33-34", "reach_m": 100}],
        "sharing": [{"roles": ["redline", "farmland"]}],
    }
    for _ in range(dice.randint(1, 4)):
        place = table
        while dice.chance(0.7) and (inner := _inside(place)):
            place = dice.choice(inner)
        value = dice.word() if dice.chance(0.4) else dice.number() if dice.chance(0.2) else dice.choice(_VALUES)
        if isinstance(place, list):
            place[dice.randrange(len(place))] = value
        else:
            keys = [*place, "language", "level", "crs", "encoding", "fields", "party", "when", "folder", dice.word()]
            place[dice.choice(keys)] = value
    return table


def _inside(place):
    values = place.values() if isinstance(place, dict) else place
    return [value for value in values if isinstance(value, dict | list) and value]


@target("study-table", weight=10, make=_table)
def study_table(table):
    """A parsed table is a study, or a StudyError."""
    try:
        Study.from_table(table, folder=_FOLDER)
    except StudyError as error:
        answered(error)


@target("figures", weight=10, make=lambda dice: [dice.word() for _ in range(dice.randint(1, 9))])
def numbers(words):
    """Numbers as people write them are numbers or nothing, one for each."""
    found = figures(pd.Series(words, dtype=object))
    assert len(found) == len(words)


@target("garbled", weight=10, make=lambda dice: [_wrongly_read(dice) for _ in range(dice.randint(1, 9))])
def wrongly_read(words):
    """Garbled text is told without ado."""
    for word in words:
        reading = meant(word)
        assert reading is None or reading[0]
    for finding in garbled(pd.DataFrame({words[0]: words}), layer="x"):
        assert finding.message.zh


def _wrongly_read(dice):
    data = dice.word().encode(dice.choice(("utf-8", "gb18030", "utf-16")), "replace")
    return data.decode(dice.choice(("latin-1", "cp1252", "gb18030", "utf-8")), "replace")


def _cells(dice):
    role = dice.choice(sorted(roles()))
    columns = [name for field in roles()[role].fields.values() for name in field.aliases] + ["fid", "code", "name"]
    rows = dice.randint(1, 8)
    cell = dice.choice((dice.cell, dice.number, lambda: dice.choice((None, b"\xff", True, 33, "33", pd.NaT))))
    return role, {dice.choice(columns): [cell() for _ in range(rows)] for _ in range(dice.randint(1, 5))}


@target("fields", weight=12, make=_cells)
def fields(value):
    """Any cells become text or numbers under our names, a row for each row, with ids that differ."""
    role, cells = value
    frame = _frame(cells)
    try:
        found = named_fields(frame, LayerEntry.model_validate({"id": "x", "role": role, "path": "x.gpkg"}))
    except PlanseamError as error:
        answered(error)
        return
    assert len(found.table) == len(frame)
    assert found.table["fid"].is_unique
    for name, field in roles()[role].fields.items():
        assert found.table[name].dtype.kind == "f" if field.numeric else found.table[name].map(type).eq(str).all()


def _frame(cells):
    frame = gpd.GeoDataFrame({name: pd.Series(values, dtype=object) for name, values in cells.items()})
    return frame.set_geometry(gpd.GeoSeries([None] * len(frame)))
