"""The rules to be measured, each from its own module, so that a half-written one does not stop the others."""

import importlib
import pkgutil
import re
from functools import cache

import planseam.rules
from planseam.rules.base import Rule

_MODULE = re.compile(r"\.([a-z]{2}\d{3})_\w+$")


@cache
def rules() -> dict[str, type[Rule]]:
    found = {}
    for module in pkgutil.walk_packages(planseam.rules.__path__, "planseam.rules.", onerror=lambda _: None):
        named = _MODULE.search(module.name)
        if not named:
            continue
        try:
            content = vars(importlib.import_module(module.name))
        except Exception as error:
            print(f"{module.name} cannot be loaded: {error}")
            continue
        code = named[1].upper()
        for item in content.values():
            if isinstance(item, type) and issubclass(item, Rule) and getattr(item, "code", "") == code:
                found[code] = item
    return dict(sorted(found.items()))
