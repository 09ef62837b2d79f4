"""Pictures taken apart: their pixels and the words that were written on them."""

from io import BytesIO

import numpy as np
import pytest
from PIL import Image

from planseam.reporting.pictures.atlas import Atlas
from planseam.reporting.pictures.fonts import Lettering, chinese_family


class Heard(Lettering):
    """A lettering that remembers what it was asked to say."""

    def __init__(self, language):
        super().__init__(language, family=chinese_family() or "DejaVu Sans")
        self.language = language
        self.words = []

    def say(self, text):
        said = text.to(self.language)
        self.words.append(said)
        return said


def pixels_of(picture):
    """The picture as an array of rows of red, green and blue."""
    return np.asarray(Image.open(BytesIO(picture.png)).convert("RGB")).astype(int)


def near(pixels, colour, within=24):
    """Which pixels are about a colour."""
    wanted = np.array([int(colour[place : place + 2], 16) for place in (1, 3, 5)])
    return np.abs(pixels - wanted).max(axis=-1) <= within


@pytest.fixture(scope="session")
def atlas(report):
    return Atlas(report)


@pytest.fixture
def heard():
    return Heard


@pytest.fixture
def pixels():
    return pixels_of


@pytest.fixture
def about():
    return near


@pytest.fixture
def row_of(atlas):
    """The row of the nth conflict of a rule."""

    def find(rule, place=0):
        return [row for row, record in enumerate(atlas.records) if record["rule"] == rule][place]

    return find
