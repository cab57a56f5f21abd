"""The laboratory's small pictures: where they are found, and what is said of broken files."""

import gzip
import io
import zipfile
from pathlib import Path

import cv2
import keras
import numpy as np
import numpy.typing as npt
import pytest

from training.config import ConfigError
from training.data.sources import DataError
from training.explore import datasets, files

pytest.importorskip("sklearn", reason="the training group is not installed")


def idx(array: npt.NDArray[np.uint8]) -> bytes:
    header = bytes([0, 0, 8, array.ndim]) + b"".join(side.to_bytes(4, "big") for side in array.shape)
    return gzip.compress(header + array.tobytes())


def write_mnist(folder: Path) -> None:
    rng = np.random.default_rng(0)
    folder.mkdir()
    for part, count in (("train", 30), ("t10k", 20)):
        pictures = rng.integers(0, 256, (count, 28, 28), np.uint8)
        (folder / f"{part}-images-idx3-ubyte.gz").write_bytes(idx(pictures))
        (folder / f"{part}-labels-idx1-ubyte.gz").write_bytes(idx(np.arange(count, dtype=np.uint8) % 10))


def jpeg(side: int = 32, red: int = 200) -> bytes:
    picture = np.full((side, side, 3), (10, 100, red), np.uint8)  # blue first
    return bytes(cv2.imencode(".jpg", picture)[1])


def write_zip(path: Path, members: dict[str, bytes]) -> None:
    with zipfile.ZipFile(path, "w") as archive:
        for name, data in members.items():
            archive.writestr(name, data)


@pytest.fixture
def no_network(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    def fail() -> None:
        raise Exception("URL fetch failure")

    monkeypatch.setattr(keras.datasets.mnist, "load_data", fail)
    monkeypatch.setattr(datasets, "DATA_FOLDER", tmp_path / "nowhere")


def test_digits_come_with_scikit_learn() -> None:
    digits = datasets.load("digits")
    assert digits.shape == (8, 8, 1)
    assert len(digits.train) + len(digits.test) == 1797
    assert digits.train.dtype == np.float32
    assert (digits.train.min(), digits.train.max()) == (0, 1)
    assert digits.test_labels[digits.one_of_each(12)].tolist() == [*range(10), 0, 1]


def test_mnist_is_read_from_a_folder(tmp_path: Path) -> None:
    write_mnist(tmp_path / "mnist")
    mnist = datasets.load("mnist", tmp_path)
    assert mnist.train.shape == (30, 28, 28, 1)
    assert mnist.test.shape == (20, 28, 28, 1)
    assert mnist.test_labels[:3].tolist() == [0, 1, 2]
    assert mnist.source == str(tmp_path / "mnist")


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (None, "train-images-idx3-ubyte.gz cannot be read"),
        (b"no gzip", "no whole gzip"),
        (idx(np.zeros((30, 28, 28), np.uint8))[:-20], "is cut short"),
        (idx(np.zeros(30, np.uint8)), "begins with 00 00 08 01; an idx file of this kind with 00 00 08 03"),
        (
            gzip.compress(bytes([0, 0, 8, 3]) + bytes([0, 0, 0, 9]) * 3 + b"few"),
            "announces 9 x 9 x 9 values and holds 3",
        ),
        (gzip.compress(bytes([0, 0, 8, 3, 0])), "announces"),
        (gzip.compress(b""), "begins with"),
        (idx(np.zeros((29, 28, 28), np.uint8)), "29 pictures, but .* has 30 labels"),
        (idx(np.zeros((30, 27, 28), np.uint8)), "differ in size"),
    ],
)
def test_a_broken_idx_file_is_named(tmp_path: Path, data: bytes | None, message: str) -> None:
    write_mnist(tmp_path / "mnist")
    images = tmp_path / "mnist" / "train-images-idx3-ubyte.gz"
    images.unlink()
    if data is not None:
        images.write_bytes(data)
    with pytest.raises(DataError, match=message):
        datasets.load("mnist", tmp_path)


