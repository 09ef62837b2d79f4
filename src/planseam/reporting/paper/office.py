"""LibreOffice, where it is there: it lays a document out as PDF."""

import json
import shutil
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from planseam.errors import OutputError
from planseam.reporting.whole import beside
from planseam.text import Text, shortened

__all__ = ["as_pdf", "libreoffice"]

NAMES = ("soffice", "libreoffice")
#: Where it stands when it is not on the search path.
PLACES = {
    "darwin": ("/Applications/LibreOffice.app/Contents/MacOS/soffice",),
    "win32": (
        r"C:\Program Files\LibreOffice\program\soffice.com",
        r"C:\Program Files (x86)\LibreOffice\program\soffice.com",
    ),
}
#: A thousand pages take some two minutes, s.
PATIENCE = 900
LONGEST_REASON = 200
#: Maps keep their lines, and headings become bookmarks.
EXPORT = {
    name: {"type": "boolean", "value": value}
    for name, value in (
        ("UseLosslessCompression", "true"),
        ("ReduceImageResolution", "false"),
        ("ExportBookmarks", "true"),
    )
}

_INSTALL = Text(
    "请安装 LibreOffice（含 Writer）后重试，或在 Word 中打开 report.docx 另存为 PDF",
    "Install LibreOffice with its Writer and run again, or open report.docx in Word and save it as PDF",
)


def libreoffice() -> Path | None:
    """The program of LibreOffice; None where it is not installed."""
    found = next((path for name in NAMES if (path := shutil.which(name))), None)
    places = [found] if found else PLACES.get(sys.platform, ())
    return next((Path(place) for place in places if Path(place).is_file()), None)


def as_pdf(document: bytes, path: Path) -> None:
    """Lay a Word document out as PDF.

    Parameters
    ----------
    document : bytes
        A .docx.
    path : Path
        File to write; an older one is replaced.

    Raises
    ------
    OutputError
        If LibreOffice is not there or cannot do it, or the file cannot be written; the old one is then untouched.
    """
    program = libreoffice()
    if program is None:
        raise OutputError(
            Text("没有写出 PDF：未找到 LibreOffice", "no PDF was written: LibreOffice was not found"),
            where=str(path),
            cure=_INSTALL,
        )
    with TemporaryDirectory(prefix="planseam-", ignore_cleanup_errors=True) as name:
        folder = Path(name)
        source, made = folder / "report.docx", folder / "out" / "report.pdf"
        source.write_bytes(document)
        why = _converted(program, source, made.parent, folder / "profile")
        if not made.is_file():
            raise OutputError(
                Text(
                    "没有写出 PDF：LibreOffice 无法转换（{why}）",
                    "no PDF was written: LibreOffice could not convert the document ({why})",
                ).format(why=why),
                where=str(path),
                cure=_INSTALL,
            )
        with beside(path, suffix=".pdf") as target:
            shutil.copyfile(made, target)


def _converted(program: Path, source: Path, folder: Path, profile: Path) -> Text:
    """Convert a file; what LibreOffice says of it. A profile of its own keeps it apart from one that is open."""
    command = [
        str(program),
        f"-env:UserInstallation={profile.as_uri()}",
        "--headless",
        "--norestore",
        "--convert-to",
        f"pdf:writer_pdf_Export:{json.dumps(EXPORT)}",
        "--outdir",
        str(folder),
        str(source),
    ]
    try:
        done = subprocess.run(  # noqa: S603 - the program that is installed, on a file of our own
            command, capture_output=True, check=False, timeout=PATIENCE, stdin=subprocess.DEVNULL
        )
    except subprocess.TimeoutExpired:
        return Text("超过 {seconds} 秒", "it took longer than {seconds} s").format(seconds=PATIENCE)
    except OSError as error:
        return Text.same(shortened(str(error), LONGEST_REASON))
    said = [line for line in done.stderr.decode(errors="replace").splitlines() if "javaldx" not in line]
    return Text.same(shortened(" ".join(" ".join(said).split()) or f"exit {done.returncode}", LONGEST_REASON))
