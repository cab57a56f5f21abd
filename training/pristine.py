"""What undamaged photos are like, for NIQE: the statistics that the application ships, fitted to a folder of photos."""

from collections.abc import Callable
from pathlib import Path

import numpy as np

from recon_desktop.core import naturalness
from training.data.sources import DataError, find_photos, read_photos, tell_passed_over


def fit_pristine(folder: Path, evaluation: Path, to: Path, say: Callable[[str], None]) -> None:
    """Fit the statistics to the sharp patches of a folder's photos and write them as JSON.

    Args:
        folder: Of photos without visible damage.
        evaluation: Folder of the evaluation sets; none of its pictures may be among the photos.
        to: File to write.
        say: Told how far it is and what was passed over.

    Raises:
        DataError: There are no photos, they hold too few patches, or one of them belongs to an evaluation set.
    """
    files = find_photos(folder)
    described, used = [], set()
    for number, (file, photo) in enumerate(read_photos(files, evaluation), start=1):
        used.add(file.digest)
        described.append(naturalness.features(photo * np.float32(1 / 255), sharp_only=True))
        if number % 50 == 0 or number == len(files):
            say(f"{number} of {len(files)} photos")
    tell_passed_over(files, used, say)
    patches = sum(map(len, described))
    if patches <= naturalness.FEATURES:
        raise DataError(f"{folder} holds {patches} sharp patches of {naturalness.PATCH} pixels: too few to fit")
    source = (
        f"{patches} sharp patches of {naturalness.PATCH} pixels from {len(described)} photos "
        f"(folder {folder.parent.name}/{folder.name}), fitted by `python -m training niqe`"
    )
    to.parent.mkdir(parents=True, exist_ok=True)
    naturalness.fit(described, source).write(to)
