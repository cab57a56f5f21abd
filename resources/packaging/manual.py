"""Manual pages, made from the same parsers that read the command line."""

from __future__ import annotations

import argparse
import gzip
import time
from collections.abc import Iterator
from pathlib import Path

from project import TITLE, source_date, version


def write_manuals(folder: Path) -> None:
    """Write `recon.1.gz` and `recon-desktop.1.gz`."""
    from recon_desktop import __main__ as window
    from recon_desktop.cli import arguments

    for parser in (arguments.command_line(), window.command_line()):
        packed = gzip.compress(page(parser).encode(), mtime=0)
        (folder / f"{parser.prog}.1.gz").write_bytes(packed)


def page(parser: argparse.ArgumentParser) -> str:
    """One manual page in roff: the program, and its commands with all of their options."""
    date = time.strftime("%Y-%m-%d", time.gmtime(source_date()))
    summary = _text(parser.description or "").split(". ")[0].rstrip(".")
    lines = [f'.TH {parser.prog.upper()} 1 {date} "{TITLE} {version()}"']
    lines += [".SH NAME", f"{parser.prog} \\- {summary[:1].lower()}{summary[1:]}"]
    lines += [".SH SYNOPSIS", *_usage(parser), ".SH DESCRIPTION", _text(parser.description or "")]
    commands = [action for action in parser._actions if isinstance(action, argparse._SubParsersAction)]
    lines += [".SH OPTIONS", *_options(parser)]
    for name, command in (pair for action in commands for pair in action.choices.items()):
        lines += [f'.SH "{parser.prog} {name}"', *_usage(command), ".PP", _text(command.description or "")]
        lines += [*_options(command), *([".PP", _text(command.epilog)] if command.epilog else [])]
        nested = [action for action in command._actions if isinstance(action, argparse._SubParsersAction)]
        for inner in (inner for action in nested for inner in action.choices.values()):
            lines += [".PP", *_usage(inner), ".RS", _text(inner.description or ""), *_options(inner), ".RE"]
    return "\n".join(line for line in lines if line) + "\n"


def _usage(parser: argparse.ArgumentParser) -> list[str]:
    usage = " ".join(parser.format_usage().removeprefix("usage: ").split())
    return [f"\\fB{_text(parser.prog)}\\fR{_text(usage.removeprefix(parser.prog))}"]


def _options(parser: argparse.ArgumentParser) -> Iterator[str]:
    formatter = argparse.HelpFormatter(parser.prog)
    for action in parser._actions:
        if isinstance(action, argparse._SubParsersAction) or action.help == argparse.SUPPRESS:
            continue
        yield ".TP"
        yield f"\\fB{_text(formatter._format_action_invocation(action))}\\fR"
        yield _text(formatter._expand_help(action)) if action.help else "\\&"


def _text(words: str) -> str:
    """Words that roff leaves as they are."""
    escaped = " ".join(words.split()).replace("\\", "\\e").replace("-", "\\-")
    return "\\&" + escaped if escaped.startswith((".", "'")) else escaped
