"""What was found out about incoming files: values alone; `planseam.loading.inspecting` finds it out."""

from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import Literal

import pyproj

from planseam.loading.encoding import Evidence
from planseam.loading.parties import PartyGuess
from planseam.loading.recognition import Recognition
from planseam.loading.sources import Problem, Source
from planseam.model.conflict import Severity
from planseam.model.study import LayerEntry
from planseam.text import Text, counted

__all__ = ["CERTAIN", "LIKELY", "Inspected", "Inspection", "Kind", "Place", "Question", "Trouble"]

Kind = Literal["polygon", "line", "point", "mixed", "none"]

#: From these confidences up, what was found out is called certain, and likely; below it is asked.
CERTAIN, LIKELY = 0.95, 0.6
ARCHIVES = {".zip", ".kmz"}
_KINDS: dict[Kind, tuple[str, str]] = {
    "polygon": ("个面", "polygon"),
    "line": ("条线", "line"),
    "point": ("个点", "point"),
    "mixed": ("个要素（几何类型混杂）", "feature of mixed kinds"),
    "none": ("行（无几何）", "row without geometry"),
}


@dataclass(frozen=True, kw_only=True)
class Trouble:
    """Something that is wrong with a layer, and what helps.

    Parameters
    ----------
    what, cure : Text
        As of an error: a clause, and a sentence without a full stop.
    severity : {"critical", "major", "minor", "info"}
        As a check would tell it; critical where it keeps the layer from being judged.
    rule : str
        Code of family DA under which a check tells it; empty where only the inspection does.
    """

    what: Text
    cure: Text
    severity: Severity = "major"
    rule: str = ""


@dataclass(frozen=True, kw_only=True)
class Question:
    """What cannot be known from the files, and must be asked.

    Parameters
    ----------
    key : {"role", "party", "crs", "towgs84"}
        Key of the study file that the answer fills.
    text : Text
        The question, with what speaks for each answer.
    choices : tuple of str
        Possible answers, best first; empty where none can be proposed.
    """

    key: Literal["role", "party", "crs", "towgs84"]
    text: Text
    choices: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Place:
    """In which coordinates a layer lies.

    Parameters
    ----------
    code : str
        What is known or proposed: a code, ``GCJ-02``, ``BD-09``, or the name of a CRS without code; empty for none.
    written : bool
        Whether the study file must say it, because the file does not, or says it wrongly.
    confidence : float
        From 0 to 1.
    reason : Text
        The evidence, as a clause.
    crs : CRS, optional
        Of the coordinates as they stand; for a display datum, that which it shifts. None where it is not known.
    """

    code: str
    written: bool
    confidence: float
    reason: Text
    crs: pyproj.CRS | None = None


@dataclass(frozen=True, kw_only=True)
class Inspected:
    """One layer that arrived.

    Parameters
    ----------
    folder : Path
        Folder that the path of the source is relative to.
    among : str
        Name of that folder, where several were inspected together.
    source : Source
    rows : int
        Features, among them those that cannot be used.
    kind : {"polygon", "line", "point", "mixed", "none"}
    columns : tuple of str
    role : Recognition
    party : PartyGuess
    place : Place, optional
        None where there is no geometry, or the layer cannot be read.
    encoding : Evidence, optional
        None where the format leaves no choice.
    fields : dict of str to str
        Their column to our field, where they differ.
    codes : tuple of str
        Codes of jurisdictions that its features carry.
    bounds : tuple of float, optional
        West, south, east, north in degrees, where that is known.
    twin : str
        Another layer with the same content, or the same shapes; empty for none.
    reshaped : bool
        Whether only the shapes are the same as those of `twin`.
    spread : tuple of float
        How its features lie, by which doubles are told; see `planseam.loading.doubles`.
    questions : tuple of Question
    troubles : tuple of Trouble
    """

    folder: Path
    among: str = ""
    source: Source
    rows: int = 0
    kind: Kind = "none"
    columns: tuple[str, ...] = ()
    role: Recognition
    party: PartyGuess
    place: Place | None = None
    encoding: Evidence | None = None
    fields: dict[str, str] = field(default_factory=dict)
    codes: tuple[str, ...] = ()
    bounds: tuple[float, float, float, float] | None = None
    twin: str = ""
    reshaped: bool = False
    spread: tuple[float, ...] = ()
    questions: tuple[Question, ...] = ()
    troubles: tuple[Trouble, ...] = ()

    @property
    def shown(self) -> str:
        """How the layer is named to the user: its path and, in a container, the layer in it."""
        path = f"{self.among}/{self.source.path}" if self.among else self.source.path
        inner = self.source.sublayer
        if not inner:
            return path
        return f"{path}/{inner}" if PurePosixPath(path).suffix.lower() in ARCHIVES else f"{path}|{inner}"

    @property
    def trail(self) -> tuple[str, ...]:
        """Names of the folders, archives, files and layer that lead to it, without endings; the last may be its own."""
        path = self.shown.removesuffix(f"|{self.source.layer}")
        layers = (self.source.layer,) if self.source.layer and path != self.shown else ()
        return (*(PurePosixPath(part).stem for part in path.split("/")), *layers)

    @property
    def name(self) -> str:
        """Its bare name: that of the layer in a container, or that of the file without ending."""
        return self.source.layer or self.trail[-1]

    @property
    def folders(self) -> tuple[str, ...]:
        """Names of what holds it, without endings: the folder that was inspected first, and the innermost last."""
        alone = self.source.layer is not None and self.trail[-1] != self.source.layer
        return (self.folder.resolve().name, *(self.trail if alone else self.trail[:-1]))

    @property
    def features(self) -> Text:
        """How many features of which kind."""
        zh, en = _KINDS[self.kind]
        many = {"mixed": "features of mixed kinds", "none": "rows without geometry"}.get(self.kind, "")
        return Text(f"{self.rows} {zh}", counted(self.rows, en, many).en)

    @property
    def usable(self) -> bool:
        """Whether a study can take it in: its role is likely at least, and it is no double of another layer."""
        return self.role.role is not None and self.role.confidence >= LIKELY and not self.twin and self.rows > 0

    def entry(self, identifier: str, *, path: str) -> LayerEntry:
        """What a study file would say of it.

        Parameters
        ----------
        identifier : str
        path : str
            Path of the source, relative to the study file.
        """
        return LayerEntry(
            id=identifier,
            role=self.role.role or "project",
            path=path,
            sublayer=self.source.sublayer,
            party=self.party.code,
            crs=self.place.code if self.place and self.place.written else None,
            encoding=self.encoding.encoding if self.encoding and not self.encoding_said else None,
        )

    @property
    def encoding_said(self) -> bool:
        """Whether the file itself says its encoding, so that the study file need not."""
        return self.encoding is None or self.encoding.confidence >= 1


@dataclass(frozen=True, kw_only=True)
class Inspection:
    """All that arrived.

    Parameters
    ----------
    layers : tuple of Inspected
        In the order of their paths.
    strays : tuple of Problem
        Files that give no layer, each with the reason.
    """

    layers: tuple[Inspected, ...]
    strays: tuple[Problem, ...] = ()
