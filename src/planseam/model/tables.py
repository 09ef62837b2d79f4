"""TOML files that people write: read, checked, and what is wrong with them said in one sentence."""

import difflib
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict, ValidationError
from pydantic_core import PydanticCustomError

from planseam.errors import StudyError
from planseam.text import Text

__all__ = ["Table", "explained", "read_toml", "unknown_key", "wrong"]


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
        If the file is missing, cannot be read, or is not TOML.
    """
    try:
        return tomllib.loads(file.read_text("utf-8"))
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
            cure=Text("请改正该行", "Mend that line"),
        ) from error
    except OSError as error:
        raise StudyError(
            Text(f"无法读取（{error.strerror}）", f"cannot be read ({error.strerror})"),
            where=str(file),
            cure=Text("请检查权限", "Check its permissions"),
        ) from error


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
        Text(f"没有名为 “{key}” 的键", f"there is no key “{key}”"),
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
    path = [str(step) for step in detail["loc"]]
    if path[:2] == ["rules", "options"]:
        path = ["rules", *path[2:]]
    spot = f"{where} [{'.'.join(path)}]" if path else where
    key = path[-1] if path else ""
    if detail["type"] == "extra_forbidden":
        return unknown_key(key, tables.get(path[0], root) if len(path) > 1 else root, where=spot)
    if detail["type"] == "missing":
        return StudyError(
            Text(f"缺少 “{key}”", f"“{key}” is missing"), where=spot, cure=Text(f"请补上 “{key}”", f"Add “{key}”")
        )
    reason = Text(detail.get("ctx", {}).get("zh", "类型、格式或范围不符"), detail["msg"])
    value = detail.get("input")
    shown = f" “{value}”" if isinstance(value, str | int | float) else ""
    return StudyError(
        Text(f"取值{shown}不可用（{reason.zh}）", f"the value{shown} cannot be used ({reason.en})"),
        where=spot,
        cure=Text("请改正该值", "Correct this value"),
    )


def _keys(model: type[BaseModel]) -> list[str]:
    return [field.alias or name for name, field in model.model_fields.items() if name not in {"folder", "options"}]
