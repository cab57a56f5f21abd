"""The words for everything that can go wrong, for the window and for the terminal.

Errors carry facts (`core.errors`); here they become what happened and what to do next. The same words in both places,
except where the next step is a control in one and an option in the other. The terminal speaks English; the window
hands in its translators.
"""

from __future__ import annotations

import os
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from functools import singledispatch
from pathlib import Path
from typing import Literal

from recon_desktop import refusals
from recon_desktop.core import errors
from recon_desktop.core.english import Retell, Translate, as_told, in_english

Place = Literal["window", "terminal"]

_CPU = "CPUExecutionProvider"


@dataclass(frozen=True, slots=True)
class Explanation:
    """An error in plain words.

    Attributes:
        what: One sentence that names the file, the model or the device, and what is wrong with it.
        next_step: What the person can do about it.
    """

    what: str
    next_step: str


def explain(
    error: errors.ReconError,
    *,
    place: Place = "window",
    options: Collection[str] = (),
    translate: Translate = in_english,
    retell: Retell = as_told,
) -> Explanation:
    """Put an error into words.

    Args:
        error: What the core or the engine raised.
        place: Where the words are read: the window names a file briefly and speaks of its controls, the terminal names
            it as it was given and speaks of options.
        options: Names of those that the person's command has; some next steps are for `recon restore` alone.
        translate: Into the person's language.
        retell: The same for the details that core and engine give with an error.
    """
    return _words(error, _Reader(place, options, translate, retell))


@dataclass(frozen=True, slots=True)
class _Reader:
    """Who reads the words."""

    place: Place
    options: Collection[str]
    translate: Translate
    retell: Retell

    def tr(self, text: str, **parts: object) -> str:
        """A template in the person's language, filled in."""
        return self.translate("wording", text).format(**parts)

    def by_place(self, *, window: str, terminal: str) -> str:
        """The words for this place."""
        return window if self.place == "window" else terminal

    def name(self, path: Path) -> str:
        """A file, in quotation marks."""
        return f"“{path.name or path}”" if self.place == "window" else f"“{path}”"

    def reason(self, detail: str) -> str:
        """What follows "cannot be opened": a colon and the detail, or nothing."""
        return self.tr(": {detail}", detail=self.retell(detail.rstrip("."))) if detail else ""

    def either(self, names: Sequence[str]) -> str:
        """A listing: "a, b or c"."""
        if len(names) == 1:
            return names[0]
        return self.tr("{several} or {last}", several=", ".join(names[:-1]), last=names[-1])


@singledispatch
def _words(error: errors.ReconError, to: _Reader) -> Explanation:
    return Explanation(
        to.tr("Something went wrong{reason}.", reason=to.reason(str(error))),
        to.tr("Try again; if it happens again, report it with the log."),
    )


@_words.register
def _(error: errors.ImageError, to: _Reader) -> Explanation:
    return Explanation(
        to.tr("{file} cannot be opened{reason}.", file=to.name(error.path), reason=to.reason(error.detail)),
        to.tr("Choose another photo."),
    )


@_words.register
def _(error: errors.ImageMissing, to: _Reader) -> Explanation:
    name = to.name(error.path)
    if os.path.isdir(error.path):
        step = to.by_place(
            window=to.tr("Choose a photo inside it."),
            terminal="Name the photos inside it, or use --recursive."
            if "recursive" in to.options
            else "Name a photo inside it.",
        )
        return Explanation(to.tr("{file} is a folder, not a photo.", file=name), step)
    step = to.by_place(window=to.tr("Choose another photo."), terminal="Check the spelling and the folder.")
    return Explanation(to.tr("There is no file {file}.", file=name), step)


@_words.register
def _(error: errors.ImageForbidden, to: _Reader) -> Explanation:
    return Explanation(
        to.tr("{file} cannot be read: you do not have permission.", file=to.name(error.path)),
        to.tr("Change the permissions of the file or of its folder, or choose another photo."),
    )


@_words.register
def _(error: errors.ImageUnreadable, to: _Reader) -> Explanation:
    return Explanation(
        to.tr(
            "{file} is not a photo that can be read{reason}.",
            file=to.name(error.path),
            reason=to.reason(error.detail),
        ),
        to.tr(
            "Choose a JPEG, PNG, TIFF, WebP, BMP or GIF file; if it is one, it is damaged: copy it again from its "
            "source."
        ),
    )


@_words.register
def _(error: errors.ImageForeign, to: _Reader) -> Explanation:
    return Explanation(
        to.tr("{file} is {kind}, which cannot be opened here.", file=to.name(error.path), kind=to.retell(error.detail)),
        to.tr("If it is a picture, open it in another program and save it as TIFF, PNG or JPEG first."),
    )


