"""Errors carry facts: each its path or model, and each a base that tells who deals with it."""

from __future__ import annotations

import inspect
import pickle
from pathlib import Path

import pytest

from recon_desktop.core import errors
from recon_desktop.core.geometry import Size

PATH = Path("folder/사진.jpg")
EXAMPLES = (
    errors.ImageMissing(PATH),
    errors.ImageForbidden(PATH),
    errors.ImageForeign(PATH, "a JPEG XL photo"),
    errors.ImageTruncated(PATH, "detail"),
    errors.ImageTooLarge(PATH, Size(30000, 30000), 500),
    errors.ModelUnknown("upscale-x3", ["upscale-espcn-x2"]),
    errors.ModelMissing("upscale-espcn-x2"),
    errors.ModelCorrupt("upscale-espcn-x2", expected="ab", actual="cd"),
    errors.ModelMismatch("upscale-espcn-x2", "scale 3", ["upscale-espcn-x4"]),
    errors.ModelTaken("upscale-espcn-x2"),
    errors.ModelShipped("upscale-espcn-x2"),
    errors.ImportRefused(PATH, "unreadable", "it is no ONNX file"),
    errors.NotEnoughMemory(4000, 2000),
    errors.ProviderFailed("CUDAExecutionProvider", "no device"),
    errors.BadOutput("upscale-espcn-x2", "CPUExecutionProvider"),
    errors.OutputExists(PATH),
    errors.OutputFolderMissing(PATH),
    errors.OutputUnwritable(PATH, "No space left on device"),
    errors.FormatUnsupported(PATH, "use PNG"),
    errors.TemplateInvalid("{stam}", "there is no {stam}", ["stem"], ["stem", "model"]),
    errors.JournalError(PATH, "Permission denied"),
    errors.ClusterError("tcp://host:8786", "unreachable", "timed out"),
)


def test_every_error_has_an_example_here() -> None:
    leaves = {
        kind
        for _, kind in inspect.getmembers(errors, inspect.isclass)
        if issubclass(kind, errors.ReconError) and not kind.__subclasses__()
    }
    assert {type(example) for example in EXAMPLES} == leaves


def test_the_tree_at_the_top_of_the_file_is_the_tree() -> None:
    drawn = {
        line.strip("|`- ").split()[0]
        for line in (errors.__doc__ or "").splitlines()
        if line.startswith(("|", "`", " "))
    }
    kinds = {
        name
        for name, kind in inspect.getmembers(errors, inspect.isclass)
        if issubclass(kind, errors.ReconError) and kind is not errors.ReconError
    }
    assert drawn == kinds


@pytest.mark.parametrize("error", EXAMPLES, ids=lambda error: type(error).__name__)
def test_facts(error: errors.ReconError) -> None:
    assert str(error)
    if isinstance(error, errors.ImageError | errors.SaveError):
        assert error.path == PATH
    if isinstance(error, errors.ModelError):
        assert error.model.startswith("upscale") or error.model == PATH.name


def test_special_facts() -> None:
    large = errors.ImageTooLarge(PATH, Size(30000, 30000), 500)
    assert (large.size, large.limit_megapixels) == (Size(30000, 30000), 500)
    assert "500 MP" in large.detail
    assert errors.ModelUnknown("x", ["y"]).nearest == ("y",)
    assert errors.ModelMismatch("x", "scale 3", ["y"]).offers == ("y",)
    corrupt = errors.ModelCorrupt("x", expected="ab", actual="cd")
    assert (corrupt.expected, corrupt.actual) == ("ab", "cd")


@pytest.mark.parametrize("error", EXAMPLES, ids=lambda error: type(error).__name__)
def test_an_error_travels_between_processes(error: errors.ReconError) -> None:
    again = pickle.loads(pickle.dumps(error))
    assert (type(again), again.args, vars(again)) == (type(error), error.args, vars(error))
