"""What could not be judged, and why: never passed over in silence."""

import shapely

from planseam.model.conflict import Conflict
from planseam.model.role import roles
from planseam.rules.base import Rule
from planseam.text import Text

__all__ = ["Unjudged", "lacking", "role_title", "unknown_role"]

_ADVICE = Text(
    "请数据提供方补全该项所需的字段与图层，然后重新检查",
    "The supplier of the data should complete the fields and layers that it needs; then check again",
)


class Unjudged(Exception):  # noqa: N818 - it ends the judging of one item, and is no error
    """One item cannot be judged.

    Parameters
    ----------
    reason : Text
        Why, as a clause.
    """

    def __init__(self, reason: Text) -> None:
        self.reason = reason
        super().__init__(reason.en)

    def conflict(self, rule: Rule, what: Text, *, layer: str, feature: str = "") -> Conflict:
        """Make the hint that tells it."""
        message = Text("{what}未检查：{reason}", "{what} was not checked: {reason}")
        return Conflict(
            rule=rule.code,
            severity="info",
            unit_a="",
            layer_a=layer,
            feature_a=feature,
            message=message.format(what=what, reason=self.reason),
            advice=_ADVICE,
            geometry=shapely.Point(),
        )


def role_title(role: str) -> Text:
    """Title of a role; its id where there is no such role."""
    return roles()[role].title if role in roles() else Text.same(role)


def unknown_role(role: str) -> Unjudged:
    """A word stands where a role should."""
    return Unjudged(Text("没有“{role}”这一图层角色", "there is no role “{role}”").format(role=role))


def lacking(role: str) -> Unjudged:
    """A layer is wanting."""
    return Unjudged(Text("缺少{role}图层", "there is no layer of {role}").format(role=role_title(role)))
