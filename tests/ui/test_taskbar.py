"""Progress on the icon in the taskbar: what is shown, what a listener on the bus hears, and that no bus is needed."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator

import pytest
from pytestqt.qtbot import QtBot

from recon_desktop.ui.values.state import Activity
from recon_desktop.ui.window.taskbar import ENTRY, INTERFACE, SIGNAL, Taskbar
from tests.ui.fake_workspace import FakeWorkspace

SHOW = """
import sys
from PySide6.QtCore import QCoreApplication
from recon_desktop.ui.window.taskbar import session_taskbar
application = QCoreApplication([])
show = session_taskbar()
for percent in (0, 42, None):
    show(percent)
print("PySide6.QtDBus" in sys.modules)
"""

AND_WAIT = """
from PySide6.QtDBus import QDBusConnection, QDBusMessage
name = "org.freedesktop.DBus"
QDBusConnection.sessionBus().call(QDBusMessage.createMethodCall(name, "/", name, "GetId"))
"""
"""Until the bus has taken what was sent before."""


@pytest.fixture
def workspace(qtbot: QtBot) -> FakeWorkspace:
    return FakeWorkspace()


@pytest.fixture
def shown() -> list[int | None]:
    return []


@pytest.fixture
def taskbar(workspace: FakeWorkspace, shown: list[int | None]) -> Taskbar:
    return Taskbar(workspace, workspace, connect=lambda: shown.append)  # type: ignore[arg-type,return-value]


def become(workspace: FakeWorkspace, activity: Activity) -> None:
    workspace.activity = activity
    workspace.activity_changed.emit()


@pytest.mark.usefixtures("taskbar")
def test_a_run_shows_each_percent_once_and_goes(workspace: FakeWorkspace, shown: list[int | None]) -> None:
    for fraction in (None, 0.001, 0.314, 0.3141, 0.98):
        become(workspace, Activity("restoring", fraction))
    become(workspace, Activity("measuring", 0.5))
    become(workspace, Activity())
    assert shown == [0, 31, 98, None]
    become(workspace, Activity("comparing", 0.5))
    assert shown[-1] == 50


@pytest.mark.usefixtures("taskbar")
def test_a_preview_shows_nothing(workspace: FakeWorkspace, shown: list[int | None]) -> None:
    for kind in ("loading", "previewing", "measuring", "judging", "saving"):
        become(workspace, Activity(kind, 0.5))  # type: ignore[arg-type]
    become(workspace, Activity())
    assert shown == []


@pytest.mark.usefixtures("taskbar")
def test_a_batch_shows_its_whole_and_a_run_comes_before_it(
    workspace: FakeWorkspace, shown: list[int | None], monkeypatch: pytest.MonkeyPatch
) -> None:
    batch = workspace.batch
    monkeypatch.setattr(type(batch.run), "fraction", 0.25)
    batch.run.phase = "running"
    batch.run.changed.emit()
    become(workspace, Activity("restoring", 0.5))
    batch.run.changed.emit()
    become(workspace, Activity())
    batch.run.phase = "paused"
    batch.run.changed.emit()
    batch.run.phase = "idle"
    batch.run.changed.emit()
    assert shown == [25, 50, 25, None]


def test_the_end_takes_it_away(workspace: FakeWorkspace, taskbar: Taskbar, shown: list[int | None]) -> None:
    taskbar.end()
    assert shown == [], "there was nothing to take away"
    become(workspace, Activity("restoring", 0.5))
    taskbar.end()
    assert shown == [50, None]


def test_the_taskbar_is_looked_for_when_there_is_something_to_show(workspace: FakeWorkspace) -> None:
    looked: list[bool] = []

    def connect():  # type: ignore[no-untyped-def]
        looked.append(True)
        return lambda percent: None

    taskbar = Taskbar(workspace, workspace, connect=connect)  # type: ignore[arg-type]
    become(workspace, Activity("previewing", 0.5))
    assert looked == []
    for fraction in (0.5, 0.6):
        become(workspace, Activity("restoring", fraction))
    assert looked == [True]
    taskbar.end()


# -------------------------------------------------------------------- the bus


def shown_on(address: str, code: str = SHOW) -> str:
    """What a program prints that shows progress on the taskbar of this session.

    A process of its own, because Qt's connection to the session's bus lives as long as its process.
    """
    environment = os.environ | {"DBUS_SESSION_BUS_ADDRESS": address}
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", code], capture_output=True, text=True, timeout=120, check=False,
        env=environment,
    )  # fmt: skip
    assert (done.returncode, done.stderr) == (0, "")
    return done.stdout.strip()


@pytest.fixture
def bus() -> Iterator[str]:
    """The address of a bus of our own."""
    if sys.platform != "linux" or not all(map(shutil.which, ("dbus-daemon", "dbus-monitor"))):
        pytest.skip("there is no D-Bus here")
    command = ["dbus-daemon", "--session", "--nofork", "--nopidfile", "--print-address"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True) as daemon:
        assert daemon.stdout is not None
        yield daemon.stdout.readline().strip()
        daemon.terminate()


def test_what_a_taskbar_hears(bus: str) -> None:
    pytest.importorskip("PySide6.QtDBus")
    command = ["dbus-monitor", "--address", bus, f"interface='{INTERFACE}'"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True) as monitor:
        assert monitor.stdout is not None
        lines = (" ".join(line.split()) for line in monitor.stdout)
        assert any("member=NameLost" in line for line in lines), "from then on it hears all"
        shown_on(bus, SHOW + AND_WAIT)
        heard: list[str] = []
        for line in lines:
            heard.append(line)
            if heard.count("]") == 3:
                break
        monitor.terminate()
    assert ENTRY == "application://recon-desktop.desktop"
    assert sum(f"member={SIGNAL}" in line for line in heard) == 3
    named = [line for line in heard if line.startswith("string") and ":1." not in line]
    assert named == 3 * [f'string "{ENTRY}"', 'string "progress"', 'string "progress-visible"']
    assert [line for line in heard if line.startswith("variant")] == [
        "variant double 0", "variant boolean true",
        "variant double 0.42", "variant boolean true",
        "variant double 0", "variant boolean false",
    ]  # fmt: skip


@pytest.mark.parametrize("address", ["", "unix:path=/nowhere/at/all"])
def test_without_a_bus_nothing_is_said(address: str) -> None:
    looked = shown_on(address) == "True"
    assert looked == (bool(address) and sys.platform == "linux"), "without an address nothing is looked for"
