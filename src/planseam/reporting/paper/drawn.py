"""Pictures within the text of a Word document."""

from docx.document import Document as Docx
from docx.opc.constants import CONTENT_TYPE, RELATIONSHIP_TYPE
from docx.opc.packuri import PackURI
from docx.parts.image import ImagePart
from docx.shared import Mm
from markupsafe import Markup, escape

from planseam.reporting.pictures import Picture
from planseam.text import Language, Text, visible

__all__ = ["Album", "Drawn"]

_DRAWING = Markup(
    '</w:t></w:r><w:r><w:drawing><wp:inline xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/'
    'wordprocessingDrawing" distT="0" distB="0" distL="0" distR="0"><wp:extent cx="{width}" cy="{height}"/>'
    '<wp:docPr id="{number}" name="{name}" descr="{alt}"/><a:graphic xmlns:a="http://schemas.openxmlformats.org/'
    'drawingml/2006/main"><a:graphicData uri="http://schemas.openxmlformats.org/drawingml/2006/picture"><pic:pic '
    'xmlns:pic="http://schemas.openxmlformats.org/drawingml/2006/picture"><pic:nvPicPr><pic:cNvPr id="{number}" '
    'name="{name}" descr="{alt}"/><pic:cNvPicPr/></pic:nvPicPr><pic:blipFill><a:blip xmlns:r="http://schemas.'
    'openxmlformats.org/officeDocument/2006/relationships" r:embed="{relation}"/><a:stretch><a:fillRect/></a:stretch>'
    '</pic:blipFill><pic:spPr><a:xfrm><a:off x="0" y="0"/><a:ext cx="{width}" cy="{height}"/></a:xfrm><a:prstGeom '
    'prst="rect"><a:avLst/></a:prstGeom></pic:spPr></pic:pic></a:graphicData></a:graphic></wp:inline></w:drawing></w:r>'
    '<w:r><w:t xml:space="preserve">'
)


class Drawn:
    """A picture as a placeholder: written into the text, it is drawn there.

    Parameters
    ----------
    xml : Markup
        What takes the placeholder's place.
    caption : str
    """

    def __init__(self, xml: Markup, *, caption: str) -> None:
        self._xml, self.caption = xml, caption

    def __html__(self) -> str:
        """What a template that escapes all text lets through as it is."""
        return str(self._xml)

    __str__ = __html__


class Album:
    """Puts pictures into a document, each once.

    python-docx asks all pictures it has for their hash before it takes the
    next, and all elements for their numbers; with some hundred pictures that
    would take longer than to draw them.

    Parameters
    ----------
    document : Document
    language : {"zh", "en"}
    """

    def __init__(self, document: Docx, language: Language) -> None:
        self._part, self._package = document.part, document.part.package
        taken = {str(part.partname) for part in self._package.iter_parts()}
        self._stem = next(stem for stem in ("picture", "planseam", "planseam-picture") if not _taken(stem, taken))
        self._language: Language = language
        self._count = 0

    def put(self, picture: Picture, caption: Text) -> Drawn:
        """Take a picture in, to be placed where the template wants it."""
        self._count += 1
        name = f"{self._stem}{self._count}.png"
        part = ImagePart(PackURI(f"/word/media/{name}"), CONTENT_TYPE.PNG, picture.png)
        relation = self._part.relate_to(part, RELATIONSHIP_TYPE.IMAGE)
        xml = _DRAWING.format(
            width=int(Mm(picture.width_mm)),
            height=int(Mm(picture.height_mm)),
            number=self._count,
            name=name,
            alt=escape(visible(picture.alt.to(self._language))),
            relation=relation,
        )
        return Drawn(xml, caption=caption.to(self._language))


def _taken(stem: str, names: set[str]) -> bool:
    return any(name.startswith(f"/word/media/{stem}") for name in names)
