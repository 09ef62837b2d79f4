"""TOML files that people write: read, checked, and what is wrong with them said in one sentence."""

import difflib
import re
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict, ValidationError
from pydantic_core import ErrorDetails, PydanticCustomError

from planseam.errors import StudyError
from planseam.text import Text, shortened

__all__ = ["Table", "explained", "read_toml", "unknown_key", "wrong"]


#: Bytes of such a file: some ten thousand entries. What is larger was not written by people.
MOST_BYTES = 4 << 20
_LONGEST = 63  # bits of a whole number in TOML, besides its sign
#: Names joined by dots, more of them than any key here has: Python's reader takes memory by the square of their number.
_PART = r"""(?:[\w-]++|"(?:[^"\\\n]|\\.)*+"|'[^'\n]*+')"""
_ENDLESS_KEY = re.compile(rf"(?<![\w-]){_PART}(?:[ \t]*+\.[ \t]*+{_PART}){{20}}")
_SHOWN = 80  # characters of a value in a sentence
_MEND = Text("请改正该行", "Mend that line")
_CORRECT = Text("请改正该值", "Correct this value")
_NUMBER = Text("应为数字", "it must be a number")
_WORDS = Text("应为文字", "it must be text")
_LIST = Text("应为列表", "it must be a list")
_TABLE = Text("应为表", "it must be a table")
#: What pydantic finds, in our words.
_REASONS = {
    "string_type": _WORDS,
    "string_too_short": Text("不能为空", "it must not be empty"),
    "too_short": Text("不能为空", "it must not be empty"),
    "float_type": _NUMBER,
    "float_parsing": _NUMBER,
    "finite_number": _NUMBER,
    "tuple_type": _LIST,
    "dict_type": _TABLE,
    "model_type": _TABLE,
    "model_attributes_type": _TABLE,
    "string_too_long": Text("不能超过 {limit} 个字符", "it must not have more than {limit} characters"),
    "too_long": Text("不能超过 {limit} 项", "it must not have more than {limit} entries"),
    "greater_than": Text("应大于 {limit}", "it must be greater than {limit}"),
    "greater_than_equal": Text("不应小于 {limit}", "it must be {limit} or more"),
    "less_than": Text("应小于 {limit}", "it must be less than {limit}"),
    "less_than_equal": Text("不应大于 {limit}", "it must be {limit} or less"),
}


class Table(BaseModel):
    """One table of such a file: it holds nothing but its own keys."""

    model_config = ConfigDict(extra="forbid", frozen=True)


def read_toml(file: Path, *, missing: Text) -> dict[str, Any]:
    """Read a TOML file.

    Parameters
    ----------
    file : Path
    missing : Text
        The cure where there is no such file.

    Raises
    ------
    StudyError
        If the file is missing, cannot be read, is too large, or is not TOML.
    """
    try:
        with file.open("rb") as stream:
            content = stream.read(MOST_BYTES + 1)
        if len(content) > MOST_BYTES:
            raise StudyError(
                Text(f"文件超过 {MOST_BYTES >> 20} MB", f"it has more than {MOST_BYTES >> 20} MB"),
                where=str(file),
                cure=Text(
                    "请检查路径：这类文件由人书写，不含数据", "Check the path: people write such files, without data"
                ),
            )
        text = content.decode("utf-8-sig")
        if _ENDLESS_KEY.search(text):
            raise RecursionError  # noqa: TRY301 - told below, with what the reader itself finds
        table = tomllib.loads(text)
        _fit(table)
    except FileNotFoundError as error:
        raise StudyError(
            Text("没有这个研究文件", "there is no such study file"), where=str(file), cure=missing
        ) from error
    except UnicodeDecodeError as error:
        raise StudyError(
            Text(f"不是 UTF-8 文本（第 {error.start} 字节）", f"not UTF-8 text (byte {error.start})"),
            where=str(file),
            cure=Text("请另存为 UTF-8", "Save the file as UTF-8"),
        ) from error
    except tomllib.TOMLDecodeError as error:
        raise StudyError(
            Text(f"不是合法的 TOML（{error}）", f"not valid TOML ({error})"),
            where=str(file),
            cure=_MEND,
        ) from error
    except (ValueError, RecursionError) as error:  # a number of thousands of digits, tables within tables without end
        raise StudyError(
            Text("其中的数字过长，或嵌套过深", "a number in it is too long, or it is nested too deeply"),
            where=str(file),
            cure=_MEND,
        ) from error
    except OSError as error:
        raise StudyError(
            Text(f"无法读取（{error.strerror}）", f"cannot be read ({error.strerror})"),
            where=str(file),
            cure=Text("请检查权限", "Check its permissions"),
        ) from error
    return table


