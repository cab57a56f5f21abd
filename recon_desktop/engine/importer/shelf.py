"""The person's own folder of models: filing, removing, renaming, and one file that holds a model with its card."""

from __future__ import annotations

import hashlib
import os
import secrets
import shutil
import zipfile
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from recon_desktop.core.card import ModelCard, read_card, write_card
from recon_desktop.core.errors import (
    ImportRefused,
    ModelCorrupt,
    ModelShipped,
    ModelTaken,
    OutputUnwritable,
)
from recon_desktop.core.io.atomic import whole_file
from recon_desktop.engine.catalog import CARD, Catalog, Model

SUFFIX = ".recon"
"""Of a model with its card as one file: a ZIP archive of the folder that it lies in."""

_LARGEST = 2**31
_PART = 1 << 20


class Shelf:
    """The person's own models.

    Args:
        folder: Where they lie, each in a folder of its own; made when the first one is filed.
        catalog: All models at hand, the shipped ones, too.
    """

    def __init__(self, folder: Path, catalog: Catalog) -> None:
        self._folder = folder
        self._catalog = catalog

    def file(self, card: ModelCard, files: Path) -> Path:
        """File a model.

        Args:
            card: Its card.
            files: The folder with the files that the card names.

        Returns:
            The model's folder, which appears whole or not at all.

        Raises:
            ModelTaken: There is a model of this id.
            OutputUnwritable: The system refused.
        """
        self.refuse_taken(card.id)
        target = self._folder / card.id
        # Without a card until everything else is there: what a crash leaves behind is no model.
        growing = self._folder / f".{secrets.token_hex(8)}.part"
        try:
            growing.mkdir(parents=True)
            try:
                for variant in card.variants:
                    shutil.copyfile(files / variant.file, growing / variant.file)
                write_card(card, growing / CARD)
                growing.rename(target)
            finally:
                shutil.rmtree(growing, ignore_errors=True)
        except OSError as error:
            raise OutputUnwritable(target, error.strerror or str(error)) from error
        return target

    def remove(self, model: str) -> None:
        """Remove a model of the person's own with its files.

        Raises:
            ModelUnknown: There is none of this id.
            ModelShipped: It came with the program.
            OutputUnwritable: The system refused.
        """
        folder = self._own(model).folder
        leaving = folder.with_name(f".{secrets.token_hex(8)}.part")
        try:
            folder.rename(leaving)  # at once: half a model is none
            with suppress(OSError):
                (leaving / CARD).unlink()
            shutil.rmtree(leaving)
        except OSError as error:
            raise OutputUnwritable(folder, error.strerror or str(error)) from error

    def rename(self, model: str, to: str, title: str | None = None) -> None:
        """Give a model of the person's own another id.

        Args:
            model: Its id.
            to: The new one.
            title: For people; None keeps it.

        Raises:
            ModelUnknown: There is none of this id.
            ModelShipped: It came with the program.
            ModelTaken: There is one of the new id.
            ImportRefused: The new id is none.
            OutputUnwritable: The system refused.
        """
        own = self._own(model)
        card = changed(own.card, own.folder / CARD, {"id": to} | ({"title": title} if title else {}))
        if to == model:
            self._rewrite(own, card)
            return
        self.file(card, own.folder)
        self.remove(model)

    def _rewrite(self, own: Model, card: ModelCard) -> None:
        path = own.folder / CARD
        with whole_file(path, overwrite=True) as file:
            file.write((card.model_dump_json(indent=2, by_alias=True) + "\n").encode())

    def _own(self, model: str) -> Model:
        known = self._catalog.get(model)
        if known.folder.parent.resolve() != self._folder.resolve():
            raise ModelShipped(model)
        return known

    def refuse_taken(self, model: str) -> None:
        """Say before a file is examined what filing it would say; raises `ModelTaken`."""
        if any(known.id == model for known in self._catalog.models) or os.path.lexists(self._folder / model):
            raise ModelTaken(model)


def changed(card: ModelCard, path: Path, facts: Mapping[str, Any]) -> ModelCard:
    """A card with some facts that a person gives.

    Raises:
        ImportRefused: They do not fit.
    """
    try:
        return ModelCard.model_validate(card.model_dump(by_alias=True) | dict(facts))
    except ValidationError as error:
        first = error.errors()[0]
        raise ImportRefused(path, "card", f"{'.'.join(map(str, first['loc']))}: {first['msg']}") from error


def export(model: Model, path: Path, *, overwrite: bool = False) -> None:
    """Write a model with its card as one file.

    Raises:
        ModelError: A file of it is missing or damaged.
        SaveError: It cannot be written.
    """
    contents = {variant.file: model.load(variant) for variant in model.card.variants}
    contents[CARD] = (model.folder / CARD).read_bytes()
    with (
        whole_file(path, overwrite=overwrite) as file,
        zipfile.ZipFile(file, "w", zipfile.ZIP_STORED) as archive,  # weights do not become smaller
    ):
        for name, content in contents.items():
            # Of no date, so that the same model makes the same file.
            archive.writestr(zipfile.ZipInfo(f"{model.id}/{name}"), content)


def unpacked(path: Path, scratch: Path) -> ModelCard:
    """Take a model's files out of what `export` wrote, checked against its card.

    Args:
        path: The file.
        scratch: An empty folder for them.

    Raises:
        ImportRefused: It is no such file, too large or damaged; what lies in `scratch` is of no use.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            places = {Path(info.filename).name: info for info in archive.infolist() if not info.is_dir()}
            if CARD not in places or sum(info.file_size for info in places.values()) > 2 * _LARGEST:
                raise ImportRefused(path, "unreadable", "there is no card in it" if CARD not in places else "too large")
            _take_out(archive, places[CARD], scratch / CARD)
            card = read_card(scratch / CARD)
            for variant in card.variants:
                if variant.file not in places:
                    raise ImportRefused(path, "damaged", f"{variant.file} is not in it")
                if _take_out(archive, places[variant.file], scratch / variant.file) != variant.sha256:
                    raise ImportRefused(path, "damaged", f"{variant.file} is not the file of its card")
    except ModelCorrupt as error:
        raise ImportRefused(path, "card", error.detail) from error
    except OSError as error:
        raise ImportRefused(path, "unreadable", error.strerror or str(error)) from error
    except (zipfile.BadZipFile, RuntimeError, NotImplementedError, EOFError) as error:
        raise ImportRefused(path, "damaged", str(error)) from error
    return card


def _take_out(archive: zipfile.ZipFile, place: zipfile.ZipInfo, target: Path) -> str:
    """Write one entry, no longer than it says it is; returns its SHA-256."""
    digest = hashlib.sha256()
    left = min(place.file_size, _LARGEST)
    with archive.open(place) as source, target.open("xb") as file:
        while left and (part := source.read(min(_PART, left))):
            left -= len(part)
            digest.update(part)
            file.write(part)
    return digest.hexdigest()
