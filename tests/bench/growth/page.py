"""The page docs/scale.md: what was measured, and what a check of the whole country needs by these figures."""

from pathlib import Path

from families import FAMILIES
from fitting import MOST, exponents
from nation import LAND_KM2, PARCELS

TEMPLATE = Path(__file__).with_name("scale.md.txt")
WORKERS = (1, 8, 64)
CHINESE = {
    "interior": "图斑（分批读取），边界与密度不变",
    "shuffled": "图斑（分批读取），同上，文件不按位置排列",
    "density": "图斑（分批读取），边界不变、图斑变小",
    "whole": "四类图层的图斑（全部保留），密度不变",
    "units": "行政区，每区要素数不变",
    "vertices": "边界顶点，要素不变",
    "conflicts": "冲突，行政区不变",
}
WORKS = {"check": ("check", "检查")}
HOUR_S, GB_MB = 3600, 1000


def page(told):
    """The page, in English and Chinese."""
    rates, country = rates_of(told["families"]), told["nation"]
    values = {
        **{name: number(value) for name, value in rates.items()},
        "band_km": number(rates["band_m"] / 1000),
        "date": told["machine"]["date"],
        "processor": told["machine"]["processor"],
        "versions": ", ".join(f"{name} {version}" for name, version in told["machine"]["versions"].items()),
        "most": MOST,
        "parcels": f"{PARCELS:,}",
        "land": f"{LAND_KM2:,}",
        "side": number((LAND_KM2 / PARCELS) ** 0.5 * 1000),
        "longest": country["provinces"]["longest"],
        **{f"{level}_{key}": f"{value:,}" for level in ("county", "province") for key, value in country[level].items()},
        **{f"{key}_each": f"{country['provinces'][key]:,}" for key in ("studies", "km", "longest_km")},
        "growth": _growth(told, 0),
        "growth_zh": _growth(told, 1),
        "needs": _needs(rates, country, NEEDS),
        "needs_zh": _needs(rates, country, NEEDS_ZH),
        "writers": _writers(told["families"]["conflicts"], "writer | seconds | MB of memory | MB of file"),
        "writers_zh": _writers(told["families"]["conflicts"], "写出的文件 | 秒 | 内存 MB | 文件 MB"),
    }
    return TEMPLATE.read_text("utf-8").format_map(values)


def rates_of(families):
    """What one more of each costs, by the two largest sizes of each family."""
    interior, shuffled, density, whole = (
        families[name]["check"] for name in ("interior", "shuffled", "density", "whole")
    )
    units, vertices, conflicts = (families[name]["check"] for name in ("units", "vertices", "conflicts"))
    read = _more(interior, "cpu", "rows")
    last, first = density["runs"][-1], density["base"]
    kept = (last["cpu"] - first["cpu"] - read * last["rows"]) / last["kept"]
    return {
        "read_us": 1e6 * read,
        "read_any_us": 1e6 * _more(shuffled, "cpu", "rows"),
        "kept_us": 1e6 * max(kept, _more(whole, "cpu", "kept")),
        "kept_kb": 1e3 * max(_more(whole, "peak_mb", "kept"), _more(density, "peak_mb", "kept")),
        "border_ms": 1e3 * _more(units, "cpu", "border_km"),
        "border_kb": 1e3 * _more(units, "peak_mb", "border_km"),
        "vertex_us": 1e6 * _more(vertices, "cpu", "size"),
        "vertex_kb": 1e3 * _more(vertices, "peak_mb", "size"),
        "conflict_ms": 1e3 * _more(conflicts, "cpu", "conflicts"),
        "fixed_mb": units["base"]["peak_mb"],
        "band_m": interior["runs"][-1]["kept"] * 150.0**2 / (1000 * interior["runs"][-1]["border_km"]),
        "row_b": interior["runs"][-1]["mb"] * 1e6 / interior["runs"][-1]["rows"],
        "row_b_fine": density["runs"][-1]["mb"] * 1e6 / density["runs"][-1]["rows"],
    }


def _more(curve, what, by):
    one, other = curve["runs"][-2:]
    return max((other[what] - one[what]) / (other[by] - one[by]), 0.0)


