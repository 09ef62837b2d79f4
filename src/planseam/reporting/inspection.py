"""An inspection as JSON and as markdown."""

import re
from typing import Any

from planseam.loading.inspection import CERTAIN, LIKELY, Inspected, Inspection
from planseam.model.conflict import SEVERITY_TITLES
from planseam.model.role import roles
from planseam.reporting.framing import party_name
from planseam.text import Language, Text, counted, visible

__all__ = ["confidence", "document", "evidence", "markdown", "summary", "titles"]

_COLUMNS = (
    Text("图层", "layer"),
    Text("格式", "format"),
    Text("要素", "features"),
    Text("角色", "role"),
    Text("归属", "party"),
    Text("坐标系", "CRS"),
    Text("编码", "encoding"),
    Text("须处理", "to see to"),
)
_NONE = Text("—", "—")
_UNKNOWN = Text("不明", "unknown")
_STRAYS = Text("未能作为图层的文件", "Files that give no layer")
_MARKS = re.compile(r"([\\`*_{}\[\]<>#|])")
_NO_DATA = Text("不是空间数据", "No spatial data")


def confidence(value: float) -> Text:
    """A confidence in words."""
    if value >= CERTAIN:
        return Text("确定", "certain")
    return Text("很可能", "likely") if value >= LIKELY else Text("不确定", "uncertain")


def titles() -> tuple[Text, ...]:
    """The heads of the overview."""
    return _COLUMNS


def summary(layer: Inspected) -> tuple[Text, ...]:
    """One layer as a row of the overview."""
    role = roles()[layer.role.role].title if layer.role.role else _UNKNOWN
    doubts = len(layer.questions)
    faults = sum(trouble.severity != "info" for trouble in layer.troubles)
    notes = [
        *([Text("须确认 {n}", "{n} to confirm").format(n=doubts)] if doubts else []),
        *([Text("问题 {n}", "{n}").format(n=counted(faults, "fault"))] if faults else []),
    ]
    if layer.twin:
        same = (
            Text("与 {twin} 图形相同", "shapes of {twin}")
            if layer.reshaped
            else Text("与 {twin} 相同", "same as {twin}")
        )
        notes = [same.format(twin=layer.twin)]
    return (
        Text.same(layer.shown),
        Text.same(layer.source.format),
        layer.features if layer.rows else _NONE,
        role if layer.rows else _NONE,
        party_name(layer.party.code) if layer.party.code else _NONE,
        (Text.same(layer.place.code) if layer.place.code else _UNKNOWN) if layer.place else _NONE,
        Text.same(layer.encoding.encoding) if layer.encoding else _NONE,
        Text("，".join(note.zh for note in notes), ", ".join(note.en for note in notes)),
    )


def evidence(layer: Inspected) -> tuple[tuple[Text, Text], ...]:
    """What a layer is taken for, and what speaks for it, each under its head."""
    lines = []
    if layer.role.role:
        title = roles()[layer.role.role].title
        name = Text("{title} {role}", "{role}, {title}").format(title=title, role=layer.role.role)
        lines.append((_COLUMNS[3], _because(name, layer.role.confidence, layer.role.reason)))
    if layer.party.code:
        lines.append((_COLUMNS[4], _because(party_name(layer.party.code), layer.party.confidence, layer.party.reason)))
    if layer.place and layer.place.code:
        place = layer.place
        lines.append((_COLUMNS[5], _because(Text.same(place.code), place.confidence, place.reason)))
    if layer.encoding:
        name = Text.same(layer.encoding.encoding)
        lines.append((_COLUMNS[6], _because(name, layer.encoding.confidence, layer.encoding.reason)))
    if layer.fields:
        pairs = ", ".join(f"{theirs} → {ours}" for theirs, ours in layer.fields.items())
        lines.append((Text("字段", "columns"), Text.same(pairs)))
    return tuple(lines)


def document(inspection: Inspection) -> dict[str, Any]:
    """All of it for JSON."""
    return {
        "layers": [_record(layer) for layer in inspection.layers],
        "strays": [
            {"path": stray.path, "harmless": stray.harmless, **_both("what", stray.what), **_both("cure", stray.cure)}
            for stray in inspection.strays
        ],
    }


