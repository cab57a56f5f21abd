"""What is to be done: task, scale, models, noise level, strength, grain."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtWidgets import QHBoxLayout, QLabel, QToolButton, QWidget

from recon_desktop.core.mix import MOST_GRAIN
from recon_desktop.decided import decided
from recon_desktop.ui.look.theme import GAP, Theme
from recon_desktop.ui.panels.controls import Option, Section, Segmented, SliderRow, Switch, fold_icon
from recon_desktop.ui.panels.model_picker import ModelPicker, character_word
from recon_desktop.ui.values.state import SCALES, Task
from recon_desktop.ui.words.phrases import card_text

if TYPE_CHECKING:
    from recon_desktop.ui.kept.speeds import Speeds
    from recon_desktop.ui.workspace.choices import WorkspaceChoices
    from recon_desktop.ui.workspace.photos import Photos

NOISE_LIMIT = 55.0
PICKER_LABEL_WIDTH = 64


class RestorePanel(Section):
    """Shows and sets what is to be done.

    Args:
        choices: What it shows and sets.
        photos: Has the estimate of the noise.
        theme: For icons.
        parent: Owner.
    """

    def __init__(self, choices: WorkspaceChoices, photos: Photos, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__("restore", theme, parent)
        self.set_title(self.tr("Restore"))
        self._choices = choices
        self._photos = photos
        tasks: list[Option[Task]] = [
            Option("denoise", self.tr("Denoise"), self.tr("Remove noise from the photo")),
            Option("upscale", self.tr("Upscale"), self.tr("Enlarge the photo")),
            Option("denoise+upscale", self.tr("Both"), self.tr("Denoise first, then upscale")),
        ]
        self.task = Segmented(tasks, self.tr("Task"))
        self.scale = Segmented(
            [Option(scale, f"{scale}x", self.tr("Enlarge {scale} times").format(scale=scale)) for scale in SCALES],
            self.tr("Scale"),
        )
        self.denoiser = ModelPicker(self.tr("Denoiser"), theme)
        self.upscaler = ModelPicker(self.tr("Upscaler"), theme)
        self.automatic = QToolButton()
        self.automatic.setProperty("role", "flat")
        self.automatic.setCheckable(True)
        self.automatic.setText(self.tr("Auto"))
        self.automatic.setAccessibleName(self.tr("Automatic denoiser"))
        self.automatic.setToolTip(self.tr("Choose the denoiser by what the photo needs"))
        self.automatic.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.denoiser_row = self._row(self.tr("Denoiser"), self.denoiser, self.automatic)
        self.reason = QLabel()
        self.reason.setProperty("role", "caption")
        self.reason.setWordWrap(True)
        self.reason.setTextFormat(Qt.TextFormat.PlainText)
        self.upscaler_row = self._row(self.tr("Upscaler"), self.upscaler)
        self.invents = QLabel(character_word("inventive"))
        self.invents.setProperty("role", "caption")
        self.invents.setWordWrap(True)
        self.noise = SliderRow(
            self.tr("Noise level"),
            0,
            NOISE_LIMIT,
            decimals=1,
            tip=self.tr("How noisy the photo is, as a standard deviation of 8-bit values"),
        )
        self.auto = QToolButton()
        self.auto.setProperty("role", "flat")
        self.auto.setCheckable(True)
        self.auto.setText(self.tr("Auto"))
        self.auto.setToolTip(self.tr("Use the noise level estimated from the photo"))
        self.auto.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.noise.top.insertWidget(2, self.auto)
        self.strength = SliderRow(
            self.tr("Strength"), 0, 100, suffix=" %", tip=self.tr("How much of the restoration is blended in, at once"),
            compact=True,
        )  # fmt: skip
        self.chroma = SliderRow(
            self.tr("Chroma"), 0, 100, suffix=" %", tip=self.tr("How much of the restored colour is blended in"),
            compact=True,
        )  # fmt: skip
        self.apart = QToolButton()
        self.apart.setProperty("role", "small")
        self.apart.setCheckable(True)
        self.apart.setAccessibleName(self.tr("Separate strengths for luma and chroma"))
        self.apart.setToolTip(self.tr("Set the strength of luma (brightness) and chroma (colour) separately"))
        self.apart.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.strength.add_to_label(self.apart)
        self.grain = SliderRow(
            self.tr("Grain"), 0, MOST_GRAIN, decimals=1, compact=True,
            tip=self.tr("Fine film-like grain on the result, as a standard deviation of 8-bit values"),
        )  # fmt: skip
        self.ensemble = Switch(self.tr("Ensemble (8x slower)"))
        self.ensemble.setToolTip(
            self.tr("Run each model on all 8 flips and rotations and average the results: a little better")
        )
        for widget in (
            self.task,
            self.scale,
            self.denoiser_row,
            self.reason,
            self.upscaler_row,
            self.invents,
            self.noise,
            self.strength,
            self.chroma,
            self.grain,
            self.ensemble,
        ):
            self.content.addWidget(widget)
        self.task.chosen.connect(choices.set_task)
        self.scale.chosen.connect(choices.set_scale)
        self.denoiser.chosen.connect(choices.set_model)
        self.upscaler.chosen.connect(choices.set_model)
        self.automatic.clicked.connect(self._automatic_clicked)
        self.noise.changed.connect(choices.set_noise_level)
        self.auto.clicked.connect(self._auto_clicked)
        self.strength.changed.connect(lambda percent: choices.set_strength(percent / 100))
        self.chroma.changed.connect(lambda percent: choices.set_chroma(percent / 100))
        self.apart.clicked.connect(self._apart_clicked)
        self.grain.changed.connect(choices.set_grain)
        self.ensemble.clicked.connect(lambda on: choices.set_ensemble(on))
        choices.changed.connect(self.refresh)
        photos.changed.connect(self.refresh)
        self.refresh()

    def add_presets(self, picker: QWidget) -> None:
        """Put the choice of a preset over everything."""
        self.content.insertWidget(0, self._row(self.tr("Preset"), picker))

    def set_speeds(self, speeds: Speeds) -> None:
        """Have the pickers tell how fast the models are here."""
        for picker in (self.denoiser, self.upscaler):
            picker.set_speeds(speeds)

    def refresh(self) -> None:
        """Show how things are."""
        task = self._choices.task
        denoises, upscales = "denoise" in task, "upscale" in task
        self.task.set_value(task)
        self.scale.set_value(self._choices.scale)
        self.scale.setVisible(upscales)
        self.denoiser_row.setVisible(denoises)
        self.noise.setVisible(self._choices.takes_level)
        self.upscaler_row.setVisible(upscales)
        used = next((m.card for m in self._choices.models("upscale") if m.card.id == self._choices.upscaler), None)
        self.invents.setVisible(upscales and used is not None and used.character == "inventive")
        self.denoiser.show_models(self._choices.models("denoise"), self._choices.denoiser)
        self.automatic.setChecked(self._choices.automatic)
        self.reason.setText(self._reason())
        self.reason.setVisible(denoises and bool(self.reason.text()))
        self.upscaler.show_models(self._choices.models("upscale"), self._choices.upscaler)
        level = self._choices.noise_level
        self.auto.setChecked(level is None)
        self.noise.set_value((level if level is not None else self._photos.estimated_noise) or 0.0)
        apart = self._choices.chroma is not None
        self.apart.setChecked(apart)
        self._theme.set_icon(self.apart, fold_icon(self, unfolded=apart), "secondary")
        self.strength.set_label(self.tr("Luma") if apart else self.tr("Strength"))
        self.strength.set_value(round(self._choices.strength * 100))
        self.chroma.setVisible(apart)
        self.chroma.set_value(round((self._choices.chroma or 0.0) * 100))
        self.grain.set_value(self._choices.grain)
        self.ensemble.setChecked(self._choices.ensemble)

    def _reason(self) -> str:
        """What Automatic found and chose, in one line."""
        decision = self._choices.decision
        if decision is None or not self._choices.automatic:
            return ""
        titles = {model.card.id: model.card.title for model in self._choices.models("denoise")}
        return decided(decision, lambda model: card_text(titles[model]), QCoreApplication.translate)

    def _automatic_clicked(self, on: bool) -> None:
        if on:
            self._choices.set_automatic()
        else:
            self._choices.set_model(self._choices.denoiser)

    def _apart_clicked(self, on: bool) -> None:
        self._choices.set_chroma(self._choices.strength if on else None)

    def _auto_clicked(self, on: bool) -> None:
        self._choices.set_noise_level(None if on else self.noise.value)

    @staticmethod
    def _row(text: str, picker: QWidget, *beside: QWidget) -> QWidget:
        row = QWidget()
        layout = QHBoxLayout(row)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(GAP)
        label = QLabel(text)
        label.setBuddy(picker)
        label.setMinimumWidth(PICKER_LABEL_WIDTH)
        layout.addWidget(label)
        layout.addWidget(picker, 1)
        for widget in beside:
            layout.addWidget(widget)
        return row
