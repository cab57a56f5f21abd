"""What the workspace tells the widgets: frozen values, made new at every change.

Nothing heavy is imported here, and arrays appear as QImages only: this module is loaded before the window is shown.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from PySide6.QtCore import QRectF
from PySide6.QtGui import QImage

from recon_desktop.core.geometry import Region, Size
from recon_desktop.core.mix import Mix

if TYPE_CHECKING:
    from recon_desktop.core.histogram import Histogram
    from recon_desktop.core.photo import Photo
    from recon_desktop.engine.recipe import Recipe
    from recon_desktop.engine.run_report import RunReport
    from recon_desktop.ui.pictures.pyramid import Pyramid

Task = Literal["denoise", "upscale", "denoise+upscale"]
TASKS: tuple[Task, ...] = ("denoise", "upscale", "denoise+upscale")
SCALES = (2, 4)

ActivityKind = Literal[
    "idle", "loading", "previewing", "restoring", "comparing", "saving", "copying", "measuring", "judging"
]
TrustMeasure = Literal["combined", "consistency", "stability", "disagreement"]
TRUST_MEASURES: tuple[TrustMeasure, ...] = ("combined", "consistency", "stability", "disagreement")
Severity = Literal["error", "info", "good"]


@dataclass(frozen=True, slots=True)
class Simulation:
    """How a photo is made worse, so that the result can be measured against the photo itself.

    Applied in this order: blur, downscale, film grain, dust, camera's noise, white noise, sharpening, JPEG twice.
    All chance is seeded: the same photo gives the same pixels.

    Attributes:
        downscale: 1, 2 or 4.
        noise: White Gaussian noise, sigma in 8-bit units.
        jpeg: JPEG quality 1..100, or None for none.
        blur: Gaussian blur, sigma in pixels of the original.
        camera: Noise of a camera, coarse and coloured; sigma at middle grey in 8-bit units.
        grain: Grain of film, sigma at middle grey in 8-bit units.
        dust: Specks of dust a megapixel.
        sharpen: Amount of an unsharp mask, 1 for 100 %.
        jpeg2: Quality of a second JPEG, whose blocks lie elsewhere, or None for none.
    """

    downscale: int = 1
    noise: float = 0.0
    jpeg: int | None = None
    blur: float = 0.0
    camera: float = 0.0
    grain: float = 0.0
    dust: float = 0.0
    sharpen: float = 0.0
    jpeg2: int | None = None

    @property
    def steps(self) -> dict[str, float]:
        """What is done, by name, in its order; what is not done is left out."""
        steps = {
            "blur": self.blur,
            "downscale": self.downscale if self.downscale > 1 else 0,
            "grain": self.grain,
            "dust": self.dust,
            "camera": self.camera,
            "noise": self.noise,
            "sharpen": self.sharpen,
            "jpeg": self.jpeg or 0,
            "jpeg2": self.jpeg2 or 0,
        }
        return {name: value for name, value in steps.items() if value}

    @property
    def nothing(self) -> bool:
        """Whether it leaves the photo as it is."""
        return self == Simulation()


@dataclass(frozen=True, slots=True)
class Choices:
    """All that the person can set for a photo; the history of `undo` is a list of these.

    Attributes:
        task: What is done.
        scale: 2 or 4, for tasks that upscale.
        denoiser: Model id, "" for the default.
        upscalers: Model id by scale, for scales where the person chose one.
        noise_level: Sigma in 8-bit units, None for the estimate ("auto").
        strength: 0 (the photo, or its bicubic enlargement) to 1 (the network's output).
        ensemble: Whether each network runs on its input in all eight orientations and the mean counts.
        chroma: The same for colour alone, and `strength` is then that of luma; None while one goes with the other.
        grain: Standard deviation of the grain that is added, in 8-bit units.
    """

    task: Task = "denoise"
    scale: int = 2
    denoiser: str = ""
    upscalers: tuple[tuple[int, str], ...] = ()
    noise_level: float | None = None
    strength: float = 1.0
    ensemble: bool = False
    chroma: float | None = None
    grain: float = 0.0

    @property
    def mix(self) -> Mix:
        """How the result is laid over what it replaces."""
        return Mix(self.strength, self.strength if self.chroma is None else self.chroma, self.grain)


@dataclass(frozen=True, slots=True)
class Activity:
    """What goes on, for the status bar; where several things do, the one that the person waits for most.

    Attributes:
        kind: What it is.
        fraction: Part done 0..1, None where it cannot be known.
        eta_seconds: Seconds left, None where there is no fair guess yet.
        cancellable: Whether `Workspace.cancel` stops it.
    """

    kind: ActivityKind = "idle"
    fraction: float | None = None
    eta_seconds: float | None = None
    cancellable: bool = False


@dataclass(frozen=True, slots=True)
class Device:
    """What really runs: words for the status bar, a sentence for each fallback taken, and why Automatic took it."""

    words: str
    fallbacks: tuple[str, ...] = ()
    reasons: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Action:
    """One thing that the person can do about a notice.

    Attributes:
        key: "open_truncated", "open_anyway", "overwrite", "use_cpu", "show_in_folder", "show_models",
            "save_as", "open", ...
        label: Translated words for the button.
        run: What it does, or None where the window has to do it by its key, because a dialog is needed:
            see `Desk.do`.
    """

    key: str
    label: str
    run: Callable[[], None] | None = None


@dataclass(frozen=True, slots=True)
class Notice:
    """A message beside the photo, in translated plain text (no markup: names of files can hold anything).

    Attributes:
        severity: "error", "info" or "good".
        what: What happened, one sentence.
        next_step: What to do about it, one sentence; can be empty.
        actions: The first one is the most likely.
        path: The file it is about.
        details: Technical words for a "Details" fold; empty if there is nothing to add.
    """

    severity: Severity
    what: str
    next_step: str = ""
    actions: tuple[Action, ...] = ()
    path: Path | None = None
    details: str = ""


@dataclass(frozen=True, slots=True, eq=False)
class Glimpse:
    """What stands in for a large photo while it is opened.

    Attributes:
        name: Of the photo, for people.
        size: Of the photo.
        image: All of it at an eighth of its width and height, rounded up: the last pixels can reach beyond its edges.
    """

    name: str
    size: Size
    image: QImage

    @property
    def source(self) -> QRectF:
        """The part of `image` that is the photo."""
        return QRectF(0, 0, self.size.width / 8, self.size.height / 8)


@dataclass(frozen=True, slots=True, eq=False)
class Patch:
    """One restored piece of the photo.

    Attributes:
        region: In pixels of the photo.
        image: `region.scaled(scale)` in size, blended as is set.
        baseline: The same at strength 0: the photo's own pixels, or their bicubic enlargement.
    """

    region: Region
    image: QImage
    baseline: QImage


@dataclass(frozen=True, slots=True, eq=False)
class Preview:
    """The live preview of what is looked at.

    Attributes:
        region: The visible part of the photo in its pixels; None while nothing is looked at or where it is zoomed out
            too far for a truthful preview: show the photo and say so.
        scale: Enlargement of the patches.
        patches: What is ready, blended as is set; they lie on a grid and do not overlap.
        fraction: Part of the region that is ready, 0..1.
    """

    region: Region | None
    scale: int
    patches: tuple[Patch, ...] = ()
    fraction: float = 0.0


@dataclass(frozen=True, slots=True, eq=False)
class Result:
    """A finished run over the whole photo.

    Attributes:
        photo: The result at full strength.
        recipe: What made it, without mix.
        report: What really ran.
        pyramid: Display pyramid of `photo`, at full strength: draw it over the photo with the strength as opacity.
    """

    photo: Photo
    recipe: Recipe
    report: RunReport
    pyramid: Pyramid

    @property
    def seconds(self) -> float:
        """Duration of the run."""
        return self.report.seconds

    @property
    def cost(self) -> float:
        """Seconds that its pixels took, those that the preview had made before the run, too."""
        return self.report.cost


@dataclass(frozen=True, slots=True)
class TrustView:
    """The trust overlay.

    Attributes:
        shown: Whether it lies over the result.
        measure: Which map.
        firm: The one number: share of the pixels that are firm, 0..1; None while nothing is judged.
        whole: Whether that is about the whole photo; else about what is in view.
        fraction: Part of what is to be judged that is, 0..1.
        other: What the disagreement is with: "bicubic", the id of a model, or "" for nothing.
        measures: The maps that there are; empty while nothing is judged.
    """

    shown: bool = False
    measure: TrustMeasure = "combined"
    firm: float | None = None
    whole: bool = False
    fraction: float = 0.0
    other: str = ""
    measures: tuple[TrustMeasure, ...] = ()


@dataclass(frozen=True, slots=True)
class Measure:
    """One row of the metrics panel.

    Attributes:
        key: An attribute of `core.agreement.Agreement` or `core.quality.Quality`, such as "psnr_y" or "noise".
        label: Translated, such as "PSNR, luma".
        before: Of the photo (for upscaling: of its bicubic enlargement); None if it cannot be known.
        after: Of the result at the current strength; None while there is none.
        unit: "dB" or "".
        decimals: Digits after the point worth showing.
        better: "higher", "lower", or "" where neither is better as such.
    """

    key: str
    label: str
    before: float | None
    after: float | None
    unit: str = ""
    decimals: int = 2
    better: Literal["higher", "lower", ""] = ""


@dataclass(frozen=True, slots=True, eq=False)
class ErrorPicture:
    """Where a picture differs from its reference.

    Attributes:
        image: Grey: black for no error.
        top: The error that is white, in 8-bit units.
    """

    image: QImage
    top: float


@dataclass(frozen=True, slots=True)
class Measures:
    """What was measured, and on what.

    Attributes:
        rows: In the order to show them.
        scope: Translated: "whole photo", "the part in view", "9 parts of the photo"; where agreement and quality were
            measured on different ones, both.
        against: Translated name of the reference, "" where there is none.
        note: Translated; why there is no comparison although a reference was chosen; mostly "".
        histograms: Of input and result; None where there is none.
        errors: Where the result, or else the input, differs from the reference; None where that was not mapped.
    """

    rows: tuple[Measure, ...]
    scope: str
    against: str = ""
    note: str = ""
    histograms: tuple[Histogram | None, Histogram | None] = (None, None)
    errors: ErrorPicture | None = None


@dataclass(frozen=True, slots=True)
class Method:
    """One way to do the task, for the grid.

    Attributes:
        key: A model's id, the name of a baseline, or "reference".
        title: Translated.
        kind: A "model" can be chosen; a "baseline" needs no network; the "reference" is what a result should be.
        inventive: Whether it adds detail that the photo does not hold.
    """

    key: str
    title: str
    kind: Literal["model", "baseline", "reference"]
    inventive: bool = False


@dataclass(frozen=True, slots=True)
class Score:
    """Agreement of the luma with the reference: PSNR in dB, and SSIM."""

    psnr: float
    ssim: float


@dataclass(frozen=True, slots=True)
class Standing:
    """How far a method is with what is in view, and how it did.

    Attributes:
        fraction: Part that is ready, 0..1; None where nothing is previewed.
        seconds: Time for the whole photo; None until what is in view is ready.
        whole: Whether that was measured; else it is what the part in view comes to.
        score: Of what is in view; None where there is no reference, or not yet.
    """

    fraction: float | None = None
    seconds: float | None = None
    whole: bool = False
    score: Score | None = None
