"""Which photos are trained on and which ones judge the training."""

from training.data.sources import DataError, PhotoFile


def split(files: list[PhotoFile], validation_share: float) -> tuple[list[PhotoFile], list[PhotoFile]]:
    """Divide photos by the hash of their bytes, so that neither order, name nor new photos move one across.

    Where the share of few photos comes to none, the one of the smallest hash judges; where it comes to all, the one of
    the largest teaches.

    Args:
        files: All photos.
        validation_share: Expected share of validation photos, 0..1.

    Returns:
        Training and validation photos, disjoint also in content.

    Raises:
        DataError: There are not two different photos.
    """
    digests = sorted({file.digest for file in files})
    if len(digests) < 2:
        raise DataError("one photo is too few: at least two different ones are needed, one to learn from, one to judge")
    judging = sum(int(digest[:8], 16) < int(validation_share * 2**32) for digest in digests)
    judges = set(digests[: min(max(judging, 1), len(digests) - 1)])
    training = [file for file in files if file.digest not in judges]
    return training, [file for file in files if file.digest in judges]
