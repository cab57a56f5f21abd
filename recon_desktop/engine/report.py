"""A comparison on paper: the columns of its figure, its table, and the page with all that it takes to repeat it."""

from __future__ import annotations

import csv
import io
import platform
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from html import escape

import numpy as np
import onnxruntime

from recon_desktop import __version__
from recon_desktop.core.agreement import Agreement
from recon_desktop.core.compare import (
    BOX_COLOURS,
    PILLOW_LETTERS,
    Figure,
    Frame,
    Panel,
    compose,
    difference,
    printable,
    score,
)
from recon_desktop.core.decimals import decimals
from recon_desktop.core.drawing import css_colour, data_uri
from recon_desktop.core.english import Retell, Translate, as_told, in_english
from recon_desktop.core.geometry import Region
from recon_desktop.core.letters import Letters
from recon_desktop.core.measures import CONTEXT, MEASURES, Better, MeasureKind
from recon_desktop.core.photo import in_srgb
from recon_desktop.core.pixels import to_float
from recon_desktop.core.quality import Quality
from recon_desktop.core.thresholds import THRESHOLDS
from recon_desktop.engine.compare import Contest, Outcome, cut
from recon_desktop.engine.report_page import PAGE, STYLE

REFERENCE = "reference"

_AMPLIFIED = 4


@dataclass(frozen=True, slots=True)
class Words:
    """How a comparison is told: in which language, with which names and letters. The command line speaks English.

    Attributes:
        translate: From a context and an English template to the template in the person's language.
        retell: The same for what the engine tells with a run, such as its device.
        titles: Names of methods in words, by key; the others go by their key.
        letters: What figures are lettered with.
        language: Its code, for the page.
    """

    translate: Translate = in_english
    retell: Retell = as_told
    titles: Mapping[str, str] = field(default_factory=dict)
    letters: Letters = PILLOW_LETTERS
    language: str = "en"

    def tr(self, text: str, **parts: object) -> str:
        """A template in the person's language, filled in."""
        return self.translate("report", text).format(**parts)

    def name(self, method: str) -> str:
        """A method."""
        return self.titles.get(method, method)


ENGLISH = Words()


@dataclass(frozen=True, slots=True)
class _Column:
    """Figures of the table: the head, one value for each method, their decimals, and which is better."""

    head: str
    values: tuple[float | None, ...]
    places: int
    better: Better

    @property
    def cells(self) -> tuple[str, ...]:
        """The figures in print."""
        return tuple("-" if value is None else decimals(value, self.places) for value in self.values)

    @property
    def best(self) -> str:
        """The best one in print; "" where none is better as such."""
        known = [value for value in self.values if value is not None]
        return decimals((max if self.better == "higher" else min)(known), self.places) if self.better else ""


def protocol(contest: Contest, words: Words = ENGLISH) -> str:
    """How results were measured, in a sentence or two."""
    alone = words.tr(
        "Damage, noise level and sharpness are in 8-bit values, blockiness is 1 without JPEG's grid, NIQE is lower for "
        "what looks undamaged: of each result by itself, in nine parts of a large one"
    )
    return f"{_against(contest, words)}. {alone}" if contest.reference else alone


def definition(words: Words = ENGLISH) -> str:
    """The one number of trust and the map."""
    return words.tr(
        "Firm is the share of pixels on which none of the departures passes its threshold, in levels of 8-bit luma: "
        "{consistency} between the photo and the result made as small again (noise apart), {stability} for the spread "
        "over 8 flips and rotations, {disagreement} to another method. The map is dark on what is firm and glows where "
        "a departure passes its threshold: it tells what was made up, not what is missing.",
        **{name: f"{threshold:g}" for name, threshold in THRESHOLDS.items()},
    )


def _against(contest: Contest, words: Words) -> str:
    """How results were measured against the reference."""
    enlarged = contest.task == "upscale"
    border = words.tr("no border left out")
    if enlarged:
        border = words.tr("a border of {number} pixels left out", number=contest.scale)
    return words.tr(
        "PSNR in dB and SSIM of the whole photo at 8 bits, {border}; luma is that of BT.601 in studio range, and so "
        "is MS-SSIM's; CIEDE2000 is a colour difference, its mean and 95th percentile; the figure prints {channels}",
        border=border,
        channels=words.tr("luma") if enlarged else "RGB",
    )


def panels(contest: Contest, outcomes: Sequence[Outcome], words: Words = ENGLISH) -> tuple[Panel, ...]:
    """The columns of the figure: the reference, which says what the numbers are, and the methods; the best is bold."""
    figures = [_printed(contest, outcome.scores) for outcome in outcomes if outcome.scores]
    best = max(figures, default=None)
    methods = [
        Panel(
            words.name(outcome.method),
            score(*_printed(contest, outcome.scores)) if outcome.scores else "",
            outcome.crops,
            best=outcome.scores is not None and len(outcomes) > 1 and _printed(contest, outcome.scores) == best,
        )
        for outcome in outcomes
    ]
    if contest.reference is None:
        return tuple(methods)
    return (Panel(words.name(REFERENCE), "[PSNR / SSIM]", cut(contest.reference.source, contest.crops)), *methods)


