"""Text that was read in the wrong encoding: which, and the encoding that fits. Nothing is corrected."""

import re
from collections import Counter
from collections.abc import Iterable

import pandas as pd

from planseam.model.conflict import Finding
from planseam.text import Text

__all__ = ["garbled", "meant"]

#: Characters that Windows has in place of the control characters of Latin-1, and the byte of each.
_WINDOWS = {ord(bytes([byte]).decode("cp1252", "replace")): chr(byte) for byte in range(0x80, 0xA0)}
_WINDOWS.pop(0xFFFD)
_FIRST_HANZI = "\u3400"
_HANZI = re.compile(r"[\u3400-\u4dbf\u4e00-\u9fff]")
_LATIN = re.compile(r"[A-Za-z]")
#: Replacement characters, the same once more read as GBK, and nothing but question marks.
_LOST = re.compile(r"\ufffd|锟斤拷|^\?{2,}$")
_LONG = 24  # characters shown of a value

_NAME_AGAIN = Text(
    '若文件是 Shapefile 或文本表，请在该图层写明 encoding = "{encoding}"；否则请制作单位重新导出',
    'For a shapefile or a text table, add encoding = "{encoding}" to the layer; for others, have it exported again',
)
_EXPORT_AGAIN = Text("文字无法恢复，请制作单位重新导出", "The text cannot be restored; have it exported again")


def garbled(frame: pd.DataFrame, *, layer: str) -> list[Finding]:
    """Look for garbled text in all columns of a layer, and in their names.

    Parameters
    ----------
    frame : DataFrame
        As it was read.
    layer : str

    Returns
    -------
    list of Finding
        Of DA104: one for each column and encoding that fits, and one where text is lost.
    """
    findings = _told(map(str, frame.columns), Text("列名", "names of columns"), layer=layer, kind="names")
    for name, values in frame.items():
        if values.dtype == object or pd.api.types.is_string_dtype(values.dtype):
            words = (value for value in values.tolist() if isinstance(value, str))
            findings += _told(words, Text(f"列 {name} ", f"column {name}"), layer=layer, kind=str(name))
    return findings


def meant(text: str) -> tuple[str, str] | None:
    """What a garbled text says, and the encoding in which it does; None where it is as it should be.

    Examples
    --------
    >>> meant("ÇåÁ¹·å")
    ('清凉峰', 'GBK')
    >>> meant("浙江"), meant("São Paulo")
    (None, None)
    """
    if text.isascii():
        return None
    letters = text.translate(_WINDOWS) if max(text) < _FIRST_HANZI else text
    if max(letters) <= "\xff":
        code = letters.encode("latin-1")
        said = _read(code, "utf-8")
        if said is not None and said.isprintable():
            return said, "UTF-8"
        said = _read(code, "gb2312")
        # one pair of Latin letters may happen to be a Chinese character; two pairs, or one alone, hardly
        if said is not None and (len(_HANZI.findall(said)) > 1 or (_HANZI.search(said) and not _LATIN.search(said))):
            return said, "GBK"
        return None
    if _in_gb2312(text):
        return None
    said = _whole_letters(text.rstrip("?\ufffd").encode("gb18030", "replace"))
    return (said, "UTF-8") if said and _HANZI.search(said) and _in_gb2312(said) else None


def _read(code: bytes, encoding: str) -> str | None:
    try:
        return code.decode(encoding)
    except UnicodeDecodeError:
        return None


def _whole_letters(code: bytes) -> str | None:
    """Read UTF-8 whose last letter may have been cut."""
    return next((said for cut in range(3) if (said := _read(code[: len(code) - cut], "utf-8")) is not None), None)


def _in_gb2312(text: str) -> bool:
    """Whether all Chinese characters are among the 6,763 in common use."""
    if _encoded(text):
        return True
    return "?" not in "".join(_HANZI.findall(text)).encode("gb2312", "replace").decode("gb2312")


def _encoded(text: str) -> bool:
    try:
        text.encode("gb2312")
    except UnicodeEncodeError:
        return False
    return True


def _told(values: Iterable[str], place: Text, *, layer: str, kind: str) -> list[Finding]:
    # most values are repeated: counted first, each is looked at once
    counted = Counter(values)
    odd = {value: count for value, count in counted.items() if not value.isascii() or value.startswith("??")}
    lost: dict[str, int] = {}
    fits: dict[str, dict[str, tuple[str, int]]] = {}
    for value, count in odd.items():
        if reading := meant(value):
            fits.setdefault(reading[1], {})[value] = (reading[0], count)
        elif _LOST.search(value):
            lost[value] = count
    findings = [
        Finding(
            rule="DA104",
            severity="minor",
            layer=layer,
            kind=f"{kind}-{encoding}",
            message=Text(
                "{place}有 {count} 处乱码，如 “{shown}”；按 {encoding} 读作 “{said}”",
                "{place}: text is garbled {count} times, such as “{shown}”, which reads “{said}” in {encoding}",
            ).format(
                place=place,
                count=sum(count for _said, count in found.values()),
                shown=_short(next(iter(found))),
                said=_short(next(iter(found.values()))[0]),
                encoding=encoding,
            ),
            advice=_NAME_AGAIN.format(encoding=encoding),
        )
        for encoding, found in fits.items()
    ]
    if lost:
        message = Text(
            "{place}有 {count} 处文字已经丢失，如 “{shown}”",
            "{place}: text is lost {count} times, such as “{shown}”",
        ).format(place=place, count=sum(lost.values()), shown=_short(next(iter(lost))))
        findings.append(
            Finding(
                rule="DA104", severity="minor", layer=layer, kind=f"{kind}-lost", message=message, advice=_EXPORT_AGAIN
            )
        )
    return findings


def _short(text: str) -> str:
    return text if len(text) <= _LONG else f"{text[:_LONG]}…"
