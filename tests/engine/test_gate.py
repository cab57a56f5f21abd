from __future__ import annotations

import threading
from collections.abc import Callable

import pytest

from recon_desktop.core.progress import Cancelled, CancelToken
from recon_desktop.engine.gate import RunGate


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


def test_urgent_work_goes_first() -> None:
    gate, order = RunGate(), []
    threads = []

    def work(name: str, urgent: bool) -> None:
        with gate.hold(CancelToken(), urgent=urgent):
            order.append(name)

    with gate.hold(CancelToken()):
        for count, (name, urgent) in enumerate((("batch", False), ("batch", False), ("preview", True)), start=1):
            threads.append(started(lambda name=name, urgent=urgent: work(name, urgent)))  # type: ignore[misc]
            waiting(gate, count)
    for thread in threads:
        thread.join()
    assert order == ["preview", "batch", "batch"]


def test_only_one_at_a_time() -> None:
    gate, inside, most = RunGate(), 0, 0
    lock = threading.Lock()

    def work() -> None:
        nonlocal inside, most
        for _ in range(50):
            with gate.hold(CancelToken()):
                with lock:
                    inside += 1
                    most = max(most, inside)
                with lock:
                    inside -= 1

    threads = [started(work) for _ in range(4)]
    for thread in threads:
        thread.join()
    assert most == 1


def test_cancel_ends_the_wait_and_frees_the_way() -> None:
    gate, token = RunGate(), CancelToken()
    caught: list[BaseException] = []

    def urgent() -> None:
        try:
            with gate.hold(token, urgent=True):
                raise AssertionError("never gets in")
        except Cancelled as error:
            caught.append(error)

    with gate.hold(CancelToken()):
        thread = started(urgent)
        waiting(gate, 1)
        token.cancel()
        thread.join()
    assert len(caught) == 1
    with gate.hold(CancelToken()):
        pass
    with pytest.raises(Cancelled), gate.hold(token):
        raise AssertionError("never gets in")
