"""What the window does for the batch: dialogs, drops, the photo before and after, and what it remembers."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, cast

from PySide6.QtCore import QObject, Qt
from PySide6.QtWidgets import QWidget

from recon_desktop.engine.batch.queue import Item, Output
from recon_desktop.engine.order import AUTO, Order
from recon_desktop.ui.kept.settings import Settings
from recon_desktop.ui.panels.message_bar import MessageBar
from recon_desktop.ui.values.state import Choices, Notice

if TYPE_CHECKING:
    from PySide6.QtGui import QAction
    from PySide6.QtWidgets import QLayout

    from recon_desktop.ui.look.theme import Theme
    from recon_desktop.ui.panels.batch_panel import BatchPanel
    from recon_desktop.ui.workspace.workspace import Workspace


class BatchDesk(QObject):
    """Between the window, its batch panel and the workspace.

    Args:
        workspace: Whose batch it is.
        actions: The window's actions by name.
        theme: For icons.
        message_bar: Where it tells.
        place: Where the panel goes.
        below: The control that the Tab key goes to after those of the panel.
        open_photo: Opens one.
        settings: What is remembered: folders.
        parent: Owner; dialogs belong to its window.
    """

    def __init__(
        self,
        workspace: Workspace,
        actions: Mapping[str, QAction],
        theme: Theme,
        message_bar: MessageBar,
        *,
        place: QLayout,
        below: QWidget,
        open_photo: Callable[[Path], None],
        settings: Callable[[], Settings],
        parent: QWidget,
    ) -> None:
        super().__init__(parent)
        self._workspace = workspace
        self._batch = workspace.batch
        self._actions = actions
        self._theme = theme
        self._messages = message_bar
        self._place = place
        self._below = below
        self._open = open_photo
        self._settings = settings
        self._panel: BatchPanel | None = None
        self._expanded = True
        self._batch.told.connect(message_bar.tell)
        self._batch.list.items_changed.connect(self._show)

    @property
    def _parent(self) -> QWidget:
        return cast("QWidget", self.parent())  # kept by Qt: kept here, too, the window would live on when it is gone

    @property
    def panel(self) -> BatchPanel:
        """The panel of the batch."""
        return self._panel or self._make()

    @property
    def door(self) -> list[tuple[QWidget, QWidget]]:
        """The panel, once it is made, and its control that the keyboard goes to first."""
        return [] if self._panel is None else [(self._panel, self._panel.first_control)]

    def _show(self) -> None:
        if self._panel is None and self._batch.list.photos > 0:
            self._make()

    def _make(self) -> BatchPanel:
        """Make the panel, once there is something to show: the window starts sooner without it."""
        from recon_desktop.ui.panels.batch_panel import BatchPanel  # late: see above

        panel = self._panel = BatchPanel(self._batch, self._actions, self._theme, self._parent)
        panel.open_asked.connect(self._open)
        panel.compare_asked.connect(self._compare)
        panel.folder_asked.connect(self._choose_folder)
        panel.set_expanded(self._expanded)
        self._place.addWidget(panel)
        # The Tab key goes by age, and what lies below the panel is older.
        QWidget.setTabOrder(_last_control(panel), self._below)
        return panel

    def take(self, paths: Sequence[Path]) -> bool:
        """Take several files or a folder into the batch, and show the first one; whether it took them."""
        if len(paths) < 2 and not any(path.is_dir() for path in paths):
            return False
        self._batch.add(paths)
        first = next((path for path in paths if not path.is_dir()), None)
        if first is not None and self._workspace.photos.photo is None:
            self._open(first)
        return True

    def add_photos(self) -> None:
        """Ask for photos."""
        from recon_desktop.ui.dialogs.file_dialogs import PhotosDialog  # late: the dialogs of files take 7 ms

        paths = PhotosDialog.ask(self._parent, self.tr("Add photos to the batch"), self._settings().open_folder)
        if paths:
            self._batch.add(paths)

    def add_folder(self) -> None:
        """Ask for a folder."""
        folder = self._ask_for_folder(self.tr("Add a folder to the batch"), self._settings().open_folder)
        if folder is not None:
            self._batch.add([folder])

    def step(self, by: int) -> None:
        """Open the photo after (1) or before (-1) this one."""
        original = self._workspace.photos.original
        path = self._batch.list.neighbour(original.path if original is not None else None, by)
        if path is not None:
            self._open(path)

    def restore(self, settings: Settings) -> None:
        """Show and use what the last window remembered."""
        self._expanded = settings.batch_expanded
        self._show()
        if self._batch.run.phase == "idle":
            folder = Path(settings.batch_folder) if settings.batch_folder else None
            self._batch.outlook.set_output(
                Output(
                    folder,
                    settings.batch_mirror,
                    settings.batch_template,
                    settings.batch_form,
                    settings.batch_quality,
                    settings.batch_depth,
                    settings.batch_existing,
                )
            )

    def remembered(self, settings: Settings) -> Settings:
        """The settings with what the next window has to know of the batch."""
        output = self._batch.outlook.output
        return replace(
            settings,
            batch_template=output.template,
            batch_folder=str(output.folder) if output.folder else "",
            batch_mirror=output.mirror,
            batch_form=output.form,
            batch_quality=output.quality,
            batch_depth=output.depth,
            batch_existing=output.existing,
            batch_expanded=self._expanded if self._panel is None else self._panel.expanded,
        )

    def _choose_folder(self) -> None:
        output = self._batch.outlook.output
        start = str(output.folder) if output.folder else self._settings().save_folder
        self.panel.settings.choose_folder(self._ask_for_folder(self.tr("Folder of the results"), start))

    def _ask_for_folder(self, title: str, start: str) -> Path | None:
        from recon_desktop.ui.dialogs.file_dialogs import FolderDialog  # late, as above

        return FolderDialog.ask(self._parent, title, start)

    def _compare(self, item: Item) -> None:
        """Open a photo with the recipe of its result: the preview is the result, pixel by pixel."""
        assert item.job is not None
        order, workspace = item.job.order, self._workspace
        workspace.choices.apply(
            _choices(order, workspace.choices.now), self.tr("Recipe of “{name}”").format(name=item.source.name)
        )
        self._open(item.source)
        what = self.tr("“{name}” is shown with the recipe of its result.").format(name=item.source.name)
        self._messages.tell(Notice("info", what, path=item.source))


def _choices(order: Order, now: Choices) -> Choices:
    """What makes an order; what it does not need stays as it is now."""
    assert order.task != "improve"  # the window's own orders say what is done
    models = dict(zip(order.task.split("+"), order.models, strict=True))
    upscalers = dict(now.upscalers) | ({order.scale: models["upscale"]} if "upscale" in models else {})
    return Choices(
        order.task,
        order.scale if "upscale" in models else now.scale,
        "" if models.get("denoise") == AUTO else models.get("denoise", now.denoiser),
        tuple(sorted(upscalers.items())),
        order.noise_level,
        order.mix.luma,
        order.ensemble,
        None if order.mix.chroma == order.mix.luma else order.mix.chroma,
        order.mix.grain,
    )


def _last_control(widget: QWidget) -> QWidget:
    """Where the Tab key leaves a widget."""
    last = each = widget
    while (following := each.nextInFocusChain()) is not None and widget.isAncestorOf(following):
        each = following
        if each.focusPolicy() & Qt.FocusPolicy.TabFocus:
            last = each
    return last
