"""What GDAL may do while we read: use the drivers that we name, and no network.

A driver is chosen by content, so that a virtual dataset under the name of a
GeoJSON would open files and addresses of its author's choice.
"""

import threading
from collections.abc import Collection, Iterator
from contextlib import contextmanager

import pyogrio

__all__ = ["narrowed", "restrictable"]

try:  # the only door to GDAL's register that pyogrio has; without it, content alone is checked (see guard.py)
    from pyogrio._ogr import _register_drivers
except ImportError:  # pragma: no cover -- pyogrio has had it since its first release
    _register_drivers = None

#: A proxy that nothing listens at: what would go out, in spite of all, goes nowhere.
_NOWHERE = "http://127.0.0.1:9"
_OFFLINE = {
    "CPL_VSIL_CURL_ALLOWED_FILENAME": "none",
    "GDAL_HTTP_PROXY": _NOWHERE,
    "GDAL_HTTPS_PROXY": _NOWHERE,
    "GDAL_HTTP_CONNECTTIMEOUT": "1",
    "GDAL_HTTP_TIMEOUT": "1",
    "GDAL_HTTP_MAX_RETRY": "0",
    "GML_DOWNLOAD_SCHEMA": "NO",
    "GML_SKIP_RESOLVE_ELEMS": "ALL",
    "OGR_SQLITE_LOAD_EXTENSIONS": None,
    "OGR_SQLITE_ALLOW_EXTERNAL_ACCESS": "NO",
}
#: GDAL's settings belong to the process: one reading at a time.
_lock = threading.RLock()
#: All drivers that we have seen: those that an outer call skips would come back in an inner one.
_known: set[str] = set()


def restrictable() -> bool:
    """Whether GDAL can be told which drivers to use."""
    return _register_drivers is not None


@contextmanager
def narrowed(drivers: Collection[str], **options: str | None) -> Iterator[None]:
    """Let GDAL use these drivers alone, and leave it as it was.

    Parameters
    ----------
    drivers : collection of str
        GDAL's names.
    **options : str or None
        Further settings for as long.
    """
    with _lock:
        _known.update(pyogrio.list_drivers())
        settings = {**_OFFLINE, **options}
        settings["GDAL_SKIP"] = ",".join(sorted(_known - set(drivers)))
        before = {name: pyogrio.get_gdal_config_option(name) for name in settings}
        pyogrio.set_gdal_config_options(settings)
        _registered()
        try:
            yield
        finally:
            pyogrio.set_gdal_config_options(before)
            _registered()


def _registered() -> None:
    """Have GDAL read its list of drivers to skip again."""
    if _register_drivers is not None:
        _register_drivers()
