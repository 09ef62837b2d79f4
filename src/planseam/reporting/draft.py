"""A study file drafted from what arrived: what is known is written, what is not is asked in a comment."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import tomlkit

from planseam.errors import LayerError, OutputError
from planseam.loading.inspection import Inspected, Inspection, Question
from planseam.model.role import roles
from planseam.model.unit import Level
from planseam.reporting.framing import Frame, framed, party_name, path_of, title_of
from planseam.reporting.whole import beside
from planseam.text import Language, Text, visible

__all__ = ["Draft", "draft", "refuse", "write_draft"]

_UNITS_ID = "counties"
_ASK = Text("请确认：{text}", "Please confirm: {text}")
_SPARE = Text("行政区另有来源，此图层未写入", "The jurisdictions come from elsewhere; this layer is left out")
#: What stands for an answer that nothing can propose.
_EMPTY: dict[str, tuple[str, ...]] = {"role": ("",), "party": ("",), "crs": ("EPSG:…",), "towgs84": ()}


@dataclass(frozen=True, kw_only=True)
class Draft:
    """A study file.

    Parameters
    ----------
    text : str
        TOML.
    layers : dict of str to int
        Id of each layer that it takes in to its place in the inspection; shipped units are not among them.
    questions : tuple of Text
        What must be asked, each with the layer that it is about; the same stand in comments.
    """

    text: str
    layers: dict[str, int]
    questions: tuple[Text, ...]


def draft(
    inspection: Inspection,
    *,
    folder: Path,
    language: Language = "zh",
    level: Level | None = None,
    units: str = "",
) -> Draft:
    """Draft a study file.

    Parameters
    ----------
    inspection : Inspection
    folder : Path
        Where the study file shall lie: its paths are relative to it.
    language : {"zh", "en"}
        Of its comments, and of the study.
    level : {"province", "city", "county"}, optional
        Level of the borders; default: the coarsest at which two parties differ.
    units : str, optional
        Path of the jurisdictions, as the study file names it; default: those that
        arrived, if they hold all parties, and else the shipped counties.
    """
    usable = [layer for layer in inspection.layers if layer.usable]
    frame = framed(usable, folder=folder, level=level, units=units)
    names = _identifiers(usable, taken=set() if frame.units else {_UNITS_ID})
    unnamed = any(question.key == "role" for layer in inspection.layers for question in layer.questions)
    lines = [*_head(usable, frame, names, language, unnamed=unnamed)]
    taken: dict[str, int] = {}
    for place, layer in enumerate(inspection.layers):
        lines.append("")
        if not layer.usable:
            lines += _left_out(layer, folder, language)
        elif layer.role.role == "unit" and layer is not frame.units:
            block = _block(layer, names[id(layer)], folder, language)
            lines += [_comment(_SPARE, language), *(line if line.startswith("#") else f"# {line}" for line in block)]
        else:
            lines += _block(layer, names[id(layer)], folder, language)
            taken[names[id(layer)]] = place
    for stray in inspection.strays:
        if not stray.harmless:
            text = Text("未写入 {path}：{what}。{cure}", "Left out, {path}: {what}. {cure}")
            lines += ["", _comment(text.format(path=stray.path, what=stray.what, cure=stray.cure), language)]
    return Draft(text="\n".join(lines) + "\n", layers=taken, questions=(*frame.questions, *_asked(inspection)))


def refuse(file: Path) -> None:
    """Stop before a study file is lost: nothing is overwritten.

    Raises
    ------
    OutputError
        If something stands there.
    """
    if file.exists() or file.is_symlink():
        raise OutputError(
            Text("已经存在，不会覆盖", "it exists already and is not overwritten"),
            where=str(file),
            cure=Text("请用 -o 另写一个文件，或先移走它", "Write another file with -o, or move this one away"),
        )


def write_draft(drafted: Draft, file: Path, *, source: Path) -> None:
    """Write a draft.

    Parameters
    ----------
    drafted : Draft
    file : Path
        Does not exist.
    source : Path
        What it was drafted from, for the error.

    Raises
    ------
    LayerError
        If it takes in no layer.
    OutputError
        If the file exists, or cannot be written.
    """
    refuse(file)
    if not drafted.layers:
        raise LayerError(
            Text("没有一个图层可以写入研究文件", "no layer in it can be taken into a study"),
            where=str(source),
            cure=Text(
                "请用 planseam inspect 查看各文件的问题", "See what is wrong with each file by “planseam inspect”"
            ),
        )
    with beside(file, suffix=".toml") as target:
        target.write_text(drafted.text, "utf-8")


def _identifiers(layers: Sequence[Inspected], *, taken: set[str]) -> dict[int, str]:
    """Ids by role and party, numbered where they would be the same."""
    names: dict[int, str] = {}
    counts: Counter[str] = Counter()
    for layer in layers:
        stem = "-".join(filter(None, (layer.role.role, layer.party.code)))
        while True:
            counts[stem] += 1
            name = stem if counts[stem] == 1 else f"{stem}-{counts[stem]}"
            if name not in taken:
                break
        taken.add(name)
        names[id(layer)] = name
    return names


def _roles() -> Text:
    """Every role that a layer can be given."""
    every = [role for role in roles().values() if role.id != "unit"]
    return Text(
        "可用的 role：" + "、".join(f"{role.id} {role.title.zh}" for role in every),
        "Roles: " + ", ".join(role.id for role in every),
    )


def _head(
    layers: Sequence[Inspected], frame: Frame, names: dict[int, str], language: Language, *, unnamed: bool
) -> list[str]:
    title = title_of(layers, frame.level)
    intro = Text(
        "研究文件草稿，由 planseam init 根据收到的文件写成。只写了从文件能够判明的内容，行末是依据；",
        "A study file drafted by “planseam init” from the files that arrived. What they tell is written, with the "
        "evidence beside it;",
    )
    rest = Text(
        "不能判明的写成“请确认”的注释，请补全后去掉行首的 #。",
        "what they do not tell stands in comments that ask: complete these lines and remove the #.",
    )
    lines = [
        _comment(intro, language),
        _comment(rest, language),
        *([_comment(_roles(), language)] if unnamed else []),
        *(_comment(_asking(question), language) for question in frame.questions),
        "",
        "[study]",
        _pair("title", title.zh),
        _pair("title_en", title.en),
        _pair("units", names[id(frame.units)] if frame.units else _UNITS_ID),
        _pair("level", frame.level, frame.why.to(language)),
        _pair("language", language),
    ]
    if frame.units is None:
        lines += ["", "[[layer]]", _pair("id", _UNITS_ID), _pair("role", "unit"), _pair("path", frame.path)]
    return lines


def _block(layer: Inspected, name: str, folder: Path, language: Language) -> list[str]:
    """One `[[layer]]` table, with the evidence of each line, and with what must be asked in comments."""
    entry = layer.entry(name, path=path_of(layer, folder))
    about = Text("{shown}：{format}，{features}", "{shown}: {format}, {features}").format(
        shown=layer.shown, format=layer.source.format, features=layer.features
    )
    lines = [
        _comment(about, language),
        "[[layer]]",
        _pair("id", entry.id),
        _pair("role", entry.role, f"{roles()[entry.role].title.to(language)}{_evidence(layer.role.reason, language)}"),
        _pair("path", entry.path),
    ]
    if entry.sublayer:
        lines.append(_pair("sublayer", entry.sublayer))
    if entry.party:
        why = f"{party_name(entry.party).to(language)}{_evidence(layer.party.reason, language)}"
        lines.append(_pair("party", entry.party, why))
    if entry.crs and layer.place:
        lines.append(_pair("crs", entry.crs, layer.place.reason.to(language)))
    if entry.encoding and layer.encoding:
        lines.append(_pair("encoding", entry.encoding, layer.encoding.reason.to(language)))
    for question in layer.questions:
        lines += _question(question, language)
    if entry.fields:
        lines += ["[layer.fields]", *(_pair(theirs, ours) for theirs, ours in entry.fields.items())]
    return lines


def _question(question: Question, language: Language) -> list[str]:
    return [
        _comment(_asking(question.text), language),
        *(f"# {_pair(question.key, choice)}" for choice in question.choices or _EMPTY[question.key]),
    ]


def _left_out(layer: Inspected, folder: Path, language: Language) -> list[str]:
    """A layer that the study cannot take in as it is, in comments: as a block to complete, or with the reason."""
    if layer.reshaped:
        text = Text(
            "与 {twin} 图形相同，只写入其一；若应以此图层为准，请改用这一段",
            "It has the shapes of {twin}, and one of them is enough: use this table instead if it is the right one",
        )
        block = _block(layer, _identifier(layer), folder, language)
        commented = [line if line.startswith("#") else f"# {line}" for line in block]
        return [commented[0], _comment(text.format(twin=layer.twin), language), *commented[1:]]
    if layer.twin:
        text = Text("{shown} 与 {twin} 内容相同，未重复写入", "{shown} has the same content as {twin}: left out")
        return [_comment(text.format(shown=layer.shown, twin=layer.twin), language)]
    if layer.rows == 0:
        reasons = [Text("{what}。{cure}", "{what}. {cure}").format(what=t.what, cure=t.cure) for t in layer.troubles]
        text = Text("未写入 {shown}：{reason}", "Left out, {shown}: {reason}")
        return [_comment(text.format(shown=layer.shown, reason=reason), language) for reason in reasons[:1]]
    block = _block(layer, _identifier(layer), folder, language)
    return [line if line.startswith("#") else f"# {line}" for line in block if not line.startswith("role = ")]


def _asked(inspection: Inspection) -> tuple[Text, ...]:
    return tuple(
        Text("{shown}：{text}", "{shown}: {text}").format(shown=layer.shown, text=question.text)
        for layer in inspection.layers
        if not layer.twin
        for question in layer.questions
    )


def _identifier(layer: Inspected) -> str:
    """An id from the layer's own name, where its role is not known."""
    return re.sub(r"[^\w.-]+", "-", layer.name).strip("-") or "layer"


def _asking(text: Text) -> Text:
    return _ASK.format(text=text)


def _evidence(reason: Text, language: Language) -> str:
    said = reason.to(language)
    return f"{'：' if language == 'zh' else ': '}{said}" if said else ""


def _pair(key: str, value: str, why: str = "") -> str:
    """A line of TOML, with the reason beside it."""
    line = visible(f"{tomlkit.key(key).as_string()} = {tomlkit.item(value).as_string()}")  # its escapes are TOML's
    return f"{line}  # {_plain(why)}" if why else line


def _comment(text: Text, language: Language) -> str:
    return f"# {_plain(text.to(language))}"


def _plain(text: str) -> str:
    """Text that stays in its line: names of files and layers are anybody's."""
    return visible(text)