@_words.register
def _(error: errors.ImageTruncated, to: _Reader) -> Explanation:
    return Explanation(
        to.tr("{file} ends before its picture does{reason}.", file=to.name(error.path), reason=to.reason(error.detail)),
        to.by_place(
            window=to.tr("Open the part that is there, or copy the file again from its source."),
            terminal="Copy it again from its source, or use --allow-truncated to work with what is there."
            if "allow_truncated" in to.options
            else "Copy it again from its source.",
        ),
    )


@_words.register
def _(error: errors.ImageTooLarge, to: _Reader) -> Explanation:
    # Up to the next ten megapixels, so that the option as printed is enough.
    enough = -(-error.size.area // 10_000_000) * 10
    return Explanation(
        to.tr(
            "{file} declares {size} pixels ({megapixels} megapixels), more than the limit of {limit} megapixels; "
            "it was not opened.",
            file=to.name(error.path),
            size=error.size,
            megapixels=f"{error.size.megapixels:.0f}",
            limit=f"{error.limit_megapixels:g}",
        ),
        to.by_place(
            window=to.tr(
                "Open it anyway if you trust the file and there is enough memory for it, or choose a smaller photo."
            ),
            terminal=f"If you trust the file and there is memory for it, lift the limit with --max-megapixels {enough}."
            if "max_megapixels" in to.options
            else "Choose a smaller photo.",
        ),
    )


@_words.register
def _(error: errors.ModelError, to: _Reader) -> Explanation:
    what = to.tr("The model {model} cannot be used{reason}.", model=error.model, reason=to.reason(error.detail))
    return Explanation(what, _another_model(to))


@_words.register
def _(error: errors.ModelUnknown, to: _Reader) -> Explanation:
    step = _another_model(to)
    if error.nearest:
        step = f"{to.tr('Did you mean {names}?', names=to.either(error.nearest))} {step}"
    return Explanation(to.tr("There is no model called {model}.", model=error.model), step)


@_words.register
def _(error: errors.ModelMissing, to: _Reader) -> Explanation:
    return Explanation(
        to.tr("The file of the model {model} is missing{reason}.", model=error.model, reason=to.reason(error.detail)),
        _install_again(to, error.model),
    )


@_words.register
def _(error: errors.ModelCorrupt, to: _Reader) -> Explanation:
    if error.expected and error.actual:
        what = to.tr(
            "The file of the model {model} is damaged or was changed: its SHA-256 is {actual}, its card names "
            "{expected}.",
            model=error.model,
            actual=error.actual,
            expected=error.expected,
        )
    else:
        what = to.tr("The model {model} is damaged{reason}.", model=error.model, reason=to.reason(error.detail))
    return Explanation(what, _install_again(to, error.model))


@_words.register
def _(error: errors.ModelMismatch, to: _Reader) -> Explanation:
    step = _another_model(to)
    if error.offers:
        step = to.tr("Models that can do it: {names}.", names=", ".join(error.offers))
    return Explanation(
        to.tr("{model} cannot be used here{reason}.", model=error.model, reason=to.reason(error.detail)), step
    )


@_words.register
def _(error: errors.ModelTaken, to: _Reader) -> Explanation:
    return Explanation(
        to.tr("There is already a model called {model}; it was kept.", model=error.model),
        to.by_place(
            window=to.tr("Give the new one another name."),
            terminal="Give the new one another name with --id, or remove the old one: `recon models remove`.",
        ),
    )


@_words.register
def _(error: errors.ModelShipped, to: _Reader) -> Explanation:
    return Explanation(
        to.tr("{model} comes with Recon Desktop and stays as it is.", model=error.model),
        to.tr("Only models that you have imported can be removed or renamed."),
    )


@_words.register
def _(error: errors.ImportRefused, to: _Reader) -> Explanation:
    what, step = refusals.of_import(error, to.name(error.path), to.reason(error.detail), to.translate)
    return Explanation(what, f"{step} {to.tr('Nothing was written.')}")


@_words.register
def _(error: errors.RunError, to: _Reader) -> Explanation:
    reason = to.reason(" ".join(map(str, error.args)))
    return Explanation(to.tr("The run stopped{reason}.", reason=reason), _on_the_cpu(to))


@_words.register
def _(error: errors.OutOfMemory, to: _Reader) -> Explanation:
    return Explanation(
        to.tr("There is not enough memory, not even for the smallest part of the photo."),
        to.by_place(
            window=to.tr("Close other programs, or choose a smaller model or photo."),
            terminal="Close other programs, choose a smaller model or photo, or use --device cpu if it ran on a GPU.",
        ),
    )


@_words.register
def _(error: errors.NotEnoughMemory, to: _Reader) -> Explanation:
    return Explanation(
        to.tr(
            "The photo and its result take {needed} MB of memory, and only {free} MB are free: nothing was started.",
            needed=error.needed_mib,
            free=error.free_mib,
        ),
        to.tr("Close other programs, choose a smaller scale, or a smaller photo."),
    )


@_words.register
def _(error: errors.ProviderFailed, to: _Reader) -> Explanation:
    what = to.tr("{provider} cannot be used{reason}.", provider=error.provider, reason=to.reason(error.detail))
    if error.provider == _CPU:
        return Explanation(what, _another_model(to))
    return Explanation(
        what,
        to.by_place(
            window=to.tr("Choose the CPU as the device; the result is the same, it only takes longer."),
            terminal="Use --device auto or --device cpu; `recon doctor` tells which devices can be used and why not.",
        ),
    )


@_words.register
def _(error: errors.BadOutput, to: _Reader) -> Explanation:
    return Explanation(
        to.tr(
            "The model {model} returned no usable picture on {provider}; nothing was saved.",
            model=error.model,
            provider=error.provider,
        ),
        _another_model(to) if error.provider == _CPU else _on_the_cpu(to),
    )


@_words.register
def _(error: errors.SaveError, to: _Reader) -> Explanation:
    return Explanation(
        to.tr("{file} cannot be written{reason}.", file=to.name(error.path), reason=to.reason(error.detail)),
        to.tr("Choose another name or another folder."),
    )


@_words.register
def _(error: errors.OutputExists, to: _Reader) -> Explanation:
    return Explanation(
        to.tr("{file} already exists and was kept{reason}.", file=to.name(error.path), reason=to.reason(error.detail)),
        to.by_place(
            window=to.tr("Choose another name, or confirm that it may be replaced."),
            terminal="Choose another name with -o, or use --overwrite to replace it.",
        ),
    )


@_words.register
def _(error: errors.OutputFolderMissing, to: _Reader) -> Explanation:
    return Explanation(
        to.tr("There is no folder “{folder}” to write to.", folder=error.path.parent),
        to.by_place(window=to.tr("Choose another folder."), terminal="Make the folder first, or choose another one."),
    )


@_words.register
def _(error: errors.OutputUnwritable, to: _Reader) -> Explanation:
    return Explanation(
        to.tr(
            "{file} cannot be written{reason}; nothing was left behind.",
            file=to.name(error.path),
            reason=to.reason(error.detail),
        ),
        to.by_place(
            window=to.tr("Choose another folder, or make room on the disk."),
            terminal="Choose another folder that you may write to, or make room on the disk.",
        ),
    )


@_words.register
def _(error: errors.FormatUnsupported, to: _Reader) -> Explanation:
    return Explanation(
        to.tr("{file} cannot be written{reason}.", file=to.name(error.path), reason=to.reason(error.detail)),
        to.by_place(
            window=to.tr("Choose PNG or TIFF: they can hold any photo."),
            terminal="Use a name that ends in .png or .tif: they can hold any photo.",
        ),
    )


@_words.register
def _(error: errors.TemplateInvalid, to: _Reader) -> Explanation:
    step = to.tr("Change the name.")
    if error.fields:
        step = to.tr("Fields are {names}.", names=to.either([f"{{{field}}}" for field in error.fields]))
    if error.nearest:
        step = f"{to.tr('Did you mean {names}?', names=f'{{{error.nearest[0]}}}')} {step}"
    what = to.tr(
        "“{template}” does not make a file name{reason}.", template=error.template, reason=to.reason(error.detail)
    )
    return Explanation(what, step)


@_words.register
def _(error: errors.JournalError, to: _Reader) -> Explanation:
    return Explanation(
        to.tr("The journal {file} cannot be used{reason}.", file=to.name(error.path), reason=to.reason(error.detail)),
        to.by_place(
            window=to.tr("Photos are still restored; only an interrupted batch cannot resume by itself."),
            terminal="Run it without --resume; what is finished and in the way is kept, unless --overwrite is given.",
        ),
    )


@_words.register
def _(error: errors.ClusterError, to: _Reader) -> Explanation:
    return Explanation(*refusals.of_cluster(error))


def _another_model(to: _Reader) -> str:
    return to.by_place(
        window=to.tr("Choose another model."), terminal="`recon models list` names the models there are."
    )


def _install_again(to: _Reader, model: str) -> str:
    return to.by_place(
        window=to.tr("Choose another model, or install Recon Desktop again to get {model} back.", model=model),
        terminal="Install Recon Desktop again, or choose another model: `recon models verify` tells which are sound.",
    )


def _on_the_cpu(to: _Reader) -> str:
    return to.by_place(
        window=to.tr("Choose the CPU as the device and try again."), terminal="Try again with --device cpu."
    )