def markdown(inspection: Inspection, language: Language) -> str:
    """All of it as one markdown text: an overview, and a section for each layer."""
    heads = [title.to(language) for title in _COLUMNS]
    lines = [_row(heads), _row(["---"] * len(heads))]
    lines += [_row([cell.to(language) for cell in summary(layer)]) for layer in inspection.layers]
    colon = "：" if language == "zh" else ": "
    for layer in inspection.layers:
        lines += ["", f"## {_inline(layer.shown)}", ""]
        lines += [f"- {head.to(language)}{colon}{_inline(said.to(language))}" for head, said in evidence(layer)]
        ask = Text("请确认", "please confirm").to(language)
        lines += [f"- **{ask}**{colon}{_inline(question.text.to(language))}" for question in layer.questions]
        for trouble in layer.troubles:
            title = SEVERITY_TITLES[trouble.severity].to(language)
            said = Text("{what}。{cure}。", "{what}. {cure}.").format(what=trouble.what, cure=trouble.cure)
            lines.append(f"- **{title}**{colon}{_inline(said.to(language))}")
    for heading, harmless in ((_STRAYS, False), (_NO_DATA, True)):
        strays = [stray for stray in inspection.strays if stray.harmless == harmless]
        if strays:
            lines += ["", f"## {heading.to(language)}", ""]
        for stray in strays:
            said = Text("{path}：{what}。{cure}。", "{path}: {what}. {cure}.")
            words = said.format(path=stray.path, what=stray.what, cure=stray.cure)
            lines.append(f"- {_inline(words.to(language))}")
    return "\n".join(lines) + "\n"


def _because(name: Text, value: float, reason: Text) -> Text:
    sure = confidence(value)
    if not reason.zh:
        return Text("{name}（{sure}）", "{name} ({sure})").format(name=name, sure=sure)
    return Text("{name}（{sure}：{reason}）", "{name} ({sure}: {reason})").format(name=name, sure=sure, reason=reason)


def _record(layer: Inspected) -> dict[str, Any]:
    return {
        "layer": layer.shown,
        "path": layer.source.path,
        "sublayer": layer.source.sublayer,
        "format": layer.source.format,
        "rows": layer.rows,
        "geometry": layer.kind,
        "bounds": list(layer.bounds) if layer.bounds else None,
        "role": {
            "value": layer.role.role,
            "confidence": layer.role.confidence,
            **_both("reason", layer.role.reason),
            "alternatives": list(layer.role.alternatives),
        },
        "party": {
            "value": layer.party.code or None,
            "confidence": layer.party.confidence,
            **_both("reason", layer.party.reason),
        },
        "crs": layer.place
        and {
            "value": layer.place.code or None,
            "in_file": not layer.place.written and bool(layer.place.code),
            "confidence": layer.place.confidence,
            **_both("reason", layer.place.reason),
        },
        "encoding": layer.encoding
        and {
            "value": layer.encoding.encoding,
            "confidence": layer.encoding.confidence,
            **_both("reason", layer.encoding.reason),
        },
        "columns": list(layer.columns),
        "fields": layer.fields,
        "same_as": layer.twin or None,
        "same_shapes_only": layer.reshaped,
        "questions": [
            {"key": question.key, "choices": list(question.choices), **_both("text", question.text)}
            for question in layer.questions
        ],
        "troubles": [
            {
                "severity": trouble.severity,
                "rule": trouble.rule or None,
                **_both("what", trouble.what),
                **_both("cure", trouble.cure),
            }
            for trouble in layer.troubles
        ],
    }


def _both(key: str, text: Text) -> dict[str, str]:
    return {f"{key}_zh": text.zh, f"{key}_en": text.en}


def _row(cells: list[str]) -> str:
    return f"| {' | '.join(map(_inline, cells))} |"


def _inline(text: str) -> str:
    """Text of anybody's making as plain markdown of one line."""
    return _MARKS.sub(r"\\\1", visible(text))
