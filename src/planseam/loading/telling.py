"""What a reader says of features that it could not take as they came."""

from collections.abc import Sequence

from planseam.model.conflict import Finding, Severity
from planseam.text import Text, counted, listed

__all__ = [
    "beyond_reading",
    "no_attributes",
    "no_number",
    "numbered",
    "one_name",
    "said_by_reader",
    "unclosed",
    "unreadable",
]

_SHOWN = 5  # rows named in a sentence
_CHECK = Text("请核对修复结果，并在原始数据中改正", "Check the repair, and mend the source")
_MEND = Text("请在原始数据中补正", "Mend it in the source")


def numbered(rows: Sequence[int], word: str = "row") -> Text:
    """Name the first rows, as people count them.

    Examples
    --------
    >>> numbered([1, 3]).en, numbered([7]).en, numbered(range(1, 9)).en
    ('rows 1, 3', 'row 7', 'rows 1, 2, 3, 4, 5 and more')
    """
    shown = [str(row) for row in rows[:_SHOWN]]
    more = len(rows) > _SHOWN
    return Text(
        f"第 {'、'.join(shown)} 行{'等' if more else ''}",
        f"{word}{'s' if len(rows) > 1 else ''} {', '.join(shown)}{' and more' if more else ''}",
    )


def unclosed(rows: Sequence[int], *, layer: str) -> list[Finding]:
    """Tell of rings that were not closed, and now are."""
    if not rows:
        return []
    named = numbered(rows)
    message = Text(
        f"{len(rows)} 个要素的环没有闭合，已用直线闭合（{named.zh}）",
        f"rings that were not closed, now closed by a straight line: {counted(len(rows), 'feature').en} ({named.en})",
    )
    return [_finding("unclosed", "info", message, _CHECK, layer)]


def unreadable(rows: Sequence[int], *, layer: str) -> list[Finding]:
    """Tell of features that stay in the table, without their geometry."""
    if not rows:
        return []
    named = numbered(rows)
    message = Text(
        f"{len(rows)} 个要素的几何无法解析（{named.zh}）",
        f"geometry that cannot be read: {counted(len(rows), 'feature').en} ({named.en})",
    )
    return [_finding("unreadable-geometry", "minor", message, _MEND, layer)]


def beyond_reading(count: int, rows: Sequence[int] = (), *, layer: str) -> list[Finding]:
    """Tell of records that cannot be read at all."""
    if not count:
        return []
    named = numbered(rows, "record") if rows else None
    message = Text(
        f"{count} 条记录无法读取，未参与检查" + (f"（{named.zh.replace('行', '条')}）" if named else ""),
        f"records that cannot be read, so not judged: {count}" + (f" ({named.en})" if named else ""),
    )
    return [_finding("unreadable", "minor", message, _MEND, layer)]


def no_number(lines: Sequence[int], *, layer: str) -> list[Finding]:
    """Tell of coordinates of an XML file that are no numbers."""
    if not lines:
        return []
    named = numbered(lines, "line")
    message = Text(
        f"{len(lines)} 处坐标不是数字，读取时按 0 处理（{named.zh}）",
        f"coordinates that are no numbers, and were read as 0: {len(lines)} ({named.en})",
    )
    return [_finding("no-number", "major", message, _MEND, layer)]


def no_attributes(name: str, *, layer: str) -> Finding:
    """Tell of a shapefile without its table."""
    message = Text(f"缺少 {name}，要素没有属性", f"{name} is missing, so the features have no attributes")
    advice = Text("请补上 .dbf 文件", "Supply the .dbf")
    return Finding(rule="DA103", severity="major", layer=layer, kind="no-attributes", message=message, advice=advice)


def one_name(names: Sequence[object], *, layer: str) -> Finding:
    """Tell of columns that have one name, of which one alone is read."""
    shown = listed([Text.same(name) for name in names[:_SHOWN]])
    message = Text(
        f"有多列同名，只读取其中最后一列：{shown.zh}",
        f"several columns have one name, of which the last alone is read: {shown.en}",
    )
    advice = Text("请改正列名后重新导出", "Rename them and export the layer again")
    return Finding(rule="DA103", severity="minor", layer=layer, kind="one-name", message=message, advice=advice)


def said_by_reader(said: Sequence[str], *, layer: str) -> list[Finding]:
    """Pass on what GDAL says of what it passed over."""
    advice = Text("请在原始数据中核对", "Check the source")
    return [
        _finding("reader", "info", Text(f"读取时提示：{words}", f"said while reading: {words}"), advice, layer)
        for words in said[:_SHOWN]
    ]


def _finding(kind: str, severity: Severity, message: Text, advice: Text, layer: str) -> Finding:
    return Finding(rule="DA102", severity=severity, layer=layer, kind=kind, message=message, advice=advice)
