"""What loading and harmonising found, as conflicts: the gate's rules report it."""

from collections.abc import Iterator
from typing import Any, ClassVar

import shapely

from planseam.model.conflict import Conflict
from planseam.model.tolerances import Settings
from planseam.rules.base import Rule
from planseam.seaming.scene import Scene
from planseam.text import Text

__all__ = ["FindingRule", "party_of", "reported"]


class FindingRule(Rule):
    """A rule that reports what was found under its code while the layers were made comparable.

    It needs no layer: that one is wanting is a thing that it tells.
    """

    needs: ClassVar[tuple[tuple[str, ...], ...]] = ((),)
    message: ClassVar[Text] = Text("{said}", "{said}")
    advice: ClassVar[Text] = Text("{cure}", "{cure}")

    def judge(self, scene: Scene, settings: Settings[Any]) -> Iterator[Conflict]:  # noqa: ARG002 - those that add checks ask it
        """Yield the findings in the order in which they were made."""
        yield from reported(scene, self.code)


def reported(scene: Scene, code: str, *, critical: bool = False) -> Iterator[Conflict]:
    """Turn the findings of one code into conflicts.

    Parameters
    ----------
    scene : Scene
    code : str
    critical : bool
        Only those that keep a layer from being judged.
    """
    for finding in scene.findings:
        if finding.rule == code and (finding.severity == "critical" or not critical):
            yield Conflict(
                rule=code,
                severity=finding.severity,
                unit_a=party_of(scene, finding.layer),
                layer_a=finding.layer,
                feature_a=finding.feature,
                share=finding.share,
                about=f"{finding.layer} {finding.kind}",
                message=FindingRule.message.format(said=finding.message),
                advice=FindingRule.advice.format(cure=finding.advice),
                geometry=finding.geometry if finding.geometry is not None else shapely.Point(),
            )


def party_of(scene: Scene, layer: str) -> str:
    """Whose plan a layer is; empty where the layer does not say."""
    return next((own.party for own in scene.layers if own.id == layer), "")
