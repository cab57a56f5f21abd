"""The report of all methods: what it compares, what it writes, and how it ends."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from recon_desktop.core.compare import Panel, compose
from recon_desktop.core.errors import ProviderFailed
from recon_desktop.core.geometry import Region
from recon_desktop.core.quality import damage_of
from recon_desktop.engine import automatic
from recon_desktop.engine.compare import Outcome
from recon_desktop.engine.report import Words, html_page, rows
from recon_desktop.resources import resource_path
from recon_desktop.ui.dialogs import report_dialog
from recon_desktop.ui.dialogs.file_dialogs import Target
from recon_desktop.ui.dialogs.report_dialog import ReportDialog
from recon_desktop.ui.lanes import papers
from recon_desktop.ui.lanes.jobs import Lane
from recon_desktop.ui.panels.metrics_panel import MetricsPanel
from recon_desktop.ui.values.state import Simulation
from recon_desktop.ui.window import exports
from recon_desktop.ui.window.language import Translators
from recon_desktop.ui.workspace.workspace import Workspace
from tests.ui.conftest import FakeRestorer, Heard, Pump, original_of
from tests.ui.fake_workspace import FakeWorkspace, make_photo, make_theme, make_window, offscreen


def _simulate(workspace: Workspace, pump: Pump) -> None:
    workspace.photos.set_simulation(Simulation(downscale=2, noise=10))
    workspace.choices.set_task("upscale")
    pump.run()


def test_one_click_writes_a_page_and_its_table(
    opened: Workspace, pump: Pump, heard: Heard, tmp_path: Path, restorer: FakeRestorer
) -> None:
    _simulate(opened, pump)
    path = tmp_path / "report.html"
    opened.comparison.write_report(path)
    assert opened.activity.kind == "comparing"
    assert opened.activity.cancellable
    pump.run()
    page = path.read_text(encoding="utf-8")
    for fact in ("photo.png: upscale 2x", "downscale 2, noise 10", "the original photo", "SHA-256", "onnxruntime"):
        assert fact in page
    with path.with_suffix(".csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    assert [row["method"] for row in rows] == [
        "nearest",
        "bicubic",
        "lanczos",
        "upscale-one-x2",
        "upscale-two-x2",
    ]
    assert all(float(row["psnr_y"]) > 0 and row["ciede2000"] for row in rows)
    assert heard.last.severity == "good"
    assert "report.html" in heard.last.what
    assert [action.key for action in heard.last.actions] == ["show_in_folder"]
    assert not [name for name in tmp_path.iterdir() if name.name.startswith(".recon")]


def test_the_report_compares_what_the_grid_leaves_out_as_well(opened: Workspace, pump: Pump, tmp_path: Path) -> None:
    opened.contenders.leave_out(["denoise-two"])
    opened.comparison.write_report(tmp_path / "report.html")
    pump.run()
    with (tmp_path / "report.csv").open(encoding="utf-8") as file:
        assert [row["method"] for row in csv.DictReader(file)] == ["input", "denoise-one", "denoise-two"]
    request = opened.comparison.figure_request()
    assert request is not None
    assert request.methods == ("input", "denoise-one"), "the figure is as wide as the grid"


def test_without_a_reference_results_are_told_by_themselves(opened: Workspace, pump: Pump, tmp_path: Path) -> None:
    opened.comparison.write_report(tmp_path / "report.html")
    pump.run()
    page = (tmp_path / "report.html").read_text(encoding="utf-8")
    assert "<th>Noise level</th><th>Sharpness</th>" in page
    assert "Damage, noise level and sharpness are" in page
    assert "PSNR" not in page, "a column without any figure is left out"
    assert "denoise-one" in page
    with (tmp_path / "report.csv").open(encoding="utf-8") as file:
        table = {row["method"]: row for row in csv.DictReader(file)}
    source = original_of(opened).source
    expected = damage_of(source).strength
    assert float(table["input"]["noise"]) == pytest.approx(expected)
    assert float(table["denoise-one"]["sharpness"]) > 0
    assert table["input"]["psnr_y"] == ""


@pytest.fixture
def korean(opened: Workspace) -> Iterator[None]:
    app = QApplication.instance()
    assert isinstance(app, QApplication)
    translators = Translators(app, resource_path("translations"))
    translators.apply("ko")
    yield
    translators.apply("en")


@pytest.mark.usefixtures("korean")
def test_the_page_speaks_the_windows_language_and_the_table_english(
    opened: Workspace, pump: Pump, tmp_path: Path, restorer: FakeRestorer
) -> None:
    restorer.mixes = True
    _simulate(opened, pump)
    opened.choices.set_task("denoise+upscale")
    opened.choices.set_strength(0.8)
    opened.choices.set_ensemble(True)
    opened.comparison.write_report(tmp_path / "report.html")
    pump.run()
    page = (tmp_path / "report.html").read_text(encoding="utf-8")
    assert '<html lang="ko">' in page
    words = re.sub(r"<style>.*?</style>|data:[^\"]*", "", page, flags=re.DOTALL)
    for told in (
        "photo.png: 노이즈 제거와 2배 확대",
        "바이큐빅",
        "기준",
        "축소 2, 노이즈 10",
        "오차가 있는 곳",
        "실행 장치",
    ):
        assert told in words
    facts = re.findall(r"<(?:h1|h2|p|th|dt|dd)>(.*?)</", words) + re.findall(r'alt="(.*?)"', words)
    english = [fact for fact in facts if re.search(r"[a-z]{3} [a-z]{3}", fact)]
    assert english == []
    table = (tmp_path / "report.csv").read_text(encoding="utf-8")
    assert table.startswith("method,psnr_y,")
    assert "upscale-one-x2" in table
    assert not re.search("[가-힣]", table)


def test_methods_are_named_as_in_the_window_and_their_ids_told(opened: Workspace, pump: Pump, tmp_path: Path) -> None:
    _simulate(opened, pump)
    request = opened.comparison.report_request()
    assert request is not None
    assert request.titles["bicubic"] == "Bicubic"
    titles = {**request.titles, "upscale-one-x2": "One <2x>"}
    words = Words(titles=titles)
    outcome = Outcome("upscale-one-x2", None, 1.0, (), sha256="00")
    assert rows([outcome], words)[1][0] == "One <2x>"
    entry = replace(papers.contest(request), crops=(), reference=None)
    drawn = compose(request.photo.pixels, [Region(0, 0, 4, 4)], [Panel("", "", (np.zeros((8, 8, 3), np.uint8),))])
    page = html_page("title", entry, [outcome], drawn, [], words).decode()
    assert "<dt>One &lt;2x&gt;</dt><dd>upscale-one-x2, SHA-256 00</dd>" in page
    assert "<td>One &lt;2x&gt;</td>" in page


def test_what_the_person_set_counts_and_is_told(opened: Workspace) -> None:
    opened.choices.set_strength(0.5)
    opened.choices.set_noise_level(12.0)  # of which the denoiser in use cannot be told
    request = opened.comparison.report_request()
    assert request is not None
    assert papers.contest(request).order.mix.luma == 0.5
    told = dict(papers.settings(request))
    assert told["Strength"] == "luma 50 %, chroma 50 %, grain 0.0"
    assert request.damage is not None
    assert told["Noise level"] == f"{automatic.told(request.damage):.1f}, estimated"


def test_both_tasks_denoise_before_each_upscaler(opened: Workspace, pump: Pump, restorer: FakeRestorer) -> None:
    opened.choices.set_task("denoise+upscale")
    request = opened.comparison.report_request()
    assert request is not None
    assert (request.denoiser, request.task) == ("denoise-one", "upscale")
    recipe = papers.contest(request).recipe(restorer.catalog, "upscale-two-x2")
    assert [step.model for step in recipe.steps] == ["denoise-one", "upscale-two-x2"]
    assert papers.title(request) == "photo.png: denoise+upscale 2x"


def test_files_that_exist_are_kept_until_the_person_agrees(
    opened: Workspace, pump: Pump, heard: Heard, tmp_path: Path
) -> None:
    path, table = tmp_path / "report.html", tmp_path / "report.csv"
    table.write_text("precious")
    opened.comparison.write_report(path)
    pump.run()
    assert heard.last.severity == "error"
    assert not path.exists()
    assert table.read_text() == "precious"
    overwrite, other_name = heard.last.actions
    assert (overwrite.key, other_name.key, other_name.run) == ("overwrite", "save_report_as", None)
    assert overwrite.run is not None
    overwrite.run()
    pump.run()
    assert path.exists()
    assert table.read_text().startswith("method,")


def test_cancelled_or_failed_nothing_is_written(
    opened: Workspace, pump: Pump, heard: Heard, tmp_path: Path, restorer: FakeRestorer
) -> None:
    opened.comparison.write_report(tmp_path / "report.html")
    opened.cancel()
    pump.run()
    assert opened.activity.kind != "comparing"
    assert heard.errors == []
    restorer.error = ProviderFailed("Fake", "gone")
    opened.comparison.write_report(tmp_path / "report.html")
    pump.run(Lane.RUN)
    assert len(heard.errors) == 1
    assert list(tmp_path.glob("report*")) == []


def test_there_is_nothing_to_compare_without_a_photo(workspace: Workspace, pump: Pump, tmp_path: Path) -> None:
    assert workspace.comparison.report_request() is None
    workspace.comparison.write_report(tmp_path / "report.html")
    assert pump.run() == 0


@offscreen
def test_the_window_asks_for_a_name_beside_the_photo(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    workspace = FakeWorkspace()
    window = make_window(qtbot, workspace)
    action = window.actions_by_key["report"]
    assert not action.isEnabled()
    workspace.load(make_photo(path="/somewhere/cat.jpg"))
    assert action.isEnabled()
    asked: list[Path] = []

    def ask(parent: object, path: Path) -> Target:
        asked.append(path)
        return Target(Path("/somewhere/else.html"), overwrite=False)

    monkeypatch.setattr(ReportDialog, "ask", ask)
    window.metrics_panel.report.click()
    assert asked == [Path("/somewhere/cat_report.html")]
    assert workspace.reports == [(Path("/somewhere/else.html"), False)]
    monkeypatch.setattr(ReportDialog, "ask", lambda parent, path: None)
    action.trigger()
    assert len(workspace.reports) == 1
    assert exports.Exports is type(window.exports)


@offscreen
@pytest.mark.parametrize(
    ("typed", "path", "overwrite"),
    [("rep", "rep.html", False), ("rep.html", "rep.html", True), ("other.htm", "other.htm", False)],
)
def test_only_the_page_that_the_system_asked_about_is_replaced(
    qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, typed: str, path: str, overwrite: bool
) -> None:
    workspace = FakeWorkspace()
    window = make_window(qtbot, workspace)
    workspace.load(make_photo(path="/somewhere/cat.jpg"))
    for name in ("rep.html", "rep.csv"):
        (tmp_path / name).write_text("precious")
    monkeypatch.setattr(report_dialog, "ask_where", lambda *_: ([str(tmp_path / typed)], ""))
    window.actions_by_key["report"].trigger()
    assert workspace.reports == [(tmp_path / path, overwrite)]


@offscreen
def test_the_panel_offers_the_report_once_there_is_a_photo(qtbot: QtBot) -> None:
    workspace = FakeWorkspace()
    panel = MetricsPanel(workspace.measures, workspace.photos, workspace.choices, workspace.runs, make_theme())  # type: ignore[arg-type]
    qtbot.addWidget(panel)
    assert not panel.report.isEnabled()
    workspace.load(make_photo())
    assert panel.report.isEnabled()
