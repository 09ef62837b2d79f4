"""Features that a stretch of border shows, as a record has them."""

import numpy as np
from numpy.typing import NDArray

from planseam.seaming.scene import Features

__all__ = ["of_one_layer"]

Indices = NDArray[np.intp]


def of_one_layer(features: Features, seen: Indices) -> tuple[str, Indices]:
    """Choose the layer that is seen most, and its features in the order in which they are passed.

    Parameters
    ----------
    features : Features
    seen : array of int
        Indices, cell by cell.

    Returns
    -------
    layer : str
        Empty where nothing is seen.
    features : array of int
        Each once.
    """
    if len(seen) == 0:
        return "", seen
    layers, count = np.unique(features.layer[seen], return_counts=True)
    layer = str(layers[count.argmax()])
    own = seen[features.layer[seen] == layer]
    return layer, own[np.sort(np.unique(own, return_index=True)[1])]
