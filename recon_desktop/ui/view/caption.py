"""What a pane shows, in words under it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from PySide6.QtCore import QCoreApplication, QSize, Qt
from PySide6.QtGui import QAction, QFont, QFontMetrics, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QToolButton, QWidget

from recon_desktop.core.decimals import decimals
from recon_desktop.ui.look.theme import SECONDARY
from recon_desktop.ui.words.markup import escape
from recon_desktop.ui.words.phrases import card_text

if TYPE_CHECKING:
    from recon_desktop.ui.values.state import Measures, Method, Standing
    from recon_desktop.ui.workspace.choices import WorkspaceChoices
    from recon_desktop.ui.workspace.workspace import Workspace

translate = QCoreApplication.translate

HEIGHT = 26
PAD = 12
PX = 11
GAP = 6

_BETWEEN_FACTS = r"  ·  | / "


class Words(NamedTuple):
    """What a caption of the canvas says.

    Attributes:
        strong: The first part.
        rest: What follows.
        far_out: Whether it says that the view is too far out for a preview.
    """

    strong: str = ""
    rest: str = ""
    far_out: bool = False


class Caption(QWidget):
    """A line with a strong first part; what there is no room for is left out, and the tooltip holds all of it.

    Args:
        parent: Owner.
        px: Size of the letters.
        pad: Space on both sides.

    Attributes:
        button: Does what is offered beside the words; None as long as nothing was.
    """

    def __init__(self, parent: QWidget | None = None, *, px: int = PX, pad: int = PAD) -> None:
        super().__init__(parent)
        self._px = px
        self._pad = pad
        self._strong = ""
        self._rest = ""
        self._alignment = Qt.AlignmentFlag.AlignLeft
        self.button: QToolButton | None = None
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
        self._place()

    def align(self, alignment: Qt.AlignmentFlag) -> None:
        """Have the words at the left or at the right end."""
        self._alignment = alignment
        self._place()

    def offer(self, action: QAction | None, words: str = "") -> None:
        """Have a button with these words for an action, from the first one on always the same; None for no button."""
        button = self.button
        if action is not None and button is None:
            button = self.button = QToolButton(self)
            button.setProperty("role", "link")
            button.setFont(self._plain())
            button.setText(words)
            button.setAccessibleName(words)
            button.setToolTip(action.toolTip())
            button.clicked.connect(action.trigger)
            QWidget.setTabOrder(self, button)
        if button is None or button.isVisibleTo(self) == (action is not None):
            return
        parent = self.parentWidget()
        if parent is not None and button.hasFocus():
            parent.setFocus()
        button.setVisible(action is not None)
        self._place()

    def sizeHint(self) -> QSize:
        return QSize(120, HEIGHT)

    def resizeEvent(self, event: QResizeEvent) -> None:
        self._place()

    def _plain(self) -> QFont:
        font = QFont(self.font())
        font.setPixelSize(self._px)
        return font

    def _bold(self) -> QFont:
        font = self._plain()
        font.setWeight(QFont.Weight.DemiBold)
        return font

    def _taken(self) -> int:
        """What the button takes of the width."""
        return 0 if self.button is None or self.button.isHidden() else GAP + self.button.sizeHint().width()

    def _cut(self) -> tuple[str, str, int, int]:
        """Both parts as there is room for them, and the widths of the first, with the space behind it, and the rest."""
        plain, bold = QFontMetrics(self._plain()), QFontMetrics(self._bold())
        room = self.width() - 2 * self._pad - self._taken()
        strong = bold.elidedText(self._strong, Qt.TextElideMode.ElideRight, room)
        used = bold.horizontalAdvance(strong + "  ")
        rest = fitting(self._rest, max(0, room - used), plain)
        return strong, rest, used, plain.horizontalAdvance(rest)

    def _start(self, length: int) -> int:
        """Where words of this length begin."""
        at_left = (self._alignment == Qt.AlignmentFlag.AlignLeft) != self.isRightToLeft()
        return self._pad if at_left else self.width() - self._pad - self._taken() - length

    def _place(self) -> None:
        """Have the button right behind the words."""
        if self.button is not None:
            _, _, used, end = self._cut()
            size = self.button.sizeHint()
            top = (HEIGHT - size.height()) // 2
            self.button.setGeometry(self._start(used + end) + used + end + GAP, top, size.width(), size.height())
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        with QPainter(self) as painter:
            strong, rest, used, end = self._cut()
            plain, bold = self._plain(), self._bold()
            x = self._start(used + end)
            first, second = x, x + used
            if self.isRightToLeft():
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


def fitting(text: str, room: int, letters: QFontMetrics) -> str:
    """As many whole facts as there is room for, so that no number loses a digit; a first one too long is cut."""
    if letters.horizontalAdvance(text) <= room:
        return text
    for end in reversed([found.start() for found in re.finditer(_BETWEEN_FACTS, text)]):
        for shown in (f"{text[:end]} …", text[:end]):
            if letters.horizontalAdvance(shown) <= room:
                return shown
    return letters.elidedText(text, Qt.TextElideMode.ElideRight, room)


def plain_tip(text: str) -> str:
    """Words for a tooltip that are no markup, whatever the name of a file holds."""
    if "<" not in text:
        return text
    return f"<qt>{escape(text)}</qt>"


def before_words(workspace: Workspace) -> Words:
    """The caption of what goes in."""
    name = translate("Caption", "Before")
    if workspace.choices.result_scale > 1:
        name = translate("Caption", "Before (bicubic {scale}x)").format(scale=workspace.choices.result_scale)
    return Words(name, _score(workspace.measures.latest, "before"))


def after_words(workspace: Workspace) -> Words:
    """The caption of what comes out: the models, their strength, where the pixels come from, their score."""
    models = model_titles(workspace.choices)
    if not models:
        return Words(translate("Caption", "After"), translate("Caption", "no model yet"))
    facts = [models, *_invented(workspace.choices)]
    luma, chroma = (round(part * 100) for part in (workspace.choices.strength, _chroma(workspace.choices)))
    if luma != chroma:
        words = translate("Caption", "luma {luma} %, chroma {chroma} %")
        facts.append(words.format(luma=luma, chroma=chroma))
    elif luma < 100:
        facts.append(translate("Caption", "strength {percent} %").format(percent=luma))
    if workspace.runs.recipe is not None and (part := workspace.runs.recipe.steps[0].amount) < 1:
        facts.append(translate("Caption", "denoised {percent} % by noise level").format(percent=round(part * 100)))
    if workspace.choices.grain:
        facts.append(translate("Caption", "grain {grain:.1f}").format(grain=workspace.choices.grain))
    result = workspace.runs.result
    far_out = result is None and workspace.previews.preview.region is None
    if result is not None:
        facts.append(duration(result.cost))
    elif far_out:
        facts.append(translate("Caption", "preview starts at 1:1 (Z)"))
    else:
        facts.append(translate("Caption", "live preview"))
    if score := _score(workspace.measures.latest, "after"):
        facts.append(score)
    return Words(translate("Caption", "After"), "  ·  ".join(facts), far_out)


def difference_words(after: Words, against: str, gain: int) -> Words:
    """The caption of a difference.

    Args:
        after: The caption of the result.
        against: "before" or "reference".
        gain: Its amplification.
    """
    words = {
        "before": translate("Caption", "Difference from before, {gain}x"),
        "reference": translate("Caption", "Difference from the reference, {gain}x"),
    }
    return after._replace(strong=words[against].format(gain=gain))


def method_words(method: Method, standing: Standing, *, chosen: bool = False, best: bool = False) -> Words:
    """The caption of a method: its name, the time for the whole photo, its score, whether it is the best or in use."""
    if method.kind == "reference":
        return Words(method.title, translate("Caption", "what the result should look like"))
    facts = [translate("Caption", "invents detail")] if method.inventive else []
    far_out = standing.seconds is None and standing.fraction is None
    if standing.seconds is not None:
        exact, about = translate("Caption", "{time}, whole photo"), translate("Caption", "about {time}, whole photo")
        words = exact if standing.whole else about
        facts.append(words.format(time=duration(standing.seconds)))
    elif far_out:
        facts.append(translate("Caption", "preview starts at 1:1 (Z)"))
    if standing.score is not None:
        facts.append(f"{decimals(standing.score.psnr, 2)} dB / {standing.score.ssim:.4f}")
    if best:
        facts.append(translate("Caption", "best"))
    if chosen:  # last, because it is what can be spared where the pane is narrow
        facts.append(translate("Caption", "in use"))
    return Words(method.title, "  ·  ".join(facts), far_out)


def _chroma(choices: WorkspaceChoices) -> float:
    return choices.strength if choices.chroma is None else choices.chroma


def model_titles(choices: WorkspaceChoices) -> str:
    """The titles of the models in use, "" while none is known."""
    wanted = [name for name in _models_in_use(choices) if name]
    titles = {model.card.id: card_text(model.card.title) for model in choices.models(choices.task)}
    return " + ".join(titles.get(name, name) for name in wanted)


def _invented(choices: WorkspaceChoices) -> list[str]:
    """A word of warning where a model in use invents."""
    used = _models_in_use(choices)
    cards = [model.card for model in choices.models(choices.task) if model.card.id in used]
    return [translate("Caption", "invents detail")] if any(card.character == "inventive" for card in cards) else []


def _models_in_use(choices: WorkspaceChoices) -> tuple[str, ...]:
    return {
        "denoise": (choices.denoiser,),
        "upscale": (choices.upscaler,),
        "denoise+upscale": (choices.denoiser, choices.upscaler),
    }[choices.task]


def _score(measures: Measures | None, side: str) -> str:
    if measures is None or not measures.against:
        return ""
    row = next((row for row in measures.rows if row.key == "psnr_y"), None)
    value = None if row is None else getattr(row, side)
    return "" if value is None else f"PSNR {decimals(value, 2)} dB"


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
