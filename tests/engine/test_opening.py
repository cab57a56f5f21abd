"""The next photo of a batch is opened while this one is restored."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from recon_desktop.core.errors import ImageError
from recon_desktop.core.io import load_photo, photo_from_array, save_photo
from recon_desktop.core.progress import Cancelled, CancelToken, Reporter
from recon_desktop.engine.batch import opening
from recon_desktop.engine.batch.opening import Opener
from recon_desktop.engine.batch.queue import Item, Job, Output
from recon_desktop.engine.batch.run import run_item
from recon_desktop.engine.order import Order
from recon_desktop.engine.restore import Restorer

from .conftest import random_pixels


@pytest.fixture
def items(tmp_path: Path) -> list[Item]:
    order = Order("upscale", ("upscale-rgb-x2",), 2)
    made = []
    for number, name in enumerate(["a.png", "b.png", "c.png"]):
        source = save_photo(photo_from_array(random_pixels(20, 30, number)), tmp_path / name)
        made.append(Item(number, source, job=Job(order, Output(), tmp_path / f"{name}.tif")))
    return made


@pytest.fixture
def opener() -> Iterator[Opener]:
    opener = Opener()
    yield opener
    opener.forget()


@pytest.fixture
def loaded(monkeypatch: pytest.MonkeyPatch) -> list[Path]:
    def load(path: Path, **options: Any) -> Any:
        paths.append(path)
        return load_photo(path, **options)

    paths: list[Path] = []
    monkeypatch.setattr(opening, "load_photo", load)
    return paths


def test_a_batch_opens_each_photo_once_and_the_next_one_ahead(
    restorer: Restorer, items: list[Item], opener: Opener, loaded: list[Path]
) -> None:
    for item, following in zip(items, [*items[1:], None], strict=True):
        told: list[float] = []
        run_item(restorer, item, opener=opener, following=following, progress=Reporter(told.append))
        assert told == sorted(told)
        if following:
            assert opener._ahead
            opener._ahead[1].result(10)
            assert loaded[-1] == following.source
            # Meanwhile its state becomes another.
            items[following.number] = replace(following, state="running")
    assert loaded == [item.source for item in items]
    for item in items:
        assert item.job
        plain = run_item(restorer, replace(item, job=replace(item.job, target=item.job.target.with_suffix(".png"))))
        assert plain.size == photo_size(item.job.target)


def photo_size(path: Path) -> Any:
    return load_photo(path).size


def test_another_photo_than_the_one_that_was_expected_is_opened_itself(items: list[Item], opener: Opener) -> None:
    opener.open_ahead(items[1])
    opened = opener.open(items[2])
    np.testing.assert_array_equal(opened.photo.pixels, load_photo(items[2].source).pixels)


def test_what_is_wrong_with_a_photo_is_said_when_its_turn_comes(
    restorer: Restorer, items: list[Item], opener: Opener
) -> None:
    items[1].source.write_bytes(items[1].source.read_bytes()[:200])
    run_item(restorer, items[0], opener=opener, following=items[1])
    with pytest.raises(ImageError):
        run_item(restorer, items[1], opener=opener, following=items[2])
    run_item(restorer, items[2], opener=opener)


@pytest.mark.parametrize("memory", [1, 10**6])
def test_what_does_not_fit_the_memory_is_not_opened_ahead(items: list[Item], memory: int, loaded: list[Path]) -> None:
    opener = Opener(memory_mib=memory)
    opener.open_ahead(items[1])
    assert (opener._ahead is not None) == (memory > 1)
    opener.open(items[1])
    assert len(loaded) == 1


def test_cancel_ends_the_wait_for_a_photo_that_is_opened_ahead(
    items: list[Item], opener: Opener, monkeypatch: pytest.MonkeyPatch
) -> None:
    def load(path: Path, *, progress: Any, **options: Any) -> Any:
        while True:  # a long decoding, that listens now and then
            progress.report(0.5)

    monkeypatch.setattr(opening, "load_photo", load)
    token = CancelToken()
    opener.open_ahead(items[0])
    token.cancel()
    with pytest.raises(Cancelled):
        opener.open(items[0], Reporter(lambda _: None, token))
