"""How everything looks: the only module with colours, sizes and the style sheet in it.

Widgets take colours from the palette (`CANVAS` names the role of the photo's surround) and from one style sheet that
selects on the dynamic property `role`. Greys are neutral, R = G = B, because photos are judged on them.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from pathlib import Path
from string import Template
from typing import Literal
from weakref import WeakSet

from PySide6.QtCore import QByteArray, QObject, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFont, QGuiApplication, QIcon, QPainter, QPalette, QPixmap
from PySide6.QtSvg import QSvgRenderer
from PySide6.QtWidgets import QAbstractButton, QApplication, QWidget
from shiboken6 import isValid

from recon_desktop.ui.icons import drawing

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
                icon.addPixmap(self.pixmap(name, token, ratio=ratio))
                icon.addPixmap(self.pixmap(name, "disabled", ratio=ratio), QIcon.Mode.Disabled)
            self._cache[key] = icon
        return self._cache[key]

    def pixmap(self, name: str, token: str = "text", *, side: int = ICON, ratio: float = 1.0) -> QPixmap:
        """A line icon as a pixmap."""
        svg = drawing(name, getattr(self.tokens, token))
        pixmap = QPixmap(QSize(round(side * ratio), round(side * ratio)))
        pixmap.fill(Qt.GlobalColor.transparent)
        painter = QPainter(pixmap)
        QSvgRenderer(QByteArray(svg)).render(painter, QRectF(pixmap.rect()))
        painter.end()
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
        self.mode = mode
        self._cache.clear()
        self._ratios = sorted({1.0} | {screen.devicePixelRatio() for screen in self._app.screens()})
        self._app.setPalette(palette(self.tokens))
        self._app.setStyleSheet(style_sheet(self.tokens))
        for button in list(self._buttons):
            if isValid(button):
                button.setIcon(self.icon(button.property("icon_name"), button.property("icon_token")))
        self.changed.emit()


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
    return _SHEET.substitute(asdict(tokens))


def contrast(first: str, second: str) -> float:
    """Contrast ratio of two colours as WCAG 2 defines it, 1 to 21."""
    lights = sorted((_luminance(first), _luminance(second)))
    return (lights[1] + 0.05) / (lights[0] + 0.05)


def _luminance(colour: str) -> float:
    parts = (int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5))
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


_SHEET = Template("""
QMainWindow, QDialog { background: $panel; }
QToolTip { background: $raised; color: $text; border: 1px solid $line; padding: 2px 4px; }

QLabel[role="title"] { font-weight: 600; }
QLabel[role="caption"], QLabel[role="value"] { color: $secondary; font-size: 11px; }
QLabel[role="number"], QLabel[role="better"], QLabel[role="worse"] { font-size: 12px; }
QLabel[role="better"] { color: $good; }
QLabel[role="worse"] { color: $bad; }
QLabel[role="headline"] { font-size: 20px; font-weight: 500; }
QLabel[role="secondary"] { color: $secondary; }
QLabel:disabled { color: $disabled; }

QWidget[role="bar"] { background: $panel; border: 0; border-bottom: 1px solid $line; }
QWidget[role="status"] { background: $panel; border: 0; border-top: 1px solid $line; }
QWidget[role="side"] { background: $panel; border: 0; border-left: 1px solid $line; }
QWidget[role="canvas"] { background: $canvas; }
QFrame[role="rule"] { background: $line; border: 0; max-height: 1px; }
QFrame[role="rule-upright"] { background: $line; border: 0; }
QFrame[role="message"] { background: $raised; border: 0; border-bottom: 1px solid $line; }
QFrame[role="popup"] { background: $panel; border: 1px solid $line; }

QMenuBar { background: $panel; color: $text; padding: 2px 6px 0 6px; }
QMenuBar::item { background: transparent; padding: 4px 8px; border-radius: 4px; }
QMenuBar::item:selected { background: $hover; }
QMenu { background: $raised; color: $text; border: 1px solid $line; padding: 4px; }
QMenu::item { padding: 5px 12px 5px 4px; border-radius: 4px; min-width: 190px; }
QMenu::item:selected { background: $accent; color: $on_accent; }
QMenu::item:disabled { color: $disabled; }
QMenu::icon { padding-left: 6px; }
QMenu::separator { height: 1px; background: $line; margin: 4px 6px; }

QPushButton, QToolButton {
    background: $raised; color: $text; border: 1px solid $line; border-radius: 6px;
    min-height: 26px; padding: 0 12px;
}
QPushButton:hover, QToolButton:hover { background: $hover; }
QPushButton:pressed, QToolButton:pressed { background: $pressed; }
QPushButton:focus, QToolButton:focus { border: 1px solid $accent; outline: none; }
QPushButton:disabled, QToolButton:disabled { color: $disabled; }
QPushButton[role="filled"], QToolButton[role="filled"] {
    background: $accent; color: $on_accent; border: 1px solid $accent; font-weight: 600;
}
QPushButton[role="filled"]:hover { background: $accent_hover; border-color: $accent_hover; }
QPushButton[role="filled"]:focus { border-color: $text; }
QPushButton[role="filled"]:disabled { background: $raised; color: $disabled; border-color: $line; }

