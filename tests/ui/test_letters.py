"""Letters for figures, by Pillow and by the window: a line has its ink where it says, and nothing is cut off."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest
from pytestqt.qtbot import QtBot

from recon_desktop.core.compare import Panel, compose, draw
from recon_desktop.core.geometry import Region
from recon_desktop.core.letters import Letters, PillowLetters
from recon_desktop.ui.lanes.letters import WindowLetters

BOTH = pytest.mark.parametrize("letters", [PillowLetters(), WindowLetters()], ids=["Pillow", "window"])


@BOTH
@pytest.mark.parametrize("text", ["FSRCNN 2x [∞ / 1.0000]", "Åjy", "노이즈 제거"])
@pytest.mark.parametrize("bold", [False, True])
def test_the_ink_lies_around_its_anchor(qtbot: QtBot, letters: Letters, text: str, bold: bool) -> None:
    cover, x, y = letters.line(text, 40, bold=bold)
    rows, columns = np.nonzero(cover)
    assert 0 < rows.min() < rows.max() < cover.shape[0] - 1
    assert 0 < columns.min() < columns.max() < cover.shape[1] - 1
    assert abs((columns.min() + columns.max()) / 2 - x) < 8
    assert rows.min() < y - 20
    assert y - 3 < rows.max() < y + 20
    assert columns.max() - columns.min() <= letters.length(text, 40)


@BOTH
def test_bold_is_bolder_and_nothing_is_no_ink(qtbot: QtBot, letters: Letters) -> None:
    plain, bold = (letters.line("28.13 / 0.8012", 20, bold=each).cover.sum() for each in (False, True))
    assert bold > plain
    assert not letters.line("", 20, bold=False).cover.any()


def test_the_windows_letters_are_drawn_in_a_lane(qtbot: QtBot) -> None:
    crop = np.full((8, 8, 3), 200, np.uint8)

    def drawn() -> np.ndarray:  # type: ignore[type-arg]
        panels = [Panel("바이큐빅", "[28.13 / 0.8012]", (crop,))]
        return draw(compose(crop, [Region(0, 0, 8, 8)], panels, title="고양이.png", letters=WindowLetters()))

    with ThreadPoolExecutor(1) as lane:
        assert np.array_equal(lane.submit(drawn).result(), drawn())
