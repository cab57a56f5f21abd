"""Anybody's network: what is found out about it, what it becomes, and what is refused."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import onnx
import pytest

from recon_desktop.core.card import ModelCard, read_card
from recon_desktop.core.errors import ImportRefused, ModelShipped, ModelTaken
from recon_desktop.core.geometry import Size
from recon_desktop.core.pixels import ArraySink, ArraySource
from recon_desktop.core.progress import Cancelled, CancelToken, Reporter
from recon_desktop.core.resize import bicubic
from recon_desktop.engine.catalog import Catalog
from recon_desktop.engine.importer import intake, shelf
from recon_desktop.engine.importer.examine import examine
from recon_desktop.engine.importer.findings import FULL, HALF, Findings, Unfit, Wish
from recon_desktop.engine.importer.intake import Draft, draft
from recon_desktop.engine.importer.net import picture
from recon_desktop.engine.importer.shelf import Shelf
from recon_desktop.engine.recipe import Recipe, Step
from recon_desktop.engine.restore import Restorer
from recon_desktop.engine.runtime import Runtime

from . import foreign


def _found(tmp_path: Path, make: Callable[..., Path], *arguments: Any, **options: Any) -> Findings:
    """What is found out about a file, in this process: a child each would take most of a minute."""
    path = make(tmp_path / "net.onnx", *arguments, **options)
    scratch = tmp_path / "scratch"
    scratch.mkdir()
    return examine(path, Wish(), scratch, lambda: None)


@pytest.mark.parametrize(
    "options",
    [
        {"scale": 1},
        {"scale": 2},
        {"scale": 3},
        {"scale": 4},
        {"scale": 8},
        {"scale": 2, "layout": "NHWC"},
        {"scale": 2, "values": "0..255"},
        {"scale": 2, "values": "-1..1"},
        {"scale": 4, "layout": "NHWC", "values": "0..255", "channels": 1},
        {"scale": 2, "channels": 1},
        {"scale": 2, "half": True},
        {"scale": 2, "half": True, "values": "0..255"},
        {"scale": 2, "size": 64},
        {"scale": 2, "size": 48, "layout": "NHWC"},
        *({"scale": 2, "opset": opset} for opset in (9, 11, 13, 20, onnx.defs.onnx_opset_version() - 2)),
    ],
    ids=lambda options: "-".join(f"{value}" for value in options.values()),
)
def test_a_network_is_understood_in_every_form(tmp_path: Path, options: dict[str, Any]) -> None:
    found = _found(tmp_path, foreign.upscaler, **options)
    form = found.form
    assert form.scale == options["scale"]
    assert form.layout == form.output_layout == options.get("layout", "NCHW")
    assert form.input_range == form.output_range == options.get("values", "0..1")
    assert form.channels == options.get("channels", 3)
    assert form.precision == ("fp16" if options.get("half") else "fp32")
    assert form.fixed is None, "its size was only written on it"
    assert found.opset == options.get("opset", 17)
    assert (found.tiles.tiling, found.tiles.radius, found.tiles.align, found.tiles.min_size) == ("exact", 2, 1, 1)
    # Two convolutions of 3x3, worked out by hand.
    channels, scale = form.channels, form.scale
    hidden, shuffled = 2 * channels, channels * scale * scale
    assert found.flops_per_output_pixel == max(round(2 * 9 * (channels * hidden + hidden * shuffled) / scale**2), 1)


def test_weights_in_a_file_beside_it_are_taken_in(tmp_path: Path) -> None:
    external = {"save_as_external_data": True, "location": "weights.bin", "size_threshold": 0}
    found = _found(tmp_path, foreign.upscaler, scale=2, **external)
    assert found.form.scale == 2
    (tmp_path / "weights.bin").unlink()
    with pytest.raises(Unfit) as refused:
        examine(tmp_path / "net.onnx", Wish(), tmp_path, lambda: None)
    assert refused.value.reason == "unreadable"


@pytest.mark.parametrize(
    ("make", "options", "scale", "tiling", "radius", "align", "smallest"),
    [
        (foreign.compact, {}, 4, "exact", 4, 1, 1),
        (foreign.unet, {"depth": 3}, 1, "exact", 16, 8, 8),
        (foreign.unet, {"depth": 4}, 1, "exact", 32, 16, 16),
        (foreign.unet, {"depth": 3, "pads_itself": True}, 1, "exact", 16, 8, 8),
        (foreign.windows, {}, 1, "exact", 14, 8, 8),
        (foreign.windows, {"size": 64}, 1, "exact", 14, 8, 8),
        (foreign.squeezed, {}, 1, "whole", 0, 1, 1),
        (foreign.faint, {}, 1, "near", 16, 1, 1),
        (foreign.really_fixed, {}, 2, "exact", 2, 1, 1),
    ],
)
def test_it_is_found_out_how_a_network_can_be_cut(
    tmp_path: Path,
    make: Callable[..., Path],
    options: dict[str, Any],
    scale: int,
    tiling: str,
    radius: int,
    align: int,
    smallest: int,
) -> None:
    found = _found(tmp_path, make, **options)
    cut = found.tiles
    assert (found.form.scale, found.form.input_range, found.form.output_range) == (scale, "0..1", "0..1")
    assert (cut.tiling, cut.radius, cut.align, cut.min_size) == (tiling, radius, align, smallest)
    assert found.form.fixed == ((32, 32) if make is foreign.really_fixed else None)


@pytest.mark.parametrize(
    ("make", "options"),
    [
        (foreign.compact, {}),
        (foreign.unet, {"depth": 3}),
        (foreign.windows, {}),
        (foreign.squeezed, {}),
        (foreign.really_fixed, {}),
    ],
)
def test_an_imported_model_restores_a_photo_in_tiles_as_in_one_piece(
    tmp_path: Path, runtime: Runtime, make: Callable[..., Path], options: dict[str, Any]
) -> None:
    found = _found(tmp_path, make, **options)
    card = intake._card(tmp_path / "net.onnx", tmp_path / "scratch", found, 1000, {})
    own = tmp_path / "own"
    Shelf(own, Catalog([own])).file(card, tmp_path / "scratch")
    catalog = Catalog([own])
    assert not catalog.problems
    image = picture(83, 117, 3)
    source, recipe = ArraySource(image), Recipe((Step(card.id),))
    results = []
    for tile in (48, 4096):
        sink = ArraySink(Size(117, 83).scaled(card.scale), np.dtype(np.float32))
        Restorer(catalog, runtime, tile=tile).restore(source, sink, recipe)
        results.append(sink.pixels)
    assert np.abs(results[0] - results[1]).max() < 1e-5
    expected = bicubic(image, card.scale) if card.scale > 1 else image
    assert np.sqrt(np.mean((results[0] - expected) ** 2)) < 0.1, "it is still the photo"


def test_half_precision_is_kept_beside_the_full_one(tmp_path: Path) -> None:
    found = _found(tmp_path, foreign.upscaler, scale=2, half=True)
    assert found.psnr_lost is not None
    assert found.psnr_lost < 0.1
    full, half = (onnx.load(tmp_path / "scratch" / name) for name in (FULL, HALF))
    kinds = [{weight.data_type for weight in model.graph.initializer} for model in (full, half)]
    assert onnx.TensorProto.FLOAT16 in kinds[1] - kinds[0]


def test_what_the_person_knows_better_counts(tmp_path: Path) -> None:
    path = foreign.upscaler(tmp_path / "net.onnx", 2)
    found = examine(path, Wish(input_range="0..255", output_range="0..1"), tmp_path, lambda: None)
    assert (found.form.input_range, found.form.output_range) == ("0..255", "0..1")


REFUSED: list[tuple[str, Callable[[Path], Path]]] = [
    ("unreadable", lambda path: foreign.text(path)),
    ("unreadable", lambda path: foreign.empty(path)),
    ("unreadable", lambda path: path),
    ("unreadable", lambda path: path.parent),
    ("output", foreign.classifier),
    ("output", foreign.depth_map),
    ("output", foreign.shrinking),
    ("input", foreign.two_pictures),
    ("input", foreign.four_channels),
    ("operators", foreign.custom),
    ("operators", foreign.unknown),
    ("damaged", foreign.circle),
    ("outside", lambda path: foreign.outside(path, "../secret.bin")),
    ("outside", lambda path: foreign.outside(path, str(path.parent.parent / "secret.bin"))),
    ("outside", foreign.linked_outside),
    ("large", lambda path: foreign.heavy(path, 5)),
    ("large", lambda path: foreign.hole(path, 5)),
]


@pytest.mark.parametrize(("reason", "make"), REFUSED, ids=lambda value: value if isinstance(value, str) else "")
def test_a_wrong_file_is_refused(tmp_path: Path, reason: str, make: Callable[[Path], Path]) -> None:
    folder, scratch = tmp_path / "models", tmp_path / "scratch"
    folder.mkdir()
    scratch.mkdir()
    (tmp_path / "secret.bin").write_bytes(bytes(4096))
    with pytest.raises(Unfit) as refused:
        examine(make(folder / "net.onnx"), Wish(), scratch, lambda: None)
    assert refused.value.reason == reason, refused.value
    assert not list(scratch.iterdir())


def _draft(path: Path, scratch: Path, **options: Any) -> Draft:
    scratch.mkdir(exist_ok=True)
    return draft(path, scratch, options.pop("facts", {}), **options)


@pytest.mark.parametrize(
    ("reason", "make"), [("endless", foreign.loop), ("memory", foreign.greedy), ("unreadable", foreign.text)]
)
def test_a_child_is_stopped_that_takes_too_much(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, reason: str, make: Callable[[Path], Path]
) -> None:
    monkeypatch.setattr("recon_desktop.engine.importer.child.machine.free_memory_mib", lambda: 400.0)
    with pytest.raises(ImportRefused) as refused:
        _draft(make(tmp_path / "net.onnx"), tmp_path / "scratch", silence=4.0)
    assert refused.value.reason == reason, refused.value
    assert not list((tmp_path / "scratch").iterdir())


def test_an_import_can_be_cancelled(tmp_path: Path) -> None:
    token = CancelToken()
    token.cancel()
    with pytest.raises(Cancelled):
        _draft(foreign.loop(tmp_path / "n.onnx"), tmp_path / "scratch", progress=Reporter(lambda _: None, token))


def test_a_draft_says_what_was_found_and_what_was_given(tmp_path: Path) -> None:
    path = foreign.upscaler(tmp_path / "4x Anime (final).onnx", 4, values="0..255")
    facts = {"licence": "CC-BY-4.0", "source": "a friend", "character": "faithful"}
    made = _draft(path, tmp_path / "scratch", facts=facts)
    card = made.card
    assert (card.id, card.title, card.task, card.scale) == ("4x-anime-final", "4x Anime (final)", "upscale", 4)
    assert (card.licence, card.source, card.character) == ("CC-BY-4.0", "a friend", "faithful")
    assert card.origin is not None
    assert (card.origin.file, card.origin.input_range) == (path.name, "0..255")
    # The picture, 3 times 16 result values, and what lies between: neither nothing nor many times as much.
    assert 12 + 12 * 16 <= card.work_bytes_per_pixel <= 2000
    assert made.notes == ()


@pytest.mark.parametrize(
    "facts",
    [
        {"parameters": 5},
        {"scale": 3},
        {"colour": "red"},
        {"id": "No Such Id"},
        {"origin": {"sha256": "0" * 64}},
        {"origin": {"layout": "HWC"}},
        {"origin": 5},
    ],
    ids=str,
)
def test_a_card_that_cannot_be_is_refused(tmp_path: Path, facts: dict[str, Any], findings: Findings) -> None:
    path = tmp_path / "net.onnx"
    for name in (path, tmp_path / FULL):
        name.write_bytes(b"")

    def read() -> None:
        intake._wish(path, facts)
        intake._card(path, tmp_path, findings, 1000, facts)

    with pytest.raises(ImportRefused) as refused:
        read()
    assert refused.value.reason == "card"
    assert next(iter(facts)) in refused.value.detail


@pytest.fixture(scope="module")
def findings(tmp_path_factory: pytest.TempPathFactory) -> Findings:
    folder = tmp_path_factory.mktemp("net")
    return examine(foreign.upscaler(folder / "net.onnx", 2), Wish(), folder, lambda: None)


@pytest.fixture
def filed(tmp_path: Path, findings: Findings) -> tuple[Path, ModelCard]:
    """A folder of the person's own with one model in it."""
    scratch = tmp_path / "made"
    scratch.mkdir()
    path = foreign.upscaler(scratch / "net.onnx", 2)
    examine(path, Wish(), scratch, lambda: None)
    card = intake._card(path, scratch, findings, 1000, {"id": "mine"})
    own = tmp_path / "own"
    Shelf(own, Catalog([own])).file(card, scratch)
    return own, card


