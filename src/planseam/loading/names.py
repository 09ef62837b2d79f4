"""English names of jurisdictions: romanised, never a key."""

import re
import tomllib
from functools import cache
from importlib.resources import files

__all__ = ["romanised"]

#: Readings that the general dictionary has wrong for these places, and names with an English form of their own.
_OWN = {
    "天长": "Tianchang",
    "闵行": "Minhang",
    "长宁": "Changning",
    "长丰": "Changfeng",
    "六合": "Luhe",
    "蚌山": "Bengshan",
    "涡阳": "Guoyang",
    "盐都": "Yandu",
    "莲都": "Liandu",
    "内蒙古": "Inner Mongolia",
    "西藏": "Tibet",
    "陕西": "Shaanxi",
    "香港": "Hong Kong",
    "澳门": "Macao",
}
#: Longest first; cities and provinces go by their bare name.
_ENDINGS = {
    "特别行政区": "",
    "维吾尔自治区": "",
    "壮族自治区": "",
    "回族自治区": "",
    "自治区": "",
    "自治州": "Prefecture",
    "自治县": "Autonomous County",
    "自治旗": "Autonomous Banner",
    "地区": "Prefecture",
    "新区": "New Area",
    "林区": "Forestry District",
    "省": "",
    "市": "",
    "区": "District",
    "县": "County",
    "旗": "Banner",
    "盟": "League",
}
_PEOPLE = re.compile(r"(\w{2,}?)(畲族|回族|土家族|苗族|侗族|满族|蒙古族|壮族|彝族|藏族)$")


@cache
def romanised(name: str) -> str:
    """Romanise the Chinese name of a jurisdiction.

    Examples
    --------
    >>> romanised("青浦区"), romanised("六安市"), romanised("景宁畲族自治县"), romanised("歙县")
    ('Qingpu District', "Lu'an", 'Jingning She Autonomous County', 'She County')
    """
    for ending, word in _ENDINGS.items():
        stem = name.removesuffix(ending)
        if stem and stem != name:
            people = _PEOPLE.fullmatch(stem)
            words = (people[1], people[2].removesuffix("族")) if people else (stem,)
            return " ".join(filter(None, (*map(_spelt, words), word)))
    return _spelt(name)


def _spelt(word: str) -> str:
    if word in _OWN:
        return _OWN[word]
    return _spellings().get(word) or _read_out(word)


@cache
def _spellings() -> dict[str, str]:
    """Words of the delta, looked up once."""
    text = files("planseam.loading").joinpath("spellings.toml").read_text("utf-8")
    return tomllib.loads(text)


def _read_out(word: str) -> str:
    from pypinyin import lazy_pinyin  # noqa: PLC0415 -- its dictionary of all Chinese takes long to load

    first, *others = lazy_pinyin(word, v_to_u=False) or [""]
    tail = "".join(f"'{part}" if part[:1] in "aoe" and part[:1] else part for part in others)
    return (first + tail).capitalize()
