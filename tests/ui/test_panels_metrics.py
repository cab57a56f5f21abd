"""The metrics panel: figures, differences, the reference."""

from __future__ import annotations

import math
from dataclasses import fields

import pytest
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication, QLabel
from pytestqt.qtbot import QtBot

from recon_desktop.core.agreement import Agreement
from recon_desktop.core.histogram import Histogram
from recon_desktop.core.quality import Quality
from recon_desktop.ui.panels.metrics_panel import MetricsPanel, better, change, figure
from recon_desktop.ui.values.state import ErrorPicture, Measure, Measures, Simulation
from tests.ui.fake_workspace import FakeWorkspace, make_photo, make_theme, offscreen

pytestmark = offscreen

PSNR = Measure("psnr_y", "PSNR, luma", 27.31, 31.04, "dB", 2, "higher")
NOISE = Measure("noise", "Noise level", 12.31, 14.0, "", 1, "lower")


@pytest.fixture
def workspace(qtbot: QtBot) -> FakeWorkspace:
    return FakeWorkspace()


@pytest.fixture
def panel(qtbot: QtBot, workspace: FakeWorkspace) -> MetricsPanel:
    panel = MetricsPanel(workspace.measures, workspace.photos, workspace.choices, workspace.runs, make_theme())  # type: ignore[arg-type]
    panel.resize(300, 260)
    qtbot.addWidget(panel)
    panel.show()
    qtbot.waitExposed(panel)
    return panel


def table(panel: MetricsPanel) -> dict[tuple[int, int], str]:
    return {place: cell.text() for place, cell in panel._cells.items() if cell.isVisible()}


def tell(workspace: FakeWorkspace, *rows: Measure, **words: str) -> None:
    workspace.measures.latest = Measures(rows, words.pop("scope", "whole photo"), **words)
    workspace.measures.changed.emit()


def test_a_panel_made_before_the_figures_are_there_leaves_no_gap(qtbot: QtBot, workspace: FakeWorkspace) -> None:
    workspace.load(make_photo())
    panel = MetricsPanel(workspace.measures, workspace.photos, workspace.choices, workspace.runs, make_theme())  # type: ignore[arg-type]
    qtbot.addWidget(panel)
    panel.show()
    assert panel.note.text().startswith("By itself")
    assert not any(plot.isVisible() for plot in panel.histograms)


def test_rows_show_before_after_and_the_difference(panel: MetricsPanel, workspace: FakeWorkspace) -> None:
    tell(workspace, PSNR, NOISE)
    cells = table(panel)
    assert [cells[1, column] for column in range(4)] == ["PSNR, luma (dB)", "27.31", "31.04", "+3.73"]
    assert [cells[2, column] for column in range(4)] == ["Noise level", "12.3", "14.0", "+1.7"]
    assert panel._cells[1, 3].property("role") == "better"
    assert panel._cells[2, 3].property("role") == "worse"
    assert panel._cells[2, 3].toolTip() == "worse"
    assert panel.note.text() == "Measured on: whole photo"


