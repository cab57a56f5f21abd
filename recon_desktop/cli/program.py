"""`main`: one command from its arguments to its exit code."""

from __future__ import annotations

import argparse
import signal
import sys
import threading
import warnings
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, wait
from contextlib import contextmanager
from importlib import import_module
from pathlib import Path
from types import FrameType

from recon_desktop.cli.arguments import parse
from recon_desktop.cli.mistakes import logged
from recon_desktop.cli.output import Output, Refusal, tell
from recon_desktop.core.errors import OutOfMemory, ReconError
from recon_desktop.core.progress import Cancelled, CancelToken

Command = Callable[[argparse.Namespace, Output], int]

BUG, REFUSED, STOPPED = 1, 2, 128


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command of `recon` and return its exit code.

    Args:
        arguments: What stands behind the program's name; the process's own when None.
    """
    if arguments is None and not sys.warnoptions:
        warnings.simplefilter("ignore")  # libraries' words to programmers
    options = parse(arguments)
    token = CancelToken()
    with _stopped_by_signals(token) as stopped_by:
        try:
            output = Output(as_json=options.json, token=token, options=vars(options))
            return _in_a_thread(lambda: _run(options, output))
        except (Cancelled, KeyboardInterrupt):
            tell("recon: stopped; nothing half-written was left behind.")
            return STOPPED + (stopped_by[0] if stopped_by else signal.SIGINT)
        except Exception as error:
            return _bug(error)


def _run(options: argparse.Namespace, output: Output) -> int:
    # Imported only now: the arguments are read, and --help told, without loading what runs a model.
    command: Command = import_module(f"recon_desktop.cli.{options.command}").run
    try:
        return command(options, output)
    except (ReconError, Refusal) as error:
        output.problem(error)
    except FileNotFoundError:
        if _is_somewhere():
            raise
        output.problem(Refusal("The folder that this terminal is in was removed.", "Change to another folder."))
    except MemoryError:
        output.problem(OutOfMemory())
    return REFUSED


def _is_somewhere() -> bool:
    try:
        Path.cwd()
    except FileNotFoundError:
        return False
    return True


def _in_a_thread(work: Callable[[], int]) -> int:
    """Run `work` beside the main thread, whose signal handlers Python would hold back during one long inference."""
    outcome: Future[int] = Future()

    def attempt() -> None:
        try:
            outcome.set_result(work())
        except BaseException as error:
            outcome.set_exception(error)

    threading.Thread(target=attempt, name="recon-command", daemon=True).start()
    # Windows delivers Ctrl+C between two waits only.
    while not wait([outcome], timeout=0.1).done:
        pass
    return outcome.result()


@contextmanager
def _stopped_by_signals(token: CancelToken) -> Iterator[list[int]]:
    """Let Ctrl+C, a termination signal and a closed terminal cancel the run; a second one ends the program at once."""
    received: list[int] = []
    if threading.current_thread() is not threading.main_thread():
        yield received
        return

    def stop(number: int, frame: FrameType | None) -> None:
        received.append(number)
        signal.signal(number, signal.default_int_handler)
        token.cancel()

    numbers = [signal.SIGINT, signal.SIGTERM]
    # Windows has no such signal, and under nohup it is to be ignored.
    if hasattr(signal, "SIGHUP") and signal.getsignal(signal.SIGHUP) != signal.SIG_IGN:
        numbers.append(signal.SIGHUP)
    before = {number: signal.signal(number, stop) for number in numbers}
    try:
        yield received
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _bug(error: Exception) -> int:
    """Apologise briefly; the traceback goes to the log."""
    words = logged(error)
    tell(f"recon: {words.what}\n  {words.next_step}")
    return BUG
