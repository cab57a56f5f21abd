"""The tables of all models, for the readme: what each is, what it costs, what it scores, and what its paper says."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from recon_desktop.core.card import Metric, ModelCard, Task

Speeds = Mapping[str, float]
"""CPU seconds by megapixel of the result, by model."""


@dataclass(frozen=True)
class Kind:
    """Models that compete with each other.

    Attributes:
        task: What they do.
        scale: Of the result.
        title: Of their table.
        gained: What the chart's vertical axis tells.
        dataset: And...
        command: ...part of the command of the figure by which the chart judges.
    """

    task: Task
    scale: int
    title: str
    gained: str
    dataset: str
    command: str

    def holds(self, card: ModelCard) -> bool:
        """Whether a model belongs here."""
        return card.task == self.task and card.scale == self.scale

    def gain(self, card: ModelCard) -> float | None:
        """What a model gains over no network, in dB; None where it was not measured."""
        for metric in card.metrics:
            judged = metric.measure.startswith("psnr") and metric.dataset == self.dataset
            if judged and self.command in metric.command and metric.baseline is not None:
                return metric.value - metric.baseline
        return None


KINDS = (
    Kind("upscale", 2, "Upscale 2x", "dB above bicubic, Set5 luma", "Set5", "--scale 2"),
    Kind("upscale", 4, "Upscale 4x", "dB above bicubic, Set5 luma", "Set5", "--scale 4"),
    Kind("denoise", 1, "Denoise", "dB above noisy, Set14 RGB, sigma 25", "Set14", "--noise 25"),
)

_COST = ("parameters", "GFLOP per MP", "CPU s per MP")


def tables(cards: list[ModelCard], speeds: Speeds, cores: int) -> str:
    """Return one Markdown table for each kind of model, the cheapest first.

    Args:
        cards: Of all models.
        speeds: Likewise.
        cores: Of the machine on which they were timed.
    """
    told = []
    for kind in KINDS:
        members = sorted((card for card in cards if kind.holds(card)), key=lambda card: card.flops_per_output_pixel)
        if members:
            told += _table(kind, members, speeds)
    words = (
        "PSNR / SSIM, and for enlarging NIQE (lower is closer to undamaged photos); in brackets the "
        "published figure. Megapixels are those of the result; seconds are of all "
        f"cores together, timed on a processor with {cores} cores, no GPU."
    )
    return "\n".join([*told, words, ""])


def _table(kind: Kind, cards: list[ModelCard], speeds: Speeds) -> list[str]:
    columns = list(dict.fromkeys(_column(metric) for card in cards for metric in card.metrics))
    heads = ["model", *_COST, *(" ".join(filter(None, column)) for column in columns)]
    lines = [f"**{kind.title}**", "", _row(heads), "|---" + "|---:" * (len(heads) - 1) + "|"]
    plain = ["bicubic" if kind.task == "upscale" else "as it is", "", "", ""]
    lines.append(_row([*plain, *(_cell(cards, column, baseline=True) for column in columns)]))
    for card in cards:
        cost = [
            f"{card.parameters / 1000:,.1f} k",
            f"{card.flops_per_output_pixel / 1000:,.1f}",
            f"{speeds[card.id]:.2f}" if card.id in speeds else "",
        ]
        lines.append(_row([f"`{card.id}`", *cost, *(_cell([card], column) for column in columns)]))
    return [*lines, ""]


def _column(metric: Metric) -> tuple[str, str]:
    """Data set and noise."""
    if metric.real:
        return metric.dataset, "real noise"
    for option, word in (("--noise ", "sigma"), ("--jpeg ", "JPEG")):
        level = metric.command.partition(option)[2].partition(" ")[0]
        if level:
            return metric.dataset, f"{word} {level}"
    return metric.dataset, ""


def _cell(cards: Iterable[ModelCard], column: tuple[str, str], *, baseline: bool = False) -> str:
    """The figures of the first model that has them, the published figures in brackets."""
    for card in cards:
        metrics = [metric for metric in card.metrics if _column(metric) == column]
        if metrics:
            own = " / ".join(
                _figure(metric.measure, metric.baseline if baseline else metric.value) for metric in metrics
            )
            paper = [metric for metric in metrics if metric.published is not None and not baseline]
            brackets = " / ".join(_figure(metric.measure, metric.published) for metric in paper)
            return f"{own} ({brackets})" if brackets else own
    return ""


def _figure(measure: str, value: float | None) -> str:
    if value is None:
        return "–"
    return f"{value:.4f}" if measure.startswith("ssim") else f"{value:.2f}"


def _row(cells: Iterable[str]) -> str:
    return f"| {' | '.join(cells)} |"
