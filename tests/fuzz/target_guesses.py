"""What is guessed of layers, and what is found in folders: a guess may be none, and no file goes unsaid."""

import numpy as np
import pandas as pd
from scratch import fresh
from target import target
from target_archives import archive
from target_files import TEXTS, damaged

from planseam.loading.datum import bd09_to_wgs84, gcj02_to_wgs84, wgs84_to_bd09, wgs84_to_gcj02
from planseam.loading.parties import party_of
from planseam.loading.recognition import recognise
from planseam.loading.sources import find
from planseam.model.codes import current
from planseam.model.role import roles

_NAMES = (
    "STBHHX",
    "浙江_生态保护红线.shp",
    "YJJBNTTB2020",
    "CZKFBJ",
    "330000",
    "苏州市",
    "规划/浙江/红线",
    "a.zip/内/b.shp|c",
)
_CODES = ("330000", "341822", "33", "320503", "310230", "999999", "330110", "3411", "341822001", "", "x")


def _layer(dice):
    fields = [alias for role in roles().values() for field in role.fields.values() for alias in field.aliases]
    columns = [dice.choice((dice.choice(fields), dice.cell())) for _ in range(dice.randint(0, 9))]
    rows = dice.randint(1, 6)
    cells = {name: [dice.choice((dice.cell(), dice.choice(_CODES), None, 33)) for _ in range(rows)] for name in columns}
    name = "/".join(dice.choice((dice.choice(_NAMES), dice.word())) for _ in range(dice.randint(1, 3)))
    return name, cells, dice.choice(("Polygon", "MultiLineString", "Point", "", "none", dice.word()))


@target("guesses", weight=6, make=_layer)
def guesses(value):
    """Role and party are known ones or none, with a confidence and a reason."""
    name, cells, geometry = value
    found = recognise(name, list(cells), geometry, cells)
    assert found.role is None or found.role in roles()
    assert 0 <= found.confidence <= 1
    assert found.reason.zh
    frame = pd.DataFrame({column: pd.Series(values, dtype=object) for column, values in cells.items()})
    party = party_of(name, name.split("/")[:-1], frame, _CODES)
    assert 0 <= party.confidence <= 1
    assert party.code == "" or party.code.isdecimal()


@target("codes", weight=4, make=lambda dice: [dice.choice((dice.choice(_CODES), dice.word())) for _ in range(6)])
def codes_brought_up_to_date(codes):
    """A code for each code; those that never were one stay as they are, and once is enough."""
    now, _ = current(codes)
    assert len(now) == len(codes)
    assert current(now)[0].tolist() == now.tolist()


def _places(dice):
    inside = [(dice.uniform(75, 134), dice.uniform(18, 53)) for _ in range(4)]
    # what is no number, or too large for a place, is left out before
    anywhere = [(dice.number(), dice.number()) for _ in range(4)]
    return np.array(inside), np.nan_to_num(np.clip(anywhere, -1e12, 1e12))


@target("datum", weight=6, make=_places)
def datum_there_and_back(value):
    """In China, undoing a datum undoes it to the millimetre; anywhere, it comes to an end and gives as many places."""
    inside, anywhere = value
    for there, back in ((wgs84_to_gcj02, gcj02_to_wgs84), (wgs84_to_bd09, bd09_to_wgs84)):
        again = np.column_stack(back(*there(*inside.T)))
        assert np.abs(again - inside).max() < 1e-8, "1 mm"
        assert np.column_stack(back(*anywhere.T)).shape == anywhere.shape


def _folder(dice):
    files = {}
    for number in range(dice.randint(1, 4)):
        kind = dice.randrange(4)
        if kind == 0:
            files[f"{number}.zip"] = archive(dice)
        elif kind == 1:
            _, parts, _ = damaged(dice, (*TEXTS, ".shp"))
            files |= {f"{number}{name}": data for name, data in parts.items()}
        else:
            suffix = dice.choice(
                (".shp", ".txt", ".xlsx", ".gpkg", ".kmz", ".dwg", ".doc", ".json", ".prj", "", ".csv")
            )
            files[f"{number}{suffix}"] = dice.choice((b"", dice.randbytes(40), dice.cell().encode()))
    return files


@target("folder", weight=2, make=_folder)
def folder_searched(files):
    """Each file gives layers, belongs to one that does, or is named with what is wrong and the cure."""
    folder = fresh()
    for name, data in files.items():
        (folder / name).write_bytes(data)
    sources, problems = find(folder)
    said = {problem.path.split("/")[0] for problem in problems} | {source.path for source in sources}
    said |= {member.name for source in sources for member in source.members}
    assert said >= set(files), set(files) - said
    assert all(problem.what.zh and problem.cure.zh for problem in problems)
