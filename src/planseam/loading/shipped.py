"""The shipped place: the Yangtze River Delta."""

from pathlib import Path

from planseam.model.data import data_folder

__all__ = ["yrd"]


def yrd() -> Path:
    """Folder of the shipped layers of the Yangtze River Delta (entry point of `planseam.layers`)."""
    return data_folder("layers") / "yrd"
