"""Map files, which are recipes and palettes: shipped ones by name, a user's own by path, one built on another."""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from planseam.errors import OutputError, StudyError
from planseam.model.data import data_folder
from planseam.model.tables import explained, read_toml
from planseam.text import NOTHING, Text

__all__ = ["ENDING", "map_file", "merged", "read_map_file"]

ENDING = ".toml"
#: The key by which a file names the one that it completes.
BASE = "base"
#: More of them than anybody needs: a ring of files, or a mistake.
MOST_BASES = 10

Model = TypeVar("Model", bound=BaseModel)
Values = dict[str, Any]


def read_map_file(
    name: str,
    model: type[Model],
    *,
    tables: Mapping[str, type[BaseModel]] | None = None,
    prepare: Callable[[Values], Values] = lambda table: table,
) -> tuple[Model, Path]:
    """Read a recipe or a palette.

    Parameters
    ----------
    name : str
        The name of a shipped file, or the path of another, which ends in ``.toml``.
    model : type
    tables : mapping, optional
        The models of its tables, by key, so that errors can say which keys there are.
    prepare : callable
        What a file's own keys do once its base is merged in, before the model sees them.

    Returns
    -------
    model : Model
    file : Path
        Where it was read; paths in it are relative to its folder.

    Raises
    ------
    OutputError
        If there is no such file, or it says something that the model cannot hold.
    """
    file = map_file(name)
    try:
        table = _whole(file, prepare, seen=())
        return model.model_validate(table), file
    except ValidationError as error:
        told: StudyError = explained(error, where=str(file), root=model, tables=tables or {})
        raise OutputError(told.what, where=told.where, cure=told.cure) from error
    except StudyError as error:
        raise OutputError(error.what, where=error.where, cure=error.cure) from error


def map_file(name: str, *, beside: Path | None = None) -> Path:
    """Find a map file.

    Parameters
    ----------
    name : str
        The name of a shipped file, or a path that ends in ``.toml``.
    beside : Path, optional
        The folder to which a path is relative; default the working folder.

    Raises
    ------
    OutputError
        If there is none.
    """
    shipped = {file.stem: file for file in sorted(data_folder("maps").glob(f"*{ENDING}"))}
    own = name.endswith(ENDING)
    file = (beside or Path()) / name if own else shipped.get(name)
    if file and file.is_file():
        return file
    raise OutputError(
        Text("没有这个制图文件", "there is no such map file")
        if own
        else Text(f"没有名为 “{name}” 的制图文件", f"there is no map file “{name}”"),
        where=str(file or "maps"),
        cure=Text(
            f"请给出以 {ENDING} 结尾的文件，或随附的 {'、'.join(shipped)}",
            f"Name a file that ends in {ENDING}, or one of those shipped: {', '.join(shipped)}",
        ),
    )


def merged(base: Values, own: Values) -> Values:
    """Complete a table by another: tables key by key, lists of tables by their ids, all else as the own one has it.

    Examples
    --------
    >>> merged({"a": {"x": 1, "y": 2}, "b": [{"id": "p", "on": True}]}, {"a": {"x": 3}, "b": [{"id": "q"}]})
    {'a': {'x': 3, 'y': 2}, 'b': [{'id': 'p', 'on': True}, {'id': 'q'}]}
    """
    table = dict(base)
    for key, value in own.items():
        under = base.get(key)
        if isinstance(under, dict) and isinstance(value, dict):
            table[key] = merged(under, value)
        elif isinstance(under, list) and _named(under) and _named(value):
            ours = {each["id"]: each for each in value}
            kept = [merged(each, ours.pop(each["id"], {})) for each in under]
            table[key] = [*kept, *ours.values()]
        else:
            table[key] = value
    return table


def _named(value: object) -> bool:
    """Whether a value is a list of tables that have ids."""
    return isinstance(value, list) and all(isinstance(each, dict) and isinstance(each.get("id"), str) for each in value)


def _whole(file: Path, prepare: Callable[[Values], Values], *, seen: tuple[Path, ...]) -> Values:
    own = read_toml(file, missing=NOTHING)
    base = own.pop(BASE, None)
    if base is None:
        return prepare(own)
    if not isinstance(base, str) or len(seen) >= MOST_BASES:
        raise OutputError(
            Text("“base” 应为另一个制图文件的名称", "“base” must be the name of another map file")
            if not isinstance(base, str)
            else Text("“base” 循环引用", "“base” leads round in a ring"),
            where=str(file),
            cure=Text("请改正 base", "Correct base"),
        )
    under = map_file(base, beside=file.parent)
    return prepare(merged(_whole(under, prepare, seen=(*seen, file)), own))
