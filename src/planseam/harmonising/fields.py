"""Step 1: their field names become ours, and values become text or numbers."""

import difflib
import re
from collections import Counter
from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import pandas as pd
from numpy.typing import NDArray

from planseam.errors import SchemaError
from planseam.harmonising.notices import Notice
from planseam.harmonising.old_codes import brought_up_to_date
from planseam.model.conflict import Finding
from planseam.model.figures import figures, plain
from planseam.model.role import Field, Role, roles
from planseam.model.study import LayerEntry
from planseam.text import NOTHING, Text, listed

__all__ = ["Fields", "named_fields"]

_ZEROS = re.compile(r"^(\d{6})0{3,6}$")
_PAIRS = re.compile(r"^(\d{2}|\d{4})(?:00)+$")
_SHOWN, _LONG = 3, 40
_PAIRS_SHOWN = 8
_FORM = Text("格式不符", "not of the form it must have")
_EMPTY = Text("为空", "empty")
_LONGEST_ID = 100  # characters of a feature id; those of the national databases have 18
_EXACT = 2.0**53  # whole numbers beyond are not exact in a float


@dataclass(frozen=True, kw_only=True)
class Fields:
    """The attributes of a layer under our names.

    Parameters
    ----------
    table : DataFrame
        RangeIndex; `fid`, `name`, `name_en`, `code`, the role's own fields, `source_row`.
    renamed : dict
        Their column to our field, where they differ.
    translated : tuple of Text
        Values that meant a code of ours, with the code, by field.
    findings : tuple of Finding
    notices : tuple of Notice
    """

    table: pd.DataFrame
    renamed: dict[str, str]
    translated: tuple[Text, ...] = ()
    findings: tuple[Finding, ...]
    notices: tuple[Notice, ...]


def named_fields(frame: gpd.GeoDataFrame, entry: LayerEntry, *, numbers: NDArray[np.int64] | None = None) -> Fields:
    """Find our fields among their columns: as the study file maps them, by our name, or by an alias.

    Parameters
    ----------
    frame : GeoDataFrame
    entry : LayerEntry
    numbers : array of int, optional
        Numbers of the rows in the source, from 0, where the reader passed over others.

    Raises
    ------
    SchemaError
        If a required field is missing, or the study file maps what is not there.
    """
    role = roles()[entry.role]
    columns = [str(name) for name in frame.columns if name != frame.geometry.name]
    chosen = _chosen(columns, entry, role)
    findings: list[Finding] = []
    translated: list[Text] = []
    made: dict[str, pd.Series | float] = {}
    ordered = ["fid", "name", "name_en", "code", *(name for name in role.fields if name not in _COMMON)]
    for name in ordered:
        field = role.fields[name]
        values = frame[chosen[name]] if name in chosen else None
        if field.numeric:
            made[name] = _numbers(values, name, field, entry, findings)
            continue
        words = _text(values, len(frame))
        if field.codes and name in chosen:
            words, said = _meant(words, name, field)
            translated += said
        if name in chosen:
            findings += _outside_codes(words, name, field, entry)
        made[name] = words
    table = pd.DataFrame(made, index=pd.RangeIndex(len(frame)))
    table["code"] = _short_codes(table["code"])
    table, old = brought_up_to_date(table, entry)
    handy, odd = _handy(table["fid"])
    rows = np.arange(len(table)) if numbers is None else numbers
    table["fid"], doubled = _unique(handy, rows)
    table["source_row"] = rows
    renamed = {theirs: ours for ours, theirs in chosen.items() if theirs != ours}
    return Fields(
        table=table,
        renamed=renamed,
        translated=tuple(translated),
        findings=(*findings, *old),
        notices=(*odd, *doubled),
    )


_COMMON = frozenset({"fid", "name", "name_en", "code"})


def _chosen(columns: list[str], entry: LayerEntry, role: Role) -> dict[str, str]:
    """Our field to their column."""
    folded = {name.casefold(): name for name in reversed(columns)}
    chosen: dict[str, str] = {}
    for theirs, ours in entry.fields.items():
        if ours not in role.fields:
            raise _unknown(ours, list(role.fields), entry, Text("没有字段", "there is no field"))
        if theirs.casefold() not in folded:
            raise _unknown(theirs, columns, entry, Text("文件中没有列", "the file has no column"))
        chosen[ours] = theirs if theirs in columns else folded[theirs.casefold()]
    for name, field in role.fields.items():
        if name in chosen:
            continue
        taken = set(chosen.values())
        for alias in (name, *field.aliases):
            column = alias if alias in columns else folded.get(alias.casefold())
            if column is not None and column not in taken:
                chosen[name] = column
                break
        else:
            if field.required:
                raise _missing(name, field, columns, entry)
    return chosen


