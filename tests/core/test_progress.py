"""Progress and cancellation, also from other threads."""

from __future__ import annotations

import threading

import pytest

from recon_desktop.core.progress import SILENT, Cancelled, CancelToken, Reporter


def test_a_reporter_tells_and_clips() -> None:
    told: list[float] = []
    reporter = Reporter(told.append)
    for fraction in (0.0, 0.25, 1.0, -3.0, 7.0):
        reporter.report(fraction)
    assert told == [0.0, 0.25, 1.0, 0.0, 1.0]


def test_parts_cover_their_share() -> None:
    told: list[float] = []
    part = Reporter(told.append).part(0.5, 0.5).part(0.5, 0.25)
    part.report(0.0)
    part.report(1.0)
    assert told == [0.75, 0.875]


def test_parts_share_the_token() -> None:
    token = CancelToken()
    part = Reporter(lambda fraction: None, token).part(0.2, 0.3)
    assert part.token is token
    part.report(0.1)
    token.cancel()
    with pytest.raises(Cancelled):
        part.report(0.2)


def test_a_reporter_says_nothing_once_cancelled() -> None:
    told: list[float] = []
    token = CancelToken()
    token.cancel()
    with pytest.raises(Cancelled):
        Reporter(told.append, token).report(0.5)
    assert told == []


def test_the_token() -> None:
    token = CancelToken()
    assert not token.cancelled
    token.check()
    token.cancel()
    assert token.cancelled
    with pytest.raises(Cancelled):
        token.check()


def test_callbacks_fire_once_and_only_while_their_block_runs() -> None:
    fired: list[str] = []
    token = CancelToken()
    with token.on_cancel(lambda: fired.append("gone")):
        pass
    with token.on_cancel(lambda: fired.append("during")):
        token.cancel()
        token.cancel()
        assert fired == ["during"]
    with token.on_cancel(lambda: fired.append("late")):
        assert fired == ["during", "late"]
    assert fired == ["during", "late"]


def test_the_same_callback_twice_is_taken_away_once_each() -> None:
    fired: list[int] = []

    def callback() -> None:
        fired.append(1)

    token = CancelToken()
    with token.on_cancel(callback):
        with token.on_cancel(callback):
            pass
        token.cancel()
    assert fired == [1]


def test_a_callback_is_taken_away_when_its_block_fails() -> None:
    fired: list[int] = []
    token = CancelToken()
    with pytest.raises(RuntimeError), token.on_cancel(lambda: fired.append(1)):
        raise RuntimeError
    token.cancel()
    assert fired == []


def test_many_threads_cancel_once() -> None:
    fired: list[int] = []
    token = CancelToken()
    with token.on_cancel(lambda: fired.append(1)):
        threads = [threading.Thread(target=token.cancel) for _ in range(20)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert fired == [1]


def test_cancel_may_be_called_from_a_callback() -> None:
    token = CancelToken()
    with token.on_cancel(token.cancel):
        token.cancel()
    assert token.cancelled


def test_silence() -> None:
    SILENT.report(0.5)
    SILENT.part(0.1, 0.2).report(2.0)
    SILENT.token.cancel()
    SILENT.report(1.0)
    assert not SILENT.token.cancelled
