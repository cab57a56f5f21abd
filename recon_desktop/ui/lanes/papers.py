"""Figures and reports, made in lanes from frozen requests."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from PySide6.QtCore import QCoreApplication

from recon_desktop.core.agreement import Agreement
from recon_desktop.core.compare import LONGEST_CROP, Eight
from recon_desktop.core.drawing import encoded
from recon_desktop.core.geometry import Region
from recon_desktop.core.io import refuse_target
from recon_desktop.core.io.atomic import write_all
from recon_desktop.core.naturalness import Pristine
from recon_desktop.core.progress import SILENT, Progress
from recon_desktop.engine.automatic import told
from recon_desktop.engine.compare import Contest, Outcome, compare, crop, crops_agreement, cut, detailed_crops, trusted
from recon_desktop.engine.order import Order
from recon_desktop.engine.report import REFERENCE, Words, csv_table, figure, html_page
from recon_desktop.engine.restore import Restorer
from recon_desktop.ui.lanes.judging import combined
from recon_desktop.ui.lanes.letters import WindowLetters
from recon_desktop.ui.values.requests import ToCompare
from recon_desktop.ui.words.phrases import retell


@dataclass(frozen=True, eq=False)
class Papers:
    """Makes figures and reports; a part of `Services`.

    Attributes:
        restorer: Runs the methods.
        pristine: What undamaged photos are like; without it NIQE is not measured.
    """

    restorer: Restorer
    pristine: Pristine | None

    def write_report(
        self, request: ToCompare, path: Path, *, overwrite: bool = False, progress: Progress = SILENT
    ) -> Path:
        """Run every method on the whole photo; write the page, and the table as CSV beside it.

        Raises:
            Cancelled: The token was set; nothing is written.
            ModelError: A model is missing or damaged.
            RunError: A run failed.
            SaveError: The files cannot be written, or exist and `overwrite` is not set.
        """
        table = path.with_suffix(".csv")
        for target in (path, table):
            refuse_target(request.photo.path or target.parent, target, overwrite=overwrite)
        entry = contest(request)
        outcomes = compare(self.restorer, entry, request.methods, progress.part(0.0, 0.97), pristine=self.pristine)
        outcomes = tuple(
            trusted(outcome, entry, combined(request.judged[outcome.method], request.photo.size))
            if outcome.method in request.judged
            else outcome
            for outcome in outcomes
        )
        name, words = title(request), _words(request)
        page = html_page(name, entry, outcomes, figure(entry, outcomes, name, words), settings(request), words)
        write_all({path: page, table: csv_table(outcomes)}, overwrite=overwrite)
        progress.report(1.0)
        return path

    def boxes(self, request: ToCompare, count: int = 2) -> tuple[Region, ...]:
        """The most detailed places, in pixels of the photo."""
        shown, width = request.reference or request.photo, request.photo.size.scaled(request.scale).width
        return tuple(region.shrunk(request.scale) for region in detailed_crops(shown, width, count))

    def longest_side(self, scale: int) -> int:
        """Most pixels of the photo that a box has on a side: a figure shows every pixel."""
        return LONGEST_CROP // scale

    def cropped(self, request: ToCompare, method: str, box: Region, progress: Progress = SILENT) -> Eight:
        """What a method makes of a box, in pixels of the photo; the reference's own pixels for "reference"."""
        if method == REFERENCE:
            assert request.reference is not None
            return cut(request.reference.source, [box.scaled(request.scale)])[0]
        entry = contest(replace(request, crops=(box.scaled(request.scale),)))
        return crop(self.restorer, entry, method, box, progress)

    def score(self, request: ToCompare, crops: Sequence[Eight]) -> Agreement:
        """How close one method's crops are to the reference; `request` names their places."""
        return crops_agreement(contest(request), crops)

    def write_figure(
        self,
        request: ToCompare,
        crops: Mapping[str, tuple[Eight, ...]],
        scores: Mapping[str, Agreement | None],
        path: Path,
        *,
        overwrite: bool = False,
    ) -> Path:
        """Write a figure of crops that are there already, as PNG, SVG or PDF by the name's suffix.

        Raises:
            SaveError: The file cannot be written, or exists and `overwrite` is not set.
        """
        refuse_target(request.photo.path or path.parent, path, overwrite=overwrite)
        outcomes = [Outcome(method, scores[method], 0.0, made) for method, made in crops.items()]
        name = title(request)
        if request.reference:
            name = _tr("{title}; PSNR / SSIM of the marked parts").format(title=name)
        content = encoded(figure(contest(request), outcomes, name, _words(request)), path)
        write_all({path: content}, overwrite=overwrite)
        return path


