"""The words for what comes from outside and cannot be used: a foreign model file, a cluster. Part of `wording`."""

from __future__ import annotations

from recon_desktop.core import errors
from recon_desktop.core.english import Translate


def of_import(error: errors.ImportRefused, file: str, reason: str, translate: Translate) -> tuple[str, str]:
    """What is wrong with a foreign file, and what to do.

    Args:
        error: What the importer raised.
        file: The file as it is called here.
        reason: The error's detail as it is told here, a colon before it; empty where there is none.
        translate: Into the person's language.
    """

    def tr(text: str, **parts: str) -> str:
        return translate("wording", text).format(**parts)

    facts = {"file": file, "reason": reason, "detail": error.detail}
    anew = tr("Export the network again, for pictures of any size and with its weights in one file.")
    other = tr("Choose another model file, one that restores or enlarges photos.")
    smaller = tr("Close other programs, or choose a smaller model.")
    words: dict[errors.ImportReason, tuple[str, str]] = {
        "unreadable": (tr("{file} cannot be read as a model{reason}.", **facts), other),
        "damaged": (tr("{file} is damaged{reason}.", **facts), anew),
        "large": (tr("{file} is too large{reason}; a model file has 2 GiB at most.", **facts), smaller),
        "outside": (tr("{file} wants to read {detail}, which lies outside its folder.", **facts), anew),
        "operators": (tr("{file} needs operators that onnxruntime does not have{reason}.", **facts), anew),
        "input": (tr("{file} does not take a single picture of 1 or 3 channels{reason}.", **facts), other),
        "output": (tr("{file} does not return a picture of 1 to 8 times the size{reason}.", **facts), other),
        "run": (tr("{file} does not run on a picture{reason}.", **facts), anew),
        "fixed": (tr("{file} takes only {detail} pixels, and its tiles do not join up.", **facts), anew),
        "memory": (tr("{file} needed more memory than can be spared, and was stopped.", **facts), smaller),
        "endless": (tr("{file} gave no result within {detail} seconds, and was stopped.", **facts), other),
        "crash": (tr("{file} crashed the process that tried it{reason}.", **facts), other),
        "card": (
            tr("The card of {file} is not valid{reason}.", **facts),
            tr("Correct the card, and try again."),
        ),
    }
    return words[error.reason]


def of_cluster(error: errors.ClusterError) -> tuple[str, str]:
    """Why a cluster cannot be used, and what to do; clusters are of the terminal alone, which speaks English."""
    reason = f": {error.detail}" if error.detail else ""
    start = "Start one on each machine: “dask worker ADDRESS”, where Recon Desktop is installed."
    words: dict[errors.ClusterReason, tuple[str, str]] = {
        "missing": (
            "Spreading photos over machines needs Dask.",
            "Install it: pip install “recon-desktop[cluster]”.",
        ),
        "unreachable": (
            f"There is no scheduler at {error.address}{reason}.",
            "Start one with “dask scheduler”, which prints its address; check the name, the port and the firewall.",
        ),
        "empty": (f"The scheduler at {error.address} has no workers.", start),
        "unsuited": (
            f"No worker of {error.address} can be used{reason}.",
            "Install the same version of Recon Desktop with the same models on every machine.",
        ),
        "lost": (
            f"The cluster at {error.address} has gone{reason}.",
            "What is finished is kept; start the cluster again, and resume the batch.",
        ),
    }
    return words[error.reason]
