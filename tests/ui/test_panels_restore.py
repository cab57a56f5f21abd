"""The restore panel: shows the recipe, and every control sets it."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QWidget
from pytestqt.qtbot import QtBot

from recon_desktop.core.gauge import Damage
from recon_desktop.engine.automatic import Decision
from recon_desktop.engine.recipe import Recipe, Step
from recon_desktop.ui.panels.model_picker import ModelList, card_words
from recon_desktop.ui.panels.restore_panel import RestorePanel
from tests.ui.fake_workspace import MODELS, FakeWorkspace, make_model, make_theme, offscreen

pytestmark = offscreen


@pytest.fixture
def workspace(qtbot: QtBot) -> FakeWorkspace:
    return FakeWorkspace()


@pytest.fixture
def panel(qtbot: QtBot, workspace: FakeWorkspace) -> RestorePanel:
    panel = RestorePanel(workspace.choices, workspace.photos, make_theme())  # type: ignore[arg-type]
    panel.resize(300, 400)
    qtbot.addWidget(panel)
    panel.show()
    qtbot.waitExposed(panel)
    return panel


def click(widget: object) -> None:
    QTest.mouseClick(widget, Qt.MouseButton.LeftButton)  # type: ignore[call-overload]


def test_tasks_are_set(panel: RestorePanel, workspace: FakeWorkspace) -> None:
    for task in ("upscale", "denoise+upscale", "denoise"):
        click(panel.task.buttons[task])
    assert workspace.named("set_task") == [("upscale",), ("denoise+upscale",), ("denoise",)]


def test_what_the_task_does_not_need_is_hidden(panel: RestorePanel, workspace: FakeWorkspace) -> None:
    def shown() -> tuple[bool, ...]:
        parts = (panel.scale, panel.denoiser, panel.upscaler, panel.noise)
        return tuple(part.isVisible() for part in parts)

    assert shown() == (False, True, False, True)
    workspace.choices.takes_level = False
    workspace.choose("denoise")
    assert shown() == (False, True, False, False), "a denoiser that is not told a level"
    workspace.choose("upscale")
    assert shown() == (True, False, True, False)
    workspace.choices.takes_level = True
    workspace.choose("denoise+upscale")
    assert shown() == (True, True, True, True)


def test_automatic_says_what_it_found_and_chose(panel: RestorePanel, workspace: FakeWorkspace) -> None:
    assert panel.automatic.isChecked()
    assert not panel.reason.isVisible(), "nothing is known of the photo yet"
    recipe = Recipe((Step("denoise-dncnn", noise_level=9.0),))
    workspace.choices.decision = Decision(recipe, True, Damage(noise=14.0, chroma=14.0, quality=30), ("jpeg", "noise"))
    workspace.choices.changed.emit()
    words = "Automatic: strong JPEG (quality about 30), strong noise: Residual denoiser at level 9.0"
    assert panel.reason.isVisible()
    assert panel.reason.text() == words
    workspace.choose("upscale")
    assert not panel.reason.isVisible()


def test_the_denoiser_is_taken_from_automatic_and_given_back(panel: RestorePanel, workspace: FakeWorkspace) -> None:
    click(panel.automatic)
    assert workspace.named("set_model") == [("denoise-dncnn",)], "what it had chosen stays"
    workspace.choices.automatic = False
    workspace.choices.changed.emit()
    assert not panel.automatic.isChecked()
    click(panel.automatic)
    assert workspace.named("set_automatic") == [()]


def test_scale_is_set_and_shown(panel: RestorePanel, workspace: FakeWorkspace) -> None:
    workspace.choose("upscale", 2)
    click(panel.scale.buttons[4])
    assert workspace.named("set_scale") == [(4,)]
    workspace.choose("upscale", 4)
    assert panel.scale.value == 4
    assert panel.upscaler.text() == "ESPCN 4x"
    assert len(workspace.named("set_scale")) == 1, "showing is not choosing"


def test_the_ensemble_is_switched_and_shown(panel: RestorePanel, workspace: FakeWorkspace) -> None:
    click(panel.ensemble)
    assert workspace.named("set_ensemble") == [(True,)]
    workspace.choices.ensemble = False
    workspace.choices.changed.emit()
    assert not panel.ensemble.isChecked(), "it shows what the workspace says"
    assert len(workspace.named("set_ensemble")) == 1, "showing is not choosing"


def test_strength_is_set_by_slider_and_by_number(panel: RestorePanel, workspace: FakeWorkspace) -> None:
    panel.strength.slider.setValue(60)
    assert workspace.named("set_strength")[-1] == (0.6,)
    assert panel.strength.box.text() == "60 %"
    box = panel.strength.box
    box.setFocus()
    box.selectAll()
    QTest.keyClicks(box, "25")
    QTest.keyClick(box, Qt.Key.Key_Return)
    assert workspace.named("set_strength")[-1] == (0.25,)
    assert panel.strength.slider.value() == 25
    QTest.keyClick(box, Qt.Key.Key_Up)
    assert workspace.named("set_strength")[-1] == (0.26,)


def test_strength_unfolds_into_luma_and_chroma(panel: RestorePanel, workspace: FakeWorkspace) -> None:
    assert not panel.chroma.isVisible()
    workspace.choices.strength = 0.6
    click(panel.apart)
    assert workspace.named("set_chroma") == [(0.6,)]
    workspace.choices.chroma = 0.6
    workspace.choices.changed.emit()
    assert panel.chroma.isVisible()
    assert (panel.strength.label.text(), panel.strength.slider.accessibleName()) == ("Luma", "Luma")
    panel.chroma.slider.setValue(20)
    assert workspace.named("set_chroma")[-1] == (0.2,)
    assert len(workspace.named("set_strength")) == 0
    click(panel.apart)
    assert workspace.named("set_chroma")[-1] == (None,)
    workspace.choices.chroma = None
    workspace.choices.changed.emit()
    assert panel.strength.label.text() == "Strength"


def test_grain_is_set_and_shown(panel: RestorePanel, workspace: FakeWorkspace) -> None:
    panel.grain.slider.setValue(45)
    assert workspace.named("set_grain") == [(4.5,)]
    workspace.choices.grain = 12.0
    workspace.choices.changed.emit()
    assert panel.grain.box.text() == "12.0"


def test_nonsense_in_a_number_is_put_back(panel: RestorePanel, workspace: FakeWorkspace) -> None:
    box = panel.strength.box
    box.selectAll()
    QTest.keyClicks(box, "1.2.3")
    QTest.keyClick(box, Qt.Key.Key_Return)
    assert box.text() == "100 %"
    assert workspace.named("set_strength") == []
    box.selectAll()
    QTest.keyClicks(box, "999")
    QTest.keyClick(box, Qt.Key.Key_Return)
    assert box.text() == "100 %"


def test_the_noise_level_is_automatic_until_it_is_moved(panel: RestorePanel, workspace: FakeWorkspace) -> None:
    workspace.photos.estimated_noise = 12.34
    workspace.photos.changed.emit()
    assert panel.auto.isChecked()
    assert panel.noise.box.text() == "12.3"
    panel.noise.slider.setValue(250)
    assert workspace.named("set_noise_level") == [(25.0,)]
    workspace.choices.noise_level = 25.0
    workspace.choices.changed.emit()
    assert not panel.auto.isChecked()
    click(panel.auto)
    assert workspace.named("set_noise_level")[-1] == (None,)
    panel.auto.setChecked(True)
    click(panel.auto)
    assert workspace.named("set_noise_level")[-1] == (25.0,)


def test_models_are_chosen_from_a_list_of_cards(panel: RestorePanel, workspace: FakeWorkspace, qtbot: QtBot) -> None:
    other = make_model("denoise-other", "Another denoiser")
    panel.denoiser.show_models((MODELS[0], other), "denoise-dncnn")
    popup = panel.denoiser.open()
    assert popup.buttons["denoise-dncnn"].isChecked()
    assert popup.width() <= 300
    with qtbot.waitSignal(popup.destroyed):
        click(popup.buttons["denoise-other"])
    assert workspace.named("set_model") == [("denoise-other",)]


def test_the_list_of_models_works_by_keys(panel: RestorePanel, workspace: FakeWorkspace, qtbot: QtBot) -> None:
    other = make_model("denoise-other", "Another denoiser")
    panel.denoiser.show_models((MODELS[0], other), "denoise-dncnn")
    popup = ModelList((MODELS[0], other), "denoise-dncnn", panel)
    qtbot.addWidget(popup)
    popup.chosen.connect(panel.denoiser.chosen)
    popup.show_under(panel.denoiser)
    popup.activateWindow()
    QTest.keyClick(popup.buttons["denoise-dncnn"], Qt.Key.Key_Down)
    assert popup.focusWidget() is popup.buttons["denoise-other"]
    QTest.keyClick(popup.buttons["denoise-other"], Qt.Key.Key_Return)
    assert workspace.named("set_model") == [("denoise-other",)]


def test_a_model_that_invents_says_so_beside_its_control(panel: RestorePanel, workspace: FakeWorkspace) -> None:
    workspace.choose("upscale")
    assert not panel.invents.isVisible()
    card = workspace.choices.models("upscale")[0].card
    card.character = "inventive"
    workspace.choices.changed.emit()
    shown = panel.invents.isVisible()
    card.character = "faithful"
    assert shown
    assert panel.invents.text().startswith("Inventive")


def test_milestones_stand_last_under_a_heading(panel: RestorePanel, qtbot: QtBot) -> None:
    models = [make_model(f"denoise-{number}", f"Denoiser {number}") for number in range(4)]

    def headings() -> list[QLabel]:
        popup = ModelList(models, "denoise-0", panel)
        qtbot.addWidget(popup)
        popup.show_under(panel.denoiser)
        labels = [label for label in popup.findChildren(QLabel) if "Milestones" in label.text()]
        if labels:
            assert popup.buttons["denoise-1"].geometry().bottom() < labels[0].y() < popup.buttons["denoise-2"].y()
        return labels

    assert not headings()
    for model in models[2:]:
        model.card.historic = True
    assert len(headings()) == 1
    for model in models:
        model.card.historic = True
    assert not headings(), "there is nothing to set them apart from"


def test_a_long_list_scrolls_and_cuts_no_words_off(panel: RestorePanel, qtbot: QtBot) -> None:
    models = [make_model(f"denoise-{number}", f"Denoiser {number}") for number in range(30)]
    for number, model in enumerate(models):
        model.card.summary = "Takes the noise out of photos, and leaves what they show. " * (1 + number % 4)
    popup = ModelList(models, "denoise-20", panel)
    qtbot.addWidget(popup)
    popup.show_under(panel.denoiser)
    qtbot.waitExposed(popup)
    assert popup.screen().availableGeometry().contains(popup.geometry())
    for label in popup.findChildren(QLabel):
        assert label.height() >= label.heightForWidth(label.width()), label.text()

    def seen(button: QWidget) -> bool:
        top = button.mapTo(popup.area.viewport(), QPoint(0, 0)).y()
        return top >= 0 and top + button.height() <= popup.area.viewport().height()

    assert seen(popup.buttons["denoise-20"]), "the one in use"
    popup.activateWindow()
    popup.buttons["denoise-20"].setFocus()
    for number in range(20, 29):
        QTest.keyClick(popup.buttons[f"denoise-{number}"], Qt.Key.Key_Down)
        assert seen(popup.buttons[f"denoise-{number + 1}"])


def test_the_card_says_what_a_picture_taker_needs(panel: RestorePanel) -> None:
    words = card_words(MODELS[1].card)
    for part in (
        "ESPCN 2x",
        "quick about it",
        "Faithful",
        "Gaussian noise",
        "12,345",
        "CC0-1.0",
        "36.61 (bicubic 33.66)",
    ):
        assert part in words
    assert card_words(make_model("x", "<b>").card).startswith("<b>&lt;b&gt;</b>")
    assert panel.denoiser.toolTip() == card_words(MODELS[0].card)


def test_without_models_the_picker_says_so(panel: RestorePanel) -> None:
    panel.denoiser.show_models((), "")
    assert panel.denoiser.text() == "No model"
    assert not panel.denoiser.isEnabled()


def test_the_wheel_moves_a_slider_only_while_it_has_the_focus(panel: RestorePanel, workspace: FakeWorkspace) -> None:
    def wheel() -> None:
        event = QWheelEvent(
            QPointF(5, 5), QPointF(5, 5), QPoint(), QPoint(0, -120), Qt.MouseButton.NoButton,
            Qt.KeyboardModifier.NoModifier, Qt.ScrollPhase.NoScrollPhase, False,
        )  # fmt: skip
        QApplication.sendEvent(panel.strength.slider, event)

    panel.task.buttons["denoise"].setFocus()
    wheel()
    assert workspace.named("set_strength") == []
    panel.activateWindow()
    panel.strength.slider.setFocus()
    wheel()
    assert workspace.named("set_strength") != []


def test_sections_fold(panel: RestorePanel) -> None:
    click(panel.header)
    assert panel.collapsed
    assert not panel.body.isVisible()
    panel.set_collapsed(False)
    assert panel.body.isVisible()


def test_every_control_has_a_name_and_a_tooltip(panel: RestorePanel, workspace: FakeWorkspace) -> None:
    workspace.choose("denoise+upscale")
    controls = [
        panel.header, panel.auto, panel.denoiser, panel.upscaler, panel.noise.slider, panel.noise.box,
        panel.strength.slider, panel.strength.box, panel.apart, panel.chroma.slider, panel.chroma.box,
        panel.grain.slider, panel.grain.box, *panel.task.buttons.values(), *panel.scale.buttons.values(),
    ]  # fmt: skip
    for control in controls:
        assert control.accessibleName() or control.text()  # type: ignore[union-attr]
        assert control.toolTip()
        assert control.focusPolicy() & Qt.FocusPolicy.TabFocus
