"""Lanes that run when told, a restorer without networks, and the hunt for what is left behind."""

from __future__ import annotations

import gc
import threading
from collections.abc import Callable, Generator, Iterator
from concurrent.futures import Executor, Future
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image as PillowImage
from PySide6.QtCore import QCoreApplication, QEvent, QTimer
from PySide6.QtGui import QImage
from pytestqt.qtbot import QtBot

from recon_desktop.core.card import ModelCard, TrainedOn, Variant, write_card
from recon_desktop.core.geometry import Region
from recon_desktop.core.image import Image
from recon_desktop.core.io import Band
from recon_desktop.core.mix import PLAIN
from recon_desktop.core.photo import Photo
from recon_desktop.core.pixels import PixelSource, from_float
from recon_desktop.core.progress import SILENT, Progress
from recon_desktop.engine.catalog import Catalog
from recon_desktop.engine.gate import RunGate, Urgency
from recon_desktop.engine.recipe import Recipe
from recon_desktop.engine.restore import Restorer
from recon_desktop.engine.run_report import RunReport
from recon_desktop.ui.lanes.from_qimage import to_arrays
from recon_desktop.ui.lanes.jobs import Jobs, Lane
from recon_desktop.ui.lanes.services import Services
from recon_desktop.ui.preview import previewer, truster
from recon_desktop.ui.values.state import Notice
from recon_desktop.ui.workspace import measurer, scorer
from recon_desktop.ui.workspace.workspace import Workspace


@pytest.fixture(scope="session", autouse=True)
def _only_what_is_new_is_collected() -> Iterator[None]:
    """The hunt for what is left behind passes over what other tests have loaded: TensorFlow's objects take seconds."""
    gc.collect()
    gc.freeze()
    yield
    gc.unfreeze()


@pytest.fixture(autouse=True)
def _widgets_go_with_their_test() -> Iterator[None]:
    """Qt deletes the widgets that pytest-qt closes when an event loop runs, and PySide crashes where none ever did."""
    yield
    if QCoreApplication.instance() is not None:
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


class Pump:
    """Executors whose work waits until a test says `run`, and then runs in the test's own thread."""

    def __init__(self) -> None:
        self._waiting: list[tuple[Lane, Future[Any], Callable[[], Any]]] = []

    def add(self, lane: Lane, work: Callable[[], Any]) -> Future[Any]:
        """Let work wait."""
        future: Future[Any] = Future()
        self._waiting.append((lane, future, work))
        return future

    def lane(self, lane: Lane) -> Executor:
        return _PumpLane(self, lane)

    def shutdown(self, lane: Lane, *, cancel: bool) -> None:
        """End a lane as an executor does: what waits is run, or cancelled."""
        if cancel:
            self._waiting[:] = [entry for entry in self._waiting if entry[0] is not lane or not entry[1].cancel()]
        else:
            self.run(lane)

    def run(self, *lanes: Lane, most: int = 1000) -> int:
        """Run what waits, and what that asks for, in the order asked; return how many jobs ran."""
        for done in range(most):
            position = next((i for i, entry in enumerate(self._waiting) if not lanes or entry[0] in lanes), None)
            if position is None:
                return done
            _, future, work = self._waiting.pop(position)
            if future.set_running_or_notify_cancel():
                try:
                    future.set_result(work())
                except BaseException as error:
                    future.set_exception(error)
        return most

    def waiting(self, *lanes: Lane) -> int:
        """Number of jobs that wait and are not cancelled."""
        return sum(not future.cancelled() for lane, future, _ in self._waiting if not lanes or lane in lanes)


