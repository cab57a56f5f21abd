"""Settings survive a restart, and rubbish in their file does not survive a start."""

from __future__ import annotations

from dataclasses import fields
from pathlib import Path

import pytest
from PySide6.QtCore import QByteArray, QSettings
from pytestqt.qtbot import QtBot

from recon_desktop.ui.kept import settings
from recon_desktop.ui.kept.settings import Settings, SettingsKeeper, keep_newer_aside, load_settings, save_settings
from recon_desktop.ui.lanes.jobs import Jobs, Lane
from tests.ui.conftest import Pump


def store(path: Path) -> QSettings:
    return QSettings(str(path / "window.ini"), QSettings.Format.IniFormat)


def test_a_first_start_has_the_defaults(tmp_path: Path) -> None:
    assert load_settings(store(tmp_path)) == Settings()


def test_what_is_saved_is_loaded(tmp_path: Path) -> None:
    kept = Settings(
        geometry=b"\x00\x01\xff", panels_shown=False, collapsed=("metrics", "simulate"), compare="side",
        left_out=("nearest", "upscale-espcn-x2"),
        open_folder="/some where/그림", save_folder="C:\\a, b", device="cuda:1", memory_mib=512, scheme="dark",
        pixel_grid=False, minimap=False, batch_template="{stem}", batch_folder="/out", batch_mirror=True,
        batch_form="TIFF", batch_quality=80, batch_depth="16", batch_existing="number", batch_expanded=False,
        language="ko", save_suffix=".webp", save_quality=70, restore_session=False, hints_seen=True,
    )  # fmt: skip
    assert all(getattr(kept, field.name) != field.default for field in fields(Settings)), "a field is not tested"
    save_settings(kept, store(tmp_path))
    assert load_settings(store(tmp_path)) == kept


def test_settings_of_a_newer_version_are_kept_aside(tmp_path: Path) -> None:
    newer = store(tmp_path)
    newer.setValue("scheme", "sepia")
    newer.setValue("written_by", "99.1.0")
    newer.sync()
    copy = keep_newer_aside(store(tmp_path))
    assert copy == tmp_path / "window.of-99.1.0.ini"
    save_settings(load_settings(store(tmp_path)), store(tmp_path))
    assert store(tmp_path).value("scheme") == "system"
    assert QSettings(str(copy), QSettings.Format.IniFormat).value("scheme") == "sepia"
    assert keep_newer_aside(store(tmp_path)) is None, "this version has written them since"


@pytest.mark.parametrize("writer", [None, "0.0.9", "not a version"])
def test_settings_of_older_versions_are_not_copied(tmp_path: Path, writer: str | None) -> None:
    older = store(tmp_path)
    older.setValue("scheme", "dark")
    if writer is not None:
        older.setValue("written_by", writer)
    older.sync()
    assert keep_newer_aside(store(tmp_path)) is None
    assert [path.name for path in tmp_path.iterdir()] == ["window.ini"]


def test_every_field_is_kept() -> None:
    assert set(settings._FIELDS) == {field.name for field in fields(Settings)}


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("memory_mib", "lots"), ("memory_mib", "-3"), ("panels_shown", "perhaps"), ("geometry", "x"),
        ("device", "dml"), ("device", "cuda:"), ("scheme", "pink"), ("language", "xx"), ("batch_form", "GIF"),
        ("batch_depth", "9"), ("batch_existing", "ask"), ("save_suffix", ".gif"),
    ],
)  # fmt: skip
def test_rubbish_is_the_default(tmp_path: Path, name: str, value: object) -> None:
    rubbish = store(tmp_path)
    rubbish.setValue(name, value)
    rubbish.setValue("compare", "side")
    assert load_settings(rubbish) == Settings(compare="side")


def test_a_value_of_another_version_is_left_alone(tmp_path: Path) -> None:
    other = store(tmp_path)
    other.setValue("from_the_future", QByteArray(b"1"))
    save_settings(load_settings(other), other)
    assert store(tmp_path).contains("from_the_future")


def test_the_window_does_not_wait_for_its_settings_to_be_written(tmp_path: Path, jobs: Jobs, pump: Pump) -> None:
    keeper = SettingsKeeper(jobs, lambda: store(tmp_path))
    for side in ("single", "side"):
        keeper.keep(Settings(compare=side))
    assert not (tmp_path / "window.ini").exists()
    assert pump.waiting(Lane.SAVE) == 1, "the last ones count"
    pump.run()
    assert load_settings(store(tmp_path)) == Settings(compare="side")


def test_settings_that_wait_are_written_at_the_end_and_those_after_it_at_once(
    tmp_path: Path, jobs: Jobs, pump: Pump
) -> None:
    keeper = SettingsKeeper(jobs, lambda: store(tmp_path))
    keeper.keep(Settings(compare="side"))
    jobs.shutdown()
    assert load_settings(store(tmp_path)) == Settings(compare="side")
    keeper.keep(Settings(compare="grid"))
    assert load_settings(store(tmp_path)) == Settings(compare="grid")


def test_settings_are_written_by_a_thread(tmp_path: Path, qtbot: QtBot) -> None:
    jobs = Jobs()
    SettingsKeeper(jobs, lambda: store(tmp_path)).keep(Settings(compare="side"))
    jobs.shutdown()
    assert load_settings(store(tmp_path)) == Settings(compare="side")