QToolButton[role="flat"], QPushButton[role="flat"] {
    background: transparent; border: 1px solid transparent; padding: 0 6px;
}
QToolButton[role="flat"]:hover, QPushButton[role="flat"]:hover { background: $hover; }
QToolButton[role="flat"]:checked { background: $hover; }
QToolButton::menu-indicator { image: none; }
QToolButton[role="flat"]:focus, QPushButton[role="flat"]:focus { border: 1px solid $accent; }
QToolButton[role="small"] {
    background: transparent; border: 1px solid transparent; border-radius: 4px; padding: 0; min-height: 18px;
    min-width: 18px;
}
QToolButton[role="small"]:hover { background: $hover; }
QToolButton[role="small"]:focus { border: 1px solid $accent; }
QToolButton[role="link"], QPushButton[role="link"] {
    background: transparent; border: 1px solid transparent; color: $accent; padding: 0 2px; min-height: 20px;
    min-width: 0;
}
QToolButton[role="link"]:hover, QPushButton[role="link"]:hover { color: $accent_hover; }
QToolButton[role="link"]:focus, QPushButton[role="link"]:focus { border: 1px solid $accent; }
QToolButton[role="link"]:disabled, QPushButton[role="link"]:disabled { color: $disabled; }

QToolButton[role="section"] {
    background: transparent; border: 1px solid transparent; padding: 0 4px; text-align: left;
    font-size: 11px; font-weight: 600; color: $secondary;
}
QToolButton[role="section"]:hover { color: $text; }
QToolButton[role="section"]:focus { border: 1px solid $accent; }

QFrame[role="segmented"] { background: $canvas; border: 1px solid $line; border-radius: 6px; }
QPushButton[role="segment"] {
    background: transparent; border: 1px solid transparent; border-radius: 4px; padding: 0 8px; min-height: 22px;
    color: $secondary;
}
QPushButton[role="segment"]:hover { color: $text; }
QPushButton[role="segment"]:checked { background: $raised; border: 1px solid $line; color: $text; }
QPushButton[role="segment"]:focus { border: 1px solid $accent; }
QPushButton[role="segment"]:disabled { color: $disabled; }

QPushButton[role="picker"] { text-align: left; padding: 0 28px 0 10px; }
QPushButton[role="choice"] {
    background: transparent; border: 1px solid transparent; border-radius: 6px; text-align: left; padding: 0;
}
QPushButton[role="choice"]:hover, QPushButton[role="choice"]:focus { background: $hover; }
QPushButton[role="choice"]:checked { background: $raised; border: 1px solid $line; }
QPushButton[role="choice"]:focus { border: 1px solid $accent; }

QSlider { min-height: 20px; }
QSlider::groove:horizontal { height: 4px; border-radius: 2px; background: $line; }
QSlider::sub-page:horizontal { height: 4px; border-radius: 2px; background: $accent; }
QSlider::sub-page:horizontal:disabled { background: $line; }
QSlider::handle:horizontal {
    width: 14px; height: 14px; margin: -6px 0; border-radius: 8px; background: $raised; border: 1px solid $secondary;
}
QSlider::handle:horizontal:hover { border-color: $text; }
QSlider::handle:horizontal:focus { border: 2px solid $accent; width: 12px; height: 12px; }
QSlider::handle:horizontal:disabled { background: $panel; border-color: $line; }

QLineEdit {
    background: $raised; color: $text; border: 1px solid $line; border-radius: 4px; padding: 0 6px; min-height: 22px;
    selection-background-color: $accent; selection-color: $on_accent;
}
QLineEdit:focus { border: 1px solid $accent; }
QLineEdit[role="wrong"] { border: 1px solid $bad; }
QLineEdit:disabled { color: $disabled; background: $panel; }
QTextEdit, QPlainTextEdit, QTextBrowser {
    background: $raised; color: $text; border: 1px solid $line; border-radius: 4px;
    selection-background-color: $accent; selection-color: $on_accent;
}

QTableView { background: $panel; color: $text; border: 0; outline: none; }
QTableView:focus { border: 1px solid $accent; }
QHeaderView { background: $panel; border: 0; }
QHeaderView::section {
    background: $panel; color: $secondary; font-size: 11px; border: 0; border-bottom: 1px solid $line; padding: 4px 8px;
}
QListView {
    background: $raised; color: $text; border: 1px solid $line; border-radius: 4px; padding: 3px; outline: none;
}
QListView:focus { border: 1px solid $accent; }
QListView[role="strip"] { background: $panel; border: 0; border-radius: 0; padding: 0; }
QListView::item { padding: 4px 6px; border-radius: 4px; }
QListView::item:hover { background: $hover; }
QListView::item:selected { background: $accent; color: $on_accent; }

QCheckBox, QRadioButton { border: 1px solid transparent; border-radius: 4px; padding: 1px 2px; }
QCheckBox:focus, QRadioButton:focus { border: 1px solid $accent; }
QCheckBox:disabled, QRadioButton:disabled { color: $disabled; }

QProgressBar { background: $line; border: 0; border-radius: 2px; max-height: 4px; min-height: 4px; }
QProgressBar::chunk { background: $accent; border-radius: 2px; }

QScrollArea { border: 1px solid transparent; background: transparent; }
QScrollArea:focus { border: 1px solid $accent; }
QScrollBar:vertical { background: transparent; width: 10px; margin: 0; }
QScrollBar::handle:vertical { background: $line; border-radius: 3px; min-height: 24px; margin: 2px; }
QScrollBar::handle:vertical:hover { background: $disabled; }
QScrollBar::add-line, QScrollBar::sub-line { height: 0; width: 0; }
QScrollBar::add-page, QScrollBar::sub-page { background: transparent; }
QScrollBar:horizontal { background: transparent; height: 10px; margin: 0; }
QScrollBar::handle:horizontal { background: $line; border-radius: 3px; min-width: 24px; margin: 2px; }
""")