class _PumpLane(Executor):
    def __init__(self, pump: Pump, lane: Lane) -> None:
        self._pump = pump
        self._lane = lane

    def submit(self, work: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
        return self._pump.add(self._lane, lambda: work(*args, **kwargs))

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
        self._pump.shutdown(self._lane, cancel=cancel_futures)


@pytest.fixture
def pump() -> Pump:
    return Pump()


@pytest.fixture
def jobs(qtbot: QtBot, pump: Pump) -> Iterator[Jobs]:
    jobs = Jobs(executor=pump.lane)
    yield jobs
    jobs.shutdown()
    assert jobs.running == 0


# -------------------------------------------------------------------- models without networks


def card(name: str, scale: int = 1, **changes: Any) -> ModelCard:
    fields: dict[str, Any] = {
        "schema": 1,
        "id": name,
        "title": name,
        "task": "denoise" if scale == 1 else "upscale",
        "architecture": "none",
        "scale": scale,
        "channels": "rgb",
        "receptive_radius": 0,
        "work_bytes_per_pixel": 100,
        "parameters": 1,
        "flops_per_output_pixel": 1,
        "variants": (Variant(precision="fp32", file="model.onnx", sha256="0" * 64, psnr_lost=0),),
        "trained_on": TrainedOn(degradations="none", data="none", licences="none", steps=0),
        "character": "faithful",
        "summary": "Nothing.",
        "licence": "CC0-1.0",
        "source": "none",
        "config": "none",
        "commit": "none",
    }
    return ModelCard(**(fields | changes))


@pytest.fixture
def catalog(tmp_path: Path) -> Catalog:
    for made in (
        card("denoise-one"),
        card("denoise-two", flops_per_output_pixel=2),
        card("upscale-one-x2", 2),
        card("upscale-one-x4", 4),
        card("upscale-two-x2", 2, flops_per_output_pixel=2),
    ):
        folder = tmp_path / "models" / made.id
        folder.mkdir(parents=True)
        write_card(made, folder / "card.json")
    return Catalog([tmp_path / "models"])


class FakeRestorer(Restorer):
    """Inverts the photo and repeats its pixels; remembers what it was asked for.

    Attributes:
        calls: The regions asked for, None for the whole photo.
        ended: How urgent the runs were that came to their end, in that order.
        gate: Passed again and again by a run that waits.
        error: Raised by the next runs, if set.
        mixes: Whether recipes may come with strength and grain, as those of a batch do.
        wait: Set to make runs wait, reporting progress, until they are cancelled or it is set.
    """

    def __init__(self, catalog: Catalog) -> None:
        self.catalog = catalog
        self.calls: list[tuple[Recipe, Region | None]] = []
        self.error: Exception | None = None
        self.mixes = False
        self.wait: threading.Event | None = None
        self.ended: list[Urgency] = []
        self.gate = RunGate()

    def restore_photo(
        self,
        photo: Photo,
        recipe: Recipe,
        *,
        region: Region | None = None,
        urgency: Urgency = Urgency.RUN,
        progress: Progress = SILENT,
        on_tile: object = None,
        known: object = (),
    ) -> tuple[Photo, RunReport]:
        assert recipe.mix == PLAIN or self.mixes, "strength and grain are blended in afterwards"
        assert (urgency is Urgency.PREVIEW) == (region is not None), "previews are urgent, full runs are not"
        self.calls.append((recipe, region))
        if self.error is not None:
            raise self.error
        with self.gate.run(urgency) as place:
            while (event := self.wait) is not None:
                with place.hold(progress.token):
                    progress.report(0.5)
                    if event.wait(0.01):
                        break
        self.ended.append(urgency)
        progress.report(0.5)
        scale = recipe.scale(self.catalog)
        part = (region or photo.size.whole).slices
        restored = self._enlarged(inverted(photo.pixels[part]), scale)
        alpha = None if photo.alpha is None else self._enlarged(photo.alpha[part], scale)
        report = RunReport(
            models=tuple(step.model for step in recipe.steps), variant="fp32", provider="Fake", device="Fake, 1 core",
            seconds=0.1, inference_seconds=0.1, megapixels=photo.size.megapixels, tiles=1, tile_side=1,
            peak_memory_mib=1.0, fallbacks=("The GPU is asleep; the CPU does the work.",),
        )  # fmt: skip
        progress.report(1)
        return photo.with_pixels(restored, alpha, f"{photo.digest}-{recipe}"), report

    def bands(
        self,
        photo: Photo,
        recipe: Recipe,
        *,
        whole: bool = False,
        urgency: Urgency = Urgency.RUN,
        progress: Progress = SILENT,
    ) -> Generator[tuple[Band, RunReport], None, None]:
        result, report = self.restore_photo(photo, recipe, urgency=urgency, progress=progress)
        yield Band(0, result), report

    def baseline(self, source: PixelSource, scale: int, region: Region) -> Image:
        return self._enlarged(source.read(region), scale)

    @staticmethod
    def _enlarged(pixels: np.ndarray[Any, Any], scale: int) -> np.ndarray[Any, Any]:
        return pixels.repeat(scale, axis=0).repeat(scale, axis=1)


def inverted(pixels: np.ndarray[Any, Any]) -> np.ndarray[Any, Any]:
    return (1 - pixels if pixels.dtype == np.float32 else np.iinfo(pixels.dtype).max - pixels).astype(pixels.dtype)


class FakeRuntime:
    def __init__(self) -> None:
        self.closed = False
        self.error: Exception | None = None

    def open(self, model: object) -> FakeRuntime:
        if self.error is not None:
            raise self.error
        return self

    device = "Fake, 1 core"
    fallbacks: tuple[str, ...] = ()
    reason = ""

    def close(self) -> None:
        self.closed = True


@pytest.fixture
def restorer(catalog: Catalog) -> FakeRestorer:
    return FakeRestorer(catalog)


@pytest.fixture
def services(catalog: Catalog, restorer: FakeRestorer, make_photo: Callable[..., Path]) -> Services:
    samples = [make_photo(f"{name}.png") for name in ("sample", "web", "cat")]
    return Services(catalog, FakeRuntime(), restorer, samples)  # type: ignore[arg-type]


# -------------------------------------------------------------------- photos


@pytest.fixture
def make_photo(tmp_path: Path) -> Callable[..., Path]:
    def make(name: str = "photo.png", size: tuple[int, int] = (300, 200), seed: int = 0) -> Path:
        """A smooth colour picture with a little noise."""
        width, height = size
        x, y = np.meshgrid(np.linspace(0, 1, width), np.linspace(0, 1, height))
        picture = np.stack([x, y, 0.5 + 0.4 * np.sin(12 * x)], axis=-1).astype(np.float32) * 0.8 + 0.1
        picture += np.random.default_rng(seed).normal(0, 4 / 255, picture.shape).astype(np.float32)
        path = tmp_path / name
        PillowImage.fromarray(from_float(picture, np.dtype(np.uint8))).save(path)
        return path

    return make


@pytest.fixture
def photo_path(make_photo: Callable[..., Path]) -> Path:
    return make_photo()


# -------------------------------------------------------------------- the workspace under test


@dataclass
class Heard:
    """What the workspace said."""

    notices: list[Notice] = field(default_factory=list)
    signals: list[str] = field(default_factory=list)

    @property
    def last(self) -> Notice:
        return self.notices[-1]

    @property
    def errors(self) -> list[Notice]:
        return [notice for notice in self.notices if notice.severity == "error"]


@pytest.fixture
def workspace(jobs: Jobs, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> Iterator[Workspace]:
    for module in (previewer, measurer, scorer, truster):
        monkeypatch.setattr(module, "DEBOUNCE_MS", RESTED_MS // 4)
    workspace = Workspace(jobs)
    yield workspace
    workspace.close()
    assert_nothing_runs(workspace)


@pytest.fixture
def heard(workspace: Workspace) -> Heard:
    heard = Heard()
    workspace.told.connect(heard.notices.append)
    signals = {
        "photo_changed": workspace.photos.changed,
        "recipe_changed": workspace.choices.changed,
        "preview_changed": workspace.previews.changed,
        "result_changed": workspace.runs.changed,
        "activity_changed": workspace.activity_changed,
    }
    for name, signal in signals.items():
        signal.connect(lambda name=name: heard.signals.append(name))
    workspace.measures.changed.connect(lambda: heard.signals.append("result_changed"))
    return heard


def assert_nothing_runs(workspace: Workspace) -> None:
    """No timer ticks and no lane lives on."""
    assert [timer for timer in workspace.findChildren(QTimer) if timer.isActive()] == []
    gc.collect()
    for thread in threading.enumerate():
        if thread.name.startswith("recon-opening"):  # it ends with the photo that it reads
            thread.join(10)
    assert [thread.name for thread in threading.enumerate() if thread.name.startswith("recon-")] == []


PATIENCE_MS = 60_000
"""How long tests wait for what must come; generous, because machines are busy."""

RESTED_MS = 40
"""How long tests wait where nothing should come once the view rests."""

WHOLE = Region(0, 0, 300, 200)
"""All of the photo that tests open."""


@pytest.fixture
def opened(workspace: Workspace, services: Services, pump: Pump, photo_path: Path, heard: Heard) -> Workspace:
    workspace.device.attach(services)
    workspace.photos.open(photo_path)
    pump.run()
    heard.signals.clear()
    return workspace


def look(workspace: Workspace, pump: Pump, qtbot: QtBot, region: Region = WHOLE, zoom: float = 2.0) -> None:
    """Look, wait until the view rests, and let the previews come."""
    workspace.previews.look_at(region, zoom)
    qtbot.waitUntil(
        lambda: workspace.activity.kind == "previewing" or workspace.previews.preview.fraction == 1, timeout=PATIENCE_MS
    )
    pump.run()


def await_preview(pump: Pump, qtbot: QtBot) -> None:
    """Wait until the view has rested and the first cell is asked for."""
    qtbot.waitUntil(lambda: pump.waiting(Lane.INTERACTIVE) > 0, timeout=PATIENCE_MS)


def let_measure(pump: Pump, qtbot: QtBot) -> None:
    """Wait until measures are asked for, and let them be made; a preview that begins meanwhile comes before them."""

    def asked() -> bool:
        pump.run(Lane.INTERACTIVE)
        return pump.waiting(Lane.RUN) > 0

    qtbot.waitUntil(asked, timeout=PATIENCE_MS)
    pump.run()


def array(image: QImage) -> np.ndarray:  # type: ignore[type-arg]
    return to_arrays(image)[0]


def result_of(workspace: Workspace) -> Photo:
    assert workspace.runs.result is not None
    return workspace.runs.result.photo


def original_of(workspace: Workspace) -> Photo:
    assert workspace.photos.original is not None
    return workspace.photos.original
