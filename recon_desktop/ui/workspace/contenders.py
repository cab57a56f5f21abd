"""The methods that are compared in the grid: which there are, which are shown, what each one's pane draws and says.

The chosen method is the workspace's own: its pixels are those of `Previews.after`. The others are previewed beside it,
by the same `Previewer` and into the same store of tiles, so that choosing another one finds its pixels there.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from recon_desktop.core.errors import ModelError
from recon_desktop.core.geometry import Region
from recon_desktop.core.mix import PLAIN, Mix
from recon_desktop.ui.lanes.activity import Awaited
from recon_desktop.ui.pictures.layer import Layer
from recon_desktop.ui.preview import layers
from recon_desktop.ui.preview.live import LivePreview
from recon_desktop.ui.preview.previewer import Previewer
from recon_desktop.ui.values.requests import Baseline, Subject, ToMeasure
from recon_desktop.ui.values.state import Method, Preview, Standing
from recon_desktop.ui.words.phrases import card_text
from recon_desktop.ui.workspace.scorer import Scorer

if TYPE_CHECKING:
    from recon_desktop.ui.workspace.choices import WorkspaceChoices
    from recon_desktop.ui.workspace.device import DeviceInUse
    from recon_desktop.ui.workspace.photos import Photos
    from recon_desktop.ui.workspace.previews import Previews
    from recon_desktop.ui.workspace.runs import Runs

LEAST, MOST = 2, 9
REFERENCE = "reference"
_LAST = ("nearest", "lanczos")
"""What makes room for models first: bicubic is what they have to beat."""


@dataclass(frozen=True, eq=False)
class _Entry:
    """What a method other than the chosen one comes to."""

    subject: Subject | Baseline
    mix: Mix = PLAIN
    seconds: float | None = None  # of the whole photo, where that was restored before


class Contenders(QObject):
    """The methods of the current task and scale.

    Args:
        photos: What they are compared on.
        choices: The task, and the method in use.
        runs: The result of the method in use.
        previews: Its pixels.
        previewer: Makes the pixels of all.
        device: Has the models.
        awaited: Starts the jobs.
        failed: Told the error where scoring failed.
        parent: Owner.

    Signals:
        changed: `methods`, `shown`, `chosen` or `left_out` changed.
        scored: Another `standing` has its score; all else in it changes with `Previews.changed`.

    Attributes:
        left_out: The keys of the methods that the person does not want in the grid; those of other tasks, too.
    """

    changed = Signal()
    scored = Signal()

    def __init__(
        self,
        photos: Photos,
        choices: WorkspaceChoices,
        runs: Runs,
        previews: Previews,
        previewer: Previewer,
        device: DeviceInUse,
        awaited: Awaited,
        failed: Callable[[Exception], None],
        parent: QObject,
    ) -> None:
        super().__init__(parent)
        self._photos = photos
        self._choices = choices
        self._runs = runs
        self._previews = previews
        self._previewer = previewer
        self._device = device
        self._scorer = Scorer(awaited, self.scored.emit, failed, self)
        self._entries: dict[str, _Entry] = {}
        self._whole_grid = False
        self._alone = ""
        self.left_out: frozenset[str] = frozenset()
        for signal in (photos.changed, choices.changed, runs.changed):
            signal.connect(self._renew)
        previews.changed.connect(self._ask_for_scores)

    # ---------------------------------------------------------------- which there are, and which are shown

    @property
    def methods(self) -> tuple[Method, ...]:
        """All methods, the plain ones first and the reference last; for "denoise+upscale" the ways to upscale."""
        services, choices = self._device.services, self._choices
        if services is None:
            return ()
        titles = {
            "input": self.tr("Input"),
            "nearest": self.tr("Nearest"),
            "bicubic": self.tr("Bicubic"),
            "lanczos": self.tr("Lanczos"),
        }
        found = [Method(name, titles[name], "baseline") for name in services.baselines(choices.task)]
        models = choices.models("upscale" if "upscale" in choices.task else "denoise")
        found += [
            Method(card.id, card_text(card.title), "model", card.character == "inventive")
            for card in (model.card for model in models)
        ]
        if self._photos.has_reference:
            found.append(Method(REFERENCE, self.tr("Reference"), "reference"))
        return tuple(found)

    @property
    def chosen(self) -> str:
        """The key of the method in use."""
        return self._choices.upscaler if "upscale" in self._choices.task else self._choices.denoiser

    @property
    def shown(self) -> tuple[Method, ...]:
        """The methods in the grid: the chosen one and all that are not left out, as many as there is room for."""
        methods = self.methods
        ranks = {self.chosen: 0, REFERENCE: 1} | dict.fromkeys(_LAST, 3)
        ranked = sorted(methods, key=lambda method: (method.key in self.left_out, ranks.get(method.key, 2)))
        ranked.sort(key=lambda method: method.key != self.chosen)
        wanted = sum(method.key == self.chosen or method.key not in self.left_out for method in methods)
        kept = ranked[: min(max(wanted, LEAST), MOST)]
        return tuple(method for method in methods if method in kept)

    def can_change(self, key: str) -> bool:
        """Whether a method can be taken out of the grid, or into it."""
        shown = [method.key for method in self.shown]
        if key in shown:
            return key != self.chosen and len(shown) > LEAST
        return len(shown) < MOST

    def set_shown(self, key: str, on: bool) -> None:
        """Take a method into the grid, or out of it."""
        if not self.can_change(key):
            return
        shown = {method.key for method in self.shown}
        shown = shown | {key} if on else shown - {key}
        self.leave_out((self.left_out - shown) | ({method.key for method in self.methods} - shown))

    def leave_out(self, keys: Iterable[str]) -> None:
        """Leave these methods out of the grid, and no others."""
        left_out = frozenset(keys)
        if left_out != self.left_out:
            self.left_out = left_out
            self._renew()

    def select(self, key: str) -> bool:
        """Choose a model; say whether the key is one's."""
        is_model = any(method.key == key and method.kind == "model" for method in self.methods)
        if is_model and key != self.chosen:
            self._choices.set_model(key)
        return is_model

    def watch(self, *, grid: bool = False, method: str = "") -> None:
        """Keep the pixels of these methods ready.

        Args:
            grid: All that are shown in the grid.
            method: This one.
        """
        if (grid, method) != (self._whole_grid, self._alone):
            self._whole_grid, self._alone = grid, method
            self._renew()

    def close(self) -> None:
        """Score nothing more."""
        self._scorer.stop()

    # ---------------------------------------------------------------- what a pane draws and says

    def pixels(self, key: str, region: Region, zoom: float) -> tuple[Layer, ...]:
        """What the pane of a method draws, as `Previews.after`."""
        pyramid = self._photos.pyramid
        if key == REFERENCE:
            return self._previews.against(region, zoom)
        if key == self.chosen:
            return self._previews.after(region, zoom)
        if pyramid is None:
            return ()
        live = self._live(key)
        preview = live.preview if live else Preview(None, self._choices.result_scale)
        return layers.after(pyramid, preview, region, lambda: layers.faded(pyramid, None, 1.0, region, zoom))

    def standing(self, key: str) -> Standing:
        """How far a method is with what is in view."""
        live, entry = self._live(key), self._entries.get(key)
        result = self._runs.result if key == self.chosen else None
        whole = result.cost if result else entry.seconds if entry else None
        score = self._scorer.score(key)
        if live is None or live.region is None:
            return Standing(None, whole, whole is not None, score)
        seconds = self._expected(live) if whole is None and live.complete else whole
        return Standing(live.preview.fraction, seconds, whole is not None, score)

    def _expected(self, live: LivePreview) -> float | None:
        """Seconds for the whole photo, as those of what is in view have it."""
        photo, area = self._photos.photo, sum(tile.region.size.area for tile in live.tiles)
        return sum(tile.seconds for tile in live.tiles) * photo.size.area / area if photo and area else None

    # ---------------------------------------------------------------- what follows from what

    def _live(self, key: str) -> LivePreview | None:
        if key == self.chosen:
            return self._previewer.main
        entry = self._entries.get(key)
        return self._previewer.other(entry.subject.key) if entry else None

    @property
    def _watched(self) -> list[str]:
        return [method.key for method in self.shown] if self._whole_grid else [self._alone] if self._alone else []

    def _renew(self) -> None:
        """Have the previewer make what is watched."""
        entries = ((key, self._entry(key)) for key in self._watched if key not in (self.chosen, REFERENCE))
        self._entries = {key: entry for key, entry in entries if entry is not None}
        self._previewer.set_others([(entry.subject, entry.mix) for entry in self._entries.values()])
        self._ask_for_scores()
        self.changed.emit()

    def _entry(self, key: str) -> _Entry | None:
        services, photos, choices = self._device.services, self._photos, self._choices
        photo, scale = photos.photo, choices.result_scale
        if services is None or photo is None:
            return None
        if key in services.baselines(choices.task):
            return _Entry(Baseline(photo, key, scale))
        models = [choices.denoiser, key] if choices.task == "denoise+upscale" else [key]
        try:
            recipe = services.recipe(choices.task, choices.scale, models, choices.noise_level, photos.damage)
        except (ModelError, ValueError):
            return None  # no such model here, or the damage is still being read
        computed, amount = replace(recipe, ensemble=choices.ensemble).without_amount
        subject = Subject(photo, computed, scale)
        finished, seconds = services.finished(subject) or (None, None)
        mix = choices.now.mix.weakened(amount) if self._runs.recipe else PLAIN
        return _Entry(replace(subject, finished=finished), mix, seconds)

    def _ask_for_scores(self) -> None:
        photos = self._photos
        reference = photos.reference if photos.has_reference else None
        wanted = {}
        if reference is not None and photos.photo is not None:
            for key in self._watched:
                live = self._live(key)
                if live is not None and live.complete:
                    wanted[key] = ToMeasure(
                        photos.photo,
                        self._choices.result_scale,
                        live.mix,
                        view=live.region,
                        tiles=live.tiles,
                        reference=reference,
                    )
        self._scorer.ask(self._device.services, wanted)
