"""Files at addresses, in object storage or on the web: whatever fsspec reads."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path, PurePosixPath
from typing import Any

from planseam.errors import LayerError
from planseam.loading.postgis import is_address, without_password
from planseam.loading.scratch import scratch
from planseam.model.study import LayerEntry
from planseam.text import Text

__all__ = ["fetched", "fingerprint", "is_remote", "opened_at"]

_ADDRESS = re.compile(r"[a-z][a-z0-9+.-]+://", re.IGNORECASE)
#: What raises errors that are none of a store.
_OWN = frozenset({"builtins", "numpy", "pandas", "planseam", "pyarrow", "shapely"})
#: Names under which stores tell a hash of an object.
_HASHES = ("ETag", "etag", "md5Hash", "content_md5", "crc32c")


def is_remote(path: str) -> bool:
    """Tell whether a path is an address that fsspec reads, such as ``s3://…``; a database is none."""
    return _ADDRESS.match(path) is not None and not is_address(path)


@contextmanager
def opened_at(entry: LayerEntry) -> Iterator[Any]:
    """Open the file at a layer's address.

    Raises
    ------
    LayerError
        If it cannot be read: then, or while it is read.
    """
    with _told(entry):
        store, path = _store(entry)
        with store.open(path, "rb") as file:
            yield file


def fetched(entry: LayerEntry) -> Path:
    """Bring the file at a layer's address here, for what cannot be read in parts.

    Raises
    ------
    LayerError
        If it cannot be read.
    """
    with _told(entry):
        store, path = _store(entry)
        here = scratch() / (PurePosixPath(path).name or "file")
        store.get_file(path, str(here))
    return here


def fingerprint(entry: LayerEntry) -> str:
    """What the store says by which one content is told from another, as ``ETag …``; empty where it says nothing.

    Raises
    ------
    LayerError
        If there is nothing at the address.
    """
    with _told(entry):
        store, path = _store(entry)
        told = store.info(path)
    name = next((name for name in _HASHES if told.get(name)), "")
    return f"{name} {told[name]}".replace('"', "") if name else ""


def _store(entry: LayerEntry) -> tuple[Any, str]:
    import fsspec  # noqa: PLC0415 - only where an address asks for it

    try:
        store, path = fsspec.url_to_fs(entry.path)
    except ValueError as error:
        raise LayerError(
            Text("没有这种地址", "there is no such kind of address"),
            where=f"{entry.id}: {without_password(entry.path)}",
            cure=Text("常用：s3://、https://", "Commonly: s3://, https://"),
        ) from error
    return store, str(path)


@contextmanager
def _told(entry: LayerEntry) -> Iterator[None]:
    where = f"{entry.id}: {without_password(entry.path)}"
    try:
        yield
    except ImportError as error:
        raise LayerError(
            Text("没有安装访问该地址所需的库", "what reads such addresses is not installed"),
            where=f"{where} ({error})",
            cure=Text("对象存储请运行 pip install 'planseam[cluster]'", "For S3 run pip install 'planseam[cluster]'"),
        ) from error
    except FileNotFoundError as error:
        raise LayerError(
            Text("该地址没有文件", "there is no file at this address"),
            where=where,
            cure=Text("请检查地址", "Check the address"),
        ) from error
    except Exception as error:
        # each store has errors of its own
        if not isinstance(error, OSError) and type(error).__module__.partition(".")[0] in _OWN:
            raise
        raise LayerError(
            Text("无法读取该地址", "the address cannot be read"),
            where=f"{where} ({_said(error)})",
            cure=Text(
                "请检查访问权限、密钥与网络；密钥和服务地址由环境变量给出，如 AWS_ACCESS_KEY_ID、AWS_ENDPOINT_URL",
                "Check the right to read it, the keys and the network; keys and the place of the store are told by "
                "the environment, such as AWS_ACCESS_KEY_ID and AWS_ENDPOINT_URL",
            ),
        ) from error


def _said(error: Exception) -> str:
    return " ".join(f"{type(error).__name__}: {error}".split())[:200].removesuffix(": ")
