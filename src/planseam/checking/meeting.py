"""Whether the units of a study meet: without a border there is nothing to judge along it."""

import difflib
from collections.abc import Iterator

from planseam.model.conflict import Finding
from planseam.model.study import Study
from planseam.seaming.borders import apart
from planseam.seaming.scene import Scene
from planseam.text import Text, metres

__all__ = ["borderless", "meeting_findings"]

_SHOWN = 5


def borderless(scene: Scene) -> Text | None:
    """Say why there is no border; None where there is one."""
    if scene.borders:
        return None
    if len(scene.units) == 1:
        return Text("研究区只有一个行政区，没有边界", "the study has one unit, so no border")
    return Text("没有两个行政区共有边界", "no two units share a border")


def meeting_findings(scene: Scene, study: Study) -> Iterator[Finding]:
    """Yield what there is to say of units that share no border, and of tolerances for borders that are none.

    Parameters
    ----------
    scene : Scene
    study : Study
    """
    if not scene.borders:
        yield _one_unit(study) if len(scene.units) == 1 else _no_border(study)
    else:
        yield from _neighbours(scene, study)
    known = [border.id for border in scene.borders]
    for wanted in dict.fromkeys(entry.border for entry in study.tolerances):
        if wanted and wanted not in known:
            yield _no_such_border(wanted, known, study)


def _one_unit(study: Study) -> Finding:
    return Finding(
        rule="DA102",
        severity="info",
        layer=study.study.units,
        kind="one-unit",
        message=Text(
            "研究区只有一个行政区，沿边界的检查没有进行", "the study has one unit: nothing was judged along borders"
        ),
        advice=Text(
            "要检查边界，请加入相邻行政区，或改用更细的级别（study.level）",
            "To judge borders, add the units beside it, or choose a finer study.level",
        ),
    )


def _no_border(study: Study) -> Finding:
    return Finding(
        rule="DA102",
        severity="critical",
        layer=study.study.units,
        kind="no-border",
        message=Text(
            "没有两个行政区共有边界，沿边界的检查没有进行",
            "no two units share a border: nothing was judged along borders",
        ),
        advice=Text(
            f"请提供边线重合的行政区图层；若相邻边线相距不超过某一宽度，可在 [study] 中调大 unit_gap_m"
            f"（现为 {study.study.unit_gap_m:g} 米）",
            "Supply units whose edges coincide; if edges of neighbours lie no farther apart than some width, raise"
            f" unit_gap_m in [study] (now {study.study.unit_gap_m:g} m)",
        ),
    )


def _neighbours(scene: Scene, study: Study) -> Iterator[Finding]:
    pairs = apart(scene.polygons, scene.codes, scene.borders, scene.zones.locate)
    if not pairs:
        return
    told = [(scene.name(one), scene.name(other), metres(distance, 1)) for one, other, distance in pairs[:_SHOWN]]
    rest = len(pairs) - len(told)
    zh = "、".join(f"{one.zh}与{other.zh}（{distance} 米）" for one, other, distance in told)
    en = ", ".join(f"{one.en} and {other.en} ({distance} m)" for one, other, distance in told)
    yield Finding(
        rule="DA102",
        severity="minor",
        layer=study.study.units,
        feature=";".join(f"{one}-{other}" for one, other, _ in pairs),
        kind="apart",
        message=Text(
            f"相邻而没有共有边界、其间不属任何行政区的：{zh}" + (f"，另有 {rest} 对" if rest else ""),
            f"neighbours that share no border, with ground between them that is no unit's: {en}"
            + (f", and {rest} more pairs" if rest else ""),
        ),
        advice=Text(
            "若应相接，请修正行政区边线或调大 [study] 的 unit_gap_m；确以河海相隔的，可以不管",
            "If they should meet, mend the units or raise unit_gap_m in [study]; where water parts them it may stay",
        ),
    )


def _no_such_border(wanted: str, known: list[str], study: Study) -> Finding:
    near = difflib.get_close_matches(wanted, known, n=1, cutoff=0.5)
    cure = Text(f"；或许应为 “{near[0]}”", f"; perhaps “{near[0]}” is meant") if near else Text("", "")
    return Finding(
        rule="DA103",
        severity="info",
        layer=study.study.units,
        feature=wanted,
        kind=f"tolerance-{wanted}",
        message=Text(
            f"[[tolerance]] 所指的边界 “{wanted}” 不存在，其取值没有用到",
            f"a [[tolerance]] is for the border “{wanted}”, which does not exist: its values are not used",
        ),
        advice=Text(f"请改正研究文件中的 border{cure.zh}", f"Correct that border in the study file{cure.en}"),
    )
