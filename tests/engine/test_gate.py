from __future__ import annotations

import threading
from collections.abc import Callable

import pytest

from recon_desktop.core.progress import Cancelled, CancelToken
from recon_desktop.engine import gate as gate_module
from recon_desktop.engine.gate import RunGate, Urgency


def started(work: Callable[[], None]) -> threading.Thread:
    thread = threading.Thread(target=work)
    thread.start()
    return thread


def waiting(gate: RunGate, count: int) -> None:
    """Wait until `count` threads wait at the gate."""
    condition = gate._changed
    while True:
        with condition:
            if len(condition._waiters) == count:  # type: ignore[attr-defined]
                return


def test_the_more_urgent_run_goes_first() -> None:
    gate, order = RunGate(), []
    threads = []

    def work(urgency: Urgency) -> None:
        with gate.run(urgency) as place, place.hold(CancelToken()):
            order.append(urgency)

    asked = (Urgency.BATCH, Urgency.RUN, Urgency.BATCH, Urgency.PREVIEW)
    with gate.run(Urgency.PREVIEW) as place, place.hold(CancelToken()):
        for count, urgency in enumerate(asked, start=1):
            threads.append(started(lambda urgency=urgency: work(urgency)))  # type: ignore[misc]
            waiting(gate, count)
    for thread in threads:
        thread.join()
    assert order == sorted(asked, reverse=True)


def test_a_run_stands_still_as_long_as_a_more_urgent_one_is_under_way() -> None:
    """Between two tiles of the other, too: it would take every second turn otherwise."""
    gate, order = RunGate(), []

    def batch() -> None:
        with gate.run(Urgency.BATCH) as place, place.hold(CancelToken()):
            order.append("batch")

    with gate.run(Urgency.RUN) as place:
        thread = started(batch)
        waiting(gate, 1)
        for _ in range(3):
            with place.hold(CancelToken()):
                order.append("run")
            waiting(gate, 1)
    thread.join()
    assert order == ["run", "run", "run", "batch"]


def test_a_run_that_is_paused_lets_others_through_and_counts_no_time(monkeypatch: pytest.MonkeyPatch) -> None:
    now = 0.0
    monkeypatch.setattr(gate_module, "perf_counter", lambda: now)
    gate, token, passed = RunGate(), CancelToken(), threading.Event()
    waited = []

    def work() -> None:
        with gate.run(Urgency.RUN) as place:
            with place.hold(token):
                passed.set()
            waited.append(place.waited)

    token.pause()
    thread = started(work)
    waiting(gate, 1)
    with gate.run(Urgency.RUN) as place, place.hold(CancelToken()):
        pass
    assert not passed.is_set()
    now = 100.0
    token.resume()
    thread.join()
    assert passed.is_set()
    assert waited == [100.0]


def test_only_one_at_a_time() -> None:
    gate, inside, most = RunGate(), 0, 0
    lock = threading.Lock()

    def work(urgency: Urgency) -> None:
        nonlocal inside, most
        with gate.run(urgency) as place:
            for _ in range(50):
                with place.hold(CancelToken()):
                    with lock:
                        inside += 1
                        most = max(most, inside)
                    with lock:
                        inside -= 1

    threads = [started(lambda urgency=urgency: work(urgency)) for urgency in (*Urgency, *Urgency)]  # type: ignore[misc]
    for thread in threads:
        thread.join()
    assert most == 1


@pytest.mark.parametrize("paused", [False, True])
def test_cancel_ends_the_wait_and_frees_the_way(paused: bool) -> None:
    gate, token = RunGate(), CancelToken()
    caught: list[BaseException] = []
    if paused:
        token.pause()

    def urgent() -> None:
        try:
            with gate.run(Urgency.PREVIEW) as place, place.hold(token):
                raise AssertionError("never gets in")
        except Cancelled as error:
            caught.append(error)

    with gate.run(Urgency.PREVIEW) as place, place.hold(CancelToken()):
        thread = started(urgent)
        waiting(gate, 1)
        token.cancel()
        thread.join()
    assert len(caught) == 1
    with gate.run(Urgency.BATCH) as place, place.hold(CancelToken()):
        pass
    with pytest.raises(Cancelled), gate.run(Urgency.RUN) as place, place.hold(token):
        raise AssertionError("never gets in")
