"""What must hold for the repository as a whole."""

from __future__ import annotations

import ast
import hashlib
import re
import subprocess
import sys
import tomllib
import zipfile
from collections.abc import Iterator
from pathlib import Path

import grimp
import pytest

from recon_desktop import resources
from recon_desktop.core.card import ModelCard, read_card
from recon_desktop.engine.catalog import CARD

ROOT = Path(__file__).resolve().parent.parent
CARDS = sorted((ROOT / "resources" / "models").glob(f"*/{CARD}"))

TEXT_SUFFIXES = {"", ".cfg", ".ini", ".json", ".md", ".py", ".svg", ".toml", ".txt", ".yaml", ".yml"}


def _tracked() -> Iterator[Path]:
    listing = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=False)
    if listing.returncode != 0:
        pytest.skip("not a git checkout")
    for name in listing.stdout.decode().split("\0"):
        path = ROOT / name
        if name and path.is_file():
            yield path


def _commands() -> list[str]:
    """The lines of the README's code blocks."""
    blocks = re.findall(r"```\w*\n(.*?)```", (ROOT / "README.md").read_text(encoding="utf-8"), re.DOTALL)
    return [line.strip() for block in blocks for line in block.splitlines()]


def _isolated(code: str, *blocked: str) -> subprocess.CompletedProcess[str]:
    """Run `code` in a fresh interpreter in which the `blocked` packages cannot be imported."""
    block = f"import sys\nsys.modules.update(dict.fromkeys({blocked!r}))\n"
    return subprocess.run(
        [sys.executable, "-c", block + code], cwd=ROOT, capture_output=True, text=True, check=False, timeout=120
    )


def test_the_three_models_of_the_first_release_are_shipped() -> None:
    offered = {(card.task, card.scale) for card in map(read_card, CARDS)}
    assert {("upscale", 2), ("upscale", 4), ("denoise", 1)} <= offered


@pytest.mark.parametrize("path", CARDS, ids=lambda path: path.parent.name)
def test_a_card_names_its_folder_and_its_files(path: Path) -> None:
    card: ModelCard = read_card(path)
    assert card.id == path.parent.name
    for variant in card.variants:
        assert hashlib.sha256((path.parent / variant.file).read_bytes()).hexdigest() == variant.sha256
    named = {variant.file for variant in card.variants} | {CARD}
    assert {file.name for file in path.parent.iterdir()} == named, "every file is named on the card"


def test_the_command_line_restores_without_qt_and_tensorflow(tmp_path: Path) -> None:
    code = f"""
from recon_desktop.cli import main
photo, result = {str(resources.sample_photos()[0])!r}, {str(tmp_path / "out.png")!r}
code = main(["restore", photo, "--task", "upscale", "-o", result])
loaded = {{name.partition(".")[0] for name, module in sys.modules.items() if module}}
assert not loaded & {{"PySide6", "tensorflow", "keras", "training"}}, loaded
sys.exit(code)
"""
    run = _isolated(code, "PySide6", "shiboken6", "tensorflow", "keras", "tf2onnx", "onnx")
    assert run.returncode == 0, run.stderr
    assert (tmp_path / "out.png").stat().st_size > 0


def test_every_module_of_core_engine_and_cli_loads_without_qt_and_tensorflow() -> None:
    code = """
import importlib, pkgutil, recon_desktop
for module in pkgutil.walk_packages(recon_desktop.__path__, "recon_desktop.", onerror=lambda name: None):
    if not module.name.startswith("recon_desktop.ui") and not module.name.endswith("__main__"):
        importlib.import_module(module.name)
"""
    run = _isolated(code, "PySide6", "shiboken6", "tensorflow", "keras", "tf2onnx", "training")
    assert run.returncode == 0, run.stderr


def test_training_loads_without_qt_and_onnxruntime_and_sees_core_alone() -> None:
    code = """
import importlib, pkgutil, training
for module in pkgutil.walk_packages(training.__path__, "training."):
    try:
        if not module.name.endswith("__main__"):
            importlib.import_module(module.name)
    except ModuleNotFoundError as error:
        if error.name != "jax":  # what is packed for a machine that has it needs it there alone
            raise
seen = {name for name in sys.modules if name.startswith("recon_desktop.")}
assert all(name.startswith("recon_desktop.core") for name in seen), seen
"""
    run = _isolated(code, "PySide6", "shiboken6")
    assert run.returncode == 0, run.stderr


def test_importing_the_package_loads_nothing_heavy() -> None:
    code = "before = set(sys.modules)\nimport recon_desktop\nassert set(sys.modules) - before == {'recon_desktop'}"
    run = _isolated(code)
    assert run.returncode == 0, run.stderr


