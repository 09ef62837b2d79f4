"""An example of a plugin for planseam."""

from pathlib import Path

__all__ = ["layers"]

HERE = Path(__file__).parent


def layers() -> Path:
    """Folder of the place `example` (entry point of `planseam.layers`)."""
    return HERE / "layers"
