"""Which photos are trained on and which ones judge the training."""

from training.data.sources import DataError, PhotoFile


def split(files: list[PhotoFile], validation_share: float) -> tuple[list[PhotoFile], list[PhotoFile]]:
    """Divide photos by the hash of their bytes, so that neither order, name nor new photos move one across.

    Args:
        files: All photos.
        validation_share: Expected share of validation photos, 0..1.

    Returns:
        Training and validation photos, disjoint also in content.

    Raises:
        DataError: One of the two would be empty.
    """
    limit = int(validation_share * 2**32)
    validation = [file for file in files if int(file.digest[:8], 16) < limit]
    training = [file for file in files if int(file.digest[:8], 16) >= limit]
    if not training or not validation:
        raise DataError(f"{len(files)} photos are too few to set a share of {validation_share} aside for validation")
    return training, validation
