"""Read what people wrote into a ledger."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path

from planseam.model.conflict import ID, SEVERITY_TITLES, STATUS_TITLES, STATUSES, Status
from planseam.model.ledger import PEOPLE, STATE_TITLES, STATES, Entry, Ledger, Past, State
from planseam.reporting.ledger_file import Cell, File, Row, opened
from planseam.reporting.ledger_rows import COLUMNS
from planseam.reporting.marks import Marks, mark, number_of, same
from planseam.reporting.words import word
from planseam.text import Text, half_up, listed, shortened

__all__ = ["read_ledger"]

#: What several sheets say differently stands together; of other columns, the first counts.
_JOINED = {"opinion_a", "opinion_b", "remark"}
_MOST_TOLD = 200
_SHOWN = 40  # characters of what somebody wrote, in a sentence about it
_DIGITS = {"at_km": 2, "area_ha": 4, "area_mu": 2, "length_m": 0, "width_m": 1, "share": 1}

_EDITED = Text("{id}：以下改动未采用：{what}", "{id}: edits that do not count: {what}")
_FROM_TO = Text("{title} {was} → {now}", "{title} {was} → {now}")
_DIFFER = Text(
    "{id}：几张工作表中的“{title}”不同，采用“{taken}”，未采用“{other}”",
    "{id}: sheets differ in “{title}”; “{taken}” is taken, “{other}” is not",
)
_NO_STATUS = Text(
    "{place}：没有“{said}”这一状态，可用的有{titles}；状态不变",
    "{place}: there is no status “{said}”, only {titles}; the status stays",
)
_NO_ID = Text(
    "{place}：没有本工具的冲突编号，保留在“已消除”表中",
    "{place}: it has no id of a conflict, and is kept on the sheet “Closed”",
)
_TWICE = Text(
    "{place}：{id} 在本表中已有一行，此行保留在“已消除”表中",
    "{place}: {id} has another row on this sheet; this one is kept on the sheet “Closed”",
)
_FOREIGN = Text(
    "“{heading}”一列不是台账的列，其内容（{count} 格）未沿用",
    "the column “{heading}” is none of the ledger's; what it holds ({count} cells) is not taken over",
)
_UNMARKED = Text(
    "台账中隐藏的记录表已不在，无从得知哪些数字被改动；数字一律以检查结果为准",
    "the hidden sheet is gone from the ledger, so nobody can tell which figures were edited; "
    "those of the check count in any case",
)
_MORE = Text("另有 {count} 项", "and {count} more")
_PLACE = Text("“{sheet}”第 {number} 行", "sheet “{sheet}”, row {number}")


def read_ledger(path: str | Path) -> Ledger:
    """Read what people wrote into a ledger, to hand it to `check`.

    Only the columns that people fill are taken; a figure that was edited is
    named among what is ignored. Sheets, rows and columns may have been moved,
    sorted and renamed; columns are known by their headings in either language.

    Parameters
    ----------
    path : str or Path
        A `ledger.xlsx` that planseam wrote.

    Returns
    -------
    Ledger

    Raises
    ------
    OutputError
        If the file cannot be read, or holds no ledger.
    """
    target = Path(path)
    file = opened(target)
    reading = _Reading(file)
    return Ledger(
        entries=tuple(reading.entries()),
        past=tuple(reading.past),
        ignored=tuple(_told(reading)),
        path=str(path),
        sha256=sha256(target.read_bytes()).hexdigest(),
    )


def _told(reading: "_Reading") -> list[Text]:
    """What is said, with an end."""
    said = [*reading.said]
    said += [
        _FOREIGN.format(heading=shortened(heading, _SHOWN), count=count)
        for heading, count in reading.file.foreign.items()
    ]
    if not reading.file.marked:
        said.insert(0, _UNMARKED)
    if len(said) > _MOST_TOLD:
        said = [*said[:_MOST_TOLD], _MORE.format(count=len(said) - _MOST_TOLD)]
    return said


@dataclass
class _Reading:
    """Rows sorted by conflict, and what there is to say of them.

    Parameters
    ----------
    file : File
    """

    file: File
    said: list[Text] = field(default_factory=list)
    past: list[Past] = field(default_factory=list)

    def entries(self) -> list[Entry]:
        """One for each conflict; what belongs to none goes to the past."""
        return [self._merged(conflict, rows) for conflict, rows in self._grouped().items()]

    def _grouped(self) -> dict[str, list[Row]]:
        groups: dict[str, list[Row]] = {}
        gone: dict[str, Entry] = {}
        for row in self.file.rows:
            conflict = row.text("id")
            if row.past:
                self._of_the_past(row, gone)
            elif not ID.fullmatch(conflict):
                self.said.append(_NO_ID.format(place=_place(row)))
                self.past.append(Past(entry=self._entry(row), state="unnamed"))
            elif (first := _on(row.sheet, groups.get(conflict, []))) is None:
                groups.setdefault(conflict, []).append(row)
            elif any(row.text(name) != first.text(name) for name in PEOPLE):
                self.said.append(_TWICE.format(place=_place(row), id=conflict))
                self.past.append(Past(entry=self._entry(row), state="twice"))
        return groups

    def _of_the_past(self, row: Row, gone: dict[str, Entry]) -> None:
        entry = self._entry(row)
        said = row.text("state")
        state: State = next((state for state in STATES if said in STATE_TITLES[state]), "gone")
        if state in {"gone", "unchecked"}:
            if not ID.fullmatch(entry.id):
                state = "unnamed"
            elif entry.id in gone:
                state = "twice"
            else:
                gone[entry.id] = entry
        self.past.append(Past(entry=entry, state=state, day=row.text("day")))

    def _entry(self, row: Row) -> Entry:
        """What one row says, taken as it is."""
        status = self._status(row)
        return Entry(
            id=row.text("id"),
            status=status,
            figures=_figures([row], Marks(shown="open")),
            **{name: row.text(name) for name in PEOPLE[1:]},
        )

    def _merged(self, conflict: str, rows: list[Row]) -> Entry:
        """What all sheets say of one conflict: an edit on any of them counts."""
        marks = self.file.marks.get(conflict) or Marks(shown="open")
        self._tell_edited(conflict, rows, marks)
        taken = {name: self._taken(conflict, name, rows, marks) for name in PEOPLE[1:]}
        return Entry(id=conflict, status=self._set(conflict, rows, marks), figures=_figures(rows, marks), **taken)

    def _taken(self, conflict: str, name: str, rows: list[Row], marks: Marks) -> str:
        was = marks.people.get(name, "")
        every = [row.text(name) for row in rows if name in row.cells]
        edits = list(dict.fromkeys(text for text in every if mark(text) != was))
        if not edits:
            return every[0] if every else ""
        return self._one(conflict, name, edits)

    def _set(self, conflict: str, rows: list[Row], marks: Marks) -> Status | None:
        """The status that people have set: what the check shows by itself is none of theirs."""
        given = [self._status(row, otherwise=marks.shown) for row in rows]
        edits = list(dict.fromkeys(status for status in given if status != marks.shown))
        if len(edits) > 1:
            taken, other = (_titled(status) for status in edits[:2])
            self.said.append(_DIFFER.format(id=conflict, title=word("field.status"), taken=taken, other=other))
        return edits[0] if edits else marks.own

    def _one(self, conflict: str, name: str, edits: list[str]) -> str:
        if len(edits) == 1:
            return edits[0]
        filled = [text for text in edits if text]
        if name in _JOINED:
            return "\n".join(filled)
        taken, other = filled[0], " / ".join(filled[1:])
        if other:
            shown = {"taken": shortened(taken, _SHOWN), "other": shortened(other, _SHOWN)}
            self.said.append(_DIFFER.format(id=conflict, title=word(f"field.{name}"), **shown))
        return taken

    def _status(self, row: Row, *, otherwise: Status | None = None) -> Status | None:
        """The status of a row; None where its cell is empty."""
        said = row.text("status")
        if not said:
            return None
        for status in STATUSES:
            if said.casefold() in {status, *(title.casefold() for title in STATUS_TITLES[status])}:
                return status
        titles = listed(STATUS_TITLES[status] for status in STATUSES)
        self.said.append(_NO_STATUS.format(place=_place(row), said=shortened(said, _SHOWN), titles=titles))
        return otherwise

    def _tell_edited(self, conflict: str, rows: list[Row], marks: Marks) -> None:
        """Name the figures that were edited."""
        edited: dict[str, Text] = {}
        for name, was in marks.figures.items():
            for row in rows:
                if name in row.cells and not same(was, row.cells[name]):
                    edited.setdefault(name, _change(name, was, row.cells[name]))
        if edited:
            self.said.append(_EDITED.format(id=conflict, what=listed(edited.values())))


def _on(sheet: str, rows: Iterable[Row]) -> Row | None:
    return next((row for row in rows if row.sheet == sheet), None)


def _place(row: Row) -> Text:
    return _PLACE.format(sheet=row.sheet, number=row.number)


def _titled(status: Status | None) -> Text:
    return STATUS_TITLES[status] if status else Text("空", "nothing")


def _change(name: str, was: str, now: Cell) -> Text:
    """A column that was edited, with both numbers where it holds numbers."""
    title = word("rule.name" if name == "title" else f"field.{name}")
    number = number_of(was)
    if number is None or name not in _DIGITS:
        return title
    shown = half_up(now, _DIGITS[name]) if isinstance(now, float) else shortened(str(now or "–"), _SHOWN)
    return _FROM_TO.format(title=title, was=half_up(number, _DIGITS[name]), now=shown)


def _figures(rows: list[Row], marks: Marks) -> dict[str, str | float]:
    """What the check said of a conflict: numbers as they were before anybody edited them."""
    figures: dict[str, str | float] = {}
    for name in COLUMNS:
        value = next((row.cells[name] for row in rows if row.cells.get(name) is not None), None)
        kept = number_of(marks.figures.get(name, ""))
        if kept is not None:
            figures[name] = kept
        elif value is not None:
            figures[name] = value
    said = str(figures.get("severity", ""))
    known = next((code for code, title in SEVERITY_TITLES.items() if said in {code, *title}), None)
    return figures | ({"severity": known} if known else {})
