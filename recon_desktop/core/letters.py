"""The letters of a figure: how long a line is, and what it looks like."""

from __future__ import annotations

from collections.abc import Iterator
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


_SYSTEM = (
    *("DejaVuSans.ttf", "NotoSans-Regular.ttf", "LiberationSans-Regular.ttf", "segoeui.ttf", "Arial.ttf", "arial.ttf"),
    *("NotoSansCJK-Regular.ttc", "NanumGothic.ttf", "malgun.ttf", "AppleSDGothicNeo.ttc", "wqy-microhei.ttc"),
    *("msyh.ttc", "YuGothM.ttc", "Hiragino Sans GB.ttc", "Arial Unicode.ttf", "DroidSansFallbackFull.ttf"),
)
"""Files of fonts that systems come with, those for many scripts last."""

_NO_LETTER = "\U0010ffff"


class PillowLetters:
    """The scalable font that Pillow brings along, which has the letters of English.

    A line with others is set in the first of the system's fonts that has them all; where none has, they show as boxes.
    """

    def length(self, text: str, size: int) -> float:
        """How long a line is, with room for the strokes of bold letters."""
        return float(_font(size, _strange(text)).getlength(text)) + 2

    def line(self, text: str, size: int, *, bold: bool) -> Line:
        """Draw a line; bold letters have a stroke around them."""
        stroke = size / 40 if bold else 0
        font = _font(size, _strange(text))
        left, top, right, bottom = font.getbbox(text, anchor="ms", stroke_width=stroke)
        x, y = 1 - int(np.floor(left)), 1 - int(np.floor(top))
        paper = Image.new("L", (x + int(np.ceil(right)) + 1, y + int(np.ceil(bottom)) + 1))
        ImageDraw.Draw(paper).text((x, y), text, 255, font, anchor="ms", stroke_width=stroke)
        return Line(np.asarray(paper), x, y)


def _strange(text: str) -> str:
    """The letters of a text that English does not have."""
    return "".join(sorted({letter for letter in text if not letter.isascii()}))


@cache
def _font(size: int, strange: str) -> ImageFont.FreeTypeFont | ImageFont.ImageFont:
    own = ImageFont.load_default(size)
    return next((font for font in (own, *_system_fonts(size)) if _has(font, strange)), own) if strange else own


def _system_fonts(size: int) -> Iterator[ImageFont.FreeTypeFont]:
    for name in _SYSTEM:
        try:
            yield ImageFont.truetype(name, size)
        except OSError:  # this system has no such font
            continue


def _has(font: ImageFont.FreeTypeFont | ImageFont.ImageFont, letters: str) -> bool:
    """Whether a font draws each of these letters otherwise than one that there is in no font."""
    return _drawn(font, _NO_LETTER) not in [_drawn(font, letter) for letter in letters]


def _drawn(font: ImageFont.FreeTypeFont | ImageFont.ImageFont, letter: str) -> tuple[tuple[int, int], bytes]:
    mask = font.getmask(letter)
    return mask.size, bytes(mask)