def test_a_label_that_there_is_not(tmp_path: Path) -> None:
    write_mnist(tmp_path / "mnist")
    (tmp_path / "mnist" / "t10k-labels-idx1-ubyte.gz").write_bytes(idx(np.full(20, 10, np.uint8)))
    with pytest.raises(DataError, match="has a label 10; labels are 0 to 9"):
        datasets.load("mnist", tmp_path)


def test_cifar_is_read_from_a_zip_of_folders(tmp_path: Path) -> None:
    members = {
        f"{part}/{label}/{number}.jpg": jpeg()
        for part in ("train", "test")
        for label in ("cat", "ship")
        for number in range(3)
    }
    write_zip(tmp_path / "cifar10_some.zip", members)
    cifar = datasets.load("cifar10", tmp_path)
    assert cifar.train.shape == (6, 32, 32, 3)
    assert sorted({cifar.label_names[label] for label in cifar.test_labels}) == ["cat", "ship"]
    np.testing.assert_allclose(cifar.train[0, 5, 5] * 255, (200, 100, 10), atol=4)


@pytest.mark.parametrize(
    ("members", "message"),
    [
        ({"train/cat/0.jpg": b"no picture"}, "train/cat/0.jpg cannot be decoded"),
        ({"train/cat/0.jpg": b""}, "train/cat/0.jpg cannot be decoded"),
        ({"train/cat/0.jpg": jpeg(31)}, "31 x 31 pixels instead of 32 x 32"),
        ({"train/unicorn/0.jpg": jpeg()}, "train/unicorn/0.jpg is not train/LABEL/FILE"),
        ({"0.jpg": jpeg()}, "0.jpg is not train/LABEL/FILE"),
        ({"train/cat/0.jpg": jpeg()}, "no pictures in test/"),
    ],
)
def test_a_wrong_member_of_a_zip_is_named(tmp_path: Path, members: dict[str, bytes], message: str) -> None:
    write_zip(tmp_path / "cifar10.zip", members)
    with pytest.raises(DataError, match=message):
        datasets.load("cifar10", tmp_path)


def test_a_broken_or_missing_zip_is_named(tmp_path: Path) -> None:
    with pytest.raises(DataError, match=r"cifar10\.zip cannot be read"):
        datasets.load("cifar10", tmp_path)
    (tmp_path / "cifar10.zip").write_bytes(b"PK no zip")
    with pytest.raises(DataError, match=r"cifar10\.zip is no whole zip"):
        datasets.load("cifar10", tmp_path)
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("train/cat/0.jpg", jpeg())
    damaged = bytearray(buffer.getvalue())
    damaged[120] ^= 0xFF  # in the picture: only its checksum knows
    (tmp_path / "cifar10.zip").write_bytes(damaged)
    with pytest.raises(DataError, match=r"cifar10\.zip is no whole zip"):
        datasets.load("cifar10", tmp_path)


def test_where_no_folder_has_a_set_keras_fetches_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(datasets, "DATA_FOLDER", tmp_path)
    part = np.zeros((4, 32, 32, 3), np.uint8), np.array([[3], [1], [2], [9]])  # Keras' CIFAR labels are a column
    monkeypatch.setattr(keras.datasets.cifar10, "load_data", lambda: (part, part))
    cifar = datasets.load("cifar10")
    assert cifar.source == "keras.datasets.cifar10"
    assert cifar.train_labels.tolist() == [3, 1, 2, 9]


@pytest.mark.usefixtures("no_network")
def test_what_can_neither_be_found_nor_fetched() -> None:
    with pytest.raises(datasets.DownloadError, match=r"URL fetch failure.*--data-folder, or take --data digits"):
        datasets.load("mnist")


def test_a_named_folder_is_the_only_place_to_look(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="no folder"):
        datasets.load("mnist", tmp_path / "none")
    with pytest.raises(ConfigError, match="unknown data set minst; the nearest one is mnist; there are mnist, fashion"):
        datasets.load("minst")


def test_idx_keeps_bytes_and_shape(tmp_path: Path) -> None:
    array = np.arange(24, dtype=np.uint8).reshape(2, 3, 4)
    (tmp_path / "a.gz").write_bytes(idx(array))
    np.testing.assert_array_equal(files.read_idx(tmp_path / "a.gz", 3), array)