def test_filing_never_replaces_a_model_and_leaves_nothing_half_done(filed: tuple[Path, ModelCard]) -> None:
    own, card = filed
    with pytest.raises(ModelTaken):
        Shelf(own, Catalog([own])).file(card, own / "mine")
    (own / "mine" / FULL).rename(own.parent / "away.onnx")
    broken = card.model_copy(update={"id": "other"})
    with pytest.raises(Exception, match="No such file"):
        Shelf(own, Catalog([own])).file(broken, own / "mine")
    assert [path.name for path in own.iterdir()] == ["mine"]


def test_a_model_is_renamed_and_removed_but_not_a_shipped_one(
    filed: tuple[Path, ModelCard], models: Path, findings: Findings
) -> None:
    own, _ = filed
    catalog = Catalog([models, own])
    mine = Shelf(own, catalog)
    with pytest.raises(ModelShipped):
        mine.remove("denoise-deep")
    with pytest.raises(ModelTaken):
        mine.rename("mine", "denoise-deep")
    mine.rename("mine", "yours", "Yours")
    catalog = Catalog([own])
    assert [(model.id, model.card.title) for model in catalog.models] == [("yours", "Yours")]
    catalog.verify("yours")
    Shelf(own, catalog).remove("yours")
    assert not list(own.iterdir())


