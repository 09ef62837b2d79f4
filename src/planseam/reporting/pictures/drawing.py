"""The pictures of a report, one by one or many at once."""

import multiprocessing
import pickle
from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from itertools import islice

from planseam.errors import OutputError
from planseam.model.report import Report
from planseam.reporting.pictures.atlas import Atlas
from planseam.reporting.pictures.detail import Detail, detail_window
from planseam.reporting.pictures.fonts import Lettering
from planseam.reporting.pictures.locating import locator
from planseam.reporting.pictures.overview import overview
from planseam.reporting.pictures.picture import Figures, Picture
from planseam.reporting.pictures.seam import seam_charts
from planseam.reporting.table import placed
from planseam.text import Language, Text

__all__ = [
    "DPI",
    "Pictures",
    "conflict_figure",
    "figures",
    "locator_figure",
    "overview_figure",
    "seam_chart_figures",
]

DPI = 200
#: Height that is left for a picture and its caption on an upright page of A4, mm.
PAGE_MM = 225.0
#: Conflicts that a process draws at a time, and shares a process has waiting.
SHARE, WAITING = 6, 3

Drawn = tuple[str, Figures | None]


class Pictures:
    """All pictures of a report; what they share is made ready once.

    Parameters
    ----------
    report : Report
    language : {"zh", "en"}, optional
        The study's where it is not given.
    dpi : int
    recipe : str
        Map recipe whose ground, order and palette they follow.
    whole : Pictures, optional
        Of the report that this one is a part of: what is ready there is not made
        again, the ground does not end with the part, and maps of a conflict are those of the whole.

    Examples
    --------
    >>> import planseam
    >>> report = planseam.check(planseam.Study.bundled("yrd"), select=["BD101"])  # doctest: +SKIP
    >>> Pictures(report).overview().width_mm  # doctest: +SKIP
    160.0
    """

    def __init__(
        self,
        report: Report,
        *,
        language: Language | None = None,
        dpi: int = DPI,
        recipe: str = "overview",
        whole: "Pictures | None" = None,
    ) -> None:
        self._report = report
        if whole is None:
            self.atlas = Atlas(report, recipe_name=recipe)
            self.desk = _Desk(self.atlas, language or report.study.study.language, dpi)
        else:
            self.atlas = Atlas(report, ground=whole.atlas)
            self.desk = whole.desk

    @property
    def ids(self) -> tuple[str, ...]:
        """Ids of all conflicts, in reading order."""
        return tuple(self.atlas.ids)

    def conflict(self, conflict_id: str) -> Picture | None:
        """The detail map of a conflict; None where it has no place.

        Raises
        ------
        OutputError
            If there is no such conflict.
        """
        found = self.desk.row(conflict_id)
        return None if found is None else self.desk.detail(found)

    def locator(self, conflict_id: str) -> Picture | None:
        """The locator map of a conflict; None where it has no place.

        Raises
        ------
        OutputError
            If there is no such conflict.
        """
        found = self.desk.row(conflict_id)
        return None if found is None else self.desk.locator(found)

    def overview(self) -> Picture:
        """The map of all conflicts."""
        return overview(self.atlas, lettering=self.desk.lettering(), dpi=self.desk.dpi)

    def seam_charts(self, border: str, *, most_mm: float = PAGE_MM) -> tuple[Picture, ...]:
        """The seam chart of a border, in pictures that fit a page; none where neither side has anything.

        Raises
        ------
        OutputError
            If there is no such border.
        """
        if border not in set(self._report.borders["border"]):
            raise _unknown(border, Text(f"没有边界 “{border}”", f"there is no border “{border}”"))
        return seam_charts(self._report, border, lettering=self.desk.lettering(), dpi=self.desk.dpi, most_mm=most_mm)

    def figures(self, ids: Iterable[str] | None = None, *, jobs: int = 1) -> Iterator[Drawn]:
        """Draw the pictures of conflicts, in the order of their ids.

        Parameters
        ----------
        ids : iterable of str, optional
            All, in reading order, where they are not given.
        jobs : int
            Processes. More than one is for programs that can be started
            anew: a script needs ``if __name__ == "__main__":``.

        Yields
        ------
        tuple of (str, Figures or None)
            Id and pictures; None for a conflict without a place. The bytes do not depend on `jobs`.

        Raises
        ------
        OutputError
            If there is no conflict of an id.
        """
        wanted = list(self.ids if ids is None else ids)
        for name in wanted:
            self.desk.row(name)
        if jobs <= 1 or len(wanted) <= SHARE:
            yield from map(self.desk.figures, wanted)
            return
        yield from _in_processes(self.desk, wanted, jobs=jobs)


