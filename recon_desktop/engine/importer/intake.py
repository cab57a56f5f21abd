"""From a foreign file to a card that a person can look at before the model is filed."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from recon_desktop.core.card import ModelCard, Origin, TrainedOn, Variant
from recon_desktop.core.errors import ImportRefused
from recon_desktop.core.progress import SILENT, Progress
from recon_desktop.engine.importer import child
from recon_desktop.engine.importer.findings import FULL, HALF, LAYOUTS, RANGES, Findings, Wish

"""The files of a model: the network in float32, and in half precision where it came so."""

UNKNOWN = "not known"

_MEASURED = ("schema", "variants", "parameters", "flops_per_output_pixel", "work_bytes_per_pixel", "conditions")
"""What a card that is given may not say otherwise."""

_RUN_SECONDS = 5.0
"""That a run may take whose memory is measured."""

_MEMORY_SIDES = ((256, 512), (128, 256), (64, 128))

_UNLIKE = 12.0
"""PSNR in dB, of a picture before and after: below it the network does something else than restoring, or its values lie
in another range."""


@dataclass(frozen=True, slots=True)
class Draft:
    """A foreign file that was examined.

    Attributes:
        card: Of the model that it becomes.
        folder: Holds the model's files.
        notes: What a person should know of it, in sentences.
    """

    card: ModelCard
    folder: Path
    notes: tuple[str, ...]


def read_facts(path: Path) -> dict[str, Any]:
    """The facts that a person gives in a file: any part of a card, as JSON.

    Raises:
        ImportRefused: It cannot be read, or is no JSON object.
    """
    try:
        facts = json.loads(path.read_bytes())
    except OSError as error:
        raise ImportRefused(path, "card", error.strerror or str(error)) from error
    except (ValueError, RecursionError) as error:
        raise ImportRefused(path, "card", f"it is no JSON: {error}") from error
    if not isinstance(facts, dict):
        raise ImportRefused(path, "card", "it is no JSON object")
    return facts


def draft(
    path: Path,
    scratch: Path,
    facts: Mapping[str, Any],
    *,
    silence: float = child.SILENCE,
    progress: Progress = SILENT,
) -> Draft:
    """Examine an ONNX file, and write its card and the model's files.

    Args:
        path: The foreign file.
        scratch: An empty folder for the files.
        facts: Parts of the card that the person knows better, by their names on it; `origin` may hold `layout`,
            `input_range` and `output_range`.
        silence: Seconds that one run of the network may take.
        progress: Told on the way; its token ends it.

    Raises:
        ImportRefused: The file cannot become a model; what lies in `scratch` is of no use.
        Cancelled: The token was set.
    """
    wish = _wish(path, facts)
    found = child.examined(path, wish, scratch, silence=silence, progress=progress)
    progress.report(0.8)
    memory = _work_bytes(scratch / FULL, found, silence, progress)
    progress.report(1.0)
    card = _card(path, scratch, found, memory, facts)
    return Draft(card, scratch, _notes(found, card))


def verified(
    card: ModelCard, path: Path, folder: Path, *, silence: float = child.SILENCE, progress: Progress = SILENT
) -> Draft:
    """A model that came with its card, once each of its files was seen to do what the card promises.

    Args:
        card: Of the model.
        path: The file that it came in.
        folder: Holds the files that the card names.
        silence: Seconds that one run of the network may take.
        progress: Its token ends it.

    Raises:
        ImportRefused: A file does something else.
        Cancelled: The token was set.
    """
    for variant in card.variants:
        child.checked(card, folder / variant.file, path, silence=silence, progress=progress)
    return Draft(card, folder, ())


def slug(name: str) -> str:
    """A model's id made of any name."""
    return re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-") or "model"


def _wish(path: Path, facts: Mapping[str, Any]) -> Wish:
    origin = facts.get("origin", {})
    known = {"layout": LAYOUTS, "input_range": RANGES, "output_range": RANGES}
    if not isinstance(origin, dict):
        raise ImportRefused(path, "card", "origin: it is no object")
    for name, value in origin.items():
        if name not in known:
            raise ImportRefused(path, "card", f"origin.{name}: it is found out, not given")
        if value not in known[name]:
            raise ImportRefused(path, "card", f"origin.{name}: it is one of {', '.join(known[name])}")
    return Wish(**origin)


