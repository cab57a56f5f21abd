"""The same on a person's own photos: what their patches have in common, and which photos look alike."""

import colorsys
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import cv2
import numpy as np
import numpy.typing as npt

from recon_desktop.core import color
from training.data.sources import DataError, Photo, find_photos, read_photo
from training.explore import drawing, latent, networks
from training.explore.datasets import Batch, Dataset
from training.explore.files import Labels
from training.explore.learning import Bench
from training.explore.lessons import common
from training.explore.networks import Design
from training.explore.page import Picture, Section, Table
from training.explore.progress import stage
from training.explore.settings import SEED, Settings

SETTINGS = Settings(epochs=30, batch=32, layers=(16, 32, 64), latent=64, k=10, n_init=10, perplexity=30, points=2500)

_PATCH = 32
_LONG_SIDE = 640
_PATCHES = 8000
_FEWEST_PATCHES = 64
_HELD_OUT = 8  # one patch in so many
_SAMPLES = 16
_NEIGHBOURS = 3
_SHOWN_PHOTOS = 8
_THUMBNAIL = 96
_FEWEST_ON_MAP = 12
_HUES = (
    *((20, "red"), (45, "orange"), (70, "yellow"), (165, "green"), (200, "cyan")),
    *((260, "blue"), (320, "violet"), (360, "red")),
)


@dataclass(frozen=True)
class _Album:
    """The photos that could be read: names, thumbnails, patches and the photo of each; and those that could not."""

    names: tuple[str, ...]
    thumbnails: Batch
    patches: Batch
    owners: Labels
    skipped: tuple[tuple[str, str], ...]


def run(bench: Bench, folder: Path, settings: Settings) -> Section:
    """Learn from the patches of a folder's photos.

    Raises:
        DataError: There is no such folder, no photo in it that can be read, or too little to learn from.
    """
    with stage(bench.console, f"patches of the photos in {folder}"):
        album = _read(folder)
    for name, reason in album.skipped:
        bench.console.out(f"skipped {name}: {reason}", highlight=False)
    dataset = _dataset(album, folder)
    halving, size = (2,) * len(settings.layers), common.latent_for(dataset, settings)
    encoder, decoder = networks.mirrored(settings.layers, halving, 4, size, dataset.shape[2])
    trained = bench.train(Design(encoder, decoder, "elu"), settings.course, dataset, "convolutional autoencoder, ELU")
    results = {
        "redrawn": trained.redraw(dataset.test),
        f"PCA {size}": common.linear_best(dataset, size),
    }
    table, psnr, error = common.compare(results, dataset.test)
    chosen = np.random.default_rng(SEED).permutation(len(dataset.test))[:12]
    codes = trained.encode(album.patches)
    with stage(bench.console, f"k-means and t-SNE of {len(codes):,} patches"):
        groups = latent.k_means(codes, settings.k, settings.n_init, settings.seed)
        mapped = np.random.default_rng(SEED).permutation(len(codes))[: settings.points]
        points = latent.t_sne(codes[mapped], settings.perplexity, settings.seed)
    shown = {"original": dataset.test, **results}
    return Section(
        "photos",
        f"What {len(album.names):,} of your photos are made of",
        f"An autoencoder learns from {len(album.patches):,} patches of {_PATCH} x {_PATCH} pixels, out of photos "
        f"reduced to {_LONG_SIDE} pixels on their long side. Then its latent space is grouped and mapped, as for the "
        "digits.",
        (
            *_skipped(album),
            Picture(
                "examples",
                "Patches that the network had not learned from, and what it makes of them.",
                partial(drawing.rows, {title: images[chosen] for title, images in shown.items()}),
            ),
            table,
            f"{dataset.pixels:,} numbers became {size}: light, colours and coarse edges survive, texture does "
            f"not. What the network cannot afford to keep is what an app for photos must not lose, which is why its "
            f"networks have no bottleneck.",
            *_groups(album, codes, groups),
            Picture(
                "map",
                f"{len(mapped):,} patches on a plane (t-SNE of the latent values): near is alike.",
                partial(drawing.thumbnails, points, album.patches[mapped]),
            ),
            *_alike(album, codes, settings),
        ),
        {"photos": len(album.names), "skipped": len(album.skipped), "patches": len(album.patches)}
        | common.measures(psnr, error),
    )


