"""A lesson run several times, each with the next seed: what is luck shows as a deviation."""

from collections.abc import Callable
from dataclasses import replace

import numpy as np

from training.explore.page import Section, Table
from training.explore.settings import Settings


def repeated(run: Callable[[Settings], Section], settings: Settings) -> Section:
    """Run a lesson `settings.repeat` times.

    Returns:
        The section of the first run, with the means of all where there are several: as a table, and as its measures.
    """
    first, *others = [run(replace(settings, seed=settings.seed + number)) for number in range(settings.repeat)]
    if not others:
        return first
    values = {name: [run.measures[name] for run in (first, *others)] for name in first.measures}
    means = {name: float(np.mean(each)) for name, each in values.items()}
    rows = tuple((name, f"{means[name]:.4g}", f"{np.std(each, ddof=1):.2g}") for name, each in values.items())
    table = Table(
        f"All that was measured, as the mean and the standard deviation of {settings.repeat} runs, seeds "
        f"{settings.seed} to {settings.seed + settings.repeat - 1}. Everything else here is of the first run.",
        ("", "mean", "±"),
        rows,
    )
    return replace(first, parts=(*first.parts, table), measures=means)
