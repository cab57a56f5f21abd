"""The words for everything that can go wrong, for the window and for the terminal.

Errors carry facts (`core.errors`); here they become what happened and what to do next. The same words in both places,
except where the next step is a control in one and an option in the other.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import singledispatch
from pathlib import Path
from typing import Literal

from recon_desktop.core import errors

Place = Literal["window", "terminal"]


@dataclass(frozen=True, slots=True)
class Explanation:
    """An error in plain words.

    Attributes:
        what: One sentence that names the file, the model or the device, and what is wrong with it.
        next_step: What the person can do about it.
    """

    what: str
    next_step: str


def explain(error: errors.ReconError, *, place: Place = "window") -> Explanation:
    """Put an error into words.

    Args:
        error: What the core or the engine raised.
        place: Where the words are read: the window names a file briefly and speaks of its controls, the terminal names
            it as it was given and speaks of options.
    """
    return _words(error, place)


def _name(path: Path, place: Place) -> str:
    return f"“{path.name or path}”" if place == "window" else f"“{path}”"


def _reason(detail: str) -> str:
    return f": {detail.rstrip('.')}" if detail else ""


def _listing(names: Sequence[str]) -> str:
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} or {names[-1]}"


@singledispatch
def _words(error: errors.ReconError, place: Place) -> Explanation:
    return Explanation(f"Something went wrong{_reason(str(error))}.", "Try again; if it stays, report it with the log.")


@_words.register
def _(error: errors.ImageError, place: Place) -> Explanation:
    return Explanation(f"{_name(error.path, place)} cannot be opened{_reason(error.detail)}.", "Choose another photo.")


@_words.register
def _(error: errors.ImageMissing, place: Place) -> Explanation:
    name = _name(error.path, place)
    if error.path.is_dir():
        step = "Choose a photo inside it." if place == "window" else "Name the photos inside it, or use --recursive."
        return Explanation(f"{name} is a folder, not a photo.", step)
    step = "Choose another photo." if place == "window" else "Check the spelling and the folder."
    return Explanation(f"There is no file {name}.", step)


@_words.register
def _(error: errors.ImageUnreadable, place: Place) -> Explanation:
    return Explanation(
        f"{_name(error.path, place)} is not a photo that can be read{_reason(error.detail)}.",
        "Choose a JPEG, PNG, TIFF, WebP, BMP or GIF file; if it is one, it is damaged: copy it again from its origin.",
    )


@_words.register
def _(error: errors.ImageTruncated, place: Place) -> Explanation:
    steps = {
        "window": "Open what is there, or copy the file again from its origin.",
        "terminal": "Copy it again from its origin, or use --allow-truncated to work with what is there.",
    }
    return Explanation(f"{_name(error.path, place)} ends before its picture does{_reason(error.detail)}.", steps[place])


@_words.register
def _(error: errors.ImageTooLarge, place: Place) -> Explanation:
    # Up to the next ten megapixels, so that the option as printed is enough.
    enough = -(-error.size.area // 10_000_000) * 10
    steps = {
        "window": "Open it all the same if you trust the file and there is memory for it, or choose a smaller photo.",
        "terminal": f"If you trust the file and there is memory for it, lift the limit with --max-megapixels {enough}.",
    }
    return Explanation(
        f"{_name(error.path, place)} announces {error.size} pixels ({error.size.megapixels:.0f} megapixels), more than "
        f"the limit of {error.limit_megapixels:g} megapixels; it was not opened.",
        steps[place],
    )


@_words.register
def _(error: errors.ModelError, place: Place) -> Explanation:
    return Explanation(f"The model {error.model} cannot be used{_reason(error.detail)}.", _another_model(place))


@_words.register
def _(error: errors.ModelUnknown, place: Place) -> Explanation:
    step = _another_model(place)
    if error.nearest:
        step = f"Did you mean {_listing(error.nearest)}? {step}"
    return Explanation(f"There is no model called {error.model}.", step)


@_words.register
def _(error: errors.ModelMissing, place: Place) -> Explanation:
    return Explanation(
        f"The file of the model {error.model} is missing{_reason(error.detail)}.", _install_again(place, error.model)
    )


@_words.register
def _(error: errors.ModelCorrupt, place: Place) -> Explanation:
    if error.expected and error.actual:
        what = (
            f"The file of the model {error.model} is damaged or was changed: its SHA-256 is {error.actual}, "
            f"its card names {error.expected}."
        )
    else:
        what = f"The model {error.model} is damaged{_reason(error.detail)}."
    return Explanation(what, _install_again(place, error.model))


@_words.register
def _(error: errors.ModelMismatch, place: Place) -> Explanation:
    step = _another_model(place)
    if error.offers:
        step = f"Models that can do it: {', '.join(error.offers)}."
    return Explanation(f"{error.model} cannot be used here{_reason(error.detail)}.", step)


@_words.register
def _(error: errors.RunError, place: Place) -> Explanation:
    return Explanation(f"The run stopped{_reason(' '.join(map(str, error.args)))}.", _on_the_cpu(place))


@_words.register
def _(error: errors.OutOfMemory, place: Place) -> Explanation:
    steps = {
        "window": "Close other programs, or choose a smaller model or photo.",
        "terminal": "Close other programs, choose a smaller model or photo, or use --device cpu if it ran on a GPU.",
    }
    return Explanation("There is not enough memory, not even for the smallest part of the photo.", steps[place])


@_words.register
def _(error: errors.ProviderFailed, place: Place) -> Explanation:
    steps = {
        "window": "Choose the CPU as the device; the result is the same, it only takes longer.",
        "terminal": "Use --device auto or --device cpu; `recon doctor` tells which devices can be used and why not.",
    }
    return Explanation(f"{error.provider} cannot be used{_reason(error.detail)}.", steps[place])


@_words.register
def _(error: errors.BadOutput, place: Place) -> Explanation:
    return Explanation(
        f"The model {error.model} returned no usable picture on {error.provider}; nothing was saved.",
        _on_the_cpu(place),
    )


@_words.register
def _(error: errors.SaveError, place: Place) -> Explanation:
    return Explanation(
        f"{_name(error.path, place)} cannot be written{_reason(error.detail)}.",
        "Choose another name or another folder.",
    )


@_words.register
def _(error: errors.OutputExists, place: Place) -> Explanation:
    steps = {
        "window": "Choose another name, or confirm that it may be replaced.",
        "terminal": "Choose another name with -o, or use --overwrite to replace it.",
    }
    return Explanation(f"{_name(error.path, place)} exists already and was kept{_reason(error.detail)}.", steps[place])


@_words.register
def _(error: errors.OutputFolderMissing, place: Place) -> Explanation:
    return Explanation(f"There is no folder “{error.path.parent}” to write into.", _make_folder(place))


@_words.register
def _(error: errors.OutputUnwritable, place: Place) -> Explanation:
    return Explanation(
        f"{_name(error.path, place)} cannot be written{_reason(error.detail)}; nothing was left behind.",
        _elsewhere(place),
    )


@_words.register
def _(error: errors.FormatUnsupported, place: Place) -> Explanation:
    steps = {
        "window": "Choose PNG or TIFF: they hold every photo.",
        "terminal": "Use a name that ends in .png or .tif: they hold every photo.",
    }
    return Explanation(f"{_name(error.path, place)} cannot be written{_reason(error.detail)}.", steps[place])


@_words.register
def _(error: errors.TemplateInvalid, place: Place) -> Explanation:
    step = "Change the name."
    if error.fields:
        fields = _listing([f"{{{field}}}" for field in error.fields])
        step = f"Fields are {fields}."
    if error.nearest:
        step = f"Did you mean {{{error.nearest[0]}}}? {step}"
    return Explanation(f"“{error.template}” makes no file names{_reason(error.detail)}.", step)


@_words.register
def _(error: errors.JournalError, place: Place) -> Explanation:
    steps = {
        "window": "Photos are restored all the same; only a batch that is broken off cannot go on by itself.",
        "terminal": "Run it without --resume; what is finished and in the way is kept, unless --overwrite is given.",
    }
    return Explanation(f"The journal {_name(error.path, place)} cannot be used{_reason(error.detail)}.", steps[place])


def _another_model(place: Place) -> str:
    return "Choose another model." if place == "window" else "`recon models list` names the models there are."


def _install_again(place: Place, model: str) -> str:
    if place == "window":
        return f"Choose another model, or install Recon Desktop again to get {model} back."
    return "Install Recon Desktop again, or choose another model: `recon models verify` tells which are sound."


def _on_the_cpu(place: Place) -> str:
    return "Choose the CPU as the device and try again." if place == "window" else "Try again with --device cpu."


def _elsewhere(place: Place) -> str:
    if place == "window":
        return "Choose another folder, or make room on the disk."
    return "Choose another folder that you may write to, or make room on the disk."


def _make_folder(place: Place) -> str:
    return "Choose another folder." if place == "window" else "Make the folder first, or choose another one."
