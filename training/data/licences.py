"""Under which licences the training photos stand, for the card of a model trained on them."""

import csv
from collections import Counter
from pathlib import Path

from training.data.sources import PhotoFile

# In this order: a photo called "Unsplash/CC0" by a package counts under the narrower of the two.
FAMILIES = ("CC BY-SA", "CC BY", "Unsplash", "Pexels", "CC0", "public domain")


def summarise(files: list[PhotoFile]) -> str:
    """Count photos by family of licence, as ``"196 CC BY-SA, 59 Unsplash, 3 unknown"``.

    The licence of a photo is looked up by its SHA-256 in a ``MANIFEST.csv`` in its folder or a folder above.
    """
    known: dict[str, str] = {}
    for folder in {parent for file in files for parent in file.path.parents}:
        known |= _manifest(folder / "MANIFEST.csv")
    count = Counter(_family(known.get(file.digest, "unknown")) for file in files)
    return ", ".join(f"{number} {name}" for name, number in count.most_common())


def _manifest(path: Path) -> dict[str, str]:
    if not path.is_file():
        return {}
    with path.open(newline="", encoding="utf-8") as file:
        return {row["sha256"]: row["licence"] for row in csv.DictReader(file) if "sha256" in row and "licence" in row}


def _family(licence: str) -> str:
    return next((family for family in FAMILIES if family in licence), licence)
