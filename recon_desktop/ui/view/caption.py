"""What a pane shows, in words under it."""

from __future__ import annotations

import math
from html import escape
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, QSize, Qt
from PySide6.QtGui import QFont, QFontMetrics, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from recon_desktop.ui.phrases import card_text
from recon_desktop.ui.theme import SECONDARY

if TYPE_CHECKING:
    from recon_desktop.ui.state import Measures, Method, Standing
    from recon_desktop.ui.workspace import Workspace

translate = QCoreApplication.translate

HEIGHT = 26
PAD = 12
PX = 11


class Caption(QWidget):
    """A line with a strong first part; the rest is cut where there is no room, and the tooltip holds all of it.

    Args:
        parent: Owner.
        px: Size of the letters.
        pad: Space on both sides.
    """

    def __init__(self, parent: QWidget | None = None, *, px: int = PX, pad: int = PAD) -> None:
        super().__init__(parent)
        self._px = px
        self._pad = pad
        self._strong = ""
        self._rest = ""
        self.alignment = Qt.AlignmentFlag.AlignLeft
        self.setFixedHeight(HEIGHT)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)

    @property
    def text(self) -> str:
        """All of the words."""
        return "  ".join(part for part in (self._strong, self._rest) if part)

    def set_words(self, strong: str, rest: str) -> None:
        """Show these words."""
        if (strong, rest) == (self._strong, self._rest):
            return
        self._strong, self._rest = strong, rest
        self.setToolTip(plain_tip(self.text))
        self.setAccessibleName(self.text)
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(120, HEIGHT)

    def paintEvent(self, event: QPaintEvent) -> None:
        with QPainter(self) as painter:
            plain = QFont(self.font())
            plain.setPixelSize(self._px)
            bold = QFont(plain)
            bold.setWeight(QFont.Weight.DemiBold)
            room = self.width() - 2 * self._pad
            strong = QFontMetrics(bold).elidedText(self._strong, Qt.TextElideMode.ElideRight, room)
            used = QFontMetrics(bold).horizontalAdvance(strong + "  ")
            rest = QFontMetrics(plain).elidedText(self._rest, Qt.TextElideMode.ElideRight, max(0, room - used))
            end = QFontMetrics(plain).horizontalAdvance(rest)
            mirrored = self.isRightToLeft()
            at_left = (self.alignment == Qt.AlignmentFlag.AlignLeft) != mirrored
            x = self._pad if at_left else self.width() - self._pad - used - end
            first, second = x, x + used
            if mirrored:
                first, second = x + end + used - QFontMetrics(bold).horizontalAdvance(strong), x
            box = self.rect()
            vertical = Qt.AlignmentFlag.AlignVCenter
            painter.setLayoutDirection(Qt.LayoutDirection.LeftToRight)  # the places above are those of the screen
            painter.setFont(bold)
            painter.setPen(self.palette().color(self.foregroundRole()))
            painter.drawText(box.adjusted(first, 0, 0, 0), vertical, strong)
            painter.setFont(plain)
            painter.setPen(self.palette().color(SECONDARY))
            painter.drawText(box.adjusted(second, 0, 0, 0), vertical, rest)


def plain_tip(text: str) -> str:
    """Words for a tooltip that are no markup, whatever the name of a file holds."""
    return f"<qt>{escape(text)}</qt>" if "<" in text else text


def before_words(workspace: Workspace) -> tuple[str, str]:
    """The caption of what goes in."""
    name = translate("Caption", "Before")
    if workspace.result_scale > 1:
        name = translate("Caption", "Before (bicubic {scale}x)").format(scale=workspace.result_scale)
    return name, _score(workspace.measures, "before")


