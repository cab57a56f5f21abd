"""Measures the shipped models by way of the app's own command line, and writes the figures to their cards.

Training does not import the engine: what is measured is what a person who runs `recon` gets.
"""

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from recon_desktop.core.card import Metric, ModelCard, read_card, write_card
from training.config import PROJECT, ConfigError, load_config

_DATASETS = {"Set5": "set5", "Set14": "set14"}
_NOISE_LEVELS = (15, 25, 50)
_MEASURES = {"upscale": ("psnr_y", "ssim_y"), "denoise": ("psnr_rgb", "ssim_rgb")}

Evaluation = dict[str, Any]
Evaluate = Callable[[list[str]], Evaluation]


def report(models: Path, ids: list[str], evaluation: Path) -> str:
    """Measure models on Set5 and Set14, write the figures to their cards and return them as a Markdown table.

    Args:
        models: Folder of the models.
        ids: Which ones; all if empty.
        evaluation: Folder that holds ``set5`` and ``set14``.

    Raises:
        ConfigError: A model or a set is not there, or the command line failed; its words are passed on.
    """
    cards = [models / name / "card.json" for name in ids] if ids else sorted(models.glob("*/card.json"))
    for path in [*cards, *(evaluation / folder for folder in _DATASETS.values())]:
        if not path.exists():
            raise ConfigError(f"{path} is missing")
    for path in cards:
        card = read_card(path)
        write_card(card.model_copy(update={"metrics": measure(card, evaluation, run_recon)}), path)
    return table([read_card(path) for path in cards])


def measure(card: ModelCard, evaluation: Path, evaluate: Evaluate) -> tuple[Metric, ...]:
    """Return all figures of one model.

    Args:
        card: The model's card.
        evaluation: Folder that holds the sets.
        evaluate: Takes the arguments of ``recon evaluate`` and returns what it prints for the model.
    """
    published = load_config(Path(card.config)).published
    figures = []
    for dataset, folder in _DATASETS.items():
        for task in _tasks(card):
            answer = evaluate([str(evaluation / folder), *task, "--model", card.id, "--json"])
            figures += [
                Metric(
                    dataset=dataset,
                    protocol=answer["protocol"],
                    measure=measure,
                    value=round(answer["mean"][measure], 4),
                    baseline=round(answer["baseline"][measure], 4),
                    published=published.get(dataset, {}).get(measure),
                    command=" ".join(["recon", "evaluate", folder, *task, "--model", card.id]),
                )
                for measure in _MEASURES[card.task]
            ]
    return tuple(figures)


def run_recon(arguments: list[str]) -> Evaluation:
    """Run ``recon evaluate`` as a person would, and return the one object that it prints."""
    command = [sys.executable, "-m", "recon_desktop.cli", "evaluate", *arguments]
    answer = subprocess.run(command, cwd=PROJECT, stdout=subprocess.PIPE, text=True, check=False)
    if answer.returncode != 0:
        raise ConfigError(f"{' '.join(['recon', 'evaluate', *arguments])} ended with exit code {answer.returncode}")
    evaluation: Evaluation = json.loads(answer.stdout)
    return evaluation


def table(cards: list[ModelCard]) -> str:
    """Return the figures of all cards as a Markdown table."""
    lines = ["| model | set | figure | value | baseline | published | command |", "|---|---|---|---|---|---|---|"]
    for card in cards:
        for metric in card.metrics:
            digits = 2 if metric.measure.startswith("psnr") else 4
            cells = ["" if v is None else f"{v:.{digits}f}" for v in (metric.value, metric.baseline, metric.published)]
            lines.append(
                f"| {card.id} | {metric.dataset} | {metric.measure} | {' | '.join(cells)} | `{metric.command}` |"
            )
    return "\n".join(lines)


def _tasks(card: ModelCard) -> list[list[str]]:
    if card.task == "upscale":
        return [["--task", "upscale", "--scale", str(card.scale)]]
    return [["--task", "denoise", "--noise", str(level)] for level in _NOISE_LEVELS]
