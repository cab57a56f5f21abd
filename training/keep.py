"""What the repository keeps of a run: enough to judge it, to ship it again and to go on."""

import shutil
from pathlib import Path

from training import checkpoints
from training.fit import COMMIT, DATA_SUMMARY
from training.networks import BEST_WEIGHTS, CONFIG

_FILES = (CONFIG, COMMIT, DATA_SUMMARY, "history.csv", "curves.png", BEST_WEIGHTS)


def keep(run: Path, kept: Path) -> Path:
    """Copy a run without its contact sheets and optimisers; ``fit --resume`` goes on from the copy.

    Args:
        run: Its folder.
        kept: Folder of the kept runs.

    Returns:
        The copy, in place of an earlier one.

    Raises:
        ConfigError: The run has no checkpoint yet.
    """
    to = kept / run.name
    checkpoints.keep(run / "checkpoints", to / "checkpoints")
    for name in _FILES:
        shutil.copyfile(run / name, to / name)
    return to
