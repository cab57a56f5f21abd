"""A network that is tried: pictures in, pictures out; runs in the child only."""

from __future__ import annotations

import time
from typing import Any

import numpy as np
from onnx import ModelProto

from recon_desktop.core.image import Image
from recon_desktop.engine.importer.findings import Beat, Unfit
from recon_desktop.engine.providers.cpu import CPU
from recon_desktop.engine.providers.provider import first_line

_MISSING = ("is not a registered function/op", "could not find an implementation", "no op registered")


class CannotRun(Exception):
    """onnxruntime refuses the graph, or a picture of this size."""


class Net:
    """A network between NHWC float32 pictures, whatever range of values they have.

    Args:
        model: With one input and one output.
        beat: Told before each run.

    Raises:
        CannotRun: onnxruntime does not take the graph.
        Unfit: It needs operators that onnxruntime does not have.
    """

    def __init__(self, model: ModelProto, beat: Beat) -> None:
        beat()
        try:
            self._session = CPU.open(model.SerializeToString(), 0)
        except Exception as error:  # onnxruntime's own derive from nothing narrower
            text = first_line(error)
            if any(sign in text.lower() for sign in _MISSING):
                raise Unfit("operators", text) from error
            raise CannotRun(text) from error
        self._beat = beat
        self._name = self._session.get_inputs()[0].name
        self.pace = 0.0
        """Seconds by input pixel of the last run."""

    def __call__(self, image: Image) -> Image:
        """Run it.

        Args:
            image: HxWxC.

        Returns:
            The output as it is, without the axis of the batch.

        Raises:
            CannotRun: It does not take this size.
        """
        output: Image = self.raw(image)[0]
        return output

    def raw(self, image: Image) -> Any:
        """The same with the axis of the batch, whatever shape it has."""
        self._beat()
        begin = time.perf_counter()
        try:
            (output,) = self._session.run(None, {self._name: np.ascontiguousarray(image[np.newaxis])})
        except Exception as error:
            raise CannotRun(first_line(error)) from error
        self.pace = (time.perf_counter() - begin) / (image.shape[0] * image.shape[1])
        return np.asarray(output, np.float32)


def picture(height: int, width: int, channels: int) -> Image:
    """A picture as restorers know them: soft shades, edges, a little texture; 0..1, float32."""
    y, x = np.mgrid[0:height, 0:width].astype(np.float32)
    rng = np.random.default_rng(1)
    shades = [
        0.5 + 0.25 * np.sin(x / (17 + 3 * channel) + channel) * np.cos(y / (23 - 4 * channel)) + 0.1 * channel - 0.1
        for channel in range(channels)
    ]
    image = np.stack(shades, axis=-1)
    discs = ((x % 31 - 15) ** 2 + (y % 29 - 14) ** 2 < 60)[..., np.newaxis]
    image = np.where(discs, 1.0 - image, image)
    image += rng.normal(0, 0.01, image.shape)
    return np.asarray(np.clip(image, 0, 1), np.float32)