def _read(folder: Path) -> _Album:
    files = find_photos(folder)
    per_photo = max(_PATCHES // len(files), 8)
    rng = np.random.default_rng(SEED)
    names: list[str] = []
    thumbnails: list[Batch] = []
    patches: list[Batch] = []
    skipped: list[tuple[str, str]] = []
    for file in files:
        name = file.path.relative_to(folder).as_posix()
        photo = read_photo(file.path)
        if photo is None:
            skipped.append((name, "it cannot be decoded"))
        elif min(photo.shape[:2]) < _PATCH:
            skipped.append((name, f"it is smaller than a patch of {_PATCH} x {_PATCH} pixels"))
        else:
            small = _reduce(photo, _LONG_SIDE / max(photo.shape[:2]))
            cells = _cells(small)
            names.append(name)
            patches.append(cells[rng.permutation(len(cells))[:per_photo]])
            thumbnails.append(_thumbnail(small))
    if not names:
        raise DataError(
            f"none of the {len(files)} photos in {folder} can be used: " + "; ".join(map(": ".join, skipped))
        )
    owners = np.repeat(np.arange(len(names)), [len(some) for some in patches])
    return _Album(tuple(names), np.stack(thumbnails), np.concatenate(patches), owners, tuple(skipped))


def _reduce(photo: Photo, scale: float) -> Batch:
    """Return a photo reduced (never enlarged), but to no less than a patch, as float32 in 0..1."""
    height, width = photo.shape[:2]
    size = [max(_PATCH, round(side * min(scale, 1))) for side in (width, height)]
    return cv2.resize(photo, size, interpolation=cv2.INTER_AREA).astype(np.float32) / np.float32(255)


def _cells(photo: Batch) -> Batch:
    """Return the patches ``(N, p, p, 3)`` of a photo, side by side."""
    down, across = (side // _PATCH for side in photo.shape[:2])
    cut = photo[: down * _PATCH, : across * _PATCH].reshape(down, _PATCH, across, _PATCH, 3)
    return np.asarray(cut.swapaxes(1, 2).reshape(-1, _PATCH, _PATCH, 3))


def _thumbnail(photo: Batch) -> Batch:
    """Return the middle square of a photo, reduced."""
    height, width = photo.shape[:2]
    side = min(height, width)
    top, left = (height - side) // 2, (width - side) // 2
    square = photo[top : top + side, left : left + side]
    return np.asarray(cv2.resize(square, (_THUMBNAIL, _THUMBNAIL), interpolation=cv2.INTER_AREA), np.float32)


def _dataset(album: _Album, folder: Path) -> Dataset:
    if len(album.patches) < _FEWEST_PATCHES:
        raise DataError(f"{folder} gives {len(album.patches)} patches; {_FEWEST_PATCHES} are needed: add photos")
    if np.ptp(album.patches) < 1 / 255:
        raise DataError(f"the photos in {folder} are all of one colour; there is nothing to learn from them")
    held_out = np.arange(len(album.patches)) % _HELD_OUT == 0
    train, test = (album.patches[part] for part in (~held_out, held_out))
    owners = album.owners
    return Dataset("photos", "your photos", album.names, str(folder), train, owners[~held_out], test, owners[held_out])


def _skipped(album: _Album) -> list[str | Table]:
    if not album.skipped:
        return []
    return [Table(f"Photos that were skipped: {len(album.skipped)}.", ("photo", "why"), album.skipped)]


def _groups(album: _Album, codes: Batch, groups: Labels) -> list[str | Picture | Table]:
    order = np.random.default_rng(SEED).permutation(len(groups))
    rows, samples = [], {}
    for group in range(int(groups.max()) + 1):
        members = order[groups[order] == group]
        patches = album.patches[members]
        owner = int(np.bincount(album.owners[members]).argmax())
        samples[f"{group + 1}  {_words(patches)}"] = _row(patches)
        rows.append((str(group + 1), _words(patches), f"{100 * len(members) / len(groups):.0f} %", album.names[owner]))
    parts: list[str | Picture | Table] = [
        Picture(
            "groups",
            "Patches of each group (k-means), drawn at random; the largest group first.",
            partial(drawing.rows, samples),
        ),
        Table(
            "The groups, with words for the means of their patches.",
            ("group", "mostly", "share", "most of it in"),
            tuple(rows),
        ),
    ]
    if len(album.names) > 1:
        share = latent.same_label(codes, album.owners, count=5)
        expected = float(np.sum(np.square(np.bincount(album.owners) / len(album.owners))))
        parts.append(
            "Brightness comes first, then colour, then the direction of strong edges: that is the order in which "
            "they lower the squared error. Things and places are not among the groups, for nobody asked about them. "
            f"Still, {100 * share:.0f} % of a patch's five nearest neighbours come from the same photo, where chance "
            f"would give {100 * expected:.1f} %."
        )
    return parts


def _words(patches: Batch) -> str:
    """Describe patches by their mean brightness, colour and contrast."""
    luma = color.luma(patches.reshape(-1, _PATCH, 3)).reshape(patches.shape[:3])
    brightness, contrast = float(luma.mean()), float(luma.std(axis=(1, 2)).mean())
    hue, saturation, _ = colorsys.rgb_to_hsv(*patches.mean(axis=(0, 1, 2), dtype=np.float64))
    light = "dark" if brightness < 0.35 else "bright" if brightness > 0.65 else "medium"
    tint = "grey" if saturation < 0.15 else next(name for limit, name in _HUES if 360 * hue <= limit)
    texture = "smooth" if contrast < 0.06 else "busy" if contrast > 0.11 else "soft"
    return f"{light} {tint}, {texture}"


def _row(patches: Batch) -> Batch:
    row = np.zeros((_SAMPLES, *patches.shape[1:]), np.float32)
    row[: min(_SAMPLES, len(patches))] = patches[:_SAMPLES]
    return row


def _alike(album: _Album, codes: Batch, settings: Settings) -> list[str | Picture | Table]:
    """Compare photos by the mean and the spread of their patches' codes."""
    count = min(_NEIGHBOURS, len(album.names) - 1)
    if count == 0:
        return ["One photo has no other to be like."]
    signatures = _signatures(codes, album.owners)
    indices, distances = latent.neighbours(signatures, count)
    closest = np.argsort(distances[:, 0], kind="stable")
    shown: list[int] = []
    for photo in closest:  # a pair is shown once
        if len(shown) < _SHOWN_PHOTOS and indices[photo, 0] not in shown:
            shown.append(int(photo))
    columns = {"photo": album.thumbnails[shown]}
    columns |= {f"nearest {rank + 1}": album.thumbnails[indices[shown, rank]] for rank in range(count)}
    rows = tuple(
        (album.names[photo], album.names[indices[photo, 0]], f"{distances[photo, 0]:.2f}") for photo in closest
    )
    parts: list[str | Picture | Table] = [
        "A photo is many patches. Its signature is the mean of their latent values and how far they spread; two photos "
        "are alike when their signatures are near.",
        Picture(
            "alike",
            "The photos that have the most similar other, and below each its nearest.",
            partial(drawing.rows, columns),
        ),
        Table(
            "Each photo and its nearest, the most similar pairs first",
            ("photo", "nearest", "distance"),
            rows,
            folded=True,
        ),
    ]
    if len(album.names) >= _FEWEST_ON_MAP:
        points = latent.t_sne(signatures, settings.perplexity, settings.seed)
        parts.append(
            Picture(
                "photos",
                "All photos by their signatures (t-SNE).",
                partial(drawing.thumbnails, points, album.thumbnails),
            )
        )
    return parts


def _signatures(codes: Batch, owners: Labels) -> npt.NDArray[np.float32]:
    photos = [codes[owners == owner] for owner in range(int(owners.max()) + 1)]
    return np.stack([np.concatenate([some.mean(axis=0), some.std(axis=0)]) for some in photos])
