"""Any exception as a message beside the photo: words from `recon_desktop.wording`, and what the window can do about it.

What is not a `ReconError` is a bug: it is logged with its traceback and told calmly. `Cancelled` never gets here.
"""

from __future__ import annotations

import logging
import traceback
from collections.abc import Callable, Mapping
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QUrl
from PySide6.QtGui import QDesktopServices

from recon_desktop.core import errors
from recon_desktop.ui.values.state import Action, Notice
from recon_desktop.ui.words.phrases import retell

_log = logging.getLogger("recon.ui")

# For the most particular class that fits; the likeliest action first.
_KEYS: dict[type[errors.ReconError], tuple[str, ...]] = {
    errors.ImageTruncated: ("open_truncated", "open"),
    errors.ImageTooLarge: ("open_anyway", "open"),
    errors.ImageError: ("open",),
    errors.ModelMissing: ("show_models",),
    errors.ModelCorrupt: ("show_models",),
    errors.RunError: ("use_cpu",),
    errors.OutputExists: ("overwrite", "save_as"),
    errors.SaveError: ("save_as",),
}
_OF_THE_WINDOW = ("open", "save_as", "show_models")

Offers = Mapping[str, Callable[[], None] | str]
"""What can be done, by the key of the action: a function, or the key by which the window is asked for a dialog."""


def notice(error: Exception, offers: Offers | None = None) -> Notice:
    """Put an exception into a notice.

    Args:
        error: What a job failed with.
        offers: What can be done; what does not fit the error is left out. An offer takes the place of the dialog that
            the window has for its key.
    """
    if isinstance(error, MemoryError):
        error = errors.OutOfMemory(*error.args)
    if not isinstance(error, errors.ReconError):
        return bug(error)
    from recon_desktop import wording  # late: it takes its time to import, and a start needs no words for errors

    words = wording.explain(error, place="window", translate=QCoreApplication.translate, retell=retell)
    path = error.path if isinstance(error, errors.ImageError | errors.SaveError) else None
    return Notice("error", words.what, words.next_step, _actions(error, offers or {}), path, _chain(error))


def bug(error: BaseException) -> Notice:
    """Tell an error that nobody foresaw; it is logged with its traceback."""
    _log.error("unexpected error", exc_info=error)
    return Notice(
        "error",
        _tr("An unexpected error occurred."),
        _tr("You can go on. If it happens again, report it with the details."),
        details="".join(traceback.format_exception(error)).rstrip(),
    )


def label(key: str) -> str:
    """The words on the button of an action."""
    return {
        "open_truncated": _tr("Open the part that is there"),
        "open_anyway": _tr("Open it anyway"),
        "open": _tr("Choose another photo"),
        "show_models": _tr("Show the models"),
        "use_cpu": _tr("Use the CPU"),
        "overwrite": _tr("Replace it"),
        "save_as": _tr("Choose another name"),
        "show_in_folder": _tr("Show in folder"),
    }[key]


def show_in_folder(path: Path) -> Action:
    """Shows the folder that a file lies in."""

    def show() -> None:
        QDesktopServices.openUrl(QUrl.fromLocalFile(str(path.parent)))

    return Action("show_in_folder", label("show_in_folder"), show)


def _actions(error: errors.ReconError, offers: Offers) -> tuple[Action, ...]:
    keys = next((_KEYS[kind] for kind in type(error).__mro__ if kind in _KEYS), ())
    known = {key: key for key in _OF_THE_WINDOW} | dict(offers)
    return tuple(_action(key, known[key]) for key in keys if key in known)


def _action(key: str, offer: Callable[[], None] | str) -> Action:
    return Action(offer, label(key)) if isinstance(offer, str) else Action(key, label(key), offer)


def _chain(error: BaseException) -> str:
    """The error and what caused it, a line each."""
    lines = []
    cause: BaseException | None = error
    while cause is not None:
        lines.append(f"{type(cause).__name__}: {cause}")
        cause = cause.__cause__
    return "\n".join(lines)


def _tr(text: str) -> str:
    return QCoreApplication.translate("problems", text)
