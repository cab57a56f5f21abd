"""Where and how to save the result: what a format cannot hold is said before, not after."""

from __future__ import annotations

import errno
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QGridLayout, QHBoxLayout, QLabel, QLineEdit, QPushButton, QVBoxLayout, QWidget

from recon_desktop.core.io import WRITABLE_FORMATS, SaveOptions, losses
from recon_desktop.ui.dialogs.file_dialogs import FolderDialog
from recon_desktop.ui.look.theme import GAP, MARGIN, Theme, set_role
from recon_desktop.ui.panels.controls import LABEL_WIDTH, Option, Segmented, SliderRow, Switch
from recon_desktop.ui.words.phrases import retell

if TYPE_CHECKING:
    from recon_desktop.core.io import Depth, Format, Strip, Subsampling
    from recon_desktop.core.photo import Photo

WIDTH = 480
DEPTH_NAMES: dict[str, Depth] = {"uint8": "8", "uint16": "16", "float32": "float"}


@dataclass(frozen=True, slots=True)
class SaveRequest:
    """What the person decided."""

    path: Path
    options: SaveOptions
    overwrite: bool


class SaveDialog(QDialog):
    """Folder, name, format, quality, depth; a file that exists is replaced only by a button that says so.

    Args:
        photo: The result.
        suggestion: Folder and name to start with.
        theme: For icons.
        parent: The window.
    """

    def __init__(self, photo: Photo, suggestion: Path, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("Save the result"))
        self.setMinimumWidth(WIDTH)
        self._photo = photo
        self._theme = theme
        self._replaces = False
        self._srgb = False
        self._formats = {entry.name: entry for entry in WRITABLE_FORMATS if entry.installed}
        self.name = QLineEdit(suggestion.name)
        self.name.setToolTip(self.tr("Name of the file; its suffix chooses the format"))
        self.folder = QLineEdit(str(suggestion.parent))
        self.folder.setToolTip(self.tr("Folder that the file is written into"))
        self.browse = QPushButton(self.tr("Browse…"))
        self.browse.setToolTip(self.tr("Choose the folder"))
        self.kind = Segmented([Option(name, name) for name in self._formats], self.tr("Format"))
        self.quality = SliderRow(self.tr("Quality"), 1, 100, tip=self.tr("Higher is better and larger"), compact=True)
        self.quality.label.setProperty("role", "secondary")
        self.quality.set_value(SaveOptions().quality)
        self.lossless = Switch(self.tr("Lossless"))
        self.lossless.setToolTip(self.tr("Every pixel exactly, in a larger file"))
        self.bits: Segmented[Depth] = Segmented(
            [
                Option("8", self.tr("8 bit")),
                Option("10", self.tr("10 bit")),
                Option("12", self.tr("12 bit")),
                Option("16", self.tr("16 bit")),
                Option("float", self.tr("32 bit float")),
            ],
            self.tr("Bit depth"),
        )
        self.subsampling: Segmented[Literal["auto"] | Subsampling] = Segmented(
            [
                Option("auto", self.tr("By quality"), self.tr("4:4:4 from quality 90 on, 4:2:0 below")),
                Option("4:4:4", "4:4:4", self.tr("Colour at full resolution")),
                Option("4:2:2", "4:2:2", self.tr("Colour at half of the width")),
                Option("4:2:0", "4:2:0", self.tr("Colour at half of the width and height")),
            ],
            self.tr("Colour detail"),
        )
        self.progressive = Switch(self.tr("Progressive"))
        self.progressive.setToolTip(self.tr("On the web it appears as a whole and sharpens as it loads"))
        self.strip: Segmented[Strip] = Segmented(
            [
                Option("none", self.tr("Keep all"), self.tr("Everything the format can hold")),
                Option("private", self.tr("No private data"), self.tr("No places, serial numbers, names, thumbnails")),
                Option("all", self.tr("None"), self.tr("Pixels and colour profile only")),
            ],
            self.tr("Metadata"),
        )
        self.colours: Segmented[bool] = Segmented(
            [
                Option(False, photo.profile, self.tr("The photo's own colours, all of them")),
                Option(True, "sRGB", self.tr("For the web and for programs that ignore colour profiles")),
            ],
            self.tr("Colours"),
            self,
        )
        self.colours.setVisible(photo.space is not None)
        size = photo.size
        self.pixels = QLabel(f"{size.width} × {size.height}  ·  {size.megapixels:.1f} MP")
        self.warning = QLabel()
        self.warning.setWordWrap(True)
        self.warning.setTextFormat(Qt.TextFormat.PlainText)
        self.symbol = QLabel()
        self.save = QPushButton(self.tr("Save"))
        self.save.setToolTip(self.tr("Write the file"))
        self.save.setDefault(True)
        cancel = QPushButton(self.tr("Cancel"))
        cancel.setToolTip(self.tr("Close without saving"))
        self._lay_out(cancel)
        cancel.clicked.connect(self.reject)
        self.save.clicked.connect(self.accept)
        self.browse.clicked.connect(self._browse)
        self.kind.chosen.connect(self._format_chosen)
        for changed in (self.name.textChanged, self.folder.textChanged, self.subsampling.chosen, self.strip.chosen):
            changed.connect(self._refresh)
        self.bits.chosen.connect(self._depth_chosen)
        self.colours.chosen.connect(self._colours_chosen)
        self.lossless.toggled.connect(self._refresh)
        self.subsampling.set_value("auto")
        self.strip.set_value("none")
        self._depth_chosen(DEPTH_NAMES[photo.depth.name])
        self.name.setFocus()
        self.name.setSelection(0, len(suggestion.stem))

    @classmethod
    def ask(cls, photo: Photo, suggestion: Path, theme: Theme, parent: QWidget, quality: int) -> SaveRequest | None:
        """What the person decided, or None."""
        dialog = cls(photo, suggestion, theme, parent)
        dialog.quality.set_value(quality)
        accepted = dialog.exec() == QDialog.DialogCode.Accepted
        dialog.deleteLater()
        return dialog.request if accepted else None

    @property
    def path(self) -> Path:
        """The file to write."""
        return Path(self.folder.text().strip()).expanduser() / self._name

    @property
    def request(self) -> SaveRequest:
        """What the controls say; only what the button called a replacement is one."""
        return SaveRequest(self.path, self._options, overwrite=self._replaces)

    @property
    def _name(self) -> Path:
        return Path(self.name.text().strip())

    @property
    def _options(self) -> SaveOptions:
        entry = self._chosen_format()
        bits = self.bits.value
        return SaveOptions(
            quality=round(self.quality.value),
            depth=bits if entry is not None and bits in entry.depths else "same",
            lossless=entry is not None and entry.lossless and self.lossless.isChecked(),
            subsampling=(self.subsampling.value or "auto") if entry is not None and entry.subsampling else "auto",
            progressive=entry is not None and entry.progressive and self.progressive.isChecked(),
            strip=self.strip.value or "none",
            srgb=self._srgb,
        )

    def _chosen_format(self) -> Format | None:
        suffix = self._name.suffix.lower()
        return next((entry for entry in self._formats.values() if suffix in entry.suffixes), None)

    def _format_chosen(self, name: str) -> None:
        if self._name.stem:
            self.name.setText(self._name.with_suffix(self._formats[name].suffixes[0]).name)

    def _depth_chosen(self, depth: Depth) -> None:
        self._depth = depth
        self._refresh()

    def _colours_chosen(self, srgb: bool) -> None:
        self._srgb = srgb
        self._refresh()

    def _browse(self) -> None:
        folder = FolderDialog.ask(self, self.tr("Choose the folder"), self.folder.text())
        if folder is not None:
            self.folder.setText(str(folder))

    def _refresh(self) -> None:
        entry = self._chosen_format()
        if entry is not None:
            self.kind.set_value(entry.name)
            self.bits.set_value(self._depth if self._depth in entry.depths else entry.depths[-1])
            for depth, button in self.bits.buttons.items():
                button.setVisible(depth in entry.depths)
            holds_profile = "profile" in entry.keeps
            self.colours.set_value(self._srgb or not holds_profile)
            self.colours.buttons[False].setEnabled(holds_profile)
        self.progressive.setVisible(entry is not None and entry.progressive)
        for part in (self.subsampling_label, self.subsampling):
            part.setVisible(entry is not None and entry.subsampling)
        self.lossless.setVisible(entry is not None and entry.lossless)
        lossless = self._options.lossless
        self.subsampling.setEnabled(not lossless and self.bits.value == "8")
        self.quality.setVisible(entry is not None and entry.quality)
        self.quality.setEnabled(not lossless)
        problem = self._problem(entry)
        warnings = [] if problem else [_sentence(loss) for loss in losses(self._photo, self.path, self._options)]
        self._replaces = not problem and self.path.exists()
        if self._replaces:
            warnings.insert(0, self.tr("This file exists already and will be replaced."))
        self.warning.setText(problem or "\n".join(warnings))
        self.symbol.setVisible(bool(problem or warnings))
        self.warning.setVisible(bool(problem or warnings))
        name, token = ("error", "bad") if problem else ("caution", "caution")
        self.symbol.setPixmap(self._theme.pixmap(name, token, ratio=self.devicePixelRatioF()))
        self.save.setEnabled(not problem)
        self.save.setText(self.tr("Replace") if self._replaces else self.tr("Save"))
        set_role(self.save, "filled")

    def _problem(self, entry: Format | None) -> str:
        if not self._name.stem:
            return self.tr("The file needs a name.")
        if entry is None:
            return self.tr("The name must end in the suffix of a format, such as .png.")
        try:
            self.path.exists()
            reachable = self.path.parent.is_dir()
        except OSError as error:
            if error.errno == errno.ENAMETOOLONG:
                return self.tr("This name is too long.")
            return self.tr("This folder cannot be opened.")
        except (RuntimeError, ValueError):  # a home that nobody has; a character that no path has
            reachable = False
        if not reachable:
            return self.tr("This folder does not exist.")
        size = self._photo.size
        if max(size.width, size.height) > entry.max_side:
            return self.tr("{format} holds at most {side} pixels a side.").format(
                format=entry.name, side=entry.max_side
            )
        return ""

    def _lay_out(self, cancel: QPushButton) -> None:
        form = QGridLayout()
        form.setHorizontalSpacing(GAP)
        form.setColumnMinimumWidth(0, LABEL_WIDTH)
        form.setVerticalSpacing(MARGIN)
        form.setColumnStretch(1, 1)
        rows: tuple[tuple[str, QWidget], ...] = (
            (self.tr("Name"), self.name),
            (self.tr("Folder"), self.folder),
            (self.tr("Format"), self.kind),
            (self.tr("Bit depth"), self.bits),
            *([(self.tr("Colours"), self.colours)] if self._photo.space is not None else []),
            (self.tr("Colour detail"), self.subsampling),
            (self.tr("Metadata"), self.strip),
            (self.tr("Size"), self.pixels),
        )
        for row, (text, widget) in enumerate(rows):
            label = QLabel(text)
            label.setProperty("role", "secondary")
            label.setBuddy(widget)
            widget.setAccessibleName(text)
            if widget is self.subsampling:
                self.subsampling_label = label
            form.addWidget(label, row, 0)
            form.addWidget(widget, row, 1, 1, 1 if widget is self.folder else 2)
        form.addWidget(self.browse, 1, 2)
        words = _row(self.symbol, self.warning)
        words.setAlignment(self.symbol, Qt.AlignmentFlag.AlignTop)
        words.setStretch(1, 1)
        buttons = _row(cancel, self.save)
        buttons.insertStretch(0, 1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(2 * MARGIN, 2 * MARGIN, 2 * MARGIN, 2 * GAP)
        layout.setSpacing(MARGIN)
        layout.addLayout(form)
        layout.addWidget(self.quality)
        layout.addWidget(self.lossless)
        layout.addWidget(self.progressive)
        layout.addLayout(words)
        layout.addStretch(1)
        layout.addLayout(buttons)


def _row(*widgets: QWidget) -> QHBoxLayout:
    row = QHBoxLayout()
    row.setSpacing(GAP)
    for widget in widgets:
        row.addWidget(widget)
    return row


def _sentence(fact: str) -> str:
    words = retell(fact)
    return f"{words[:1].upper()}{words[1:]}."
