"""What stands under the panes of the canvas."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from PySide6.QtCore import QCoreApplication, QRect, Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QWidget

from recon_desktop.ui.view.caption import (
    HEIGHT,
    Caption,
    Words,
    after_words,
    before_words,
    difference_words,
    method_words,
)

if TYPE_CHECKING:
    from recon_desktop.ui.values.state import Method
    from recon_desktop.ui.view.image_view import Side
    from recon_desktop.ui.view.pane_grid import Cell
    from recon_desktop.ui.workspace.workspace import Workspace

CompareMode = Literal["single", "split", "side", "grid"]


@dataclass(frozen=True, slots=True)
class Shown:
    """What the panes show, but for the grid.

    Attributes:
        flipped: The method that stands in for the result; None for the result.
        blinking: Whether "before" is shown in place.
        against: What the difference is taken to that is shown in place of the result; None for the result.
        gain: How much it is amplified.
        alone: Whether "before" has no place.
    """

    flipped: Method | None
    blinking: bool
    against: Side | None
    gain: int
    alone: bool


class Captions:
    """The captions of the two panes, and the words of those of the grid.

    Args:
        workspace: What they tell of.
        actual: Zooms to 1:1; offered where the view is too far out for a preview.
        view: Where they stand.
    """

    def __init__(self, workspace: Workspace, actual: QAction, view: QWidget) -> None:
        self._workspace = workspace
        self._actual = actual
        self.left, self.right = Caption(view), Caption(view)

    def lay_out(self, mode: CompareMode, top: int, width: int, half: int) -> None:
        """Stand under the panes."""
        for caption in (self.left, self.right):
            caption.setVisible(mode != "grid")
        if mode == "single":
            self.left.setGeometry(QRect())
            self.right.setGeometry(0, top, width, HEIGHT)
        else:
            self.left.setGeometry(0, top, half, HEIGHT)
            self.right.setGeometry(width - half, top, half, HEIGHT)
        self.right.align(Qt.AlignmentFlag.AlignRight if mode == "split" else Qt.AlignmentFlag.AlignLeft)

    def write(self, shown: Shown | None) -> None:
        """Tell what the two panes show; None while there is no photo."""
        before = after = Words()
        if shown is not None:
            before, after = before_words(self._workspace), after_words(self._workspace)
            if shown.flipped:
                after = method_words(shown.flipped, self._workspace.contenders.standing(shown.flipped.key))
            if shown.blinking:
                after = before
            elif shown.against is not None:
                after = difference_words(after, shown.against, shown.gain)
            if shown.alone:
                before = Words()
        self._write(self.left, before)
        self._write(self.right, after)

    def write_grid(self, cells: Iterable[Cell], *, blinking: bool) -> None:
        """Tell what the panes of the grid show."""
        contenders, before = self._workspace.contenders, before_words(self._workspace)
        best = self._best()
        for number, cell in enumerate(cells, start=1):
            if cell.method is None:
                continue
            key = cell.method.key
            standing = contenders.standing(key)
            cell.set_fraction(standing.fraction)
            told = method_words(cell.method, standing, chosen=key == contenders.chosen, best=key == best)
            words = before if blinking else told
            self._write(cell.caption, words._replace(strong=f"{number}  {words.strong}"), offered=number == 1)

    def _best(self) -> str:
        """The method that comes closest to the reference, once all that are shown are scored; else ""."""
        contenders = self._workspace.contenders
        keys = [method.key for method in contenders.shown if method.kind != "reference"]
        scores = {key: score.psnr for key in keys if (score := contenders.standing(key).score) is not None}
        return max(scores, key=scores.__getitem__) if len(scores) == len(keys) > 1 else ""

    def _write(self, caption: Caption, words: Words, *, offered: bool = True) -> None:
        caption.set_words(words.strong, words.rest)
        offer = QCoreApplication.translate("CompareView", "Look at 1:1")
        caption.offer(self._actual if words.far_out and offered else None, offer)
