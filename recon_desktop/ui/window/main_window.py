"""The window: puts bars, panels and canvas together and hands on what is dropped. It decides nothing itself."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, get_args

from PySide6.QtCore import QCoreApplication, QSize, Qt, Signal
from PySide6.QtGui import (
    QCloseEvent,
    QKeyEvent,
)
from PySide6.QtWidgets import QApplication, QGridLayout, QHBoxLayout, QMainWindow, QVBoxLayout, QWidget

from recon_desktop.ui.kept.settings import Language, Settings
from recon_desktop.ui.look.theme import Theme
from recon_desktop.ui.panels.compare_panel import ComparePanel
from recon_desktop.ui.panels.difference_bar import DifferenceBar
from recon_desktop.ui.panels.drop_area import DropArea
from recon_desktop.ui.panels.message_bar import MessageBar
from recon_desktop.ui.panels.metrics_panel import MetricsPanel
from recon_desktop.ui.panels.restore_panel import RestorePanel
from recon_desktop.ui.panels.side_panel import SidePanel
from recon_desktop.ui.panels.simulate_panel import SimulatePanel
from recon_desktop.ui.panels.status_bar import StatusBar
from recon_desktop.ui.panels.top_bar import TopBar
from recon_desktop.ui.panels.trust_bar import TrustBar
from recon_desktop.ui.panels.value_box import ValueBox
from recon_desktop.ui.panels.view_bar import ViewBar
from recon_desktop.ui.view.compare_view import CompareView
from recon_desktop.ui.window.actions import IconDrawer, fill_menus, make_actions
from recon_desktop.ui.window.batch_desk import BatchDesk
from recon_desktop.ui.window.desk import Desk
from recon_desktop.ui.window.drops import Drops
from recon_desktop.ui.window.exports import Exports
from recon_desktop.ui.window.handing_out import HandingOut
from recon_desktop.ui.window.kept_menus import Kept
from recon_desktop.ui.window.layout import Layout
from recon_desktop.ui.window.leaving import Leaving
from recon_desktop.ui.window.slots import slots_of
from recon_desktop.ui.window.states import ActionStates

if TYPE_CHECKING:
    from recon_desktop.ui.panels.batch_panel import BatchPanel
    from recon_desktop.ui.window.tour import Tour
    from recon_desktop.ui.workspace.workspace import Workspace

translate = QCoreApplication.translate

FIRST_SIZE = QSize(1280, 800)
LEAST_SIZE = QSize(860, 520)
NAME = "Recon Desktop"
LEAVING = (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Escape)
"""Keys by which the keyboard goes from a number back to the photo."""


class MainWindow(QMainWindow):
    """The window.

    Args:
        workspace: The state that it shows.
        theme: The look.
        settings: What the last window remembered.
        save_settings: Called with what this one remembers, shortly after a change and when it closes.
        version: Of the program.
        folder: Where presets and recent photos are kept; None for nowhere.
        licences: Those of what the installation bundles; None where it bundles nothing.

    Signals:
        language_asked: The person chose this language: a window that speaks it has to take the place of this one.
    """

    language_asked = Signal(str)

    def __init__(
        self,
        workspace: Workspace,
        theme: Theme,
        settings: Settings,
        *,
        save_settings: Callable[[Settings], None],
        version: str = "",
        folder: Path | None = None,
        licences: Path | None = None,
    ) -> None:
        super().__init__()
        self._workspace, self._theme = workspace, theme
        self.setWindowIcon(theme.application_icon)
        self.setMinimumSize(LEAST_SIZE)
        self.actions_by_key = make_actions(self)
        IconDrawer(self.actions_by_key, theme, self)
        fill_menus(self.menuBar(), self.actions_by_key)
        self._build(folder)
        self.desk = Desk(
            workspace,
            theme,
            settings,
            save_settings,
            lambda: self.remembered,
            version=version,
            licences=licences,
            exports=self.exports,
            speeds=self.kept.speeds,
            window=self,
        )
        self.handing_out = HandingOut(workspace, self.desk, self.message_bar.tell, self.status_bar.hand_out, self)
        self._connect()
        self.arrangement = Layout(self, workspace, theme, self.actions_by_key, self.view, self.sections)
        self.arrangement.restore(settings, FIRST_SIZE, first_collapsed=(self.simulate_panel, self.compare_panel))
        self.batch_desk.restore(settings)
        self._show_panels()
        self._refresh()

    def _build(self, folder: Path | None) -> None:
        actions, workspace, theme = self.actions_by_key, self._workspace, self._theme
        # Parts are made where they stand, because all that is in a part is styled again when it moves, and in the order
        # of the Tab key, which takes the view after the bars.
        self.centre = QWidget(self)
        self.setCentralWidget(self.centre)
        self.top_bar = TopBar(workspace.photos, workspace.runs, actions, theme, self.centre)
        self.view = CompareView(workspace, actions["actual"])
        self.view_bar = ViewBar(workspace.photos, self.view, actions, self.centre)
        self.difference_bar = DifferenceBar(workspace.photos, workspace.choices, self.view, self.centre)
        self.trust_bar = TrustBar(
            workspace.trust, workspace.photos, workspace.previews, workspace.contenders, actions, theme, self.centre
        )
        self.message_bar = MessageBar(theme, self.centre)
        self.view.setParent(self.centre)
        self.drop_area = DropArea(actions, workspace.choices, self.centre)
        self.side = SidePanel(self.centre)
        self._fill_side(folder)
        self.exports = Exports(workspace, self)
        middle = QVBoxLayout()
        middle.setSpacing(0)
        for widget in (self.view_bar, self.difference_bar, self.trust_bar):
            middle.addWidget(widget)
        canvas = QGridLayout()  # messages lie over the photo, and do not push it down
        canvas.addWidget(self.view, 0, 0)
        canvas.addWidget(self.drop_area, 0, 0)
        canvas.addWidget(self.message_bar, 0, 0, Qt.AlignmentFlag.AlignTop)
        self.message_bar.raise_()
        middle.addLayout(canvas, 1)
        row = QHBoxLayout()
        row.setSpacing(0)
        row.addLayout(middle, 1)
        row.addWidget(self.side)
        column = QVBoxLayout(self.centre)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.top_bar)
        column.addLayout(row, 1)
        batch_place = QVBoxLayout()
        column.addLayout(batch_place)
        self.status_bar = StatusBar(workspace, actions, theme, self.centre)
        column.addWidget(self.status_bar)
        self.batch_desk = BatchDesk(
            workspace,
            actions,
            theme,
            self.message_bar,
            place=batch_place,
            below=self.status_bar.cancel,
            open_photo=self.open,
            settings=lambda: self.desk.settings,
            parent=self.centre,
        )
        self.drops = Drops(
            workspace, self.batch_desk, self.drop_area, self.centre, self.open, self.message_bar.tell, self
        )
        self.leaving = Leaving(workspace, actions["cancel"], self.message_bar, self)
        self.tour: Tour | None = None

    def _fill_side(self, folder: Path | None) -> None:
        workspace, theme, page = self._workspace, self._theme, self.side.page
        self.restore_panel = RestorePanel(workspace.choices, workspace.photos, theme, page)
        self.kept = Kept(
            workspace, theme, self.actions_by_key, folder, open_photo=self.open, tell=self.message_bar.tell, window=self
        )
        self.restore_panel.add_presets(self.kept.preset_picker)
        self.restore_panel.set_speeds(self.kept.speeds)
        self.simulate_panel = SimulatePanel(workspace.photos, theme, page)
        self.compare_panel = ComparePanel(workspace.contenders, theme, page)
        self.metrics_panel = MetricsPanel(
            workspace.measures, workspace.photos, workspace.choices, workspace.runs, theme, page
        )
        self.sections = (self.restore_panel, self.simulate_panel, self.compare_panel, self.metrics_panel)
        self.side.lay_out(self.sections)

    def _connect(self) -> None:
        workspace, view = self._workspace, self.view
        slots = slots_of(workspace, view, self._theme, self.desk, self.exports, self.batch_desk) | {
            "paste": self.drops.paste,
            "quit": self.close,
            "panels": self._show_panels,
            "full_screen": self._show_full_screen,
            "next_part": self._next_part,
        }
        slots |= {f"language_{name}": partial(self.language_asked.emit, name) for name in get_args(Language)}
        for action in self.actions_by_key.values():
            action.triggered.connect(self.desk.keep_soon)
        for key, slot in slots.items():
            self.actions_by_key[key].triggered.connect(lambda _=False, slot=slot: slot())
        workspace.choices.changed.connect(self.desk.keep_soon)  # also after a change of the device: it takes its time
        self.actions_by_key["pixel_grid"].toggled.connect(view.set_pixel_grid)
        self.actions_by_key["minimap"].toggled.connect(self.view_bar.minimap.set_wanted)
        # Tab has to go on walking through the controls of the panels.
        self.actions_by_key["panels"].setShortcutContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        view.addAction(self.actions_by_key["panels"])
        self.metrics_panel.figure_asked.connect(self.actions_by_key["figure"].trigger)
        self.metrics_panel.report_asked.connect(self.actions_by_key["report"].trigger)
        self.metrics_panel.reference_asked.connect(self.desk.choose_reference)
        self.message_bar.asked.connect(self.desk.do)
        workspace.told.connect(self.message_bar.tell)
        self.desk.language_asked.connect(self.language_asked)
        self.states = ActionStates(workspace, self.actions_by_key, self._theme, self.desk, self)
        photos = workspace.photos
        for signal in (photos.changed, photos.glimpse_changed, workspace.activity_changed):
            signal.connect(self._refresh)
        self.message_bar.follow(photos)
        self.drop_area.recent_chosen.connect(self.kept.recent_menu.choose)

    def _refresh(self) -> None:
        """Show the canvas or the place to drop photos, and the title."""
        workspace, shown = self._workspace, self.view.isVisibleTo(self)
        to_see = workspace.photos.photo is not None or workspace.photos.glimpse is not None
        self.view.setVisible(to_see)
        self.view_bar.setVisible(to_see)
        self.drop_area.setVisible(not to_see)
        if not to_see:
            self.drop_area.show_recent(self.kept.recent.paths)
        if to_see != shown:
            (self.view if to_see else self.drop_area.open).setFocus()
        self.setWindowTitle(_title(workspace))

    # ---------------------------------------------------------------- actions that need the window

    def open(self, path: Path) -> None:
        """Open a photo."""
        self.desk.open(path)

    def _show_panels(self) -> None:
        self.side.setVisible(self.actions_by_key["panels"].isChecked())

    def _show_full_screen(self) -> None:
        show = self.showFullScreen if self.actions_by_key["full_screen"].isChecked() else self.showNormal
        show()

    def _next_part(self) -> None:
        """From the photo to the panels, from there to the batch, and round again."""
        doors = [(self.view, self.view), (self.side, self.restore_panel.header), *self.batch_desk.door]
        _go_on([door for door in doors if door[0].isVisible()])

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in LEAVING and isinstance(self.focusWidget(), ValueBox):
            (self.view if self.view.isVisible() else self.drop_area.open).setFocus()
        elif event.key() == Qt.Key.Key_Escape and self.isFullScreen():
            self.actions_by_key["full_screen"].trigger()
        else:
            super().keyPressEvent(event)

    def closeEvent(self, event: QCloseEvent) -> None:
        self.desk.keep()
        if self.leaving.must_wait():
            event.ignore()
            return
        self.exports.close()
        self.handing_out.close()
        self._workspace.close()
        super().closeEvent(event)

    @property
    def remembered(self) -> Settings:
        """What the next window has to know."""
        return self.arrangement.remembered(self.batch_desk.remembered(self.desk.settings))

    @property
    def batch_panel(self) -> BatchPanel:
        """The panel of the batch."""
        return self.batch_desk.panel

    def begin_tour(self) -> None:
        """Show the hints of the first start, once for good."""
        from recon_desktop.ui.window.tour import Tour  # late: only the first start needs it

        self.tour = Tour(
            self._workspace,
            self._theme,
            self._tour_over,
            centre=self.centre,
            view=self.view,
            start=self.drop_area,
            restore=self.top_bar.restore,
            grid=self.view_bar.grid,
        )
        self.tour.begin()

    def _tour_over(self) -> None:
        self.desk.remember(hints_seen=True)
        self.desk.keep()


def _title(workspace: Workspace) -> str:
    """The photo, before it how far a run is."""
    activity, glimpse = workspace.activity, workspace.photos.glimpse
    percent = f"{round((activity.fraction or 0.0) * 100)} %" if activity.kind == "restoring" else ""
    name = workspace.photos.name if glimpse is None else glimpse.name
    if workspace.photos.simulation is not None:
        name = translate("MainWindow", "{name} (simulated)").format(name=name)
    return " – ".join(part for part in (percent, name, NAME) if part)


def _go_on(doors: Sequence[tuple[QWidget, QWidget]]) -> None:
    """Give the keyboard to the part after the one that has it; each comes with its first control."""
    focus = QApplication.focusWidget()
    at = next((place for place, (part, _) in enumerate(doors) if _holds(part, focus)), 0)
    if doors:
        doors[(at + 1) % len(doors)][1].setFocus(Qt.FocusReason.TabFocusReason)


def _holds(part: QWidget, widget: QWidget | None) -> bool:
    return widget is not None and (part is widget or part.isAncestorOf(widget))