def test_a_model_goes_into_one_file_and_comes_out_of_it(filed: tuple[Path, ModelCard], tmp_path: Path) -> None:
    own, card = filed
    file, scratch = tmp_path / "mine.recon", tmp_path / "out"
    shelf.export(Catalog([own]).get("mine"), file)
    scratch.mkdir()
    assert shelf.unpacked(file, scratch) == card
    assert {path.name: path.read_bytes() for path in scratch.iterdir()} == {
        path.name: path.read_bytes() for path in (own / "mine").iterdir()
    }
    intake.verified(card, file, scratch)


def test_an_exported_file_that_lies_is_refused(filed: tuple[Path, ModelCard], tmp_path: Path) -> None:
    own, card = filed
    facts = json.loads((own / "mine" / "card.json").read_text())
    wrong = {"scale": 4, "origin": None}
    scratch = tmp_path / "out"
    scratch.mkdir()
    (scratch / FULL).write_bytes((own / "mine" / FULL).read_bytes())
    (scratch / "card.json").write_text(json.dumps(facts | wrong))
    with pytest.raises(ImportRefused) as refused:
        intake.verified(read_card(scratch / "card.json"), tmp_path / "mine.recon", scratch)
    assert refused.value.reason == "card"
    assert card.scale == 2
    (own / "mine" / FULL).write_bytes(b"changed")
    foreign.bundle(tmp_path / "bad.recon", own / "mine")
    for name in ("bad.recon", "net.onnx"):
        (tmp_path / "net.onnx").write_bytes(b"no archive")
        again = tmp_path / f"again-{name}"
        again.mkdir()
        with pytest.raises(ImportRefused):
            shelf.unpacked(tmp_path / name, again)