def need(rates, *, parcels, km):
    """What a study needs: features kept, hours of reading and of judging, GB of memory."""
    kept = min(parcels, parcels * km * rates["band_m"] / 1000 / (LAND_KM2 * parcels / PARCELS))
    return {
        "kept": kept,
        "reading_h": parcels * rates["read_us"] / 1e6 / HOUR_S,
        "reading_any_h": parcels * rates["read_any_us"] / 1e6 / HOUR_S,
        "judging_h": (kept * rates["kept_us"] / 1e6 + km * rates["border_ms"] / 1e3) / HOUR_S,
        "memory_gb": (rates["fixed_mb"] + (kept * rates["kept_kb"] + km * rates["border_kb"]) / 1e3) / GB_MB,
    }


NEEDS = (
    ("", "provinces, one study", "counties, one study", "counties, a study for each province: the largest"),
    "km of borders",
    "parcels",
    "of these kept",
    "reading, hours of a processor",
    "the same from files without order",
    "judging, hours of one processor",
    "memory, GB",
    "hours with {} workers, files without order",
    "hours with one worker, files without order",
)
NEEDS_ZH = (
    ("", "省界，一个研究", "县界，一个研究", "县界，每省一个研究：最大者"),
    "边界长度，公里",
    "图斑",
    "其中保留",
    "读取，处理器小时",
    "同上，文件不按位置排列",
    "判定，单处理器小时",
    "内存，GB",
    "{} 个工作进程，文件不按位置排列，小时",
    "1 个工作进程，文件不按位置排列，小时",
)


def _needs(rates, country, words):
    longest = country["provinces"]["longest_km"]
    share = longest / country["provinces"]["km"]
    cases = [(country["province"]["km"], PARCELS), (country["county"]["km"], PARCELS), (longest, PARCELS * share)]
    found = [need(rates, parcels=parcels, km=km) for km, parcels in cases]
    # a study's own share of the land is that of its borders: where counties are small, there is more of both
    rows = [
        [f"{km:,}" for km, _ in cases],
        [f"{parcels:,.0f}" if parcels == PARCELS else millions(parcels) for _, parcels in cases],
        [millions(each["kept"]) for each in found],
        *([number(each[key]) for each in found] for key in ("reading_h", "reading_any_h", "judging_h", "memory_gb")),
    ]
    heads, names, many, one = words[0], list(words[1:8]), words[8], words[9]
    for count in WORKERS:
        names.append(one if count == 1 else many.format(count))
        rows.append([number(each["reading_any_h"] / count + each["judging_h"]) for each in found])
    lines = ["| " + " | ".join(heads) + " |", "|---" + "|---:" * (len(heads) - 1) + "|"]
    lines += ["| " + " | ".join([name, *row]) + " |" for name, row in zip(names, rows, strict=True)]
    return "\n".join(lines)


def _growth(told, language):
    heads = ("what grows | measured | from – to | time | memory", "增长的量 | 测量 | 范围 | 时间 | 内存")[language]
    lines = [f"| {heads} |", "|---|---|---|---:|---:|"]
    found = list(exponents(told))
    for (family, work, _, time), (_, _, _, memory) in zip(found[::2], found[1::2], strict=True):
        sizes = [run["size"] for run in told["families"][family][work]["runs"]]
        title = (FAMILIES[family].title, CHINESE[family])[language]
        name = WORKS.get(work, (work, work))[language]
        lines.append(f"| {title} | {name} | {sizes[0]:,} – {sizes[-1]:,} | {_marked(time)} | {_marked(memory)} |")
    return "\n".join(lines)


def _marked(value):
    told = f"{value + 0:.2f}".replace("-0.00", "0.00")
    return f"**{told}**" if value > MOST else told


def _writers(works, heads):
    lines = [f"| {heads} |", "|---|---:|---:|---:|"]
    for work, curve in works.items():
        if work != "check":
            last = curve["runs"][-1]
            lines.append(f"| {work} | {last['cpu']:.1f} | {last['peak_mb']:,.0f} | {last['mb']:.1f} |")
    return "\n".join(lines)


def number(value):
    """Two digits that count, and no more than the fits can bear."""
    if value >= 100:
        return f"{round(value, 1 - len(str(int(value)))):,.0f}"
    return f"{value:.2g}"


def millions(value):
    return f"{number(value / 1e6)} M"
