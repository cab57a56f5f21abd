"""Every error has words and a next step, and what can be done about it is offered."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from pathlib import Path

import pytest

from recon_desktop.core import errors
from recon_desktop.core.geometry import Size
from recon_desktop.ui.words import problems

PATH = Path("/folder/<b>my photo</b>.png")


def every_kind(kind: type[errors.ReconError] = errors.ReconError) -> Iterator[type[errors.ReconError]]:
    for child in kind.__subclasses__():
        yield child
        yield from every_kind(child)


def made(kind: type[errors.ReconError]) -> errors.ReconError:
    arguments: dict[type[errors.ReconError], tuple[object, ...]] = {
        errors.ImageTooLarge: (PATH, Size(30000, 30000), 200.0),
        errors.ImageError: (PATH, "odd"),
        errors.ModelMismatch: ("a-model", "it enlarges 2 times"),
        errors.ModelError: ("a-model",),
        errors.ProviderFailed: ("CUDA", "no driver"),
        errors.BadOutput: ("a-model", "CUDA"),
        errors.SaveError: (PATH, "disk full"),
        errors.TemplateInvalid: ("{stem", "a brace is not closed"),
        errors.JournalError: (PATH, "line 3: odd"),
        errors.ImportRefused: (PATH, "unreadable", "it is no ONNX file"),
        errors.NotEnoughMemory: (4000, 2000),
        errors.ClusterError: ("tcp://host:8786", "unreachable", "timed out"),
    }
    for known in kind.__mro__:
        if known in arguments:
            return kind(*arguments[known])
    return kind("something")


@pytest.mark.parametrize("kind", list(every_kind()), ids=lambda kind: kind.__name__)
def test_every_error_has_words(kind: type[errors.ReconError]) -> None:
    notice = problems.notice(made(kind))
    assert notice.severity == "error"
    assert notice.what.endswith(".")
    assert notice.next_step.endswith(".")
    assert kind.__name__ in notice.details
    assert all(action.label for action in notice.actions)


@pytest.mark.parametrize(
    ("error", "keys"),
    [
        (errors.ImageTruncated(PATH), ["open_truncated", "open"]),
        (errors.ImageTooLarge(PATH, Size(9, 9), 1), ["open_anyway", "open"]),
        (errors.ImageUnreadable(PATH), ["open"]),
        (errors.ModelCorrupt("m"), ["show_models"]),
        (errors.ModelUnknown("m"), []),
        (errors.OutOfMemory(), ["use_cpu"]),
        (errors.OutputExists(PATH), ["overwrite", "save_as"]),
        (errors.OutputUnwritable(PATH), ["save_as"]),
        (MemoryError("no room"), ["use_cpu"]),
    ],
)
def test_what_can_be_done_is_offered(error: Exception, keys: list[str]) -> None:
    def nothing() -> None:
        pass

    offers = dict.fromkeys(("open_truncated", "open_anyway", "use_cpu", "overwrite"), nothing)
    notice = problems.notice(error, offers)
    assert [action.key for action in notice.actions] == keys
    assert all((action.run is nothing) == (action.key in offers) for action in notice.actions)


def test_an_offer_takes_the_place_of_the_windows_own_dialog() -> None:
    def again() -> None:
        pass

    error = errors.OutputExists(PATH)
    (action,) = problems.notice(error, {"save_as": "save_report_as", "open": "choose_reference"}).actions
    assert (action.key, action.label, action.run) == ("save_report_as", "Choose another name", None)
    (action,) = problems.notice(error, {"save_as": again}).actions
    assert action.run is again


def test_what_cannot_be_done_is_not_offered() -> None:
    assert [action.key for action in problems.notice(errors.OutputExists(PATH)).actions] == ["save_as"]
    assert problems.notice(errors.OutOfMemory()).actions == ()


def test_the_file_and_the_cause_are_named() -> None:
    try:
        try:
            raise OSError("head crash")
        except OSError as cause:
            raise errors.ImageUnreadable(PATH, "it stops") from cause
    except errors.ImageUnreadable as error:
        notice = problems.notice(error)
    assert notice.path == PATH
    assert PATH.name in notice.what
    assert "OSError: head crash" in notice.details


def test_a_bug_is_logged_and_told_calmly(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.ERROR):
        notice = problems.notice(ZeroDivisionError("oops"))
    assert "oops" not in notice.what
    assert "ZeroDivisionError: oops" in notice.details
    assert caplog.records[0].exc_info is not None
    caplog.clear()
