"""Fonts for pictures: a Chinese one that is really there, and never an empty box in silence."""

from collections.abc import Iterator, Sequence
from functools import cache
from typing import cast

from matplotlib import font_manager
from matplotlib.font_manager import FontProperties
from matplotlib.ft2font import FT2Font

from planseam.reporting.words import word
from planseam.text import NOTHING, Language, Text, shortened, visible

__all__ = ["Lettering", "at_hand", "broken", "chinese_family", "font_notice", "width_em"]

#: Fonts with simplified Chinese, the best first.
FAMILIES = (
    "Noto Sans CJK SC",
    "Source Han Sans SC",
    "Source Han Sans CN",
    "思源黑体",
    "Noto Sans SC",
    "Microsoft YaHei",
    "PingFang SC",
    "Hiragino Sans GB",
    "DengXian",
    "SimHei",
    "Heiti SC",
    "STHeiti",
    "WenQuanYi Micro Hei",
    "WenQuanYi Zen Hei",
    "Droid Sans Fallback",
    "Noto Serif CJK SC",
    "Source Han Serif SC",
    "SimSun",
    "Songti SC",
    "Arial Unicode MS",
    "Noto Sans CJK JP",
    "Noto Serif CJK JP",
)
#: Those with the strokes of a brush, for the text of documents.
SERIFS = ("Noto Serif CJK SC", "Source Han Serif SC", "Source Han Serif CN", "Noto Serif SC", "Songti SC", "SimSun")
#: Fonts of documents by the name that Word gives them, and by the one that the font itself has.
OF_DOCUMENTS = {
    "宋体": "SimSun",
    "新宋体": "NSimSun",
    "仿宋": "FangSong",
    "仿宋_GB2312": "FangSong_GB2312",
    "楷体": "KaiTi",
    "楷体_GB2312": "KaiTi_GB2312",
    "黑体": "SimHei",
    "微软雅黑": "Microsoft YaHei",
    "等线": "DengXian",
}
PLAIN = ("SimHei", "Microsoft YaHei", "DengXian")
#: Shipped with matplotlib: for what the Chinese font lacks, and where there is none.
LATIN = "DejaVu Sans"
SAMPLE = "接边冲突示意图例长三角亩"
#: Stands for a character that no font has, as printers do.
GETA, NO_GETA = "〓", "?"
#: Names that a notice lists.
LISTED = 3
#: Widths of characters where only an estimate is needed, em.
WIDE_EM, BROAD_EM, COMMON_EM, THIN_EM = 1.0, 0.68, 0.58, 0.31
BROAD, THIN = frozenset("ABCDEFGHKMNOPQRSTUVWXYZmw%—"), frozenset("IJfijlrt.,:;'()[]|! ")
_FIRST_WIDE = 0x2E80
#: Signs that stand at no line's beginning, and those at no line's end.
NOT_FIRST, NOT_LAST = "，。；：、！？）》」』”’〉】…·—,.;:!?)", "（《「『“‘〈【("


@cache
def chinese_family() -> str:
    """The family of a font that has simplified Chinese; empty where there is none.

    Fonts that were installed since matplotlib last looked are found as well.
    """
    return _known_family() or (_known_family() if _new_fonts() else "")


@cache
def at_hand(name: str) -> str:
    """The Chinese font of a document, or one of its kind that is there in its place; the same name where none is.

    Parameters
    ----------
    name : str
        As Word gives it, as 宋体 or SimSun.
    """
    own, known = OF_DOCUMENTS.get(name, name), _known()
    if own in known or own not in OF_DOCUMENTS.values():
        return name
    serif = next((family for family in SERIFS if family in known), "") if own not in PLAIN else ""
    return serif or chinese_family() or name


def _known() -> set[str]:
    return {entry.name for entry in font_manager.fontManager.ttflist}


def _known_family() -> str:
    known = _known()
    named = [family for family in FAMILIES if family in known]
    return next((family for family in (*named, *sorted(known - set(named))) if _lacks(family, SAMPLE) == ""), "")


def _new_fonts() -> bool:
    """Make fonts known that matplotlib's own list lacks."""
    known = {str(entry.fname) for entry in font_manager.fontManager.ttflist}
    added = False
    for path in sorted(set(font_manager.findSystemFonts()) - known):
        try:
            font_manager.fontManager.addfont(path)
        except (OSError, RuntimeError):  # no font after all, or a kind that cannot be drawn
            continue
        added = True
    return added