def figure(contest: Contest, outcomes: Sequence[Outcome], title: str, words: Words = ENGLISH) -> Figure:
    """The crop-zoom figure: the reference, or else the photo, with its boxes, and what each method made of them."""
    shown, factor = (contest.reference, 1) if contest.reference else (contest.photo, contest.scale)
    boxes = [region.shrunk(factor) for region in contest.crops]
    return compose(in_srgb(shown).pixels, boxes, panels(contest, outcomes, words), title=title, letters=words.letters)


def rows(outcomes: Iterable[Outcome], words: Words = ENGLISH) -> list[tuple[str, ...]]:
    """The table, its head first: figures, seconds and device for each method; columns without any figure are left out.

    Figures begin in the second column.
    """
    outcomes = tuple(outcomes)
    columns = _columns(outcomes, words)
    head = (words.tr("Method"), *(column.head for column in columns), words.tr("Seconds"), words.tr("Ran on"))
    return [
        head,
        *(
            (
                words.name(outcome.method),
                *(column.cells[row] for column in columns),
                f"{outcome.seconds:.3f}",
                words.retell(outcome.report.device) if outcome.report else "CPU",
            )
            for row, outcome in enumerate(outcomes)
        ),
    ]


def record(outcome: Outcome) -> dict[str, object]:
    """One method for scripts; None for what was not measured and for what a baseline does not have."""
    report = outcome.report
    return {
        "method": outcome.method,
        **{kind.key: kind.of(_measured(outcome, kind)) for kind in MEASURES},
        "seconds": outcome.seconds,
        "device": report and report.device,
        "provider": report and report.provider,
        "variant": report and report.variant,
        "ensemble": report and report.ensemble,
        "sha256": outcome.sha256 or None,
        "firm": outcome.firm,
        "fallbacks": outcome.fallbacks,
    }


def csv_table(outcomes: Sequence[Outcome]) -> bytes:
    """The records as a table for spreadsheets; what is None stays empty, the PSNR of identical photos is inf."""
    text = io.StringIO(newline="")
    records = [record(outcome) | {"fallbacks": " ".join(outcome.fallbacks)} for outcome in outcomes]
    writer = csv.DictWriter(text, list(records[0]))
    writer.writeheader()
    writer.writerows(records)
    return text.getvalue().encode()


def html_page(
    title: str,
    contest: Contest,
    outcomes: Sequence[Outcome],
    figure: Figure,
    settings: Sequence[tuple[str, str]],
    words: Words = ENGLISH,
) -> bytes:
    """One page that needs no other file, for light and dark screens.

    Args:
        title: Names the photo.
        contest: What was compared.
        outcomes: What came out.
        figure: Its layout gives the photo and the boxes.
        settings: Facts that the contest does not know, by name.
        words: How all of it is told.
    """
    facts = [
        *settings,
        (words.tr("Measured"), protocol(contest, words)),
        (words.tr("Program"), f"Recon Desktop {__version__}"),
        (
            words.tr("Runs on"),
            f"Python {platform.python_version()}, onnxruntime {onnxruntime.__version__}, NumPy {np.__version__}",
        ),
        *((words.name(outcome.method), _file(outcome, words)) for outcome in outcomes if outcome.sha256),
    ]
    columns = panels(contest, outcomes, words)
    page = PAGE.format(
        language=words.language,
        title=escape(printable(title)),
        style=STYLE,
        photo=_photo(figure, len(contest.crops), words),
        crops="\n".join(_box(contest, columns, outcomes, box, words) for box in range(len(contest.crops))),
        legend=_legend(contest, outcomes, words),
        errors=_errors(outcomes, words),
        table=_table(outcomes, words),
        facts="\n".join(f"<dt>{escape(name)}</dt><dd>{escape(printable(fact))}</dd>" for name, fact in facts),
    )
    return page.encode()


def _printed(contest: Contest, scores: Agreement) -> tuple[float, float]:
    """PSNR and SSIM as the field prints them for the task."""
    return (scores.psnr_y, scores.ssim_y) if contest.task == "upscale" else (scores.psnr_rgb, scores.ssim_rgb)


def _measured(outcome: Outcome, kind: MeasureKind) -> Agreement | Quality | None:
    """What gives a measure of a method."""
    return outcome.scores if kind.given_by == "agreement" else outcome.quality


def _columns(outcomes: Sequence[Outcome], words: Words) -> list[_Column]:
    """Those columns of figures that hold any."""
    firm = tuple(None if outcome.firm is None else 100 * outcome.firm for outcome in outcomes)
    columns = [
        *(
            _Column(
                words.translate(CONTEXT, kind.name),
                tuple(kind.of(_measured(outcome, kind)) for outcome in outcomes),
                kind.decimals,
                kind.better,
            )
            for kind in MEASURES
        ),
        _Column(words.tr("Firm %"), firm, 1, ""),
    ]
    return [column for column in columns if any(value is not None for value in column.values)]