def after_words(workspace: Workspace) -> tuple[str, str]:
    """The caption of what comes out: the models, their strength, where the pixels come from, their score."""
    models = model_titles(workspace)
    if not models:
        return translate("Caption", "After"), translate("Caption", "no model yet")
    facts = [models]
    luma, chroma = (round(part * 100) for part in (workspace.strength, _chroma(workspace)))
    if luma != chroma:
        words = translate("Caption", "luma {luma} %, chroma {chroma} %")
        facts.append(words.format(luma=luma, chroma=chroma))
    elif luma < 100:
        facts.append(translate("Caption", "strength {percent} %").format(percent=luma))
    if workspace.grain:
        facts.append(translate("Caption", "grain {grain:.1f}").format(grain=workspace.grain))
    result = workspace.result
    if result is not None:
        facts.append(duration(result.seconds))
    elif workspace.preview.region is not None:
        facts.append(translate("Caption", "live preview"))
    else:
        facts.append(translate("Caption", "preview starts at 1:1 (Z)"))
    if score := _score(workspace.measures, "after"):
        facts.append(score)
    return translate("Caption", "After"), "  ·  ".join(facts)


def difference_words(after: tuple[str, str], against: str, gain: int) -> tuple[str, str]:
    """The caption of a difference.

    Args:
        after: The caption of the result.
        against: "before" or "reference".
        gain: Its amplification.
    """
    words = {
        "before": translate("Caption", "Difference to before, {gain}x"),
        "reference": translate("Caption", "Difference to the reference, {gain}x"),
    }
    return words[against].format(gain=gain), after[1]


def method_words(method: Method, standing: Standing, *, chosen: bool = False) -> tuple[str, str]:
    """The caption of a method: its name, whether it is in use, the time for what is in view, its score."""
    if method.kind == "reference":
        return method.title, translate("Caption", "what a result should be")
    facts = [translate("Caption", "in use")] if chosen else []
    if standing.seconds is not None:
        words = translate("Caption", "{time}, whole photo") if standing.whole else "{time}"
        facts.append(words.format(time=duration(standing.seconds)))
    elif standing.fraction is None:
        facts.append(translate("Caption", "preview starts at 1:1 (Z)"))
    if standing.score is not None:
        facts.append(f"{decibels(standing.score.psnr)} dB / {standing.score.ssim:.4f}")
    return method.title, "  ·  ".join(facts)


def decibels(value: float) -> str:
    """A PSNR, which is infinite for identical pictures."""
    return "∞" if math.isinf(value) else f"{value:.2f}"


def _chroma(workspace: Workspace) -> float:
    return workspace.strength if workspace.chroma is None else workspace.chroma


def model_titles(workspace: Workspace) -> str:
    """The titles of the models in use, "" while none is known."""
    wanted = [name for name in _models_in_use(workspace) if name]
    titles = {model.card.id: card_text(model.card.title) for model in workspace.choices(workspace.task)}
    return " + ".join(titles.get(name, name) for name in wanted)


def _models_in_use(workspace: Workspace) -> tuple[str, ...]:
    return {
        "denoise": (workspace.denoiser,),
        "upscale": (workspace.upscaler,),
        "denoise+upscale": (workspace.denoiser, workspace.upscaler),
    }[workspace.task]


def _score(measures: Measures | None, side: str) -> str:
    if measures is None or not measures.against:
        return ""
    row = next((row for row in measures.rows if row.key == "psnr_y"), None)
    value = None if row is None else getattr(row, side)
    return "" if value is None else f"PSNR {value:.2f} dB"


def duration(seconds: float) -> str:
    """A duration as people say it: 40 ms, 0.4 s, 12 s, 3 min 5 s, 1 h 2 min."""
    if seconds < 0.1:
        return translate("duration", "{0} ms").format(f"{seconds * 1000:.0f}")
    if seconds < 10:
        return translate("duration", "{0} s").format(f"{seconds:.1f}")
    whole = round(seconds)
    if whole < 60:
        return translate("duration", "{0} s").format(whole)
    minutes, rest = divmod(whole, 60)
    if minutes < 60:
        return translate("duration", "{0} min {1} s").format(minutes, rest)
    return translate("duration", "{0} h {1} min").format(minutes // 60, minutes % 60)
