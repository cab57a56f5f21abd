"""The letters of a figure: how long a line is, and what it looks like."""

from __future__ import annotations

from functools import cache
from typing import NamedTuple, Protocol

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFont


class Line(NamedTuple):
    """A drawn line.

    Attributes:
        cover: HxW uint8: how much of each pixel is ink.
        x: Column of `cover` that the middle of the line is at, and...
        y: ...row that its baseline is at.
    """

    cover: NDArray[np.uint8]
    x: int
    y: int


class Letters(Protocol):
    """A font. Sizes are in pixels."""

    def length(self, text: str, size: int) -> float:
        """How long a line is, in pixels."""
        ...

    def line(self, text: str, size: int, *, bold: bool) -> Line:
        """Draw a line."""
        ...


class PillowLetters:
    """The scalable font that Pillow brings along; letters that it lacks show as boxes."""

    def length(self, text: str, size: int) -> float:
        """How long a line is, with room for the strokes of bold letters."""
        return float(_font(size).getlength(text)) + 2

    def line(self, text: str, size: int, *, bold: bool) -> Line:
        """Draw a line; bold letters have a stroke around them."""
        stroke = size / 40 if bold else 0
        left, top, right, bottom = _font(size).getbbox(text, anchor="ms", stroke_width=stroke)
        x, y = 1 - int(np.floor(left)), 1 - int(np.floor(top))
        paper = Image.new("L", (x + int(np.ceil(right)) + 1, y + int(np.ceil(bottom)) + 1))
        ImageDraw.Draw(paper).text((x, y), text, 255, _font(size), anchor="ms", stroke_width=stroke)
        return Line(np.asarray(paper), x, y)


@cache
def _font(size: int) -> ImageFont.FreeTypeFont | ImageFont.ImageFont:
    return ImageFont.load_default(size)
