"""The page that a lesson leaves: text, tables and pictures, written to a folder whole or not at all."""

import html
import io
import json
import os
import shutil
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import matplotlib as mpl
from matplotlib.figure import Figure

from training.config import ConfigError

MEASURES = "measures.json"
PAGE = "index.html"

_DOTS_PER_INCH = 150
_FONT = {"font.size": 10.5, "axes.spines.top": False, "axes.spines.right": False, "axes.grid": True, "grid.alpha": 0.35}


def _theme(card: str, text: str, line: str) -> dict[str, object]:
    faces = dict.fromkeys(("figure.facecolor", "savefig.facecolor", "axes.facecolor"), card)
    inks = dict.fromkeys(("text.color", "axes.labelcolor", "xtick.color", "ytick.color"), text)
    return {**_FONT, **faces, **inks, "axes.edgecolor": line, "grid.color": line}


# By what is added to a picture's name; the colours are those of style.css.
THEMES = {"": _theme("#ffffff", "#1a1a1a", "#d0d0d0"), "-dark": _theme("#252525", "#ececec", "#3d3d3d")}


@dataclass(frozen=True)
class Picture:
    """A picture; `draw` is called once for each theme. `name` becomes part of the file's name."""

    name: str
    caption: str
    draw: Callable[[], Figure]


@dataclass(frozen=True)
class Table:
    """A table; text and numbers as they are to be read. `folded` hides it behind its caption until it is asked for."""

    caption: str
    heading: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    folded: bool = False


@dataclass(frozen=True)
class Section:
    """What one lesson found out.

    Attributes:
        name: Begins the names of its files and links.
        title: What it is about.
        lead: Its question, in a sentence or two.
        parts: Paragraphs, pictures and tables, in the order of reading.
        measures: What was measured, for those who compare runs.
    """

    name: str
    title: str
    lead: str
    parts: tuple[str | Picture | Table, ...]
    measures: dict[str, float]


def check_free(out: Path) -> None:
    """Make sure that a page may be written to a folder.

    Raises:
        ConfigError: There is something in it that is not an earlier page, or it cannot be written.
    """
    existing = next(folder for folder in (out.absolute(), *out.absolute().parents) if folder.exists())
    if existing != out.absolute() and not (existing.is_dir() and os.access(existing, os.W_OK)):
        raise ConfigError(f"{out} cannot be written: {existing} is no folder that you may write to")
    if out.exists() and not (out.is_dir() and ((out / MEASURES).exists() or not any(out.iterdir()))):
        raise ConfigError(f"{out} exists and is no page of an earlier exploration; name another folder with --out")


def publish(out: Path, title: str, sections: Sequence[Section], made: dict[str, str]) -> Path:
    """Write page, pictures and measures, in place of an earlier page.

    Args:
        out: The folder.
        title: Of the page.
        sections: One for each lesson.
        made: How it was made (commit, versions, seed...), for the foot of the page.

    Returns:
        The page's file.

    Raises:
        ConfigError: The folder cannot be written, or holds something else.
    """
    check_free(out)
    partial = out.with_name(f".{out.name}.partial")
    try:
        shutil.rmtree(partial, ignore_errors=True)
        partial.mkdir(parents=True)
        try:
            _write(partial, title, sections, made)
            if out.exists():
                shutil.rmtree(out)
            partial.rename(out)
        finally:
            shutil.rmtree(partial, ignore_errors=True)
    except OSError as error:
        raise ConfigError(f"{out} cannot be written ({error.strerror})") from error
    return out / PAGE


def _write(folder: Path, title: str, sections: Sequence[Section], made: dict[str, str]) -> None:
    for section in sections:
        for part in section.parts:
            if isinstance(part, Picture):
                for suffix, theme in THEMES.items():
                    (folder / f"{section.name}-{part.name}{suffix}.png").write_bytes(_png(part, theme))
    measures = {"made": made, "measures": {section.name: section.measures for section in sections}}
    (folder / MEASURES).write_text(json.dumps(measures, indent=2) + "\n", encoding="utf-8")
    (folder / PAGE).write_text(_page(title, sections, made), encoding="utf-8")


def _png(picture: Picture, theme: dict[str, object]) -> bytes:
    buffer = io.BytesIO()
    with mpl.rc_context(theme):
        picture.draw().savefig(buffer, format="png", dpi=_DOTS_PER_INCH)
    return buffer.getvalue()


def _page(title: str, sections: Sequence[Section], made: dict[str, str]) -> str:
    style = Path(__file__).with_name("style.css").read_text(encoding="utf-8")
    contents = "".join(f'<li><a href="#{section.name}">{html.escape(section.title)}</a></li>' for section in sections)
    navigation = f"<nav><ol>{contents}</ol></nav>" if len(sections) > 1 else ""
    how = " · ".join(html.escape(f"{key}: {value}") for key, value in made.items())
    return f"""<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{html.escape(title)}</title>
<style>
{style}</style>
<header>
<h1>{html.escape(title)}</h1>
<p class="quiet">The autoencoder laboratory of Recon Desktop. Every number on this page was measured by the run \
that drew it, on pictures that the networks had not learned from.</p>
{navigation}
</header>
<main>
{"".join(_section(section) for section in sections)}</main>
<footer class="quiet">{how}</footer>
</html>
"""


def _section(section: Section) -> str:
    parts = "".join(_part(section, part) for part in section.parts)
    return (
        f'<section id="{section.name}">\n<h2>{html.escape(section.title)}</h2>\n'
        f'<p class="lead">{html.escape(section.lead)}</p>\n{parts}</section>\n'
    )


def _part(section: Section, part: str | Picture | Table) -> str:
    if isinstance(part, str):
        return f"<p>{html.escape(part)}</p>\n"
    if isinstance(part, Table):
        return _table(part)
    file, caption = f"{section.name}-{part.name}", html.escape(part.caption)
    return (
        f'<figure>\n<picture><source srcset="{file}-dark.png" media="(prefers-color-scheme: dark)">'
        f'<img src="{file}.png" alt="{caption}"></picture>\n<figcaption>{caption}</figcaption>\n</figure>\n'
    )


def _table(table: Table) -> str:
    numeric = [all(_is_number(row[column]) for row in table.rows) for column in range(len(table.heading))]
    heading = "".join(_cell("th", text, number) for text, number in zip(table.heading, numeric, strict=True))
    rows = "".join(
        "<tr>" + "".join(_cell("td", text, number) for text, number in zip(row, numeric, strict=True)) + "</tr>\n"
        for row in table.rows
    )
    caption = html.escape(table.caption)
    inside = f"<thead><tr>{heading}</tr></thead>\n<tbody>\n{rows}</tbody>"
    if table.folded:
        return f'<details>\n<summary>{caption}</summary>\n<div class="wide"><table>{inside}</table></div>\n</details>\n'
    return f'<div class="wide"><p class="quiet">{caption}</p><table>{inside}</table></div>\n'


def _cell(tag: str, text: str, number: bool) -> str:
    start = f'{tag} class="number"' if number else tag
    return f"<{start}>{html.escape(text)}</{tag}>"


def _is_number(text: str) -> bool:
    return text[:1].isdigit() or text[:1] in ("-", "−", "+")
