"""Presets: choices that the person named and keeps, in an order of their own."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QObject, Signal

from recon_desktop.core.strict_json import fields, one_of, text
from recon_desktop.ui.kept.choices import choices_from_json, choices_to_json
from recon_desktop.ui.kept.json_files import keep_aside, read_json, write_json
from recon_desktop.ui.values.state import Action, Choices, Notice
from recon_desktop.ui.words import problems

FILE = "presets.json"
LONGEST_NAME = 60
BRING_BACK = "bring_back"
_SCHEMA = 1


@dataclass(frozen=True, slots=True)
class Preset:
    """Choices with a name."""

    name: str
    choices: Choices


def ready_presets() -> tuple[Preset, ...]:
    """Those that come along, in the person's language; none names a model, so that Automatic chooses it.

    A phone's and a scan's photo keep some of their luma's grain and none of their colour noise; small pictures from the
    web are cleaned and enlarged.
    """
    translate = QCoreApplication.translate
    return (
        Preset(translate("Presets", "Noisy phone photo"), Choices(strength=0.9, chroma=1.0)),
        Preset(translate("Presets", "Compressed web picture"), Choices(task="denoise+upscale", scale=2)),
        Preset(translate("Presets", "Old scan"), Choices(strength=0.7, chroma=1.0)),
        Preset(translate("Presets", "Enlarge for print"), Choices(task="upscale", scale=4)),
    )


class Presets(QObject):
    """The presets, kept in a file that is written at every change.

    Args:
        folder: Where the file lies; None keeps them until the program ends.
        tell: Takes notices: of a damaged file, of a place where nothing can be written, of what was deleted.
        parent: Owner.

    Signals:
        changed: `all` is another one.
    """

    changed = Signal()

    def __init__(self, folder: Path | None, tell: Callable[[Notice], None], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._path = folder / FILE if folder else None
        self._tell = tell
        self.all: tuple[Preset, ...] = ()

    def load(self) -> None:
        """Read the file; a damaged one is kept aside and told of."""
        if self._path is None:
            return
        try:
            self.all = _read(self._path)
        except FileNotFoundError:
            return
        except (OSError, ValueError) as error:
            self._keep_aside(self._path, error)
        self.changed.emit()

    def names(self) -> tuple[str, ...]:
        """In their order."""
        return tuple(preset.name for preset in self.all)

    def find(self, choices: Choices) -> Preset | None:
        """The first preset that is these choices, the person's own before those that come along."""
        return next((preset for preset in (*self.all, *ready_presets()) if preset.choices == choices), None)

    def save(self, name: str, choices: Choices) -> None:
        """Add a preset, or give one of this name other choices."""
        name = clean(name)
        if not name:
            return
        new = Preset(name, choices)
        if name in self.names():
            self._set(tuple(new if preset.name == name else preset for preset in self.all))
        else:
            self._set((*self.all, new))

    def rename(self, name: str, to: str) -> bool:
        """Give a preset another name; False where that name is empty or taken."""
        to = clean(to)
        if not to or (to != name and to in self.names()):
            return False
        self._set(tuple(replace(preset, name=to) if preset.name == name else preset for preset in self.all))
        return True

    def move(self, name: str, to: int) -> None:
        """Put a preset at another place in the order."""
        order = [preset for preset in self.all if preset.name != name]
        moved = [preset for preset in self.all if preset.name == name]
        self._set((*order[:to], *moved, *order[to:]))

    def delete(self, name: str) -> None:
        """Take a preset away; the notice that tells so brings it back.

        Raises:
            ValueError: There is none of this name.
        """
        place = self.names().index(name)
        deleted = self.all[place]
        self._set((*self.all[:place], *self.all[place + 1 :]))

        def bring_back() -> None:
            self.save(name, deleted.choices)
            self.move(name, place)

        undo = Action(BRING_BACK, self.tr("Undo"), bring_back)
        self._tell(Notice("info", self.tr("The preset “{0}” was deleted.").format(name), actions=(undo,)))

    def _set(self, presets: tuple[Preset, ...]) -> None:
        if presets == self.all:
            return
        self.all = presets
        if self._path is not None:
            try:
                write_json(self._path, _as_json(presets))
            except OSError as error:
                self._tell(
                    Notice("error", self.tr("The presets could not be written."),
                           self.tr("They are kept until the window is closed."), path=self._path, details=str(error))
                )  # fmt: skip
        self.changed.emit()

    def _keep_aside(self, path: Path, error: Exception) -> None:
        try:
            aside = keep_aside(path)
        except OSError:
            self._path = None  # never write over what could not be read
            self._tell(
                Notice("error", self.tr("The presets could not be read."),
                       self.tr("Their file is left as it is; new presets are kept until the window is closed."),
                       path=path, details=str(error))
            )  # fmt: skip
            return
        self._tell(
            Notice("error", self.tr("The file of the presets is damaged."),
                   self.tr("It is kept as “{0}”, and a new one is begun.").format(aside.name),
                   actions=(problems.show_in_folder(aside),), path=aside, details=str(error))
        )  # fmt: skip


def clean(name: str) -> str:
    """A name as it is kept: one line, without space around it, not too long."""
    return " ".join(name.split())[:LONGEST_NAME].strip()


def _as_json(presets: tuple[Preset, ...]) -> object:
    kept = [{"name": preset.name, "choices": choices_to_json(preset.choices)} for preset in presets]
    return {"schema": _SCHEMA, "presets": kept}


def _read(path: Path) -> tuple[Preset, ...]:
    found = fields(read_json(path), {"schema": one_of(_SCHEMA), "presets": _presets})
    presets: tuple[Preset, ...] = found["presets"]
    return presets


def _presets(value: object) -> tuple[Preset, ...]:
    if not isinstance(value, list):
        raise ValueError("there should be a list")
    presets = tuple(Preset(**fields(entry, {"name": text, "choices": choices_from_json})) for entry in value)
    names = [preset.name for preset in presets]
    if len(set(names)) != len(names) or not all(name and name == clean(name) for name in names):
        raise ValueError("each preset needs a name of its own")
    return presets
