"""What a run states of itself in the file of its result."""

from __future__ import annotations

import json
from collections.abc import Sequence

from recon_desktop import __version__
from recon_desktop.core.card import ModelCard
from recon_desktop.core.photo import Provenance
from recon_desktop.engine.recipe import Recipe
from recon_desktop.engine.run_report import RunReport


def provenance(recipe: Recipe, cards: Sequence[ModelCard], report: RunReport) -> Provenance:
    """An account of a run: software, models with the hashes of their files, recipe.

    Args:
        recipe: What was done.
        cards: Those of its models, in their order.
        report: What really ran.
    """
    used = report.variant.split("+")
    models = [
        {
            "id": card.id,
            "sha256": [variant.sha256 for variant in card.variants if variant.precision in used],
            "scale": card.scale,
            "amount": step.amount,
            "noise_level": step.noise_level,
        }
        for step, card in zip(recipe.steps, cards, strict=True)
    ]
    mix = recipe.mix
    account = {
        "software": "Recon Desktop",
        "version": __version__,
        "models": models,
        "strength": {"luma": mix.luma, "chroma": mix.chroma, "grain": mix.grain},
        "ensemble": recipe.ensemble,
    }
    return Provenance(json.dumps(account), invented=any(card.character == "inventive" for card in cards))
