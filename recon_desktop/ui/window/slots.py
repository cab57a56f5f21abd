"""What the window's actions do."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, get_args

from recon_desktop.core.devices import AUTO, KINDS
from recon_desktop.ui.look.theme import Scheme, Theme
from recon_desktop.ui.view.compare_view import MODES, CompareView
from recon_desktop.ui.window.batch_desk import BatchDesk
from recon_desktop.ui.window.desk import Desk
from recon_desktop.ui.window.exports import Exports

if TYPE_CHECKING:
    from recon_desktop.ui.workspace.workspace import Workspace


def slots_of(
    workspace: Workspace, view: CompareView, theme: Theme, desk: Desk, exports: Exports, batch_desk: BatchDesk
) -> dict[str, Callable[[], object]]:
    """What is called for each action, by its name, but for those that change the window itself."""
    slots: dict[str, Callable[[], object]] = {
        "open": desk.choose_photo,
        "noisy_sample": lambda: workspace.photos.open_sample(0),
        "web_sample": lambda: workspace.photos.open_sample(1),
        "save": desk.save,
        "save_beside": desk.save_beside,
        "figure": exports.figure,
        "report": exports.report,
        "batch_add": batch_desk.add_photos,
        "batch_add_folder": batch_desk.add_folder,
        "next_photo": partial(batch_desk.step, 1),
        "previous_photo": partial(batch_desk.step, -1),
        "undo": workspace.choices.undo,
        "redo": workspace.choices.redo,
        "restore": workspace.runs.restore,
        "cancel": workspace.cancel,
        "fit": view.fit,
        "actual": view.actual_size,
        "zoom_in": view.zoom_in,
        "zoom_out": view.zoom_out,
        "shortcuts": desk.tell_shortcuts,
        "models": desk.tell_models,
        "about": desk.tell_about,
        "preferences": desk.set_preferences,
        "close": workspace.clear,
    }
    slots |= {mode: partial(view.set_mode, mode) for mode in MODES}
    for scheme in get_args(Scheme):
        slots[f"scheme_{scheme}"] = partial(theme.apply, scheme)
    for device in (AUTO, *KINDS):
        slots[f"device_{device}"] = partial(workspace.device.set_device, device)
    return slots
