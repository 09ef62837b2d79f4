"""Which encoding the text of a file is in, and how we know: what the file says, tested against its bytes.

The file's word comes first (``.cpg``, the code page of the ``.dbf``, a byte
order mark). It is believed unless the bytes refute it. Where nothing is said,
all text of the file is weighed at once (`planseam.loading.weighing`).
"""

import codecs
import mmap
import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from planseam.loading.dbf import DbfText, dbf_text
from planseam.loading.weighing import LATIN, Weighed, family, weighed
from planseam.text import NOTHING, Text, counted

__all__ = ["Evidence", "exists", "of_file", "of_shapefile", "of_text"]

#: Different texts that are weighed; a county's layer has some thousands.
_MOST = 200_000
#: A guess this sure, and this fitting, outdoes what the file says.
_SURE, _FITTING = 0.9, 0.6
_CLEAR = 0.15  # by how much it must fit better than what the file says
#: Pieces of a text with other than ASCII; no byte of a character in GBK, Big5 or UTF-8 is one of these separators.
_PIECE = re.compile(rb'[\x80-\xff][^\r\n\t,;"]*')
_BEFORE = re.compile(rb'[^\r\n\t,;"]*\Z')
_CONTEXT = 8  # bytes before a piece: whether its first letter stands beside a Latin one
_BOMS = (
    (codecs.BOM_UTF8, "UTF-8-SIG"),
    (codecs.BOM_UTF32_LE, "UTF-32"),
    (codecs.BOM_UTF32_BE, "UTF-32"),
    (codecs.BOM_UTF16_LE, "UTF-16"),
    (codecs.BOM_UTF16_BE, "UTF-16"),
)
#: Code pages by the language driver (byte 29) of a .dbf; 0x57 and 0 mean “that of this computer”.
_DRIVERS = {
    0x01: "cp437",
    0x02: "cp850",
    0x03: "cp1252",
    0x4D: "GBK",
    0x4E: "cp949",
    0x4F: "Big5",
    0x58: "cp1252",
    0x59: "cp1252",
    0x78: "Big5",
    0x79: "cp949",
    0x7A: "GBK",
    0x7B: "cp932",
    0x13: "cp932",
    0xC8: "cp1250",
    0xC9: "cp1251",
}
#: Numbers of code pages as .cpg files write them, where Python names them otherwise.
_PAGES = {
    "65001": "UTF-8",
    "936": "GBK",
    "20936": "GBK",
    "54936": "GB18030",
    "950": "Big5",
    "951": "big5hkscs",
    "28591": LATIN,
    "88591": LATIN,
}
#: Encodings of text, by Python's names; it has others that only programs use, such as punycode.
_TEXT = re.compile(
    r"utf-(8|8-sig|16|16-le|16-be|32|32-le|32-be)|gb\w+|big5\w*|hz|iso2022_\w+|cp\d+|iso8859-\d+|latin_1|ascii"
    r"|euc_\w+|shift_jis\w*|johab|koi8-\w|mac-\w+|tis-620"
)
_WIDE = re.compile(r"utf-(16|32)|iso2022|hz")  # no .dbf can be in these
#: Words of a .cpg that name no encoding.
_VAGUE = {"", "ANSI", "OEM", "SYSTEM", "LDID/87"}
#: Encodings whose word the bytes can refute; others are out of our ken, and are believed.
_REFUTABLE = {"UTF-8", "GB", "BIG5", "LATIN"}


@dataclass(frozen=True, kw_only=True)
class Evidence:
    """An encoding, and what speaks for it.

    Parameters
    ----------
    encoding : str
        A name that Python knows, fit for ``encoding = "…"`` in the study file.
    confidence : float
        From 0 to 1; 1 where the file itself says it and its bytes agree, or where any encoding reads it alike.
    reason : Text
        The evidence, as a clause.
    wrong : Text
        What the file says of its encoding that its bytes refute, as a clause; empty where nothing is wrong.
    """

    encoding: str
    confidence: float
    reason: Text
    wrong: Text = NOTHING


def exists(encoding: str) -> bool:
    """Whether there is a text encoding of that name.

    Examples
    --------
    >>> exists("GBK"), exists("klingon"), exists("base64")
    (True, False, False)
    """
    return _python_name(encoding) != ""


def of_shapefile(path: Path) -> Evidence:
    """Find the encoding of a shapefile: ``.cpg``, code page of the ``.dbf``, then all its text at once.

    Parameters
    ----------
    path : Path
        The ``.shp``, or the ``.dbf`` itself.
    """
    table = _beside(path, ".dbf")
    text = dbf_text(table, most=_MOST) if table else DbfText()
    label = _label(_beside(path, ".cpg"))
    claim, claimant = _codec(label), Text(f".cpg 写明 {label}", f"the .cpg says {label}")
    unknown = NOTHING
    if claim is None and label.upper() not in _VAGUE:
        unknown = Text(f".cpg 写的 “{label}” 不是编码", f"the .cpg says “{label}”, which is no encoding")
    if claim is None and text.driver in _DRIVERS:
        claim = _DRIVERS[text.driver]
        claimant = Text(f".dbf 的代码页为 {claim}", f"the code page of the .dbf is {claim}")
    return _judged(
        text.values,
        claim=claim,
        claimant=claimant,
        silent=unknown
        if unknown.zh
        else Text("没有 .cpg，.dbf 也没有写明代码页", "there is no .cpg, and the .dbf names no code page"),
        wrong=unknown,
    )


