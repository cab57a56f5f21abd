"""A workspace that remembers what was asked of it and shows what a test puts in."""

from __future__ import annotations

import inspect
from collections.abc import Iterable
from dataclasses import astuple, replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
from PySide6.QtCore import QObject, QRectF, Signal
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from recon_desktop.core.geometry import Region, Size
from recon_desktop.core.photo import Metadata, Photo
from recon_desktop.engine.automatic import Decision
from recon_desktop.engine.recipe import Recipe, Step
from recon_desktop.resources import resource_path
from recon_desktop.ui.batch.state import BatchState
from recon_desktop.ui.kept.settings import Scheme, Settings
from recon_desktop.ui.lanes.batch_work import BatchWork
from recon_desktop.ui.lanes.jobs import Jobs
from recon_desktop.ui.look.theme import Theme
from recon_desktop.ui.pictures.layer import Layer
from recon_desktop.ui.pictures.pyramid import Pyramid
from recon_desktop.ui.values.state import (
    Activity,
    Choices,
    Glimpse,
    Measures,
    Method,
    Preview,
    Simulation,
    Standing,
    Task,
    TrustMeasure,
    TrustView,
)
from recon_desktop.ui.window.main_window import MainWindow
from recon_desktop.ui.workspace.choices import WorkspaceChoices
from recon_desktop.ui.workspace.device import DeviceInUse
from recon_desktop.ui.workspace.measurer import Measurer
from recon_desktop.ui.workspace.photos import Photos
from recon_desktop.ui.workspace.previews import Previews
from recon_desktop.ui.workspace.runs import Runs
from recon_desktop.ui.workspace.workspace import Workspace
from tests.ui.conftest import Pump


def make_photo(
    width: int = 60, height: int = 40, *, path: str = "", alpha: bool = False, depth: Any = np.uint8
) -> Photo:
    """A photo of random pixels."""
    top = np.iinfo(depth).max if np.issubdtype(depth, np.integer) else 1
    pixels = (np.random.default_rng(0).random((height, width, 3)) * top).astype(depth)
    cover = np.full((height, width), top, depth) if alpha else None
    return Photo(pixels, cover, Metadata(), Path(path) if path else None, f"{width}x{height}", format="PNG")


