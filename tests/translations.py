"""Keeps the translations of the window up to date: `python -m tests.translations`.

Every string that the window can show is collected from the sources. The files resources/translations/*.ts keep what is
translated, lose what is gone, and mark as unfinished what is new: edit them by hand or with pyside6-linguist, then run
this again, for it compiles them as well. The tests check that nothing is unfinished and that the .qm files are those of
the .ts files.
"""

from __future__ import annotations

import ast
import subprocess
import sys
import tomllib
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from pathlib import Path

import PySide6

from recon_desktop.core.card import read_card
from recon_desktop.core.measures import CONTEXT, MEASURES
from recon_desktop.ui.words import phrases

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = ROOT / "recon_desktop"
FOLDER = ROOT / "resources" / "translations"
FORMS = {"en": 2, "ko": 1}
"""Languages, and their plural forms; of English, the sources' own language, only the plurals are translated."""

Message = tuple[str, str]
"""Context and source text; texts with %n have plurals."""


def collected() -> list[Message]:
    """Every string that the window can show, in the order of the sources."""
    found: dict[Message, None] = {}
    told = [PACKAGE / name for name in ("wording.py", "refusals.py", "decided.py", "engine/report.py")]
    for path in sorted([*(PACKAGE / "ui").rglob("*.py"), *told]):
        if path.name != "phrases.py":
            found |= dict.fromkeys(_Strings(path).messages())
    for kind in MEASURES:
        found |= dict.fromkeys(((CONTEXT, kind.name), (CONTEXT, kind.explanation)))
    for phrase in (*phrases.SENTENCES, *phrases.PARTS):
        found["phrases", phrase] = None
    return list(found | dict.fromkeys(("cards", text) for text in _card_texts()))


def _card_texts() -> Iterator[str]:
    """What the cards of the shipped models say, and what those say that are still to be trained."""
    for card in map(read_card, sorted((ROOT / "resources" / "models").glob("*/card.json"))):
        yield from (card.title, card.summary, card.trained_on.data, card.trained_on.degradations)
    for config in sorted((ROOT / "training" / "configs").glob("*.toml")):
        planned = tomllib.loads(config.read_text(encoding="utf-8"))
        yield from (planned["title"], planned["summary"])


class _Strings(ast.NodeVisitor):
    """The translatable strings of a module.

    They stand in `self.tr(...)` in a class, in `translate(context, ...)`, and in calls of a function of the module that
    hands its text on to `translate`.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._tree = ast.parse(path.read_text(encoding="utf-8"))
        self._classes: list[str] = []
        self._found: list[Message] = []
        self._aliases = dict(_aliases(self._tree))
        self._handed_on: list[str] = []

    def messages(self) -> list[Message]:
        self.visit(self._tree)
        return self._found

    def visit_ClassDef(self, node: ast.ClassDef) -> None:
        self._classes.append(node.name)
        self.generic_visit(node)
        self._classes.pop()

    def visit_FunctionDef(self, node: ast.FunctionDef) -> None:
        before = self._handed_on
        self._handed_on = [argument.arg for argument in node.args.args]
        self.generic_visit(node)
        self._handed_on = before

    def visit_Call(self, node: ast.Call) -> None:
        name = _called(node)
        if name in self._aliases:
            self._take(node, self._aliases[name], node.args[0])
        elif name == "tr":
            self._take(node, self._classes[-1], node.args[0])
        elif context := _context(node):
            self._take(node, context, node.args[1])
        self.generic_visit(node)

    def _take(self, node: ast.Call, context: str, text: ast.expr) -> None:
        if isinstance(text, ast.Constant) and isinstance(text.value, str):
            self._found.append((context, text.value))
        elif not isinstance(text, ast.Name) or text.id not in self._handed_on:
            raise ValueError(f"{self._path}:{node.lineno}: what is translated has to be a plain string")


def _aliases(tree: ast.Module) -> Iterator[tuple[str, str]]:
    """Functions that are short for `translate` with a context: name, context."""
    for function in ast.walk(tree):
        if isinstance(function, ast.FunctionDef):
            names = {argument.arg for argument in function.args.args}
            for call in ast.walk(function):
                if isinstance(call, ast.Call) and (context := _context(call)):
                    text = call.args[1]
                    if isinstance(text, ast.Name) and text.id in names:
                        yield function.name, context


def _context(call: ast.Call) -> str:
    """The context of a call of `translate`, "" of any other (a painter translates, too, but numbers)."""
    if _called(call) == "translate" and len(call.args) >= 2 and isinstance(call.args[0], ast.Constant):
        return call.args[0].value if isinstance(call.args[0].value, str) else ""
    return ""


def _called(node: ast.Call) -> str:
    function = node.func
    if isinstance(function, ast.Attribute):
        return function.attr
    return function.id if isinstance(function, ast.Name) else ""


def read(language: str) -> dict[Message, tuple[str, ...]]:
    """The finished translations of a language, by context and source text: one, or one for each plural form."""
    path = FOLDER / f"recon_{language}.ts"
    found: dict[Message, tuple[str, ...]] = {}
    for context in ET.parse(path).getroot().iter("context") if path.exists() else ():
        for message in context.iter("message"):
            translation = message.find("translation")
            assert translation is not None
            forms = [form.text or "" for form in translation.iter("numerusform")] or [translation.text or ""]
            if all(forms):
                found[context.findtext("name", ""), message.findtext("source", "")] = tuple(forms)
    return found


def wanted(language: str) -> list[Message]:
    """What has to be translated into a language."""
    return [message for message in collected() if language != "en" or "%n" in message[1]]


def write(language: str) -> int:
    """Bring a .ts file up to date and return how many of its texts are not translated."""
    known = read(language)
    root = ET.Element("TS", version="2.1", language=language, sourcelanguage="en")
    contexts: dict[str, ET.Element] = {}
    missing = 0
    for context, source in sorted(wanted(language), key=lambda message: message[0]):
        if context not in contexts:
            contexts[context] = ET.SubElement(root, "context")
            ET.SubElement(contexts[context], "name").text = context
        message = ET.SubElement(contexts[context], "message", {"numerus": "yes"} if "%n" in source else {})
        ET.SubElement(message, "source").text = source
        translation = ET.SubElement(message, "translation")
        forms = known.get((context, source), ())
        missing += not forms
        if not forms:
            translation.set("type", "unfinished")
        elif "%n" in source:
            for form in forms:
                ET.SubElement(translation, "numerusform").text = form
        else:
            translation.text = forms[0]
    ET.indent(root, space="    ")
    text = ET.tostring(root, encoding="unicode")
    path = FOLDER / f"recon_{language}.ts"
    path.write_text(f'<?xml version="1.0" encoding="utf-8"?>\n<!DOCTYPE TS>\n{text}\n', encoding="utf-8")
    return missing


def compile_to(language: str, target: Path) -> None:
    """Make the .qm file of a language."""
    tool = next(Path(PySide6.__path__[0]).glob("lrelease*"))
    source = FOLDER / f"recon_{language}.ts"
    subprocess.run([tool, "-silent", source, "-qm", target], check=True, timeout=60)


def main() -> None:
    """Bring all languages up to date."""
    for language in FORMS:
        missing = write(language)
        compile_to(language, FOLDER / f"recon_{language}.qm")
        sys.stdout.write(f"{language}: {len(wanted(language))} texts, {missing} not translated\n")


if __name__ == "__main__":
    main()
