"""What Automatic found in a photo and chose for it, in words for window and terminal; light to import."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from recon_desktop.core.english import Translate, in_english

if TYPE_CHECKING:
    from recon_desktop.core.card import Flaw
    from recon_desktop.core.gauge import Damage
    from recon_desktop.engine.automatic import Decision
    from recon_desktop.engine.recipe import Step

STRONG_JPEG = 50
"""Below this quality everybody sees JPEG."""

LITTLE_NOISE, STRONG_NOISE = 4.0, 12.0
"""Noise in 8-bit units: up to the first it is seen only at 1:1, from the second on at once."""


def decided(decision: Decision, title: Callable[[str], str], translate: Translate = in_english) -> str:
    """One line, such as "Automatic: strong JPEG (quality about 35), a little noise: Clean".

    Args:
        decision: Of the engine; something was left to Automatic.
        title: From a model's id to its name.
        translate: Into the person's language.
    """

    def tr(text: str) -> str:
        return translate("decided", text)

    damage = decision.damage
    if damage is None or not damage.readable:
        found = tr("too small or too even to be read")
    elif decision.treated:
        found = ", ".join(_found(each, damage, translate) for each in decision.treated)
    else:
        found = tr("neither noise nor marks of JPEG worth taking out")
    chosen = [_chosen(step, title, translate) for step in decision.recipe.steps]
    what = tr(", then ").join(chosen) if chosen else tr("the photo stays as it is")
    return tr("Automatic: {found}: {what}").format(found=found, what=what)


def _found(flaw: Flaw, damage: Damage, translate: Translate) -> str:
    """A flaw, and how grave it is."""
    if flaw == "jpeg":
        if damage.quality is not None and damage.quality < STRONG_JPEG:
            return translate("decided", "strong JPEG (quality about {quality})").format(quality=damage.quality)
        return translate("decided", "JPEG (quality about {quality})").format(quality=damage.quality)
    if damage.strength < LITTLE_NOISE:
        return translate("decided", "a little noise")
    return translate("decided", "noise") if damage.strength < STRONG_NOISE else translate("decided", "strong noise")


def _chosen(step: Step, title: Callable[[str], str], translate: Translate) -> str:
    """A model, and how much of it."""
    name = title(step.model)
    if step.amount < 1:
        return translate("decided", "{model} at {percent} %").format(model=name, percent=round(100 * step.amount))
    if step.noise_level is not None:
        return translate("decided", "{model} at level {level}").format(model=name, level=f"{step.noise_level:.1f}")
    return name