def figures(
    report: Report,
    ids: Iterable[str] | None = None,
    *,
    language: Language | None = None,
    dpi: int = DPI,
    jobs: int = 1,
) -> Iterator[Drawn]:
    """Draw the pictures of many conflicts; see `Pictures.figures`."""
    yield from Pictures(report, language=language, dpi=dpi).figures(ids, jobs=jobs)


def conflict_figure(
    report: Report, conflict_id: str, *, language: Language | None = None, dpi: int = DPI
) -> Picture | None:
    """Draw the detail map of one conflict; None where it has no place."""
    return Pictures(report, language=language, dpi=dpi).conflict(conflict_id)


def locator_figure(
    report: Report, conflict_id: str, *, language: Language | None = None, dpi: int = DPI
) -> Picture | None:
    """Draw the locator map of one conflict; None where it has no place."""
    return Pictures(report, language=language, dpi=dpi).locator(conflict_id)


def overview_figure(report: Report, *, language: Language | None = None, dpi: int = DPI) -> Picture:
    """Draw where all conflicts of a report are."""
    return Pictures(report, language=language, dpi=dpi).overview()


def seam_chart_figures(
    report: Report, border: str, *, language: Language | None = None, dpi: int = DPI, most_mm: float = PAGE_MM
) -> tuple[Picture, ...]:
    """Draw the seam chart of a border, in pictures that fit a page; none where neither side has anything."""
    return Pictures(report, language=language, dpi=dpi).seam_charts(border, most_mm=most_mm)


class _Desk:
    """Draws the maps of single conflicts; can be sent to another process."""

    def __init__(self, atlas: Atlas, language: Language, dpi: int) -> None:
        self.atlas, self.language, self.dpi = atlas, language, dpi
        self._placed = placed(atlas.shapes)

    def lettering(self) -> Lettering:
        return Lettering(self.language)

    def row(self, conflict_id: str) -> int | None:
        row = self.atlas.row_of.get(conflict_id)
        if row is None:
            raise _unknown(
                conflict_id, Text(f"没有编号为 “{conflict_id}” 的冲突", f"there is no conflict “{conflict_id}”")
            )
        return row if self._placed[row] else None

    def detail(self, row: int) -> Picture:
        return Detail(self.atlas, row, lettering=self.lettering(), dpi=self.dpi).picture()

    def locator(self, row: int) -> Picture:
        return locator(self.atlas, row, lettering=self.lettering(), dpi=self.dpi)

    def figures(self, conflict_id: str) -> Drawn:
        row = self.row(conflict_id)
        if row is None:
            return conflict_id, None
        scale = round(detail_window(self.atlas, row).scale)
        return conflict_id, Figures(locator=self.locator(row), detail=self.detail(row), scale=scale)


class _Worker:
    """What a process of the pool holds."""

    desk: _Desk

    @classmethod
    def begin(cls, desk: bytes) -> None:
        cls.desk = pickle.loads(desk)  # noqa: S301 - our own, from the process that started this one

    @classmethod
    def share(cls, ids: list[str]) -> list[Drawn]:
        return [cls.desk.figures(name) for name in ids]


def _in_processes(desk: _Desk, ids: list[str], *, jobs: int) -> Iterator[Drawn]:
    """Draw in processes; no more is drawn ahead than a few shares."""
    shares = iter([ids[start : start + SHARE] for start in range(0, len(ids), SHARE)])
    # a fresh process each: a copy of this one might hold locks of its threads
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(
        jobs, mp_context=context, initializer=_Worker.begin, initargs=(pickle.dumps(desk),)
    ) as pool:
        waiting: deque[Future[list[Drawn]]] = deque(
            pool.submit(_Worker.share, share) for share in islice(shares, jobs * WAITING)
        )
        try:
            while waiting:
                yield from waiting.popleft().result()
                waiting.extend(pool.submit(_Worker.share, share) for share in islice(shares, 1))
        except BrokenProcessPool as error:
            raise OutputError(
                Text("制图进程意外结束", "a process that draws pictures has ended unexpectedly"),
                where="jobs",
                cure=Text(
                    '请改用 jobs=1；脚本须以 if __name__ == "__main__": 保护',
                    'Use jobs=1; a script needs the guard if __name__ == "__main__":',
                ),
            ) from error
        finally:
            for future in waiting:
                future.cancel()


def _unknown(where: str, what: Text) -> OutputError:
    return OutputError(what, where=where, cure=Text("请核对报告中的编号", "Compare it with the ids of the report"))
