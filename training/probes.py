"""Facts about an exported model, found by running it."""

import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import onnxruntime

IMAGE = "image"
"""Name of the picture among the inputs of an exported network; those of the conditions are their own."""

_IMPULSE = 100.0  # large, so that even the faint corners of the receptive field leave a trace in float32


def feeds(session: onnxruntime.InferenceSession, image: Any) -> dict[str, Any]:
    """Return the inputs of a network for an image; conditions, which come after it, are not known (negative)."""
    first, *others = (each.name for each in session.get_inputs())
    return {first: image, **{name: np.full((1, 1, 1, 1), -1.0, np.float32) for name in others}}


def open_model(path: Path) -> onnxruntime.InferenceSession:
    """Open an ONNX file on the CPU."""
    return onnxruntime.InferenceSession(path, providers=["CPUExecutionProvider"])


def receptive_radius(path: Path, *, channels: int, scale: int, align: int, limit: int = 160) -> int:
    """Find how many input pixels to each side an output pixel depends on.

    One pixel of a random image is changed, at each position within a cell of the `align` grid and in each channel; the
    farthest output pixel that answers, in input pixels from the changed one, is the radius. Half of the changes push
    up, half down, so that a ReLU does not hide one of them.

    Args:
        path: ONNX file of the tensor contract.
        channels: Of its input.
        scale: Of its output.
        align: Grid of its strides.
        limit: Largest radius that can be found.

    Raises:
        ValueError: The answer reaches the edge of the probe: the radius is larger than `limit`.
    """
    session = open_model(path)
    centre = -(-limit // align) * align
    side = 2 * centre + align
    base = np.random.default_rng(0).random((1, side, side, channels), np.float32)
    (before,) = session.run(None, feeds(session, base))
    radius = 0
    for dy, dx, channel, sign in np.ndindex(align, align, channels, 2):
        changed = base.copy()
        changed[0, centre + dy, centre + dx, channel] += _IMPULSE if sign else -_IMPULSE
        (after,) = session.run(None, feeds(session, changed))
        touched = np.argwhere(np.any(after[0] != before[0], axis=-1)) // scale
        radius = max(radius, int(np.abs(touched - [centre + dy, centre + dx]).max(initial=0)))
    if radius >= centre:
        raise ValueError(f"the receptive field reaches beyond {limit} pixels")
    return radius


def work_bytes_per_pixel(path: Path, *, channels: int, sides: tuple[int, int] = (512, 1024)) -> int:
    """Measure the memory that a run takes for each input pixel, input and output included.

    Two runs in processes of their own, at two sizes; the difference of their peaks cancels what the size does not move.
    Linux only.
    """
    small, large = (_peak(path, side, channels) for side in sides)
    return max(1, round((large - small) / (sides[1] ** 2 - sides[0] ** 2)))


def _peak(path: Path, side: int, channels: int) -> int:
    command = [sys.executable, "-m", "training.probes", str(path), str(side), str(channels)]
    return int(subprocess.run(command, capture_output=True, text=True, check=True).stdout)


def _measure_peak(path: Path, side: int, channels: int) -> int:
    """Run the model once on a square image; returns the most memory this process ever held, in bytes."""
    session = open_model(path)
    session.run(None, feeds(session, np.zeros((1, side, side, channels), np.float32)))
    # Not getrusage: on Linux its peak starts at that of the parent process, which has all of TensorFlow in it.
    status = Path("/proc/self/status").read_text(encoding="ascii")
    return int(status.split("VmHWM:")[1].split()[0]) * 1024


if __name__ == "__main__":
    print(_measure_peak(Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3])))
