"""The line under the view bar while the trust overlay is shown: which map, what its colours mean, the one number."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, QRectF, QSize, Qt
from PySide6.QtGui import QAction, QActionGroup, QFontMetrics, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QHBoxLayout, QMenu, QPushButton, QSizePolicy, QWidget

from recon_desktop.core.thresholds import FULL, THRESHOLDS
from recon_desktop.ui.look.theme import GAP, ICON, LINE, MARGIN, SECONDARY, Theme
from recon_desktop.ui.values.state import TRUST_MEASURES, TrustMeasure, TrustView
from recon_desktop.ui.view.caption import PX, Caption

if TYPE_CHECKING:
    from recon_desktop.ui.preview.truster import Truster
    from recon_desktop.ui.workspace.contenders import Contenders
    from recon_desktop.ui.workspace.photos import Photos
    from recon_desktop.ui.workspace.previews import Previews

HEIGHT = 36


class TrustBar(QWidget):
    """Shows and sets the overlay.

    Args:
        trust: The overlay.
        photos: Tells whether there is a photo.
        previews: Tells whether there are pixels.
        contenders: Has the names of methods.
        actions: The window's actions by name: "trust" switches it; "difference" is shown in the same place, so one of
            the two goes.
        theme: For the arrow.
        parent: Owner.
    """

    def __init__(
        self,
        trust: Truster,
        photos: Photos,
        previews: Previews,
        contenders: Contenders,
        actions: Mapping[str, QAction],
        theme: Theme,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._photos = photos
        self._previews = previews
        self._contenders = contenders
        self._trust = trust
        self.setProperty("role", "bar")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setFixedHeight(HEIGHT)
        self.picker = _MapPicker(trust, theme, self)
        self.legend = _Legend(trust, self)
        self.words = Caption(self, px=PX + 1, pad=0)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(MARGIN, 4, MARGIN, 4)
        layout.setSpacing(GAP)
        layout.addWidget(self.picker)
        layout.addSpacing(GAP)
        layout.addWidget(self.legend)
        layout.addSpacing(GAP)
        layout.addWidget(self.words, 1)
        self._action, self._difference = actions["trust"], actions["difference"]
        self._action.toggled.connect(self._switched)
        self._difference.toggled.connect(lambda on: self._action.setChecked(self._action.isChecked() and not on))
        trust.changed.connect(self.refresh)
        photos.changed.connect(self.refresh)
        self._action.setChecked(trust.view.shown)
        self.refresh()

    def refresh(self) -> None:
        """Show how things are."""
        view = self._trust.view
        self.words.set_words(self._number(view), self._meaning(view))
        self.setVisible(view.shown and self._photos.photo is not None)

    def _switched(self, on: bool) -> None:
        if on and self._difference.isChecked():
            self._difference.trigger()
        self._trust.show(on)

    def _number(self, view: TrustView) -> str:
        if view.firm is None:
            return self.tr("Judging…") if view.fraction or self._previews.preview.region else self.tr("No pixels yet")
        words = self.tr("{percent} % firm in view")
        if view.whole:
            words = self.tr("{percent} % of the photo firm")
        return words.format(percent=f"{100 * view.firm:.1f}")

    def _meaning(self, view: TrustView) -> str:
        if view.firm is None and not view.fraction and self._previews.preview.region is None:
            return self.tr("Zoom to 1:1 (Z), or restore the photo")
        parts = []
        titles = {method.key: method.title for method in self._contenders.methods}
        if 0 < view.fraction < 1:
            parts.append(self.tr("{percent} % judged").format(percent=round(100 * view.fraction)))
        parts.append(
            {
                "combined": self.tr("dark: supported by the photo; glowing: invented or changed"),
                "consistency": self.tr("what differs from the photo when the result is reduced to its size again"),
                "stability": self.tr("what changes when the photo is flipped and turned"),
                "disagreement": self.tr("what another method shows differently: {other}").format(
                    other=titles.get(view.other, view.other)
                ),
            }[view.measure]
        )
        return "  ·  ".join(parts)


class _MapPicker(QPushButton):
    """Names the map that is shown; a click lists all."""

    def __init__(self, trust: Truster, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._trust = trust
        self._theme = theme
        self._names: dict[TrustMeasure, str] = {
            "combined": self.tr("All departures"),
            "consistency": self.tr("Consistency"),
            "stability": self.tr("Stability"),
            "disagreement": self.tr("Disagreement"),
        }
        self.menu_of_maps = QMenu(self)
        group = QActionGroup(self.menu_of_maps)
        self.choices: dict[TrustMeasure, QAction] = {}
        for measure in TRUST_MEASURES:
            action = self.menu_of_maps.addAction(self._names[measure])
            action.setCheckable(True)
            action.triggered.connect(lambda _=False, measure=measure: trust.show_measure(measure))
            group.addAction(action)
            self.choices[measure] = action
        self.setProperty("role", "picker")
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setToolTip(self.tr("Which departure of the result the map shows"))
        self.clicked.connect(self.open)
        trust.changed.connect(self.refresh)
        self.refresh()

    def refresh(self) -> None:
        """Name the map that is shown."""
        view = self._trust.view
        self.setText(self._names[view.measure])
        self.setAccessibleName(self.tr("Trust map: {name}").format(name=self._names[view.measure]))
        self.choices[view.measure].setChecked(True)
        for measure, action in self.choices.items():
            action.setEnabled(not view.measures or measure in view.measures)

    def open(self) -> None:
        """Show the list under the button."""
        self.menu_of_maps.setMinimumWidth(self.width())
        self.menu_of_maps.popup(self.mapToGlobal(QPoint(0, self.height() + 2)))

    def sizeHint(self) -> QSize:
        longest = max(self.fontMetrics().horizontalAdvance(name) for name in self._names.values())
        return QSize(longest + ICON + 32, super().sizeHint().height())

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        with QPainter(self) as painter:
            arrow = self._theme.pixmap("chevron-down", "secondary", ratio=self.devicePixelRatioF())
            painter.drawPixmap(self.width() - ICON - 8, (self.height() - ICON) // 2, arrow)


class _Legend(QWidget):
    """The colours of the map over middle grey, and what they stand for."""

    WIDTH, STRIP = 168, 8

    def __init__(self, trust: Truster, parent: QWidget) -> None:
        super().__init__(parent)
        self._trust = trust
        self.setFixedSize(self.WIDTH, HEIGHT - 8)
        self.ticks: tuple[str, ...] = ()
        trust.changed.connect(self.refresh)
        self.refresh()

    def refresh(self) -> None:
        """Show what the map shows."""
        measure = self._trust.view.measure
        if measure == "combined":
            self.ticks = (self.tr("firm"), self.tr("threshold"), self.tr("{number}x").format(number=f"{FULL:g}"))
            words = self.tr("Colours: firm up to the threshold of each departure; brightest from three times that on")
        else:
            level, most = (f"{factor * THRESHOLDS[measure]:g}" for factor in (1, FULL))
            self.ticks = ("0", level, self.tr("{number} levels").format(number=most))
            words = self.tr("Colours: the departure in levels of 8-bit luma; firm up to {level}").format(level=level)
        self.setToolTip(words)
        self.setAccessibleName(words)
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        with QPainter(self) as painter:
            strip = QRectF(0.5, 1.5, self.width() - 1, self.STRIP)
            colours = self._trust.colours(self.width())
            if colours is not None:
                painter.drawImage(strip, colours)
            painter.setPen(QPen(self.palette().color(LINE), 1))
            painter.drawRect(strip)
            font = painter.font()
            font.setPixelSize(PX)
            painter.setFont(font)
            metrics = QFontMetrics(font)
            painter.setPen(self.palette().color(SECONDARY))
            places = (0.0, strip.width() / FULL, strip.width())
            for words, place in zip(self.ticks, places, strict=True):
                painter.drawLine(round(place), round(strip.bottom()), round(place), round(strip.bottom()) + 3)
                width = metrics.horizontalAdvance(words)
                left = min(max(place - width / 2, 0), self.width() - width)
                painter.drawText(round(left), self.height() - 3, words)