def make_pyramid(photo: Photo) -> Pyramid:
    """Two levels of plain colours by place: red grows to the right, green grows down."""
    levels = []
    for step in (1, 2):
        height, width = (max(1, -(-length // step)) for length in (photo.size.height, photo.size.width))
        level = np.zeros((height, width, 4), np.uint8)
        level[..., 2] = np.linspace(0, 255, width).astype(np.uint8)
        level[..., 1] = np.linspace(0, 255, height).astype(np.uint8)[:, None]
        level[..., 3] = 255
        levels.append(level)
    return Pyramid(photo.size, photo.alpha is not None, tuple(levels))


def make_model(name: str, title: str, task: Task = "denoise", scale: int = 1) -> Any:
    """A model with as much of a card as the widgets read."""
    trained = SimpleNamespace(degradations="Gaussian noise", data="photos", licences="CC0", steps=1)
    metric = SimpleNamespace(measure="psnr_y", dataset="Set5", value=36.61, baseline=33.66)
    card = SimpleNamespace(
        id=name, title=title, task=task, scale=scale, architecture="ESPCN", parameters=12345, character="faithful",
        summary="Keeps to what the photo shows, and is quick about it.", licence="CC0-1.0", trained_on=trained,
        metrics=(metric,), conditions=(), historic=False,
    )  # fmt: skip
    return SimpleNamespace(card=card, folder=Path(name))


MODELS = (
    make_model("denoise-dncnn", "Residual denoiser"),
    make_model("upscale-espcn-x2", "ESPCN 2x", "upscale", 2),
    make_model("upscale-espcn-x4", "ESPCN 4x", "upscale", 4),
)


class FakeContenders(QObject):
    """The public surface of `Contenders`; the choices of the workspace, and nothing is computed."""

    changed = Signal()
    scored = Signal()

    def __init__(self, workspace: FakeWorkspace) -> None:
        super().__init__(workspace)
        self._workspace = workspace
        self.left_out: frozenset[str] = frozenset()
        self.watched: list[tuple[bool, str]] = []
        self.standings: dict[str, Standing] = {}
        workspace.choices.changed.connect(self.changed)

    @property
    def methods(self) -> tuple[Method, ...]:
        workspace = self._workspace
        names = ("input",) if workspace.choices.task == "denoise" else ("nearest", "bicubic", "lanczos")
        found = [Method(name, name.title(), "baseline") for name in names]
        models = workspace.choices.models("denoise" if workspace.choices.task == "denoise" else "upscale")
        found += [Method(model.card.id, model.card.title, "model") for model in models]
        if workspace.photos.has_reference:
            found.append(Method("reference", "Reference", "reference"))
        return tuple(found)

    @property
    def shown(self) -> tuple[Method, ...]:
        return tuple(method for method in self.methods if method.key not in self.left_out)

    @property
    def chosen(self) -> str:
        return (
            self._workspace.choices.denoiser
            if self._workspace.choices.task == "denoise"
            else self._workspace.choices.upscaler
        )

    def can_change(self, key: str) -> bool:
        return key != self.chosen

    def set_shown(self, key: str, on: bool) -> None:
        self.leave_out(self.left_out - {key} if on else self.left_out | {key})

    def leave_out(self, keys: Iterable[str]) -> None:
        self.left_out = frozenset(keys)
        self.changed.emit()

    def select(self, key: str) -> bool:
        self._workspace.calls.append(("select", key))
        return any(method.key == key and method.kind == "model" for method in self.methods)

    def watch(self, *, grid: bool = False, method: str = "") -> None:
        self.watched.append((grid, method))

    def pixels(self, key: str, region: Region, zoom: float) -> tuple[Layer, ...]:
        image = QImage(region.width, region.height, QImage.Format.Format_RGB32)
        image.fill(0xFF000000 | sum(key.encode()) * 4099)
        return (Layer(image, QRectF(image.rect()), QRectF(*astuple(region))),)

    def standing(self, key: str) -> Standing:
        return self.standings.get(key, Standing())


class FakeFigure(QObject):
    """A figure whose crops a test puts in."""

    changed = Signal()

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self.boxes: tuple[Region, ...] = (Region(5, 5, 10, 10),)
        self.columns: tuple[Any, ...] = ()
        self.complete = False
        self.longest_side = 512
        self.closed = False
        self.written: list[tuple[Path, bool]] = []

    def set_boxes(self, boxes: tuple[Region, ...]) -> None:
        self.boxes = boxes
        self.changed.emit()

    def write(self, path: Path, *, overwrite: bool = False) -> None:
        self.written.append((path, overwrite))

    def close(self) -> None:
        self.closed = True


class FakeTruster(QObject):
    """The public surface of `Truster`; `calls` as in `FakeWorkspace`."""

    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.calls: list[tuple[Any, ...]] = []
        self.view = TrustView()

    def show(self, on: bool) -> None:
        self.calls.append(("show", on))
        self.become(shown=on)

    def show_measure(self, measure: TrustMeasure) -> None:
        self.calls.append(("show_measure", measure))
        self.become(measure=measure)

    def become(self, **changes: Any) -> None:
        """Have this to show."""
        self.view = replace(self.view, **changes)
        self.changed.emit()

    def colours(self, width: int) -> QImage:
        image = QImage(width, 1, QImage.Format.Format_RGB32)
        image.fill(0xFFCC4400)
        return image


class Part(QObject):
    """A part of the workspace: what the real one has as a method, and this one has not, is written down in `calls`."""

    real: type

    def __init__(self, workspace: FakeWorkspace) -> None:
        super().__init__(workspace)
        self._workspace = workspace

    def __getattr__(self, name: str) -> Any:
        if not inspect.isfunction(getattr(type(self).real, name, None)):
            raise AttributeError(name)
        return lambda *args, **options: self._workspace.calls.append((name, *args, *([options] if options else [])))


class FakePhotos(Part):
    real = Photos
    changed = Signal()
    glimpse_changed = Signal()

    def __init__(self, workspace: FakeWorkspace) -> None:
        super().__init__(workspace)
        self.photo: Photo | None = None
        self.original: Photo | None = None
        self.reference: Photo | None = None
        self.has_reference = False
        self.pyramid: Pyramid | None = None
        self.glimpse: Glimpse | None = None
        self.name = ""
        self.simulation: Simulation | None = None
        self.estimated_noise: float | None = None

    @property
    def own_file(self) -> Path | None:
        return self.original.path if self.original is not None else None

    @property
    def result_size(self) -> Size | None:
        return None if self.photo is None else self.photo.size.scaled(self._workspace.choices.result_scale)


class FakeChoices(Part):
    real = WorkspaceChoices
    changed = Signal()

    def __init__(self, workspace: FakeWorkspace) -> None:
        super().__init__(workspace)
        self.now = Choices()
        self.task: Task = "denoise"
        self.scale = 2
        self.denoiser = "denoise-dncnn"
        self.automatic = True
        self.decision: Decision | None = None
        self.strength = 1.0
        self.chroma: float | None = None
        self.grain = 0.0
        self.noise_level: float | None = None
        self.takes_level = True
        self.ensemble = False
        self.can_undo = self.can_redo = False
        self.changes: tuple[str, ...] = ("Start",)
        self.place = 0

    @property
    def upscaler(self) -> str:
        return f"upscale-espcn-x{self.scale}"

    @property
    def result_scale(self) -> int:
        return 1 if self.task == "denoise" else self.scale

    def models(self, task: Task) -> tuple[Any, ...]:
        return tuple(model for model in MODELS if model.card.task in task and model.card.scale in (1, self.scale))


class FakeRuns(Part):
    real = Runs
    changed = Signal()

    def __init__(self, workspace: FakeWorkspace) -> None:
        super().__init__(workspace)
        self.recipe: Any = Recipe((Step("denoise-dncnn"),))
        self.result: Any = None
        self.running = self.unsaved = False

    def suggested_name(self, suffix: str = "") -> str:
        return f"photo_denoise-dncnn{suffix or '.png'}"


class FakePreviews(Part):
    real = Previews
    changed = Signal()

    def __init__(self, workspace: FakeWorkspace) -> None:
        super().__init__(workspace)
        self.preview = Preview(None, 1)

    def before(self, region: Region, zoom: float) -> tuple[Layer, ...]:
        pyramid = self._workspace.photos.pyramid
        assert pyramid is not None
        return (pyramid.crop(region, zoom),)

    def against(self, region: Region, zoom: float) -> tuple[Layer, ...]:
        return self.before(region, zoom)

    def after(self, region: Region, zoom: float) -> tuple[Layer, ...]:
        image = QImage(region.width, region.height, QImage.Format.Format_RGB32)
        image.fill(0xFF0000FF)
        target = QRectF(region.left, region.top, region.width, region.height)
        return (Layer(image, QRectF(image.rect()), target),)

    def difference(self, picture: QImage, other: QImage, gain: int) -> QImage:
        self._workspace.calls.append(("difference", gain))
        image = QImage(picture.size(), QImage.Format.Format_RGB32)
        image.fill(0xFF808080)
        return image


class FakeMeasures(Part):
    real = Measurer
    changed = Signal()
    latest: Measures | None = None


class FakeDevice(Part):
    real = DeviceInUse
    asked = "auto"
    words = "CPU, 2 threads"
    reasons: tuple[str, ...] = ()
    ready = True
    services = None


class FakeWorkspace(Part):
    """The public surface of `Workspace`; `calls` are the slots called with their arguments."""

    real = Workspace
    activity_changed = Signal()
    told = Signal(object)

    def __init__(self) -> None:
        QObject.__init__(self)
        self._workspace = self
        self.calls: list[tuple[Any, ...]] = []
        self.saved: list[Settings] = []
        self.activity = Activity()
        self.saving = False
        self.device = FakeDevice(self)
        self.choices = FakeChoices(self)
        self.photos = FakePhotos(self)
        self.runs = FakeRuns(self)
        self.previews = FakePreviews(self)
        self.measures = FakeMeasures(self)
        self.trust = FakeTruster()
        self.contenders = FakeContenders(self)
        self.reports: list[tuple[Path, bool]] = []
        self.comparison = SimpleNamespace(
            write_report=lambda path, overwrite=False: self.reports.append((path, overwrite)),
            live_figure=lambda: FakeFigure(self),
        )
        self.pump = Pump()
        self.batch = BatchState(
            Jobs(self, executor=self.pump.lane),
            services=lambda: SimpleNamespace(batch=BatchWork(None), catalog=SimpleNamespace(models=())),  # type: ignore[arg-type]
            order=lambda: None,
            device=lambda: "auto",
            parent=self,
        )

    def named(self, name: str) -> list[tuple[Any, ...]]:
        """The arguments of the calls of a slot."""
        return [call[1:] for call in self.calls if call[0] == name]

    def load(self, photo: Photo, name: str = "photo.png") -> None:
        """Have this photo open."""
        self.photos.photo = self.photos.original = photo
        self.photos.pyramid, self.photos.name = make_pyramid(photo), name
        self.photos.changed.emit()

    def choose(self, task: Task, scale: int = 2) -> None:
        """Have this task chosen."""
        self.choices.task, self.choices.scale = task, scale
        self.choices.changed.emit()

    def finish(self) -> None:
        """Have a result."""
        size = self.photos.result_size
        assert size is not None
        photo = make_photo(size.width, size.height)
        report = SimpleNamespace(
            variant="fp32", megapixels_per_second=1.5, seconds=2.5, models=("denoise-dncnn",), device=self.device.words,
            reused=0.0,
        )  # fmt: skip
        recipe = SimpleNamespace(ensemble=False)
        self.runs.result = SimpleNamespace(
            photo=photo, recipe=recipe, report=report, seconds=2.5, cost=2.5, pyramid=make_pyramid(photo)
        )
        self.runs.changed.emit()


def make_theme(scheme: Scheme = "dark") -> Theme:
    """The theme of the application that pytest-qt made."""
    app = QApplication.instance()
    assert isinstance(app, QApplication)
    theme = Theme(app, resource_path("icons"))
    theme.apply(scheme)
    return theme


def make_window(
    qtbot: QtBot, workspace: FakeWorkspace, settings: Settings | None = None, folder: Path | None = None
) -> MainWindow:
    """A window that is shown; what it remembers when it closes goes to `workspace.saved`."""
    window = MainWindow(
        workspace,  # type: ignore[arg-type]
        make_theme(),
        settings or Settings(),
        save_settings=workspace.saved.append,
        version="1.2.3",
        folder=folder,
    )
    qtbot.addWidget(window)
    if settings is None or not settings.geometry:
        window.resize(1280, 800)  # as on a screen that is large enough; that of the offscreen platform is small
    window.show()
    qtbot.waitExposed(window)
    return window


offscreen = pytest.mark.qt_log_ignore("This plugin does not support")
"""For tests that show windows: the offscreen platform says in warnings what it cannot do."""
