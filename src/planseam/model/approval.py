"""Map approval numbers (审图号), which a map must bear before it is shown outside."""

import re
from typing import Annotated

from pydantic import AfterValidator

from planseam.model.tables import wrong

__all__ = ["Approval"]

_NUMBER = re.compile(r"(?:审图号[:：]\s*)?([^\W\d_]{0,3}S\s?[(（\[【]\d{4}[)）\]】]\s?\d{1,6}\s?号)")


def _number(value: str) -> str:
    found = _NUMBER.fullmatch(value.strip())
    if value.strip() and not found:
        raise wrong("应为审图号，如 浙S(2025)33号", "it must be a map approval number, such as 浙S(2025)33号")
    return found[1] if found else ""


#: The number alone, without the word 审图号 before it; empty for none.
Approval = Annotated[str, AfterValidator(_number)]