def test_help_is_told_without_loading_what_runs_models() -> None:
    code = """
import recon_desktop.cli, recon_desktop.__main__
heavy = {"numpy", "onnxruntime", "PIL", "cv2", "skimage", "pydantic", "rich", "PySide6"} & set(sys.modules)
assert not heavy, heavy
"""
    run = _isolated(code)
    assert run.returncode == 0, run.stderr


def test_no_tracked_file_names_a_machine_or_a_package_index() -> None:
    # Written in two parts, so that this file does not hold what it looks for.
    paths = re.compile("|".join(("/" + "home/", "/" + "work/", "/" + "Users/", "/" + "root/", r"[A-Z]:" + r"\\Users")))
    index = re.compile("|".join(("index" + "-url", "extra" + "-index", "/" + "simple/", "pypi" + r"\.")))
    for path in _tracked():
        if path.suffix in TEXT_SUFFIXES and path.name != "LICENSE":
            text = path.read_text(encoding="utf-8")
            for pattern in (paths, index):
                found = pattern.search(text)
                assert not found, f"{path.relative_to(ROOT)}: {found.group()}"


def test_no_lock_file_is_tracked() -> None:
    assert not [path for path in _tracked() if path.suffix == ".lock" or path.name == "requirements.txt"]


def test_ci_calls_the_test_command_of_the_readme() -> None:
    last = (ROOT / ".ci" / "run").read_text(encoding="utf-8").strip().splitlines()[-1]
    assert last in _commands()


def test_the_readme_runs_the_main_job_in_one_line() -> None:
    assert any(line.startswith("python3 -m venv") and line.endswith("recon-desktop") for line in _commands())


def test_the_pictures_of_the_readme_exist() -> None:
    names = re.findall(
        r'(?:src|srcset)="([^"]+)"|!\[[^]]*\]\(([^)]+)\)', (ROOT / "README.md").read_text(encoding="utf-8")
    )
    missing = [name for pair in names for name in pair if name and "://" not in name and not (ROOT / name).exists()]
    assert not missing


def test_the_wheel_holds_the_package_and_its_resources(tmp_path: Path) -> None:
    build = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(tmp_path)]
    subprocess.run(build, cwd=ROOT, check=True, capture_output=True, timeout=120)
    (wheel,) = tmp_path.glob("*.whl")
    with zipfile.ZipFile(wheel) as archive:
        names = set(archive.namelist())
    shipped = {
        f"recon_desktop/_resources/{path.relative_to(ROOT / 'resources').as_posix()}"
        for path in [
            *CARDS,
            *(ROOT / "resources" / "models").glob("*/*.onnx"),
            *(ROOT / "resources" / "translations").glob("*.qm"),
            *(ROOT / "resources" / "sample").iterdir(),
        ]
    }
    assert shipped <= names
    assert {"recon_desktop/cli/program.py", "recon_desktop/engine/restore.py", "recon_desktop/__main__.py"} <= names
    assert not [name for name in names if name.startswith(("tests/", "training/"))]


def test_every_sample_photo_is_named_with_its_source_and_a_licence_that_lets_it_go_along() -> None:
    folder = ROOT / "resources" / "sample"
    named = tomllib.loads((folder / "sources.toml").read_text(encoding="utf-8"))["photo"]
    assert {photo["file"] for photo in named} == {path.name for path in folder.iterdir()} - {"sources.toml"}
    for photo in named:
        assert photo.keys() == {"file", "title", "author", "licence", "source"}, photo
        assert photo["licence"] in {"CC0-1.0", "public domain"}, photo
    assert resources.sample_photos()[0].is_file()


def test_the_application_needs_nothing_that_it_does_not_import() -> None:
    needed = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["dependencies"]
    names = {re.split(r"[^\w-]", requirement)[0] for requirement in needed}
    modules = {"opencv-python-headless": "cv2", "pillow": "PIL", "pyside6-essentials": "PySide6"}
    modules |= {"python-lucide": "lucide"}
    sources = "\n".join(path.read_text(encoding="utf-8") for path in (ROOT / "recon_desktop").rglob("*.py"))
    for name in names:
        assert re.search(rf"(import|from|find_spec\(\") ?{modules.get(name, name)}\b", sources), name


