"""What planseam raises.

::

    PlanseamError
    ├── StudyError     the study file cannot be used
    ├── LayerError     one layer cannot be used; the others are judged
    │   ├── CRSError       its coordinate reference system is missing or unusable
    │   └── SchemaError    a required field is missing, or holds unusable values
    ├── UnitsError     the jurisdictions themselves cannot be used: nothing can be judged
    ├── RuleError      a rule or a plugin cannot be used, or a code is unknown or claimed twice
    ├── OutputError    a result cannot be written
    └── WorkError      those who were to do the work cannot be had, or are gone

Each says what is wrong, where, and the cure, in Chinese and in English.
"""

from functools import partial
from typing import Any

from planseam.text import Language, Text, visible

__all__ = [
    "CRSError",
    "LayerError",
    "OutputError",
    "PlanseamError",
    "RuleError",
    "SchemaError",
    "StudyError",
    "UnitsError",
    "WorkError",
]


class PlanseamError(Exception):
    """Base of all errors that planseam raises on purpose.

    Parameters
    ----------
    what : Text
        The fault, as a clause without a full stop.
    where : str
        The file, layer, key or code that has it.
    cure : Text
        What the user can do, as a sentence without a full stop.
    """

    def __init__(self, what: Text, *, where: str, cure: Text) -> None:
        self.what = what
        self.where = where
        self.cure = cure
        super().__init__(self.sentence("en"))

    def __reduce__(self) -> tuple[Any, ...]:
        # errors come back from other processes
        return partial(type(self), where=self.where, cure=self.cure), (self.what,)

    def sentence(self, language: Language) -> str:
        """What, where and cure in one sentence of one language, on one line whatever a file put into it."""
        if language == "zh":
            return visible(f"{self.where}：{self.what.zh}。{self.cure.zh}。")
        return visible(f"{self.where}: {self.what.en}. {self.cure.en}.")


class StudyError(PlanseamError):
    """The study file cannot be used."""


class LayerError(PlanseamError):
    """One layer cannot be used.

    Parameters
    ----------
    what, where, cure
        As of every error.
    rows : int
        Features that had been read by then; 0 where that is not known.
    """

    def __init__(self, what: Text, *, where: str, cure: Text, rows: int = 0) -> None:
        super().__init__(what, where=where, cure=cure)
        self.rows = rows


class CRSError(LayerError):
    """The coordinate reference system of a layer is missing or unusable."""


class SchemaError(LayerError):
    """A required field of a layer is missing, or holds unusable values."""


class UnitsError(PlanseamError):
    """The jurisdictions cannot be used, so nothing can be judged."""


class RuleError(PlanseamError):
    """A rule or plugin cannot be used, or a code is unknown or claimed twice."""


class OutputError(PlanseamError):
    """A result cannot be written."""


class WorkError(PlanseamError):
    """Those who were to do the work, such as a cluster, cannot be had, or are gone."""
