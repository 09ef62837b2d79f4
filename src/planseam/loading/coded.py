"""In which encoding a layer that arrived has its text, where its format leaves a choice."""

from planseam.loading import encoding
from planseam.loading.encoding import Evidence
from planseam.loading.inspection import Trouble
from planseam.loading.sources import Source
from planseam.text import NOTHING, Text

__all__ = ["encoding_of"]

_TEXTS = {".csv", ".tsv", ".txt"}


def encoding_of(source: Source) -> tuple[Evidence | None, tuple[Trouble, ...]]:
    """Find the encoding of a layer, and whether it is said wrongly.

    Parameters
    ----------
    source : Source

    Returns
    -------
    tuple of Evidence or None and tuple of Trouble
        None where the format leaves no choice.
    """
    suffix = source.file.suffix.lower()
    if suffix == ".shp":
        evidence = encoding.of_shapefile(source.file)
    elif suffix in _TEXTS:
        evidence = encoding.of_file(source.file)
    else:
        return None, ()
    if evidence.wrong == NOTHING:
        return evidence, ()
    cure = Text('请在该图层写明 encoding = "{encoding}"', 'Add encoding = "{encoding}" to the layer')
    trouble = Trouble(what=evidence.wrong, cure=cure.format(encoding=evidence.encoding), severity="minor", rule="DA104")
    return evidence, (trouble,)
