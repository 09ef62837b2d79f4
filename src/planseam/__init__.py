"""planseam: a linter for plans that meet at a border.

Names are loaded when they are first used, so that importing costs nothing.
"""

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from planseam.checking.check import check
    from planseam.errors import (
        CRSError,
        LayerError,
        OutputError,
        PlanseamError,
        RuleError,
        SchemaError,
        StudyError,
        UnitsError,
    )
    from planseam.mapping import draw
    from planseam.model.conflict import Conflict
    from planseam.model.layer import Layer
    from planseam.model.ledger import Ledger
    from planseam.model.report import Report
    from planseam.model.study import Study
    from planseam.model.tolerances import Options, Settings, tolerance
    from planseam.reporting.folder import write_folder
    from planseam.reporting.ledger import read_ledger
    from planseam.rules.base import Rule
    from planseam.seaming.scene import Scene
    from planseam.text import Text

__all__ = [
    "CRSError",
    "Conflict",
    "Layer",
    "LayerError",
    "Ledger",
    "Options",
    "OutputError",
    "PlanseamError",
    "Report",
    "Rule",
    "RuleError",
    "Scene",
    "SchemaError",
    "Settings",
    "Study",
    "StudyError",
    "Text",
    "UnitsError",
    "check",
    "draw",
    "read_ledger",
    "tolerance",
    "write_folder",
]

_HOMES = {
    "Conflict": "planseam.model.conflict",
    "Layer": "planseam.model.layer",
    "Ledger": "planseam.model.ledger",
    "Options": "planseam.model.tolerances",
    "Report": "planseam.model.report",
    "Rule": "planseam.rules.base",
    "Scene": "planseam.seaming.scene",
    "Settings": "planseam.model.tolerances",
    "Study": "planseam.model.study",
    "Text": "planseam.text",
    "check": "planseam.checking.check",
    "draw": "planseam.mapping",
    "read_ledger": "planseam.reporting.ledger",
    "tolerance": "planseam.model.tolerances",
    "write_folder": "planseam.reporting.folder",
}


def __getattr__(name: str) -> object:
    if name not in __all__:
        message = f"module 'planseam' has no attribute {name!r}"
        raise AttributeError(message)
    return getattr(import_module(_HOMES.get(name, "planseam.errors")), name)


def __dir__() -> list[str]:
    return __all__
