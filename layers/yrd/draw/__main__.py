"""Draw every layer of the delta, check the drawing, and write what the shipped study must give.

Run as `python layers/yrd/draw`, or as `python -m draw` in `layers/yrd`.
"""

import sys
from collections import Counter
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(FOLDER))

from draw import (  # noqa: E402  (the folder above must be on the path first)
    basins,
    control_lines,
    ground,
    lines,
    natural_earth,
    plants,
    redlines,
    registers,
    reserves,
    transport,
    uses,
    verify,
    verify_banks,
    verify_development,
    verify_lines,
    verify_plans,
    writing,
)
from draw.canvas import Canvas  # noqa: E402
from draw.finding import Data, Found  # noqa: E402
from draw.intents import Intent, settled  # noqa: E402
from draw.plants import Expected  # noqa: E402

TOLERANCE = dict.fromkeys(("BD101", "BD102", "BD103", "EC102", "EC103", "WA105", "WA106"), 0.05) | {"WA104": 0.08}
ENDS_M = 50.0  # a run along a border may be a step longer or shorter at each end
WHY = {
    "WA101": ("一个小流域分属两省", "One small watershed lies in two provinces"),
    "WA102": ("同一小流域两侧主体功能不同", "The two sides of one watershed have different main functions"),
}


def draw() -> tuple[Canvas, list[Expected], list[Intent]]:
    """Draw everything, the planted conflicts first, so that the rest keeps clear of them."""
    canvas = Canvas()
    expected = plants.plant_redlines(canvas) + plants.plant_claims(canvas)
    control_lines.draw_towns(canvas)
    expected += plants.plant_overlays(canvas)
    redlines.draw_redlines(canvas)
    control_lines.draw_fields(canvas)
    expected += reserves.draw_reserves(canvas)
    intents = lines.draw_rivers(canvas)
    expected += lines.draw_corridors(canvas)
    unlike, beside = lines.draw_unlike_corridors(canvas)
    expected, intents = expected + unlike, intents + beside
    natural_earth.list_functions(canvas)
    basins.draw_watersheds(canvas)
    natural_earth.take_lakes(canvas)
    natural_earth.take_coast(canvas)
    natural_earth.take_provinces(canvas)
    intents += transport.draw_transport(canvas)
    intents += uses.draw_uses(canvas)
    intents += registers.draw_previous(canvas)
    intents += registers.list_tables(canvas)
    return canvas, expected, intents


def compare(expected: list[Expected], found: list[Found]) -> list[tuple[Expected, Found]]:
    """Pair what was planted with what was found; stop at any difference."""
    wanted = {(item.rule, item.features, item.severity): item for item in expected}
    seen = {(item.rule, item.features, item.severity): item for item in found}
    for key, item in seen.items():
        if item.rule in WHY:
            zh, en = WHY[item.rule]
            wanted[key] = Expected(*key[:2], severity=item.severity, why={"zh": zh, "en": en})
    missing, extra = wanted.keys() - seen.keys(), seen.keys() - wanted.keys()
    doubled = len(found) - len(seen)
    if missing or extra or doubled:
        places = [(key, ground.degrees(seen[key].place)) for key in extra]
        message = f"planted but not found: {missing}\nfound but not planted: {places}\nfound twice: {doubled}"
        raise ValueError(message)
    return [(wanted[key], seen[key]) for key in sorted(wanted, key=lambda key: (key[0], sorted(key[1])))]


def record(expected: Expected, found: Found) -> dict[str, Any]:
    """Give one entry of `planted.toml`."""
    units = sorted(found.units)
    entry: dict[str, Any] = {
        "rule": found.rule,
        "unit_a": units[0] if units else "",
        "unit_b": units[1] if len(units) > 1 else "",
        "features": sorted(found.features),
    }
    if not found.place.is_empty:
        entry["lon"], entry["lat"] = ground.degrees(found.place)
    entry["severity"] = found.severity
    if found.area_m2:
        entry["area_m2"] = round(found.area_m2, 1)
    if found.length_m:
        entry["length_m"] = round(found.length_m, 1)
    tolerance = TOLERANCE.get(found.rule, 0.02)
    if found.rule == "EC103":
        tolerance = round(tolerance + ENDS_M / found.length_m, 3)
    return entry | {"tolerance": tolerance, "why": expected.why}


def main() -> None:
    """Draw, write, read back, check."""
    canvas, expected, intents = draw()
    writing.write_layers(canvas, FOLDER)
    data = Data(FOLDER)
    verify.refuse_copied_borders(data)
    matched = compare(expected, verify.find_all(data))
    checks = (verify_banks, verify_development, verify_lines, verify_plans)
    matched += settled(intents, [find for check in checks for find in check.find_all(data)])
    matched.sort(key=lambda pair: (pair[0].rule, sorted(pair[0].features), sorted(pair[1].units)))
    writing.write_planted([record(*pair) for pair in matched], FOLDER)
    rows = {layer: len(rows) for layer, rows in canvas.rows.items()}
    sys.stdout.write(f"rows {rows}\nplanted {dict(Counter(item.rule for item, _ in matched))}\n")


if __name__ == "__main__":
    main()
