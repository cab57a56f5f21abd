"""Examines one foreign file from end to end and writes what it becomes; runs in the child only."""

from __future__ import annotations

from pathlib import Path

import onnx
from onnx import ModelProto

from recon_desktop.engine.importer import work
from recon_desktop.engine.importer.findings import FULL, HALF, Beat, Findings, Unfit, Wish
from recon_desktop.engine.importer.fixed import for_any_size
from recon_desktop.engine.importer.form import difference, fit, likeness
from recon_desktop.engine.importer.net import CannotRun, Net
from recon_desktop.engine.importer.probes import tiles
from recon_desktop.engine.importer.reading import opset_of, read_graph
from recon_desktop.engine.importer.surgery import in_full_precision, parameters, wrapped

_SIDE = 64


def examine(path: Path, wish: Wish, folder: Path, beat: Beat) -> Findings:
    """Find out all about a file, and write it as the tensor contract wants it.

    Args:
        path: The foreign file.
        wish: What the person knows better.
        folder: Takes the files.
        beat: Told before each run of the network.

    Raises:
        Unfit: It cannot become a model.
    """
    beat()
    model = read_graph(path)
    fitted = fit(model, wish, beat)
    form = fitted.form
    try:
        full = wrapped(in_full_precision(fitted.model), form.in_full_precision)
        beat()
        arithmetic = work.flops_per_output_pixel(full, *(form.fixed or (fitted.side, fitted.side)), form.channels)
        if form.fixed:
            full = for_any_size(full, form, beat)
        net = Net(full, beat)
        side = max(_SIDE, fitted.side)
        cut = tiles(net, form.channels, form.scale, side)
        alike = likeness(net, form, side)
        half = wrapped(fitted.model, form) if form.precision == "fp16" and not form.fixed else None
        lost = difference(net, Net(half, beat), form, side) if half else None
    except CannotRun as error:
        raise Unfit("run", str(error)) from error
    _write(full, folder / FULL)
    if half:
        _write(half, folder / HALF)
    return Findings(
        form=form,
        tiles=cut,
        opset=opset_of(model),
        parameters=parameters(model),
        flops_per_output_pixel=arithmetic,
        psnr_lost=lost,
        likeness=alike,
        pace=net.pace,
    )


def _write(model: ModelProto, path: Path) -> None:
    content = model.SerializeToString()
    onnx.checker.check_model(content)
    path.write_bytes(content)
