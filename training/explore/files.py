"""Reading the files in which small pictures are passed on: idx.gz as MNIST has them, and zipped folders of JPEGs."""

import gzip
import zipfile
import zlib
from collections.abc import Sequence
from pathlib import Path, PurePosixPath
from typing import Any

import cv2
import numpy as np
import numpy.typing as npt

from training.data.sources import DataError

Pictures = npt.NDArray[np.uint8]
Labels = npt.NDArray[np.intp]
Part = tuple[Pictures, Labels]

_UNSIGNED_BYTE = 8


def read_idx_pair(images: Path, labels: Path, label_count: int) -> Part:
    """Read pictures ``(N, H, W)`` and the label of each.

    Raises:
        DataError: A file is missing or broken, or the two do not belong together.
    """
    pictures, numbers = read_idx(images, 3), read_idx(labels, 1)
    if len(pictures) != len(numbers):
        raise DataError(f"{images} has {len(pictures)} pictures, but {labels} has {len(numbers)} labels")
    if len(numbers) == 0:
        raise DataError(f"{images} has no pictures")
    if numbers.max() >= label_count:
        raise DataError(f"{labels} has a label {numbers.max()}; labels are 0 to {label_count - 1}")
    return pictures, numbers.astype(np.intp)


def read_idx(path: Path, dimensions: int) -> npt.NDArray[np.uint8]:
    """Read a gzipped idx file of bytes: two zeros, the type, the number of dimensions, each of them, the values.

    Raises:
        DataError: The file is missing, cut short, no gzip, or no idx file of bytes with so many dimensions.
    """
    try:
        with gzip.open(path) as file:
            data = file.read()
    except EOFError as error:
        raise DataError(f"{path} is cut short; fetch it again") from error
    except (gzip.BadGzipFile, zlib.error) as error:
        raise DataError(f"{path} is no whole gzip file ({error})") from error
    except OSError as error:
        raise DataError(f"{path} cannot be read ({error.strerror})") from error
    expected = bytes([0, 0, _UNSIGNED_BYTE, dimensions])
    if data[:4] != expected:
        raise DataError(f"{path} begins with {data[:4].hex(' ')}; an idx file of this kind with {expected.hex(' ')}")
    start = 4 + 4 * dimensions
    shape = [int.from_bytes(data[4 + 4 * i : 8 + 4 * i], "big") for i in range(dimensions)]
    if len(data) - start != np.prod(shape):
        raise DataError(f"{path} announces {' x '.join(map(str, shape))} values and holds {max(len(data) - start, 0)}")
    return np.frombuffer(data, np.uint8, offset=start).reshape(shape)


def read_zip(path: Path, names: Sequence[str], side: int) -> tuple[Part, Part]:
    """Read pictures ``(N, side, side, 3)`` from a zip with members ``train/LABEL/*.jpg`` and ``test/LABEL/*.jpg``.

    Args:
        path: The zip.
        names: What the label folders may be called.
        side: Height and width of each picture.

    Returns:
        Training part and test part, each in a fixed random order.

    Raises:
        DataError: The zip is broken, or a member is no such picture; the message names it.
    """
    parts: dict[str, tuple[list[Pictures], list[int]]] = {"train": ([], []), "test": ([], [])}
    try:
        with zipfile.ZipFile(path) as archive:
            for member in sorted(name for name in archive.namelist() if not name.endswith("/")):
                part, label = _place(path, member, names)
                pictures, labels = parts[part]
                pictures.append(_decode(archive.read(member), f"{path}: {member}", side))
                labels.append(label)
    except (zipfile.BadZipFile, zlib.error, EOFError) as error:
        raise DataError(f"{path} is no whole zip file ({error}); fetch it again") from error
    except OSError as error:
        raise DataError(f"{path} cannot be read ({error.strerror})") from error
    for part, (pictures, _) in parts.items():
        if not pictures:
            raise DataError(f"{path} has no pictures in {part}/")
    train, test = (_shuffled(np.stack(pictures), np.array(labels, np.intp)) for pictures, labels in parts.values())
    return train, test


def _place(path: Path, member: str, names: Sequence[str]) -> tuple[str, int]:
    folders = PurePosixPath(member).parts[-3:-1]
    if len(folders) != 2 or folders[0] not in ("train", "test") or folders[1] not in names:
        raise DataError(f"{path}: {member} is not train/LABEL/FILE or test/LABEL/FILE; labels are {', '.join(names)}")
    return folders[0], names.index(folders[1])


def _decode(data: bytes, name: str, side: int) -> Pictures:
    image: Any = cv2.imdecode(np.frombuffer(data, np.uint8), cv2.IMREAD_COLOR_RGB) if data else None
    if image is None:
        raise DataError(f"{name} cannot be decoded")
    if image.shape != (side, side, 3):
        raise DataError(f"{name} is {image.shape[1]} x {image.shape[0]} pixels instead of {side} x {side}")
    return np.asarray(image, np.uint8)


def _shuffled(pictures: Pictures, labels: Labels) -> Part:
    order = np.random.default_rng(0).permutation(len(labels))
    return pictures[order], labels[order]
