"""The one door through which rules, layers and writers come in.

Built-ins and third parties use the same entry-point groups; a name claimed
twice stops the start.
"""

from functools import cache
from importlib.metadata import EntryPoint, entry_points

from planseam.errors import RuleError
from planseam.text import Text

__all__ = ["LAYERS", "RULES", "WRITERS", "doors", "load"]

RULES = "planseam.rules"
LAYERS = "planseam.layers"
WRITERS = "planseam.writers"


@cache
def doors(group: str) -> dict[str, EntryPoint]:
    """List the entry points of a group by name, nothing loaded.

    Raises
    ------
    RuleError
        If two packages claim one name.
    """
    found: dict[str, EntryPoint] = {}
    for door in sorted(entry_points(group=group), key=lambda door: door.name):
        if door.name in found and found[door.name].value != door.value:
            raise RuleError(
                Text(
                    f"“{door.name}” 被 {found[door.name].value} 与 {door.value} 同时注册",
                    f"“{door.name}” is claimed by {found[door.name].value} and by {door.value}",
                ),
                where=group,
                cure=Text("请卸载其中一个插件", "Uninstall one of the two plugins"),
            )
        found[door.name] = door
    return found


def load(group: str, name: str) -> object:
    """Load what stands behind one entry point.

    Raises
    ------
    RuleError
        If nothing of that name is installed, or it cannot be imported.
    """
    door = doors(group).get(name)
    if door is None:
        raise RuleError(
            Text(f"没有名为 “{name}” 的 {group}", f"nothing named “{name}” in {group}"),
            where=name,
            cure=Text(f"可用：{'、'.join(doors(group)) or '无'}", f"There is: {', '.join(doors(group)) or 'nothing'}"),
        )
    try:
        return door.load()
    except (ImportError, AttributeError) as error:
        raise RuleError(
            Text(f"插件无法载入（{error}）", f"the plugin cannot be loaded ({error})"),
            where=f"{door.name} = {door.value}",
            cure=Text("请升级或卸载该插件", "Upgrade or uninstall the plugin"),
        ) from error
