"""How good it is, in numbers: before, after, and the difference."""

from __future__ import annotations

import math
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, Qt, Signal
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLabel, QPushButton, QWidget

from recon_desktop.core.decimals import decimals
from recon_desktop.core.measures import CONTEXT, MEASURE
from recon_desktop.ui.look.theme import GAP, Theme, set_role
from recon_desktop.ui.panels.controls import Section
from recon_desktop.ui.panels.error_view import ErrorView
from recon_desktop.ui.panels.histogram_plot import HistogramPlot
from recon_desktop.ui.panels.one_line import OneLine
from recon_desktop.ui.view.caption import plain_tip

if TYPE_CHECKING:
    from recon_desktop.core.photo import Photo
    from recon_desktop.ui.values.state import Measure
    from recon_desktop.ui.workspace.choices import WorkspaceChoices
    from recon_desktop.ui.workspace.measurer import Measurer
    from recon_desktop.ui.workspace.photos import Photos
    from recon_desktop.ui.workspace.runs import Runs

NOTHING = "–"
NUMBER_WIDTH = 40


class MetricsPanel(Section):
    """Shows the figures, and chooses the reference.

    Args:
        measures: The figures.
        photos: Has the reference.
        choices: Tells when another task is chosen.
        runs: Tells whether methods can be compared.
        theme: For icons.
        parent: Owner.

    Signals:
        reference_asked: The person wants to choose a reference photo.
        figure_asked: The person wants the crop-zoom figure.
        report_asked: The person wants the report of all methods.
    """

    reference_asked = Signal()
    figure_asked = Signal()
    report_asked = Signal()

    def __init__(
        self,
        measures: Measurer,
        photos: Photos,
        choices: WorkspaceChoices,
        runs: Runs,
        theme: Theme,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__("metrics", theme, parent)
        self.set_title(self.tr("Metrics"))
        self._measures = measures
        self._photos = photos
        self._choices = choices
        self._runs = runs
        self._of: Photo | None = None
        self._cells: dict[tuple[int, int], QLabel] = {}
        self._table = QWidget()
        self.grid = QGridLayout(self._table)
        self.grid.setContentsMargins(0, 0, 0, 0)
        self.grid.setHorizontalSpacing(GAP)
        self.grid.setVerticalSpacing(4)
        self.grid.setColumnStretch(0, 1)
        for column in (1, 2, 3):
            self.grid.setColumnMinimumWidth(column, NUMBER_WIDTH)
        self.note = QLabel()
        self.note.setProperty("role", "caption")
        self.note.setWordWrap(True)
        self.note.setTextFormat(Qt.TextFormat.PlainText)
        self.reference = OneLine()
        self.histograms = (HistogramPlot(self.tr("Input"), theme), HistogramPlot(self.tr("Result"), theme))
        self.errors = ErrorView()
        self.choose = self._link(self.tr("Choose…"), self.tr("Measure against another photo of the result's size"))
        self.clear = self._link(self.tr("Clear"), self.tr("Remove the reference"))
        row = QHBoxLayout()
        row.setSpacing(0)
        row.addWidget(self.reference, 1)
        row.addWidget(self.choose)
        row.addWidget(self.clear)
        self.content.addLayout(row)
        self.report = QPushButton(self.tr("Export report…"))
        self.report.setToolTip(
            self.tr("Compare all methods on the whole photo: a page with crops and settings, and a table beside it")
        )
        self.figure = QPushButton(self.tr("Figure…"))
        self.figure.setToolTip(self.tr("Export enlarged parts of the photo, as each method of the grid restores them"))
        buttons = QHBoxLayout()
        buttons.setSpacing(GAP)
        for button in (self.figure, self.report):
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
            buttons.addWidget(button, 1)
        self.content.addLayout(buttons)  # before what grows, so that they stay where they are
        self.content.addWidget(self._table)
        self.content.addWidget(self.note)
        self.content.addWidget(self.errors)
        for plot in self.histograms:
            self.content.addWidget(plot)
        self.figure.clicked.connect(self.figure_asked)
        self.report.clicked.connect(self.report_asked)
        self.choose.clicked.connect(self.reference_asked)
        self.clear.clicked.connect(lambda: photos.set_reference(None))
        measures.changed.connect(self.refresh)
        photos.changed.connect(self.refresh)
        choices.changed.connect(self.refresh)
        self.refresh()

    def refresh(self) -> None:
        """Show how things are."""
        has_photo, chosen = self._photos.original is not None, self._has_chosen_reference()
        self.choose.setEnabled(has_photo)
        for button in (self.figure, self.report):
            button.setEnabled(has_photo and self._runs.recipe is not None)
        self.choose.setVisible(not chosen)
        self.clear.setVisible(chosen)
        self.reference.setText(self._reference_words())
        self.reference.setToolTip(plain_tip(self.reference.text()))
        self._fill()

    def _has_chosen_reference(self) -> bool:
        reference, original = self._photos.reference, self._photos.original
        if reference is None or original is None:
            return False
        return self._photos.simulation is None or reference.path != original.path

    def _reference_words(self) -> str:
        reference = self._photos.reference
        if reference is None:
            return self.tr("Reference: none")
        if not self._has_chosen_reference():
            return self.tr("Reference: the original")
        name = Path(reference.path).name if reference.path else self.tr("a photo")
        return self.tr("Reference: {name}").format(name=name)

    def _fill(self) -> None:
        measures = self._measures.latest
        # While the next figures of a photo are on their way the last ones stay, greyed: nothing jumps.
        self._table.setEnabled(measures is not None)
        of_the_last, self._of = self._of is self._photos.original, self._photos.original
        if measures is None and of_the_last and self._of is not None and self._cells:
            return
        for cell in self._cells.values():
            cell.hide()
        for plot, histogram in zip(self.histograms, measures.histograms if measures else (None, None), strict=True):
            plot.show_histogram(histogram)
        self.errors.show_picture(measures.errors if measures else None)
        if measures is None:
            self.note.setText(
                self.tr("By itself: damage, noise, sharpness, blockiness, NIQE. With a reference: PSNR, SSIM, colour.")
            )
            return
        for column, title in enumerate((self.tr("before"), self.tr("after")), start=1):
            self._put(title, 0, column, "caption")
        for row, measure in enumerate(measures.rows, start=1):
            self._put_row(row, measure)
        self.note.setText("\n".join(part for part in (measures.note, self._scope_words(measures.scope)) if part))

    def _scope_words(self, scope: str) -> str:
        return self.tr("Measured on: {scope}").format(scope=scope) if scope else ""

    def _put_row(self, row: int, measure: Measure) -> None:
        label = f"{measure.label} ({measure.unit})" if measure.unit else measure.label
        self._put(label, row, 0, "number").setToolTip(self._tip(measure.key))
        self._put(figure(measure, measure.before), row, 1, "number")
        self._put(figure(measure, measure.after), row, 2, "number")
        verdict = better(measure)
        if verdict is not None:
            cell = self._put(change(measure), row, 3, "better" if verdict else "worse")
            cell.setToolTip(self.tr("better") if verdict else self.tr("worse"))

    def _tip(self, key: str) -> str:
        kind = MEASURE.get(key)
        if kind is None:
            return ""
        told = QCoreApplication.translate(CONTEXT, kind.explanation)
        border = self.tr("Enlargements are measured without a border as wide as their scale.")
        return f"{told} {border}" if kind.given_by == "agreement" else told

    def _put(self, text: str, row: int, column: int, role: str) -> QLabel:
        cell = self._cells.get((row, column))
        if cell is None:
            cell = self._cells[row, column] = QLabel()
            side = Qt.AlignmentFlag.AlignRight if column else Qt.AlignmentFlag.AlignLeft
            cell.setWordWrap(not column)
            cell.setAlignment(side | Qt.AlignmentFlag.AlignVCenter)
            self.grid.addWidget(cell, row, column)
        set_role(cell, role)
        cell.setText(text)
        cell.show()
        return cell

    @staticmethod
    def _link(text: str, tip: str) -> QPushButton:
        button = QPushButton()
        button.setProperty("role", "link")
        button.setText(text)
        button.setToolTip(tip)
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        return button


def figure(measure: Measure, value: float | None) -> str:
    """A measured number, or a dash; of identical photos "∞" decibels and the similarity "1"."""
    if value is None:
        return NOTHING
    if value == 1 and measure.better == "higher":
        return "1"
    return decimals(value, measure.decimals)


def change(measure: Measure) -> str:
    """The difference with its sign; call it where `better` is not None."""
    assert measure.before is not None
    assert measure.after is not None
    difference = measure.after - measure.before
    return f"{'+' if difference >= 0 else '−'}{decimals(abs(difference), measure.decimals)}"


def better(measure: Measure) -> bool | None:
    """Whether the result is better than the input; None where that cannot be said, or nothing worth saying changed."""
    if measure.before is None or measure.after is None or not measure.better:
        return None
    difference = measure.after - measure.before
    if math.isnan(difference) or round(difference, measure.decimals) == 0:
        return None
    return (difference > 0) == (measure.better == "higher")
