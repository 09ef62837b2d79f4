"""How large a drawing grows: blocks within blocks multiply, as entities of XML do."""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path

__all__ = ["ENDLESS", "grown"]

#: More than any bound allows.
ENDLESS = 1 << 62
#: Where an entity begins: the group code 0, and a word. Where a value is 0, the next line is a code, and no word.
_ENTITY = re.compile(rb"^[ \t]*0[ \t]*\r?\n[ \t]*([A-Z][A-Z0-9_]*)[ \t]*\r?(?:\n|\Z)", re.MULTILINE)
_BLOCKS = re.compile(rb"^[ \t]*2[ \t]*\r?\n[ \t]*BLOCKS[ \t]*\r?$", re.MULTILINE)
_NAME, _COLUMNS, _ROWS = b"2", b"70", b"71"
_FRAMES = {b"ENDBLK", b"SEQEND", b"ENDSEC", b"SECTION", b"EOF"}
_DEPTH = 100  # blocks within blocks; drawings have some five


@dataclass
class _Block:
    own: int = 0
    inserts: Counter[str] = field(default_factory=Counter)


def grown(path: Path) -> int:
    """Count the entities that the blocks of a drawing come to, once each insertion is put in its place.

    A block that contains itself is endless.

    Parameters
    ----------
    path : Path
        A DXF in text.
    """
    content = path.read_bytes()
    section = _BLOCKS.search(content)
    if section is None:
        return 0
    blocks: dict[str, _Block] = {}
    current = drawing = _Block()
    for kind, start, end in _entities(content, section.end()):
        if kind == b"BLOCK":
            current = blocks.setdefault(_groups(content[start:end]).get(_NAME, ""), _Block())
        elif kind == b"ENDBLK":
            current = drawing
        elif kind == b"INSERT":
            groups = _groups(content[start:end])
            current.inserts[groups.get(_NAME, "")] += _count(groups, _COLUMNS) * _count(groups, _ROWS)
        elif kind not in _FRAMES and current is not drawing:
            current.own += 1
    sizes: dict[str, int] = {}
    return min(sum(times * _size(name, blocks, sizes, 0) for name, times in drawing.inserts.items()), ENDLESS)


def _entities(content: bytes, start: int) -> Iterator[tuple[bytes, int, int]]:
    """Kind of each entity, and where its groups begin and end."""
    for last, following in pairwise(_ENTITY.finditer(content, start)):
        yield last[1], last.end(), following.start()


def _groups(entity: bytes) -> dict[bytes, str]:
    """Values by group code; of several, the first."""
    lines = entity.split(b"\n")
    groups: dict[bytes, str] = {}
    for code, value in zip(lines[::2], lines[1::2], strict=False):
        groups.setdefault(code.strip(), value.strip().upper().decode("latin-1"))
    return groups


def _count(groups: dict[bytes, str], code: bytes) -> int:
    value = groups.get(code, "1")
    return max(int(value), 1) if value.isdecimal() else 1


def _size(name: str, blocks: dict[str, _Block], sizes: dict[str, int], depth: int) -> int:
    """Entities of one block, and of those within it."""
    if depth > _DEPTH:
        return ENDLESS
    if name not in sizes:
        block = blocks.get(name, _Block())
        inner = sum(times * _size(other, blocks, sizes, depth + 1) for other, times in block.inserts.items())
        sizes[name] = min(block.own + inner, ENDLESS)
    return sizes[name]