def contest(request: ToCompare) -> Contest:
    """What is compared, in the engine's words; parts to enlarge are chosen where none are given."""
    photo, scale = request.photo, request.scale
    crops = request.crops or detailed_crops(request.reference or photo, photo.size.scaled(scale).width)
    models = (request.denoiser, "") if request.denoiser else ("",)  # the last one gives way to each method
    order = Order(
        "denoise+upscale" if request.denoiser else request.task,
        models,
        scale,
        request.noise_level,
        request.mix,
        request.ensemble,
    )
    return Contest(replace(photo, alpha=None), order, request.reference, request.damage, crops)


def title(request: ToCompare) -> str:
    """The photo and what is done to it."""
    if request.task == "denoise":
        words = _tr("{name}: denoise")
    else:
        words = _tr("{name}: denoise+upscale {scale}x") if request.denoiser else _tr("{name}: upscale {scale}x")
    return words.format(name=request.name, scale=request.scale)


def settings(request: ToCompare) -> list[tuple[str, str]]:
    """The facts that the engine's page does not know by itself."""
    size, mix = request.photo.size, request.mix
    photo = _tr("{name}, methods get {size} pixels, SHA-256 {digest}")
    facts = [(_tr("Photo"), photo.format(name=request.name, size=size, digest=request.photo.digest))]
    if request.denoiser:
        first = _tr("before each model by {model}; baselines get the photo as it is")
        facts.append((_tr("Denoised first"), first.format(model=request.denoiser)))
    if request.task == "denoise" or request.denoiser:
        level = _tr("{level}, estimated") if request.noise_level is None else _tr("{level}, stated")
        estimate = 0.0 if request.damage is None else told(request.damage) or 0.0
        counts = estimate if request.noise_level is None else request.noise_level
        facts.append((_tr("Noise level"), level.format(level=f"{counts:.1f}")))
    if not (mix.uniform and mix.luma == 1):
        strength = _tr("luma {luma} %, chroma {chroma} %, grain {grain}")
        luma, chroma = round(100 * mix.luma), round(100 * mix.chroma)
        facts.append((_tr("Strength"), strength.format(luma=luma, chroma=chroma, grain=f"{mix.grain:.1f}")))
    if request.ensemble:
        facts.append((_tr("Ensemble"), _tr("each network runs on its input in 8 orientations, and the mean counts")))
    facts.append((_tr("Reference"), request.against if request.reference else _tr("none")))
    if request.simulation:
        names = {
            "blur": _tr("blur {value}"),
            "downscale": _tr("downscale {value}"),
            "grain": _tr("film grain {value}"),
            "dust": _tr("dust {value}"),
            "camera": _tr("camera noise {value}"),
            "noise": _tr("noise {value}"),
            "sharpen": _tr("sharpening {value}"),
            "jpeg": _tr("jpeg {value}"),
            "jpeg2": _tr("second jpeg {value}"),
        }
        steps = ", ".join(names[name].format(value=f"{value:g}") for name, value in request.simulation.steps.items())
        facts.append((_tr("Simulated"), _tr("{steps}; in this order, the noise seeded").format(steps=steps)))
    return facts


def _words(request: ToCompare) -> Words:
    """The language, the names and the letters of the window."""
    # Its translation is the code of the language.
    language = QCoreApplication.translate("language", "en")
    return Words(QCoreApplication.translate, retell, request.titles, WindowLetters(), language)


def _tr(text: str) -> str:
    return QCoreApplication.translate("papers", text)
