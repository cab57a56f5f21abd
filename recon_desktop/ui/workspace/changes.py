"""A change of the choices in a few words, for the list of what can be undone."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import pairwise

from PySide6.QtCore import QCoreApplication

from recon_desktop.ui.values.state import Choices, Task
from recon_desktop.ui.workspace.history import Step

translate = QCoreApplication.translate


def task_words(task: Task) -> str:
    """A task as the panel calls it."""
    return {
        "denoise": translate("Changes", "Denoise"),
        "upscale": translate("Changes", "Upscale"),
        "denoise+upscale": translate("Changes", "Denoise and upscale"),
    }[task]


def history_words(steps: Sequence[Step], title: Callable[[str], str]) -> tuple[str, ...]:
    """Every change in words, the first one of all at the beginning.

    Args:
        steps: The history.
        title: Finds the title of a model by its id.
    """
    told = (after.label or change_words(before.choices, after.choices, title) for before, after in pairwise(steps))
    return (translate("Changes", "Start"), *told)


def change_words(before: Choices, after: Choices, title: Callable[[str], str]) -> str:
    """What a change did.

    Args:
        before: The choices that were in force.
        after: Those that came.
        title: Finds the title of a model by its id.
    """
    words: list[str] = []
    if after.task != before.task:
        words.append(task_words(after.task))
    if after.scale != before.scale:
        words.append(translate("Changes", "Scale {scale}x").format(scale=after.scale))
    chosen = [model for entry in after.upscalers if entry not in before.upscalers for model in entry[1:]]
    if after.denoiser != before.denoiser:
        chosen.append(after.denoiser)
    words += [
        translate("Changes", "Model {title}").format(title=title(str(model)))
        if model
        else translate("Changes", "Default denoiser")
        for model in chosen
    ]
    if any(entry[0] not in dict(after.upscalers) for entry in before.upscalers):
        words.append(translate("Changes", "Default upscaler"))
    if after.noise_level is None and before.noise_level is not None:
        words.append(translate("Changes", "Noise level automatic"))
    elif after.noise_level is not None and after.noise_level != before.noise_level:
        words.append(translate("Changes", "Noise level {level:.1f}").format(level=after.noise_level))
    if after.strength != before.strength:
        part = translate("Changes", "Luma") if after.chroma is not None else translate("Changes", "Strength")
        words.append(f"{part} {round(after.strength * 100)} %")
    if after.chroma is None and before.chroma is not None:
        words.append(translate("Changes", "Luma and chroma together"))
    elif after.chroma is not None and before.chroma is None:
        words.append(translate("Changes", "Luma and chroma apart"))
    elif after.chroma is not None and after.chroma != before.chroma:
        words.append(translate("Changes", "Chroma {percent} %").format(percent=round(after.chroma * 100)))
    if after.grain != before.grain:
        words.append(translate("Changes", "Grain {grain:.1f}").format(grain=after.grain))
    if after.ensemble != before.ensemble:
        words.append(translate("Changes", "Ensemble on") if after.ensemble else translate("Changes", "Ensemble off"))
    return ", ".join(words)