def _work_bytes(file: Path, found: Findings, silence: float, progress: Progress) -> int:
    """Peak memory by input pixel: the difference of two sizes cancels what the size does not move."""
    grid, least = found.tiles.align, found.tiles.min_size
    pairs = [(max(-(-a // grid) * grid, least), max(-(-b // grid) * grid, 2 * least)) for a, b in _MEMORY_SIDES]
    small, large = next((pair for pair in pairs if found.pace * pair[1] ** 2 <= _RUN_SECONDS), pairs[-1])
    before, after = (
        child.peak_memory(file, side, found.form.channels, silence=silence, progress=progress)
        for side in (small, large)
    )
    return max(1, round((after - before) / (large**2 - small**2)))


def _card(path: Path, scratch: Path, found: Findings, memory: int, facts: Mapping[str, Any]) -> ModelCard:
    for name in _MEASURED:
        if name in facts:
            raise ImportRefused(path, "card", f"{name}: it is measured, not given")
    form, cut = found.form, found.tiles
    variants = [Variant(precision="fp32", file=FULL, sha256=_sha256(scratch / FULL), psnr_lost=0.0)]
    if found.psnr_lost is not None:
        lost = round(found.psnr_lost, 3)
        variants.append(Variant(precision="fp16", file=HALF, sha256=_sha256(scratch / HALF), psnr_lost=lost))
    origin = Origin(
        file=path.name,
        sha256=_sha256(path),
        layout=form.layout,
        input_range=form.input_range,
        output_range=form.output_range,
        precision=form.precision,
        fixed_size=form.fixed,
        opset=found.opset,
        departure=cut.departure,
    )
    trained_on = TrainedOn(degradations=UNKNOWN, data=UNKNOWN, licences=UNKNOWN, steps=0)
    own: dict[str, Any] = {
        "id": slug(path.stem),
        "title": path.stem,
        "task": "upscale" if form.scale > 1 else "denoise",
        "architecture": UNKNOWN,
        "scale": form.scale,
        "channels": "rgb" if form.channels == 3 else "luma",
        "receptive_radius": cut.radius,
        "align": cut.align,
        "min_size": cut.min_size,
        "tiling": cut.tiling,
        "trained_on": trained_on.model_dump(),
        "character": "inventive",  # until a person who knows says otherwise
        "summary": f"Imported from {path.name}.",
        "licence": UNKNOWN,
        "source": UNKNOWN,
        "config": "",
        "commit": "",
    }
    measured = {
        "schema": 1,
        "variants": [variant.model_dump() for variant in variants],
        "parameters": found.parameters,
        "flops_per_output_pixel": found.flops_per_output_pixel,
        "work_bytes_per_pixel": memory,
        "origin": origin.model_dump(),
    }
    try:
        card = ModelCard.model_validate_json(json.dumps(own | dict(facts) | measured))
    except ValidationError as error:
        first = error.errors()[0]
        raise ImportRefused(path, "card", f"{'.'.join(map(str, first['loc'])) or 'card'}: {first['msg']}") from error
    if card.network_scale != form.scale:
        raise ImportRefused(path, "card", f"scale: the network enlarges {form.scale} times")
    return card


def _notes(found: Findings, card: ModelCard) -> tuple[str, ...]:
    notes = []
    if found.tiles.tiling == "near":
        notes.append("Its tiles are not exact: they differ from the whole by less than a file of 8 bits shows.")
    if found.tiles.tiling == "whole":
        notes.append("It looks at the whole photo, so photos are not cut into tiles: large ones need much memory.")
    if found.likeness < _UNLIKE:
        notes.append("What it makes of a picture is unlike it: look at a result before you use it.")
    if card.licence == UNKNOWN:
        notes.append("Its licence is not known: many models may not be used commercially.")
    return tuple(notes)


def _sha256(path: Path) -> str:
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while part := file.read(1 << 20):
            digest.update(part)
    return digest.hexdigest()
