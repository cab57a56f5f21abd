"""The choice of a model: a button with its title, and a list of cards that says what each one is good for."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, QPoint, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QFrame, QLabel, QPushButton, QScrollArea, QSizePolicy, QVBoxLayout, QWidget

from recon_desktop.core.measures import MEASURE
from recon_desktop.ui.kept.speeds import speed_words
from recon_desktop.ui.look.theme import GAP, PANEL_WIDTH, Theme
from recon_desktop.ui.panels.controls import draw_arrow, menu_text
from recon_desktop.ui.words.markup import escape
from recon_desktop.ui.words.phrases import card_text

if TYPE_CHECKING:
    from recon_desktop.core.card import ModelCard
    from recon_desktop.engine.catalog import Model
    from recon_desktop.ui.kept.speeds import Speeds

translate = QCoreApplication.translate

ROOM_BESIDE = 40
"""Pixels of a picker that its title does not get: its arrow, and the space on both sides."""


class ModelPicker(QPushButton):
    """Shows the model in use; a click lists the others.

    Args:
        name: Accessible name, such as "Denoiser".
        theme: For the arrow.
        parent: Owner.

    Signals:
        chosen: The person chose the model with this id.
    """

    chosen = Signal(str)

    def __init__(self, name: str, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._name = name
        self._theme = theme
        self._models: tuple[Model, ...] = ()
        self._speeds: Speeds | None = None
        self.current = ""
        self.setProperty("role", "picker")
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(name)
        self.clicked.connect(self.open)
        self.show_models((), "")

    def set_speeds(self, speeds: Speeds) -> None:
        """Tell how fast the models are on this machine, too."""
        self._speeds = speeds
        speeds.changed.connect(self._show_card)
        self._show_card()

    def show_models(self, models: Sequence[Model], current: str) -> None:
        """Offer these models; `current` is in use."""
        self._models, self.current = tuple(models), current
        self._show_card()
        self.setEnabled(bool(self._models))

    def _show_card(self) -> None:
        card = next((model.card for model in self._models if model.card.id == self.current), None)
        speed = self._speeds.of(self.current) if self._speeds else None
        self._title = card_text(card.title) if card else self.tr("No model")
        self._fit()
        self.setAccessibleDescription(card_text(card.title) if card else "")
        self.setToolTip(card_words(card, speed) if card else self.tr("There is no model for this task"))

    def _fit(self) -> None:
        room = self.width() - ROOM_BESIDE
        self.setText(menu_text(self.fontMetrics().elidedText(self._title, Qt.TextElideMode.ElideRight, room)))

    def resizeEvent(self, event: QResizeEvent) -> None:
        self._fit()

    def open(self) -> ModelList:
        """Show the list under the button."""
        popup = ModelList(self._models, self.current, self, self._speeds)
        popup.chosen.connect(self.chosen)
        popup.show_under(self)
        return popup

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        draw_arrow(self, self._theme)


class ModelList(QFrame):
    """The models as cards, one above the other; goes away at a choice, Esc or a click elsewhere.

    Cards are never squeezed: where the screen is too low for all of them, the list scrolls. The milestones of the field
    that come last have a heading of their own.

    Args:
        models: What there is to choose from.
        current: The id of the one in use.
        parent: Owner.
        speeds: Measured when the list shows; None tells none.

    Signals:
        chosen: The id of the model.
    """

    chosen = Signal(str)

    def __init__(self, models: Sequence[Model], current: str, parent: QWidget, speeds: Speeds | None = None) -> None:
        super().__init__(parent, Qt.WindowType.Popup)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setProperty("role", "popup")
        page = QWidget()
        self._cards = QVBoxLayout(page)
        self._cards.setContentsMargins(4, 4, 4, 4)
        self._cards.setSpacing(2)
        self.area = QScrollArea(self)
        self.area.setWidget(page)
        self.area.setWidgetResizable(True)
        self.area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.area)
        self.buttons: dict[str, ModelButton] = {}
        historic = [model.card.historic for model in models]
        museum = next((place for place in range(len(models)) if all(historic[place:])), 0)
        for place, model in enumerate(models):
            if museum and place == museum:
                self._cards.addWidget(_heading(self.tr("Milestones of the field, to compare and to learn from"), page))
            button = ModelButton(model.card, page)
            button.setChecked(model.card.id == current)
            button.clicked.connect(lambda _=False, chosen=model.card.id: self._choose(chosen))
            self.buttons[model.card.id] = button
            self._cards.addWidget(button)
        if current in self.buttons:
            self.buttons[current].setFocus()
        if speeds is not None:
            self._speeds = speeds
            speeds.changed.connect(self._show_speeds)
            self._show_speeds()
            speeds.want(self.buttons)

    def _show_speeds(self) -> None:
        for model, button in self.buttons.items():
            button.set_speed(self._speeds.of(model))

    def show_under(self, button: QWidget) -> None:
        """Show below a button, their right edges in line, inside its screen."""
        screen = button.screen().availableGeometry().adjusted(GAP, GAP, -GAP, -GAP)
        width = max(button.width(), PANEL_WIDTH - 24)
        frame = 0
        for framed in (self, self.area):
            framed.ensurePolished()
            frame += framed.height() - framed.contentsRect().height()
        height = self._cards.totalHeightForWidth(width - frame) + frame
        if height > screen.height():
            width += self.area.verticalScrollBar().sizeHint().width()
            height = screen.height()
        self.setFixedSize(width, height)
        at = button.mapToGlobal(QPoint(button.width() - width, button.height() + 2))
        at.setX(max(screen.left(), min(at.x(), screen.left() + screen.width() - width)))
        at.setY(max(screen.top(), min(at.y(), screen.top() + screen.height() - height)))
        self.move(at)
        self.show()
        if focused := self.focusWidget():
            self.area.ensureWidgetVisible(focused)

    def _choose(self, model: str) -> None:
        self.close()
        self.chosen.emit(model)


class ModelButton(QPushButton):
    """One card of the list: title, character, summary."""

    def __init__(self, card: ModelCard, parent: QWidget) -> None:
        super().__init__(parent)
        self.setProperty("role", "choice")
        self.setCheckable(True)
        self.setAutoDefault(True)
        self.setAccessibleName(card_text(card.title))
        self._card = card
        self.setAccessibleDescription(card_text(card.summary))
        self.setToolTip(card_words(card))
        self._caption = QLabel(self)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(10, 8, 10, 8)
        layout.setSpacing(2)
        self._caption.setText(f"{character_word(card.character)}  ·  {card.licence}")
        for label, role in (
            (QLabel(card_text(card.title), self), "title"),
            (QLabel(card_text(card.summary), self), "secondary"),
            (self._caption, "caption"),
        ):
            label.setProperty("role", role)
            label.setWordWrap(True)
            label.setTextFormat(Qt.TextFormat.PlainText)
            label.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
            layout.addWidget(label)

    def set_speed(self, seconds: float | None) -> None:
        """Tell how long a megapixel takes."""
        words = (character_word(self._card.character), speed_words(seconds), self._card.licence)
        self._caption.setText("  ·  ".join(words))
        self.setToolTip(card_words(self._card, seconds))

    def sizeHint(self) -> QSize:
        layout = self.layout()
        width = PANEL_WIDTH - 32
        return super().sizeHint() if layout is None else QSize(width, layout.heightForWidth(width))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.click()
        elif event.key() in (Qt.Key.Key_Down, Qt.Key.Key_Up):
            self.focusNextPrevChild(event.key() == Qt.Key.Key_Down)  # by way of the list, which brings it into view
        else:
            super().keyPressEvent(event)


def _heading(words: str, parent: QWidget) -> QLabel:
    label = QLabel(words, parent)
    label.setProperty("role", "caption")
    label.setWordWrap(True)
    label.setContentsMargins(10, 12, 10, 4)
    return label


def character_word(character: str) -> str:
    """Whether a model keeps to what the photo shows, in words."""
    return {
        "faithful": translate("ModelCard", "Faithful"),
        "inventive": translate("ModelCard", "Inventive: adds detail that the photo does not hold"),
    }[character]


def _measure_name(key: str) -> str:
    """A measure by its key; a foreign card may name one that is not known here."""
    return MEASURE[key].short if key in MEASURE else key


def card_words(card: ModelCard, speed: float | None = None) -> str:
    """A model card as rich text for a tooltip.

    Args:
        card: The card.
        speed: Seconds for a megapixel on this machine; None where they are not known.
    """
    seen = card.trained_on
    rows = [
        (translate("ModelCard", "Character"), character_word(card.character)),
        (translate("ModelCard", "Trained on"), f"{card_text(seen.data)}; {card_text(seen.degradations)}"),
        (
            translate("ModelCard", "Network"),
            translate("ModelCard", "{network}, {number} parameters").format(
                network=card.architecture, number=f"{card.parameters:,}"
            ),
        ),
        (translate("ModelCard", "Licence"), card.licence),
        (translate("ModelCard", "Licences of the photos"), seen.licences),
    ]
    if speed is not None:
        rows.insert(1, (translate("ModelCard", "Speed here"), speed_words(speed)))
    if card.task == "denoise":
        told = translate("ModelCard", "given to the network")
        blind = translate("ModelCard", "found by the network itself; a level that you set scales the result")
        rows.append((translate("ModelCard", "Noise level"), told if "noise_level" in card.conditions else blind))
    before = translate("ModelCard", "bicubic") if card.task == "upscale" else translate("ModelCard", "before")
    for metric in card.metrics[:3]:
        figure = (
            f"{metric.value:.2f}" if metric.baseline is None else f"{metric.value:.2f} ({before} {metric.baseline:.2f})"
        )
        rows.append((f"{_measure_name(metric.measure)}, {metric.dataset}", figure))
    lines = "".join(f"<tr><td>{escape(name)}&nbsp;&nbsp;</td><td>{escape(value)}</td></tr>" for name, value in rows)
    return f"<b>{escape(card_text(card.title))}</b><p>{escape(card_text(card.summary))}</p><table>{lines}</table>"
