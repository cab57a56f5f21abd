"""Figures of the command line are lettered without Qt: in Pillow's font, or one of the system's."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pytest
from PIL import ImageFont

from recon_desktop.core import letters
from recon_desktop.core.letters import PillowLetters


@pytest.fixture
def fonts(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[str]]:
    """The system's fonts that were asked for; it has none but DejaVu Sans."""
    asked: list[str] = []
    real = ImageFont.truetype

    def truetype(name: object, size: float = 10, **options: object) -> ImageFont.FreeTypeFont:
        if isinstance(name, str):
            asked.append(name)
            if name != "DejaVuSans.ttf":
                raise OSError("cannot open resource")
        return real(name, size, **options)  # type: ignore[arg-type]

    monkeypatch.setattr(ImageFont, "truetype", truetype)
    letters._font.cache_clear()
    try:
        truetype("DejaVuSans.ttf")
    except OSError:
        pytest.skip("there is no DejaVu Sans")
    asked.clear()
    yield asked
    letters._font.cache_clear()


def _ink(text: str) -> np.ndarray:
    return PillowLetters().line(text, 20, bold=False).cover


def test_letters_that_pillow_lacks_come_from_the_system(fonts: list[str]) -> None:
    accented = _ink("José 2×")
    assert "DejaVuSans.ttf" in fonts
    assert not np.array_equal(accented, _ink("Jos\U0010ffff 2\U0010ffff"))
    assert PillowLetters().length("José", 20) != PillowLetters().length("Jos\U0010ffff", 20)


def test_english_asks_the_system_for_nothing(fonts: list[str]) -> None:
    _ink("cat.png, downscale 4")
    assert fonts == []


def test_letters_that_no_font_has_show_as_boxes(fonts: list[str]) -> None:
    boxes = _ink("\U0010ffff")
    assert boxes.any()
    assert len(fonts) == len(letters._SYSTEM)