def _missing(name: str, field: Field, columns: list[str], entry: LayerEntry) -> SchemaError:
    near = difflib.get_close_matches(name, columns, n=1, cutoff=0.5) or columns[:1] or ["…"]
    return SchemaError(
        Text(f"缺少必需字段 {name}（{field.zh}）", f"the required field {name} ({field.en}) is missing"),
        where=entry.id,
        cure=Text(
            f'请在 [layer.fields] 中指明对应的列，如 {near[0]} = "{name}"；文件中有：{"、".join(columns) or "无"}',
            f'Map its column in [layer.fields], as {near[0]} = "{name}"; the file has {", ".join(columns) or "none"}',
        ),
    )


def _unknown(name: str, known: list[str], entry: LayerEntry, what: Text) -> SchemaError:
    near = difflib.get_close_matches(name, known, n=1, cutoff=0.5)
    return SchemaError(
        Text(f"{what.zh} “{name}”", f"{what.en} “{name}”"),
        where=f"{entry.id} [layer.fields]",
        cure=Text(f"是否应为 “{near[0]}”", f"Did you mean “{near[0]}”")
        if near
        else Text(f"可用：{'、'.join(known)}", f"There is: {', '.join(known)}"),
    )


def _text(values: pd.Series | None, rows: int) -> pd.Series:
    """Values as text without blanks around; whole numbers without decimals, nothing as an empty text."""
    if values is None:
        return pd.Series([""] * rows, dtype="str")
    values = values.reset_index(drop=True)
    if values.dtype == object:
        values = values.map(lambda value: value.decode("utf-8", "replace") if isinstance(value, bytes) else value)
    missing = values.isna()
    if pd.api.types.is_float_dtype(values):
        whole = values.notna() & (values % 1 == 0) & (values.abs() < _EXACT)
        text = values.astype("str").where(~whole, values.where(whole, 0).astype("int64").astype("str"))
    else:
        text = values.astype("str")
    if missing.any():
        text = text.where(~missing, "").astype("str")
    # a NUL is no letter, and numpy takes one at the end for the end of the text
    return text.str.replace("\0", "", regex=False).str.strip()


def _numbers(
    values: pd.Series | None, name: str, field: Field, entry: LayerEntry, findings: list[Finding]
) -> pd.Series | float:
    if values is None:
        return float("nan")
    values = values.reset_index(drop=True)
    words = _text(values, len(values))
    numbers = pd.to_numeric(values, errors="coerce").astype("float64")
    numbers = numbers.where(np.isfinite(numbers))
    odd = numbers.isna() & (words != "")
    numbers[odd] = figures(words[odd])
    wrong = words[numbers.isna() & (words != "")]
    if len(wrong):
        findings.append(
            _values(name, field, entry, wrong, Text("不是数字", "no number"), kind="number", rows=len(values))
        )
    if field.required and (words == "").any():
        findings.append(_values(name, field, entry, words[words == ""], _EMPTY, kind="empty", rows=len(values)))
    return numbers


def _meant(values: pd.Series, name: str, field: Field) -> tuple[pd.Series, list[Text]]:
    """Values that mean a code of ours as that code, and what was said for which."""
    given = values[(values != "") & ~values.isin(field.codes)].drop_duplicates().tolist()
    meant = {value: field.meanings[plain(value)] for value in given if plain(value) in field.meanings}
    if not meant:
        return values, []
    pairs = listed(Text.same(f"{value[:_LONG]} → {code}") for value, code in list(meant.items())[:_PAIRS_SHOWN])
    more = Text(" 等", " and others") if len(meant) > _PAIRS_SHOWN else NOTHING
    said = Text(f"{field.zh} {name}：{pairs.zh}{more.zh}", f"{field.en} {name}: {pairs.en}{more.en}")
    return values.replace(meant).astype("str"), [said]


def _outside_codes(values: pd.Series, name: str, field: Field, entry: LayerEntry) -> list[Finding]:
    findings: list[Finding] = []
    if not (field.codes or field.pattern or field.required):
        return findings
    filled = values[values != ""]
    if field.codes and not (inside := filled.isin(field.codes)).all():
        listed = Text(f"不在代码表内（{'、'.join(field.codes)}）", f"not in its code list ({', '.join(field.codes)})")
        findings.append(_values(name, field, entry, filled[~inside], listed, kind="code", rows=len(values)))
    if field.pattern and not (inside := _short_codes(filled).str.fullmatch(field.pattern)).all():
        findings.append(_values(name, field, entry, filled[~inside], _FORM, kind="form", rows=len(values)))
    if field.required and len(filled) < len(values):
        findings.append(_values(name, field, entry, values[values == ""], _EMPTY, kind="empty", rows=len(values)))
    return findings


