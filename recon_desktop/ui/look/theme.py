"""How everything looks: the only module with colours, sizes and the style sheet in it.

Widgets take colours from the palette (`CANVAS` names the role of the photo's surround) and from one style sheet that
selects on the dynamic property `role`. Greys are neutral, R = G = B, because photos are judged on them.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Literal
from weakref import WeakSet

from PySide6.QtCore import QByteArray, QObject, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFont, QGuiApplication, QIcon, QPainter, QPalette, QPixmap
from PySide6.QtSvg import QSvgRenderer
from PySide6.QtWidgets import QAbstractButton, QApplication, QWidget
from shiboken6 import isValid

from recon_desktop.ui.look.icons import drawing
from recon_desktop.ui.look.style_sheet import SHEET

Scheme = Literal["system", "light", "dark"]
Mode = Literal["light", "dark"]

QT_ARGUMENTS = ("-style", "fusion")
"""For QApplication: one style on every system. Asking for it later would bring QStyle and its 600 names into Python."""

GAP = 8
MARGIN = 12
CONTROL = 28
ICON = 16
PANEL_WIDTH = 300
BODY_PX = 13

PIXEL_GRID = "#50808080"
"""Between pixels under the magnifier, in both schemes: mid grey, thin enough to see dark and bright pixels through."""

CANVAS = QPalette.ColorRole.Dark
LINE = QPalette.ColorRole.Mid
RAISED = QPalette.ColorRole.Button
SECONDARY = QPalette.ColorRole.PlaceholderText
ACCENT = QPalette.ColorRole.Highlight
ON_ACCENT = QPalette.ColorRole.HighlightedText


@dataclass(frozen=True, slots=True)
class Tokens:
    """The colours of one scheme, as #rrggbb."""

    canvas: str
    panel: str
    raised: str
    hover: str
    pressed: str
    line: str
    text: str
    secondary: str
    disabled: str
    accent: str
    accent_hover: str
    on_accent: str
    good: str
    caution: str
    bad: str


TOKENS: dict[Mode, Tokens] = {
    "dark": Tokens(
        canvas="#1b1b1b",
        panel="#252525",
        raised="#323232",
        hover="#3c3c3c",
        pressed="#2b2b2b",
        line="#3d3d3d",
        text="#ececec",
        secondary="#a8a8a8",
        disabled="#6e6e6e",
        accent="#4c9aff",
        accent_hover="#6fafff",
        on_accent="#0a0a0a",
        good="#57c98a",
        caution="#e8b34b",
        bad="#f0776c",
    ),
    "light": Tokens(
        canvas="#d9d9d9",
        panel="#f4f4f4",
        raised="#ffffff",
        hover="#e8e8e8",
        pressed="#dedede",
        line="#d0d0d0",
        text="#1a1a1a",
        secondary="#5c5c5c",
        disabled="#a0a0a0",
        accent="#0b62d6",
        accent_hover="#0a56bb",
        on_accent="#ffffff",
        good="#1b7f47",
        caution="#8a5a00",
        bad="#b3261e",
    ),
}