def test_histograms_tell_the_level_under_the_pointer(panel: MetricsPanel, workspace: FakeWorkspace) -> None:
    before, after = panel.histograms
    assert not before.isVisible()
    counts = tuple(100 if level == 128 else 1 for level in range(256))
    told = Histogram(counts, counts[::-1], counts, counts)
    workspace.measures.latest = Measures((NOISE,), "whole photo", histograms=(told, None))
    workspace.measures.changed.emit()
    assert before.isVisible()
    assert not after.isVisible()
    x = -(-128 * before.width() // 256)
    words = before.words_at(x)
    assert "Input, level 128 of 255" in words
    assert "red 28.17 %" in words
    assert "green 0.28 %" in words
    assert before.words_at(-5).startswith("Input, level 0")
    assert before.words_at(10_000).startswith("Input, level 255")
    assert "Mean luma 128" in before.accessibleDescription()
    ink = before.grab().toImage()
    drawn = {ink.pixel(column, row) for column in range(0, ink.width(), 3) for row in range(ink.height())}
    assert len(drawn) > 3


def test_the_error_map_shows_only_where_there_is_one(panel: MetricsPanel, workspace: FakeWorkspace) -> None:
    image = QImage(40, 20, QImage.Format.Format_RGB888)
    image.fill(0xFFFFFF)
    workspace.measures.latest = Measures((PSNR,), "whole photo", errors=ErrorPicture(image, 12.5))
    workspace.measures.changed.emit()
    assert panel.errors.isVisible()
    assert "white 12.5 or more" in panel.errors.accessibleDescription()
    assert panel.errors.heightForWidth(100) == 50 + 15
    assert panel.errors.grab().toImage().pixelColor(20, 10).lightness() == 255
    tell(workspace, NOISE)
    assert not panel.errors.isVisible()


def test_every_measure_is_explained(panel: MetricsPanel, workspace: FakeWorkspace) -> None:
    keys = [field.name for kind in (Agreement, Quality) for field in fields(kind)]
    rows = [Measure(key, key, 1.0, 2.0) for key in keys if key not in ("errors", "histogram")]
    tell(workspace, *rows)
    assert all(panel._cells[row, 0].toolTip() for row in range(1, len(rows) + 1))


def test_fewer_rows_leave_nothing_behind(panel: MetricsPanel, workspace: FakeWorkspace) -> None:
    tell(workspace, PSNR, NOISE)
    tell(workspace, NOISE)
    assert {row for row, _ in table(panel)} == {0, 1}


def test_while_figures_are_on_their_way_the_last_ones_are_greyed(panel: MetricsPanel, workspace: FakeWorkspace) -> None:
    workspace.load(make_photo())
    tell(workspace, PSNR)
    assert panel._table.isEnabled()
    workspace.measures.latest = None
    workspace.measures.changed.emit()
    assert not panel._table.isEnabled()
    assert table(panel)[1, 1] == "27.31"


def test_without_measures_it_says_what_it_would_show(panel: MetricsPanel) -> None:
    assert "PSNR" in panel.note.text()
    assert table(panel) == {}


def test_a_note_of_the_workspace_comes_first(panel: MetricsPanel, workspace: FakeWorkspace) -> None:
    tell(workspace, PSNR, note="The reference has another size.", scope="")
    assert panel.note.text() == "The reference has another size."


@pytest.mark.parametrize(("value", "words"), [(None, "–"), (math.inf, "∞"), (0.98765, "0.9877"), (1.0, "1")])
def test_figures(value: float | None, words: str) -> None:
    assert figure(Measure("ssim_y", "", None, None, decimals=4, better="higher"), value) == words


def test_only_a_similarity_of_one_is_special() -> None:
    assert figure(Measure("blockiness", "", 1.0, None, better="lower"), 1.0) == "1.00"


def test_differences_keep_their_sign() -> None:
    assert change(PSNR) == "+3.73"
    assert change(Measure("noise", "", 3.0, 1.0, "", 1, "lower")) == "−2.0"
    assert change(Measure("psnr_y", "", 30.0, math.inf, "dB", 2, "higher")) == "+∞"
    assert change(Measure("psnr_y", "", math.inf, 30.0, "dB", 2, "higher")) == "−∞"


def test_better_is_said_only_where_it_is_known() -> None:
    assert better(PSNR) is True
    assert better(NOISE) is False
    assert better(Measure("x", "", 1.0, 2.0)) is None
    assert better(Measure("x", "", None, 2.0, better="higher")) is None
    assert better(Measure("x", "", 2.0, None, better="higher")) is None
    assert better(Measure("x", "", 2.001, 2.002, "", 1, "higher")) is None
    assert better(Measure("x", "", 0.34, 0.36, "", 1, "higher")) is None, "the difference would be shown as 0.0"
    assert better(Measure("x", "", math.inf, math.inf, "", 1, "higher")) is None


def test_figures_of_the_photo_before_go_when_another_one_opens(panel: MetricsPanel, workspace: FakeWorkspace) -> None:
    workspace.load(make_photo(path="/a.png"))
    tell(workspace, PSNR)
    workspace.measures.latest = None
    workspace.measures.changed.emit()
    assert table(panel), "those of the same photo stay while the next are measured"
    workspace.load(make_photo(path="/b.png"))
    assert table(panel) == {}
    assert panel.note.text().startswith("By itself")


def test_the_buttons_stay_where_they_are(panel: MetricsPanel, workspace: FakeWorkspace) -> None:
    place = panel.figure.geometry()
    workspace.load(make_photo())
    tell(workspace, *[PSNR] * 12)
    QApplication.processEvents()
    assert panel.figure.geometry() == place


def test_a_long_name_of_the_reference_does_not_widen_the_panel(panel: MetricsPanel, workspace: FakeWorkspace) -> None:
    workspace.load(make_photo())
    narrow = panel.minimumSizeHint().width()
    workspace.photos.reference = make_photo(path=f"/x/{'a_long_name_' * 20}.png")
    workspace.photos.changed.emit()
    assert panel.minimumSizeHint().width() <= narrow + 40, "there is a button more"
    assert panel.reference.shown.endswith("…")
    assert panel.reference.toolTip() == panel.reference.text()


def test_the_reference_is_named_chosen_and_cleared(panel: MetricsPanel, workspace: FakeWorkspace, qtbot: QtBot) -> None:
    assert panel.reference.text() == "Reference: none"
    assert not panel.choose.isEnabled()
    workspace.load(make_photo(path="/somewhere/a.png"))
    with qtbot.waitSignal(panel.reference_asked):
        panel.choose.click()
    workspace.photos.reference = make_photo(path="/somewhere/clean.png")
    workspace.photos.changed.emit()
    assert panel.reference.text() == "Reference: clean.png"
    assert not panel.choose.isVisible()
    panel.clear.click()
    assert workspace.named("set_reference") == [(None,)]


def test_the_original_of_a_simulation_cannot_be_cleared(panel: MetricsPanel, workspace: FakeWorkspace) -> None:
    workspace.photos.simulation = Simulation(noise=10)
    workspace.load(make_photo(path="/somewhere/a.png"))
    workspace.photos.reference = make_photo(58, 40, path="/somewhere/a.png")
    workspace.photos.changed.emit()
    assert panel.reference.text() == "Reference: the original"
    assert not panel.clear.isVisible()


def test_names_of_files_are_no_markup(panel: MetricsPanel, workspace: FakeWorkspace) -> None:
    workspace.load(make_photo())
    workspace.photos.reference = make_photo(path="/x/<b>bold.png")
    workspace.photos.changed.emit()
    labels = [label for label in panel.findChildren(QLabel) if "<b>" in label.text()]
    assert [label.textFormat().name for label in labels] == ["PlainText"]
