"""Pictures that two parts of a report show: drawn by the first of them, in whichever process that is."""

import os
import pickle
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from functools import partial
from hashlib import sha256
from pathlib import Path
from typing import TypeVar

from planseam.model.report import Report
from planseam.reporting.pictures.drawing import PAGE_MM, Drawn, Pictures
from planseam.reporting.pictures.picture import Picture

__all__ = ["KeptPictures"]

Made = TypeVar("Made")


class KeptPictures(Pictures):
    """Pictures of one jurisdiction's part: its borders and their conflicts are its neighbours' too.

    Parameters
    ----------
    report : Report
    whole : Pictures
    folder : Path
        Where pictures lie that the neighbour will want; nobody else may write there.
    """

    def __init__(self, report: Report, *, whole: Pictures, folder: Path) -> None:
        super().__init__(report, whole=whole)
        self._folder = folder

    def seam_charts(self, border: str, *, most_mm: float = PAGE_MM) -> tuple[Picture, ...]:
        """As of `Pictures`."""
        return self._once(f"{border} {most_mm}", partial(super().seam_charts, border, most_mm=most_mm))

    def figures(self, ids: Iterable[str] | None = None, *, jobs: int = 1) -> Iterator[Drawn]:
        """As of `Pictures`, but one by one: each may be there already."""
        for name in self.ids if ids is None else ids:
            yield self._once(name, partial(self._figures, name, jobs))

    def _figures(self, name: str, jobs: int) -> Drawn:
        return next(super().figures([name], jobs=jobs))

    def _once(self, name: str, draw: Callable[[], Made]) -> Made:
        """What lies there, which is then taken away, for no third wants it; else drawn and laid there."""
        file = self._folder / sha256(name.encode()).hexdigest()
        with suppress(OSError):
            made: Made = pickle.loads(file.read_bytes())  # noqa: S301 - written by this very run
            file.unlink()
            return made
        made = draw()
        with suppress(OSError):  # a full disk costs the neighbour time, and nobody a picture
            draft = file.with_suffix(f".{os.getpid()}")
            draft.write_bytes(pickle.dumps(made))
            draft.replace(file)
        return made
