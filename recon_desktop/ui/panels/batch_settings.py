"""What a batch makes of its photos: names, folder, format; and the recipe that it will use, in words."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLabel, QLineEdit, QPushButton, QWidget

from recon_desktop.core.formats import WRITABLE_FORMATS
from recon_desktop.engine.batch.naming import FIELDS
from recon_desktop.engine.batch.plan import depths_of
from recon_desktop.engine.batch.queue import Depth, Existing
from recon_desktop.engine.order import AUTO
from recon_desktop.ui.batch.state import BatchState
from recon_desktop.ui.look.theme import GAP, MARGIN, set_role
from recon_desktop.ui.panels.controls import Option, Segmented, Switch, menu_text
from recon_desktop.ui.panels.value_box import ValueBox
from recon_desktop.ui.view.caption import Caption, plain_tip

WITH_QUALITY = ("same", *(entry.name for entry in WRITABLE_FORMATS if entry.quality))
WITH_DEPTH = ("same", *(entry.name for entry in WRITABLE_FORMATS if len(entry.depths) > 1))
FOLDER_ROOM = 120


class BatchSettings(QWidget):
    """Two lines of settings; all take effect with the next start.

    Args:
        batch: Whose settings they are.
        parent: Owner.

    Signals:
        folder_asked: The person wants to choose the folder of the results.
    """

    folder_asked = Signal()

    def __init__(self, batch: BatchState, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._batch = batch
        self.template = QLineEdit()
        self.template.setAccessibleName(self.tr("Names of the results"))
        fields = " ".join(f"{{{field}}}" for field in FIELDS)
        self.template.setToolTip(self.tr("Names of the results; fields: {fields}").format(fields=fields))
        self.template.setMinimumWidth(100)
        self.template.setAcceptDrops(False)
        self.example = Caption(px=11, pad=0)
        self.format = Segmented(self._formats(), self.tr("Format"))
        self.quality = ValueBox(1, 100, 0, "", "")
        self.quality.setAccessibleName(self.tr("Quality"))
        self.quality.setToolTip(self.tr("Quality of lossy formats, 1 to 100"))
        self.bits = Segmented(self._depths(), self.tr("Bit depth"))
        self.place = Segmented(
            (
                Option("beside", self.tr("Beside the photo"), self.tr("Each result lies beside its photo")),
                Option("folder", self.tr("In a folder"), self.tr("All results lie in one folder")),
            ),
            self.tr("Results"),
        )
        self.folder = QPushButton()
        self.folder.setProperty("role", "link")
        self.mirror = Switch(self.tr("Keep subfolders"))
        self.mirror.setToolTip(self.tr("Recreate the subfolders of the folder that was added"))
        self.existing = Segmented(self._existing(), self.tr("Existing files"))
        self.recipe = Caption(px=11, pad=0)
        grid = QGridLayout(self)
        grid.setContentsMargins(MARGIN, GAP, MARGIN, GAP)
        grid.setHorizontalSpacing(GAP)
        grid.setVerticalSpacing(6)
        grid.setColumnStretch(2, 1)
        grid.addWidget(self._label(self.tr("Names"), self.template), 0, 0)
        grid.addWidget(self.template, 0, 1)
        grid.addWidget(self.example, 0, 2)
        grid.addWidget(self._label(self.tr("Format"), self.format), 0, 3)
        right = QHBoxLayout()
        right.setSpacing(GAP)
        right.addWidget(self.format)
        self.quality_label = self._label(self.tr("Quality"), self.quality)
        right.addWidget(self.quality_label)
        right.addWidget(self.quality)
        self.bits_label = self._label(self.tr("Bit depth"), self.bits)
        right.addWidget(self.bits_label)
        right.addWidget(self.bits)
        grid.addLayout(right, 0, 4)
        grid.addWidget(self._label(self.tr("Results"), self.place), 1, 0)
        where = QHBoxLayout()
        where.setSpacing(GAP)
        where.addWidget(self.place)
        where.addWidget(self.folder)
        where.addWidget(self.mirror)
        where.addWidget(self._label(self.tr("Existing files"), self.existing))
        where.addWidget(self.existing)
        where.addSpacing(GAP)
        where.addWidget(self._label(self.tr("Recipe"), self.recipe))
        where.addWidget(self.recipe, 1)
        grid.addLayout(where, 1, 1, 1, 4)
        self.template.textEdited.connect(
            lambda text: batch.outlook.set_output(replace(batch.outlook.output, template=text))
        )
        self.format.chosen.connect(self._form_chosen)
        self.quality.typed.connect(
            lambda value: batch.outlook.set_output(replace(batch.outlook.output, quality=round(value)))
        )
        self.bits.chosen.connect(lambda depth: batch.outlook.set_output(replace(batch.outlook.output, depth=depth)))
        self.existing.chosen.connect(
            lambda existing: batch.outlook.set_output(replace(batch.outlook.output, existing=existing))
        )
        self.mirror.toggled.connect(lambda on: batch.outlook.set_output(replace(batch.outlook.output, mirror=on)))
        self.place.chosen.connect(self._place_chosen)
        self.folder.clicked.connect(self.folder_asked)
        batch.outlook.changed.connect(self.refresh)
        self.refresh()

    def choose_folder(self, folder: Path | None) -> None:
        """Take the folder that the person chose; None for none."""
        if folder is not None:
            self._batch.outlook.set_output(replace(self._batch.outlook.output, folder=folder))
        self.refresh()

    def refresh(self) -> None:
        """Show what the batch says."""
        batch, output = self._batch, self._batch.outlook.output
        if self.template.text() != output.template:
            self.template.setText(output.template)
        problem = batch.outlook.template_problem
        set_role(self.template, "wrong" if problem else "")
        such_as = self.tr("for example {name}").format(name=batch.outlook.example) if batch.outlook.example else ""
        self.example.set_words("", problem or such_as)
        self.example.setToolTip(plain_tip(problem or batch.outlook.example))
        self.format.set_value(output.form)
        self.quality.set_value(output.quality)
        self.bits.set_value(output.depth)
        held = depths_of(output.form)
        for depth, button in self.bits.buttons.items():
            button.setVisible(depth in held)
        for bits_part in (self.bits_label, self.bits):
            bits_part.setVisible(output.form in WITH_DEPTH)
        for quality_part in (self.quality_label, self.quality):
            quality_part.setVisible(output.form in WITH_QUALITY)
        self.existing.set_value(output.existing)
        self.place.set_value("beside" if output.folder is None else "folder")
        self.folder.setVisible(output.folder is not None)
        name = output.folder.name or str(output.folder) if output.folder else ""
        self.folder.setText(menu_text(self.fontMetrics().elidedText(name, Qt.TextElideMode.ElideMiddle, FOLDER_ROOM)))
        self.folder.setToolTip(str(output.folder) if output.folder else "")
        self.folder.setAccessibleName(self.tr("Folder of the results: {name}").format(name=name))
        self.mirror.setVisible(output.folder is not None)
        self.mirror.blockSignals(True)
        self.mirror.setChecked(output.mirror)
        self.mirror.blockSignals(False)
        self.recipe.set_words("", self._recipe_words())
        what = (self.template, self.format, self.quality, self.bits)
        for control in (*what, self.place, self.folder, self.mirror, self.existing):
            control.setEnabled(batch.run.phase == "idle")

    def _form_chosen(self, form: str) -> None:
        output = self._batch.outlook.output
        depth = output.depth if output.depth in depths_of(form) else "same"
        self._batch.outlook.set_output(replace(output, form=form, depth=depth))

    def _place_chosen(self, place: str) -> None:
        if place == "folder":
            self.folder_asked.emit()
        else:
            self._batch.outlook.set_output(replace(self._batch.outlook.output, folder=None))

    def _recipe_words(self) -> str:
        """What every photo will undergo."""
        order = self._batch.order
        if order is None:
            return self.tr("There is no model for this task")
        tasks = {
            "denoise": self.tr("Denoise"),
            "upscale": self.tr("Upscale {scale}x"),
            "denoise+upscale": self.tr("Denoise and upscale {scale}x"),
        }
        automatic = self.tr("Automatic for each photo")
        titles = ", ".join(automatic if model == AUTO else self._batch.title(model) for model in order.models)
        words = [f"{tasks[order.task].format(scale=order.scale)}: {titles}"]
        if order.noise_level is not None:
            words.append(self.tr("noise level {level}").format(level=f"{order.noise_level:g}"))
        luma, chroma = (round(share * 100) for share in (order.mix.luma, order.mix.chroma))
        if luma != chroma:
            words.append(self.tr("luma {luma} %, chroma {chroma} %").format(luma=luma, chroma=chroma))
        elif luma < 100:
            words.append(self.tr("strength {percent} %").format(percent=luma))
        if order.mix.grain:
            words.append(self.tr("grain {grain}").format(grain=f"{order.mix.grain:g}"))
        if order.ensemble:
            words.append(self.tr("ensemble"))
        return "  ·  ".join(words)

    def _formats(self) -> tuple[Option[str], ...]:
        tip = self.tr("The photo's own format; PNG where that cannot be written")
        # Those that keep colours; the save dialog and the command know the others.
        names = (entry.name for entry in WRITABLE_FORMATS if entry.installed and "profile" in entry.keeps)
        return Option("same", self.tr("Same"), tip), *(Option(name, name) for name in names)

    def _depths(self) -> tuple[Option[Depth], ...]:
        tip = self.tr("The photo's own depth, or the most that the format holds")
        return (
            Option("same", self.tr("Same"), tip),
            Option("8", "8", self.tr("8 bit")),
            Option("10", "10", self.tr("10 bit")),
            Option("12", "12", self.tr("12 bit")),
            Option("16", "16", self.tr("16 bit")),
            Option("float", self.tr("Float"), self.tr("32 bit float")),
        )

    def _existing(self) -> tuple[Option[Existing], ...]:
        return (
            Option("skip", self.tr("Skip"), self.tr("Photos whose result already exists are skipped")),
            Option(
                "number", self.tr("Number"), self.tr("Where the file already exists, a number is added to the name")
            ),
            Option("replace", self.tr("Replace"), self.tr("A result replaces the file that exists; never a photo")),
        )

    @staticmethod
    def _label(text: str, buddy: QWidget) -> QLabel:
        label = QLabel(text)
        label.setProperty("role", "caption")
        label.setBuddy(buddy)
        return label