def test_resources_are_found_in_a_checkout_in_a_wheel_and_in_a_frozen_build(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert resources.resource_path("models", "upscale-espcn-x2", "card.json").is_file()

    installed = tmp_path / "site-packages" / "recon_desktop"
    (installed / "_resources").mkdir(parents=True)
    monkeypatch.setattr(resources, "__file__", str(installed / "resources.py"))
    assert resources.resource_path("models") == installed / "_resources" / "models"

    frozen = tmp_path / "unpacked" / "recon_desktop" / "_resources"
    frozen.mkdir(parents=True)
    monkeypatch.setattr(sys, "_MEIPASS", str(tmp_path / "unpacked"), raising=False)
    assert resources.resource_path("models") == frozen / "models"


def test_painters_end_even_after_an_error() -> None:
    """A painter that a traceback keeps alive outlives its paint event, and Qt crashes; `with` ends it."""
    loose = []
    for path in sorted((ROOT / "recon_desktop" / "ui").rglob("*.py")):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        guarded = {
            id(item.context_expr) for node in ast.walk(tree) if isinstance(node, ast.With) for item in node.items
        }
        loose += [
            f"{path.relative_to(ROOT)}:{node.lineno}"
            for node in ast.walk(tree)
            if isinstance(node, ast.Call) and ast.unparse(node.func) == "QPainter" and id(node) not in guarded
        ]
    assert not loose


def test_the_steps_of_the_shipped_models_are_those_of_the_kept_runs() -> None:
    told = (ROOT / "training" / "README.md").read_text(encoding="utf-8")
    shelf = ROOT / "training" / "trained"
    if not shelf.is_dir():
        pytest.skip("an sdist, which goes without it")
    kept = sorted(path.parent for path in shelf.glob("*/history.csv"))
    assert kept
    for run in kept:
        done = (run / "history.csv").read_text(encoding="utf-8").splitlines()[-1].split(",")[0]
        wanted = tomllib.loads((run / "config.toml").read_text(encoding="utf-8"))["fit"]["steps"]
        row = re.search(rf"^\| `{run.name}` \|.*\| (\d[\d ]*) of (\d[\d ]*)\b.*\|$", told, re.MULTILINE)
        assert row, run.name
        assert [number.replace(" ", "") for number in row.groups()] == [done, str(wanted)], run.name


def test_imports_inside_functions_of_the_window_are_few_and_have_their_reasons() -> None:
    late = []
    for path in sorted((ROOT / "recon_desktop" / "ui").rglob("*.py")):
        text = path.read_text(encoding="utf-8")
        functions = [node for node in ast.walk(ast.parse(text)) if isinstance(node, ast.FunctionDef)]
        nodes = {node for each in functions for node in ast.walk(each) if isinstance(node, ast.Import | ast.ImportFrom)}
        places = {node.lineno for node in nodes}
        late += [(f"{path.relative_to(ROOT)}:{place}", text.splitlines()[place - 1]) for place in sorted(places)]
    assert len(late) <= 15, late
    assert not [place for place, line in late if "  # " not in line]


def test_the_lanes_are_loaded_by_the_door_alone() -> None:
    """Contracts count imports for type checking; this does not: only `ui.app` loads what takes a second."""
    graph = grimp.build_graph("recon_desktop", exclude_type_checking_imports=True, cache_dir=None)
    rooms = "recon_desktop.ui."
    light = {f"{rooms}lanes.{name}" for name in ("jobs", "activity")}
    heavy = {name for name in graph.modules if name.startswith(f"{rooms}lanes.")} - light
    entered = {
        (importer, name)
        for name in heavy
        for importer in graph.find_modules_that_directly_import(name)
        if not importer.startswith(f"{rooms}lanes.")
    }
    assert entered == {(f"{rooms}app", f"{rooms}lanes.services")}


def test_no_modules_of_the_window_import_each_other_in_a_circle() -> None:
    """Imports for type checking count, too: who reads one module of a circle has to read them all."""
    graph = grimp.build_graph("recon_desktop", exclude_type_checking_imports=False, cache_dir=None)
    below = {
        name: {
            other for other in graph.find_modules_directly_imported_by(name) if other.startswith("recon_desktop.ui.")
        }
        for name in graph.modules
        if name.startswith("recon_desktop.ui.")
    }
    while lowest := {name for name, imported in below.items() if not imported & below.keys()}:
        below = {name: imported for name, imported in below.items() if name not in lowest}
    assert not below, "these are in circles, or above one"


def test_modules_and_classes_of_the_window_are_small() -> None:
    long: list[str] = []
    for path in sorted((ROOT / "recon_desktop" / "ui").rglob("*.py")):
        text = path.read_text(encoding="utf-8")
        if len(text.splitlines()) > 400:
            long.append(path.name)
        for node in ast.walk(ast.parse(text)):
            if isinstance(node, ast.ClassDef) and node.end_lineno is not None:
                lines = node.end_lineno - min(each.lineno for each in (node, *node.decorator_list)) + 1
                if lines > 250:
                    long.append(f"{path.name}: {node.name}, {lines} lines")
    assert long == []
