"""Give a shapefile's text its letters: read as bytes, found out, decoded once, and told."""

from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pandas as pd

from planseam.loading.encoding import Evidence, of_shapefile
from planseam.loading.weighing import decoded, family
from planseam.model.conflict import Finding
from planseam.model.study import LayerEntry
from planseam.text import Text, counted, listed

__all__ = ["BYTES", "Recoded", "recoded"]

#: Read a shapefile's text in this encoding first: each byte is one character, and none is lost.
BYTES = "ISO-8859-1"
_SHOWN = 3


@dataclass(frozen=True, kw_only=True)
class Recoded:
    """A frame whose text is as it was meant.

    Parameters
    ----------
    frame : DataFrame
    findings : tuple of Finding
    notes : tuple of Text
        How the text was read, where the file does not say it.
    """

    frame: pd.DataFrame
    findings: tuple[Finding, ...] = ()
    notes: tuple[Text, ...] = ()


@dataclass
class _Seen:
    """What was cut, by column, with an example."""

    cut: Counter[str] = field(default_factory=Counter)
    example: dict[str, str] = field(default_factory=dict)

    def note(self, column: str, text: str, count: int) -> None:
        self.cut[column] += count
        self.example.setdefault(column, text)


def recoded(frame: pd.DataFrame, path: Path, entry: LayerEntry) -> Recoded:
    """Decode all text of a shapefile, names of columns among it.

    A character that was cut in half at the end of a full field is dropped, and
    told. Other bytes that cannot be read become replacement characters, which
    step 1 tells as lost text.

    Parameters
    ----------
    frame : DataFrame
        As it was read in the encoding `BYTES`.
    path : Path
        The ``.shp`` or ``.dbf`` that it is from.
    entry : LayerEntry
        Its `encoding` overrules what the file says.

    Raises
    ------
    UnicodeDecodeError
        If the study file names an encoding in which the text cannot be read.
    """
    evidence = None if entry.encoding else of_shapefile(path)
    encoding = entry.encoding or (evidence.encoding if evidence else BYTES)
    seen = _Seen()
    strict = entry.encoding is not None
    table = _plain(frame)
    names = {name: _read(name, encoding, seen, strict=strict, column="", count=1) for name in table.columns}
    columns = {
        name: _column(frame[name], names[name], encoding, seen, strict=strict)
        for name in table.columns
        if _is_text(frame[name])
    }
    out = frame.assign(**columns).rename(columns=_distinct(names))
    findings = [*_wrong(evidence, entry.id), *_cut(seen, entry.id)]
    return Recoded(frame=out, findings=tuple(findings), notes=_notes(evidence))


def _plain(frame: pd.DataFrame) -> pd.DataFrame:
    """The frame without its geometry."""
    geometry = getattr(frame, "_geometry_column_name", None)
    return pd.DataFrame(frame.drop(columns=[geometry])) if geometry in frame.columns else frame


def _is_text(column: "pd.Series[Any]") -> bool:
    return column.dtype == object or pd.api.types.is_string_dtype(column.dtype)


def _column(column: "pd.Series[Any]", name: str, encoding: str, seen: _Seen, *, strict: bool) -> "pd.Series[Any]":
    """Decode each different value once."""
    counts = column.value_counts()
    odd = {value: count for value, count in counts.items() if isinstance(value, str) and not value.isascii()}
    if not odd:
        return column
    said = {
        value: _read(value, encoding, seen, strict=strict, column=name, count=int(count))
        for value, count in odd.items()
    }
    return column.map(lambda value: said.get(value, value) if isinstance(value, str) else value)


def _read(value: object, encoding: str, seen: _Seen, *, strict: bool, column: str, count: int) -> str:
    code = str(value).encode(BYTES, "replace")
    text, cut, broken = decoded(code, encoding)
    if broken and strict:
        code.decode(encoding)  # says where it fails
    if cut:
        seen.note(column, text, count)
    return text


def _distinct(names: dict[str, str]) -> dict[str, str]:
    """Names of columns; those that a cut made alike are numbered."""
    used: Counter[str] = Counter()
    out = {}
    for raw, name in names.items():
        used[name] += 1
        out[raw] = name if used[name] == 1 else f"{name}_{used[name]}"
    return out


def _wrong(evidence: Evidence | None, layer: str) -> list[Finding]:
    if evidence is None or not evidence.wrong.zh:
        return []
    return [
        Finding(
            rule="DA104",
            severity="minor",
            layer=layer,
            kind="wrong-label",
            message=Text("{wrong}；已按 {encoding} 读取", "{wrong}; read as {encoding}").format(
                wrong=evidence.wrong, encoding=evidence.encoding
            ),
            advice=Text("请改正 .cpg，以免其他软件显示乱码", "Mend the .cpg, or other software will show garbled text"),
        )
    ]


def _cut(seen: _Seen, layer: str) -> list[Finding]:
    if not seen.cut:
        return []
    total = sum(seen.cut.values())
    shown = [
        Text(f"列 {column} “{seen.example[column]}”", f"column {column} “{seen.example[column]}”")
        if column
        else Text(f"列名 “{seen.example[column]}”", f"name of a column “{seen.example[column]}”")
        for column in list(seen.cut)[:_SHOWN]
    ]
    return [
        Finding(
            rule="DA104",
            severity="info",
            layer=layer,
            kind="half-character",
            message=Text(
                "{count} 处文字末尾只剩半个字符，已去掉：{shown}",
                "texts that ended in half a character, which was dropped: {count} ({shown})",
            ).format(count=counted(total, "text").zh, shown=listed(shown)),
            advice=Text(
                "字段长度不够，文字可能被截断；请核对原始数据",
                "The field is too short and text may be cut off; check the source",
            ),
        )
    ]


def _notes(evidence: Evidence | None) -> tuple[Text, ...]:
    if evidence is None or evidence.confidence >= 1 or evidence.wrong.zh:
        return ()
    name = Text.same("Latin-1" if family(evidence.encoding) == "LATIN" else evidence.encoding)
    told = Text(
        "文件没有说明编码，文字按 {name} 读取（{reason}）",
        "the file does not say its encoding; read as {name} ({reason})",
    )
    return (told.format(name=name, reason=evidence.reason),)