def of_text(data: bytes) -> Evidence:
    """Find the encoding of a text: byte order mark, else all of it weighed at once.

    Examples
    --------
    >>> of_text("浙江省生态保护红线".encode("gbk")).encoding
    'GBK'
    """
    return _of_buffer(data)


def of_file(path: Path) -> Evidence:
    """Find the encoding of a text file, however large."""
    if not path.stat().st_size:
        return _of_buffer(b"")
    with path.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as data:
        return _of_buffer(data)


def _of_buffer(data: "bytes | mmap.mmap") -> Evidence:
    head = data[:4]
    for mark, codec in _BOMS:
        if head.startswith(mark):
            told = Text(f"文件开头有 {codec} 标记", f"a byte order mark of {codec} stands at its head")
            return Evidence(encoding=codec, confidence=1.0, reason=told)
    if wide := _wide(data[:4096]):
        reason = Text("每隔一个字节为零", "every other byte is zero")
        return Evidence(encoding=wide, confidence=0.95, reason=reason)
    values: set[bytes] = set()
    for piece in _PIECE.finditer(data):
        start = piece.start()
        before = _BEFORE.search(data[max(start - _CONTEXT, 0) : start])
        values.add(((before[0] if before else b"") + piece[0]).strip())
        if len(values) >= _MOST:
            break
    return _judged(values, claim=None, claimant=NOTHING, silent=NOTHING)


def _wide(head: bytes) -> str:
    """UTF-16 without byte order mark, told by the zeros beside its ASCII characters."""
    whole = len(head) // 2 * 2
    low, high = head[:whole:2].count(0), head[1:whole:2].count(0)
    if not whole or max(low, high) * 5 < whole // 2 or min(low, high) * 10 > max(low, high):
        return ""
    return "UTF-16-LE" if high > low else "UTF-16-BE"


def _judged(
    values: Iterable[bytes], *, claim: str | None, claimant: Text, silent: Text, wrong: Text = NOTHING
) -> Evidence:
    """Hold what the file says against its bytes."""
    texts = tuple(values)
    if not texts:
        plain = Text("其中只有 ASCII 字符", "all its characters are ASCII")
        reason = claimant if claim else plain
        return Evidence(encoding=claim or "UTF-8", confidence=1.0, reason=reason, wrong=wrong)
    ranked = weighed(texts)
    best = ranked[0]
    if claim is None:
        return Evidence(
            encoding=best.encoding, confidence=best.confidence, reason=_joined(silent, _weight(best)), wrong=wrong
        )
    said = next((other for other in ranked if other.family == family(claim)), None)
    if family(claim) not in _REFUTABLE or said is best or not _refuted(said, best):
        return Evidence(encoding=claim, confidence=1.0, reason=claimant, wrong=wrong)
    refuted = Text(f"{claimant.zh}，但文字实为 {best.encoding}", f"{claimant.en}, but the text is {best.encoding}")
    return Evidence(encoding=best.encoding, confidence=best.confidence, reason=_weight(best), wrong=refuted)


def _refuted(said: Weighed | None, best: Weighed) -> bool:
    if said is None or said.broken > best.broken:
        return best.confidence >= _FITTING
    return best.confidence >= _SURE and best.score >= _FITTING and best.score - said.score > _CLEAR


def _weight(best: Weighed) -> Text:
    texts = counted(best.values, "text")
    if best.broken:
        return Text(
            f"{best.values} 处非 ASCII 文字中，{best.values - best.broken} 处可按 {best.encoding} 读出",
            f"of {texts.en} that {'is' if best.values == 1 else 'are'} not ASCII, "
            f"{best.values - best.broken} can be read as {best.encoding}",
        )
    return Text(
        f"{best.values} 处非 ASCII 文字都能按 {best.encoding} 通顺读出",
        f"the only text that is not ASCII reads well as {best.encoding}"
        if best.values == 1
        else f"all {texts.en} that are not ASCII read well as {best.encoding}",
    )


def _joined(first: Text, second: Text) -> Text:
    return Text(f"{first.zh}；{second.zh}", f"{first.en}; {second.en}") if first.zh else second


def _label(path: Path | None) -> str:
    """What a .cpg says, in its first line."""
    if path is None:
        return ""
    with path.open("rb") as file:
        head = file.read(100)
    words = head.removeprefix(codecs.BOM_UTF8).decode("ascii", "replace").split("\n", 1)[0]
    return "".join(letter for letter in words if letter.isprintable()).strip()


def _codec(label: str) -> str | None:
    """Python's name for what a .cpg says; None where it names none."""
    if label.upper() in _VAGUE:
        return None
    number = re.fullmatch(r"(?:ANSI|OEM|CP|MS|WINDOWS|ISO)?[\s_-]*(\d{3,6})", label.upper().replace("8859-", "8859"))
    digits = number[1] if number else ""
    tries = (_PAGES.get(digits, ""), f"cp{digits}", f"iso8859-{digits[4:]}" if digits[:4] == "8859" else "", label)
    return next((name for name in tries if (known := _python_name(name)) and not _WIDE.match(known)), None)


def _python_name(encoding: str) -> str:
    """The name by which Python knows a text encoding; empty where it knows none."""
    try:
        name = codecs.lookup(encoding).name
    except (LookupError, ValueError):
        return ""
    return name if _TEXT.fullmatch(name) else ""


def _beside(path: Path, suffix: str) -> Path | None:
    """The file of that ending beside a shapefile, however the ending is written."""
    tries = (path.with_suffix(suffix), path.with_suffix(suffix.upper()), path.with_suffix(suffix.capitalize()))
    return next((one for one in tries if one.is_file()), None)
