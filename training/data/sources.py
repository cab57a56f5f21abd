"""Photos on disk: finding, reading, and refusing those that figures are measured on."""

import hashlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
import numpy.typing as npt

Photo = npt.NDArray[np.uint8]

SUFFIXES = frozenset({".jpg", ".jpeg", ".png", ".webp", ".bmp", ".tif", ".tiff"})
_HASH_SIDE = 16
_HASH_DISTANCE = 16  # of 256 bits; unrelated photos differ in about half of them


class DataError(Exception):
    """Training data that cannot be used; the message names folder or files."""


@dataclass(frozen=True)
class PhotoFile:
    """A file and the SHA-256 of its bytes."""

    path: Path
    digest: str


def find_photos(folder: Path) -> list[PhotoFile]:
    """List the photos in a folder and its subfolders, sorted by path.

    Raises:
        DataError: There is no such folder, or no photo in it.
    """
    if not folder.is_dir():
        raise DataError(f"there is no folder {folder}")
    paths = _photo_paths(folder)
    if not paths:
        raise DataError(f"there is no photo in {folder} (looked for {', '.join(sorted(SUFFIXES))})")
    return [PhotoFile(path, hashlib.sha256(path.read_bytes()).hexdigest()) for path in paths]


def _photo_paths(folder: Path) -> list[Path]:
    return sorted(path for path in folder.rglob("*") if path.suffix.lower() in SUFFIXES and path.is_file())


def read_photo(path: Path) -> Photo | None:
    """Read a photo as uint8 RGB ``(H, W, 3)``; None if it cannot be decoded."""
    try:
        image = cv2.imread(str(path), cv2.IMREAD_COLOR_RGB)
    except cv2.error:
        return None
    return None if image is None else np.asarray(image, np.uint8)


def read_photos(files: list[PhotoFile], evaluation: Path) -> Iterator[tuple[PhotoFile, Photo]]:
    """Read photos one after the other, passing over those that cannot be decoded.

    Args:
        files: What to read.
        evaluation: Folder of the evaluation sets; none of its pictures may be trained on.

    Raises:
        DataError: A photo is, up to compression and size, one of the evaluation sets.
    """
    forbidden = _evaluation_hashes(evaluation)
    for file in files:
        photo = read_photo(file.path)
        if photo is None:
            continue
        seen = _difference_hash(photo)
        for name, known in forbidden.items():
            if np.count_nonzero(seen != known) <= _HASH_DISTANCE:
                raise DataError(f"{file.path} is {name} of the evaluation sets: figures would be worthless")
        yield file, photo


def tell_passed_over(files: list[PhotoFile], used: set[str], say: Callable[[str], None]) -> None:
    """Say which photos are not used, given the digests of those that are."""
    unused = [str(file.path) for file in files if file.digest not in used]
    if unused:
        say("passed over, because they cannot be decoded or are too small: " + ", ".join(unused))


def evaluation_state(folder: Path) -> list[tuple[str, int]]:
    """Return what changes when other photos are measured on: their names and sizes in bytes."""
    return [(path.name, path.stat().st_size) for path in _photo_paths(folder)]


def _evaluation_hashes(folder: Path) -> dict[str, npt.NDArray[np.bool_]]:
    photos = ((path, read_photo(path)) for path in _photo_paths(folder))
    return {path.stem: _difference_hash(photo) for path, photo in photos if photo is not None}


def _difference_hash(photo: Photo) -> npt.NDArray[np.bool_]:
    """Whether each cell of a coarse grid is darker than its right neighbour: survives compression and scaling."""
    grey = cv2.cvtColor(photo, cv2.COLOR_RGB2GRAY)
    small = cv2.resize(grey, (_HASH_SIDE + 1, _HASH_SIDE), interpolation=cv2.INTER_AREA)
    return np.asarray(small[:, :-1] < small[:, 1:])
