"""What crosses between the workspace and the lanes: frozen and complete."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

from recon_desktop.core.geometry import Region
from recon_desktop.core.mix import PLAIN, Mix

if TYPE_CHECKING:
    from recon_desktop.core.gauge import Damage
    from recon_desktop.core.photo import Photo
    from recon_desktop.core.pixels import Pixels
    from recon_desktop.engine.levels import Levels
    from recon_desktop.engine.recipe import Recipe
    from recon_desktop.engine.trust import Question
    from recon_desktop.ui.pictures.pyramid import Pyramid
    from recon_desktop.ui.values.state import Device, Simulation, TrustMeasure


@dataclass(frozen=True, slots=True, eq=False)
class Loaded:
    """A photo and what the view draws of it.

    Attributes:
        photo: In 0..1 but for noise and overshoot, as it is shown and measured.
        pyramid: What the view draws.
        levels: How its values came to be there from those of its file.
    """

    photo: Photo
    pyramid: Pyramid
    levels: Levels


@dataclass(frozen=True, slots=True)
class Speed:
    """What a model costs on a device: seconds for a megapixel of the photo."""

    model: str
    device: str
    seconds: float


@dataclass(frozen=True, slots=True, eq=False)
class Subject:
    """What is done to what.

    Attributes:
        photo: The photo.
        recipe: Without mix.
        scale: How much larger its result is.
        finished: The result over the whole photo where there is one already.
    """

    photo: Photo
    recipe: Recipe
    scale: int
    finished: Photo | None = None

    def same_as(self, other: Subject | None) -> bool:
        """Whether it comes to the same result."""
        return other is not None and self.photo is other.photo and self.recipe == other.recipe

    @property
    def key(self) -> Hashable:
        """The same for all that comes to the same result."""
        return self.photo.digest, self.recipe


@dataclass(frozen=True, slots=True, eq=False)
class Baseline:
    """What a method without a network is done to.

    Attributes:
        photo: The photo.
        method: One of `engine.compare.BASELINES`.
        scale: How much larger its result is.
    """

    photo: Photo
    method: str
    scale: int

    @property
    def key(self) -> Hashable:
        """As that of a `Subject`."""
        return self.photo.digest, self.method, self.scale


@dataclass(frozen=True, slots=True, eq=False)
class Tile:
    """One restored cell of the preview grid.

    Attributes:
        region: In pixels of the photo.
        restored: At full strength, and...
        baseline: ...at strength 0: display arrays of `region.scaled(scale)`.
        has_alpha: Whether their fourth channel counts.
        device: What ran; None where nothing had to.
        seconds: How long `restored` took; 0 where it was only looked up.
        colours: What is measured of `restored` where its alpha counts: its colours before they were premultiplied.
    """

    region: Region
    restored: Pixels
    baseline: Pixels
    has_alpha: bool = False
    device: Device | None = None
    seconds: float = 0.0
    colours: Pixels | None = None

    @property
    def nbytes(self) -> int:
        """Memory held."""
        held = {
            id(pixels): pixels.nbytes for pixels in (self.restored, self.baseline, self.colours) if pixels is not None
        }
        return sum(held.values())


@dataclass(frozen=True, slots=True, eq=False)
class JudgedCell:
    """How far a cell of the photo can be trusted.

    Attributes:
        region: In pixels of the photo.
        measures: Departures by map, uint8, one for each pixel of the region; `ui.lanes.judging` knows their scale.
        asked: What was judged.
    """

    region: Region
    measures: Mapping[TrustMeasure, Pixels]
    asked: Question

    @property
    def nbytes(self) -> int:
        """Memory held."""
        return sum(int(values.nbytes) for values in self.measures.values())


@dataclass(frozen=True, slots=True, eq=False)
class ToMeasure:
    """What is to be measured.

    Attributes:
        photo: The photo that is restored.
        scale: How much larger the result is than it.
        mix: How much of the result counts.
        finished: The result over the whole photo at full strength, or None, and then...
        view: ...the part of the photo that these tiles cover, or None for no result at all.
        tiles: Of the preview.
        reference: What it should be, or None.
        against: Name of the reference in words.
        note: Why there is no reference although one was chosen.
    """

    photo: Photo
    scale: int
    mix: Mix = PLAIN
    finished: Photo | None = None
    view: Region | None = None
    tiles: tuple[Tile, ...] = ()
    reference: Photo | None = None
    against: str = ""
    note: str = ""

    def same_as(self, other: ToMeasure) -> bool:
        """Whether it comes to the same figures; arrays are compared by identity."""
        return all(getattr(self, name) == getattr(other, name) for name in self.__slots__)


@dataclass(frozen=True, slots=True, eq=False)
class ToCompare:
    """What a figure or a report compares.

    Attributes:
        photo: What each method gets.
        name: Of the photo, in words.
        task: What the methods do.
        scale: How much larger their results are.
        methods: Ids of models and names of baselines.
        titles: What methods are called, by these; the reference by "reference".
        denoiser: Id of the model that comes before each upscaler; "" for none.
        damage: Of the photo; None where it was not read yet.
        noise_level: The one that the person states; None for the estimate.
        mix: How much of what models make counts.
        ensemble: Whether models run in all eight orientations.
        reference: What results should be, of their size; None where that is not known.
        against: Name of the reference in words.
        simulation: How the photo was made from the reference; None if it was not.
        crops: Parts to enlarge, in pixels of the results; the most detailed ones where there are none.
        judged: How far the results of methods can be trusted, where that is known all over the photo.
    """

    photo: Photo
    name: str
    task: Literal["denoise", "upscale"]
    scale: int
    methods: tuple[str, ...]
    titles: Mapping[str, str] = field(default_factory=dict)
    denoiser: str = ""
    damage: Damage | None = None
    noise_level: float | None = None
    mix: Mix = PLAIN
    ensemble: bool = False
    reference: Photo | None = None
    against: str = ""
    simulation: Simulation | None = None
    crops: tuple[Region, ...] = ()
    judged: Mapping[str, tuple[JudgedCell, ...]] = field(default_factory=dict)
