"""Archives: whatever is in them, nothing gets out."""

import io
import shutil
import zipfile

from scratch import fresh
from target import answered, target

from planseam.errors import PlanseamError
from planseam.loading.archives import unpacked
from planseam.loading.limits import Limits

_NAMES = (
    "a.shp",
    "浙江/红线.shp",
    "../../evil",
    "/etc/passwd",
    "C:\\x",
    "a/../b",
    "a//b",
    ".",
    "",
    "a.gdb/a00000001.gdbtable",
    "CON",
    "x" * 300,
    "a\x00b",
    "in.zip",
)
_SMALL = Limits(members=50, unpacked=1 << 20, ratio=50, floor=1 << 12, nesting=2)


def archive(dice, depth=0):
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", dice.choice((zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED))) as packed:
        for _ in range(dice.size(8)):
            name = dice.choice(_NAMES) if dice.chance(0.8) else dice.word()
            info = zipfile.ZipInfo(name.encode("utf-8", "replace").decode() or "x")
            if dice.chance(0.1):
                info.external_attr = 0o120777 << 16
            body = dice.choice((b"", b"/etc/passwd", b"0" * 10_000, dice.randbytes(50)))
            packed.writestr(info, archive(dice, depth + 1) if depth < 3 and dice.chance(0.2) else body)
    data = buffer.getvalue()
    return (
        dice.mutated(data, (b"PK\x03\x04", b"PK\x01\x02", b"PK\x05\x06", b"\xff\xff\xff\xff"))
        if dice.chance(0.6)
        else data
    )


@target("archive", weight=8, make=archive)
def archive_unpacked(data):
    """Whatever is in an archive, nothing is written outside its folder, no link is made, and the bounds hold."""
    folder = fresh()
    path = folder / "x.zip"
    path.write_bytes(data)
    before = sorted(folder.rglob("*"))
    try:
        found = unpacked(path, limits=_SMALL)
    except PlanseamError as error:
        answered(error)
        return
    finally:
        assert sorted(folder.rglob("*")) == before, "written where it must not"
    inside = [file for file in found.folder.rglob("*") if not file.is_dir()]
    assert not any(file.is_symlink() for file in inside)
    assert sum(file.stat().st_size for file in inside) <= _SMALL.unpacked
    shutil.rmtree(found.folder.parent)