class Theme(QObject):
    """The look of the application, switched live.

    Args:
        app: Made with `QT_ARGUMENTS`.
        icons: Folder of the application's icon.

    Signals:
        changed: Palette, style sheet and icon colours are new.
    """

    changed = Signal()

    def __init__(self, app: QApplication, icons: Path) -> None:
        super().__init__(app)
        self._app = app
        self._icons = icons
        self._cache: dict[tuple[str, str], QIcon] = {}
        # Not asked of the application: PySide makes a list of all widgets one by one, and where that collects garbage
        # with widgets in it, it goes on with pointers to what is gone.
        self._buttons: WeakSet[QAbstractButton] = WeakSet()
        self._ratios = [1.0]
        self._dressed: tuple[Mode, list[float]] | None = None
        self.scheme: Scheme = "system"
        self.mode: Mode = "dark"
        font = QFont(app.font())
        font.setPixelSize(BODY_PX)
        font.setFeature(QFont.Tag.fromString("tnum"), 1)
        app.setFont(font)
        app.styleHints().colorSchemeChanged.connect(self._system_changed)

    @property
    def tokens(self) -> Tokens:
        """The colours in use."""
        return TOKENS[self.mode]

    def apply(self, scheme: Scheme) -> None:
        """Switch to a scheme; "system" follows the desktop from now on."""
        self.scheme = scheme
        hints = QGuiApplication.styleHints()
        wanted = {"light": Qt.ColorScheme.Light, "dark": Qt.ColorScheme.Dark}.get(scheme)
        if wanted is None:
            hints.unsetColorScheme()
        else:
            hints.setColorScheme(wanted)
        self._dress(scheme if scheme != "system" else system_mode())

    def icon(self, name: str, token: str = "text") -> QIcon:
        """A line icon in the colour of a token."""
        key = (name, token)
        if key not in self._cache:
            icon = QIcon()
            for ratio in self._ratios:
                pixmap = self.pixmap(name, token, ratio=ratio)
                icon.addPixmap(pixmap)
                icon.addPixmap(_dyed(pixmap, QColor(self.tokens.disabled)), QIcon.Mode.Disabled)
            self._cache[key] = icon
        return self._cache[key]

    def pixmap(self, name: str, token: str = "text", *, side: int = ICON, ratio: float = 1.0) -> QPixmap:
        """A line icon as a pixmap."""
        svg = drawing(name, getattr(self.tokens, token))
        pixmap = QPixmap(QSize(round(side * ratio), round(side * ratio)))
        pixmap.fill(Qt.GlobalColor.transparent)
        with QPainter(pixmap) as painter:
            QSvgRenderer(QByteArray(svg)).render(painter, QRectF(pixmap.rect()))
        pixmap.setDevicePixelRatio(ratio)
        return pixmap

    def set_icon(self, button: QAbstractButton, name: str, token: str = "text") -> None:
        """Give a button a line icon that follows the theme."""
        self._buttons.add(button)
        button.setProperty("icon_name", name)
        button.setProperty("icon_token", token)
        button.setIcon(self.icon(name, token))

    @property
    def application_icon(self) -> QIcon:
        """The icon of the window."""
        return QIcon(str(self._icons / "recon-desktop.svg"))

    def _system_changed(self) -> None:
        if self.scheme == "system":
            self._dress(system_mode())

    def _dress(self, mode: Mode) -> None:
        ratios = sorted({1.0} | {screen.devicePixelRatio() for screen in self._app.screens()})
        if (mode, ratios) == self._dressed:
            return  # a scheme by another name; to style all widgets again takes its time
        self.mode, self._ratios, self._dressed = mode, ratios, (mode, ratios)
        self._cache.clear()
        self._app.setPalette(palette(self.tokens))
        self._app.setStyleSheet(style_sheet(self.tokens))
        for button in list(self._buttons):
            if isValid(button):
                button.setIcon(self.icon(button.property("icon_name"), button.property("icon_token")))
        self.changed.emit()


def _dyed(pixmap: QPixmap, colour: QColor) -> QPixmap:
    """What is drawn in one colour, in another one; that is quicker than to draw it again."""
    dyed = QPixmap(pixmap)
    with QPainter(dyed) as painter:
        painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_SourceIn)
        painter.fillRect(QRectF(QPointF(), dyed.deviceIndependentSize()), colour)
    return dyed


def system_mode() -> Mode:
    """What the desktop asks for; dark where it does not say."""
    return "light" if QGuiApplication.styleHints().colorScheme() == Qt.ColorScheme.Light else "dark"


def set_role(widget: QWidget, role: str) -> None:
    """Choose a widget's part in the style sheet; may change while it is shown."""
    if (widget.property("role") or "") == role:
        return
    widget.setProperty("role", role)
    widget.style().unpolish(widget)
    widget.style().polish(widget)


def palette(tokens: Tokens) -> QPalette:
    """The palette of a scheme."""
    role, group = QPalette.ColorRole, QPalette.ColorGroup
    colours = {
        role.Window: tokens.panel,
        role.Base: tokens.raised,
        role.AlternateBase: tokens.panel,
        role.Button: tokens.raised,
        role.Light: tokens.hover,
        role.Midlight: tokens.hover,
        role.Mid: tokens.line,
        role.Dark: tokens.canvas,
        role.Shadow: tokens.line,
        role.WindowText: tokens.text,
        role.Text: tokens.text,
        role.ButtonText: tokens.text,
        role.BrightText: tokens.text,
        role.PlaceholderText: tokens.secondary,
        role.ToolTipBase: tokens.raised,
        role.ToolTipText: tokens.text,
        role.Highlight: tokens.accent,
        role.HighlightedText: tokens.on_accent,
        role.Accent: tokens.accent,
        role.Link: tokens.accent,
        role.LinkVisited: tokens.accent,
    }
    result = QPalette()
    for name, colour in colours.items():
        result.setColor(name, QColor(colour))
    for name in (role.WindowText, role.Text, role.ButtonText, role.PlaceholderText):
        result.setColor(group.Disabled, name, QColor(tokens.disabled))
    return result


def style_sheet(tokens: Tokens) -> str:
    """The one style sheet."""
    return SHEET.substitute(asdict(tokens))


def contrast(first: str, second: str) -> float:
    """Contrast ratio of two colours as WCAG 2 defines it, 1 to 21."""
    lights = sorted((_luminance(first), _luminance(second)))
    return (lights[1] + 0.05) / (lights[0] + 0.05)


def _luminance(colour: str) -> float:
    parts = (int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5))
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
