"""The one style sheet, in the tokens of `ui.look.theme`: every $name is one of them."""

from __future__ import annotations

from string import Template

SHEET = Template("""
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
QPushButton[role="tile"]:checked { border-color: $accent; }
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
QTextBrowser[role="page"] { background: $panel; border: 1px solid transparent; border-radius: 0; }
QTextBrowser[role="page"]:focus { border: 1px solid $accent; }

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
QScrollBar::handle:vertical:disabled { background: transparent; }
QScrollBar::add-line, QScrollBar::sub-line { height: 0; width: 0; }
QScrollBar::add-page, QScrollBar::sub-page { background: transparent; }
QScrollBar:horizontal { background: transparent; height: 10px; margin: 0; }
QScrollBar::handle:horizontal { background: $line; border-radius: 3px; min-width: 24px; margin: 2px; }
""")
