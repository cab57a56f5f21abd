"""What outlives the window: recent photos, the session after a crash, preferences."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from PySide6.QtGui import QColor, QImage
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from recon_desktop.core.geometry import Size
from recon_desktop.ui.dialogs.preferences_dialog import PreferencesDialog
from recon_desktop.ui.dialogs.save_dialog import SaveDialog
from recon_desktop.ui.kept import pasted as pasted_module
from recon_desktop.ui.kept import session as module
from recon_desktop.ui.kept.recent import MOST, Recent
from recon_desktop.ui.kept.session import FILE, Session
from recon_desktop.ui.kept.settings import Settings
from recon_desktop.ui.lanes.jobs import Jobs
from recon_desktop.ui.values.state import Choices, Simulation
from recon_desktop.ui.view.view_state import ViewState
from recon_desktop.ui.workspace.workspace import Workspace
from tests.ui.conftest import Heard, Pump, original_of
from tests.ui.fake_workspace import FakeWorkspace, make_photo, make_window, offscreen

pytestmark = offscreen


class View:
    """As much of a view as the session asks for."""

    def __init__(self) -> None:
        self.state: ViewState | None = None
        self.looked: list[tuple[float, float, float]] = []

    def look_at_spot(self, zoom: float, x: float, y: float) -> None:
        self.looked.append((zoom, x, y))


@pytest.fixture
def view() -> View:
    return View()


Begin = Callable[..., Session]


@pytest.fixture
def begin(
    workspace: Workspace, jobs: Jobs, tmp_path: Path, view: View, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Begin]:
    monkeypatch.setattr(module, "DEBOUNCE_MS", 0)
    begun: list[Session] = []

    def make(*, resume: bool = True, folder: Path = tmp_path / "kept") -> Session:
        session = Session(workspace, jobs, folder, lambda: view)  # type: ignore[arg-type, return-value]
        session.begin(resume=resume)
        begun.append(session)
        return session

    yield make
    for session in begun:
        session.end()


def left(folder: Path, path: Path, **changes: Any) -> Path:
    file = folder / "kept" / FILE
    file.parent.mkdir(exist_ok=True)
    content = {"schema": 1, "photo": str(path), "choices": {"task": "upscale", "strength": 0.5}, "view": None}
    file.write_text(json.dumps(content | changes))
    return file


# -------------------------------------------------------------------- the session


def test_the_session_is_written_after_a_change_and_goes_at_a_clean_end(
    begin: Begin, opened: Workspace, tmp_path: Path, view: View, photo_path: Path, qtbot: QtBot
) -> None:
    session = begin()
    file = tmp_path / "kept" / FILE
    view.state = ViewState(Size(300, 200), Size(100, 100), 3.0, (150, 50), fitted=False)
    opened.choices.set_strength(0.25)
    qtbot.waitUntil(file.exists)
    written = json.loads(file.read_text())
    assert written["photo"] == str(photo_path)
    assert written["choices"]["strength"] == 0.25
    assert written["view"] == {"zoom": 3.0, "x": 0.5, "y": 0.25}
    session.end()
    assert list(file.parent.iterdir()) == []


def test_a_session_that_broke_off_goes_on(
    begin: Begin, workspace: Workspace, services: Any, pump: Pump, heard: Heard, tmp_path: Path, photo_path: Path,
    view: View, qtbot: QtBot,
) -> None:  # fmt: skip
    file = left(tmp_path, photo_path, view={"zoom": 2.0, "x": 0.1, "y": 0.9})
    begin()
    assert not file.exists(), "a photo that brings the program down does so once"
    workspace.device.attach(services)
    pump.run()
    assert workspace.photos.name == photo_path.name
    assert (workspace.choices.task, workspace.choices.strength) == ("upscale", 0.5)
    assert photo_path.name in heard.last.what
    qtbot.waitUntil(lambda: bool(view.looked))
    assert view.looked == [(2.0, 0.1, 0.9)]
    (afresh,) = heard.last.actions
    assert afresh.run is not None
    afresh.run()
    assert workspace.photos.photo is None
    assert workspace.choices.now == Choices()
    assert not workspace.choices.can_undo
    qtbot.waitUntil(lambda: not file.exists())


SIMULATION = Simulation(2, 7.5, 40, camera=3.5, grain=2.5, dust=60.0, sharpen=0.4, jpeg2=30)


def test_a_simulation_is_kept_and_what_was_in_view_comes_after_it(
    begin: Begin, opened: Workspace, services: Any, pump: Pump, tmp_path: Path, view: View, qtbot: QtBot
) -> None:
    session = begin()
    file = tmp_path / "kept" / FILE
    view.state = ViewState(Size(300, 200), Size(100, 100), 3.0, (150, 50), fitted=False)
    opened.photos.set_simulation(SIMULATION)
    pump.run()
    qtbot.waitUntil(lambda: file.exists() and '"jpeg": 40' in file.read_text())
    broken_off = file.read_text()
    session.end()
    opened.clear()

    file.write_text(broken_off)
    again = begin()
    sizes: list[Size | None] = []
    view.look_at_spot = lambda *spot: sizes.append(opened.photos.photo and opened.photos.photo.size)  # type: ignore[method-assign]
    pump.run()
    assert opened.photos.simulation == SIMULATION
    qtbot.waitUntil(lambda: bool(sizes))
    assert sizes == [Size(150, 100)]
    again.end()


@pytest.mark.parametrize("transparent", [False, True])
def test_a_pasted_picture_comes_back(
    begin: Begin, opened: Workspace, pump: Pump, tmp_path: Path, qtbot: QtBot, heard: Heard, transparent: bool
) -> None:
    image = QImage(30, 20, QImage.Format.Format_ARGB32 if transparent else QImage.Format.Format_RGB32)
    image.fill(QColor(10, 200, 90, 128 if transparent else 255))
    session = begin()
    folder = tmp_path / "kept"
    opened.photos.open_image(image)
    pump.run()
    pasted = original_of(opened)
    qtbot.waitUntil((folder / FILE).exists)
    kept = {name: (folder / name).read_bytes() for name in (FILE, pasted_module.FILE)}
    session.end()
    assert list(folder.iterdir()) == []
    opened.clear()
    pump.run()

    for name, content in kept.items():
        (folder / name).write_bytes(content)
    begin()
    pump.run()
    again = original_of(opened)
    assert (again.digest, again.path, opened.photos.name) == (pasted.digest, None, "Pasted picture")
    assert "Pasted picture" in heard.last.what
    qtbot.waitUntil((folder / FILE).exists)
    assert (folder / pasted_module.FILE).exists(), "a second crash loses nothing either"


def test_the_file_of_a_pasted_picture_goes_when_another_photo_is_open(
    begin: Begin, opened: Workspace, pump: Pump, tmp_path: Path, photo_path: Path, qtbot: QtBot
) -> None:
    begin()
    image = QImage(30, 20, QImage.Format.Format_RGB32)
    image.fill(0)
    opened.photos.open_image(image)
    pump.run()
    file = tmp_path / "kept" / pasted_module.FILE
    assert file.exists()
    opened.choices.set_strength(0.5)
    pump.run()
    assert file.exists()
    opened.photos.open(photo_path)
    pump.run()
    assert not file.exists()


def test_the_file_of_a_pasted_picture_goes_where_nothing_goes_on(
    begin: Begin, workspace: Workspace, tmp_path: Path
) -> None:
    (tmp_path / "kept").mkdir()
    file = tmp_path / "kept" / pasted_module.FILE
    file.write_bytes(b"left")
    begin(resume=False)
    assert not file.exists()


def test_nothing_goes_on_where_that_is_not_wanted(
    begin: Begin, workspace: Workspace, services: Any, pump: Pump, tmp_path: Path, photo_path: Path
) -> None:
    left(tmp_path, photo_path)
    begin(resume=False)
    workspace.device.attach(services)
    pump.run()
    assert workspace.photos.photo is None


@pytest.mark.parametrize(
    "changes",
    [
        {"schema": 2},
        {"view": {"zoom": -1, "x": 0, "y": 0}},
        {"choices": {"strength": 7}},
        {"photo": 3},
        {"simulation": {"downscale": 3, "noise": 0, "jpeg": None, "blur": 0}},
    ],
)
def test_a_damaged_session_is_let_go(
    begin: Begin, workspace: Workspace, services: Any, pump: Pump, tmp_path: Path, photo_path: Path,
    changes: dict[str, Any], caplog: pytest.LogCaptureFixture,
) -> None:  # fmt: skip
    file = left(tmp_path, photo_path, **changes)
    begin()
    workspace.device.attach(services)
    pump.run()
    assert workspace.photos.photo is None
    assert not file.exists()
    assert "cannot be read" in caplog.text
    caplog.clear()


def test_a_photo_that_is_gone_is_told(
    begin: Begin, workspace: Workspace, services: Any, pump: Pump, heard: Heard, tmp_path: Path, photo_path: Path
) -> None:
    left(tmp_path, tmp_path / "gone.png")
    begin()
    workspace.device.attach(services)
    pump.run()
    assert heard.last.severity == "error"
    workspace.photos.open(photo_path)
    pump.run()
    assert workspace.choices.now == Choices(), "what was left belongs to the other photo"


def test_a_second_window_leaves_the_session_of_the_first_alone(
    begin: Begin, workspace: Workspace, tmp_path: Path, photo_path: Path
) -> None:
    first = begin()
    file = left(tmp_path, photo_path)
    second = begin()
    assert file.exists()
    second.end()
    assert file.exists()
    first.end()
    assert not file.exists()


def test_a_place_that_cannot_be_written_stops_nothing(begin: Begin, opened: Workspace, tmp_path: Path) -> None:
    blocked = tmp_path / "blocked"
    blocked.write_text("")
    begin(folder=blocked)
    opened.choices.set_strength(0.25)
    QApplication.processEvents()


# -------------------------------------------------------------------- recent photos


def test_recent_photos_are_kept(qtbot: QtBot, tmp_path: Path) -> None:
    recent = Recent(tmp_path)
    for number in range(MOST + 2):
        recent.add(Path(f"/photos/{number}.png"))
    recent.add(Path("/photos/5.png"))
    again = Recent(tmp_path)
    again.load()
    assert again.paths == recent.paths
    assert [path.stem for path in again.paths[:3]] == ["5", "11", "10"]
    assert len(again.paths) == MOST
    again.clear()
    again.load()
    assert again.paths == ()
    (tmp_path / "recent.json").write_text("{")
    again.load()
    assert again.paths == ()


def test_the_window_lists_recent_photos(qtbot: QtBot, tmp_path: Path) -> None:
    workspace = FakeWorkspace()
    window = make_window(qtbot, workspace, folder=tmp_path / "kept")
    menu = window.kept.recent_menu
    menu.fill()
    assert [action.isEnabled() for action in menu.actions()] == [False]
    there, gone = tmp_path / "a & b.png", tmp_path / "gone.png"
    there.write_text("")
    for path in (gone, there):
        workspace.load(make_photo(path=str(path)))
    menu.fill()
    assert menu.actions()[0].text().startswith("a && b.png")
    menu.actions()[0].trigger()
    assert workspace.named("open") == [(there,)]
    menu.actions()[1].trigger()
    assert "gone.png" in window.message_bar.what.text()
    assert window.kept.recent.paths == (there,)
    menu.fill()
    menu.actions()[-1].trigger()
    assert window.kept.recent.paths == ()


# -------------------------------------------------------------------- preferences


def test_preferences_count_at_once(qtbot: QtBot) -> None:
    told: list[Settings] = []
    dialog = PreferencesDialog(Settings(memory_mib=512), told.append)
    qtbot.addWidget(dialog)
    dialog.show()
    assert not dialog.automatic.isChecked()
    dialog.memory.slider.setValue(10)
    dialog.automatic.click()
    assert not dialog.memory.isEnabled()
    dialog.device.buttons["cpu"].click()
    dialog.scheme.buttons["light"].click()
    dialog.suffix.buttons[".png"].click()
    dialog.quality.slider.setValue(80)
    dialog.session.click()
    dialog.hints.click()
    assert [settings.memory_mib for settings in told[:2]] == [1024, 0]
    assert told[-1] == Settings(
        device="cpu", scheme="light", save_suffix=".png", save_quality=80, restore_session=False, hints_seen=True
    )
    dialog.language.buttons["ko"].click()
    assert told[-1].language == "ko"
    assert not dialog.isVisible(), "the window that it belongs to goes"


def test_the_window_does_what_is_preferred(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    workspace = FakeWorkspace()
    window = make_window(qtbot, workspace)
    wanted = Settings(device="cpu", memory_mib=700, scheme="light", save_suffix=".webp", save_quality=50, language="ko")
    monkeypatch.setattr(PreferencesDialog, "tell", classmethod(lambda cls, settings, changed, parent: changed(wanted)))
    with qtbot.waitSignal(window.language_asked) as asked:
        window.actions_by_key["preferences"].trigger()
    assert asked.args == ["ko"]
    assert workspace.named("set_device") == [("cpu",)]
    assert workspace.named("set_memory") == [(700,)]
    workspace.load(make_photo())
    workspace.finish()
    seen = SimpleNamespace()

    def ask(cls: object, photo: object, path: Path, theme: object, parent: object, quality: int) -> None:
        seen.path, seen.quality = path, quality

    monkeypatch.setattr(SaveDialog, "ask", classmethod(ask))
    window.actions_by_key["save"].trigger()
    assert (seen.path.suffix, seen.quality) == (".webp", 50)


def test_another_memory_budget_keeps_the_device(opened: Workspace, services: Any) -> None:
    runtime = services.runtime
    opened.device.set_memory(300)
    assert opened.device.services is not None
    assert (opened.device.services.memory_mib, opened.device.services.runtime) == (300, runtime)
    assert not runtime.closed


def test_closing_the_photo_begins_afresh(opened: Workspace, pump: Pump, heard: Heard) -> None:
    opened.choices.set_task("upscale")
    opened.runs.restore()
    opened.clear()
    pump.run()
    assert (opened.photos.photo, opened.photos.pyramid, opened.runs.result, opened.photos.name) == (
        None,
        None,
        None,
        "",
    )
    assert heard.errors == []