def _values(
    name: str, field: Field, entry: LayerEntry, values: pd.Series, what: Text, *, kind: str, rows: int
) -> Finding:
    shown = [value[:_LONG] for value in values.drop_duplicates().tolist() if value][:_SHOWN]
    zh, en = (f"，如 {'、'.join(shown)}", f", such as {', '.join(shown)}") if shown else ("", "")
    return Finding(
        rule="DA103",
        severity="minor",
        layer=entry.id,
        kind=f"{name}-{kind}",
        message=Text(
            f"字段 {name}（{field.zh}）{rows} 个要素中有 {len(values)} 个取值{what.zh}{zh}",
            f"field {name} ({field.en}): the value is {what.en} in {len(values)} of {rows} features{en}",
        ),
        advice=Text("请按字段规定改正取值", "Correct the values to what the field allows"),
    )


def _short_codes(codes: pd.Series) -> pd.Series:
    """Codes as prefixes: 330000 is 33, 330100 is 3301, and a town's zeros go."""
    short = {code: _short_code(code) for code in codes.unique().tolist()}
    if all(code == bare for code, bare in short.items()):
        return codes
    return codes.map(short).astype("str")


def _short_code(code: str) -> str:
    bare = _ZEROS.sub(r"\1", code)
    return _PAIRS.sub(r"\1", bare) if len(bare) == 6 else bare  # noqa: PLR2004 -- digits of a county


def _handy(fids: pd.Series) -> tuple[pd.Series, tuple[Notice, ...]]:
    """Ids that can stand in a list: not endless, and without the semicolon that parts one from the next."""
    if not (fids.str.contains(";", regex=False) | (fids.str.len() > _LONGEST_ID)).any():
        return fids, ()
    handy = fids.str.replace(";", "；")
    handy = handy.where(handy.str.len() <= _LONGEST_ID, handy.str.slice(stop=_LONGEST_ID - 1) + "…")
    rows: NDArray[np.int_] = np.flatnonzero((handy != fids).to_numpy())
    if not len(rows):
        return fids, ()
    notice = Notice(
        rule="DA103",
        severity="info",
        kind="odd-id",
        rows=rows,
        each=[
            Text(
                f"第 {row + 1} 行的要素编号过长或含有分号，改称 {new}",
                f"the feature id in row {row + 1} is too long or holds a semicolon; it is called {new}",
            )
            for row, new in zip(rows.tolist(), handy.iloc[rows], strict=True)
        ],
        all=Text(
            "{count} 个要素编号过长或含有分号，已改写",
            "{count} feature ids are too long or hold a semicolon, and have been rewritten",
        ),
        advice=Text("请改用较短、不含分号的要素编号", "Give shorter ids, without semicolons"),
    )
    return handy, (notice,)


def _unique(fids: pd.Series, source_rows: NDArray[np.int64]) -> tuple[pd.Series, tuple[Notice, ...]]:
    """Ids that differ: row numbers where there are none, suffixes where two are the same."""
    if fids.is_unique and (fids != "").all():
        return fids, ()
    numbers = pd.Series(source_rows + 1, index=fids.index).astype("str")
    unique = fids.where(fids != "", numbers)
    rows: NDArray[np.int_] = np.flatnonzero(unique.duplicated().to_numpy())
    taken, last, names = set(unique), Counter[str](), unique.tolist()
    for row in rows.tolist():
        stem = names[row]
        last[stem] += 1
        while f"{stem}-{last[stem] + 1}" in taken:
            last[stem] += 1
        names[row] = f"{stem}-{last[stem] + 1}"
        taken.add(names[row])
    unique = pd.Series(names, index=fids.index, dtype="str")
    if not len(rows):
        return unique, ()
    notice = Notice(
        rule="DA107",
        severity="info",
        kind="same-id",
        rows=rows,
        each=[
            Text(f"要素编号 {old} 重复，改称 {new}", f"the feature id {old} occurs twice; this one is called {new}")
            for old, new in zip(fids.iloc[rows], unique.iloc[rows], strict=True)
        ],
        all=Text("{count} 个要素编号重复，已加后缀区分", "{count} feature ids occur twice; suffixes tell them apart"),
        advice=Text("请使要素编号唯一", "Make the feature ids unique"),
    )
    return unique, (notice,)
