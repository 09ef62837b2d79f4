"""What every rule is.

A rule is a class with a code, a name that states the fault, the roles that it
needs and its tolerances. It judges a scene and yields conflicts; the runner
completes them to records. Its docstring is its page, in both languages.
"""

from abc import ABC, abstractmethod
from collections.abc import Iterator
from itertools import chain
from typing import Any, ClassVar

from planseam.model.conflict import Conflict, Severity
from planseam.model.tolerances import Options, Settings
from planseam.model.want import EVERYTHING, Want
from planseam.seaming.scene import Scene
from planseam.text import Text

__all__ = ["Rule"]


class Rule(ABC):
    """Base of all rules.

    Attributes
    ----------
    code : str
        Two letters of the family and three digits; never reused.
    name : str
        States the fault, in words joined by hyphens.
    title : Text
        The name as planners say it.
    severity : {"critical", "major", "minor", "info"}
        Of an ordinary hit.
    needs : tuple of tuple of str
        Sets of roles, any one of which suffices to run.
    besides : tuple of str
        Roles at which it also looks where they are there.
    along_borders : bool
        Whether it judges along borders alone, and so cannot run where there is none.
    options : type
        The rule's tolerances.
    message, advice : Text
        Templates.
    """

    code: ClassVar[str]
    name: ClassVar[str]
    title: ClassVar[Text]
    severity: ClassVar[Severity]
    needs: ClassVar[tuple[tuple[str, ...], ...]]
    besides: ClassVar[tuple[str, ...]] = ()
    along_borders: ClassVar[bool] = False
    options: ClassVar[type[Options]] = Options
    message: ClassVar[Text]
    advice: ClassVar[Text]

    @abstractmethod
    def judge(self, scene: Scene, settings: Settings[Any]) -> Iterator[Conflict]:
        """Yield what is wrong.

        Parameters
        ----------
        scene : Scene
            Never changed.
        settings : Settings
            Of the rule's own `options`; ask ``settings.at(border=…, role=…)``.
        """

    @classmethod
    def wants(cls, role: str, settings: Settings[Any], present: frozenset[str]) -> Want:  # noqa: ARG003 - for those that override it
        """Say what it needs of a role whose layers are too large to be kept whole.

        Parameters
        ----------
        role : str
        settings : Settings
            As `judge` gets them.
        present : frozenset of str
            Roles of the study.

        Returns
        -------
        Want
            Everything, where a rule does not say better and may look at the role.
        """
        return EVERYTHING if role in {*cls.besides, *chain.from_iterable(cls.needs)} else Want()

    def lacks(self, roles: frozenset[str]) -> tuple[str, ...]:
        """The roles that are wanting before the rule can run; empty where it can."""
        wanting = [tuple(role for role in need if role not in roles) for need in self.needs]
        return min(wanting, key=len, default=())
