"""Damaged journals, cards, configurations and what the window keeps: each is read or refused in words, soon.

As `test_photos`; `RECON_FUZZ=100000 pytest tests/fuzz` tries as many as it says.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QSettings

from recon_desktop.core.card import read_card
from recon_desktop.core.errors import ReconError
from recon_desktop.core.geometry import Size
from recon_desktop.engine.batch.journal import Journal, read_journal
from recon_desktop.engine.batch.naming import check_template, fill, fitting
from recon_desktop.engine.batch.queue import Change, Item, Job, Output
from recon_desktop.engine.order import Order
from recon_desktop.ui.kept import presets, recent, session, speeds
from recon_desktop.ui.kept.choices import choices_to_json
from recon_desktop.ui.kept.json_files import read_json, write_json
from recon_desktop.ui.kept.settings import Settings, load_settings, save_settings
from recon_desktop.ui.values.state import Choices, Simulation
from tests.fuzz.damage import ROUNDS, SLOWEST, damaged, reworded
from training.config import ConfigError, load_config

ROOT = Path(__file__).parents[2]
FACTS = {
    **dict.fromkeys(("stem", "name", "parent", "model", "task"), "a/b\0" + "고" * 200),
    "scale": "2",
    "date": "2026-12-01",
    "number": "007",
}


@dataclass(frozen=True)
class Kind:
    """Something that is read: a good one, how it is read, what refuses it."""

    make: Callable[[Path], object]
    read: Callable[[Path], object]
    refusals: tuple[type[Exception], ...]


def _journal(path: Path) -> None:
    journal = Journal(path)
    job = Job(Order(), Output(path.parent, strip="private"), path.parent / "고양이.png")
    for number in range(3):
        item = Item(number, path.parent / f"{number}.jpg", path.parent, Size(40, 30), job)
        journal.note(Change(put=(item,)))
    journal.flush()


def _template(path: Path) -> str:
    template = path.read_bytes().decode("utf-8", "surrogateescape")
    check_template(template)
    for name in (fill(template, FACTS), fitting(template, FACTS, ".png")):
        assert "/" not in name
        assert "\0" not in name
    return template


def _settings(path: Path) -> None:
    save_settings(Settings(), QSettings(str(path), QSettings.Format.IniFormat))


KEPT = (OSError, ValueError)
CHOICES = choices_to_json(Choices())
LEFT = {
    "schema": 1,
    "photo": "/a/고양이.jpg",
    "simulation": asdict(Simulation()),
    "choices": CHOICES,
    "view": {"zoom": 2.0, "x": 0.5, "y": 0.25},
}
KINDS = {
    "journal": Kind(_journal, read_journal, (ReconError,)),
    "card": Kind(
        lambda path: path.write_bytes((ROOT / "resources/models/clean/card.json").read_bytes()),
        read_card,
        (ReconError,),
    ),
    "training": Kind(
        lambda path: path.write_bytes((ROOT / "training/configs/clean.toml").read_bytes()), load_config, (ConfigError,)
    ),
    "template": Kind(lambda path: path.write_text("{stem}_{model}-{number}"), _template, (ReconError,)),
    "session": Kind(lambda path: write_json(path, LEFT), session._read, KEPT),
    "presets": Kind(
        lambda path: write_json(path, {"schema": 1, "presets": [{"name": "one", "choices": CHOICES}]}),
        presets._read,
        KEPT,
    ),
    "recent": Kind(
        lambda path: write_json(path, ["/a/b.jpg", "/c.png"]),
        lambda path: recent._photos(read_json(path)),
        KEPT,
    ),
    "speeds": Kind(
        lambda path: write_json(path, [{"model": "clean", "device": "cpu", "seconds": 1.5}]),
        lambda path: speeds._speeds(read_json(path)),
        KEPT,
    ),
    "settings": Kind(_settings, lambda path: load_settings(QSettings(str(path), QSettings.Format.IniFormat)), ()),
}


@pytest.mark.parametrize("name", KINDS)
def test_every_outcome_is_a_value_or_a_refusal(tmp_path: Path, caplog: pytest.LogCaptureFixture, name: str) -> None:
    caplog.set_level(logging.CRITICAL)
    kind = KINDS[name]
    path = tmp_path / "kept.ini"
    kind.make(path)
    seed = path.read_bytes()
    kind.read(path)
    rng = np.random.default_rng([ord(letter) for letter in name])
    for number in range(ROUNDS):
        path = tmp_path / f"kept{number}.ini"  # QSettings remembers what it read of a name
        path.write_bytes((reworded if rng.random() < 0.7 else damaged)(seed, rng))
        begin = time.perf_counter()
        try:
            kind.read(path)
        except kind.refusals:
            pass
        except BaseException as error:
            raise AssertionError(path.read_bytes()[:4000]) from error
        assert time.perf_counter() - begin < SLOWEST
        path.unlink()