def _file(outcome: Outcome, words: Words) -> str:
    """Which model this is: its id, where it goes by another name, and its file."""
    known = [outcome.method] if words.name(outcome.method) != outcome.method else []
    variant = [outcome.report.variant] if outcome.report else []
    return ", ".join([*known, *variant, f"SHA-256 {outcome.sha256}"])


def _photo(figure: Figure, boxes: int, words: Words) -> str:
    place = figure.layout.pictures[0].place
    outlines = (_outline(frame, place) for frame in figure.layout.frames[:boxes])
    told = escape(words.tr("The photo"))
    return f'<div class="photo"><img src="{data_uri(figure.images[0])}" alt="{told}">{"".join(outlines)}</div>'


def _outline(frame: Frame, photo: Region) -> str:
    part = frame.place.relative_to(photo)
    return (
        f'<i style="left:{part.left / photo.width:.3%};top:{part.top / photo.height:.3%};'
        f"width:{part.width / photo.width:.3%};height:{part.height / photo.height:.3%};"
        f'border-color:{css_colour(frame.colour)}"></i>'
    )


def _box(contest: Contest, columns: Sequence[Panel], outcomes: Sequence[Outcome], box: int, words: Words) -> str:
    """What every method made of one box: its pixels, its caption and how they differ from the reference."""
    figures = []
    maps = {words.name(outcome.method): outcome.maps[box] for outcome in outcomes if outcome.maps}
    for panel in columns:
        name, crop = escape(panel.name), panel.crops[box]
        printed = f"<b>{panel.score}</b>" if panel.best else panel.score
        parts = [f'<img src="{data_uri(crop)}" alt="{name}"><figcaption>{name}<br><span>{printed}</span></figcaption>']
        if contest.reference and panel is not columns[0]:
            differs = difference(to_float(crop), to_float(columns[0].crops[box]), amplify=_AMPLIFIED)
            told = escape(words.tr("Difference of {name} to the reference", name=panel.name))
            parts.append(f'<img src="{data_uri(differs)}" alt="{told}">')
        if panel.name in maps:
            told = escape(words.tr("Trust map of {name}", name=panel.name))
            parts.append(f'<img src="{data_uri(maps[panel.name])}" alt="{told}">')
        figures.append(f"<figure>{''.join(parts)}</figure>")
    region, colour = contest.crops[box], css_colour(BOX_COLOURS[box])
    title = words.tr("{size} pixels at {left}, {top}", size=region.size, left=region.left, top=region.top)
    return f'<h2>{title}</h2>\n<div class="crops" style="--box:{colour}">{"".join(figures)}</div>'


def _legend(contest: Contest, outcomes: Sequence[Outcome], words: Words) -> str:
    """What the pictures below the crops show."""
    told = []
    if contest.reference:
        below = words.tr(
            "Below each method: its difference to the reference, {number} times. Middle grey is equal, lighter is "
            "more, darker is less.",
            number=_AMPLIFIED,
        )
        told.append(f"<p>{below}</p>")
    if any(outcome.maps for outcome in outcomes):
        last = words.tr("Last in the column of each model that was judged: its trust map.")
        told.append(f"<p>{last} {definition(words)}</p>")
    return "".join(told)


def _errors(outcomes: Sequence[Outcome], words: Words) -> str:
    """Where each method errs, on the whole photo, all in the same grey levels."""
    maps = [(words.name(outcome.method), outcome.scores.errors) for outcome in outcomes if outcome.scores]
    shown = [(name, errors) for name, errors in maps if errors]
    if not shown:
        return ""
    top = max(errors.top for _, errors in shown)
    figures = "".join(
        f'<figure><img src="{data_uri(errors.shown(top))}" alt="{escape(words.tr("Errors of {name}", name=name))}">'
        f"<figcaption>{escape(name)}</figcaption></figure>"
        for name, errors in shown
    )
    scale = words.tr("Root mean square over the channels: black is 0, white {top} of 255 or more.", top=f"{top:.1f}")
    return f'<h2>{words.tr("Where the errors lie")}</h2>\n<div class="maps">{figures}</div>\n<p>{scale}</p>'


def _table(outcomes: Sequence[Outcome], words: Words) -> str:
    """The rows for the page, the best figures of each column bold."""
    head, *body = rows(outcomes, words)
    best = {number: column.best for number, column in enumerate(_columns(outcomes, words), start=1)}

    def cell(column: int, text: str) -> str:
        return f"<td><b>{text}</b></td>" if text == best.get(column) else f"<td>{escape(text)}</td>"

    lines = ["".join(f"<th>{escape(name)}</th>" for name in head)]
    lines += ["".join(cell(column, text) for column, text in enumerate(row)) for row in body]
    return "\n".join(f"<tr>{line}</tr>" for line in lines)
