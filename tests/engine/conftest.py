from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from recon_desktop.core.photo import Metadata, Photo
from recon_desktop.core.pixels import Pixels
from recon_desktop.engine.catalog import Catalog
from recon_desktop.engine.restore import Restorer
from recon_desktop.engine.runtime import Runtime

from .nets import file_all


@pytest.fixture(scope="session")
def models(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("models")
    file_all(folder)
    return folder


@pytest.fixture(scope="session")
def catalog(models: Path) -> Catalog:
    return Catalog([models])


@pytest.fixture(scope="session")
def runtime() -> Iterator[Runtime]:
    runtime = Runtime("cpu")
    yield runtime
    runtime.close()


@pytest.fixture
def restorer(catalog: Catalog, runtime: Runtime) -> Restorer:
    return Restorer(catalog, runtime)


def random_pixels(height: int, width: int, seed: int = 0, depth: type = np.uint8, *, grey: bool = False) -> Pixels:
    rng = np.random.default_rng(seed)
    shape = (height, width) if grey else (height, width, 3)
    if depth is np.float32:
        return rng.random(shape, np.float32)
    return rng.integers(0, np.iinfo(depth).max, shape, depth, endpoint=True)


def as_photo(pixels: Pixels, alpha: Pixels | None = None) -> Photo:
    return Photo(pixels, alpha, Metadata(b"exif", b"xmp"), Path("photo.png"), "0" * 64)
