"""A folder of this process, emptied for each input."""

import shutil
import tempfile
from pathlib import Path

__all__ = ["fresh"]

_ROOT = Path(tempfile.mkdtemp(prefix="planseam-fuzz-"))


def fresh():
    """Give the empty folder."""
    shutil.rmtree(_ROOT, ignore_errors=True)
    _ROOT.mkdir()
    return _ROOT
