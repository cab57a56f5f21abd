"""One program at a time, whoever takes the lock's file away meanwhile."""

from __future__ import annotations

import errno
import sys
from pathlib import Path
from typing import BinaryIO

import pytest

from recon_desktop.engine.batch import lock
from recon_desktop.engine.batch.lock import locked


def test_only_one_holds_it_and_the_file_goes_with_it(tmp_path: Path) -> None:
    path = tmp_path / "new" / "batch.lock"
    for _ in range(2):
        with locked(path) as first:
            assert first
            with locked(path) as second:
                assert not second
            assert path.exists()
        assert not path.exists()


@pytest.mark.skipif(sys.platform == "win32", reason="there an open file cannot be removed")
@pytest.mark.parametrize("taken_anew", [False, True])
def test_a_file_that_another_program_removed_meanwhile_locks_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, taken_anew: bool
) -> None:
    path, real, calls = tmp_path / "batch.lock", lock._lock, []

    def late(file: BinaryIO) -> None:
        """Another program ends between the opening and the locking, and perhaps a third one begins."""
        calls.append(file)
        if len(calls) == 1:
            path.unlink()
            if taken_anew:
                path.touch()
        real(file)

    monkeypatch.setattr(lock, "_lock", late)
    with locked(path) as first:
        assert first
        with locked(path) as second:
            assert not second
    assert len(calls) == 3
    assert not path.exists()


def test_where_there_are_no_locks_nothing_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def unknown(file: BinaryIO) -> None:
        raise OSError(errno.ENOLCK, "no locks here")

    monkeypatch.setattr(lock, "_lock", unknown)
    with locked(tmp_path / "batch.lock") as first, locked(tmp_path / "batch.lock") as second:
        assert first
        assert second
    (tmp_path / "file").touch()
    with locked(tmp_path / "file" / "batch.lock") as alone:
        assert alone
