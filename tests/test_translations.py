"""The translations are complete, sound and compiled; `python -m tests.translations` brings them up to date."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QLocale, QTranslator

from recon_desktop.ui.words import phrases
from tests import translations
from tests.translations import FOLDER, FORMS, PACKAGE

ADVICE = "run `python -m tests.translations`, translate what is unfinished, and run it again"


@pytest.mark.parametrize("language", FORMS)
def test_everything_is_translated_and_nothing_else(language: str) -> None:
    finished = translations.read(language)
    wanted = set(translations.wanted(language))
    assert wanted - finished.keys() == set(), ADVICE
    assert finished.keys() - wanted == set(), ADVICE
    for (_, source), forms in finished.items():
        assert len(forms) == (FORMS[language] if "%n" in source else 1)


@pytest.mark.parametrize("language", FORMS)
def test_what_is_shipped_is_compiled_from_it(language: str, tmp_path: Path) -> None:
    translations.compile_to(language, tmp_path / "fresh.qm")
    assert (FOLDER / f"recon_{language}.qm").read_bytes() == (tmp_path / "fresh.qm").read_bytes(), ADVICE


def test_a_translation_keeps_what_is_filled_in_and_its_key() -> None:
    patterns = (r"\{[^}]*\}|%n", r"&(?=\w)", r"…$", r"^\s")
    for (_, source), forms in translations.read("ko").items():
        for form in forms:
            for pattern in patterns:
                assert sorted(re.findall(pattern, form)) == sorted(re.findall(pattern, source)), (source, form)


def test_a_menu_has_each_of_its_keys_once() -> None:
    from recon_desktop.ui.window.actions import entries

    translator = QTranslator()
    assert translator.load(QLocale("ko"), "recon", "_", str(FOLDER))
    menus: dict[tuple[str, ...], list[str]] = {}
    for entry in entries():
        words = translator.translate("Actions", entry.text) or entry.text
        menus.setdefault(entry.menu, []).extend(re.findall(r"&(\w)", words))
    for keys in menus.values():
        assert len(set(keys)) == len(keys), keys


def test_what_core_and_engine_tell_with_an_error_or_a_note_can_be_retold() -> None:
    untold = [text for text in _facts() if phrases._told(text, phrases.SENTENCES) is text]
    assert untold == [], "add them to SENTENCES in ui/words/phrases.py"


def test_the_parts_of_a_phrase_are_retold(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(phrases, "translate", lambda context, text: f"<{text}>")
    assert phrases.retell("TIFF holds up to 9 pixels a side; use PNG or WebP") == (
        "<TIFF holds up to 9 pixels a side; use <PNG or WebP>>"
    )
    assert phrases.retell("some decoder's own words") == "some decoder's own words"
    assert phrases.retell("") == phrases.card_text("") == ""


def _facts() -> Iterator[str]:
    """Details of errors and notes in core and engine, with something in their gaps."""
    for path in sorted([*(PACKAGE / "core").rglob("*.py"), *(PACKAGE / "engine").rglob("*.py")]):
        if path.name == "protocol.py":
            continue  # for the terminal alone
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Assign) and any(getattr(name, "id", "") == "note" for name in node.targets):
                yield from _texts(node.value)
            elif isinstance(node, ast.Call) and getattr(node.func, "id", "") in _ERRORS:
                for argument in node.args:
                    yield from _texts(argument)


_ERRORS = ("ImageUnreadable", "ImageTruncated", "ModelCorrupt", "ModelMissing", "ModelMismatch", "OutputUnwritable")
_ERRORS += ("FormatUnsupported", "ProviderFailed", "SaveError", "TemplateInvalid", "JournalError", "cpu_target")


def _texts(node: ast.expr) -> Iterator[str]:
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield node.value
    elif isinstance(node, ast.JoinedStr):
        yield "".join(str(part.value) if isinstance(part, ast.Constant) else "X" for part in node.values)