def _fit(value: object) -> None:
    """Let no number pass that TOML does not know and Python does not write out.

    Raises
    ------
    ValueError
        If there is one.
    RecursionError
        If values lie too deep in others.
    """
    if isinstance(value, dict | list):
        for each in value.values() if isinstance(value, dict) else value:
            _fit(each)
    elif isinstance(value, int) and value.bit_length() > _LONGEST:
        raise ValueError


def wrong(zh: str, en: str) -> PydanticCustomError:
    """A validation error that speaks both languages."""
    return PydanticCustomError("planseam", "{en}", {"zh": zh, "en": en})


def unknown_key(key: str, model: type[BaseModel], *, where: str) -> StudyError:
    """Say that a table has no such key, and which is meant."""
    near = difflib.get_close_matches(key, _keys(model), n=1, cutoff=0.5)
    cure = (
        Text(f"或许应为 “{near[0]}”", f"Perhaps “{near[0]}” is meant")
        if near
        else Text(f"可用的键：{'、'.join(_keys(model))}", f"The keys are {', '.join(_keys(model))}")
    )
    return StudyError(
        Text("没有名为 “{key}” 的键", "there is no key “{key}”").format(key=shortened(key, _SHOWN)),
        where=where,
        cure=cure,
    )


def explained(
    error: ValidationError, *, where: str, root: type[BaseModel], tables: Mapping[str, type[BaseModel]]
) -> StudyError:
    """Turn what pydantic found into one sentence.

    Parameters
    ----------
    error : ValidationError
        A key that is not known is told first: it may be the one that is missing, misspelt.
    where : str
        The file.
    root : type
        The model of the whole file.
    tables : mapping
        The models of its tables, by key.
    """
    detail = min(error.errors(), key=lambda own: own["type"] != "extra_forbidden")
    path = list(detail["loc"])
    if path[:2] == ["rules", "options"]:
        path = ["rules", *path[2:]]
    spot = _spot([shortened(part, _SHOWN) if isinstance(part, str) else part for part in path], where=where)
    key = str(path[-1]) if path else ""
    if detail["type"] == "extra_forbidden":
        return unknown_key(key, tables.get(str(path[0]), root) if len(path) > 1 else root, where=spot)
    if detail["type"] == "missing":
        return StudyError(
            Text(f"缺少 “{key}”", f"“{key}” is missing"), where=spot, cure=Text(f"请补上 “{key}”", f"Add “{key}”")
        )
    value = detail.get("input")
    told = isinstance(value, str | int | float)
    shown = shortened(str(value), _SHOWN)
    reason, cure = _reason(detail, value)
    return StudyError(
        Text(
            f"取值 “{shown}” 不可用（{reason.zh}）" if told else f"取值不可用（{reason.zh}）",
            f"the value “{shown}” cannot be used ({reason.en})" if told else f"the value cannot be used ({reason.en})",
        ),
        where=spot,
        cure=cure,
    )


def _spot(path: list[str | int], *, where: str) -> str:
    """Name the place as it stands in the file: ``[[layer]] 2 party`` is in the second of these tables."""
    if not path:
        return where
    if len(path) > 1 and isinstance(path[1], int):
        return " ".join([where, f"[[{path[0]}]]", str(path[1] + 1), ".".join(map(str, path[2:]))]).strip()
    return f"{where} [{'.'.join(map(str, path))}]"


def _reason(detail: ErrorDetails, value: object) -> tuple[Text, Text]:
    """Say what is wrong with a value, and the cure."""
    context = detail.get("ctx", {})
    kind = detail["type"]
    if kind == "literal_error":
        allowed = re.findall(r"'([^']*)'", str(context.get("expected", "")))
        return (
            Text("不在可用的取值之内", "it is none of the values allowed"),
            Text(f"可用：{'、'.join(allowed)}", f"Use one of {', '.join(allowed)}"),
        )
    if kind == "string_type" and isinstance(value, int | float) and not isinstance(value, bool):
        return Text("应为文字", "it must be text"), Text(f'请加引号，写成 "{value}"', f'Write it in quotes: "{value}"')
    if kind in _REASONS:
        limit = next((context[name] for name in ("ge", "gt", "le", "lt", "max_length") if name in context), 0)
        return _REASONS[kind].format(limit=f"{limit:g}"), _CORRECT
    return Text(context.get("zh", "类型、格式或范围不符"), detail["msg"]), _CORRECT


def _keys(model: type[BaseModel]) -> list[str]:
    own = {"folder", "file", "options"}
    return [field.alias or name for name, field in model.model_fields.items() if name not in own]
