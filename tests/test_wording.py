"""Every error has words of its own, in the window and in the terminal."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import get_args

import pytest

from recon_desktop import wording
from recon_desktop.core import errors
from recon_desktop.core.geometry import Size
from recon_desktop.engine.providers.cpu import CPU

PATH = Path("some folder") / "사진 'one'.jpg"
EXAMPLES: dict[type[errors.ReconError], errors.ReconError] = {
    errors.ReconError: errors.ReconError("odd"),
    errors.ImageError: errors.ImageError(PATH, "odd"),
    errors.ImageMissing: errors.ImageMissing(PATH),
    errors.ImageForbidden: errors.ImageForbidden(PATH),
    errors.ImageUnreadable: errors.ImageUnreadable(PATH, "the file is empty"),
    errors.ImageForeign: errors.ImageForeign(PATH, "a QOI picture"),
    errors.ImageTruncated: errors.ImageTruncated(PATH),
    errors.ImageTooLarge: errors.ImageTooLarge(PATH, Size(30000, 30000), 300),
    errors.ModelError: errors.ModelError("some-model", "odd"),
    errors.ModelUnknown: errors.ModelUnknown("some-model", ["near-one", "near-two"]),
    errors.ModelMissing: errors.ModelMissing("some-model"),
    errors.ModelCorrupt: errors.ModelCorrupt("some-model", expected="a" * 64, actual="b" * 64),
    errors.ModelMismatch: errors.ModelMismatch("some-model", "it enlarges 2 times, not 4", ["other-model"]),
    errors.ModelTaken: errors.ModelTaken("some-model"),
    errors.ModelShipped: errors.ModelShipped("some-model"),
    errors.ImportRefused: errors.ImportRefused(PATH, "run", "odd"),
    errors.RunError: errors.RunError("odd"),
    errors.OutOfMemory: errors.OutOfMemory(),
    errors.NotEnoughMemory: errors.NotEnoughMemory(9000, 800),
    errors.ProviderFailed: errors.ProviderFailed("CUDAExecutionProvider", "no driver"),
    errors.BadOutput: errors.BadOutput("some-model", "CUDAExecutionProvider"),
    errors.SaveError: errors.SaveError(PATH, "odd"),
    errors.OutputExists: errors.OutputExists(PATH),
    errors.OutputFolderMissing: errors.OutputFolderMissing(PATH),
    errors.OutputUnwritable: errors.OutputUnwritable(PATH, "the disk is full"),
    errors.FormatUnsupported: errors.FormatUnsupported(PATH, "JPEG holds 8 bits"),
    errors.TemplateInvalid: errors.TemplateInvalid("{stm}", "there is no field {stm}", ["stem"], ["stem", "name"]),
    errors.ClusterError: errors.ClusterError("tcp://host:8786", "unreachable", "timed out"),
    errors.JournalError: errors.JournalError(PATH, "line 3: no change of a batch"),
}


def _tree(kind: type[errors.ReconError]) -> Iterator[type[errors.ReconError]]:
    yield kind
    for child in kind.__subclasses__():
        yield from _tree(child)


@pytest.mark.parametrize("kind", list(_tree(errors.ReconError)), ids=lambda kind: kind.__name__)
def test_every_error_has_words_of_its_own(kind: type[errors.ReconError]) -> None:
    assert kind in EXAMPLES, "give an example of it here"
    assert kind is errors.ReconError or wording._words.dispatch(kind) is not wording._words.dispatch(kind.__mro__[1])
    for place in get_args(wording.Place):
        words = wording.explain(EXAMPLES[kind], place=place)
        for sentence in (words.what, words.next_step):
            assert sentence.rstrip("”`")[-1] in ".!?0123456789", sentence
            assert kind.__name__ not in sentence
            assert sentence[0] == sentence[0].upper() or sentence.startswith(("some-model", "`"))


@pytest.mark.parametrize("error", list(EXAMPLES.values()), ids=lambda error: type(error).__name__)
def test_the_words_name_what_they_are_about(error: errors.ReconError) -> None:
    in_window, in_terminal = (wording.explain(error, place=place).what for place in ("window", "terminal"))
    if isinstance(error, errors.ImageError | errors.SaveError):
        named = error.path.parent if isinstance(error, errors.OutputFolderMissing) else error.path
        assert str(named) in in_terminal
        assert named.name in in_window
    if isinstance(error, errors.ModelError | errors.BadOutput):
        assert error.model in in_window
        assert error.model in in_terminal


@pytest.mark.parametrize("error", list(EXAMPLES.values()), ids=lambda error: type(error).__name__)
def test_the_window_speaks_of_no_options(error: errors.ReconError) -> None:
    words = wording.explain(error, place="window")
    assert "--" not in words.what + words.next_step
    assert "`" not in words.what + words.next_step


def test_the_facts_are_told() -> None:
    def terminal(error: errors.ReconError) -> str:
        words = wording.explain(error, place="terminal", options=("max_megapixels", "allow_truncated"))
        return f"{words.what} {words.next_step}"

    too_large = terminal(EXAMPLES[errors.ImageTooLarge])
    assert "30000 x 30000" in too_large
    assert "limit of 300 megapixels" in too_large
    assert "--max-megapixels 900" in too_large
    assert "near-one or near-two?" in terminal(EXAMPLES[errors.ModelUnknown])
    corrupt = terminal(EXAMPLES[errors.ModelCorrupt])
    assert "a" * 64 in corrupt
    assert "b" * 64 in corrupt
    assert "other-model" in terminal(EXAMPLES[errors.ModelMismatch])
    assert "--overwrite" in terminal(EXAMPLES[errors.OutputExists])
    assert "--allow-truncated" in terminal(EXAMPLES[errors.ImageTruncated])


def test_a_folder_is_called_a_folder(tmp_path: Path) -> None:
    words = wording.explain(errors.ImageMissing(tmp_path), place="terminal")
    assert "is a folder" in words.what
    assert (
        "--recursive"
        in wording.explain(errors.ImageMissing(tmp_path), place="terminal", options=("recursive",)).next_step
    )


@pytest.mark.parametrize(
    "error", [errors.ImageMissing(Path()), EXAMPLES[errors.ImageTruncated], EXAMPLES[errors.ImageTooLarge]]
)
def test_options_that_the_command_does_not_have_are_not_advised(error: errors.ReconError) -> None:
    assert "--" not in wording.explain(error, place="terminal").next_step


@pytest.mark.parametrize("error", [errors.BadOutput("some-model", CPU.name), errors.ProviderFailed(CPU.name, "odd")])
def test_the_cpu_is_not_advised_where_it_failed(error: errors.ReconError) -> None:
    for place in get_args(wording.Place):
        assert "CPU " not in wording.explain(error, place=place).next_step
        assert "--device" not in wording.explain(error, place=place).next_step