@cache
def _font(family: str) -> FT2Font:
    path = font_manager.findfont(FontProperties(family=family), fallback_to_default=False)
    return font_manager.get_font(path)


def _lacks(family: str, text: str) -> str:
    """The characters of a text that a font lacks."""
    try:
        font = _font(family)
    except (OSError, RuntimeError, ValueError):  # named by the system, and not to be read
        return text
    return "".join(sign for sign in text if not font.get_char_index(ord(sign)))


def font_notice(language: Language) -> Text | None:
    """What to say of pictures in a language where no font has its characters; None where all is well.

    Parameters
    ----------
    language : {"zh", "en"}
    """
    return word("picture.no_font") if language == "zh" and not chinese_family() else None


class Lettering:
    """The words of one picture: in its language, in fonts that have every character of them.

    Without a Chinese font the English words are used, and what has none is
    left out and told in `notice`.

    Parameters
    ----------
    language : {"zh", "en"}
    family : str, optional
        A family with Chinese; found where it is not given, "" for none.
    """

    def __init__(self, language: Language, *, family: str | None = None) -> None:
        found = chinese_family() if family is None else family
        self.language: Language = language if found else "en"
        self.families: Sequence[str] = (found, LATIN) if found else (LATIN,)
        self._no_font = language == "zh" and not found
        self._lost: dict[str, None] = {}

    def say(self, text: Text) -> str:
        """The words to draw; empty where no font can write them."""
        words = visible(text.to(self.language))
        lost = self._missing(words)
        if not lost:
            return words
        self._lost.setdefault(shortened(words, 24))
        if len(self.families) == 1:
            return ""
        stand_in = GETA if not self._missing(GETA) else NO_GETA
        return "".join(stand_in if sign in lost else sign for sign in words)

    @property
    def notice(self) -> Text:
        """What could not be written; empty as a rule."""
        notices = [word("picture.no_font")] if self._no_font else []
        if self._lost:
            some = list(self._lost)[:LISTED]
            names = Text("、".join(some), ", ".join(some))
            notices.append(word("picture.lost", names=names, count=len(self._lost)))
        return Text("".join(n.zh for n in notices), " ".join(n.en for n in notices)) if notices else NOTHING

    def properties(self, size_pt: float, *, bold: bool = False) -> FontProperties:
        """The fonts at a size, for matplotlib."""
        return _properties(tuple(self.families), size_pt, bold)

    def _missing(self, words: str) -> set[str]:
        missing = set(words)
        for family in self.families:
            missing &= set(_lacks(family, "".join(missing)))
        return missing


@cache
def _properties(families: tuple[str, ...], size_pt: float, bold: bool) -> FontProperties:  # noqa: FBT001 - a cache's key
    # matplotlib's stub knows a single family only
    return FontProperties(family=cast("str", list(families)), size=size_pt, weight="bold" if bold else "normal")


def width_em(words: str) -> float:
    """About how wide words are, em: enough to keep labels apart and to break lines."""
    return sum(
        WIDE_EM if _is_wide(sign) else BROAD_EM if sign in BROAD else THIN_EM if sign in THIN else COMMON_EM
        for sign in words
    )


def broken(words: str, most_em: float) -> Iterator[str]:
    """Break words into lines: between Chinese characters anywhere, between others at blanks.

    Examples
    --------
    >>> list(broken("生态保护红线（浙江省）", 6)), list(broken("Ecological redline", 6))
    (['生态保护红线', '（浙江省）'], ['Ecological', 'redline'])
    """
    line = ""
    for piece in _pieces(words):
        if line and width_em((line + piece).rstrip()) > most_em:
            yield line.rstrip()
            line = ""
        line += piece if line else piece.lstrip()
    if line.strip():
        yield line.rstrip()


def _pieces(words: str) -> Iterator[str]:
    """What may not be parted: a Chinese character with its marks, a word with the blank after it."""
    piece = ""
    for sign in words:
        parted = piece[-1:] == " " or _is_wide(sign) or (piece and _is_wide(piece[-1]))
        if piece and parted and sign not in NOT_FIRST and piece[-1] not in NOT_LAST:
            yield piece
            piece = ""
        piece += sign
    if piece:
        yield piece


def _is_wide(sign: str) -> bool:
    return ord(sign) >= _FIRST_WIDE
