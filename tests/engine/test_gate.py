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


class _Work:
    """Work that waits until it is stopped, but goes through once `free` is set."""

    def __init__(self) -> None:
        self.begun = 0
        self.inside = threading.Event()
        self.free = threading.Event()

    def __call__(self, token: CancelToken) -> str:
        self.begun += 1
        self.inside.set()
        stopped = threading.Event()
        with token.on_cancel(stopped.set):
            while not self.free.is_set():
                if stopped.wait(0.001):
                    raise Cancelled
        return "done"


def test_a_more_urgent_run_stops_what_is_in_the_gate_which_begins_again_after_it() -> None:
    gate, work, token, order = RunGate(), _Work(), CancelToken(), []

    def slow() -> None:
        with gate.run(Urgency.RUN) as place:
            order.append(place.through(token, work))

    thread = started(slow)
    assert work.inside.wait(10)
    with gate.run(Urgency.PREVIEW) as place:
        order.append(place.through(CancelToken(), lambda _: "preview"))
        assert work.begun == 1
        work.free.set()
    thread.join()
    assert order == ["preview", "done"]
    assert work.begun == 2


@pytest.mark.parametrize("urgency", [Urgency.BATCH, Urgency.RUN])
def test_a_run_that_is_not_more_urgent_waits_for_what_is_in_the_gate(urgency: Urgency) -> None:
    gate, work, order = RunGate(), _Work(), []

    def other() -> None:
        with gate.run(urgency) as place:
            order.append(place.through(CancelToken(), lambda _: "other"))

    def slow() -> None:
        with gate.run(Urgency.RUN) as place:
            order.append(place.through(CancelToken(), work))

    first = started(slow)
    assert work.inside.wait(10)
    second = started(other)
    waiting(gate, 1)
    work.free.set()
    first.join()
    second.join()
    assert order == ["done", "other"]
    assert work.begun == 1


def test_the_time_lost_by_being_stopped_counts_as_waited(monkeypatch: pytest.MonkeyPatch) -> None:
    gate, times = RunGate(), 0
    now = 0.0
    monkeypatch.setattr(gate_module, "perf_counter", lambda: now)

    def work(token: CancelToken) -> None:
        nonlocal now, times
        times += 1
        if times == 1:
            now += 5.0
            raise Cancelled
        now += 7.0

    with gate.run(Urgency.RUN) as place:
        place.through(CancelToken(), work)
    assert (times, place.waited) == (2, 5.0)


def test_a_cancelled_run_does_not_begin_again() -> None:
    gate, work, token = RunGate(), _Work(), CancelToken()
    caught: list[BaseException] = []

    def slow() -> None:
        try:
            with gate.run(Urgency.RUN) as place:
                place.through(token, work)
        except Cancelled as error:
            caught.append(error)

    thread = started(slow)
    assert work.inside.wait(10)
    token.cancel()
    thread.join()
    assert len(caught) == 1
    assert work.begun == 1
