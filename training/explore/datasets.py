"""The sets of small pictures that the lessons learn from, as arrays."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from training.config import PROJECT
from training.data.sources import DataError
from training.explore.files import Labels, Part, Pictures, read_idx_pair, read_zip
from training.explore.names import choose

Batch = npt.NDArray[np.float32]

DATA_FOLDER = PROJECT.parent / "shared" / "data" / "small"
EMBEDDED = "digits"


class DownloadError(DataError):
    """A set that would have to come over the network did not."""


@dataclass(frozen=True)
class Dataset:
    """Pictures float32 ``(N, H, W, C)``, 0..1, to learn from and to judge by, with their labels.

    `source` says where the pictures came from.
    """

    name: str
    title: str
    label_names: tuple[str, ...]
    source: str
    train: Batch
    train_labels: Labels
    test: Batch
    test_labels: Labels

    @property
    def shape(self) -> tuple[int, int, int]:
        """Height, width and channels of a picture."""
        height, width, channels = self.train.shape[1:]
        return height, width, channels

    @property
    def pixels(self) -> int:
        """Values in a picture."""
        return int(np.prod(self.shape))

    def one_of_each(self, count: int = 10) -> npt.NDArray[np.intp]:
        """Return the indices of `count` test pictures: the first of each label, then the second of each."""
        ranks = np.zeros(len(self.test_labels), np.intp)
        for label in np.unique(self.test_labels):
            members = np.flatnonzero(self.test_labels == label)
            ranks[members] = np.arange(len(members))
        return np.lexsort((self.test_labels, ranks))[:count]


@dataclass(frozen=True)
class _Kind:
    """Where a set is found: in a folder, else through Keras, which keeps what it has downloaded."""

    title: str
    label_names: tuple[str, ...]
    find: Callable[[Path], Path]
    read: Callable[[Path, tuple[str, ...]], tuple[Part, Part]]
    keras_name: str


def load(name: str, folder: Path | None = None) -> Dataset:
    """Load a set.

    Args:
        name: One of `DATASETS`.
        folder: Where its files are. If None, `DATA_FOLDER` where it has them, else `keras.datasets`.

    Raises:
        ConfigError: There is no set of this name.
        DownloadError: It is in no folder and cannot be downloaded.
        DataError: A file is missing or broken.
    """
    kind = choose(name, DATASETS, "data set")
    if kind is None:
        return _digits()
    if folder is not None and not folder.is_dir():
        raise DataError(f"there is no folder {folder}")
    place = kind.find(folder or DATA_FOLDER)
    if folder is not None or place.exists():
        train, test = kind.read(place, kind.label_names)
        source = str(place)
    else:
        train, test = _download(kind)
        source = f"keras.datasets.{kind.keras_name}"
    return _dataset(name, kind.title, kind.label_names, source, train, test)


def _dataset(name: str, title: str, label_names: tuple[str, ...], source: str, train: Part, test: Part) -> Dataset:
    if train[0].shape[1:] != test[0].shape[1:]:
        raise DataError(f"{source}: pictures to learn from and to judge by differ in size")
    return Dataset(name, title, label_names, source, _unit(train[0]), train[1], _unit(test[0]), test[1])


def _unit(pictures: Pictures) -> Batch:
    batch = pictures.astype(np.float32) / np.float32(255.0)
    return batch if batch.ndim == 4 else batch[..., None]


def _digits() -> Dataset:
    from sklearn.datasets import load_digits  # slow to import

    digits = load_digits()
    pictures = np.rint(digits.images * (255 / 16)).astype(np.uint8)
    labels = digits.target.astype(np.intp)
    order = np.random.default_rng(0).permutation(len(labels))
    train, test = order[len(order) // 5 :], order[: len(order) // 5]
    names = tuple(str(number) for number in range(10))
    parts = ((pictures[part], labels[part]) for part in (train, test))
    return _dataset(EMBEDDED, "scikit-learn's digits", names, "scikit-learn", *parts)


def _download(kind: _Kind) -> tuple[Part, Part]:
    import keras

    try:
        train, test = getattr(keras.datasets, kind.keras_name).load_data()
    except Exception as error:  # Keras raises a bare one
        raise DownloadError(
            f"{kind.title} is not in {DATA_FOLDER} and cannot be downloaded ({error}); name a folder that has it with "
            f"--data-folder, or take --data {EMBEDDED}, which needs neither"
        ) from error
    return _part(*train), _part(*test)


def _part(pictures: Any, labels: Any) -> Part:
    return np.asarray(pictures, np.uint8), np.asarray(labels).reshape(-1).astype(np.intp)


def _read_idx_folder(folder: Path, names: tuple[str, ...]) -> tuple[Part, Part]:
    train, test = (
        read_idx_pair(
            folder / f"{part}-images-idx3-ubyte.gz", folder / f"{part}-labels-idx1-ubyte.gz", label_count=len(names)
        )
        for part in ("train", "t10k")
    )
    return train, test


def _find_zip(folder: Path) -> Path:
    found = sorted(folder.glob("cifar10*.zip"))
    return found[0] if found else folder / "cifar10.zip"


_DIGITS = tuple(str(number) for number in range(10))
_CLOTHES = ("T-shirt", "trousers", "pullover", "dress", "coat", "sandal", "shirt", "sneaker", "bag", "boot")
_THINGS = ("airplane", "automobile", "bird", "cat", "deer", "dog", "frog", "horse", "ship", "truck")

DATASETS: dict[str, _Kind | None] = {
    "mnist": _Kind("MNIST", _DIGITS, lambda folder: folder / "mnist", _read_idx_folder, "mnist"),
    "fashion": _Kind(
        "Fashion-MNIST", _CLOTHES, lambda folder: folder / "fashion-mnist", _read_idx_folder, "fashion_mnist"
    ),
    "cifar10": _Kind("CIFAR-10", _THINGS, _find_zip, lambda path, names: read_zip(path, names, 32), "cifar10"),
    EMBEDDED: None,
}
